"""How far a grouping's scores could differ on other events of the same kind.

Bootstrap over the true events (Efron and Tibshirani 1993; events, not stories, since the stories
of one event are right or wrong together): events are drawn with replacement as often as there are
events, and the middle 95 percent of the scores of many draws is the interval.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from aggregator.matching.scoring import adjusted_mutual_information

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

_AMI_DRAWS = 100
_AMI_STORIES = 20_000  # beyond, drawing anew takes minutes, and the interval is narrow
_TAIL = 2.5  # percent on either side


def cluster_intervals(
    gold: Sequence[Hashable], predicted: Sequence[Hashable], *, draws: int = 1000, seed: int = 1
) -> dict[str, tuple[float, float]]:
    """Intervals of 95 percent for ``bcubed_f1``, ``pairwise_f1``, ``ratio`` and ``ami``.

    The labels of each story stand at the same place in both. ``ami`` is left out of very large
    sets. The same seed gives the same intervals.

    Raises:
        ValueError: the lengths differ, or there is nothing to score.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold labels and {len(predicted)} predicted ones")
    if not gold:
        raise ValueError("nothing to score")
    sums = _sums_by_event(gold, predicted)
    chance = np.random.default_rng(seed)
    events = len(sums)
    drawn = np.stack([sums[chance.integers(events, size=events)].sum(axis=0) for _ in range(draws)])
    stories, precision, recall, pairs, pairs_predicted, pairs_gold, groups, groups_gold = drawn.T
    scores = {
        "bcubed_f1": _f1(precision / stories, recall / stories),
        "pairwise_f1": _f1(_share(pairs, pairs_predicted), _share(pairs, pairs_gold)),
        "ratio": groups / groups_gold,
    }
    if len(gold) <= _AMI_STORIES:
        scores["ami"] = _ami_draws(gold, predicted, chance)
    return {
        name: (float(np.percentile(values, _TAIL)), float(np.percentile(values, 100 - _TAIL)))
        for name, values in scores.items()
    }


def difference_interval(
    gold: Sequence[Hashable],
    before: Sequence[Hashable],
    after: Sequence[Hashable],
    *,
    draws: int = 1000,
    seed: int = 1,
) -> tuple[float, float]:
    """The interval of 95 percent for what one grouping's BCubed F1 is above another's.

    Both are scored on the same draws of events, so that hard events are hard for both.

    Raises:
        ValueError: the lengths differ, or there is nothing to score.
    """
    if not len(gold) == len(before) == len(after):
        raise ValueError(f"{len(gold)} gold labels, {len(before)} and {len(after)} predicted ones")
    if not gold:
        raise ValueError("nothing to score")
    both = [_sums_by_event(gold, predicted)[:, :3] for predicted in (before, after)]
    chance = np.random.default_rng(seed)
    events = len(both[0])
    differences = []
    for _ in range(draws):
        drawn = chance.integers(events, size=events)
        (n1, p1, r1), (n2, p2, r2) = (sums[drawn].sum(axis=0) for sums in both)
        differences.append(2 * p2 * r2 / (n2 * (p2 + r2)) - 2 * p1 * r1 / (n1 * (p1 + r1)))
    return (
        float(np.percentile(differences, _TAIL)),
        float(np.percentile(differences, 100 - _TAIL)),
    )


def _sums_by_event(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> Floats:
    """What each true event adds to every score: a row an event."""
    gold_sizes, predicted_sizes = Counter(gold), Counter(predicted)
    places = {event: place for place, event in enumerate(gold_sizes)}
    sums = np.zeros((len(places), 8))
    for (event, group), n in Counter(zip(gold, predicted, strict=True)).items():
        size, group_size = gold_sizes[event], predicted_sizes[group]
        sums[places[event]] += (
            n,
            n * n / group_size,
            n * n / size,
            n * (n - 1),
            n * (group_size - 1),
            n * (size - 1),
            n / group_size,
            n / size,
        )
    return sums


def _ami_draws(
    gold: Sequence[Hashable], predicted: Sequence[Hashable], chance: np.random.Generator
) -> Floats:
    found: dict[Hashable, list[Hashable]] = {}
    for event, group in zip(gold, predicted, strict=True):
        found.setdefault(event, []).append(group)
    groups = list(found.values())
    scores = []
    for _ in range(_AMI_DRAWS):
        seen: Counter[int] = Counter()
        true: list[Hashable] = []
        ours: list[Hashable] = []
        for place in chance.integers(len(groups), size=len(groups)).tolist():
            # An event drawn twice is two events, and its groups are others at each time.
            true += [(place, seen[place])] * len(groups[place])
            ours += [(group, seen[place]) for group in groups[place]]
            seen[place] += 1
        scores.append(adjusted_mutual_information(true, ours))
    return np.array(scores)


def _f1(precision: Floats, recall: Floats) -> Floats:
    return _share(2 * precision * recall, precision + recall)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.ones_like(part), where=whole > 0)
