"""An HTML page as lines: block elements and ``<br>`` end a line, everything else runs on."""

# ruff: noqa: E501 -- the names of one kind stay together on a line

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree, html

from aggregator.citations.lines import Line, squeeze, with_bare_urls
from aggregator.citations.names import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figure footer h1 h2 h3 "
    "h4 h5 h6 header hr li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_TITLES = frozenset({"cite", "em", "i"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DROPPED = frozenset(
    "script style noscript template nav form button select textarea input svg iframe object embed video audio "
    "canvas map figcaption head aside dialog".split()
)
_DROPPED_CLASSES = frozenset(
    "comments comment comment-list comments-area comment-respond respond disqus_thread sharedaddy share sharing "
    "social social-share share-buttons related related-posts jp-relatedposts sidebar widget widget-area breadcrumb breadcrumbs "
    "menu navigation nav navbar cookie-banner wp-caption-text newsletter-signup screen-reader-text skip-link "
    "mw-editsection catlinks noprint reflist-backlink mw-cite-backlink post-navigation nav-links photo-credit image-credit caption image-caption".split()
)
_SUFFIX = re.compile(r"\s[|–—-]\s[^|–—]{2,40}$")
_BREAKS = dict.fromkeys(map(ord, "\t\n\r\f\v"), " ")
_TAG = re.compile(r"<[^<>]*>")
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
)


@dataclass(slots=True)
class Page:
    """What a reader of one format made of the bytes."""

    lines: list[Line] = field(default_factory=list)
    title: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None  # as the page gives it


def read_page(text: str, url: str | None) -> Page:
    """Read a page; one that the parser cannot mend keeps its words without its structure."""
    # A declaration of another encoding would contradict the text, which is decoded already.
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(
            text.encode("utf-8", "replace").replace(b"\x00", b""), parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError):
        return Page(lines=_without_tags(text))
    page = Page(language=root.get("lang") or root.get("xml:lang"))
    base = url or ""
    meta = _meta(root)
    page.published = next((meta[name] for name in _PUBLISHED if name in meta), None)
    if page.published is None:
        stamp = root.find(".//time[@datetime]")
        page.published = stamp.get("datetime") if stamp is not None else None
    page.title = _title(root, meta)
    canonical = root.find(".//link[@rel='canonical']")
    page.url = meta.get("og:url") if canonical is None else canonical.get("href")
    page.lines = list(_LineReader(base).read(root)) or _without_tags(text)
    return page


def _without_tags(text: str) -> list[Line]:
    """What is left of a page that the parser could make nothing of: its words."""
    words = _TAG.sub("\n", _SCRIPT.sub("\n", text))
    return [with_bare_urls(Line(line)) for raw in words.splitlines() if (line := squeeze(raw))]


def _meta(root: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content:
            found.setdefault(name.lower(), content.strip())
    return found


def _title(root: html.HtmlElement, meta: dict[str, str]) -> str | None:
    headings = [squeeze(" ".join(h.itertext())) for h in root.iter("h1")]
    headings = [heading for heading in headings if heading]
    if len(headings) == 1:
        return headings[0]
    declared = meta.get("og:title")
    if declared is None:
        element = root.find(".//title")
        declared = squeeze(element.text or "") if element is not None else ""
        declared = _SUFFIX.sub("", declared[:500])
    return declared or (headings[0] if headings else None)


@dataclass(slots=True)
class _Open:
    """The line being gathered. Offsets count raw characters until it is finished."""

    parts: list[str] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    cites: list[tuple[int, int]] = field(default_factory=list)
    slanted: list[tuple[int, int]] = field(default_factory=list)
    heading: bool = False

    def finish(self) -> Line | None:
        line = _join(self) if self.parts else None
        self.parts, self.links, self.cites, self.slanted = [], [], [], []
        self.heading = False
        return line


def _join(line: _Open) -> Line | None:
    """Squeeze the parts one by one, so that the links keep their places."""
    text = ""
    pieces: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for part in line.parts:
        squeezed = squeeze(part)
        left = part[:1].isspace() or part[:1] == "\u00a0"
        right = part[-1:].isspace()
        wide = not squeezed and "\u00a0\u00a0" in part
        if left and length and not (pieces and pieces[-1].endswith(" ")):
            pieces.append("  " if wide else " ")
            length += 2 if wide else 1
        start = length
        if squeezed:
            pieces.append(squeezed)
            length += len(squeezed)
        starts.append((start, length))
        if right and squeezed:
            pieces.append(" ")
            length += 1
    text = "".join(pieces)
    body = text.strip()
    if not body:
        return None
    shift = len(text) - len(text.lstrip())

    def span(first: int, last: int) -> tuple[int, int]:
        return max(starts[first][0] - shift, 0), min(starts[last - 1][1] - shift, len(body))

    placed = tuple(
        (*span(a, b), href)
        for a, b, href in line.links
        if b > a and starts[b - 1][1] > starts[a][0]
    )
    cites, slanted = (
        tuple(span(a, b) for a, b in marked if b > a and starts[b - 1][1] > starts[a][0])
        for marked in (line.cites, line.slanted)
    )
    return with_bare_urls(Line(body, placed, line.heading, cites=cites, slanted=slanted))


class _LineReader:
    """Walks the tree once, without recursion, since pages nest as deep as they like."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.line = _Open()
        self.link: tuple[int, str] | None = None
        self.cite: int | None = None
        self.skipped: html.HtmlElement | None = None
        self.inside_article = 0

    def read(self, root: html.HtmlElement) -> Iterator[Line]:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if self.skipped is not None:
                if event == "end" and element is self.skipped:
                    self.skipped = None
                    self._text(element.tail)
                continue
            done = self._start(element) if event == "start" else self._end(element)
            if done is not None:
                yield done
            if event == "end" and element is not root:
                self._text(element.tail)
        done = self._break()
        if done is not None:
            yield done

    def _start(self, element: html.HtmlElement) -> Line | None:
        tag = element.tag
        if _is_dropped(element, tag, self.inside_article):
            self.skipped = element
            return None
        done = None
        if tag in {"article", "main"}:
            self.inside_article += 1
        if tag in _BLOCKS:
            done = self._break()
            self.line.heading = tag in _HEADINGS
        elif tag == "a":
            href = _href(element.get("href"), self.base)
            self.link = (len(self.line.parts), href) if href else None
        elif tag in _TITLES:
            self.cite = len(self.line.parts)
        self._text(element.text)
        return done

    def _end(self, element: html.HtmlElement) -> Line | None:
        tag = element.tag
        if tag == "a" and self.link is not None:
            self.line.links.append((self.link[0], len(self.line.parts), self.link[1]))
            self.link = None
        if tag in _TITLES and self.cite is not None:
            (self.line.cites if tag == "cite" else self.line.slanted).append(
                (self.cite, len(self.line.parts))
            )
            self.cite = None
        if tag in {"article", "main"}:
            self.inside_article -= 1
        return self._break() if tag in _BLOCKS and tag != "br" else None

    def _text(self, text: str | None) -> None:
        if text:
            # In HTML tabs and line breaks are blanks like any other.
            self.line.parts.append(text.translate(_BREAKS))

    def _break(self) -> Line | None:
        """End the line; a link that spans two lines goes on in the next."""
        if self.link is not None:
            self.line.links.append((self.link[0], len(self.line.parts), self.link[1]))
            self.link = (0, self.link[1])
        self.cite = None
        return self.line.finish()


def _is_dropped(element: html.HtmlElement, tag: str, inside_article: int) -> bool:
    if tag in _DROPPED:
        return True
    if tag in {"header", "footer"} and not inside_article:
        parent = element.getparent()  # who is quoted stands in the quotation's foot
        return parent is None or parent.tag not in {"blockquote", "figure"}
    if tag in {"body", "html", "article", "main"}:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    if not names.strip():
        return False
    dropped = _DROPPED_CLASSES.intersection(names.split())
    return bool(dropped) and not (dropped == {"related"} and _leads_to_others(element))


def _leads_to_others(element: html.HtmlElement) -> bool:
    """Whether its links go to several sites: what an aggregator relates, and no site to itself."""
    hosts = {host_of(href) for a in element.iter("a") if "://" in (href := a.get("href") or "")}
    return len(hosts - {""}) > 1


def _href(raw: str | None, base: str) -> str | None:
    if not raw:
        return None
    try:
        href = urljoin(base, raw.strip()) if base else raw.strip()
    except ValueError:
        return None
    return href if href.lower().startswith(("http://", "https://")) else None
