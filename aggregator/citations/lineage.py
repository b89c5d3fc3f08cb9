"""Who had an event first, who took it from whom: the stories of an event as a graph.

Three kinds of evidence, kept apart: the times that outlets give, which tell who may have been
first; shared text, which tells whose copy a story is; and attributions, in which a story says
itself where it has something from. None of them proves that an outlet was the first in the world
to know: only what is in the archive is compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.citations.headlines import headline_words
from aggregator.citations.relations import (
    Attribution,
    Edge,
    Lineage,
    Place,
    Report,
    Span,
    Text,
)
from aggregator.citations.secondhand import chains_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


_TELLING_WORDS = 5  # of a headline that two outlets do not write by chance


def trace(reports: Iterable[Report], attributions: Iterable[Attribution]) -> Lineage:
    """The lineage of an event. Work grows with the stories and attributions, times their log."""
    places = _order(reports)
    members = [place.report for place in places]
    by_story = {report.story: report for report in members}
    rank = {report.story: number for number, report in enumerate(members)}
    texts = _texts(members)
    edges = _edges(by_story, sorted(attributions, key=lambda a: (rank[a.story], a.citation)))
    contenders = tuple(place.report.story for place in places if place.may_be_first)
    return Lineage(
        first=contenders[0] if contenders else None,
        contenders=contenders,
        places=tuple(places),
        texts=tuple(texts),
        edges=tuple(edges),
        chains=tuple(chains_of(by_story, edges)),
        same_headline=tuple(_same_headline(members)),
        unknown=tuple(_unknown(members, contenders, edges)),
    )


def _order(reports: Iterable[Report]) -> list[Place]:
    """By the earliest they can be; who may have been before every other one is a contender."""
    dated: list[tuple[Span, Report]] = []
    undated: list[Report] = []
    for report in reports:
        if report.span is None:
            undated.append(report)
        else:
            dated.append((report.span, report))
    # An exact time goes before a vague one that starts with it.
    dated.sort(key=lambda pair: (pair[0].earliest, pair[0].latest, pair[1].story))
    places = []
    if dated:
        # The first, of those that can be: the one that is surely published soonest.
        surely = min(span.latest for span, _ in dated)
        start = min(span.earliest for span, _ in dated)
        for span, report in dated:
            least = max(0.0, (span.earliest - surely).total_seconds())
            most = (span.latest - start).total_seconds()
            may = span.earliest < surely
            places.append(Place(report=report, behind=(least, most), may_be_first=may))
        # Contenders whose time is exact lead: a bare day says least about who was first.
        places.sort(key=lambda p: not (p.may_be_first and _is_exact(p.report)))
    return places + [
        Place(report=report, behind=None, may_be_first=False)
        for report in sorted(undated, key=lambda report: report.story)
    ]


def _is_exact(report: Report) -> bool:
    return report.span is not None and report.span.is_exact


def _texts(members: Sequence[Report]) -> list[Text]:
    families: dict[int, list[Report]] = defaultdict(list)
    for report in members:
        # No family has a number below zero: so a text without one keeps a place of its own.
        families[-report.story if report.family is None else report.family].append(report)
    texts = []
    for key, carriers in families.items():
        origin = next((r.story for r in carriers if r.relation == "origin"), None)
        if key < 0:
            origin = carriers[0].story
        agency = next((r.agency for r in carriers if r.agency), None)
        stories = tuple(r.story for r in carriers)
        family = key if key >= 0 else None
        texts.append(Text(family=family, agency=agency, origin=origin, stories=stories))
    return sorted(texts, key=lambda text: -len(text.stories))


def _same_headline(members: Sequence[Report]) -> list[tuple[int, ...]]:
    """Groups of stories of several outlets with one headline, those of one known text left out."""
    groups: dict[tuple[str, ...], list[Report]] = defaultdict(list)
    for report in members:
        words = headline_words(report.title or "")
        if len(words) >= _TELLING_WORDS:
            groups[tuple(words)].append(report)
    return [
        tuple(report.story for report in group)
        for group in groups.values()
        if len({report.outlet for report in group}) > 1
        and (group[0].family is None or len({report.family for report in group}) > 1)
    ]


def _edges(by_story: Mapping[int, Report], attributions: Sequence[Attribution]) -> list[Edge]:
    of_outlet: dict[str, list[Report]] = defaultdict(list)
    of_family: dict[tuple[int, str], list[Report]] = defaultdict(list)
    origins: dict[int, int] = {}
    for report in by_story.values():
        of_outlet[report.outlet].append(report)
        if report.family is not None:
            of_family[report.family, report.outlet].append(report)
            if report.relation == "origin":
                origins[report.family] = report.story
    cited_by_story: dict[int, set[str]] = defaultdict(set)
    for one in attributions:
        cited_by_story[one.story].add(one.outlet)
    shelves: dict[str, _Shelf] = {}
    edges = []
    for one in attributions:
        citing = by_story[one.story]
        origin = origins.get(citing.family) if citing.family is not None else None
        inherited = (
            origin is not None and origin != one.story and one.outlet in cited_by_story[origin]
        )
        edge = Edge(
            **{name: getattr(one, name) for name in Attribution.__dataclass_fields__},
            inherited=inherited,
        )
        if one.cited is not None:
            edges.append(replace(edge, outside=one.cited not in by_story))
            continue
        carried = of_family.get((citing.family, one.outlet), ()) if citing.family else ()
        if carried:
            edges.append(replace(edge, cited=carried[0].story, told_by="copy"))
            continue
        if one.outlet not in shelves:
            shelves[one.outlet] = _Shelf(of_outlet[one.outlet])
        # The latest before it: what it can have read last.
        cited, count = shelves[one.outlet].before(citing)
        if cited is not None:
            edge = replace(edge, cited=cited, told_by="event", candidates=count)
        edges.append(edge)
    return edges


class _Shelf:
    """An outlet's stories in the order of their times, to find those before another story."""

    def __init__(self, reports: Iterable[Report]) -> None:
        dated = [(report.span.earliest, report.story) for report in reports if report.span]
        self._dated = sorted(dated)

    def before(self, citing: Report) -> tuple[int | None, int]:
        """The latest story that can have been there when another came, and how many were."""
        if citing.span is None:
            return None, 0
        count = bisect_left(self._dated, (citing.span.latest, -1))
        others = [story for _, story in self._dated[max(count - 2, 0) : count]]
        # It is one of them only where an outlet cites itself.
        if citing.story in others:
            others.remove(citing.story)
        return (others[-1], count) if others else (None, 0)


def _unknown(
    members: Sequence[Report], contenders: Sequence[int], edges: Sequence[Edge]
) -> list[str]:
    said = []
    if len(contenders) > 1:
        said.append(f"{len(contenders)} stories may have been first: their times overlap")
    vague = sum(report.span is not None and not _is_exact(report) for report in members)
    if vague:
        said.append(f"{_stories(vague)} with a day and no time")
    undated = sum(report.span is None for report in members)
    if undated:
        said.append(f"{_stories(undated)} without a date: not placed")
    teasers = sum(report.form != "full" for report in members)
    if teasers:
        said.append(f"{_stories(teasers)} held as teasers: whom their texts cite is not known")
    unnamed = sum(edge.cited is None for edge in edges)
    if unnamed:
        said.append(
            f"of {unnamed} of {_count(len(edges), 'citation')} no story of that outlet is held"
        )
    guessed = sum(edge.candidates > 1 for edge in edges)
    if guessed:
        can = f"{_count(guessed, 'citation')} can mean several stories"
        said.append(f"{can}: the latest before is shown")
    return said


def _stories(count: int) -> str:
    return f"{count} {'story' if count == 1 else 'stories'}"


def _count(count: int, what: str) -> str:
    return f"{count} {what if count == 1 else f'{what}s'}"
