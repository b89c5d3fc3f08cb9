"""The bundled capture is what its sources say, and holds what the demo and other tests rely on."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tomllib
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from lxml import etree, html
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

DATA = Path(__file__).parents[2] / "data"
CAPTURE = DATA / "demo.warc.gz"
DEMO = DATA / "demo"
DAYS = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]
HOSTS = {
    "feed.theepochtimes.com",
    "www.theepochtimes.com",
    "www.reuters.com",
    "www.ft.com",
    "www.daybook-digest.example",
}
ARTICLE = {
    "The Epoch Times": re.compile(r"https://www\.theepochtimes\.com/[a-z]+/[a-z0-9-]+-\d{7}"),
    "Reuters": re.compile(r"https://www\.reuters\.com/([a-z-]+/){1,3}[a-z0-9-]+-2026-03-0[2-6]/"),
    "Financial Times": re.compile(
        r"https://www\.ft\.com/content/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    ),
}
REUTERS_INDEX = "https://www.reuters.com/arc/outboundfeeds/news-sitemap-index/?outputType=xml"
ONCE_A_DAY = [
    "https://feed.theepochtimes.com/us/feed",
    "https://feed.theepochtimes.com/china/feed",
    "https://feed.theepochtimes.com/business/feed",
    "https://feed.theepochtimes.com/tech/feed",
    "https://www.ft.com/rss/home/international",
    "https://www.ft.com/world?format=rss",
    "https://www.ft.com/companies?format=rss",
    "https://www.ft.com/markets?format=rss",
    "https://www.ft.com/sitemaps/news.xml",
    "https://www.ft.com/robots.txt",
    "https://www.theepochtimes.com/robots.txt",
]
TWICE_A_DAY = [
    REUTERS_INDEX,
    "https://www.reuters.com/arc/outboundfeeds/news-sitemap/?outputType=xml&from=0",
    "https://feed.theepochtimes.com/world/feed",
    "https://www.ft.com/rss/home",
]
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@dataclass(frozen=True)
class Kept:
    url: str
    at: str
    status: int
    mime: str
    body: bytes

    def text(self) -> str:
        return self.body.decode()

    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(
            self.text().encode(), parser=html.HTMLParser(encoding="utf-8")
        )


@cache
def kept() -> tuple[Kept, ...]:
    with CAPTURE.open("rb") as stream:
        return tuple(
            Kept(
                url=record.headers["WARC-Target-URI"],
                at=record.headers["WARC-Date"],
                status=record.http_headers.status_code,
                mime=record.http_headers.get("Content-Type").partition(";")[0],
                body=record.reader.read(),
            )
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response)
        )


@cache
def by_url() -> dict[str, list[Kept]]:
    found: dict[str, list[Kept]] = defaultdict(list)
    for capture in kept():
        found[capture.url].append(capture)
    return found


@cache
def expected() -> dict:
    return json.loads((DEMO / "expected.json").read_text(encoding="utf-8"))


def pages(**conditions: object) -> list[dict]:
    return [p for p in expected()["pages"] if all(p[k] == v for k, v in conditions.items())]


def page(identifier: str) -> dict:
    return next(p for p in expected()["pages"] if p["id"] == identifier)


def last(identifier: str) -> Kept:
    return by_url()[page(identifier)["url"]][-1]


def body_of(capture: Kept) -> str:
    """The story's paragraphs as the outlet's template places them."""
    tree = capture.tree()
    for span in tree.xpath('//span[contains(., "opens new tab")]'):
        span.drop_tree()
    paragraphs = tree.xpath(
        '//*[starts-with(@data-testid, "paragraph")] | //*[contains(@class, "article__content-body")]//p'
        ' | //*[@id="post_content"]/p | //*[@class="entry-content"]/p'
    )
    return "\n\n".join(p.text_content().strip() for p in paragraphs)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def build(folder: Path) -> tuple[bytes, bytes]:
    capture, truth = folder / "demo.warc.gz", folder / "expected.json"
    command = [sys.executable, DEMO / "build.py", "--capture", capture, "--expected", truth]
    subprocess.run(command, check=True, cwd=folder)
    return capture.read_bytes(), truth.read_bytes()


class TestBuilding:
    def test_shipped_capture_is_what_the_sources_give(self, tmp_path: Path) -> None:
        capture, truth = build(tmp_path)
        assert truth == (DEMO / "expected.json").read_bytes()
        assert gzip.decompress(capture) == gzip.decompress(CAPTURE.read_bytes())
        if "ng" not in zlib.ZLIB_RUNTIME_VERSION:  # zlib-ng packs the same records differently
            assert capture == CAPTURE.read_bytes()

    def test_building_twice_gives_the_same_bytes(self, tmp_path: Path) -> None:
        first, second = tmp_path / "1", tmp_path / "2"
        first.mkdir()
        second.mkdir()
        assert build(first) == build(second)

    def test_is_small(self) -> None:
        assert CAPTURE.stat().st_size < 600_000


class TestWarc:
    def test_every_record_is_whole_and_dated_in_order(self) -> None:
        dates = []
        with CAPTURE.open("rb") as stream:
            for record in ArchiveIterator(stream, parse_http=False, verify_digests=False):
                assert record.headers["WARC-Record-ID"].startswith("<urn:uuid:")
                record.freeze()
                assert record.verify_block_digest()
                dates.append(record.record_date)
        assert len(dates) == len(kept()) + 1
        assert dates == sorted(dates)

    def test_payload_digests_hold(self) -> None:
        with CAPTURE.open("rb") as stream:
            for record in WarcioIterator(stream, check_digests=True):
                record.content_stream().read()
                assert record.digest_checker.passed is not False
                assert record.rec_headers.protocol == "WARC/1.1"

    def test_record_ids_are_distinct(self) -> None:
        ids = re.findall(rb"WARC-Record-ID: (\S+)", gzip.decompress(CAPTURE.read_bytes()))
        assert len(ids) == len(set(ids)) == len(kept()) + 1

    def test_gzip_members_carry_no_time(self) -> None:
        data = CAPTURE.read_bytes()
        offsets = [r.stream_pos for r in ArchiveIterator(BytesIO(data))]
        assert all(data[at : at + 2] == b"\x1f\x8b" for at in offsets)
        assert all(data[at + 4 : at + 8] == bytes(4) for at in offsets)

    def test_only_our_own_hosts(self) -> None:
        assert {urlsplit(c.url).hostname for c in kept()} == HOSTS

    def test_reuters_has_no_robots_txt(self) -> None:
        assert "https://www.reuters.com/robots.txt" not in by_url()


class TestDiscovery:
    @pytest.mark.parametrize("url", ONCE_A_DAY)
    def test_read_once_a_day(self, url: str) -> None:
        assert [c.at[:10] for c in by_url()[url]] == DAYS

    @pytest.mark.parametrize("url", TWICE_A_DAY)
    def test_read_twice_a_day(self, url: str) -> None:
        assert Counter(c.at[:10] for c in by_url()[url]) == dict.fromkeys(DAYS, 2)

    def test_each_reading_differs_from_the_one_before(self) -> None:
        for url in ("https://www.ft.com/rss/home", "https://feed.theepochtimes.com/world/feed"):
            listed = [set(re.findall(r"<item>.*?</item>", c.text())) for c in by_url()[url]]
            assert all(a != b for a, b in pairwise(listed))

    def test_all_xml_is_well_formed_and_lists_nothing_from_the_future(self) -> None:
        for capture in kept():
            if "xml" in capture.mime:
                tree = etree.fromstring(capture.body)
                for moment in tree.iter(f"{NEWS}publication_date", f"{SITE}lastmod"):
                    assert moment.text[:19] <= capture.at[:19]

    def test_reuters_index_names_the_pages_that_were_captured(self) -> None:
        pages_named = set()
        for capture in by_url()[REUTERS_INDEX]:
            locations = [e.text for e in etree.fromstring(capture.body).iter(f"{SITE}loc")]
            assert locations
            assert all("&from=" in url for url in locations)
            pages_named |= set(locations)
        assert len(pages_named) > 1
        assert pages_named <= set(by_url())

    def test_reuters_sitemap_calls_everything_english(self) -> None:
        entries = [
            entry
            for capture in kept()
            if "/news-sitemap/" in capture.url
            for entry in etree.fromstring(capture.body).iter(f"{SITE}url")
        ]
        assert {e.findtext(f".//{NEWS}language") for e in entries} == {"en"}
        assert any("/es/" in e.findtext(f"{SITE}loc") for e in entries)
        assert any(e.findtext(f".//{NEWS}stock_tickers") for e in entries)

    def test_sitemap_title_follows_the_revision(self) -> None:
        url = page("reuters-corvale")["url"]
        said = {
            entry.findtext(f".//{NEWS}title")
            for capture in kept()
            if "/news-sitemap/" in capture.url
            for entry in etree.fromstring(capture.body).iter(f"{SITE}url")
            if entry.findtext(f"{SITE}loc") == url
        }
        assert said == set(page("reuters-corvale")["titles"])

    def test_ft_front_page_links_carry_the_parameter_and_sections_do_not(self) -> None:
        for capture in by_url()["https://www.ft.com/rss/home"]:
            links = re.findall(r"<item>.*?<link>(.*?)</link>", capture.text())
            assert links
            assert all(link.endswith("?syn-25a6b1a6=1") for link in links)
        assert not any("syn-" in c.text() for c in by_url()["https://www.ft.com/world?format=rss"])

    def test_a_world_feed_lists_a_story_of_another_section(self) -> None:
        listed = page("epoch-depot")["listed_in"]
        assert "/us/" in page("epoch-depot")["url"]
        assert "https://feed.theepochtimes.com/world/feed" in listed

    def test_every_listed_story_is_captured_or_known_to_be_missing(self) -> None:
        known = {p["url"]: p for p in expected()["pages"]}
        for capture in kept():
            if "rss" in capture.mime:
                for link in re.findall(r"<item>.*?<link>(.*?)</link>", capture.text()):
                    told = known[link.partition("?")[0]]
                    assert told["captures"] or told["outcome"] in {"error", "robots_denied"}

    def test_robots_refuses_what_it_must(self) -> None:
        epoch = by_url()["https://www.theepochtimes.com/robots.txt"][0].text()
        assert "Disallow: /health/" in epoch
        refused = pages(outcome="robots_denied")
        assert [urlsplit(p["url"]).path.startswith("/health/") for p in refused] == [True]
        assert refused[0]["listed_in"]
        assert refused[0]["url"] not in by_url()


class TestExpectations:
    def test_urls_have_the_outlets_form(self) -> None:
        for told in expected()["pages"]:
            if told["outlet"] in ARTICLE:
                assert ARTICLE[told["outlet"]].fullmatch(told["url"]), told["url"]

    def test_every_kind_of_outcome_is_met(self) -> None:
        outcomes = Counter(p["outcome"] for p in expected()["pages"])
        assert outcomes["story"] >= 45
        assert outcomes["gone"] == outcomes["error"] == 2
        for single in (
            "teaser", "paywalled", "bot_wall", "consent_wall", "soft_404", "not_a_story", "robots_denied",
        ):  # fmt: skip
            assert outcomes[single] == 1, single

    def test_captures_are_counted(self) -> None:
        for told in expected()["pages"]:
            assert len(by_url().get(told["url"], [])) == told["captures"]
            absent = told["outcome"] in {"error", "robots_denied"}
            assert (told["captures"] == 0) == absent

    def test_all_but_digests_are_listed_somewhere(self) -> None:
        for told in expected()["pages"]:
            assert bool(told["listed_in"]) == (told["kind"] != "digest")

    def test_events_of_several_outlets_and_of_one(self) -> None:
        outlets = defaultdict(set)
        for told in expected()["pages"]:
            if told["event"] and told["kind"] != "digest":
                outlets[told["event"]].add(told["outlet"])
        sizes = Counter(len(names) for names in outlets.values())
        assert sizes[3] >= 7
        assert sizes[2] >= 6
        assert sizes[1] >= 12

    def test_stories_of_one_event_are_of_one_outlet_each(self) -> None:
        seen = Counter((p["event"], p["outlet"]) for p in expected()["pages"] if p["event"])
        assert set(seen.values()) == {1}

    def test_look_alikes_are_apart(self) -> None:
        for one, other in (
            ("reuters-corvale", "reuters-sunder"),
            ("reuters-velmora-rate", "reuters-tarsend-rate"),
            ("reuters-assembly", "reuters-senate"),
        ):
            assert page(one)["event"] != page(other)["event"]

    def test_pages_that_are_no_story_belong_to_no_event(self) -> None:
        for told in expected()["pages"]:
            assert (told["event"] is None) == (
                told["outcome"] in {"gone", "soft_404", "not_a_story"}
            )

    def test_titles_and_authors_are_in_the_pages(self) -> None:
        for told in pages(outcome="story"):
            capture = by_url()[told["url"]][-1]
            assert capture.tree().findtext(".//h1") or capture.tree().xpath("string(//h1)")
            assert capture.tree().xpath("string(//h1)") == told["title"]
            assert all(name in capture.text() for name in told["authors"])

    def test_texts_end_as_told(self) -> None:
        for told in (*pages(outcome="story"), *pages(outcome="teaser")):
            assert told["last_paragraph"] in body_of(by_url()[told["url"]][-1])

    def test_times_are_in_the_five_days(self) -> None:
        for told in expected()["pages"]:
            assert told["published"][:10] in DAYS
            for capture in by_url().get(told["url"], []):
                assert capture.at[:10] >= told["published"][:10]

    def test_citations_reach_every_state_the_demo_shows(self) -> None:
        states = Counter(c["state"] for c in expected()["citations"])
        assert states == {"resolved": 6, "copy_only": 1, "not_found": 1}
        known = {p["url"] for p in expected()["pages"]}
        for citation in expected()["citations"]:
            assert (citation["url"] is None) == (citation["state"] == "not_found")
            assert citation["url"] is None or citation["url"] in known


class TestPages:
    def test_structured_data_is_json_and_tells_the_truth(self) -> None:
        for told in pages(outcome="story"):
            if told["kind"] == "digest":
                continue
            script = (
                by_url()[told["url"]][-1]
                .tree()
                .xpath('string(//script[@type="application/ld+json"])')
            )
            data = json.loads(script)
            assert data["@type"] in {"NewsArticle", "LiveBlogPosting"}
            assert data["headline"] == told["title"]
            assert [a["name"] for a in data["author"]] == (told["authors"] or [told["agency"]])
            assert data["datePublished"][:19] == told["published"][:19]

    def test_reuters_state_holds_the_text_without_furniture(self) -> None:
        for told in pages(outcome="story", outlet="Reuters"):
            script = (
                by_url()[told["url"]][-1].tree().xpath('string(//script[@id="fusion-metadata"])')
            )
            state = json.loads(re.search(r"Fusion\.globalContent=(\{.*?\});Fusion\.", script)[1])
            elements = state["result"]["content_elements"]
            assert len(elements) >= 5
            assert (
                html.fragment_fromstring(elements[-1]["content"], create_parent=True).text_content()
                == told["last_paragraph"]
            )
            assert state["result"]["sign_off"].startswith(("Reporting by", "Reporte de"))

    def test_reuters_links_open_new_tabs(self) -> None:
        assert "opens new tab" in last("reuters-velmora-rate").text()

    def test_ft_says_free_as_a_string_and_times_in_milliseconds(self) -> None:
        for told in pages(outcome="story", outlet="Financial Times"):
            text = by_url()[told["url"]][-1].text()
            assert '"isAccessibleForFree":"False"' in text
            assert re.search(
                r'article:published_time" content="2026-03-0\dT[\d:]{8}\.\d{3}Z"', text
            ) or (told["published"].endswith("00:00+00:00"))

    def test_some_ft_pages_carry_the_whole_body_in_structured_data(self) -> None:
        carrying = [
            p for p in pages(outcome="story", outlet="Financial Times")
            if '"articleBody"' in by_url()[p["url"]][-1].text()
        ]  # fmt: skip
        assert 3 <= len(carrying) < len(pages(outcome="story", outlet="Financial Times"))

    def test_bodies_are_of_an_articles_length(self) -> None:
        for told in pages(outcome="story"):
            assert 110 <= len(body_of(by_url()[told["url"]][-1]).split()) <= 420, told["id"]

    def test_walls_look_like_walls(self) -> None:
        challenge = last("reuters-lyse")
        assert challenge.status == 401
        assert "Please enable JS and disable any ad blocker" in challenge.text()
        barrier = last("ft-halvern").tree()
        assert barrier.findtext(".//title") == "Subscribe to read"
        assert barrier.get_element_by_id("barrier-page") is not None
        assert "Oatlund" not in last("ft-halvern").text()
        assert "consent" in last("ft-consent").text()
        assert "Create a free account" in last("epoch-bakery").text()

    def test_missing_pages_say_so_in_their_own_way(self) -> None:
        assert last("reuters-gone").status == 404
        assert last("epoch-gone").status == 410
        assert last("epoch-soft404").status == 200
        assert "does not exist" in last("epoch-soft404").text()

    def test_section_page_is_a_list(self) -> None:
        assert 'og:type" content="website"' in last("epoch-section").text()
        assert len(last("epoch-section").tree().xpath('//div[@class="card"]')) >= 2

    def test_revision_changes_headline_toll_and_text(self) -> None:
        before, after = by_url()[page("reuters-corvale")["url"]]
        assert "at least 11" in before.text()
        assert "34" in after.tree().xpath("string(//h1)")
        assert page("reuters-corvale")["titles"][-1] == page("reuters-corvale")["title"]
        assert len(shingles(body_of(before)) & shingles(body_of(after))) > 10

    def test_correction_note(self) -> None:
        assert "has been corrected to say" in body_of(last("reuters-norrin"))
        assert "employ 1,200 people" in body_of(last("reuters-norrin"))

    def test_kinds_and_languages(self) -> None:
        kinds = Counter(p["kind"] for p in expected()["pages"])
        assert kinds["opinion"] == kinds["live"] == 1
        assert kinds["digest"] == 3
        spanish = pages(language="es")
        assert [p["url"].startswith("https://www.reuters.com/es/") for p in spanish] == [True]


class TestTexts:
    def test_copies_carry_the_original(self) -> None:
        families = defaultdict(list)
        for told in expected()["pages"]:
            if told["family"]:
                families[told["family"]].append(told)
        assert len(families) == 3
        for members in families.values():
            assert {p["outlet"] for p in members} == {"Reuters", "The Epoch Times"}
            assert len({p["title"] for p in members}) == 2
            first, second = (shingles(body_of(by_url()[p["url"]][-1])) for p in members)
            assert len(first & second) / min(len(first), len(second)) > 0.9
            assert first != second

    def test_all_other_stories_are_worded_independently(self) -> None:
        told = [p for p in expected()["pages"] if p["last_paragraph"] and p["kind"] != "digest"]
        made = [(p, shingles(body_of(by_url()[p["url"]][-1]))) for p in told]
        for place, (one, words) in enumerate(made):
            for other, others in made[place + 1 :]:
                if one["family"] is None or one["family"] != other["family"]:
                    shared = len(words & others) / min(len(words), len(others))
                    assert shared < 0.05, (one["id"], other["id"])

    def test_orphan_copy_credits_the_agency(self) -> None:
        orphan = page("epoch-exchange")
        assert orphan["agency"] == "Reuters"
        assert orphan["family"] is None
        assert not [p for p in pages(outlet="Reuters") if p["event"] == orphan["event"]]

    def test_sources_are_all_used(self) -> None:
        written = [
            story["id"]
            for path in (DEMO / "stories").glob("*.toml")
            for story in tomllib.loads(path.read_text(encoding="utf-8"))["story"]
        ]
        assert sorted(written) == sorted(p["id"] for p in expected()["pages"] if p["id"])


class TestDigests:
    def test_sources_block_quotes_the_headlines(self) -> None:
        for told in pages(kind="digest"):
            text = by_url()[told["url"]][0].tree().text_content()
            cited = [c for c in expected()["citations"] if c["document"] == told["url"]]
            assert cited
            assert "SOURCES: " in text
            for citation in cited:
                assert f"{citation['outlet'].upper()} – {citation['headline']}" in text

    def test_date_line_and_photo_credit(self) -> None:
        text = last_digest().tree().text_content()
        assert "| Published March 5, 2026" in text
        assert "/Pool via Reuters" in text

    def test_resolved_headlines_are_the_pages_or_nearly(self) -> None:
        titles = {p["url"]: p["title"] for p in expected()["pages"]}
        folded = str.maketrans("‘’", "''")
        drifted = [
            c for c in expected()["citations"]
            if c["state"] == "resolved"
            and c["headline"].translate(folded) != titles[c["url"]].translate(folded)
        ]  # fmt: skip
        assert [c["outlet"] for c in drifted] == ["Financial Times"]

    def test_a_headline_not_found_is_nobodys(self) -> None:
        absent = next(c for c in expected()["citations"] if c["state"] == "not_found")
        assert not any(absent["headline"] in c.text() for c in kept() if "digest" not in c.url)


def last_digest() -> Kept:
    return next(c for c in kept() if "2026/03/05" in c.url and "daybook" in c.url)
