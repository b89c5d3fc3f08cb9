"""PostgreSQL to measure and to test with: a server that was given, or one started for this."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

if TYPE_CHECKING:
    from collections.abc import Iterator


class NoServer(Exception):  # noqa: N818 - says what is the case
    """There is no PostgreSQL to measure with; ``str(error)`` says why."""


@contextmanager
def database() -> Iterator[str]:
    """The URL of an empty database, dropped at the end.

    Every commit to it is forced to the disk, as PostgreSQL does by default.

    Raises:
        NoServer: there is no server to be had.
    """
    with server() as address, _database_on(address) as url:
        yield url


@contextmanager
def server(*, durable: bool = True) -> Iterator[URL]:
    """The URL of a server's maintenance database, whose role may create others.

    The server is the one that ``AGGREGATOR_TEST_POSTGRES`` names, else one of our own in a
    temporary folder, stopped and removed at the end.

    Args:
        durable: False starts a server of our own that forces nothing to the disk: for tests,
            which need no power cut survived.

    Raises:
        NoServer: neither is to be had.
    """
    given = os.environ.get("AGGREGATOR_TEST_POSTGRES")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    with _cluster(_programs(), durable=durable) as url:
        yield url


@contextmanager
def _database_on(server: URL) -> Iterator[str]:
    name = f"archive_benchmark_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
            try:
                yield server.set(database=name).render_as_string(hide_password=False)
            finally:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        engine.dispose()


@contextmanager
def _cluster(programs: Path, *, durable: bool) -> Iterator[URL]:
    # Sockets have short paths, and the server's user must get in.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    identity: dict[str, Any] = {"cwd": folder}
    if os.getuid() == 0:  # as whom PostgreSQL refuses to run
        user = _unprivileged()
        identity |= {"user": user.pw_name, "group": user.pw_gid}
        shutil.chown(folder, user.pw_name)
    data = folder / "data"
    log = folder / "log"

    def run(*command: object) -> None:
        with log.open("ab") as output:
            done = subprocess.run(
                [str(part) for part in command],
                check=False,
                stdout=output,
                stderr=output,
                **identity,
            )
        if done.returncode:
            raise NoServer(f"{command[0]} failed: {log.read_text(errors='replace')[-500:]}")

    try:
        run(programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", *(() if durable else ("--no-sync",)))  # fmt: skip
        options = f"-k {folder} -c listen_addresses= -c max_connections=60"
        if not durable:
            options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "server.log", "-o", options,
            "start")  # fmt: skip
        try:
            yield URL.create(
                "postgresql+psycopg",
                username="tester",
                database="postgres",
                query={"host": str(folder)},
            )
        finally:
            run(programs / "pg_ctl", "-D", data, "-m", "fast" if durable else "immediate",
                "stop")  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: float(folder.parent.name),
        reverse=True,
    )
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoServer(
        "no server's programs (initdb, postgres) here, and AGGREGATOR_TEST_POSTGRES is not set"
    )


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody", getpass.getuser()):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if user.pw_uid != 0:
            return user
    raise NoServer("there is no user but root to run PostgreSQL as")
