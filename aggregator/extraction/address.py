"""The URL a story is known by: the page's own canonical one where it can be believed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from aggregator.urls import canonical

if TYPE_CHECKING:
    from aggregator.extraction.document import Document


def find_url(document: Document) -> tuple[str, str]:
    """The story's URL through `aggregator.urls.canonical`, and the source of it.

    A declared URL counts only if it is on the same site, has a path, and looks no less like an
    article than the one that was asked for: canonical links to the home page, to a section or to
    another site's copy are common mistakes (or deliberate), and one must not swallow a story.
    """
    own = _made(document.url)
    declared = [
        *(
            ("canonical", link.get("href"))
            for link in document.tagged("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ),
        *(("og", url) for url in document.metas("og:url")),
    ]
    for source, raw in declared:
        if not raw:
            continue
        try:
            url = canonical(urljoin(document.url, raw.strip()))
        except ValueError:
            continue
        if _believable(url, own, document):
            return url, source
    return own, "request"


def is_home(url: str) -> bool:
    """Whether a URL is a site's front page, that of an edition included (``/``, ``/en/``)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if re.search(r"[?&](?:p|id|story|article)\w*=", f"?{parts.query}"):
        return False
    return (
        re.fullmatch(
            r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?|(?:index|home|default)(?:\.\w+)?/?)?",
            parts.path.lower(),
        )
        is not None
    )


def _believable(url: str, own: str, document: Document) -> bool:
    if is_home(url) and not is_home(own):
        return False
    if document.outlet is not None:
        if not document.outlet.owns(url):
            return False
        return document.outlet.is_article(url) or not document.outlet.is_article(own)
    if _site(url) != _site(own):
        return False
    # A section page is shorter than the story that is said to be the same page.
    return len(urlsplit(url).path) * 3 >= len(urlsplit(own).path) or bool(re.search(r"\d{4}", url))


def _made(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:
        return url


def _site(url: str) -> str:
    """The last two labels of the host, three under a country's ``co.`` and its like."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    three = re.search(r"\.(?:co|com|net|org|gov|ac|or|ne)\.[a-z]{2}$", f".{host}") is not None
    return ".".join(host.split(".")[-3 if three else -2 :])
