"""`aggregator accept` and `reject`: a person says which story a citation means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.archive.citing import accepting
from aggregator.archive.store import Archive
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, archive_url
from aggregator.cli.signing import Author, Reason, about, signature
from aggregator.crawl.loader import load_outlets

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.archive.citing.accepting import Verdict

CitationNumber = Annotated[
    int, typer.Argument(metavar="CITATION", help="Its number, as `citations` lists it.")
]


def accept(
    citation: CitationNumber,
    story: Annotated[
        str, typer.Argument(metavar="STORY", help="The story's number or URL; a URL may be new.")
    ],
    reason: Reason = None,
    author: Author = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Say which story a citation means. No later search changes it.

    A URL of a declared outlet that the archive does not have is fetched by that outlet's next
    crawl, and its story is the answer from then on.
    """
    by = signature(author, reason)
    with Archive.open(archive_url(archive), create=False) as opened:
        done = accepting.accept(opened, load_outlets(), citation, story, by)
    report(done, json=json)


def reject(
    citation: CitationNumber,
    story: Annotated[
        str | None,
        typer.Argument(metavar="[STORY]", help="Default: the one it is found to mean now."),
    ] = None,
    reason: Reason = None,
    author: Author = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Say that a citation does not mean a story. It is looked for again, without that one."""
    by = signature(author, reason)
    with Archive.open(archive_url(archive), create=False) as opened:
        done = accepting.reject(opened, load_outlets(), citation, story, by)
    report(done, json=json)


def undo(archive: Archive, decision: int, *, now: datetime, json: bool) -> None:
    """Take a verdict back and print what the citation is found to mean now."""
    report(accepting.take_back(archive, load_outlets(), decision, now=now), json=json)


def report(done: Verdict, *, json: bool) -> None:
    if json:
        show.print_json(done)
        return
    undone = "undone: " if done.decision.undone else ""
    found = f", story {done.story}" if done.story else f", lead {done.lead}" if done.lead else ""
    show.console().print(
        f"decision {done.decision.id} {undone}{show.printable(about(done.decision))}\n"
        f"citation {done.citation} is now {done.state}{found}",
        markup=False,
    )
