"""A page, text, feed or e-mail as lines with their links: what citations are read from.

HTML is read with lxml's parser, which mends what browsers mend. Block elements and ``<br>``
split lines. What is not the document (scripts, navigation, comment forms, captions) is left out.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aggregator.citations import feeds, mail
from aggregator.citations.furniture import is_furniture, is_photo_credit, published_in
from aggregator.citations.labels import is_source_label
from aggregator.citations.lines import Line, squeeze, text_lines
from aggregator.citations.names import host_of, is_pointer
from aggregator.citations.page import Page, read_page
from aggregator.dates import parse_moment

if TYPE_CHECKING:
    from aggregator.records import Moment

_SNIFFED = 65_536
_LONGEST_TITLE = 300
_LONGEST_AUTHOR = 80
_HEAD_LINES = 25
_HTML_START = re.compile(
    r"\s*<(?:!--|(?:!doctype\s+html|html|head|body|article|main|section|div|p|h[1-6]|ul|ol|dl|table|a"
    r"|blockquote|em|strong|span|br)\b)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"</(?:p|div|a|li|h[1-6]|td|dd|dt|th|font|em|strong|span)>|<br\s*/?>", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


_WIKINEWS = re.compile(r"\{\{\s{0,3}source\s{0,3}(?:\||$)", re.IGNORECASE)


class UnreadableDocument(ValueError):  # noqa: N818 -- the words of the field, not of the language
    """The bytes are neither HTML nor text, nor an e-mail or feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a document says, line by line.

    Attributes:
        title: as the page declares it, or the first line of a text that has more.
        published: as the page declares it or prints it near its top.
        language: BCP 47, where declared.
        text: paragraphs separated by a blank line, without title, furniture, captions and
            source block: what is stored as the story's text.
        lines: everything that is the document's, in order; blank lines are left out.
        url: where it is from.
        host: of the site that it is from, where it has no URL: an e-mail's sender, a page's
            canonical address.
        parts: the documents that it is made of: a feed's entries. Their lines are in `lines` too.
    """

    title: str | None = None
    published: Moment | None = None
    language: str | None = None
    text: str = ""
    lines: tuple[Line, ...] = ()
    url: str | None = None
    host: str | None = None
    parts: tuple[Document, ...] = ()


def read_document(
    body: bytes, *, url: str | None = None, content_type: str | None = None
) -> Document:
    """Read HTML, plain text (with Markdown or wikitext), a feed or an e-mail.

    Raises:
        UnreadableDocument: the bytes are not text in any encoding that they declare or show.
    """
    if "rfc822" in (content_type or "").lower() or mail.is_mail(body):
        return _mail(body, url)
    text = _decode(body, content_type)
    if feeds.is_feed(text):
        return _feed(text, url)
    return _single(text, url, is_html=_is_html(text, content_type))


def _single(text: str, url: str | None, *, is_html: bool) -> Document:
    if is_html:
        page = read_page(text, url)
    else:
        page = Page(lines=text_lines(text))
        page.title = _first_line(page.lines)
    return _of_page(page, url)


def _of_page(page: Page, url: str | None) -> Document:
    published = parse_moment(page.published) if page.published else None
    if published is None:
        published = _printed_date(page.lines, page.language)
    return Document(
        title=page.title,
        published=published,
        language=page.language,
        text=story_text(page.lines, page.title),
        lines=tuple(page.lines),
        url=url,
        host=host_of(page.url) if page.url else _wiki_of(page.lines),
    )


def _wiki_of(lines: list[Line]) -> str | None:
    """Wikinews, where a text gives its sources by that wiki's template."""
    return "wikinews.org" if any(_WIKINEWS.search(line.text) for line in lines) else None


def _mail(body: bytes, url: str | None) -> Document:
    """An e-mail: its subject is the title, its sender's site the site it is from."""
    try:
        message = mail.read_mail(body)
    except RecursionError:
        raise UnreadableDocument("the e-mail is nested too deep") from None
    read = [_single(part.text, url, is_html=part.is_html) for part in message.bodies]
    lines = tuple(line for one in read for line in one.lines)
    return Document(
        title=message.subject or next((one.title for one in read if one.title), None),
        published=parse_moment(message.sent)
        or next((one.published for one in read if one.published), None),
        language=next((one.language for one in read if one.language), None),
        text="\n\n".join(one.text for one in read if one.text),
        lines=lines,
        url=url,
        host=message.host,
    )


def _feed(text: str, url: str | None) -> Document:
    """A feed: each entry a part, with its headline as a heading."""
    feed = feeds.read_feed(text)
    home = feed.url if feed.url and not is_pointer(feed.url) else None
    parts = tuple(_entry(entry, home or url, feed.language) for entry in feed.entries)
    return Document(
        title=feed.title,
        published=max(
            (part.published for part in parts if part.published),
            key=lambda moment: moment.utc,
            default=None,
        ),
        language=feed.language,
        text="\n\n".join(part.text for part in parts if part.text),
        lines=tuple(line for part in parts for line in part.lines),
        url=url,
        parts=parts,
    )


def _entry(entry: feeds.Entry, home: str | None, language: str | None) -> Document:
    """One entry: a line of its headline, linked, with the source that the feed names behind it."""
    lines: list[Line] = []
    title = squeeze(entry.title)
    if title:
        shown = title
        if entry.source and not title.endswith(entry.source):
            shown = f"{title}  {squeeze(entry.source)}"
        elif entry.source:
            # "Headline - Outlet": the link lies on the headline, as in the cluster below it.
            title = title.removesuffix(entry.source).rstrip(" -–—|·") or title
        links = ((0, len(title), entry.url),) if entry.url else ()
        lines.append(Line(shown, links, heading=True))
    author = squeeze(entry.author or "")
    if author and len(author) <= _LONGEST_AUTHOR and "@" not in author:
        lines.append(Line(f"By {author}"))
    for body in entry.bodies:
        is_html = "<" in body and ">" in body
        fresh = _single(body, home, is_html=is_html).lines
        known = {line.text for line in lines}
        lines += [line for line in fresh if line.text not in known]
    page = Page(lines=lines, title=title or None, language=language, published=entry.published)
    return replace(_of_page(page, home), host=host_of(home) if home else None)


def story_text(lines: list[Line], title: str | None) -> str:
    """The document's own paragraphs: no title, furniture, caption, date line or source block."""
    kept: list[str] = []
    for line in lines:
        if is_source_label(line.text):
            # A source block closes the document; what follows it is page furniture.
            if kept:
                break
            continue
        if not kept and title is not None and line.text == title:
            continue
        if is_furniture(line.text) or is_photo_credit(line.text):
            continue
        if published_in(line.text) is not None:
            continue
        kept.append(line.text)
    return "\n\n".join(kept)


def _decode(body: bytes, content_type: str | None) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    if b"\x00" in body[:_SNIFFED]:
        raise UnreadableDocument("the bytes are not text (they hold NUL)")
    declared = _CHARSET.search((content_type or "").encode("ascii", "replace"))
    declared = declared or _XML_ENCODING.match(body[:4096]) or _CHARSET.search(body[:4096])
    encodings = ["utf-8", "cp1252"]
    if declared is not None:
        encodings.insert(0, declared.group(1).decode("ascii"))
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    # cp1252 has five holes; every byte means something in latin-1, and nothing is lost.
    return body.decode("latin-1")


def _is_html(text: str, content_type: str | None) -> bool:
    kind = (content_type or "").lower()
    if "html" in kind:
        return True
    head = text[:_SNIFFED]
    if _HTML_START.match(head):
        return True
    return "markdown" not in kind and len(_CLOSING.findall(head)) >= 2  # noqa: PLR2004 -- one may be a quoted tag


def _first_line(lines: list[Line]) -> str | None:
    """The title of a plain text: its first line, where that stands as one."""
    if len(lines) < 2:  # noqa: PLR2004 -- a lone line is no title of anything
        return None
    first = lines[0].text
    if len(first) > _LONGEST_TITLE or is_source_label(first) or first.endswith((".", ",", ";")):
        return None
    return first


def _printed_date(lines: list[Line], language: str | None) -> Moment | None:
    """The date that the document prints near its top: ``| Published March 30, 2025``."""
    for line in lines[:_HEAD_LINES]:
        raw = published_in(line.text)
        if raw is not None:
            found = parse_moment(raw, languages=(language,) if language else ())
            if found is not None:
                return found
    return None
