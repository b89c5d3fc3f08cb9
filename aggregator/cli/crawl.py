"""`aggregator crawl`: crawl several outlets side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.crawling import Job, crawl_together
from aggregator.cli.options import ArchiveUrl, Since, Until, period
from aggregator.crawl.items import DIGEST
from aggregator.crawl.loader import load_outlets


def crawl(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="OUTLET", help="Outlets, by any name.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every outlet there is.")] = False,
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Stories an outlet, at most.")
    ] = None,
    digest: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE_OR_URL", help="Then follow this digest's citations."),
    ] = None,
    replay: Annotated[
        list[Path] | None,
        typer.Option(metavar="WARC", help="Crawl these captures instead of the network."),
    ] = None,
    log_level: Annotated[str, typer.Option(metavar="LEVEL", help="What to tell.")] = "WARNING",
    archive: ArchiveUrl = None,
) -> None:
    """Crawl outlets side by side, each as politely as `scrapy crawl` alone would."""
    period(since, until)
    directory = load_outlets()
    wanted = [name for name in sorted(directory) if name != DIGEST] if every else []
    for name in names or []:
        outlet = directory.by_name(name)
        if outlet is None:
            known = ", ".join(sorted(directory))
            raise typer.BadParameter(f"there is no outlet {name!r} here; there are {known}")
        wanted.append(outlet.name)
    if not wanted and not digest:
        raise typer.BadParameter("name outlets to crawl, or --all, or a --digest to follow")
    arguments = {"since": since, "until": until, "limit": str(limit) if limit else None}
    given = {name: value for name, value in arguments.items() if value is not None}
    stages = [
        [Job(name, given) for name in dict.fromkeys(wanted)],
        *([Job(DIGEST, {"source": source})] for source in digest or []),
    ]
    overrides: dict[str, str] = {}
    if archive:
        overrides["ARCHIVE_URL"] = archive
    if replay:
        overrides["REPLAY"] = ",".join(str(path) for path in replay)
    try:
        failures = crawl_together(
            [stage for stage in stages if stage], overrides, log_level=log_level
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    for failure in failures:
        typer.echo(f"aggregator crawl: {failure}", err=True)
    if failures:
        raise typer.Exit(1)
