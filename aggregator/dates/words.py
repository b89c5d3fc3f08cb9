"""Dates in the words of some language. Never relative to today.

Nearly all are read by the names of months, ten times as fast; the rest by dateparser, which costs
milliseconds and would otherwise guess: it is asked for absolute dates only, in the languages that
are likely, and its import waits until it is needed.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

from aggregator.dates.forms import Reading, midnight, with_clock
from aggregator.dates.months import day_in_words, is_strange, likely_languages
from aggregator.dates.zones import is_zone
from aggregator.records import Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_WORDS = 80  # for dateparser, whose time grows faster than the text
_MOST_NUMBERS = 8  # for the same
_MOST_LANGUAGES = 6  # a process's first text takes dateparser a tenth of a second for each


def read_by_words(text: str, languages: Sequence[str]) -> Reading | None:
    """A date in the words of some language. Never relative to today.

    Nearly all are read by the names of months, ten times as fast; the rest by dateparser.
    """
    text = re.sub(r"(\d) ?h ?(\d\d)\b", r"\1:\2", text)
    if reading := _read_by_month(text, languages):
        return reading
    words, zone = _without_zone(text)
    return _by_dateparser(words, zone, languages) if _may_be_one_date(words) else None


def _by_dateparser(words: str, zone: str, languages: Sequence[str]) -> Reading | None:
    # dateparser takes 100 ms to import, which commands that read no dates must not pay.
    from dateparser.data.languages_info import language_order  # noqa: PLC0415
    from dateparser.date import DateDataParser  # noqa: PLC0415

    known = [name for name in likely_languages(words, languages) if name in language_order]
    if not known:
        return None
    parser = DateDataParser(
        languages=known[:_MOST_LANGUAGES],
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
        return Reading(at, Precision.DAY)
    exact = re.search(r"\d[:.]\d\d[:.]\d\d(?!\d)", words) is not None
    return Reading(at, Precision.SECOND if exact else Precision.MINUTE, zone)


def _read_by_month(text: str, languages: Sequence[str]) -> Reading | None:
    """A day, month and year with a time or none, where there is nothing else beside them."""
    found = day_in_words(text, languages)
    if found is None:
        return None
    day, rest = found
    try:
        reading = with_clock(Reading(midnight(day), Precision.DAY), rest)
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
