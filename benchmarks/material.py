"""Real stories and labels to measure with, from the folder that AGGREGATOR_SHARED names."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from aggregator.dates import parse_moment
from benchmarks import report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

DATA = report.SHARED / "data"


def rows(path: str) -> Iterator[dict[str, Any]]:
    """The rows of a shared file; none, and a line that says so, where it is missing."""
    file = DATA / path
    if not file.is_file():
        print(f"  skipped: {file} isn't there")
        return
    if file.suffix == ".gz":
        text = gzip.decompress(file.read_bytes()).decode()
    else:
        text = file.read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line.strip():
            yield json.loads(line)


def moment(written: str) -> datetime:
    """An instant as a set gives it.

    Raises:
        ValueError: it is no date.
    """
    found = parse_moment(written)
    if found is None:
        raise ValueError(f"no date: {written!r}")
    return found.utc
