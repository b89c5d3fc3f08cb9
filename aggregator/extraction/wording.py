"""Small tools on strings that every field of a story needs: tidying, folding, comparing."""

from __future__ import annotations

import html
import re
import unicodedata

# Controls, lone surrogates, byte-order marks, soft hyphens and zero-width spaces: PostgreSQL
# refuses the first, searches miss words for the others. Joiners stay: emoji and Persian need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u00ad\u200b\u2060]"
)
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--.{0,2000}?-->", re.DOTALL)
_NOT_ALNUM = re.compile(r"[\W_]+")
# Bytes go through tables ten times as fast as characters through a regular expression.
_LOWER = bytes(range(256)).lower()
_DROPPED = bytes(byte for byte in range(128) if not chr(byte).isalnum())
# Marks piled on one letter by the thousand: normalising takes quadratic effort on them.
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0e31-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\U0001d165-\U0001d244]"
)
_PILED = re.compile(f"({_MARK}{{20}}){_MARK}+")
_PILES = 2_000  # characters below which no pile is high enough to matter
_UNSPACED = re.compile("[\u3040-\u9fff\u0e00-\u0e7f]")
# In UTF-8 their characters begin with other bytes than these.
_OF_SPACED = bytes(byte for byte in range(256) if byte != 0xE0 and not 0xE3 <= byte <= 0xE9)  # noqa: PLR2004


def scrub(text: str) -> str:
    """The text without characters that no archive should hold; line breaks stay."""
    return _UNWANTED.sub("", text)


def tidy(text: str | None) -> str:
    """One line of visible text: no controls, one space between words, Unicode NFC."""
    if not text:
        return ""
    if len(text) > _PILES:
        text = _PILED.sub(r"\1", text)
    line = " ".join(text.split())
    if line.isprintable():
        # As nearly all are: nothing in it to take out.
        return line if line.isascii() else unicodedata.normalize("NFC", line)
    return unicodedata.normalize("NFC", _SPACE.sub(" ", scrub(text)).strip())


def plain(value: object, limit: int = 20_000) -> str:
    """A string of structured data as visible text: entities resolved, tags removed.

    Publishers escape such strings once too often (``&amp;quot;``) or leave markup in them.
    Anything but a string gives the empty string.
    """
    if not isinstance(value, str) or not value:
        return ""
    text = value[:limit]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    return tidy(text)


def fold(text: str) -> str:
    """What is left of a text when only its letters and digits count."""
    if text.isascii():
        return text.encode("ascii").translate(_LOWER, _DROPPED).decode("ascii")
    if len(text) > _PILES:
        text = _PILED.sub(r"\1", text)
    folded = unicodedata.normalize("NFKC", text).casefold().encode("utf-8", "surrogatepass")
    return _NOT_ALNUM.sub("", folded.translate(None, _DROPPED).decode("utf-8", "surrogatepass"))


def words(text: str) -> int:
    """How long a text is, in words; scripts without spaces count two characters a word."""
    spaced = len(text.split())
    if text.isascii() or not text.encode("utf-8", "replace").translate(None, _OF_SPACED):
        return spaced
    return spaced + len(_UNSPACED.findall(text)) // 2


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of a text, each tidied."""
    return [line for line in map(tidy, text.split("\n")) if line]
