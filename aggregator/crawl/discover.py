"""The discovery step of a crawl: ask feeds and sitemaps, and write what they say to the frontier.

Every lead is in the frontier before anything is fetched for it.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from scrapy import Request

from aggregator.archive.crawling import frontier
from aggregator.archive.errors import ArchiveError
from aggregator.crawl.downloader import CrawlStopped
from aggregator.crawl.failures import describe_failure
from aggregator.crawl.run import Run
from aggregator.discovery import NotADiscovery, read_discovery
from aggregator.records import Outcome
from aggregator.urls import canonical
from aggregator.workers import WorkerError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from aggregator.archive.crawling.frontier import SourceState
    from aggregator.outlets import Outlet
    from aggregator.records import Discovery, Lead

logger = logging.getLogger(__name__)

_NOT_MODIFIED = 304
_OK = range(200, 300)
_GONE = (404, 410)
_REFUSED = (401, 402, 403, 429, 503)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Discoverer:
    """Reads the discovery documents of some outlets, and those that they name in turn.

    Live, all are asked at once and the outlet's politeness spaces them. In a replay they are read
    one at a time in the order they were captured, so that what was said last is believed last.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.run = Run.of(crawler)
        self._waiting: list[tuple[datetime, int, Outlet, str]] = []
        self._queued: set[str] = set()
        self._numbers = itertools.count()
        self._under_way = 0
        self._one_done = asyncio.Event()
        self._sitemaps_left = crawler.settings.getint("MAX_SITEMAPS")

    async def requests(self, outlets: Sequence[Outlet]) -> AsyncIterator[Request]:
        """Requests for every feed, sitemap and section page; it ends when all answers are read."""
        for outlet in outlets:
            for url in (*outlet.feeds, *outlet.sitemaps, *outlet.sections):
                self._queue(outlet, url)
        while self._waiting or self._under_way:
            if self._waiting and not (self.run.replaying and self._under_way):
                _, _, outlet, url = heappop(self._waiting)
                self._queued.discard(url)
                self._under_way += 1
                yield await self._request(outlet, url)
            else:
                await self._one_done.wait()
                self._one_done.clear()

    async def parse(self, response: Response) -> None:
        """Write what a discovery document says; queue the documents it names."""
        try:
            await self._parse(response)
        except ArchiveError as error:
            self.run.fail(error)
        finally:
            self._finish_one()

    async def failed(self, failure: Failure) -> None:
        """Record that a discovery document could not be had."""
        try:
            if isinstance(failure.value, CrawlStopped):
                return  # it was not asked for, and is when the next run begins
            outcome, reason = describe_failure(failure)
            request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
            await self._record(request.meta, None, outcome, reason)
        except ArchiveError as error:
            self.run.fail(error)
        finally:
            self._finish_one()

    def _queue(self, outlet: Outlet, url: str) -> None:
        if url in self._queued:
            return
        self._queued.add(url)
        captured = self.run.shelf.next_time(url) if self.run.shelf is not None else None
        heappush(self._waiting, (captured or _LONG_AGO, next(self._numbers), outlet, url))

    def _finish_one(self) -> None:
        self._under_way -= 1
        self._one_done.set()

    async def _request(self, outlet: Outlet, url: str) -> Request:
        state = await asyncio.to_thread(frontier.source_state, self.run.archive, outlet.name, url)
        headers = {}
        if not self.run.replaying:
            if state.etag:
                headers["If-None-Match"] = state.etag
            if state.last_modified:
                headers["If-Modified-Since"] = state.last_modified
        return Request(
            url,
            headers=headers,
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,
            priority=10,
            meta={
                "download_slot": outlet.name,
                "dont_obey_robotstxt": outlet.name in self.run.permissions and outlet.owns(url),
                "exchanges": [],
                "outlet": outlet,
                "source": state,
            },
        )

    async def _parse(self, response: Response) -> None:
        outlet: Outlet = response.meta["outlet"]
        source: SourceState = response.meta["source"]
        discovery, outcome, reason = await self._read(response, outlet)
        await self._record(response.meta, discovery, outcome, reason, response)
        if discovery is not None:
            for url in self._children(discovery):
                self._queue(outlet, url)
        if self.run.shelf is not None and self.run.shelf.more(source.url):
            self._queue(outlet, source.url)

    async def _read(
        self, response: Response, outlet: Outlet
    ) -> tuple[Discovery | None, Outcome, str | None]:
        if response.status == _NOT_MODIFIED:
            return None, Outcome.NOT_MODIFIED, None
        if response.status not in _OK:
            if response.status in _GONE:
                return None, Outcome.GONE, f"HTTP status {response.status}"
            refused = response.status in _REFUSED
            outcome = Outcome.BOT_WALL if refused else Outcome.ERROR
            return None, outcome, f"HTTP status {response.status}"
        try:
            discovery = await self.run.workers.run(
                read_discovery,
                response.body,
                url=response.url,
                content_type=_header(response, "Content-Type"),
                is_article=outlet.is_article,
                timezone=outlet.timezone,
                now=response.meta["exchanges"][-1].captured_at,
            )
        except NotADiscovery as error:
            return None, Outcome.ERROR, str(error)
        except WorkerError as error:
            return None, Outcome.ERROR, f"could not be read: {error}"
        for problem in discovery.problems:
            logger.info("%s: %s", response.url, problem)
        return discovery, Outcome.NOT_A_STORY, None

    async def _record(
        self,
        meta: dict[str, Any],
        discovery: Discovery | None,
        outcome: Outcome,
        reason: str | None,
        response: Response | None = None,
    ) -> None:
        outlet: Outlet = meta["outlet"]
        source: SourceState = meta["source"]
        leads = list(_own_leads(outlet, discovery)) if discovery else []
        captures = [
            await asyncio.to_thread(self.run.captures.append, exchange)
            for exchange in meta["exchanges"]
        ]
        await asyncio.to_thread(self.run.captures.sync)
        count = await asyncio.to_thread(
            frontier.record_discovery,
            self.run.archive,
            run_id=self.run.run_id,
            source=source,
            outlet=outlet,
            discovery=discovery,
            leads=leads,
            captures=captures,
            outcome=outcome,
            reason=reason,
            status=response.status if response is not None else None,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            elapsed=meta.get("download_latency"),
            now=datetime.now(UTC),
        )
        self.run.count("leads/new", count.new)
        self.run.count("leads/changed", count.changed)
        self.run.count("discovery/read" if discovery else f"discovery/{outcome}")
        if outcome not in {Outcome.NOT_A_STORY, Outcome.NOT_MODIFIED}:
            self._tell(outlet, source.url, outcome, reason)

    def _tell(self, outlet: Outlet, url: str, outcome: Outcome, reason: str | None) -> None:
        """Say at once what discovery did not get."""
        logger.warning("%s: %s: %s (%s)", outlet.title, url, outcome, reason)
        if outcome is Outcome.ROBOTS_DENIED and outlet.note:
            logger.warning("%s: %s", outlet.title, outlet.note)

    def _children(self, discovery: Discovery) -> Iterator[str]:
        """The sitemaps of an index, newest first, as many as a run may read."""
        newest_first = sorted(
            discovery.children,
            key=lambda child: child[1].utc if child[1] else _LONG_AGO,
            reverse=True,
        )
        for url, _ in newest_first:
            if self.run.shelf is not None and self.run.shelf.is_used_up(url):
                continue
            if self._sitemaps_left <= 0:
                logger.warning("MAX_SITEMAPS reached: %s and later ones are left unread", url)
                return
            self._sitemaps_left -= 1
            yield url


def _own_leads(outlet: Outlet, discovery: Discovery) -> Iterator[Lead]:
    """The leads that are the outlet's own stories and have a URL that can be kept."""
    for lead in discovery.leads:
        if not outlet.is_article(lead.url):
            continue
        try:
            canonical(lead.url)
        except ValueError as error:
            logger.warning("%s: a lead is left out: %s", outlet.title, error)
            continue
        yield lead


def _header(response: Response | None, name: str) -> str | None:
    value = response.headers.get(name) if response is not None else None
    return value.decode("latin-1") if value else None
