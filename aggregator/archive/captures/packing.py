"""Packs saved pages, feeds and sitemaps into a WARC file that a crawl can replay."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator import __version__
from aggregator.archive.captures.store import CaptureStore
from aggregator.records import Exchange
from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A document as somebody saved it.

    Attributes:
        url: http or https.
        captured_at: aware; when it was saved.
        status: of HTTP, 100 to 599.
        content_type: None to tell by its first bytes.

    Raises:
        ValueError: a value is none that a capture can have.
    """

    url: str
    body: bytes
    captured_at: datetime
    status: int = 200
    content_type: str | None = None

    def __post_init__(self) -> None:
        canonical(self.url)
        if re.search(r"[\x00-\x20\x7f]", self.url):
            raise ValueError(f"url has a space or a control character in it: {self.url!r}")
        if not 100 <= self.status <= 599:  # noqa: PLR2004 - RFC 9110, section 15
            raise ValueError(f"status is {self.status}, and HTTP has 100 to 599")
        if not re.fullmatch(r"[\x20-\x7e]+", self.content_type or "text/html"):
            raise ValueError(f"content_type is no media type: {self.content_type!r}")


def pack(pages: Iterable[SavedPage], out: Path) -> int:
    """Write the pages to one WARC/1.1 file in the order of time; how many there were.

    Raises:
        CaptureError, OSError: the file cannot be written; what was at `out` before is untouched.
        ValueError: there is nothing to pack.
    """
    ordered = sorted(pages, key=lambda page: (page.captured_at, page.url))
    if not ordered:
        raise ValueError("there is nothing to pack")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        store = CaptureStore(
            Path(folder),
            prefix="pack",
            software=f"news-aggregator/{__version__}",
            max_bytes=1 << 60,
        )
        for page in ordered:
            store.append(_exchange(page))
        written = store.path
        store.close()
        if written is None:
            raise ValueError("there is nothing to pack")
        written.replace(out)
    return len(ordered)


def _exchange(page: SavedPage) -> Exchange:
    kind = page.content_type or _sniff(page.body)
    return Exchange(
        url=page.url,
        captured_at=page.captured_at,
        status=page.status,
        headers=(("Content-Type", kind), ("Content-Length", str(len(page.body)))),
        body=page.body,
    )


def _sniff(body: bytes) -> str:
    """XML or HTML, by the document's beginning; no charset is claimed that nobody declared."""
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex")):
        return "text/html" if b"<html" in head else "application/xml"
    if head.startswith((b"{", b"[")):
        return "application/json"
    return "text/html" if b"<" in head else "text/plain"
