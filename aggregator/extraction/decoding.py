"""From a page's bytes to its text and its tree, once for all that read it.

The order in which encodings are believed follows the WHATWG's "encoding sniffing algorithm"
(byte-order mark, transport, prescan of the page), with one change from experience: bytes that are
valid UTF-8 and use it are UTF-8, whatever is declared.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from aggregator.extraction.limits import LARGEST_PAGE, cut_to_size
from aggregator.extraction.wording import scrub

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# The WHATWG's labels mean supersets of what their names say.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    # A page that says UTF-16 in ASCII letters is not.
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_TEXT_CODECS = re.compile(
    r"base64|bz2|hex|quopri|rot_?13|uu|zip|zlib|idna|punycode|escape|undefined|mbcs|oem"
)


def decode(body: bytes, headers: Mapping[str, str]) -> str:
    """The page's text, without controls. Never fails: what cannot be read becomes U+FFFD.

    Args:
        headers: of the response, names in any case; only ``Content-Type`` is read.
    """
    body = body[:LARGEST_PAGE]
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return scrub(body[len(mark) :].decode(encoding, errors="replace"))
    try:
        # In bytes this takes a sixth of the time. What else `scrub` takes out, every field's text
        # is rid of when it is tidied.
        text = body.translate(None, _CONTROLS).decode("utf-8")
    except UnicodeDecodeError:
        return scrub(_decode_other(body, headers))
    if body.isascii():
        declared = next(iter(_declared(body, headers)), "utf-8")
        if declared in {"iso2022_jp", "hz", "utf-7"}:
            # Encodings whose bytes all look like ASCII.
            return scrub(body.decode(declared, errors="replace") if declared != "utf-7" else text)
    return text


def parse(text: str) -> HtmlElement | None:
    """The tree of a page's text, None where there is no element in it."""
    if not text.strip():
        return None
    text = cut_to_size(text)
    # Parsed from UTF-8 bytes with the encoding given, so that no declaration in the page counts.
    # Huge trees are those deeper than 256 elements; libxml2 still ends them at 2,048.
    parser = HTMLParser(
        encoding="utf-8",
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=True,
    )
    # All elements are of one class. lxml.html would ask a Python function for each one's class,
    # each time that it is met again.
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    if not isinstance(tree, HtmlElement):
        return None
    return tree


def _decode_other(body: bytes, headers: Mapping[str, str]) -> str:
    """Decode bytes that are not valid UTF-8 throughout."""
    candidates = _declared(body, headers)
    for encoding in candidates:
        if encoding == "utf-8":
            continue
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    lenient = body.decode("utf-8", errors="replace")
    damaged = lenient.count("\ufffd")
    # A page cut in the middle, or with a few foreign bytes, is still UTF-8.
    if damaged * 4 < sum(1 for c in lenient if c > "\x7f"):
        return lenient
    others = [encoding for encoding in candidates if encoding != "utf-8"]
    if others:
        return body.decode(others[0], errors="replace")
    return body.decode(_guess(body), errors="replace")


def _declared(body: bytes, headers: Mapping[str, str]) -> list[str]:
    """The encodings the response and the page declare, those Python knows, the first first."""
    labels = []
    for name, value in headers.items():
        if name.lower() == "content-type" and (found := _CHARSET.search(value)):
            labels.append(found[1])
    labels += [label.decode("ascii") for label in _DECLARED.findall(body[:8192])]
    known = []
    for label in labels:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            continue
        if not _TEXT_CODECS.search(name):
            known.append(_MEANT.get(name, name))
    return known


def _guess(body: bytes) -> str:
    from trafilatura.utils import detect_encoding  # noqa: PLC0415 - heavy, and rarely needed

    for label in detect_encoding(body[:65536]):
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        if name not in {"utf-8", "ascii"}:
            return name
    return "cp1252"
