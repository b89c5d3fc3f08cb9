"""A whole crawl from captures, beside the two floors under it.

    python -m benchmarks.crawl [--pages N] [--calls N]

First the demo's three outlets into a fresh archive, which is mostly starting up; then N synthetic
pages of one outlet, of the size of news pages, which is mostly work. Each runs as a process of its
own, with its workers; processor time is that of all of them. Beside it stand

- a bare Scrapy that asks the same capture for the same pages and does nothing with them: what the
  framework costs. The rest is what this program is for: keeping, reading and archiving.
- extraction alone, in one process without start-up: what no crawl of these pages can do without.

Last, what it costs to have a page read in a worker process rather than in the crawler's own.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from aggregator.archive import schema
from aggregator.archive.captures.packing import SavedPage, pack
from aggregator.archive.captures.replay import ReplayIndex
from aggregator.archive.store import Archive
from aggregator.crawl.loader import load_outlets
from aggregator.crawl.warming import import_readers
from aggregator.extraction import extract
from aggregator.workers import WorkerPool
from benchmarks import report
from benchmarks.synthetic import Newsroom

if TYPE_CHECKING:
    from collections.abc import Sequence

DEMO = report.ROOT / "data" / "demo.warc.gz"
DEMO_OUTLETS = {
    "epochtimes": "theepochtimes.com",
    "reuters": "www.reuters.com",
    "ft": "www.ft.com",
}
SYNTHETIC_OUTLET = {"ft": "www.ft.com"}


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took, with all its processes.

    Attributes:
        wall, cpu: in seconds.
        said: its standard output.
    """

    wall: float
    cpu: float
    said: str


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("crawl", __doc__)
    parser.add_argument("--pages", type=int, default=300, metavar="N", help="synthetic pages")
    parser.add_argument("--calls", type=int, default=300, metavar="N", help="of a worker")
    options = report.begin(parser, arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure("the demo, three outlets", DEMO, DEMO_OUTLETS, folder / "demo")
        measure_synthetic(options.pages, folder)
    measure_workers(options.calls)
    return 0


def measure_synthetic(count: int, folder: Path) -> None:
    pages = synthetic(count)
    one, all_of_them = folder / "one.warc.gz", folder / "all.warc.gz"
    pack(pages[:1], one)
    pack(pages, all_of_them)
    crawl, reading = measure(
        f"{count} synthetic pages", all_of_them, SYNTHETIC_OUTLET, folder / "synthetic"
    )
    (folder / "one").mkdir()
    start = crawl_of(one, list(SYNTHETIC_OUTLET), folder / "one")
    report.row("a crawl of one page: start and end", start.wall, "s")
    report.row("a crawl of one page: start and end", start.cpu, "CPU-s")
    if count > 1:
        wall, cpu = (crawl.wall - start.wall) / (count - 1), (crawl.cpu - start.cpu) / (count - 1)
        alone = 1000 * reading.cpu / count
        report.row("each further page", 1000 * cpu, "CPU-ms", {"extraction alone": alone})
        report.row("speed after the start", 1 / wall, "pages/s")


def synthetic(count: int) -> list[SavedPage]:
    room = Newsroom(seed=9)
    made = []
    for number, written in enumerate(room.reports(count)):
        url = f"https://www.ft.com/content/00000000-0000-4000-8000-{number:012d}"
        made.append(SavedPage(url=url, body=room.page(written, url), captured_at=written.published))
    return made


def measure(
    what: str, replay: Path, outlets: dict[str, str], folder: Path
) -> tuple[Spent, report.Clock]:
    """Crawl the capture and print it beside the floors; gives the crawl and extraction alone."""
    report.heading(f"Crawl: {what}")
    folder.mkdir()
    crawl = crawl_of(replay, list(outlets), folder)
    outcomes = outcomes_in(folder / "archive.db")
    pages, stories = outcomes.total(), outcomes["story"]
    bare = run([sys.executable, "-m", "benchmarks.bare", str(replay), *outlets.values()])
    downloaded = int(bare.said.split()[-1])
    read, reading = extraction_alone(replay, list(outlets))
    report.note(
        f"{pages} pages fetched, {stories} whole stories; the bare Scrapy downloaded {downloaded} "
        f"documents, feeds too; extraction alone read {read} pages"
    )
    report.row(
        "wall", crawl.wall, "s", {"bare Scrapy": bare.wall, "extraction alone": reading.wall}
    )
    report.row(
        "processor time, all processes", crawl.cpu, "CPU-s",
        {"bare Scrapy": bare.cpu, "extraction alone": reading.cpu},
    )  # fmt: skip
    report.row(
        "speed", pages / crawl.wall, "pages/s",
        {"bare Scrapy": downloaded / bare.wall, "extraction alone": read / reading.wall},
    )  # fmt: skip
    beyond = crawl.cpu - bare.cpu - reading.cpu
    report.row("neither framework nor extraction", beyond, "CPU-s", {"the whole crawl": crawl.cpu})
    return crawl, reading


def crawl_of(replay: Path, outlets: Sequence[str], folder: Path) -> Spent:
    """`aggregator crawl` into a fresh archive in the folder."""
    aggregator = [sys.executable, "-m", "aggregator.cli.main"]
    return run(
        [*aggregator, "crawl", *outlets, "--replay", str(replay), "--log-level", "ERROR"],
        AGGREGATOR_ARCHIVE_URL=f"sqlite:///{folder / 'archive.db'}",
        AGGREGATOR_CAPTURES_DIR=str(folder / "captures"),
    )


def outcomes_in(path: Path) -> Counter[str]:
    """How many fetches of stories ended how."""
    fetches = schema.fetches.c
    with (
        Archive.open(f"sqlite:///{path}", read_only=True) as archive,
        archive.read() as connection,
    ):
        rows = connection.execute(
            select(fetches.outcome, func.count().label("number"))
            .where(fetches.source_id.is_(None))
            .group_by(fetches.outcome)
        )
        return Counter({row.outcome: row.number for row in rows})


def extraction_alone(replay: Path, outlets: Sequence[str]) -> tuple[int, report.Clock]:
    """The outlets' story pages, read in this process one by one: how many, and the time."""
    directory = load_outlets()
    index = ReplayIndex.open([replay])
    pages = [
        (outlet, page)
        for url in index.urls()
        if (outlet := directory.by_url(url)) is not None
        and outlet.name in outlets
        and outlet.is_article(url)
        and (page := index.get(url)) is not None
    ]
    import_readers()
    with report.timed() as clock:
        for outlet, page in pages:
            extract(
                page.body,
                url=page.url,
                headers=dict(page.headers),
                status=page.status,
                outlet=outlet,
                captured_at=page.captured_at,
            )
    return len(pages), clock


def run(command: Sequence[str], **environment: str) -> Spent:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed; with what it said.
    """
    clean = {name: v for name, v in os.environ.items() if not name.startswith("AGGREGATOR_")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=report.ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stdout}{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, cpu, done.stdout)


def measure_workers(calls: int) -> None:
    report.heading(f"Worker processes: {calls} calls, one after the other")
    room = Newsroom(seed=10)
    written = next(room.reports(1))
    body = room.page(written, "https://example.org/1", size=150_000)
    with WorkerPool(1) as pool:
        started = time.perf_counter()
        asyncio.run(_call(pool, b"", 1))
        report.row("start of a worker", 1000 * (time.perf_counter() - started), "ms")
        for what, argument in (("nothing", b""), ("a page of 150 KB", body)):
            started = time.perf_counter()
            asyncio.run(_call(pool, argument, calls))
            spent = 1000 * (time.perf_counter() - started) / calls
            beside: dict[str, float | None] = {}
            if argument:
                with report.timed() as clock:
                    for _ in range(10):
                        extract(body, url="https://example.org/1")
                beside["reading it"] = 100 * clock.wall
            report.row(f"a call with {what}", spent, "ms", beside)


async def _call(pool: WorkerPool, argument: bytes, calls: int) -> None:
    for _ in range(calls):
        await pool.run(len, argument)


if __name__ == "__main__":
    raise SystemExit(main())
