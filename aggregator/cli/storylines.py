"""`aggregator storylines` and `aggregator storyline ID`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from aggregator.archive.events import storylines as kept
from aggregator.archive.events.storyline_keeper import continue_storylines
from aggregator.archive.store import Archive
from aggregator.cli import show
from aggregator.cli.options import (
    ArchiveUrl,
    Json,
    Limit,
    Since,
    Until,
    archive_url,
    period,
    reading,
)
from aggregator.crawl.loader import load_outlets

_SCREENFUL = 40


def storylines(
    since: Since = None,
    until: Until = None,
    min_events: Annotated[int, typer.Option(min=1, metavar="N", help="Of at least N events.")] = 2,
    update: Annotated[
        bool, typer.Option("--update", help="First look at all events that are new or changed.")
    ] = False,
    limit: Limit = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """List what goes on through several events, the latest first."""
    start, end = period(since, until)
    if update:
        with Archive.open(archive_url(archive), create=False) as opened:
            continue_storylines(opened, load_outlets(), now=datetime.now(UTC))
    with reading(archive) as connection:
        found = kept.list_storylines(
            connection,
            since=start,
            until=end,
            min_events=min_events,
            limit=limit if json or limit else _SCREENFUL,
        )
    if json:
        show.print_json(found)
        return
    show.print_table(
        ("id", "first", "last", "events", "stories", "outlets", "title"),
        (
            (one.id, one.first, one.last, one.events, one.stories, len(one.outlets), one.title)
            for one in found
        ),
        wide="title",
        empty="no storyline of several events in that period",
    )
    if limit is None and len(found) == _SCREENFUL:
        typer.echo(f"the latest {_SCREENFUL}; --limit N shows more", err=True)


def storyline(
    number: Annotated[int, typer.Argument(metavar="ID", help="The storyline's number.")],
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Show one storyline: its events in the order of time, and what links each to it."""
    with reading(archive) as connection:
        found = kept.get_storyline(connection, number)
    if json:
        show.print_json(found)
        return
    screen = show.console()
    screen.print(f"storyline {found.id}: {show.printable(found.title)}", style="bold", markup=False)
    screen.print(
        f"{show.cell(found.first)} to {show.cell(found.last)} UTC, {found.events} events, "
        f"{found.stories} stories of {len(found.outlets)} outlets",
        markup=False,
    )
    screen.print()
    show.print_table(
        ("event", "first", "last", "stories", "outlets", "score", "terms", "title"),
        (
            (
                one.event,
                one.first,
                one.last,
                one.stories,
                one.outlets,
                one.score,
                one.evidence.get("terms"),
                one.title,
            )
            for one in found.chapters
        ),
        wide=("outlets", "terms", "title"),
        fold=True,
    )
