"""`aggregator verify`: is everything that was archived still whole."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from aggregator.archive.store import Archive
from aggregator.archive.verification import verify as find_damage
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, archive_url
from aggregator.crawl.loader import project_settings


def verify(json: Json = False, archive: ArchiveUrl = None) -> None:
    """Examine the database and every WARC file; name what is damaged.

    Exit status 1 when anything is.
    """
    captures = Path(project_settings()["CAPTURES_DIR"])
    with Archive.open(archive_url(archive), read_only=True) as opened:
        damages = list(find_damage(opened, captures))
    if json:
        show.print_json(damages)
    for damage in () if json else damages:
        sys.stdout.write(f"{show.printable(damage)}\n")
    if damages:
        sys.stderr.write(
            f"aggregator verify: {len(damages)} damages; restore what is named from a backup\n"
        )
        raise typer.Exit(1)
    if not json:
        sys.stdout.write("nothing is damaged\n")
