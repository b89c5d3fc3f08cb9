"""How much events depend on the order that stories arrive in: ``python -m benchmarks.arrival``.

The feed entries of some real days, from outlets polled side by side, are grouped in many orders:
outlets interleaved story by story or in runs (each outlet's own order kept), one outlet after the
other, and fully shuffled. What comes of it is scored against the labels, and the event that the
project began with is watched: whether it is whole, and whether its look-alikes stay out.
"""

from __future__ import annotations

import html
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.cli.group import read_story
from aggregator.matching import EventDocument, EventIndex
from aggregator.matching.scoring import bcubed
from benchmarks import report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ENTRIES = report.SHARED / "data" / "feeddays" / "entries.jsonl"
WHOLE = "seed_usfj_20250330"
APART = ("hegseth_manila_20250328", "hegseth_iwojima_20250329")
ORDERS = ("interleaved", "in runs", "outlet by outlet", "shuffled")

_LONGEST_RUN = 20


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Stories of some days, in the order of their feeds, with their labels."""

    documents: list[EventDocument]
    labels: list[str | None]

    def orders(self, kind: str, count: int) -> Iterator[list[int]]:
        """Some orders of one kind, the same at every call."""
        by_outlet: defaultdict[str, list[int]] = defaultdict(list)
        for place, document in enumerate(self.documents):
            by_outlet[document.outlet].append(place)
        for number in range(count):
            chance = random.Random(f"{kind} {number}")
            waiting = {outlet: list(places) for outlet, places in by_outlet.items()}
            if kind == "shuffled":
                waiting = {str(place): [place] for place in range(len(self.documents))}
            order: list[int] = []
            while waiting:
                weights = [len(places) for places in waiting.values()]
                outlet = chance.choices(list(waiting), weights)[0]
                length = {
                    "in runs": chance.randint(1, _LONGEST_RUN),
                    "outlet by outlet": len(waiting[outlet]),
                }.get(kind, 1)
                order += waiting[outlet][:length]
                del waiting[outlet][:length]
                if not waiting[outlet]:
                    del waiting[outlet]
            yield order

    def grouped(self, order: Sequence[int]) -> list[int]:
        """The event of each story, when they arrive in an order."""
        index = EventIndex()
        for place in order:
            document = self.documents[place]
            decided = index.decide(document).event
            event = place if decided is None else decided
            index.add(document, event)
            while (merge := index.second_look(event)) is not None:
                index.merge(merge.old, merge.into)
                event = merge.into
        return [index.event_of(document.key) or 0 for document in self.documents]

    def score(self, events: Sequence[int]) -> float:
        """BCubed F1 over the labelled stories."""
        labelled = [place for place, label in enumerate(self.labels) if label]
        return bcubed(
            [self.labels[place] for place in labelled], [events[place] for place in labelled]
        ).f1

    def events_of(self, label: str, events: Sequence[int]) -> set[int]:
        return {event for event, own in zip(events, self.labels, strict=True) if own == label}


def read_arrivals(path: Path = ENTRIES) -> Arrivals:
    """The labelled entries of a JSONL file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    documents = []
    for place, row in enumerate(rows):
        story = read_story({**row, "text": html.unescape(row["description"] or ""), "lang": None})
        if story.published is None:
            raise ValueError(f"{path}: entry {row['id']} has no time")
        documents.append(
            EventDocument(
                key=place,
                outlet=story.outlet,
                title=story.title,
                lead=story.text,
                published=story.published,
                slack_hours=story.slack_hours,
            )
        )
    return Arrivals(documents, [row["event_id"] for row in rows])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("arrival", __doc__)
    parser.add_argument("--orders", type=int, default=15, help="of each kind (default: 15)")
    options = report.begin(parser, arguments)
    report.heading("Order of arrival")
    if not ENTRIES.is_file():
        print(f"  skipped: {ENTRIES} isn't there")
        return 0
    arrivals = read_arrivals()
    print(f"  {len(arrivals.documents)} entries; BCubed F1 of {options.orders} orders each")
    for kind in ORDERS:
        scores = []
        wrong: Counter[str] = Counter()
        for order in arrivals.orders(kind, options.orders):
            events = arrivals.grouped(order)
            scores.append(arrivals.score(events))
            whole = arrivals.events_of(WHOLE, events)
            wrong["not whole"] += len(whole) > 1
            for label in APART:
                wrong[label] += bool(whole & arrivals.events_of(label, events))
        print(
            f"  {kind:<18} mean {sum(scores) / len(scores):.3f}, worst {min(scores):.3f};"
            f" the watched event: {dict(wrong)}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
