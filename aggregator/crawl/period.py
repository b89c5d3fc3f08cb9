"""The spider arguments `since` and `until`: which days of publication a crawl is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` to `until`, both included; None is open."""

    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def parse(cls, since: str | None, until: str | None) -> Period:
        """Read two ISO 8601 days or times; a day as `until` means the whole of it, UTC.

        Raises:
            ValueError: one is not ISO 8601, or the period ends before it begins.
        """
        period = cls(_instant("since", since), _instant("until", until, end=True))
        if period.since and period.until and period.since > period.until:
            raise ValueError(f"since={since} is later than until={until}")
        return period


def _instant(name: str, value: str | None, *, end: bool = False) -> datetime | None:
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(
            f"{name}={value!r} is no ISO 8601 date; write {name}=2025-03-29 or "
            f"{name}=2025-03-29T18:00+02:00"
        ) from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    whole_day = "T" not in value and " " not in value
    if end and whole_day:
        at += timedelta(days=1) - timedelta(microseconds=1)
    return at
