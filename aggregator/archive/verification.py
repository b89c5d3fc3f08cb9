"""Finds what is damaged: in the database, in the WARC files, and between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from aggregator.archive import schema as s
from aggregator.archive.captures.store import verify_folder
from aggregator.records import CaptureRef

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from aggregator.archive.store import Archive

# What must never be found, each with a query that finds it. `{}` is the row's id.
_INVARIANTS = (
    (
        "story {} has no present revision of its own",
        (
            "SELECT stories.id FROM stories LEFT JOIN revisions"
            " ON revisions.id = stories.revision_id AND revisions.story_id = stories.id"
            " WHERE revisions.id IS NULL"
        ),
    ),
    (
        "story {} says that it has another number of revisions than there are",
        (
            "SELECT stories.id FROM stories WHERE stories.revisions <>"
            " (SELECT count(*) FROM revisions WHERE revisions.story_id = stories.id)"
        ),
    ),
    (
        "story {} has several revisions that are all the present one",
        (
            "SELECT story_id FROM revisions WHERE valid_to IS NULL GROUP BY story_id"
            " HAVING count(*) > 1"
        ),
    ),
    (
        "story {} is in several events at once",
        (
            "SELECT story_id FROM memberships WHERE valid_to IS NULL GROUP BY story_id"
            " HAVING count(*) > 1"
        ),
    ),
    (
        "story {} is not in the event that its last decision says",
        (
            "SELECT stories.id FROM stories LEFT JOIN memberships"
            " ON memberships.story_id = stories.id AND memberships.valid_to IS NULL"
            " WHERE stories.event_id <> memberships.event_id"
            " OR (stories.event_id IS NULL) <> (memberships.event_id IS NULL)"
        ),
    ),
    (
        "event {} says that it has another number of stories than there are",
        (
            "SELECT events.id FROM events WHERE events.merged_into IS NULL AND events.stories <>"
            " (SELECT count(*) FROM stories WHERE stories.event_id = events.id)"
        ),
    ),
    (
        "lead {} is leased by no run",
        "SELECT id FROM leads WHERE state = 'leased' AND leased_by IS NULL",
    ),
    (
        "citation {} has several present answers",
        (
            "SELECT citation_id FROM resolutions WHERE valid_to IS NULL GROUP BY citation_id"
            " HAVING count(*) > 1"
        ),
    ),
)


def verify(archive: Archive, captures: Path) -> Iterator[str]:
    """Every damage found, one sentence each; nothing is changed.

    The database's own structures are examined (on SQLite), what must hold between its rows, every
    record of every WARC file, and that every capture the database points at is there.
    """
    with archive.read() as connection:
        if archive.dialect == "sqlite":
            yield from _structures(connection)
        for sentence, query in _INVARIANTS:
            for number in connection.scalars(text(query)):
                yield f"{archive.url}: {sentence.format(number)}"
        refs = list(_captures(connection))
    if captures.is_dir() or refs:
        for damage in verify_folder(captures, refs):
            yield str(damage)


def _structures(connection: Connection) -> Iterator[str]:
    for row in connection.execute(text("PRAGMA integrity_check(100)")):
        if row[0] != "ok":
            yield f"database: {row[0]}"
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"database: {row[0]} row {row[1]} points at a missing row of {row[2]}"


def _captures(connection: Connection) -> Iterator[CaptureRef]:
    c = s.captures.c
    columns = (c.url, c.captured_at, c.status, c.mime, c.file, c.offset, c.length, c.digest)
    for row in connection.execute(select(*columns).order_by(c.id)).mappings():
        yield CaptureRef(**row)
