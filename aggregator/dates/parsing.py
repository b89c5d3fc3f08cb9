"""What a date in a feed, a sitemap or a page says: a moment with its precision and its doubts.

Publishers write dates in every way there is. Those that machines wrote are read by their form, in
microseconds; only the rest are words of some language.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import timezone as fixed_offset
from typing import TYPE_CHECKING

from aggregator.dates.forms import Reading, read_by_form
from aggregator.dates.words import read_by_words
from aggregator.dates.zones import named_zone, zone_of
from aggregator.records import Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 400  # characters of a date with the markup and words that may stand around it
_OLDEST_YEAR = 1605  # the first newspaper
_YEARS_AHEAD = 5
_FUTURE = timedelta(hours=24)  # clocks and zones are wrong by less

# RFC 3339 as nearly all machines write it
_INTERNET = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII
)
_REMARK = re.compile(r"\s*\([^()]{0,60}\)$")  # JavaScript's "(Central European Time)"
_LABEL = re.compile(
    r"^(?:first |last )?(?:published|updated|posted|modified|created|date)"
    r"\s*(?:on|at)?\s*[:\-–—]?\s+",
    re.IGNORECASE,
)
_ZONE_LIKE = re.compile(r"[A-Za-z_/]{1,40}|(?:[A-Za-z]{1,20} ){1,4}time", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d{1,9})?|(\d{12,13})")


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
    if len(millis) == 12 and read_by_form(text, (), now=None, dayfirst=None):  # noqa: PLR2004
        return None  # 202611021030
    at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(millis))
    return Moment(at, flags=("epoch_millis",))


def _read(
    text: str, languages: Sequence[str], *, now: datetime | None, dayfirst: bool | None
) -> Reading | None:
    text = _REMARK.sub("", _LABEL.sub("", text))
    try:
        reading = read_by_form(text, languages, now=now, dayfirst=dayfirst)
    except ValueError:  # of a known form, but no such day or hour
        return None
    return reading or read_by_words(text, languages)


def _placed(reading: Reading, own_zone: tzinfo | None) -> Moment | None:
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
