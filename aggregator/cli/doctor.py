"""`aggregator doctor`: is everything in place, and what to do about what is not."""

from __future__ import annotations

from pathlib import Path

import typer

from aggregator.archive.doctor import examine
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, archive_url
from aggregator.crawl.loader import project_settings


def doctor(json: Json = False, archive: ArchiveUrl = None) -> None:
    """Examine the archive, its driver and journal, the captures folder and the installation.

    Exit status 1 when something fails; a warning alone does not.
    """
    settings = project_settings()
    checks = examine(archive_url(archive), Path(settings["CAPTURES_DIR"]))
    if json:
        show.print_json(checks)
    else:
        show.print_table(
            ("check", "ok", "detail", "advice"),
            ((check.name, check.ok, check.detail, check.advice) for check in checks),
            wide=("advice", "detail"),
            fold=True,
        )
    if any(check.ok == "fail" for check in checks):
        raise typer.Exit(1)
