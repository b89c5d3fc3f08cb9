"""How much of a page is looked at: bounds that no news page comes near and every bomb runs into.

A parser's tree, trafilatura's passes and our own take time and memory in step with what a page
holds; some of them take more than that. So a page is cut to size before it is parsed, and its tree
before it is read, and the limits of the worker that reads it are left for what nobody thought of.
Of 400 real news pages the largest has 3 MB and 8,800 tags.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

LARGEST_PAGE = 8 * 1024 * 1024
"""Bytes of a page that are read; the rest of a longer one is left."""

MOST_TAGS = 60_000
"""Tags, opening and closing ones, that are read."""

LONGEST_TEXT = 100_000
"""Characters of one piece of text between two tags that are read."""

_SMALL = 200_000  # characters of a page that is not worth measuring
_LONG_TEXT = 10_000
_MOST_LONG_TEXT = 400_000
_NO_TEXT = {"script", "style"}
_MONSTROUS = 60_000
_MONSTER = re.compile(
    r"<([A-Za-z][A-Za-z0-9]{0,20})\s[^<>]{60000,}+>"
)  # after a look that is faster


def cut_to_size(text: str) -> str:
    """A page's text without what would make parsing it slow.

    libxml2 takes a tag's thousands of attributes with quadratic effort, and none is needed.
    """
    if len(text) < _SMALL // 4:
        return text
    if _has_monster(text):
        text = _MONSTER.sub(r"<\1>", text)
    if text.count("<") > MOST_TAGS:
        kept = text.split("<", MOST_TAGS)
        text = "<".join(kept[:-1])
    return text


def _has_monster(text: str) -> bool:
    """Whether a tag anywhere is as long as a monstrous one.

    A look in leaps: back from as far as a tag may reach to the last one that begins before. Where
    none does there is a monster, or a long text between two tags.
    """
    start = text.find("<")
    while 0 <= start < len(text) - _MONSTROUS:
        following = text.rfind("<", start + 1, start + _MONSTROUS + 1)
        if following < 0:
            if _MONSTER.match(text, start):
                return True
            following = text.find("<", start + 1)
        start = following
    return False


def shorten_texts(elements: Iterable[HtmlElement], size: int) -> None:
    """Cut the long texts of a tree that was parsed from that many characters; scripts stay."""
    if size < _SMALL:
        return
    left = _MOST_LONG_TEXT
    for element in elements:
        text = None if element.tag in _NO_TEXT else element.text
        if text and len(text) > _LONG_TEXT:
            kept = text[: min(LONGEST_TEXT, left)]
            left -= len(kept)
            element.text = kept
        tail = element.tail
        if tail and len(tail) > _LONG_TEXT:
            kept = tail[: min(LONGEST_TEXT, left)]
            left -= len(kept)
            element.tail = kept
