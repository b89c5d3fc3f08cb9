"""Keeps what came over the wire in a WARC file, before anyone looks inside."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from aggregator.archive.captures.store import CaptureError
from aggregator.crawl.run import Run

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from aggregator.archive.captures.store import CaptureStore
    from aggregator.crawl.items import Page
    from aggregator.records import CaptureRef


class PreservePipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, page: Page) -> Page:
        """Preserve every exchange of the page. Without a capture nothing is archived.

        Raises:
            DropItem: the capture could not be written; the crawl is stopped, which tells why.
        """
        run = Run.of(self.crawler)
        try:
            captures = await asyncio.to_thread(_preserve, run.captures, page)
        except CaptureError as error:
            run.fail(error)
            raise DropItem(f"{page.claim.url}: not preserved", log_level="DEBUG") from error
        return page.preserved(captures)


def _preserve(store: CaptureStore, page: Page) -> tuple[CaptureRef, ...]:
    if page.from_file:
        return tuple(
            store.append_resource(
                exchange.url,
                exchange.captured_at,
                dict(exchange.headers)["Content-Type"],
                exchange.body,
            )
            for exchange in page.exchanges
        )
    return tuple(store.append(exchange) for exchange in page.exchanges)
