"""Pages that list stories, told by what they declare, their addresses and their links."""

from __future__ import annotations

import pytest

from aggregator.extraction import extract
from aggregator.extraction.listing import (
    is_listing_path,
    linked_headings,
    linked_share,
    looks_like_story,
)
from aggregator.records import Lead, Outcome
from benchmarks import pages

CARDS = "".join(f'<h3><a href="/a/{n}">The harbour story number {n}</a></h3>' for n in range(8))
WALL = {"sections", "tags", "authors", "searches", "error pages", "consent forms", "log-ins",
        "challenges", "script frames"}  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["/tag/bridges", "/tags/bridges/", "/thema/hafen", "/author/maud-ellery", "/autoren/x/", "/search?q=a",
     "/?s=bridge", "/category/news/", "/archive/", "/login", "/tag/bridges/?page=2"],
)  # fmt: skip
def test_addresses_of_lists(path):
    assert is_listing_path(f"https://x.example{path}")


@pytest.mark.parametrize(
    "path",
    ["/2031/05/05/bridge", "/news/old-bridge-at-varnholt-closes", "/a/48213377.html", "/s.php?id=55",
     "/article/abc", "/%E6%A9%8B%E3%81%AE%E7%95%AA%E4%BA%BA%E3%81%8C%E5%BC%95%E9%80%80%E3%81%97%E3%81%9F%E6%97%A5%E3%81%AB%E8%A8%AA%E3%82%8C%E3%81%9F%E7%94%BA"],
)  # fmt: skip
def test_addresses_of_stories(path):
    assert looks_like_story(f"https://x.example{path}")
    assert not is_listing_path(f"https://x.example{path}")


@pytest.mark.parametrize("path", ["/", "/local/", "/world/europe", "/news", "/regional/nord-ost/"])
def test_addresses_that_say_nothing(path):
    assert not looks_like_story(f"https://x.example{path}")


def test_features(read):
    document = read(
        prose=("Short.",), after=f"{CARDS}<a href='/b'><h2>Another harbour story</h2></a>"
    )
    assert linked_headings(document) == 9
    assert 0.5 < linked_share(document, 60) <= 1
    assert linked_share(document, 0) == 0


def test_a_short_report_from_a_feed_is_a_story(page):
    body = page(prose=(("Two boats met in fog off Little Salda. Nobody was hurt, the harbour office "
                       "said, and both reached port before noon on Sunday under their own power."),),
                after=CARDS)  # fmt: skip
    url = "https://www.harbourpost.example/local/fog"
    lead = Lead(url=url, via="feed", title="Two boats meet in fog")
    assert extract(body, url=url, lead=lead).outcome is Outcome.STORY


def test_related_stories_make_no_list_of_a_story(page, url):
    assert extract(page(after=CARDS), url=url).outcome is Outcome.STORY
    assert (
        extract(page(after=CARDS), url="https://www.harbourpost.example/ferry").outcome
        is Outcome.STORY
    )


def test_written_pages_are_told():
    counts, wrong = pages.measure(case for n, case in enumerate(pages.written()) if n % 5 == 0)
    assert not wrong
    assert {kind for kind, _, _ in counts} <= WALL
