"""Follows the citations of documents to the cited stories."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aggregator.archive.citing import citations, documents
from aggregator.archive.crawling import frontier
from aggregator.crawl.discover import Discoverer
from aggregator.crawl.fetch import Fetcher
from aggregator.crawl.mementos import MementoFinder
from aggregator.crawl.period import Period
from aggregator.crawl.run import Run
from aggregator.records import Lead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler

    from aggregator.outlets import Outlet


class Follower:
    """Puts what documents cite into the frontier, and fetches it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = Run.of(crawler)

    async def requests(
        self, document_ids: Sequence[int], *, ask_outlets: bool
    ) -> AsyncIterator[Request]:
        """Requests for the cited stories.

        Args:
            ask_outlets: ask the cited outlets' feeds first, where headlines alone are cited.
        """
        cited = [await self._outlets(document) for document in document_ids]
        names = sorted({outlet.name for outlets in cited for outlet in outlets})
        if ask_outlets and names:
            discoverer = Discoverer(self._crawler)
            async for request in discoverer.requests([self._run.outlets[n] for n in names]):
                yield request
        mementos = MementoFinder(self._crawler)
        if mementos.is_on:
            async for request in mementos.leads(document_ids):
                yield request
        wanted = {document: await self.queue(document) for document in document_ids}
        only = set().union(*wanted.values())
        if only:
            fetcher = Fetcher(self._crawler)
            async for request in fetcher.requests(names, period=Period(), only=only):
                yield request
        if mementos.is_on:
            for document, leads in wanted.items():
                at = await asyncio.to_thread(documents.document_time, self._run.archive, document)
                async for request in mementos.pages(leads, at):
                    yield request

    async def queue(self, document: int) -> set[int]:
        """Put a document's cited stories into the frontier; ids of their leads."""
        run = self._run
        only = set(
            await asyncio.to_thread(citations.lead_matches, run.archive, run.outlets, document)
        )
        urls = await asyncio.to_thread(documents.cited_urls, run.archive, document)
        for outlet in await self._outlets(document):
            leads = [Lead(url=url, via="citation") for url in urls if outlet.is_article(url)]
            if leads:
                only.update(
                    await asyncio.to_thread(
                        frontier.add_leads,
                        run.archive,
                        outlet=outlet,
                        leads=leads,
                        now=datetime.now(UTC),
                    )
                )
        return only

    async def _outlets(self, document: int) -> list[Outlet]:
        """Those cited outlets that publish stories of their own and that we have a spider for."""
        run = self._run
        cited = await asyncio.to_thread(documents.cited_outlets, run.archive, document)
        known = [run.outlets[name] for name in cited if name in run.outlets]
        return [outlet for outlet in known if not outlet.digest]
