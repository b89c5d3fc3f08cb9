"""The frontier: which leads are due, and who is fetching them.

A lead is *waiting* (due at ``next_due``), *leased* to a run until an instant, or *settled*. A run
that is killed loses its leases: at once where its process can be looked up (`runs`), else when
they expire. No lead is in the hands of two runs, in any number of processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, update

from aggregator import urls
from aggregator.archive.crawling.leads import (
    CHUNK,
    chunks,
    make_due_again,
    note_leads,
    read_mentions,
)
from aggregator.archive.crawling.said import to_lead
from aggregator.archive.crawling.sources import (
    DiscoveryCount,
    SourceState,
    known_captures,
    record_captures,
    record_discovery,
    source_state,
)
from aggregator.archive.schema import leads, stories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, Connection

    from aggregator.archive.store import Archive
    from aggregator.outlets import Outlet
    from aggregator.records import Lead

__all__ = [
    "ClaimedLead",
    "DiscoveryCount",
    "SourceState",
    "add_leads",
    "claim",
    "count_due",
    "known_captures",
    "make_due",
    "record_captures",
    "record_discovery",
    "release",
    "renew",
    "source_state",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedLead:
    """A lead in the hands of a run.

    Attributes:
        url: canonical.
        requested_url: as discovery spelled it: what to fetch.
        lead: what discovery said of it.
        attempts: fetches since it was last due anew.
        story_form: ``full`` or ``teaser`` where it led to a story already.
        etag, last_modified: of the last answer, for a conditional GET.
    """

    lead_id: int
    outlet: str
    url: str
    requested_url: str
    lead: Lead
    attempts: int
    story_id: int | None
    story_form: str | None
    etag: str | None
    last_modified: str | None


def claim(
    archive: Archive,
    *,
    run_id: int,
    outlets: Sequence[str],
    limit: int,
    now: datetime,
    lease: timedelta,
    since: datetime | None = None,
    until: datetime | None = None,
    only: Collection[int] | None = None,
) -> list[ClaimedLead]:
    """Lease due leads to a run, the earliest published first, so that events grow in their order.

    Leads whose lease has run out are due too. Those without a time of publication come last, in
    the order they were found; `since` and `until`, both inclusive, do not leave them out. `only`
    are lead ids to choose from.
    """
    # Not in the writers' turn: on PostgreSQL the rows another claim is taking are skipped. So a
    # claim waits for no row and is in no deadlock; and what others write *about* a lead
    # (sightings, fetches) hides it from no claim.
    with archive.write(in_turn=False) as connection:
        _expire(connection, outlets, now)
        chosen = connection.execute(
            select(leads.c.id)
            .where(_due(outlets, now, since, until), _among(only))
            .order_by(leads.c.published.asc().nulls_last(), leads.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
        ids = list(chosen.scalars())
        for chunk in chunks(ids, CHUNK):
            connection.execute(
                update(leads)
                .where(leads.c.id.in_(chunk))
                .values(state="leased", leased_by=run_id, leased_until=now + lease)
            )
        claimed = {lead.lead_id: lead for lead in _claimed(connection, ids)}
    return [claimed[lead_id] for lead_id in ids]


def count_due(
    archive: Archive,
    outlets: Sequence[str],
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    only: Collection[int] | None = None,
) -> int:
    """How many leads `claim` could lease now."""
    expired = and_(
        leads.c.state == "leased",
        leads.c.leased_until <= now,
        leads.c.outlet.in_(outlets),
        _published(since, until),
    )
    due = or_(_due(outlets, now, since, until), expired)
    with archive.read() as connection:
        return int(
            connection.execute(
                select(func.count()).select_from(leads).where(due, _among(only))
            ).scalar_one()
        )


def renew(archive: Archive, run_id: int, lead_ids: Iterable[int], until: datetime) -> int:
    """Prolong a run's leases; how many of them it still holds."""
    number = 0
    with archive.write() as connection:
        for chunk in chunks(lead_ids, CHUNK):
            done = connection.execute(
                update(leads)
                .where(leads.c.id.in_(chunk), leads.c.leased_by == run_id)
                .values(leased_until=until)
            )
            number += done.rowcount
    return number


def release(archive: Archive, run_id: int) -> int:
    """Give back all leases of a run: its leads are due again. How many there were."""
    with archive.write() as connection:
        return give_back(connection, leads.c.leased_by == run_id)


def add_leads(
    archive: Archive,
    *,
    outlet: Outlet,
    leads: Sequence[Lead],
    now: datetime,
    force: bool = False,
) -> list[int]:
    """Take in leads that a person or a citation asks for; their ids, in order.

    With `force` those that are known are made due again too.

    Raises:
        ValueError: a URL that cannot be a story's; nothing was taken in.
    """
    wanted = [urls.canonical(lead.url) for lead in leads]
    mentions = read_mentions(leads)
    with archive.write() as connection:
        found = note_leads(connection, mentions, outlet=outlet.name, source_id=None, now=now)
        ids = [found.ids[url] for url in wanted]
        if force:
            make_due_again(connection, dict.fromkeys(ids), now)
    return ids


def make_due(archive: Archive, requested: Collection[str], now: datetime) -> int:
    """Make the known leads among some URLs due now, however they ended before; how many."""
    wanted = set()
    for url in requested:
        try:
            wanted.add(urls.canonical(url))
        except ValueError:
            continue  # captures hold robots.txt of odd hosts and more: no lead has such a URL
    number = 0
    with archive.write() as connection:
        for chunk in chunks(sorted(wanted), CHUNK):
            ids = connection.execute(select(leads.c.id).where(leads.c.url.in_(chunk))).scalars()
            number += make_due_again(connection, list(ids), now)
    return number


def give_back(connection: Connection, which: ColumnElement[bool]) -> int:
    """Make the leased leads of a condition wait again."""
    done = connection.execute(
        update(leads)
        .where(leads.c.state == "leased", which)
        .values(state="waiting", leased_by=None, leased_until=None)
    )
    return int(done.rowcount)


def _expire(connection: Connection, outlets: Sequence[str], now: datetime) -> None:
    expired = connection.execute(
        select(leads.c.id)
        .where(leads.c.state == "leased", leads.c.outlet.in_(outlets), leads.c.leased_until <= now)
        .with_for_update(skip_locked=True, key_share=True)
    )
    for chunk in chunks(expired.scalars(), CHUNK):
        give_back(connection, leads.c.id.in_(chunk))


def _due(
    outlets: Sequence[str], now: datetime, since: datetime | None, until: datetime | None
) -> ColumnElement[bool]:
    return and_(
        leads.c.state == "waiting",
        leads.c.outlet.in_(outlets),
        leads.c.next_due <= now,
        _published(since, until),
    )


def _published(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if since is not None:
        conditions.append(leads.c.published >= since)
    if until is not None:
        conditions.append(leads.c.published <= until)
    if not conditions:
        return leads.c.id.is_not(None)
    return or_(leads.c.published.is_(None), and_(*conditions))


def _among(only: Collection[int] | None) -> ColumnElement[bool]:
    return leads.c.id.is_not(None) if only is None else leads.c.id.in_(only)


def _claimed(connection: Connection, ids: Sequence[int]) -> Iterable[ClaimedLead]:
    story: Any = stories.c.form.label("story_form")
    for chunk in chunks(ids, CHUNK):
        rows = connection.execute(
            select(leads, story).outerjoin(stories).where(leads.c.id.in_(chunk))
        )
        for row in rows.mappings():
            yield ClaimedLead(
                lead_id=row["id"],
                outlet=row["outlet"],
                url=row["url"],
                requested_url=row["requested_url"],
                lead=to_lead(row["said"], url=row["requested_url"], via=row["via"]),
                attempts=row["attempts"],
                story_id=row["story_id"],
                story_form=row["story_form"],
                etag=row["etag"],
                last_modified=row["last_modified"],
            )
