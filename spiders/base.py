"""The small base that every outlet's spider stands on.

Most that import it only want to know what outlets there are. So what a crawl is made of, and the
archive with it, is imported where a crawl begins: that takes a second.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Spider

from aggregator.crawl.period import Period
from aggregator.records import Lead
from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request

    from aggregator.crawl.run import Run
    from aggregator.outlets import Outlet
    from aggregator.records import Moment


class OutletSpider(Spider):
    """Crawls one declared outlet: discover, then fetch what is due.

    A subclass declares its `outlet`; that is all. Arguments, as ``-a NAME=VALUE``:

    Args:
        since, until: ISO 8601 days or times of publication, both included.
        urls: story URLs, separated by commas, to fetch instead of discovering any.
        limit: stories to fetch at most.

    Raises:
        ValueError: an argument is unknown or wrong; says which, and what is right.
    """

    outlet: ClassVar[Outlet]
    # Every answer is judged, also the unfriendly ones. Redirects are followed.
    handle_httpstatus_list: ClassVar[list[int]] = [304, *range(400, 600)]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "outlet" in cls.__dict__:
            cls.name = cls.outlet.name

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        self.arguments = dict(arguments)
        self.period = Period.parse(arguments.pop("since", None), arguments.pop("until", None))
        self.limit = _positive("limit", arguments.pop("limit", None))
        self.urls = self._own_urls(arguments.pop("urls", ""))
        self.read_arguments(arguments)
        if arguments:
            raise ValueError(f"{self.name}: unknown argument {', '.join(sorted(arguments))}")

    def read_arguments(self, arguments: dict[str, str]) -> None:
        """Take further arguments out of the mapping; for subclasses that have some."""

    async def start(self) -> AsyncIterator[Request]:
        if self.urls:
            only = await self._add(self.urls)
            async for request in self._fetch(Period(), only=only):
                yield request
            return
        from aggregator.crawl.discover import Discoverer  # noqa: PLC0415

        discoverer = Discoverer(self.crawler)
        async for request in discoverer.requests([self.outlet]):
            yield request
        await self._take_in_supply()
        async for request in self._fetch(self._default_period()):
            yield request
        if self.outlet.digest:
            async for request in self._follow():
                yield request

    def _run(self) -> Run:
        from aggregator.crawl.run import Run  # noqa: PLC0415

        return Run.of(self.crawler)

    async def _follow(self) -> AsyncIterator[Request]:
        """Fetch what the digests of this run cite; their outlets' feeds are not asked for it."""
        from aggregator.archive.citing import documents  # noqa: PLC0415
        from aggregator.crawl.following import Follower  # noqa: PLC0415

        run = self._run()
        read = await asyncio.to_thread(documents.documents_of, run.archive, run.run_id)
        async for request in Follower(self.crawler).requests(read, ask_outlets=False):
            yield request

    async def _fetch(
        self, period: Period, *, only: list[int] | None = None
    ) -> AsyncIterator[Request]:
        from aggregator.crawl.fetch import Fetcher  # noqa: PLC0415

        budgets = (self.limit, self.outlet.politeness.budget)
        limit = min((number for number in budgets if number is not None), default=None)
        requests = Fetcher(self.crawler).requests(
            [self.outlet.name], period=period, only=only, limit=limit
        )
        async for request in requests:
            yield request

    async def _take_in_supply(self) -> None:
        """Stories that a replay holds and no feed in it names: an operator's saved pages."""
        shelf = self._run().shelf
        if shelf is not None:
            stories = [url for url in shelf.waiting() if self.outlet.is_article(url)]
            await self._add(stories, via="capture", force=False)

    async def _add(
        self,
        urls: list[str],
        *,
        via: str = "request",
        force: bool = True,
        published: Moment | None = None,
        title: str | None = None,
    ) -> list[int]:
        from aggregator.archive.crawling import frontier  # noqa: PLC0415

        return await asyncio.to_thread(
            frontier.add_leads,
            self._run().archive,
            outlet=self.outlet,
            leads=[Lead(url=url, via=via, published=published, title=title) for url in urls],
            now=datetime.now(UTC),
            force=force,
        )

    def _default_period(self) -> Period:
        """A live crawl without `since` leaves alone what is older than LEAD_MAX_AGE_DAYS."""
        if self.period.since is not None or self._run().replaying:
            return self.period
        age = timedelta(days=self.settings.getfloat("LEAD_MAX_AGE_DAYS"))
        return Period(since=datetime.now(UTC) - age, until=self.period.until)

    def _own_urls(self, given: str) -> list[str]:
        parts = (url.strip(" \t\n,") for url in re.split(r",(?=\s*https?://)", given))
        urls = [url for url in parts if url]
        for url in urls:
            canonical(url)
            if not self.outlet.owns(url):
                raise ValueError(
                    f"{self.name}: {url} is not on {', '.join(self.outlet.domains)}. "
                    "`aggregator outlets` shows whose it is; `scrapy genspider -t outlet NAME "
                    "DOMAIN` adds an outlet."
                )
        return urls


def _positive(name: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isdecimal() or int(value) < 1:
        raise ValueError(f"{name}={value!r}: a whole number of 1 or more is wanted")
    return int(value)
