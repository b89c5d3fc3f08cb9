"""Who holds which shingle: the same answers from a dictionary as from merged arrays."""

from __future__ import annotations

import random

from aggregator.matching import postings
from aggregator.matching.postings import Postings


def test_holders_wherever_they_lie(monkeypatch):
    monkeypatch.setattr(postings, "_FRESH", 50)
    chance = random.Random(1)
    held = Postings()
    truth = {}
    for key in range(300):
        hashes = {chance.randrange(-500, 500) for _ in range(chance.randrange(1, 9))}
        held.add(hashes, key)
        for value in hashes:
            truth.setdefault(value, []).append(key)
    found = held.holders(range(-510, 510))
    assert {value: sorted(keys) for value, keys in found.items() if keys} == truth
    assert len(held) == sum(map(len, truth.values()))
    held.keep(range(100, 200))
    kept = held.holders(range(-510, 510))
    assert {key for keys in kept.values() for key in keys} == set(range(100, 200))


def test_nobody():
    assert Postings().holders([1, 2]) == {1: [], 2: []}
