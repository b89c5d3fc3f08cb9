from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from aggregator.archive.captures.store import CaptureError
from aggregator.crawl.exchanges import ExchangeMiddleware, NotPreserved
from aggregator.crawl.replay import REPLAYED
from aggregator.records import Exchange

URL = "https://courier.example/news/weir"
ROBOTS = "https://courier.example/robots.txt"
HEADERS = {"Content-Encoding": "gzip", "Set-Cookie": ["a=1", "b=2"]}


class Run:
    """Stands for the run: what was appended, and why it was stopped."""

    def __init__(self, error: Exception | None = None) -> None:
        self.appended: list[Exchange] = []
        self.failure: Exception | None = None
        self.error = error
        self.captures = self

    def append(self, exchange: Exchange) -> None:
        if self.error:
            raise self.error
        self.appended.append(exchange)

    def fail(self, error: Exception) -> None:
        self.failure = error


@pytest.fixture
def run() -> Run:
    return Run()


@pytest.fixture
def middleware(run):
    return ExchangeMiddleware.from_crawler(SimpleNamespace(get_extension=lambda _: run))


async def test_answer_is_kept_as_it_came(middleware, run):
    request = Request(URL, meta={"exchanges": []})
    response = Response(URL, status=203, headers=HEADERS, body=b"\x1f\x8b raw")
    before = datetime.now(UTC)
    assert await middleware.process_response(request, response) is response
    [kept] = request.meta["exchanges"]
    assert (kept.url, kept.status, kept.body) == (URL, 203, b"\x1f\x8b raw")
    assert kept.headers == (
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    )
    assert before <= kept.captured_at <= datetime.now(UTC)
    assert run.appended == []


async def test_redirects_come_first(middleware):
    first = Request(URL, meta={"exchanges": []})
    await middleware.process_response(first, Response(URL, status=301))
    second = first.replace(url=f"{URL}-2")
    await middleware.process_response(second, HtmlResponse(f"{URL}-2", body=b"<p>"))
    assert [each.url for each in second.meta["exchanges"]] == [URL, f"{URL}-2"]


async def test_capture_of_a_replay_keeps_its_time(middleware):
    at = datetime(2025, 3, 29, tzinfo=UTC)
    exchange = Exchange(url=URL, captured_at=at, status=200, headers=(), body=b"<p>")
    request = Request(URL, meta={"exchanges": [], "exchange": exchange})
    await middleware.process_response(request, Response(URL, flags=[REPLAYED]))
    assert request.meta["exchanges"] == [exchange]
    assert "exchange" not in request.meta  # a redirect copies the rest


async def test_our_own_not_modified_is_no_capture(middleware):
    request = Request(URL, meta={"exchanges": []})
    await middleware.process_response(request, Response(URL, status=304, flags=[REPLAYED]))
    assert request.meta["exchanges"] == []


async def test_a_servers_not_modified_is_one(middleware):
    request = Request(URL, meta={"exchanges": []})
    await middleware.process_response(request, Response(URL, status=304))
    assert [each.status for each in request.meta["exchanges"]] == [304]


async def test_robots_txt_is_preserved_on_the_spot(middleware, run):
    await middleware.process_response(Request(ROBOTS), Response(ROBOTS, body=b"User-agent: *"))
    assert [(each.url, each.body) for each in run.appended] == [(ROBOTS, b"User-agent: *")]


async def test_robots_txt_behind_a_redirect_is_preserved(middleware, run):
    target = "https://cdn.example/robots-v2"
    request = Request(target, meta={"redirect_urls": [ROBOTS]})
    await middleware.process_response(request, Response(target, body=b"User-agent: *"))
    assert [each.url for each in run.appended] == [target]


async def test_other_requests_are_not_kept(middleware, run):
    await middleware.process_response(Request(URL), Response(URL))
    assert run.appended == []


async def test_spider_without_a_run_is_left_alone():
    middleware = ExchangeMiddleware(SimpleNamespace(get_extension=lambda _: None))
    response = Response(ROBOTS)
    assert await middleware.process_response(Request(ROBOTS), response) is response


async def test_full_disk_stops_the_crawl():
    run = Run(CaptureError("no space left"))
    middleware = ExchangeMiddleware(SimpleNamespace(get_extension=lambda _: run))
    with pytest.raises(NotPreserved, match="no space left"):
        await middleware.process_response(Request(ROBOTS), Response(ROBOTS))
    assert str(run.failure) == "no space left"
