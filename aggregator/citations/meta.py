"""Lines of a list of stories that are about a story and neither its headline nor its outlet.

Cards of news aggregators put an age, a rating, a place and a writer on a line of their own, above
or below the outlet and the headline.
"""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.citations.lines import Line
from aggregator.citations.wording import is_time, may_be_time

if TYPE_CHECKING:
    from aggregator.citations.items import ItemReader

_LONGEST = 120
_FIELD = re.compile(r"\s?[·•∙|｜]\s?|\s[–—-]\s|\s{2,}")
_RATING = re.compile(
    r"(?:(?:news |far |lean |leans )?(?:from the )?(?:left|right|center|centre)|(?:far|lean|leans)[ -](?:left|right)|mixed(?: factuality)?|(?:very )?high factuality|low factuality|paywall|free|subscription|opinion|analysis|news analysis|editorial|video|exclusive|not rated)",
    re.IGNORECASE,
)
_WRITER = re.compile(
    r"(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]f|[Aa]v)\s([^\W\d_a-z][\w.’'-]*(?:\s[\w.’'-]{1,24}){0,4}(?:(?:,|\s(?:and|und|et|y|e|en|og|och))\s[^\W\d_a-z][\w.’'-]*(?:\s[\w.’'-]{1,24}){0,3}){0,3})"
)
_PLACE = re.compile(
    r"[^\W\d_a-z][\w.’'-]{1,24}(?:\s[^\W\d_a-z][\w.’'-]{1,24}){0,2}(?:,\s[^\W\d_a-z][\w.’'-]{1,24}(?:\s[^\W\d_a-z][\w.’'-]{1,24}){0,2})?"
)


def without_meta(line: Line, items: ItemReader) -> Line:
    """Of a line that is nothing but such particulars, the time alone; any other line as it is."""
    text = line.text
    if len(text) > _LONGEST or line.links or line.heading or not may_be_time(text):
        return line
    fields = [field.strip() for field in _FIELD.split(text) if field.strip()]
    if len(fields) < 2:  # noqa: PLR2004 -- one field is the time itself, or a headline
        return line
    time = rated = False
    shown, places = "", 0
    for field in fields:
        if is_time(field):
            time, shown = True, shown or field
        elif _RATING.fullmatch(field):
            rated = True
        elif (writer := _WRITER.fullmatch(field)) is not None:
            if items.name(writer.group(1))[1] is not None:
                return line  # "By Reuters" says whose story it is
        elif _PLACE.fullmatch(field) and items.name(field)[1] is None:
            places += 1
        else:
            return line
    return Line(shown) if time and places <= rated else line
