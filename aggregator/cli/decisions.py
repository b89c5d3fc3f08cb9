"""`aggregator merge`, `split`, `pin`, `unpin`, `decisions` and `undo`: corrections by hand."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.archive.citing.verdicts import KINDS as VERDICTS
from aggregator.archive.events import corrections, undoing
from aggregator.archive.events import decisions as kept
from aggregator.archive.events.language_links import UNLINK, allow_link
from aggregator.archive.reading.stories import find_story
from aggregator.archive.store import Archive
from aggregator.cli import show, verdicts
from aggregator.cli.options import ArchiveUrl, Json, Limit, archive_url, reading
from aggregator.cli.signing import Author, Reason, about, signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from aggregator.archive.events.corrections import Correction
    from aggregator.archive.events.decisions import Decision

EventNumber = Annotated[int, typer.Argument(metavar="EVENT", help="The event's number.")]
StoryReference = Annotated[
    str, typer.Argument(metavar="STORY", help="The story's number or its URL.")
]


def merge(
    events: Annotated[
        list[int], typer.Argument(metavar="EVENT EVENT…", help="The first stays, the others go.")
    ],
    reason: Reason = None,
    author: Author = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Make one event of several. The grouping will not take them apart again."""
    if len(events) < 2:  # noqa: PLR2004 - to merge takes two
        raise typer.BadParameter("merge takes two events or more")
    by = signature(author, reason)
    with _writing(archive) as connection:
        done = corrections.merge(connection, events, by)
    _report(done, json=json)


def split(
    event: EventNumber,
    stories: Annotated[
        list[str], typer.Argument(metavar="STORY…", help="Numbers or URLs of stories to take out.")
    ],
    reason: Reason = None,
    author: Author = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Take stories out of an event, into one of their own; the larger part keeps the number.

    The grouping will never join the two parts again.
    """
    by = signature(author, reason)
    with _writing(archive) as connection:
        chosen = [find_story(connection, story) for story in stories]
        done = corrections.split(connection, event, chosen, by)
    _report(done, json=json)


def pin(
    story: StoryReference,
    event: EventNumber,
    reason: Reason = None,
    author: Author = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Put a story into an event for good, or hold it in the one where it is."""
    by = signature(author, reason)
    with _writing(archive) as connection:
        done = corrections.pin(connection, find_story(connection, story), event, by)
    _report(done, json=json)


def unpin(
    story: StoryReference,
    reason: Reason = None,
    author: Author = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Leave a pinned story to the grouping again. For now it stays where it is."""
    by = signature(author, reason)
    with _writing(archive) as connection:
        done = corrections.unpin(connection, find_story(connection, story), by)
    _report(done, json=json)


def undo(
    decision: Annotated[
        int, typer.Argument(metavar="DECISION", help="Its number, as `decisions` lists it.")
    ],
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Take a decision back: its stories return to where they were, unless moved again since.

    A citation that was accepted or rejected is looked for again, and so are links of events.
    """
    now = datetime.now(UTC)
    with Archive.open(archive_url(archive), create=False) as opened:
        with opened.read() as connection:
            kind = kept.get_decision(connection, decision).kind
        if kind in VERDICTS:
            verdicts.undo(opened, decision, now=now, json=json)
            return
        with opened.write() as connection:
            if kind == UNLINK:
                _report_link(allow_link(connection, decision, now=now), json=json)
                return
            done = undoing.undo(connection, decision, now=now)
    _report(done, json=json)


def decisions(
    standing: Annotated[
        bool, typer.Option("--standing", help="Only those that were not undone.")
    ] = False,
    limit: Limit = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """List what persons decided, the latest first."""
    with reading(archive) as connection:
        found = kept.list_decisions(connection, standing=standing, limit=limit)
    if json:
        show.print_json(found)
        return
    print_decisions(found)


def print_decisions(found: list[Decision]) -> None:
    show.print_table(
        ("id", "made", "author", "decision", "undone", "reason"),
        ((d.id, d.made, d.author, about(d), d.undone, d.reason) for d in found),
        wide=("decision", "reason"),
        fold=True,
        empty="nobody has decided anything yet",
    )


def _report_link(decision: Decision, *, json: bool) -> None:
    if json:
        show.print_json(decision)
        return
    line = f"decision {decision.id} undone: {show.printable(about(decision))}"
    show.console().print(line, markup=False)


def _report(done: Correction, *, json: bool) -> None:
    if json:
        show.print_json(done)
        return
    for note in done.notes:
        typer.echo(note, err=True)
    undone = "undone: " if done.decision.undone else ""
    show.console().print(
        f"decision {done.decision.id} {undone}{show.printable(about(done.decision))}",
        markup=False,
    )
    if done.moved:
        show.print_table(("story", "event"), sorted(done.moved.items()))


@contextmanager
def _writing(url: str | None) -> Iterator[Connection]:
    """A writing transaction on an archive that is there already."""
    with (
        Archive.open(archive_url(url), create=False) as archive,
        archive.write() as connection,
    ):
        yield connection
