"""Documented views for the usual questions, the same on SQLite and PostgreSQL.

They are made anew by every upgrade. `write_notes` writes what every table, view and column
means to ``schema_notes``, where any SQL client finds it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from aggregator.archive.schema import metadata, schema_notes
from aggregator.archive.views import crawling, happenings, references, texts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from aggregator.archive.views.view import View


VIEWS: tuple[View, ...] = (
    *texts.VIEWS,
    *happenings.VIEWS,
    *references.VIEWS,
    *crawling.VIEWS,
)


def drop(connection: Connection) -> None:
    """Drop the views, so that the tables under them can be altered."""
    for view in reversed(VIEWS):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view.name}")


def create(connection: Connection) -> None:
    """Make the views; on PostgreSQL with their notes as comments."""
    minutes = _MINUTES[connection.dialect.name]
    for view in VIEWS:
        select = re.sub(r"\bminutes\((\w+), (\w+)\)", minutes, view.select)
        names = ", ".join(view.columns)
        connection.exec_driver_sql(f"CREATE VIEW {view.name} ({names}) AS {select}")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"COMMENT ON VIEW {view.name} IS {_quoted(view.note)}")
            for name, note in view.columns.items():
                connection.exec_driver_sql(
                    f"COMMENT ON COLUMN {view.name}.{name} IS {_quoted(note)}"
                )


def write_notes(connection: Connection) -> None:
    """Fill ``schema_notes`` with the comments of tables, views and columns."""
    rows: list[tuple[str, str, str | None]] = []
    for table in metadata.sorted_tables:
        rows.append((table.name, "", table.comment))
        rows.extend((table.name, column.name, column.comment) for column in table.columns)
    for view in VIEWS:
        rows.append((view.name, "", view.note))
        rows.extend((view.name, name, note) for name, note in view.columns.items())
    connection.execute(delete(schema_notes))
    names = ("table_name", "column_name", "note")
    connection.execute(insert(schema_notes), [dict(zip(names, row, strict=True)) for row in rows])


_MINUTES = {
    "sqlite": r"round((julianday(\1) - julianday(\2)) * 1440, 1)",
    "postgresql": (r"CAST(round(extract(epoch FROM \1 - \2) / 60, 1) AS double precision)"),
}


def _quoted(note: str) -> str:
    return "'" + note.replace("'", "''") + "'"
