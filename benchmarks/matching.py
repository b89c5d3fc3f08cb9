"""How well and how fast events are found: ``python -m benchmarks.matching``.

Real stories and labels are read from the folder that AGGREGATOR_SHARED names, ``../shared`` by
default; a set that isn't there is skipped with a line that says so. Sets without reliable times
are shuffled. Times are processor times, so that a busy machine counts less.
"""

from __future__ import annotations

import html
import random
import re
import resource
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregator.cli.group import Story, group_stories, read_story
from aggregator.matching import (
    EventDocument,
    EventIndex,
)
from aggregator.matching.scoring import bcubed, pairwise
from aggregator.matching.text import tokens
from benchmarks import material, report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    measure_events()
    measure_speed()
    return 0


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
    rows = [row for row in material.rows("feeddays/week2023.jsonl.gz") if row["published"]]
    if not rows:
        return
    rows.sort(key=lambda row: (row["published"], row["id"]))
    documents = [
        EventDocument(
            key=key,
            outlet=row["outlet"],
            title=row["title"],
            lead=html.unescape(re.sub("<[^>]*>", " ", row["description"] or "")),
            published=material.moment(row["published"]),
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
