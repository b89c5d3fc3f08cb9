"""Answers requests from captures instead of the network.

A URL may have been captured several times. Each capture is served once, in the order of time, and
those the archive holds already are not served again; when none is left the answer is 304 Not
Modified. A URL that was never captured fails with `NotInReplay`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from aggregator.archive.replay import ReplayIndex
    from aggregator.records import Exchange


class NotInReplay(IgnoreRequest):
    """The URL is in none of the capture files that stand in for the network."""


class ReplayShelf:
    """The captures of a replay, and which of them were taken off it already.

    Args:
        index: of the capture files.
        known: captures the archive holds: URL to the times it was captured at.
    """

    def __init__(self, index: ReplayIndex, known: Mapping[str, set[datetime]]) -> None:
        self.index = index
        self._taken: dict[str, set[datetime]] = {}
        for url, times in known.items():
            self._taken_of(url).update(times)

    @property
    def size(self) -> int:
        """URLs there are captures of."""
        return len(list(self.index.urls()))

    def waiting(self) -> list[str]:
        """URLs with a capture that the archive does not hold yet."""
        return [url for url in self.index.urls() if self.more(url)]

    def more(self, url: str) -> bool:
        """Whether a later capture of the URL is still to be served."""
        taken = self._taken_of(url)
        return any(time not in taken for time in self.index.times(url))

    def take(self, url: str, *, again: bool = False) -> Exchange | None:
        """The next capture of the URL; with `again` the last one when all were served."""
        taken = self._taken_of(url)
        exchange = self.index.get(url, exclude=taken)
        if exchange is None and again and (times := self.index.times(url)):
            exchange = self.index.get(url, exclude=times[:-1])
        if exchange is not None:
            taken.add(exchange.captured_at)
        return exchange

    def _taken_of(self, url: str) -> set[datetime]:
        """By canonical URL: a capture may be spelled otherwise than the request it answers."""
        try:
            key = canonical(url)
        except ValueError:
            key = url
        return self._taken.setdefault(key, set())


class ReplayHandler(BaseDownloadHandler):
    """Download handler for http and https that serves from the run's `ReplayShelf`."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Imported here: the run makes the shelf, and this module is what it makes it of.
        from aggregator.crawl.run import Run  # noqa: PLC0415

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
            return Response(request.url, status=304, flags=["replayed"])
        raise NotInReplay(f"not in the replayed captures: {request.url}")


def replay_paths(settings: BaseSettings) -> list[Path]:
    """The capture files named in the setting `REPLAY`."""
    return [Path(part) for name in settings.getlist("REPLAY") if (part := name.strip())]


def _response(url: str, exchange: Exchange) -> Response:
    headers = Headers()
    for name, value in exchange.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=url, body=exchange.body)
    return kind(
        url, status=exchange.status, headers=headers, body=exchange.body, flags=["replayed"]
    )
