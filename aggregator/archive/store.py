"""Open an archive, make or upgrade it, and read and write it in whole transactions."""

from __future__ import annotations

import logging
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aggregator.archive import drivers, migrations, ownership
from aggregator.archive.errors import (
    ArchiveDamaged,
    ArchiveMissing,
    ArchiveNotWritable,
    ArchiveTooNew,
    ArchiveTooOld,
)
from aggregator.archive.explaining import explain

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
            ownership.check_file(Path(str(parsed.database)), create=create, write=not read_only)
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
            ownership.check_database(connection, self.url)
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
