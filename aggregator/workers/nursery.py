"""The nursery: one process that is made ready once, and of which every worker is a copy.

To import what reading a page takes costs as much as to read fifty pages. So a pool's workers do not
each do it: a plain new interpreter does it once, and forks. It has one thread and nothing of the
parent's, so its copies are as clean as itself; and they share its memory until they write to it.

The parent sends a request with the far end of a worker's connection, and there is a worker at it;
or it sends a worker's process id, that one is killed and reaped, and the answer is how it ended.
Only the nursery kills workers, for only it knows that an id is still theirs.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import recv_handle, send_handle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

GRACE = 1.0  # seconds that a process is given to end before it is made to

# Apple's libraries do not survive a fork once they were used.
_READY_BEFORE_FORK = sys.platform != "darwin"
_BEAR = (0, 0.0)  # a request that names no worker
_MADE_BEFORE_COLLECTION = 10_000  # objects, where Python has 700
_BOOTSTRAP = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from aggregator.workers.process import live; live(int(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class Order:
    """What workers are told before their first call."""

    timeout: float
    memory_limit: int | None
    niceness: int
    initializer: Callable[[], object] | None


class Nursery:
    """The parent's end of it. Safe to use from several threads.

    Attributes:
        ready: a worker came out of it.
    """

    def __init__(self, order: Order) -> None:
        self.ready = False
        self._lock = threading.Lock()
        self._control, far_end = Pipe()
        # One thread of arithmetic a worker: the pool is what spreads work over the cores, and
        # each idle thread of a numeric library would reserve address space.
        environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | os.environ
        with far_end:
            # A function that prints must not write into the parent's own output: stdout goes
            # where stderr goes.
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [
                    sys.executable,
                    "-P",
                    "-c",
                    _BOOTSTRAP,
                    json.dumps([str(entry) for entry in sys.path]),
                    str(far_end.fileno()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=2,
                pass_fds=(far_end.fileno(),),
                env=environment,
            )
        with suppress(OSError):  # one that dies at once is found when a worker does not come up
            self._control.send_bytes(pickle.dumps(order))

    def bear(self, descriptor: int) -> None:
        """Have a worker at that end of a connection, at once or when the nursery is ready.

        Where there is none to come, nobody is at the other end.
        """
        with self._lock, suppress(OSError):
            self._control.send_bytes(pickle.dumps(_BEAR))
            send_handle(self._control, descriptor, None)

    def bury(self, worker: int, *, patience: float = 0.0) -> int | None:
        """Kill a worker if it is still alive.

        Args:
            worker: its process id.
            patience: seconds that it is given to end of its own.

        Returns:
            its exit code, negative for a signal; None where nobody can tell.
        """
        with self._lock, suppress(OSError, EOFError):
            self._control.send_bytes(pickle.dumps((worker, patience)))
            code: int | None = pickle.loads(self._control.recv_bytes())  # noqa: S301 - our own
            return code
        return None

    def exit_code(self) -> int | None:
        """The nursery's own, or None where it is alive."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(GRACE)
        return None

    def has_died(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> None:
        """End it and all its workers. Safe to call twice."""
        with self._lock:
            self._control.close()
        if not self.ready:
            self._process.kill()  # there is nobody else to end yet
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def tend(control: Connection, order: Order) -> tuple[int, Exception | None] | None:
    """The life of the nursery: bear workers and bury them until the connection closes.

    Returns:
        in each worker, the descriptor of its own connection, and what the initializer raised;
        in the nursery, at its end, None.
    """
    if order.niceness:
        os.nice(order.niceness)
    failure = prepare(order) if _READY_BEFORE_FORK else None
    # What there is now stays: no worker is to look through it for garbage, and so write to it. What
    # comes is mostly freed without: a page's elements are many, and none is in a circle.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MADE_BEFORE_COLLECTION)
    alive: set[int] = set()
    try:
        while True:
            request = pickle.loads(control.recv_bytes())  # noqa: S301 - from our own parent
            if request == _BEAR:
                descriptor = recv_handle(control)
                worker = os.fork()
                if worker == 0:
                    alive.clear()
                    return descriptor, failure if _READY_BEFORE_FORK else prepare(order)
                os.close(descriptor)
                alive.add(worker)
            else:
                worker, patience = request
                code = _buried(worker, patience) if worker in alive else None
                alive.discard(worker)
                control.send_bytes(pickle.dumps(code))
    except (EOFError, OSError):
        return None
    finally:
        for worker in alive:
            _buried(worker)


def prepare(order: Order) -> Exception | None:
    """Run the initializer; what it raises is the parent's to raise."""
    try:
        if order.initializer is not None:
            order.initializer()
    except Exception as error:  # noqa: BLE001 - whatever it may be
        return error
    return None


def _buried(worker: int, patience: float = 0.0) -> int:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        ended, status = os.waitpid(worker, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(worker, signal.SIGKILL)  # in vain where it has ended: its exit code stays
    return os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
