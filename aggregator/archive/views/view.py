"""One view: its name, what it and its columns mean, and its query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class View:
    """One view.

    Attributes:
        columns: every column with its note, in order.
        select: its query for both databases, without the column names. ``minutes(a, b)`` in it
            stands for the minutes from `b` to `a`, which the two spell differently.
    """

    name: str
    note: str
    columns: Mapping[str, str]
    select: str
