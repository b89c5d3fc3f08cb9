"""The doctor finds what is wrong and touches nothing."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, text, update

from aggregator.archive import doctor, drivers
from aggregator.archive.schema import fetches, outlets
from aggregator.archive.schema import runs as runs_table
from aggregator.archive.store import Archive


@pytest.fixture
def look(archive_url, tmp_path, now):
    """Every check by its name."""

    def examine(url=archive_url, captures=tmp_path / "captures", **options):
        found = doctor.examine(url, captures, now=now, **options)
        assert all(check.detail for check in found)
        assert all(
            check.advice for check in found if check.ok == "fail" and check.name != "archive"
        )
        names = [check.name for check in found]
        assert len(set(names)) == len(names)
        return {check.name: check for check in found}

    return examine


@pytest.fixture
def sqlite_only(archive_url):
    if not archive_url.startswith("sqlite"):
        pytest.skip("of a file")
    return Path(archive_url.removeprefix("sqlite:///"))


def test_all_is_well(look, archive_url):
    found = look()
    if "SQLite" in found and not drivers.sqlite_driver().wal_safe:
        found["SQLite"] = replace(found["SQLite"], ok="ok")  # this machine's is an old one
    assert {check.ok for check in found.values()} == {"ok"}, found
    expected = {"Python", "packages", "archive", "runs", "captures", "captures' disk", "embedding"}
    if archive_url.startswith("sqlite"):
        expected |= {"SQLite", "full-text search", "archive's disk", "journal", "content"}
    else:
        expected |= {"database"}
    assert set(found) == expected
    assert "sqlalchemy" in found["packages"].detail
    assert "schema 0001" in found["archive"].detail


def test_nothing_is_touched(look, sqlite_only):
    before = sqlite_only.read_bytes()
    look()
    assert sqlite_only.read_bytes() == before
    assert [entry.name for entry in sqlite_only.parent.iterdir()] == ["archive.db"]


def test_no_archive_yet(look, tmp_path):
    found = look(f"sqlite:///{tmp_path / 'none' / 'archive.db'}")
    assert (found["archive"].ok, found["archive"].detail[:10]) == ("warn", "no archive")
    assert not (tmp_path / "none").exists()


def test_a_url_that_names_no_archive(look):
    found = look("mysql://me:secret@host/db")
    assert found["archive"].ok == "fail"
    assert "secret" not in found["archive"].detail


def test_a_server_that_does_not_answer(look):
    found = look("postgresql://me:secret@127.0.0.1:1/db")
    assert found["archive"].ok == "fail"
    assert "secret" not in found["archive"].detail


def test_another_version(look, archive_url):
    with Archive.open(archive_url) as archive, archive.write() as connection:
        connection.execute(text("UPDATE archive_version SET version_num = '9999'"))
    assert look()["archive"].ok == "fail"


def test_the_old_library_is_warned_of(look, monkeypatch, sqlite_only):
    driver = drivers.SqliteDriver(sqlite3, (3, 40, 1), wal_safe=False)
    monkeypatch.setattr(drivers, "sqlite_driver", lambda: driver)
    found = look()
    assert found["SQLite"].ok == "warn"
    assert "pip install pysqlite3" in found["SQLite"].advice
    with sqlite3.connect(sqlite_only) as connection:
        in_log = connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert found["journal"].ok == ("warn" if in_log else "ok")


def test_no_full_text_search(look, monkeypatch):
    class Connection:
        def execute(self, statement):
            raise sqlite3.OperationalError("no such module: fts5")

        def close(self):
            pass

    module = SimpleNamespace(
        connect=lambda path: Connection(), OperationalError=sqlite3.OperationalError
    )
    monkeypatch.setattr(
        drivers, "sqlite_driver", lambda: SimpleNamespace(module=module, version=(3, 53, 4))
    )
    check = doctor._full_text()
    assert (check.ok, check.detail) == ("fail", "no such module: fts5")


def test_damage_is_found(look, archive_url, sqlite_only):
    with Archive.open(archive_url) as archive, archive.write() as connection:
        connection.execute(
            insert(outlets),
            [{"name": f"o{n}", "title": "x" * 500, "domains": [], "terms": []} for n in range(300)],
        )
    content = bytearray(sqlite_only.read_bytes())
    for page in range(len(content) // 4096 - 20, len(content) // 4096):
        content[page * 4096 : page * 4096 + 200] = b"\xa5" * 200
    sqlite_only.write_bytes(content)
    found = look()
    assert found["content"].ok == "fail"
    assert "verify" in found["content"].advice


def test_a_large_file_is_not_read_for_ever(look, archive_url, sqlite_only, monkeypatch):
    with Archive.open(archive_url) as archive, archive.write() as connection:
        connection.execute(
            insert(outlets),
            [
                {"name": f"o{n}", "title": "x" * 50, "domains": [], "terms": []}
                for n in range(20_000)
            ],
        )
    found = look(patience=-1)
    assert found["content"].ok == "ok"
    assert "then stopped looking" in found["content"].detail


@pytest.mark.parametrize(("free", "state"), [(1 << 40, "ok"), (1 << 30, "warn"), (1 << 20, "fail")])
def test_room_on_the_disk(monkeypatch, tmp_path, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert doctor._disk("disk", tmp_path / "not" / "yet").ok == state


def test_a_disk_of_another_machine(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "_kind_of_disk", lambda folder: "nfs4")
    (check,) = doctor._file_system(tmp_path)
    assert (check.ok, "nfs4" in check.detail) == ("warn", True)
    monkeypatch.setattr(doctor, "_kind_of_disk", lambda folder: "ext4")
    assert list(doctor._file_system(tmp_path)) == []


def test_the_disk_is_known_by_its_mount(monkeypatch, tmp_path):
    parts = [SimpleNamespace(mountpoint="/", fstype="ext4"),
             SimpleNamespace(mountpoint=str(tmp_path.resolve()), fstype="nfs")]  # fmt: skip
    monkeypatch.setattr(doctor.psutil, "disk_partitions", lambda **_: parts)
    assert doctor._kind_of_disk(tmp_path / "deeper") == "nfs"
    assert doctor._kind_of_disk(Path("/usr")) == "ext4"


def test_a_killed_run_is_told_of_and_left_as_it_is(look, archive, run_id):
    with archive.write() as connection:
        connection.execute(update(runs_table).values(process_started=0.0))
    found = look()
    assert (found["runs"].ok, found["runs"].detail) == (
        "warn",
        f"killed before they ended: {run_id}",
    )


def test_a_clock_that_was_set_back(look, archive, run_id, now):
    with archive.write() as connection:
        connection.execute(
            insert(fetches).values(
                run_id=run_id, outlet="harbour", url="x", outcome="story",
                fetched_at=now + timedelta(days=1),
            )
        )  # fmt: skip
    assert look()["clock"].ok == "warn"


def test_captures_that_are_there(look, tmp_path):
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "a.warc.gz").touch()
    assert look()["captures"].detail == f"{folder}, 1 WARC files"


def test_captures_cannot_be_kept_in_a_file(look, tmp_path):
    (tmp_path / "captures").touch()
    assert look()["captures"].ok == "fail"


def test_a_missing_package(monkeypatch):
    monkeypatch.setattr(
        doctor.metadata,
        "requires",
        lambda name: ["lxml>=6", "no-such-thing<2", "ruff; extra == 'dev'"],
    )
    check = doctor._packages()
    assert (check.ok, check.advice) == ("fail", "pip install no-such-thing")


def test_a_database_that_folds_no_capitals(postgres_server, monkeypatch):
    class Connection:
        def scalar(self, statement):
            return "C" if "datctype" in str(statement) else "15.3"

    check = doctor._server(Connection())
    assert (check.ok, "15.3" in check.detail) == ("warn", True)
