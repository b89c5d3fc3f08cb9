"""A feed as a document: each entry is a document of its own, with its own headline and date.

Read by what an element is called and not by its format, so that RSS 0.9 to 2.0, RDF and Atom are
one case; JSON Feed is the other. Feeds of aggregators name the outlet of an entry in ``source``
(RSS 2.0, Atom), in ``external_url`` (JSON Feed) or only by where the entry's link leads.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_START = re.compile(
    r"\s*(?:<\?xml\b[^>]{0,300}>)?(?:\s*(?:<!--.{0,4000}?-->|<\?[^>]{0,1000}>|<!DOCTYPE[^>]{0,1000}>))*"
    r"\s*<(?:rss|feed|entry|item|(?:\w{1,12}:)?RDF)\b",
    re.DOTALL,
)
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}\?>")
_JSON_START = re.compile(r"\s*\{")
_JSON_MARK = "jsonfeed.org/version"
_SNIFFED = 10_000
_TAG = re.compile(r"<[^<>]{1,500}>")
_MOST_ENTRIES = 20_000
_NAMES = {
    "title": ("title",),
    "published": ("pubdate", "published", "date", "issued", "updated", "modified"),
    "author": ("creator", "author"),
}
_BODIES = ("encoded", "content", "description", "summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed.

    Attributes:
        source: the outlet it was taken from, as the feed names it.
        bodies: HTML or text, the fullest first.
    """

    title: str = ""
    url: str | None = None
    published: str | None = None
    author: str | None = None
    source: str | None = None
    bodies: tuple[str, ...] = ()


@dataclass(slots=True)
class Feed:
    """What a feed says of itself, and its entries in its order."""

    title: str | None = None
    url: str | None = None
    language: str | None = None
    entries: list[Entry] = field(default_factory=list)


def is_feed(text: str) -> bool:
    """Whether the text is RSS, RDF, Atom or JSON Feed, or one entry of them, by how it begins."""
    head = text[:_SNIFFED]
    if _JSON_START.match(head):
        return _JSON_MARK in head
    return _START.match(head) is not None


def read_feed(text: str) -> Feed:
    """Read a feed; of a damaged one, what stands before and after the damage."""
    if _JSON_START.match(text):
        return _json_feed(text)
    # Entities are left alone: a feed that defines its own means harm.
    parser = etree.XMLParser(
        recover=True, huge_tree=True, resolve_entities=False, no_network=True, remove_pis=True
    )
    data = _DECLARATION.sub("", html_entities(text), count=1).strip()
    root = etree.fromstring(data.encode("utf-8", "replace"), parser=parser)
    feed = Feed()
    if root is None:
        return feed
    for element in _channels(root):
        feed.title = feed.title or _child(element, "title")
        feed.url = feed.url or _link(element)
        feed.language = feed.language or _child(element, "language") or element.get(_XML_LANG)
    for element in root.iter(etree.Element):
        if _name(element) in {"item", "entry"}:
            feed.entries.append(_entry(element))
            if len(feed.entries) == _MOST_ENTRIES:
                break
    return feed


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ENTITY = re.compile(r"&([A-Za-z]{2,8});")


def html_entities(text: str) -> str:
    """HTML's named entities as characters: XML knows five of them and drops the others."""
    return _ENTITY.sub(_as_character, text) if "&" in text else text


def _as_character(match: re.Match[str]) -> str:
    if match.group(1) in {"amp", "lt", "gt", "quot", "apos"}:
        return match.group()
    return html.unescape(match.group())


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _channels(root: Any) -> Iterator[Any]:
    if _name(root) == "feed":
        yield root
    for child in root:
        if _name(child) == "channel":
            yield child


def _child(element: Any, *names: str) -> str | None:
    for name in names:
        for child in element:
            if _name(child) == name:
                text = _words(child)
                if text:
                    return text
    return None


def _words(element: Any) -> str:
    """The text of an element; of an author, the name in it."""
    for child in element:
        if _name(child) == "name":
            return _plain("".join(child.itertext()))
    return _plain("".join(element.itertext()))


def _plain(text: str) -> str:
    """Words of a title, which may be escaped HTML."""
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    return " ".join(text.split())


def _link(element: Any) -> str | None:
    found: str | None = None
    for child in element:
        if _name(child) not in {"link", "guid"}:
            continue
        url = (child.get("href") or child.text or "").strip()
        if not url.lower().startswith(("http://", "https://")):
            continue
        if _name(child) == "link" and child.get("rel") in {None, "alternate"}:
            return url
        if _name(child) == "guid" and found is None and child.get("isPermaLink") != "false":
            found = url
    return found


def _entry(element: Any) -> Entry:
    bodies = []
    for name in _BODIES:
        for child in element:
            if _name(child) == name:
                body = _body(child)
                if body and body not in bodies:
                    bodies.append(body)
    return Entry(
        title=_child(element, *_NAMES["title"]) or "",
        url=_link(element),
        published=_child(element, *_NAMES["published"]),
        author=_child(element, *_NAMES["author"]),
        source=_source(element),
        bodies=tuple(bodies),
    )


def _source(element: Any) -> str | None:
    for child in element:
        if _name(child) == "source":
            # RSS names the source in the element's text, Atom in a title inside it.
            return _child(child, "title") or _plain(child.text or "") or None
    return None


def _body(element: Any) -> str:
    if len(element):
        return "".join(
            [element.text or "", *(etree.tostring(child, encoding="unicode") for child in element)]
        ).strip()
    return (element.text or "").strip()


def _json_feed(text: str) -> Feed:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Feed()
    if not isinstance(data, dict):
        return Feed()
    feed = Feed(
        title=_string(data, "title"),
        url=_string(data, "home_page_url"),
        language=_string(data, "language"),
    )
    items = data.get("items")
    for item in items[:_MOST_ENTRIES] if isinstance(items, list) else []:
        if isinstance(item, dict):
            feed.entries.append(_json_entry(item))
    return feed


def _json_entry(item: Mapping[str, Any]) -> Entry:
    authors = item.get("authors")
    authors = authors if isinstance(authors, list) else [item.get("author")]
    bodies = (_string(item, name) for name in ("content_html", "content_text", "summary"))
    return Entry(
        title=_plain(_string(item, "title") or ""),
        url=_string(item, "external_url") or _string(item, "url"),
        published=_string(item, "date_published"),
        author=next((_string(a, "name") for a in authors if isinstance(a, dict)), None),
        bodies=tuple(dict.fromkeys(body for body in bodies if body)),
    )


def _string(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) and value.strip() else None
