"""Text folded for hashing, character by character from a table: for most of the world's news.

`aggregator.matching.text.fold` says what folding is; here it is done for a whole text by a few
calls of numpy, with what the hashing does to punctuation. Scripts whose characters join with
their neighbours or are written without spaces are left to the plain way.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np

from aggregator.matching.text import UNSPACED, fold, space_out

_CODES = 0x3000  # tabulated; what is above is CJK, rare marks and pictures
_DROPPED, _PLAIN = 0, 0xFFFFFFFF  # of the table: no character; a text that needs the plain way
# Outside of these some characters combine with what stands before them.
_SIMPLE = (range(0x900), range(0x10A0, 0x1100), range(0x1E00, _CODES))

_OTHER_PUNCTUATION = re.compile(rf"[^\x00-\x7f\w{UNSPACED}]")
_QUOTATION_MARKS = dict.fromkeys("“„«「『", "\x01") | dict.fromkeys("”»」』", "\x02")


def fold_for_words(text: str) -> tuple[bytes, int]:
    """A folded text in UTF-8, and how many characters of it are words of their own.

    Those have a space on either side. Opening and closing quotation marks have become the bytes 1
    and 2, all other punctuation beyond ASCII is blank.
    """
    if text.isascii():
        return fold(text).encode(), 0
    text = _with_plain_quotation_marks(text)
    # The one letter of living languages that folds into two.
    codes = np.frombuffer(text.replace("ß", "ss").encode("utf-32-le", "surrogatepass"), np.uint32)
    if codes.max() < _CODES:
        folded = _table()[codes]
        if folded.max() != _PLAIN:
            return folded[folded != _DROPPED].tobytes().decode("utf-32-le").encode(), 0
    return _fold_plainly(text)


def _with_plain_quotation_marks(text: str) -> str:
    """A text whose quotation marks open and close as English ones do, whatever its custom.

    German has „…“ and »…«, Polish „…”, Swedish and Finnish ”…” and »…».
    """
    if "„" in text:
        text = text.replace("“", "”")
    elif "”" in text and "“" not in text:
        text = text.replace("”", '"')
    opening, closing = text.find("«"), text.find("»")
    if closing >= 0 and opening < 0:
        return text.replace("»", '"')
    if 0 <= closing < opening:
        return text.replace("»", "“").replace("«", "”")
    return text


def _fold_plainly(text: str) -> tuple[bytes, int]:
    folded, unspaced = space_out(fold(text))
    return _OTHER_PUNCTUATION.sub(_mark, folded).encode(), unspaced


def _mark(found: re.Match[str]) -> str:
    return _QUOTATION_MARKS.get(found[0], " ")


@cache
def _table() -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """What each character becomes; made when the first text beyond ASCII comes, in some 50 ms."""
    table = np.full(_CODES, _PLAIN, dtype=np.uint32)
    for code in (code for some in _SIMPLE for code in some):
        character = chr(code)
        alone, unspaced = space_out(fold(character))
        if unspaced or unicodedata.combining(character):
            continue
        marked = _OTHER_PUNCTUATION.sub(_mark, alone)
        if not marked:
            table[code] = _DROPPED
        elif len(marked) == 1:
            table[code] = ord(marked) or ord(" ")  # NUL is no character dropped
        elif not re.search(r"\w", marked):
            table[code] = ord(" ")
    return table
