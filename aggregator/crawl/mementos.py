"""Asks a public web archive for what outlets no longer tell of the days around a digest.

Feeds and section pages forget within days, and pages go. A web archive (RFC 7089, or a CDX server)
may have them as they were. Off unless the setting `MEMENTOS` names one; it has a download slot,
a budget and its own robots.txt. What is found there are leads like any other, and a page is taken
from there only where its outlet no longer has it: a wall that an outlet put up is respected.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrapy import Request

from aggregator.archive.citing import citations, documents
from aggregator.archive.crawling import frontier
from aggregator.crawl.addon import MEMENTOS
from aggregator.crawl.failures import describe_failure
from aggregator.crawl.items import Page
from aggregator.crawl.period import Period
from aggregator.crawl.run import Run
from aggregator.discovery import NotADiscovery, read_discovery
from aggregator.discovery.mementos import (
    Memento,
    MementoService,
    as_captured,
    memento_time,
    nearest,
    original_headers,
)
from aggregator.records import Outcome
from aggregator.workers import WorkerError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from aggregator.archive.citing.documents import LostLead
    from aggregator.archive.crawling.frontier import ClaimedLead
    from aggregator.outlets import Outlet
    from aggregator.records import Discovery

logger = logging.getLogger(__name__)

_OK = range(200, 300)
_BEFORE, _AFTER = timedelta(days=3), timedelta(days=2)  # of a feed, around the digest
_PAGE_BEFORE, _PAGE_AFTER = timedelta(days=7), timedelta(days=365)
_OF_EACH = 2  # mementos of one feed that are read


@dataclass
class _Answer:
    """What came of one request: the response, or why there is none."""

    response: Response | None = None
    outcome: Outcome = Outcome.ERROR
    reason: str = ""
    is_there: asyncio.Event = field(default_factory=asyncio.Event)

    def came(self, response: Response) -> None:
        self.response = response
        if response.status not in _OK:
            self.reason = f"HTTP status {response.status}"
        self.is_there.set()

    def failed(self, failure: Failure) -> None:
        self.outcome, self.reason = describe_failure(failure)
        self.is_there.set()

    @property
    def is_good(self) -> bool:
        return self.response is not None and self.response.status in _OK


class MementoFinder:
    """Asks one web archive, one request at a time.

    Raises:
        ValueError: the setting `MEMENTOS` names no index.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.run = Run.of(crawler)
        index = crawler.settings["MEMENTOS"].strip()
        self._service = MementoService(index) if index else None
        self._left = crawler.settings.getint("MEMENTO_BUDGET")

    @property
    def is_on(self) -> bool:
        return self._service is not None

    async def leads(self, document_ids: Sequence[int]) -> AsyncIterator[Request]:
        """Requests for what cited outlets told around the documents whose citations are open."""
        for document in document_ids:
            for name, around in await asyncio.to_thread(
                citations.unmatched_outlets, self.run.archive, self.run.outlets, document
            ):
                outlet = self.run.outlets[name]
                for url in (*outlet.feeds, *outlet.sitemaps, *outlet.sections):
                    async for request in self._read_source(outlet, url, around):
                        yield request

    async def pages(self, lead_ids: Collection[int], around: datetime) -> AsyncIterator[Request]:
        """Requests for the pages of leads that their outlets no longer have."""
        lost = await asyncio.to_thread(documents.lost_leads, self.run.archive, lead_ids)
        found: dict[int, tuple[LostLead, Memento]] = {}
        for lead in lost:
            outlet = self.run.outlets.get(lead.outlet)
            if outlet is None:
                continue
            at = lead.published or around
            async for step in self._look(outlet, lead.url, at, _PAGE_BEFORE, _PAGE_AFTER):
                if isinstance(step, Request):
                    yield step
                elif step:
                    found[lead.lead_id] = (lead, step[0])
        if not found:
            return
        urls = [lead.url for lead, _ in found.values()]
        await asyncio.to_thread(frontier.make_due, self.run.archive, urls, datetime.now(UTC))
        names = sorted({lead.outlet for lead, _ in found.values()})
        while claimed := await self.run.claim(names, period=Period(), only=list(found)):
            for sequence, claim in enumerate(claimed):
                yield self._page(claim, sequence, *found[claim.lead_id])
            await self.run.committer.drained()

    # -- discovery -----------------------------------------------------------------------

    async def _read_source(
        self, outlet: Outlet, url: str, around: datetime
    ) -> AsyncIterator[Request]:
        async for step in self._look(outlet, url, around, _BEFORE, _AFTER):
            if isinstance(step, Request):
                yield step
                continue
            for memento in step[:_OF_EACH]:
                answer = _Answer()
                request = self._request(as_captured(memento.url), answer)
                if request is None:
                    return
                yield request
                await answer.is_there.wait()
                await self._take_in(outlet, memento, request, answer)

    async def _look(
        self, outlet: Outlet, url: str, around: datetime, before: timedelta, after: timedelta
    ) -> AsyncIterator[Request | list[Memento]]:
        """The request for the list of a URL's mementos, then those of them that are near."""
        if self._service is None:
            return
        asked = self._service.query(url, around, before, after)
        answer = _Answer()
        request = self._request(asked, answer)
        if request is None:
            return
        yield request
        await answer.is_there.wait()
        found: list[Memento] = []
        reason = answer.reason
        if answer.is_good and answer.response is not None:
            try:
                listed = await self.run.workers.run(
                    self._service.read, answer.response.body, url=asked, original=url
                )
                found = nearest(listed, around, before, after, _OF_EACH)
                reason = "" if found else _no_memento(url, around, before, after)
            except (NotADiscovery, WorkerError) as error:
                reason = f"the list of mementos could not be read: {error}"
        outcome = Outcome.NOT_A_STORY if found else answer.outcome
        if not found and answer.is_good:
            outcome = Outcome.GONE
        await self._record(outlet, asked, request, answer, outcome=outcome, reason=reason or None)
        yield found

    async def _take_in(
        self, outlet: Outlet, memento: Memento, request: Request, answer: _Answer
    ) -> None:
        """Write the leads that a memento of a feed, sitemap or section page names."""
        discovery, outcome, reason = None, answer.outcome, answer.reason or None
        at = memento.at
        if answer.is_good and answer.response is not None:
            at = memento_time(_headers(answer.response)) or at
            try:
                discovery = await self.run.workers.run(
                    read_discovery,
                    answer.response.body,
                    url=memento.original,
                    content_type=original_headers(_headers(answer.response)).get("Content-Type"),
                    is_article=outlet.is_article,
                    timezone=outlet.timezone,
                    now=at,
                )
                outcome, reason = Outcome.NOT_A_STORY, f"memento of {at:%Y-%m-%d %H:%M}"
            except (NotADiscovery, WorkerError) as error:
                reason = str(error)
        await self._record(
            outlet, request.url, request, answer, outcome=outcome, reason=reason,
            discovery=discovery, memento_at=at,
        )  # fmt: skip

    async def _record(
        self,
        outlet: Outlet,
        url: str,
        request: Request,
        answer: _Answer,
        *,
        outcome: Outcome,
        reason: str | None,
        discovery: Discovery | None = None,
        memento_at: datetime | None = None,
    ) -> None:
        archive = self.run.archive
        source = await asyncio.to_thread(frontier.source_state, archive, outlet.name, url)
        captures = [
            await asyncio.to_thread(self.run.captures.append, exchange)
            for exchange in request.meta["exchanges"]
        ]
        await asyncio.to_thread(self.run.captures.sync)
        leads = [
            replace(lead, via="memento")
            for lead in (discovery.leads if discovery else ())
            if outlet.is_article(lead.url)
        ]
        count = await asyncio.to_thread(
            frontier.record_discovery,
            archive,
            run_id=self.run.run_id,
            source=source,
            outlet=outlet,
            discovery=discovery,
            leads=leads,
            captures=captures,
            outcome=outcome,
            reason=reason,
            status=answer.response.status if answer.response is not None else None,
            etag=None,
            last_modified=None,
            elapsed=request.meta.get("download_latency"),
            now=datetime.now(UTC),
            memento_at=memento_at,
        )
        self.run.count("leads/new", count.new)
        self.run.count("mementos/read" if discovery else "mementos/asked")
        if outcome is not Outcome.NOT_A_STORY:
            logger.warning("%s: mementos: %s (%s)", outlet.title, outcome, reason)

    # -- requests ------------------------------------------------------------------------

    def _request(self, url: str, answer: _Answer) -> Request | None:
        if not self._may_ask(url):
            answer.is_there.set()
            return None
        return Request(
            url,
            callback=answer.came,
            errback=answer.failed,
            dont_filter=True,
            meta={"download_slot": MEMENTOS, "exchanges": []},
        )

    def _may_ask(self, url: str) -> bool:
        if MEMENTOS in self.run.resting:
            return False
        if self._left <= 0:
            logger.warning("MEMENTO_BUDGET is spent: %s and later ones are not asked for", url)
            return False
        self._left -= 1
        return True

    def _page(self, claim: ClaimedLead, sequence: int, lead: LostLead, memento: Memento) -> Request:
        def parse(response: Response) -> Iterator[Page]:
            headers = _headers(response)
            at = memento_time(headers) or memento.at
            page = self._of(claim, sequence, request, response.status)
            if response.status not in _OK:
                yield replace(page, verdict=(lead.outcome, _lost(lead, f"HTTP {response.status}")))
                return
            yield replace(
                page,
                headers=original_headers(headers),
                body=response.body,
                elapsed=response.meta.get("download_latency"),
                memento_url=response.url,
                memento_at=at,
            )

        def failed(failure: Failure) -> Iterator[Page]:
            _, reason = describe_failure(failure)
            page = self._of(claim, sequence, request, None)
            yield replace(page, verdict=(lead.outcome, _lost(lead, reason)))

        request = Request(
            as_captured(memento.url),
            callback=parse,
            errback=failed,
            dont_filter=True,
            meta={"download_slot": MEMENTOS, "exchanges": []},
        )
        return request

    def _of(self, claim: ClaimedLead, sequence: int, request: Request, status: int | None) -> Page:
        return Page(
            claim=claim,
            outlet=self.run.outlets[claim.outlet],
            sequence=sequence,
            exchanges=tuple(request.meta["exchanges"]),
            url=claim.requested_url,
            status=status,
        )


def _headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }


def _no_memento(url: str, around: datetime, before: timedelta, after: timedelta) -> str:
    return f"no memento of {url} from {around - before:%Y-%m-%d} to {around + after:%Y-%m-%d}"


def _lost(lead: LostLead, reason: str) -> str:
    return f"{lead.reason or lead.outcome}; its memento could not be had: {reason}"
