"""From the bytes of a discovery document to text and XML that can be read, whatever they are.

Nothing here is trusted: gzip is unpacked up to a limit, the encoding is checked against the
bytes, document type declarations (and so every entity bomb and external entity) are cut out, and
what is not well-formed is mended before libxml2's recovering parser sees it.
"""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html
from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding

from aggregator.discovery.wording import one_line, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 50 * 1024 * 1024
"""Bytes of a document once unpacked: the limit of the sitemap protocol."""

_LARGEST_TAG = 16_384  # libxml2's time grows with the square of a tag's attributes
_MOST_AMPERSANDS = 3_000_000
_CHUNK = 1024 * 1024
_PROLOGUE = 20_000  # characters in which a root element begins

_DECLARED_ENCODING = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})")
_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]{0,60})")
_SPACE = re.compile(r"\s*")
_PAGE = re.compile(r"<(?:html|head|body)\b", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s{0,50}>")
_AMPERSAND = re.compile(
    r"&(?:([A-Za-z][A-Za-z0-9]{1,31});|#(?:[xX]([0-9a-fA-F]{1,6})|(\d{1,7}));)?"
)
_CONTROLS = [chr(code) for code in range(32) if code not in {9, 10, 13}]
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_HUGE_TAG = re.compile(rf"<(?!!)[^<>]{{{_LARGEST_TAG}}}")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})


class NotADiscovery(ValueError):  # noqa: N818 - it names what the document is not
    """The document is no feed, sitemap or section page; the message says what was got."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text, and what had to be worked around to get it."""

    text: str
    problems: tuple[str, ...] = ()


def open_document(body: bytes, content_type: str | None = None) -> Document:
    """Unpack and decode.

    Raises:
        NotADiscovery: nothing is in it.
    """
    body, unpacking = _unpacked(body)
    text, decoding = _decoded(body, content_type)
    if not text.strip():
        raise NotADiscovery("an empty document")
    return Document(text, (*unpacking, *decoding))


def parse_xml(text: str) -> tuple[etree._Element | None, tuple[str, ...]]:
    """The root element, or None where there is no markup at all, and what was wrong with it."""
    source = _mended(text)
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:  # not even a root element
        return None, ()
    return root, _complaint(parser.error_log)


def iterate_xml(text: str) -> Iterator[tuple[str, etree._Element]]:
    """The start and end of each element in turn, for documents too large to hold as a tree.

    Raises:
        NotADiscovery: a single tag is of a hostile size.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    source = _mended(text)
    for start in range(0, len(source), _CHUNK):
        try:
            parser.feed(source[start : start + _CHUNK])
        except etree.XMLSyntaxError:
            return
        yield from parser.read_events()  # type: ignore[misc]


def parse_html(text: str) -> etree._Element | None:
    """An HTML page's root, or None where there is nothing to parse."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    cleaned = re.sub("[\x00\ud800-\udfff]", "", text)
    try:
        return lxml_html.document_fromstring(cleaned.encode("utf-8"), parser=parser)
    except etree.ParserError:  # an empty document
        return None


def described(document: Document) -> str:
    """What a document is that is not what was asked for, in a few words."""
    text = document.text.strip()
    if _PAGE.search(text, 0, _PROLOGUE):
        page = parse_html(text[:200_000])
        title = one_line((None if page is None else page.findtext(".//title")) or "")
        named = f'titled "{shortened(title, 100)}"' if title else "without a title"
        return f"an HTML page {named}"
    root = _ELEMENT.match(without_prologue(text)[:200])
    return f"a document of <{root[1]}>" if root else repr(shortened(one_line(text[:300]), 80))


def without_prologue(text: str) -> str:
    """The text from its root element on.

    The document type declaration goes, with all entities that are declared in it, and so do the
    XML declaration, comments, processing instructions and whatever was printed before them.
    """
    at = max(text.find("<"), 0)
    while True:
        skipped = _SPACE.match(text, at)
        at = skipped.end() if skipped else at
        if text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text[at : at + 9].lower() == "<!doctype":
            end = text.find(">", at)
            if text.find("[", at, max(end, at)) >= 0:
                subset = _SUBSET_END.search(text, at)
                end = subset.end() - 1 if subset else -1
        else:
            return text[at:]
        if end < 0:  # it never ends: all of it is prologue
            return ""
        at = text.index(">", end) + 1


def _unpacked(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The body without gzip (twice packed too, which servers do), cut at `LARGEST`."""
    problems: list[str] = []
    for _ in range(2):
        if not body.startswith(b"\x1f\x8b"):
            break
        body, problem = _gunzipped(body)
        problems += [problem] if problem else []
    if len(body) > LARGEST:
        body = body[:LARGEST]
        problems.append(f"cut at {LARGEST} bytes")
    return body, tuple(problems)


def _gunzipped(body: bytes) -> tuple[bytes, str | None]:
    parts: list[bytes] = []
    size = 0
    while body.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        try:
            part = member.decompress(body, LARGEST + 1 - size)
        except zlib.error as error:
            return b"".join(parts), f"damaged gzip: {error}"
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            return b"".join(parts)[:LARGEST], f"unpacks to more than {LARGEST} bytes: cut"
        if not member.eof:
            return b"".join(parts), "gzip that ends too early"
        body = member.unused_data
    return b"".join(parts), None


def _decoded(body: bytes, content_type: str | None) -> tuple[str, tuple[str, ...]]:
    """Text by byte order mark, then by what the bytes are, then by what is declared.

    Text that decodes as UTF-8 and is not plain ASCII is UTF-8, whatever is declared: chance
    makes other encodings valid UTF-8 almost never, and servers declare wrongly all the time.
    """
    marked, mark = read_bom(body)
    if marked is not None and mark is not None:
        return body[len(mark) :].decode(marked, errors="replace"), ()
    for start, encoding in ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")):
        if body.startswith(start):
            return body.decode(encoding, errors="replace"), ()
    written = _DECLARED_ENCODING.search(body[:1000])
    declared = [
        http_content_type_encoding(content_type) if content_type else None,
        resolve_encoding(written[1].decode("ascii")) if written else None,
    ]
    candidates = [name for name in declared if name is not None]
    problems: list[str] = []
    if not (body.isascii() and candidates):  # ISO-2022-JP is ASCII on the face of it
        candidates.insert(0, "utf-8")
    for encoding in candidates:
        try:
            return body.decode(encoding), tuple(problems)
        except (UnicodeDecodeError, LookupError):
            if encoding in declared:
                problems.append(f"declared as {encoding}, which it is not")
    # Of a single wrong byte in UTF-8, the rest is still UTF-8.
    text = body.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if broken * 20 < sum(not c.isascii() for c in text):
        return text, (*problems, f"{broken} bytes that are no UTF-8")
    return body.decode("cp1252", errors="replace"), (*problems, "of no known encoding")


def _mended(text: str) -> bytes:
    if _HUGE_TAG.search(text):
        raise NotADiscovery(f"a document with a tag of more than {_LARGEST_TAG} characters")
    if text.count("&") > _MOST_AMPERSANDS:
        raise NotADiscovery(f"a document with more than {_MOST_AMPERSANDS} ampersands")
    for control in _CONTROLS:
        text = text.replace(control, "")  # fifty times faster than a regular expression
    text = without_prologue(text)
    if not text.isascii():
        text = _NOT_XML.sub("", text)
    return _AMPERSAND.sub(_as_xml, text).encode("utf-8")


def _as_xml(match: re.Match[str]) -> str:
    """An entity of HTML as its character, any other ampersand as an ampersand."""
    name, hexadecimal, decimal = match.groups()
    if name in _XML_ENTITIES:
        return match[0]
    if name:
        meant = html.unescape(match[0])
        return f"&amp;{name};" if meant == match[0] else html.escape(meant)
    if hexadecimal or decimal:
        # As HTML reads them, so that &#146; is the quote that Windows writers mean.
        meant = html.unescape(match[0])
        return "" if _NOT_XML.search(meant) else html.escape(meant)
    return "&amp;"


def _complaint(log: etree._ListErrorLog) -> tuple[str, ...]:
    for entry in log:
        if entry.level_name != "WARNING" and entry.domain_name != "NAMESPACE":
            return (f"not well-formed XML, line {entry.line}: {entry.message.strip()[:200]}",)
    return ()
