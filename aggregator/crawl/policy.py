"""All scheduling policy in one place: when a lead is fetched again, if ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from aggregator.records import Outcome

# After a passing failure: minutes, then hours. The last step repeats until attempts run out.
_BACK_OFF = (timedelta(minutes=15), timedelta(hours=2), timedelta(hours=12))
# A wall may be lifted, and is not to be hammered on.
_WALL = timedelta(days=1)
_LONGEST_RETRY_AFTER = timedelta(days=7)

_PASSING = {Outcome.ERROR, Outcome.JS_SHELL, Outcome.CONSENT_WALL}
# A robots.txt is read anew every day (RFC 9309, section 2.4), and one that could not be had may be.
_WALLS = {Outcome.BOT_WALL, Outcome.SOFT_404, Outcome.ROBOTS_DENIED}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a run may decide about coming back.

    Attributes:
        max_attempts: failures after which a lead is settled.
        replay: whether captures stand in for the network; then a failure stays one until other
            captures are given, and nothing is retried.
    """

    max_attempts: int
    replay: bool = False

    def retry_at(
        self, outcome: Outcome, *, attempts: int, now: datetime, retry_after: str | None = None
    ) -> datetime | None:
        """When to try the lead again; None when this outcome settles it.

        Args:
            attempts: how often the lead was tried before this time.
            retry_after: the header of that name (RFC 9110, section 10.2.3), in seconds or a date.
        """
        if self.replay or attempts + 1 >= self.max_attempts:
            return None
        asked = parse_retry_after(retry_after, now=now)
        if outcome in _PASSING:
            due = now + _BACK_OFF[min(attempts, len(_BACK_OFF) - 1)]
            return max(due, asked) if asked else due
        if outcome in _WALLS:
            return max(now + _WALL, asked or now)
        return None


def parse_retry_after(value: str | None, *, now: datetime) -> datetime | None:
    """The instant a Retry-After header names, at most a week ahead; None where it names none."""
    if not value:
        return None
    text = value.strip()
    if text.isdecimal():
        wait = timedelta(seconds=min(int(text[:9]), _LONGEST_RETRY_AFTER.total_seconds()))
        return now + wait
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(at, now + _LONGEST_RETRY_AFTER)
