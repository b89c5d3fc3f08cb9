"""Which events of different languages are one happening.

Events are told apart within a language, where words can be compared. Across languages their
headlines' embeddings are: two events are counterparts where each is the other's nearest in that
language, near enough, clearly nearer than the next, and reported at the same time. The events stay
two, and are linked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from aggregator.matching.embeddings import Embedding

    Scores = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

_AT_ONCE = 256  # events compared with all others of a language: bounds the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingConfig:
    """What it takes to be linked. Precision goes first: a wrong link misleads.

    Attributes:
        cut: cosine of two events' centres.
        margin: by how much the next best must be less near.
        reach_hours: gap between two events' intervals.
    """

    cut: float = 0.40
    margin: float = 0.1
    reach_hours: float = 48.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMeaning:
    """What an event's headlines mean together, and when.

    Attributes:
        centre: unit length.
        first, last: seconds since 1970.
    """

    event: int
    language: str
    centre: Embedding
    first: float
    last: float


@dataclass(frozen=True, slots=True, order=True)
class Counterpart:
    """Two events that are one happening, told in two languages.

    Attributes:
        event, other: the lower number first.
        score: cosine.
        runner_up: cosine of the next best pair that either is in; 0.0 where there is none.
    """

    event: int
    other: int
    score: float
    runner_up: float
    gap_hours: float


def find_counterparts(
    events: Iterable[EventMeaning],
    asked: Collection[int],
    *,
    apart: Collection[tuple[int, int]] = (),
    config: LinkingConfig | None = None,
) -> list[Counterpart]:
    """The counterparts of some events among others of their time, in the order of their numbers.

    Args:
        events: all of the time, those asked about too.
        asked: events whose counterparts are wanted.
        apart: pairs, the lower number first, that are no counterparts whatever their words say.
    """
    config = config or LinkingConfig()
    told: dict[str, list[EventMeaning]] = {}
    for event in sorted(events, key=lambda event: event.event):
        told.setdefault(event.language, []).append(event)
    languages = {language: _Language(some) for language, some in told.items()}
    forbidden: dict[int, set[int]] = {}
    for one, other in apart:
        forbidden.setdefault(one, set()).add(other)
        forbidden.setdefault(other, set()).add(one)
    found: set[Counterpart] = set()
    for language, own in languages.items():
        wanted = [event for event in own.events if event.event in asked]
        for other_language, others in languages.items():
            if other_language != language:
                for start in range(0, len(wanted), _AT_ONCE):
                    some = wanted[start : start + _AT_ONCE]
                    found.update(_between(some, own, others, forbidden, config))
    return sorted(found)


class _Language:
    """The events of one language, the lowest number first, as arrays."""

    def __init__(self, events: Sequence[EventMeaning]) -> None:
        self.events = events
        self._places = {event.event: place for place, event in enumerate(events)}
        self._centres = np.stack([event.centre for event in events])
        self._first = np.array([event.first for event in events])
        self._last = np.array([event.last for event in events])

    def scores(
        self,
        some: Sequence[EventMeaning],
        apart: Mapping[int, Collection[int]],
        config: LinkingConfig,
    ) -> Scores:
        """Cosines, a row for each of some; -1 for what is out of reach or held apart."""
        # Rounded, so that the order in which a library sums never decides.
        scores = np.round(np.stack([event.centre for event in some]) @ self._centres.T, 6)
        for row, event in zip(scores, some, strict=True):
            gap = np.maximum(event.first - self._last, self._first - event.last) / 3600
            row[gap > config.reach_hours] = -1.0
            for other in apart.get(event.event, ()):
                if other in self._places:
                    row[self._places[other]] = -1.0
        return scores


def _between(
    some: Sequence[EventMeaning],
    own: _Language,
    others: _Language,
    apart: Mapping[int, Collection[int]],
    config: LinkingConfig,
) -> list[Counterpart]:
    """Of each event the nearest in another language, where that one's nearest is it."""
    there = others.scores(some, apart, config)
    nearest = there.argmax(axis=1)
    candidates = [
        (event, others.events[place], row)
        for event, place, row in zip(some, nearest.tolist(), there, strict=True)
        if row[place] >= config.cut
    ]
    if not candidates:
        return []
    back = own.scores([other for _, other, _ in candidates], apart, config)
    found = []
    for (event, other, forth), returned in zip(candidates, back, strict=True):
        if own.events[int(returned.argmax())].event != event.event:
            continue
        score = round(float(returned.max()), 6)
        runner_up = round(max(_second(forth), _second(returned), 0.0), 6)
        if score - runner_up >= config.margin:
            low, high = sorted((event.event, other.event))
            gap = max(0.0, event.first - other.last, other.first - event.last) / 3600
            found.append(Counterpart(low, high, score, runner_up, round(gap, 3)))
    return found


def _second(row: Scores) -> float:
    return float(np.partition(row, -2)[-2]) if len(row) > 1 else -1.0
