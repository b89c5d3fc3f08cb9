"""How each database is opened: which SQLite, which pragmas, which PostgreSQL driver.

SQLite's write-ahead log is used only by a library that has the fix of the WAL-reset bug, which
could damage a database written by several processes (https://www.sqlite.org/wal.html, "The
WAL-Reset Bug": 3.7.0 to 3.51.2, fixed in 3.51.3 and in 3.44.6 and 3.50.7 of older lines).
Debian's Python comes with an older one, hence the pysqlite3 wheel with its own SQLite.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from aggregator.archive.errors import ArchiveError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

APPLICATION_ID = int.from_bytes(b"NwsA")
"""In the header of every SQLite file of ours (``PRAGMA application_id``)."""

SQLITE_HEADER = b"SQLite format 3\x00"
_APPLICATION_ID_AT = 68  # bytes into the file: https://www.sqlite.org/fileformat.html, 1.3

BEGIN = "archive_begin"
"""Execution option of an SQLite connection: how its transactions begin."""


@dataclass(frozen=True, slots=True)
class SqliteDriver:
    """The SQLite library in use.

    Attributes:
        module: the DB-API module; its name is ``pysqlite3.dbapi2`` or ``sqlite3``.
        version: of the SQLite library.
        wal_safe: whether that version has the fix of the WAL-reset bug.
    """

    module: Any
    version: tuple[int, ...]
    wal_safe: bool

    @property
    def name(self) -> str:
        return str(self.module.__name__)

    @property
    def version_text(self) -> str:
        return ".".join(str(part) for part in self.version)

    @property
    def journal_mode(self) -> str:
        # TRUNCATE rather than DELETE: with synchronous=FULL a power cut can bring back a deleted
        # journal, and with it the state before the last commit.
        return "wal" if self.wal_safe else "truncate"


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """Whether this version of the SQLite library is free of the WAL-reset bug."""
    line = version[:2]
    if line == (3, 44):
        return version >= (3, 44, 6)
    if line == (3, 50):
        return version >= (3, 50, 7)
    return version >= (3, 51, 3)


def sqlite_driver() -> SqliteDriver:
    """The newer of the pysqlite3 wheel's SQLite and the standard library's."""
    modules: list[Any] = [sqlite3]
    with suppress(ImportError):  # no wheel for this machine: `doctor` says what that means
        modules.append(importlib.import_module("pysqlite3.dbapi2"))
    module = max(modules, key=lambda module: tuple(module.sqlite_version_info))
    version = tuple(module.sqlite_version_info)
    return SqliteDriver(module, version, is_wal_safe(version))


def parse_url(url: str) -> URL:
    """The database's URL, with our driver filled in.

    Raises:
        ArchiveError: neither an SQLite file nor PostgreSQL. The message never repeats the URL,
            which may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # the latter of a port that is no number
        raise ArchiveError(
            "ARCHIVE_URL is no database URL: use sqlite:///path/to/archive.db or "
            "postgresql+psycopg://user@host/database"
        ) from error
    kind, _, driver = parsed.drivername.partition("+")
    if kind == "sqlite" and driver in {"", "pysqlite"}:
        if not parsed.database or parsed.database == ":memory:" or parsed.query:
            raise ArchiveError("an SQLite archive is a plain file: sqlite:///path/to/archive.db")
        return parsed.set(drivername="sqlite")
    if kind in {"postgresql", "postgres"} and driver in {"", "psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise ArchiveError(
        f"an archive is kept in SQLite or in PostgreSQL (psycopg), not in {parsed.drivername!r}"
    )


def printable(url: URL) -> str:
    """The URL without its password, for messages."""
    return url.render_as_string(hide_password=True)


def file_application_id(path: Path) -> int | None:
    """The application id in an SQLite file's header, read without SQLite touching the file.

    Returns:
        None of an empty file, which is nobody's yet.

    Raises:
        ValueError: not an SQLite database.
        OSError: unreadable.
    """
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        return None
    if not header.startswith(SQLITE_HEADER) or len(header) < 100:  # noqa: PLR2004 - its header's length
        raise ValueError("not an SQLite database")
    return int.from_bytes(header[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4])


def make_engine(url: URL, *, patience: float, read_only: bool = False) -> Engine:
    """An engine whose transactions begin as `BEGIN` says and wait `patience` seconds for locks.

    Raises:
        ArchiveError: the driver of PostgreSQL is not installed.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, patience, read_only=read_only)
    return _postgresql_engine(url, read_only=read_only)


def _sqlite_engine(url: URL, patience: float, *, read_only: bool) -> Engine:
    driver = sqlite_driver()
    target = _reading_only(url) if read_only else url
    engine = create_engine(target, module=driver.module, json_serializer=json_text)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA cache_size = -65536")  # KiB; the shingles are read at random
        cursor.execute("PRAGMA journal_size_limit = 67108864")
        if not (read_only or driver.wal_safe):
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            if mode == "delete":
                cursor.execute("PRAGMA journal_mode = TRUNCATE")  # for this connection only
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        mode = "DEFERRED" if read_only else options.get(BEGIN, "DEFERRED")
        # A reader that came to write would do so without the lock that orders the writers.
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if mode == 'DEFERRED' else 'OFF'}")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _reading_only(url: URL) -> URL:
    """The file's URL for a connection that never makes or alters the archive."""
    path = Path(str(url.database)).absolute()
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        # Opened for reading only, SQLite would leave the log's files behind; so `query_only` does.
        query = {"mode": "rw"}
    else:
        query = {"mode": "ro"}
        # SQLite cannot make the files that a reader of the log shares with writers. Where nobody
        # can write and none are there, none are needed.
        if not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
            query["immutable"] = "1"
    return url.set(database=path.as_uri(), query=query | {"uri": "true"})


def _postgresql_engine(url: URL, *, read_only: bool) -> Engine:
    settings = {"application_name": "news-aggregator", "connect_timeout": "10"}
    settings = {name: value for name, value in settings.items() if name not in url.query}
    try:
        engine = create_engine(
            url,
            connect_args=settings,
            pool_pre_ping=True,
            json_serializer=json_text,
            execution_options={"postgresql_readonly": True} if read_only else {},
        )
    except ImportError as error:
        raise ArchiveError(
            "PostgreSQL needs its driver: pip install 'news-aggregator[postgres]'"
        ) from error

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        # So that what SQL makes of a time (to_char, date_trunc) is the same for everyone.
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    return engine


def json_text(value: object) -> str:
    """JSON as both databases take it and as people read it: letters as letters.

    NUL and lone surrogates, which pages do hold and no database takes, become U+FFFD.
    """
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    if "\\u0000" in text:
        text = json.dumps(_without_nul(json.loads(text)), ensure_ascii=False)
    return clean(text)


def clean(text: str) -> str:
    """The text with NUL and lone surrogates as U+FFFD."""
    return text if text.isascii() and "\x00" not in text else _UNSTORABLE.sub("\ufffd", text)


_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON: {value!r}")


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _without_nul(item) for key, item in value.items()}
    return value
