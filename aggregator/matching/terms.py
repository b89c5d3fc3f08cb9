"""What a story says, as weighted terms: the vector that events are compared in.

Terms are stems of the headline, counted double, and of the first 120 words of the lead, English
words of one meaning read as one (`aggregator.matching.newsroom`). The
weights here are plain term frequencies; how rare a term is belongs to the index
(`aggregator.matching.events`), which sees the other stories.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import snowballstemmer

from aggregator.matching.newsroom import SAME
from aggregator.matching.stopwords import STOP_WORDS
from aggregator.matching.text import clean_title, is_unspaced, plain, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
# Languages that one script nearly settles, for texts whose stop words settle nothing.
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u0600-\u06ff]"), "ar"),
    (re.compile("[\u0370-\u03ff]"), "el"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[\u0900-\u097f]"), "hi"),
)
_HANGUL_SYLLABLE = re.compile("[\uac00-\ud7af]")
_HANGUL = re.compile("[\uac00-\ud7af]+|[^\uac00-\ud7af]+")
_PAIR = 2
_STEM_CACHE_SIZE = 200_000
# Function words elsewhere that are English words or names too: "Singer dies aged 56" isn't German.
_ALSO_ENGLISH = frozenset(
    (
        "ai al alle ale am co come da dan de del dies die door due el en era ha hat in la le les "
        "los ma man me men met na non ny of on over plus pour sin so sole son ten till un van war "
        "will"
    ).split()
)
_HALF = 0.5
_ENOUGH = 1.0
_LETTERS = 24  # of a word, at most
_LETTERS_READ = 48  # the same, markup included


def _tells() -> dict[str, tuple[tuple[str, float], ...]]:
    """Function words with the languages they speak for, and how much."""
    found: dict[str, list[tuple[str, float]]] = {}
    for language, stops in STOP_WORDS.items():
        for word in stops:
            shared = word in _ALSO_ENGLISH or word in STOP_WORDS["en"]
            weight = _HALF if shared and language != "en" else 1.0
            found.setdefault(word, []).append((language, weight))
    return {word: tuple(entries) for word, entries in found.items()}


_TELLS = _tells()


def primary_language(language: str | None) -> str | None:
    """The primary subtag of a BCP 47 tag: ``en-GB`` gives ``en``, Norwegian variants ``no``."""
    if not language:
        return None
    subtag = re.split("[-_]", language.strip().lower(), maxsplit=1)[0]
    return {"nb": "no", "nn": "no", "iw": "he", "": None}.get(subtag, subtag)


def guess_language(text: str) -> str:
    """The language of a text by its script and function words; English where nothing tells.

    Good enough to pick a stemmer and to keep languages apart, from a headline and a sentence.
    """
    for script, language in _SCRIPTS:
        if len(script.findall(text)) * 3 > len(text) - text.count(" "):
            if language == "ru":
                counts = _function_words(text)
                return "uk" if counts.get("uk", 0.0) > counts.get("ru", 0.0) else "ru"
            return language
    # The first of equals wins, and English comes first.
    counts = _function_words(text)
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] >= _ENOUGH else "en"


def _function_words(text: str) -> dict[str, float]:
    """How many function words of each language a text has, English first."""
    counts = {"en": 0.0}
    for word in tokens(text):
        for language, weight in _TELLS.get(word, ()):
            counts[language] = counts.get(language, 0.0) + weight
    return counts


class TermReader:
    """Reads the terms of a headline and lead.

    Stems are remembered, since a stem costs 30 times a look-up; the memory is bounded and never
    changes a result.

    Args:
        title_weight: how many times a word of the headline counts.
        lead_words: how many words of the lead are read.
    """

    def __init__(self, title_weight: float = 2.0, lead_words: int = 120) -> None:
        self._title_weight = title_weight
        self._lead_words = lead_words
        self._stems: dict[str, _Stems] = {}
        available = set(snowballstemmer.algorithms())
        self._stemmers = {
            language: snowballstemmer.stemmer(algorithm)
            for language, algorithm in _STEMMERS.items()
            if algorithm in available
        }

    def read(self, title: str, lead: str, language: str, outlet: str = "") -> Mapping[str, float]:
        """Terms with their weights, in order of first appearance, the headline's first."""
        weights: dict[str, float] = {}
        for term in self._terms(tokens(clean_title(plain(title), outlet)), language):
            weights[term] = weights.get(term, 0.0) + self._title_weight
        start = plain(lead[: self._lead_words * _LETTERS_READ])[: self._lead_words * _LETTERS]
        for term in self._terms(tokens(start)[: self._lead_words], language):
            weights[term] = weights.get(term, 0.0) + 1.0
        return weights

    def stem(self, word: str, language: str) -> str | None:
        """A folded word's stem; None for a stop word or a single letter."""
        return self._stems_of(language)[word] or None

    def _terms(self, words: list[str], language: str) -> Iterable[str]:
        """Stems without stop words; characters of scripts without spaces in overlapping pairs."""
        if language == "ko":
            words = [part for word in words for part in _syllable_pairs(word)]
        found = list(map(self._stems_of(language).__getitem__, words))
        return _paired(words, found) if None in found else filter(None, found)

    def _stems_of(self, language: str) -> _Stems:
        if sum(map(len, self._stems.values())) >= _STEM_CACHE_SIZE:
            self._stems.clear()
        known = self._stems.get(language)
        if known is None:
            known = self._stems[language] = _Stems(language, self._stemmers.get(language))
        return known


def _syllable_pairs(word: str) -> Iterator[str]:
    """A Korean word in overlapping pairs of syllables: its endings say what prepositions do.

    ``서울에서`` (in Seoul) shares ``서울`` with ``서울은`` then. As search engines read it, for
    want of a stemmer.
    """
    for run in _HANGUL.findall(word):
        if len(run) <= _PAIR or not _HANGUL_SYLLABLE.match(run):
            yield run
        else:
            yield from (run[start : start + _PAIR] for start in range(len(run) - 1))


class _Stems(dict[str, str | None]):
    """Stems of one language by word, made when they are first asked for.

    The stem of what makes no term is empty; None stands for a character of a script without
    spaces, which makes terms with its neighbours.
    """

    def __init__(self, language: str, stemmer: Any) -> None:
        super().__init__()
        self._stops = STOP_WORDS.get(language, frozenset())
        self._same = SAME if language == "en" else {}
        self._stemmer = stemmer

    def __missing__(self, word: str) -> str | None:
        stem: str | None = self._same.get(word, word)
        if len(word) == 1 and is_unspaced(word):
            stem = None
        elif word in self._stops or (len(word) == 1 and not word.isdigit()):
            stem = ""
        elif self._stemmer is not None and word.isalpha():
            stem = self._stemmer.stemWord(stem)
        self[word] = stem
        return stem


def _paired(words: list[str], stems: list[str | None]) -> Iterator[str]:
    previous = ""
    for word, stem in zip(words, stems, strict=True):
        if stem is None:
            if previous:
                yield previous + word
            previous = word
            continue
        previous = ""
        if stem:
            yield stem
