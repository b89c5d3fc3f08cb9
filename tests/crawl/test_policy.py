from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.crawl.policy import Policy, parse_retry_after
from aggregator.records import Outcome

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
POLICY = Policy(max_attempts=4)


@pytest.mark.parametrize("outcome", [Outcome.ERROR, Outcome.JS_SHELL, Outcome.CONSENT_WALL])
def test_passing_failure_is_tried_again_later_and_later(outcome):
    waits = [POLICY.retry_at(outcome, attempts=n, now=NOW) for n in range(3)]
    assert waits == [
        NOW + timedelta(minutes=15),
        NOW + timedelta(hours=2),
        NOW + timedelta(hours=12),
    ]


@pytest.mark.parametrize("outcome", [Outcome.BOT_WALL, Outcome.SOFT_404, Outcome.ROBOTS_DENIED])
def test_wall_is_looked_at_again_the_next_day(outcome):
    assert POLICY.retry_at(outcome, attempts=0, now=NOW) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome.STORY,
        Outcome.NOT_MODIFIED,
        Outcome.TEASER,
        Outcome.PAYWALLED,
        Outcome.GONE,
        Outcome.OPTED_OUT,
        Outcome.NOT_A_STORY,
    ],
)
def test_other_outcomes_settle_the_lead(outcome):
    assert POLICY.retry_at(outcome, attempts=0, now=NOW, retry_after="60") is None


def test_every_outcome_is_decided_on():
    for outcome in Outcome:
        POLICY.retry_at(outcome, attempts=0, now=NOW)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("attempts", [3, 4, 100])
def test_attempts_run_out(outcome, attempts):
    assert POLICY.retry_at(outcome, attempts=attempts, now=NOW, retry_after="60") is None


def test_back_off_stays_at_its_last_step():
    patient = Policy(max_attempts=50)
    assert patient.retry_at(Outcome.ERROR, attempts=40, now=NOW) == NOW + timedelta(hours=12)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_nothing_is_tried_again_in_a_replay(outcome):
    policy = Policy(max_attempts=4, replay=True)
    assert policy.retry_at(outcome, attempts=0, now=NOW, retry_after="60") is None


@pytest.mark.parametrize(
    ("outcome", "asked", "wait"),
    [
        (Outcome.ERROR, "3600", timedelta(hours=1)),
        (Outcome.ERROR, "5", timedelta(minutes=15)),  # never sooner than we would
        (Outcome.BOT_WALL, "172800", timedelta(days=2)),
        (Outcome.BOT_WALL, "5", timedelta(days=1)),
        (Outcome.ERROR, "99999999", WEEK),
        (Outcome.ERROR, "soon", timedelta(minutes=15)),
    ],
)
def test_retry_after_is_heeded_where_it_asks_for_more(outcome, asked, wait):
    assert POLICY.retry_at(outcome, attempts=0, now=NOW, retry_after=asked) == NOW + wait


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("120", NOW + timedelta(minutes=2)),
        (" 120 ", NOW + timedelta(minutes=2)),
        ("0", NOW),
        ("9" * 400, NOW + WEEK),
        (format_datetime(NOW + timedelta(hours=3)), NOW + timedelta(hours=3)),
        ("Wed, 04 Mar 2026 13:00:00 GMT", NOW + timedelta(hours=1)),
        ("Wed, 04 Mar 2026 14:00:00 +0100", NOW + timedelta(hours=1)),
        ("Wed, 04 Mar 2026 13:00:00", NOW + timedelta(hours=1)),  # a zone is missing: GMT
        ("Fri, 31 Dec 2099 23:59:59 GMT", NOW + WEEK),
        ("Thu, 01 Jan 1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(value, at):
    assert parse_retry_after(value, now=NOW) == at


@pytest.mark.parametrize(
    "value",
    [None, "", " ", "-5", "1.5", "soon", "120, 120", "²", "Wed, 99 Foo 2026", "Mon, 31 Feb 2026"],
)
def test_retry_after_that_names_no_time(value):
    assert parse_retry_after(value, now=NOW) is None


def test_past_date_does_not_shorten_the_wait():
    past = format_datetime(NOW - timedelta(days=300))
    due = POLICY.retry_at(Outcome.ERROR, attempts=0, now=NOW, retry_after=past)
    assert due == NOW + timedelta(minutes=15)


_DATES = st.from_regex(
    r"\A\w{3}, [0-9]{1,3} (Jan|Feb|Dec) [0-9]{1,6} [0-9]{1,3}:[0-9]{2}:[0-9]{2} [+-]?\w{0,6}\Z"
)


@given(st.one_of(st.text(), st.from_regex(r"\A\d+\Z"), _DATES))
def test_any_header_gives_a_time_of_at_most_a_week_or_none(value):
    at = parse_retry_after(value, now=NOW)
    assert at is None or at <= NOW + WEEK
