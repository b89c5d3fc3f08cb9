"""`aggregator pack`: saved pages into a WARC file that any spider can replay."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.archive.captures import packing
from aggregator.cli.files import found_from
from aggregator.cli.pages import read_page

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
    out: Annotated[Path, typer.Argument(metavar="OUT.warc.gz", help="Appears whole or not.")],
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
                page = _page(json.loads(line), manifest.parent)
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(
                    f"{manifest}, line {number}: not an object with path and url ({error!r})"
                ) from error
            yield page


def _page(row: dict[str, Any], folder: Path) -> packing.SavedPage:
    path = found_from(Path(row["path"]), folder)
    said = row.get("captured_at")
    if said:
        captured = datetime.fromisoformat(said)
    else:
        captured = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return packing.SavedPage(
        url=row["url"],
        body=read_page(path),
        captured_at=captured if captured.tzinfo else captured.replace(tzinfo=UTC),
        status=int(row.get("status") or 200),
        content_type=row.get("content_type"),
    )
