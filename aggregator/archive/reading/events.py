"""Events as a reader sees them: lists, and one with its stories and who cites it.

The functions take a connection of `Archive.read`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.sql.functions import coalesce

from aggregator.archive import schema as s
from aggregator.archive.errors import NotFound
from aggregator.archive.reading.citations import citations_where, present_resolution
from aggregator.archive.reading.lookup import row_key
from aggregator.archive.reading.rows import Event, EventRow, Member, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row


def list_events(
    connection: Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    outlet: str | None = None,
    min_outlets: int = 1,
    limit: int | None = None,
) -> list[EventRow]:
    """Events that were reported on in a period, the latest first.

    Args:
        since, until: the event's stories overlap this period, both ends included.
        outlet: short name; only events that this outlet reported.
        min_outlets: only events that so many outlets reported.
    """
    e = s.events.c
    query = select(s.events).where(e.merged_into.is_(None), e.stories > 0)
    if since is not None:
        query = query.where(e.last_at >= since)
    if until is not None:
        query = query.where(e.first_at <= until)
    if outlet is not None:
        query = query.where(
            select(s.stories.c.id)
            .where(s.stories.c.event_id == e.id, s.stories.c.outlet == outlet)
            .exists()
        )
    if min_outlets > 1:
        reporters = (
            select(func.count(s.stories.c.outlet.distinct()))
            .where(s.stories.c.event_id == e.id)
            .scalar_subquery()
        )
        query = query.where(reporters >= min_outlets)
    query = query.order_by(e.last_at.desc(), e.id.desc()).limit(limit)
    rows = connection.execute(query).all()
    members = members_of(connection, [row.id for row in rows])
    return [EventRow(**_event_fields(row, members.get(row.id, []))) for row in rows]


def get_event(connection: Connection, event_id: int) -> Event:
    """One event; the id of a merged one leads to where it went.

    Raises:
        NotFound: there is no such event.
    """
    row = find_event(connection, event_id)
    members = members_of(connection, [row.id]).get(row.id, [])
    stories = [member.story for member in members]
    # A digest names its stories together: what it cites beside a member belongs to the picture.
    documents = (
        select(s.citations.c.document_id)
        .join(s.resolutions, present_resolution())
        .where(s.resolutions.c.story_id.in_(stories))
    )
    cited = citations_where(connection, s.citations.c.document_id.in_(documents))
    return Event(**_event_fields(row, members), members=tuple(members), citations=tuple(cited))


def find_event(connection: Connection, event_id: int) -> Row[Any]:
    """The row of the event that an id leads to, through any merges.

    Raises:
        NotFound: there is no such event.
    """
    query = select(s.events).where(s.events.c.id == row_key(event_id))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"there is no event {event_id}; `aggregator events` lists them")
    return row if row.merged_into is None else find_event(connection, row.merged_into)


def members_of(connection: Connection, events: Sequence[int]) -> dict[int, list[Member]]:
    found: dict[int, list[Member]] = {}
    for start in range(0, len(events), 500):
        chunk = events[start : start + 500]
        query = _member_query().where(s.stories.c.event_id.in_(chunk))
        for row in connection.execute(query):
            found.setdefault(row.event_id, []).append(_member(row))
    return found


def copies_of(connection: Connection, family: int, story_id: int) -> list[Member]:
    query = _member_query().where(s.stories.c.family_id == family, s.stories.c.id != story_id)
    return [_member(row) for row in connection.execute(query)]


def _event_fields(row: Row[Any], members: Sequence[Member]) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "first": row.first_at,
        "last": row.last_at,
        "stories": row.stories,
        "outlets": tuple(dict.fromkeys(member.outlet for member in members)),
        "independent": len({member.family or -member.story for member in members}),
    }


def _member_query() -> Any:
    c = s.stories.c
    return (
        select(
            c.id,
            c.url,
            coalesce(s.outlets.c.title, c.outlet).label("outlet"),
            c.title,
            c.published,
            c.published_precision,
            c.access,
            c.form,
            c.family_id,
            c.event_id,
        )
        .join(s.outlets, s.outlets.c.name == c.outlet, isouter=True)
        .order_by(c.listed_at, c.id)
    )


def _member(row: Row[Any]) -> Member:
    return Member(
        story=row.id,
        url=row.url,
        outlet=row.outlet,
        title=row.title,
        published=moment(row.published, row.published_precision),
        access=row.access,
        form=row.form,
        family=row.family_id,
    )
