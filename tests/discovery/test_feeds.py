"""Feeds of every dialect, whole and broken."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
import time
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.discovery import NotADiscovery, read_discovery, read_feed
from aggregator.discovery.feeds import LONGEST_SUMMARY, MOST_ENTRIES
from aggregator.records import Discovery, Lead, Precision

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")

URL = "https://gazette.example/feeds/world.xml"
NOW = datetime(2031, 5, 20, 12, tzinfo=UTC)

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
  <title>The Harbour Gazette</title>
  <link>https://gazette.example/</link>
  <atom:link href="https://gazette.example/feeds/world.xml" rel="self"/>
  <language>en_gb</language>
  <item>
    <title>Ferry &amp;#8216;ran aground&amp;#8217; off Port Elsin &amp;amp; nobody hurt</title>
    <link>https://gazette.example/world/ferry-aground-412?utm_source=rss</link>
    <guid isPermaLink="false">412</guid>
    <description>&lt;p&gt;All 88 people were &lt;b&gt;safe&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;The captain spoke. &lt;a href="/x"&gt;Continue reading...&lt;/a&gt;</description>
    <pubDate>Sun, 04 May 2031 08:09:10 GMT</pubDate>
    <dc:creator>Mara Quill</dc:creator>
    <dc:creator><![CDATA[By Otto Brandvold]]></dc:creator>
    <category>World</category>
    <category><![CDATA[Ships & ports]]></category>
    <media:content url="https://img.gazette.example/s.jpg" medium="image" width="140"/>
    <media:content url="https://img.gazette.example/l.jpg" medium="image" width="1200"/>
    <content:encoded><![CDATA[<p>The whole story.</p>]]></content:encoded>
  </item>
  <item>
    <title><![CDATA[Mayor's <em>second</em> term begins]]></title>
    <link>
      /politics/mayor-413
    </link>
    <pubDate>2031-05-03 07:00</pubDate>
    <author>desk@gazette.example (Ines Calder)</author>
    <enclosure url="https://img.gazette.example/mayor.png" type="image/png" length="1"/>
  </item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-AT" xml:base="https://bote.example/">
  <title>Der Bote</title>
  <author><name>Bote-Redaktion</name></author>
  <entry xml:base="/artikel/">
    <title type="html">Br&amp;uuml;cke &lt;i&gt;gesperrt&lt;/i&gt;</title>
    <link rel="self" href="https://bote.example/api/9"/>
    <link rel="enclosure" type="image/jpeg" href="/bilder/9.jpg"/>
    <link rel="alternate" type="application/json" href="9.json"/>
    <link rel="alternate" type="text/html" href="9.html"/>
    <id>tag:bote.example,2031:9</id>
    <published>2031-05-04T10:09:10+02:00</published>
    <updated>2031-05-05T10:00:00+02:00</updated>
    <summary>Kurz gesagt.</summary>
    <category term="verkehr" label="Verkehr"/>
  </entry>
  <entry>
    <title>Wie man &lt;b&gt; schreibt</title>
    <id>https://bote.example/artikel/10.html</id>
    <updated>2031-05-05T11:00:00Z</updated>
    <author><name>Lena Ort</name><email>l@bote.example</email></author>
    <author><email>x@bote.example</email></author>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Ein <b>Text</b>.<script>no()</script></div></content>
  </entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://nippo.example/"><title>Nippo</title><dc:language>ja</dc:language>
  <items><rdf:Seq><rdf:li resource="https://nippo.example/a/1"/></rdf:Seq></items></channel>
<item rdf:about="https://nippo.example/a/1"><title>港の橋が閉鎖</title>
  <link>https://nippo.example/a/1</link><dc:date>2031-05-04T17:09:10+09:00</dc:date>
  <dc:subject>社会</dc:subject></item>
<item rdf:about="https://nippo.example/a/2"><title>市長選はじまる</title></item>
</rdf:RDF>"""


def read(text: str | bytes, **options: object) -> Discovery:
    body = text.encode() if isinstance(text, str) else text
    return read_feed(body, url=URL, now=NOW, **options)  # type: ignore[arg-type]


def rss(items: str, head: str = "") -> str:
    return f"{head}<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"


def item(inside: str = "", link: str = "https://gazette.example/a/1") -> str:
    return f"<item><title>Bridge closed</title><link>{link}</link>{inside}</item>"


def only(text: str | bytes, **options: object) -> Lead:
    found = read(text, **options)
    assert len(found.leads) == 1
    return found.leads[0]


class TestRss:
    def test_everything_an_entry_says(self) -> None:
        found = read(RSS)
        assert found.kind == "feed"
        assert found.problems == ()
        first, second = found.leads
        assert first.url == "https://gazette.example/world/ferry-aground-412?utm_source=rss"
        assert first.via == "feed"
        assert first.title == "Ferry ‘ran aground’ off Port Elsin & nobody hurt"
        assert first.summary == "All 88 people were safe. The captain spoke."
        assert first.published is not None
        assert first.published.isoformat() == "2031-05-04T08:09:10+00:00"
        assert first.modified is None
        assert first.authors == ("Mara Quill", "Otto Brandvold")
        assert first.language == "en-GB"
        assert first.tags == ("World", "Ships & ports")
        assert first.image == "https://img.gazette.example/l.jpg"
        assert first.position == 0
        assert second.url == "https://gazette.example/politics/mayor-413"
        assert second.title == "Mayor's second term begins"
        assert second.summary is None
        assert second.published is not None
        assert second.published.flags == ("tz_missing",)
        assert second.published.precision is Precision.MINUTE
        assert second.authors == ("Ines Calder",)
        assert second.image == "https://img.gazette.example/mayor.png"
        assert second.position == 1

    def test_the_outlets_zone_serves_times_without_one(self) -> None:
        second = read(RSS, timezone="Europe/London").leads[1]
        assert second.published is not None
        assert second.published.isoformat() == "2031-05-03T07:00:00+01:00"

    @pytest.mark.parametrize(
        ("guid", "url"),
        [
            ("<guid>https://gazette.example/p/1</guid>", "https://gazette.example/p/1"),
            (
                "<guid isPermaLink='true'>https://gazette.example/p/1</guid>",
                "https://gazette.example/p/1",
            ),
            ("<guid isPermaLink='false'>https://gazette.example/p/1</guid>", None),
            ("<guid>urn:uuid:77</guid>", None),
            ("", None),
        ],
    )
    def test_a_permanent_guid_stands_in_for_a_link(self, guid: str, url: str | None) -> None:
        found = read(rss(f"<item><title>Bridge closed</title>{guid}</item>"))
        if url is None:
            assert found.leads == ()
            assert found.problems == ("entry 1 skipped: no link",)
        else:
            assert [lead.url for lead in found.leads] == [url]

    def test_the_original_link_before_a_redirector(self) -> None:
        text = item(
            '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">'
            "https://gazette.example/real</f:origLink>",
            "https://proxy.example/~r/1",
        )
        assert only(rss(text)).url == "https://gazette.example/real"

    @pytest.mark.parametrize(
        "link",
        [
            "javascript:alert(1)",
            "mailto:a@b.example",
            "file:///etc/hostname",
            "http://[",
            "ftp://a.example/x",
        ],
    )
    def test_links_that_cannot_be_fetched_are_named(self, link: str) -> None:
        found = read(rss(item(link=link) + item()))
        assert [lead.position for lead in found.leads] == [1]
        assert found.problems == (f"entry 1 skipped: a link that cannot be fetched: {link!r}",)

    def test_ampersands_in_links(self) -> None:
        for link in ("https://a.example/?p=1&q=2", "https://a.example/?p=1&amp;q=2",
                     "<![CDATA[https://a.example/?p=1&q=2]]>", "https://a.example/?p=1&amp;amp;q=2"):  # fmt: skip
            assert only(rss(item(link=link))).url == "https://a.example/?p=1&q=2"

    def test_one_url_twice_is_one_lead(self) -> None:
        found = read(rss(item() + item(link="http://gazette.example/a/1/?utm_medium=x") + item()))
        assert len(found.leads) == 1
        assert found.problems == ("2 times a URL that came before",)

    def test_unreadable_dates_are_quoted(self) -> None:
        found = read(rss(item("<pubDate>next Tuesday-ish 99</pubDate>")))
        assert found.leads[0].published is None
        assert found.problems == ("entry 1: no date: 'next Tuesday-ish 99'",)

    def test_the_second_date_serves_where_the_first_cannot_be_read(self) -> None:
        text = item(
            "<pubDate>soon 1</pubDate><date xmlns='http://purl.org/dc/elements/1.1/'>2031-05-04</date>"
        )
        lead = only(rss(text))
        assert lead.published is not None
        assert lead.published.isoformat() == "2031-05-04"

    def test_titles_of_aggregators_are_left_alone(self) -> None:
        text = "<item><title>Bridge closed - The Harbour Gazette</title><link>https://n.example/1</link></item>"
        assert only(rss(text)).title == "Bridge closed - The Harbour Gazette"

    def test_a_title_of_another_namespace_is_no_title(self) -> None:
        text = item(
            "<x:title xmlns:x='urn:x'>No</x:title><x:link xmlns:x='urn:x'>https://no.example/</x:link>"
        )
        assert only(rss(text)).title == "Bridge closed"

    def test_prefixes_that_nothing_declares(self) -> None:
        lead = only(rss(item("<dc:creator>Mara Quill</dc:creator><dc:date>2031-05-04</dc:date>")))
        assert lead.authors == ("Mara Quill",)
        assert lead.published is not None

    def test_long_descriptions_are_cut_between_words(self) -> None:
        lead = only(rss(item(f"<description>{'word ' * 2000}</description>")))
        assert lead.summary is not None
        assert len(lead.summary) <= LONGEST_SUMMARY
        assert lead.summary.endswith("word…")

    @pytest.mark.parametrize(
        ("media", "image"),
        [
            ("<media:thumbnail url='https://i.example/t.jpg'/>", "https://i.example/t.jpg"),
            (
                "<media:group><media:content url='/g.webp'/></media:group>",
                "https://gazette.example/g.webp",
            ),
            ("<media:content url='https://i.example/film.mp4' type='video/mp4'/>", None),
            ("<enclosure url='https://i.example/a.mp3' type='audio/mpeg'/>", None),
            ("<image><url>https://i.example/i.gif</url></image>", "https://i.example/i.gif"),
            ("<media:content url='javascript:x' medium='image'/>", None),
        ],
    )
    def test_pictures(self, media: str, image: str | None) -> None:
        assert only(rss(item(media))).image == image


class TestAtom:
    def test_everything_an_entry_says(self) -> None:
        found = read(ATOM)
        assert found.problems == ()
        first = found.leads[0]
        assert first.url == "https://bote.example/artikel/9.html"
        assert first.title == "Brücke gesperrt"
        assert first.summary == "Kurz gesagt."
        assert first.published is not None
        assert first.published.isoformat() == "2031-05-04T10:09:10+02:00"
        assert first.modified is not None
        assert first.modified.isoformat() == "2031-05-05T10:00:00+02:00"
        assert first.authors == ("Bote-Redaktion",)
        assert first.language == "de-AT"
        assert first.tags == ("Verkehr",)
        assert first.image == "https://bote.example/bilder/9.jpg"

    def test_text_is_no_markup_and_an_identifier_can_be_the_link(self) -> None:
        second = read(ATOM).leads[1]
        assert second.url == "https://bote.example/artikel/10.html"
        assert second.title == "Wie man <b> schreibt"
        assert second.published == second.modified
        assert second.authors == ("Lena Ort",)
        assert second.summary == "Ein Text."


class TestRdf:
    def test_entries_beside_the_channel(self) -> None:
        first, second = read(RDF).leads
        assert first.title == "港の橋が閉鎖"
        assert first.language == "ja"
        assert first.tags == ("社会",)
        assert first.published is not None
        assert first.published.utc == datetime(2031, 5, 4, 8, 9, 10, tzinfo=UTC)
        assert second.url == "https://nippo.example/a/2"


class TestEncodings:
    TEXT = "Žluťoučký kůň u přístavu"

    def feed(self, encoding: str) -> str:
        return f'<?xml version="1.0" encoding="{encoding}"?>' + rss(
            f"<item><title>{self.TEXT}</title><link>https://a.example/1</link></item>"
        )

    @pytest.mark.parametrize(
        ("declared", "real"),
        [
            ("utf-8", "utf-8"),
            ("iso-8859-2", "iso-8859-2"),
            ("windows-1250", "cp1250"),
            ("iso-8859-1", "utf-8"),  # declared wrongly
            ("x-no-such-thing", "utf-8"),
            ("utf-8", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-8", "utf-16"),  # the byte order mark is right
            ("utf-16le", "utf-16-le"),
            ("utf-16be", "utf-16-be"),
        ],
    )
    def test_is_found(self, declared: str, real: str) -> None:
        assert only(self.feed(declared).encode(real)).title == self.TEXT

    def test_the_header_declares_it(self) -> None:
        body = self.feed("utf-8").encode("cp1250")
        assert only(body, content_type="text/xml; charset=windows-1250").title == self.TEXT

    def test_a_wrong_declaration_is_told(self) -> None:
        found = read(self.feed("utf-8").encode("cp1250"))
        assert any("utf-8" in problem for problem in found.problems)
        assert len(found.leads) == 1

    def test_a_single_wrong_byte_spoils_no_more_than_itself(self) -> None:
        body = self.feed("utf-8").encode().replace(b"u p", b"\xff p") + b" " * 10
        body = body.replace(b"<channel>", b"<channel>" + "<x>žluťoučký kůň</x>".encode() * 10)
        title = only(body).title
        assert title is not None
        assert title.startswith("Žluťoučký kůň \ufffd")

    def test_japanese_that_is_ascii_on_the_face_of_it(self) -> None:
        text = '<?xml version="1.0" encoding="iso-2022-jp"?>' + rss(
            "<item><title>港の橋</title><link>https://a.example/1</link></item>"
        )
        assert only(text.encode("iso-2022-jp")).title == "港の橋"

    def test_gzip(self) -> None:
        assert len(read(gzip.compress(gzip.compress(RSS.encode()))).leads) == 2


class TestBroken:
    @pytest.mark.parametrize(
        "text",
        [
            rss(item() + item(link="https://a.example/2"))[:-60],
            rss(item() + "<item><title>Unclosed<link>"),
            "\n\n <!-- served by cache 7 -->" + rss(item()),
            "Warning: mysql_connect() failed\n" + rss(item()),
            rss(item()) + "<!-- 0.1 s --><script>count()</script>",
            rss(item("<description>A & B &nbsp; &eacute; &bogus; &#0; &#146;</description>")),
            rss(item("<description>\x00\x0b\x1f\ufffe</description>")),
            rss(item("<description>5 < 6</description>")),
            rss(item("<a:b:c>x</a:b:c>")),
            rss(item()).replace("</channel>", ""),
            rss(item())
            .upper()
            .replace("HTTPS://GAZETTE.EXAMPLE/A/1", "https://gazette.example/a/1"),
            item(),
        ],
        ids=range(12),
    )
    def test_entries_are_recovered(self, text: str) -> None:
        found = read(text)
        assert found.leads[0].url == "https://gazette.example/a/1"

    def test_what_was_mended_reads_as_meant(self) -> None:
        summary = only(
            rss(item("<description>A & B&nbsp;&eacute; &bogus; &#146;</description>"))
        ).summary
        assert summary == "A & B é &bogus; ’"

    def test_a_feed_that_ends_too_early_says_so(self) -> None:
        found = read(rss(item() * 3)[:-40])
        assert found.leads
        assert any("not well-formed" in problem for problem in found.problems)

    def test_a_feed_without_entries_is_still_a_feed(self) -> None:
        assert read(rss("")) == Discovery(kind="feed")

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            (b"", "an empty document"),
            (b" \n\t", "an empty document"),
            (b"\x1f\x8b", "an empty document"),
            (
                b"<html><head><title>Just a moment...</title></head></html>",
                'HTML page titled "Just a moment..."',
            ),
            (b"<!DOCTYPE html><p>hi", None),
            (b"just words", "expected a feed, got 'just words'"),
            (b"<urlset></urlset>", "a document of <urlset>"),
            (b"<?xml version='1.0'?>", None),
            (b"<", None),
            (b"\xff\xfe", "an empty document"),
        ],
    )
    def test_what_is_no_feed(self, body: bytes, message: str | None) -> None:
        with pytest.raises(NotADiscovery, match=message):
            read(body)


class TestHostile:
    def test_external_entities_are_not_read(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("swordfish", encoding="utf-8")
        head = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>'
        found = read(
            rss("<item><title>a &x; b</title><link>https://a.example/1</link></item>", head)
        )
        assert "swordfish" not in repr(found)
        assert len(found.leads) == 1

    def test_entity_bombs_do_not_go_off(self) -> None:
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        head = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
        started = time.perf_counter()
        lead = only(rss("<item><title>&l11;</title><link>https://a.example/1</link></item>", head))
        assert lead.title == "&l11;"
        assert time.perf_counter() - started < 1

    @pytest.mark.parametrize(
        "body",
        [
            rss(item("<author>" + "a@a." * 40_000 + "</author>")).encode(),
            rss(item("<description><![CDATA[" + "<div>" * 100_000 + "]]></description>")).encode(),
            rss(
                item("<description><![CDATA[" + "<script>" * 50_000 + "]]></description>")
            ).encode(),
            rss("<item>" * 50_000).encode(),
            rss("<item " + " ".join(f'a{n}=""' for n in range(40_000)) + "/>").encode(),
            b"<rss>" + b"<" * 1_000_000,
            b"<rss>" + b"&" * 1_000_000,
            b"<!DOCTYPE x [" * 100_000,
            b"<!--" * 100_000,
            b"<rss>" + b"<![CDATA[" * 100_000,
            rss(item("<category>z</category>" * 50_000)).encode(),
            gzip.compress(b"<rss>" + b"\0" * 60 * 1024 * 1024),
            b"[" * 1_000_000,
            b'{"items": [' + b"{}," * 100_000,
        ],
        ids=range(14),
    )
    def test_takes_bounded_time(self, body: bytes) -> None:
        started = time.perf_counter()
        with suppress(NotADiscovery):
            read(body)
        assert time.perf_counter() - started < 5

    def test_endless_feeds_are_cut_and_say_so(self) -> None:
        text = rss("".join(item(link=f"https://a.example/{n}") for n in range(MOST_ENTRIES + 10)))
        found = read(text)
        assert len(found.leads) == MOST_ENTRIES
        assert found.problems == (f"more over the limit of {MOST_ENTRIES} left out",)

    def test_a_thousand_problems_are_told_in_twenty(self) -> None:
        found = read(rss("<item><title>x</title></item>" * 1000))
        assert len(found.problems) == 21
        assert found.problems[-1] == "980 more problems of this kind"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([RSS.encode(), ATOM.encode(), RDF.encode()]),
    st.lists(
        st.tuples(st.integers(0, 3000), st.integers(0, 40), st.binary(max_size=12)),
        min_size=1,
        max_size=8,
    ),
)
def test_mutated_feeds_give_a_discovery_or_a_reason(
    body: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    for at, length, new in edits:
        start = at % len(body)
        body = body[:start] + new + body[start + length :]
    try:
        found = read_discovery(body, url=URL, now=NOW)
    except NotADiscovery as error:
        assert str(error)  # noqa: PT017 - either is right
    else:
        assert all(lead.url.startswith("http") for lead in found.leads)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/xml; charset=utf-16", "text/html; charset=%"]),
)
def test_any_bytes_give_a_discovery_or_a_reason(body: bytes, content_type: str | None) -> None:
    for whole in (body, b"<rss>" + body, b"{" + body):
        try:
            read_discovery(whole, url=URL, content_type=content_type, is_article=lambda _: True)
        except NotADiscovery as error:
            assert str(error)  # noqa: PT017


@needs_shared
@pytest.mark.shared
def test_real_feeds_say_what_their_outlets_published() -> None:
    folder = SHARED / "data/feeddays"
    truth: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(dict)
    for line in (folder / "entries.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        truth[entry["day"], entry["feed"]][entry["url"]] = entry
    matched = 0
    for index in sorted(folder.glob("*/index.json")):
        feeds = json.loads(index.read_text(encoding="utf-8"))
        for url, about in feeds.items():
            body = (index.parent / about["file"]).read_bytes()
            found = read_discovery(body, url=url, now=datetime(2025, 4, 1, tzinfo=UTC))
            expected = truth[index.parent.name, url]
            assert found.problems == ()
            assert {lead.url for lead in found.leads} == set(expected)
            for lead in found.leads:
                entry = expected[lead.url]
                assert lead.title == " ".join(entry["title"].split())
                assert lead.published is not None
                assert lead.published.at == datetime.fromisoformat(entry["published"])
                assert lead.published.flags == ()
                matched += 1
    assert matched == 489


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize("name", ["feedparser", "gofeed", "miniflux"])
def test_hostile_feeds_end_in_a_discovery_or_a_reason(name: str) -> None:
    folder = SHARED / "data/hostile" / name
    archive = folder / f"{name}.tar.xz"
    files: list[tuple[str, bytes]] = []
    if archive.exists():
        with tarfile.open(archive) as packed:
            for member in packed:
                opened = packed.extractfile(member)
                if opened is not None and member.name.endswith((".xml", ".json")):
                    files.append((member.name, opened.read()))
    else:
        files = [(str(path), path.read_bytes()) for path in sorted(folder.rglob("*.xml"))]
    assert files
    read_as_feeds = 0
    for path, body in files:
        started = time.perf_counter()
        try:
            read_as_feeds += read_feed(body, url=URL, now=NOW).kind == "feed"
        except NotADiscovery as error:
            assert str(error), path  # noqa: PT017
        assert time.perf_counter() - started < 5, path
    assert read_as_feeds / len(files) > {"feedparser": 0.95, "gofeed": 0.4, "miniflux": 0.5}[name]
