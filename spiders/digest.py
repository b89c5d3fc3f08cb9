"""Follows the citations of a digest to the cited stories."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aggregator.archive import citations, documents, frontier
from aggregator.crawl.digest import load_digest
from aggregator.crawl.discover import Discoverer
from aggregator.crawl.fetch import Fetcher
from aggregator.crawl.items import DIGEST, Page
from aggregator.crawl.loader import load_outlets
from aggregator.crawl.period import Period
from aggregator.crawl.run import Run
from aggregator.dates import parse_moment
from aggregator.outlets import Outlet
from aggregator.records import Exchange, Lead
from aggregator.urls import canonical
from spiders.base import OutletSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request

    from aggregator.records import Moment


class Digest(OutletSpider):
    """Reads a digest, writes its citations, fetches the cited stories and links them.

    Args:
        source: a file or an http(s) URL.
        published: the ISO 8601 day or time it appeared, where it does not say so itself.

    Raises:
        ValueError: there is no such file, or it cites nothing.
    """

    outlet = Outlet(
        name=DIGEST,
        title="Digest",
        domains=("digest.invalid",),
        note="not a publisher: documents that cite others are kept under this name.",
    )

    def read_arguments(self, arguments: dict[str, str]) -> None:
        self.source = arguments.pop("source", "")
        if not self.source:
            raise ValueError("digest: say which: -a source=FILE_OR_URL")
        self.published = _moment(arguments.pop("published", None))
        self.is_url = re.match(r"https?://", self.source) is not None
        if self.is_url:
            self.address = canonical(self.source)
        else:
            self.address, self.body, self.mime = load_digest(self.source, load_outlets())

    async def start(self) -> AsyncIterator[Any]:
        run = Run.of(self.crawler)
        document = await asyncio.to_thread(documents.document_at, run.archive, self.address)
        if document is None or self._may_have_changed(run):
            async for step in self._read_document():
                yield step
        document = await asyncio.to_thread(documents.document_at, run.archive, self.address)
        if document is None:
            run.fail(ValueError(f"{self.source} gave no digest: `aggregator runs` says why"))
            return
        async for request in self._follow(document):
            yield request

    def _may_have_changed(self, run: Run) -> bool:
        """The same file, or the same captures, say what was read before; a live page may not."""
        return self.is_url and (run.shelf is None or run.shelf.more(self.source))

    async def _read_document(self) -> AsyncIterator[Any]:
        fetcher = Fetcher(self.crawler)
        address = self.source if self.is_url else self.address
        only = await self._add([address], published=self.published)
        if self.is_url:
            async for request in fetcher.requests([DIGEST], period=Period(), only=only):
                yield request
            return
        run = fetcher.run
        for claim in await run.claim([DIGEST], period=Period(), only=only):
            now = datetime.now(UTC)
            yield Page(
                claim=claim,
                outlet=self.outlet,
                sequence=0,
                url=self.address,
                exchanges=(
                    Exchange(
                        url=self.address,
                        captured_at=now,
                        status=200,
                        headers=(("Content-Type", self.mime),),
                        body=self.body,
                    ),
                ),
                status=200,
                headers={"Content-Type": self.mime},
                body=self.body,
                from_file=True,
            )
        await run.committer.drained()

    async def _follow(self, document: int) -> AsyncIterator[Request]:
        """Ask the cited outlets what they published, and fetch what the citations mean."""
        run = Run.of(self.crawler)
        cited = await asyncio.to_thread(documents.cited_outlets, run.archive, document)
        outlets = [run.outlets[name] for name in cited if name in run.outlets and name != DIGEST]
        discoverer = Discoverer(self.crawler)
        async for request in discoverer.requests(outlets):
            yield request
        only = set(
            await asyncio.to_thread(citations.lead_matches, run.archive, run.outlets, document)
        )
        only |= await self._add_cited_urls(document, outlets)
        names = [outlet.name for outlet in outlets]
        if only:
            requests = Fetcher(self.crawler).requests(names, period=Period(), only=only)
            async for request in requests:
                yield request

    async def _add_cited_urls(self, document: int, outlets: list[Outlet]) -> set[int]:
        """Leads for the URLs that the digest itself gives."""
        run = Run.of(self.crawler)
        urls = await asyncio.to_thread(documents.cited_urls, run.archive, document)
        added: set[int] = set()
        for outlet in outlets:
            leads = [Lead(url=url, via="citation") for url in urls if outlet.is_article(url)]
            if leads:
                added.update(
                    await asyncio.to_thread(
                        frontier.add_leads,
                        run.archive,
                        outlet=outlet,
                        leads=leads,
                        now=datetime.now(UTC),
                    )
                )
        return added


def _moment(given: str | None) -> Moment | None:
    if not given:
        return None
    found = parse_moment(given)
    if found is None:
        raise ValueError(f"digest: published={given!r} is no ISO 8601 date such as 2025-03-30")
    return found
