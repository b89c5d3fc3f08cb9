"""The story's title: a vote among all that claim to be it.

No single source is right often enough (measured on a few hundred pages: ``<title>`` 16-27 %, a
lone ``h1`` 76-94 %, JSON-LD's headline 81 %), but their errors differ: the site's name on one, a
shortened form for social media on another. Those that say the same add their weights.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from aggregator.extraction.address import is_home
from aggregator.extraction.document import is_aside, provenance, text_of
from aggregator.extraction.wording import fold, plain, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from aggregator.extraction.document import Document
    from aggregator.records import Provenance

_SEPARATOR = re.compile(
    r"\s+[|–—\-·•:»«/~]+\s+|\s*[|｜：]\s*|_(?=[\u3040-\u9fff])|(?<=\S):\s*|(?<=[”\"»]) "
)
_HEADLINE = re.compile(r"\bheadline\b")
_ENDS = re.compile(r"\s+[|–—\-·•»«/~]+\s+|\s*[|｜»«]\s*")
_TRUSTED = {"h1", "heading", "state", "jsonld", "og", "itemprop", "microdata", "meta"}
_LABELLED = re.compile(
    r"^(?:opinion|analysis|commentary|editorial|video|podcast|review|comment|perspective|live|"
    r"meinung|kommentar|analyse|opini[oó]n|an[aá]lisis|tribune|éditorial|opini[aã]o|opinione)"
    r"\s*[|｜]\s*(?=\S)",
    re.IGNORECASE,
)
_SHORTEST_PART = 10
_ECHO = 0.6
_LONE_HEADING = 3.0
_SHOWN_HEADING = 3.5
_MOST_HEADINGS = 20
_MOST_PIECES = 500  # of a heading's text
_LONGEST_NAME = 40
_LONG_KEY = 4
_LONGEST = 500


class _Candidate(NamedTuple):
    """What one voice says the title is.

    Attributes:
        part: of a heading, the longest of what its elements say; empty where it has none.
    """

    source: str
    text: str
    weight: float
    part: str = ""


def find_title(document: Document) -> tuple[str | None, Provenance | None]:
    """The title that most of the page's voices agree on, without the site's name."""
    candidates = [c for c in _candidates(document) if 1 < len(c.text) <= _LONGEST]
    names = {fold(name) for name in document.site_names if fold(name)}
    candidates = [
        c._replace(text=_without_site(c.text, names, candidates, document)) for c in candidates
    ]
    candidates = [
        c for c in candidates if c.text and (fold(c.text) not in names or c.source == "feed")
    ]
    candidates = _without_kickers(candidates)
    if not candidates:
        return None, None
    scores: dict[str, float] = {}
    for candidate in candidates:
        key = fold(candidate.text) or candidate.text
        scores[key] = scores.get(key, 0.0) + candidate.weight
    _let_shortened_vote(candidates, scores)
    winner = max(scores, key=lambda key: scores[key])
    voters = [c for c in candidates if (fold(c.text) or c.text) == winner]
    shown = next((c for c in voters if not _shouts(c.text)), voters[0])
    losers = [(c.source, c.text) for c in candidates]
    return shown.text, provenance(shown.source, shown.text, losers)


def _without_kickers(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates, headings that hold a kicker beside the headline cut to the headline.

    A part of a heading that another voice says alone is the headline.
    """
    voices = {fold(c.text) for c in candidates if not c.part}
    return [
        c._replace(text=c.part)
        if c.part and fold(c.text) not in voices and fold(c.part) in voices
        else c
        for c in candidates
    ]


def _without_label(text: str) -> str:
    """A title without the kind of piece that is written before it: "Opinion | Headline"."""
    found = _LABELLED.match(text)
    return text[found.end() :] if found else text


def strip_affixes(title: str, affixes: Iterable[str]) -> str:
    """A title without what its outlet is known to hang on titles."""
    text = title
    for affix in affixes:
        bare = tidy(affix)
        if bare and text.lower().endswith(bare.lower()) and len(text) > len(bare):
            text = text[: -len(bare)].rstrip()
        elif bare and text.lower().startswith(bare.lower()) and len(text) > len(bare):
            text = text[len(bare) :].lstrip()
    return text


def _candidates(document: Document) -> list[_Candidate]:
    """In the order in which their spelling is preferred."""
    found: list[_Candidate] = []
    h1s = {
        tidy(text_of(h1, _MOST_PIECES)[: 4 * _LONGEST]): h1
        for h1 in reversed(document.tagged("h1")[:100])
        if not _is_masthead(h1)
    }
    h1s.pop("", None)
    weight = _LONE_HEADING if len(h1s) == 1 else 1.4
    for text, h1 in list(reversed(h1s.items()))[:6]:
        found.append(_Candidate("h1", text, weight, _part_of(h1)))
    found.append(_Candidate("state", plain(document.state.get("headline")), 3.0))
    if document.article_source == "jsonld":
        for key, weight in (("headline", 3.0), ("alternativeHeadline", 0.6)):
            found.append(_Candidate("jsonld", plain(document.article.get(key)), weight))
        if not document.article.get("headline"):
            found.append(_Candidate("jsonld", plain(document.article.get("name")), 1.5))
        itemprops = [("itemprop", text) for text in _itemprops(document)[:2]]
    else:
        itemprops = [("microdata", plain(document.article.get("headline")))]
    found += [_Candidate(source, text, 2.0) for source, text in itemprops]
    for source, weight, names in (
        ("og", 2.0, ("og:title",)),
        ("twitter", 1.3, ("twitter:title", "twitter:text:title")),
        (
            "meta",
            1.3,
            (
                "sailthru.title",
                "parsely-title",
                "dc.title",
                "dcterms.title",
                "title",
                "hdl",
                "headline",
            ),
        ),
    ):
        texts = dict.fromkeys(document.metas(*names))
        for text in texts:
            # What repeats the title for social media is no second opinion.
            echo = any(c.source == "og" and fold(c.text) == fold(text) for c in found)
            found.append(_Candidate(source, text, _ECHO if echo else weight / len(texts)))
    title = next(iter(document.tagged("title")), None)
    if title is not None:
        found.append(_Candidate("title", tidy(text_of(title)[: 4 * _LONGEST]), 1.0))
    if document.lead and document.lead.title:
        found.append(_Candidate(document.lead.via, tidy(document.lead.title), 1.5))
    if not h1s and (heading := _confirmed_heading(document, found)):
        found.insert(0, heading)
    return found


def _confirmed_heading(document: Document, found: Sequence[_Candidate]) -> _Candidate | None:
    """Where no ``h1`` is the headline: the first lower heading that says what another voice says.

    Such pages keep the ``h1`` for search engines, in a trail of breadcrumbs, and show readers the
    headline in an ``h2``, often with a kicker beside it.
    """
    voices: dict[str, str] = {}
    for candidate in found:
        pieces = (piece for cut in _SEPARATOR.finditer(candidate.text) for piece in _around(cut))
        for text in (candidate.text, *pieces):
            if len(text) >= _SHORTEST_PART:
                voices.setdefault(fold(text), text)
    for heading in (
        *document.tagged("h2")[:_MOST_HEADINGS],
        *document.tagged("h3")[:_MOST_HEADINGS],
    ):
        if is_aside(heading):
            continue
        text = tidy(text_of(heading, _MOST_PIECES)[: 4 * _LONGEST])
        for said in (text, _part_of(heading)):
            if said and fold(said) in voices:
                return _Candidate("heading", voices[fold(said)], _SHOWN_HEADING)
    return None


def _part_of(heading: HtmlElement) -> str:
    """The longest of what the elements in a heading say: beside a kicker, the headline."""
    inner = [e for e in islice(heading.iter(), 1, _MOST_HEADINGS) if isinstance(e.tag, str)]
    texts = [tidy(text_of(e, _MOST_PIECES)[: 4 * _LONGEST]) for e in inner if len(e) == 0 or e.text]
    longest = max(texts, key=len, default="")
    return longest if len(longest) >= _SHORTEST_PART else ""


def _around(cut: re.Match[str]) -> tuple[str, str]:
    """What stands before and after a separator."""
    return cut.string[: cut.start()].strip(), cut.string[cut.end() :].strip()


def _is_masthead(h1: HtmlElement) -> bool:
    """Whether a heading is the site's name: in navigation, or a link to the home page."""
    if any(ancestor.tag in {"nav", "footer", "aside"} for ancestor in h1.iterancestors()):
        return True
    return any(is_home(link.get("href") or "#") for link in [*h1.iter("a"), *h1.iterancestors("a")])


def _itemprops(document: Document) -> list[str]:
    marked = document.marked("itemprop", _HEADLINE)
    texts = [
        tidy(text_of(element, _MOST_PIECES))
        if element.tag != "meta"
        else plain(element.get("content"))
        for element in marked[:_MOST_HEADINGS]
        if not is_aside(element)
    ]
    return list(dict.fromkeys(text for text in texts if text))


def _without_site(
    text: str, names: set[str], candidates: Sequence[_Candidate], document: Document
) -> str:
    if document.outlet:
        text = strip_affixes(text, document.outlet.title_affixes)
    host = document.url.split("/")[2] if document.url.count("/") > 1 else ""
    domain = fold(host.removeprefix("www."))
    labels = {fold(label) for label in host.split(".")[:-1] if len(label) > 2}  # noqa: PLR2004
    for _ in range(3):
        parts = _parts(text)
        if parts is None:
            break
        head, tail = parts
        if _is_site(tail, names, labels, domain):
            text = head
        elif (first := _ENDS.split(text, maxsplit=1)) and _is_site(first[0], names, labels, domain):
            text = first[1]
        else:
            break
    return _shortest_agreed(_without_label(text), candidates)


def _shortest_agreed(text: str, candidates: Sequence[_Candidate]) -> str:
    """The part of a title that another voice has alone.

    "Headline | Section | Site" and "Kicker: Headline" give way to "Headline".
    """
    cuts = list(_SEPARATOR.finditer(text))
    if not cuts:
        return text
    key = fold(text)
    trusted = [c for c in candidates if c.source in _TRUSTED and c.weight >= 1]
    others = {fold(c.text) for c in trusted} - {key}
    # A heading that says the whole of it, kicker and all, bears out the whole.
    others.update(fold(c.part) for c in trusted if c.part and fold(c.text) != key)
    for match in cuts:
        head, tail = _around(match)
        if len(head) >= _SHORTEST_PART and fold(head) in others:
            return head
        if len(tail) >= 2 * _SHORTEST_PART and fold(tail) in others:
            return tail
    return text


def _parts(text: str) -> tuple[str, str] | None:
    """A title before and after its last separator."""
    separators = list(_ENDS.finditer(text))
    if not separators:
        return None
    last = separators[-1]
    if not text[: last.start()].strip() or not text[last.end() :].strip():
        return None
    return text[: last.start()].strip(), text[last.end() :].strip()


def _is_site(part: str, names: set[str], labels: set[str], domain: str) -> bool:
    key = fold(part)
    if not key:
        return True
    if key in names or key == domain or key in labels or key.removeprefix("the") in labels:
        return True
    return len(part) <= _LONGEST_NAME and any(
        key.startswith(name) or name.startswith(key) for name in names if len(name) >= _LONG_KEY
    )


def _let_shortened_vote(candidates: Sequence[_Candidate], scores: dict[str, float]) -> None:
    """A title cut short with an ellipsis speaks for the long one it begins."""
    for candidate in candidates:
        if not candidate.text.endswith(("…", "...")):
            continue
        short = fold(candidate.text)
        for key in scores:
            if key != short and short and key.startswith(short):
                scores[key] += candidate.weight
                scores[short] = 0.0
                break


def _shouts(text: str) -> bool:
    return text.isupper() and len(text.split()) > 2  # noqa: PLR2004
