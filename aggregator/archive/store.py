"""Open an archive, make or upgrade it, and read and write it in whole transactions."""

from __future__ import annotations

import logging
import os
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError

from aggregator.archive import drivers, migrations
from aggregator.archive.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveMissing,
    ArchiveNotOurs,
    ArchiveNotWritable,
    ArchiveTooNew,
    ArchiveTooOld,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

logger = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds to wait for another process's lock."""

WRITER_LOCK = int.from_bytes(b"NwsAggrW")
"""Key of the PostgreSQL advisory lock that makes the writers of one database serial."""


class Archive:
    """An archive that is open and up to date.

    Attributes:
        url: where it is, without the password.
        engine: for what `read` and `write` do not cover; on SQLite its own transactions only read.
        dialect: ``sqlite`` or ``postgresql``.
        path: the file of an SQLite archive.
    """

    def __init__(self, url: URL, engine: Engine, *, patience: float = PATIENCE) -> None:
        self.url = drivers.printable(url)
        self.engine = engine
        self.dialect = engine.dialect.name
        self.path = Path(str(url.database)) if self.dialect == "sqlite" else None
        self._patience = patience
        self._writer = engine.execution_options(**{drivers.BEGIN: "IMMEDIATE"})

    @classmethod
    def open(
        cls,
        url: str,
        *,
        create: bool = True,
        upgrade: bool = True,
        read_only: bool = False,
        patience: float = PATIENCE,
    ) -> Archive:
        """Open the archive; make it where there is none, upgrade it where it is older.

        Args:
            url: ``sqlite:///path`` or ``postgresql+psycopg://…``.
            create: make an archive where there is none.
            upgrade: bring an older one up to date, after a backup copy (SQLite).
            read_only: never write, not even to make or upgrade; works on a read-only disk.
            patience: seconds to wait for other processes' locks.

        Raises:
            ArchiveError: one of its kinds; nothing was changed.
        """
        parsed = drivers.parse_url(url)
        create, upgrade = create and not read_only, upgrade and not read_only
        if parsed.get_backend_name() == "sqlite":
            _check_file(Path(str(parsed.database)), create=create, write=not read_only)
        engine = drivers.make_engine(parsed, patience=patience, read_only=read_only)
        archive = cls(parsed, engine, patience=patience)
        try:
            archive._prepare(create=create, upgrade=upgrade, read_only=read_only)
        except BaseException:
            archive.close()
            raise
        return archive

    @contextmanager
    def write(self, *, in_turn: bool = True) -> Iterator[Connection]:
        """One writing transaction: committed at the end of the block, rolled back on any error.

        Args:
            in_turn: wait until the writer before has committed, as whatever decides by what is
                written already must. Without, PostgreSQL lets others write at the same time;
                SQLite never does.

        Raises:
            ArchiveError: the database is busy, not writable, full, damaged or out of reach.
        """
        with self._explained(), self._writer.connect() as connection, connection.begin():
            self._be_patient(connection)
            if in_turn:
                self._take_turn(connection)
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One reading transaction: everything read in it is of the same instant.

        Raises:
            ArchiveError: as for `write`.
        """
        with self._explained(), self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(  # noqa: PLW2901 - the same connection
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    def close(self) -> None:
        self.engine.dispose()

    def __str__(self) -> str:
        return self.url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _be_patient(self, connection: Connection) -> None:
        if self.dialect == "postgresql":  # SQLite's connections have a busy_timeout
            milliseconds = int(self._patience * 1000)
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")

    def _take_turn(self, connection: Connection) -> None:
        if self.dialect == "postgresql":  # BEGIN IMMEDIATE has done it on SQLite
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, drivers.sqlite_driver().module.Error) as error:
            meaning = explain(error, self.url)
            if meaning is None:
                raise
            raise meaning from error

    def _prepare(self, *, create: bool, upgrade: bool, read_only: bool) -> None:
        with self._explained():
            # One instant for both questions: another process may be making the archive now.
            with self.read() as connection:
                revision = self._revision(connection)
            if revision == migrations.HEAD:
                if not read_only:
                    self._settle_journal()
                return
            self._judge(revision, create=create, upgrade=upgrade)
            self._settle_journal()
            self._upgrade()

    def _revision(self, connection: Connection) -> str | None:
        revision = migrations.current_revision(connection)
        if revision is None and self.dialect == "postgresql":
            _check_database(connection, self.url)
        return revision

    def _judge(self, revision: str | None, *, create: bool, upgrade: bool) -> None:
        if revision is None:
            if not create:
                raise ArchiveMissing(f"no archive at {self.url}: a first crawl makes it")
        elif revision not in migrations.known_revisions():
            raise ArchiveTooNew(
                f"the archive at {self.url} was made by a newer version (its schema is "
                f"{revision}, ours {migrations.HEAD}): upgrade this software; nothing was changed"
            )
        elif not upgrade:
            raise ArchiveTooOld(
                f"the archive at {self.url} was made by an older version (its schema is "
                f"{revision}, ours {migrations.HEAD}): the next crawl upgrades it"
            )

    def _settle_journal(self) -> None:
        """Mark an SQLite file as ours and choose the journal that the library in use allows."""
        if self.path is None:
            return
        driver = drivers.sqlite_driver()
        with closing(self.engine.raw_connection()) as connection:
            cursor: Any = connection.cursor()
            cursor.execute("PRAGMA query_only = OFF")
            if drivers.file_application_id(self.path) is None:
                # Before the log is switched on, so that it stands in the file's header.
                cursor.execute(f"PRAGMA application_id = {drivers.APPLICATION_ID}")
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            if mode != driver.journal_mode:
                self._change_journal(cursor, driver)
            cursor.close()

    def _change_journal(self, cursor: Any, driver: drivers.SqliteDriver) -> None:
        try:
            cursor.execute(f"PRAGMA journal_mode = {driver.journal_mode}")
        except driver.module.OperationalError as error:
            # Only possible while nobody else has the file open; the next to open it tries again.
            logger.warning(
                "%s keeps its journal mode for now, others have it open (%s)", self.path, error
            )

    def _upgrade(self) -> None:
        """Apply what is missing, in one transaction; another process may have been quicker."""
        # SQLite alters a table by making it anew, which references to it must survive.
        with self.engine.connect() as connection:
            connection = connection.execution_options(**{drivers.BEGIN: "IMMEDIATE"})  # noqa: PLW2901 - the same
            if self.dialect == "sqlite":
                raw = connection.connection.driver_connection
                raw.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
            with connection.begin():
                self._be_patient(connection)
                self._take_turn(connection)
                revision = migrations.current_revision(connection)
                if revision == migrations.HEAD:
                    return
                if revision is not None:
                    self._back_up(revision)
                    logger.info(
                        "upgrading the archive at %s from schema %s to %s",
                        self.url,
                        revision,
                        migrations.HEAD,
                    )
                migrations.upgrade(connection)
                if self.dialect == "sqlite":
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                    if broken is not None:
                        raise ArchiveDamaged(
                            f"upgrading the archive at {self.url} would break a reference in "
                            f"table {broken[0]!r}: nothing was changed; run aggregator verify"
                        )
        self.engine.dispose()  # the connection without foreign keys is not used again

    def _back_up(self, revision: str) -> None:
        """Copy an SQLite archive aside; we hold the lock, so nothing is written meanwhile."""
        if self.path is None:
            return
        copy = free_name(self.path.with_name(f"{self.path.name}.before-upgrade-from-{revision}"))
        module = drivers.sqlite_driver().module
        try:
            with (
                closing(module.connect(str(self.path))) as source,
                closing(module.connect(str(copy))) as target,
            ):
                source.backup(target)
        except (module.Error, OSError) as error:
            copy.unlink(missing_ok=True)
            raise ArchiveNotWritable(
                f"no backup of {self.path} could be written to {copy} ({error}), so it was not "
                "upgraded: make room on that disk"
            ) from error
        logger.info("copied the archive to %s before its upgrade", copy)


def free_name(path: Path) -> Path:
    """The path itself, or with a number behind it where something is there already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


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


def _check_file(path: Path, *, create: bool, write: bool) -> None:
    """Make sure, before SQLite touches anything, that the file is ours or ours to make."""
    try:
        owner = drivers.file_application_id(path)
    except FileNotFoundError:
        if not create:
            raise ArchiveMissing(f"no archive at {path}: a first crawl makes it") from None
        _make_folder(path.parent)
        owner = None
    except ValueError as error:
        raise ArchiveNotOurs(
            f"{path} is no archive of ours ({error}): nothing was changed; choose another path"
        ) from error
    except OSError as error:
        raise ArchiveNotWritable(f"{path} cannot be read ({error.strerror}): check it") from error
    if owner not in {None, drivers.APPLICATION_ID}:
        raise ArchiveNotOurs(
            f"{path} is the SQLite database of another program: nothing was changed; choose "
            "another path"
        )
    if not write:
        return
    for needed in (path, path.parent):
        if needed.exists() and not os.access(needed, os.W_OK):
            raise ArchiveNotWritable(
                f"the archive {path} cannot be written: {needed} is read-only for this user"
            )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveNotWritable(
            f"the archive's folder {folder} cannot be made ({error.strerror})"
        ) from error


def _check_database(connection: Connection, url: str) -> None:
    """Make sure that a PostgreSQL database without our schema is ours to make it in."""
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise ArchiveNotOurs(
            f"the database at {url} is encoded in {encoding}: make one with ENCODING 'UTF8'"
        )
    tables = inspect(connection).get_table_names()
    if tables:
        raise ArchiveNotOurs(
            f"the database at {url} holds another program's tables ({', '.join(tables[:3])} …): "
            "nothing was changed; give the archive a database or schema of its own"
        )
