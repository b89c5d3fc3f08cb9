"""How the benchmarks print: the machine once, and each result beside its peer or limit.

A result is one line: what was measured, ours, and every peer or limit with its own figure and, in
brackets, ours as a multiple of it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import platform
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.archive.drivers import sqlite_driver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
"""Real pages and feeds that are no part of the repository; what needs them is skipped without."""

_LIBRARIES = (
    "lxml", "trafilatura", "feedparser", "fastfeedparser", "fastwarc", "warcio", "scrapy",
    "sqlalchemy", "psycopg",
)  # fmt: skip


def machine() -> str:
    """The processor, its cores, Python and the libraries compared, in a few lines."""
    sqlite = sqlite_driver()
    libraries = [f"{name} {_version(name)}" for name in _LIBRARIES]
    libraries.append(f"SQLite {sqlite.version_text} ({sqlite.name})")
    load = os.getloadavg()[0]
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, load {load:.1f} at the start, "
        f"{platform.system()}, Python {platform.python_version()}\n{', '.join(libraries)}\n"
        "In brackets: ours as a multiple of the other."
    )


def parser(module: str, description: str | None) -> argparse.ArgumentParser:
    """For a benchmark that can also be run alone."""
    made = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{module}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--no-machine", action="store_true", help="leave out what it ran on")
    return made


def begin(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the options and print the machine unless told not to."""
    options = parser.parse_args(arguments)
    if not options.no_machine:
        print(machine())
    return options


def heading(text: str) -> None:
    print(f"\n{text}", flush=True)


def row(
    what: str, ours: float, unit: str = "", beside: Mapping[str, float | None] | None = None
) -> None:
    """One result; a peer that gave none is left out."""
    others = [
        f"{name} {figure(value)} ({figure(ours / value) if value else '–'})"
        for name, value in (beside or {}).items()
        if value is not None
    ]
    print(f"  {what:<50}{figure(ours):>9} {unit:<10} {'   '.join(others)}".rstrip(), flush=True)


def note(text: str) -> None:
    print(f"  {text}", flush=True)


def skipped(what: str, why: str) -> None:
    print(f"  skipped: {what}: {why}", flush=True)


def peer(name: str, extra: str) -> Any | None:
    """A library to compare with, or None and a line that says it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        skipped(name, f"not installed; pip install -e '.[{extra}]' brings it")
        return None


def figure(value: float) -> str:
    """Three significant digits, or all of a whole number."""
    if float(value).is_integer() and abs(value) >= 1:
        return f"{value:,.0f}"
    if abs(value) >= 100:  # noqa: PLR2004
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or value == 0 else f"{value:.1e}"  # noqa: PLR2004


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies: the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(slots=True)
class Clock:
    """Seconds spent in `timed` blocks: by the wall and by this process's processor time."""

    wall: float = 0.0
    cpu: float = 0.0


@contextlib.contextmanager
def timed(clock: Clock | None = None) -> Iterator[Clock]:
    """Add what the block takes to a clock, or to a new one."""
    clock = Clock() if clock is None else clock
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        yield clock
    finally:
        clock.wall += time.perf_counter() - wall
        clock.cpu += time.process_time() - cpu


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
