"""One worker process: the parent's handle on it, and the life it leads itself.

They talk over a socket pair in pickled messages. A new worker says that it is ready, with its
process id. Then, for each call, it answers with an empty `Reply` when the function is imported
(there the time limit begins) and with a second one that holds the outcome.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.workers.nursery import GRACE, Nursery, Order, tend

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1 << 20
START_LIMIT = 120.0  # seconds for a new interpreter to import what it needs, on a busy machine


class WorkerError(Exception):
    """A call did not come to an end of its own."""


class WorkerTimeout(WorkerError):  # noqa: N818 - says what happened
    """The call took too long; its worker was killed and replaced."""


class WorkerCrashed(WorkerError):  # noqa: N818 - says what happened
    """The worker died during the call: of a signal, of an exit, of the memory limit."""


class WorkerPoolClosed(WorkerError):  # noqa: N818 - says what happened
    """The pool was closed before the call could end."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answers.

    Attributes:
        value: the result, or None.
        error: the exception of the call, or None.
        trace: the exception's traceback as text.
        spent: the worker is not fit for another call.
    """

    value: Any = None
    error: Exception | None = None
    trace: str = ""
    spent: bool = False

    def result(self) -> Any:
        if self.error is None:
            return self.value
        if self.trace:
            self.error.add_note(f"Raised in a worker process:\n{self.trace}")
        raise self.error


class Worker:
    """The parent's end of one worker process."""

    def __init__(self, nursery: Nursery, memory_limit: int | None) -> None:
        self.ready = False
        self.calls = 0
        self._memory_limit = memory_limit
        self._nursery = nursery
        self._process: int | None = None
        self._code: int | None = None
        self._connection, far_end = Pipe()
        with far_end:
            nursery.bear(far_end.fileno())

    def await_ready(self) -> None:
        """Wait until the worker has started and run the initializer.

        Raises:
            WorkerCrashed: it did not come up.
            Exception: what the initializer raised.
        """
        deadline = time.monotonic() + START_LIMIT
        reply = self._receive(deadline)
        if reply is None:
            raise WorkerCrashed(f"a worker process did not start within {START_LIMIT:.0f} s")
        self._process = reply.result()
        self.ready = self._nursery.ready = True

    def send(self, request: bytes) -> None:
        self.calls += 1
        try:
            self._connection.send_bytes(request)
        except OSError:
            raise WorkerCrashed(self._obituary()) from None

    def reply(self, timeout: float, name: str) -> Reply:
        """The answer to the request that was sent.

        Raises:
            WorkerTimeout: none came in time; the caller kills the worker.
            WorkerCrashed: the worker died, or the call hit the memory limit.
        """
        began = self._receive(time.monotonic() + START_LIMIT)
        if began is None:
            raise WorkerTimeout(f"the module of {name} was not imported in {START_LIMIT:.0f} s")
        if began.error is not None:
            return began
        reply = self._receive(time.monotonic() + timeout)
        if reply is None:
            raise WorkerTimeout(f"{name} took longer than {timeout:g} s and was stopped")
        if isinstance(reply.error, MemoryError):
            limit = f"{(self._memory_limit or 0) // MEGABYTE} MB" if self._memory_limit else "none"
            raise WorkerCrashed(f"{name} ran out of memory (limit: {limit})") from reply.error
        return reply

    def has_died(self) -> bool:
        """Whether one that is idle has: it says nothing unasked, so there is its end to read."""
        return self._connection.poll()

    def kill(self) -> None:
        """End the process and reap it. Safe to call twice."""
        if self._process is not None and self._code is None:
            self._code = self._nursery.bury(self._process)
        self._connection.close()

    def _receive(self, deadline: float) -> Reply | None:
        """The next message, or None at the deadline."""
        try:
            if not self._connection.poll(max(0.0, deadline - time.monotonic())):
                return None
            message = self._connection.recv_bytes()
        except (EOFError, OSError):
            raise self._death() from None
        try:
            reply = pickle.loads(message)  # noqa: S301 - from our own process, over our own pipe
        except Exception as error:
            raise TypeError(f"a worker's result cannot be read here: {error!r}") from error
        if not isinstance(reply, Reply):
            raise TypeError(f"a worker answered {type(reply).__name__}")
        return reply

    def _death(self) -> WorkerError:
        obituary = self._obituary()
        if self._code == -signal.SIGALRM:
            return WorkerTimeout("a worker process ended itself after its time limit")
        return WorkerCrashed(obituary)

    def _obituary(self) -> str:
        """How the process ended, for a person to read."""
        if self._process is None:
            self._code = self._nursery.exit_code()  # it never came up
        elif self._code is None:
            self._code = self._nursery.bury(self._process, patience=GRACE)
        code = self._code
        if code is None:
            return "a worker process closed its connection"
        if code >= 0:
            return f"a worker process ended with exit code {code}"
        with suppress(ValueError):
            return f"a worker process died of {signal.Signals(-code).name}"
        return f"a worker process died of signal {-code}"


def live(descriptor: int) -> None:
    """The life of the process that `Nursery` starts, and of all its copies."""
    # Ctrl-C goes to the whole process group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Connection(descriptor) as control, suppress(EOFError, ConnectionError):
        order: Order = pickle.loads(control.recv_bytes())  # noqa: S301 - from our own parent
        born = tend(control, order)
    if born is not None:
        _serve(*born, order)


def _serve(descriptor: int, failure: Exception | None, order: Order) -> None:
    """The life of a worker: answer calls until the connection closes."""
    with Connection(descriptor) as connection, suppress(EOFError, ConnectionError):
        if failure is not None:
            connection.send_bytes(_error_message(failure))
            return
        connection.send_bytes(pickle.dumps(Reply(os.getpid())))
        _answer_calls(connection, order)


def _answer_calls(connection: Connection, order: Order) -> None:
    limited = False
    while True:
        try:
            function, args, kwargs = pickle.loads(connection.recv_bytes())  # noqa: S301 - as above
        except (EOFError, OSError):
            return
        except Exception as error:  # noqa: BLE001 - as a module that cannot be imported
            connection.send_bytes(_error_message(error))
            continue
        if not limited and order.memory_limit is not None:
            _limit_memory(order.memory_limit)
            limited = True
        connection.send_bytes(pickle.dumps(Reply()))
        # The parent kills a worker at its limit. Should the parent be gone, the alarm does: its
        # default action needs no interpreter, so even a regular expression cannot outlive it.
        signal.setitimer(signal.ITIMER_REAL, order.timeout + GRACE)
        message = _outcome_message(function, args, kwargs)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send_bytes(message)


def _outcome_message(
    function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> bytes:
    try:
        value = function(*args, **kwargs)
        return pickled(Reply(value), f"the result of {function.__qualname__}")
    except Exception as error:  # noqa: BLE001 - any failure is the caller's to raise
        return _error_message(error)


def _error_message(error: Exception) -> bytes:
    """A reply that raises the exception at the other end, or one that says what it was."""
    if isinstance(error, MemoryError):
        return pickle.dumps(Reply(error=MemoryError(), spent=True))
    trace = "".join(traceback.format_exception(error))
    # Frames hold the page that failed, and chained exceptions may not be picklable.
    error.__traceback__ = error.__cause__ = error.__context__ = None
    try:
        if isinstance(error, StopIteration):
            raise TypeError("a future cannot carry it")
        message = pickle.dumps(Reply(error=error, trace=trace))
        pickle.loads(message)  # noqa: S301 - many exceptions can be written but not read back
    except Exception:  # noqa: BLE001 - whatever its own methods raise
        stand_in = WorkerError(f"{type(error).__qualname__}: {error}")
        return pickle.dumps(Reply(error=stand_in, trace=trace))
    return message


def _limit_memory(most: int) -> None:
    """Let this process hold that many bytes in all, where the system can say so.

    What it holds already is taken off, and what may still come is added to the address space it
    has reserved: an absolute limit on that would not do, for importing numpy and lxml alone
    reserves hundreds of megabytes that are never touched, how many depending on the machine.
    A process that holds most of its share before it begins gets a quarter of it yet.
    """
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return
    import resource  # noqa: PLC0415 - not on every platform

    reserved, held = (
        int(pages) * resource.getpagesize()
        for pages in statm.read_text(encoding="ascii").split()[:2]
    )
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = reserved + max(most - held, most // 4)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pickled(value: object, what: str) -> bytes:
    try:
        return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise TypeError(f"{what} cannot be sent between processes: {error}") from error
