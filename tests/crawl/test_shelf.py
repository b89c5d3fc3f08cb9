"""The captures of a replay, and the handler that answers from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from aggregator.archive.captures.replay import ReplayError, ReplayIndex
from aggregator.archive.captures.store import CaptureStore
from aggregator.crawl import replay
from aggregator.crawl.replay import REPLAYED, NotInReplay, ReplayHandler
from aggregator.crawl.shelf import ReplayShelf, replay_paths
from aggregator.records import Exchange

URL = "https://courier.example/news/weir"
START = datetime(2025, 3, 29, 12, tzinfo=UTC)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def exchange(url: str, at: datetime, body: bytes = b"<p>", **given) -> Exchange:
    headers = given.pop("headers", (("Content-Type", "text/html"),))
    return Exchange(url=url, captured_at=at, headers=headers, body=body, **{"status": 200, **given})


@pytest.fixture
def shelf_of(tmp_path):
    def make(*exchanges: Exchange, known: dict | None = None) -> ReplayShelf:
        with CaptureStore(tmp_path / "captures", prefix="test", software="test") as store:
            for each in exchanges:
                store.append(each)
            path = store.path
        return ReplayShelf(ReplayIndex.open([path]), known or {})

    return make


def test_each_capture_is_served_once_in_the_order_of_time(shelf_of):
    shelf = shelf_of(*(exchange(URL, hour(n), b"%d" % n) for n in (2, 0, 1)))
    assert [shelf.take(URL).body for _ in range(3)] == [b"0", b"1", b"2"]
    assert shelf.take(URL) is None
    assert not shelf.more(URL)


def test_what_the_archive_holds_is_not_served_again(shelf_of):
    shelf = shelf_of(exchange(URL, hour(0)), exchange(URL, hour(1), b"new"), known={URL: {hour(0)}})
    assert shelf.waiting() == [URL]
    assert shelf.take(URL).body == b"new"
    assert shelf.waiting() == []


def test_more_tells_whether_a_later_capture_waits(shelf_of):
    shelf = shelf_of(exchange(URL, hour(0)), exchange(URL, hour(1)))
    assert shelf.more(URL)
    shelf.take(URL)
    assert shelf.more(URL)
    shelf.take(URL)
    assert not shelf.more(URL)
    assert not shelf.more("https://courier.example/never")


def test_again_serves_the_last_one_once_more(shelf_of):
    shelf = shelf_of(exchange(URL, hour(0), b"old"), exchange(URL, hour(1), b"new"))
    assert [shelf.take(URL, again=True).body for _ in range(4)] == [b"old", b"new", b"new", b"new"]
    assert shelf.take("https://courier.example/never", again=True) is None


@pytest.mark.parametrize(
    "spelled",
    [f"{URL}/", f"{URL}?utm_source=feed", URL.replace("https", "http"), f"{URL}#comments"],
)
def test_request_may_spell_the_url_otherwise(shelf_of, spelled):
    shelf = shelf_of(exchange(spelled, hour(0), b"page"))
    assert shelf.more(URL)
    assert shelf.take(URL).body == b"page"
    assert shelf.take(spelled) is None
    assert shelf.waiting() == []


def test_size_counts_urls(shelf_of):
    shelf = shelf_of(exchange(URL, hour(0)), exchange(URL, hour(1)), exchange(f"{URL}-2", hour(0)))
    assert shelf.size == 2


def test_capture_of_no_story_url_does_no_harm(shelf_of):
    shelf = shelf_of(exchange("http://user:secret@courier.example/x", hour(0)))
    assert len(shelf.waiting()) == 1


@pytest.mark.parametrize(
    ("given", "names"),
    [("", []), ("a.warc.gz", ["a.warc.gz"]), ("a.warc, b.wacz ,", ["a.warc", "b.wacz"])],
)
def test_paths_are_separated_by_commas(given, names):
    assert [path.name for path in replay_paths(Settings({"REPLAY": given}))] == names


@pytest.fixture
def handler_of(shelf_of, monkeypatch):
    def make(*exchanges: Exchange, **given) -> ReplayHandler:
        shelf = shelf_of(*exchanges, **given)
        run = SimpleNamespace(of=lambda crawler: SimpleNamespace(shelf=shelf))
        monkeypatch.setattr(replay, "Run", run)
        return ReplayHandler(get_crawler())

    return make


async def test_handler_answers_as_it_was_captured(handler_of):
    headers = (("Content-Type", "text/html"), ("X-Two", "a"), ("X-Two", "b"))
    handler = handler_of(exchange(URL, hour(0), b"<p>Weir", status=403, headers=headers))
    request = Request(URL)
    response = await handler.download_request(request)
    assert isinstance(response, HtmlResponse)
    assert (response.status, response.body, response.url) == (403, b"<p>Weir", URL)
    assert response.headers.getlist("X-Two") == [b"a", b"b"]
    assert response.flags == [REPLAYED]
    assert request.meta["exchange"].captured_at == hour(0)


async def test_handler_says_not_modified_when_none_is_left(handler_of):
    handler = handler_of(exchange(URL, hour(0)))
    await handler.download_request(Request(URL))
    request = Request(URL)
    response = await handler.download_request(request)
    assert response.status == 304
    assert response.flags == [REPLAYED]
    assert "exchange" not in request.meta


async def test_handler_fails_for_what_was_never_captured(handler_of):
    handler = handler_of(exchange(URL, hour(0)))
    with pytest.raises(NotInReplay, match="never"):
        await handler.download_request(Request("https://courier.example/never"))


async def test_target_of_a_redirect_may_be_served_again(handler_of):
    handler = handler_of(exchange(URL, hour(0), b"target"))
    await handler.download_request(Request(URL))
    redirected = Request(URL, meta={"redirect_urls": ["https://courier.example/old"]})
    assert (await handler.download_request(redirected)).body == b"target"


async def test_robots_txt_is_served_in_every_run(handler_of):
    robots = "https://courier.example/robots.txt"
    said = exchange(robots, hour(0), b"User-agent: *\n", headers=(("Content-Type", "text/plain"),))
    handler = handler_of(said, known={robots: {hour(0)}})
    for _ in range(2):
        response = await handler.download_request(Request(robots))
        assert isinstance(response, TextResponse)
        assert response.body == b"User-agent: *\n"


async def test_damage_in_the_file_is_told(handler_of, tmp_path):
    handler = handler_of(exchange(URL, hour(0)))
    next((tmp_path / "captures").glob("*.gz")).unlink()
    with pytest.raises(ReplayError, match="can no longer be read"):
        await handler.download_request(Request(URL))


def test_handler_needs_a_replay(monkeypatch):
    monkeypatch.setattr(replay, "Run", SimpleNamespace(of=lambda _: SimpleNamespace(shelf=None)))
    with pytest.raises(RuntimeError, match="without REPLAY"):
        ReplayHandler(get_crawler())
