"""Opening, making and upgrading an archive; transactions; and what each fault says."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from alembic.config import Config
from sqlalchemy import create_engine, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from aggregator.archive import drivers, migrations, store
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
from aggregator.archive.explaining import explain
from aggregator.archive.schema import events, outlets, runs
from aggregator.archive.store import Archive

NOW = datetime(2031, 5, 6, 12, 0, tzinfo=UTC)
NOBODY = 65534

needs_wal = pytest.mark.skipif(
    not drivers.sqlite_driver().wal_safe, reason="this SQLite may not use the write-ahead log"
)


def an_outlet(name="harbour", **fields):
    return {"name": name, "title": name.title(), "domains": [], "terms": []} | fields


def count(archive, table=outlets):
    with archive.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def pragma(archive, name):
    with archive.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def path_of(url):
    return Path(url.removeprefix("sqlite:///"))


def set_revision(url, revision):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE archive_version SET version_num = :r"), {"r": revision})
    engine.dispose()


@pytest.fixture
def old_library(monkeypatch):
    """As on a machine that has only an SQLite with the WAL-reset bug."""
    driver = drivers.SqliteDriver(sqlite3, (3, 40, 1), wal_safe=False)
    monkeypatch.setattr(drivers, "sqlite_driver", lambda: driver)
    return driver


# Making and opening


def test_a_new_file_is_ours_and_durable(tmp_path):
    path = tmp_path / "not" / "yet" / "archive.db"
    with Archive.open(f"sqlite:///{path}") as archive:
        assert drivers.file_application_id(path) == drivers.APPLICATION_ID
        assert pragma(archive, "synchronous") == 2
        assert pragma(archive, "foreign_keys") == 1
        assert pragma(archive, "busy_timeout") == 30_000
        assert str(archive) == archive.url == f"sqlite:///{path}"
    left = {entry.name for entry in path.parent.iterdir()}
    assert left - {"archive.db-journal"} == {"archive.db"}  # the old library's journal stays, empty


def test_the_write_ahead_log_is_on_where_it_is_safe(tmp_path):
    driver = drivers.sqlite_driver()
    with Archive.open(f"sqlite:///{tmp_path / 'a.db'}") as archive:
        assert pragma(archive, "journal_mode") == ("wal" if driver.wal_safe else "truncate")


def test_an_archive_is_made_in_an_empty_postgresql_database(empty_postgres_url):
    with Archive.open(empty_postgres_url) as archive:
        assert count(archive) == 0
    with Archive.open(empty_postgres_url.replace("postgresql+psycopg", "postgresql")) as archive:
        assert archive.dialect == "postgresql"


def test_opening_again_finds_what_was_written(archive_url):
    with Archive.open(archive_url) as archive, archive.write() as connection:
        connection.execute(insert(outlets), [an_outlet(domains=["a.example"], note="Zoë’s")])
    with Archive.open(archive_url, create=False) as archive, archive.read() as connection:
        row = connection.execute(select(outlets)).one()
        assert (row.name, row.domains, row.note) == ("harbour", ["a.example"], "Zoë’s")


def test_an_empty_file_is_nobodys_yet(tmp_path):
    path = tmp_path / "archive.db"
    path.touch()
    with Archive.open(f"sqlite:///{path}") as archive:
        assert count(archive) == 0


def test_the_old_library_does_without_the_log_and_the_new_one_turns_it_on(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    old = drivers.SqliteDriver(sqlite3, (3, 40, 1), wal_safe=False)
    new = drivers.SqliteDriver(drivers.sqlite_driver().module, (3, 53, 4), wal_safe=True)
    for driver, mode in ((old, "truncate"), (new, "wal"), (old, "truncate")):
        monkeypatch.setattr(drivers, "sqlite_driver", lambda driver=driver: driver)
        with Archive.open(url) as archive:
            assert archive.engine.dialect.dbapi is driver.module
            assert pragma(archive, "journal_mode") == mode
            assert pragma(archive, "synchronous") == 2
            with archive.write() as connection:
                connection.execute(
                    insert(outlets), [an_outlet(f"{mode}{driver.version[1]}{os.urandom(4).hex()}")]
                )
    with Archive.open(url) as archive:
        assert count(archive) == 3


@needs_wal
def test_the_journal_stays_while_others_have_the_file_open(sqlite_url, old_library, caplog):
    other = sqlite3.connect(path_of(sqlite_url))
    other.execute("SELECT * FROM runs").fetchall()
    with Archive.open(sqlite_url, patience=0.2) as archive:
        assert pragma(archive, "journal_mode") == "wal"
    other.close()
    assert "keeps its journal mode for now" in caplog.text


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 3), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_which_sqlite_has_the_fix_of_the_wal_reset_bug(version, safe):
    assert drivers.is_wal_safe(version) is safe


def test_without_the_wheel_the_standard_library_is_used(monkeypatch):
    monkeypatch.setitem(sys.modules, "pysqlite3.dbapi2", None)
    assert drivers.sqlite_driver().name == "sqlite3"


def _open_and_count(url, results):
    with Archive.open(url) as archive:
        results.put(count(archive, runs))


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_several_processes_may_make_one_archive_at_once(kind, tmp_path, request):
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    if kind == "postgresql":
        url = request.getfixturevalue("empty_postgres_url")
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    makers = [context.Process(target=_open_and_count, args=(url, results)) for _ in "abc"]
    for maker in makers:
        maker.start()
    assert [results.get(timeout=60) for _ in makers] == [0, 0, 0]
    for maker in makers:
        maker.join()
        assert maker.exitcode == 0


# What is not ours, or not there


def test_a_missing_archive_is_not_made_unasked(tmp_path):
    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(ArchiveMissing, match="first crawl makes it"):
            Archive.open(f"sqlite:///{tmp_path / 'archive.db'}", **options)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_postgresql_database_is_not_filled_unasked(empty_postgres_url):
    with pytest.raises(ArchiveMissing, match="first crawl makes it"):
        Archive.open(empty_postgres_url, create=False)


@pytest.mark.parametrize("content", [b"Dear diary", b"SQLite format 3\x00", b"\x00" * 4096])
def test_a_file_that_is_no_database_is_left_alone(tmp_path, content):
    path = tmp_path / "diary.db"
    path.write_bytes(content)
    with pytest.raises(ArchiveNotOurs, match="nothing was changed"):
        Archive.open(f"sqlite:///{path}")
    assert path.read_bytes() == content
    assert [entry.name for entry in tmp_path.iterdir()] == ["diary.db"]


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveNotOurs, match="another program"):
        Archive.open(f"sqlite:///{path}")
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["other.db"]


def test_another_programs_tables_are_left_alone(empty_postgres_url):
    engine = create_engine(empty_postgres_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (name text)"))
    with pytest.raises(ArchiveNotOurs, match="recipes"):
        Archive.open(empty_postgres_url)
    with engine.begin() as connection:
        found = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).all()
    engine.dispose()
    assert found == [("recipes",)]


def test_a_database_that_cannot_hold_every_letter_is_refused(postgres_server):
    name = "archive_test_ascii"
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
        )
        with pytest.raises(ArchiveNotOurs, match="LATIN1"):
            Archive.open(postgres_server.set(database=name).render_as_string(hide_password=False))
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def test_a_folder_is_no_archive(tmp_path):
    with pytest.raises(ArchiveNotWritable, match="cannot be read"):
        Archive.open(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="file"):
        Archive.open(f"sqlite:///{tmp_path / 'file' / 'archive.db'}")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("archive.db", "sqlite:///path/to/archive.db"),
        ("", "sqlite:///path/to/archive.db"),
        ("sqlite://", "plain file"),
        ("sqlite:///:memory:", "plain file"),
        ("sqlite:///a.db?mode=ro", "plain file"),
        ("mysql://me:secret@host/db", "SQLite or in PostgreSQL"),
        ("postgresql+asyncpg://me:secret@host/db", "SQLite or in PostgreSQL"),
        ("postgresql://me:secret@host:port/db", "ARCHIVE_URL"),
    ],
)
def test_a_url_that_names_no_archive(url, said):
    with pytest.raises(ArchiveError, match=said) as caught:
        Archive.open(url)
    assert "secret" not in str(caught.value)


def test_a_server_that_does_not_answer(tmp_path):
    with pytest.raises(ArchiveMissing, match="is the server up") as caught:
        Archive.open("postgresql://me:secret@127.0.0.1:1/news?connect_timeout=2")
    assert "secret" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_database_that_is_not_there(postgres_server):
    url = postgres_server.set(database="no_such_database", password="secret")
    with pytest.raises(ArchiveMissing, match="no such database") as caught:
        Archive.open(url.render_as_string(hide_password=False))
    assert "secret" not in str(caught.value)


def test_without_its_driver_postgresql_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ArchiveError, match=r"pip install 'news-aggregator\[postgres\]'"):
        Archive.open("postgresql://me@host/db")


# Versions


def test_an_archive_of_a_newer_version_is_left_alone(archive_url):
    set_revision(archive_url, "9999")
    before = path_of(archive_url).read_bytes() if archive_url.startswith("sqlite") else None
    for options in ({}, {"read_only": True}, {"upgrade": False}):
        with pytest.raises(ArchiveTooNew, match="upgrade this software; nothing was changed"):
            Archive.open(archive_url, **options)
    if before is not None:
        assert path_of(archive_url).read_bytes() == before


@pytest.fixture
def next_version(monkeypatch, tmp_path):
    """As if the next version of the software were running; its upgrade is given as code."""

    def install(body):
        folder = tmp_path / "versions"
        folder.mkdir()
        lines = textwrap.indent(textwrap.dedent(body), "    ")
        (folder / "v0002_next.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            'revision = "0002"\ndown_revision = "0001"\n'
            f"def upgrade():\n{lines}\n"
        )
        home = Path(migrations.__file__).parent

        def config():
            made = Config()
            made.set_main_option("script_location", str(home))
            made.set_main_option("path_separator", "newline")
            made.set_main_option("version_locations", f"{home / 'versions'}\n{folder}")
            return made

        monkeypatch.setattr(migrations, "_config", config)
        monkeypatch.setattr(migrations, "HEAD", "0002")

    return install


ADD_A_COLUMN = """
with op.batch_alter_table("outlets", recreate="always") as table:
    table.add_column(sa.Column("founded", sa.Integer()))
"""


def test_an_older_archive_is_upgraded_after_a_copy(archive_url, next_version, caplog):
    caplog.set_level("INFO", logger="aggregator")
    with Archive.open(archive_url) as archive, archive.write() as connection:
        connection.execute(insert(outlets), [an_outlet()])
    next_version(ADD_A_COLUMN)
    with Archive.open(archive_url) as archive:
        with archive.read() as connection:
            assert connection.execute(text("SELECT name, founded FROM outlets")).all() == [
                ("harbour", None)
            ]
            assert connection.execute(text("SELECT count(*) FROM v_stories")).scalar() == 0
            assert migrations.current_revision(connection) == "0002"
        if archive.path:
            assert pragma(archive, "foreign_keys") == 1
            copy = archive.path.with_name("archive.db.before-upgrade-from-0001")
            copied = sqlite3.connect(copy)
            assert copied.execute("SELECT name FROM outlets").fetchall() == [("harbour",)]
            assert copied.execute("PRAGMA application_id").fetchone() == (drivers.APPLICATION_ID,)
            copied.close()
            assert f"copied the archive to {copy}" in caplog.text
    assert "from schema 0001 to 0002" in caplog.text


def test_an_older_archive_is_not_upgraded_unasked(archive_url, next_version):
    next_version(ADD_A_COLUMN)
    for options in ({"upgrade": False}, {"read_only": True}):
        with pytest.raises(ArchiveTooOld, match="the next crawl upgrades it"):
            Archive.open(archive_url, **options)


def test_an_upgrade_that_fails_changes_nothing(archive_url, next_version):
    next_version(ADD_A_COLUMN + '\nop.execute("INSERT INTO nowhere VALUES (1)")')
    with pytest.raises(Exception, match="nowhere"):
        Archive.open(archive_url)
    engine = create_engine(archive_url)
    with engine.connect() as connection:
        assert migrations.current_revision(connection) == "0001"
        columns = connection.execute(text("SELECT * FROM outlets")).keys()
        assert "founded" not in list(columns)
        assert connection.execute(text("SELECT count(*) FROM v_stories")).scalar() == 0
    engine.dispose()


def test_an_upgrade_that_breaks_references_is_taken_back(sqlite_url, next_version):
    next_version("op.execute(\"INSERT INTO events VALUES (1, '', 0, 0, 0, 0, 99, NULL)\")")
    with pytest.raises(ArchiveDamaged, match="'events'"):
        Archive.open(sqlite_url)
    with sqlite3.connect(path_of(sqlite_url)) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)
    connection.close()


def test_no_copy_no_upgrade(sqlite_url, next_version, monkeypatch):
    next_version(ADD_A_COLUMN)
    nowhere = path_of(sqlite_url).parent / "nowhere" / "copy"
    monkeypatch.setattr(store, "free_name", lambda path: nowhere)
    with pytest.raises(ArchiveNotWritable, match="was not upgraded: make room"):
        Archive.open(sqlite_url)


def test_a_copy_never_replaces_another(tmp_path):
    assert store.free_name(tmp_path / "a") == tmp_path / "a"
    (tmp_path / "a").touch()
    (tmp_path / "a-2").touch()
    assert store.free_name(tmp_path / "a") == tmp_path / "a-3"


# Transactions


def test_an_error_takes_the_whole_block_back(archive):
    def write_and_fail():
        with archive.write() as connection:
            connection.execute(insert(outlets), [an_outlet()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert count(archive) == 0


def test_our_own_faults_stay_what_they_are(archive):
    with pytest.raises(IntegrityError), archive.write() as connection:
        connection.execute(insert(outlets), [an_outlet(), an_outlet()])
    with pytest.raises(IntegrityError), archive.write() as connection:
        connection.execute(
            insert(events),
            [{"title": "", "first_at": NOW, "last_at": NOW, "stories": 0, "opened_at": NOW, "merged_into": 9}],
        )  # fmt: skip


def test_a_table_that_is_not_there_is_our_own_fault(archive):
    with pytest.raises(DBAPIError, match="nowhere"), archive.read() as connection:
        connection.execute(text("SELECT * FROM nowhere"))


def test_a_server_that_stops_is_told_of(postgres_url):
    with (
        Archive.open(postgres_url) as archive,
        pytest.raises(ArchiveMissing, match="no PostgreSQL"),
    ):
        _end_own_session(archive)


def _end_own_session(archive):
    with archive.write() as connection:
        with archive.engine.connect() as other, other.begin():
            own = connection.scalar(text("SELECT pg_backend_pid()"))
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
        connection.execute(select(outlets)).all()


def test_other_troubles_of_the_server_are_one_line_too():
    error = OperationalError("SELECT", {}, Exception("deadlock detected\nDETAIL: much"))
    said = explain(error, "postgresql://host/db")
    assert str(said) == "the database at postgresql://host/db failed (deadlock detected)"
    assert explain(error, "sqlite:///a.db") is None


def test_readers_do_not_write(archive):
    with (
        pytest.raises(ArchiveNotWritable, match="cannot be written"),
        archive.read() as connection,
    ):
        connection.execute(insert(outlets), [an_outlet()])
    with archive.write() as connection:
        connection.execute(insert(outlets), [an_outlet()])
    assert count(archive) == 1


def test_a_reader_sees_one_instant(archive):
    if archive.dialect == "sqlite" and pragma(archive, "journal_mode") != "wal":
        pytest.skip("without the log a reader holds the writer off")
    with archive.read() as connection:
        before = connection.scalar(select(func.count()).select_from(outlets))
        with archive.write() as writer:
            writer.execute(insert(outlets), [an_outlet()])
        after = connection.scalar(select(func.count()).select_from(outlets))
    assert (before, after, count(archive)) == (0, 0, 1)


def test_writers_take_turns(archive):
    """Each reads, thinks and writes; none overwrites what another did meanwhile."""
    with archive.write() as connection:
        connection.execute(insert(outlets), [an_outlet(title="0")])

    def add_one():
        for _ in range(5):
            with archive.write() as connection:
                number = int(connection.scalar(select(outlets.c.title)))
                connection.execute(update(outlets).values(title=str(number + 1)))

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(add_one) for _ in range(4)]:
            future.result()
    with archive.read() as connection:
        assert connection.scalar(select(outlets.c.title)) == "20"


def test_a_locked_archive_is_busy_after_a_while(archive_url):
    release = threading.Event()
    held = threading.Event()

    def hold():
        with Archive.open(archive_url) as archive, archive.write():
            held.set()
            release.wait(30)

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(hold)
        held.wait(30)
        with Archive.open(archive_url, patience=0.2) as archive:
            with pytest.raises(ArchiveBusy, match="another process keeps"), archive.write():
                pytest.fail("two writers at once")
            assert count(archive) == 0  # reading goes on
            release.set()
            holder.result()
            with archive.write() as connection:
                connection.execute(insert(outlets), [an_outlet()])


def test_a_full_disk_is_told_and_what_was_committed_stays(sqlite_url):
    with Archive.open(sqlite_url) as archive:
        with archive.write() as connection:
            connection.execute(insert(outlets), [an_outlet()])
        pages = pragma(archive, "page_count")
        pragma(archive, f"max_page_count = {pages + 3}")
        with pytest.raises(ArchiveNotWritable, match="no room left"), archive.write() as connection:
            connection.execute(insert(outlets), [an_outlet("big", note="x" * 1_000_000)])
        assert count(archive) == 1


def test_a_damaged_file_is_called_damaged(sqlite_url):
    with Archive.open(sqlite_url) as archive, archive.write() as connection:
        connection.execute(
            insert(outlets), [an_outlet(f"o{n}", note="x" * 500) for n in range(200)]
        )
    path = path_of(sqlite_url)
    content = bytearray(path.read_bytes())
    content[4096 * 4 :] = b"\xa5" * (len(content) - 4096 * 4)
    path.write_bytes(content)
    with pytest.raises(ArchiveDamaged, match="aggregator verify"):
        count(Archive.open(sqlite_url))


def _write_and_die(url, ready):
    with Archive.open(url) as archive, archive.write() as connection:
        connection.execute(insert(outlets), [an_outlet("halfway")])
        ready.set()
        signal.pause()


def test_a_killed_writer_leaves_nothing_and_no_lock(archive_url, archive):
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_write_and_die, args=(archive_url, ready))
    process.start()
    assert ready.wait(60)
    process.kill()
    process.join()
    assert count(archive) == 0
    with archive.write() as connection:
        connection.execute(insert(outlets), [an_outlet()])
    assert count(archive) == 1


# Read-only files and folders. Root may write anywhere, so such tests run as nobody.


@contextmanager
def as_nobody():
    """Be a user without rights here."""
    if os.getuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def shelf(sqlite_url):
    """A folder that everyone can read, with an archive that holds one outlet."""
    folder = Path(tempfile.mkdtemp(prefix="shelf"))
    with Archive.open(sqlite_url) as archive, archive.write() as connection:
        connection.execute(insert(outlets), [an_outlet()])
    path = folder / "archive.db"
    shutil.copy(path_of(sqlite_url), path)
    folder.chmod(0o555)
    path.chmod(0o444)
    yield path
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_archive_says_so_before_it_is_used(shelf):
    with as_nobody(), pytest.raises(ArchiveNotWritable, match=f"archive {shelf} cannot be written"):
        Archive.open(f"sqlite:///{shelf}")


def test_a_read_only_folder_says_so(shelf):
    shelf.chmod(0o666)
    for name in ("archive.db", "new.db"):
        with as_nobody(), pytest.raises(ArchiveNotWritable, match=f"{shelf.parent} is read-only"):
            Archive.open(f"sqlite:///{shelf.parent / name}")


def test_an_archive_that_is_kept_from_us_says_so(shelf):
    shelf.chmod(0o600)
    with as_nobody(), pytest.raises(ArchiveNotWritable, match="Permission denied"):
        Archive.open(f"sqlite:///{shelf}")


def test_a_read_only_archive_can_be_read(shelf):
    with as_nobody(), Archive.open(f"sqlite:///{shelf}", read_only=True) as archive:
        assert count(archive) == 1
    assert [entry.name for entry in shelf.parent.iterdir()] == ["archive.db"]


def test_read_only_does_not_write(archive_url):
    with Archive.open(archive_url, read_only=True) as archive:
        assert count(archive) == 0
        with pytest.raises(ArchiveNotWritable), archive.write() as connection:
            connection.execute(insert(outlets), [an_outlet()])


# JSON and letters


def test_json_is_readable_and_storable():
    assert drivers.json_text({"a": "Zoë", "b": [1, None]}) == '{"a": "Zoë", "b": [1, null]}'
    assert drivers.json_text(MappingProxyType({"a": (1, 2)})) == '{"a": [1, 2]}'
    assert drivers.json_text({"k\x00": ["x\x00", {"y": "\ud800"}]}) == '{"k�": ["x�", {"y": "�"}]}'
    assert drivers.json_text("a literal \\u0000") == '"a literal \\\\u0000"'
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        drivers.json_text({"a": object()})


def test_clean_leaves_sound_text_alone():
    assert drivers.clean("Zoë 🚢") == "Zoë 🚢"
    assert drivers.clean("plain") == "plain"
    assert drivers.clean("a\x00b\udfff") == "a\ufffdb\ufffd"
