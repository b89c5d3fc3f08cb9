"""Runs the benchmarks one after the other, each in a process of its own: ``python -m benchmarks``.

Its exit status is 0 unless a benchmark crashed; what cannot be measured here is said and skipped.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from benchmarks import report

if TYPE_CHECKING:
    from collections.abc import Sequence

BENCHMARKS = {
    "extraction": "how right and how fast pages are read, beside plain trafilatura (real pages)",
    "matching": "how well and how fast events are found (real stories, in part)",
    "languages": "how well events are linked across languages (the extra embedding)",
    "families": "how well and how fast copies are found, beside MinHash-LSH and simhash",
    "arrival": "how much events depend on the order that stories arrive in (real feed entries)",
    "pages": "stories told from sections, tags, error pages, walls: precision and recall",
    "memory": "what very many pages leave in the memory of the process that reads them",
    "hostile": "what bombs, traps and damaged pages cost, against the limits a page has",
    "citations": "how well citations are read, and the stories they mean found",
    "digests": "how the citations of digests over a real week end, through the real commands",
    "lineage": "how long the lineage of a usual and of a huge event takes (invented events)",
    "checking": "how well a digest's sentences are laid beside its sources (invented texts)",
    "feeds": "the feed reader beside feedparser and fastfeedparser",
    "warc": "the capture store beside FastWARC and warcio, and what checks find of damage",
    "archive": "committing, claiming, searching and event pages, against the design's limits",
    "crawl": "a whole crawl, beside a Scrapy that only downloads, and extraction alone",
}


def main(arguments: Sequence[str] | None = None) -> int:
    listed = "\n".join(f"  {name:<12}{about}" for name, about in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measure speed and quality on this machine.\n\n{listed}",
        epilog="`python -m benchmarks NAME -h` shows the options of one: sizes, above all.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; all by default")
    # Options after one name are that benchmark's own.
    given = list(sys.argv[1:] if arguments is None else arguments)
    own = given[1:] if len(given) > 1 and given[0] in BENCHMARKS and given[1][:1] == "-" else []
    names = parser.parse_args(given[: len(given) - len(own)]).names
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    print(report.machine(), flush=True)
    started = time.perf_counter()
    crashed = [name for name in names or BENCHMARKS if not _run(name, own)]
    print(f"\nDone in {time.perf_counter() - started:.0f} s.")
    if crashed:
        print(f"Crashed: {', '.join(crashed)}", file=sys.stderr)
        return 1
    return 0


def _run(name: str, options: Sequence[str] = ()) -> bool:
    """Whether it came to its end; what it prints goes where ours goes."""
    # Apart, so that no benchmark inherits another's caches and memory, and none ends the others.
    command = [sys.executable, "-m", f"benchmarks.{name}", "--no-machine", *options]
    return subprocess.run(command, cwd=report.ROOT, check=False).returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
