"""Commits what came of a lead, and only then lets Scrapy export the story."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from aggregator.archive.errors import ArchiveError
from aggregator.crawl.run import Run
from aggregator.records import Fetch

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from aggregator.crawl.items import Page
    from aggregator.records import Outcome


class ArchivePipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, page: Page) -> dict[str, Any]:
        """Settle the lead; the committed story goes on to the feed exports.

        Raises:
            DropItem: the fetch brought no story and its outcome is in the archive; or it could
                not be archived and the crawl is stopped, which tells why.
        """
        if page.extract is None or page.verdict is None:
            raise ValueError("a page reached the archive without having been read")
        run = Run.of(self.crawler)
        if run.failure is not None:
            # What a failing crawl still hears is no verdict on a lead, which stays due.
            raise DropItem(f"{page.claim.url}: the crawl is stopping", log_level="DEBUG")
        try:
            settled = await run.settle(self._fetch(page, *page.verdict))
        except ArchiveError as error:
            raise DropItem(f"{page.claim.url}: not archived", log_level="DEBUG") from error
        if settled.story_id is None or page.extract.title is None:
            raise DropItem(f"{page.claim.url}: {page.verdict[0]}", log_level="DEBUG")
        return page.extract.as_record(settled.story_id)

    def _fetch(self, page: Page, outcome: Outcome, reason: str | None) -> Fetch:
        run = Run.of(self.crawler)
        now = datetime.now(UTC)
        # Only where one was served this time: what robots.txt forbids stays on the shelf for ever.
        more = (
            run.shelf is not None
            and bool(page.exchanges)
            and run.shelf.more(page.claim.requested_url)
        )
        headers = {name.lower(): value for name, value in page.headers.items()}
        retry_at = run.policy.retry_at(
            outcome,
            attempts=page.claim.attempts,
            now=now,
            retry_after=headers.get("retry-after"),
        )
        return Fetch(
            lead_id=page.claim.lead_id,
            outlet=page.publisher.name if page.publisher else page.claim.outlet,
            url=page.claim.requested_url,
            sequence=page.sequence,
            outcome=outcome,
            reason=_with_memento(_with_agreement(reason, page.by_agreement), page.memento_at),
            status=page.status,
            elapsed=page.elapsed,
            captures=page.captures,
            captured_at=page.captured_at,
            extract=page.extract if page.extract and page.extract.title else None,
            citations=page.citations,
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            retry_at=retry_at,
            # The next capture of the same URL is taken right away, as the next version.
            revisit_at=now if more else None,
            memento_url=page.memento_url,
            memento_at=page.memento_at,
        )


def _with_agreement(reason: str | None, agreement: str | None) -> str | None:
    if agreement is None:
        return reason
    return f"by agreement: {agreement}" + (f"; {reason}" if reason else "")


def _with_memento(reason: str | None, at: datetime | None) -> str | None:
    if at is None:
        return reason
    return f"memento of {at:%Y-%m-%d %H:%M}" + (f"; {reason}" if reason else "")
