"""Slows down when an outlet says "too many requests", and leaves it alone when it insists.

Each 429 or 503 (RFC 6585, RFC 9110) doubles the delay of the outlet's download slot, and a
Retry-After is waited for, up to `MAX_PAUSE`; answers that come well shorten the delay again.
After `MAX_REFUSALS` of them in a row the run claims no more of the outlet's leads: they stay due.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured

from aggregator.crawl.policy import parse_retry_after
from aggregator.crawl.run import Run

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_TOO_MANY = {429, 503}
_WELL = range(200, 400)
_LONGEST_DELAY = 60.0


class BackOff:
    """Scrapy extension."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.getlist("REPLAY"):
            raise NotConfigured
        self.crawler = crawler
        self.most = crawler.settings.getint("MAX_REFUSALS")
        self.longest_pause = crawler.settings.getfloat("MAX_PAUSE")
        self._refusals: dict[str, int] = {}
        self._declared: dict[str, float] = {}
        crawler.signals.connect(self._response_downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _response_downloaded(self, response: Response, request: Request) -> None:
        key = request.meta.get("download_slot", "")
        slot = self.crawler.engine.downloader.slots.get(key)
        if slot is None:
            return
        if response.status in _TOO_MANY:
            self._refused(key, slot, response)
        elif response.status in _WELL:
            self._refusals.pop(key, None)
            if key in self._declared:
                slot.delay = max(self._declared[key], slot.delay / 2)

    def _refused(self, key: str, slot: Slot, response: Response) -> None:
        self._refusals[key] = self._refusals.get(key, 0) + 1
        declared = self._declared.setdefault(key, slot.delay)
        slot.delay = max(declared, min(2 * max(slot.delay, 1.0), _LONGEST_DELAY))
        pause = max(slot.delay, min(self._asked(response), self.longest_pause))
        # Scrapy sends the next request `delay` seconds after the slot was last seen at work.
        slot.lastseen = monotonic() + pause - slot.delay
        logger.warning(
            "%s answers %d: the next request waits %.0f s, later ones %.0f s each",
            key,
            response.status,
            pause,
            slot.delay,
        )
        if self._refusals[key] == self.most:
            logger.warning(
                "%s refused %d requests in a row: left alone in this run", key, self.most
            )
            Run.of(self.crawler).resting.add(key)

    def _asked(self, response: Response) -> float:
        """Seconds that a Retry-After header asks for; 0 where it asks for none."""
        given = response.headers.get("Retry-After")
        now = datetime.now(UTC)
        until = parse_retry_after(given.decode("latin-1") if given else None, now=now)
        return max(0.0, (until - now).total_seconds()) if until else 0.0
