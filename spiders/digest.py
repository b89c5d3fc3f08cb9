"""Follows the citations of a digest to the cited stories."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aggregator.crawl.items import DIGEST, Page
from aggregator.crawl.loader import load_outlets
from aggregator.crawl.period import Period
from aggregator.dates import parse_moment
from aggregator.outlets import Outlet, find_outlet
from aggregator.records import Exchange
from aggregator.urls import canonical
from spiders.base import OutletSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aggregator.crawl.run import Run
    from aggregator.records import Moment


class Digest(OutletSpider):
    """Reads a digest, writes its citations, fetches the cited stories and links them.

    Args:
        source: a file or an http(s) URL.
        published: the ISO 8601 day or time it appeared, where it does not say so itself.
        title: what to call it instead of what it calls itself.
        publisher: the outlet whose digest it is, by any of its names.
        follow: ``no`` to write its citations and leave the cited stories to later crawls.

    Raises:
        ValueError: there is no such file, it cites nothing, or no outlet has the name.
    """

    outlet = Outlet(
        name=DIGEST,
        title="Digest",
        domains=("digest.invalid",),
        digest=True,
        note="not a publisher: documents that cite others are kept under this name.",
    )

    def read_arguments(self, arguments: dict[str, str]) -> None:
        self.source = arguments.pop("source", "")
        if not self.source:
            raise ValueError("digest: say which: -a source=FILE_OR_URL")
        self.published = _moment(arguments.pop("published", None))
        self.title = arguments.pop("title", None) or None
        outlets = load_outlets()
        publisher = arguments.pop("publisher", None)
        self.publisher = find_outlet(outlets, publisher) if publisher else None
        follow = arguments.pop("follow", "yes")
        if follow not in {"yes", "no"}:
            raise ValueError(f"digest: follow={follow!r} is neither yes nor no")
        self.follow = follow == "yes"
        self.is_url = re.match(r"https?://", self.source) is not None
        if self.is_url:
            self.address = canonical(self.source)
        else:
            from aggregator.crawl.digest import load_digest  # noqa: PLC0415 - as in `spiders.base`

            self.address, self.body, self.mime = load_digest(self.source, outlets)

    async def start(self) -> AsyncIterator[Any]:
        from aggregator.archive.citing import documents  # noqa: PLC0415
        from aggregator.crawl.following import Follower  # noqa: PLC0415

        run = self._run()
        document = await asyncio.to_thread(documents.document_at, run.archive, self.address)
        if document is None or self._may_have_changed(run):
            async for step in self._read_document():
                yield step
        document = await asyncio.to_thread(documents.document_at, run.archive, self.address)
        if document is None:
            run.fail(ValueError(f"{self.source} gave no digest: `aggregator runs` says why"))
            return
        follower = Follower(self.crawler)
        if not self.follow:
            await follower.queue(document)
            return
        async for request in follower.requests([document], ask_outlets=True):
            yield request

    def _may_have_changed(self, run: Run) -> bool:
        """The same file, or the same captures, say what was read before; a live page may not."""
        return self.is_url and (run.shelf is None or run.shelf.more(self.source))

    async def _read_document(self) -> AsyncIterator[Any]:
        from aggregator.crawl.fetch import Fetcher  # noqa: PLC0415

        fetcher = Fetcher(self.crawler, publisher=self.publisher)
        address = self.source if self.is_url else self.address
        only = await self._add([address], published=self.published, title=self.title)
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
                publisher=self.publisher,
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


def _moment(given: str | None) -> Moment | None:
    if not given:
        return None
    found = parse_moment(given)
    if found is None:
        raise ValueError(f"digest: published={given!r} is no ISO 8601 date such as 2025-03-30")
    return found
