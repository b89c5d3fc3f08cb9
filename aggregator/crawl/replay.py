"""Answers requests from captures instead of the network.

A URL may have been captured several times. Each capture is served once, in the order of time, and
those the archive holds already are not served again; when none is left the answer is 304 Not
Modified. A URL that was never captured fails with `NotInReplay`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from aggregator.crawl.run import Run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from aggregator.records import Exchange


REPLAYED = "replayed"
"""Flag of a response that did not come over the network."""


class NotInReplay(IgnoreRequest):
    """The URL is in none of the capture files that stand in for the network."""


class ReplayHandler(BaseDownloadHandler):
    """Download handler for http and https that serves from the run's `ReplayShelf`."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        shelf = Run.of(crawler).shelf
        if shelf is None:
            raise RuntimeError("the replay handler is in use without REPLAY being set")
        self.shelf = shelf

    async def download_request(self, request: Request) -> Response:
        # A redirect may lead to a page that another lead took; robots.txt is asked in every run.
        again = "redirect_urls" in request.meta or request.url.endswith("/robots.txt")
        exchange = await asyncio.to_thread(self.shelf.take, request.url, again=again)
        if exchange is not None:
            request.meta["exchange"] = exchange
            return _response(request.url, exchange)
        if self.shelf.index.has(request.url):
            return Response(request.url, status=304, flags=[REPLAYED])
        raise NotInReplay(f"not in the replayed captures: {request.url}")


def _response(url: str, exchange: Exchange) -> Response:
    headers = Headers()
    for name, value in exchange.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=url, body=exchange.body)
    return kind(url, status=exchange.status, headers=headers, body=exchange.body, flags=[REPLAYED])
