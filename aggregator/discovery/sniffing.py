"""Which kind of discovery document some bytes are, and reading them as that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.discovery.documents import (
    Document,
    NotADiscovery,
    described,
    open_document,
    without_prologue,
)
from aggregator.discovery.feeds import feed_of
from aggregator.discovery.sections import section_of
from aggregator.discovery.sitemaps import sitemap_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.records import Discovery

_FIRST_ELEMENT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_FEEDS = frozenset({"rss", "rdf", "feed", "channel", "item", "entry", "rss2"})
_PAGES = frozenset("html head body title meta script div main p table h1 a".split())
_HEAD = 20_000


def read_discovery(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    is_article: Callable[[str], bool] | None = None,
    timezone: str | None = None,
    now: datetime | None = None,
) -> Discovery:
    """The leads of a feed, sitemap, sitemap index or section page, whichever it is.

    What it is is read off the document itself: servers send feeds as ``text/html`` and error
    pages as ``application/xml``.

    Args:
        body: as it came, gzip included.
        url: the document's own, for relative links.
        content_type: the response's header.
        is_article: whether a URL has the form of a story. Without it every HTML page is refused,
            and with it one that links to no story: whoever asks for a feed and gets such a page
            met an error or a wall.
        timezone: of the outlet, for times without one.
        now: as in `dates.parse_moment`.

    Raises:
        NotADiscovery: none of them; the message says what was got instead.
    """
    document = open_document(body, content_type)
    kind = kind_of(document)
    if kind == "sitemap":
        return sitemap_of(document, url=url, timezone=timezone, now=now)
    if kind == "feed":
        return feed_of(document, url=url, timezone=timezone, now=now)
    if is_article is None:
        raise NotADiscovery(f"expected a feed, got {described(document)}")
    section = section_of(document, url=url, is_article=is_article)
    if not section.leads:
        raise NotADiscovery(f"expected stories, got {described(document)} that links to none")
    return section


def kind_of(document: Document) -> str:
    """``feed``, ``sitemap`` or ``page``.

    Raises:
        NotADiscovery: none of them.
    """
    text = document.text.lstrip("\ufeff \t\r\n\x00")
    if text[:1] in {"{", "["}:
        return "feed"
    if text[:8].lower().startswith(("http://", "https://")):
        return "sitemap"
    head = without_prologue(text)[:_HEAD]
    for match in _FIRST_ELEMENT.finditer(head):
        name = match[1].lower()
        if name in _SITEMAPS:
            return "sitemap"
        if name in _FEEDS:
            return "feed"
        if name in _PAGES:
            return "page"
    raise NotADiscovery(f"expected a feed, got {described(document)}")
