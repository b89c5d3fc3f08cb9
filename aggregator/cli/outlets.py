"""`aggregator outlets`: who can be crawled, what each needs, and what the archive has of it."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.archive.errors import ArchiveMissing
from aggregator.archive.reading.history import OutletFigures, figures_by_outlet
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, reading
from aggregator.crawl.loader import load_outlets

_NONE = OutletFigures(stories=0, teasers=0, waiting=0, latest=None)


def outlets(
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="Only the outlet that owns this URL.")
    ] = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """List the outlets, what is known of each, and how many stories the archive has of it."""
    directory = load_outlets()
    listed = [directory[name] for name in sorted(directory)]
    if url is not None:
        owner = directory.by_url(url)
        if owner is None:
            raise ValueError(
                f"no outlet here owns {url}; `scrapy genspider -t outlet NAME DOMAIN` adds one"
            )
        listed = [owner]
    try:
        with reading(archive) as connection:
            figures = figures_by_outlet(connection)
    except ArchiveMissing:
        figures = {}
    if json:
        show.print_json(
            [
                {
                    "name": outlet.name,
                    "title": outlet.title,
                    "aliases": outlet.aliases,
                    "domains": outlet.domains,
                    "country": outlet.country,
                    "language": outlet.language,
                    "feeds": outlet.feeds,
                    "sitemaps": outlet.sitemaps,
                    "sections": outlet.sections,
                    "delay": outlet.politeness.delay,
                    "note": outlet.note,
                    "terms": outlet.terms,
                    "figures": figures.get(outlet.name, _NONE),
                }
                for outlet in listed
            ]
        )
        return
    show.print_table(
        ("name", "outlet", "stories", "teasers", "waiting", "latest", "note"),
        (
            (o.name, o.title, f.stories, f.teasers, f.waiting, f.latest, o.note)
            for o in listed
            for f in [figures.get(o.name, _NONE)]
        ),
        wide="note",
        fold=True,
    )
