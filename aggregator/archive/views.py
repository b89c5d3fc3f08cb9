"""Documented views for the usual questions, the same on SQLite and PostgreSQL.

They are made anew by every upgrade. `write_notes` writes what every table, view and column
means to ``schema_notes``, where any SQL client finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, text

from aggregator.archive.schema import metadata, schema_notes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class View:
    """One view.

    Attributes:
        select: its query, for both databases; `create` fills in what they spell differently.
        columns: every column with its note, in order.
    """

    name: str
    note: str
    columns: Mapping[str, str]
    select: str


VIEWS: tuple[View, ...] = ()


def drop(connection: Connection) -> None:
    """Drop the views, so that the tables under them can be altered."""
    for view in reversed(VIEWS):
        connection.execute(text(f"DROP VIEW IF EXISTS {view.name}"))


def create(connection: Connection) -> None:
    for view in VIEWS:
        connection.execute(text(f"CREATE VIEW {view.name} AS {view.select}"))


def write_notes(connection: Connection) -> None:
    """Fill ``schema_notes`` with the comments of tables, views and columns."""
    rows = []
    for table in metadata.sorted_tables:
        rows.append((table.name, "", table.comment))
        rows.extend((table.name, column.name, column.comment) for column in table.columns)
    for view in VIEWS:
        rows.append((view.name, "", view.note))
        rows.extend((view.name, name, note) for name, note in view.columns.items())
    connection.execute(delete(schema_notes))
    connection.execute(
        insert(schema_notes),
        [{"table_name": t, "column_name": c, "note": n} for t, c, n in rows],
    )
