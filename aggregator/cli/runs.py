"""`aggregator runs`: what each crawl got, and what it did not get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.archive.reading import history
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, Limit, reading

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCREENFUL = 20


def runs(limit: Limit = None, json: Json = False, archive: ArchiveUrl = None) -> None:
    """List crawls, newest first, with their fetches counted by outlet and outcome."""
    with reading(archive) as connection:
        found = history.list_runs(connection, limit=limit if json or limit else _SCREENFUL)
    if json:
        show.print_json(found)
        return
    show.print_table(
        ("run", "started", "spider", "state", "outlet", "fetches"),
        (row for run in found for row in _rows(run)),
        wide="fetches",
        fold=True,
        empty="no run yet: `scrapy crawl OUTLET` or `aggregator demo` makes one",
    )


def _rows(run: history.RunRow) -> Iterator[tuple[object, ...]]:
    state = run.state if run.state == "finished" else f"{run.state}: {run.reason or ''}"
    head = (run.id, run.started, run.spider, state)
    for outlet, counts in run.outlets.items():
        yield *head, outlet, ", ".join(f"{number} {name}" for name, number in counts.items())
    if run.citations:
        told = ", ".join(f"{number} {state}" for state, number in run.citations.items())
        yield *head, "citations", told
    elif not run.outlets:
        yield *head, "", "nothing was due"
