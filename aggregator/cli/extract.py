"""`aggregator extract`: the story out of one page, or out of thousands on all cores."""

from __future__ import annotations

import json as json_module
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli import show
from aggregator.cli.files import appearing_whole, found_from
from aggregator.cli.options import Json
from aggregator.cli.pages import Task, read_story
from aggregator.crawl.loader import load_outlets, project_settings
from aggregator.crawl.warming import import_extraction, import_readers
from aggregator.records import Extract, Outcome
from aggregator.workers import WorkerFailure, WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SURROGATE = re.compile("[\ud800-\udfff]")

_PATIENCE = 3  # times the limit, for a page that may have to load slow libraries


def extract(
    page: Annotated[
        Path | None, typer.Argument(metavar="PAGE", help="An HTML file, also gzipped.")
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where the page is from.")] = None,
    manifest: Annotated[
        Path | None, typer.Option(metavar="IN.jsonl", help='Lines of {"id", "path", "url"}.')
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="OUT.jsonl", help="Where the manifest's stories go.")
    ] = None,
    json: Json = False,
) -> None:
    """Read the story's fields from one page, or from all pages of a manifest.

    Each page is read in a process of its own with limits of time and memory.
    """
    if manifest is not None and out is not None and page is None:
        _extract_all(manifest, out)
    elif page is not None and url is not None and manifest is None:
        _extract_one(page, url, json=json)
    else:
        raise typer.BadParameter("give PAGE and --url, or --manifest and --out")


def _extract_one(page: Path, url: str, *, json: bool) -> None:
    # Most pages need none of the slow libraries.
    with _pool(1, import_extraction, patience=_PATIENCE) as pool:
        pool.warm()  # while the outlets are loaded here
        task = Task(id=page.name, path=page, url=url, outlet=load_outlets().by_url(url))
        result = next(pool.map(read_story, [task]))
    if isinstance(result, WorkerFailure):
        typer.echo(f"aggregator extract: {_problem(result)}", err=True)
        raise typer.Exit(1)
    if json:
        show.print_json(result)
        return
    for name, value in result.items():
        if name not in {"text", "provenance"}:
            typer.echo(f"{name:>10}  {show.cell(value)}")
    if result["text"]:
        for paragraph in result["text"].split("\n\n"):
            typer.echo(f"\n{show.printable(paragraph)}")


def _extract_all(manifest: Path, out: Path) -> None:
    failed = 0
    with _pool(None, import_readers) as pool:
        pool.warm()  # while the manifest is read here
        tasks = list(_tasks(manifest))
        out.parent.mkdir(parents=True, exist_ok=True)
        with appearing_whole(out) as stream:
            for task, result in zip(tasks, pool.map(read_story, tasks), strict=True):
                record = result
                if isinstance(record, WorkerFailure):
                    failed += 1
                    sys.stderr.write(f"{_problem(record)}\n")
                    error = Extract(url=task.url, outcome=Outcome.ERROR, reason=_reason(record))
                    record = error.as_record(task.id)
                stream.write(_line(record))
    typer.echo(f"{len(tasks)} pages read, {failed} could not be", err=True)


def _tasks(manifest: Path) -> Iterator[Task]:
    """The manifest's pages. What a row gives for a URL may be none: pages tell their own.

    Raises:
        ValueError: a line is no such object; nothing was done yet.
    """
    outlets = load_outlets()
    with manifest.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json_module.loads(line)
                path, url = found_from(Path(row["path"]), manifest.parent), row["url"] or ""
                if not isinstance(url, str):
                    raise TypeError(f"url is {url!r}")
                task = Task(id=row["id"], path=path, url=url, outlet=outlets.by_url(url))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(
                    f"{manifest}, line {number}: not an object with id, path and url ({error!r})"
                ) from error
            yield task


def _line(record: dict[str, object]) -> str:
    """A line of JSON; with escapes where ids or addresses hold what UTF-8 cannot."""
    text = json_module.dumps(record, ensure_ascii=False)
    return (json_module.dumps(record) if _SURROGATE.search(text) else text) + "\n"


def _problem(failure: WorkerFailure[Task]) -> str:
    path, reason = str(failure.item.path), _reason(failure)
    return reason if path in reason else f"{path}: {reason}"


def _reason(failure: WorkerFailure[Task]) -> str:
    error = failure.error
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or repr(error)


def _pool(size: int | None, initializer: Callable[[], None], *, patience: int = 1) -> WorkerPool:
    settings = project_settings()
    return WorkerPool(
        size,
        timeout=settings.getfloat("EXTRACTION_TIMEOUT") * patience,
        memory_limit=settings.getint("EXTRACTION_MEMORY"),
        initializer=initializer,
    )
