"""The candidates of a citation, each weighed by headline, date, outlet and shared words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.citations.headlines import (
    Headline,
    WordWeights,
    headline_similarity,
    only_adds,
    plain_headline,
)
from aggregator.citations.names import is_pointer, well_known_names
from aggregator.outlets import name_key
from aggregator.records import Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.records import Candidate, Citation, Moment

POSSIBLE = 0.58
"""Likeness of headlines from which a candidate is worth showing."""
SURE_REWORDED = 0.87
"""Likeness from which it is sure, where each headline has words in place of the other's."""
LONGEST_TEXT = 200_000
"""Characters of a text that are read."""

_TEXT_BONUS = 0.04
_LONG_WORD = 4  # letters; shorter words are rarely names
_DATE_FACTOR = {"in_window": 1.0, "unknown": 0.97, "distant": 0.85, "outside": 0.2}
_WORD = re.compile(r"\w+")
# Of an article, in its URL; a date is no such.
_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d))\d{6,12}(?!\d)")
_OPENING = 120  # characters that two texts have in common by no accident

# A digest cites the stories of the last days, perhaps one that its outlet dates a day later.
_BEFORE, _AFTER = timedelta(days=7), timedelta(days=1)
_FAR_BEFORE, _FAR_AFTER = timedelta(days=31), timedelta(days=3)

_URL_DATE = re.compile(
    r"(?<!\d)(20\d\d)[/-]?(0[1-9]|1[0-2]|[1-9](?=[/-]))[/-]?([0-2]\d|3[01]|[1-9](?=[/-]))(?!\d)"
)
_TRACKING = re.compile(
    r"^(?:utm_.*|fbclid|gclid|syn-.*|ref|smid|cmpid|ito|mc_cid|mc_eid|ocid|partner|ftag|source|at_.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with the parts of its score."""

    candidate: Candidate
    headline: float
    when: str
    days: float | None
    date: float
    same_outlet: bool
    pointer: bool
    text: float
    title: str
    one_sided: bool

    @property
    def score(self) -> float:
        """0 to 1: the headline, less what speaks against the date, plus a little for the text."""
        return round(
            max(
                0.0,
                min(1.0, self.headline * self.date + _TEXT_BONUS * self.text * (1 - self.headline)),
            ),
            4,
        )

    def explain(self) -> dict[str, object]:
        return {
            "title": self.title,
            "url": self.candidate.url,
            "headline": round(self.headline, 3),
            "date": self.when,
            "days_before": None if self.days is None else round(self.days, 2),
            "same_outlet": self.same_outlet,
            "pointer": self.pointer,
            "shared_with_text": round(self.text, 3),
        }


def weigh(
    citation: Citation,
    candidates: Sequence[Candidate],
    document_published: Moment | None,
    document_text: str,
) -> list[Weighed]:
    """All candidates, best first."""
    read = [[(Headline.read(title), title) for title in c.titles] for c in candidates]
    weights = WordWeights(headline for titles in read for headline, _ in titles)
    cited = Headline.read(citation.headline) if citation.headline else None
    spoken = {word.casefold() for word in _WORD.findall(document_text[:LONGEST_TEXT])}
    table = well_known_names()
    outlet = table.by_name(citation.outlet)
    weighed: list[Weighed] = []
    for candidate, titles in zip(candidates, read, strict=True):
        likeness, title, one_sided = _likest(cited, titles, weights)
        when, days = _when(candidate, document_published)
        owned = outlet is not None and table.by_url(candidate.url) == outlet
        weighed.append(
            Weighed(
                candidate=candidate,
                headline=likeness,
                when=when,
                days=days,
                date=_DATE_FACTOR[when],
                same_outlet=owned or _same_outlet(citation, candidate),
                pointer=is_pointer(candidate.url),
                text=_shared_with_text(titles[0][0], weights, spoken) if titles else 0.0,
                title=title,
                one_sided=one_sided,
            )
        )
    weighed.sort(key=lambda w: (-w.score, not w.same_outlet, w.pointer, w.candidate.key))
    return weighed


def _likest(
    cited: Headline | None, titles: Sequence[tuple[Headline, str]], weights: WordWeights
) -> tuple[float, str, bool]:
    """Of a candidate's headlines the likest: how like it is, and whether one only says more."""
    if cited is None or not titles:
        return 0.0, titles[0][1] if titles else "", True
    scored = (
        (headline_similarity(cited, headline, weights), headline, t) for headline, t in titles
    )
    likeness, headline, title = max(scored, key=lambda one: (one[0], one[2]))
    one_sided = not POSSIBLE <= likeness < SURE_REWORDED or only_adds(cited, headline)
    return likeness, title, one_sided


def is_one_story(one: Weighed, other: Weighed) -> bool:
    """Whether two candidates are one story at two addresses, as in two sections of its outlet."""
    if address(one.candidate.url) == address(other.candidate.url):
        return True
    if plain_headline(one.title) != plain_headline(other.title):
        return False
    numbers, others = (set(_NUMBER.findall(w.candidate.url[:500])) for w in (one, other))
    if numbers & others:
        return True
    text, other_text = ((w.candidate.text or "")[:_OPENING] for w in (one, other))
    return len(text) == _OPENING and text == other_text


def _same_outlet(citation: Citation, candidate: Candidate) -> bool:
    if citation.outlet_name is not None and citation.outlet_name == candidate.outlet_name:
        return True
    return name_key(candidate.outlet_name) == name_key(citation.outlet)


def _when(candidate: Candidate, document_published: Moment | None) -> tuple[str, float | None]:
    """Where the candidate's date lies to the document's, and how many days before it."""
    if document_published is None:
        return "unknown", None
    start = document_published.utc
    end = start + _length(document_published)
    spans = []
    if candidate.published is not None:
        first = candidate.published.utc
        spans.append((first, first + _length(candidate.published)))
    else:
        named = _url_date(candidate.url)
        if named is not None:
            spans.append((named, named + timedelta(days=1)))
    if not spans:
        return "unknown", None
    first, last = spans[0]
    days = (start - first).total_seconds() / 86_400
    if last >= start - _BEFORE and first <= end + _AFTER:
        return "in_window", days
    if last >= start - _FAR_BEFORE and first <= end + _FAR_AFTER:
        return "distant", days
    return "outside", days


def _length(moment: Moment) -> timedelta:
    """How long a span a moment of its precision stands for."""
    days = {Precision.DAY: 1, Precision.MONTH: 31, Precision.YEAR: 366}.get(moment.precision, 0)
    return timedelta(days=days)


def _url_date(url: str) -> datetime | None:
    match = _URL_DATE.search(url[:500])
    if match is None:
        return None
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
    except ValueError:
        return None


def _shared_with_text(headline: Headline, weights: WordWeights, spoken: set[str]) -> float:
    """The share of the weight of a headline's names and numbers that the text has too."""
    if not spoken:
        return 0.0
    words = {w for w in headline.words if len(w) >= _LONG_WORD or w[0].isdigit()}
    total = sum(map(weights.of, words))
    return sum(map(weights.of, words & spoken)) / total if total else 0.0


def address(url: str) -> str:
    """The URL without what does not tell stories apart: scheme, www, fragment, tracking."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url
    query = "&".join(
        sorted(q for q in parts.query.split("&") if q and not _TRACKING.match(q.split("=")[0]))
    )
    return f"{host}{parts.path.rstrip('/')}{'?' + query if query else ''}"
