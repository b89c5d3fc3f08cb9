"""Fingerprints of texts: which texts share words, in order, and how many.

FracMinHash (Irber et al., "Lightweight compositional analysis of metagenomes with FracMinHash and
minimum metagenome covers", 2022, doi:10.1101/2022.01.11.475838): hash every shingle and keep the
hashes in the lowest 1/scale of the hash space. The share of one sketch found in another estimates
the containment of the texts, without bias, whatever their lengths.

Sketches find the few texts that a story may have to do with; `aggregator.matching.comparison`
then reads those.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aggregator.matching.folding import fold_for_words
from aggregator.matching.text import tokens

if TYPE_CHECKING:
    Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]
    Places = np.ndarray[tuple[int], np.dtype[np.int64]]
    Flags = np.ndarray[tuple[int], np.dtype[np.bool]]

SHINGLE_WORDS = 5
SHINGLE_CHARACTERS = 8
"""For text in scripts without spaces between words: about five words' worth."""
FULL_SKETCH = 64
"""A text of no more than this many shingles keeps them all; longer ones keep half, a quarter and
so on down to 1/scale, so that a brief is compared as surely as a report."""
DEFAULT_SCALE = 16

_HASH_BITS = 64
_BASE = 0x9E3779B97F4A7C15 | 1  # odd, so it has an inverse modulo 2**64
_BASE_INVERSE = pow(_BASE, -1, 1 << _HASH_BITS)
_MASK = (1 << _HASH_BITS) - 1
_BASE_FACTOR = np.uint64(_BASE)
_STEPS = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)
_LAST_SHIFT = np.uint64(31)


def sketch(text: str, *, scale: int = DEFAULT_SCALE) -> frozenset[int]:
    """The FracMinHash sketch of a text.

    Shingles are five consecutive words, or eight consecutive characters where most of the text is
    Chinese, Japanese, Thai or another script without spaces. Case, width, punctuation and
    apostrophes don't matter. Up to `FULL_SKETCH` shingles are all kept; beyond that the kept
    share is the largest power of two that leaves about that many, and never less than 1/scale.
    Two sketches are compared at the coarser of their shares (`containment`).

    Args:
        text: the story's text, without its headline.
        scale: the inverse of the smallest share kept, a power of two.

    Returns:
        Hashes as signed 64-bit integers, the same in every process. Empty for a text without a
        word; a text shorter than a shingle is one shingle.

    Raises:
        ValueError: scale is not a positive power of two.
    """
    if scale < 1 or scale & (scale - 1):
        raise ValueError(f"scale must be a power of two, not {scale}")
    words = read_words(text)
    if not len(words.hashes):
        return frozenset()
    length = SHINGLE_CHARACTERS if words.is_unspaced else SHINGLE_WORDS
    hashes = hash_shingles(words.hashes, length)
    return frozenset(hashes[sampled(hashes, scale)].view(np.int64).tolist())


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text (`aggregator.matching.text.tokens`), found and hashed all at once.

    Attributes:
        hashes: 64 bits a word, in order.
        data: the folded text in UTF-8, where opening and closing quotation marks have become the
            bytes 1 and 2 and all other punctuation beyond ASCII is blank.
        starts: where each word begins in it.
        is_unspaced: whether the text is written without spaces, so that a word is a character.
    """

    hashes: Hashes
    data: bytes
    starts: Places
    is_unspaced: bool


def read_words(text: str) -> Words:
    """Cut a text into words and hash them."""
    data, unspaced = fold_for_words(text)
    array = np.frombuffer(data, dtype=np.uint8)
    inside = np.zeros(len(data) + 2, dtype=np.int8)
    inside[1:-1] = _WORD_BYTES[array]
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    return Words(_hash_spans(array, starts, ends), data, starts, unspaced * 2 > len(starts))


def hash_shingles(words: Hashes, length: int) -> Hashes:
    """One 64-bit hash for every run of so many words; one for all of a shorter text.

    A shingle combines the hashes of its words with distinct odd multipliers; the finisher of
    splitmix64 (Steele, Lea and Flood 2014) spreads the result evenly.
    """
    count = max(1, len(words) - length + 1)
    shingles = words[:count].copy()
    for position in range(1, min(length, len(words))):
        shingles *= _BASE_FACTOR
        shingles += words[position : position + count]
    return _mixed(shingles)


def sampled(hashes: Hashes, scale: int = DEFAULT_SCALE) -> Flags:
    """Which of a text's shingles its sketch keeps."""
    kept_scale = 1
    while kept_scale < scale and len(hashes) > FULL_SKETCH * kept_scale:
        kept_scale *= 2
    kept: Flags = hashes <= np.uint64(_MASK // kept_scale)
    return kept


def exact_digest(text: str) -> str:
    """SHA-256, in hex, of the words of a text: equal for texts that differ in typography only."""
    return hashlib.sha256(" ".join(tokens(text)).encode()).hexdigest()


def sketch_scale(hashes: frozenset[int], scale: int = DEFAULT_SCALE) -> int:
    """The scale a sketch was kept at, read from its largest hash.

    A small sketch may by chance look coarser than it was made; comparing it at that scale loses
    none of its hashes.
    """
    if not hashes:
        return 1
    largest = max(value & _MASK for value in hashes)
    found = scale
    while found > 1 and largest > _MASK // found:
        found //= 2
    return found


def at_scale(hashes: frozenset[int], scale: int) -> frozenset[int]:
    """The part of a sketch in the lowest 1/scale of the hash space."""
    bound = _MASK // scale
    return frozenset(value for value in hashes if value & _MASK <= bound)


def containment(first: frozenset[int], second: frozenset[int]) -> tuple[float, float]:
    """The estimated share of the first text found in the second, and of the second in the first.

    Both are 0.0 where either sketch is empty at the coarser scale of the two.
    """
    scale = max(sketch_scale(first), sketch_scale(second))
    first, second = at_scale(first, scale), at_scale(second, scale)
    if not first or not second:
        return 0.0, 0.0
    shared = len(first & second)
    return shared / len(first), shared / len(second)


def _hash_spans(
    data: np.ndarray[tuple[int], np.dtype[np.uint8]], starts: Places, ends: Places
) -> Hashes:
    """Polynomial hashes of spans of bytes, mixed; all at once.

    With the text's bytes b and an odd base B, the sum of b[i]*B**i over a span, divided by B to
    the power of the span's start, is the span's polynomial hash modulo 2**64 wherever it stands.
    """
    powers, inverses = _powers(len(data))
    sums = np.zeros(len(data) + 1, dtype=np.uint64)
    np.cumsum(data * powers, out=sums[1:])
    return _mixed((sums[ends] - sums[starts]) * inverses[starts])


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """The base and its inverse to the powers 0 to count - 1 at least, modulo 2**64."""
    if count <= _TEXT:
        return _BASE_POWERS[:count], _INVERSE_POWERS[:count]
    return _powers_of(_BASE, count), _powers_of(_BASE_INVERSE, count)


def _powers_of(base: int, count: int) -> Hashes:
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _mixed(values: Hashes) -> Hashes:
    """The finisher of splitmix64, in place."""
    shifted = np.empty_like(values)
    for shift, factor in _STEPS:
        np.right_shift(values, shift, out=shifted)
        values ^= shifted
        values *= factor
    np.right_shift(values, _LAST_SHIFT, out=shifted)
    values ^= shifted
    return values


_TEXT = 1 << 14  # bytes; powers for longer texts are made when they come
_BASE_POWERS = _powers_of(_BASE, _TEXT)
_INVERSE_POWERS = _powers_of(_BASE_INVERSE, _TEXT)
# Bytes of words: ASCII letters and digits, and all beyond ASCII once its punctuation is gone.
_WORD_BYTES = np.array([not chr(byte).isascii() or chr(byte).isalnum() for byte in range(256)])
