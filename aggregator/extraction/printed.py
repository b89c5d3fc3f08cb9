"""Dates that a page prints for its readers: in ``time`` elements, bylines, beside the headline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.dates.months import MONTHS
from aggregator.extraction.document import is_aside, text_of
from aggregator.extraction.wording import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from aggregator.extraction.document import Document

_DATE_CLASS = re.compile(r"date|timestamp|published|posted|datum|[-_]time\b")
_YEARS = re.compile(r"(?:19|20)\d\d")
# Where scripts write the exact time for browsers to show in the reader's zone.
_ATTRIBUTES = (
    "datetime", "data-published", "data-published-date", "data-datetime", "data-origindate",
    "data-timestamp", "data-date", "data-time", "data-utc", "content",
)  # fmt: skip
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_CLOCK = (
    r"(?:(?:,| at| um|\s*[|·–—-]| @)?\s*\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[APap]\.?\s?[Mm]\b\.?)?"
    r"(?:\s*\(?(?:[A-Z]{2,4}T|GMT|UTC|BST|MEZ|MESZ|[ECMP]T)\b)?)?"
)
_MONTHS = "|".join(sorted((name for name in MONTHS if len(name) > 2), key=len, reverse=True))  # noqa: PLR2004
# A date with or without its time, within a sentence or after a label.
_DATE_IN_TEXT = re.compile(
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?:19|20)\d\d"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    rf"|\d{{1,2}}(?:\.|º|er)?\s+(?:de\s+)?(?:{_MONTHS})\.?,?\s+(?:del?\s+)?(?:19|20)\d\d"
    r"|(?<![\d./-])\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d|(?<!\d)(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})"
    rf"{_CLOCK}(?![\d:])"
    r"|(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일](?:\s*\d{1,2}[:時时]\d{1,2}分?)?",
    re.IGNORECASE,
)
# What may stand beside a date in a line that is one and nothing else.
_BESIDE = re.compile(
    r"[\s|,.:·•–—()-]*(?:года?|г\.|uhr|h|\(?[A-Z]{3,4}\)?)?[\s|,.()]*", re.IGNORECASE
)
_MOST_LONE = 2
# What stands before a story's date and not before one that the story tells of.
_INTRODUCED = re.compile(
    r"\b(?:by|written|posted|published|updated|created|von|veröffentlicht|aktualisiert|stand|par|"
    r"publié|mis à jour|por|publicado|actualizado|di|pubblicato|opublikowano|dodano|опубликовано|"
    r"yayınlanma|güncelleme|公開|更新|发布|時間|时间|입력|수정)\b|[|·•–—:：]$",
    re.IGNORECASE,
)
_HAS_CLOCK = re.compile(r"\d[:.時时]\d\d")
_LONGEST = 60
_LONGEST_LINE = 160
_SOON_AFTER = 60
_MOST_TIMES = 3


def time_elements(document: Document) -> Iterator[str]:
    """What ``<time>`` elements outside of teasers say, the one marked as publication first."""
    times = [element for element in document.tagged("time") if not is_aside(element)]
    times.sort(key=lambda element: element.get("pubdate") is None)
    for element in times[:_MOST_TIMES]:
        yield from _said(element)


def marked_dates(document: Document) -> Iterator[str]:
    """Dates in elements whose class says that they hold one."""
    taken = 0
    for element in document.marked("class", _DATE_CLASS)[:40]:
        if element.tag in {"time", "meta", "body"} or len(element) > 6:  # noqa: PLR2004
            continue
        for raw in _said(element):
            if not is_aside(element):
                yield raw
                taken += 1
            if taken == 2:  # noqa: PLR2004
                return


def dates_beside_headline(document: Document) -> Iterator[str]:
    """Dates with a time of day in short lines after the headline, which nothing marks."""
    day = ""
    for heading in document.headlines[:2]:
        if is_aside(heading, tags=("footer", "nav")):
            continue
        for element in document.index.following(heading, _SOON_AFTER):
            if len(element) > 6 or element.tag in {"script", "style"}:  # noqa: PLR2004
                continue
            line = tidy(text_of(element)[: 2 * _LONGEST_LINE])
            if len(line) > _LONGEST_LINE or not _YEARS.search(line):
                continue
            found = _DATE_IN_TEXT.search(line)
            if not found:
                continue
            before = line[: found.start()].strip()
            introduced = not before or _INTRODUCED.search(before)
            if introduced and _HAS_CLOCK.search(found[0]):
                yield found[0]
                return
            # "von Ann Bell, 5. Mai 2031": a day, where no line says the hour.
            if introduced and len(line) <= _LONGEST and _BESIDE.fullmatch(line[found.end() :]):
                day = day or found[0]
    if day:
        yield day


def lone_dates(document: Document) -> Iterator[str]:
    """Dates that stand alone in an element, wherever: for pages that say nowhere else when."""
    taken = 0
    for element in document.index.everything:
        text = element.text
        if not text or len(element) or not 8 <= len(text) <= _LONGEST:  # noqa: PLR2004
            continue
        line = tidy(text)
        found = _DATE_IN_TEXT.search(line) if _YEARS.search(line) else None
        if found is None or element.tag in {"script", "style", "title"} or is_aside(element):
            continue
        before, after = line[: found.start()].strip(), line[found.end() :]
        if _BESIDE.fullmatch(after) and (not before or _INTRODUCED.search(before)):
            yield found[0]
            taken += 1
            if taken == _MOST_LONE:
                return


def date_in_title(document: Document) -> Iterator[str]:
    """The day at the end of a page's title: ``Headline | Site | 28.04.2031``."""
    title = next(iter(document.tagged("title")), None)
    last = re.split(r"[|,·–—-]\s", tidy(text_of(title)[-200:]))[-1] if title is not None else ""
    if _DATE_IN_TEXT.fullmatch(last.strip()):
        yield last.strip()


def _said(element: HtmlElement) -> Iterator[str]:
    """An element's date: of its attributes, else of its text, where it is one or holds one."""
    exact = next(filter(None, map(element.get, _ATTRIBUTES)), "")
    if exact and len(exact) <= _LONGEST and any(c.isdigit() for c in exact):
        yield exact
        return
    text = tidy(text_of(element)[: 4 * _LONGEST_LINE])
    if len(text) > _LONGEST_LINE or not _YEARS.search(text):
        return
    if found := _DATE_IN_TEXT.search(text):
        yield found[0]
    elif 6 <= len(text) <= _LONGEST:  # noqa: PLR2004
        yield text
