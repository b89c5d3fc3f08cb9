"""Pages whose fields hold values of the wrong kind: dates, addresses, types, at random by a seed.

Beside the traps of `benchmarks.hostile`, which aim at time and memory, these aim at code that
believes what a page declares: 30 February, the year 10000, epochs in nanoseconds, addresses without
an end, headlines of characters that nobody sees, objects that are their own authors.
"""

from __future__ import annotations

import json
import random
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DATES = (
    "0000-00-00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "10000-01-01",
    "2025-02-30", "30 February 2025", "31.06.2025", "1743321600", "1743321600000",
    "1743321600000000000", "-1", "1" * 400, "1e18", "NaN", "2025-03-30T24:00:00Z",
    "2025-03-30T23:59:60Z", "2025-03-30T10:00:00+99:99", "2025-W13-7", "2025-366", "yesterday",
    "٣٠ مارس ٢٠٢٥", "۱۴۰۴/۰۱/۱۰", "令和7年3月30日", "２０２５年３月３０日", "²025-03-30",
    "30/03/25", "/Date(99999999999999999999)/", "\u202e52-30-5202", "-2025-03-30", "1582-10-10",
    "31 Dec 9999", "juni/lipanj 20. 2020.", "2025-03-30T10:00:00[Europe/Paris]", "2025-13-01",
    "1969-12-31T23:59Z",
)  # fmt: skip
_ADDRESSES = (
    "http://[::1", "http://[", "https://a.example:99999/x", "https://a.example:abc/", "//",
    "http://", "javascript:alert(1)", "data:text/html,x", "https://xn--/",
    "https://" + "a" * 3_000 + ".example/",
    "https://a.example/" + "%" * 999, "http://a:b@c@d/", "\\\\a\\b", "https://a.example/%00",
    "https://[fe80::1%25eth0]/", "https://a..example/", "https://1.2.3.4.5/", "https://①.example/",
)  # fmt: skip
_TEXTS = (
    "", " ", "\u200b" * 40, "\u202e\u2066\u2069" * 500, "\u3164\u2800", "a\u0301" * 2_000,
    "\ufeffx", "<b>", "&amp;amp;", "\x00", "By " * 600, "| " * 800, "(" * 900, "\U000e0041" * 300,
    "İ" * 300,
)  # fmt: skip
_PLAIN: tuple[object, ...] = (None, True, 0, -1, 3.5, 10**40, 1e308, [], {})
_KEYS = (
    "@type", "@id", "@graph", "headline", "name", "author", "creator", "datePublished", "image",
    "dateModified", "dateCreated", "keywords", "articleSection", "isAccessibleForFree", "hasPart",
    "articleBody", "publisher", "inLanguage", "mainEntityOfPage", "wordCount", "url", "description",
    "liveBlogUpdate", "sourceOrganization", "thumbnailUrl", "alternativeHeadline", "breadcrumb",
)  # fmt: skip
_TYPES = ("NewsArticle", "LiveBlogPosting", ["Article", None], "Person", "BreadcrumbList")
_LANGUAGES = ("en", "de", "ar", "ja", "th", "fa", "zh-Hant-TW", "x" * 300, "\u202e", "-", "_US")
_DEEPEST = 4


def pages(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of so many pages, the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        yield f"odd values {number} of seed {seed}", _page(chance).encode("utf-8", "replace")


def _page(chance: random.Random) -> str:
    def any_of(values: Sequence[str]) -> str:
        return escape(chance.choice(values))

    node = {key: _value(chance) for key in chance.sample(_KEYS, chance.randint(3, 20))}
    node["@type"] = chance.choice(_TYPES)
    scripts = [json.dumps(node), json.dumps({"@graph": [node, _value(chance)]})]
    script = chance.choice(scripts).replace("</", "<\\/")
    return (
        f'<html lang="{any_of(_LANGUAGES)}"><head><title>{any_of(_TEXTS)}</title>'
        f'<base href="{any_of(_ADDRESSES)}"><link rel="canonical" href="{any_of(_ADDRESSES)}">'
        f'<meta property="og:url" content="{any_of(_ADDRESSES)}">'
        f'<meta property="og:image" content="{any_of(_ADDRESSES)}">'
        f'<meta property="og:title" content="{any_of(_TEXTS)}">'
        f'<meta name="author" content="{any_of(_TEXTS)}">'
        f'<meta property="article:published_time" content="{any_of(_DATES)}">'
        f'<script type="application/ld+json">{script}</script></head><body>'
        f'<h1>{any_of(_TEXTS)}</h1><p class="byline">{any_of(_TEXTS)}</p>'
        f'<a rel="author" href="{any_of(_ADDRESSES)}">{any_of(_TEXTS)}</a>'
        f'<time datetime="{any_of(_DATES)}">{any_of(_DATES)}</time>'
        f'<div class="date">{any_of(_DATES)}</div><p>{any_of(_DATES)}. The ferries '
        "began to cross the strait again on Sunday.</p></body></html>"
    )


def _value(chance: random.Random, depth: int = 0) -> object:
    kind = chance.random()
    if depth >= _DEEPEST or kind < 0.5:  # noqa: PLR2004
        return chance.choice((*_PLAIN, *_DATES, *_ADDRESSES, *_TEXTS, *_TYPES))
    if kind < 0.7:  # noqa: PLR2004
        return [_value(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    keys = ("@type", "@id", "@value", "@list", "@graph", "name", "url", "author", "item")
    return {chance.choice(keys): _value(chance, depth + 1) for _ in range(chance.randint(0, 4))}
