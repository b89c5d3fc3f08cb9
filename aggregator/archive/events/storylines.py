"""Storylines as they are read: what goes on through several events, and which these are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from aggregator.archive.errors import NotFound
from aggregator.archive.schema import events, stories, storyline_events, storylines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineRow:
    """A storyline in a list.

    Attributes:
        first, last: its earliest and latest story.
        events, stories: how many.
        outlets: short names of all that reported it.
    """

    id: int
    title: str
    first: datetime
    last: datetime
    events: int
    stories: int
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineEvent:
    """An event of a storyline.

    Attributes:
        score: of the match; None where it opened the storyline.
        evidence: why it was put there.
    """

    event: int
    title: str
    first: datetime
    last: datetime
    stories: int
    outlets: tuple[str, ...]
    score: float | None
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline(StorylineRow):
    """A storyline with its events, the earliest first."""

    chapters: tuple[StorylineEvent, ...]


def list_storylines(
    connection: Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    min_events: int = 2,
    limit: int | None = None,
) -> list[StorylineRow]:
    """Storylines that were reported on in a period, the latest first.

    Args:
        since, until: both ends included.
        min_events: only storylines of so many events.
    """
    c = storylines.c
    query = select(storylines).where(c.merged_into.is_(None), c.events >= max(min_events, 1))
    if since is not None:
        query = query.where(c.last_at >= since)
    if until is not None:
        query = query.where(c.first_at <= until)
    query = query.order_by(c.last_at.desc(), c.id.desc()).limit(limit)
    return [
        StorylineRow(**_fields(row), outlets=_outlets(connection, row.id))
        for row in connection.execute(query).all()
    ]


def get_storyline(connection: Connection, storyline_id: int) -> Storyline:
    """One storyline; the id of a merged one leads to where it went.

    Raises:
        NotFound: there is no such storyline.
    """
    passed: set[int] = set()
    row = None
    number: int | None = storyline_id if 0 < storyline_id < 1 << 63 else None
    while number is not None and number not in passed:
        passed.add(number)
        row = connection.execute(select(storylines).where(storylines.c.id == number)).first()
        number = None if row is None else row.merged_into
    if row is None:
        raise NotFound(f"there is no storyline {storyline_id}; `aggregator storylines` lists them")
    chapters = tuple(_events(connection, row.id))
    return Storyline(
        **_fields(row),
        outlets=tuple(sorted({name for chapter in chapters for name in chapter.outlets})),
        chapters=chapters,
    )


def storyline_of(connection: Connection, event_id: int) -> StorylineRow | None:
    """The storyline of an event that stands; None where it is the only event of it, or unknown."""
    query = (
        select(storylines)
        .join(events, events.c.storyline_id == storylines.c.id)
        .where(events.c.id == event_id, storylines.c.events > 1)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return StorylineRow(**_fields(row), outlets=_outlets(connection, row.id))


def _events(connection: Connection, storyline_id: int) -> list[StorylineEvent]:
    held = storyline_events.c
    query = (
        select(events, held.score, held.evidence)
        .join(storyline_events, (held.event_id == events.c.id) & held.valid_to.is_(None))
        .where(held.storyline_id == storyline_id, events.c.merged_into.is_(None))
        .order_by(events.c.first_at, events.c.id)
    )
    outlets: dict[int, list[str]] = {}
    for event, outlet in connection.execute(_OUTLETS_OF_EVENTS, {"this": storyline_id}):
        outlets.setdefault(event, []).append(outlet)
    return [
        StorylineEvent(
            event=row.id,
            title=row.title,
            first=row.first_at,
            last=row.last_at,
            stories=row.stories,
            outlets=tuple(outlets.get(row.id, ())),
            score=row.score,
            evidence=row.evidence,
        )
        for row in connection.execute(query)
    ]


def _outlets(connection: Connection, storyline_id: int) -> tuple[str, ...]:
    return tuple(connection.scalars(_OUTLETS, {"this": storyline_id}))


def _fields(row: AnyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "first": row.first_at,
        "last": row.last_at,
        "events": row.events,
        "stories": row.stories,
    }


_REPORTED = (
    select(events.c.id, stories.c.outlet)
    .join(stories, stories.c.event_id == events.c.id)
    .where(events.c.storyline_id == bindparam("this"), events.c.merged_into.is_(None))
    .distinct()
)
_OUTLETS_OF_EVENTS = _REPORTED.order_by(events.c.id, stories.c.outlet)
_OUTLETS = _REPORTED.with_only_columns(stories.c.outlet).order_by(stories.c.outlet)
