"""Who wrote a story: people, without their roles, addresses, agencies and bylines' filler."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple

from aggregator.extraction.credits import agency_named
from aggregator.extraction.document import is_aside, provenance, text_of
from aggregator.extraction.names import (
    introduced,
    is_desk,
    is_person,
    is_role,
    is_single,
    may_be_full_name,
    recased,
    split_names,
)
from aggregator.extraction.structured import resolve, types
from aggregator.extraction.wording import fold, plain, tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from lxml.html import HtmlElement

    from aggregator.extraction.document import Document
    from aggregator.records import Provenance

_META = (
    "article:author", "og:article:author", "author", "byl", "parsely-author", "sailthru.author",
    "dc.creator", "dcterms.creator", "dc.contributor", "article:author_name", "article.author",
    "cxenseparse:author", "authors", "byline", "analyticsattributes.author", "dcsext.author",
    "twitter:data1", "twitter:misc:written by",
)  # fmt: skip
_WRITTEN_BY = re.compile(
    r"written by|verfasst von|geschrieben von|[ée]crit par|escrito por|scritto da|geschreven door|"
    r"napisane przez|skre[vf]et a[vf]|skriven av|автор|yazan|作者|執筆者|글쓴이",
    re.IGNORECASE,
)
_AUTHOR_VALUE = re.compile(r"\bauthor\b")
_BYLINE_CLASS = re.compile(r"byline|author")
# Of bylines and of much else: asked where nothing better says who wrote a story.
_LIKE_BYLINE = re.compile(
    r"autor|auteur|\bwriter\b|signature|\bfirma\b|zuozhe|reporter|journalist|redakteur"
    r"|(?:post|entry|article|story|meta)[-_]+by\b|(?:post|entry|article|story)_by__"
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:es|en|in)?|auteurs?|autori|by|journalists?|staff|people|profiles?"
    r"|contributors?|columnists?|reporters?|writers?|redakteure?|bio)/[\w%.-]{3,}",
    re.IGNORECASE,
)
_BY_LINE = re.compile(r"^(?:by|von|par|por|di|door|af|av|text|autor(?:in)?)\s*:?\s+", re.IGNORECASE)
_LINES = {"p", "div", "span", "address", "li"}
_SOON_AFTER = 60
_NEAR = 3  # elements above
_APART = ("footer", "nav")
_NO_BYLINE = ("aside", "nav")
_IMPERSONAL = re.compile(
    r"https?:.*|admin|administrator|webmaster|root|user|unknown|anonymous|null|none|undefined|n/?a|"
    r"editors?|default|.{81,}",
    re.IGNORECASE | re.DOTALL,
)
_TITLE_ENDS = re.compile(r"\s+[|–—-]\s+|[|｜_]")
_LONGEST_SITE = 30
_LONGEST_BYLINE = 200
_MOST_PIECES = 200  # of a byline's text
_LONGEST_LINE = 120
_MOST = 12
_LONG_KEY = 5


class _Named(NamedTuple):
    """What one source names: people, desks and companies, and an agency."""

    people: tuple[str, ...]
    others: tuple[str, ...]
    agency: str | None


def find_authors(
    document: Document, language: str | None = None, published: date | None = None
) -> tuple[tuple[str, ...], Provenance | None, str | None]:
    """The authors, where they were found, and an agency named among them.

    Sources are asked in order and the first that names a person is believed; a source that names
    only the outlet, a desk or an agency is passed over. Where none names a person, whom JSON-LD
    declares as the author is reported as declared: a desk, an agency, a site that is no outlet of
    ours; else the desk that another source names. Only of a page that is no news story, what is
    declared a person and has no person's name is not: that is a setting nobody changed.

    Args:
        language: of the page, for the word between two names.
        published: chooses which of the outlet's page rules held.
    """
    sites = document.site_names
    labels = _labels(document.url)
    companies = set(_companies(document))
    if tail := _title_tail(document):
        sites = (*sites, tail)
    named = [
        (source, _named(raws, sites, companies, language, labels))
        for source, raws in _sources(document, published)
    ]
    agency = next((found.agency for _, found in named if found.agency), None)
    candidates = [(source, found.people) for source, found in named if found.people]
    if not candidates:
        near = (
            (source, _named(raws, sites, companies, language, labels).people)
            for source, raws in _beside_headline(document)
        )
        candidates = [found for found in near if found[1]][:1]
    outlet = document.outlet
    own = {fold(name) for name in (outlet.title, *outlet.aliases)} if outlet else set()
    declared = _distinct(
        name
        for raw in _jsonld(document)
        if document.article_source == "jsonld" and (raw in companies or _is_news(document))
        for name in [introduced(raw)]
        if not _IMPERSONAL.fullmatch(name) and fold(name) not in own
    )
    if declared and not any(source == "jsonld" for source, _ in candidates):
        candidates.append(("jsonld", declared))
    if not candidates:
        weak = [
            (source, _named(raws, sites, companies, language, labels))
            for source, raws in _bylines(document, _LIKE_BYLINE)
        ]
        candidates = [(source, found.people) for source, found in weak if found.people][:1]
        named += weak
    if not candidates:
        desks = ((source, tuple(filter(is_desk, found.others))) for source, found in named)
        candidates = [found for found in desks if found[1]][:1]
    if not candidates:
        return (), None, agency
    source, chosen = candidates[0]
    losers = [(other, "; ".join(names)) for other, names in candidates[1:]]
    return chosen, provenance(source, "; ".join(chosen), losers), agency


def names_a_person(document: Document, authors: Sequence[str]) -> bool:
    """Whether any of the authors is more than a company that the page declares its author."""
    companies = {introduced(name) for name in _companies(document)}
    return any(name not in companies or agency_named(name) for name in authors)


def _named(
    raws: Iterable[str],
    sites: Sequence[str],
    companies: Collection[str],
    language: str | None,
    labels: Collection[str],
) -> _Named:
    keys = {fold(name) for name in sites}
    people: list[str] = []
    others: list[str] = []
    agency: str | None = None
    wires: list[str] = []
    for raw in raws:
        full = own = False
        for number, name in enumerate(split_names(_without_site(raw, sites), language)):
            credited = agency_named(name)
            agency = agency or credited
            if credited:
                if agency_named(introduced(raw)):
                    wires.append(name)  # an author of its own, not one that a person used
                continue
            if _is_site(name, keys) or _is_label(name, labels):
                own = own or number == 0  # "The Site, City, Country"
                continue
            if own:
                continue
            if not is_person(name) or raw in companies:
                others.append(introduced(raw) if is_desk(raw) else name)
            elif not (full and is_single(name)):  # "A B, Lille": where A B was
                people.append(recased(name))
                full = full or not is_single(name)
    return _Named(_distinct([*people, *wires] if people else people), _distinct(others), agency)


def _sources(document: Document, published: date | None) -> Iterator[tuple[str, list[str]]]:
    if document.outlet:
        rules = document.outlet.rules_for(published)
        if rules.authors:
            yield "outlet", [tidy(text_of(element)) for element in document.select(rules.authors)]
    if document.article_source == "jsonld":
        yield "jsonld", list(_jsonld(document))
    yield "state", list(document.state.get("author", ()))
    for name in _META:
        found = [text for text in document.metas(name) if not text.startswith(("http", "/"))]
        if found and (
            name != "twitter:data1"
            or _WRITTEN_BY.search(" ".join(document.metas("twitter:label1")))
        ):
            yield "meta", found
    if document.article_source == "microdata":
        yield "microdata", list(_jsonld(document))
    yield from _bylines(document)
    if document.lead and document.lead.authors:
        yield document.lead.via, list(document.lead.authors)


def _jsonld(document: Document) -> Iterator[str]:
    for key in ("author", "creator"):
        found = False
        for author in resolve(document.article.get(key), document.nodes):
            name = plain(author) if isinstance(author, str) else _name_of(author)
            if name and not name.startswith("http"):
                found = True
                yield name
        if found:
            return


def _name_of(author: dict[str, object]) -> str:
    for key in ("name", "byline", "alternateName"):
        value = author.get(key)
        if isinstance(value, list):
            value = "; ".join(item for item in value if isinstance(item, str))
        if text := plain(value):
            return text
    return plain(f"{author.get('givenName') or ''} {author.get('familyName') or ''}")


def _is_news(document: Document) -> bool:
    return any(name.endswith("newsarticle") for name in types(document.article))


def _bylines(
    document: Document, classes: re.Pattern[str] = _BYLINE_CLASS
) -> Iterator[tuple[str, list[str]]]:
    """Bylines in the page, the most explicit marking first.

    Of each kind of marking only those count that stand beside the first: the others are bylines
    of teasers.
    """
    grades: dict[int, list[HtmlElement]] = {}
    marked = [
        *document.marked("itemprop", _AUTHOR_VALUE),
        *document.marked("rel", _AUTHOR_VALUE),
    ][:40]
    for element in [*marked, *document.marked("class", classes)[:60]]:
        if not is_aside(element, tags=_APART) and not _is_quoted(element):
            grades.setdefault(_grade(element), []).append(element)
    for grade in sorted(grades):
        texts: list[str] = []
        first: HtmlElement | None = None
        taken: list[HtmlElement] = []
        for element in grades[grade]:
            if any(ancestor in taken for ancestor in element.iterancestors()):
                continue
            if first is not None and not _beside(element, first):
                continue
            text = (
                plain(element.get("content"))
                if element.tag == "meta"
                else tidy(text_of(element, _MOST_PIECES))
            )
            if not 1 < len(text) <= _LONGEST_BYLINE:
                continue
            if _is_byline(split_names(text)):
                first = element if first is None else first
                taken.append(element)
                texts.append(text)
        if texts:
            yield ("itemprop" if grade == 0 else "dom"), texts[:_MOST]


def _is_quoted(element: HtmlElement) -> bool:
    """Whether a name stands under a quotation or a picture: it is not the story's author's."""
    return any(
        above.tag in {"blockquote", "figure", "figcaption"}
        or "quote" in (above.get("class") or "").lower()
        for above in (element, *islice(element.iterancestors(), _NEAR))
    )


def _is_byline(names: Sequence[str]) -> bool:
    """Whether the parts of a text are a byline's: people, agencies, and what the people are."""
    if len(names) == 1 and is_desk(names[0]):
        return True
    if not names or not (is_person(names[0]) or agency_named(names[0])):
        return False
    return all(is_person(name) or agency_named(name) or is_role(name) for name in names[1:])


def _beside_headline(document: Document) -> Iterator[tuple[str, list[str]]]:
    """Names right after the headline that nothing marks as a byline but their form.

    Links to authors' pages, and short lines that begin with "By".
    """
    for heading in document.headlines[:3]:
        if is_aside(heading, tags=("footer", "nav")):
            continue
        following = document.index.following(heading, _SOON_AFTER)
        linked = [
            tidy(text_of(link))
            for link in following
            if link.tag == "a" and _AUTHOR_PAGE.search(link.get("href") or "")
        ]
        if names := [text for text in linked if may_be_full_name(text)]:
            yield "dom", list(dict.fromkeys(names))[:_MOST]
        for element in following:
            short = element.tag in _LINES and len(element) <= 3  # noqa: PLR2004
            if short and not is_aside(element, tags=_NO_BYLINE):
                broken = any(child.tag == "br" for child in element)
                text = tidy((element.text or "") if broken else text_of(element)[:_LONGEST_LINE])
                if _BY_LINE.match(text) and (
                    names := list(takewhile(may_be_full_name, split_names(text)))
                ):
                    yield "dom", names
                    return


def _title_tail(document: Document) -> str | None:
    """What stands last in the page's title and may be its site's name; people's names may not."""
    title = next(iter(document.tagged("title")), None)
    tail = _TITLE_ENDS.split(tidy((title.text if title is not None else None) or ""))[-1]
    return tail if 1 < len(tail) <= _LONGEST_SITE and not may_be_full_name(tail) else None


def _labels(url: str) -> frozenset[str]:
    """What a host's name calls its site: ``dw`` and ``dw.com`` of ``www.dw.com``."""
    host = url.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
    return frozenset(name for name in (host, host.partition(".")[0]) if len(name) > 1)


def _beside(element: HtmlElement, first: HtmlElement) -> bool:
    near = [ancestor for ancestor, _ in zip(first.iterancestors(), range(3), strict=False)]
    return any(
        ancestor in near for ancestor, _ in zip(element.iterancestors(), range(3), strict=False)
    )


def _grade(element: HtmlElement) -> int:
    if "author" in (element.get("itemprop") or ""):
        return 0
    if element.get("rel") == "author":
        return 1
    label = f"{element.get('class') or ''} {element.get('data-testid') or ''}".lower()
    if re.search(r"(?:^|[\s_-])(?:byline|author)[\w-]*name|by-?line__?name|author-?link", label):
        return 2
    return 3 if "byline" in label else 4


def _companies(document: Document) -> Iterator[str]:
    """Authors that are declared to be organisations."""
    for author in resolve(document.article.get("author"), document.nodes):
        if isinstance(author, dict) and types(author) & {"organization", "newsmediaorganization"}:
            yield _name_of(author)


def _is_site(name: str, site: set[str]) -> bool:
    key = fold(name)
    return key in site or (
        len(key) >= _LONG_KEY and any(s.startswith(key) or s.endswith(key) for s in site)
    )


def _is_label(name: str, labels: Collection[str]) -> bool:
    """Whether a name is its site's by the host: "LTO" on lto.de, "Deutsche Welle" on dw.com."""
    parts = name.split()
    if len(parts) > 1 and parts[0].lower() in {"do", "da", "from"}:
        return parts[1].lower() in labels  # "Do UOL em São Paulo"
    # People have sites too: a full name that is a host's is still a person's.
    short = name if len(parts) == 1 else "".join(part[0] for part in parts)
    return short.lower() in labels


def _without_site(raw: str, site_names: Iterable[str]) -> str:
    """A byline without the site's name after the author's."""
    for name in site_names:
        if len(name) < _LONG_KEY:
            continue
        start = raw.lower().find(name.lower())
        if start > 0:
            raw = f"{raw[:start]} {raw[start + len(name) :]}"
    return raw


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once; a name that another one contains gives way to it."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(fold(name), name)
    return tuple(
        name
        for key, name in list(kept.items())[:_MOST]
        if key
        and not any(key != other and len(key) >= _LONG_KEY and key in other for other in kept)
    )
