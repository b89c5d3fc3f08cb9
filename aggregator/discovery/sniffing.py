"""Which kind of discovery document some bytes are, and reading them as that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.discovery.documents import Document, NotADiscovery, open_document, without_doctype
from aggregator.discovery.feeds import read_feed
from aggregator.discovery.sections import parse_html, section_of
from aggregator.discovery.sitemaps import read_sitemap
from aggregator.discovery.wording import one_line, shortened

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.records import Discovery

_FIRST_ELEMENT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_PROLOGUE = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
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
        is_article: whether a URL has the form of a story. Without it an HTML page is refused,
            for whoever asks for a feed and gets a page got an error or a wall.
        timezone: of the outlet, for times without one.
        now: as in `dates.parse_moment`.

    Raises:
        NotADiscovery: none of them; the message says what was got instead.
    """
    document = open_document(body, content_type)
    kind = kind_of(document)
    if kind == "page":
        if is_article is None:
            raise NotADiscovery(f"expected a feed, got {_described(document)}")
        return section_of(document, url=url, is_article=is_article)
    if kind == "sitemap":
        return read_sitemap(body, url=url, content_type=content_type, timezone=timezone, now=now)
    return read_feed(body, url=url, content_type=content_type, timezone=timezone, now=now)


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
    head = _PROLOGUE.sub("", without_doctype(text)[:_HEAD])
    for match in _FIRST_ELEMENT.finditer(head):
        name = match[1].lower()
        if name in _SITEMAPS:
            return "sitemap"
        if name in _FEEDS:
            return "feed"
        if name in _PAGES:
            return "page"
    raise NotADiscovery(f"expected a feed, got {shortened(one_line(text[:200]), 80)!r}")


def _described(document: Document) -> str:
    page = parse_html(document.text[:200_000])
    title = None if page is None else page.findtext(".//title")
    named = shortened(one_line(title or ""), 100)
    return f'an HTML page titled "{named}"' if named else "an HTML page without a title"
