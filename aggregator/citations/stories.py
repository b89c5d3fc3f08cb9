"""What a story attributes to others: who reported it first, whose copy it is, where it links.

A page is full of names and links that are no attribution. So only the story's own text is read,
and of the page's links only those that stand in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree, html

from aggregator.citations.described import may_name_source
from aggregator.citations.document import Document
from aggregator.citations.finding import find_citations
from aggregator.citations.lines import Line, squeeze
from aggregator.records import Citation
from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.citations.names import NameTable
    from aggregator.citations.outlet_table import Known

_LONGEST_TEXT = 200_000  # characters; the rest of a longer one is not read
_MOST_LINKS = 200
_HOST = re.compile(rb"href\s*=\s*[\"']?\s*https?://([a-z0-9.-]{4,253})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another outlet, with its words."""

    words: str
    url: str


def find_attributions(
    text: str,
    table: NameTable,
    *,
    url: str,
    own_outlet: str | None = None,
    agency: str | None = None,
    links: Iterable[PageLink] = (),
) -> tuple[Citation, ...]:
    """Whom a story's text cites, in its order; each outlet once for each form.

    Args:
        text: paragraphs; the story's, or the standfirst where there is no more.
        table: outlets by name; made once, since that is slow.
        url: the story's; its own outlet is no attribution.
        own_outlet: short name of its outlet, where the URL does not tell.
        agency: the wire agency that its page credits; an attribution too, of kind ``credit``.
        links: as `links_to_outlets` finds them; those that stand in the text are attributions.

    Returns:
        Citations whose URLs are canonical. Most name an outlet and no headline.
    """
    lines = [
        _with_links(Line(squeeze(paragraph)), links)
        for paragraph in text[:_LONGEST_TEXT].splitlines()
        if paragraph.strip()
    ]
    # A line that names nobody stays as a gap: what stood apart must not look like a list.
    said = [line if _may_cite(line, table) else Line("") for line in lines]
    document = Document(lines=tuple(said), url=url)
    found = [
        replace(one, url=_canonical(one.url))
        for one in find_citations(document, table, own_outlet=own_outlet)
    ]
    own = table.by_name(own_outlet) if own_outlet else table.by_url(url)
    return tuple(_once([*found, *_credited(agency, table, own, found)]))


def links_to_outlets(page: bytes, table: NameTable, *, own_host: str) -> tuple[PageLink, ...]:
    """The links of an HTML page that lead to other known outlets, at most two hundred."""
    hosts = {raw.decode("ascii").lower() for raw in set(_HOST.findall(page))}
    outward = {host for host in hosts if _is_other(host, table, own_host)}
    if not outward:
        return ()  # most pages: not worth a parser's time
    try:
        root = html.document_fromstring(page)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    found: dict[PageLink, None] = {}
    for anchor in root.iter("a"):
        href = (anchor.get("href") or "").strip()
        if href.startswith(("http://", "https://")) and _host(href) in outward:
            words = squeeze("".join(map(str, anchor.itertext())))
            if words:
                found[PageLink(words, href)] = None
        if len(found) == _MOST_LINKS:
            break
    return tuple(found)


def _is_other(host: str, table: NameTable, own_host: str) -> bool:
    known = table.by_host(host)
    return known is not None and not known.image and known != table.by_host(own_host)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _may_cite(line: Line, table: NameTable) -> bool:
    return (
        bool(line.links) or any(True for _ in table.scan(line.text)) or may_name_source(line.text)
    )


def _with_links(line: Line, links: Iterable[PageLink]) -> Line:
    placed: list[tuple[int, int, str]] = []
    for link in links:
        start = line.text.find(link.words)
        end = start + len(link.words)
        if start >= 0 and not any(a < end and start < b for a, b, _ in placed):
            placed.append((start, end, link.url))
    return replace(line, links=tuple(sorted(placed))) if placed else line


def _credited(
    agency: str | None, table: NameTable, own: Known | None, found: list[Citation]
) -> list[Citation]:
    """The agency that the page credits in a byline or its data, where the text does not too."""
    known = table.by_name(agency) if agency else None
    if known is None or known.image or known == own:
        return []
    if any(one.outlet == known.title and one.kind in {"credit", "dateline"} for one in found):
        return []
    line = f"credited: {agency}"
    return [Citation(outlet=known.title, outlet_name=known.name, line=line, kind="credit",
                     confidence=0.8)]  # fmt: skip


def _once(found: Iterable[Citation]) -> list[Citation]:
    kept: dict[tuple[str, str, str | None], Citation] = {}
    for one in found:
        kept.setdefault((one.outlet, one.kind, one.url), one)
    return list(kept.values())


def _canonical(url: str | None) -> str | None:
    try:
        return canonical(url) if url else None
    except ValueError:
        return None
