"""Runs several spiders in one process, one stage after the other, with progress shown."""

from __future__ import annotations

import logging
from collections import deque
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess

from aggregator.archive.store import Archive
from aggregator.cli.progress import CrawlProgress
from aggregator.crawl.loader import project_settings
from aggregator.crawl.outcome import failure_of
from aggregator.crawl.workforce import Workforce

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping, Sequence

# Each spider waits most of the time; more of them at once only take memory.
_SIDE_BY_SIDE = 8


@dataclass(frozen=True, slots=True)
class Job:
    """A spider to run, with its arguments."""

    spider: str
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.spider


def crawl_together(
    stages: Sequence[Sequence[Job]], overrides: Mapping[str, Any], *, log_level: str = "WARNING"
) -> list[str]:
    """Run the jobs of each stage side by side, the stages in order.

    Returns:
        what went wrong, one line a failed job; empty when nothing did.

    Raises:
        ArchiveError: the archive cannot be opened; nothing was started.
        ValueError: a job's spider or arguments are wrong; nothing was started.
    """
    settings = project_settings()
    settings.setdict(dict(overrides), priority="cmdline")
    level = logging.getLevelNamesMapping().get(log_level.upper())
    if level is None:
        raise ValueError(f"there is no log level {log_level!r}; there is INFO, WARNING, ERROR …")
    settings.set("LOG_LEVEL", log_level.upper(), priority="cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    failures: list[str] = []
    crawlers = {id(job): process.create_crawler(job.spider) for stage in stages for job in stage}
    for stage in stages:
        for job in stage:
            # Made once for its checks alone, before the archive is opened.
            crawlers[id(job)].spidercls(**job.arguments)
    Archive.open(settings["ARCHIVE_URL"]).close()

    # The workers outlive the spiders that share them: a later stage finds them warm.
    with closing(Workforce(settings)), CrawlProgress(level=level) as progress:

        def begin(job: Job) -> None:
            crawler = crawlers[id(job)]
            progress.add(crawler, job.label)
            ended = process.crawl(crawler, **job.arguments)
            under_way.add(ended)
            ended.add_done_callback(partial(done, job))

        def done(job: Job, ended: asyncio.Task[None]) -> None:
            failure = failure_of(crawlers[id(job)], ended)
            if failure is not None:
                failures.append(f"{job.label}: {failure}")
            under_way.discard(ended)
            begin_more()

        def begin_more() -> None:
            if not waiting[0] and not under_way and len(waiting) > 1:
                waiting.popleft()
            while waiting[0] and len(under_way) < _SIDE_BY_SIDE:
                begin(waiting[0].popleft())

        waiting = deque(deque(stage) for stage in stages)
        under_way: set[asyncio.Task[None]] = set()
        begin_more()
        process.start()
    return failures
