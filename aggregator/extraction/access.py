"""Whether a story is free to read, as its page declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.extraction.structured import types
from aggregator.records import Access

if TYPE_CHECKING:
    from aggregator.extraction.document import Document

_FREE = {"free", "public", "open", "none"}
_PAID = {
    "metered",
    "locked",
    "premium",
    "paid",
    "subscriber",
    "subscription",
    "registered",
    "restricted",
    "plus",
}


def find_access(document: Document) -> tuple[Access, str]:
    """The declared access and the source of the declaration."""
    declared = _boolean(document.article.get("isAccessibleForFree"))
    if declared is None and any(_boolean(part) is False for part in _parts(document)):
        declared = False
    if declared is None:
        pages = (node for node in document.nodes if types(node) & {"webpage", "creativework"})
        declared = next(
            (b for b in (_boolean(n.get("isAccessibleForFree")) for n in pages) if b is not None),
            None,
        )
    if declared is not None:
        return (Access.FREE if declared else Access.PAYWALLED), document.article_source
    for value in document.metas("isaccessibleforfree"):
        if (worded := _boolean(value)) is not None:
            return (Access.FREE if worded else Access.PAYWALLED), "itemprop"
    for tier in document.metas(
        "article:content_tier",
        "og:article:content_tier",
        "content_tier",
        "article:opengraph_content_tier",
        "access",
        "paywall",
    ):
        if tier.lower() in _FREE:
            return Access.FREE, "meta"
        if tier.lower() in _PAID:
            return Access.PAYWALLED, "meta"
    return Access.UNKNOWN, ""


def _parts(document: Document) -> list[object]:
    """What the article says of its parts: some mark what is behind a wall by hasPart alone."""
    parts = document.article.get("hasPart")
    return [
        part.get("isAccessibleForFree")
        for part in (parts if isinstance(parts, list) else [parts])
        if isinstance(part, dict)
    ]


def _boolean(value: object) -> bool | None:
    """True and False as JSON-LD pages write them: booleans, words, schema.org URLs, 0 and 1."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool):
        return value
    text = str(value).rstrip("/").rpartition("/")[2].strip().lower() if value is not None else ""
    if text in {"true", "yes", "1"}:
        return True
    if text in {"false", "no", "0", "nomatch"}:
        return False
    return None
