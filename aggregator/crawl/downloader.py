"""Scrapy's downloader, which lets go of what still waits for its turn when the crawl is stopped.

Scrapy answers a request to stop by sending out everything that its slots have queued, each after
the outlet's delay: with the patience that politeness asks for that takes minutes, and whoever
asked (a service manager, a person) has killed the process by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader import Downloader as ScrapyDownloader
from scrapy.exceptions import IgnoreRequest
from twisted.python.failure import Failure

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot


class CrawlStopped(IgnoreRequest):
    """The request was never sent: the crawl was stopped first."""


class Downloader(ScrapyDownloader):
    def _process_queue(self, slot: Slot) -> None:
        if not self._stopping():
            super()._process_queue(slot)
            return
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(Failure(CrawlStopped()))  # type: ignore[no-untyped-call]  # as Twisted has it

    def _stopping(self) -> bool:
        engine = self.crawler.engine
        if engine.spider is None:
            return False
        # Closed by itself (an extension's limit, our own failure), or with the whole process.
        return not engine.running or bool(engine._slot and engine._slot.closing)  # noqa: SLF001 - Scrapy tells it nowhere else
