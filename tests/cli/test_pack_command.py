"""`aggregator pack`: saved pages as a WARC file, from a manifest that is checked line by line."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime

import pytest

from aggregator.archive.captures.replay import ReplayIndex

URL = "https://kessel.example/ferry"
PAGE = b"<!doctype html><title>Ferry</title><p>It was late."


@pytest.fixture
def pack(run, tmp_path):
    """Write a manifest and pack it; how it went."""
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "ferry.html").write_bytes(PAGE)

    def command(*rows):
        manifest = tmp_path / "saved" / "in.jsonl"
        lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
        manifest.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return run("pack", manifest, tmp_path / "out.warc.gz")

    return command


@pytest.fixture
def packed(tmp_path):
    return lambda: ReplayIndex.open([tmp_path / "out.warc.gz"])


def test_pages_with_all_that_is_known(pack, packed, tmp_path):
    (tmp_path / "saved" / "feed.gz").write_bytes(gzip.compress(b"<rss/>"))
    done = pack(
        {
            "path": "ferry.html", "url": URL, "captured_at": "2031-05-06T14:00:00+02:00",
            "status": 410, "content_type": "text/html; charset=utf-8",
        },
        "",
        {"path": str(tmp_path / "saved" / "feed.gz"), "url": f"{URL}.xml",
         "captured_at": "2031-05-06", "status": None, "content_type": None},
    )  # fmt: skip
    assert (done.status, done.out) == (0, "")
    assert done.err == f"2 captures in {tmp_path / 'out.warc.gz'}\n"
    page, feed = (packed().get(url) for url in (URL, f"{URL}.xml"))
    assert (page.status, page.captured_at) == (410, datetime(2031, 5, 6, 12, tzinfo=UTC))
    assert page.headers[0] == ("Content-Type", "text/html; charset=utf-8")
    assert (feed.body, feed.status) == (b"<rss/>", 200)
    assert feed.captured_at == datetime(2031, 5, 6, tzinfo=UTC)  # without a zone: UTC


def test_without_a_time_it_is_when_the_file_was_written(pack, packed, tmp_path):
    at = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    os.utime(tmp_path / "saved" / "ferry.html", (at.timestamp(), at.timestamp()))
    pack({"path": "ferry.html", "url": URL})
    assert packed().times(URL) == (at,)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("not JSON", "JSONDecodeError"),
        ([1], "not an object"),
        ("null", "not an object"),
        ({"url": URL}, "path"),
        ({"path": "ferry.html"}, "url"),
        ({"path": None, "url": URL}, "not an object"),
        ({"path": "", "url": URL}, "path is empty"),
        ({"path": "ferry.html", "url": None}, "not an object"),
        ({"path": "ferry.html", "url": "ferry.html"}, "http or https"),
        ({"path": "ferry.html", "url": URL, "captured_at": "yesterday"}, "isoformat"),
        ({"path": "ferry.html", "url": URL, "captured_at": 5}, "not an object"),
        ({"path": "ferry.html", "url": URL, "status": "fine"}, "fine"),
        ({"path": "ferry.html", "url": URL, "status": 99999}, "status is 99999"),
        ({"path": "ferry.html", "url": URL, "content_type": 5}, "not an object"),
        ({"path": "ferry.html", "url": URL, "content_type": "a\r\nb: c"}, "media type"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(pack, tmp_path, row, words):
    done = pack({"path": "ferry.html", "url": URL}, row)
    assert (done.status, done.out) == (1, "")
    assert "in.jsonl, line 2: " in done.err
    assert words in done.err
    assert done.err.count("\n") == 1
    assert not (tmp_path / "out.warc.gz").exists()


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("none.html", None, "No such file or directory"),
        ("bad.gz", b"\x1f\x8b\x08" + b"\0" * 7 + b"garbage" * 9, "damaged"),
        ("cut.gz", gzip.compress(PAGE, mtime=0)[:30], "cut short"),
    ],
)
def test_a_file_that_cannot_be_read(pack, tmp_path, name, body, words):
    if body is not None:
        (tmp_path / "saved" / name).write_bytes(body)
    done = pack({"path": "ferry.html", "url": URL}, {"path": name, "url": URL})
    assert (done.status, done.out) == (1, "")
    assert words in done.err
    assert name in done.err
    assert not (tmp_path / "out.warc.gz").exists()


def test_an_empty_manifest(pack, tmp_path):
    done = pack("")
    assert (done.status, done.err) == (1, "aggregator: there is nothing to pack\n")
    assert not (tmp_path / "out.warc.gz").exists()


def test_wrong_use(run, tmp_path):
    assert run("pack").status == 2
    assert run("pack", "in.jsonl").status == 2
    done = run("pack", tmp_path / "none.jsonl", tmp_path / "out.warc.gz")
    assert done.err == f"aggregator: No such file or directory: {tmp_path / 'none.jsonl'}\n"
