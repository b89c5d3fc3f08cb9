"""Keep the text index in step with the stories' present revisions, on both databases.

SQLite's FTS5 index holds words and places only and reads titles and texts through the view
``story_text`` (https://sqlite.org/fts5.html#external_content_tables): to take a story out, it
must be told the very words that were put in. PostgreSQL keeps one tsvector a story, the title
weighted A, the standfirst B and the text C.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

Words = tuple[str | None, str | None, str | None]
"""Title, summary and text, as the revision has them."""

_SQLITE_ADD = text(
    "INSERT INTO story_search (rowid, title, summary, text)"
    " VALUES (:story_id, :title, :summary, :text)"
)
_SQLITE_TAKE_OUT = text(
    "INSERT INTO story_search (story_search, rowid, title, summary, text)"
    " VALUES ('delete', :story_id, :title, :summary, :text)"
)

# A tsvector holds a megabyte at most. The first 150,000 characters never fill one, and no story
# is that long.
_VECTOR = " || ".join(
    f"setweight(to_tsvector('story_words', left(story_folded(coalesce({{{part}}}, '')), {most})),"
    f" '{weight}')"
    for part, most, weight in (
        ("title", 5_000, "A"),
        ("summary", 5_000, "B"),
        ("text", 150_000, "C"),
    )
)
_POSTGRESQL_PUT = text(
    "INSERT INTO story_search (story_id, document) VALUES (:story_id, "  # noqa: S608 - our constants
    + _VECTOR.format(
        title="CAST(:title AS text)", summary="CAST(:summary AS text)", text="CAST(:text AS text)"
    )
    + ") ON CONFLICT (story_id) DO UPDATE SET document = excluded.document"
)


def index_story(
    connection: Connection, story_id: int, *, old: Words | None, new: Words | None
) -> None:
    """Make the index hold a story's new words in place of its old ones.

    Args:
        old: exactly what the index holds of the story; None where it holds nothing.
        new: None to take the story out.
    """
    if connection.dialect.name == "sqlite":
        if old is not None:
            connection.execute(_SQLITE_TAKE_OUT, _parameters(story_id, old))
        if new is not None:
            connection.execute(_SQLITE_ADD, _parameters(story_id, new))
    elif new is not None:
        connection.execute(_POSTGRESQL_PUT, _parameters(story_id, new))
    else:
        connection.execute(
            text("DELETE FROM story_search WHERE story_id = :story_id"), {"story_id": story_id}
        )


def _parameters(story_id: int, words: Words) -> dict[str, object]:
    return {"story_id": story_id, **dict(zip(("title", "summary", "text"), words, strict=True))}
