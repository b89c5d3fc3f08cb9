from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.matching.scoring import (
    Agreement,
    adjusted_mutual_information,
    bcubed,
    pairwise,
    score_citations,
    score_clusters,
    score_families,
)

LABELS = st.integers(1, 12).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(0, 4), min_size=count, max_size=count),
        st.lists(st.integers(0, 4), min_size=count, max_size=count),
    )
)


def test_bcubed_by_hand():
    # Gold {a b c} {d e}; predicted {a b} {c d e}.
    agreement = bcubed("AAABB", "XXYYY")
    assert agreement.precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert agreement.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert agreement.f1 == pytest.approx(2 / (1 / agreement.precision + 1 / agreement.recall))


def test_pairs_by_hand():
    agreement = pairwise("AAABB", "XXYYY")
    assert agreement == Agreement(precision=2 / 4, recall=2 / 4)


@given(LABELS)
def test_bcubed_is_the_mean_over_stories(labels):
    gold, predicted = labels
    places = range(len(gold))
    precision = recall = 0.0
    for place in places:
        mates = {other for other in places if predicted[other] == predicted[place]}
        true = {other for other in places if gold[other] == gold[place]}
        precision += len(mates & true) / len(mates)
        recall += len(mates & true) / len(true)
    found = bcubed(gold, predicted)
    assert found.precision == pytest.approx(precision / len(gold))
    assert found.recall == pytest.approx(recall / len(gold))


@given(LABELS)
def test_pairs_are_counted_right(labels):
    gold, predicted = labels
    pairs = list(itertools.combinations(range(len(gold)), 2))
    together = {pair for pair in pairs if predicted[pair[0]] == predicted[pair[1]]}
    true = {pair for pair in pairs if gold[pair[0]] == gold[pair[1]]}
    found = pairwise(gold, predicted)
    assert found == Agreement.of_counts(len(together & true), len(together), len(true))


def mutual_information(gold, predicted) -> float:
    total = len(gold)
    cells, rows, columns = (
        Counter(zip(gold, predicted, strict=True)),
        Counter(gold),
        Counter(predicted),
    )
    return sum(
        n / total * math.log(total * n / rows[g] / columns[p]) for (g, p), n in cells.items()
    )


@settings(deadline=None, max_examples=30)
@given(
    st.integers(2, 6).flatmap(
        lambda count: st.tuples(
            st.lists(st.integers(0, 2), min_size=count, max_size=count),
            st.lists(st.integers(0, 2), min_size=count, max_size=count),
        )
    )
)
def test_ami_corrects_for_chance_as_all_permutations_do(labels):
    gold, predicted = labels
    chances = [mutual_information(gold, order) for order in itertools.permutations(predicted)]
    expected = sum(chances) / len(chances)

    def entropy(sizes):
        return -sum(n / len(gold) * math.log(n / len(gold)) for n in sizes)

    ceiling = (
        entropy(Counter(gold).values()) + entropy(Counter(predicted).values())
    ) / 2 - expected
    found = adjusted_mutual_information(gold, predicted)
    if abs(ceiling) > 1e-9:
        assert found == pytest.approx(
            (mutual_information(gold, predicted) - expected) / ceiling, abs=1e-9
        )


@given(LABELS)
def test_names_of_groups_dont_matter(labels):
    gold, predicted = labels
    renamed = [f"event {label}" for label in predicted]
    assert score_clusters(gold, predicted) == score_clusters(gold, renamed)


@given(LABELS)
def test_the_truth_scores_one(labels):
    gold, _ = labels
    scores = score_clusters(gold, gold)
    for name in ("bcubed_f1", "pairwise_f1", "ami", "ratio"):
        assert scores[name] == pytest.approx(1.0)


def test_cluster_figures():
    scores = score_clusters("AABB", [1, 2, 3, 3])
    assert scores["stories"] == 4
    assert scores["ratio"] == 1.5
    assert scores["bcubed_precision"] == 1.0
    assert scores["bcubed_recall"] == 0.75
    assert scores["alone_f1"] == pytest.approx(2 / 3)


def test_nothing_to_score():
    with pytest.raises(ValueError, match="nothing"):
        score_clusters([], [])
    with pytest.raises(ValueError, match="1 gold labels and 2"):
        score_clusters([1], [1, 2])
    with pytest.raises(ValueError, match="nothing"):
        score_families([], {})
    with pytest.raises(ValueError, match="nothing"):
        score_citations([])


def test_agreement_at_the_edges():
    assert Agreement.of_counts(0, 0, 0) == Agreement(1.0, 1.0)
    assert Agreement.of_counts(0, 0, 3) == Agreement(0.0, 0.0)
    assert Agreement.of_counts(0, 3, 0) == Agreement(0.0, 1.0)
    assert Agreement(0.0, 0.0).f1 == 0.0


def test_families():
    pairs = [("a", "b", True), ("c", "d", True), ("a", "c", False), ("e", "f", False)]
    scores = score_families(pairs, {"a": 1, "b": 1, "c": None, "d": None, "e": 2, "f": 2})
    assert scores == {
        "pairs": 4, "copies": 2, "precision": 0.5, "recall": 0.5, "f1": 0.5, "false_rate": 0.5,
    }  # fmt: skip


def test_stories_without_a_family_are_no_copies_of_each_other():
    assert score_families([("a", "b", True)], {})["recall"] == 0.0


def test_citations():
    gold = [("The Daily Example", "Ferry sinks – dozens saved"), ("Gazette", "Rate cut")]
    ours = [
        ("DAILY EXAMPLE", "Ferry sinks - dozens saved"),
        ("Gazette", "Rate rise"),
        ("Herald", ""),
    ]
    scores = score_citations([(gold, ours), ([], [])])
    assert scores["documents"] == 2
    assert scores["citations"] == 2
    assert scores["outlet_precision"] == pytest.approx(2 / 3)
    assert scores["outlet_recall"] == 1.0
    assert scores["pair_precision"] == pytest.approx(1 / 3)
    assert scores["pair_recall"] == 0.5


def test_what_is_cited_twice_counts_twice():
    twice = [("Gazette", "Rate cut")] * 2
    assert score_citations([(twice, twice[:1])])["pair_recall"] == 0.5
