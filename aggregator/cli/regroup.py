"""`aggregator regroup`: what the grouping of today would make of a period, and the change to it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.archive.events.regrouping import Applied, apply_regrouping, plan_regrouping
from aggregator.archive.store import Archive
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, Limit, Until, archive_url, period
from aggregator.crawl.loader import load_outlets
from aggregator.records import jsonable

if TYPE_CHECKING:
    from aggregator.archive.events.regrouping import EventChange, Move, Regrouping

_SCREENFUL = 40


def regroup(
    since: Annotated[
        str, typer.Option("--since", metavar="ISO", help="Stories from this day or time on.")
    ],
    until: Until = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write what is shown.")] = False,
    limit: Limit = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Group the stories of a period again, in the order of time, and show what would change.

    Nothing is written without --apply. Decisions by hand are respected, events keep their numbers
    as far as they keep their stories.
    """
    start, end = period(since, until)
    if start is None:
        raise typer.BadParameter("--since needs a day or time")
    outlets = load_outlets()
    applied = None
    with Archive.open(archive_url(archive), create=False, read_only=not apply) as opened:
        with opened.read() as connection:
            plan = plan_regrouping(connection, outlets, since=start, until=end)
        if not json:
            _print(plan, limit or _SCREENFUL)
        if apply:
            applied = apply_regrouping(opened, plan, now=datetime.now(UTC))
    if json:
        show.print_json(_record(plan, applied))
    elif applied is not None:
        _print_applied(applied)
    elif plan.moves:
        sys.stderr.write("nothing was changed; --apply writes it\n")


def _record(plan: Regrouping, applied: Applied | None) -> dict[str, Any]:
    record: dict[str, Any] = jsonable(plan)
    del record["grounds"]
    return {**record, "applied": jsonable(applied)}


def _print(plan: Regrouping, limit: int) -> None:
    show.console().print(
        f"{plan.stories} stories replayed: {plan.events_before} events, then {plan.events_after}; "
        f"{len(plan.merged)} merged, {len(plan.split)} split, {len(plan.moves)} stories move",
        markup=False,
    )
    changes = [*(_change("merge", one) for one in plan.merged),
               *(_change("split", one) for one in plan.split)]  # fmt: skip
    if changes:
        show.print_table(
            ("change", "event", "stories", "to", "title"), changes[:limit], wide="title", fold=True
        )
    if plan.moves:
        show.print_table(
            ("story", "from", "to", "at", "title"),
            (
                (move.story, move.from_event, _target(move), move.at, move.title)
                for move in plan.moves[:limit]
            ),
            wide="title",
            fold=True,
        )
    if max(len(changes), len(plan.moves)) > limit:
        sys.stderr.write(f"the first {limit} of each; --limit N shows more, --json all\n")


def _change(kind: str, change: EventChange) -> tuple[Any, ...]:
    return kind, change.event, change.leaving, change.into or "a new event", change.title


def _target(move: Move) -> str:
    return f"new {move.new}" if move.to is None else str(move.to)


def _print_applied(applied: Applied) -> None:
    opened = f"; opened event {', '.join(map(str, applied.opened))}" if applied.opened else ""
    show.console().print(f"moved {applied.moved} stories{opened}", markup=False)
    if applied.skipped:
        stories = ", ".join(map(str, applied.skipped))
        sys.stderr.write(f"story {stories}: decided otherwise meanwhile, and left alone\n")
