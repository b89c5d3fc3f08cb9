"""Each sentence of a digest beside the passage that is nearest to it in the sources.

Nearness is the share of a sentence's telling words that stand in a passage of at most three
sentences; a word tells the more the fewer sentences hold it (inverse sentence frequency, after
Spärck Jones 1972). Order and grammar do not count.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from aggregator.checking.names import TITLES, Name, initials, names_of, same_word
from aggregator.checking.numbers import Number, numbers_of
from aggregator.checking.sentences import split_sentences
from aggregator.matching.terms import TermReader, guess_language, primary_language
from aggregator.matching.text import fold, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SUPPORTED = 0.5
"""Share of a sentence's telling words that a passage must hold to support it."""
SUPPORTED_QUOTED = 0.4
"""The same, where the sentence quotes words that stand in the passage."""

_PASSAGE = 3  # sentences
_LONGER = 0.03  # of the share, for each further sentence
_UNSPACED = 16  # letters a word, on average
_QUOTE = re.compile(r"[“\"«„「]([^“”\"«»„「」]{5,400})[”\"»“」]")
_MARKS = ".,;:!?…\"'“”‘’«»„()[]–—。，、！？「」"
_FEWEST_TERMS = 3
_MOST_SENTENCES = 5_000  # of all sources together
_GUESSED = 2_000  # characters
_LONGEST_ACRONYM = 5
_AROUND = 3  # words on either side that say what a number counts


class Verdict(StrEnum):
    """What the comparison of a sentence came to."""

    SUPPORTED = "supported"
    DIFFERS = "differs"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A cited story, as far as it is held.

    Attributes:
        key: the caller's.
        text: paragraphs, or the standfirst of a teaser; empty where nothing but the title is held.
        language: BCP 47; guessed where None.
    """

    key: int
    title: str
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A number or a name of the digest that its source has otherwise, or not at all.

    Attributes:
        kind: ``number`` or ``name``.
        said: as the digest has it.
        source_says: as the passage has it; None where nothing in any source stands in its place.
    """

    kind: str
    said: str
    source_says: str | None


@dataclass(frozen=True, slots=True)
class Support:
    """A passage of a source and the share of the sentence's telling words that it holds."""

    key: int
    passage: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A sentence of the digest and what the sources have of it.

    Attributes:
        nearest: the best passage, also where it is too far; None where no source can be compared.
        others: passages of other sources that support it too.
        missing: its telling words that the nearest passage lacks, the rarest first.
    """

    sentence: str
    verdict: Verdict
    nearest: Support | None = None
    others: tuple[Support, ...] = ()
    differences: tuple[Difference, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with its stems, each with the word it is the stem of, its figures and quotes."""

    text: str
    terms: Mapping[str, str]
    figures: frozenset[float]
    quotes: tuple[str, ...]
    folded: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    source: Source
    sentences: tuple[_Sentence, ...]
    words: frozenset[str]
    numbers: tuple[Number, ...]


def check_sentences(
    digest: str, sources: Iterable[Source], *, language: str | None = None
) -> list[Checked]:
    """Every sentence of a digest beside its sources, in its order.

    Sources in another language than the digest are left aside. Work grows with the product of
    both texts' sentences; of very long sources only the first are read.
    """
    language = primary_language(language) or guess_language(digest[:_GUESSED])
    reader = _Reader(language)
    prepared = _prepare(sources, language, reader)
    sentences = [reader.read(one) for one in split_sentences(digest, language)]
    everything = [*sentences, *(s for one in prepared for s in one.sentences)]
    weigh = _Weights(everything)
    known = frozenset(
        name_word
        for one in (*sentences, *(s for p in prepared for s in p.sentences))
        for name in names_of(one.text, language)
        for name_word in name.words
    )
    checker = _Checker(language, prepared, weigh, known)
    return [checker.check(one) for one in sentences]


def comparable(source: Source, language: str) -> bool:
    """Whether a source is in the digest's language."""
    given = primary_language(source.language)
    said = f"{source.title}\n{source.text}"[:_GUESSED]
    return (given or guess_language(said)) == primary_language(language)


def _prepare(sources: Iterable[Source], language: str, reader: _Reader) -> list[_Prepared]:
    prepared = []
    left = _MOST_SENTENCES
    for source in sources:
        if not comparable(source, language):
            continue
        texts = [source.title, *split_sentences(source.text, language)][:left]
        left -= len(texts)
        whole = f"{source.title}\n{source.text}"
        prepared.append(
            _Prepared(
                source,
                tuple(reader.read(one) for one in texts if one),
                frozenset(tokens(whole)) | initials(whole),
                tuple(numbers_of(whole, language)),
            )
        )
    return prepared


class _Reader:
    """The stems of a sentence, numbers left out: these are compared by value."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._reader = TermReader(lead_words=400)

    def read(self, sentence: str) -> _Sentence:
        numbers = numbers_of(sentence, self._language)
        words = unicodedata.normalize("NFKC", sentence)
        for number in reversed(numbers):
            words = f"{words[: number.start]} {words[number.end :]}"
        terms: dict[str, str] = {}
        for word in words.split():
            for term in self._reader.read("", word, self._language):
                terms.setdefault(term, word.strip(_MARKS))
        if len(words.split()) * _UNSPACED < len(words):
            # A script without blanks: its terms are pairs of characters, which read well enough.
            terms = {term: term for term in self._reader.read("", words, self._language)}
        terms = {t: word for t, word in terms.items() if not any(c.isdigit() for c in t)}
        quotes = [" ".join(tokens(quote)) for quote in _QUOTE.findall(sentence)]
        return _Sentence(
            text=sentence,
            terms=terms,
            figures=frozenset(number.value for number in numbers),
            quotes=tuple(f" {quote} " for quote in quotes if " " in quote),
            folded=f" {' '.join(tokens(sentence))} ",
        )


class _Weights:
    def __init__(self, sentences: Sequence[_Sentence]) -> None:
        self._holders = Counter(term for sentence in sentences for term in sentence.terms)
        self._count = len(sentences)
        self.most = math.log(1 + (self._count + 1) / 2)

    def __call__(self, term: str) -> float:
        return math.log(1 + (self._count + 1) / (self._holders[term] + 1))


class _Checker:
    def __init__(
        self, language: str, sources: Sequence[_Prepared], weigh: _Weights, known: frozenset[str]
    ) -> None:
        self._language = language
        self._sources = sources
        self._weigh = weigh
        self._known = known

    def check(self, sentence: _Sentence) -> Checked:
        if len(sentence.terms) < _FEWEST_TERMS or not self._sources:
            return Checked(sentence=sentence.text, verdict=Verdict.NOT_COMPARED)
        found = sorted(
            (self._nearest(sentence, one) for one in self._sources),
            key=lambda pair: -pair[0].share,
        )
        nearest, terms = found[0]
        lacking = sentence.terms.keys() - terms
        missing = [
            sentence.terms[term]
            for term in sorted(lacking, key=lambda term: (-self._weigh(term), term))
        ]
        enough = SUPPORTED
        if sentence.quotes and any(
            q in f" {' '.join(tokens(nearest.passage))} " for q in sentence.quotes
        ):
            enough = SUPPORTED_QUOTED
        if nearest.share < enough:
            return Checked(
                sentence=sentence.text,
                verdict=Verdict.UNSUPPORTED,
                nearest=nearest,
                missing=tuple(missing),
            )
        differences = (*self._numbers(sentence.text, nearest), *self._names(sentence.text, nearest))
        verdict = Verdict.SUPPORTED
        if differences:
            told = any(one.source_says is not None for one in differences)
            verdict = Verdict.DIFFERS if told else Verdict.PARTLY
        return Checked(
            sentence=sentence.text,
            verdict=verdict,
            nearest=nearest,
            others=tuple(other for other, _ in found[1:] if other.share >= SUPPORTED),
            differences=differences,
            missing=tuple(missing),
        )

    def _nearest(self, sentence: _Sentence, one: _Prepared) -> tuple[Support, frozenset[str]]:
        """The passage that holds most; of equals the shortest."""
        whole = sum(self._weigh(term) for term in sentence.terms)
        shared = [sentence.terms.keys() & other.terms.keys() for other in one.sentences]
        figures = [sentence.figures & other.figures for other in one.sentences]
        quoted = [
            sum(quote.count(" ") - 1 for quote in sentence.quotes if quote in other.folded)
            for other in one.sentences
        ]
        best, best_share, best_terms = (0, 1), -1.0, frozenset[str]()
        for start, held in enumerate(shared):
            if not held and best_share >= 0:
                continue
            terms: set[str] = set()
            numbers: set[float] = set()
            for size in range(1, min(_PASSAGE, len(shared) - start) + 1):
                terms |= shared[start + size - 1]
                numbers |= figures[start + size - 1]
                # A figure or a quotation that both have speaks for the passage. A figure that
                # differs does not speak against it: it is what we want to find.
                more = self._weigh.most * (len(numbers) + quoted[start])
                share = (sum(map(self._weigh, sorted(terms))) + more) / (whole + more)
                # A longer passage must hold clearly more to be worth reading.
                share -= _LONGER * (size - 1)
                if share > best_share + 1e-9:
                    best, best_share, best_terms = (start, size), share, frozenset(terms)
        start, size = best
        passage = " ".join(s.text for s in one.sentences[start : start + size])
        return Support(one.source.key, passage, round(max(best_share, 0.0), 3)), best_terms

    # -- numbers -------------------------------------------------------------------------

    def _numbers(self, sentence: str, nearest: Support) -> list[Difference]:
        said = numbers_of(sentence, self._language)
        if not said:
            return []
        there = numbers_of(nearest.passage, self._language)
        anywhere = [number for one in self._sources for number in one.numbers]
        free = [n for n in there if not any(one.agrees(n) for one in said)]
        found = []
        for number in said:
            if any(number.agrees(other) for other in there):
                continue
            other = self._counterpart(number, sentence, free, nearest.passage)
            if other is not None:
                free.remove(other)
                found.append(Difference("number", number.text, other.text))
            elif number.kind != "date" and not any(number.agrees(n) for n in anywhere):
                found.append(Difference("number", number.text, None))
        return found

    def _counterpart(
        self, number: Number, sentence: str, free: Sequence[Number], passage: str
    ) -> Number | None:
        """The number of the passage that counts the same: the words beside both tell."""
        mine = _beside(sentence, number.start, number.end)
        alike = [
            other
            for other in free
            if other.kind == number.kind and mine & _beside(passage, other.start, other.end)
        ]
        if alike:
            return max(
                alike,
                key=lambda o: len(mine & _beside(passage, o.start, o.end)),
            )
        return None

    # -- names ---------------------------------------------------------------------------

    def _names(self, sentence: str, nearest: Support) -> list[Difference]:
        words = frozenset().union(*(one.words for one in self._sources))
        short = initials(sentence)
        mine = names_of(sentence, self._language, self._known)
        theirs = names_of(nearest.passage, self._language, self._known)
        found = []
        for name in mine:
            if self._is_held(name, words) or _acronym_of(name, theirs, short):
                namesake = _namesake(name, theirs, words)
                if namesake is not None:
                    found.append(Difference("name", name.text, namesake.text))
                continue
            other = _instead(name, sentence, theirs, nearest.passage, mine)
            found.append(Difference("name", name.text, other.text if other else None))
        return found

    def _is_held(self, name: Name, words: frozenset[str]) -> bool:
        """Whether its last word, or its only one, stands in some source in some form."""
        parts = [part for part in name.last.split("-") if part] or [name.last]
        return all(
            part in words or f"{part}s" in words or any(same_word(part, word) for word in words)
            for part in parts
        )


def _namesake(name: Name, theirs: Sequence[Name], words: frozenset[str]) -> Name | None:
    """The one of the same family name and another first name, where the first name is nowhere."""
    first = name.words[0]
    if len(name.words) < 2 or first in words or first in TITLES:  # noqa: PLR2004 - first and last
        return None
    for other in theirs:
        if len(other.words) > 1 and other.last == name.last and other.words[0] not in TITLES:
            return None if same_word(first, other.words[0]) else other
    return None


def _acronym_of(name: Name, theirs: Sequence[Name], short: set[str]) -> bool:
    """Whether the passage has an acronym of it, or of the words that it stands among."""
    written_out = "".join(word[0] for word in name.words)
    lone = [other.last for other in theirs if len(other.words) == 1]
    return any(
        word == written_out or (word in short and len(word) <= _LONGEST_ACRONYM) for word in lone
    )


def _instead(
    name: Name, sentence: str, theirs: Sequence[Name], passage: str, mine: Sequence[Name]
) -> Name | None:
    """The name that stands in the passage where this one does: same first name, same neighbours."""
    said = {word for one in mine for word in one.words}
    beside = _beside(sentence, name.start, name.end)
    best: tuple[int, Name] | None = None
    for other in theirs:
        if other.last in said or any(same_word(other.last, word) for word in said):
            continue
        shared = len(set(name.words[:-1]) & set(other.words[:-1])) * 2
        shared += len(beside & _beside(passage, other.start, other.end))
        if shared and (best is None or shared > best[0]):
            best = (shared, other)
    return best[1] if best else None


def _beside(text: str, start: int, end: int) -> set[str]:
    """Stems, roughly, of the words near a place: their first five letters."""
    before = tokens(text[max(start - 60, 0) : start])[-_AROUND:]
    after = tokens(text[end : end + 60])[:_AROUND]
    return {fold(word)[:5] for word in (*before, *after) if len(word) > 3 and not word.isdigit()}  # noqa: PLR2004 - short ones are function words
