"""Who had an event first, who took it from whom: the stories of an event as a graph.

Three kinds of evidence, kept apart: the times that outlets give, which tell who may have been
first; shared text, which tells whose copy a story is; and attributions, in which a story says
itself where it has something from. None of them proves that an outlet was the first in the world
to know: only what is in the archive is compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregator.records import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aggregator.records import Moment

ToldBy = Literal["url", "headline", "copy", "event"]

_LONGEST_CHAIN = 6
_WIDTHS = {Precision.SECOND: timedelta(seconds=1), Precision.MINUTE: timedelta(minutes=1)}
# Where a day's zone is not known: from its start in UTC+14 to its end in UTC-12.
_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When a story can have been published: not before `earliest`, before `latest`."""

    earliest: datetime
    latest: datetime
    precision: Precision

    @classmethod
    def of(cls, moment: Moment, zone: str | None = None) -> Span:
        """The span that a moment of its precision stands for.

        Args:
            zone: IANA name of the outlet's zone, which is the zone of a bare day.
        """
        if moment.precision in _WIDTHS:
            at = moment.utc
            if moment.precision is Precision.MINUTE:
                at = at.replace(second=0, microsecond=0)
            return cls(
                earliest=at, latest=at + _WIDTHS[moment.precision], precision=moment.precision
            )
        day = moment.at
        if moment.precision is Precision.DAY:
            after = day + timedelta(days=1)
        elif moment.precision is Precision.MONTH:
            after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        else:
            after = day.replace(year=day.year + 1, month=1, day=1)
        try:
            local = ZoneInfo(zone) if zone else None
        except (ZoneInfoNotFoundError, ValueError):
            local = None
        if local is None:
            return cls(earliest=day - _EAST, latest=after + _WEST, precision=moment.precision)
        start, end = (
            datetime(at.year, at.month, at.day, tzinfo=local).astimezone(UTC) for at in (day, after)
        )
        return cls(earliest=start, latest=end, precision=moment.precision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A story of the event.

    Attributes:
        outlet: its display name.
        span: when it was published; None where its outlet does not say.
        form: ``full`` or ``teaser``.
        family: whose text it carries with others; None where it shares its text with none.
        relation: in the family: ``origin``, ``copy``, ``excerpt_of`` or ``derived``.
        agency: that the story or its family credits.
    """

    story: int
    outlet: str
    title: str | None
    url: str
    span: Span | None
    form: str
    family: int | None = None
    relation: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A story's citation of an outlet, or of one of its stories.

    Attributes:
        story: that cites.
        outlet: cited, by display name.
        line: of the citing story, where it says so.
        cited: the story it means, where URL or headline tell it.
        told_by: what tells it.
    """

    citation: int
    story: int
    outlet: str
    kind: str
    line: str
    confidence: float
    cited: int | None = None
    told_by: ToldBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(Attribution):
    """An attribution as it is seen from the event.

    Attributes:
        candidates: of an edge told by the event, how many stories of the outlet it can mean.
        outside: the cited story belongs to another event, or to none.
        inherited: it stands in the text of a copy whose origin cites the same outlet.
    """

    candidates: int = 0
    outside: bool = False
    inherited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A story's place in the order of publication.

    Attributes:
        behind: at least and at most so many seconds after the first; None where its outlet gives
            no time. (0, n) of a story other than the first: it may have been first itself.
    """

    report: Report
    behind: tuple[float, float] | None
    may_be_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of the event, and all stories that carry it.

    Attributes:
        family: None of a text that one story alone carries.
        agency: whose copy it is, where that is credited.
        origin: the story whose text it is, as far as the archive tells.
    """

    family: int | None
    agency: str | None
    origin: int | None
    stories: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Second hand: each of `heads` cites the first step, which cites the next, and so on.

    Attributes:
        steps: (story, outlet) from the first cited one on; of the last the story may be unknown.
    """

    heads: tuple[int, ...]
    steps: tuple[tuple[int | None, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """What can be told of an event's lineage.

    Attributes:
        first: the story that was first, or the one that may have been among several.
        contenders: all that may have been first; one alone is certain.
        places: all stories, the earliest first, those without a time last.
        texts: the ones that most stories carry first.
        edges: who cites whom, in the order of the places.
        unknown: what cannot be told, a sentence each.
    """

    first: int | None
    contenders: tuple[int, ...]
    places: tuple[Place, ...]
    texts: tuple[Text, ...]
    edges: tuple[Edge, ...]
    chains: tuple[Chain, ...]
    unknown: tuple[str, ...] = field(default=())


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
        chains=tuple(_chains(by_story, edges)),
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
    return report.span is not None and report.span.precision in _WIDTHS


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


def _chains(by_story: Mapping[int, Report], edges: Sequence[Edge]) -> list[Chain]:
    """Second-hand chains, the longest first, then those that most stories hang on; a tail once."""
    rank = {story: number for number, story in enumerate(by_story)}
    onward: dict[int, dict[tuple[int | None, str], None]] = {story: {} for story in rank}
    for edge in edges:
        # A copy says what its origin says: nobody reports there that another reported.
        if edge.inherited or edge.told_by == "copy":
            continue
        earlier = edge.cited in rank and rank[edge.cited] < rank[edge.story]
        onward[edge.story][edge.cited if earlier else None, edge.outlet] = None
    # Each way on leads to an earlier story, so that in their order all ways on are known.
    ways: dict[int, tuple[tuple[int | None, str], ...]] = {}
    for story in rank:
        best: tuple[tuple[int | None, str], ...] = ()
        for cited, outlet in onward[story]:
            way = ((cited, outlet), *(ways[cited] if cited is not None else ()))[:_LONGEST_CHAIN]
            best = max(best, way, key=len)
        ways[story] = best
    tails: dict[tuple[tuple[int | None, str], ...], list[int]] = defaultdict(list)
    for head, steps in onward.items():
        for cited, outlet in steps:
            if cited is not None and ways[cited]:
                tails[((cited, outlet), *ways[cited])[:_LONGEST_CHAIN]].append(head)
    # The end of a longer chain is said by that one already.
    said = {(steps[at][0], steps[at + 1 :]) for steps in tails for at in range(len(steps) - 1)}
    chains = [
        Chain(heads=kept, steps=steps)
        for steps, heads in tails.items()
        if (kept := tuple(head for head in heads if (head, steps) not in said))
    ]
    return sorted(chains, key=lambda chain: (-len(chain.steps), -len(chain.heads)))


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
        said.append(f"of {unnamed} of {len(edges)} citations no story of that outlet is held")
    guessed = sum(edge.candidates > 1 for edge in edges)
    if guessed:
        said.append(f"{guessed} citations can mean several stories: the latest before is shown")
    return said


def _stories(count: int) -> str:
    return f"{count} {'story' if count == 1 else 'stories'}"
