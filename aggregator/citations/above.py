"""The headline that a line naming only a source belongs to: it stands above that line.

``3. Headline``, a summary, ``Source: Outlet``; ``Headline`` and ``via Outlet`` below it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.citations.furniture import is_furniture, is_photo_credit
from aggregator.citations.labels import find_labels
from aggregator.citations.lone import is_byline
from aggregator.citations.wording import clean_headline, is_headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.citations.items import ItemReader
    from aggregator.citations.lines import Line

_NAMED_HEADLINE = re.compile(
    r"(?:headline|title|titel|titre|título|titolo|标题|標題)\s?[:：]\s", re.IGNORECASE
)
_LONGEST = 200
_LONGEST_SUMMARY = 3  # lines
_SHORT_DOCUMENT = 4  # lines: a message or a card, where the line above is the story's
_ENDED = (".", ":", ";", ",", "。", "…")
_CHART = re.compile(r"^[^\W\d_]+\s?[:：]\s|\d{4}|\bper\b|%|\(.*\)$")


def headline_above(lines: Sequence[Line], index: int, items: ItemReader) -> str | None:
    """The headline above a line that names a source and nothing else, None where none is sure."""
    if not index:
        return None
    above = lines[index - 1]
    named = _NAMED_HEADLINE.match(above.text)
    if named is not None:
        return clean_headline(above.text[named.end() :])
    if above.heading:
        return above.text if is_headline(above.text) else None
    for at in range(index - 1, max(index - 2 - _LONGEST_SUMMARY, -1), -1):
        if lines[at].numbered:
            return clean_headline(lines[at].text) if _is_bare(lines[at], items) else None
        if not lines[at].text.endswith("."):
            break
    if len(lines) <= _SHORT_DOCUMENT and index == 1 and _is_bare(above, items):
        return clean_headline(above.text)
    return None


def _is_bare(line: Line, items: ItemReader) -> bool:
    """Whether a line is a headline and nothing beside it."""
    text = line.text
    return (
        is_headline(text)
        and not line.links
        and len(text) <= _LONGEST
        and not text.endswith(_ENDED)
        and not _CHART.search(text)
        and not is_byline(text)
        and not is_furniture(text)
        and not is_photo_credit(text)
        and not find_labels(text)
        and items.outlet_headline(text, unknown=False) is None
        and items.headline_outlet(text, unknown=False) is None
    )
