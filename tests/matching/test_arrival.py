"""The events of some real days, when their stories arrive in another order."""

from __future__ import annotations

import pytest

from benchmarks.arrival import APART, ENTRIES, WHOLE, read_arrivals

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not ENTRIES.is_file(), reason=f"no real feed entries at {ENTRIES}"),
]


@pytest.mark.parametrize("kind", ["interleaved", "in runs", "outlet by outlet"])
def test_lookalikes_of_other_days_stay_apart_and_the_score_holds(kind):
    arrivals = read_arrivals()
    for order in arrivals.orders(kind, 2):
        events = arrivals.grouped(order)
        whole = arrivals.events_of(WHOLE, events)
        assert len(whole) <= 3
        assert not whole & arrivals.events_of(APART[0], events)
        assert arrivals.score(events) > 0.72


def test_in_order_of_time_the_event_is_whole_and_its_lookalikes_apart():
    arrivals = read_arrivals()
    documents = arrivals.documents
    events = arrivals.grouped(
        sorted(range(len(documents)), key=lambda key: documents[key].published)
    )
    whole = arrivals.events_of(WHOLE, events)
    assert len(whole) == 1
    assert not any(whole & arrivals.events_of(label, events) for label in APART)
    assert arrivals.score(events) > 0.80
