"""Commits the fetches of one claim together, in the order they were claimed.

Scrapy finishes pages in any order; the archive gets them in the order of the claim, so that the
same captures give the same archive. An item waits in the pipeline until its batch is committed:
what Scrapy exports is in the archive.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from aggregator.archive.writing.writer import Settled
    from aggregator.records import Fetch

# How often a waiting batch looks whether it should wait on.
_GLANCE = 0.2


class Committer:
    """Gathers fetches and commits them in batches.

    Args:
        commit: writes a batch in one transaction; called in a thread.
        patience: seconds without news after which an incomplete batch is committed all the same.
        stopping: whether the crawl is being stopped; then nothing is waited for.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Fetch]], Sequence[Settled]],
        *,
        patience: float,
        stopping: Callable[[], bool],
    ) -> None:
        self._commit = commit
        self._patience = patience
        self._stopping = stopping
        self._expected: set[int] = set()
        self._gathered: dict[int, tuple[Fetch, asyncio.Future[Settled]]] = {}
        self._last_news = 0.0
        self._watch: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._settled = asyncio.Condition()
        # A batch is written when the one before it is: the archive has one writer at a time.
        self._turn = asyncio.Lock()

    @property
    def under_way(self) -> Collection[int]:
        """Lead ids that were claimed and are not settled."""
        return self._expected

    def expect(self, lead_ids: Collection[int]) -> None:
        self._expected.update(lead_ids)

    def give_up(self, lead_id: int) -> None:
        """Expect a lead no longer: it was not fetched, and stays due."""
        self._expected.discard(lead_id)
        self._news.set()

    async def settle(self, fetch: Fetch) -> Settled:
        """Wait until the fetch is committed.

        Raises:
            ArchiveError: the batch could not be written; nothing of it was.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Settled] = loop.create_future()
        self._gathered[fetch.lead_id] = (fetch, future)
        self._last_news = loop.time()
        self._news.set()
        if self._watch is None:
            self._watch = asyncio.create_task(self._watch_batch())
        return await future

    async def drained(self) -> None:
        """Wait until every lead that was expected is settled."""
        async with self._settled:
            await self._settled.wait_for(lambda: not self._expected)

    async def _watch_batch(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._expected <= self._gathered.keys():
            if self._stopping() or loop.time() - self._last_news >= self._patience:
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), timeout=_GLANCE)
            self._news.clear()
        batch, self._gathered, self._watch = self._gathered, {}, None
        fetches = sorted((fetch for fetch, _ in batch.values()), key=lambda f: f.sequence)
        try:
            async with self._turn:
                settled = await asyncio.to_thread(self._commit, fetches)
        except Exception as error:  # noqa: BLE001 - every item that waits must hear of it
            for _, future in batch.values():
                if not future.done():  # whoever waited may have been cancelled
                    future.set_exception(error)
        else:
            for result in settled:
                future = batch[result.lead_id][1]
                if not future.done():
                    future.set_result(result)
        async with self._settled:
            self._expected -= batch.keys()
            self._settled.notify_all()
