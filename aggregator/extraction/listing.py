"""Pages that list stories: sections, tags, authors, searches, archives."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from aggregator.extraction.document import text_of
from aggregator.extraction.structured import types
from aggregator.extraction.wording import fold, tidy, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from aggregator.extraction.document import Document

_LISTING_TYPES = {
    "collectionpage",
    "searchresultspage",
    "profilepage",
    "itemlist",
    "aboutpage",
    "contactpage",
}
_LISTING_PATHS = re.compile(
    r"/(?:tags?|topics?|themen?|thema|tema[s]?|temat[y]?|sujets?|etiquetas?|argomenti|onderwerp"
    r"|author|authors|autor|autoren|autores|auteurs?|autori|staff|people|profile"
    r"|search|suche|recherche|buscar|busca|cerca|szukaj|zoeken|category|categories|kategorie"
    r"|kategoria|categoria|categorie|rubrik|rubrique|section|archives?|archiv[o]?|newsletters?"
    r"|login|signin|sign-in|register|subscribe|account|abo|abonnement|page)/?(?:[^/]*/?)?(?:[?#].*)?$"
    r"|[?&](?:s|q|query|search|tag)=",
    re.IGNORECASE,
)
_STORY_PATH = re.compile(
    r"\d{5}|/(?:19|20)\d\d[/-]?\d{1,2}[/-]|/articles?[/.]|[?&](?:p|a|\w*(?:id|story|article))=\d"
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_MOST = 400  # headings that are looked at
_MOST_LINKS = 2_000


def declared_listing(document: Document) -> str | None:
    """The type of page that it says it is, where that is one of lists."""
    kinds = {name for node in document.nodes for name in types(node)} & _LISTING_TYPES
    return min(kinds, default=None)


def is_listing_path(url: str) -> bool:
    """Whether a URL is that of a section, tag, author, search or service page by its words."""
    return bool(_LISTING_PATHS.search(url))


def looks_like_story(url: str) -> bool:
    """Whether a URL has what URLs of stories have: a date, a long number or a headline."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if _STORY_PATH.search(f"{parts.path}?{parts.query}"):
        return True
    slug = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return len(re.split(r"[-_+ ]", slug)) > 3 or words(slug) > 6  # noqa: PLR2004


def linked_headings(document: Document) -> int:
    """How many headings of a page lead to other pages: those of its cards, related stories too."""
    return len({target for _, target in _linked_headings(document)})


def carded_share(document: Document, text: str) -> float:
    """How much of a text stands on cards, beside one heading that leads elsewhere, 0 to 1."""
    on_cards: set[str] = set()
    for heading, _ in _linked_headings(document):
        card = next(heading.iterancestors("a"), heading.getparent())
        for _ in range(3):
            if card is None or sum(1 for _ in islice(card.iter(*_HEADINGS), 2)) > 1:
                break
            on_cards.update(fold(text_of(p)) for p in card.iter("p", *_HEADINGS))
            card = card.getparent()
    lines = [line for line in text.split("\n\n") if line]
    carded = sum(len(line) for line in lines if fold(line) in on_cards)
    return carded / len(text) if text else 0.0


def linked_share(document: Document, shown: int) -> float:
    """How much of the words that a page shows are links, 0 to 1."""
    linked = sum(words(tidy(text_of(link))) for link in document.tagged("a")[:_MOST_LINKS])
    return min(1.0, linked / shown) if shown else 0.0


def listed_share(document: Document, text: str) -> float:
    """How much of a text is lines that are links as a whole, 0 to 1."""
    links = {fold(text_of(link)) for link in document.tagged("a")} - {""}
    lines = [line for line in text.split("\n\n") if line]
    listed = sum(len(line) for line in lines if fold(line) in links)
    return listed / len(text) if text else 0.0


def _linked_headings(document: Document) -> Iterator[tuple[HtmlElement, str]]:
    """Headings of some words that are links, or stand in one, with where they lead."""
    for heading in islice(document.tree.iter(*_HEADINGS), _MOST):
        links = (*heading.iter("a"), *heading.iterancestors("a"))
        target = next((link.get("href") for link in links if link.get("href")), None)
        if target and words(tidy(text_of(heading))) > 2:  # noqa: PLR2004
            yield heading, target
