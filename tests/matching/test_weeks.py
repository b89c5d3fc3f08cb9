"""The events that share most with a story: the same as adding up one term after another would."""

from __future__ import annotations

import random

import numpy as np
import pytest

from aggregator.matching import weeks
from aggregator.matching.weeks import Week


class PlainWeek:
    """One list a term, an entry for each story; what `Week` does in a few calls of numpy."""

    def __init__(self):
        self.postings = {}

    def post(self, event, ids):
        for term in ids:
            posting = self.postings.setdefault(term, [])
            if not posting or posting[-1] != event:
                posting.append(event)

    def withdraw(self, event, ids):
        for term in ids:
            rest = [other for other in self.postings.get(term, ()) if other != event]
            self.postings[term] = rest

    def near(self, terms, pulls, count):
        scores = {}
        budget = weeks.BUDGET
        for term, pull in zip(terms, pulls, strict=True):
            read = self.postings.get(term, [])[-weeks.POSTINGS_READ :]
            for event in set(read):
                scores[event] = scores.get(event, 0.0) + pull
            budget -= len(read)
            if budget < 0:
                break
        ranked = sorted((round(score, 9) for score in scores.values()), reverse=True)
        least = ranked[min(count, len(ranked)) - 1] if ranked else 0.0
        return {event: round(score, 9) for event, score in scores.items() if score >= least - 1e-9}


@pytest.mark.parametrize("read", [1_000, 7])
@pytest.mark.parametrize("budget", [10_000, 20])
def test_the_same_as_term_by_term(monkeypatch, read, budget):
    monkeypatch.setattr(weeks, "POSTINGS_READ", read)
    monkeypatch.setattr(weeks, "BUDGET", budget)
    chance = random.Random(4)
    ours, plain = Week(), PlainWeek()
    posted = {}
    for _ in range(600):
        event = chance.randrange(1, 120)
        if posted.get(event) and chance.random() < 0.1:
            ids = posted.pop(event)
            ours.withdraw(event, ids)
            plain.withdraw(event, ids)
            continue
        ids = chance.sample(range(40), chance.randrange(1, 9))
        ours.post(event, np.array(ids, dtype=np.int32))
        plain.post(event, ids)
        posted.setdefault(event, set()).update(ids)
        terms = chance.sample(range(50), chance.randrange(1, 12))
        pulls = sorted((chance.choice((0.5, chance.random())) for _ in terms), reverse=True)
        found = ours.near(terms, np.array(pulls), 5)
        assert dict(found) == plain.near(terms, pulls, 5)
        assert len(found) == len(dict(found))


def test_nothing_shared():
    week = Week()
    assert week.near([1, 2], np.array([1.0, 0.5]), 3) == []
    week.post(9, np.array([4], dtype=np.int32))
    assert week.near([1, 2], np.array([1.0, 0.5]), 3) == []


@pytest.mark.parametrize("events", [3, 60])
def test_a_week_made_at_once_is_the_one_made_story_by_story(events):
    chance = random.Random(7)
    stories = [
        (
            chance.randrange(1, events + 1),
            np.array(chance.sample(range(20), chance.randrange(1, 9)), dtype=np.int32),
        )
        for _ in range(200)
    ]
    plain = Week()
    for event, ids in stories:
        plain.post(event, ids)
    made = Week.of(stories)
    assert made._postings == plain._postings
    # And from there on too.
    for event, ids in stories[:50]:
        plain.post(event, ids)
        made.post(event, ids)
    assert made._postings == plain._postings
    assert Week.of(()).near([1], np.array([1.0]), 3) == []
