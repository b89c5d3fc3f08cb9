"""`aggregator citations`: those of any document, or those in the archive and what they mean."""

from __future__ import annotations

import json as jsonlib
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from aggregator.archive.citing.citation_list import list_followed
from aggregator.archive.citing.citations import resolve_citations
from aggregator.archive.store import Archive
from aggregator.citations import find_citations
from aggregator.cli import show
from aggregator.cli.documents import fail, read_source
from aggregator.cli.options import ArchiveUrl, Json, Limit, archive_url, reading
from aggregator.crawl.loader import load_outlets
from aggregator.records import CitationState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.archive.citing.citation_list import FollowedCitation
    from aggregator.records import Citation

_SCREENFUL = 40


def citations(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE|URL|-]", help="A document; - is standard input. Default: the archive."
        ),
    ] = None,
    states: Annotated[
        list[CitationState] | None,
        typer.Option("--state", help="In the archive: only these, as `candidate`; repeatable."),
    ] = None,
    retry: Annotated[
        bool,
        typer.Option("--retry", help="In the archive: look now for all that have no story yet."),
    ] = False,
    limit: Limit = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Print the citations that a document holds: outlet, headline, URL, form, confidence.

    Without a document: the archive's citations, newest document first, which story each is found
    to mean, how often it was looked for and when it will be again.
    """
    if source is None:
        _of_archive(states or [], retry=retry, limit=limit, json=json, archive=archive)
        return
    if states or retry or archive is not None or limit is not None:
        raise typer.BadParameter(
            "--state, --retry, --limit and --archive are about the archive's citations: "
            "leave out the document"
        )
    found = find_citations(read_source(source).document, load_outlets())
    if json:
        typer.echo(jsonlib.dumps([_row(c) for c in found], ensure_ascii=False, indent=2))
    elif found:
        _print_table(found)
    else:
        fail(f"no citation found in {'standard input' if source == '-' else source}")


def _of_archive(
    states: Sequence[CitationState],
    *,
    retry: bool,
    limit: int | None,
    json: bool,
    archive: str | None,
) -> None:
    if retry:
        with Archive.open(archive_url(archive), create=False) as opened:
            looked = resolve_citations(opened, load_outlets(), now=datetime.now(UTC))
        changed = sum(row.is_new for row in looked)
        typer.echo(f"looked for {len(looked)} citations; {changed} changed", err=True)
    with reading(archive) as connection:
        shown = limit if json or limit else _SCREENFUL
        found = list_followed(connection, states=states, limit=shown)
    if json:
        show.print_json(found)
        return
    show.print_table(
        ("id", "document", "outlet", "headline", "state", "story", "looks", "next"),
        map(_cells, found),
        wide=("headline",),
        empty="no citation in the archive: `scrapy crawl digest -a source=FILE` brings some",
    )


def _cells(one: FollowedCitation) -> tuple[object, ...]:
    words = one.headline or one.kind
    return (
        *(one.id, one.document, one.outlet, words),
        *(one.state, one.story, one.attempts, one.next_due),
    )


def _row(citation: Citation) -> dict[str, str | float | None]:
    return {
        "outlet": citation.outlet,
        "headline": citation.headline,
        "url": citation.url,
        "line": citation.line,
        "kind": citation.kind,
        "confidence": citation.confidence,
    }


def _print_table(found: Sequence[Citation]) -> None:
    """A table that fits the terminal; into a pipe, a citation a line, its fields apart by tabs."""
    if not sys.stdout.isatty():
        for one in found:
            fields = (one.outlet, one.headline, one.url, one.kind, f"{one.confidence:.2f}")
            typer.echo("\t".join(" ".join((field or "").split()) for field in fields))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Outlet", overflow="fold", max_width=28)
    table.add_column("Headline", overflow="fold", ratio=3)
    table.add_column("URL", overflow="fold", ratio=2)
    table.add_column("Form", no_wrap=True)
    table.add_column("Sure", justify="right", no_wrap=True)
    for one in found:
        sure = f"{one.confidence:.2f}"
        # Text of the document is never markup of the terminal's.
        cells = (one.outlet, one.headline or "–", one.url or "–", one.kind, sure)
        table.add_row(*(_plain(cell) for cell in cells))
    Console(markup=False, highlight=False).print(table)


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable())
