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
from typing import TYPE_CHECKING

from aggregator.checking.differences import Differences
from aggregator.checking.names import initials, names_of
from aggregator.checking.numbers import Number, numbers_of
from aggregator.checking.sentences import split_sentences
from aggregator.checking.values import Checked, Source, Support, Verdict
from aggregator.checking.verbs import infinitive
from aggregator.matching.terms import TermReader, guess_language, primary_language
from aggregator.matching.text import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SUPPORTED = 0.45
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


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with its stems, each with the word it is the stem of, its figures and quotes."""

    text: str
    terms: Mapping[str, str]
    figures: tuple[Number, ...]
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
    checker = _Checker(reader, prepared, weigh, known)
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
        self.language = language
        self._reader = TermReader(lead_words=400)
        self._stems: dict[str, frozenset[str]] = {}

    def stems(self, word: str) -> frozenset[str]:
        """The telling stems of one word."""
        if word not in self._stems:
            verb = infinitive(word, self.language)
            self._stems[word] = frozenset(self._reader.read("", verb, self.language))
        return self._stems[word]

    def read(self, sentence: str) -> _Sentence:
        numbers = numbers_of(sentence, self.language)
        words = unicodedata.normalize("NFKC", sentence)
        for number in reversed(numbers):
            words = f"{words[: number.start]} {words[number.end :]}"
        terms: dict[str, str] = {}
        for word in words.split():
            for term in self.stems(word.strip(_MARKS)):
                terms.setdefault(term, word.strip(_MARKS))
        if len(words.split()) * _UNSPACED < len(words):
            # A script without blanks: its terms are pairs of characters, which read well enough.
            terms = {term: term for term in self._reader.read("", words, self.language)}
        terms = {t: word for t, word in terms.items() if not any(c.isdigit() for c in t)}
        quotes = [" ".join(tokens(quote)) for quote in _QUOTE.findall(sentence)]
        return _Sentence(
            text=sentence,
            terms=terms,
            figures=tuple(number for number in numbers if number.kind != "date"),
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
        self,
        reader: _Reader,
        sources: Sequence[_Prepared],
        weigh: _Weights,
        known: frozenset[str],
    ) -> None:
        language = reader.language
        self._sources = sources
        self._weigh = weigh
        self._differences = Differences(
            language,
            words=frozenset().union(*(one.words for one in sources)),
            numbers=[number for one in sources for number in one.numbers],
            known=known,
            stems=reader.stems,
        )

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
        differences = self._differences.between(
            sentence.text, nearest.passage, self._parts(nearest)
        )
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

    def _parts(self, nearest: Support) -> list[str]:
        """The sentences of a passage in its source, with the one before it in front."""
        (source,) = (one for one in self._sources if one.source.key == nearest.key)
        texts = ["", *(sentence.text for sentence in source.sentences)]
        for start in range(1, len(texts)):
            for size in range(1, _PASSAGE + 1):
                if " ".join(texts[start : start + size]) == nearest.passage:
                    return texts[start - 1 : start + size]
        return ["", nearest.passage]

    def _nearest(self, sentence: _Sentence, one: _Prepared) -> tuple[Support, frozenset[str]]:
        """The passage that holds most; of equals the shortest."""
        whole = sum(self._weigh(term) for term in sentence.terms)
        shared = [sentence.terms.keys() & other.terms.keys() for other in one.sentences]
        figures = [
            {mine.start for mine in sentence.figures if any(map(mine.agrees, other.figures))}
            for other in one.sentences
        ]
        quoted = [
            sum(quote.count(" ") - 1 for quote in sentence.quotes if quote in other.folded)
            for other in one.sentences
        ]
        best, best_share, best_terms = (0, 1), -1.0, frozenset[str]()
        for start, held in enumerate(shared):
            if not held and best_share >= 0:
                continue
            terms: set[str] = set()
            numbers: set[int] = set()
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
