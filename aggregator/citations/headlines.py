"""How alike two headlines are, when one of them may have drifted.

Outlets rewrite: a first name comes or goes, a toll rises, quotes are curled, a title is cut short
or gets the outlet's name behind it. The measure is the share of the words' weight that both have
(a Dice coefficient over words weighted by their rarity), taken together with the edit ratio of
the whole, which sees the order of words (Levenshtein-like, from rapidfuzz).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LONGEST = 3_000
_WORD = re.compile(r"[㐀-鿿぀-ヿ]|[^\W_㐀-鿿぀-ヿ]+(?:[.,]\d+)*")
_SUFFIX = re.compile(r"\s(?:[|–—-]|::)\s([^|–—]{2,40})$")
_CUT = re.compile(r"\s?(?:…|\.\.\.)\s?$")
_COUNTER = re.compile(
    r"^(?:update\s?\d*|exclusive|breaking|watch|live|video|corrected|refile|wrapup \d+)\s?[-:|–—]\s?",
    re.IGNORECASE,
)
_QUOTES = str.maketrans(dict.fromkeys("‘’“”'\"«»„‚`´′", ""))
_SMALL = frozenset(
    "a an the of in on at to for and or by as with from is are was be its it".split()
)
_SMALL_WEIGHT = 0.25
_NEAR = 86.0
_CUT_ENOUGH = 5


def plain_headline(title: str) -> str:
    """The headline in lower case without quotes, counters ("UPDATE 1-") and the outlet's suffix."""
    text = unicodedata.normalize("NFKC", title[:_LONGEST]).translate(_QUOTES)
    text = _COUNTER.sub("", _CUT.sub("", text.strip()))
    suffix = _SUFFIX.search(text)
    # A suffix of many words, or one that leaves little before it, is the headline's other half.
    if suffix and len(suffix.group(1).split()) <= 4 and len(text[: suffix.start()].split()) >= 4:  # noqa: PLR2004
        text = text[: suffix.start()]
    return " ".join(text.casefold().split())


def headline_words(title: str) -> list[str]:
    """The words of a headline, folded; ideographs one by one."""
    return _WORD.findall(_without_possessives(plain_headline(title)))


def _without_possessives(text: str) -> str:
    return re.sub(r"\.(?=[a-z]\b)|(?<=\b[a-z])\.", "", text)


def word_weights(titles: Iterable[str]) -> Mapping[str, float]:
    """How much each word tells headlines apart: the logarithm of its rarity among the titles."""
    seen: Counter[str] = Counter()
    count = 0
    for title in titles:
        count += 1
        seen.update(set(headline_words(title)))
    return {word: math.log(1 + count / (1 + times)) + 0.3 for word, times in seen.items()}


def headline_similarity(one: str, other: str, weights: Mapping[str, float] | None = None) -> float:
    """How alike two headlines are, 0 to 1; 1 for the same words in the same order.

    Args:
        weights: of `word_weights`; words that are not in it weigh as much as the rarest.
    """
    first, second = headline_words(one), headline_words(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    weights = weights or {}
    rarest = max(weights.values(), default=1.0)

    def weight(word: str) -> float:
        return weights.get(word, rarest) * (_SMALL_WEIGHT if word in _SMALL else 1.0)

    shared = _shared(first, second, weight)
    total = sum(map(weight, first)) + sum(map(weight, second))
    dice = 2 * shared / total if total else 0.0
    ratio = fuzz.ratio(" ".join(first), " ".join(second)) / 100
    score = 0.65 * dice + 0.35 * ratio
    if _is_cut(one, other, first, second):
        score = max(score, 0.93)
    return min(score, 0.99)


def _shared(first: Sequence[str], second: Sequence[str], weight: object) -> float:
    """The weight of the words that both have; a differing number or spelling counts in part."""
    assert callable(weight)  # noqa: S101 -- narrows the type for the loop below
    left, right = Counter(first), Counter(second)
    both = left & right
    shared = float(sum(weight(word) * times for word, times in both.items()))
    rest_left, rest_right = list((left - both).elements()), list((right - both).elements())
    for word in rest_left[:40]:
        best = max(rest_right[:40], key=lambda other: _nearness(word, other), default=None)
        if best is None:
            break
        near = _nearness(word, best)
        if near > 0:
            shared += near * min(weight(word), weight(best))
            rest_right.remove(best)
    return shared


def _nearness(word: str, other: str) -> float:
    """How far two words count as one: spelling variants nearly, two numbers by half."""
    if word[0].isdigit() and other[0].isdigit():
        return 0.5
    if len(word) < 4 or len(other) < 4:  # noqa: PLR2004 -- short words differ in one letter by accident
        return 0.0
    ratio = fuzz.ratio(word, other)
    return ratio / 100 if ratio >= _NEAR else 0.0


def _is_cut(one: str, other: str, first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether one headline is the other, cut short."""
    short, long = (first, second) if len(first) < len(second) else (second, first)
    if len(short) < _CUT_ENOUGH or list(long[: len(short) - 1]) != list(short[:-1]):
        return False
    marked = _CUT.search(one if short is first else other) is not None
    # The last word may be cut too, where a mark says that something was cut.
    whole = long[len(short) - 1] == short[-1]
    return (marked and long[len(short) - 1].startswith(short[-1])) or (
        whole and len(short) >= 0.6 * len(long)
    )
