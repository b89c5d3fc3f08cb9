"""What the archive knows of documents that cite: found by URL, with whom and what they cite."""

from __future__ import annotations

import pytest

from aggregator.archive.citing.documents import cited_outlets, cited_urls, document_at
from aggregator.records import Citation


def cite(outlet, name=None, headline=None, url=None):
    return Citation(outlet=outlet, outlet_name=name, headline=headline, url=url, line=outlet,
                    kind="source_line", confidence=0.9)  # fmt: skip


@pytest.fixture
def digest(newsroom):
    def commit(slug, *citations):
        fetch = newsroom.fetch(slug, outlet="digest", kind="digest", citations=citations)
        return newsroom.commit(fetch)[0].story_id

    return commit


@pytest.mark.parametrize(
    "url",
    [
        "https://digest.example/news/one",
        "http://DIGEST.example/news/one#sources",
        "https://digest.example/news/one?utm_medium=mail",
    ],
)
def test_a_document_by_its_url(archive, digest, url):
    document = digest("one")
    digest("two")
    assert document_at(archive, url) == document


def test_a_url_that_gave_no_document(archive, newsroom):
    newsroom.lead("https://digest.example/news/one", outlet="digest")
    assert document_at(archive, "https://digest.example/news/one") is None
    assert document_at(archive, "https://digest.example/news/never") is None


def test_outlets_that_have_a_spider_each_once(archive, digest):
    document = digest(
        "one",
        cite("Ridge Daily", "ridge", "One"),
        cite("Far Times", None, "Two"),
        cite("The Lantern", "lantern", "Three"),
        cite("Ridge Daily", "ridge", "Four"),
    )
    digest("two", cite("Coastwire", "coastwire"))
    assert cited_outlets(archive, document) == ["lantern", "ridge"]


def test_urls_in_the_order_of_the_document(archive, digest):
    urls = [f"https://ridgedaily.example/{slug}" for slug in "cab"]
    citations = [cite("Ridge Daily", "ridge", url=url) for url in urls]
    document = digest("one", citations[0], cite("Ridge Daily", "ridge", "No URL"), *citations[1:])
    assert cited_urls(archive, document) == urls


def test_a_document_that_cites_nothing(archive, digest):
    document = digest("one")
    assert cited_outlets(archive, document) == cited_urls(archive, document) == []
    assert cited_outlets(archive, 999) == []
