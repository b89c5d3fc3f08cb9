"""The fetching step of a crawl: due leads to requests, answers and failures to pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Request

from aggregator.crawl.downloader import CrawlStopped
from aggregator.crawl.failures import describe_failure
from aggregator.crawl.items import Page
from aggregator.crawl.run import Run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from aggregator.archive.crawling.frontier import ClaimedLead
    from aggregator.crawl.period import Period
    from aggregator.outlets import Outlet


class Fetcher:
    """Claims due leads and asks for their pages, one claim at a time.

    Every lead that is claimed ends in a `Page` for the pipelines, whatever came of it.

    Args:
        publisher: whose digests they are, where a person says so.
    """

    def __init__(self, crawler: Crawler, *, publisher: Outlet | None = None) -> None:
        self.run = Run.of(crawler)
        self._publisher = publisher

    async def requests(
        self,
        outlets: Sequence[str],
        *,
        period: Period,
        only: Collection[int] | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[Request]:
        """Requests for due leads until none is left, each claim committed before the next."""
        left = limit
        while left is None or left > 0:
            claimed = await self.run.claim(outlets, period=period, only=only, limit=left)
            if not claimed:
                return
            for sequence, claim in enumerate(claimed):
                yield self.request(claim, sequence)
            await self.run.committer.drained()
            left = left - len(claimed) if left is not None else None

    def request(self, claim: ClaimedLead, sequence: int = 0) -> Request:
        headers = {}
        # A teaser made of what a feed said has no page to compare with.
        if not self.run.replaying and claim.story_form == "full":
            if claim.etag:
                headers["If-None-Match"] = claim.etag
            if claim.last_modified:
                headers["If-Modified-Since"] = claim.last_modified
        return Request(
            claim.requested_url,
            headers=headers,
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,
            meta={
                "download_slot": claim.outlet,
                "dont_obey_robotstxt": claim.outlet in self.run.permissions,
                "exchanges": [],
                "outlet": self.run.outlets[claim.outlet],
                "claim": claim,
                "sequence": sequence,
            },
        )

    def parse(self, response: Response) -> Iterator[Page]:
        """Hand the page to the pipelines."""
        yield Page(
            **self._common(response.meta),
            url=response.url,
            status=response.status,
            headers={
                name.decode("latin-1"): b", ".join(values).decode("latin-1")
                for name, values in response.headers.items()
            },
            body=response.body,
            elapsed=response.meta.get("download_latency"),
        )

    def failed(self, failure: Failure) -> Iterator[Page]:
        """Hand the failure to the pipelines; a lead that was never asked for stays due."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        if isinstance(failure.value, CrawlStopped):
            self.run.committer.give_up(request.meta["claim"].lead_id)
            return
        answer: Response | None = getattr(failure.value, "response", None)
        yield Page(
            **self._common(request.meta),
            url=request.url,
            status=answer.status if answer is not None else None,
            verdict=describe_failure(failure),
        )

    def _common(self, meta: dict[str, Any]) -> dict[str, Any]:
        claim: ClaimedLead = meta["claim"]
        return {
            "claim": claim,
            "outlet": meta["outlet"],
            "sequence": meta["sequence"],
            "exchanges": tuple(meta["exchanges"]),
            "publisher": self._publisher,
            "by_agreement": self.run.permissions.get(claim.outlet),
        }
