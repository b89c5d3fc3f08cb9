"""Dates as machines write them: ISO 8601, RFC 5322, and the English and numeric forms near them.

Read by hand, which takes microseconds and decides every odd case on purpose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from aggregator.dates.months import MONTHS
from aggregator.dates.zones import is_zone
from aggregator.records import Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENGLISH = """
    jan january feb february mar march apr april may jun june jul july aug august sep sept september
    oct october nov november dec december
    """.split()

_Y, _SEP = r"(?P<y>\d{4})", r"(?P<sep>[-/.])"
_NAMES = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_M = rf"(?P<month>{_NAMES})\b\.?"
_D = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_Y}-?W(?P<week>\d\d)-?(?P<weekday>[1-7])(?!\d)",
        rf"^{_Y}-?(?P<ordinal>\d{{3}})(?=T|$)",
        rf"^{_Y}{_SEP}(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?!\d)",
        rf"^{_Y}(?P<m>\d\d)(?P<d>\d\d)(?=T|$)",
        rf"^{_Y}(?P<m>\d\d)(?P<d>\d\d)(?=(?:\d{{4}}|\d{{6}})$)",
        rf"^{_Y}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日号일]",
        rf"^{_Y}-(?P<m>\d\d)$",
        rf"^{_M}[ ,]+{_Y}$",
        rf"^{_Y}$",
        rf"^(?P<a>\d{{1,2}}){_SEP}(?P<b>\d{{1,2}})(?P=sep)(?P<yy>\d{{4}}|\d\d)(?!\d)",
        rf"(?<![\w.:]){_D}[ \-,.]{{0,2}}(?:of )?{_M}[ \-,]{{0,2}}(?P<yy>\d{{4}}|\d\d)(?![\d:])",
        rf"(?<![\w.:]){_M}[ \-]?{_D}[ \-,]{{1,2}}{_Y}(?!\d)",
    )
]
# asctime and Unix date: the year comes last
_UNIX = re.compile(
    rf"^{_M} {_D} (?P<clock>\d\d?:\d\d(?::\d\d)?) ?(?P<zone>\S*) {_Y}$", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?:T|at|um|à)?[\s,|·–—]*(?P<H>\d{1,2})(?:[:.h]|[時时点시]\s?)(?P<M>\d\d?)"
    r"(?:(?::|分\s?)(?P<S>\d\d?)(?:[.,](?P<f>\d{1,30}))?)?[分秒분]?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?[\s,]*(?P<zone>.*)",
    re.IGNORECASE,
)
_COMPACT_CLOCK = re.compile(
    r"T?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?(?:[.,]\d{1,30})?\s*(?P<zone>\D.*)?"
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A date as written: wall-clock time, and the zone still as text."""

    at: datetime
    precision: Precision
    zone: str = ""
    flags: tuple[str, ...] = ()


def read_by_form(
    text: str, languages: Sequence[str], *, now: datetime | None, dayfirst: bool | None
) -> Reading | None:
    """Raises ValueError where the form is known and the day or hour does not exist."""
    text = _WEEKDAY.sub("", text).strip(" ,")
    unix = _UNIX.match(text)
    if unix:
        day = date(int(unix["y"]), MONTHS[unix["month"].lower()], int(unix["d"]))
        return with_clock(Reading(midnight(day), Precision.DAY), f"{unix['clock']} {unix['zone']}")
    for pattern in _DATES:
        match = pattern.search(text)
        if match is None:
            continue
        reading = _date_of(match, languages, now=now, dayfirst=dayfirst)
        rest = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,;|·–—")
        return with_clock(reading, rest)
    return None


def _date_of(
    match: re.Match[str],
    languages: Sequence[str],
    *,
    now: datetime | None,
    dayfirst: bool | None,
) -> Reading:
    said = match.groupdict()
    if said.get("a"):
        return _slashed(match, languages, now=now, dayfirst=dayfirst)
    year = int(said["y"]) if said.get("y") else _full_year(said["yy"])
    if said.get("week"):
        day = date.fromisocalendar(year, int(said["week"]), int(said["weekday"]))
        return Reading(midnight(day), Precision.DAY)
    if said.get("ordinal"):
        day = date(year, 1, 1) + timedelta(days=int(said["ordinal"]) - 1)
        if day.year != year:
            raise ValueError(f"day {said['ordinal']} of {year}")
        return Reading(midnight(day), Precision.DAY)
    month = said.get("m") or said.get("month")
    if month is None:
        return Reading(datetime(year, 1, 1, tzinfo=UTC), Precision.YEAR)
    number = int(month) if month.isdigit() else MONTHS[month.lower()]
    if said.get("d") is None:
        return Reading(datetime(year, number, 1, tzinfo=UTC), Precision.MONTH)
    return Reading(midnight(date(year, number, int(said["d"]))), Precision.DAY)


def _slashed(
    match: re.Match[str],
    languages: Sequence[str],
    *,
    now: datetime | None,
    dayfirst: bool | None,
) -> Reading:
    """02/11/2026 in either order, and whether it could be the other one."""
    first, second, year = int(match["a"]), int(match["b"]), _full_year(match["yy"])
    as_day = dayfirst if dayfirst is not None else _writes_day_first(languages, match["sep"])
    if first > 12 or second > 12 or first == second:  # noqa: PLR2004 - months
        as_day = first > 12  # noqa: PLR2004
    flags = () if as_day is not None else ("ambiguous",)
    if as_day is None:
        # Most of the world writes the day first, but what is published lies in the past.
        as_day = now is None or date(year, second, first) <= now.date()
    day, month = (first, second) if as_day else (second, first)
    return Reading(midnight(date(year, month, day)), Precision.DAY, flags=flags)


def _writes_day_first(languages: Sequence[str], separator: str) -> bool | None:
    if separator == ".":
        return True
    for language in languages:
        tag = language.lower().replace("_", "-")
        if tag == "en":
            return None
        if tag in {"en-us", "en-ph", "es-us"}:
            return False
        return not tag.startswith(("ja", "zh", "ko"))
    return None


def with_clock(reading: Reading, rest: str) -> Reading | None:
    """The reading with the time of day that the rest of the text says; None if it says more."""
    if not rest or (reading.precision is Precision.DAY and is_zone(rest)):
        return reading  # a zone without a time (XML Schema's dates) says nothing
    if reading.precision is not Precision.DAY:
        return None
    match = _COMPACT_CLOCK.fullmatch(rest) or _CLOCK.fullmatch(rest)
    if match is None:
        return None
    said = match.groupdict()
    hour, minute, second = int(said["H"]), int(said["M"]), int(said["S"] or 0)
    half = (said.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - of a twelve-hour clock
            raise ValueError(f"no such time: {rest[:40]!r}")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    ends_day = hour == 24 and minute == second == 0  # noqa: PLR2004 - ISO 8601: the day's end
    leap = second == 60  # noqa: PLR2004
    micro = int((said.get("f") or "0")[:6].ljust(6, "0"))
    at = reading.at.replace(
        hour=0 if ends_day else hour,
        minute=minute,
        second=59 if leap else second,
        microsecond=micro,
    )
    at += timedelta(days=int(ends_day), seconds=int(leap))
    precision = Precision.SECOND if said["S"] else Precision.MINUTE
    zone = (said["zone"] or "").strip(" ,.|·")
    return replace(reading, at=at, precision=precision, zone=zone)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _full_year(digits: str) -> int:
    """RFC 5322, 4.3: two digits up to 49 are of this century."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004
        return year
    return year + (2000 if year < 50 else 1900)  # noqa: PLR2004
