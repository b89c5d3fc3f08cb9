from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.archive.crawling.frontier import ClaimedLead
from aggregator.crawl.items import DIGEST, Page
from aggregator.outlets import Outlet
from aggregator.records import CaptureRef, Exchange, Extract, Lead, Outcome

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
URL = "https://courier.example/news/weir"


def make(**given) -> Page:
    claim = ClaimedLead(
        lead_id=1, outlet="courier", url=URL, requested_url=URL, lead=Lead(url=URL, via="feed"),
        attempts=0, story_id=None, story_form=None, etag=None, last_modified=None,
    )  # fmt: skip
    outlet = Outlet(name="courier", title="Courier", domains=("courier.example",))
    return Page(
        **{
            "claim": claim,
            "outlet": outlet,
            "sequence": 0,
            "url": URL,
            **given,
        }
    )


def exchange(minute: int, body: bytes = b"") -> Exchange:
    at = NOW.replace(minute=minute)
    return Exchange(url=URL, captured_at=at, status=200, headers=(), body=body)


def test_capture_time_is_that_of_the_answer():
    assert make().captured_at is None
    assert make(exchanges=(exchange(1), exchange(2))).captured_at == NOW.replace(minute=2)


@pytest.mark.parametrize("name", [DIGEST, "courier"])
def test_digest_is_known_by_its_outlet(name):
    outlet = Outlet(name=name, title="Some", domains=("some.example",))
    assert make(outlet=outlet).is_digest is (name == DIGEST)


def test_each_pipeline_makes_a_new_page():
    page = make(body=b"<p>", exchanges=(exchange(1),))
    ref = CaptureRef(
        url=URL, captured_at=NOW, status=200, mime=None, file="a", offset=0, length=1, digest="d"
    )
    preserved = page.preserved((ref,))
    assert preserved.captures == (ref,)
    assert page.captures == ()
    found = Extract(url=URL, outcome=Outcome.STORY, title="Weir")
    read = preserved.extracted(found)
    assert (read.extract, read.verdict, read.captures) == (found, (Outcome.STORY, None), (ref,))
    assert preserved.extract is None


def test_body_is_let_go_once_it_is_read():
    found = Extract(url=URL, outcome=Outcome.STORY)
    assert make(body=b"x" * 1000).extracted(found).body == b""


def test_verdict_may_differ_from_what_the_extract_says():
    kept = Extract(url=URL, outcome=Outcome.TEASER, title="Weir")
    page = make().extracted(kept, verdict=(Outcome.BOT_WALL, "a challenge"))
    assert page.verdict == (Outcome.BOT_WALL, "a challenge")
    assert page.extract is kept


def test_printed_form_is_one_short_line():
    """Scrapy logs whole items when one is dropped or fails."""
    page = make(body=b"x" * 100_000, exchanges=(exchange(1, b"y" * 100_000),))
    assert URL in repr(page)
    assert len(repr(page)) < 500
