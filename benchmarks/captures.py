"""Pack real pages and feeds that were collected elsewhere into WARC files to replay.

``python -m benchmarks.captures FOLDER OUT`` reads a folder with ``feeddays/DAY/index.json`` (feed
URL to file) and ``pages/SET/truth.jsonl`` (id and URL beside ``ID.html.gz``) and writes
``OUT/feeds.warc.gz`` and one ``OUT/SET.warc.gz`` for each set of pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.archive.captures.packing import SavedPage, pack
from aggregator.dates import parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNDATED = datetime(2025, 4, 1, tzinfo=UTC)


def feed_captures(folder: Path) -> Iterator[SavedPage]:
    """The rebuilt feeds, each as captured in the last second of its day."""
    for index in sorted(folder.glob("*/index.json")):
        day = datetime.fromisoformat(index.parent.name).date()
        at = datetime.combine(day, time(23, 59, 59), UTC)
        for url, entry in json.loads(index.read_text(encoding="utf-8")).items():
            body = (index.parent / entry["file"]).read_bytes()
            yield SavedPage(url=url, body=body, captured_at=at, content_type="application/rss+xml")


def page_captures(folder: Path) -> Iterator[SavedPage]:
    """The pages of one set, each as captured when it was published."""
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = folder / f"{row['id']}.html.gz"
        if not path.is_file() or not row.get("url"):
            continue
        published = parse_moment(str(row.get("published") or ""))
        yield SavedPage(
            url=row["url"],
            body=gzip.decompress(path.read_bytes()),
            captured_at=published.utc if published else _UNDATED,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    print(
        f"feeds: {pack(feed_captures(options.folder / 'feeddays'), options.out / 'feeds.warc.gz')}"
    )
    for truth in sorted(options.folder.glob("pages/*/truth.jsonl")):
        name = truth.parent.name
        print(f"{name}: {pack(page_captures(truth.parent), options.out / f'{name}.warc.gz')}")


if __name__ == "__main__":
    main()
