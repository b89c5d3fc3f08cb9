"""A digest of days that the outlet has forgotten: what a public web archive gives, and what not.

The outlet and the archive are two real HTTP servers; the archive speaks CDX, or TimeMaps.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

AT = datetime(2021, 3, 30, 9, tzinfo=UTC)
STAMP = f"{AT:%Y%m%d%H%M%S}"
HTTP_DATE = "Tue, 30 Mar 2021 09:00:00 GMT"
GREEN = b"User-agent: *\nAllow: /\n"
BARRED = b"User-agent: *\nDisallow: /cdx\n"
DIGEST = """Masons lift the old stones

March 30, 2021

Masons began to lift the old stones out of the Tern. The bridge waits.

SOURCES: THE TERN VALLEY COURIER – Old stones in the Tern valley
THE TERN VALLEY COURIER – Nothing like that was ever printed here
"""


@pytest.fixture
def library(serving, answer):
    """A web archive that holds nothing yet."""
    with serving() as played:
        played.answers["/robots.txt"] = answer(GREEN, kind="text/plain")
        yield played


@pytest.fixture
def digest(desk):
    path = desk.folder / "digest.txt"
    path.write_text(DIGEST, encoding="utf-8")
    return path


def held(library, answer, original: str, body: bytes, kind: str = "text/html") -> str:
    """Let the library hold a capture; its path."""
    path = f"/web/{STAMP}id_/{original}"
    headers = (("Memento-Datetime", HTTP_DATE), ("X-Archive-Orig-Server", "courier"))
    library.answers[path] = answer(body, kind=kind, headers=headers)
    return path


def cdx(original: str, *, before: timedelta, after: timedelta) -> str:
    """The path that a CDX server is asked at for a day's digest."""
    quoted = original.replace(":", "%3A").replace("/", "%2F")
    day = AT.replace(hour=0)
    span = f"from={day - before:%Y%m%d%H%M%S}&to={day + after:%Y%m%d%H%M%S}"
    return f"/cdx/search/cdx?url={quoted}&{span}&output=json&limit=500"


def listing(original: str) -> bytes:
    rows = [["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
            ["k", STAMP, original, "text/xml", "200", "AAAA", "900"]]  # fmt: skip
    return json.dumps(rows).encode()


@dataclass
class Place:
    """The outlet, the library, a desk that follows the digest from file."""

    desk: Any
    outlet: Any
    library: Any
    digest: Path


@pytest.fixture
def place(desk, outlet, library, digest):
    return Place(desk, outlet, library, digest)


@pytest.fixture
def forgotten(outlet, library, answer, written_page):
    """The outlet's feed is empty and the page is gone; the library holds both."""
    outlet.publish()
    story = "/news/old-stones"
    feed = outlet.feed((story,)).decode()
    feed = re.sub(r"<pubDate>[^<]*", "<pubDate>Tue, 30 Mar 2021 07:00:00 +0000", feed).encode()
    page = written_page(outlet.url(story), "Old stones in the Tern valley")
    page = re.sub(rb'"datePublished": "[^"]*"', b'"datePublished": "2021-03-30T07:00:00Z"', page)
    feed_url, url = outlet.url("/feed.xml"), outlet.url(story)
    days = {"before": timedelta(days=3), "after": timedelta(days=2)}
    library.answers[cdx(feed_url, **days)] = answer(listing(feed_url), kind="application/json")
    # The page is looked for around its own time, which the feed told.
    published = AT.replace(hour=7)
    around = (published - timedelta(days=7), published + timedelta(days=365))
    span = "&".join(f"{n}={at:%Y%m%d%H%M%S}" for n, at in zip(("from", "to"), around, strict=True))
    quoted = url.replace(":", "%3A").replace("/", "%2F")
    listed = f"/cdx/search/cdx?url={quoted}&{span}&output=json&limit=500"
    library.answers[listed] = answer(listing(url), kind="application/json")
    return {
        "feed": held(library, answer, feed_url, feed, "application/rss+xml"),
        "page": held(library, answer, url, page),
        "listed": listed,
    }


def follow(desk, digest, library, *, index="/cdx/search/cdx", **settings):
    return desk.crawl(
        "-a", f"source={digest}", spider="digest", SPIDER_MODULES="courier_spiders,spiders.digest",
        MEMENTOS=library.url(index) if index else "", MEMENTO_DELAY=0.05, **settings,
    )  # fmt: skip


def states(desk):
    return [
        row["state"]
        for row in sorted(desk.rows("resolutions"), key=lambda row: row["citation_id"])
        if row["valid_to"] is None
    ]


def test_a_gone_story_is_had_from_the_archive_and_a_replay_has_it_again(
    place, forgotten, new_desk, tmp_path
):
    desk, outlet, library, digest = place.desk, place.outlet, place.library, place.digest
    follow(desk, digest, library)
    assert states(desk) == ["resolved", "not_found"]
    story = desk.stories()["/news/old-stones"]
    assert (story["outlet"], story["form"]) == ("courier", "full")
    assert story["published"] == AT.replace(hour=7)
    fetches = {row["memento_url"]: row for row in desk.rows("fetches") if row["memento_url"]}
    assert {row["memento_at"] for row in fetches.values()} == {AT}
    page = fetches[library.url(forgotten["page"])]
    assert (page["outcome"], page["reason"]) == ("story", "memento of 2021-03-30 09:00")
    assert page["fetched_at"] > AT
    (lead,) = (row for row in desk.rows("leads") if row["story_id"] == story["id"])
    assert lead["via"] == "memento"
    # The outlet itself was asked first.
    assert outlet.asked("/news/old-stones")
    assert "news-aggregator" in library.seen[-1].headers["user-agent"]

    again = new_desk(tmp_path / "again", outlet)
    copy = again.folder / "digest.txt"
    copy.write_text(DIGEST, encoding="utf-8")
    before = len(library.seen), len(outlet.seen)
    files = ",".join(map(str, sorted(desk.captures.rglob("*.warc.gz"))))
    follow(again, copy, library, REPLAY=files)
    assert (len(library.seen), len(outlet.seen)) == before
    assert states(again) == states(desk)
    assert "/news/old-stones" in again.stories()


def test_off_by_default_and_nothing_is_asked(desk, outlet, library, digest, forgotten):
    follow(desk, digest, library, index="")
    assert library.seen == []
    assert states(desk) == ["not_found", "not_found"]


def test_what_the_archive_does_not_hold_is_said(desk, outlet, library, digest, answer):
    outlet.publish()
    map_path = f"/web/timemap/link/{outlet.url('/feed.xml')}"
    library.answers[map_path] = answer(
        f'<{outlet.url("/feed.xml")}>; rel="original"\n'.encode(), kind="application/link-format"
    )
    follow(desk, digest, library, index="/web/timemap/link/{url}")
    assert states(desk) == ["not_found", "not_found"]
    (asked,) = (row for row in desk.rows("fetches") if "timemap" in row["url"])
    assert asked["outcome"] == "gone"
    assert asked["reason"].startswith(f"no memento of {outlet.url('/feed.xml')} from 2021-03-27")


@pytest.mark.parametrize(
    ("given", "said_of_it"),
    [
        ((BARRED, 9), ("robots_denied", "robots.txt disallows it")),
        ((GREEN, 9), ("error", "HTTP status 503")),
        ((GREEN, 0), (None, None)),
    ],
)
def test_an_archive_that_gives_nothing_costs_nothing(place, answer, given, said_of_it):
    desk, outlet, library, digest = place.desk, place.outlet, place.library, place.digest
    (robots, budget), (outcome, reason) = given, said_of_it
    outlet.publish()
    library.answers["/robots.txt"] = answer(robots, kind="text/plain")
    feed = cdx(outlet.url("/feed.xml"), before=timedelta(days=3), after=timedelta(days=2))
    library.answers[feed] = answer(b"<h1>Busy</h1>", 503)
    said = follow(desk, digest, library, MEMENTO_BUDGET=budget)
    assert states(desk) == ["not_found", "not_found"]
    asked = [row for row in desk.rows("fetches") if "/cdx/" in row["url"]]
    if outcome is None:
        assert asked == []
        assert "MEMENTO_BUDGET is spent" in said
    else:
        assert [row["outcome"] for row in asked] == [outcome]
        assert reason in asked[0]["reason"]


def test_a_wrong_setting_is_said(desk, outlet, library, digest):
    outlet.publish()
    said = desk.crawl(
        "-a", f"source={digest}", spider="digest", SPIDER_MODULES="courier_spiders,spiders.digest",
        MEMENTOS="archive.example", status=1,
    )  # fmt: skip
    assert "MEMENTOS='archive.example': give the address" in said
