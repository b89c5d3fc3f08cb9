"""The command `aggregator` and its exit statuses: 0 done, 1 failed, 2 wrong use."""

from __future__ import annotations

import os
import sys

import typer

from aggregator import __version__
from aggregator.archive.errors import ArchiveError
from aggregator.archive.reader import NotFound
from aggregator.archive.replay import ReplayError
from aggregator.archive.warc import CaptureError
from aggregator.cli import (
    citations,
    crawl,
    demo,
    doctor,
    evaluate,
    events,
    extract,
    group,
    outlets,
    pack,
    runs,
    stories,
    verify,
)

app = typer.Typer(
    name="aggregator",
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


for _command in (
    demo.demo,
    crawl.crawl,
    outlets.outlets,
    events.events,
    events.event,
    stories.story,
    stories.search,
    stories.why,
    citations.citations,
    extract.extract,
    group.group,
    pack.pack,
    runs.runs,
    doctor.doctor,
    verify.verify,
):
    app.command()(_command)
app.add_typer(evaluate.app, name="eval")


def main() -> None:
    """Run the command line; what goes wrong is one clear line on standard error."""
    try:
        app()
    except (ArchiveError, ReplayError, CaptureError, NotFound, ValueError) as error:
        _fail(str(error))
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough. Nothing more may be written, not
        # even by the interpreter on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))


def _fail(message: str) -> None:
    sys.stderr.write(f"aggregator: {message}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
