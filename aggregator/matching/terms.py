"""What a story says, as weighted terms: the vector that events are compared in.

Terms are stems of the headline, counted double, and of the first 120 words of the lead. The
weights here are plain term frequencies; how rare a term is belongs to the index
(`aggregator.matching.events`), which sees the other stories.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import snowballstemmer

from aggregator.matching.stopwords import STOP_WORDS
from aggregator.matching.text import clean_title, is_unspaced, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
_STEM_CACHE_SIZE = 200_000


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
    words = tokens(text)
    counts = {
        language: sum(word in stops for word in words) for language, stops in STOP_WORDS.items()
    }
    for script, language in _SCRIPTS:
        if len(script.findall(text)) * 3 > len(text) - text.count(" "):
            if language == "ru" and counts["uk"] > counts["ru"]:
                return "uk"
            return language
    # The first of equals wins, and English is listed first.
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else "en"


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
        self._stems: dict[tuple[str, str], str | None] = {}
        available = set(snowballstemmer.algorithms())
        self._stemmers = {
            language: snowballstemmer.stemmer(algorithm)
            for language, algorithm in _STEMMERS.items()
            if algorithm in available
        }

    def read(self, title: str, lead: str, language: str, outlet: str = "") -> Mapping[str, float]:
        """Terms with their weights, in order of first appearance, the headline's first."""
        weights: dict[str, float] = {}
        for term in self._terms(tokens(clean_title(title, outlet)), language):
            weights[term] = weights.get(term, 0.0) + self._title_weight
        for term in self._terms(
            tokens(lead[: self._lead_words * 24])[: self._lead_words], language
        ):
            weights[term] = weights.get(term, 0.0) + 1.0
        return weights

    def _terms(self, words: list[str], language: str) -> Iterator[str]:
        """Stems without stop words; characters of scripts without spaces in overlapping pairs."""
        previous = ""
        for word in words:
            if len(word) == 1 and is_unspaced(word):
                if previous:
                    yield previous + word
                previous = word
                continue
            previous = ""
            stem = self.stem(word, language)
            if stem is not None:
                yield stem

    def stem(self, word: str, language: str) -> str | None:
        """A folded word's stem; None for a stop word or a single letter."""
        key = (language, word)
        if key in self._stems:
            return self._stems[key]
        stem: str | None = word
        if word in STOP_WORDS.get(language, ()) or (len(word) == 1 and not word.isdigit()):
            stem = None
        elif word.isalpha() and language in self._stemmers:
            stem = self._stemmers[language].stemWord(word)
        if len(self._stems) >= _STEM_CACHE_SIZE:
            self._stems.clear()
        self._stems[key] = stem
        return stem
