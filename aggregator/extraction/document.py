"""A page read once: its tree, its meta elements and its structured data, shared by all fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, cast

from lxml import etree
from lxml.html import HtmlElement

from aggregator.extraction.decoding import decode, parse
from aggregator.extraction.embedded import read_embedded
from aggregator.extraction.form import other_than_page
from aggregator.extraction.index import Index
from aggregator.extraction.limits import shorten_texts
from aggregator.extraction.microdata import RDFA, own_article, read_microdata
from aggregator.extraction.state import STATE, read_state
from aggregator.extraction.structured import Node, article_of, is_article, read_jsonld
from aggregator.extraction.wording import fold, plain, tidy
from aggregator.records import Provenance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from aggregator.outlets import Outlet
    from aggregator.records import Lead

T = TypeVar("T")

LARGEST_TREE = 20_000
"""Elements up to which trafilatura and htmldate are asked; their time grows faster than pages."""

_MOST_ALIKE = 100  # elements of one name that are listened to
_MOST_ABOVE = 200  # elements above another that are looked at; trees may be 2,048 deep

NO_TREE = HtmlElement()
"""Stands for the tree of a page that has none."""

_MOST_PIECES = 500  # of a heading's text
_ANY = re.compile("")
_HIDDEN = ("script", "style", "noscript", "template", "svg")
_APART = ("br", "p", "div", "li", "td", "h1", "h2", "h3", "time")
_ASIDE = {"aside", "footer", "nav"}
_ELSEWHERE = (
    "related",
    "recommend",
    "comment",
    "sidebar",
    "teaser",
    "promo",
    "newsletter",
    "footer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A response as the fields of a story are read from it.

    Attributes:
        url: the one that answered.
        headers: names in lower case.
        html: the decoded page.
        other: what the response holds if it is no page; nothing more is read of it then.
        tree: never altered; whoever wants to alter it copies it.
        meta: contents of meta elements by name, property, itemprop or http-equiv, lower case.
        index: what is in the tree; see `tagged` and `marked`.
        headings: the texts of its first hundred ``h1``.
        nodes: all JSON-LD objects.
        items: objects that the page marks as microdata or RDFa, read where its JSON-LD tells of no
            story.
        article: the object that describes this story, or an empty one.
        article_source: what that object was read from: ``jsonld``, or ``microdata`` for RDFa too.
        state: what the embedded application state says of the story, in the words of JSON-LD.
    """

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    html: str = ""
    other: str | None = None
    tree: HtmlElement = NO_TREE
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    index: Index = field(default_factory=lambda: Index(NO_TREE))
    headings: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    items: tuple[Node, ...] = ()
    article: Node = field(default_factory=dict)
    article_source: str = "jsonld"
    state: Node = field(default_factory=dict)
    outlet: Outlet | None = None
    lead: Lead | None = None
    captured_at: datetime | None = None

    def metas(self, *names: str) -> Iterator[str]:
        """The non-empty contents of the named meta elements, in the order of the names."""
        for name in names:
            for content in self.meta.get(name, ()):
                if text := plain(content):
                    yield text

    def tagged(self, tag: str) -> Sequence[HtmlElement]:
        """The page's elements of a name, in document order."""
        return self.index.tagged(tag)

    def marked(self, kind: str, pattern: re.Pattern[str]) -> list[HtmlElement]:
        """The elements one of whose attributes holds a match; see `Index.marked`."""
        return self.index.marked(kind, pattern)

    def select(self, selectors: Iterable[str]) -> list[HtmlElement]:
        """The elements that the first matching CSS selector finds."""
        for selector in selectors:
            if found := self.tree.cssselect(selector):
                return list(found)
        return []

    @property
    def headlines(self) -> Sequence[HtmlElement]:
        """The elements that may show the headline: ``h1``, else an ``h2`` that says the title."""
        if found := self.tagged("h1"):
            return found
        title = next((fold(text_of(title)) for title in self.tagged("title")), "")
        return [h2 for h2 in self.tagged("h2")[:10] if fold(text_of(h2, _MOST_PIECES)) in title]

    @property
    def declares_story(self) -> bool:
        """Whether the page's JSON-LD says that it is a story.

        Microdata says it of teasers and lists as well, so it is no evidence of what a page is.
        """
        return self.article_source == "jsonld" and is_article(self.article)

    @property
    def site_names(self) -> tuple[str, ...]:
        """What the page and its outlet call the site."""
        names = [*self.metas("og:site_name", "application-name")]
        names.extend(
            plain(_name(node)) for node in self.nodes if "WebSite" in str(node.get("@type"))
        )
        names.append(plain(_name(self.article.get("publisher"))))
        if self.outlet:
            names.extend((self.outlet.title, *self.outlet.aliases))
        # Some pages give the headline where the site's name belongs.
        titles = {fold(plain(title)) for title in self.metas("og:title")}
        titles.update(fold(heading) for heading in self.headings)
        known = {self.outlet.title} if self.outlet else set()
        return tuple(dict.fromkeys(n for n in names if n in known or (n and fold(n) not in titles)))


def read_document(
    body: bytes,
    *,
    url: str,
    headers: Mapping[str, str],
    status: int,
    outlet: Outlet | None,
    lead: Lead | None,
    captured_at: datetime | None,
) -> Document:
    """Decode and parse a page, and read what it declares. Never fails on a page's content."""
    headers = {name.lower(): value for name, value in headers.items()}
    html = decode(body, headers)
    other = other_than_page(body, html, headers)
    tree = parse(html) if other is None else None
    if tree is None:
        tree = HtmlElement()
    index = Index(tree)
    shorten_texts(index.everything, len(html))
    meta: dict[str, list[str]] = {}
    for element in index.tagged("meta"):
        content = element.get("content") or element.get("value")
        names = (element.get(key) for key in ("name", "property", "itemprop", "http-equiv"))
        for name in {name.strip().lower() for name in names if name}:
            if content and len(meta.setdefault(name, [])) < _MOST_ALIKE:
                meta[name].append(content)
    nodes = read_jsonld(
        script.text
        for script in index.tagged("script")
        if "ld+json" in (script.get("type") or "").lower() and script.text
    )
    headings = tuple(tidy(text_of(h1, _MOST_PIECES)) for h1 in index.tagged("h1")[:_MOST_ALIKE])
    titles = [*headings, *meta.get("og:title", ())]
    article = article_of(nodes, url, titles)
    items: tuple[Node, ...] = ()
    own: Node = {}
    if not is_article(article):
        items = read_microdata(index.marked("itemprop", _ANY), text_of)
        own = own_article(items, url, titles)
        if not own and "typeof=" in html:
            stated = [e for e in index.everything if e.get("property")]
            items = (*items, *read_microdata(stated, text_of, RDFA))
            own = own_article(items, url, titles)
    return Document(
        url=url,
        status=status,
        headers=headers,
        html=html,
        other=other,
        tree=tree,
        meta=MappingProxyType({name: tuple(contents) for name, contents in meta.items()}),
        index=index,
        headings=headings,
        nodes=nodes,
        items=items,
        article=own or article,
        article_source="microdata" if own else "jsonld",
        state=_state(index, html, outlet, titles),
        outlet=outlet,
        lead=lead,
        captured_at=captured_at,
    )


def _state(index: Index, html: str, outlet: Outlet | None, titles: Sequence[str]) -> Node:
    """What embedded application state says: the known kind, or what the outlet declares."""
    names = [rules.state for rules in outlet.rules if rules.state] if outlet else []
    if STATE not in html and not names:
        return {}
    scripts = [(script.get("id") or "", script.text) for script in index.tagged("script")]
    filled = [(identifier, text) for identifier, text in scripts if text]
    found = read_state(text for _, text in filled)
    for name in dict.fromkeys(names):
        found = found or read_embedded(filled, name, titles)
    return found


def text_of(element: etree._Element, most: int | None = None) -> str:
    """An element's visible text, scripts and styles left out, blocks kept apart.

    Args:
        most: pieces of text, between tags, after which no more is read. For what is asked of many
            elements, each of which may hold the others.
    """
    if not len(element):
        return element.text or ""
    if next((e for e in element.iter(*_HIDDEN, *_APART) if e is not element), None) is None:
        return "".join(cast("Iterable[str]", element.itertext()))
    # By events and not by recursion: trees can be thousands of elements deep.
    parts: list[str] = []
    skipped = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        hidden = node.tag in _HIDDEN
        if event == "start":
            skipped += hidden
            if not skipped:
                if node.tag in _APART:
                    parts.append(" ")
                parts.append(node.text or "")
        else:
            skipped -= hidden
            if not skipped and node is not element:
                parts.append(node.tail or "")
                if node.tag in _APART:
                    parts.append(" ")
        if most is not None and len(parts) > most:
            break
    return "".join(parts)


def is_aside(element: etree._Element, *, tags: Collection[str] = _ASIDE) -> bool:
    """Whether an element stands in a part of the page that is not its story."""
    for ancestor in (element, *islice(element.iterancestors(), _MOST_ABOVE)):
        if ancestor.tag in tags:
            return True
        if ancestor.tag in {"body", "article", "main"}:
            return False
        label = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}".lower()
        if any(word in label for word in _ELSEWHERE):
            return True
    return False


def elements(tree: HtmlElement, path: str) -> list[HtmlElement]:
    """The elements that an XPath finds in a tree, in document order."""
    found = tree.xpath(path)
    return [e for e in found if isinstance(e, HtmlElement)] if isinstance(found, list) else []


def provenance(
    source: str,
    value: object,
    losers: Sequence[tuple[str, object]] = (),
    precision: str | None = None,
) -> Provenance:
    """A field's provenance, with the candidates that said otherwise."""
    rejected = dict.fromkeys(
        f"{other}={text}"
        for other, text in ((name, tidy(str(loser))[:200]) for name, loser in losers)
        if text and fold(text) != fold(str(value))
    )
    return Provenance(source=source, precision=precision, rejected=tuple(rejected)[:8])


def _name(value: object) -> object:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.get("name") if isinstance(value, dict) else value
