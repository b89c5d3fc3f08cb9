"""When a citation without a story is looked for again: on a schedule, and when there is news.

Looking costs time and most of what is not found never will be. So after each look the next is put
off, twice as long each time, up to two weeks; after a dozen looks only news of the cited outlet
makes another: leads or stories of the days around the citing document that were not there before.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select, update

from aggregator.archive.citing.candidates import AFTER, BEFORE
from aggregator.archive.schema import citations, leads, stories

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.archive.citing.pending import PendingCitation

FIRST_WAIT, LONGEST_WAIT = timedelta(hours=6), timedelta(days=14)
MOST_ATTEMPTS = 12
"""Looks after which the schedule ends."""


def next_look(attempts: int, now: datetime) -> datetime | None:
    """When to look again after so many looks; None where only news makes another.

    >>> from datetime import UTC, datetime
    >>> str(next_look(2, datetime(2025, 3, 30, tzinfo=UTC)))
    '2025-03-30 12:00:00+00:00'
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    return now + min(FIRST_WAIT * (1 << max(attempts - 1, 0)), LONGEST_WAIT)


def due(
    connection: Connection,
    pending: Sequence[PendingCitation],
    *,
    now: datetime,
    since: datetime | None = None,
) -> list[PendingCitation]:
    """The citations that it is time to look for.

    Args:
        since: look for those too whose outlet has leads or stories of the right days that this
            archive has had only since then.
    """
    gained = _gained(connection, {one.citation.outlet_name for one in pending}, since)
    fetched = _fetched(connection, pending)
    return [
        one
        for one in pending
        if one.tried_at is None
        or (one.next_due is not None and one.next_due <= now)
        or one.answer.lead_id in fetched
        or any(
            one.document_at - BEFORE <= at <= one.document_at + AFTER
            for at in gained.get(one.citation.outlet_name or "", ())
        )
    ]


def put_off(connection: Connection, looked: Iterable[PendingCitation], *, now: datetime) -> None:
    """Write down that these were looked for, and when to look again."""
    rows = [
        {
            "this": one.citation_id,
            "attempts": one.attempts + 1,
            "tried_at": now,
            "next_due": next_look(one.attempts + 1, now),
        }
        for one in looked
    ]
    if rows:
        connection.execute(_PUT_OFF, rows)


_PUT_OFF = update(citations).where(citations.c.id == bindparam("this"))


def _gained(
    connection: Connection, outlets: set[str | None], since: datetime | None
) -> dict[str, list[datetime]]:
    """The times of what the archive has of these outlets only since then."""
    names = sorted(name for name in outlets if name)
    found: dict[str, list[datetime]] = defaultdict(list)
    if since is None or not names:
        return found
    when = func.coalesce(leads.c.published, leads.c.first_seen)
    for query in (
        select(leads.c.outlet, when.label("at")).where(
            leads.c.outlet.in_(names), leads.c.first_seen >= since
        ),
        select(stories.c.outlet, stories.c.listed_at.label("at")).where(
            stories.c.outlet.in_(names), stories.c.first_seen >= since
        ),
    ):
        for row in connection.execute(query):
            found[row.outlet].append(row.at)
    return found


def _fetched(connection: Connection, pending: Sequence[PendingCitation]) -> set[int]:
    """The leads that citations were found to mean and that have been fetched by now."""
    meant = sorted({one.answer.lead_id for one in pending if one.answer.lead_id is not None})
    fetched: set[int] = set()
    for at in range(0, len(meant), 500):
        query = select(leads.c.id).where(
            leads.c.id.in_(meant[at : at + 500]),
            or_(leads.c.story_id.is_not(None), leads.c.outcome.is_not(None)),
        )
        fetched.update(connection.scalars(query))
    # What was walled stays so until a story comes of it.
    walled = {one.answer.lead_id for one in pending if one.answer.state == "walled"}
    if walled & fetched:
        query = select(leads.c.id).where(
            leads.c.id.in_(sorted(walled & fetched)), leads.c.story_id.is_not(None)
        )
        fetched = (fetched - walled) | set(connection.scalars(query))
    return fetched
