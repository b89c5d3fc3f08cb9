"""How values look on a screen and in a pipe.

On a terminal: a table that fits it. In a pipe: tab-separated values, complete, with a header, so
that ``cut``, ``sort`` and a spreadsheet can read them.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from aggregator.archive.reader import jsonable
from aggregator.records import Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Right-aligned, and never cut short.
_NUMERIC = {"id", "stories", "texts", "revision", "words", "score", "waiting", "teasers", "event"}


def console() -> Console:
    return Console(highlight=False, soft_wrap=False)


def print_json(value: Any) -> None:
    json.dump(jsonable(value), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    wide: str | tuple[str, ...] = (),
    empty: str = "nothing found",
) -> None:
    """Print rows under column names.

    Args:
        wide: columns that share the room left over, the last the most, and are cut short.
        empty: said on standard error when there are no rows.
    """
    listed = [list(row) for row in rows]
    if not listed:
        sys.stderr.write(f"{empty}\n")
        return
    screen = console()
    if not screen.is_terminal:
        sys.stdout.write("\t".join(columns) + "\n")
        for row in listed:
            sys.stdout.write("\t".join(_field(value) for value in row) + "\n")
        return
    flexible = (wide,) if isinstance(wide, str) else wide
    table = Table(box=None, pad_edge=False, header_style="bold", expand=bool(flexible))
    for name in columns:
        table.add_column(
            name,
            justify="right" if name in _NUMERIC else "left",
            no_wrap=True,
            overflow="ellipsis",
            ratio=flexible.index(name) + 1 if name in flexible else None,
        )
    for row in listed:
        table.add_row(*(value if isinstance(value, Text) else Text(cell(value)) for value in row))
    screen.print(table)


def cell(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, Moment):
        return when(value)
    if isinstance(value, datetime):
        return when(Moment(value, Precision.MINUTE))
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list | tuple):
        return ", ".join(cell(item) for item in value)
    return printable(str(value))


def when(moment: Moment | None) -> str:
    """A moment in UTC, no more exact than it is known."""
    if moment is None:
        return ""
    if moment.precision in {Precision.SECOND, Precision.MINUTE}:
        return f"{moment.at.astimezone(UTC):%Y-%m-%d %H:%M}"
    return moment.isoformat()


def printable(text: str) -> str:
    """Text without what could command a terminal: a page's title is a stranger's words."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+", " ", text)


def _field(value: Any) -> str:
    if isinstance(value, Moment | datetime):
        return value.isoformat()
    return cell(value)
