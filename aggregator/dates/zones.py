"""What a time zone in a published date means: an abbreviation, an offset or an IANA name."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from datetime import timezone as fixed_offset
from zoneinfo import ZoneInfo

# Zones by abbreviation, offsets in hours. Of those with several meanings, the one that
# news from all over the world uses most; the outlet's own zone is asked first (see `zone_of`).
_HOURS = {
    "GMT": 0, "UTC": 0, "UT": 0, "Z": 0, "WET": 0,
    "BST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "WEST": 1,
    "CEST": 2, "MESZ": 2, "EET": 2, "SAST": 2, "CAT": 2,
    "EEST": 3, "MSK": 3, "EAT": 3, "TRT": 3, "IDT": 3,
    "GST": 4, "PKT": 5, "IST": 5.5, "NPT": 5.75, "WIB": 7, "ICT": 7,
    "HKT": 8, "SGT": 8, "PHT": 8, "MYT": 8, "WITA": 8, "AWST": 8,
    "JST": 9, "KST": 9, "WIT": 9, "ACST": 9.5, "AEST": 10, "ACDT": 10.5, "AEDT": 11,
    "NZST": 12, "NZDT": 13,
    "BRT": -3, "ART": -3, "NST": -3.5, "NDT": -2.5, "AST": -4, "ADT": -3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
_PLACES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

_OFFSET = re.compile(
    r"(?:UTC|GMT|Z)?\s?([+\-−])(\d{1,2}):?(\d\d)?(?::?(\d\d))?(?: ?\[[\w/]{1,40}\]| [A-Z]{2,5})?",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\[?([A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_\-]+){1,2})\]?")


def zone_of(text: str, wall: datetime, own_zone: tzinfo | None) -> tzinfo | None:
    """The zone that an abbreviation, an offset or an IANA name means; None for none known.

    Raises:
        ValueError: an offset of more than fifteen hours.
    """
    if own_zone is not None and wall.replace(tzinfo=own_zone).tzname() == text.upper():
        return own_zone  # IST in Dublin, CST in Shanghai
    name = text.upper().rstrip(".")
    if name in _HOURS:
        return fixed_offset(timedelta(hours=_HOURS[name]))
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    offset = _OFFSET.fullmatch(text)
    if offset:
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        if hours > 15 or minutes > 59:  # noqa: PLR2004 - RFC 3339 and the map
            raise ValueError(f"no such offset: {text!r}")
        shift = timedelta(hours=hours, minutes=minutes)
        return fixed_offset(shift if offset[1] == "+" else -shift)
    place = _PLACE.fullmatch(text)
    return named_zone(place[1]) if place else None


def is_zone(text: str) -> bool:
    try:
        return zone_of(text, datetime(2000, 1, 1), None) is not None  # noqa: DTZ001 - wall clock
    except ValueError:
        return False


def named_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, malformed, or the name of a folder
        return None
