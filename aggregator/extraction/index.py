"""The elements of a page by their tags and by what their attributes call them: one walk for all.

Every field looks for some elements of a page, and each look through a tree costs as much as
reading it once. So it is read once, and the fields look into what that found.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, cast

from lxml import etree

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Sequence

    from lxml.html import HtmlElement

    Places: TypeAlias = defaultdict[str, list[int]]

_LONGEST_MARK = 1_000  # characters of a class, itemprop, rel or id

attributes = cast("Callable[[etree._Element], list[tuple[str, str]]]", etree._Element.items)  # noqa: SLF001
"""The attributes of an element of a parsed page, which are never bytes."""


class Index:
    """What a tree holds, in document order, as it was when this was made.

    Args:
        tree: its root; comments and processing instructions in it are passed over.

    Attributes:
        everything: all elements.
    """

    __slots__ = ("_marks", "_read", "_tags", "everything")

    def __init__(self, tree: HtmlElement) -> None:
        # The list keeps lxml from making an element's Python object anew each time it is met.
        self.everything: Sequence[HtmlElement] = list(
            cast("Iterable[HtmlElement]", tree.iter(etree.Element))
        )
        tags: defaultdict[object, list[HtmlElement]] = defaultdict(list)
        classes: Places = defaultdict(list)
        self._marks: dict[str, Places] = {
            "class": classes,
            "data-testid": classes,
            "itemprop": defaultdict(list),
            "rel": defaultdict(list),
            "id": defaultdict(list),
        }
        marks = self._marks.get
        for number, element in enumerate(self.everything):
            tags[element.tag].append(element)
            for name, value in attributes(element):
                places = marks(name)
                if places is not None and value:
                    places[value].append(number)
        self._tags = dict(tags)
        self._read: dict[str, list[tuple[str, list[int]]]] = {}

    def tagged(self, tag: str) -> Sequence[HtmlElement]:
        """The elements of a name."""
        return self._tags.get(tag, ())

    def marked(self, kind: str, pattern: re.Pattern[str]) -> list[HtmlElement]:
        """The elements one of whose attributes holds a match.

        Args:
            kind: ``class`` (and ``data-testid``), ``itemprop``, ``rel`` or ``id``.
            pattern: in lower case, as which the attribute's first 1,000 characters are read.
        """
        values = self._read.get(kind)
        if values is None:
            found = self._marks[kind].items()
            values = [(value[:_LONGEST_MARK].lower(), places) for value, places in found]
            self._read[kind] = values
        search = pattern.search
        matching = [places for value, places in values if search(value)]
        return [self.everything[number] for number in sorted(set(chain.from_iterable(matching)))]

    def following(self, element: HtmlElement, most: int) -> Sequence[HtmlElement]:
        """The first elements that begin after an element has ended."""
        within = sum(1 for _ in element.iter(etree.Element))
        start = self.everything.index(element) + within
        return self.everything[start : start + most]
