"""The schema through time: a fresh archive is what ``schema`` says, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text

from aggregator.archive import migrations
from aggregator.archive.schema import metadata, schema_notes


def _beside_the_tables(name: str) -> bool:
    return name.startswith("story_search") or name == migrations.VERSION_TABLE


def _include(item, name, kind, reflected, compare_to):
    return not (kind == "table" and _beside_the_tables(name))


def test_a_fresh_archive_is_what_the_schema_says(archive):
    with archive.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": _include, "compare_type": True, "target_metadata": metadata},
        )
        assert compare_metadata(context, metadata) == []


def test_the_sqlite_file_is_made_of_the_same_statements(sqlite_url, tmp_path):
    """Down to AUTOINCREMENT and WITHOUT ROWID, which Alembic does not compare."""

    def statements(url):
        engine = create_engine(url)
        if "wanted" in url:
            metadata.create_all(engine)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master")).all()
        engine.dispose()
        return {
            name: sorted(line.strip(" \t,") for line in sql.splitlines() if line.strip())
            for name, sql in rows
            if sql and not _beside_the_tables(name) and "VIEW" not in sql
        }

    wanted = statements(f"sqlite:///{tmp_path / 'wanted.db'}")
    found = statements(sqlite_url)
    assert found.keys() == wanted.keys()
    for name, parts in wanted.items():
        assert found[name] == parts, name


def test_every_table_and_column_has_a_note(archive):
    with archive.read() as connection:
        notes = {
            (row.table_name, row.column_name): row.note
            for row in connection.execute(select(schema_notes))
        }
        inspector = inspect(connection)
        missing = [
            (name, column)
            for name in (*inspector.get_table_names(), *inspector.get_view_names())
            if not _beside_the_tables(name) and name != "story_text"
            for column in ("", *(c["name"] for c in inspector.get_columns(name)))
            if not notes.get((name, column))
        ]
    assert missing == []


def test_the_head_that_is_checked_at_every_start_is_alembics():
    assert migrations.known_revisions()[0] == migrations.HEAD


@pytest.mark.postgres
def test_postgresql_keeps_the_comments(postgres_url):
    engine = create_engine(postgres_url)
    inspector = inspect(engine)
    assert inspector.get_table_comment("stories")["text"] == metadata.tables["stories"].comment
    comments = {c["name"]: c["comment"] for c in inspector.get_columns("leads")}
    assert comments == {c.name: c.comment for c in metadata.tables["leads"].columns}
    engine.dispose()
