"""What to call an event, and how to tell it in a few sentences that its outlets wrote.

Nothing is generated: the headline is the one nearest to what all reports say together, among
those that shout least; the summary is sentences of the reports, each with the report it is from
(centroid-based extraction, Radev et al. 2004, with maximal marginal relevance, Carbonell and
Goldstein 1998, against saying things twice).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sentencex

from aggregator.matching.decisions import FOLLOWERS
from aggregator.matching.terms import TermReader, guess_language, primary_language
from aggregator.matching.text import clean_title, fold, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    Vector = Mapping[str, float]

_LEAD_CHARACTERS = 1_500
_SENTENCES_READ = 6  # of a report
_WORDS_OF_A_SENTENCE = (6, 60)
_WORDS_OF_A_HEADLINE = (5, 18)
_REDUNDANT = 0.5  # how much being like what was said already weighs against a sentence

# What makes a headline shout, tease or argue rather than tell; each costs its share of the score.
_SENSATIONAL = (
    (re.compile(r"!"), 0.25),
    (re.compile(r"\?"), 0.25),
    (re.compile(r"\b[A-Z]{5,}\b"), 0.15),
    (
        re.compile(
            r"\b(?:shock\w*|slam\w*|blast(?:s|ed)? back|destroy\w*|explosive|bombshell|stunning|"
            r"outrage\w*|chilling|horrif\w*|furious|meltdown|epic|insane|unbelievable|jaw-dropping|"
            r"heartbreaking|must[- ]see|you need to know|here'?s (?:what|why|how)|what we know|"
            r"this is (?:what|why|how))\b",
            re.IGNORECASE,
        ),
        0.25,
    ),
    (re.compile(r"\b(?:you|your|I|my|we|our)\b"), 0.15),
    (re.compile("…|\\.\\.\\."), 0.1),
)
_FOLLOWER_COST = 0.5

# A name after a word for "in" or "near", or before the dash of a dateline.
_LOCATIVES = (
    "in|near|at|outside|off|across|aboard|bei|aus|à|au|aux|près de|en|cerca de|a|ad|nei pressi di|"
    "em|perto de|te|nabij|w|we|pod|nära"
)
_NAME = r"(?:[^\W\d_a-zß-öø-ÿ]\w*(?:['’-]\w+)*)"
_PLACE = re.compile(rf"\b(?:{_LOCATIVES})\s+({_NAME}(?:[ -]{_NAME}){{0,3}})")
_DATELINE = re.compile(
    r"^\W*([^\W\d_]{3,}(?:[ -][^\W\d_]+){0,2})(?:,[^—–-]{2,30}?)?(?:\s*\([^)]{2,30}\))?\s*[—–]"
)
_NO_PLACES = frozenset(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday januar februar märz mai juni juli oktober "
    "dezember montag dienstag mittwoch donnerstag freitag samstag sonntag enero febrero marzo "
    "abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A story as one of an event.

    Attributes:
        key: the story's id.
        text: its text or summary, or as much of it as is known; paragraphs by blank lines.
        published: any zone, or None where unknown.
        language: BCP 47; guessed from the words where None.
        kind: as in `aggregator.records.Extract`.
        neutral: how much the outlet's wording is to be preferred: 1.0 for an agency that writes
            for all, 0.0 for one that takes sides.
    """

    key: int
    outlet: str
    title: str
    text: str = ""
    published: datetime | None = None
    language: str | None = None
    kind: str | None = None
    neutral: float = 0.5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a summary, and the report it stands in."""

    text: str
    report: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSummary:
    """What an event is called and how it is told.

    Attributes:
        headline: without the desk's label and the outlet's suffix.
        headline_of: the report that it is from.
        keywords: strongest first, as most reports write them.
        places: named by most outlets first.
        first, last: reports by time; None where no report has one.
        sentences: in the order of their reports' times.
    """

    headline: str
    headline_of: int
    keywords: tuple[str, ...]
    places: tuple[str, ...]
    first: int | None
    last: int | None
    sentences: tuple[Sentence, ...]


def summarize(
    reports: Sequence[Report],
    *,
    rarest: Iterable[str] = (),
    keywords: int = 8,
    places: int = 4,
    sentences: int = 3,
) -> EventSummary:
    """An event's headline, keywords, places, first and last report, and a few sentences.

    Told in the language that most reports are in, of equals the earliest report's.

    Args:
        reports: one at least.
        rarest: the event's terms, strongest first, as `EventIndex.profile` has them; without
            them keywords go by frequency alone.

    Raises:
        ValueError: no reports.
    """
    if not reports:
        raise ValueError("an event without reports has no headline")
    ordered = sorted(
        reports,
        key=lambda report: (
            report.published is None,
            report.published.timestamp() if report.published else 0.0,
            report.key,
        ),
    )
    told = _Told.of(ordered)
    best = max(told.reports, key=told.headline_score)
    timed = [report.key for report in ordered if report.published is not None]
    return EventSummary(
        headline=clean_title(best.title, best.outlet),
        headline_of=best.key,
        keywords=told.keywords(tuple(rarest), keywords),
        places=_places(ordered)[:places],
        first=timed[0] if timed else None,
        last=timed[-1] if timed else None,
        sentences=told.sentences(sentences),
    )


class _Told:
    """The reports of one language, and what they say together."""

    def __init__(self, reports: Sequence[Report], language: str) -> None:
        self.reports = reports
        self._language = language
        self._reader = TermReader()
        centre: dict[str, float] = {}
        for report in reports:
            weight = 0.3 if report.kind in FOLLOWERS else 1.0
            text = f"{clean_title(report.title, report.outlet)} {report.text[:_LEAD_CHARACTERS]}"
            for term, share in self._vector(text).items():
                centre[term] = centre.get(term, 0.0) + weight * share
        self._centre = _unit(centre)

    @classmethod
    def of(cls, ordered: Sequence[Report]) -> _Told:
        languages = [
            primary_language(report.language)
            or guess_language(f"{report.title} {report.text[:600]}")
            for report in ordered
        ]
        language = Counter(languages).most_common(1)[0][0]
        return cls(
            [report for report, own in zip(ordered, languages, strict=True) if own == language],
            language,
        )

    def headline_score(self, report: Report) -> float:
        """How well a report's headline stands for all of them."""
        title = clean_title(report.title, report.outlet)
        score = self._nearness(self._vector(title)) * (0.9 + 0.2 * report.neutral)
        least, most = _WORDS_OF_A_HEADLINE
        if not least <= len(tokens(title)) <= most:
            score *= 0.8
        for pattern, cost in _SENSATIONAL:
            if pattern.search(title):
                score *= 1 - cost
        return score * (_FOLLOWER_COST if report.kind in FOLLOWERS else 1.0)

    def keywords(self, rarest: Sequence[str], count: int) -> tuple[str, ...]:
        """Words as they are mostly written, one of each stem, that two reports or all have."""
        written: dict[str, Counter[str]] = {}
        holders: Counter[str] = Counter()
        for report in self.reports:
            seen = set()
            for word in re.findall(
                r"\w[\w'’-]*", f"{report.title} {report.text[:_LEAD_CHARACTERS]}"
            ):
                stem = self._reader.stem(fold(word), self._language)
                if stem is not None and not stem.isdigit():
                    written.setdefault(stem, Counter())[word] += 1
                    seen.add(stem)
            holders.update(seen)
        needed = min(2, len(self.reports))
        ranks = {term: place for place, term in enumerate(rarest)}
        common = [term for term in written if holders[term] >= needed]
        common.sort(
            key=lambda term: (ranks.get(term, len(ranks)), -self._centre.get(term, 0.0), term)
        )
        return tuple(_as_written(written[term]) for term in common[:count])

    def sentences(self, count: int) -> tuple[Sentence, ...]:
        """Sentences nearest to the whole that repeat each other least."""
        found: list[tuple[float, int, str, Vector]] = []
        for place, report in enumerate(self.reports):
            for text in self._opening(report):
                vector = self._vector(text)
                found.append((self._nearness(vector), place, text, vector))
        chosen: list[tuple[float, int, str, Vector]] = []
        while found and len(chosen) < count:
            best = max(
                found,
                key=lambda entry: (
                    entry[0]
                    - _REDUNDANT
                    * max((_cosine(entry[3], other[3]) for other in chosen), default=0.0)
                ),
            )
            found.remove(best)
            if not any(_cosine(best[3], other[3]) > 0.7 for other in chosen):  # noqa: PLR2004
                chosen.append(best)
        chosen.sort(key=lambda entry: entry[1])
        return tuple(Sentence(text, self.reports[place].key) for _, place, text, _ in chosen)

    def _opening(self, report: Report) -> Iterator[str]:
        if report.kind in FOLLOWERS:
            return
        least, most = _WORDS_OF_A_SENTENCE
        read = 0
        for paragraph in report.text[:_LEAD_CHARACTERS].splitlines():
            for sentence in sentencex.segment(self._language, paragraph):
                text = " ".join(sentence.split())
                # The last one may be cut off.
                if text[-1:] in '.!?。！？”"»' and least <= len(tokens(text)) <= most:
                    yield text
                read += 1
                if read == _SENTENCES_READ:
                    return

    def _vector(self, text: str) -> Vector:
        counts = self._reader.read("", text, self._language)
        return _unit({term: math.sqrt(count) for term, count in counts.items()})

    def _nearness(self, vector: Vector) -> float:
        return sum(value * self._centre.get(term, 0.0) for term, value in vector.items())


def _unit(weights: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in weights.values())) or 1.0
    return {term: value / length for term, value in weights.items()}


def _cosine(one: Vector, other: Vector) -> float:
    return sum(value * other.get(term, 0.0) for term, value in one.items())


def _as_written(forms: Counter[str]) -> str:
    """The form most used; a name keeps its capital, a word that is also written small is small."""
    small = {form for form in forms if form == form.lower()}
    return max(small or forms, key=lambda form: (forms[form], -len(form), form))


def _places(ordered: Sequence[Report]) -> tuple[str, ...]:
    """Names that reports give as places, those of most outlets first."""
    outlets: dict[str, set[str]] = {}
    for report in ordered:
        text = report.text[:_LEAD_CHARACTERS]
        named = {match[1] for match in _PLACE.finditer(f"{text}\n{report.title}")}
        dateline = _DATELINE.match(text)
        if dateline and dateline[1].isupper():
            named.add(dateline[1].title())
        for name in named:
            if fold(name.split()[0]) not in _NO_PLACES:
                outlets.setdefault(name, set()).add(report.outlet)
    names = list(outlets)
    names.sort(key=lambda name: -len(outlets[name]))
    return tuple(names)
