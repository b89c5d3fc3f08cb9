"""How near a story is to an event, given what their words have in common."""

from __future__ import annotations

import pytest

from aggregator.matching.decisions import EventLink, GroupingConfig
from aggregator.matching.nearness import Nearness, Span

HOUR = 3600.0
CONFIG = GroupingConfig(gathering=10, crowding=0.1, lag=0.5, decay_hours=24.0)


def span(*hours: float, slack: float = 0.0) -> Span:
    made = Span()
    for hour in hours:
        made.take(hour * HOUR, slack * HOUR, follower=False)
    return made


def even(reports: int, hours: float) -> Span:
    """Reports spread evenly over some hours."""
    return span(*(place * hours / (reports - 1) for place in range(reports)))


def test_a_span_goes_from_the_first_report_to_the_last():
    made = span(5, 2, 9, slack=1)
    assert (made.first, made.last, made.reports) == (1 * HOUR, 10 * HOUR, 3)
    assert made.middle == pytest.approx(16 / 3 * HOUR)
    assert made.gap(12 * HOUR, 15 * HOUR) == 2.0
    assert made.gap(-3 * HOUR, 0.0) == 1.0
    assert made.gap(4 * HOUR, 30 * HOUR) == 0.0
    assert made.lag(4 * HOUR, 5 * HOUR) == pytest.approx(1 / 3)
    assert made.lag(7 * HOUR, 8 * HOUR) == pytest.approx(7 - 16 / 3)


def test_followers_count_until_there_is_a_report():
    made = Span()
    made.take(50 * HOUR, 0.0, follower=True)
    made.take(40 * HOUR, 0.0, follower=True)
    assert (made.reports, made.first, made.last) == (0, 40 * HOUR, 50 * HOUR)
    assert made.middle == 45 * HOUR
    made.take(10 * HOUR, 0.0, follower=False)
    made.take(90 * HOUR, 0.0, follower=True)
    assert (made.reports, made.first, made.last, made.middle) == (1, *[10 * HOUR] * 3)


def test_few_reports_do_not_drift():
    assert Nearness(CONFIG).drift(even(10, 200), 200 * HOUR, 200 * HOUR) == 1.0


def test_each_doubling_asks_for_more():
    nearness = Nearness(CONFIG)
    middles = [nearness.drift(even(n, 20), 10 * HOUR, 10 * HOUR) for n in (20, 40, 80)]
    assert middles == pytest.approx([1 / 1.1, 1 / 1.2, 1 / 1.3])


def test_the_far_end_of_a_long_event_is_far_from_it():
    nearness = Nearness(CONFIG)
    long = even(100, 96)
    at = [nearness.drift(long, hour * HOUR, hour * HOUR) for hour in (48, 72, 96)]
    assert at[0] > at[1] > at[2]
    # Of the time since the middle, 48 hours, nearly half counts as a gap would.
    assert at[2] == pytest.approx(at[0] * nearness.fading(0.5 * 0.9 * 48))


def test_behind_the_end_the_larger_of_both_counts():
    nearness = Nearness(CONFIG)
    short = even(100, 2)
    late = nearness.drift(short, 30 * HOUR, 30 * HOUR)
    assert late == pytest.approx(nearness.drift(short, HOUR, HOUR))


def test_two_events_are_apart_as_the_larger_one_says():
    nearness = Nearness(CONFIG)
    large, small = even(100, 96), even(3, 4)
    assert nearness.between(large, small) == nearness.between(small, large)
    assert nearness.between(small, span(28, 29)) == nearness.fading(24.0)
    assert nearness.between(large, small) < nearness.between(large, span(47, 48, 49))


def test_links_add_the_best_of_their_kind():
    nearness = Nearness(GroupingConfig(shared_text_bonus=0.3, cited_bonus=0.2))
    links = [EventLink(1, "shared_text", 0.5), EventLink(1, "cited"), EventLink(1, "copy", 0.9)]
    assert nearness.bonus(links) == (0.9, 0.2)
    assert nearness.bonus(links[:1]) == (0.0, 0.15)
    assert nearness.bonus(()) == (0.0, 0.0)
