"""Sentences of a text, in the languages that sentencex knows and by its rules in others.

sentencex (Wikimedia) cuts at the ends of sentences of some 240 languages. It cuts too often
behind titles, initials and ordinals; those cuts are mended here.
"""

from __future__ import annotations

import re

from sentencex import segment

_LONGEST_TEXT = 400_000  # characters; the rest is not read
_LONGEST_SENTENCE = 2_000
_MOST_HEADING_WORDS = 14
_ENDS = re.compile(r"[.!?…。！？؟।]['\"”’»」』）)\]]*\s*$")
# "Dr. Who", "M. Macron", "am 14. Jahrestag", "J. Smith"
_NO_END = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|dr|mr|mrs|ms|prof|gen|col|capt|sgt|sen|rep|gov|st|mt|no|vs|hr|fr|"
    r"mme|mlle|sr|sra|dott|ing|им|ул|гг?|св)\.\s*$",
    re.IGNORECASE,
)
# "am 14. Jahrestag": these write ordinals with a point.
_ORDINAL = re.compile(r"(?:^|[\s(])\d{1,2}\.\s*$")
_ORDINAL_POINTS = frozenset("de lb da nb nn no is fi et lv cs sk sl hr sr pl hu tr".split())
_DATELINE = re.compile(r"^[^\W\d_a-z][^()\n]{1,60}\([A-Z][\w /]{1,24}\)\s*[—–-]{1,2}\s*")


def split_sentences(text: str, language: str = "en") -> list[str]:
    """The sentences of a text, paragraph by paragraph, without headings.

    Args:
        language: BCP 47; its primary subtag chooses the rules.
    """
    found: list[str] = []
    code = re.split("[-_]", language.lower(), maxsplit=1)[0] or "en"
    for paragraph in text[:_LONGEST_TEXT].splitlines():
        line = _DATELINE.sub("", " ".join(paragraph.split()))
        if line and not is_heading(line):
            found += _mended(list(segment(code, line)), code)
    return found


def is_heading(line: str) -> bool:
    """Whether a paragraph is a heading: short, and no sentence's end at its end."""
    return len(line.split()) <= _MOST_HEADING_WORDS and not _ENDS.search(line) and len(line) < 120  # noqa: PLR2004 - a line's length


def _mended(pieces: list[str], code: str) -> list[str]:
    sentences: list[str] = []
    for piece in pieces:
        if sentences and _is_cut(sentences[-1], piece, code):
            sentences[-1] = f"{sentences[-1].rstrip()} {piece.strip()}"
        else:
            sentences.append(piece.strip())
    return [sentence[:_LONGEST_SENTENCE] for sentence in sentences if sentence]


def _is_cut(before: str, after: str, code: str) -> bool:
    """Whether a cut between two pieces goes through a sentence."""
    if _NO_END.search(before[-12:]):
        return True
    if code in _ORDINAL_POINTS and _ORDINAL.search(before[-12:]):
        return True
    first = after.strip()[:1]
    # A closing quotation in Japanese is followed by the particle that quotes.
    return not first or first == "と" or first.islower()
