"""Dates as published: what they mean, and how far they are to be believed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.dates import parse_moment
from aggregator.dates.zones import is_zone, named_zone
from aggregator.records import Moment, Precision

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
NOW = datetime(2031, 5, 20, 12, tzinfo=UTC)
EARLY = datetime(1971, 1, 2, tzinfo=UTC).replace(tzinfo=None)


def read(raw: str, **options: object) -> Moment | None:
    return parse_moment(raw, now=NOW, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        # ISO 8601 and its relatives
        ("2031-05-04T08:09:10Z", "2031-05-04T08:09:10"),
        ("2031-05-04t08:09:10z", "2031-05-04T08:09:10"),
        ("2031-05-04 08:09:10 UTC", "2031-05-04T08:09:10"),
        ("2031-05-04 08:09:10 +0000 UTC", "2031-05-04T08:09:10"),
        ("2031-05-04T08:09:10.5+02:00", "2031-05-04T06:09:10.5"),
        ("2031-05-04T08:09:10,123456789-0330", "2031-05-04T11:39:10.123456"),
        ("2031-05-04T08:09:10+02", "2031-05-04T06:09:10"),
        ("2031-05-04T08:09:10−02:00", "2031-05-04T10:09:10"),
        ("2031-05-04T08:09:10-00:00", "2031-05-04T08:09:10"),
        ("20310504T080910Z", "2031-05-04T08:09:10"),
        ("2031-W18-7T08:09:10Z", "2031-05-04T08:09:10"),
        ("2031-124T08:09:10Z", "2031-05-04T08:09:10"),
        ("2031-05-04T24:00:00Z", "2031-05-05T00:00:00"),
        ("2030-12-31T23:59:60Z", "2031-01-01T00:00:00"),
        ("2031-05-04T08:09:10 Europe/Paris", "2031-05-04T06:09:10"),
        ("2031-05-04T08:09:10+02:00[Europe/Paris]", "2031-05-04T06:09:10"),
        ("2031/05/04 08:09:10 JST", "2031-05-03T23:09:10"),
        ("２０３１-０５-０４Ｔ０８：０９：１０Ｚ", "2031-05-04T08:09:10"),
        ("٢٠٣١-٠٥-٠٤T٠٨:٠٩:١٠Z", "2031-05-04T08:09:10"),
        # e-mail dates
        ("Sun, 04 May 2031 08:09:10 GMT", "2031-05-04T08:09:10"),
        ("Mon, 04 May 2031 08:09:10 GMT", "2031-05-04T08:09:10"),  # it was a Sunday
        ("4 May 31 08:09:10 +0530", "2031-05-04T02:39:10"),
        ("Sun,04 May 2031 08:09:10 EDT", "2031-05-04T12:09:10"),
        ("Sunday, 04-May-31 08:09:10 PST", "2031-05-04T16:09:10"),
        ("Sun, 4 May 2031 8:09:10 BST", "2031-05-04T07:09:10"),
        ("Sun, 4 May 2031 08:09:10 CET", "2031-05-04T07:09:10"),
        ("Sun, 4 May 2031 08:09:10 IST", "2031-05-04T02:39:10"),
        ("Sun, 4 May 2031 4:5:6 GMT", "2031-05-04T04:05:06"),
        ("Sun, 04 May 2031 08:09:10 Z", "2031-05-04T08:09:10"),
        ("Sun, 04 May 94 08:09:10 GMT", "1994-05-04T08:09:10"),
        # what programs print
        ("Sun May  4 08:09:10 GMT 2031", "2031-05-04T08:09:10"),
        ("Sun May 04 2031 08:09:10 GMT+0200 (Central European Summer Time)", "2031-05-04T06:09:10"),
        # what newspapers print
        ("May 4, 2031 8:09:10 PM EDT", "2031-05-05T00:09:10"),
        ("May 4, 2031, 12:09:10 a.m. EDT", "2031-05-04T04:09:10"),
        ("Published: Sunday, May 4th, 2031 at 8:09:10 pm ET", "2031-05-05T00:09:10"),
        ("Last updated on 4 May 2031 | 08:09:10 GMT", "2031-05-04T08:09:10"),
        ("8:09:10 a.m. GMT, May 4, 2031", "2031-05-04T08:09:10"),
        ("Sept. 4, 2030 08:09:10 GMT", "2030-09-04T08:09:10"),
        ("<time>4 May 2031 08:09:10 GMT</time>", "2031-05-04T08:09:10"),
        ("\u200e4\xa0May\u202f2031 08:09:10 GMT ", "2031-05-04T08:09:10"),
    ],
)
def test_exact_times(raw: str, utc: str) -> None:
    moment = read(raw)
    assert moment is not None
    assert moment.utc == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert moment.precision is Precision.SECOND
    assert moment.flags == ()


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        ("2031-05-04T08:09Z", "2031-05-04T08:09"),
        ("4 May 2031 08.09 BST", "2031-05-04T07:09"),
        ("May 4, 2031 at 8:09 p.m. CT", "2031-05-05T01:09"),
        ("4 mai 2031 à 08h09 +0200", "2031-05-04T06:09"),
        ("4 мая 2031, 08:09 MSK", "2031-05-04T05:09"),
        ("4. Mai 2031, 8:09 Uhr", "2031-05-04T08:09"),
    ],
)
def test_to_the_minute(raw: str, utc: str) -> None:
    moment = read(raw)
    assert moment is not None
    assert moment.utc == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert moment.precision is Precision.MINUTE


@pytest.mark.parametrize(
    "raw",
    [
        "2031-05-04",
        "2031-5-4",
        "2031/05/04",
        "2031.05.04",
        "20310504",
        "2031-05-04Z",
        "2031-05-04+02:00",
        "2031-W18-7",
        "2031-124",
        "2031124",
        "4 May 2031",
        "04-May-2031",
        "4th of May 2031",
        "May 4, 2031",
        "Sunday, May 4, 2031",
        "04.05.2031",
        "2031年5月4日",
        "2031년 5월 4일",
        "4 mai 2031",
        "dimanche 4 mai 2031",
        "4 de mayo de 2031",
        "4. Mai 2031",
        "4 maja 2031",
        "4 мая 2031 г.",
        "4 травня 2031",
        "٤ مايو ٢٠٣١",
        "४ मई २०३१",
        "4 Mayıs 2031",
    ],
)
def test_days(raw: str) -> None:
    moment = read(raw)
    assert moment is not None
    assert moment.isoformat() == "2031-05-04"
    assert moment.precision is Precision.DAY
    assert moment.at == datetime(2031, 5, 4, tzinfo=UTC)
    assert moment.flags == ()


@pytest.mark.parametrize(
    ("raw", "iso"),
    [("2031-05", "2031-05"), ("May 2031", "2031-05"), ("2031", "2031"), ("1931", "1931")],
)
def test_coarser_than_a_day(raw: str, iso: str) -> None:
    moment = read(raw)
    assert moment is not None
    assert moment.isoformat() == iso
    assert moment.flags == ()


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "   ",
        "yesterday",
        "today",
        "now",
        "3 hours ago",
        "vor 3 Stunden",
        "il y a 2 jours",
        "Friday",
        "10:04",
        "10:04 am",
        "null",
        "undefined",
        "NaN",
        "Invalid Date",
        "{{ page.date }}",
        "%Y-%m-%d",
        "-1",
        "0",
        "12",
        "12345",
        "99999999999999999999",
        "1e9",
        "2031-13-01",
        "2031-02-30",
        "2031-00-10",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "1405-02-14",
        "2031-W54-1",
        "2031-366",
        "2031-000",
        "30 Feb 2031 10:00:00 GMT",
        "13/13/2031",
        "32/01/2031",
        "2031-05-04T25:00:00Z",
        "2031-05-04T24:01:00Z",
        "2031-05-04T10:61:00Z",
        "2031-05-04T10:00:61Z",
        "2031-05-04T10:00:00+2500",
        "2031-05-04T10:00:00+0190",
        "May 4, 2031 13:09 PM",
        "2031-05-04T10:00:00Z\x00",
        "2031-05-04T10:00:00Z and more",
        "4 May 2031 5 May 2031",
        "Room 12, 2031 Elm Street",
        "x" * 300 + "2031-05-04",
    ],
)
def test_what_is_no_date(raw: str | None) -> None:
    assert parse_moment(raw, now=NOW) is None


@pytest.mark.parametrize(
    ("raw", "flag", "utc"),
    [
        ("2031-05-04T08:09:10", "tz_missing", "2031-05-04T08:09:10"),
        ("4 May 2031 08:09", "tz_missing", "2031-05-04T08:09"),
        ("4 May 2031 08:09:10 QQQ", "tz_unknown", "2031-05-04T08:09:10"),
        ("2031-05-04T08:09:10 Mars/Olympus", "tz_unknown", "2031-05-04T08:09:10"),
        ("1930000000", "epoch_seconds", "2031-02-27T23:06:40"),
        ("1930000000.25", "epoch_seconds", "2031-02-27T23:06:40"),
        ("1930000000000", "epoch_millis", "2031-02-27T23:06:40"),
        ("1970-01-01T00:00:00Z", "epoch", "1970-01-01"),
        ("1970-01-01", "epoch", "1970-01-01"),
        ("2031-05-22T00:00:00Z", "future", "2031-05-22"),
        ("2032-01-01", "future", "2032-01-01"),
        ("02/11/2030", "ambiguous", "2030-11-02"),
        ("02/11/2030 10:00 GMT", "ambiguous", "2030-11-02T10:00"),
        # day first would lie in the future
        ("03/11/2031", "ambiguous", "2031-03-11"),
        ("202611021030", "tz_missing", "2026-11-02T10:30"),
        ("20261102103011", "tz_missing", "2026-11-02T10:30:11"),
        ("2030-10-27T02:30:00 Europe/Berlin", "dst_ambiguous", "2030-10-27T00:30"),
        ("2031-03-30T02:30:00 Europe/Berlin", "dst_nonexistent", "2031-03-30T01:30"),
    ],
)
def test_doubts(raw: str, flag: str, utc: str) -> None:
    moment = read(raw)
    assert moment is not None
    assert flag in moment.flags
    assert moment.utc.replace(microsecond=0) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_day_ahead_is_a_wrong_clock_and_no_flag() -> None:
    for hours in (0, 1, 23):
        moment = read((NOW + timedelta(hours=hours)).isoformat())
        assert moment is not None
        assert moment.flags == ()
    assert read("2037-01-01") is None


def test_without_now_nothing_is_in_the_future() -> None:
    moment = parse_moment("2090-01-01")
    assert moment is not None
    assert moment.flags == ()
    assert parse_moment("2101-01-01") is None


class TestTheOutletsZone:
    def test_is_used_for_times_without_one_and_said_so(self) -> None:
        moment = read("2031-05-04 08:09:10", timezone="Asia/Tokyo")
        assert moment is not None
        assert moment.isoformat() == "2031-05-04T08:09:10+09:00"
        assert moment.flags == ("tz_assumed",)

    def test_is_used_for_dates_in_words(self) -> None:
        moment = read("4 mai 2031 08:09", timezone="Europe/Paris", languages=["fr-FR"])
        assert moment is not None
        assert moment.isoformat() == "2031-05-04T08:09:00+02:00"
        assert moment.flags == ("tz_assumed",)

    def test_gives_way_to_a_written_one(self) -> None:
        moment = read("2031-05-04 08:09:10Z", timezone="Asia/Tokyo")
        assert moment is not None
        assert moment.isoformat() == "2031-05-04T08:09:10+00:00"
        assert moment.flags == ()

    def test_says_which_of_two_zones_an_abbreviation_means(self) -> None:
        shanghai = read("4 May 2031 08:09:10 CST", timezone="Asia/Shanghai")
        chicago = read("4 Jan 2031 08:09:10 CST", timezone="America/Chicago")
        assert shanghai is not None
        assert chicago is not None
        assert shanghai.utc.hour == 0
        assert chicago.utc.hour == 14
        dublin = read("4 May 2031 08:09:10 IST", timezone="Europe/Dublin")
        assert dublin is not None
        assert dublin.utc.hour == 7

    def test_stands_in_for_an_unknown_abbreviation(self) -> None:
        moment = read("4 May 2031 08:09:10 QQQ", timezone="Asia/Tokyo")
        assert moment is not None
        assert moment.flags == ("tz_unknown", "tz_assumed")
        assert moment.utc == datetime(2031, 5, 3, 23, 9, 10, tzinfo=UTC)

    def test_does_not_touch_days(self) -> None:
        moment = read("2031-05-04", timezone="Asia/Tokyo")
        assert moment == Moment(datetime(2031, 5, 4, tzinfo=UTC), Precision.DAY)

    @pytest.mark.parametrize(("hour", "flag"), [(2, "dst_ambiguous"), (4, None)])
    def test_has_an_hour_twice_in_autumn(self, hour: int, flag: str | None) -> None:
        moment = read(f"2030-10-27 0{hour}:30:00", timezone="Europe/Berlin")
        assert moment is not None
        assert moment.flags == (("tz_assumed", flag) if flag else ("tz_assumed",))

    @pytest.mark.parametrize("zone", ["", "Tokyo", "../etc/passwd", "Europe", "Europe/"])
    def test_must_exist(self, zone: str) -> None:
        with pytest.raises(ValueError, match="no such time zone"):
            read("2031-05-04", timezone=zone)


class TestDayAndMonth:
    @pytest.mark.parametrize(
        ("options", "iso", "flags"),
        [
            ({}, "2030-11-02", ("ambiguous",)),
            ({"dayfirst": True}, "2030-11-02", ()),
            ({"dayfirst": False}, "2030-02-11", ()),
            ({"languages": ["en-GB"]}, "2030-11-02", ()),
            ({"languages": ["en-US"]}, "2030-02-11", ()),
            ({"languages": ["en"]}, "2030-11-02", ("ambiguous",)),
            ({"languages": ["fr"]}, "2030-11-02", ()),
            ({"languages": ["fr"], "dayfirst": False}, "2030-02-11", ()),
        ],
    )
    def test_order(self, options: dict[str, object], iso: str, flags: tuple[str, ...]) -> None:
        moment = read("02/11/2030", **options)
        assert moment is not None
        assert moment.isoformat() == iso
        assert moment.flags == flags

    @pytest.mark.parametrize("raw", ["13/02/2030", "02/13/2030", "13-02-2030", "13/02/30"])
    def test_only_one_order_is_possible(self, raw: str) -> None:
        for dayfirst in (None, True, False):
            moment = read(raw, dayfirst=dayfirst)
            assert moment is not None
            assert (moment.isoformat(), moment.flags) == ("2030-02-13", ())

    def test_both_orders_say_the_same(self) -> None:
        moment = read("03/03/2030")
        assert moment is not None
        assert moment.flags == ()


def test_now_must_be_aware() -> None:
    with pytest.raises(ValueError, match="time zone"):
        parse_moment("2031-05-04", now=NOW.replace(tzinfo=None))


def test_zones() -> None:
    assert is_zone("CEST")
    assert is_zone("+0530")
    assert is_zone("Europe/Paris")
    assert not is_zone("QQQ")
    assert not is_zone("+9900")
    assert named_zone("America/Argentina") is None


def test_dateparser_is_not_imported_for_dates_that_machines_wrote() -> None:
    code = (
        "import sys; from aggregator.dates import parse_moment as p\n"
        "assert p('Sun, 04 May 2031 08:09:10 GMT') and p('2031-05-04')\n"
        "assert 'dateparser' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


HOSTILE = [
    "9" * 200_000,
    "2031-05-04T" + "1" * 200_000,
    "<" * 200_000,
    "2031-05-04T10:00:00." + "1" * 350,
    "1 May 2031 " * 7,
    "<b " * 130,
    "(" * 399,
    "May " * 99,
    "2031 " * 79,
    "12 12 12 12 2031 mai mai mai mai mai mai mai mai mai",
    "1 a 2 b 3 c 4 d 5 e 6 f 7 g 8 h 9 i 2031",
    "é 2031 é é é é é é é é é é é é é é é é é é é é é é é é é é é é é é é é",
]


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_takes_no_time(raw: str) -> None:
    read("4 lenting 2031")  # dateparser imported, its languages loaded
    read("été 1 2031 x")
    started = time.process_time()
    read(raw)
    assert time.process_time() - started < 0.2  # 50 ms, on a machine that does other things


@settings(deadline=None)  # dateparser loads a language when it first meets its script
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_gives_a_moment_or_none(text: str) -> None:
    moment = parse_moment(text, now=NOW)
    assert moment is None or moment.at.tzinfo is not None


@settings(deadline=None)
@given(
    st.text(alphabet="0123456789-/:.TZ+ ,WadmpMayGST", max_size=40),
    st.sampled_from([None, "Europe/Berlin", "America/New_York"]),
)
def test_near_dates_give_a_moment_or_none(text: str, timezone: str | None) -> None:
    moment = parse_moment(text, now=NOW, timezone=timezone)
    assert moment is None or 1600 < moment.at.year <= NOW.year + 5


@given(st.datetimes(min_value=EARLY, max_value=NOW.replace(tzinfo=None)))
def test_iso_dates_come_back(at: datetime) -> None:
    moment = parse_moment(at.isoformat() + "+03:00", now=NOW)
    assert moment is not None
    assert moment.at.replace(tzinfo=None) == at


@needs_shared
@pytest.mark.shared
def test_the_policy_table() -> None:
    table = json.loads((SHARED / "data/hostile/own/dates.json").read_text(encoding="utf-8"))
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert len(table["cases"]) >= 50
    for raw, expected in table["cases"]:
        text = raw.split(" ")[0] * 5000 if raw.endswith("(x5000)") else raw
        moment = parse_moment(text, now=now)
        if expected.startswith("reject"):
            assert moment is None, raw
            continue
        assert moment is not None, raw
        if expected.startswith("flag:"):
            assert expected.removeprefix("flag:") in moment.flags, raw
        elif expected.endswith("(date precision)"):
            assert (moment.isoformat(), moment.flags) == (expected.split(" ")[0], ()), raw
        else:
            assert moment.flags == (), raw
            wanted = datetime.fromisoformat(expected)
            assert moment.utc.replace(microsecond=0) == wanted, raw
