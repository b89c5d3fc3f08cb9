"""`scrapy crawl`, with wrong use told before anything is touched and failure in one line."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from aggregator.crawl.outcome import failure_of

if TYPE_CHECKING:
    import argparse


class Command(crawl.Command):
    """Exit status: 0 done, 1 failed, 2 wrong use."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one spider; `scrapy list` shows them", print_help=False)
        process = self.crawler_process
        if process is None:
            raise RuntimeError("Scrapy gave the command no process to crawl in")
        try:
            crawler = self._create_crawler(args[0])
            # Made once for its checks alone, before the archive is opened.
            crawler.spidercls(**opts.spargs)
        except KeyError:
            known = ", ".join(process.spider_loader.list())
            raise UsageError(
                f"there is no outlet {args[0]!r} here; there are {known}", print_help=False
            ) from None
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error
        ended = process.crawl(crawler, **opts.spargs)
        if not isinstance(ended, asyncio.Future):
            raise TypeError("TWISTED_REACTOR must stay Scrapy's default, the asyncio reactor")
        process.start()
        failure = failure_of(crawler, ended)
        if failure is not None:
            print(f"scrapy crawl {args[0]}: {failure}", file=sys.stderr)  # noqa: T201
            self.exitcode = 1
