"""What the database's errors mean to the operator, and what is to be done about each."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError

from aggregator.archive.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveMissing,
    ArchiveNotOurs,
    ArchiveNotWritable,
)


def explain(error: Exception, url: str) -> ArchiveError | None:
    """What a database's error means to the operator; None where it is a fault of ours."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = str(cause).strip().partition("\n")[0]
    lowered = said.lower()
    for signs, kind, meaning in _MEANINGS:
        if any(sign in lowered for sign in signs):
            return kind(meaning.format(url=url, said=said))
    if isinstance(error, OperationalError) and url.startswith("postgresql"):
        # psycopg's class for what is not the fault of the statement; SQLite's is less exact.
        return ArchiveError(f"the database at {url} failed ({said})")
    return None


_MEANINGS: tuple[tuple[tuple[str, ...], type[ArchiveError], str], ...] = (
    (
        ("database is locked", "database table is locked", "lock timeout"),
        ArchiveBusy,
        "another process keeps the archive at {url} locked ({said}): try again when it is done",
    ),
    (
        ("disk is full", "no space left", "could not extend file"),
        ArchiveNotWritable,
        (
            "no room left on the disk of the archive at {url} ({said}): make room; what was "
            "already committed is safe"
        ),
    ),
    (
        ("readonly database", "read-only", "permission denied", "unable to open database file"),
        ArchiveNotWritable,
        (
            "the archive at {url} cannot be written ({said}): check the owner and mode of the file "
            "and its folder, or the rights of the database's role"
        ),
    ),
    (
        ("file is not a database",),
        ArchiveNotOurs,
        "{url} is not an SQLite database ({said}): nothing was changed",
    ),
    (
        ("malformed", "disk i/o error", "invalid page in block", "could not read block"),
        ArchiveDamaged,
        (
            "the archive at {url} is damaged or its disk fails ({said}): keep a copy of it as it "
            "is, then run aggregator verify"
        ),
    ),
    (
        ("no such module: fts5",),
        ArchiveError,
        (
            "this SQLite has no full-text search (FTS5): pip install pysqlite3, or use a Python "
            "whose SQLite has it"
        ),
    ),
    (
        ("fatal:  database", "fatal:  role"),
        ArchiveMissing,
        "PostgreSQL has no such database or role for {url} ({said})",
    ),
    (
        ("password authentication failed", "no password supplied", "no pg_hba.conf entry"),
        ArchiveNotWritable,
        "PostgreSQL does not let us in at {url} ({said})",
    ),
    (
        (
            "connection failed",
            "connection refused",
            "could not connect",
            "connection timeout",
            "timeout expired",
            "could not translate host name",
            "failed to resolve host",
            "server closed the connection",
            "terminating connection",
            "the connection is closed",
            "the connection is lost",
        ),
        ArchiveMissing,
        "no PostgreSQL answers at {url} ({said}): is the server up?",
    ),
)
