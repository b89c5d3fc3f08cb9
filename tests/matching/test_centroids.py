"""What an event's stories say together, kept to a bounded size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.matching.centroids import KEPT, Centroid, TermVector

PLACES = np.full(10_000, -1, dtype=np.int32)


def vector(*terms: int) -> TermVector:
    ids = np.array(terms, dtype=np.int32)
    return TermVector(ids, np.full(len(ids), 1 / math.sqrt(len(ids) or 1)))


def add(made: Centroid, one: TermVector, weight: float = 1.0) -> tuple[list[int], list[int]]:
    new, dropped = made.add(one, weight, PLACES)
    assert (PLACES == -1).all()
    return new.tolist(), dropped.tolist()


def centroid_of(*vectors: TermVector) -> Centroid:
    first, *rest = vectors
    made = Centroid(first.ids, first.weights)
    for one in rest:
        add(made, one)
    return made


def weights_of(centroid: Centroid) -> dict[int, float]:
    return dict(zip(centroid.ids.tolist(), centroid.weights.tolist(), strict=True))


def test_it_is_the_sum_of_its_vectors():
    made = centroid_of(vector(1, 2, 3, 4), vector(3, 4, 5, 6))
    assert made.ids.tolist() == [1, 2, 3, 4, 5, 6]
    assert made.weights.tolist() == pytest.approx([0.5, 0.5, 1.0, 1.0, 0.5, 0.5])


def test_a_vector_is_not_changed_by_what_comes_after_it():
    first = vector(1, 2)
    made = Centroid(first.ids, first.weights)
    add(made, vector(1, 2))
    assert first.weights.tolist() == pytest.approx([math.sqrt(0.5)] * 2)


def test_a_story_that_steers_little_adds_little():
    made = Centroid(vector(1).ids, vector(1).weights)
    new, dropped = add(made, vector(1, 2, 3, 4), 0.3)
    assert (new, dropped) == ([2, 3, 4], [])
    assert made.weights.tolist() == pytest.approx([1.15, 0.15, 0.15, 0.15])


def test_the_heaviest_terms_stay_and_of_equals_the_first():
    common = [7, 8]
    held = set(common)
    made = Centroid(vector(*common).ids, vector(*common).weights)
    for start in range(100, 100 + 4 * KEPT, 20):
        some = range(start, start + 20)
        new, dropped = add(made, vector(*common, *some))
        held |= set(new)
        if dropped:
            break
        assert held == set(made.ids.tolist())
    assert dropped
    assert held - set(dropped) == set(made.ids.tolist())
    assert len(made.ids) == KEPT
    assert made.ids.tolist() == [*common, *range(100, 100 + KEPT - len(common))]


def test_a_term_that_was_given_up_comes_again():
    many = [vector(1, *range(start, start + 50)) for start in range(100, 100 + 2 * KEPT, 50)]
    made = centroid_of(*many)
    gone = next(term for term in range(100 + 2 * KEPT, 100, -1) if term not in weights_of(made))
    new, _ = add(made, vector(1, gone))
    assert new == [gone]
    assert weights_of(made)[gone] == pytest.approx(math.sqrt(0.5))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.integers(0, 3 * KEPT), min_size=1, max_size=60, unique=True)))
def test_it_never_grows_beyond_its_bound(stories):
    made = Centroid(vector(0).ids, vector(0).weights)
    held = {0}
    # Each story several times over: what is heavy is then no matter of chance.
    for terms in stories * 3:
        new, dropped = add(made, vector(*terms))
        assert held.isdisjoint(new)
        held |= set(new)
        held -= set(dropped)
        assert held == set(made.ids.tolist())
        assert len(made.ids) == len(made.weights) <= 2 * KEPT
