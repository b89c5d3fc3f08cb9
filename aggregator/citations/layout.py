"""Lines that a page's layout broke apart, put together again before they are read.

A table or a list of definitions puts the outlet on one line and the headline on the next; a break
falls inside a headline; a dash that joins two parts stands at the start of the second.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from aggregator.citations.furniture import is_furniture
from aggregator.citations.labels import find_labels, is_source_heading
from aggregator.citations.lines import Line
from aggregator.citations.lone import is_byline, is_front_page
from aggregator.citations.meta import without_meta
from aggregator.citations.readings import FieldReader
from aggregator.citations.wording import is_headline, is_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.citations.items import ItemReader

_LONGEST_NAME = 90
_LONGEST_HEADLINE = 400
_OPENS = re.compile(r"^\s?(?:[–—―]|-{1,2}|:)\s?(?=\S)")
_CLOSES = re.compile(r"\s?(?:[–—―:]|\s-)$")
_CLOSING = ("–", "—", "―", ":", "-")
_ENDED = (".", "!", "?", "…", "”", '"', "»", ")", "]", ":", ";")
_HYPHEN = re.compile(r"[^\W\d_]-$")
_WRAPPED_LINES = 6
_WRAPPED_WIDTH = 100
_PAIRS = 2
_BEFORE_DASH = 3  # words of a headline in capitals that a dash may follow


def rejoined(lines: Sequence[Line], items: ItemReader) -> list[Line]:
    """The lines with what belongs together on one line; a line is never lost."""
    return _paired(_continued([without_meta(line, items) for line in lines], items), items)


def _continued(lines: Sequence[Line], items: ItemReader) -> list[Line]:
    """Join lines that end or begin with the mark between outlet and headline."""
    joined: list[Line] = []
    listed = False
    width = _wrap_width(lines)
    last = 0  # length of the line above as it was written
    for line in lines:
        before = joined[-1] if joined else None
        full = listed and last + 1 + len(line.text.split(" ", 1)[0]) > width
        last = len(line.text)
        if before is not None and (
            _belongs(before, line, items, listed=listed) or (full and _goes_on(before, line, items))
        ):
            joined[-1] = _join(before, line, "" if _HYPHEN.search(before.text) else " ")
            continue
        joined.append(line)
        labels = find_labels(line.text) if len(line.text) < _LONGEST_HEADLINE else []
        if is_source_heading(line.text) or any(label.first and label.strong for label in labels):
            listed = True
        elif listed and items.outlet_headline(line.text, unknown=False) is None:
            listed = _names(line, items)
    return joined


def _wrap_width(lines: Sequence[Line]) -> int:
    """The width that a text's lines are broken at; endless where they are not."""
    longest = max((len(line.text) for line in lines), default=0)
    wrapped = len(lines) >= _WRAPPED_LINES and longest <= _WRAPPED_WIDTH
    return longest if wrapped else sys.maxsize


def _goes_on(before: Line, line: Line, items: ItemReader) -> bool:
    """Whether a line only goes on with the citation that its text's width broke off."""
    other = items.outlet_headline(line.text, unknown=True)
    return (
        items.outlet_headline(before.text.split(": ", 1)[-1], unknown=True) is not None
        and (other is None or not (other.known or other.outlet.isupper()))
        and items.headline_outlet(line.text, unknown=False) is None
        and not find_labels(line.text)
        and not is_furniture(line.text)
        and not _is_name(line.text, items)
    )


def _belongs(before: Line, line: Line, items: ItemReader, *, listed: bool) -> bool:
    if len(before.text) > _LONGEST_HEADLINE or len(line.text) > _LONGEST_HEADLINE:
        return False
    if _OPENS.match(line.text):
        if before.text.endswith(("-", "–", "—")):
            return False  # "LIMA, Aug 2 (Andina) --" and "-- ANDINA"
        rest = _OPENS.sub("", line.text)
        return _ends_in_name(before, items) or (
            _is_name(rest, items) and is_headline(before.text) and not before.text.endswith(_ENDED)
        )
    if (
        before.text.endswith(_CLOSING)
        and _CLOSES.search(before.text)
        and is_headline(line.text)
        and not is_source_heading(before.text)
    ):
        return _is_name(_CLOSES.sub("", before.text).rsplit("/", 1)[-1], items)
    # A headline goes on where its next line begins in lower case.
    return (
        listed
        and line.text[:1].islower()
        and not before.text.endswith((*_ENDED, ","))
        and "://" not in line.text
        and items.outlet_headline(line.text, unknown=False) is None
        and items.outlet_headline(before.text.split(": ", 1)[-1], unknown=True) is not None
    )


def _ends_in_name(line: Line, items: ItemReader) -> bool:
    """Whether the line is an outlet's name, perhaps with a label before it."""
    text = line.text
    for label in find_labels(text) if len(text) < _LONGEST_NAME else []:
        if label.strong and label.first:
            text = text[label.end :]
    return _is_name(text, items) or (text.isupper() and len(text.split()) <= _BEFORE_DASH)


def _names(line: Line, items: ItemReader) -> bool:
    """Whether the line is an outlet's name and no link to its front page, as partners have it."""
    if line.links and all(is_front_page(href) for _, _, href in line.links):
        return False
    return _is_name(line.text, items)


def _is_name(text: str, items: ItemReader) -> bool:
    if len(text) > _LONGEST_NAME:
        return False
    name, known = items.name(text)
    if known is None:
        bare = FieldReader(items).bare(text)
        name, known = (bare.outlet, bare.known) if bare is not None else (name, None)
    return known is not None and not known.image and not (known.word and name.islower())


def _paired(lines: list[Line], items: ItemReader) -> list[Line]:
    """Pairs of outlet and headline on alternate lines, outlet first, each pair as one line."""
    paired: list[Line] = []
    index = 0
    while index < len(lines):
        run = _run(lines, index, items)
        if not run:
            paired.append(lines[index])
            index += 1
            continue
        for name, headline in run:
            paired.append(_join(_bare(lines[name], items), lines[headline], " – "))
        index = run[-1][1] + 1
    return paired


def _run(lines: Sequence[Line], start: int, items: ItemReader) -> list[tuple[int, int]]:
    """The pairs (outlet, headline) that begin here; none where they are not outlet first."""
    if not _names(lines[start], items) or _headline_above(lines, start, items):
        return []
    pairs: list[tuple[int, int]] = []
    at = start
    while at < len(lines) and (
        _names(lines[at], items) or (pairs and FieldReader(items).bare(lines[at].text) is not None)
    ):
        below = _next(lines, at)
        if below is None or not _is_headline(lines[below], items):
            break
        pairs.append((at, below))
        following = _next(lines, below)
        if following is None:
            break
        at = following
    labelled = start > 0 and is_source_heading(lines[start - 1].text)
    dated = bool(pairs) and pairs[-1][1] + 1 < len(lines) and is_time(lines[pairs[-1][1] + 1].text)
    dated = dated or (bool(pairs) and start == 1 and is_time(lines[0].text))
    dated = dated or (
        bool(pairs) and not start and FieldReader(items).bare(lines[0].text) is not None
    )
    return pairs if len(pairs) >= _PAIRS or (labelled and pairs) or dated else []


def _bare(line: Line, items: ItemReader) -> Line:
    """The outlet of a line without the age beside it."""
    bare = FieldReader(items).bare(line.text) if not line.links else None
    return line if bare is None else Line(bare.outlet)


def _next(lines: Sequence[Line], at: int) -> int | None:
    """The next line that is no time: "2 hours ago" stands between stories of a list."""
    for index in range(at + 1, min(at + 3, len(lines))):
        if not is_time(lines[index].text):
            return index
    return None


def _headline_above(lines: Sequence[Line], start: int, items: ItemReader) -> bool:
    """Whether the name is the outlet of the headline above it."""
    above = lines[start - 1] if start else None
    return above is not None and not is_source_heading(above.text) and _is_headline(above, items)


def _is_headline(line: Line, items: ItemReader) -> bool:
    text = line.text
    return (
        is_headline(text)
        and len(text) <= _LONGEST_HEADLINE
        and not text.endswith((".", ":", ";"))
        and not is_time(text)
        and not is_byline(text)
        and not _is_name(text, items)
        and items.outlet_headline(text, unknown=False) is None
        and items.headline_outlet(text, unknown=False) is None
    )


def _join(one: Line, other: Line, between: str) -> Line:
    shift = len(one.text) + len(between)
    moved = tuple((start + shift, end + shift, href) for start, end, href in other.links)
    return Line(f"{one.text}{between}{other.text}", (*one.links, *moved), one.heading)
