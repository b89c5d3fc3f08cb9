"""The command `aggregator` and its exit statuses: 0 done, 1 failed, 2 wrong use."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
import typer.core
import typer.main

from aggregator import __version__
from aggregator.archive.errors import ArchiveError, NotFound
from aggregator.workers import WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterator


# Where each command is. Only the one that is called for is imported: most of the time that a
# reading command takes would else go into importing the crawler.
_COMMANDS = {
    "demo": "demo:demo",
    "crawl": "crawl:crawl",
    "outlets": "outlets:outlets",
    "events": "events:events",
    "event": "events:event",
    "lineage": "lineage:lineage",
    "storylines": "storylines:storylines",
    "storyline": "storylines:storyline",
    "story": "stories:story",
    "search": "stories:search",
    "why": "stories:why",
    "merge": "decisions:merge",
    "split": "decisions:split",
    "pin": "decisions:pin",
    "unpin": "decisions:unpin",
    "unlink": "languages:unlink",
    "accept": "verdicts:accept",
    "reject": "verdicts:reject",
    "decisions": "decisions:decisions",
    "undo": "decisions:undo",
    "regroup": "regroup:regroup",
    "embedding": "embedding:embedding",
    "citations": "citations:citations",
    "add-digest": "add_digest:add",
    "check-digest": "check_digest:check",
    "extract": "extract:extract",
    "group": "group:group",
    "eval": "evaluate:app",
    "pack": "pack:pack",
    "reparse": "reparse:reparse",
    "runs": "runs:runs",
    "doctor": "doctor:doctor",
    "verify": "verify:verify",
}


class _Commands(typer.core.TyperGroup):
    """The commands; one whose reader (head, less) has seen enough is done, and not failed."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as click calls it
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        found = getattr(import_module(f"aggregator.cli.{module}"), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(cmd_name)(found)
        return typer.main.get_command(alone)

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        with _quiet_when_unread():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        with _quiet_when_unread():
            return super().invoke(ctx)


@contextmanager
def _quiet_when_unread() -> Iterator[None]:
    # Left to Typer, a closed pipe is exit status 1.
    try:
        yield
    except BrokenPipeError:
        _let_go_of_output()
        raise typer.Exit from None


app = typer.Typer(
    name="aggregator",
    cls=_Commands,
    help="Fetch news outlets politely, keep what they published, and group it by event.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _version(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Show the version."),
) -> None:
    if version:
        typer.echo(f"news-aggregator {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command line; what goes wrong is one clear line on standard error."""
    status = _run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_output()
    except OSError as error:
        _let_go_of_output()
        status = status or _failed(f"standard output: {error.strerror or error}")
    sys.exit(status)


def _run() -> int:
    try:
        app(prog_name="aggregator")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    except (ArchiveError, NotFound, WorkerError, ValueError) as error:
        return _failed(str(error))
    except OSError as error:
        reason = str(error.strerror or error)
        return _failed(f"{reason}: {error.filename}" if error.filename else reason)
    return 0


def _failed(message: str) -> int:
    sys.stderr.write(f"aggregator: {message}\n")
    return 1


def _let_go_of_output() -> None:
    """Nothing more can be written, not even by the interpreter on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
