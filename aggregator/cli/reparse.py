"""`aggregator reparse`: what the present extraction makes of the captures, before and after."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.archive.store import Archive
from aggregator.archive.writing.reparse import FIELDS
from aggregator.archive.writing.reparse import reparse as read_captures_again
from aggregator.archive.writing.reread_pages import Scope
from aggregator.cli import show
from aggregator.cli.options import (
    ArchiveUrl,
    Json,
    OutletName,
    Since,
    Until,
    archive_url,
    outlet_name,
    period,
)
from aggregator.crawl.loader import load_outlets, project_settings
from aggregator.crawl.warming import import_readers
from aggregator.extraction.version import VERSION
from aggregator.workers import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.archive.writing.reparse import Reread

_EXAMPLES = 3
_TOLD = {
    "found": "is a story now",
    "lost": "is no story now; what the archive has stays",
    "unreadable": "cannot be read again",
    "overtaken": "has a newer revision by now; left alone",
}


@dataclass(slots=True)
class _Summary:
    """What the pages came to, counted."""

    states: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    examples: dict[str, list[Reread]] = field(default_factory=dict)
    others: list[Reread] = field(default_factory=list)
    changed: list[Reread] = field(default_factory=list)

    def add(self, reread: Reread) -> None:
        self.states[reread.state] += 1
        if reread.state in _TOLD:
            self.others.append(reread)
        if reread.state == "changed":
            self.changed.append(reread)
        for name, (before, after) in reread.fields.items():
            kind = "gained" if _is_none(before) else "lost" if _is_none(after) else "changed"
            self.fields.setdefault(name, Counter())[kind] += 1
            examples = self.examples.setdefault(name, [])
            if len(examples) < _EXAMPLES:
                examples.append(reread)


def reparse(
    since: Since = None,
    until: Until = None,
    outlet: OutletName = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Write what changed, as revisions `reread`.")
    ] = False,
    outdated: Annotated[
        bool, typer.Option("--outdated", help="Only what another version of the reader read.")
    ] = False,
    all_revisions: Annotated[
        bool, typer.Option("--all-revisions", help="The pages of past revisions as well.")
    ] = False,
    diffs: Annotated[
        bool, typer.Option("--diffs", help="Show each story's changes, line by line.")
    ] = False,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Read the captures again with the present extraction; show what changes, field by field.

    Nothing is written without --apply, and nothing is ever deleted.
    """
    start, end = period(since, until)
    scope = Scope(start, end, outlet_name(outlet), outdated, all_revisions)
    settings = project_settings()
    summary = _Summary()
    with (
        Archive.open(archive_url(archive), create=False, read_only=not apply) as opened,
        WorkerPool(
            settings.getint("EXTRACTION_WORKERS"),
            timeout=settings.getfloat("EXTRACTION_TIMEOUT"),
            memory_limit=settings.getint("EXTRACTION_MEMORY"),
            initializer=import_readers,
        ) as pool,
    ):
        for reread in read_captures_again(
            opened,
            scope,
            captures=Path(settings["CAPTURES_DIR"]),
            outlets=load_outlets(),
            pool=pool,
            apply=apply,
        ):
            summary.add(reread)
            if diffs and not json and reread.state == "changed":
                _print_diff(reread)
    if json:
        show.print_json(_record(summary, applied=apply, diffs=diffs))
        return
    _print(summary, applied=apply)


def _print(summary: _Summary, *, applied: bool) -> None:
    show.print_table(
        ("field", "changed", "gained", "lost", "for example"),
        (
            (name, counts["changed"], counts["gained"], counts["lost"], _example(summary, name))
            for name, counts in _ordered(summary.fields)
        ),
        wide="for example",
        empty="no field of any story changes",
    )
    for reread in summary.others:
        why = f" ({reread.reason})" if reread.reason else ""
        named = f"story {reread.story_id} " if reread.story_id else ""
        told = f"{named}{reread.url} {_TOLD[reread.state]}: {reread.before} → {reread.after}{why}"
        typer.echo(show.printable(told))
    states = summary.states
    total = sum(states.values())
    changed = states["changed"] + states["found"]
    done = "written" if applied else "would change: --apply writes them" if changed else "change"
    typer.echo(f"{total} pages read by extraction {VERSION}, {changed} {done}", err=True)


def _print_diff(reread: Reread) -> None:
    typer.echo(show.printable(f"story {reread.story_id} revision {reread.revision} {reread.url}"))
    for name, (before, after) in reread.fields.items():
        lines = difflib.unified_diff(_lines(before), _lines(after), lineterm="", n=0)
        typer.echo(f"  {name}")
        for line in list(lines)[2:]:
            if not line.startswith("@@"):
                typer.echo(show.printable(f"    {line}"))


def _record(summary: _Summary, *, applied: bool, diffs: bool) -> dict[str, Any]:
    states = summary.states
    record: dict[str, Any] = {
        "extractor": VERSION,
        "applied": applied,
        "pages": sum(states.values()),
        **{name: states[name] for name in ("unchanged", "changed", *_TOLD)},
        "fields": {
            name: {
                **{kind: counts[kind] for kind in ("changed", "gained", "lost")},
                "examples": [
                    {
                        "story": reread.story_id,
                        "url": reread.url,
                        "before": reread.fields[name][0],
                        "after": reread.fields[name][1],
                    }
                    for reread in summary.examples[name]
                ],
            }
            for name, counts in _ordered(summary.fields)
        },
        "outcomes": [
            {
                "state": reread.state,
                "story": reread.story_id,
                "url": reread.url,
                "before": reread.before,
                "after": reread.after,
                "reason": reread.reason,
            }
            for reread in summary.others
        ],
    }
    if diffs:
        record["stories"] = [
            {
                "story": reread.story_id,
                "revision": reread.revision,
                "url": reread.url,
                "outlet": reread.outlet,
                "fields": {
                    name: {"before": before, "after": after}
                    for name, (before, after) in reread.fields.items()
                },
            }
            for reread in summary.changed
        ]
    return record


def _ordered(fields: dict[str, Counter[str]]) -> Iterator[tuple[str, Counter[str]]]:
    return ((name, fields[name]) for name in FIELDS if name in fields)


def _example(summary: _Summary, name: str) -> str:
    before, after = summary.examples[name][0].fields[name]
    if name == "text":
        return f"{len(_words(before))} → {len(_words(after))} words"
    return f"{_short(before)} → {_short(after)}"


def _short(value: Any) -> str:
    text = "; ".join(value) if isinstance(value, list) else str(show.cell(value))
    return f"{text[:60]}…" if len(text) > 60 else text or "–"  # noqa: PLR2004


def _words(value: Any) -> list[str]:
    return str(value or "").split()


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return [] if value is None else str(value).split("\n\n")


def _is_none(value: Any) -> bool:
    return value is None or value == []
