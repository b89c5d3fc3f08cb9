"""robots.txt as RFC 9309 has it where Scrapy's own middleware differs.

An error of the server (5xx) or no answer at all means that nothing may be fetched (section
2.3.1.4); an answer that there is no such file (4xx) means that all may (2.3.1.3). Stricter than
the RFC, 429 (too many requests) counts as an error of the server: who asks for less is not asked
for more. In a replay the file is honoured where the capture holds one and not consulted otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from aggregator.crawl.exchanges import NotPreserved

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"
_TOO_MANY_REQUESTS = 429


class RobotsUnreachable(IgnoreRequest):
    """Nothing may be fetched while robots.txt cannot be had. Its text says why it cannot."""


class Rfc9309Middleware(RobotsTxtMiddleware):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, str] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            why = self._unreachable.get(urlparse_cached(request).netloc)
            if why is None:
                raise
            raise RobotsUnreachable(why) from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == _TOO_MANY_REQUESTS:  # noqa: PLR2004 - the class of server errors
            self._unreachable[netloc] = f"HTTP status {response.status}"
            response = response.replace(body=_NOTHING_ALLOWED)
        elif response.status >= 400:  # noqa: PLR2004 - the class of client errors
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, IgnoreRequest) and not isinstance(exc, NotPreserved):
            super()._robots_error(exc, netloc)
            return
        self._unreachable[netloc] = type(exc).__name__
        waiting = self._parsers[netloc]
        parser = build_from_crawler(self._parserimpl, self.crawler, _NOTHING_ALLOWED)
        self._parsers[netloc] = parser
        if isinstance(waiting, Deferred):
            waiting.callback(parser)
