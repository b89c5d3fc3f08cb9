"""What a date in a feed, a sitemap or a page says: a moment with its precision and its doubts.

Publishers write dates in every way there is. Those that machines wrote (ISO 8601, RFC 5322, and
the English forms near them) are read here by hand, which takes microseconds and decides every odd
case on purpose. Only the rest, dates in the words of some language, goes to dateparser, which
costs milliseconds and would otherwise guess: it is asked for absolute dates only, in the
languages that are likely, and its import waits until it is needed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import timezone as fixed_offset
from typing import TYPE_CHECKING

from aggregator.date_words import MONTHS, day_in_words, is_strange, likely_languages
from aggregator.records import Moment, Precision
from aggregator.zones import is_zone, named_zone, zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 400  # characters of a date with the markup and words that may stand around it
_LONGEST_WORDS = 80  # for dateparser, whose time grows faster than the text
_MOST_NUMBERS = 8  # for the same
_OLDEST_YEAR = 1605  # the first newspaper
_YEARS_AHEAD = 5
_FUTURE = timedelta(hours=24)  # clocks and zones are wrong by less

_ENGLISH = """
    jan january feb february mar march apr april may jun june jul july aug august sep sept september
    oct october nov november dec december
    """.split()

# RFC 3339 as nearly all machines write it
_INTERNET = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII
)
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
_REMARK = re.compile(r"\s*\([^()]{0,60}\)$")  # JavaScript's "(Central European Time)"
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:first |last )?(?:published|updated|posted|modified|created|date)"
    r"\s*(?:on|at)?\s*[:\-–—]?\s+",
    re.IGNORECASE,
)
_ZONE_LIKE = re.compile(r"[A-Za-z_/]{1,40}|(?:[A-Za-z]{1,20} ){1,4}time", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d{1,9})?|(\d{12,13})")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A date as written: wall-clock time, and the zone still as text."""

    at: datetime
    precision: Precision
    zone: str = ""
    flags: tuple[str, ...] = ()


def parse_moment(
    raw: str | None,
    *,
    languages: Sequence[str] = (),
    timezone: str | None = None,
    now: datetime | None = None,
    dayfirst: bool | None = None,
) -> Moment | None:
    """The moment that a date as published says; None where it says none.

    None for what is empty, no date (``yesterday``, ``{{ date }}``), impossible (30 February),
    or of a year that no story has (before 1605, or more than five years from `now`).

    Args:
        raw: the date as found; markup and labels (``Published:``) around it are ignored. More
            than 400 characters are no date.
        languages: BCP 47, likeliest first, for dates in words.
        timezone: IANA name of the outlet's zone, for times written without one.
        now: aware; a date later than a day after it is flagged ``future``.
        dayfirst: how the outlet writes 02/11/2026. None: by what the numbers and `languages`
            leave possible, else flagged ``ambiguous``.

    Returns:
        With these flags: ``tz_missing`` (no zone written and none given: read as UTC),
        ``tz_unknown`` (an abbreviation that is not known), ``tz_assumed`` (`timezone` was used),
        ``future``, ``epoch`` (1 January 1970: an unset clock), ``epoch_seconds`` and
        ``epoch_millis`` (a bare number), ``ambiguous`` (day and month may be swapped),
        ``dst_ambiguous`` (an hour that the clocks showed twice; the first is meant here) and
        ``dst_nonexistent`` (an hour that they skipped).

    Raises:
        ValueError: `timezone` is no IANA zone, or `now` has no zone.
    """
    if now is not None and now.tzinfo is None:
        raise ValueError("now needs a time zone")
    own_zone = None if timezone is None else named_zone(timezone)
    if timezone is not None and own_zone is None:
        raise ValueError(f"no such time zone: {timezone!r}")
    if raw is not None and _INTERNET.fullmatch(raw):
        try:
            return _judged(Moment(datetime.fromisoformat(raw)), now)
        except ValueError:
            pass  # a leap second, the day's end, or no such date: decided below
    text = _readable(raw)
    if text is None:
        return None
    found = _epoch_number(text)
    if found is None:
        reading = _read(text, languages, now=now, dayfirst=dayfirst)
        found = None if reading is None else _placed(reading, own_zone)
    return None if found is None else _judged(found, now)


def _readable(raw: str | None) -> str | None:
    """The text without markup, in plain digits and single spaces; None where it can be no date."""
    if raw is None or len(raw) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", _TAG.sub(" ", raw) if "<" in raw else raw)
    text = _INVISIBLE.sub("", text)
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    text = " ".join(text.split())
    if not any("0" <= c <= "9" for c in text) or any(unicodedata.category(c) == "Cc" for c in text):
        return None
    return text


def _epoch_number(text: str) -> Moment | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    seconds, millis = match[1], match[2]
    if seconds:
        return Moment(datetime.fromtimestamp(int(seconds), UTC), flags=("epoch_seconds",))
    if len(millis) == 12 and _read_by_form(text, (), now=None, dayfirst=None):  # noqa: PLR2004
        return None  # 202611021030
    at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(millis))
    return Moment(at, flags=("epoch_millis",))


def _read(
    text: str, languages: Sequence[str], *, now: datetime | None, dayfirst: bool | None
) -> _Reading | None:
    text = _REMARK.sub("", _LABEL.sub("", text))
    try:
        reading = _read_by_form(text, languages, now=now, dayfirst=dayfirst)
    except ValueError:  # of a known form, but no such day or hour
        return None
    return reading or _read_by_words(text, languages)


def _read_by_form(
    text: str, languages: Sequence[str], *, now: datetime | None, dayfirst: bool | None
) -> _Reading | None:
    """Raises ValueError where the form is known and the day or hour does not exist."""
    text = _WEEKDAY.sub("", text).strip(" ,")
    unix = _UNIX.match(text)
    if unix:
        day = date(int(unix["y"]), MONTHS[unix["month"].lower()], int(unix["d"]))
        return _with_clock(
            _Reading(_midnight(day), Precision.DAY), f"{unix['clock']} {unix['zone']}"
        )
    for pattern in _DATES:
        match = pattern.search(text)
        if match is None:
            continue
        reading = _date_of(match, languages, now=now, dayfirst=dayfirst)
        rest = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,;|·–—")
        return _with_clock(reading, rest)
    return None


def _date_of(
    match: re.Match[str],
    languages: Sequence[str],
    *,
    now: datetime | None,
    dayfirst: bool | None,
) -> _Reading:
    said = match.groupdict()
    if said.get("a"):
        return _slashed(match, languages, now=now, dayfirst=dayfirst)
    year = int(said["y"]) if said.get("y") else _full_year(said["yy"])
    if said.get("week"):
        day = date.fromisocalendar(year, int(said["week"]), int(said["weekday"]))
        return _Reading(_midnight(day), Precision.DAY)
    if said.get("ordinal"):
        day = date(year, 1, 1) + timedelta(days=int(said["ordinal"]) - 1)
        if day.year != year:
            raise ValueError(f"day {said['ordinal']} of {year}")
        return _Reading(_midnight(day), Precision.DAY)
    month = said.get("m") or said.get("month")
    if month is None:
        return _Reading(datetime(year, 1, 1, tzinfo=UTC), Precision.YEAR)
    number = int(month) if month.isdigit() else MONTHS[month.lower()]
    if said.get("d") is None:
        return _Reading(datetime(year, number, 1, tzinfo=UTC), Precision.MONTH)
    return _Reading(_midnight(date(year, number, int(said["d"]))), Precision.DAY)


def _slashed(
    match: re.Match[str],
    languages: Sequence[str],
    *,
    now: datetime | None,
    dayfirst: bool | None,
) -> _Reading:
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
    return _Reading(_midnight(date(year, month, day)), Precision.DAY, flags=flags)


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


def _with_clock(reading: _Reading, rest: str) -> _Reading | None:
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


def _read_by_words(text: str, languages: Sequence[str]) -> _Reading | None:
    """A date in the words of some language. Never relative to today.

    Nearly all are read by the names of months, ten times as fast; the rest by dateparser.
    """
    text = re.sub(r"(\d) ?h ?(\d\d)\b", r"\1:\2", text)
    if reading := _read_by_month(text, languages):
        return reading
    words, zone = _without_zone(text)
    return _by_dateparser(words, zone, languages) if _may_be_one_date(words) else None


def _by_dateparser(words: str, zone: str, languages: Sequence[str]) -> _Reading | None:
    # dateparser takes 100 ms to import, which commands that read no dates must not pay.
    from dateparser.data.languages_info import language_order  # noqa: PLC0415
    from dateparser.date import DateDataParser  # noqa: PLC0415

    known = [name for name in likely_languages(words, languages) if name in language_order]
    if not known:
        return None
    parser = DateDataParser(
        languages=known,
        use_given_order=True,
        settings={
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": True,
            "RETURN_TIME_AS_PERIOD": True,
            "RETURN_AS_TIMEZONE_AWARE": False,
            "DATE_ORDER": "DMY",
        },
    )
    try:
        data = parser.get_date_data(words)
    except (ValueError, OverflowError, TypeError, KeyError, IndexError, RecursionError):
        return None  # what dateparser raises on text that is no date
    if data.date_obj is None:
        return None
    at = data.date_obj.replace(tzinfo=UTC)
    if data.period != "time":
        return _Reading(at, Precision.DAY)
    exact = re.search(r"\d[:.]\d\d[:.]\d\d(?!\d)", words) is not None
    return _Reading(at, Precision.SECOND if exact else Precision.MINUTE, zone)


def _read_by_month(text: str, languages: Sequence[str]) -> _Reading | None:
    """A day, month and year with a time or none, where there is nothing else beside them."""
    found = day_in_words(text, languages)
    if found is None:
        return None
    day, rest = found
    try:
        reading = _with_clock(_Reading(_midnight(day), Precision.DAY), rest)
    except ValueError:
        return None
    return reading if reading and (not reading.zone or is_zone(reading.zone)) else None


def _may_be_one_date(text: str) -> bool:
    lengths = [len(number) for number in re.findall(r"\d+", text)]
    return (
        len(text) <= _LONGEST_WORDS
        and len(lengths) <= _MOST_NUMBERS
        and lengths.count(4) == 1  # one year
        and not is_strange(text)
    )


def _without_zone(text: str) -> tuple[str, str]:
    """Text and the zone that stands at its end, if it is a known one."""
    match = re.search(
        r"[\s,(]+([A-Z]{2,5}|(?:UTC|GMT)?[+\-−]\d\d?:?(?:\d\d)?|[A-Z]\w+/\w+)\)?$", text
    )
    if match is None or not re.search(r"\d[:.h]\d\d", text[: match.start()]):
        return text, ""
    return (text[: match.start()], match[1]) if is_zone(match[1]) else (text, "")


def _placed(reading: _Reading, own_zone: tzinfo | None) -> Moment | None:
    """The reading as a moment, in the zone it names or else in the outlet's."""
    if reading.precision not in {Precision.SECOND, Precision.MINUTE}:
        return Moment(reading.at, reading.precision, reading.flags)
    flags = list(reading.flags)
    wall = reading.at.replace(tzinfo=None)
    try:
        zone = zone_of(reading.zone, wall, own_zone) if reading.zone else None
    except ValueError:  # an offset that no place on earth has
        return None
    if zone is None:
        if reading.zone:
            if not _ZONE_LIKE.fullmatch(reading.zone):
                return None
            flags.append("tz_unknown")
        if own_zone is not None:
            flags.append("tz_assumed")
        elif not reading.zone:
            flags.append("tz_missing")
        zone = own_zone or UTC
    at = wall.replace(tzinfo=zone)
    if at.utcoffset() != at.replace(fold=1).utcoffset():
        exists = at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
        flags.append("dst_ambiguous" if exists else "dst_nonexistent")
    if not isinstance(zone, fixed_offset):
        at = at.astimezone(fixed_offset(at.utcoffset() or timedelta()))
    return Moment(at, reading.precision, tuple(flags))


def _judged(moment: Moment, now: datetime | None) -> Moment | None:
    """The moment with the doubts that its distance from today raises; None where none lives."""
    latest_year = 2100 if now is None else now.year + _YEARS_AHEAD
    if not _OLDEST_YEAR <= moment.at.year <= latest_year:
        return None
    flags = list(moment.flags)
    if moment.at.date() == date(1970, 1, 1) and moment.precision is not Precision.YEAR:
        flags.append("epoch")
    if now is not None and moment.at > now + _FUTURE:
        flags.append("future")
    return moment if len(flags) == len(moment.flags) else replace(moment, flags=tuple(flags))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _full_year(digits: str) -> int:
    """RFC 5322, 4.3: two digits up to 49 are of this century."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004
        return year
    return year + (2000 if year < 50 else 1900)  # noqa: PLR2004
