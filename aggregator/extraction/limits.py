"""How much of a page is looked at: bounds that no news page comes near and every bomb runs into.

A parser's tree, trafilatura's passes and our own take time and memory in step with what a page
holds; some of them take more than that. So a page is cut to size before it is parsed, and its tree
before it is read, and the limits of the worker that reads it are left for what nobody thought of.
Of 400 real news pages the largest has 3 MB and 8,800 tags.
"""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING

from aggregator.extraction.wording import scrub

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

LARGEST_PAGE = 8 * 1024 * 1024
"""Bytes of a page that are read; the rest of a longer one is left."""

MOST_TAGS = 60_000
"""Tags, opening and closing ones, that are read."""

MOST_ATTRIBUTES = 150
"""Of a tag; the parser and its tree take quadratic effort on them. One with more keeps none."""

LONGEST_TEXT = 100_000
"""Characters of one piece of text between two tags that are read."""

_SMALL = 200_000  # characters of a page that is not worth measuring
_LONG_TEXT = 10_000
_MOST_LONG_TEXT = 400_000
_NO_TEXT = {"script", "style"}
_MONSTROUS = 60_000
_LONG_TAG = 1_000
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20})\s+[A-Za-z_:@*#.(\[-][^<>]{900,}+>")
_SCRIPT = re.compile(r"</?script\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")


def cut_to_size(text: str) -> str:
    """A page's text without what would make parsing it slow.

    libxml2 takes a tag's thousands of attributes with quadratic effort, and none is needed.
    """
    if len(text) < _SMALL // 4:
        return text
    if found := list(_monsters(text)):
        monsters = _outside_scripts(found, text)
        ends = [0, *(tag.end() for tag in monsters)]
        parts = [
            f"{text[end : tag.start()]}<{tag[1]}>" for end, tag in zip(ends, monsters, strict=False)
        ]
        text = "".join([*parts, text[ends[-1] :]])
    if text.count("<") > MOST_TAGS:
        kept = text.split("<", MOST_TAGS)
        text = "<".join(kept[:-1])
    return text


def _monsters(text: str) -> Iterator[re.Match[str]]:
    """The tags that are too long, or have too many attributes.

    A look in leaps: back from as far as a tag may reach to the last one that begins before. Where
    none does there is a long tag, or a long text between two tags.
    """
    start = text.find("<")
    while 0 <= start < len(text) - _LONG_TAG:
        following = text.rfind("<", start + 1, start + _LONG_TAG + 1)
        if following < 0:
            tag = _TAG.match(text, start)
            if tag and (len(tag[0]) > _MONSTROUS or _attributes(tag[0]) > MOST_ATTRIBUTES):
                yield tag
            following = text.find("<", start + 1)
        start = following


def _outside_scripts(tags: Iterable[re.Match[str]], text: str) -> list[re.Match[str]]:
    """Those that are tags indeed: in a script, ``<`` may be anything."""
    bounds = [(at.start(), at[0][1] != "/") for at in _SCRIPT.finditer(text)]
    starts = [start for start, _ in bounds]
    outside = []
    for tag in tags:
        before = bisect(starts, tag.start() - 1)
        if not before or not bounds[before - 1][1]:
            outside.append(tag)
    return outside


def _attributes(tag: str) -> int:
    """About how many attributes a tag has."""
    bare = _QUOTED.sub("", tag)
    return max(len(bare.split()), bare.count("="))


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
            element.text = scrub(kept)  # references to controls are no text that may be set
        tail = element.tail
        if tail and len(tail) > _LONG_TEXT:
            kept = tail[: min(LONGEST_TEXT, left)]
            left -= len(kept)
            element.tail = scrub(kept)
