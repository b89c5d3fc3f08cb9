"""The values that an event's lineage is made of: when, who, whose text, who cites whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregator.records import Precision

if TYPE_CHECKING:
    from aggregator.records import Moment

ToldBy = Literal["url", "headline", "copy", "event"]

_WIDTHS = {Precision.SECOND: timedelta(seconds=1), Precision.MINUTE: timedelta(minutes=1)}
# Where a day's zone is not known: from its start in UTC+14 to its end in UTC-12.
_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When a story can have been published: not before `earliest`, before `latest`."""

    earliest: datetime
    latest: datetime
    precision: Precision

    @property
    def is_exact(self) -> bool:
        """Whether a time of day is known, and not only a day."""
        return self.precision in _WIDTHS

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
        in_words: the heads say so themselves, in one sentence: "Reuters reported, citing Kyodo".
    """

    heads: tuple[int, ...]
    steps: tuple[tuple[int | None, str], ...]
    in_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """What can be told of an event's lineage.

    Attributes:
        first: the story that was first, or the one that may have been among several.
        contenders: all that may have been first; one alone is certain.
        places: all stories, the earliest first, those without a time last.
        texts: the ones that most stories carry first.
        edges: who cites whom, in the order of the places.
        same_headline: stories of several outlets under one headline, in the order of the places:
            a sign of one text where no text is held to compare.
        unknown: what cannot be told, a sentence each.
    """

    first: int | None
    contenders: tuple[int, ...]
    places: tuple[Place, ...]
    texts: tuple[Text, ...]
    edges: tuple[Edge, ...]
    chains: tuple[Chain, ...]
    same_headline: tuple[tuple[int, ...], ...] = ()
    unknown: tuple[str, ...] = field(default=())
