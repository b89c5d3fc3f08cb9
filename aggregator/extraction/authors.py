"""Who wrote a story: people, without their roles, addresses, agencies and bylines' filler."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aggregator.extraction.credits import agency_named
from aggregator.extraction.document import elements, is_aside, provenance, text_of
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
    "twitter:data1",
)  # fmt: skip
_AUTHOR_VALUE = re.compile(r"\bauthor\b")
_BYLINE_CLASS = re.compile(r"byline|author", re.IGNORECASE)
_INTRO = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words?|text|reporte?d?|reporting|article|"
    r"analysis|review)\s+(?:and photos?\s+)?by|by|von|vom|par|por|autor(?:es|en|in)?|auteurs?|"
    r"authors?|texto?|tekst|redazione di|di|a cura di|door|af|av|od|автор|от|作者|記者|文)"
    r"\s*[::]?\s+|^(?:文|作者|記者)\s*[::/]",
    re.IGNORECASE,
)
# "an analysis by", "Kommentar von", "capital von"; but not "Hans von".
_GENRE = re.compile(
    r"^(?:[a-zà-ÿ ]{3,30}|(?:[Ee]ine?|[Aa]n?|[Uu]na?|[Uu]ne)\s+\w{4,20}|"
    r"(?:Analys[ei]s?|Kommentar|Interview|Gastbeitrag|Kolumne|Bericht|Essay|Opinion|Reportage))"
    r"\s+(?=(?:von|by|par|por|di)\s+[A-ZÀ-Þ])"
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:es|en|in)?|auteurs?|autori|by|journalists?|staff|people|profiles?"
    r"|contributors?|columnists?|reporters?|writers?|redakteure?|bio)/[\w%.-]{3,}",
    re.IGNORECASE,
)
_BY_LINE = re.compile(r"^(?:by|von|par|por|di|door|af|av|text|autor(?:in)?)\s*:?\s+", re.IGNORECASE)
_LINES = {"p", "div", "span", "address", "li"}
_PARTICLES = {
    "de",
    "von",
    "van",
    "der",
    "den",
    "da",
    "di",
    "del",
    "la",
    "le",
    "du",
    "dos",
    "bin",
    "al",
    "zu",
}
_SOON_AFTER = 60
_IMPERSONAL = re.compile(
    r"https?:.*|admin|administrator|webmaster|root|user|unknown|anonymous|null|none|undefined|n/?a|"
    r"editors?|default|.{81,}",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(
    r"\s*[;|•·&/、]\s*|\s+[-–—]\s+|\s*,\s*(?:and\s+|und\s+|et\s+|y\s+)?|\s+(?:and|und|et|with|mit|avec)\s+",
    re.IGNORECASE,
)
_SPLIT_IN = {
    "es": r"\s+y\s+", "pt": r"\s+e\s+", "it": r"\s+e\s+", "nl": r"\s+en\s+", "da": r"\s+og\s+",
    "no": r"\s+og\s+", "sv": r"\s+och\s+", "pl": r"\s+i\s+", "cs": r"\s+a\s+",
    "fi": r"\s+ja\s+", "tr": r"\s+ve\s+", "ru": r"\s+и\s+", "uk": r"\s+(?:і|та|й)\s+",
}  # fmt: skip
# Words that are in no person's name. Whole words only.
_NOT_A_NAME = re.compile(
    r"\b(?:staff|editors?|editorial|reporters?|correspondents?|writers?|columnists?|producers?|newsroom|desk|team|"
    r"contributors?|contributing|senior|chief|bureau|agency|agencies|wire|services?|press|news|online|updated?|"
    r"published|posted|minutes?|mins?|hours?|ago|read|share|follow|subscribe|comments?|photos?|illustrations?|"
    r"videos?|images?|graphics?|admin|administrator|webmaster|guest|anonymous|unknown|author|more|view|bio|profile|"
    r"veröffentlicht|aktualisiert|nachrichten|nachrichtenagentur|agence|agencia|agenzia|publié|publicado|pubblicato|"
    r"redaktion|redakteur(?:in)?|korrespondent(?:in)?|redacción|redacao|redação|rédaction|redazione|redakcja|"
    r"uhr|today|yesterday|edt|est|gmt|utc|january|february|july|september|october|november|"
    r"december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|copyright|email|twitter|facebook|https?|www)\b",
    re.IGNORECASE,
)
_TRAILING_ROLE = re.compile(
    r"(?:\s*[,(\[|]|\s+[-–—]|\s+(?=(?:Staff|Senior|Chief|Special|Political|Sports?|Business|Technology|Tech|Science|Health|World|"
    r"National|Foreign|Associate|Managing|Deputy|Guest|Contributing|Freelance|Royal|Social|Europe|Asia|Africa|"
    r"Middle|Crime|Court|Education|Environment|Culture|Arts|News)\b.*\b(?:Reporter|Editor|Writer|Correspondent|"
    r"Columnist|Producer|Contributor|Reporters)\b)).*$",
    re.IGNORECASE,
)
# Where a byline goes over into a time or a place.
_WHEN = re.compile(
    r"(?:\s*\b(?:[Oo]n|[Aa]m|[Aa]t|[Uu]pdated|[Pp]ublished|[Pp]osted)\b)?[\s,]*"
    r"(?:\d{1,2}[.:/ ]|\d{4}|(?<![A-Z])(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|"
    r"Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*[.,]? \d).*$"
    r"|\s*\b(?:[Uu]pdated|[Pp]ublished|[Pp]osted|[Ee]dited)\b.*$"
)
_WHERE = re.compile(r"\s+(?:in|for|at|on)\s+.*$")
_NOISE = re.compile(
    r"\S+@\S+|https?://\S+|www\.\S+|(?<!\w)@\w+|\d{1,2}:\d{2}|[«»《》【】\[\]{}<>\"“”]"
)
_LABELS = {"by", "von", "par", "por", "di", "quelle", "source", "von der"}
_LONGEST_NAME = 60
_LONGEST_BYLINE = 200
_MOST = 12
_LONG_KEY = 5
_MOST_NAMES = 6


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
    ours.

    Args:
        language: of the page, for the word between two names.
        published: chooses which of the outlet's page rules held.
    """
    sites = document.site_names
    labels = _labels(document.url)
    companies = set(_companies(document))
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
        for name in _jsonld(document)
        if not _IMPERSONAL.fullmatch(name) and fold(name) not in own
    )
    if declared and not any(source == "jsonld" for source, _ in candidates):
        candidates.append(("jsonld", declared))
    if not candidates:
        return (), None, agency
    source, chosen = candidates[0]
    losers = [(other, "; ".join(names)) for other, names in candidates[1:]]
    return chosen, provenance(source, "; ".join(chosen), losers), agency


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
    for raw in raws:
        for number, name in enumerate(split_names(_without_site(raw, sites), language)):
            credited = agency_named(name)
            agency = agency or credited
            if credited:
                continue
            if _is_site(name, keys) or _is_label(name, labels):
                if number == 0:
                    break  # "The Site, City, Country"
                continue
            (people if is_person(name) and raw not in companies else others).append(name)
    return _Named(_distinct(people), _distinct(others), agency)


def split_names(raw: str, language: str | None = None) -> list[str]:
    """The names in a byline, without its introduction, roles and addresses."""
    text = _NOISE.sub(" ", tidy(raw))
    text = _GENRE.sub("", text)
    text = re.sub(r"^(?:By(?=[A-Zb]))+", "By ", text.strip(" ,-–—|:"))
    text = _WHEN.sub("", text)
    bare = _INTRO.sub("", text)
    text = _WHERE.sub("", bare) if bare != text else bare
    pieces = _SPLIT.split(text)
    between = _SPLIT_IN.get((language or "")[:2])
    if between:
        pieces = [part for piece in pieces for part in re.split(between, piece)]
    names = []
    for piece in pieces:
        name = _TRAILING_ROLE.sub("", _INTRO.sub("", piece.strip())).strip(" ,.:;-–—|*()·•")
        # "J. R. R. Tolkien Jr." keeps its last point.
        if piece.rstrip().endswith((" Jr.", " Sr.")):
            name += "."
        if name:
            names.append(name)
    return names


def is_person(name: str) -> bool:
    """Whether a text may be a person's name: short, no digits, no word of roles or furniture."""
    if not 1 < len(name) <= _LONGEST_NAME or not any(c.isalpha() for c in name):
        return False
    if any(c.isdigit() for c in name) or _NOT_A_NAME.search(name):
        return False
    if name.islower() or fold(name) in _LABELS:
        return False
    first = name.split(maxsplit=1)[0]
    if len(first) <= 3 and first.islower() and first not in _PARTICLES:  # noqa: PLR2004
        return False  # "ku Frankfurt"
    return len(name.split()) <= _MOST_NAMES and not name.endswith(("?", "!"))


def _sources(document: Document, published: date | None) -> Iterator[tuple[str, list[str]]]:
    if document.outlet:
        rules = document.outlet.rules_for(published)
        if rules.authors:
            yield "outlet", [tidy(text_of(element)) for element in document.select(rules.authors)]
    yield "jsonld", list(_jsonld(document))
    yield "state", list(document.state.get("author", ()))
    for name in _META:
        found = [text for text in document.metas(name) if not text.startswith(("http", "/"))]
        if found and (
            name != "twitter:data1"
            or "written by" in " ".join(document.metas("twitter:label1")).lower()
        ):
            yield "meta", found
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


def _bylines(document: Document) -> Iterator[tuple[str, list[str]]]:
    """Bylines in the page, the most explicit marking first.

    Of each kind of marking only those count that stand beside the first: the others are bylines
    of teasers.
    """
    grades: dict[int, list[HtmlElement]] = {}
    marked = [
        *document.marked("itemprop", _AUTHOR_VALUE),
        *document.marked("rel", _AUTHOR_VALUE),
    ][:40]
    for element in [*marked, *document.marked("class", _BYLINE_CLASS)[:60]]:
        if not is_aside(element, tags=("footer", "nav")):
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
                plain(element.get("content")) if element.tag == "meta" else tidy(text_of(element))
            )
            if not 1 < len(text) <= _LONGEST_BYLINE:
                continue
            names = split_names(text)
            if names and all(is_person(name) for name in names):
                first = element if first is None else first
                taken.append(element)
                texts.append(text)
        if texts:
            yield ("itemprop" if grade == 0 else "dom"), texts[:_MOST]


def _beside_headline(document: Document) -> Iterator[tuple[str, list[str]]]:
    """Names right after the headline that nothing marks as a byline but their form.

    Links to authors' pages, and short lines that begin with "By".
    """
    for h1 in list(document.tree.iter("h1"))[:3]:
        if is_aside(h1, tags=("footer", "nav")):
            continue
        following = elements(h1, f"following::*[position() <= {_SOON_AFTER}]")
        linked = [
            tidy(text_of(link))
            for link in following
            if link.tag == "a" and _AUTHOR_PAGE.search(link.get("href") or "")
        ]
        if names := [text for text in linked if _may_be_full_name(text)]:
            yield "dom", list(dict.fromkeys(names))[:_MOST]
        for element in following:
            if element.tag in _LINES and not is_aside(element) and len(element) <= 3:  # noqa: PLR2004
                text = tidy(text_of(element)[: 2 * _LONGEST_NAME])
                if (by := _BY_LINE.match(text)) and _may_be_full_name(text[by.end() :]):
                    yield "dom", [text]
                    return


def _may_be_full_name(text: str) -> bool:
    """Whether a text is two to four capitalised words and nothing that people are not called."""
    parts = text.split()
    return (
        2 <= len(parts) <= 4  # noqa: PLR2004
        and all(part[0].isupper() or part in _PARTICLES for part in parts)
        and is_person(text)
    )


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
