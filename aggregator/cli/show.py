"""How values look on a screen and in a pipe.

On a terminal: a table that fits it, or a paragraph a row where it is too narrow for a table. In a
pipe: tab-separated values, complete, with a header, so that ``cut``, ``sort`` and a spreadsheet can
read them.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from aggregator.records import Moment, Precision, jsonable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Right-aligned, and never cut short.
_NUMERIC = {"id", "run", "event", "story", "family", "revision"} | {
    "stories", "texts", "words", "waiting", "teasers", "events"
}  # fmt: skip
_GAP = 2
# Cells that a wide column needs to be worth reading, and the last of them.
_LEAST, _LEAST_OF_LAST = 12, 24

# Line breaks, tabs and whatever else commands a terminal.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# Unicode's Bidi_Control characters: they reorder what stands around them.
_REORDERING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704 - called while it is handled; the command line knows what to do


def console() -> Console:
    """Standard output: folded to the width of a terminal, and not at all in a pipe."""
    return _Screen(highlight=False, soft_wrap=not is_terminal())


def is_terminal() -> bool:
    """Whether a person reads along. Colours asked for (FORCE_COLOR) make no terminal of a pipe."""
    return sys.stdout.isatty()


def print_json(value: Any) -> None:
    json.dump(jsonable(value), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    wide: str | tuple[str, ...] = (),
    fold: bool = False,
    empty: str = "nothing found",
) -> None:
    """Print rows under column names.

    Args:
        wide: columns that share the room left over, the last the most.
        fold: whether they go on in a further line what is too long, and are not cut short.
        empty: said on standard error when there are no rows.
    """
    listed = [list(row) for row in rows]
    if not listed:
        sys.stderr.write(f"{empty}\n")
        return
    if not is_terminal():
        sys.stdout.write("\t".join(columns) + "\n")
        for row in listed:
            sys.stdout.write("\t".join(_field(value) for value in row) + "\n")
        return
    texts = [[cell(value) for value in row] for row in listed]
    flexible = (wide,) if isinstance(wide, str) else wide
    screen = console()
    widths = _widths(columns, texts, flexible, screen.width)
    if widths is None:
        _print_paragraphs(screen, columns, texts, flexible)
    else:
        _print_columns(screen, widths, texts, folded=flexible if fold else ())


def _widths(
    columns: Sequence[str], rows: list[list[str]], flexible: tuple[str, ...], width: int
) -> dict[str, int] | None:
    """The columns' widths in cells; None where they don't fit side by side."""
    widths = {
        name: max(map(cell_len, (name, *(row[place] for row in rows))))
        for place, name in enumerate(columns)
    }
    room = width - sum(need for name, need in widths.items() if name not in flexible)
    room -= _GAP * (len(columns) - 1)
    enough = dict.fromkeys(flexible, _LEAST) | dict.fromkeys(flexible[-1:], _LEAST_OF_LAST)
    if room < sum(min(widths[name], least) for name, least in enough.items()):
        return None
    weights = {name: place for place, name in enumerate(flexible, start=1)}
    for name in sorted(flexible, key=lambda name: widths[name]):
        share = room * weights[name] // sum(weights.values())
        widths[name] = min(widths[name], share)
        room -= widths[name]
        del weights[name]
    return widths


def _print_columns(
    screen: Console, widths: dict[str, int], rows: list[list[str]], *, folded: tuple[str, ...]
) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, width in widths.items():
        table.add_column(
            name,
            justify="right" if name in _NUMERIC else "left",
            no_wrap=name not in folded,
            overflow="fold" if name in folded else "ellipsis",
            width=width,
        )
    for row in rows:
        table.add_row(*map(Text, row))
    screen.print(table)


def _print_paragraphs(
    screen: Console, columns: Sequence[str], rows: list[list[str]], flexible: tuple[str, ...]
) -> None:
    """Each row as its short fields, named, and below them its long ones in lines of their own."""
    for row in rows:
        fields = [(name, text) for name, text in zip(columns, row, strict=True) if text]
        line = Text()
        for name, text in fields:
            if name in flexible:
                continue
            field = Text.assemble((f"{name} ", "dim"), text)
            if line and line.cell_len + _GAP + field.cell_len > screen.width:
                screen.print(line)
                line = Text()
            line += Text(" " * _GAP if line else "") + field
        screen.print(line)
        for name, text in fields:
            if name in flexible:
                screen.print(Padding(Text(text), (0, 0, 0, _GAP), expand=False))


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
    return _CONTROLS.sub(" ", _REORDERING.sub("", text))


def _field(value: Any) -> str:
    if isinstance(value, Moment | datetime):
        return value.isoformat()
    return cell(value)
