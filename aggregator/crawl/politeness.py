"""Slows an outlet's download slot to the Crawl-delay that its robots.txt asks for."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import ProtegoRobotParser

logger = logging.getLogger(__name__)

# A robots.txt that asks for more than this would keep one story waiting for minutes; the outlet's
# budget is the better tool then.
_LONGEST = 60.0


class CrawlDelay:
    """Scrapy extension: Crawl-delay of robots.txt (not in RFC 9309, and widely used)."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.getlist("REPLAY"):
            raise NotConfigured
        self.crawler = crawler
        self.user_agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _robots_parsed(self, robotparser: ProtegoRobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(self.user_agent)
        if asked is None or not math.isfinite(asked):
            return
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        # The slot is made with the first request that gets past robots.txt, which is not yet,
        # and made anew after a rest: from these settings.
        settings = downloader.per_slot_settings.setdefault(key, {})
        delay = min(asked, _LONGEST)
        if settings.get("delay", self.crawler.settings.getfloat("DOWNLOAD_DELAY")) >= delay:
            return
        settings["delay"] = delay
        if key in downloader.slots:
            downloader.slots[key].delay = delay
        logger.info("%s: robots.txt asks for %g s between requests", key, asked)
