"""Whatever it is called and however it is sent: what kind of document it is."""

from __future__ import annotations

import gzip

import pytest

from aggregator.discovery import NotADiscovery, read_discovery

URL = "https://gazette.example/feed"
PAGE = "<html><head><title>{}</title></head><body><a href='/a/1'>A story of some kind</a></body></html>"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<rss version='2.0'><channel/></rss>", "feed"),
        ("<?xml version='1.0'?><!-- made <html> by hand --><rss/>", "feed"),
        ("\ufeff\n<?xml version='1.0'?>\n<?xml-stylesheet href='a.xsl'?><feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        ("<!DOCTYPE rss [<!ENTITY html '<html>'>]><rss/>", "feed"),
        ("<rdf:RDF xmlns:rdf='x'/>", "feed"),
        ("<RSS/>", "feed"),
        ('{"items": []}', "feed"),
        ("<urlset/>", "sitemap"),
        ("<sm:urlset xmlns:sm='x'/>", "sitemap"),
        ("<sitemapindex/>", "sitemap_index"),
        ("https://gazette.example/1\nhttps://gazette.example/2", "sitemap"),
        (PAGE, "section"),
        ("<!doctype html>" + PAGE, "section"),
        ("<?xml version='1.0'?>" + PAGE.replace("<html", "<html xmlns='http://www.w3.org/1999/xhtml'"), "section"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8", "application/xml"])
def test_kinds(text: str, kind: str, content_type: str | None) -> None:
    for body in (text.encode(), gzip.compress(text.encode())):
        found = read_discovery(
            body, url=URL, content_type=content_type, is_article=lambda url: "/a/" in url
        )
        assert found.kind == kind


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "an empty document"),
        (
            PAGE.format("Just a moment..."),
            'expected a feed, got an HTML page titled "Just a moment..."',
        ),
        (PAGE.format("<b>  Page\n not found"), "an HTML page titled"),
        ("<html><body>Denied", "an HTML page without a title"),
        ('{"error": "forbidden"}', "expected a feed, got JSON that is none: 'forbidden'"),
        ("Service unavailable", "expected a feed, got 'Service unavailable'"),
        ("<Error><Code>AccessDenied</Code></Error>", "expected a feed, got a document of <Error>"),
    ],
)
def test_what_is_none_of_them(body: str, message: str) -> None:
    with pytest.raises(NotADiscovery, match=message):
        read_discovery(body.encode(), url=URL)


def test_a_wall_is_no_section_page() -> None:
    page = "<html><head><title>Just a moment...</title></head><body><a href='/help'>Help me</a>"
    with pytest.raises(NotADiscovery, match=r'titled "Just a moment\.\.\." that links to none'):
        read_discovery(page.encode(), url=URL, is_article=lambda url: "/a/" in url)


def test_not_a_discovery_is_a_value_error() -> None:
    assert issubclass(NotADiscovery, ValueError)
