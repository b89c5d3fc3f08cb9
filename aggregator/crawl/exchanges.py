"""Keeps every response as it came, before any other middleware touches it.

Nearest to the network, it sees redirects and compressed bodies. A story's exchanges travel in
``meta["exchanges"]`` to the pipeline that preserves them; robots.txt, which never gets there, is
preserved on the spot, so that a replay of our own captures obeys it as we did.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aggregator.crawl.run import Run
from aggregator.records import Exchange

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class ExchangeMiddleware:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        exchange = request.meta.pop("exchange", None) or _exchange(response)
        if "exchanges" in request.meta:
            request.meta["exchanges"].append(exchange)
        elif request.url.endswith("/robots.txt"):
            run = self.crawler.get_extension(Run)
            if run is not None:
                await asyncio.to_thread(run.captures.append, exchange)
        return response


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
