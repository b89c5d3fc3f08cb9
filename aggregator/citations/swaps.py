"""What sets two headlines of one form apart: another name, date, or number of a series.

A headline that differs in one of these tells of another happening, however alike the rest is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from aggregator.citations.headlines import QUOTES, SMALL, Headline, nearness
from aggregator.citations.wording import DATE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_MOST_COMPARED = 40  # words of one headline looked for among those of the other
_LONGEST = 3_000
_NAME_LETTERS = 4
_CASED = re.compile(r"[^\W\d_][^\W_]*")
_JOINING = frozenset(
    "from into with over amid after against about before between during under until upon than "
    "that this when while your their dans avec pour sans sous über unter nach beim oder sobre "
    "entre para desde hasta como della delle dalla".split()
)
"""Words of four letters and more that stay small where all others are capitalised."""

_WEEKDAYS = (
    "monday montag lundi lunes lunedì segunda maandag poniedziałek понедельник",
    "tuesday dienstag mardi martes martedì terça dinsdag wtorek вторник",
    "wednesday mittwoch mercredi miércoles mercoledì quarta woensdag środa среда",
    "thursday donnerstag jeudi jueves giovedì quinta donderdag czwartek четверг",
    "friday freitag vendredi viernes venerdì sexta vrijdag piątek пятница",
    "saturday samstag samedi sábado sabato zaterdag sobota суббота",
    "sunday sonntag dimanche domingo domenica zondag niedziela воскресенье",
)
_WEEKDAY = {word: day for day, words in enumerate(_WEEKDAYS) for word in words.split()}
_MONTHS = (
    "jan янв ene", "feb fév feb фев", "mar mär mar мар", "apr avr abr апр", "may mai maj мая",
    "jun juin июн", "jul juil июл", "aug aoû ago авг", "sep set сен", "oct okt out окт",
    "nov ноя", "dec déc dez dic дек",
)  # fmt: skip
_MONTH = {start: month for month, starts in enumerate(_MONTHS, 1) for start in starts.split()}
_SERIAL = re.compile(
    r"(?<!\w)(day|week|month|part|episode|chapter|round|season|volume|vol|issue|edition|no|number|"
    r"tag|woche|teil|folge|jour|semaine|partie|épisode|día|semana|parte|episodio|dzień|część|день|"
    r"часть)\.?\s?(\d{1,4})(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORDS = re.compile(r"[^\W\d_]+")
_SMALL_NUMBERS = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


def swapped_names(one: str, other: str, ordinary: Collection[str] = ()) -> tuple[str, str] | None:
    """A name of one headline where the other has another name: Manila and Tokyo.

    Headlines in sentence case show which words are names. In others, any word may be one that is
    not known to be ordinary. A name that is merely added or left out is no swap.

    Args:
        ordinary: folded words that stand in small letters somewhere around the two.
    """
    left, right = Headline.read(one).beside(Headline.read(other))
    ours, theirs = Counter(left), Counter(right)
    rest_left, rest_right = list((ours - theirs).elements()), list((theirs - ours).elements())
    if not rest_left or not rest_right or len(rest_left) + len(rest_right) > _MOST_COMPARED:
        return None
    names_left, names_right = _names(one), _names(other)
    for word in rest_left:
        if not _may_be_name(word, names_left, ordinary) or _matched(word, rest_right):
            continue
        for found in rest_right:
            if _may_be_name(found, names_right, ordinary) and not _matched(found, rest_left):
                return word, found
    return None


def other_date(one: str, other: str) -> tuple[str, str] | None:
    """A date, weekday or number of a series in one headline where the other has another.

    >>> other_date("Gold rate today – 17 November 2023", "Gold rate today – 18 November 2023")
    ('day 17', 'day 18')
    >>> other_date("War in Velmora: day 639", "War in Velmora: day 640")
    ('day 639', 'day 640')
    """
    left, right = _dates(one), _dates(other)
    for kind in left.keys() & right.keys():
        if not left[kind] & right[kind]:
            return f"{kind} {min(left[kind])}", f"{kind} {min(right[kind])}"
    return None


def small_words(text: str) -> set[str]:
    """The words that stand in small letters in a text: no names."""
    return {word for word in _CASED.findall(text) if word[0].islower()}


def months_of(text: str) -> dict[int, str]:
    """The months of the dates in a text, 1 to 12, each with a date as written."""
    found: dict[int, str] = {}
    for match in DATE.finditer(unicodedata.normalize("NFKC", text)):
        for word in _WORDS.findall(match.group().casefold()):
            start = _month(word)
            if start is not None:
                found.setdefault(_MONTH[start], match.group())
    return found


def weekdays_of(text: str) -> dict[int, str]:
    """The weekdays in a text, 0 (Monday) to 6, as written."""
    found: dict[int, str] = {}
    for word in _WORDS.findall(unicodedata.normalize("NFKC", text)):
        if word.casefold() in _WEEKDAY:
            found.setdefault(_WEEKDAY[word.casefold()], word)
    return found


def _dates(title: str) -> dict[str, set[int]]:
    text = unicodedata.normalize("NFKC", title[:_LONGEST])
    found: dict[str, set[int]] = defaultdict(set)
    for match in DATE.finditer(text):
        date = match.group().casefold()
        found["year"].update(int(year) for year in _YEAR.findall(date))
        months = {_MONTH[start] for w in _WORDS.findall(date) if (start := _month(w)) is not None}
        if months:
            found["month"] |= months
            found["day"].update(int(day) for day in _SMALL_NUMBERS.findall(date))
    for match in _SERIAL.finditer(text):
        found[match.group(1).casefold()].add(int(match.group(2)))
    found["weekday"].update(weekdays_of(text))
    return {kind: values for kind, values in found.items() if values}


def _month(word: str) -> str | None:
    return next((word[:size] for size in (3, 4) if word[:size] in _MONTH), None)


def _names(title: str) -> set[str] | None:
    """The capitalised words inside a headline; None where its capitals mean nothing."""
    places = list(_CASED.finditer(title[:_LONGEST].translate(QUOTES)))
    words = [match.group() for match in places]
    telling = [w for w in words if len(w) >= _NAME_LETTERS and w.casefold() not in _JOINING]
    if not any(word[0].islower() for word in telling):
        return None
    starts = places[0].start() <= 1
    return {word.casefold() for word in words[starts:] if word[0].isupper()}


def _may_be_name(word: str, names: set[str] | None, ordinary: Collection[str]) -> bool:
    if names is None:
        return len(word) >= _NAME_LETTERS and word not in SMALL and word not in ordinary
    return word in names


def _matched(word: str, others: Sequence[str]) -> bool:
    return any(nearness(word, other) > 0 for other in others)
