"""Run by Alembic: applies the revisions over the connection that `upgrade` hands in."""

from __future__ import annotations

from alembic import context

from aggregator.archive.migrations import VERSION_TABLE
from aggregator.archive.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=connection.dialect.name == "sqlite",
)
# The caller's transaction is open: either every revision is applied or none is.
with context.begin_transaction():
    context.run_migrations()
