"""Whether two stories are about the same, as far as their headlines tell.

Where two stories share a passage, this tells a report from a form: a report's headline speaks of
what stands in it, and nobody writes headlines about a subscription form.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from aggregator.matching.fingerprints import hash_shingles, read_words
from aggregator.matching.stopwords import STOP_WORDS
from aggregator.matching.text import tokens

if TYPE_CHECKING:
    from aggregator.matching.comparison import Wording
    from aggregator.matching.fingerprints import Flags, Hashes

_MIN_LETTERS = 4
_REMEMBERED = 4_096  # headlines
_ALIKE = 0.5  # share of the shorter headline's words of weight
_FUNCTION_WORDS = frozenset().union(*STOP_WORDS.values())

BOTH = 2


def headlines_borne_out(first: str, second: str, wording: Wording, shared: Flags) -> int | None:
    """How many of two headlines speak of a passage that their stories share.

    Both do where they are much alike.

    Args:
        first, second: headlines; empty where unknown.
        wording: of the first story's text.
        shared: which of its words are the passage.

    Returns:
        0, 1 or `BOTH`; None where a headline has no word of weight and so tells nothing.
    """
    one, other = (_terms(title, wording.is_unspaced) for title in (first, second))
    if not one or not other:
        return None
    if len(one & other) >= _ALIKE * min(len(one), len(other)):
        return BOTH
    words: Hashes = wording.words
    if wording.is_unspaced and len(words) > 1:
        words, shared = hash_shingles(words, 2), shared[:-1] & shared[1:]
    passage = set(words[shared].tolist())
    return (not one.isdisjoint(passage)) + (not other.isdisjoint(passage))


@lru_cache(maxsize=_REMEMBERED)  # each headline is compared with several
def _terms(title: str, is_unspaced: bool) -> frozenset[int]:
    """Hashes of a headline's words of weight; of its pairs of characters in unspaced scripts."""
    if is_unspaced:
        read = read_words(title)
        hashes = hash_shingles(read.hashes, 2) if len(read.hashes) > 1 else read.hashes[:0]
        return frozenset(hashes.tolist())
    kept = [
        word
        for word in tokens(title)
        if len(word) >= _MIN_LETTERS and not word.isdigit() and word not in _FUNCTION_WORDS
    ]
    return frozenset(read_words(" ".join(kept)).hashes.tolist())
