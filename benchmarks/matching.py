"""How well and how fast copies and events are found: ``python -m benchmarks.matching``.

Real stories and labels are read from the folder that AGGREGATOR_SHARED names, ``../shared`` by
default; a set that isn't there is skipped with a line that says so. Sets without reliable times
are shuffled. Times are processor times, so that a busy machine counts less.
"""

from __future__ import annotations

import gzip
import html
import json
import random
import re
import resource
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregator.cli.group import Story, group_stories, read_story
from aggregator.dates import parse_moment
from aggregator.matching import (
    EventDocument,
    EventIndex,
    FamilyIndex,
    TextRecord,
    Wording,
    relate,
    sketch,
)
from aggregator.matching.scoring import bcubed, pairwise, score_families
from aggregator.matching.text import tokens
from benchmarks import report
from benchmarks.wire_desk import EDITS, FURNITURE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

DATA = report.SHARED / "data"

_MIN_WORDS = 150
_SAMPLED_EVENTS = 500


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
    EventSet(name="allsides_neus", path="events/allsides_neus.jsonl.gz", timed=False, sampled=True),
    EventSet(name="allsides_2021", path="events/allsides_2021.jsonl.gz", timed=False),
    EventSet(name="partisan_en", path="events/partisan_en.jsonl.gz"),
    EventSet(name="partisan_en, shuffled", path="events/partisan_en.jsonl.gz", timed=False),
    EventSet(name="vnmds_2013", path="events/vnmds_2013.jsonl.gz"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    report.begin(report.parser("matching", __doc__), arguments)
    report.heading("Matching")
    measure_sketches()
    measure_edits()
    measure_wire_pairs()
    measure_events()
    measure_speed()
    return 0


def measure_sketches() -> None:
    print("\nSketches")
    for words in (60, 500, 2000):
        texts = [_prose(seed, words) for seed in range(200)]
        started = time.process_time()
        for text in texts:
            sketch(text)
        seconds = time.process_time() - started
        kept = sum(len(sketch(text)) for text in texts) / len(texts)
        print(f"  {words:5} words: {len(texts) / seconds:7.0f} stories/s, {kept:.0f} hashes each")


def measure_edits() -> None:
    """Recall of edited copies, and matches between stories that nobody edited.

    A few of those are about one happening or from one publisher, and are rightly related.
    """
    texts = _report_texts()
    print(f"\nWire-desk edits of {len(texts)} stories (family / any relation)")
    if not texts:
        return
    chance = random.Random(1)
    originals = [_record(key, text) for key, text in enumerate(texts)]
    totals = [0.0, 0.0]
    for name, edit in EDITS.items():
        kin = related = 0
        for key, text in enumerate(texts):
            printed = edit(text, texts[(key + 1) % len(texts)], chance)
            copy = _record(len(texts) + key, printed)
            found = relate(copy, originals[key])
            related += found is not None
            kin += found is not None and found.kind.makes_family
        totals[0] += kin / len(texts)
        totals[1] += related / len(texts)
        print(f"  {name:<30} {kin / len(texts):.3f} / {related / len(texts):.3f}")
    print(f"  {'mean recall':<30} {totals[0] / len(EDITS):.3f} / {totals[1] / len(EDITS):.3f}")
    _print_false("the stories among themselves", originals)
    _print_false(
        "the same, one form below each",
        [_record(key, f"{text} {FURNITURE}") for key, text in enumerate(texts)],
    )


def _print_false(label: str, records: Sequence[TextRecord]) -> None:
    index = FamilyIndex()
    decisions = [index.add(record) for record in records]
    kin = sum(decision.family is not None for decision in decisions)
    any_relation = sum(bool(decision.relations) for decision in decisions)
    print(f"  {label}: {kin} of {len(records)} taken for a copy, {any_relation} for related")


def measure_wire_pairs() -> None:
    rows = list(_rows("realevents/wirepairs.jsonl"))
    print(f"\nPairs of real wire copies ({len(rows)})")
    if not rows:
        return
    for label in ("near_dup", "partial_overlap"):
        kinds: Counter[str] = Counter()
        for key, row in enumerate(rows):
            if row["label"] == label:
                first, second = (_wire(2 * key + place, row[end]) for place, end in enumerate("ab"))
                found = relate(second, first)
                kinds[str(found.kind) if found else "unrelated"] += 1
        total = kinds.total()
        kin = total - kinds["unrelated"] - kinds["quotes"]
        print(f"  {label:<16} {kin} of {total} one family: {dict(sorted(kinds.items()))}")
    index = FamilyIndex()
    ends = {}
    for key, row in enumerate(rows):
        for place, end in enumerate("ab"):
            record = _wire(2 * key + place, row[end])
            ends[str(record.key)] = record
            index.add(record)
    families = {name: index.family_of(record.key) for name, record in ends.items()}
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for name, record in ends.items():
        titles[" ".join(tokens(record.title))].append(name)
    by_title: dict[str, object] = {
        name: place if len(names) > 1 else None
        for place, names in enumerate(titles.values())
        for name in names
    }
    pairs = [
        (str(2 * key), str(2 * key + 1), row["label"] == "near_dup") for key, row in enumerate(rows)
    ]
    print(
        f"  recall through the index {score_families(pairs, families)['recall']:.3f},"
        f" by equal headlines {score_families(pairs, by_title)['recall']:.3f}"
    )


def measure_events() -> None:
    print("\nEvents: BCubed F1 (precision, recall), pairwise F1 | every story alone | equal titles")
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
        print(
            f"  {entry.name:<24} {len(gold):5} stories  {score.f1:.3f} ({score.precision:.3f}, "
            f"{score.recall:.3f}), {pairwise(gold, ours).f1:.3f} | "
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


def measure_speed() -> None:
    rows = [row for row in _rows("feeddays/week2023.jsonl.gz") if row["published"]]
    if not rows:
        return
    rows.sort(key=lambda row: (row["published"], row["id"]))
    documents = [
        EventDocument(
            key=key,
            outlet=row["outlet"],
            title=row["title"],
            lead=html.unescape(re.sub("<[^>]*>", " ", row["description"] or "")),
            published=_time(row["published"]),
            language=row["lang"],
        )
        for key, row in enumerate(rows)
    ]
    index = EventIndex()
    print(f"\nA week of {len(documents)} headlines with descriptions, events only")
    started = lap = time.process_time()
    for place, document in enumerate(documents, start=1):
        event = index.decide(document).event
        index.add(document, document.key if event is None else event)
        if place % 5000 == 0 or place == len(documents):
            now = time.process_time()
            print(f"  {place:6} stories, {index.events:6} events, {now - lap:5.1f} s")
            lap = now
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {len(documents) / seconds:.0f} stories/s; at most {memory} MB in this process")


def _event_rows(entry: EventSet) -> Iterator[dict[str, Any]]:
    rows = list(_rows(entry.path))
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


def _report_texts() -> list[str]:
    """Bodies of real stories long enough to be cut up, each once."""
    texts = {
        row["body"]: None
        for name in ("fundus", "aeb")
        for row in _rows(f"pages/{name}/truth.jsonl")
        if len((row.get("body") or "").split()) >= _MIN_WORDS
    }
    return list(texts)


def _record(key: int, text: str) -> TextRecord:
    return TextRecord(
        key=key, outlet=f"outlet {key}", title=f"headline {key}", wording=Wording(text)
    )


def _wire(key: int, end: dict[str, Any]) -> TextRecord:
    return TextRecord(
        key=key,
        outlet=end["outlet"],
        title=end["title"],
        published=_time(end["published"]) if end["published"] else None,
        wording=Wording(end["text"]),
    )


def _prose(seed: int, words: int) -> str:
    chance = random.Random(seed)
    return " ".join(
        f"{chance.choice('bdfgklmnprst')}{chance.randrange(3000)}" for _ in range(words)
    )


def _time(written: str) -> datetime:
    moment = parse_moment(written)
    if moment is None:
        raise ValueError(f"no date: {written!r}")
    return moment.utc


def _rows(path: str) -> Iterator[dict[str, Any]]:
    """The rows of a shared file; none, and a line that says so, where it is missing."""
    file = DATA / path
    if not file.is_file():
        print(f"  skipped: {file} isn't there")
        return
    if file.suffix == ".gz":
        text = gzip.decompress(file.read_bytes()).decode()
    else:
        text = file.read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line.strip():
            yield json.loads(line)


if __name__ == "__main__":
    raise SystemExit(main())
