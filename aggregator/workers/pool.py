"""The pool: calls on one side, seats with workers on the other."""

from __future__ import annotations

import asyncio
import os
import queue
import threading
import weakref
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Self, TypeVar

from aggregator.workers.nursery import Nursery, Order
from aggregator.workers.process import (
    MEGABYTE,
    Reply,
    Worker,
    WorkerCrashed,
    WorkerError,
    WorkerPoolClosed,
    WorkerTimeout,
    pickled,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WorkerFailure(Generic[T]):
    """What `WorkerPool.map` gives in place of a result: the item, and what went wrong."""

    item: T
    error: Exception


class WorkerPool:
    """A fixed number of killable processes that run importable top-level functions.

    Safe to use from several threads, under asyncio and under Twisted's asyncio reactor. Workers
    start at the first call, or at `warm`.

    Args:
        size: number of processes; by default one for each core this process may use.
        timeout: wall-clock seconds a call may take. Waiting for a free worker and importing the
            function's module do not count.
        memory_limit: bytes of memory a worker may hold in all; None for no limit. Kept by
            limiting its address space (RLIMIT_AS) once its first function is imported. Linux
            only: elsewhere there is no limit.
        recycle_after: calls after which a worker is replaced, so that no leak adds up.
        initializer: importable function run before the first call, as to import heavy modules:
            once, in the process that the workers are copies of (macOS: in each worker).
        niceness: added to the workers' nice value.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        size: int | None = None,
        *,
        timeout: float = 5.0,
        memory_limit: int | None = 512 * MEGABYTE,
        recycle_after: int = 500,
        initializer: Callable[[], object] | None = None,
        niceness: int = 0,
    ) -> None:
        self.size = size if size is not None else _usable_cores()
        if self.size < 1 or timeout <= 0 or recycle_after < 1:
            raise ValueError("a worker pool needs size >= 1, timeout > 0 and recycle_after >= 1")
        if initializer is not None:
            _check_importable(initializer)
        self.timeout = timeout
        self.recycle_after = recycle_after
        self._order = Order(timeout, memory_limit, niceness, initializer)
        self._threads = ThreadPoolExecutor(self.size, thread_name_prefix="workers")
        self._seats: queue.SimpleQueue[_Seat] = queue.SimpleQueue()
        self._all_seats = [_Seat() for _ in range(self.size)]
        for seat in self._all_seats:
            self._seats.put(seat)
        self._lock = threading.Lock()
        self._closed = False
        self._nurseries: list[Nursery] = []  # the last is the one in use
        # Also runs at interpreter exit, so a forgotten close() leaves no process behind.
        self._end = weakref.finalize(self, _end_all, self._nurseries)

    def warm(self) -> None:
        """Start all workers now, without waiting for them."""
        for seat in self._all_seats:
            with self._lock:
                if seat.worker is None and not self._closed:
                    seat.worker = self._new_worker()

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function in a free worker and wait for its result without blocking the loop.

        A cancelled wait leaves the call to end in its worker, which its limit bounds.

        Raises:
            WorkerTimeout, WorkerCrashed: what the call came to; later calls are unaffected.
            TypeError: the function, an argument or the result cannot be sent to a worker.
            Exception: whatever the function raised, with its remote traceback as a note.
        """
        _check_importable(function)
        if self._closed:
            raise self._refusal()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._call, function, args, kwargs)

    def map(
        self, function: Callable[[T], R], iterable: Iterable[T], *, ordered: bool = True
    ) -> Iterator[R | WorkerFailure[T]]:
        """Call the function for each item on all workers; never raises what a call raised.

        Items are taken from the iterable as they are needed, a few a worker ahead.

        Results come in the order of the items, or as they are ready where not `ordered`. In
        place of the result of a call that failed stands a `WorkerFailure`.
        """
        _check_importable(function)
        if self._closed:
            raise self._refusal()
        return self._map(function, iter(iterable), ordered=ordered)

    def close(self) -> None:
        """End all workers. Calls under way or waiting raise `WorkerPoolClosed`."""
        with self._lock:
            self._closed = True
            self._end()
        self._threads.shutdown(wait=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _map(
        self, function: Callable[[T], R], items: Iterator[T], *, ordered: bool
    ) -> Iterator[R | WorkerFailure[T]]:
        ahead: deque[tuple[T, Future[R]]] = deque()
        exhausted = False
        try:
            while True:
                while not exhausted and len(ahead) < 4 * self.size:
                    try:
                        item = next(items)
                    except StopIteration:
                        exhausted = True
                        break
                    future = self._threads.submit(self._call, function, (item,), {})
                    ahead.append((item, future))
                if not ahead:
                    return
                if not ordered:
                    _bring_forward_a_finished_one(ahead)
                item, future = ahead.popleft()
                error = future.exception()
                if error is None:
                    yield future.result()
                elif isinstance(error, Exception):
                    yield WorkerFailure(item, error)
                else:
                    raise error
        finally:
            for _, future in ahead:
                future.cancel()

    def _call(self, function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]) -> R:
        """One call, in one of our threads, of which there are as many as seats."""
        request = pickled((function, args, kwargs), f"the call of {function.__qualname__}")
        seat = self._seats.get()
        try:
            result: R = self._reply_at(seat, request, function.__qualname__).result()
        except (WorkerCrashed, WorkerTimeout):
            if self._closed:
                raise self._refusal() from None
            raise
        finally:
            self._seats.put(seat)
        return result

    def _reply_at(self, seat: _Seat, request: bytes, name: str) -> Reply:
        worker = self._worker(seat)
        try:
            worker.send(request)
            reply = worker.reply(self.timeout, name)
        except WorkerError:
            self._replace(seat)
            raise
        if worker.calls >= self.recycle_after or reply.spent:
            self._replace(seat)
        return reply

    def _worker(self, seat: _Seat) -> Worker:
        """The seat's worker, ready for a call; a new one where it died while it was idle."""
        if seat.worker is not None and seat.worker.ready and seat.worker.has_died():
            self._replace(seat)
        with self._lock:
            if self._closed:
                raise self._refusal()
            if seat.worker is None:
                seat.worker = self._new_worker()
            worker = seat.worker
        if not worker.ready:
            try:
                worker.await_ready()
            except BaseException:
                self._drop(seat)
                raise
        return worker

    def _replace(self, seat: _Seat) -> None:
        self._drop(seat)
        with self._lock:
            if not self._closed:
                seat.worker = self._new_worker()

    def _new_worker(self) -> Worker:
        """One that is on its way; the caller holds the lock."""
        if not self._nurseries or self._nurseries[-1].has_died():
            _end_all(self._nurseries)
            self._nurseries.append(Nursery(self._order))
        return Worker(self._nurseries[-1], self._order.memory_limit)

    def _refusal(self) -> WorkerPoolClosed:
        return WorkerPoolClosed("the worker pool is closed")

    def _drop(self, seat: _Seat) -> None:
        with self._lock:
            worker, seat.worker = seat.worker, None
        if worker is not None:
            worker.kill()


@dataclass(slots=True)
class _Seat:
    """A place for a worker; workers come and go, the number of seats stays."""

    worker: Worker | None = None


def _check_importable(function: Callable[..., object]) -> None:
    """Refuse at once what a worker could not find.

    Raises:
        TypeError: not a top-level function of an importable module.
    """
    module = getattr(function, "__module__", None)
    name = getattr(function, "__qualname__", "")
    if not module or not name or "<" in name:
        raise TypeError(f"{function!r} cannot run in a worker: give a top-level function")
    if module == "__main__":
        raise TypeError(
            f"{name} cannot run in a worker: it is defined in the main script, which workers "
            "do not run again; move it to a module that can be imported"
        )


def _bring_forward_a_finished_one(ahead: deque[tuple[T, Future[R]]]) -> None:
    wait([future for _, future in ahead], return_when=FIRST_COMPLETED)
    position = next(i for i, (_, future) in enumerate(ahead) if future.done())
    finished = ahead[position]
    del ahead[position]
    ahead.appendleft(finished)


def _end_all(nurseries: list[Nursery]) -> None:
    for nursery in nurseries:
        nursery.end()
    nurseries.clear()


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
