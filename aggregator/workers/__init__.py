"""Run functions in processes that can be killed.

A page can keep a parser busy for minutes, eat all memory, or crash the interpreter. So untrusted
bytes are parsed here: in worker processes with a wall-clock limit and a memory limit, off the
event loop, where the worst page costs one worker and nothing else.

A worker is a copy of a plain new interpreter (`subprocess`) that imported once what calls need:
the nursery. It is not a fork of the parent, and not a `multiprocessing` child: nothing is inherited
from threads or reactors, and the parent's main module is not run again, whether that is the
``scrapy`` command, ``aggregator``, ``python -m …`` or an unguarded script.
"""

from aggregator.workers.pool import WorkerFailure, WorkerPool
from aggregator.workers.process import (
    MEGABYTE,
    WorkerCrashed,
    WorkerError,
    WorkerPoolClosed,
    WorkerTimeout,
)

__all__ = [
    "MEGABYTE",
    "WorkerCrashed",
    "WorkerError",
    "WorkerFailure",
    "WorkerPool",
    "WorkerPoolClosed",
    "WorkerTimeout",
]
