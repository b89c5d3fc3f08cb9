"""Every declared outlet reads its fixture, and knows its stories from everything else.

A fixture is a page that we wrote after the structure of the outlet's own, and what is to be read
from it: `fixtures/NAME.html` and `fixtures/NAME.json`.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections import defaultdict
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from aggregator.crawl.items import DIGEST
from aggregator.crawl.loader import load_outlets
from aggregator.extraction import extract
from aggregator.outlets import Outlet
from aggregator.urls import canonical

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
DIRECTORY = load_outlets()  # raises where two outlets claim a name, alias or domain
OUTLETS = {name: outlet for name, outlet in DIRECTORY.items() if name != DIGEST}
FIELDS = ("url", "title", "authors", "published", "access", "starts", "ends")
OPTIONAL = ("outcome", "language", "section", "agency", "kind", "absent")

every_outlet = pytest.mark.parametrize("name", sorted(OUTLETS))
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no real feeds here")


@cache
def expected(name):
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


@cache
def read(name):
    """What the outlet's fixture gives, as a fetch of it would."""
    return extract(
        (FIXTURES / f"{name}.html").read_bytes(),
        url=expected(name)["url"],
        headers={"Content-Type": "text/html; charset=utf-8"},
        outlet=OUTLETS[name],
    )


def declaring(*fields):
    """Every outlet whose fixture says something of a field."""
    found = [
        (name, field)
        for name in sorted(OUTLETS)
        if (FIXTURES / f"{name}.json").is_file()
        for field in fields
        if field in expected(name)
    ]
    return pytest.mark.parametrize(("name", "field"), found)


# -- the fixtures -----------------------------------------------------------------------------


@every_outlet
def test_a_fixture_is_there(name):
    assert (FIXTURES / f"{name}.html").is_file()
    assert set(FIELDS) <= set(expected(name)) <= {*FIELDS, *OPTIONAL}


def test_no_fixture_is_left_over():
    assert {path.stem for path in FIXTURES.iterdir()} == set(OUTLETS)


@every_outlet
def test_outcome(name):
    story = read(name)
    assert story.outcome == expected(name).get("outcome", "story"), story.reason


@every_outlet
def test_url(name):
    assert canonical(read(name).url) == canonical(expected(name)["url"])


@every_outlet
def test_title(name):
    assert read(name).title == expected(name)["title"]


@every_outlet
def test_authors(name):
    assert list(read(name).authors) == expected(name)["authors"]


@every_outlet
def test_published(name):
    published = read(name).published
    assert published is not None
    assert published.isoformat() == expected(name)["published"]


@every_outlet
def test_access(name):
    assert read(name).access == expected(name)["access"]


@every_outlet
def test_text_begins_with_the_story(name):
    text = read(name).text or ""
    assert text.startswith(expected(name)["starts"]), text[:200]


@every_outlet
def test_text_ends_with_the_story(name):
    text = read(name).text or ""
    assert text.endswith(expected(name)["ends"]), text[-200:]


@every_outlet
def test_text_is_paragraphs_without_title_and_byline(name):
    story = read(name)
    paragraphs = (story.text or "").split("\n\n")
    assert len(paragraphs) > 1
    assert all(paragraph.strip() == paragraph != "" for paragraph in paragraphs)
    assert story.title not in paragraphs
    assert not any(re.fullmatch(rf"(?:By )?{re.escape(a)}", p) for a in story.authors for p in paragraphs)  # fmt: skip


@declaring("absent")
def test_furniture_is_not_in_the_text(name, field):
    text = read(name).text or ""
    assert [words for words in expected(name)[field] if words in text] == []


@declaring("language", "section", "agency", "kind")
def test_field(name, field):
    assert getattr(read(name), field) == expected(name)[field]


# -- the declarations -------------------------------------------------------------------------


@every_outlet
def test_file_is_named_after_the_outlet(name):
    source = (ROOT / "spiders" / f"{name}.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 50
    assert source.startswith('"""')


@every_outlet
def test_fixture_has_the_url_of_a_story(name):
    assert OUTLETS[name].is_article(expected(name)["url"])


@every_outlet
def test_canonical_url_is_that_of_a_story_too(name):
    # Without the slash at its end and without tracking parameters.
    assert OUTLETS[name].is_article(canonical(expected(name)["url"]))
    assert OUTLETS[name].is_article(expected(name)["url"] + ("&" if "?" in expected(name)["url"] else "?") + "utm_source=rss")  # fmt: skip


@every_outlet
def test_discovery_starts_somewhere(name):
    outlet = OUTLETS[name]
    sources = (*outlet.feeds, *outlet.sitemaps, *outlet.sections)
    assert sources
    assert len(set(sources)) == len(sources)
    for source in sources:
        parts = urlsplit(source)
        assert parts.scheme in {"http", "https"}
        assert "." in (parts.hostname or "")
        assert not re.search(r"\s", source)
        canonical(source)


@every_outlet
def test_declaration_is_in_order(name):
    outlet = OUTLETS[name]
    ZoneInfo(outlet.timezone)
    assert outlet.country is None or re.fullmatch(r"[A-Z]{2}", outlet.country)
    assert re.fullmatch(r"[a-z]{2,3}(?:-[A-Z]{2})?", outlet.language)
    assert all(re.fullmatch(r"[a-z0-9.-]+\.[a-z]+", domain) for domain in outlet.domains)
    assert len(set(outlet.aliases)) == len(outlet.aliases)
    for rules in outlet.rules:
        for pattern in rules.boilerplate:
            re.compile(pattern)


@every_outlet
def test_affixes_leave_the_title_alone(name):
    outlet = OUTLETS[name]
    for affix in outlet.title_affixes:
        assert affix == affix.strip() != ""
        assert not affix[0].isalnum()


@every_outlet
def test_note_is_one_sentence_for_the_operator(name):
    note = OUTLETS[name].note
    if note is not None:
        assert "\n" not in note
        assert note.endswith(".")
        assert 20 < len(note) < 300


@every_outlet
def test_walls_are_told_to_the_operator(name):
    walled = expected(name)["access"] == "paywalled" or expected(name).get("outcome") == "paywalled"
    assert OUTLETS[name].note or not walled


def test_names_are_nobody_elses():
    for name, outlet in OUTLETS.items():
        for spelling in (name, outlet.title, *outlet.aliases):
            assert DIRECTORY.by_name(spelling) is outlet
            assert DIRECTORY.by_name(spelling.upper()) is outlet


@every_outlet
def test_outlet_is_found_by_its_urls(name):
    assert DIRECTORY.by_url(expected(name)["url"]).name == name
    for domain in OUTLETS[name].domains:
        assert DIRECTORY.by_url(f"https://www.{domain}/").name == name
        assert DIRECTORY.by_url(f"https://not{domain}/") is None


# -- stories and other pages ------------------------------------------------------------------


@every_outlet
def test_service_pages_are_no_leads(name):
    outlet = OUTLETS[name]
    for domain in outlet.domains:
        for path in ("", "/", "/?ref=logo", "/about", "/search?q=peace", "/newsletters", "/tag/europe", "/author/jo-field"):  # fmt: skip
            assert not outlet.is_article(f"https://www.{domain}{path}"), path


@every_outlet
def test_pages_of_others_are_no_leads(name):
    others = [OUTLETS[other] for other in sorted(OUTLETS) if other != name]
    assert not any(other.is_article(expected(name)["url"]) for other in others)
    assert not OUTLETS[name].is_article("https://news.google.com/rss/articles/CBMitAFBVV95cUx?oc=5")


@every_outlet
def test_url_pattern_is_quick_on_any_url(name):
    outlet = OUTLETS[name]
    host = f"https://www.{outlet.domains[0]}"
    started = time.process_time()
    for path in ("a-" * 900, "a/" * 900, "a-1/" * 450, "1" * 1800, "2026/03/" * 220, "world/" + "a-b." * 450):  # fmt: skip
        outlet.is_article(f"{host}/{path}!")
    assert time.process_time() - started < 0.5


NOT_STORIES = {
    "abcnews": ("/International", "/alerts/earthquakes", "/author/desmond_park", "/Live"),
    "aljazeera": ("/news", "/news/", "/where/asia", "/author/idris-kamal", "/tag/water/"),
    "ap": ("/world-news", "/hub/asia-pacific", "/author/greta-lindqvist", "/live"),
    "bbc": ("/news", "/news/world/asia", "/news/topics/c95xjy5g9x0t", "/sport/football", "/weather/2643743", "/news/live"),
    "bloomberg": ("/markets", "/news/articles", "/authors/AQx/priya-castellan", "/quote/SPX:IND"),
    "cbsnews": ("/us/", "/boston/", "/boston/latest/local-news/", "/team/nadine-osei/", "/live/", "/news/", "/latest/us/2"),
    "cna": ("/singapore", "/topic/climate", "/author/jolene-teo-7623466", "/watch/asia-first-5984400", "/listen/daily-cuts-5984401"),
    "cnn": ("/world", "/world/europe", "/profiles/maya-ostrander", "/specials/world/freedom-project", "/2026/02/22"),
    "dw": ("/en/world/s-1429", "/en/kolja-reimann/person-100", "/en/climate/t-19028", "/en/live-tv/channel-english"),
    "epochtimes": ("/us", "/world/asia-pacific", "/author/ruth-calloway", "/search/?q=bridge"),
    "foxnews": ("/us", "/world", "/category/us/crime", "/category/world/world-regions/middle-east", "/person/k/wade-kimball", "/shows/fox-and-friends", "/food-drink"),
    "france24": ("/en/", "/en/france/", "/en/tag/salt/", "/en/live-news/", "/en/tv-shows/business-daily/"),
    "ft": ("/world", "/companies", "/markets?page=2", "/stream/1b2c3d4e-0000-4000-8000-000000000000", "/nora-quill"),
    "guardian": ("/world", "/world/2026/mar/02/all", "/profile/bryn-aldous", "/books/fiction", "/crosswords/quick/17000", "/world/2026/mar/02"),
    "japantoday": ("/category/world", "/category/national/", "/category/features/kuchikomi", "/category/national/?page=3", "/feed"),
    "lemonde": ("/international/", "/en/", "/en/international/", "/archives-du-monde/03-02-2026/", "/signataires/clemence-aubry/"),
    "nbcnews": ("/world", "/politics/donald-trump", "/author/piper-dunleavy-ncpn12", "/video", "/news/asian-america"),
    "newsweek": ("/world", "/topic/weddings", "/authors/gemma-threlkeld", "/topic/election-2024", "/rankings/best-hospitals-2026"),
    "nikkei": ("/Business", "/Politics/International-relations", "/Spotlight/The-Big-Story", "/Spotlight/Belt-and-Road", "/Opinion/The-Nikkei-View", "/rss/feed/nar"),
    "npr": ("/sections/news/", "/sections/culture/archive?date=2-25-2026", "/people/1/otis-vandermeer", "/2026/02/25/"),
    "nytimes": ("/section/world", "/section/world/europe", "/by/elias-wren", "/crosswords/game/daily/2026/01/14", "/sitemap/2026/01/14/", "/2026/01/14/"),
    "polsatnews": ("/wiadomosci/swiat/", "/wiadomosci/polska/", "/tag/los/", "/program/wydarzenia/", "/wiadomosc/2026-01-21/"),
    "politico": ("/congress", "/staff/quentin-marsh", "/magazine", "/newsletters/playbook", "/podcast/eu-confidential/"),
    "reuters": ("/world/", "/business/energy/", "/authors/jonas-fell/", "/video/watch-id100-2026-03-04/", "/graphics/x-2026-03-04/"),
    "skynews": ("/world", "/topic/tortoises-1234", "/author/tamsin-gale-44", "/watch-live"),
    "spiegel": ("/ausland/", "/thema/kirche/", "/impressum/autor-7d2e41b0-58c3-4f19-9a6e-c0b7f2d81e35", "/schlagzeilen/"),
    "thehill": ("/homenews/senate/", "/author/brooke-satterlee/", "/policy/energy-environment/", "/people/marian-hobbs/"),
    "time": ("/section/culture/", "/author/saskia-holloway/", "/collection/best-inventions-2026/", "/7390127/"),
    "tvn24": ("/polska", "/swiat", "/wiadomosci-ze-swiata,2.xml", "/go/programy,7/fakty-odcinki,11367/odcinek-1,S01E01,1214905", "/autorzy/zofia-kalina"),
    "washingtonpost": ("/world/", "/people/cole-abernathy/", "/world/asia-pacific/", "/newsletters/the-7/", "/2026/02/10/"),
    "wsj": ("/world", "/business/retail", "/news/author/dora-finch", "/market-data/stocks", "/news/archive/2026/02/05"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(NOT_STORIES))
def test_sections_are_no_leads(name):
    outlet = OUTLETS[name]
    host = urlsplit(expected(name)["url"]).hostname
    assert [path for path in NOT_STORIES[name] if outlet.is_article(f"https://{host}{path}")] == []


ALSO_STORIES = {
    "ap": ("/article/4f0c9d1e7b2a6385c0d1e2f3a4b5c6d7", "/live/corvale-election-03-07-2026"),
    "bbc": (
        "/news/world-asia-67457865",
        "/news/67457865",
        "/sport/formula1/67447322",
        "/news/live/c8xk4wz2v7et",
        "/mundo/articles/c8xk4wz2v7eo",
        "/travel/article/20260122-the-island-of-stars",
    ),
    "cbsnews": ("/boston/news/the-last-ferry", "/live-updates/storm-wilda"),
    "cnn": ("/2019/11/18/politics/the-clock/index.html", "/world/live-news/storm-wilda-02-22-26"),
    "dw": ("/de/der-nachtzug/a-75512045", "/zh/火车/av-75512046", "/a-75512044"),
    "lemonde": ("/en/france/article/2026/02/03/the-last-foundry_6665120_7.html",),
    "nikkei": ("/article/DGXZQOUB148MY0U5A110C2000000/",),
    "nytimes": ("/live/2026/01/14/world/ice", "/article/ice-explained.html"),
    "reuters": ("/article/us-ferry-idUSKBN2AB123", "/world/lady-perrine-raised-2026-03-07"),
    "spiegel": ("/panorama/der-turm-a-1234567.html",),
    "thehill": ("/opinion/5701443-the-clock", "/blogs/blog-briefing-room/news/471031-the-clock"),
    "tvn24": ("/polska/most-w-legowie-4668753?source=rss",),
    "washingtonpost": ("/world/interactive/2026/the-ice-town/",),
    "wsj": ("/articles/the-button-maker-11573821234", "/articles/SB10001424052748704"),
}


@pytest.mark.parametrize("name", sorted(ALSO_STORIES))
def test_older_and_rarer_forms_are_leads(name):
    outlet = OUTLETS[name]
    host = urlsplit(expected(name)["url"]).hostname
    urls = [f"https://{host}{path}" for path in ALSO_STORIES[name]]
    assert [url for url in urls if not outlet.is_article(url)] == []


# -- real feeds -------------------------------------------------------------------------------


def own_urls(lines) -> dict[str, list[str]]:
    """The URLs of feed entries by the outlet whose domain they are on."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        url = json.loads(line)["url"]
        owner = DIRECTORY.by_url(url)
        if isinstance(owner, Outlet):
            found[owner.name].append(url)
    return found


@pytest.mark.shared
@needs_shared
def test_stories_of_real_feeds_are_leads():
    with (SHARED / "data/feeddays/entries.jsonl").open(encoding="utf-8") as lines:
        urls = own_urls(lines)
    assert len(urls) > 20
    for name, given in urls.items():
        refused = [url for url in given if not OUTLETS[name].is_article(url)]
        assert len(refused) <= 0.05 * len(given), (name, refused[:5])


@pytest.mark.shared
@needs_shared
def test_stories_of_a_whole_week_are_leads():
    with gzip.open(SHARED / "data/feeddays/week2023.jsonl.gz", "rt", encoding="utf-8") as lines:
        urls = own_urls(lines)
    assert len(urls) > 20
    for name, given in urls.items():
        refused = [url for url in given if not OUTLETS[name].is_article(url)]
        # Politico's feed mixes in podcasts and sponsored content.
        assert len(refused) <= 0.06 * len(given), (name, refused[:5])


@pytest.mark.shared
@needs_shared
def test_feeds_that_were_recorded_are_declared():
    declared = {feed for outlet in OUTLETS.values() for feed in outlet.feeds}
    recorded = {
        feed
        for index in (SHARED / "data/feeddays").glob("*/index.json")
        for feed in json.loads(index.read_text(encoding="utf-8"))
    }
    assert recorded - declared == {"https://news.google.com/rss"}
