"""Archives to test with, on both databases.

`archive` and `archive_url` run a test once on SQLite and once on PostgreSQL. The PostgreSQL is a
throw-away cluster of our own, or a server named by ``AGGREGATOR_TEST_POSTGRES`` (a URL whose
role may create databases).
"""

from __future__ import annotations

import itertools
import os
import shutil
from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import URL

from aggregator.archive.store import Archive
from benchmarks.postgres import NoServer, server

_numbers = itertools.count()


def pytest_make_parametrize_id(config, val, argname):
    """Name bytes by their argument: those of gzip hold the second in which they were packed, and
    workers that name a test differently cannot share the tests out among them.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def postgres_server():
    """A server's URL, to its maintenance database."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(server(durable=False))
        except NoServer as reason:
            if os.environ.get("CI", "").lower() in {"1", "true"}:
                pytest.fail(f"{reason}: CI tests both databases")
            pytest.skip(str(reason))
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
