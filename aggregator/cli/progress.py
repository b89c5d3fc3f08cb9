"""Shows how crawls get on: bars on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, Progress, TaskID, TextColumn

if TYPE_CHECKING:
    from types import TracebackType

    from scrapy.crawler import Crawler

_GLANCE = 0.25
_LINE_EVERY = 5.0


@dataclass(slots=True)
class _Crawl:
    crawler: Crawler
    name: str
    task: TaskID | None = None
    said: str = ""
    said_at: float = field(default_factory=time.monotonic)

    @property
    def stats(self) -> dict[str, Any]:
        """The crawler's figures; none before it has begun."""
        try:
            return self.crawler.stats.get_stats()
        except RuntimeError:
            return {}

    def figure(self, name: str) -> int:
        return int(self.stats.get(f"aggregator/{name}", 0))

    @property
    def claimed(self) -> int:
        return self.figure("leads/claimed")

    def outcomes(self) -> dict[str, int]:
        stats = dict(self.stats)
        prefix = "aggregator/outcome/"
        return {
            key.removeprefix(prefix): stats[key] for key in sorted(stats) if key.startswith(prefix)
        }

    def describe(self) -> str:
        outcomes = ", ".join(f"{number} {name}" for name, number in self.outcomes().items())
        return outcomes or f"{self.figure('leads/new')} leads found"


class CrawlProgress:
    """Context manager that shows the progress of crawlers on standard error.

    Log lines of WARNING and above appear between, so that nothing goes unsaid.
    """

    def __init__(self, *, level: int = logging.WARNING) -> None:
        self.console = Console(stderr=True, highlight=False)
        self._level = level
        self._crawls: list[_Crawl] = []
        self._bars = Progress(
            TextColumn("{task.fields[name]:<14}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed}/{task.total}"),
            TextColumn("{task.description}"),
            console=self.console,
        )
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="progress", daemon=True)

    def add(self, crawler: Crawler, name: str) -> None:
        crawl = _Crawl(crawler, name)
        if self.console.is_terminal:
            crawl.task = self._bars.add_task("starting", total=None, name=name)
        self._crawls.append(crawl)

    def __enter__(self) -> Self:
        handler = RichHandler(
            console=self.console, show_path=False, show_time=False, markup=False, level=self._level
        )
        logging.basicConfig(level=self._level, handlers=[handler], format="%(message)s", force=True)
        if self.console.is_terminal:
            self._bars.start()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        for crawl in self._crawls:
            self._show(crawl, last=True)
        if self.console.is_terminal:
            self._bars.stop()

    def _watch(self) -> None:
        while not self._over.wait(_GLANCE):
            for crawl in list(self._crawls):
                self._show(crawl)

    def _show(self, crawl: _Crawl, *, last: bool = False) -> None:
        text = crawl.describe()
        if crawl.task is not None:
            done = sum(crawl.outcomes().values())
            self._bars.update(
                crawl.task, description=text, completed=done, total=crawl.claimed or None
            )
        elif text != crawl.said and (last or time.monotonic() - crawl.said_at >= _LINE_EVERY):
            self.console.print(f"{crawl.name}: {text}", markup=False, soft_wrap=True)
            crawl.said, crawl.said_at = text, time.monotonic()
