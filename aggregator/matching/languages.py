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
    from collections.abc import Collection, Iterable, Sequence

    from aggregator.matching.embeddings import Embedding

    Scores = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingConfig:
    """What it takes to be linked. Precision goes first: a wrong link misleads.

    Attributes:
        cut: cosine of two events' centres.
        margin: by how much the next best must be less near.
        reach_hours: gap between two events' intervals.
    """

    cut: float = 0.45
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
    by_language: dict[str, list[EventMeaning]] = {}
    for event in sorted(events, key=lambda event: event.event):
        by_language.setdefault(event.language, []).append(event)
    forbidden = frozenset(apart)
    found: set[Counterpart] = set()
    for language, own in by_language.items():
        wanted = [event for event in own if event.event in asked]
        if not wanted:
            continue
        for other_language, others in by_language.items():
            if other_language != language:
                found.update(_between(wanted, own, others, forbidden, config))
    return sorted(found)


def _between(
    wanted: Sequence[EventMeaning],
    own: Sequence[EventMeaning],
    others: Sequence[EventMeaning],
    apart: frozenset[tuple[int, int]],
    config: LinkingConfig,
) -> list[Counterpart]:
    """Of each event the nearest in another language, where that one's nearest is it."""
    there = _scores(wanted, others, apart, config)
    nearest = there.argmax(axis=1)
    candidates = [
        (event, others[place], row)
        for event, place, row in zip(wanted, nearest.tolist(), there, strict=True)
        if row[place] >= config.cut
    ]
    if not candidates:
        return []
    back = _scores([other for _, other, _ in candidates], own, apart, config)
    found = []
    for (event, other, forth), returned in zip(candidates, back, strict=True):
        if own[int(returned.argmax())].event != event.event:
            continue
        score = float(returned.max())
        runner_up = max(_second(forth), _second(returned), 0.0)
        if score - runner_up >= config.margin:
            low, high = sorted((event.event, other.event))
            gap = max(0.0, event.first - other.last, other.first - event.last) / 3600
            found.append(Counterpart(low, high, score, runner_up, round(gap, 3)))
    return found


def _scores(
    some: Sequence[EventMeaning],
    others: Sequence[EventMeaning],
    apart: frozenset[tuple[int, int]],
    config: LinkingConfig,
) -> Scores:
    """Cosines, a row for each of some; -1 for what is out of reach or held apart."""
    cosines = (
        np.stack([event.centre for event in some]) @ np.stack([other.centre for other in others]).T
    )
    # Rounded, so that the order in which a library sums never decides.
    scores = np.asarray(np.round(cosines, 6), dtype=np.float64)
    first, last = (
        np.array([getattr(other, name) for other in others]) for name in ("first", "last")
    )
    for row, event in zip(scores, some, strict=True):
        gap = np.maximum(event.first - last, first - event.last) / 3600
        row[gap > config.reach_hours] = -1.0
        if apart:
            for place, other in enumerate(others):
                if (min(event.event, other.event), max(event.event, other.event)) in apart:
                    row[place] = -1.0
    return scores


def _second(row: Scores) -> float:
    return float(np.partition(row, -2)[-2]) if len(row) > 1 else -1.0
