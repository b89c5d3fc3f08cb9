"""Keeps every response as it came, before any other middleware touches it.

Nearest to the network, it sees redirects and compressed bodies. A story's exchanges travel in
``meta["exchanges"]`` to the pipeline that preserves them; robots.txt, which never gets there, is
preserved on the spot, so that a replay of our own captures obeys it as we did.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from aggregator.archive.captures.store import CaptureError
from aggregator.crawl.replay import REPLAYED
from aggregator.crawl.run import Run
from aggregator.records import Exchange

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class NotPreserved(IgnoreRequest):
    """The answer could not be kept, which stops the crawl: it is not gone by."""


class ExchangeMiddleware:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        exchange: Exchange | None = request.meta.pop("exchange", None)
        if exchange is None:
            if REPLAYED in response.flags:
                # "Nothing new" is our own answer: nobody sent it, so nothing is kept of it.
                return response
            exchange = _exchange(response)
        if "exchanges" in request.meta:
            request.meta["exchanges"].append(exchange)
        elif _is_robots(request):
            await self._preserve(exchange)
        return response

    async def _preserve(self, exchange: Exchange) -> None:
        run = self.crawler.get_extension(Run)
        if run is None:
            return
        try:
            await asyncio.to_thread(run.captures.append, exchange)
        except CaptureError as error:
            run.fail(error)
            raise NotPreserved(str(error)) from error


def _is_robots(request: Request) -> bool:
    """Whether robots.txt was asked for; redirects may lead to a file of another name."""
    asked: str = request.meta.get("redirect_urls", [request.url])[0]
    return asked.endswith("/robots.txt")


def _exchange(response: Response) -> Exchange:
    return Exchange(
        url=response.url,
        captured_at=datetime.now(UTC),
        status=response.status,
        headers=tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ),
        body=response.body,
    )
