"""One pool of extraction workers a process, shared by all the spiders that run in it.

Workers are as many as cores; ten spiders side by side need no more of them than one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from aggregator.crawl.warming import import_readers
from aggregator.workers import WorkerPool

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_lock = threading.Lock()
_pools: dict[tuple[int, float, int], tuple[WorkerPool, int]] = {}


class Workforce:
    """A share in the process's workers; the last one to `close` ends them."""

    def __init__(self, settings: BaseSettings) -> None:
        self._key = (
            settings.getint("EXTRACTION_WORKERS"),
            settings.getfloat("EXTRACTION_TIMEOUT"),
            settings.getint("EXTRACTION_MEMORY"),
        )
        with _lock:
            pool, shares = _pools.get(self._key, (None, 0))
            self.pool = pool or _make(*self._key)
            _pools[self._key] = (self.pool, shares + 1)

    def close(self) -> None:
        """Leave: to be called once."""
        with _lock:
            pool, shares = _pools.pop(self._key)
            if shares > 1:
                _pools[self._key] = (pool, shares - 1)
                return
        pool.close()


def _make(size: int, timeout: float, memory: int) -> WorkerPool:
    return WorkerPool(size, timeout=timeout, memory_limit=memory, initializer=import_readers)
