"""What a response is when it is no page at all: told from its head, before anything is parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HTML_TYPE = re.compile(r"html|^text/plain|^text/xml|^application/xml|^$", re.IGNORECASE)
_HTML = re.compile(r"<html|<!doctype html", re.IGNORECASE)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]{0,500}>\s*)?(?:(?:<\?[^>]{0,500}>|<!--.{0,500}?-->)\s*){0,5}"
    r"<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON = re.compile(r'[\[{]\s*(?:["{\[\]}]|-?\d|true\b|false\b|null\b)')
_MAGIC = (
    ("%PDF", "a PDF file"),
    ("%!PS", "a PostScript file"),
    ("\x89PNG", "a picture"),
    ("GIF8", "a picture"),
    ("\xff\xd8\xff", "a picture"),
    ("RIFF", "a picture, sound or film"),
    ("PK\x03\x04", "a ZIP file"),
    ("\x1f\x8b", "a gzip file"),
    ("BZh", "a bzip2 file"),
    ("7z\xbc\xaf", "an archive"),
    ("WARC/1", "a WARC file"),
)
_HEAD = 2_000


def other_than_page(  # noqa: PLR0911 - one for each form
    body: bytes, html: str, headers: Mapping[str, str]
) -> str | None:
    """What a response without a page holds, in a few words; None for what may be a page.

    Args:
        body, html: as sent and as decoded.
        headers: of the response, names in lower case.
    """
    start = html[:_HEAD].lstrip()
    if not start:
        return "empty response"
    if _FEED.match(start):
        return "a feed or sitemap"
    signature = body[:8].decode("latin-1")
    for magic, name in _MAGIC:
        if signature.startswith(magic):
            return name
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not _HTML_TYPE.search(kind) and not _HTML.search(start):
        return f"content type {kind}"
    if "<" not in html:
        return "no markup in it"
    if _JSON.match(start) and not _HTML.search(start):
        return "JSON"
    return None
