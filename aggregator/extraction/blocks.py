"""A page cut into blocks of text, each with the place it stands in: what the scorer reads.

One walk over the tree. A block is what a reader sees as one paragraph: the text of a block-level
element, or a stretch between two of them, or between two line breaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator.extraction.index import attributes
from aggregator.extraction.wording import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

TAGS = ("div", "p", "heading", "li", "blockquote", "pre", "td", "figcaption", "h1")
"""What a block is, by the innermost element of these that holds it."""

PLACES = (
    "article", "main", "aside", "nav", "footer", "header", "form", "figure", "list", "table",
    "blockquote", "section", "hidden", "body_property", "link", "details",
)  # fmt: skip
"""What elements around a block may be; bit N of `Context.places` stands for the Nth."""

MOST_BLOCKS = 6_000
"""Blocks of a page that are read; the rest of a longer one is left."""

_KIND = {
    "p": 1, "h2": 2, "h3": 2, "h4": 2, "h5": 2, "h6": 2, "li": 3, "dd": 3, "dt": 3,
    "blockquote": 4, "pre": 5, "td": 6, "th": 6, "caption": 7, "figcaption": 7, "h1": 8,
}  # fmt: skip
_BIT = {name: 1 << number for number, name in enumerate(PLACES)}
_PLACE = {
    "article": _BIT["article"], "main": _BIT["main"], "aside": _BIT["aside"], "nav": _BIT["nav"],
    "footer": _BIT["footer"], "header": _BIT["header"], "form": _BIT["form"],
    "figure": _BIT["figure"], "picture": _BIT["figure"], "ul": _BIT["list"], "ol": _BIT["list"],
    "dl": _BIT["list"], "menu": _BIT["list"], "table": _BIT["table"],
    "blockquote": _BIT["blockquote"], "section": _BIT["section"], "a": _BIT["link"],
    "details": _BIT["details"],
}  # fmt: skip
_ROLES = {
    "complementary": _BIT["aside"], "navigation": _BIT["nav"], "contentinfo": _BIT["footer"],
    "banner": _BIT["header"], "main": _BIT["main"], "article": _BIT["article"],
    "dialog": _BIT["aside"], "search": _BIT["form"],
}  # fmt: skip
_BLOCK_LEVEL = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav
    ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)
_UNSEEN = frozenset(
    """
    script style noscript template svg head iframe object embed video audio canvas map select
    button textarea input datalist
    """.split()
)
_MARKS = {"class", "id", "itemprop", "role", "data-testid", "data-component", "data-type"}
_LINK = _BIT["link"]
_NEVER_STORY = {"nav", "footer"}  # of the page: a footer may also be an article's or a quote's
_STORY = _BIT["article"] | _BIT["main"] | _BIT["blockquote"]
_HANDED_DOWN = {3, 4, 6, 7}
_HIDES = {
    "style": re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE),
    "hidden": re.compile(""),
    "aria-hidden": re.compile(r"^true\Z"),
}
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_DEEPEST = 240
_LONGEST_TOKEN = 20
_LONGEST_NAMES = 400
_MOST_REMEMBERED = 20_000
_ENDS_SENTENCE = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*$")


@dataclass(slots=True, eq=False)
class Context:
    """An element that holds blocks, and what holds it.

    Attributes:
        places: of itself and of all around it; see `PLACES`.
        names: what its attributes call it.
        weight: what the scorer's vocabulary says of this element's names.
        lowest, highest, total: of the weights from the root down to this element.
    """

    element: _Element
    parent: Context | None
    names: str
    places: int
    depth: int
    weight: float
    lowest: float
    highest: float
    total: float


@dataclass(slots=True, eq=False)
class Block:
    """A paragraph's worth of text.

    Attributes:
        kind: number in `TAGS`.
        linked: characters of the text that are links.
        context: of the block-level element it stands in.
    """

    text: str
    kind: int
    context: Context
    linked: int = 0
    links: int = 0


class Weights(dict[str, float]):
    """What elements' names weigh by a vocabulary, remembered: the pages of an outlet share them."""

    def __init__(self, vocabulary: Mapping[str, float]) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, names: str) -> float:
        """The weight of the word among the names that says most."""
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        vocabulary = self._vocabulary
        weights = [vocabulary[token] for token in tokens(names) if token in vocabulary]
        weight = self[names] = max(weights, key=_strength, default=0.0)
        return weight


def cut(tree: _Element, vocabulary: Mapping[str, float] | None = None) -> list[Block]:
    """The blocks under an element, in document order, without navigation and the page's footer.

    Args:
        vocabulary: weight of the words that class attributes and their like are made of.
    """
    weights = vocabulary if isinstance(vocabulary, Weights) else Weights(vocabulary or {})
    return _Cutter(weights).blocks(tree)


def names_of(element: _Element) -> str:
    """What an element's attributes call it."""
    return " ".join([v for key, v in attributes(element) if key in _MARKS])[:_LONGEST_NAMES]


def tokens(names: str) -> frozenset[str]:
    """The words that an element's names are made of, and pairs of words within one name."""
    found: set[str] = set()
    for name in names.split():
        parts = [part.lower() for part in _NAME.findall(name)]
        parts = [part for part in parts if 2 < len(part) <= _LONGEST_TOKEN]  # noqa: PLR2004
        found.update(parts)
        if len(parts) > 1:
            found.update(map("-".join, pairwise(parts)))
    return frozenset(found)


class _Cutter:
    """The state of one walk: what was cut, and the text that is gathered into the next block."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._found: list[Block] = []
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0

    def blocks(self, tree: _Element) -> list[Block]:
        top = self._context(tree, str(tree.tag), None)
        kind = _KIND.get(str(tree.tag), 0)
        self._walk(tree, top, kind, 0, False)
        self._close(top, kind)
        return self._found

    def _walk(  # noqa: C901, PLR0912 - one place decides for every kind of child, with no call
        self, element: _Element, context: Context, kind: int, depth: int, in_link: bool
    ) -> None:
        text = element.text
        if text:
            self._take(text, in_link)
        for child in element:
            tag = child.tag
            if tag in _BLOCK_LEVEL:
                if self._parts or self._links:
                    self._close(context, kind)
                if tag not in _NEVER_STORY or (tag != "nav" and context.places & _STORY):
                    if len(self._found) > MOST_BLOCKS:
                        return
                    within = self._context(child, tag, context)
                    if in_link:
                        within.places |= _LINK
                    inner = _KIND.get(tag) or (kind if kind in _HANDED_DOWN else 0)
                    self._enter(child, within, inner, depth, in_link)
            elif tag in _UNSEEN:
                pass
            elif tag == "br":
                self._break(child, context, kind)
            elif not isinstance(tag, str):
                pass
            elif depth > _DEEPEST:
                self._take(" ".join(map(str, child.itertext())), in_link)
            elif tag == "a":
                self._links += 1
                self._walk(child, context, kind, depth + 1, True)
            elif not len(child):
                text = child.text
                if text:
                    self._take(text, in_link)
            else:
                self._walk(child, context, kind, depth + 1, in_link)
            tail = child.tail
            if tail:
                self._take(tail, in_link)

    def _enter(
        self, element: _Element, context: Context, kind: int, depth: int, in_link: bool
    ) -> None:
        if depth < _DEEPEST:
            self._walk(element, context, kind, depth + 1, in_link)
        else:
            self._take(" ".join(map(str, element.itertext())), in_link)
        if self._parts or self._links:
            self._close(context, kind)

    def _take(self, text: str, in_link: bool) -> None:
        if self._parts or not text.isspace():
            self._parts.append(text)
            if in_link:
                self._linked += len(text.strip())

    def _break(self, br: _Element, context: Context, kind: int) -> None:
        """A line break: a space, or a block's end after a sentence and beside another break."""
        following = br.getnext()
        doubled = (
            following is not None and following.tag == "br" and not (br.tail and br.tail.strip())
        )
        if doubled or _ENDS_SENTENCE.search("".join(self._parts[-2:]).rstrip()[-4:]):
            self._close(context, kind)
        else:
            self._parts.append(" ")

    def _close(self, context: Context, kind: int) -> None:
        if self._parts:
            text = tidy("".join(self._parts))
            if text:
                linked = min(self._linked, len(text))
                self._found.append(Block(text, kind, context, linked, self._links))
            self._parts = []
        self._linked = self._links = 0

    def _context(self, element: _Element, tag: str, parent: Context | None) -> Context:
        places = _PLACE.get(tag, 0)
        marks = []
        for key, value in attributes(element):
            if key in _MARKS:
                marks.append(value)
                if key == "role":
                    places |= _ROLES.get(value, 0)
                elif key == "itemprop" and "articlebody" in value.lower():
                    places |= _BIT["body_property"]
            elif key in _HIDES and _HIDES[key].search(value):
                places |= _BIT["hidden"]
        names = " ".join(marks)[:_LONGEST_NAMES]
        weight = self._weights[names] if names else 0.0
        if parent is None:
            return Context(element, None, names, places, 0, weight, weight, weight, weight)
        return Context(
            element,
            parent,
            names,
            places | parent.places,
            parent.depth + 1,
            weight,
            min(weight, parent.lowest),
            max(weight, parent.highest),
            weight + parent.total,
        )


def _strength(weight: float) -> tuple[float, float]:
    return abs(weight), weight
