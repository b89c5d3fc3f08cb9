"""Read the archive's captures again with the present extraction, and see what that changes.

Two kinds of page are read: those that present revisions were read from, and those whose fetch
brought no story; where asked for, those of past revisions as well. What differs from the archive is
told field by field; only with `apply` is it written, as revisions ``reread``, some stories to a
transaction. Killed at any instant the archive is whole, and begun again the same call finds only
what was left.

Nothing is taken away: a page that is not seen as a story any more is told, its story stays.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import bindparam, select, update

from aggregator.archive.captures.coding import decoded_body
from aggregator.archive.captures.files import read_capture
from aggregator.archive.schema import leads, revisions
from aggregator.archive.writing.placing import Placer
from aggregator.archive.writing.readings import keep_past_reading, keep_reading
from aggregator.archive.writing.reread_pages import (
    Page,
    pages_of_leads,
    pages_of_past_revisions,
    pages_of_stories,
)
from aggregator.archive.writing.revisions import keep_extract
from aggregator.archive.writing.versions import revision_values
from aggregator.extraction import VERSION, extract, withhold
from aggregator.extraction.limits import LARGEST_PAGE
from aggregator.workers import WorkerFailure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from aggregator.archive.store import Archive
    from aggregator.archive.writing.reread_pages import Scope
    from aggregator.archive.writing.versions import StoryChange
    from aggregator.outlets import Outlet, OutletDirectory
    from aggregator.records import CaptureRef, Extract, Lead
    from aggregator.workers import WorkerPool

State = Literal["unchanged", "changed", "found", "lost", "unreadable", "overtaken"]

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "title": ("title",),
        "authors": ("authors",),
        "published": ("published", "published_precision"),
        "modified": ("modified", "modified_precision"),
        "language": ("language",),
        "section": ("section",),
        "tags": ("tags",),
        "image": ("image",),
        "access": ("access",),
        "metering": ("metering",),
        "kind": ("kind",),
        "agency": ("agency",),
        "dateline": ("dateline",),
        "summary": ("summary",),
        "text": ("text",),
        "form": ("form",),
        "declared_words": ("declared_words",),
        "correction": ("correction",),
    }
)
"""Fields that are compared, and the columns of ``revisions`` that hold each."""

_WRITTEN = {"unchanged", "changed", "found"}  # of an unchanged one, who read it
_BATCH = 50  # stories of one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What reading a page again came to.

    Attributes:
        state: ``unchanged``; ``changed``, with the fields; ``found``, a story where there was
            none; ``lost``, no story where there is one; ``unreadable``, with the reason;
            ``overtaken``, where a crawl brought a newer revision in the meantime.
        story_id: None where the page made none so far.
        revision: number of the revision that was read from the page so far.
        before, after: outcomes.
        fields: name to what it was and what it is now, as ``revisions`` has it.
    """

    state: State
    url: str
    outlet: str
    story_id: int | None = None
    revision: int | None = None
    before: str | None = None
    after: str | None = None
    reason: str | None = None
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=lambda: MappingProxyType({}))


def reparse(
    archive: Archive,
    scope: Scope,
    *,
    captures: Path,
    outlets: OutletDirectory,
    pool: WorkerPool,
    apply: bool = False,
) -> Iterator[Reread]:
    """Read the pages in a scope again and say of each what came of it.

    Args:
        captures: the folder that the archive's capture files are in.
        pool: whose workers read the pages.
        apply: write what changed; a transaction is committed before its pages are given out.

    Raises:
        ArchiveError: the archive cannot be read or written.
    """
    placer = Placer(outlets)
    pages = _pages(archive, scope, outlets)
    readings = _readings(pages, pool, captures)
    while batch := list(islice(readings, _BATCH)):
        if apply:
            yield from _apply(archive, placer, batch)
        else:
            yield from (reread for _, _, reread in batch)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a worker needs to read a page again."""

    folder: Path
    capture: CaptureRef
    outlet: Outlet
    lead: Lead | None


def read_again(reading: Reading) -> Extract:
    """The story in a page's capture. Runs in a worker.

    Raises:
        CaptureError: the capture is missing or damaged.
        ValueError: its content coding cannot be undone.
    """
    exchange = read_capture(reading.folder, reading.capture)
    found = extract(
        decoded_body(exchange, most=LARGEST_PAGE),
        url=exchange.url,
        headers=dict(exchange.headers),
        status=exchange.status,
        outlet=reading.outlet,
        lead=reading.lead,
        captured_at=exchange.captured_at,
    )
    return withhold(found)


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Mapping[str, tuple[Any, Any]]:
    """The fields in which two revisions differ, with both values."""
    changed = {}
    for name, columns in FIELDS.items():
        old, new = ([values[column] for column in columns] for values in (before, after))
        if old != new:
            # A precision alone may differ: then it is what is shown.
            place = 0 if old[0] != new[0] else -1
            changed[name] = (old[place], new[place])
    return MappingProxyType(changed)


_Judged = tuple[Page, "Extract | None", Reread]


def _pages(archive: Archive, scope: Scope, outlets: OutletDirectory) -> Iterator[Page]:
    for some in (pages_of_stories, pages_of_past_revisions, pages_of_leads):
        after = 0
        while True:
            with archive.read() as connection:
                pages = some(connection, scope, outlets, after=after)
            if not pages:
                break
            yield from pages
            after = pages[-1].key


def _readings(pages: Iterable[Page], pool: WorkerPool, captures: Path) -> Iterator[_Judged]:
    asked: deque[Page] = deque()

    def readings() -> Iterator[Reading]:
        for page in pages:
            asked.append(page)
            yield Reading(captures, page.capture, page.outlet, page.lead)

    for found in pool.map(read_again, readings()):
        page = asked.popleft()
        if isinstance(found, WorkerFailure):
            yield page, None, _result(page, "unreadable", reason=str(found.error))
        else:
            yield page, found, _judge(page, found)


def _judge(page: Page, found: Extract) -> Reread:
    """What a reading means beside what the archive has of the page."""
    after = str(found.outcome)
    values = revision_values(found, (page.capture_id, page.capture.captured_at))
    is_readable = found.outcome.has_text and bool(values["title"] or values["text"])
    if page.revision is None:
        gained = is_readable and (values["form"] == "full" or page.story_id is None)
        return _result(page, "found" if gained else "unchanged", after=after, reason=found.reason)
    if not is_readable or (values["form"] == "teaser" and page.revision["form"] == "full"):
        return _result(page, "lost", after=after, reason=found.reason)
    fields = differences(page.revision, values)
    return _result(page, "changed" if fields else "unchanged", after=after, fields=fields)


def _result(page: Page, state: State, **details: Any) -> Reread:
    return Reread(
        state=state,
        url=page.url,
        outlet=page.outlet.name,
        story_id=page.story_id,
        revision=page.revision["number"] if page.revision is not None else None,
        before=page.outcome,
        **details,
    )


def _apply(archive: Archive, placer: Placer, batch: Sequence[_Judged]) -> list[Reread]:
    """Write a batch in one transaction; returns what became of its pages."""
    if not any(reread.state in _WRITTEN for _, _, reread in batch):
        return [reread for _, _, reread in batch]
    now = datetime.now(UTC)
    try:
        with archive.write() as connection:
            placer.catch_up(connection)
            return [_write(connection, placer, *item, now=now) for item in batch]
    except BaseException:
        placer.reset()
        raise


def _write(
    connection: Connection,
    placer: Placer,
    page: Page,
    found: Extract | None,
    reread: Reread,
    *,
    now: datetime,
) -> Reread:
    if found is None or reread.state not in _WRITTEN:
        return reread
    if reread.state == "unchanged":
        if page.revision is not None and page.revision["extractor"] != VERSION:
            connection.execute(_READ_BY, {"this": page.revision["id"], "version": VERSION})
        return reread
    capture = (page.capture_id, page.capture.captured_at)
    if page.is_past and page.revision is not None and page.story_id is not None:
        number = keep_past_reading(
            connection,
            found,
            story_id=page.story_id,
            revision_id=page.revision["id"],
            capture=capture,
            now=now,
        )
        return _result(page, "overtaken", after=reread.after) if number is None else reread
    if page.revision is not None and page.story_id is not None:
        change = keep_reading(
            connection,
            found,
            story_id=page.story_id,
            revision_id=page.revision["id"],
            capture=capture,
            now=now,
        )
    else:
        change = _open(connection, page, found, now=now)
    if change is None or change.version is None:
        return _result(page, "overtaken", after=reread.after)
    placer.place(connection, change, change.version, now=now)
    return replace(reread, story_id=change.story_id)


def _open(
    connection: Connection, page: Page, found: Extract, *, now: datetime
) -> StoryChange | None:
    """The story of a page that gave none before."""
    lead = connection.execute(select(leads).where(leads.c.id == page.key)).mappings().one()
    change = keep_extract(
        connection,
        found,
        outlet=page.outlet.name,
        lead=lead,
        capture=(page.capture_id, page.capture.captured_at),
        seen=page.capture.captured_at,
        now=now,
    )
    if change is not None:
        connection.execute(
            update(leads)
            .where(leads.c.id == page.key)
            .values(story_id=change.story_id, outcome=str(found.outcome), reason=found.reason)
        )
    return change


_READ_BY = (
    update(revisions)
    .where(revisions.c.id == bindparam("this"))
    .values(extractor=bindparam("version"))
)
