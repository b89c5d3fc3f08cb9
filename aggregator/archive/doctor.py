"""Look an installation over: database, driver, disks, captures, runs. Nothing is changed."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import psutil
from sqlalchemy import func, select, text

from aggregator.archive import drivers, migrations
from aggregator.archive.crawling import runs
from aggregator.archive.errors import ArchiveError, ArchiveMissing, ArchiveTooOld
from aggregator.archive.events.engine import OFF, EmbeddingMissing, Engine, chosen_embedder
from aggregator.archive.schema import fetches
from aggregator.archive.store import Archive
from aggregator.matching.embedders import EMBEDDERS, EXTRA, installed_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

State = Literal["ok", "warn", "fail"]

_GIGABYTE = 1 << 30
_LITTLE, _NONE = 5 * _GIGABYTE, _GIGABYTE // 4
_REMOTE = re.compile(r"nfs|cifs|smb|9p|sshfs|fuse\.(?!ext|xfs)|vboxsf|virtiofs")
_CLOCK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        detail: what was found.
        advice: what to do about it; empty where nothing is to be done.
    """

    name: str
    ok: State
    detail: str
    advice: str = ""


def examine(
    archive_url: str,
    captures_dir: Path | str,
    *,
    now: datetime | None = None,
    patience: float = 20.0,
) -> list[Check]:
    """Look everything over.

    Args:
        archive_url: as the setting ``ARCHIVE_URL``.
        captures_dir: as the setting ``CAPTURES_DIR``.
        now: the present, by default the clock's.
        patience: seconds for SQLite to read the whole file.
    """
    now = now or datetime.now(UTC)
    checks = [_python(), _packages()]
    try:
        url = drivers.parse_url(archive_url)
    except ArchiveError as error:
        return [*checks, Check("archive", "fail", str(error), "set ARCHIVE_URL")]
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database)).absolute()
        checks += [_sqlite_library(), _full_text(), _disk("archive's disk", path.parent)]
        checks += _file_system(path.parent)
    checks += _archive(archive_url, now, patience)
    captures = Path(captures_dir).absolute()
    return [*checks, _captures(captures), _disk("captures' disk", captures)]


def _python() -> Check:
    return Check("Python", "ok", f"{platform.python_version()} at {sys.executable}")


def _packages() -> Check:
    """The packages this software is built on, as its own metadata lists them."""
    versions, missing = [], []
    for requirement in metadata.requires("news-aggregator") or ():
        name, _, marker = requirement.partition(";")
        if "extra" in marker or ("sys_platform" in marker and sys.platform not in marker):
            continue
        package = re.split(r"[^\w.-]", name.strip(), maxsplit=1)[0]
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            missing.append(package)
    if missing:
        advice = f"pip install {' '.join(missing)}"
        return Check("packages", "fail", f"not installed: {', '.join(missing)}", advice)
    return Check("packages", "ok", ", ".join(versions))


def _sqlite_library() -> Check:
    driver = drivers.sqlite_driver()
    detail = f"{driver.version_text} of {driver.name}"
    if driver.wal_safe:
        return Check("SQLite", "ok", f"{detail}, with the fix of the WAL-reset bug")
    return Check(
        "SQLite",
        "warn",
        f"{detail} has the WAL-reset bug, so the write-ahead log is off: writers and readers "
        "wait for each other",
        "pip install pysqlite3, or use a Python with SQLite 3.51.3 or newer",
    )


def _full_text() -> Check:
    module = drivers.sqlite_driver().module
    with closing(module.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except module.OperationalError as error:
            return Check(
                "full-text search", "fail", str(error), "pip install pysqlite3: it has FTS5"
            )
    return Check("full-text search", "ok", "FTS5")


def _disk(name: str, folder: Path) -> Check:
    free = shutil.disk_usage(_existing(folder)).free
    detail = f"{free / _GIGABYTE:,.1f} GB free at {folder}"
    if free < _NONE:
        return Check(name, "fail", detail, "make room: a crawl will stop when the disk is full")
    if free < _LITTLE:
        return Check(name, "warn", detail, "make room soon")
    return Check(name, "ok", detail)


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _file_system(folder: Path) -> Iterator[Check]:
    kind = _kind_of_disk(folder)
    if kind is not None and _REMOTE.match(kind):
        yield Check(
            "file system",
            "warn",
            f"{folder} is on {kind}, where SQLite's locks cannot be relied on",
            "keep the archive on a local disk, or use PostgreSQL",
        )


def _kind_of_disk(folder: Path) -> str | None:
    mounts = {Path(part.mountpoint): part.fstype for part in psutil.disk_partitions(all=True)}
    real = _existing(folder).resolve()
    return next((mounts[place] for place in (real, *real.parents) if place in mounts), None)


def _archive(url: str, now: datetime, patience: float) -> Iterator[Check]:
    try:
        archive = Archive.open(url, read_only=True, patience=5.0)
    except (ArchiveMissing, ArchiveTooOld) as error:
        state: State = (
            "warn" if url.startswith("sqlite") or isinstance(error, ArchiveTooOld) else "fail"
        )
        yield Check("archive", state, str(error))
        return
    except ArchiveError as error:
        yield Check("archive", "fail", str(error))
        return
    with archive:
        yield Check("archive", "ok", f"{archive}, schema {migrations.HEAD}")
        try:
            with archive.read() as connection:
                if archive.dialect == "sqlite":
                    yield _journal(connection)
                    yield _quick_check(connection, patience)
                else:
                    yield _server(connection)
                yield from _clock(connection, now)
                yield _embedding(connection)
            yield _dead_runs(archive, now)
        except ArchiveError as error:
            yield Check("content", "fail", str(error))


def _embedding(connection: Connection) -> Check:
    """Whether headlines are embedded, and what is needed for it is there."""
    name = chosen_embedder(connection)
    if name == OFF:
        there = [f"{one} {version}" for one in EMBEDDERS if (version := installed_version(one))]
        return Check(
            "embedding", "ok", f"off; installed: {', '.join(there) or 'none, and none is needed'}"
        )
    try:
        engine = Engine.named(name)
    except (EmbeddingMissing, ValueError) as error:
        return Check(
            "embedding", "fail", str(error), f"pip install '{EXTRA}', or aggregator embedding off"
        )
    return Check("embedding", "ok", f"stories are grouped with {engine.name}")


def _journal(connection: Connection) -> Check:
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    driver = drivers.sqlite_driver()
    if mode == "wal" and not driver.wal_safe:
        return Check(
            "journal",
            "warn",
            f"the file is in write-ahead mode, which SQLite {driver.version_text} can damage",
            "stop the other programs that have it open: the next crawl changes the mode",
        )
    return Check("journal", "ok", f"{mode}, synchronous=FULL: a commit survives a power cut")


def _quick_check(connection: Connection, patience: float) -> Check:
    """SQLite's own check of the file, for as long as the patience lasts."""
    raw: Any = connection.connection.driver_connection
    end = time.monotonic() + patience
    raw.set_progress_handler(lambda: time.monotonic() > end, 100_000)
    try:
        found = raw.execute("PRAGMA quick_check(3)").fetchall()
    except drivers.sqlite_driver().module.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return Check(
            "content",
            "ok",
            f"no damage found in {patience:.0f} seconds, then stopped looking",
            "aggregator verify reads everything",
        )
    finally:
        raw.set_progress_handler(None, 0)
    if found != [("ok",)]:
        said = "; ".join(str(row[0]) for row in found)
        return Check(
            "content", "fail", said, "keep a copy of the file as it is, then aggregator verify"
        )
    return Check("content", "ok", "SQLite finds no damage")


def _server(connection: Connection) -> Check:
    version = connection.scalar(text("SHOW server_version"))
    kind = connection.scalar(
        text("SELECT datctype FROM pg_database WHERE datname = current_database()")
    )
    detail = f"PostgreSQL {version}, psycopg {metadata.version('psycopg')}, LC_CTYPE {kind}"
    if kind in {"C", "POSIX"}:
        return Check(
            "database",
            "warn",
            f"{detail}: capitals outside ASCII are not folded, so searches miss some words",
            "make the database with a UTF-8 locale, such as C.UTF-8",
        )
    return Check("database", "ok", detail)


def _clock(connection: Connection, now: datetime) -> Iterator[Check]:
    newest = connection.execute(select(func.max(fetches.c.fetched_at))).scalar()
    if newest is not None and newest > now + _CLOCK:
        yield Check(
            "clock",
            "warn",
            f"the newest fetch is of {newest:%Y-%m-%d %H:%M} UTC, which is yet to come",
            "set this machine's clock: what is due goes by it",
        )


def _dead_runs(archive: Archive, now: datetime) -> Check:
    dead = runs.dead_runs(archive, now)
    if not dead:
        return Check("runs", "ok", "none was left unfinished")
    numbers = ", ".join(str(run_id) for run_id in dead)
    return Check(
        "runs",
        "warn",
        f"killed before they ended: {numbers}",
        "nothing is lost: the next crawl makes what they held due again",
    )


def _captures(folder: Path) -> Check:
    place = _existing(folder)
    if not place.is_dir():
        return Check("captures", "fail", f"{place} is no folder", "set CAPTURES_DIR")
    if not os.access(place, os.W_OK | os.X_OK):
        return Check("captures", "fail", f"{place} is read-only for this user", "check its mode")
    if place != folder:
        return Check("captures", "ok", f"{folder} will be made by the first crawl")
    return Check("captures", "ok", f"{folder}, {len(list(folder.rglob('*.warc.gz')))} WARC files")
