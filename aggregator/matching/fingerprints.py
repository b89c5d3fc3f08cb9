"""Fingerprints of texts: which texts share words, in order, and how many.

FracMinHash (Irber et al., "Lightweight compositional analysis of metagenomes with FracMinHash and
minimum metagenome covers", 2022, doi:10.1101/2022.01.11.475838): hash every shingle and keep the
hashes in the lowest 1/scale of the hash space. The share of one sketch found in another estimates
the containment of the texts, without bias, whatever their lengths.
"""

from __future__ import annotations

import hashlib

import numpy as np

from aggregator.matching.text import is_unspaced, tokens

SHINGLE_WORDS = 5
SHINGLE_CHARACTERS = 8
"""For text in scripts without spaces between words: about five words' worth."""
FULL_SKETCH = 96
"""A text of no more than this many shingles keeps them all; longer ones keep half, a quarter and
so on down to 1/scale, so that a brief is compared as surely as a report."""
DEFAULT_SCALE = 8

_HASH_BITS = 64
_BASE = 0x9E3779B97F4A7C15 | 1  # odd, so it has an inverse modulo 2**64
_BASE_INVERSE = pow(_BASE, -1, 1 << _HASH_BITS)
_MASK = (1 << _HASH_BITS) - 1


def sketch(text: str, *, language: str | None = None, scale: int = DEFAULT_SCALE) -> frozenset[int]:
    """The FracMinHash sketch of a text.

    Shingles are five consecutive words, or eight consecutive characters where most of the text is
    Chinese, Japanese, Thai or another script without spaces. Case, width, punctuation and
    apostrophes don't matter. Up to `FULL_SKETCH` shingles are all kept; beyond that the kept
    share is the largest power of two that leaves about that many, and never less than 1/scale.
    Two sketches are compared at the coarser of their shares (`containment`).

    Args:
        text: the story's text, without its headline.
        language: BCP 47, where known; decides only between words and characters.
        scale: the inverse of the smallest share kept, a power of two.

    Returns:
        Hashes as signed 64-bit integers, the same in every process. Empty for a text without a
        word; a text shorter than a shingle is one shingle.

    Raises:
        ValueError: scale is not a positive power of two.
    """
    if scale < 1 or scale & (scale - 1):
        raise ValueError(f"scale must be a power of two, not {scale}")
    words = tokens(text)
    if not words:
        return frozenset()
    hashes = _shingle_hashes(words, _shingle_length(words, language))
    kept_scale = 1
    while kept_scale < scale and len(hashes) > FULL_SKETCH * kept_scale:
        kept_scale *= 2
    kept = hashes[hashes <= np.uint64(_MASK // kept_scale)]
    return frozenset(kept.view(np.int64).tolist())


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


def _shingle_length(words: list[str], language: str | None) -> int:
    sample = words[:60]
    if language is not None and language.split("-")[0] in {"zh", "ja", "th", "lo", "my", "km"}:
        return SHINGLE_CHARACTERS
    unspaced = sum(map(is_unspaced, sample))
    return SHINGLE_CHARACTERS if unspaced * 2 > len(sample) else SHINGLE_WORDS


def _shingle_hashes(words: list[str], length: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """One 64-bit hash a shingle, as an array: polynomial hashes of the words, combined and mixed.

    All words are hashed at once. With the text's bytes b and an odd base B, the sum of b[i]*B**i
    over a word, divided by B to the power of the word's start, is the word's polynomial hash
    modulo 2**64 wherever it stands. A shingle combines the hashes of its words with distinct odd
    multipliers; the finisher of splitmix64 (Steele, Lea and Flood 2014) spreads the result evenly.
    """
    data = np.frombuffer(" ".join(words).encode(), dtype=np.uint8)
    ends = np.append(np.flatnonzero(data == ord(" ")), len(data))
    starts = np.append(0, ends[:-1] + 1)
    powers = _powers(_BASE, len(data))
    sums = np.zeros(len(data) + 1, dtype=np.uint64)
    np.cumsum(data * powers, out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * _powers(_BASE_INVERSE, len(data))[starts]
    hashes = _mixed(hashes)
    count = max(1, len(words) - length + 1)
    shingles = np.zeros(count, dtype=np.uint64)
    for position in range(min(length, len(words))):
        shingles = shingles * np.uint64(_BASE) + hashes[position : position + count]
    return _mixed(shingles)


def _powers(base: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """base**0 to base**(count - 1), modulo 2**64."""
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _mixed(
    values: np.ndarray[tuple[int], np.dtype[np.uint64]],
) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
