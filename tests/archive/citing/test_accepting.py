"""A person accepts or rejects what a citation was found to mean; it holds until it is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.archive import schema
from aggregator.archive.citing import accepting
from aggregator.archive.citing.citations import resolve_citations
from aggregator.archive.errors import NotFound
from aggregator.archive.events.corrections import Signature
from aggregator.archive.events.decisions import Refused, list_decisions
from aggregator.records import Citation, Outcome

HOUR = timedelta(hours=1)
FLOOD = "Flood water reaches the harbour wall at Oldport"
OTHER = "Orchard growers of the plain fear an early frost"


def cite(headline=FLOOD, **fields):
    values = {"outlet": "Ridge Daily", "outlet_name": "ridge", "kind": "source_line"}
    return Citation(headline=headline, line="x", confidence=0.9, **(values | fields))


@pytest.fixture
def by(now):
    return Signature("Ida Rell", "read both", now)


@pytest.fixture
def desk(newsroom, archive, newsrooms, now):
    """A digest that cites the flood, the flood's story and another of the same outlet."""

    class Desk:
        def __init__(self):
            self.digest = self.commit("digest", "digest", kind="digest", citations=[cite()])
            self.flood = self.commit("flood", "ridge", title=FLOOD)
            self.frost = self.commit("frost", "ridge", title=OTHER)
            (row,) = newsroom.rows(schema.citations)
            self.citation = row["id"]
            self.at = now

        def commit(self, slug, outlet, **options):
            (settled,) = newsroom.commit(newsroom.fetch(slug, outlet=outlet, **options))
            return settled.story_id

        def search(self):
            self.at += HOUR
            resolve_citations(archive, newsrooms, now=self.at)
            return self.answer()

        def answer(self):
            (row,) = newsroom.rows(schema.resolutions, schema.resolutions.c.valid_to.is_(None))
            return row["state"], row["story_id"]

        def accept(self, reference, by):
            return accepting.accept(archive, newsrooms, self.citation, str(reference), by)

        def reject(self, reference, by):
            named = None if reference is None else str(reference)
            return accepting.reject(archive, newsrooms, self.citation, named, by)

        def undo(self, verdict):
            return accepting.take_back(archive, newsrooms, verdict.decision.id, now=self.at)

    return Desk()


class TestAccepting:
    def test_holds_through_later_searches(self, desk, by, newsroom):
        assert desk.search() == ("resolved", desk.flood)
        done = desk.accept(desk.frost, by)
        assert (done.state, done.story, done.decision.kind) == ("resolved", desk.frost, "accept")
        assert desk.search() == ("resolved", desk.frost)
        row = newsroom.rows(schema.resolutions, schema.resolutions.c.valid_to.is_(None))[0]
        assert row["engine"] == "person"
        assert row["explanation"]["decision"] == done.decision.id
        (decision,) = newsroom.rows(schema.decisions)
        assert (decision["author"], decision["reason"]) == ("Ida Rell", "read both")

    def test_says_so_of_an_answer_that_was_right(self, desk, by, newsroom):
        desk.search()
        desk.accept(desk.flood, by)
        rows = newsroom.rows(schema.resolutions)
        assert [(r["state"], r["engine"]) for r in rows][-1] == ("resolved", "person")
        assert desk.answer() == ("resolved", desk.flood)

    def test_by_url(self, desk, by, newsroom):
        done = desk.accept(newsroom.url("frost", "ridge"), by)
        assert done.story == desk.frost

    def test_a_url_that_is_new_is_the_answer_once_fetched(self, desk, by, newsroom):
        url = newsroom.url("special-report-17", "ridge")
        done = desk.accept(url, by)
        assert (done.state, done.story) == ("resolved", None)
        lead = next(row for row in newsroom.rows(schema.leads) if row["id"] == done.lead)
        assert (lead["url"], lead["state"], lead["outlet"]) == (url, "waiting", "ridge")
        assert desk.search() == ("resolved", None)
        story = desk.commit("special-report-17", "ridge", title="Nothing alike at all here")
        assert desk.search() == ("resolved", story)

    def test_undone_it_is_looked_for_again(self, desk, by):
        done = desk.accept(desk.frost, by)
        back = desk.undo(done)
        assert (back.state, back.story) == ("resolved", desk.flood)
        assert back.decision.undone is not None
        with pytest.raises(Refused, match="already"):
            desk.undo(done)

    def test_the_later_of_two_holds_and_the_earlier_comes_back(self, desk, by):
        desk.accept(desk.flood, by)
        later = desk.accept(desk.frost, by)
        assert desk.search() == ("resolved", desk.frost)
        assert desk.undo(later).story == desk.flood

    def test_a_citation_that_was_not_followed(self, desk, by, newsroom, archive, newsrooms):
        mention = cite(None, kind="inline")
        desk.commit("paper", "lantern", title="A paper", citations=[mention])
        named = max(row["id"] for row in newsroom.rows(schema.citations))
        done = accepting.accept(archive, newsrooms, named, str(desk.frost), by)
        assert (done.state, done.story) == ("resolved", desk.frost)

    @pytest.mark.parametrize(
        ("reference", "error", "words"),
        [
            ("9999", NotFound, "no story 9999"),
            ("https://nobody.example/x", Refused, "no outlet"),
            ("nonsense", NotFound, "nonsense"),
        ],
    )
    def test_what_is_not_there(self, desk, by, reference, error, words):
        with pytest.raises(error, match=words):
            desk.accept(reference, by)
        assert desk.answer() == ("not_tried", None)

    def test_a_document_does_not_cite_itself(self, desk, by):
        with pytest.raises(Refused, match="is the document"):
            desk.accept(desk.digest, by)

    def test_no_such_citation(self, desk, by, archive, newsrooms):
        for number in (0, 77, 1 << 70):
            with pytest.raises(NotFound, match="no citation"):
                accepting.accept(archive, newsrooms, number, str(desk.flood), by)

    def test_nobody_is_no_author(self, desk, now):
        with pytest.raises(Refused, match="author"):
            desk.accept(desk.flood, Signature(" ", None, now))


class TestRejecting:
    def test_what_it_is_found_to_mean(self, desk, by):
        desk.search()
        done = desk.reject(None, by)
        assert (done.state, done.story) == ("not_found", None)
        assert done.decision.subject["story"] == desk.flood
        assert desk.search() == ("not_found", None)

    def test_the_next_best_is_found(self, desk, by):
        desk.search()
        other = desk.commit("flood-2", "ridge", title=f"{FLOOD} again")
        assert desk.reject(None, by).story == other

    def test_a_story_before_it_is_proposed(self, desk, by):
        desk.reject(desk.flood, by)
        assert desk.search() == ("not_found", None)

    def test_undone_it_is_found_again(self, desk, by):
        desk.search()
        done = desk.reject(None, by)
        assert desk.undo(done).story == desk.flood

    def test_a_rejected_lead_is_so_as_a_story_too(self, desk, by, newsroom, archive):
        desk.reject(desk.flood, by)
        newsroom.lead(newsroom.url("flood-3", "ridge"), "ridge", leased_by=None, title=FLOOD)
        url = newsroom.url("flood-3", "ridge")
        assert desk.search()[0] == "resolved"
        done = desk.reject(None, by)
        assert done.decision.subject["url"] == url
        desk.commit("flood-3", "ridge", title=FLOOD)
        assert desk.search() == ("not_found", None)

    def test_accepting_takes_a_rejection_over(self, desk, by):
        desk.reject(desk.flood, by)
        assert desk.accept(desk.flood, by).story == desk.flood
        assert desk.search() == ("resolved", desk.flood)
        assert desk.reject(desk.flood, by).state == "not_found"

    def test_nothing_to_reject(self, desk, by, newsroom):
        with pytest.raises(Refused, match="mean nothing now"):
            desk.reject(None, by)
        assert newsroom.rows(schema.decisions) == []

    def test_of_one_citation_leaves_others(self, desk, by, newsroom, newsrooms):
        again = desk.commit("digest-2", "digest", kind="digest", citations=[cite()])
        desk.reject(desk.flood, by)
        resolve = newsroom.rows(schema.citations)
        assert {row["document_id"] for row in resolve} == {desk.digest, again}
        desk.at += HOUR
        rows = resolve_citations(newsroom.archive, newsrooms, now=desk.at)
        assert {row.document_id: row.answer.story_id for row in rows} == {
            desk.digest: None,
            again: desk.flood,
        }


def test_decisions_are_listed_with_the_others(desk, by, archive):
    desk.accept(desk.frost, by)
    with archive.read() as connection:
        (decision,) = list_decisions(connection, standing=True)
    assert decision.kind == "accept"
    assert decision.subject["citation"] == desk.citation


def test_a_walled_lead_can_be_accepted(desk, by, newsroom):
    (settled,) = newsroom.commit(
        newsroom.fetch("wall", outlet="ridge", outcome=Outcome.BOT_WALL, extract=None)
    )
    assert settled.story_id is None
    done = desk.accept(newsroom.url("wall", "ridge"), by)
    assert (done.state, done.story) == ("resolved", None)
    assert done.lead is not None
