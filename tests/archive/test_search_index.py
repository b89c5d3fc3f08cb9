"""The text index says of every story what its present revision says, and nothing older."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from aggregator.archive.search_index import index_story
from aggregator.records import Outcome


def found(archive, word):
    if archive.dialect == "sqlite":
        query = "SELECT rowid FROM story_search WHERE story_search MATCH :word ORDER BY 1"
    else:
        query = (
            "SELECT story_id FROM story_search WHERE document @@ "
            "plainto_tsquery('story_words', story_folded(:word)) ORDER BY 1"
        )
    with archive.read() as connection:
        return list(connection.execute(text(query), {"word": word}).scalars())


def check_integrity(archive):
    """SQLite compares index and texts word by word; of PostgreSQL there is nothing to compare."""
    if archive.dialect == "sqlite":
        with archive.write() as connection:
            connection.execute(
                text("INSERT INTO story_search(story_search, rank) VALUES ('integrity-check', 1)")
            )


@pytest.fixture
def ids(newsroom):
    """Stories that were new, edited, completed, reverted, and taken in late."""
    teaser = {"outcome": Outcome.PAYWALLED, "text": None}
    batch = [
        newsroom.fetch("a", title="Café ponies", text="Running horses", summary="Stable news"),
        newsroom.fetch("b", title="Walrus", **teaser),
        newsroom.fetch("b", title="Walrus returns", text="Ice floes"),
        newsroom.fetch("c", title="One", text="alpha"),
        newsroom.fetch("c", title="Two", text="beta"),
        newsroom.fetch("c", title="One", text="alpha"),
        newsroom.fetch("d", title=None, text="gamma\x00 \ud83d delta"),
    ]
    settled = newsroom.commit(*batch)
    return dict(zip("abbcccd", (one.story_id for one in settled), strict=True))


EXPECTED = [
    ("cafe", "a"),
    ("pony", "a"),
    ("horse", "a"),
    ("stable", "a"),
    ("walrus", "b"),
    ("return", "b"),
    ("alpha", "c"),
    ("beta", ""),
    ("two", ""),
    ("delta", "d"),
]


def test_words_lead_to_the_present_revisions(newsroom, ids):
    for word, slugs in EXPECTED:
        assert found(newsroom.archive, word) == [ids[slug] for slug in slugs], word
    check_integrity(newsroom.archive)


def test_a_story_is_taken_out(newsroom, ids):
    (revision,) = newsroom.revisions(ids["a"])
    old = (revision["title"], revision["summary"], revision["text"])
    with newsroom.archive.write() as connection:
        index_story(connection, ids["a"], old=old, new=None)
    assert found(newsroom.archive, "horse") == []


def test_texts_longer_than_an_index_holds_are_found_by_their_start(newsroom):
    words = "opening " + " ".join(f"w{n}x" for n in range(250_000))
    (settled,) = newsroom.commit(newsroom.fetch("long", text=words))
    assert found(newsroom.archive, "opening") == [settled.story_id]
