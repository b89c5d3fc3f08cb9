"""Saved pages become a WARC file that a crawl replays, whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from aggregator.archive.captures.packing import SavedPage, pack
from aggregator.archive.captures.replay import ReplayIndex
from aggregator.archive.captures.store import CaptureStore, verify_folder
from aggregator.records import Exchange

AT = datetime(2031, 5, 6, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HTML = b"<!doctype html><title>Ferry</title><p>It was late."


def page(slug="a", body=HTML, minutes=0, **changes):
    at = AT + minutes * MINUTE
    return SavedPage(url=f"https://a.example/{slug}", body=body, captured_at=at, **changes)


def header(exchange: Exchange, name: str) -> str | None:
    return next((value for key, value in exchange.headers if key.lower() == name.lower()), None)


def test_what_was_packed_is_replayed(tmp_path):
    out = tmp_path / "deep" / "er" / "pages.warc.gz"
    bodies = {"a": HTML, "empty": b"", "odd": bytes(range(256)) * 300, "utf": "Käse 🧀".encode()}
    assert pack([page(slug, body) for slug, body in bodies.items()], out) == 4
    index = ReplayIndex.open([out])
    assert index.problems == []
    for slug, body in bodies.items():
        got = index.get(f"https://a.example/{slug}")
        assert (got.body, got.status, got.captured_at) == (body, 200, AT)
        assert header(got, "Content-Length") == str(len(body))
    assert [path.name for path in out.parent.iterdir()] == ["pages.warc.gz"]
    assert list(verify_folder(out.parent, [])) == []


def test_the_order_is_that_of_time(tmp_path):
    out = tmp_path / "pages.warc.gz"
    pack([page("late", minutes=9), page("b"), page("early", minutes=-9), page("a")], out)
    with out.open("rb") as stream:
        urls = [
            record.rec_headers.get_header("WARC-Target-URI") for record in ArchiveIterator(stream)
        ]
    assert [u.rsplit("/", 1)[1] for u in urls if u] == ["early", "a", "b", "late"]


def test_several_captures_of_one_page(tmp_path):
    out = tmp_path / "pages.warc.gz"
    pack([page(body=b"<p>new", minutes=5), page(body=b"<p>old")], out)
    assert ReplayIndex.open([out]).times("https://a.example/a") == (AT, AT + 5 * MINUTE)


def test_a_status_and_a_type_that_are_known(tmp_path):
    out = tmp_path / "pages.warc.gz"
    pack([page(status=404, content_type="text/html; charset=koi8-r")], out)
    got = ReplayIndex.open([out]).get("https://a.example/a")
    assert (got.status, header(got, "Content-Type")) == (404, "text/html; charset=koi8-r")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!doctype html><p>", "text/html"),
        (b"<HTML><p>", "text/html"),
        (b'<?xml version="1.0"?><rss version="2.0">', "application/xml"),
        (b"\xef\xbb\xbf\r\n <?xml version='1.0'?><urlset>", "application/xml"),
        (b"<rss>", "application/xml"),
        (b"<feed xmlns='x'>", "application/xml"),
        (b"<sitemapindex>", "application/xml"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">', "text/html"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "application/json"),
        (b" [1]", "application/json"),
        (b"SOURCES: REUTERS", "text/plain"),
        (b"", "text/plain"),
    ],
)
def test_a_type_is_told_by_the_first_bytes(tmp_path, body, kind):
    out = tmp_path / "pages.warc.gz"
    pack([page(body=body)], out)
    assert header(ReplayIndex.open([out]).get("https://a.example/a"), "Content-Type") == kind


def test_nothing_to_pack(tmp_path):
    out = tmp_path / "pages.warc.gz"
    with pytest.raises(ValueError, match="nothing to pack"):
        pack([], out)
    assert list(tmp_path.iterdir()) == []


class TestFailure:
    @pytest.fixture
    def out(self, tmp_path):
        path = tmp_path / "pages.warc.gz"
        path.write_bytes(b"what was there before")
        return path

    def test_of_writing_leaves_the_file_as_it_was(self, out, monkeypatch):
        written = []

        def full(self, exchange):
            if written:
                raise OSError(28, "No space left on device")
            written.append(append(self, exchange))

        append = CaptureStore.append
        monkeypatch.setattr(CaptureStore, "append", full)
        with pytest.raises(OSError, match="No space"):
            pack([page("a"), page("b")], out)
        assert out.read_bytes() == b"what was there before"
        assert list(out.parent.iterdir()) == [out]

    def test_of_reading_leaves_the_file_as_it_was(self, out):
        def pages():
            yield page("a")
            raise OSError("cannot read the second")

        with pytest.raises(OSError, match="second"):
            pack(pages(), out)
        assert out.read_bytes() == b"what was there before"
        assert list(out.parent.iterdir()) == [out]

    def test_success_replaces_it(self, out):
        pack([page()], out)
        assert ReplayIndex.open([out]).has("https://a.example/a")

    def test_a_folder_in_the_way(self, tmp_path):
        (tmp_path / "pages").mkdir()
        with pytest.raises(OSError, match="pages"):
            pack([page()], tmp_path / "pages")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "a.html"}, "http or https"),
        ({"url": "file:///a.html"}, "http or https"),
        ({"url": "https://a.example/a b"}, "space"),
        ({"url": "https://a.example/\r\nWARC-Type: x"}, "control"),
        ({"status": 0}, "status"),
        ({"status": 600}, "status"),
        ({"content_type": "text/html\r\nSet-Cookie: a=b"}, "media type"),
        ({"content_type": "text/hтml"}, "media type"),
    ],
)
def test_what_no_capture_can_have(changes, words):
    values = {"url": "https://a.example/", "body": b"", "captured_at": AT} | changes
    with pytest.raises(ValueError, match=words):
        SavedPage(**values)


def test_a_time_without_a_zone(tmp_path):
    with pytest.raises(ValueError, match="zone"):
        pack([SavedPage(url="https://a.example/", body=b"", captured_at=datetime(2031, 1, 1))],  # noqa: DTZ001 - that is the point
             tmp_path / "a.warc.gz")  # fmt: skip
    assert list(tmp_path.iterdir()) == []
