"""`aggregator doctor` and `aggregator verify`: what is wrong, and an exit status that says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from aggregator.archive.store import Archive


@pytest.fixture
def captures(tmp_path, monkeypatch):
    folder = tmp_path / "captures"
    monkeypatch.setattr("aggregator.settings.CAPTURES_DIR", str(folder))
    return folder


@pytest.fixture
def damaged(shelf, tmp_path):
    """A copy of the shelf in which one event counts a story too many."""
    path = tmp_path / "damaged.db"
    shutil.copy(shelf.url.removeprefix("sqlite:///"), path)
    url = f"sqlite:///{path}"
    with Archive.open(url) as archive, archive.write() as connection:
        connection.execute(text("UPDATE events SET stories = stories + 1 WHERE id = 1"))
    return url


class TestDoctor:
    def test_json(self, ask, captures):
        done = ask("doctor", "--json")
        assert (done.status, done.err) == (0, "")
        checks = {check["name"]: check for check in done.json}
        assert set(done.json[0]) == {"name", "ok", "detail", "advice"}
        assert checks["archive"]["ok"] == "ok"
        assert {check["ok"] for check in done.json} <= {"ok", "warn"}

    def test_without_an_archive(self, run, tmp_path, captures):
        done = run("doctor", "--json", "--archive", f"sqlite:///{tmp_path / 'none.db'}")
        assert done.status in {0, 1}
        assert "archive" in {check["name"] for check in done.json}
        assert not (tmp_path / "none.db").exists()

    def test_a_failure_is_exit_status_1(self, run, tmp_path, captures):
        path = tmp_path / "diary.db"
        path.write_text("Dear diary, " * 400)
        done = run("doctor", "--json", "--archive", f"sqlite:///{path}")
        assert done.status == 1
        assert "fail" in {check["ok"] for check in done.json}

    @pytest.mark.parametrize("width", [40, 80, 200])
    def test_on_a_terminal_nothing_is_lost(self, ask, captures, cells, width):
        lines = ask("doctor", width=width).lines
        assert max(map(cells, lines)) <= width
        assert not any("…" in line for line in lines)


class TestVerify:
    def test_a_whole_archive(self, ask, captures):
        done = ask("verify")
        assert (done.status, done.out, done.err) == (0, "nothing is damaged\n", "")
        as_json = ask("verify", "--json")
        assert (as_json.status, as_json.out, as_json.err) == (0, "[]\n", "")

    def test_a_damaged_one_is_named(self, run, damaged, captures):
        done = run("verify", "--archive", damaged)
        assert done.status == 1
        assert "event 1 says that it has another number of stories than there are" in done.out
        assert done.err.startswith("aggregator verify: 1 damage")
        as_json = run("verify", "--json", "--archive", damaged)
        assert (as_json.status, len(as_json.json)) == (1, 1)

    def test_a_damaged_capture(self, ask, captures):
        captures.mkdir()
        (captures / "x.warc.gz").write_bytes(b"\x1f\x8b not a WARC file")
        done = ask("verify")
        assert done.status == 1
        assert str(captures / "x.warc.gz") in done.out

    def test_no_archive(self, run, tmp_path, captures):
        done = run("verify", "--json", "--archive", f"sqlite:///{Path(tmp_path, 'none.db')}")
        assert (done.status, done.out) == (1, "")
        assert "no archive" in done.err
