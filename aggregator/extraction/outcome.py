"""What a response turned out to be: a story, or which kind of thing in a story's place.

Two errors are possible and both are bad: a challenge page archived as a story, and a story lost
because of a word in it. So wordings count only where a page holds little prose of its own, and
every verdict but `Outcome.STORY` says what it rests on.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from aggregator.extraction import walls
from aggregator.extraction.address import is_home
from aggregator.extraction.document import elements, text_of
from aggregator.extraction.listing import (
    carded_share,
    declared_listing,
    is_listing_path,
    linked_headings,
    linked_share,
    listed_share,
    looks_like_story,
)
from aggregator.extraction.wording import fold, tidy, words
from aggregator.records import Access, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.extraction.document import Document

LITTLE = 150
"""Words below which a page's text may be that of a wall."""

SHORTEST = 25
"""Words that a story has at least."""

_ANSWERED = {0, *range(200, 300)}
"""Status codes with a page; 0 is that of pages from files."""

_CHALLENGED = {401, 402, 403, 405, 406, 407, 418, 429, 451, 503}
_BY_STATUS: dict[int, Outcome] = {
    HTTPStatus.NOT_MODIFIED: Outcome.NOT_MODIFIED,
    HTTPStatus.NOT_FOUND: Outcome.GONE,
    HTTPStatus.GONE: Outcome.GONE,
    HTTPStatus.PAYMENT_REQUIRED: Outcome.PAYWALLED,
    HTTPStatus.UNAUTHORIZED: Outcome.BOT_WALL,
    HTTPStatus.FORBIDDEN: Outcome.BOT_WALL,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: Outcome.BOT_WALL,
}
_ROOTS = "//*[@id='root' or @id='app' or @id='__next' or @id='___gatsby' or @id='__nuxt']"
_RULES_WITH_VALUES = {
    "unavailable_after",
    "max-snippet",
    "max-image-preview",
    "max-video-preview",
}
# Not "noarchive", which a quarter of news pages carry: it asks search engines for no public copy
# of the page, and a research archive makes none.
_RESERVED_WORDS = {"noai", "noml", "notdm"}
_ENOUGH_SHOWN = 30_000
_ENOUGH_HTML = 1_000_000
_MOST_NOTES = 20  # of what is shown without scripts
_CARDS = 3  # headings that lead elsewhere, of which a story page seldom has so many
_BODY_PROPERTY = re.compile(r"^articlebody$")
# What Chinese pages say below a headline, which are short for want of spaces.
_SOURCED = re.compile(r"(?:来源|來源|稿源|责任编辑|責任編輯|责编)[:：]")
_CUT = re.compile(r"(?:…|\.\.\.)\W*$")


class Verdict(NamedTuple):
    """An outcome and, for any but a story, the evidence in a few words."""

    outcome: Outcome
    reason: str | None = None


def judge(
    document: Document,
    *,
    title: str | None = None,
    text: str | None = None,
    summary: str | None = None,
    access: Access = Access.UNKNOWN,
    word_count: int | None = None,
) -> Verdict:
    """What a response is.

    Args:
        document: the response, read; the URL asked for is its lead's.
        title, text, summary, access, word_count: the story fields found in it.
    """
    size = words(text or "")
    for verdict in (
        _by_status(document),
        _by_form(document),
        _by_wall(document, title, text, size),
        _by_absence(document, title, size),
        _by_place(document, title, text, size),
        _by_reservation(document),
        _by_barrier(document, title, size, access, word_count),
        _by_length(document, title, text, summary, size=size, word_count=word_count),
    ):
        if verdict is not None:
            return verdict
    return Verdict(Outcome.STORY)


def reservation(document: Document) -> str | None:
    """The page's refusal to be kept or mined, as it is worded; None where it makes none.

    Read are robots meta elements and the ``X-Robots-Tag`` header, where they address all robots,
    and TDM reservations (https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/).
    """
    for source, value in (
        ("robots meta", ",".join(document.metas("robots"))),
        ("X-Robots-Tag", _for_all(document.headers.get("x-robots-tag", ""))),
    ):
        for word in re.split(r"[\s,;]+", value.lower()):
            if word in _RESERVED_WORDS:
                return f"{source}: {word}"
    for source, value in (
        ("tdm-reservation header", document.headers.get("tdm-reservation", "")),
        ("tdm-reservation meta", next(document.metas("tdm-reservation"), "")),
    ):
        if value.strip() == "1":
            return f"{source}: 1"
    return None


def _by_status(document: Document) -> Verdict | None:
    status = document.status
    if status in _ANSWERED:
        return None
    named = f"status {status}"
    if status in _CHALLENGED and (vendor := _challenge(document)):
        return Verdict(Outcome.BOT_WALL, f"{named}, {vendor} challenge")
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and (
        walls.BARRIER_MARKUP.search(document.html[:_ENOUGH_HTML])
        or walls.BARRIER.search(_visible(document))
    ):
        return Verdict(Outcome.PAYWALLED, f"{named}, subscription barrier")
    return Verdict(_BY_STATUS.get(status, Outcome.ERROR), named)


def _by_form(document: Document) -> Verdict | None:
    """What is no page at all."""
    if document.other is None:
        return None
    empty = document.other == "empty response"
    return Verdict(Outcome.ERROR if empty else Outcome.NOT_A_STORY, document.other)


def _by_wall(  # noqa: PLR0911 - one for each case
    document: Document, title: str | None, text: str | None, size: int
) -> Verdict | None:
    """Challenges and consent forms at status 200."""
    declared = document.declares_story
    if size < LITTLE and not (declared and size >= SHORTEST):
        vendor = _challenge(document)
        if vendor:
            return Verdict(Outcome.BOT_WALL, f"{vendor} challenge")
    try:
        parts = urlsplit(document.url)
        host, path = parts.hostname or "", parts.path
    except ValueError:
        host = path = ""
    if walls.CONSENT_HOSTS.search(host):
        return Verdict(Outcome.CONSENT_WALL, f"host {host}")
    if declared:
        return None
    by_path = walls.CONSENT_PATHS.search(path)
    by_title = walls.CONSENT_TITLE.search(title) if title else None
    if size >= 2 * LITTLE and not by_path and not by_title:
        return None
    # Where a page has prose, only what that says counts: most pages carry a banner.
    shown = _visible(document) if size < 2 * SHORTEST else text or ""
    asks = len({match[0].lower() for match in walls.CONSENT.finditer(shown)})
    if asks and by_path:
        return Verdict(Outcome.CONSENT_WALL, f"path {path[:60]}")
    if asks and by_title:
        return Verdict(Outcome.CONSENT_WALL, f"titled “{by_title.string[:60]}”")
    if (
        asks >= 2  # noqa: PLR2004
        and size < 2 * LITTLE
        and not _has_article_mark(document)
        and not any(walls.NOT_FOUND.search(heading) for heading in _headings(document, title))
    ):
        return Verdict(Outcome.CONSENT_WALL, "nothing but a consent form")
    return None


def _by_absence(document: Document, title: str | None, size: int) -> Verdict | None:
    """Soft 404s: an error page or the home page in a story's place."""
    asked = document.lead.url if document.lead else document.url
    if is_home(document.url) and not is_home(asked):
        return Verdict(Outcome.SOFT_404, "redirected to the home page")
    if size >= LITTLE or (document.declares_story and document.article.get("datePublished")):
        return None
    for heading in _headings(document, title):
        found = walls.NOT_FOUND.search(heading)
        if found and len(heading) <= 120:  # noqa: PLR2004
            return Verdict(Outcome.SOFT_404, f"titled “{heading[:60]}”")
    shown = _visible(document)
    if size < SHORTEST and len(shown) < 3000 and (found := walls.NOT_FOUND.search(shown)):  # noqa: PLR2004
        return Verdict(Outcome.SOFT_404, f"says “{tidy(found[0])[:60]}”")
    return None


def _by_place(document: Document, title: str | None, text: str | None, size: int) -> Verdict | None:
    """Home, section, tag, author and search pages."""
    if is_home(document.url) and document.url.count("/") > 2:  # noqa: PLR2004
        return Verdict(Outcome.NOT_A_STORY, "a home page")
    if document.declares_story:
        return None
    declared = declared_listing(document)
    dated = _has_article_mark(document, weak=False)
    if declared and not dated:
        return Verdict(Outcome.NOT_A_STORY, f"declared as {declared}")
    # Some systems mark their section pages as articles, but they give them no date.
    if dated or (_has_article_mark(document) and not is_listing_path(document.url)):
        return None
    return _by_links(document, title, text or "", size)


def _by_links(  # noqa: PLR0911 - one for each case
    document: Document, title: str | None, text: str, size: int
) -> Verdict | None:
    """What a page without any mark of an article is by its links and its address."""
    cards = linked_headings(document)
    by_path = is_listing_path(document.url)
    listing = size < 4 * LITTLE and listed_share(document, text) > 0.4  # noqa: PLR2004
    if by_path and (listing or size < SHORTEST or cards >= _CARDS):
        return Verdict(Outcome.NOT_A_STORY, "a section, tag or service page")
    outlet = document.outlet
    foreign = bool(outlet and outlet.article and not outlet.is_article(document.url))
    if outlet and foreign and (listing or size < SHORTEST or cards >= _CARDS):
        return Verdict(Outcome.NOT_A_STORY, f"not the URL of a story of {outlet.title}")
    if listing:
        return Verdict(Outcome.NOT_A_STORY, "a list of links")
    if (
        cards >= 2 * _CARDS
        and not looks_like_story(document.url)
        and carded_share(document, text) > 0.5  # noqa: PLR2004
    ):
        return Verdict(Outcome.NOT_A_STORY, f"{cards} headings that lead elsewhere")
    if _is_shell(document, size):
        return None
    if title is None and size < LITTLE:
        return Verdict(Outcome.NOT_A_STORY, "no title")
    return _by_proportion(document, size)


def _by_proportion(document: Document, size: int) -> Verdict | None:
    """Little prose among many links, where nothing else speaks for a story.

    The bounds part real article pages without marks from the same pages without their stories,
    see ``python -m benchmarks pages``.
    """
    if size >= 2 * LITTLE or (document.lead and document.lead.via in {"feed", "sitemap"}):
        return None  # what an outlet's own feed names is a story, however short
    shown = words(_visible(document))
    links = linked_share(document, shown)
    alike = looks_like_story(document.url)
    hardly = size < LITTLE and links > (0.5 if alike else 0.25)
    if alike:
        hardly = hardly and size < 2 * SHORTEST
    elif links > 0.35 and size < 0.3 * shown:  # noqa: PLR2004
        hardly = True
    sourced = size > shown / 3 and _SOURCED.search(_visible(document))
    if not hardly or sourced:
        return None
    return Verdict(
        Outcome.NOT_A_STORY, f"{size} words of {shown}, {links:.0%} of them links, and no mark"
    )


def _by_reservation(document: Document) -> Verdict | None:
    worded = reservation(document)
    return Verdict(Outcome.OPTED_OUT, worded) if worded else None


def _by_barrier(  # noqa: PLR0911 - one for each case
    document: Document, title: str | None, size: int, access: Access, word_count: int | None
) -> Verdict | None:
    """A paywall that left only a part of the story."""
    if title and walls.BARRIER_TITLE.search(title):
        return Verdict(Outcome.PAYWALLED, f"titled “{title[:60]}”")
    if word_count and size >= 0.7 * word_count:
        return None
    # Counts are sometimes of characters, or of the whole page.
    short = bool(word_count and size < min(0.5 * word_count, 2 * LITTLE))
    if access is Access.PAYWALLED and short:
        return Verdict(Outcome.PAYWALLED, f"{size} of {word_count} words")
    if size >= LITTLE or access is Access.FREE:
        return None
    marked = walls.BARRIER_MARKUP.search(document.html[:_ENOUGH_HTML])
    said = walls.BARRIER.search(_visible(document))
    if access is Access.PAYWALLED and (size < LITTLE / 2 or ((marked or said) and size < LITTLE)):
        return Verdict(Outcome.PAYWALLED, f"not free, and only {size} words")
    if said and size < LITTLE / 2 and (marked or short or access is Access.UNKNOWN):
        return Verdict(Outcome.PAYWALLED, f"says “{tidy(said[0])[:60]}”, and only {size} words")
    return None


def _by_length(  # noqa: PLR0911 - one for each case
    document: Document,
    title: str | None,
    text: str | None,
    summary: str | None,
    *,
    size: int,
    word_count: int | None,
) -> Verdict | None:
    if _is_shell(document, size):
        return Verdict(Outcome.JS_SHELL, "no text without scripts")
    if title is None:
        return Verdict(Outcome.NOT_A_STORY, "no title")
    if size < SHORTEST:
        if document.declares_story or _has_article_mark(document):
            return Verdict(Outcome.TEASER, f"{size} words" if size else "no text")
        return Verdict(Outcome.NOT_A_STORY, f"{size} words, and no mark of an article")
    if word_count and word_count > 100 and size < min(0.4 * word_count, LITTLE):  # noqa: PLR2004
        return Verdict(Outcome.TEASER, f"{size} of {word_count} words")
    if size < 3 * SHORTEST and text:
        if summary and fold(text)[:400] in fold(summary):
            return Verdict(Outcome.TEASER, "the description and no more")
        if _CUT.search(text):
            return Verdict(Outcome.TEASER, f"cut short after {size} words")
    return None


def _challenge(document: Document) -> str | None:
    for name, value, vendor in walls.CHALLENGE_HEADERS:
        if name in document.headers and value in document.headers[name].lower():
            return vendor
    return walls.challenge_in(document.html)


def _is_shell(document: Document, size: int) -> bool:
    """Whether a page is only the frame that scripts would fill."""
    if size >= SHORTEST:
        return False
    scripts = sum(len(s.text or "") + 200 * bool(s.get("src")) for s in document.tagged("script"))
    if not scripts:
        return False
    shown = _visible(document)
    noted = ("".join(islice(n.itertext(), 200)) for n in document.tagged("noscript")[:_MOST_NOTES])
    if any(map(walls.NEEDS_SCRIPT.search, noted)):
        return len(shown) < 1500  # noqa: PLR2004
    if len(shown) < 400 and walls.NEEDS_SCRIPT.search(shown):  # noqa: PLR2004
        return True
    roots = elements(document.tree, _ROOTS)
    empty = any(len(tidy(text_of(root, _ENOUGH_SHOWN))) < 40 for root in roots[:_MOST_NOTES])  # noqa: PLR2004
    return len(shown) < 300 and (empty or scripts > 20 * len(shown) + 2000)  # noqa: PLR2004


def _visible(document: Document) -> str:
    body = next(iter(document.tagged("body")), document.tree)
    return tidy(text_of(body)[:_ENOUGH_SHOWN])


def _headings(document: Document, title: str | None) -> Iterator[str]:
    if title:
        yield title[:300]
    for tag in ("title", "h1", "h2"):
        for element in document.tagged(tag)[:3]:
            yield tidy(text_of(element)[:300])


def _has_article_mark(document: Document, *, weak: bool = True) -> bool:
    """Whether a page is marked as an article in a lesser way; a type alone is a weak one."""
    if weak and any(kind.lower() == "article" for kind in document.metas("og:type")):
        return True
    if any(document.metas("article:published_time", "og:article:published_time")):
        return True
    return bool(document.marked("itemprop", _BODY_PROPERTY))


def _for_all(header: str) -> str:
    """The rules in an X-Robots-Tag header that address all robots."""
    rules = []
    addressed = True
    for part in header.split(","):
        agent, colon, rule = part.partition(":")
        if colon and agent.strip().lower() not in _RULES_WITH_VALUES:
            addressed = agent.strip() == "*"
        else:
            rule = part
        if addressed:
            rules.append(rule)
    return ",".join(rules)
