"""Small things that every part of the read model looks up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from aggregator.archive import schema as s

if TYPE_CHECKING:
    from sqlalchemy import Connection


LAST_KEY = 2**63 - 1
"""The largest number that a row can have, on both databases."""


def row_key(number: int) -> int:
    """The number where it can be a row's; else 0, which none has. Larger ones are errors in SQL."""
    return number if 0 < number <= LAST_KEY else 0


def outlet_titles(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(s.outlets.c.name, s.outlets.c.title))
    return {row.name: row.title for row in rows}
