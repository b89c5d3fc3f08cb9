from __future__ import annotations

import asyncio
import threading
import time

import pytest

from aggregator.archive.errors import ArchiveError
from aggregator.archive.writing.writer import Settled
from aggregator.crawl.committer import Committer
from aggregator.records import Fetch, Outcome


class Book:
    """Stands for the archive: writes down the batches it was given."""

    def __init__(self, error: Exception | None = None, pause: float = 0) -> None:
        self.batches: list[list[int]] = []
        self.error = error
        self.pause = pause
        self.stopped = False
        self.writing = 0
        self.most_writing = 0
        self._lock = threading.Lock()

    def commit(self, fetches):
        with self._lock:
            self.writing += 1
            self.most_writing = max(self.most_writing, self.writing)
        time.sleep(self.pause)
        self.batches.append([fetch.lead_id for fetch in fetches])
        with self._lock:
            self.writing -= 1
        if self.error:
            raise self.error
        return [Settled(lead_id=fetch.lead_id, story_id=fetch.lead_id * 10) for fetch in fetches]

    def committer(self, patience: float = 30.0) -> Committer:
        return Committer(self.commit, patience=patience, stopping=lambda: self.stopped)


def fetch(lead_id: int, sequence: int = 0) -> Fetch:
    return Fetch(
        lead_id=lead_id,
        outlet="courier",
        url=f"https://courier.example/{lead_id}",
        outcome=Outcome.STORY,
        sequence=sequence,
    )


async def test_batch_waits_for_its_last_and_goes_by_the_sequence():
    book = Book()
    committer = book.committer()
    committer.expect([1, 2, 3])
    waiting = [asyncio.ensure_future(committer.settle(fetch(n, 3 - n))) for n in (1, 2)]
    await asyncio.sleep(0.4)
    assert book.batches == []
    settled = [await committer.settle(fetch(3, 0)), *await asyncio.gather(*waiting)]
    assert book.batches == [[3, 2, 1]]
    assert [result.story_id for result in settled] == [30, 10, 20]


async def test_nothing_is_under_way_once_all_is_settled():
    committer = Book().committer()
    committer.expect([1, 2])
    assert set(committer.under_way) == {1, 2}
    await asyncio.gather(committer.settle(fetch(1)), committer.settle(fetch(2)))
    await asyncio.wait_for(committer.drained(), 1)
    assert not committer.under_way


async def test_drained_waits():
    committer = Book().committer()
    await asyncio.wait_for(committer.drained(), 1)  # nothing was expected
    committer.expect([1])
    drained = asyncio.ensure_future(committer.drained())
    await asyncio.sleep(0.05)
    assert not drained.done()
    await committer.settle(fetch(1))
    await asyncio.wait_for(drained, 1)


async def test_after_some_quiet_an_incomplete_batch_is_committed():
    book = Book()
    committer = book.committer(patience=0.3)
    committer.expect([1, 2])
    began = time.monotonic()
    await committer.settle(fetch(1))
    assert time.monotonic() - began >= 0.3
    assert book.batches == [[1]]
    assert set(committer.under_way) == {2}
    await committer.settle(fetch(2))
    assert book.batches == [[1], [2]]


async def test_news_starts_the_quiet_anew():
    book = Book()
    committer = book.committer(patience=0.5)
    committer.expect([1, 2, 3, 4])
    waiting = []
    for number in (1, 2, 3):
        waiting.append(asyncio.ensure_future(committer.settle(fetch(number, number))))
        await asyncio.sleep(0.3)
    await asyncio.gather(*waiting)
    assert book.batches == [[1, 2, 3]]


async def test_stopping_waits_for_nobody():
    book = Book()
    committer = book.committer()
    committer.expect([1, 2])
    waiting = asyncio.ensure_future(committer.settle(fetch(1)))
    await asyncio.sleep(0.05)
    book.stopped = True
    await asyncio.wait_for(waiting, 2)
    assert book.batches == [[1]]


async def test_failing_commit_reaches_everyone_who_waits():
    book = Book(ArchiveError("no room left"))
    committer = book.committer()
    committer.expect([1, 2, 3])
    results = await asyncio.gather(
        *(committer.settle(fetch(n)) for n in (1, 2, 3)), return_exceptions=True
    )
    assert [str(result) for result in results] == ["no room left"] * 3
    await asyncio.wait_for(committer.drained(), 1)


async def test_after_a_failure_the_next_batch_is_tried():
    book = Book(ArchiveError("busy"))
    committer = book.committer()
    committer.expect([1])
    with pytest.raises(ArchiveError, match="busy"):
        await committer.settle(fetch(1))
    book.error = None
    committer.expect([1])
    assert (await committer.settle(fetch(1))).story_id == 10


async def test_one_that_nobody_expects_is_committed_too():
    book = Book()
    committer = book.committer()
    assert (await asyncio.wait_for(committer.settle(fetch(7)), 1)).lead_id == 7
    await asyncio.wait_for(committer.drained(), 1)


async def test_what_comes_during_a_commit_makes_the_next_batch():
    book = Book(pause=0.3)
    committer = book.committer(patience=0.1)
    committer.expect([1, 2, 3])
    first = asyncio.ensure_future(committer.settle(fetch(1)))
    await asyncio.sleep(0.25)  # the batch of 1 is being written now
    later = [asyncio.ensure_future(committer.settle(fetch(n, -n))) for n in (2, 3)]
    await asyncio.gather(first, *later)
    assert book.batches == [[1], [3, 2]]
    assert book.most_writing == 1


async def test_a_waiter_that_was_cancelled_harms_nobody():
    book = Book()
    committer = book.committer()
    committer.expect([1, 2])
    given_up = asyncio.ensure_future(committer.settle(fetch(1)))
    await asyncio.sleep(0.05)
    given_up.cancel()
    assert (await asyncio.wait_for(committer.settle(fetch(2)), 2)).lead_id == 2
    await asyncio.wait_for(committer.drained(), 1)
    assert book.batches == [[1, 2]]
