"""Which pages `archive.writing.reparse` reads again, with all that reading them takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, not_, or_, select

from aggregator.archive.citing.documents import FROM_FILES
from aggregator.archive.crawling.said import to_lead
from aggregator.archive.schema import captures, fetches, leads, revisions, stories
from aggregator.archive.writing.placing import DIGEST
from aggregator.extraction.version import VERSION
from aggregator.records import CaptureRef, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping, Select

    from aggregator.outlets import Outlet, OutletDirectory
    from aggregator.records import Lead

_AT_ONCE = 200  # pages of one query: a revision is some ten kilobytes

_JUDGED_BY_READING = (
    Outcome.STORY,
    Outcome.TEASER,
    Outcome.PAYWALLED,
    Outcome.BOT_WALL,
    Outcome.CONSENT_WALL,
    Outcome.JS_SHELL,
    Outcome.SOFT_404,
    Outcome.NOT_A_STORY,
)
"""Outcomes that a page's content decided, so that another reading may decide otherwise."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which stories and leads.

    Attributes:
        since, until: of the story's or the lead's time; of a lead without one, its capture's.
        outlet: short name.
        outdated: only what another version of the extraction read.
        all_revisions: the pages of past revisions as well.
    """

    since: datetime | None = None
    until: datetime | None = None
    outlet: str | None = None
    outdated: bool = False
    all_revisions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A capture to read again.

    Attributes:
        key: id of the story, or of the revision where that is past, or of the lead where no
            revision was read from the capture.
        outcome: what the page was last taken for.
        revision: the revision that was read from it last, as ``revisions`` has it.
        is_past: whether the story's present revision was read from another capture.
    """

    key: int
    url: str
    outlet: Outlet
    outcome: str
    capture_id: int
    capture: CaptureRef
    story_id: int | None
    lead: Lead | None
    revision: Mapping[str, Any] | None = None
    is_past: bool = False


def pages_of_stories(
    connection: Connection, scope: Scope, outlets: OutletDirectory, *, after: int
) -> Sequence[Page]:
    """Stories whose present revision was read from a page: those next after a story's id."""
    query = _within(
        select(stories.c.id, stories.c.url, stories.c.outlet, revisions, captures)
        .join(revisions, revisions.c.id == stories.c.revision_id)
        .join(captures, captures.c.id == revisions.c.capture_id),
        scope,
        outlets,
        stories.c.outlet,
        stories.c.listed_at,
    ).where(stories.c.id > after, not_(stories.c.url.startswith(FROM_FILES)))
    if scope.outdated:
        query = query.where(or_(revisions.c.extractor.is_(None), revisions.c.extractor != VERSION))
    rows = connection.execute(query.order_by(stories.c.id).limit(_AT_ONCE)).mappings().all()
    return _read_pages(connection, rows, outlets, is_past=False)


def pages_of_past_revisions(
    connection: Connection, scope: Scope, outlets: OutletDirectory, *, after: int
) -> Sequence[Page]:
    """Captures that only past revisions were read from: those next after a revision's id.

    Of several readings of one capture the last is given.
    """
    if not scope.all_revisions:
        return ()
    present, later = revisions.alias("present"), revisions.alias("later")
    read_later = (
        select(later.c.id)
        .where(
            later.c.story_id == revisions.c.story_id,
            later.c.capture_id == revisions.c.capture_id,
            later.c.number > revisions.c.number,
        )
        .exists()
    )
    query = _within(
        select(stories.c.id, stories.c.url, stories.c.outlet, revisions, captures)
        .join(revisions, revisions.c.story_id == stories.c.id)
        .join(present, present.c.id == stories.c.revision_id)
        .join(captures, captures.c.id == revisions.c.capture_id),
        scope,
        outlets,
        stories.c.outlet,
        stories.c.listed_at,
    ).where(
        revisions.c.id > after,
        revisions.c.capture_id.is_distinct_from(present.c.capture_id),
        ~read_later,
    )
    if scope.outdated:
        query = query.where(or_(revisions.c.extractor.is_(None), revisions.c.extractor != VERSION))
    rows = connection.execute(query.order_by(revisions.c.id).limit(_AT_ONCE)).mappings().all()
    return _read_pages(connection, rows, outlets, is_past=True)


def pages_of_leads(
    connection: Connection, scope: Scope, outlets: OutletDirectory, *, after: int
) -> Sequence[Page]:
    """Leads whose last captured page gave no text: those next after a lead's id."""
    last = (
        select(func.max(fetches.c.id))
        .where(fetches.c.lead_id == leads.c.id, fetches.c.capture_id.is_not(None))
        .correlate(leads)
        .scalar_subquery()
    )
    query = _within(
        select(leads, fetches.c.outcome.label("taken_for"), captures)
        .join(fetches, fetches.c.id == last)
        .join(captures, captures.c.id == fetches.c.capture_id)
        .join(stories, stories.c.id == leads.c.story_id, isouter=True)
        .join(revisions, revisions.c.id == stories.c.revision_id, isouter=True),
        scope,
        outlets,
        leads.c.outlet,
        func.coalesce(leads.c.published, captures.c.captured_at),
    ).where(
        leads.c.id > after,
        fetches.c.outcome.in_([str(outcome) for outcome in _JUDGED_BY_READING]),
        or_(
            stories.c.id.is_(None),
            and_(stories.c.form == "teaser", revisions.c.capture_id.is_(None)),
        ),
    )
    rows = connection.execute(query.order_by(leads.c.id).limit(_AT_ONCE)).mappings().all()
    return [
        Page(
            key=row[leads.c.id],
            url=row[leads.c.requested_url],
            outlet=outlets[row[leads.c.outlet]],
            outcome=row["taken_for"],
            capture_id=row[captures.c.id],
            capture=_reference(row),
            story_id=row[leads.c.story_id],
            lead=_lead(row),
        )
        for row in rows
    ]


def _read_pages(
    connection: Connection, rows: Sequence[RowMapping], outlets: OutletDirectory, *, is_past: bool
) -> list[Page]:
    """The pages that revisions were read from."""
    said = _leads_of(connection, [row[stories.c.id] for row in rows])
    return [
        Page(
            key=row[revisions.c.id] if is_past else row[stories.c.id],
            url=row[stories.c.url],
            outlet=outlets[row[stories.c.outlet]],
            outcome=str(Outcome.STORY if row[revisions.c.form] == "full" else Outcome.TEASER),
            capture_id=row[captures.c.id],
            capture=_reference(row),
            story_id=row[stories.c.id],
            lead=said.get(row[stories.c.id]),
            revision={column.name: row[column] for column in revisions.c},
            is_past=is_past,
        )
        for row in rows
    ]


def _within(
    query: Select[Any],
    scope: Scope,
    outlets: OutletDirectory,
    outlet: ColumnElement[Any],
    at: ColumnElement[Any],
) -> Select[Any]:
    """Documents that cite are read by other means, and outlets without a spider by none."""
    names = [scope.outlet] if scope.outlet else sorted(set(outlets) - {DIGEST})
    query = query.where(outlet.in_(names))
    if scope.since is not None:
        query = query.where(at >= scope.since)
    if scope.until is not None:
        query = query.where(at < scope.until)
    return query


def _leads_of(connection: Connection, story_ids: Sequence[int]) -> dict[int, Lead]:
    """Of each story the lead that its page was fetched for: the first that led to it."""
    rows = connection.execute(
        select(leads).where(leads.c.story_id.in_(story_ids)).order_by(leads.c.id.desc())
    ).mappings()
    return {row[leads.c.story_id]: _lead(row) for row in rows}


def _lead(row: RowMapping) -> Lead:
    return to_lead(row[leads.c.said], url=row[leads.c.requested_url], via=row[leads.c.via])


def _reference(row: RowMapping) -> CaptureRef:
    names = ("url", "captured_at", "status", "mime", "file", "offset", "length", "digest")
    return CaptureRef(**{name: row[captures.c[name]] for name in names})
