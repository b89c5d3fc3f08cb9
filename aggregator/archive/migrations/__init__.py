"""The archive's schema through time: what Alembic needs, run from within the program.

A released revision is never edited. To change the schema: change ``schema``, add a module to
``versions/`` that does the same to an archive which exists, and raise `HEAD`. Views and
``schema_notes`` follow the code: they are made anew at every upgrade, so a change to them alone
needs a revision too, an empty one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from aggregator.archive import views

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

HEAD = "0001"
VERSION_TABLE = "archive_version"


def current_revision(connection: Connection) -> str | None:
    """The revision of the archive behind this connection; None where there is no archive."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    row = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).first()  # noqa: S608 - our constant
    return None if row is None else str(row[0])


def known_revisions() -> list[str]:
    """Every revision this software knows, newest first."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as in `upgrade`

    scripts = ScriptDirectory.from_config(_config())
    return [script.revision for script in scripts.walk_revisions()]


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision, inside the transaction that is open on the connection."""
    # Alembic takes a quarter of a second to import and is needed once in an archive's life.
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    views.drop(connection)
    command.upgrade(config, revision)
    if revision == "head":
        views.create(connection)
        views.write_notes(connection)


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415 - as in `upgrade`

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
