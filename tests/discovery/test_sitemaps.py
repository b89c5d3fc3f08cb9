"""Sitemaps: plain, of news, of images, of sitemaps, in text, packed and broken."""

from __future__ import annotations

import gzip
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.discovery import NotADiscovery, read_sitemap
from aggregator.discovery.sitemaps import MOST_URLS
from aggregator.records import Discovery, Precision

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")

URL = "https://gazette.example/sitemaps/news.xml"
NOW = datetime(2031, 5, 20, 12, tzinfo=UTC)

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url>
    <loc>https://gazette.example/markets/tin-rises-501/?a=1&amp;b=2</loc>
    <lastmod>2031-05-04T09:00:00Z</lastmod>
    <news:news>
      <news:publication><news:name>The Harbour Gazette</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>2031-05-04T08:09:10+02:00</news:publication_date>
      <news:title>Tin &amp;amp; lead rise</news:title>
      <news:keywords>metals, mining</news:keywords>
      <news:stock_tickers>TINX.L, LEDX.N</news:stock_tickers>
    </news:news>
    <image:image><image:loc>https://img.gazette.example/tin.jpg</image:loc><image:title>Ore</image:title></image:image>
    <image:image><image:loc>https://img.gazette.example/tin2.jpg</image:loc></image:image>
  </url>
  <url>
    <loc><![CDATA[
      https://gazette.example/world/ferry-412
    ]]></loc>
    <news:news><news:publication_date>2031-05-03</news:publication_date><news:title>Ferry aground</news:title></news:news>
  </url>
</urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap><loc>https://gazette.example/sitemaps/1.xml?outputType=xml&amp;from=100</loc><lastmod>2031-05-04</lastmod></sitemap>
  <sitemap><loc>2.xml.gz</loc></sitemap>
  <sitemap><loc>https://gazette.example/sitemaps/1.xml?outputType=xml&amp;from=100</loc></sitemap>
  <sitemap><loc>file:///etc/hostname</loc></sitemap>
  <sitemap>https://gazette.example/bare.xml</sitemap>
</sitemapindex>"""


def read(text: str | bytes, **options: object) -> Discovery:
    body = text.encode() if isinstance(text, str) else text
    return read_sitemap(body, url=URL, now=NOW, **options)  # type: ignore[arg-type]


def urlset(inside: str) -> str:
    return f"<urlset>{inside}</urlset>"


def test_news() -> None:
    found = read(NEWS)
    assert found.kind == "sitemap"
    assert found.problems == ()
    assert found.children == ()
    first, second = found.leads
    assert first.url == "https://gazette.example/markets/tin-rises-501/?a=1&b=2"
    assert first.via == "sitemap"
    assert first.title == "Tin & lead rise"
    assert first.published is not None
    assert first.published.isoformat() == "2031-05-04T08:09:10+02:00"
    assert first.modified is not None
    assert first.modified.isoformat() == "2031-05-04T09:00:00+00:00"
    assert first.language == "en"
    assert first.tags == ("metals", "mining", "TINX.L", "LEDX.N")
    assert first.image == "https://img.gazette.example/tin.jpg"
    assert first.position == 0
    assert second.url == "https://gazette.example/world/ferry-412"
    assert second.title == "Ferry aground"
    assert second.published is not None
    assert second.published.precision is Precision.DAY
    assert second.language is None
    assert second.image is None
    assert second.tags == ()


def test_prefixes_and_namespaces_as_outlets_write_them() -> None:
    text = NEWS.replace("news:", "n:").replace("xmlns:n=", "xmlns:n=")
    assert read(text).leads[0].title == "Tin & lead rise"
    undeclared = NEWS.replace('xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', "")
    assert read(undeclared).leads[0].title == "Tin & lead rise"
    assert read(NEWS.replace("sitemaps.org", "google.example")).leads[0].title == "Tin & lead rise"


def test_times_without_a_zone_are_the_outlets() -> None:
    text = urlset("<url><loc>https://a.example/1</loc><lastmod>2031-05-04 08:09:10</lastmod></url>")
    lead = read(text, timezone="Asia/Tokyo").leads[0]
    assert lead.modified is not None
    assert lead.modified.isoformat() == "2031-05-04T08:09:10+09:00"


def test_an_index() -> None:
    found = read(INDEX)
    assert found.kind == "sitemap_index"
    assert found.leads == ()
    assert [child for child, _ in found.children] == [
        "https://gazette.example/sitemaps/1.xml?outputType=xml&from=100",
        "https://gazette.example/sitemaps/2.xml.gz",
        "https://gazette.example/bare.xml",
    ]
    changed = found.children[0][1]
    assert changed is not None
    assert changed.isoformat() == "2031-05-04"
    assert found.children[1][1] is None
    assert found.problems == (
        "URL 4 skipped: a location that cannot be fetched: 'file:///etc/hostname'",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_plain_text(end: str) -> None:
    lines = ["https://a.example/1", "", "  https://a.example/2 ", "# note", "https://a.example/1/"]
    found = read("\ufeff" + end.join([*lines, "rubbish"]))
    assert found.kind == "sitemap"
    assert [lead.url for lead in found.leads] == ["https://a.example/1", "https://a.example/2"]
    assert len(found.problems) == 2


class TestGzip:
    def test_is_unpacked(self) -> None:
        assert len(read(gzip.compress(NEWS.encode())).leads) == 2

    def test_in_several_members(self) -> None:
        middle = len(NEWS) // 2
        body = gzip.compress(NEWS[:middle].encode()) + gzip.compress(NEWS[middle:].encode())
        assert len(read(body).leads) == 2

    def test_with_rubbish_behind_it(self) -> None:
        assert len(read(gzip.compress(NEWS.encode()) + b"\0\0\0").leads) == 2

    def test_that_ends_too_early_gives_what_is_there(self) -> None:
        many = urlset(
            "".join(f"<url><loc>https://a.example/{n * n}</loc></url>" for n in range(3000))
        )
        body = gzip.compress(many.encode())
        found = read(body[: len(body) // 2])
        assert 0 < len(found.leads) < 3000
        assert found.problems == ("gzip that ends too early",)

    def test_that_is_damaged_is_told(self) -> None:
        body = bytearray(gzip.compress(NEWS.encode()))
        body[len(body) // 2] ^= 0xFF
        try:
            found = read(bytes(body))
        except NotADiscovery:
            return
        assert any("gzip" in problem for problem in found.problems)

    def test_a_bomb_is_cut(self) -> None:
        url = b"<url><loc>https://a.example/1</loc></url>"
        started = time.perf_counter()
        found = read(gzip.compress(b"<urlset>" + url * 2_000_000))
        assert len(found.leads) == 1
        assert any("unpacks to more than" in problem for problem in found.problems)
        assert time.perf_counter() - started < 20


def test_too_many_urls_are_cut_and_said_so() -> None:
    text = urlset(
        "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(MOST_URLS + 5))
    )
    found = read(text)
    assert len(found.leads) == MOST_URLS
    assert found.problems == (f"more over the limit of {MOST_URLS} left out",)


def test_what_is_wrong_with_one_url_leaves_the_others() -> None:
    found = read(
        urlset(
            "<url></url><url><loc></loc></url><url><loc>javascript:x</loc></url>"
            "<url><loc>https://a.example/?p=1&q=2</loc><lastmod>never 7</lastmod></url>"
            "<url><loc>https://a.example/?p=1&q=2</loc></url>"
        )
    )
    assert [lead.url for lead in found.leads] == ["https://a.example/?p=1&q=2"]
    assert found.problems == (
        "URL 1 skipped: a location that cannot be fetched: ''",
        "URL 2 skipped: a location that cannot be fetched: ''",
        "URL 3 skipped: a location that cannot be fetched: 'javascript:x'",
        "URL 4: no date: 'never 7'",
        "1 times a URL that came before",
    )


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.99])
def test_a_sitemap_that_ends_too_early(cut: float) -> None:
    text = urlset("".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(100)))
    assert len(read(text[: int(len(text) * cut)]).leads) >= int(95 * cut)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "an empty document"),
        ("<rss/>", "expected a sitemap, got a document of <rss>"),
        ("<html><head><title>404</title>", 'an HTML page titled "404"'),
        ('{"error": "no"}', "expected a sitemap, got text"),
        ("User-agent: *\nDisallow: /", "expected a sitemap, got text"),
        ("<!-- urlset -->", "expected a sitemap"),
        ("<x><urlset/></x>", "expected a sitemap"),
    ],
)
def test_what_is_no_sitemap(body: str, message: str) -> None:
    with pytest.raises(NotADiscovery, match=message):
        read(body)


def test_entities_are_neither_read_nor_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://swordfish.example/", encoding="utf-8")
    head = f'<!DOCTYPE u [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY a "aaaa">]>'
    found = read(
        head + urlset("<url><loc>&x;</loc></url><url><loc>https://a.example/&a;</loc></url>")
    )
    assert "swordfish" not in repr(found)
    assert "aaaa" not in repr(found)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([NEWS.encode(), INDEX.encode()]),
    st.lists(
        st.tuples(st.integers(0, 3000), st.integers(0, 30), st.binary(max_size=10)), max_size=6
    ),
)
def test_mutated_sitemaps_give_a_discovery_or_a_reason(
    body: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    for at, length, new in edits:
        start = at % len(body)
        body = body[:start] + new + body[start + length :]
    with suppress(NotADiscovery):
        assert read(body).kind in {"sitemap", "sitemap_index"}


@needs_shared
@pytest.mark.shared
def test_hostile_sitemaps() -> None:
    folder = SHARED / "data/hostile/crawler-commons/src/test/resources/sitemaps"
    files = [
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "atom.xml"
    ]
    assert len(files) > 15
    for path in files:
        found = read(path.read_bytes())
        assert found.leads or found.children, path.name
