from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from aggregator.crawl.period import Period


def test_open_on_both_sides():
    assert Period.parse(None, None) == Period()
    assert Period.parse("", "") == Period()


def test_days_are_whole_days_in_utc():
    period = Period.parse("2025-03-29", "2025-03-29")
    assert period.since == datetime(2025, 3, 29, tzinfo=UTC)
    assert period.until == datetime(2025, 3, 29, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2025-03-29T18:00+02:00", datetime(2025, 3, 29, 16, tzinfo=UTC)),
        ("2025-03-29T18:00Z", datetime(2025, 3, 29, 18, tzinfo=UTC)),
        ("2025-03-29T18:00", datetime(2025, 3, 29, 18, tzinfo=UTC)),
        ("2025-03-29 18:00", datetime(2025, 3, 29, 18, tzinfo=UTC)),
        ("20250329T1800", datetime(2025, 3, 29, 18, tzinfo=UTC)),
    ],
)
def test_times_are_taken_to_the_second(value, at):
    assert Period.parse(value, value) == Period(at, at)


def test_zone_is_kept():
    period = Period.parse("2025-03-29T18:00+02:00", None)
    assert period.since is not None
    assert period.since.tzinfo == timezone(timedelta(hours=2))


@pytest.mark.parametrize("value", ["yesterday", "29.3.2025", "2025-13-01", "2025-02-30", "1743"])
def test_what_is_no_date_is_refused_with_an_example(value):
    with pytest.raises(ValueError, match=r"since=.* is no ISO 8601 date; write since=2025-03-29"):
        Period.parse(value, None)
    with pytest.raises(ValueError, match=r"until=.*write until=2025-03-29"):
        Period.parse(None, value)


def test_period_that_ends_before_it_begins():
    with pytest.raises(ValueError, match="since=2025-03-30 is later than until=2025-03-29"):
        Period.parse("2025-03-30", "2025-03-29")


@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "9999-12-31T23:59-12:00"])
def test_ends_of_the_calendar(value):
    period = Period.parse(value, value)
    assert period.since is not None
    assert period.until is not None
    assert period.since <= period.until
