"""Whether a story is free to read, and how it is not, as its page declares it.

A story is free or paywalled; of what is paywalled some can be read by anybody for a while (a meter
counts the stories of a month), some by anybody who signs up. That is its metering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssselect import SelectorError
from lxml import etree

from aggregator.extraction.structured import types
from aggregator.records import Access

if TYPE_CHECKING:
    from aggregator.extraction.document import Document

_FREE = {"free", "public", "open", "none", "gratuit", "gratis", "frei", "kostenlos", "unlocked"}
_METERED = {"metered", "meter", "metering", "soft", "dynamic"}
_REGISTERED = {"registered", "registration", "register", "login", "regwall"}
_LOCKED = {
    "locked", "premium", "paid", "subscriber", "subscribers", "subscription", "restricted", "plus",
    "hard", "abo", "abonne", "abonnes", "abonné", "abonnés", "suscriptor", "suscriptores",
    "exclusive", "paywall", "pay",
}  # fmt: skip
_PAID = _METERED | _REGISTERED | _LOCKED
_TIER = (
    "article:content_tier",
    "og:article:content_tier",
    "content_tier",
    "article:opengraph_content_tier",
    "article:access",
    "access",
    "paywall",
)
_LONGEST_SELECTOR = 200


def find_access(document: Document) -> tuple[Access, str]:
    """The declared access and the source of the declaration."""
    declared = _boolean(document.article.get("isAccessibleForFree"))
    walled = [part for part in _parts(document) if _boolean(part[0]) is False]
    if walled and (declared is None or any(_is_there(document, part[1]) for part in walled)):
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
    for tier in document.metas(*_TIER):
        if tier.lower() in _FREE:
            return Access.FREE, "meta"
        if tier.lower() in _PAID:
            return Access.PAYWALLED, "meta"
    return Access.UNKNOWN, ""


def find_metering(document: Document) -> str | None:
    """How what is not simply free is let out: ``metered``, ``registered`` or ``locked``."""
    for tier in document.metas(*_TIER):
        for name, words in (
            ("metered", _METERED),
            ("registered", _REGISTERED),
            ("locked", _LOCKED),
        ):
            if tier.lower() in words:
                return name
    return None


def _is_there(document: Document, selector: object) -> bool:
    """Whether the part that a CSS selector names is in the page."""
    if not isinstance(selector, str) or len(selector) > _LONGEST_SELECTOR:
        return False
    try:
        return bool(document.tree.cssselect(selector))
    except (SelectorError, etree.XPathError):
        return False


def _parts(document: Document) -> list[tuple[object, object]]:
    """What the article says of its parts: some mark what is behind a wall by hasPart alone."""
    parts = document.article.get("hasPart")
    return [
        (part.get("isAccessibleForFree"), part.get("cssSelector"))
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
