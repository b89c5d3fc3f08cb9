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

from aggregator.citations.names import well_known_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST = 3_000
_WORD = re.compile(r"[㐀-鿿぀-ヿ]|[^\W_㐀-鿿぀-ヿ]+(?:[.,]\d+)*")
_SUFFIX = re.compile(r"\s(?:[|–—-]|::)\s([^|–—]{2,40})$")
_NUMBER = re.compile(r"(?<!\w)\d+(?!\w)")
_CUT = re.compile(r"\s?(?:…|\.\.\.)\s?$")
_COUNTER = re.compile(
    r"^(?:update\s?\d*|exclusive|breaking|watch|live|video|corrected|refile|wrapup \d+)"
    r"\s?[-:|–—]\s?",
    re.IGNORECASE,
)
QUOTES = str.maketrans(dict.fromkeys("‘’“”'\"«»„‚`´′", ""))
SMALL = frozenset("a an the of in on at to for and or by as with from is are was be its it".split())
_SMALL_WEIGHT = 0.25
_NEAR = 86.0
_CUT_ENOUGH = 5
_CUT_OTHERWISE = 0.8
_TELLING = 3  # letters
_HOPELESS = 0.2  # a share of common words below which the rest is not looked at
_MOST_COMPARED = 40  # words of one headline looked for among those of the other
_INITIALS = re.compile(r"\.(?=[a-z]\b)|(?<=\b[a-z])\.")


def plain_headline(title: str) -> str:
    """The headline in lower case without quotes, counters ("UPDATE 1-") and the outlet's suffix."""
    return _folded(_halves(title)[0])


def headline_words(title: str) -> list[str]:
    """The words of a headline, folded; ideographs one by one."""
    return _words(_halves(title)[0])


def _halves(title: str) -> tuple[str, str]:
    """The headline and what stands behind its last dash or bar: an outlet, an author, a place."""
    text = unicodedata.normalize("NFKC", title[:_LONGEST]).translate(QUOTES)
    text = text.strip()
    uncut = _CUT.sub("", text)
    is_cut, text = uncut != text, _COUNTER.sub("", uncut)
    suffix = _SUFFIX.search(text)
    # A suffix of many words, one that leaves little before it and one that is cut short are the
    # headline's other half; one with a number in it says which of a series the story is.
    if (
        suffix is None
        or is_cut
        or len(suffix.group(1).split()) > 4  # noqa: PLR2004
        or len(text[: suffix.start()].split()) < 4  # noqa: PLR2004
        or _NUMBER.search(suffix.group(1))
    ):
        return text, ""
    return text[: suffix.start()], suffix.group(1)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(text: str) -> list[str]:
    return _WORD.findall(_INITIALS.sub("", _folded(text)))


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline read once, to be compared many times.

    Attributes:
        words: of the headline alone.
        whole: with those behind its last dash or bar, which may be an outlet's name or its point.
        cut: whether it ends in a mark of having been cut short.
    """

    words: tuple[str, ...]
    whole: tuple[str, ...]
    cut: bool

    @classmethod
    def read(cls, title: str) -> Headline:
        """The headline that a title of a page, a feed or a citation holds."""
        head, suffix = _halves(title)
        words = tuple(_words(head))
        names_outlet = not suffix or well_known_names().by_name(suffix) is not None
        whole = words if names_outlet else (*words, *_words(suffix))
        return cls(words, whole, _CUT.search(title) is not None)

    @property
    def suffix(self) -> tuple[str, ...]:
        return self.whole[len(self.words) :]

    def beside(self, other: Headline) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words of both to compare.

        What only one of them has behind its last dash is left out, unless the other says it too.
        """
        if self.suffix and other.suffix:
            if self.words == other.whole or self.whole == other.words:
                return self.whole, self.whole
            return self.whole, other.whole
        return self._but_for_suffix(other), other._but_for_suffix(self)

    def _but_for_suffix(self, other: Headline) -> tuple[str, ...]:
        said = set(other.words)
        return self.whole if all(word in said for word in self.suffix) else self.words


class WordWeights:
    """How much each word tells headlines apart: the logarithm of its rarity among them.

    A word that is in none of them weighs as much as the rarest.
    """

    def __init__(self, headlines: Iterable[Headline] = ()) -> None:
        seen: Counter[str] = Counter()
        count = 0
        for headline in headlines:
            count += 1
            seen.update(set(headline.whole))
        self._weights = {
            word: math.log(1 + count / (1 + times)) + 0.3 for word, times in seen.items()
        }
        self._rarest = max(self._weights.values(), default=1.0)

    def of(self, word: str) -> float:
        """The word's weight; articles and prepositions weigh little however rare."""
        weight = self._weights.get(word, self._rarest)
        return weight * _SMALL_WEIGHT if word in SMALL else weight


def headline_similarity(
    one: str | Headline, other: str | Headline, weights: WordWeights | None = None
) -> float:
    """How alike two headlines are, 0 to 1; 1 for the same words in the same order."""
    first = Headline.read(one) if isinstance(one, str) else one
    second = Headline.read(other) if isinstance(other, str) else other
    if not first.words or not second.words:
        return 0.0
    left, right = first.beside(second)
    if left == right:
        return 1.0
    weights = weights or WordWeights()
    total = sum(map(weights.of, left)) + sum(map(weights.of, right))
    dice = 2 * _shared(left, right, weights, total) / total
    if dice < _HOPELESS:
        return dice
    ratio = fuzz.ratio(" ".join(left), " ".join(right)) / 100
    score = 0.65 * dice + 0.35 * ratio
    if _is_cut(first, second):
        score = max(score, 0.93)
    elif first.cut != second.cut:
        # What was cut short goes on as the other does, or is another headline.
        score = min(score, _CUT_OTHERWISE)
    return min(score, 0.99)


def only_adds(one: Headline, other: Headline) -> bool:
    """Whether one of two headlines says no word of its own, spellings and numbers apart."""
    left, right = (Counter(words) for words in one.beside(other))
    rests = [
        [w for w in rest if len(w) >= _TELLING and w not in SMALL]
        for rest in ((left - right), (right - left))
    ]
    return not all(
        any(all(nearness(word, found) == 0 for found in against) for word in rest)
        for rest, against in ((rests[0], rests[1]), (rests[1], rests[0]))
    )


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
        near = [(nearness(word, other), other) for other in rest_right[:_MOST_COMPARED]]
        best, found = max(near, default=(0.0, ""))
        if best > 0:
            shared += best * min(weights.of(word), weights.of(found))
            rest_right.remove(found)
    return shared


def nearness(word: str, other: str) -> float:
    """0 to 1: how far two words count as one: spelling variants nearly, two numbers by half."""
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
