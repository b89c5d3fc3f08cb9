"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, in one reading; JSON Feed in `jsonfeeds`.

Read with lxml and not with a feed library, after trying both on 2,665 hostile files: feedparser
takes time that grows with the square of one author's line (seconds for 40 KB), and fastfeedparser
refuses 91 of the files; both give a date without its zone and precision, which is what `dates` is
for. What a lead holds is little, so one tolerant pass for all dialects is shorter than either
one's repairs: an entry is an ``item`` or ``entry`` wherever it stands, and each field is looked
for under all the names that the dialects have for it.

RSS 2.0: https://www.rssboard.org/rss-specification, RSS 1.0: https://web.resource.org/rss/1.0/,
Atom: RFC 4287, Media RSS: https://www.rssboard.org/media-rss.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from aggregator.dates import parse_moment
from aggregator.discovery.documents import NotADiscovery, described, open_document, parse_xml
from aggregator.discovery.gathering import Gathering
from aggregator.discovery.jsonfeeds import looks_like_json, read_json_feed
from aggregator.discovery.wording import language_tag, one_line, person, plain, standfirst, unique
from aggregator.records import Discovery, Lead
from aggregator.urls import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from aggregator.discovery.documents import Document
    from aggregator.records import Moment

MOST_ENTRIES = 5_000
"""Entries taken of one feed; that there were more is a problem."""

LONGEST_SUMMARY = 2_000
"""Characters; longer descriptions are the story itself and are cut."""

_SPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/net/rss1.1#": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
}
_ENTRIES = frozenset({"item", "entry"})
_ROOTS = frozenset({"rss", "rdf", "feed", "channel", "rss2"})
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_LONGEST_TAG, _MOST_TAGS = 120, 50
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")

_PUBLISHED = (
    "pubdate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "created",
    "date", "dcterms:date", "publisheddate",
)  # fmt: skip
_MODIFIED = ("updated", "modified", "dcterms:modified")


_Fields: TypeAlias = "dict[str, list[etree._Element]]"  # noqa: SLF001 - the only name lxml has for it
"""An entry's child elements by name, with their namespace before a colon."""


@dataclass(frozen=True, slots=True)
class _Feed:
    """What holds for all entries of a feed."""

    url: str
    timezone: str | None
    now: datetime | None
    language: str | None
    authors: tuple[str, ...]


def read_feed(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    timezone: str | None = None,
    now: datetime | None = None,
) -> Discovery:
    """The leads of a feed of any dialect, in its order.

    Entries without a link that can be fetched, dates that cannot be read (quoted) and whatever
    else was worked around are in `Discovery.problems`. A URL that comes twice is taken once.

    Args:
        body: as it came, gzip included.
        url: of the feed, for relative links.
        content_type: the response's header.
        timezone: of the outlet, for dates without one.
        now: as in `dates.parse_moment`.

    Raises:
        NotADiscovery: it is no feed.
    """
    document = open_document(body, content_type)
    return feed_of(document, url=url, timezone=timezone, now=now)


def feed_of(
    document: Document, *, url: str, timezone: str | None = None, now: datetime | None = None
) -> Discovery:
    """As `read_feed`, of a document that is already open."""
    if looks_like_json(document.text):
        return read_json_feed(document, url=url, timezone=timezone, now=now)
    root, problems = parse_xml(document.text)
    if root is None or not is_feed(root):
        raise NotADiscovery(f"expected a feed, got {described(document)}")
    feed = _Feed(url, timezone, now, _inherited_language(root), _feed_authors(root))
    found = Gathering("entry", MOST_ENTRIES)
    found.problems.extend((*document.problems, *problems))
    for entry in _entries(root):
        if found.full:
            found.leave_out()
            break
        try:
            found.add(_lead(entry, feed, found))
        except ValueError as error:
            found.skip(str(error))
    return Discovery(kind="feed", leads=found.leads, problems=found.sentences())


def is_feed(root: etree._Element) -> bool:
    """Whether an XML document's root is that of a feed."""
    _, name = _name_of(root)
    return name in _ROOTS or name in _ENTRIES


def _lead(entry: etree._Element, feed: _Feed, found: Gathering) -> Lead:
    """Raises ValueError where the entry has no link that can be fetched."""
    fields = _fields(entry)
    title = _first_text(fields, "title", "dc:title", "media:title")
    summary = _first_text(
        fields, "description", "summary", "dc:description", "media:description", "itunes:summary"
    ) or _first_text(fields, "content:encoded", "content", "xhtml:body")
    language = _language_of(entry, fields) or feed.language
    modified = _moment(fields, _MODIFIED, feed, language, found)
    return Lead(
        url=_link(entry, fields, feed.url),
        via="feed",
        title=title,
        summary=standfirst(summary or "", LONGEST_SUMMARY),
        published=_moment(fields, _PUBLISHED, feed, language, found) or modified,
        modified=modified,
        authors=_authors(fields) or feed.authors,
        language=language,
        tags=_tags(fields),
        image=_image(fields, feed.url),
        position=found.seen,
    )


def _entries(root: etree._Element) -> Iterator[etree._Element]:
    """Entries that do not stand within another entry."""
    for element in root.iter(etree.Element):
        if _name_of(element)[1] in _ENTRIES and not any(
            _name_of(above)[1] in _ENTRIES for above in _nearest(element)
        ):
            yield element


def _nearest(element: etree._Element) -> Iterator[etree._Element]:
    return islice(element.iterancestors(), 8)


def _name_of(element: etree._Element) -> tuple[str, str]:
    """Namespace, as one of the short names of `_SPACES`, and local name, in lower case."""
    tag = element.tag
    if not isinstance(tag, str):
        return "?", ""
    if tag.startswith("{"):
        uri, _, name = tag[1:].partition("}")
        return _SPACES.get(uri.lower(), "?"), name.lower()
    space, colon, name = tag.lower().rpartition(":")  # a prefix that nothing declared
    return (space, name) if colon else ("", name)


def _namespace(element: etree._Element) -> str:
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def _fields(entry: etree._Element) -> _Fields:
    own_space = _namespace(entry)
    fields: _Fields = {}
    for child in entry.iterchildren(etree.Element):
        space, name = _name_of(child)
        if space == "?" and _namespace(child) == own_space:
            space = ""
        fields.setdefault(f"{space}:{name}" if space else name, []).append(child)
    return fields


def _text(element: etree._Element) -> str:
    """What an element says to a reader."""
    if len(element):
        etree.strip_elements(element, "{*}script", "{*}style", with_tail=False)
    text = _raw_text(element)
    kind = (element.get("type") or "").lower()
    # Atom says when its text is no markup (RFC 4287, 3.1.1); RSS never does.
    if (kind in {"text", "text/plain", "xhtml"}) or (not kind and _is_atom(element)):
        return one_line(text)
    return plain(text)


def _raw_text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _is_atom(element: etree._Element) -> bool:
    return _namespace(element).lower() == "http://www.w3.org/2005/atom"


def _first_text(fields: _Fields, *names: str) -> str | None:
    for name in names:
        for element in fields.get(name, ()):
            text = _text(element)
            if text:
                return text
    return None


def _link(entry: etree._Element, fields: _Fields, feed_url: str) -> str:
    tried: list[str] = []
    for element, href in _link_candidates(entry, fields):
        found = resolve(_base(element, feed_url), html.unescape(href))
        if found is not None:
            return found
        tried.append(href)
    if tried:
        raise ValueError(f"a link that cannot be fetched: {tried[0][:200]!r}")
    raise ValueError("no link")


def _link_candidates(
    entry: etree._Element, fields: _Fields
) -> Iterator[tuple[etree._Element, str]]:
    """Possible links, the best first: the original one, the alternate, a permanent identifier."""
    links = [
        (element, element.get("href"), element.get("rel")) for element in fields.get("link", ())
    ]
    said = [(element, element.text) for element in fields.get("feedburner:origlink", ())]
    said += [(element, element.text) for element, href, _ in links if href is None]
    pages = [
        (element, href)
        for element, href, rel in links
        if href is not None and (rel or "alternate").lower() == "alternate"
    ]
    pages.sort(key=lambda pair: "html" not in (pair[0].get("type") or "html"))
    said += [*pages, (entry, entry.get(_ABOUT))]
    said += [
        (element, element.text)
        for element in (*fields.get("guid", ()), *fields.get("id", ()))
        if (element.get("isPermaLink") or "true").strip().lower() != "false"
        and (element.text or "").strip().lower().startswith(("http://", "https://"))
    ]
    for element, href in said:
        if href is not None and href.strip():
            yield element, href.strip()


def _base(element: etree._Element, feed_url: str) -> str:
    """What relative links within an element are relative to (XML Base)."""
    bases = [e.get(_XML_BASE) for e in (element, *islice(element.iterancestors(), 8))]
    base = feed_url
    for part in reversed(bases):
        if part:
            base = resolve(base, part) or base
    return base


def _moment(
    fields: _Fields,
    names: tuple[str, ...],
    feed: _Feed,
    language: str | None,
    found: Gathering,
) -> Moment | None:
    """The first date under these names that can be read; those that cannot are noted."""
    for name in names:
        for element in fields.get(name, ()):
            raw = _raw_text(element).strip()
            if not raw:
                continue
            moment = parse_moment(
                raw,
                languages=[language] if language else (),
                timezone=feed.timezone,
                now=feed.now,
            )
            if moment is not None:
                return moment
            found.note(f"no date: {raw[:100]!r}")
    return None


def _authors(fields: _Fields) -> tuple[str, ...]:
    for name in ("dc:creator", "author", "creator", "dcterms:creator", "itunes:author"):
        names = [person(_author_text(element)) for element in fields.get(name, ())]
        if any(names):
            return unique([name for name in names if name])
    return ()


def _author_text(element: etree._Element) -> str:
    for child in element.iterchildren(etree.Element):
        if _name_of(child)[1] == "name":
            return _raw_text(child)
    if len(element):  # an Atom person without a name
        return ""
    return element.text or ""


def _feed_authors(root: etree._Element) -> tuple[str, ...]:
    """Of an Atom feed, whose authors are those of entries without one (RFC 4287, 4.2.1)."""
    return _authors(_fields(root)) if _is_atom(root) else ()


def _tags(fields: _Fields) -> tuple[str, ...]:
    tags: list[str] = []
    tags.extend(
        plain(element.get("label") or element.get("term") or _text(element))
        for element in (*fields.get("category", ()), *fields.get("dc:subject", ()))[:_MOST_TAGS]
    )
    for element in fields.get("media:keywords", ()):
        tags.extend(plain(part) for part in _text(element).split(","))
    return unique([tag for tag in tags if tag and len(tag) <= _LONGEST_TAG])[:_MOST_TAGS]


def _image(fields: _Fields, feed_url: str) -> str | None:
    """The largest picture that the entry declares."""
    best: tuple[int, str] | None = None
    for element in _media(fields):
        link = element.get("url") or element.get("href") or _image_text(element)
        if not link or not _is_picture(element, link):
            continue
        width = element.get("width") or ""
        size = int(width) if width.isascii() and width.isdigit() and len(width) < 6 else 0  # noqa: PLR2004
        resolved = resolve(_base(element, feed_url), html.unescape(link))
        if resolved and (best is None or size > best[0]):
            best = (size, resolved)
    return best[1] if best else None


def _media(fields: _Fields) -> Iterator[etree._Element]:
    for name in ("media:content", "media:group", "media:thumbnail", "enclosure", "link"):
        for element in fields.get(name, ()):
            if name == "link" and (element.get("rel") or "").lower() != "enclosure":
                continue
            yield element
            if name.startswith("media:"):
                yield from islice(element.iterdescendants(etree.Element), 20)
    yield from fields.get("itunes:image", ())
    yield from fields.get("image", ())


def _image_text(element: etree._Element) -> str | None:
    if _name_of(element)[1] != "image":
        return None
    for child in element.iterchildren(etree.Element):
        if _name_of(child)[1] == "url":
            return (child.text or "").strip()
    return (element.text or "").strip()


def _is_picture(element: etree._Element, link: str) -> bool:
    _, name = _name_of(element)
    if name in {"thumbnail", "image"} or (element.get("medium") or "").lower() == "image":
        return True
    kind = (element.get("type") or "").lower()
    if kind:
        return kind.startswith("image/")
    return name in {"content", "enclosure"} and link.partition("?")[0].lower().endswith(_PICTURES)


def _language_of(element: etree._Element, fields: _Fields) -> str | None:
    for name in ("dc:language", "language", "dcterms:language"):
        for found in fields.get(name, ()):
            tag = language_tag(found.text)
            if tag:
                return tag
    return language_tag(element.get(_XML_LANG))


def _inherited_language(root: etree._Element) -> str | None:
    """The feed's language, declared at the root or in its channel."""
    for element in (root, *islice(root.iterchildren(etree.Element), 4)):
        language = _language_of(element, _fields(element))
        if language:
            return language
    return None
