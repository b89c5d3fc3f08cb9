"""``aggregator citations FILE|URL|-``: the citations of any document."""

from __future__ import annotations

import json as jsonlib
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from aggregator.citations import find_citations
from aggregator.cli.documents import fail, read_source
from aggregator.crawl.loader import load_outlets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.records import Citation

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def citations(
    source: Annotated[str, typer.Argument(help="A file, an http(s) URL, or - for standard input.")],
    json: Json = False,
) -> None:
    """Print the citations that a document holds: outlet, headline, URL, form, confidence."""
    found = find_citations(read_source(source).document, load_outlets())
    if json:
        typer.echo(jsonlib.dumps([_row(c) for c in found], ensure_ascii=False, indent=2))
    elif found:
        _print_table(found)
    else:
        fail(f"no citation found in {'standard input' if source == '-' else source}")


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
