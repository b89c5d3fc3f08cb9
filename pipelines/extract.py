"""Reads the story out of a page, in a worker process that can be killed, and judges the fetch."""

from __future__ import annotations

import logging
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from aggregator.crawl.digest import read_digest
from aggregator.crawl.items import DIGEST
from aggregator.crawl.run import Run
from aggregator.crawl.story import attributions, read_story
from aggregator.extraction import teaser, withhold
from aggregator.records import Extract, Outcome, Provenance
from aggregator.workers import WorkerError

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from aggregator.crawl.items import Page
    from aggregator.records import Citation

logger = logging.getLogger(__name__)

_NOT_MODIFIED = 304


class ExtractPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, page: Page) -> Page:
        if page.verdict is not None:
            return _without_page(page, Run.of(self.crawler), *page.verdict)
        if page.status == _NOT_MODIFIED:
            return page.extracted(Extract(url=page.claim.url, outcome=Outcome.NOT_MODIFIED))
        run = Run.of(self.crawler)
        try:
            found, citations = await _read(page, run)
        except WorkerError as error:
            return _without_page(page, run, Outcome.ERROR, f"extraction: {error}")
        if found.outcome.leaves_teaser and page.outlet.name != DIGEST:
            return _without_page(page, run, found.outcome, found.reason)
        if page.memento_url is not None:
            found = _from_memento(found, page)
        # A page that reserves its text is kept without it.
        return page.extracted(withhold(found), citations=citations)


async def _read(page: Page, run: Run) -> tuple[Extract, tuple[Citation, ...]]:
    """The story or digest in a page, read by a worker, and what it cites."""
    given: dict[str, Any] = {
        "url": page.url,
        "headers": page.headers,
        "status": page.status or 200,
        "outlets": run.outlets,
        "lead": page.claim.lead,
        "captured_at": page.shown_at,
    }
    if not page.is_digest:
        return await run.workers.run(read_story, page.body, outlet=page.outlet, **given)
    publisher = page.outlet if page.outlet.name != DIGEST else None
    found, citations = await run.workers.run(
        read_digest,
        page.body,
        publisher=publisher,
        own_outlet=page.publisher.name if page.publisher else None,
        **given,
    )
    if citations and found.published is None:
        logger.warning(
            "%s does not say when it appeared: its citations are looked for around today; "
            "-a published=2025-03-30 says when",
            page.url,
        )
    return found, citations


def _from_memento(found: Extract, page: Page) -> Extract:
    """The story stays the outlet's, at its own URL, and says where its page was had."""
    url = found.url if page.outlet.owns(found.url) else page.claim.requested_url
    origin = Provenance("memento", rejected=(f"memento={page.memento_url}",))
    return replace(found, url=url, provenance=MappingProxyType({**found.provenance, "url": origin}))


def _without_page(page: Page, run: Run, outcome: Outcome, reason: str | None) -> Page:
    """What is left when the page gave nothing: a teaser of what discovery said, or nothing."""
    kept = None
    if outcome.leaves_teaser and page.outlet.name != DIGEST:
        kept = teaser(
            page.claim.lead, url=page.claim.url, outlet=page.outlet, outcome=outcome, reason=reason
        )
    if kept is None:
        nothing = Extract(url=page.claim.url, outcome=outcome, reason=reason)
        return page.extracted(nothing, verdict=(outcome, reason))
    citations = attributions(kept, run.outlets, outlet=page.outlet)
    return page.extracted(kept, verdict=(outcome, reason), citations=citations)
