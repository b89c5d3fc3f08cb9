"""Archives to test with, on both databases.

`archive` and `archive_url` run a test once on SQLite and once on PostgreSQL. The PostgreSQL is a
throw-away cluster of our own, or a server named by ``AGGREGATOR_TEST_POSTGRES`` (a URL whose
role may create databases).
"""

from __future__ import annotations

import getpass
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from aggregator.archive.store import Archive

_numbers = itertools.count()


def _programs() -> Path | None:
    """The folder of a PostgreSQL server's programs, the newest where there are several."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: float(folder.parent.name),
        reverse=True,
    )
    if shutil.which("pg_config"):
        asked = subprocess.run(
            ["pg_config", "--bindir"], check=True, capture_output=True, text=True
        )
        folders.append(Path(asked.stdout.strip()))
    if found := shutil.which("initdb"):
        folders.append(Path(found).parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def _server_user() -> str:
    """PostgreSQL refuses to run as root: then some other user runs it."""
    if os.getuid() != 0:
        return getpass.getuser()
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise LookupError("no user to run PostgreSQL as")


@contextmanager
def _cluster(programs: Path):
    """A running cluster in a temporary folder, reached through a socket there."""
    user = _server_user()
    # Sockets have short paths, pytest's folders have long ones; the server's user must get in.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    identity = {"cwd": folder}
    if os.getuid() == 0:
        identity |= {"user": user, "group": pwd.getpwnam(user).pw_gid}
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: object) -> None:
        done = subprocess.run(
            [str(part) for part in command], check=False, capture_output=True, text=True, **identity
        )
        assert done.returncode == 0, f"{command[0]} failed: {done.stdout}{done.stderr}"

    try:
        run(programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = (
            f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off "
            "-c synchronous_commit=off -c max_connections=60 -c shared_buffers=32MB"
        )
        # pg_ctl's server keeps the pipes of whoever started it: its output goes to a file.
        with (folder / "pg_ctl.log").open("wb") as log:
            started = subprocess.run(
                [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"),
                 "-o", options, "start"],
                check=False, stdout=log, stderr=log, **identity,
            )  # fmt: skip
        assert started.returncode == 0, (folder / "log").read_text()
        try:
            yield URL.create(
                "postgresql+psycopg",
                username="tester",
                database="postgres",
                query={"host": str(folder)},
            )
        finally:
            run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server():
    """A server's URL, to its maintenance database."""
    given = os.environ.get("AGGREGATOR_TEST_POSTGRES")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    programs = _programs()
    if programs is None:
        reason = "no PostgreSQL server's programs here (initdb, postgres)"
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(f"{reason}: CI tests both databases")
        pytest.skip(reason)
    with _cluster(programs) as url:
        yield url


def _do(server: URL, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_template(postgres_server):
    """The name of a database with an empty archive, to copy from."""
    name = f"archive_template_{os.getpid()}"
    _do(postgres_server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    Archive.open(_text(postgres_server.set(database=name))).close()
    yield name
    _do(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgres_url(postgres_server):
    """The URL of a database of the test's own, with nothing in it."""
    name = f"archive_test_{os.getpid()}_{next(_numbers)}"
    _do(postgres_server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield _text(postgres_server.set(database=name))
    _do(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_server, postgres_template):
    """The URL of a database of the test's own, with an empty archive in it."""
    name = f"archive_test_{os.getpid()}_{next(_numbers)}"
    _do(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield _text(postgres_server.set(database=name))
    _do(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """An SQLite file with an empty archive, to copy from."""
    path = tmp_path_factory.mktemp("template") / "archive.db"
    Archive.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_url(tmp_path, sqlite_template):
    """The URL of an SQLite file of the test's own, with an empty archive in it."""
    path = tmp_path / "archive.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def archive_url(request):
    """The URL of an empty archive, on each database in turn."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return request.getfixturevalue(fixture)


@pytest.fixture
def archive(archive_url):
    """An open, empty archive, on each database in turn."""
    with Archive.open(archive_url) as opened:
        yield opened
