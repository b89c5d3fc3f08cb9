"""A Scrapy spider that only downloads what a replay holds: the floor under a crawl.

    python -m benchmarks.bare REPLAY DOMAIN...

Asks for every page of these domains in the capture files, reads nothing and keeps nothing; prints
how many came. `benchmarks.crawl` runs it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from aggregator.archive.captures.replay import ReplayIndex

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence


class BareHandler(BaseDownloadHandler):
    """Serves from the captures, in the way of `aggregator.crawl.replay`, without its run."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.index: ReplayIndex = crawler.settings["REPLAY_INDEX"]

    async def download_request(self, request: Request) -> Response:
        exchange = await asyncio.to_thread(self.index.get, request.url)
        if exchange is None:
            return Response(request.url, status=404)
        headers = Headers()
        for name, value in exchange.headers:
            headers.appendlist(name, value)
        kind = responsetypes.from_args(headers=headers, url=request.url, body=exchange.body)
        return kind(request.url, status=exchange.status, headers=headers, body=exchange.body)


class BareSpider(Spider):
    name = "bare"
    pages = 0

    def __init__(self, urls: Sequence[str] = ()) -> None:
        super().__init__()
        self.urls = urls

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(url)

    def parse(self, response: Response, **_: Any) -> None:
        if response.body:
            type(self).pages += 1


def urls_of(index: ReplayIndex, domains: Sequence[str]) -> list[str]:
    return [url for url in index.urls() if any(f"{domain}/" in url for domain in domains)]


def main(arguments: Sequence[str]) -> int:
    replay, *domains = arguments
    index = ReplayIndex.open([Path(part) for part in replay.split(",")])
    process = AsyncCrawlerProcess(
        {
            "DOWNLOAD_HANDLERS": {
                "http": "benchmarks.bare.BareHandler",
                "https": "benchmarks.bare.BareHandler",
            },
            "REPLAY_INDEX": index,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "ROBOTSTXT_OBEY": False,
            "RETRY_ENABLED": False,
        },
        install_root_handler=False,
    )
    process.crawl(BareSpider, urls=urls_of(index, domains))
    process.start()
    # Scrapy imported this module under its own name for the handler, the spider is ours.
    print(BareSpider.pages)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
