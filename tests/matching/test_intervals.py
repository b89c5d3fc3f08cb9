from __future__ import annotations

import random

import pytest

from aggregator.matching.intervals import cluster_intervals, difference_interval
from aggregator.matching.scoring import score_clusters


def labels(events: int, seed: int = 4) -> tuple[list[int], list[int]]:
    chance = random.Random(seed)
    gold = [event for event in range(events) for _ in range(chance.randint(1, 6))]
    return gold, [event if chance.random() < 0.8 else chance.randrange(events) for event in gold]


def test_the_score_lies_in_its_interval():
    gold, predicted = labels(60)
    scores = score_clusters(gold, predicted)
    intervals = cluster_intervals(gold, predicted)
    assert set(intervals) == {"bcubed_f1", "pairwise_f1", "ratio", "ami"}
    for name in ("bcubed_f1", "pairwise_f1", "ratio"):
        low, high = intervals[name]
        assert low <= scores[name] <= high
        assert low < high


def test_more_events_narrow_it():
    few, many = (cluster_intervals(*labels(count))["bcubed_f1"] for count in (15, 240))
    assert many[1] - many[0] < few[1] - few[0]


def test_what_is_right_everywhere_is_certain():
    gold, _ = labels(20)
    for ends in cluster_intervals(gold, gold).values():
        assert ends == pytest.approx((1.0, 1.0))


def test_the_same_seed_gives_the_same():
    gold, predicted = labels(20)
    assert cluster_intervals(gold, predicted) == cluster_intervals(gold, predicted)
    assert cluster_intervals(gold, predicted) != cluster_intervals(gold, predicted, seed=2)


def test_large_sets_have_no_interval_of_ami():
    gold = list(range(20_001))
    assert "ami" not in cluster_intervals(gold, gold, draws=2)


@pytest.mark.parametrize(("gold", "predicted"), [([], []), ([1], []), ([1], [1, 2])])
def test_nothing_to_score(gold, predicted):
    with pytest.raises(ValueError, match=r"nothing|labels"):
        cluster_intervals(gold, predicted)


class TestDifference:
    GOLD = tuple(number // 3 for number in range(60))

    def test_equal_groupings_do_not_differ(self):
        assert difference_interval(self.GOLD, self.GOLD, self.GOLD, draws=50) == (0.0, 0.0)

    def test_what_is_better_in_every_event_is_better_for_certain(self):
        alone = list(range(60))
        low, high = difference_interval(self.GOLD, alone, self.GOLD, draws=50)
        assert low == pytest.approx(high) == pytest.approx(0.5)
        assert difference_interval(self.GOLD, self.GOLD, alone, draws=50)[0] < 0

    def test_bad_input_is_refused(self):
        with pytest.raises(ValueError, match="2 gold labels, 1 and 2"):
            difference_interval([1, 2], [1], [1, 2])
        with pytest.raises(ValueError, match="nothing"):
            difference_interval([], [], [])
