"""`aggregator events` and `aggregator event ID`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.archive.events.decisions import decisions_about
from aggregator.archive.events.language_links import in_other_languages
from aggregator.archive.events.storylines import storyline_of
from aggregator.archive.events.telling import get_telling
from aggregator.archive.reading.events import get_event, list_events
from aggregator.archive.reading.rows import CitationRow, EventRow
from aggregator.cli import show
from aggregator.cli.decisions import print_decisions
from aggregator.cli.options import (
    ArchiveUrl,
    Json,
    Limit,
    OutletName,
    Since,
    Until,
    outlet_name,
    period,
    reading,
)
from aggregator.records import jsonable

if TYPE_CHECKING:
    from rich.console import Console

    from aggregator.archive.events.telling import Telling

_SCREENFUL = 40


def events(
    since: Since = None,
    until: Until = None,
    outlet: OutletName = None,
    min_outlets: Annotated[
        int, typer.Option(min=1, metavar="N", help="Reported by at least N outlets.")
    ] = 1,
    limit: Limit = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """List events, the latest first, with who reported each and how many texts are their own."""
    start, end = period(since, until)
    with reading(archive) as connection:
        found = list_events(
            connection,
            since=start,
            until=end,
            outlet=outlet_name(outlet),
            min_outlets=min_outlets,
            limit=limit if json or limit else _SCREENFUL,
        )
    if json:
        show.print_json(found)
        return
    print_events(found)
    if limit is None and len(found) == _SCREENFUL:
        typer.echo(f"the latest {_SCREENFUL}; --limit N shows more", err=True)


def print_events(found: list[EventRow]) -> None:
    show.print_table(
        ("id", "last", "stories", "texts", "outlets", "title"),
        (
            (event.id, event.last, event.stories, event.independent, event.outlets, event.title)
            for event in found
        ),
        wide=("outlets", "title"),
        empty="no event in that period",
    )


def event(
    number: Annotated[int, typer.Argument(metavar="ID", help="The event's number.")],
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Show one event: its stories in order of publication, and who cites them."""
    with reading(archive) as connection:
        found = get_event(connection, number)
        decided = decisions_about(connection, found.id)
        storyline = storyline_of(connection, found.id)
        telling = get_telling(connection, found.id)
        elsewhere = in_other_languages(connection, found.id)
    if json:
        record = jsonable(found)
        for member in record["members"]:
            # Other programs rely on exactly the other keys; `story` tells the form.
            del member["form"]
        record["in_other_languages"] = jsonable(elsewhere)
        show.print_json(record)
        return
    screen = show.console()
    screen.print(f"event {found.id}: {show.printable(found.title)}", style="bold", markup=False)
    screen.print(
        f"{show.cell(found.first)} to {show.cell(found.last)} UTC, {found.stories} stories of "
        f"{len(found.outlets)} outlets, {found.independent} texts of their own",
        markup=False,
    )
    if telling is not None:
        _print_telling(screen, telling)
    if storyline is not None:
        screen.print(
            f"storyline {storyline.id}: {show.printable(storyline.title)}, "
            f"{storyline.events} events",
            markup=False,
        )
    if elsewhere:
        screen.print("in other languages:")
    for other in elsewhere:
        screen.print(
            f"  {other.language}  event {other.event}: {show.printable(other.title)} "
            f"({other.stories} stories, {other.score:.2f})",
            markup=False,
        )
    screen.print()
    show.print_table(
        ("story", "published", "outlet", "form", "access", "family", "title"),
        (
            (m.story, m.published, m.outlet, m.form, m.access, m.family, m.title)
            for m in found.members
        ),
        wide="title",
        fold=True,
    )
    if decided:
        screen.print("\ndecided by hand:")
        print_decisions(decided)
    if found.citations:
        screen.print()
        print_citations(found.citations)


def _print_telling(screen: Console, telling: Telling) -> None:
    for label, words in (("keywords", telling.keywords), ("places", telling.places)):
        if words:
            screen.print(f"{label}: {show.printable(', '.join(words))}", markup=False)
    for sentence in telling.sentences:
        screen.print(f"  {show.printable(sentence.text)} [story {sentence.story}]", markup=False)


def print_citations(found: tuple[CitationRow, ...]) -> None:
    show.print_table(
        ("cited by", "state", "outlet", "story", "headline"),
        ((f"story {c.document}", c.state, c.outlet, c.story, c.headline or c.url) for c in found),
        wide="headline",
        fold=True,
    )
