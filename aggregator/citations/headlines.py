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
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST = 3_000
_WORD = re.compile(r"[㐀-鿿぀-ヿ]|[^\W_㐀-鿿぀-ヿ]+(?:[.,]\d+)*")
_SUFFIX = re.compile(r"\s(?:[|–—-]|::)\s([^|–—]{2,40})$")
_CUT = re.compile(r"\s?(?:…|\.\.\.)\s?$")
_COUNTER = re.compile(
    r"^(?:update\s?\d*|exclusive|breaking|watch|live|video|corrected|refile|wrapup \d+)"
    r"\s?[-:|–—]\s?",
    re.IGNORECASE,
)
_QUOTES = str.maketrans(dict.fromkeys("‘’“”'\"«»„‚`´′", ""))
_SMALL = frozenset(
    "a an the of in on at to for and or by as with from is are was be its it".split()
)
_SMALL_WEIGHT = 0.25
_NEAR = 86.0
_CUT_ENOUGH = 5
_CUT_OTHERWISE = 0.8
_HOPELESS = 0.2  # a share of common words below which the rest is not looked at
_MOST_COMPARED = 40  # words of one headline looked for among those of the other
_NAME_LETTERS = 4
_CASED = re.compile(r"[^\W\d_][^\W_]*")
_INITIALS = re.compile(r"\.(?=[a-z]\b)|(?<=\b[a-z])\.")


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
    return _WORD.findall(_INITIALS.sub("", plain_headline(title)))


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline read once, to be compared many times.

    Attributes:
        cut: whether it ends in a mark of having been cut short.
    """

    words: tuple[str, ...]
    cut: bool

    @classmethod
    def read(cls, title: str) -> Headline:
        """The headline that a title of a page, a feed or a citation holds."""
        return cls(tuple(headline_words(title)), _CUT.search(title) is not None)


class WordWeights:
    """How much each word tells headlines apart: the logarithm of its rarity among them.

    A word that is in none of them weighs as much as the rarest.
    """

    def __init__(self, headlines: Iterable[Headline] = ()) -> None:
        seen: Counter[str] = Counter()
        count = 0
        for headline in headlines:
            count += 1
            seen.update(set(headline.words))
        self._weights = {
            word: math.log(1 + count / (1 + times)) + 0.3 for word, times in seen.items()
        }
        self._rarest = max(self._weights.values(), default=1.0)

    def of(self, word: str) -> float:
        """The word's weight; articles and prepositions weigh little however rare."""
        weight = self._weights.get(word, self._rarest)
        return weight * _SMALL_WEIGHT if word in _SMALL else weight


def headline_similarity(
    one: str | Headline, other: str | Headline, weights: WordWeights | None = None
) -> float:
    """How alike two headlines are, 0 to 1; 1 for the same words in the same order."""
    first = Headline.read(one) if isinstance(one, str) else one
    second = Headline.read(other) if isinstance(other, str) else other
    if not first.words or not second.words:
        return 0.0
    if first.words == second.words:
        return 1.0
    weights = weights or WordWeights()
    total = sum(map(weights.of, first.words)) + sum(map(weights.of, second.words))
    dice = 2 * _shared(first.words, second.words, weights, total) / total
    if dice < _HOPELESS:
        return dice
    ratio = fuzz.ratio(" ".join(first.words), " ".join(second.words)) / 100
    score = 0.65 * dice + 0.35 * ratio
    if _is_cut(first, second):
        score = max(score, 0.93)
    elif first.cut != second.cut:
        # What was cut short goes on as the other does, or is another headline.
        score = min(score, _CUT_OTHERWISE)
    return min(score, 0.99)


def swapped_names(one: str, other: str) -> tuple[str, str] | None:
    """A name of one headline where the other has another name: Manila and Tokyo.

    A headline that differs in such a pair tells of another happening, however alike the rest is.
    Only headlines in sentence case show which words are names; where the other is in capitals,
    any word of it may be one. A name that is merely added or left out is no swap.
    """
    left, right = Counter(headline_words(one)), Counter(headline_words(other))
    rest_left, rest_right = list((left - right).elements()), list((right - left).elements())
    if not rest_left or not rest_right or len(rest_left) + len(rest_right) > _MOST_COMPARED:
        return None
    names_left, names_right = _names(one), _names(other)
    if names_left is None and names_right is None:
        return None
    for word in rest_left:
        if not _may_be_name(word, names_left) or _matched(word, rest_right):
            continue
        for found in rest_right:
            if _may_be_name(found, names_right) and not _matched(found, rest_left):
                return word, found
    return None


def _names(title: str) -> set[str] | None:
    """The capitalised words inside a headline; None where its capitals mean nothing."""
    words = _CASED.findall(title.translate(_QUOTES)[:_LONGEST])
    long = [word for word in words[1:] if len(word) >= _NAME_LETTERS]
    small = sum(word[0].islower() for word in long)
    if not long or small * 2 < len(long):
        return None
    return {word.casefold() for word in words[1:] if word[0].isupper()}


def _may_be_name(word: str, names: set[str] | None) -> bool:
    if names is None:
        return len(word) >= _NAME_LETTERS and word not in _SMALL
    return word in names


def _matched(word: str, others: Sequence[str]) -> bool:
    return any(_nearness(word, other) > 0 for other in others)


def _shared(
    first: Sequence[str], second: Sequence[str], weights: WordWeights, total: float
) -> float:
    """The weight of the words that both have; a differing number or spelling counts in part."""
    left, right = Counter(first), Counter(second)
    both = left & right
    shared = sum(weights.of(word) * times for word, times in both.items())
    if 2 * shared < _HOPELESS * total:
        return shared
    rest_left, rest_right = list((left - both).elements()), list((right - both).elements())
    for word in rest_left[:_MOST_COMPARED]:
        near = [(_nearness(word, other), other) for other in rest_right[:_MOST_COMPARED]]
        best, found = max(near, default=(0.0, ""))
        if best > 0:
            shared += best * min(weights.of(word), weights.of(found))
            rest_right.remove(found)
    return shared


def _nearness(word: str, other: str) -> float:
    """How far two words count as one: spelling variants nearly, two numbers by half."""
    if word[0].isdigit() and other[0].isdigit():
        return 0.5
    if len(word) < 4 or len(other) < 4:  # noqa: PLR2004 -- short words differ in one letter by accident
        return 0.0
    ratio = fuzz.ratio(word, other)
    return ratio / 100 if ratio >= _NEAR else 0.0


def _is_cut(first: Headline, second: Headline) -> bool:
    """Whether one headline is the other, cut short."""
    short, long = sorted((first, second), key=lambda headline: len(headline.words))
    count = len(short.words)
    if count < _CUT_ENOUGH or long.words[: count - 1] != short.words[:-1]:
        return False
    last, whole = short.words[-1], long.words[count - 1]
    # The last word may be cut too, where a mark says that something was cut.
    return (short.cut and whole.startswith(last)) or (
        whole == last and count >= 0.6 * len(long.words)
    )
