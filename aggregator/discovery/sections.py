"""Section pages: the links of a page that look like stories, with their headlines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.discovery.documents import NotADiscovery, open_document, parse_html
from aggregator.discovery.wording import language_tag, one_line
from aggregator.records import Discovery, Lead
from aggregator.urls import canonical, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from aggregator.discovery.documents import Document

_MOST_LINKS = 5_000
_SHORTEST_HEADLINE = 2  # words; of one word it is a label, not a headline
_LONGEST_TEXT = 300  # characters; above, it is a whole card and not its headline
_LABEL = re.compile(
    r"\d+ comments?|(?:read|see|learn|show) (?:more|all|full .*)|continue reading.*|share.*|"
    r"\d+ (?:min(?:ute)?s?|hours?|days?)(?: (?:read|ago))?|(?:watch|listen)(?: now)?|"
    r"(?:full|more) (?:story|coverage)|mehr (?:dazu|lesen)|weiterlesen|lire la suite|leer más",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")


def read_section(
    body: bytes,
    *,
    url: str,
    is_article: Callable[[str], bool],
    content_type: str | None = None,
) -> Discovery:
    """The stories a section page links to, in its order, each once.

    A story is often linked three times: by its picture, its headline and "Read more". The title
    is the longest of its links' texts that reads like a headline, a heading's before others.

    Args:
        body: the page.
        url: the page's, for relative links.
        is_article: whether an absolute URL has the form of a story (`Outlet.is_article`).
        content_type: the response's header.

    Raises:
        NotADiscovery: no HTML.
    """
    return section_of(open_document(body, content_type), url=url, is_article=is_article)


def section_of(document: Document, *, url: str, is_article: Callable[[str], bool]) -> Discovery:
    """As `read_section`, of a document that is already open."""
    page = parse_html(document.text)
    if page is None:
        raise NotADiscovery("expected a section page, got no HTML")
    base = _declared_base(page, url)
    own_key = _key(url)
    found: dict[str, Lead] = {}
    rank: dict[str, tuple[bool, int]] = {}
    problems = list(document.problems)
    for seen, anchor in enumerate(page.iter("a")):
        if seen == _MOST_LINKS:
            problems.append(f"more than {_MOST_LINKS} links: the rest left out")
            break
        link = resolve(base, (anchor.get("href") or "").partition("#")[0])
        if link is None or not is_article(link):
            continue
        key = _key(link)
        if key is None or key == own_key:
            continue
        if key not in found:
            found[key] = Lead(url=link, via="section", position=len(found))
        title, score = _headline(anchor)
        if title and score > rank.get(key, (False, 0)):
            rank[key] = score
            position = found[key].position
            found[key] = Lead(url=found[key].url, via="section", title=title, position=position)
    language = language_tag(page.get("lang"))
    if not found:
        problems.append("no link looks like a story's")
    leads = tuple(_in_language(lead, language) for lead in found.values())
    return Discovery(kind="section", leads=leads, problems=tuple(problems))


def _headline(anchor: etree._Element) -> tuple[str | None, tuple[bool, int]]:
    """A link's text as a title, with how good a title it is: of a heading, and how long."""
    heading = next(anchor.iter(*_HEADINGS), None)
    whole = _words(anchor)
    text = _words(heading) if heading is not None else whole
    if not text:
        text = one_line(anchor.get("aria-label") or anchor.get("title") or "")
    if len(text) > _LONGEST_TEXT or _LABEL.fullmatch(text):
        return None, (False, 0)
    # Chinese and Japanese write no spaces between words.
    if len(text.split()) < _SHORTEST_HEADLINE and (text.isascii() or len(text) < 6):  # noqa: PLR2004
        return None, (False, 0)
    within = any(above.tag in _HEADINGS for above in anchor.iterancestors(*_HEADINGS))
    return text, (heading is not None or within, len(text))


def _words(element: etree._Element) -> str:
    """Text with a space wherever an element begins or ends, so that cards' parts stay apart."""
    pieces = [str(piece) for piece in element.itertext() if str(piece).strip()]
    return one_line("".join(pieces) if len(pieces) == 1 else " ".join(pieces))


def _declared_base(page: etree._Element, url: str) -> str:
    for element in page.iter("base"):
        return resolve(url, element.get("href") or "") or url
    return url


def _key(url: str) -> str | None:
    try:
        return canonical(url)
    except ValueError:
        return None


def _in_language(lead: Lead, language: str | None) -> Lead:
    if language is None:
        return lead
    return Lead(
        url=lead.url, via=lead.via, title=lead.title, language=language, position=lead.position
    )
