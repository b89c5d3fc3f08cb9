"""The table that keeps the comments of all others, for databases that keep none."""

from __future__ import annotations

from sqlalchemy import Table

from aggregator.archive.schema.columns import metadata, text

schema_notes = Table(
    "schema_notes",
    metadata,
    text("table_name", "table or view", primary_key=True),
    text("column_name", "column, or empty for the table itself", primary_key=True),
    text("note", "what it means", nullable=False),
    comment="these comments, as rows",
)
