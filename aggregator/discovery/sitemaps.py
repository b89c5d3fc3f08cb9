"""Sitemaps and sitemap indexes, with Google's news and image extensions; plain-text sitemaps.

Scrapy's own reader keeps neither a story's title nor its publication date, which are what a news
sitemap is for. Protocol: https://www.sitemaps.org/protocol.html; news extension:
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from aggregator.dates import parse_moment
from aggregator.discovery.documents import (
    NotADiscovery,
    described,
    iterate_xml,
    open_document,
    without_prologue,
)
from aggregator.discovery.gathering import Gathering
from aggregator.discovery.wording import language_tag, plain, unique
from aggregator.records import Discovery, Lead
from aggregator.urls import canonical, resolve

if TYPE_CHECKING:
    from datetime import datetime

    from lxml import etree

    from aggregator.discovery.documents import Document
    from aggregator.records import Moment

MOST_URLS = 50_000
"""URLs taken of one sitemap: the limit of the protocol."""

_ROOTS = {"urlset": "sitemap", "sitemapindex": "sitemap_index"}
_MOST_TAGS = 50
_SITEMAP = re.compile("<[^<>]{0,40}(?:urlset|sitemapindex)", re.IGNORECASE)
_HEAD = 20_000  # characters in which the root element begins


def read_sitemap(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    timezone: str | None = None,
    now: datetime | None = None,
) -> Discovery:
    """The leads of a sitemap, or the sitemaps of an index (`Discovery.children`).

    ``lastmod`` becomes `Lead.modified`; stock tickers of the news extension are among the tags.

    Args:
        body: as it came, gzip included; at most 50 MB of it are unpacked.
        url: of the sitemap, for relative locations.
        content_type: the response's header.
        timezone: of the outlet, for times without one.
        now: as in `dates.parse_moment`.

    Raises:
        NotADiscovery: it is no sitemap.
    """
    document = open_document(body, content_type)
    return sitemap_of(document, url=url, timezone=timezone, now=now)


def sitemap_of(
    document: Document, *, url: str, timezone: str | None = None, now: datetime | None = None
) -> Discovery:
    """As `read_sitemap`, of a document that is already open."""
    if not document.text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _read_lines(document, url)
    found = Gathering("URL", MOST_URLS)
    found.problems.extend(document.problems)
    if not _SITEMAP.search(without_prologue(document.text)[:_HEAD]):
        raise NotADiscovery(f"expected a sitemap, got {described(document)}")
    reader = _Reader(url, timezone, now, found)
    for event, element in iterate_xml(document.text):
        if event == "start":
            reader.start(element)
        else:
            reader.end(element)
        if found.full:
            found.leave_out()
            break
    return reader.result()


class _Reader:
    """Takes the elements of a sitemap one by one and keeps none of them."""

    def __init__(
        self, url: str, timezone: str | None, now: datetime | None, found: Gathering
    ) -> None:
        self.kind: str | None = None
        self._url = url
        self._timezone = timezone
        self._now = now
        self._found = found
        self._children: dict[str, tuple[str, Moment | None]] = {}
        self._said: dict[str, list[str]] = {}

    def start(self, element: etree._Element) -> None:
        name = _local_name(element)
        if self.kind is None:
            if name not in _ROOTS:
                raise NotADiscovery(f"expected a sitemap, got a document of <{name[:60]}>")
            self.kind = _ROOTS[name]
        if name in {"url", "sitemap"}:
            self._said = {}

    def end(self, element: etree._Element) -> None:
        name = _local_name(element)
        if name in {"url", "sitemap"} and _local_name(element.getparent()) in _ROOTS:
            if element.text and element.text.strip():  # seen: a location without <loc>
                self._said.setdefault("loc", [element.text.strip()])
            self._take(as_child=name == "sitemap")
            self._said = {}
        elif element.text and len(element) == 0:
            self._said.setdefault(_full_name(element), []).append(element.text.strip())
        if name in {"url", "sitemap"}:
            _forget(element)

    def result(self) -> Discovery:
        """Raises NotADiscovery where there was no element at all."""
        if self.kind is None:
            raise NotADiscovery("expected a sitemap, got a document without elements")
        return Discovery(
            kind=self.kind,
            leads=self._found.leads,
            children=tuple(self._children.values()),
            problems=self._found.sentences(),
        )

    def _take(self, *, as_child: bool) -> None:
        loc = html.unescape(self._first("loc") or "")
        location = resolve(self._url, loc)
        if location is None:
            self._found.skip(f"a location that cannot be fetched: {loc[:200]!r}")
        elif as_child:
            self._children.setdefault(location, (location, self._moment("lastmod")))
            self._found.seen += 1
        else:
            try:
                self._found.add(self._lead(location))
            except ValueError as error:
                self._found.skip(str(error))

    def _lead(self, location: str) -> Lead:
        language = language_tag(self._first("news:language"))
        words = [*self._said.get("news:keywords", ()), *self._said.get("news:stock_tickers", ())]
        tags = [plain(part) for word in words for part in word.split(",")]
        image = self._first("image:loc")
        modified = self._moment("lastmod")
        return Lead(
            url=location,
            via="sitemap",
            title=plain(self._first("news:title") or "") or None,
            published=self._moment("news:publication_date"),
            modified=modified,
            language=language,
            tags=unique([tag for tag in tags if tag])[:_MOST_TAGS],
            image=resolve(self._url, html.unescape(image)) if image else None,
            position=self._found.seen,
        )

    def _first(self, name: str) -> str | None:
        return next(iter(self._said.get(name, ())), None)

    def _moment(self, name: str) -> Moment | None:
        raw = self._first(name)
        moment = parse_moment(raw, timezone=self._timezone, now=self._now)
        if raw and moment is None:
            self._found.note(f"no date: {raw[:100]!r}")
        return moment


def _read_lines(document: Document, url: str) -> Discovery:
    """A plain-text sitemap: one URL a line. Anything but URLs is no sitemap."""
    found = Gathering("line", MOST_URLS)
    found.problems.extend(document.problems)
    lines = [line.strip() for line in document.text.lstrip("\ufeff").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if not any(line.lower().startswith(("http://", "https://")) for line in lines[:10]):
        raise NotADiscovery(f"expected a sitemap, got text: {document.text.strip()[:80]!r}")
    for line in lines:
        if found.full:
            found.leave_out()
            break
        try:
            canonical(line)
            location = resolve(url, line)
            if location is not None:
                found.add(Lead(url=location, via="sitemap", position=found.seen))
        except ValueError as error:
            found.skip(str(error))
    return Discovery(kind="sitemap", leads=found.leads, problems=found.sentences())


def _local_name(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _full_name(element: etree._Element) -> str:
    """Local name, with ``news:`` or ``image:`` before it where it stands in that extension."""
    tag = str(element.tag).lower()
    space = tag.rpartition("}")[0] or tag.rpartition(":")[0]
    name = _local_name(element)
    for extension in ("news", "image", "video"):
        if extension in space:
            return f"{extension}:{name}"
    # A namespace of its own making that hides the extension's: the parents tell.
    above = element.getparent()
    if above is not None and _local_name(above) in {"news", "image", "video", "publication"}:
        return f"{'news' if _local_name(above) == 'publication' else _local_name(above)}:{name}"
    return name


def _forget(element: etree._Element) -> None:
    element.clear()
    above = element.getparent()
    if above is not None:
        while element.getprevious() is not None:
            del above[0]
