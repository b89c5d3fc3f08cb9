"""`aggregator pack`: saved pages into a WARC file that any spider can replay."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.archive import packing
from aggregator.cli.extract import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator


def pack(
    manifest: Annotated[
        Path,
        typer.Argument(
            metavar="IN.jsonl",
            help='Lines of {"path", "url"} and, as known, "captured_at", "status", "content_type".',
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT.warc.gz")],
) -> None:
    """Pack saved pages, feeds and sitemaps into a WARC file for REPLAY.

    Without captured_at a page counts as saved when its file was last written.
    """
    number = packing.pack(_pages(manifest), out)
    typer.echo(f"{number} captures in {out}", err=True)


def _pages(manifest: Path) -> Iterator[packing.SavedPage]:
    with manifest.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                path, url = Path(row["path"]), str(row["url"])
                said = row.get("captured_at")
                captured = datetime.fromisoformat(said) if said else None
                status = int(row.get("status", 200))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(
                    f"{manifest}, line {number}: not an object with path and url ({error!r})"
                ) from error
            if not path.is_absolute() and not path.exists():
                path = manifest.parent / path
            if captured is None:
                captured = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield packing.SavedPage(
                url=url,
                body=read_page(path),
                captured_at=captured if captured.tzinfo else captured.replace(tzinfo=UTC),
                status=status,
                content_type=row.get("content_type"),
            )
