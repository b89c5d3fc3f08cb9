"""How near a story is to an event, given how much their words have in common.

Nearness fades with the time between the two (a Gaussian). That alone lets an event roll on: the
next day's happening tells of the same people and places, lies within the time of the event or just
behind it, and each one that joins makes room for more. And the more stories a centroid is the mean
of, the nearer it is to anything of its topic, for what is particular to one story averages out. So
of an event of many reports more is asked: the more of them there are, and the farther off the
middle of their times lies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.matching.decisions import EventLink, GroupingConfig


@dataclass(slots=True)
class Span:
    """The time of an event's reports; of its followers, where it has nothing else.

    Attributes:
        reports: how many there are, followers left aside.
        first, last: from the earliest that a report can be to the latest, in seconds since 1970.
    """

    reports: int = 0
    first: float = math.inf
    last: float = -math.inf
    _total: float = 0.0  # of the times that count
    _counted: int = 0

    @property
    def middle(self) -> float:
        """The mean of the reports' times."""
        return self._total / self._counted

    def take(self, at: float, slack: float, *, follower: bool) -> None:
        """Take in a story's time."""
        if not follower:
            self.reports += 1
            if self.reports == 1:  # followers count no more
                self.first, self.last, self._total, self._counted = math.inf, -math.inf, 0.0, 0
        elif self.reports:
            return
        self.first = min(self.first, at - slack)
        self.last = max(self.last, at + slack)
        self._total += at
        self._counted += 1

    def gap(self, first: float, last: float) -> float:
        """Hours between this time and another; 0.0 where they overlap."""
        return max(0.0, self.first - last, first - self.last) / 3600

    def lag(self, first: float, last: float) -> float:
        """Hours between the middle and another time; 0.0 where it lies within that."""
        return max(0.0, self.middle - last, first - self.middle) / 3600


class Nearness:
    """Makes scores of similarities, as a config says."""

    def __init__(self, config: GroupingConfig) -> None:
        self._config = config

    def fading(self, gap: float) -> float:
        """What is left of a similarity after so many hours."""
        return math.exp(-0.5 * (gap / self._config.decay_hours) ** 2)

    def drift(self, span: Span, first: float, last: float) -> float:
        """What is left of nearness to an event, beside fading, since it may be rolling on.

        Args:
            first, last: the other's time.

        Returns:
            1.0 for an event of few reports.
        """
        config = self._config
        if span.reports <= config.gathering:
            return 1.0
        left = 1.0 / (1.0 + config.crowding * math.log2(span.reports / config.gathering))
        lag = config.lag * (1.0 - config.gathering / span.reports) * span.lag(first, last)
        gap = span.gap(first, last)
        return left * (self.fading(lag) / self.fading(gap) if lag > gap else 1.0)

    def between(self, one: Span, other: Span) -> float:
        """What is left of the nearness of two events: by the time between, and by drift."""
        large, small = (one, other) if one.reports > other.reports else (other, one)
        gap = large.gap(small.first, small.last)
        return self.fading(gap) * self.drift(large, small.first, small.last)

    def bonus(self, links: Iterable[EventLink]) -> tuple[float, float]:
        """The weight of a copy link, 0.0 without one, and what other links add to a score."""
        copied = 0.0
        bonus = 0.0
        for link in links:
            if link.kind == "copy":
                copied = max(copied, link.weight)
            elif link.kind == "shared_text":
                bonus = max(bonus, self._config.shared_text_bonus * link.weight)
            else:
                bonus = max(bonus, self._config.cited_bonus * link.weight)
        return copied, bonus
