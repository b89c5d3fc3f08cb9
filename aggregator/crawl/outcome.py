"""How a crawl ended, for the commands that start one: one clear line and an exit status."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from aggregator.archive.captures.replay import ReplayError
from aggregator.archive.captures.store import CaptureError
from aggregator.archive.errors import ArchiveError
from aggregator.crawl.run import Run

if TYPE_CHECKING:
    import asyncio

    from scrapy.crawler import Crawler

# What an operator can put right; anything else is a fault of ours and keeps its traceback.
_OPERATIONAL = (ArchiveError, ReplayError, CaptureError, OSError, ValueError)


def failure_of(crawler: Crawler, crawl: asyncio.Future[None]) -> str | None:
    """What went wrong in a crawl that has ended, in words for its operator; None if nothing."""
    if crawl.cancelled():
        return "the crawl was cancelled"
    error = crawl.exception()
    if error is None:
        run = _run_of(crawler)
        error = run.failure if run is not None else None
    if error is None:
        return None
    if isinstance(error, _OPERATIONAL):
        return str(error)
    return "".join(traceback.format_exception(error)).rstrip()


def _run_of(crawler: Crawler) -> Run | None:
    try:
        return crawler.get_extension(Run)
    except RuntimeError:
        # It never got so far as to have extensions.
        return None
