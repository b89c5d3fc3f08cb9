"""Happenings made to be taken for one another, amid the fifty others of their week."""

from __future__ import annotations

import random
import tomllib
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from aggregator.matching import EventDocument, EventIndex

BEGAN = datetime(2031, 5, 5, tzinfo=UTC)
FIXTURES = Path(__file__).parent / "fixtures"
# Not among them: the central banks of Norvik and Pelham, which decide in the same hour. Every word but
# the names is said of both, and in a young index the names weigh no more than "governor".
SERIES = (
    ("leaders_first", "leaders_second", "leaders_third"),
    ("assembly_fisheries", "council_fisheries"),
)
OPINION = (
    "What Corvo's landslide says about our bridges, our rates and our debates",
    "The landslide in Corvo, the ferry Albatross and the key rate have one thing in common.",
)


def read(name):
    return tomllib.loads((FIXTURES / name).read_text(encoding="utf-8"))["events"]


def stories():
    events = {**read("fifty_events.toml"), **read("look_alikes.toml")}
    rows = [
        (hours, title, outlet, lead, name)
        for name, told in events.items()
        for hours, outlet, title, lead in told
    ]
    return [
        (
            name,
            EventDocument(
                key=key,
                outlet=outlet,
                title=title,
                lead=lead,
                published=BEGAN + timedelta(hours=hours),
                language="en",
            ),
        )
        for key, (hours, title, outlet, lead, name) in enumerate(sorted(rows))
    ]


def grouped(told):
    """The events of each happening's stories."""
    index = EventIndex()
    for _, document in told:
        decided = index.decide(document).event
        event = document.key if decided is None else decided
        index.add(document, event)
        while (merge := index.second_look(event)) is not None:
            index.merge(merge.old, merge.into)
            event = merge.into
    events = defaultdict(set)
    for name, document in told:
        events[name].add(index.event_of(document.key))
    return events


@pytest.mark.parametrize("series", SERIES, ids=lambda series: series[0])
def test_each_of_a_series_is_an_event_of_its_own(series):
    events = grouped(stories())
    assert [len(events[name]) for name in series] == [1] * len(series)
    assert not any(events[one] & events[other] for one, other in combinations(series, 2))


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_no_two_of_a_series_are_one(seed):
    told = stories()
    random.Random(seed).shuffle(told)
    events = grouped(told)
    for series in SERIES:
        assert not any(events[one] & events[other] for one, other in combinations(series, 2))


def test_a_toll_that_rises_is_one_event():
    assert len(grouped(stories())["landslide"]) == 1


@pytest.mark.parametrize("kind", ["opinion", "round-up"])
def test_who_speaks_of_many_happenings_brings_none_together(kind):
    told = stories()
    before = grouped(told)
    title, lead = OPINION
    mixed = EventDocument(
        key=len(told),
        outlet="Daily Example",
        title=title,
        lead=lead,
        published=BEGAN + timedelta(hours=55),
        language="en",
        kind=kind,
    )
    place = next(n for n, (_, d) in enumerate(told) if d.published > mixed.published)
    after = grouped([*told[:place], ("mixed", mixed), *told[place:]])
    assert after["mixed"] <= after["landslide"]
    assert {name: len(found) for name, found in after.items() if name != "mixed"} == {
        name: len(found) for name, found in before.items()
    }
