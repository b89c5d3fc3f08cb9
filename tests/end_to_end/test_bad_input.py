"""Bad input: one clear line, a non-zero exit status, and the archive as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest


def _refused(done, status: int, *words: str) -> None:
    assert done.returncode == status
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_outlet(place):
    _refused(place.crawl("nowhere", status=None), 2, "nowhere", "reuters")
    assert not (place.folder / "archive.db").exists()


def test_wrong_argument(place):
    _refused(place.crawl("ft", "-a", "since=tomorrow", status=None), 2, "tomorrow", "ISO 8601")
    _refused(place.crawl("ft", "-a", "colour=red", status=None), 2, "colour")
    assert not (place.folder / "archive.db").exists()


def test_url_of_nobody(place):
    done = place.crawl("ft", "-a", "urls=https://nobody.example/news/1", status=None)
    _refused(done, 2, "nobody.example", "genspider")


@pytest.mark.parametrize("content", [b"", b"this is no WARC file", b"\x1f\x8b broken"])
def test_unreadable_replay(place, content):
    path = place.folder / "bad.warc.gz"
    path.write_bytes(content)
    _refused(place.crawl("ft", replay=path, status=None), 1, "bad.warc.gz")


def test_missing_replay(place):
    _refused(place.crawl("ft", replay="/no/such.warc.gz", status=None), 1, "/no/such.warc.gz")


def test_foreign_database(place):
    path = place.folder / "archive.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = path.read_bytes()
    _refused(place.crawl("ft", status=None), 1, "archive.db")
    assert path.read_bytes() == before


def test_not_a_database(place):
    path = place.folder / "archive.db"
    path.write_bytes(b"Dear diary, " * 200)
    _refused(place.crawl("ft", status=None), 1, "archive.db")
    assert path.read_bytes() == b"Dear diary, " * 200


def test_archive_from_a_newer_version(place):
    place.run("scrapy", "crawl", "ft", "-s", f"REPLAY={place.demo}", "-a", "limit=1")
    path = place.folder / "archive.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE archive_version SET version_num = '9999'")
    connection.close()
    for command in (["scrapy", "crawl", "ft"], ["aggregator", "events"]):
        _refused(place.run(*command, status=None), 1, "newer version")


def test_no_archive_yet(place):
    _refused(place.run("aggregator", "events", status=None), 1, "no archive")
    assert not (place.folder / "archive.db").exists()


def test_folder_that_cannot_be_made(place):
    blocked = place.folder / "file"
    blocked.write_text("in the way")
    done = place.crawl("ft", "-s", f"CAPTURES_DIR={blocked / 'captures'}", status=None)
    _refused(done, 1, "captures")


def test_unreachable_postgresql(place):
    url = "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"
    done = place.crawl("ft", "-s", f"ARCHIVE_URL={url}", status=None)
    _refused(done, 1, "127.0.0.1")
    assert "secret" not in done.stderr


def test_digest_without_citation(place):
    path = place.folder / "diary.txt"
    path.write_text("Dear diary,\n\nnothing happened today.\n")
    _refused(place.crawl("digest", "-a", f"source={path}", status=None), 2, "cites nothing")
    assert not (place.folder / "archive.db").exists()


def test_missing_digest(place):
    done = place.crawl("digest", "-a", "source=/no/such.txt", status=None)
    _refused(done, 2, "/no/such.txt")
    _refused(place.crawl("digest", status=None), 2, "source")


def test_unknown_event_and_story(place):
    place.crawl("ft", "-a", "limit=1")
    _refused(place.run("aggregator", "event", "999", status=None), 1, "no event 999")
    _refused(place.run("aggregator", "story", "999", status=None), 1, "no story 999")
    _refused(place.run("aggregator", "search", "   ", status=None), 1, "at least one word")
    _refused(place.run("aggregator", "events", "--since", "monday", status=None), 2, "monday")


def test_the_bundled_capture_is_never_written(place):
    before = Path(place.demo).read_bytes()
    place.crawl("ft", "-a", "limit=1")
    assert Path(place.demo).read_bytes() == before
