"""What two texts have in common, word for word.

Sketches say which texts are worth a look; this is the look. It reads both texts whole, finds the
runs of words that stand in both, and keeps apart what proves nothing: page furniture, and what is
quoted from a third party.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import LCSseq

from aggregator.matching.fingerprints import (
    SHINGLE_CHARACTERS,
    SHINGLE_WORDS,
    hash_shingles,
    read_words,
    sampled,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from aggregator.matching.fingerprints import Flags, Hashes, Words

RUN_WORDS = 3
"""Words in a row that count as shared. Of a text with three words in ten replaced, more than half
still stand in such runs; unrelated texts share hardly any."""
RUN_CHARACTERS = 5
SHORT_TEXT = 120
SHORT_UNSPACED = 200
"""Words and characters. Two leads about one earthquake share half their runs of three words."""

_MAX_SLOT = 6  # words between shared runs that may be the filled-in slot of a form
_MAX_IN_ORDER = 4_000  # words; aligning takes time by the product of the lengths
_QUOTED = re.compile(rb"[\x01\"][^\x01\x02\"\n]{12,}[\x02\"]")


class Wording:
    """The words of a text, as they are compared with another's.

    Everything is worked out when it is first asked for, and kept until `release`.

    Attributes:
        text: as it came.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def release(self) -> None:
        """Let go of all but the text."""
        self.__dict__ = {"text": self.text}

    @cached_property
    def _read(self) -> Words:
        return read_words(self.text)

    @property
    def words(self) -> Hashes:
        """One hash a word or, where it is written without spaces, a character."""
        return self._read.hashes

    @property
    def is_unspaced(self) -> bool:
        """Whether the text is written without spaces between words."""
        return self._read.is_unspaced

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def shingles(self) -> Hashes:
        """The shingles that sketches are made of, all of them, one a place."""
        return hash_shingles(self.words, self.shingle_length)

    @cached_property
    def runs(self) -> Hashes:
        """Hashes of every `RUN_WORDS` words, one a place."""
        return hash_shingles(self.words, self.run_length)

    @cached_property
    def known_shingles(self) -> Hashes:
        return np.sort(self.shingles)

    @cached_property
    def known_runs(self) -> Hashes:
        return np.sort(self.runs)

    @cached_property
    def sketch(self) -> frozenset[int]:
        """As `aggregator.matching.sketch` makes it of the text."""
        if not len(self):
            return frozenset()
        return frozenset(self.shingles[sampled(self.shingles)].view(np.int64).tolist())

    @property
    def run_length(self) -> int:
        return RUN_CHARACTERS if self.is_unspaced else RUN_WORDS

    @property
    def shingle_length(self) -> int:
        return SHINGLE_CHARACTERS if self.is_unspaced else SHINGLE_WORDS

    @cached_property
    def quoted(self) -> Flags:
        """Which words stand between quotation marks."""
        flags = np.zeros(len(self), dtype=np.bool)
        spans = [found.span() for found in _QUOTED.finditer(self._read.data)]
        for start, end in np.searchsorted(self._read.starts, spans):
            flags[start:end] = True
        return flags

    @cached_property
    def numbers(self) -> Flags:
        """Which words begin with a digit."""
        first = np.frombuffer(self._read.data, dtype=np.uint8)[self._read.starts]
        flags: Flags = (first >= ord("0")) & (first <= ord("9"))
        return flags

    def furniture(self, hashes: Collection[int]) -> Flags:
        """Which words are furniture, given those hashes of the text's sketch that are.

        A word is taken for what the nearest shingle of the sketch is.
        """
        places = np.flatnonzero(sampled(self.shingles))
        if not hashes or not len(places):
            return np.zeros(len(self), dtype=np.bool)
        known = np.sort(np.array(list(hashes), dtype=np.int64).view(np.uint64))
        is_known = _among(self.shingles[places], known)
        # Each sampled shingle speaks for the words up to half-way to the next one.
        middles = (places[1:] + places[:-1]) // 2 + (len(self) - len(self.shingles)) // 2 + 1
        bounds = np.concatenate(([0], middles, [len(self)]))
        return np.repeat(is_known, np.diff(bounds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a text (`first`) shares with another (`second`); shares are 0 to 1.

    Attributes:
        words: of the first and of the second, furniture left out here and below.
        contained, contains: share of the first's words that stand in the second in runs of
            `RUN_WORDS` or more, and of the second's in the first. Where a text has fewer than
            `SHORT_TEXT` words, such runs are too often chance, and it is the share of shingles.
        own_words, own_contained, own_contains: the same, without what stands between quotation
            marks.
        verbatim: the larger share of words in runs as long as a shingle.
        shared_words: of the first, in such runs.
        longest: of such runs, in words.
        kept_numbers: of the first, within shared runs.
        changed_numbers: in the short gaps between shared runs where both have one: where a form
            is filled in.
        shared: which of the first's words are shared, furniture too.
    """

    words: tuple[int, int]
    contained: float
    contains: float
    own_words: tuple[int, int]
    own_contained: float
    own_contains: float
    verbatim: float
    shared_words: int
    longest: int
    kept_numbers: int
    changed_numbers: int
    shared: Flags

    @property
    def nearest(self) -> float:
        return max(self.contained, self.contains)

    @property
    def mutual(self) -> float:
        return min(self.contained, self.contains)


def compare(first: Wording, second: Wording, furniture: Flags | None = None) -> Comparison:
    """What two texts share, neither of them empty.

    Args:
        furniture: words of the first to be left out, of the second wherever they stand there too.
    """
    length = first.run_length
    here = _covered(first.runs, second.known_runs, length, len(first))
    there = _covered(second.runs, first.known_runs, length, len(second))
    counted, counted_there = np.ones(len(first), np.bool), np.ones(len(second), np.bool)
    if furniture is not None and furniture.any():
        pieces = np.sort(first.runs[_whole(furniture, length)])
        counted = ~furniture
        counted_there = ~_covered(second.runs, pieces, length, len(second))
    same, same_there = _same_shingles(first, second)
    length = first.shingle_length
    long_here = _spread(same, length, len(first)) & counted
    long_there = _spread(same_there, length, len(second)) & counted_there
    start, end = longest_run(long_here)
    own, own_there = _outside(counted, first.quoted), _outside(counted_there, second.quoted)
    kept, changed = _numbers(first, here & counted)
    _, changed_there = _numbers(second, there & counted_there)
    plain = contained, contains = _share(here, counted), _share(there, counted_there)
    words = (_count(counted), _count(counted_there))
    if min(words) < (SHORT_UNSPACED if first.is_unspaced else SHORT_TEXT):
        contained = _share(same, counted[: len(same)])
        contains = _share(same_there, counted_there[: len(same_there)])
    return Comparison(
        words=words,
        contained=contained,
        contains=contains,
        own_words=(_count(own), _count(own_there)),
        own_contained=plain[0] if own is counted else _share(here, own),
        own_contains=plain[1] if own_there is counted_there else _share(there, own_there),
        verbatim=max(_share(long_here, counted), _share(long_there, counted_there)),
        shared_words=_count(long_here),
        longest=end - start,
        kept_numbers=kept,
        changed_numbers=min(changed, changed_there),
        shared=here,
    )


def in_order(first: Wording, second: Wording) -> float:
    """Longest common subsequence of the words outside quotes, as a share of the longer text.

    A text that was spun, each word of weight replaced by a synonym, keeps its small words, names
    and numbers in order and has 0.4 and more; independent reports of one happening have below
    0.3. It is 0 where one text is three times as long as the other, and for texts so long that
    aligning them would take a second.
    """
    one, other = first.words[~first.quoted], second.words[~second.quoted]
    longer = max(len(one), len(other))
    if min(len(one), len(other)) * 3 < longer or not 0 < longer <= _MAX_IN_ORDER:
        return 0.0
    return float(LCSseq.similarity(one.tolist(), other.tolist())) / longer


def in_shared_shingles(first: Wording, second: Wording) -> tuple[Flags, Flags]:
    """Which words of each of two texts stand in runs, as long as a shingle, that both have."""
    here, there = _same_shingles(first, second)
    length = first.shingle_length
    return _spread(here, length, len(first)), _spread(there, length, len(second))


def longest_run(flags: Flags) -> tuple[int, int]:
    """Where the longest unbroken run of flagged words begins, and ends before."""
    places = (~flags).nonzero()[0]
    bounds = np.concatenate(([-1], places, [len(flags)]))
    gaps = np.diff(bounds)
    widest = int(gaps.argmax())
    return int(bounds[widest]) + 1, int(bounds[widest + 1])


def same_shingles(first: Wording, second: Wording) -> float:
    """The smaller of the shares of two texts' shingles that the other has: for texts of a line."""
    return min(float(same.mean()) for same in _same_shingles(first, second))


def _same_shingles(first: Wording, second: Wording) -> tuple[Flags, Flags]:
    """Which shingles of each text the other has."""
    return (
        _among(first.shingles, second.known_shingles),
        _among(second.shingles, first.known_shingles),
    )


def _covered(runs: Hashes, others: Hashes, length: int, words: int) -> Flags:
    """Which words lie in a run that is among the others' (sorted) too."""
    return _spread(_among(runs, others), length, words)


def _spread(hits: Flags, length: int, words: int) -> Flags:
    """Which words lie in a run that is flagged."""
    flags = np.zeros(words, dtype=np.bool)
    if not hits.any():
        return flags
    for position in range(min(length, words)):
        flags[position : position + len(hits)] |= hits
    return flags


def _among(values: Hashes, others: Hashes) -> Flags:
    """Which values are among the others, which are sorted."""
    if not len(others):
        return np.zeros(len(values), dtype=np.bool)
    places = np.searchsorted(others, values)
    places[places == len(others)] = 0
    found: Flags = others[places] == values
    return found


def _whole(flags: Flags, length: int) -> Flags:
    """Which runs consist of flagged words only."""
    count = max(1, len(flags) - length + 1)
    whole = np.ones(count, dtype=np.bool)
    for position in range(min(length, len(flags))):
        whole &= flags[position : position + count]
    return whole


def _count(flags: Flags) -> int:
    return int(np.count_nonzero(flags))


def _outside(counted: Flags, quoted: Flags) -> Flags:
    """The words that count, without those that are quoted; the same array where none are."""
    return counted & ~quoted if quoted.any() else counted


def _share(shared: Flags, counted: Flags) -> float:
    total = _count(counted)
    return _count(shared & counted) / total if total else 0.0


def _numbers(wording: Wording, shared: Flags) -> tuple[int, int]:
    """Numbers within shared runs, and in the short gaps between two of them."""
    if not wording.numbers.any():
        return 0, 0
    places = shared.nonzero()[0]
    if not len(places):
        return 0, 0
    gaps = np.diff(places)
    slots = np.zeros(len(shared), dtype=np.bool)
    for end in ((gaps > 1) & (gaps <= _MAX_SLOT + 1)).nonzero()[0].tolist():
        slots[places[end] + 1 : places[end + 1]] = True
    return _count(wording.numbers & shared), _count(wording.numbers & slots)
