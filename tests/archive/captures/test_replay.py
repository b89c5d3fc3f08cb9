"""Replaying captures: the right one of several, from files in every state they come in."""

from __future__ import annotations

import gzip
import os
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest

from aggregator.archive.captures.records import gzip_member, record, sha256
from aggregator.archive.captures.replay import ReplayError, ReplayIndex
from aggregator.archive.captures.store import CaptureStore
from aggregator.archive.errors import ArchiveError
from aggregator.records import Exchange

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))

AT = datetime(2025, 3, 30, 12, tzinfo=UTC)
PAGE = b"<html><title>Harbour of Ostrand reopens</title></html>"
URL = "https://example.org/news/harbour"


def make(url: str = URL, minutes: int = 0, body: bytes = PAGE, **changes: object) -> Exchange:
    plain = Exchange(
        url=url,
        captured_at=AT + timedelta(minutes=minutes),
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html"),),
        body=body,
    )
    return replace(plain, **changes)


@pytest.fixture
def kept(tmp_path):
    """Writes exchanges to a file of ours and gives its path."""

    def keep(*exchanges: Exchange, name: str = "kept") -> Path:
        with CaptureStore(tmp_path, prefix=name, software="s/1") as store:
            for exchange in exchanges:
                store.append(exchange)
            path = store.path
        assert path is not None
        return path

    return keep


def raw(kind: str, block: bytes, *, url: str | None = URL, date: str | None = None, **fields: str):
    """A record as other programs write them."""
    named = [("WARC-Type", kind)]
    if url is not None:
        named.append(("WARC-Target-URI", url))
    named.append(("WARC-Date", date or "2025-03-30T12:00:00Z"))
    named += [(name.replace("_", "-"), value) for name, value in fields.items()]
    return record(named, block)


def http(body: bytes, head: str = "HTTP/1.1 200 OK\r\nContent-Type: text/html") -> bytes:
    return head.encode("latin-1") + b"\r\n\r\n" + body


def write(path: Path, *records: bytes) -> Path:
    data = (gzip_member(r) for r in records) if path.suffix == ".gz" else records
    path.write_bytes(b"".join(data))
    return path


class TestChoosing:
    def test_earliest_first(self, kept):
        index = ReplayIndex.open([kept(make(minutes=5, body=b"later"), make(minutes=1))])
        assert index.times(URL) == (AT + timedelta(minutes=1), AT + timedelta(minutes=5))
        assert index.get(URL) == make(minutes=1)
        assert list(index.urls()) == [URL]
        assert index.has(URL)

    def test_after_and_exclude(self, kept):
        versions = [make(minutes=n, body=str(n).encode()) for n in range(4)]
        index = ReplayIndex.open([kept(*versions)])
        times = index.times(URL)
        assert index.get(URL, after=times[0]) == versions[1]
        assert index.get(URL, exclude=times[:2]) == versions[2]
        assert index.get(URL, after=times[1], exclude=[times[2]]) == versions[3]
        assert index.get(URL, after=times[3]) is None
        assert index.get(URL, exclude=times) is None

    def test_times_are_exact(self, kept):
        at = AT.replace(microsecond=123456)
        index = ReplayIndex.open([kept(make(captured_at=at))])
        assert index.times(URL) == (at,)
        assert index.get(URL, exclude={at}) is None

    def test_never_captured(self, kept):
        index = ReplayIndex.open([kept(make())])
        for url in ("https://example.org/other", "", "nonsense", "http://[", "mailto:a@b"):
            assert index.get(url) is None
            assert not index.has(url)
            assert index.times(url) == ()

    @pytest.mark.parametrize(
        "asked",
        [
            "http://example.org/news/harbour",
            f"{URL}#comments",
            f"{URL}?utm_source=rss",
            f"{URL}/",
            "https://EXAMPLE.org:443/news/harbour",
        ],
    )
    def test_other_spellings(self, kept, asked):
        index = ReplayIndex.open([kept(make())])
        assert index.get(asked) == make()
        assert index.has(asked)

    def test_other_parameters_are_other_pages(self, kept):
        assert ReplayIndex.open([kept(make())]).get(f"{URL}?page=2") is None

    def test_exactly_the_url_asked_for_is_preferred(self, kept):
        exact = make(f"{URL}?utm_source=rss", minutes=9, body=b"exact")
        index = ReplayIndex.open([kept(make(), exact)])
        assert index.get(exact.url) == exact
        assert index.times(exact.url) == (exact.captured_at,)
        assert index.get(URL) == make()

    def test_redirects_between_spellings_do_not_circle(self, kept):
        redirect = make(
            URL.replace("https", "http"), status=301, headers=(("Location", URL),), body=b""
        )
        path = kept(redirect, make(f"{URL}/", minutes=1))
        index = ReplayIndex.open([path])
        assert index.get(redirect.url) == redirect
        assert index.get(URL) == make(f"{URL}/", minutes=1)

    def test_redirects_to_other_pages_count(self, kept):
        redirect = make(status=301, headers=(("Location", "/news/new"),), body=b"")
        index = ReplayIndex.open([kept(redirect)])
        assert index.get(URL.replace("https", "http")) == redirect

    def test_not_modified_is_no_capture(self, kept):
        answer = make(minutes=1, status=304, reason="Not Modified", body=b"")
        index = ReplayIndex.open([kept(make(), answer, make(minutes=2, body=b"new"))])
        assert len(index.times(URL)) == 2

    @pytest.mark.parametrize(
        "url",
        [
            "https://example.org/robots.txt",
            "https://example.org/feed.xml",
            "https://example.org/sitemap.xml?page=3",
            "https://example.org/",
        ],
    )
    def test_discovery_documents(self, kept, url):
        index = ReplayIndex.open([kept(make(url))])
        assert index.get(url.replace("https", "http")) == make(url)

    def test_several_files(self, kept):
        first = kept(make(), name="one")
        second = kept(make(minutes=-5, body=b"earlier"), name="two")
        index = ReplayIndex.open([first, second])
        assert index.get(URL) == make(minutes=-5, body=b"earlier")
        assert index.get(URL, after=AT - timedelta(minutes=1)) == make()

    def test_from_several_threads(self, kept):
        exchanges = [make(f"{URL}/{n}", minutes=n, body=os.urandom(5000)) for n in range(100)]
        index = ReplayIndex.open([kept(*exchanges)])
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(lambda e: index.get(e.url), exchanges)) == exchanges


class TestRecords:
    def test_resource(self, tmp_path):
        block = b"SOURCES: OSTRAND HERALD\n"
        path = write(
            tmp_path / "a.warc.gz",
            raw("resource", block, url="urn:digest:1", Content_Type="text/plain"),
        )
        found = ReplayIndex.open([path]).get("urn:digest:1")
        assert found is not None
        assert (found.status, found.body) == (200, block)
        assert found.headers == (("Content-Type", "text/plain"),)

    def test_requests_and_metadata_are_no_captures(self, tmp_path):
        path = write(
            tmp_path / "a.warc",
            raw("warcinfo", b"software: x\r\n", url=None),
            raw("request", b"GET / HTTP/1.1\r\n\r\n"),
            raw("metadata", b"fetchTimeMs: 1\r\n"),
            raw("response", b"20250330 example.org. 1 A 192.0.2.1", url="dns:example.org"),
        )
        index = ReplayIndex.open([path])
        assert list(index.urls()) == []
        assert index.problems == []

    @pytest.mark.parametrize("encode", [gzip.compress, brotli.compress])
    def test_content_coding_is_left_on(self, kept, encode):
        exchange = make(body=encode(PAGE), headers=(("Content-Encoding", "x"),))
        assert ReplayIndex.open([kept(exchange)]).get(URL) == exchange

    @pytest.mark.parametrize(
        ("sent", "body"),
        [
            (b"5\r\n<html\r\n1\r\n>\r\n0\r\n\r\n", b"<html>"),
            (b"5;name=value\r\n<html\r\n01\r\n>\r\n0\r\nTrailer: x\r\n\r\n", b"<html>"),
            (b"A\r\n0123456789\r\n", b"0123456789"),
            (b"A\r\n01234", b"01234"),
            (b"<html> not chunked after all", b"<html> not chunked after all"),
            (b"5 and a half\r\n", b"5 and a half\r\n"),
            (b"0\r\n\r\n", b""),
            (b"", b""),
        ],
    )
    def test_transfer_coding_is_undone(self, tmp_path, sent, body):
        head = "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked"
        path = write(tmp_path / "a.warc", raw("response", http(sent, head)))
        found = ReplayIndex.open([path]).get(URL)
        assert found is not None
        assert found.body == body

    def test_our_own_captures_are_not_undone_twice(self, kept):
        exchange = make(body=b"5\r\nhello\r\n0\r\n\r\n")
        assert ReplayIndex.open([kept(exchange)]).get(URL) == exchange

    @pytest.mark.parametrize(
        ("block", "status", "reason", "headers"),
        [
            (
                b"HTTP/1.0 404 Not Found\nA: 1\nB: 2\n\nbody",
                404,
                "Not Found",
                (("A", "1"), ("B", "2")),
            ),
            (b"HTTP/2 200\r\nA: 1\r\n\r\nbody", 200, "", (("A", "1"),)),
            (b"HTTP/1.1 200 OK\r\nA: 1\r\n 2\r\n\tx\r\n\r\nbody", 200, "OK", (("A", "1 2 x"),)),
            (b"HTTP/1.1 200 OK\r\nno colon\r\n: x\r\nA:1\r\n\r\nbody", 200, "OK", (("A", "1"),)),
            (b"HTTP/1.1 200 \xc3\xa9\r\nA: \xe9\r\n\r\nbody", 200, "\xc3\xa9", (("A", "\xe9"),)),
        ],
    )
    def test_odd_http_heads(self, tmp_path, block, status, reason, headers):
        found = ReplayIndex.open([write(tmp_path / "a.warc", raw("response", block))]).get(URL)
        assert found is not None
        assert (found.status, found.reason, found.headers) == (status, reason, headers)
        assert found.body == b"body"

    @pytest.mark.parametrize(
        ("bad", "problem"),
        [
            (raw("response", b"garbage"), "no HTTP status line"),
            (raw("response", b""), "no HTTP status line"),
            (raw("response", http(b""), url=None), "without a URL"),
            (raw("response", http(b""), date="yesterday"), "isoformat"),
            (
                raw("revisit", b"", WARC_Refers_To="<urn:uuid:0>"),
                "whose first capture is in no file",
            ),
        ],
    )
    def test_bad_records_are_told_and_passed_over(self, tmp_path, bad, problem):
        good = raw("response", http(PAGE), url="https://example.org/good")
        index = ReplayIndex.open([write(tmp_path / "a.warc.gz", bad, good)])
        assert list(index.urls()) == ["https://example.org/good"]
        (told,) = index.problems
        assert problem in told
        assert told.startswith(f"{tmp_path / 'a.warc.gz'}: at byte 0: ")

    @pytest.mark.parametrize(
        ("date", "at"),
        [
            ("2025-03-30T12:00:00Z", AT),
            ("2025-03-30T14:00:00+02:00", AT),
            ("2025-03-30T12:00:00.123456789Z", AT.replace(microsecond=123456)),
            ("2025-03-30", AT.replace(hour=0)),
            ("2025-03", datetime(2025, 3, 1, tzinfo=UTC)),
            ("2025", datetime(2025, 1, 1, tzinfo=UTC)),
        ],
    )
    def test_dates(self, tmp_path, date, at):
        path = write(tmp_path / "a.warc", raw("response", http(PAGE), date=date))
        assert ReplayIndex.open([path]).times(URL) == (at,)

    def test_urls_in_angle_brackets_and_with_fragments(self, tmp_path):
        path = write(tmp_path / "a.warc", raw("response", http(PAGE), url=f"<{URL}#top>"))
        index = ReplayIndex.open([path])
        assert list(index.urls()) == [URL]

    @pytest.mark.parametrize("location", ["http://[", "", "//", "\x00"])
    def test_odd_redirects(self, tmp_path, location):
        block = http(b"", f"HTTP/1.1 302 Found\r\nLocation: {location}")
        assert ReplayIndex.open([write(tmp_path / "a.warc", raw("response", block))]).has(URL)


class TestRevisits:
    LATER = "2025-04-01T00:00:00Z"

    def original(self, **fields: str) -> bytes:
        return raw(
            "response",
            http(PAGE),
            WARC_Record_ID="<urn:uuid:1>",
            WARC_Payload_Digest=sha256(PAGE),
            **fields,
        )

    @pytest.mark.parametrize(
        "fields",
        [
            {"WARC_Refers_To": "<urn:uuid:1>"},
            {"WARC_Refers_To_Target_URI": URL, "WARC_Refers_To_Date": "2025-03-30T12:00:00Z"},
            {"WARC_Payload_Digest": sha256(PAGE)},
            {"WARC_Payload_Digest": sha256(PAGE).upper()},
        ],
    )
    @pytest.mark.parametrize("first", [True, False])
    def test_are_answered_with_the_first_capture(self, tmp_path, fields, first):
        revisit = raw("revisit", b"", url="https://example.org/other", date=self.LATER, **fields)
        records = [self.original(), revisit]
        path = write(tmp_path / "a.warc.gz", *(records if first else records[::-1]))
        index = ReplayIndex.open([path])
        assert index.problems == []
        found = index.get("https://example.org/other")
        assert found is not None
        assert found.url == "https://example.org/other"
        assert found.captured_at == datetime(2025, 4, 1, tzinfo=UTC)
        assert (found.status, found.body) == (200, PAGE)

    def test_across_files(self, tmp_path):
        revisit = raw("revisit", b"", date=self.LATER, WARC_Payload_Digest=sha256(PAGE))
        paths = [write(tmp_path / "a.warc", revisit), write(tmp_path / "b.warc", self.original())]
        assert len(ReplayIndex.open(paths).times(URL)) == 2

    def test_own_headers_come_before_the_original_ones(self, tmp_path):
        block = http(b"", "HTTP/1.1 200 Fine\r\nETag: new")
        revisit = raw("revisit", block, date=self.LATER, WARC_Payload_Digest=sha256(PAGE))
        index = ReplayIndex.open([write(tmp_path / "a.warc", self.original(), revisit)])
        found = index.get(URL, after=AT)
        assert found is not None
        assert (found.reason, found.headers, found.body) == ("Fine", (("ETag", "new"),), PAGE)

    def test_a_server_that_said_not_modified(self, tmp_path):
        block = http(b"", "HTTP/1.1 304 Not Modified\r\nETag: x")
        revisit = raw("revisit", block, date=self.LATER)
        index = ReplayIndex.open([write(tmp_path / "a.warc", self.original(), revisit)])
        found = index.get(URL, after=AT)
        assert found is not None
        assert (found.status, found.body) == (200, PAGE)
        assert found.headers == (("Content-Type", "text/html"),)


class TestFiles:
    def wacz(
        self, path: Path, warc: Path, compression: int, name: str = "archive/a.warc.gz"
    ) -> Path:
        with zipfile.ZipFile(path, "w", compression) as archive:
            archive.writestr("datapackage.json", "{}")
            archive.writestr("pages/pages.jsonl", "{}")
            archive.write(warc, name)
        return path

    @pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    @pytest.mark.parametrize("plain", [True, False])
    def test_wacz(self, kept, tmp_path, compression, plain):
        source = kept(make(), make(minutes=1, body=b"second"))
        name = "archive/a.warc.gz"
        if plain:
            data = gzip.decompress(source.read_bytes())
            source = tmp_path / "plain.warc"
            source.write_bytes(data)
            name = "archive/a.warc"
        index = ReplayIndex.open([self.wacz(tmp_path / "a.wacz", source, compression, name)])
        assert index.problems == []
        assert index.get(URL) == make()
        assert index.get(URL, after=AT) == make(minutes=1, body=b"second")

    def test_wacz_among_others_in_one_zip(self, kept, tmp_path):
        path = tmp_path / "two.wacz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(kept(make(), name="one"), "archive/1.warc.gz")
            archive.write(kept(make(minutes=1), name="two"), "archive/2.warc.gz")
        assert len(ReplayIndex.open([path]).times(URL)) == 2

    def test_kind_is_told_by_content(self, kept, tmp_path):
        path = kept(make())
        renamed = tmp_path / "captures.bin"
        renamed.write_bytes(path.read_bytes())
        assert ReplayIndex.open([renamed]).get(URL) == make()

    def test_copies_are_removed_with_the_index(self, kept, tmp_path, monkeypatch):
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        path = self.wacz(tmp_path / "a.wacz", kept(make()), zipfile.ZIP_DEFLATED)
        index = ReplayIndex.open([path])
        assert list(tmp_path.glob("replay-*"))
        del index
        assert not list(tmp_path.glob("replay-*"))

    @pytest.mark.parametrize("cut", [0, 20])
    def test_compressed_as_a_whole(self, kept, tmp_path, cut):
        data = gzip.decompress(kept(make(), make(minutes=1), make(minutes=2)).read_bytes())
        whole = tmp_path / "whole.warc.gz"
        packed = gzip.compress(data)
        whole.write_bytes(packed[: len(packed) - cut])
        index = ReplayIndex.open([whole])
        assert index.get(URL) == make()
        assert len(index.times(URL)) == (3 if not cut else 2)
        assert "not compressed record by record" in index.problems[0]
        assert len(index.problems) == (1 if not cut else 2)

    def test_half_written_tail(self, kept):
        path = kept(make(), make(minutes=1))
        os.truncate(path, path.stat().st_size - 3)
        index = ReplayIndex.open([path])
        assert index.times(URL) == (AT,)
        (problem,) = index.problems
        assert str(path) in problem
        assert "the file ends within a record" in problem

    @pytest.mark.parametrize("seed", range(30))
    def test_random_damage_is_survived_and_told(self, kept, seed):
        chance = random.Random(seed)
        exchanges = [make(f"{URL}/{n}", body=PAGE + chance.randbytes(500)) for n in range(20)]
        path = kept(*exchanges)
        data = bytearray(path.read_bytes())
        start = chance.randrange(600, len(data) - 100)
        data[start : start + 20] = chance.randbytes(20)
        path.write_bytes(data)
        index = ReplayIndex.open([path])
        assert index.problems
        whole = [e for e in exchanges if index.has(e.url)]
        assert len(whole) >= 18
        assert all(index.get(e.url) == e for e in whole)

    def test_a_file_that_changed_since(self, kept):
        path = kept(make())
        index = ReplayIndex.open([path])
        path.write_bytes(b"")
        with pytest.raises(ReplayError, match="can no longer be read"):
            index.get(URL)
        path.unlink()
        with pytest.raises(ReplayError, match=f"{path} can no longer be read"):
            index.get(URL)


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "it is empty"),
            (b"Hello, this is no archive\n", "not a WARC or WACZ file"),
            (gzip.compress(b"Hello, this is no archive\n"), "not a WARC or WACZ file"),
            (b"\x28\xb5\x2f\xfd" + bytes(50), "zstd"),
            (b"filedesc://a.arc 0.0.0.0 20250330 text/plain 9\n", "an ARC file"),
            (gzip.compress(b"filedesc://a.arc 0.0.0.0 20250330\n"), "an ARC file"),
            (b"\x1f\x8b\x08\xff" + b"\xff" * 50, "damaged from the beginning"),
            (b"WARC/1.1\r\nWARC-Type: resp", "no whole WARC record"),
            (b"WARC/1.1\r\nContent-Length: x\r\n\r\n", "no whole WARC record"),
            (gzip_member(raw("response", http(PAGE)))[:100], "no whole WARC record"),
            (b"PK\x03\x04 and then nothing", "cannot be read as a WACZ"),
        ],
    )
    def test_say_file_reason_and_remedy(self, tmp_path, content, reason):
        path = tmp_path / "a.warc.gz"
        path.write_bytes(content)
        with pytest.raises(ReplayError, match=reason) as caught:
            ReplayIndex.open([path])
        assert f"cannot replay {path}" in str(caught.value)
        assert "\n" not in str(caught.value)
        assert isinstance(caught.value, ArchiveError)

    def test_missing(self, tmp_path):
        with pytest.raises(ReplayError, match="No such file"):
            ReplayIndex.open([tmp_path / "missing.warc.gz"])

    def test_a_folder(self, tmp_path):
        with pytest.raises(ReplayError, match="it is a folder; name the files in it"):
            ReplayIndex.open([tmp_path])

    def test_no_files(self):
        with pytest.raises(ReplayError, match="nothing to replay"):
            ReplayIndex.open([])

    def test_one_bad_file_among_good_ones(self, kept, tmp_path):
        with pytest.raises(ReplayError, match=r"missing\.warc"):
            ReplayIndex.open([kept(make()), tmp_path / "missing.warc"])

    def test_a_zip_file_that_is_no_wacz(self, tmp_path):
        path = tmp_path / "a.wacz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "hello")
        with pytest.raises(ReplayError, match="without WARC files in archive/"):
            ReplayIndex.open([path])

    def test_a_damaged_wacz(self, kept, tmp_path):
        path = tmp_path / "a.wacz"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(kept(make(body=os.urandom(5000))), "archive/a.warc.gz")
        data = bytearray(path.read_bytes())
        data[1000:1100] = bytes(100)
        path.write_bytes(data)
        with pytest.raises(ReplayError, match="cannot be read as a WACZ"):
            ReplayIndex.open([path])


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
class TestRealFiles:
    HOSTILE = SHARED / "data" / "hostile"

    def samples(self) -> list[Path]:
        found = [
            path
            for name in ("warcio", "jwarc", "iipc-samples")
            for path in sorted((self.HOSTILE / name).rglob("*"))
            if path.is_file()
        ]
        assert found
        return found

    def test_all_open_or_are_refused(self):
        opened = 0
        for path in self.samples():
            try:
                index = ReplayIndex.open([path])
            except ReplayError as error:
                assert str(path) in str(error)  # noqa: PT017 - most are not refused
                continue
            opened += 1
            for url in index.urls():
                assert index.get(url) is not None
        assert opened >= 19

    @pytest.mark.parametrize(
        ("name", "url", "size"),
        [
            ("warcio/test/data/example-iana.org-chunked.warc", "https://www.iana.org/", 7223),
            ("warcio/test/data/example-wrong-chunks.warc.gz", "http://example.com/", 1270),
            ("warcio/test/data/example-wget-bad-target-uri.warc.gz", "http://example.com/", 1270),
            (
                "jwarc/test-resources/org/netpreserve/jwarc/cc.warc.gz",
                "http://commoncrawl.org/",
                20289,
            ),
        ],
    )
    def test_bodies(self, name, url, size):
        found = ReplayIndex.open([self.HOSTILE / name]).get(url)
        assert found is not None
        assert len(found.body) == size

    def test_heritrix_revisits(self):
        folder = self.HOSTILE / "iipc-samples/specifications/warc-deduplication/samples"
        index = ReplayIndex.open(sorted(folder.glob("*.warc.gz")))
        assert index.problems == []
        assert len(index.times("http://www.bl.uk/")) == 3
        assert len(index.times("http://bl.uk/subjects/news-media/")) == 2
        first, *rest = (
            index.get("http://www.bl.uk/", exclude=index.times("http://www.bl.uk/")[:n])
            for n in range(3)
        )
        assert first is not None
        assert all(again is not None and again.body == first.body for again in rest)
