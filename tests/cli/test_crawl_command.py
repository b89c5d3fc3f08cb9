"""`aggregator crawl` and `aggregator demo`: what they refuse before anything is begun."""

from __future__ import annotations

import pytest

from aggregator.archive.crawling import runs
from aggregator.archive.store import Archive
from aggregator.cli import demo


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name outlets to crawl, or --all, or a --digest to follow"),
        (["nowhere"], "there is no outlet 'nowhere' here; there are abcnews"),
        (["ft", "nowhere"], "nowhere"),
        (["ft", "--since", "tomorrow"], "ISO 8601"),
        (["ft", "--since", "2031-05-02", "--until", "2031-05-01"], "later than"),
        (["ft", "--limit", "0"], "--limit"),
        (["ft", "--limit", "many"], "--limit"),
        (["ft", "--log-level", "LOUD"], "there is no log level 'LOUD'"),
        (["ft", "--colour"], "--colour"),
    ],
)
def test_wrong_use(run, tmp_path, arguments, words):
    done = run("crawl", *arguments, "--archive", f"sqlite:///{tmp_path / 'a.db'}")
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert not (tmp_path / "a.db").exists()


@pytest.mark.slow
def test_a_digest_that_is_missing(process, tmp_path):
    archive = f"sqlite:///{tmp_path / 'a.db'}"
    missing = process("crawl", "--digest", tmp_path / "none.txt", "--archive", archive)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "none.txt: No such file" in missing.stderr
    assert "Traceback" not in missing.stderr
    assert not (tmp_path / "a.db").exists()


class TestDemo:
    @pytest.fixture
    def home(self, sqlite_url, monkeypatch):
        """The archive that commands use where none is named."""
        monkeypatch.setattr("aggregator.settings.ARCHIVE_URL", sqlite_url)
        monkeypatch.setattr("aggregator.cli.demo.crawl_together", _never)
        return sqlite_url

    @pytest.mark.parametrize(
        "replay", [None, ["other.warc.gz"], ["data/demo.warc.gz", "b.warc.gz"]]
    )
    def test_keeps_out_of_an_archive_of_real_crawls(self, run, home, now, replay):
        with Archive.open(home) as archive:
            runs.start_run(archive, spider="ft", arguments={}, replay=replay, now=now)
        done = run("demo")
        assert (done.status, done.out) == (1, "")
        assert "holds real crawls, and the demo's happenings are invented" in done.err
        assert "--archive sqlite:///demo.db" in done.err
        assert done.err.count("\n") == 1

    def test_goes_on_in_its_own_archive_and_in_one_that_is_named(self, run, home, now):
        with Archive.open(home) as archive:
            replay = [str(demo.CAPTURE)]
            runs.start_run(archive, spider="ft", arguments={}, replay=replay, now=now)
        assert run("demo").err == "aggregator: crawling\n"
        with Archive.open(home) as archive:
            runs.start_run(archive, spider="ft", arguments={}, replay=None, now=now)
        assert run("demo", "--archive", home).err == "aggregator: crawling\n"

    def test_without_its_capture(self, run, home, monkeypatch, tmp_path):
        monkeypatch.setattr("aggregator.cli.demo.CAPTURE", tmp_path / "demo.warc.gz")
        done = run("demo")
        assert (done.status, done.out) == (1, "")
        assert "demo.warc.gz is missing" in done.err

    def test_what_failed_is_told(self, run, home, monkeypatch):
        monkeypatch.setattr("aggregator.cli.demo.crawl_together", lambda *a, **k: ["ft: no disk"])
        done = run("demo", "--archive", home)
        assert (done.status, done.err) == (1, "aggregator demo: ft: no disk\n")


def _never(*arguments, **options):
    raise ValueError("crawling")
