"""Whether memory stays flat while one process reads very many pages, one after the other.

    python -m benchmarks.memory [--pages N] [--real N]

A worker of ours is replaced after some hundred pages; here none is, so that whatever extraction
kept of a page would add up. The pages are those that the spiders are tested with, each as if of
another address and with names of elements that no page before had, and among them, where they
are present, real ones from the shared data. ``make soak`` reads 100,000.
"""

from __future__ import annotations

import gc
import gzip
import sys
import time
from itertools import cycle, islice
from typing import TYPE_CHECKING

import psutil

from aggregator.extraction import extract
from benchmarks import report

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = report.ROOT / "tests" / "spiders" / "fixtures"
REAL = report.SHARED / "data" / "pages"
MOST_GROWTH = 16
"""Megabytes that the last nine tenths of the pages may add."""

_MEGABYTE = 1024 * 1024
_STEPS = 10


def pages(real: int) -> Iterator[tuple[bytes, str]]:
    """Pages and their addresses without end; every so manieth is a real one, 0 for none."""
    small = cycle([path.read_bytes() for path in sorted(FIXTURES.glob("*.html"))])
    large = cycle(sorted(REAL.glob("*/*.html.gz")) if real else [])
    number = 0
    while True:
        number += 1
        page = None
        if real and number % real == 0:
            page = next(large, None)
        body = gzip.decompress(page.read_bytes()) if page else next(small)
        # Two names that are new, so that what is remembered of names has to forget.
        named = body.replace(b'class="', b'class="n%d-x%d ' % (number, number), 2)
        yield named, f"https://outlet{number % 97}.example/2025/03/30/story-{number}"


def main(arguments: list[str] | None = None) -> int:
    parser = report.parser("memory", __doc__)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--real", type=int, default=20, help="every so manieth page is a real one")
    options = report.begin(parser, arguments)
    report.heading(f"Memory over {options.pages:,} pages in one process")
    if options.pages < _STEPS:
        print(f"memory: give at least {_STEPS} pages", file=sys.stderr)
        return 2
    if not any(REAL.glob("*/*.html.gz")):
        report.skipped("real pages", f"there are none in {REAL}")
        options.real = 0
    process = psutil.Process()
    source = pages(options.real)
    started = time.process_time()
    held: list[float] = []
    for step in range(_STEPS):
        done = options.pages * (step + 1) // _STEPS
        for body, url in islice(source, done - options.pages * step // _STEPS):
            extract(body, url=url)
        gc.collect()
        held.append(process.memory_info().rss / _MEGABYTE)
        report.row(f"held after {done:,} pages", held[-1], "MB")
    seconds = time.process_time() - started
    growth = max(held[1:]) - held[0]
    report.row("grown since the first tenth", growth, "MB", {"limit": MOST_GROWTH})
    report.row("read", options.pages / seconds, "pages a CPU-second")
    return 0 if growth <= MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
