"""What web archives list: TimeMaps and CDX answers as they are sent, texts of our own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.discovery import NotADiscovery
from aggregator.discovery.mementos import (
    Memento,
    MementoService,
    as_captured,
    memento_time,
    nearest,
    original_headers,
    read_mementos,
)

FEED = "https://courier.example/feed.xml"
WAYBACK = MementoService("https://archive.example/cdx/search/cdx")
AROUND = datetime(2031, 3, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)

TIMEMAP = f"""<{FEED}>; rel="original",
<https://archive.example/web/timemap/link/{FEED}>; rel="self"; type="application/link-format"; from="Sat, 29 Mar 2031 06:00:00 GMT",
<https://archive.example>; rel="timegate",
<https://archive.example/web/20310329060000/{FEED}>; rel="first memento"; datetime="Sat, 29 Mar 2031 06:00:00 GMT",
</web/20310330110000/{FEED}>; rel="last memento"; datetime="Sun, 30 Mar 2031 11:00:00 GMT",
<https://archive.example/web/20310330120000/{FEED}>; rel="memento"; datetime="never"
"""
TABLE = [
    ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
    ["example,courier)/feed.xml", "20310329060000", FEED, "text/xml", "200", "AAA", "900"],
    ["example,courier)/feed.xml", "20310330110000", FEED, "warc/revisit", "-", "AAA", "300"],
    ["example,courier)/feed.xml", "20310330113000", FEED, "text/html", "503", "CCC", "400"],
    ["example,courier)/feed.xml", "20310330150000", FEED, "text/xml", "200", "BBB", "910"],
    ["example,courier)/feed.xml", "2031", FEED, "text/xml", "200", "DDD", "910"],
]
TEXT = "\n".join(" ".join(row) for row in TABLE[1:5])
CDXJ = "\n".join(
    f"{key} {stamp} {json.dumps({'url': url, 'mime': mime, 'status': status, 'digest': digest})}"
    for key, stamp, url, mime, status, digest, _ in TABLE[1:5]
)
LINES = "\n".join(
    json.dumps({"urlkey": key, "timestamp": stamp, "url": url, "status": status, "digest": digest})
    for key, stamp, url, _, status, digest, _ in TABLE[1:5]
)
LISTED = {
    "original_uri": FEED,
    "mementos": {
        "list": [
            {"datetime": "2031-03-29T06:00:00Z", "uri": "https://archive.example/web/20310329060000/" + FEED},
            {"datetime": "soon", "uri": "https://archive.example/x"},
            {"uri": 7},
        ]
    },
}  # fmt: skip


def read(text: str) -> list[Memento]:
    url = f"https://archive.example/web/timemap/link/{FEED}"
    return WAYBACK.read(text.encode(), url=url, original=FEED)


@pytest.mark.parametrize(
    ("text", "stamps"),
    [
        (TIMEMAP, ["20310329060000", "20310330110000"]),
        (json.dumps(TABLE), ["20310329060000", "20310330110000", "20310330113000", "20310330150000"]),
        (TEXT, ["20310329060000", "20310330110000", "20310330113000", "20310330150000"]),
        (CDXJ, ["20310329060000", "20310330110000", "20310330113000", "20310330150000"]),
        (LINES, ["20310329060000", "20310330110000", "20310330113000", "20310330150000"]),
        (json.dumps(LISTED), ["20310329060000"]),
        (json.dumps({"original_uri": FEED}), []),
        ("[]", []),
        (" \n", []),
    ],
)  # fmt: skip
def test_every_format_gives_its_mementos(text, stamps):
    found = read(text)
    assert [f"{one.at:%Y%m%d%H%M%S}" for one in found] == stamps
    for one in found:
        assert one.original == FEED
        raw = f"https://archive.example/web/{one.at:%Y%m%d%H%M%S}id_/{FEED}"
        assert as_captured(one.url) == raw


@pytest.mark.parametrize(
    "text", ["<html><p>Too many requests</p>", '{"error": 1}', "sorry", "{" * 90_000]
)
def test_what_is_no_list_is_refused(text):
    with pytest.raises(NotADiscovery, match="begins"):
        read(text)


def test_the_nearest_of_a_good_answer_each_content_once():
    found = nearest(read(json.dumps(TABLE)), AROUND, 2 * DAY, DAY, 5)
    assert [f"{one.at:%d %H}" for one in found] == ["30 11", "30 15"]
    assert nearest(read(json.dumps(TABLE)), AROUND, 2 * DAY, DAY, 1) == found[:1]
    assert nearest(read(json.dumps(TABLE)), AROUND + 9 * DAY, DAY, DAY, 5) == []


def test_what_is_asked():
    asked = WAYBACK.query(FEED, AROUND, DAY, DAY)
    assert asked == (
        "https://archive.example/cdx/search/cdx?url=https%3A%2F%2Fcourier.example%2Ffeed.xml"
        "&from=20310329120000&to=20310331120000&output=json&limit=500"
    )
    maps = MementoService("https://archive.example/web/timemap/link/{url}")
    assert maps.query(FEED, AROUND, DAY, DAY).endswith(f"/web/timemap/link/{FEED}")
    assert MementoService("https://pywb.example/news/cdx").playback == "https://pywb.example/news/"


@pytest.mark.parametrize("index", ["", "archive.example/cdx", "ftp://archive.example/cdx"])
def test_what_is_no_address_of_an_index_is_refused(index):
    with pytest.raises(ValueError, match="MEMENTOS="):
        MementoService(index)


def test_headers_of_the_original_and_its_time():
    headers = {
        "Content-Type": "text/html",
        "Server": "archive",
        "X-Archive-Orig-X-Robots-Tag": "noarchive",
        "Memento-Datetime": "Sun, 30 Mar 2031 11:00:00 GMT",
    }
    assert original_headers(headers) == {"Content-Type": "text/html", "X-Robots-Tag": "noarchive"}
    assert memento_time(headers) == datetime(2031, 3, 30, 11, tzinfo=UTC)
    assert memento_time({"memento-datetime": "whenever"}) is None
    assert memento_time({}) is None


def test_a_hostile_timemap_costs_no_time():
    assert (
        read_mementos(b"<a>;rel=x" + b";x=1" * 50_000, url=FEED, original=FEED, playback="") == []
    )
    assert read_mementos(b"<a>;rel=" * 50_000, url=FEED, original=FEED, playback="") == []
