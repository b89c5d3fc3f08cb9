"""The option ``--embedding`` of commands that group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from aggregator.matching import EmbedderMissing, load_embedder

if TYPE_CHECKING:
    from aggregator.matching import Embedder


def chosen_embedder(name: str | None) -> Embedder | None:
    """The embedder that was asked for by name; None where none was.

    Raises:
        typer.BadParameter: there is none of this name.
        typer.Exit: it isn't installed; said on standard error.
    """
    if name is None:
        return None
    try:
        return load_embedder(name)
    except EmbedderMissing as error:
        typer.echo(f"aggregator: {error}", err=True)
        raise typer.Exit(1) from None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
