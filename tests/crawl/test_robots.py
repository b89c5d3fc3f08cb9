from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response, TextResponse
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from aggregator.crawl.exchanges import NotPreserved
from aggregator.crawl.replay import NotInReplay
from aggregator.crawl.robots import Rfc9309Middleware, RobotsUnreachable

URL = "https://courier.example/news/weir"


class Network:
    """Answers requests for robots.txt, and counts them."""

    def __init__(self, answer: Response | Exception) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def obeying(answer: Response | Exception) -> tuple[Rfc9309Middleware, Network]:
    settings = {"ROBOTSTXT_OBEY": True, "ROBOTSTXT_USER_AGENT": "news-aggregator"}
    crawler = get_crawler(settings_dict=settings)
    network = Network(answer)
    crawler.engine = network
    return Rfc9309Middleware.from_crawler(crawler), network


def said(text: str, status: int = 200) -> Response:
    return TextResponse(
        "https://courier.example/robots.txt", status=status, body=text.encode(), encoding="utf-8"
    )


async def allows(middleware: Rfc9309Middleware, url: str = URL) -> bool:
    try:
        await middleware.process_request(Request(url))
    except IgnoreRequest:
        return False
    return True


async def test_file_is_obeyed_and_asked_for_once():
    middleware, network = obeying(said("User-agent: *\nDisallow: /secret\n"))
    assert await allows(middleware)
    assert not await allows(middleware, "https://courier.example/secret/vote")
    assert network.asked == ["https://courier.example/robots.txt"]


async def test_our_own_name_is_found_in_it():
    text = "User-agent: news-aggregator\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    middleware, _ = obeying(said(text))
    with pytest.raises(IgnoreRequest, match=r"Forbidden by robots\.txt"):
        await middleware.process_request(Request(URL))


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599, 429])
async def test_error_of_the_server_allows_nothing(status):
    middleware, _ = obeying(said("User-agent: *\nAllow: /\n", status))
    with pytest.raises(RobotsUnreachable, match=f"HTTP status {status}"):
        await middleware.process_request(Request(URL))
    assert not await allows(middleware, "https://courier.example/")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_no_such_file_allows_everything(status):
    middleware, _ = obeying(said("User-agent: *\nDisallow: /\n", status))
    assert await allows(middleware)


@pytest.mark.parametrize(
    "error",
    [
        DownloadTimeoutError("too long"),
        DownloadConnectionRefusedError("refused"),
        CannotResolveHostError("no such host"),
        ConnectionResetError("reset"),
    ],
)
async def test_no_answer_allows_nothing(error):
    middleware, _ = obeying(error)
    for url in (URL, "https://courier.example/"):
        with pytest.raises(RobotsUnreachable, match=type(error).__name__):
            await middleware.process_request(Request(url))


async def test_file_that_could_not_be_kept_allows_nothing():
    middleware, _ = obeying(NotPreserved("no room"))
    with pytest.raises(RobotsUnreachable):
        await middleware.process_request(Request(URL))


async def test_replay_without_the_file_allows_everything():
    middleware, _ = obeying(NotInReplay("not in the replayed captures"))
    assert await allows(middleware)


@pytest.mark.parametrize("body", ["", "<html><body>Welcome</body></html>", "\x00\xff\xfe", "Allow"])
async def test_file_that_is_none_allows_everything(body):
    middleware, _ = obeying(said(body))
    assert await allows(middleware)


async def test_each_host_has_its_own():
    middleware, network = obeying(said("", 404))
    for host in ("courier.example", "www.courier.example", "courier.example:8080"):
        assert await allows(middleware, f"https://{host}/news")
    assert network.asked == [
        f"https://{host}/robots.txt"
        for host in ("courier.example", "www.courier.example", "courier.example:8080")
    ]


async def test_trouble_of_one_host_is_not_anothers():
    middleware, network = obeying(said("", 503))
    assert not await allows(middleware)
    network.answer = said("User-agent: *\nDisallow: /secret\n")
    with pytest.raises(IgnoreRequest, match="Forbidden"):
        await middleware.process_request(Request("https://www.courier.example/secret"))


async def test_agreed_access_does_not_ask():
    middleware, network = obeying(said("User-agent: *\nDisallow: /\n"))
    await middleware.process_request(Request(URL, meta={"dont_obey_robotstxt": True}))
    assert network.asked == []


def test_project_uses_it_in_place_of_scrapys():
    settings = Settings()
    settings.setmodule("aggregator.settings")
    middlewares = settings.getwithbase("DOWNLOADER_MIDDLEWARES")
    assert middlewares["scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware"] is None
    assert middlewares["aggregator.crawl.robots.Rfc9309Middleware"] == 100
    assert settings.getbool("ROBOTSTXT_OBEY")
