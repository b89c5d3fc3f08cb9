"""`aggregator unlink`: two events in two languages are not one happening after all."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.archive.events.language_links import are_linked, reject_link
from aggregator.archive.store import Archive
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, archive_url
from aggregator.cli.signing import Author, Reason, about, signature


def unlink(
    event: Annotated[int, typer.Argument(metavar="EVENT", help="The event's number.")],
    other: Annotated[int, typer.Argument(metavar="OTHER", help="That of the other event.")],
    reason: Reason = None,
    author: Author = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Say that two events in different languages are not one happening; `undo` takes it back."""
    by = signature(author, reason)
    with Archive.open(archive_url(archive), create=False) as opened, opened.write() as connection:
        linked = are_linked(connection, event, other)
        decision = reject_link(connection, event, other, by)
    if json:
        show.print_json(decision)
        return
    line = f"decision {decision.id} {show.printable(about(decision))}"
    show.console().print(line, markup=False)
    if not linked:
        told = "they were not linked; now they will not be, whatever they become"
        show.console().print(told, markup=False)
