"""Options that several commands share, and what they stand for.

The archive and the outlets are imported where they are asked for: not every command needs them.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.crawl.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
ArchiveUrl = Annotated[
    str | None,
    typer.Option("--archive", metavar="URL", help="The archive; default: ARCHIVE_URL."),
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="ISO", help="From this day or time on.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="ISO", help="Up to this day (included) or time.")
]
OutletName = Annotated[
    str | None, typer.Option("--outlet", metavar="NAME", help="Of this outlet, by any name.")
]
Limit = Annotated[
    int | None, typer.Option("--limit", "-n", min=1, metavar="N", help="At most so many.")
]


def archive_url(given: str | None) -> str:
    from aggregator.crawl.loader import project_settings  # noqa: PLC0415

    return given or str(project_settings()["ARCHIVE_URL"])


@contextmanager
def reading(url: str | None) -> Iterator[Connection]:
    """A reading transaction on the archive that was asked for.

    Raises:
        ArchiveError: there is none, or it cannot be read.
    """
    from aggregator.archive.store import Archive  # noqa: PLC0415

    with (
        Archive.open(archive_url(url), read_only=True) as archive,
        archive.read() as connection,
    ):
        yield connection


def period(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """Both ends of a period.

    Raises:
        typer.BadParameter: one is no ISO 8601 date.
    """
    try:
        span = Period.parse(since, until)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return span.since, span.until


def outlet_name(given: str | None) -> str | None:
    """The short name of an outlet that a person names by short name, display name or alias.

    Raises:
        typer.BadParameter: no such outlet.
    """
    if given is None:
        return None
    from aggregator.crawl.loader import load_outlets  # noqa: PLC0415

    directory = load_outlets()
    outlet = directory.by_name(given)
    if outlet is None:
        known = ", ".join(sorted(directory))
        raise typer.BadParameter(f"there is no outlet {given!r} here; there are {known}")
    return outlet.name
