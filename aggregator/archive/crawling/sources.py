"""Discovery as the archive sees it: the state of each feed or sitemap, and what an answer brought.

Nothing is fetched on the strength of a lead that is not written here first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.archive.crawling.leads import CHUNK, chunks, note_leads, read_mentions
from aggregator.archive.drivers import clean
from aggregator.archive.schema import captures, fetches, sources
from aggregator.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.archive.store import Archive
    from aggregator.outlets import Outlet
    from aggregator.records import CaptureRef, Discovery, Lead

_PROBLEMS = 5  # of one answer that are kept


@dataclass(frozen=True, slots=True)
class SourceState:
    """A feed, sitemap or section page, with what a conditional GET of it needs."""

    source_id: int
    url: str
    etag: str | None
    last_modified: str | None
    polled_at: datetime | None
    failures: int


@dataclass(frozen=True, slots=True)
class DiscoveryCount:
    """How many leads an answer named that were unknown, worded anew, or as before."""

    new: int = 0
    changed: int = 0
    seen: int = 0


def source_state(archive: Archive, outlet: str, url: str) -> SourceState:
    """The state of an outlet's source; it is written down where it is not known yet."""
    with archive.read() as connection:
        state = _state(connection, url)
    if state is None:
        with archive.write() as connection:
            state = _state(connection, url)  # another process may have been quicker
            if state is None:
                connection.execute(insert(sources).values(outlet=outlet, url=url, failures=0))
                state = _state(connection, url)
    if state is None:
        raise RuntimeError(f"the source {url} was written and is not there")
    return state


def record_discovery(
    archive: Archive,
    *,
    run_id: int,
    source: SourceState,
    outlet: Outlet,
    discovery: Discovery | None,
    leads: Sequence[Lead],
    captures: Sequence[CaptureRef],
    outcome: Outcome,
    reason: str | None,
    status: int | None,
    etag: str | None,
    last_modified: str | None,
    elapsed: float | None,
    now: datetime,
    memento_at: datetime | None = None,
) -> DiscoveryCount:
    """Write, in one transaction, an answer (or none) of a source and the leads it named.

    `discovery` is None where the answer was not modified or could not be read, `leads` are those
    of its leads that the spider chose, `captures` the answer with redirects first. The answer's
    `etag` and `last_modified` are kept for the next conditional GET only when it could be read:
    one that failed must be asked for again in full. `memento_at` is when a public web archive had
    captured the source, where that archive is what was asked.
    """
    mentions = read_mentions(leads)  # before the transaction: no one need wait for it
    with archive.write() as connection:
        found = note_leads(
            connection, mentions, outlet=outlet.name, source_id=source.source_id, now=now
        )
        capture_ids = record_captures(connection, captures, run_id=run_id, now=now)
        connection.execute(
            insert(fetches).values(
                run_id=run_id,
                source_id=source.source_id,
                outlet=outlet.name,
                url=source.url,
                outcome=outcome.value,
                reason=reason and clean(reason),
                status=status,
                capture_id=capture_ids[-1] if capture_ids else None,
                fetched_at=now,
                elapsed=elapsed,
                memento_url=source.url if memento_at is not None else None,
                memento_at=memento_at,
            )
        )
        values: dict[str, Any] = {"status": status}
        if status is not None:
            values["polled_at"] = now
        if discovery is not None:
            values |= {
                "kind": discovery.kind,
                "etag": etag and clean(etag),
                "last_modified": last_modified and clean(last_modified),
                "failures": 0,
                "problem": _in_short([*discovery.problems, *mentions.refused]),
            }
            if found.new or found.changed:
                values["changed_at"] = now
        elif outcome is Outcome.NOT_MODIFIED:
            values |= {"failures": 0, "problem": None}
        else:
            values |= {
                "failures": sources.c.failures + 1,
                "problem": clean(reason or outcome.value),
            }
        connection.execute(update(sources).where(sources.c.id == source.source_id).values(**values))
    return DiscoveryCount(found.new, found.changed, found.seen)


def record_captures(
    connection: Connection, refs: Sequence[CaptureRef], *, run_id: int, now: datetime
) -> list[int]:
    """Write where captures lie; their ids, in order. One that is known keeps its row."""
    ids = []
    # The two spell the same clause, each in a class of its own.
    insert_or_ignore: Any = (
        sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    )
    for ref in refs:
        connection.execute(
            insert_or_ignore(captures)
            .values(
                url=clean(ref.url),
                captured_at=ref.captured_at,
                recorded_at=now,
                run_id=run_id,
                status=ref.status,
                mime=ref.mime and clean(ref.mime),
                file=ref.file,
                offset=ref.offset,
                length=ref.length,
                digest=ref.digest,
            )
            .on_conflict_do_nothing(index_elements=["url", "captured_at"])
        )
        ids.append(
            connection.execute(
                select(captures.c.id).where(
                    captures.c.url == clean(ref.url), captures.c.captured_at == ref.captured_at
                )
            ).scalar_one()
        )
    return ids


def known_captures(archive: Archive, urls: Iterable[str]) -> dict[str, set[datetime]]:
    """When the archive's captures of some URLs were made; URLs without one are left out."""
    known: dict[str, set[datetime]] = {}
    with archive.read() as connection:
        for chunk in chunks(dict.fromkeys(urls), CHUNK):
            rows = connection.execute(
                select(captures.c.url, captures.c.captured_at).where(captures.c.url.in_(chunk))
            )
            for row in rows:
                known.setdefault(row.url, set()).add(row.captured_at)
    return known


def _state(connection: Connection, url: str) -> SourceState | None:
    row = connection.execute(select(sources).where(sources.c.url == url)).first()
    if row is None:
        return None
    return SourceState(row.id, row.url, row.etag, row.last_modified, row.polled_at, row.failures)


def _in_short(problems: Sequence[str]) -> str | None:
    more = len(problems) - _PROBLEMS
    text = "; ".join(problems[:_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")
    return clean(text) or None
