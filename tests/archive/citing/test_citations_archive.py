"""Citations as rows: read once, resolved against the archive, every answer with its interval."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import update

from aggregator.archive import schema
from aggregator.archive.citing import citations as module
from aggregator.archive.citing.candidates import CandidateFinder
from aggregator.archive.citing.citation_rows import ENGINE, fingerprint, record_citations
from aggregator.archive.citing.citations import lead_matches, pending, resolve_citations
from aggregator.matching import EventDocument, EventIndex, GroupingConfig
from aggregator.records import Citation, CitationState, Outcome

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FLOOD = "Flood water reaches the harbour wall at Oldport"


def cite(headline=FLOOD, *, outlet="Ridge Daily", name="ridge", url=None, kind="source_line"):
    return Citation(
        outlet=outlet,
        outlet_name=name,
        headline=headline,
        url=url,
        line=f"{outlet.upper()} – {headline}",
        kind=kind,
        confidence=0.9,
    )


@pytest.fixture
def digest(newsroom):
    """Commit a digest that cites; its id."""

    def commit(*citations, slug="digest", **options):
        fetch = newsroom.fetch(slug, outlet="digest", kind="digest", citations=citations, **options)
        (settled,) = newsroom.commit(fetch)
        return settled.story_id

    return commit


@pytest.fixture
def report(newsroom):
    def commit(slug, title=FLOOD, *, outlet="ridge", **options):
        fetch = newsroom.fetch(slug, outlet=outlet, title=title, **options)
        (settled,) = newsroom.commit(fetch)
        return settled

    return commit


@pytest.fixture
def resolve_all(archive, newsrooms, now):
    def look(document_id=None, *, at=now, **options):
        ids = None if document_id is None else [document_id]
        return resolve_citations(archive, newsrooms, now=at, document_ids=ids, **options)

    return look


def answers(newsroom, *, present=False):
    table = schema.resolutions
    return newsroom.rows(table, *((table.c.valid_to.is_(None),) if present else ()))


class TestRecording:
    def test_citations_are_kept_in_order_and_not_tried(self, newsroom, digest, now):
        document = digest(cite(), cite("Ferry late", url="https://ridgedaily.example/x"))
        first, second = newsroom.rows(schema.citations)
        assert (first["document_id"], first["position"], first["headline"]) == (document, 0, FLOOD)
        assert (first["outlet"], first["outlet_name"]) == ("Ridge Daily", "ridge")
        assert first["line"] == f"RIDGE DAILY – {FLOOD}"
        assert (first["confidence"], first["found_at"]) == (0.9, now)
        assert (second["position"], second["url"]) == (1, "https://ridgedaily.example/x")
        for row in answers(newsroom):
            assert (row["state"], row["engine"], row["valid_to"]) == ("not_tried", ENGINE, None)

    def test_each_is_kept_once(self, newsroom, archive, digest, now):
        document = digest(cite(), cite(), cite(FLOOD.upper() + " "))
        assert len(newsroom.rows(schema.citations)) == 1
        with archive.write() as connection:
            assert record_citations(connection, document, [cite(), cite("Other")], now=now) == 1
        assert len(answers(newsroom)) == 2

    @pytest.mark.parametrize(
        "other",
        [
            cite("Ferry late"),
            cite(outlet="Lantern", name="lantern"),
            cite(url="https://ridgedaily.example/a"),
            cite(kind="link"),
        ],
    )
    def test_what_makes_two_citations_two(self, other):
        assert fingerprint(cite()) != fingerprint(other)

    def test_an_unknown_outlet_is_known_by_its_name(self):
        one = cite(outlet="Far Times", name=None)
        assert fingerprint(one) == fingerprint(cite(outlet="FAR TIMES", name=None))

    def test_pending_are_those_without_a_story(self, archive, digest, report, resolve_all):
        report("flood")
        document = digest(cite(), cite("Nobody wrote this anywhere today"))
        resolve_all(document)
        with archive.read() as connection:
            (left,) = pending(connection, None)
            assert left.citation.headline == "Nobody wrote this anywhere today"
            assert left.answer.state is CitationState.NOT_FOUND
            assert pending(connection, [document + 1]) == []


class TestResolving:
    def test_to_the_story_of_that_outlet(self, newsroom, digest, report, resolve_all, now):
        meant = report("flood", at=now - DAY)
        report("other", "Orchard growers fear an early frost")
        report("copy", outlet="lantern")
        document = digest(cite())
        (row,) = resolve_all(document, at=now + HOUR)
        assert row.is_new
        assert row.answer.state is CitationState.RESOLVED
        assert row.answer.story_id == meant.story_id
        before, after = answers(newsroom)
        assert (before["state"], before["valid_to"]) == ("not_tried", now + HOUR)
        assert (after["state"], after["story_id"]) == ("resolved", meant.story_id)
        assert after["valid_from"] == now + HOUR
        assert after["score"] > 0.9
        assert after["explanation"]["headline"] == 1.0

    def test_the_same_answer_writes_nothing(self, newsroom, digest, resolve_all, report, now):
        report("other", "Orchard growers fear an early frost")
        digest(cite())
        assert resolve_all()[0].is_new
        before = answers(newsroom)
        assert not resolve_all(at=now + HOUR)[0].is_new
        assert answers(newsroom) == before

    def test_what_was_not_found_is_found_when_it_comes(
        self, newsroom, digest, report, resolve_all, now
    ):
        report("other", "Orchard growers fear an early frost")
        digest(cite())
        assert resolve_all()[0].answer.state is CitationState.NOT_FOUND
        meant = report("flood")
        assert resolve_all(at=now + HOUR)[0].answer.story_id == meant.story_id
        assert [row["state"] for row in answers(newsroom)] == [
            "not_tried",
            "not_found",
            "resolved",
        ]
        assert resolve_all() == []

    def test_an_outlet_of_which_we_have_nothing_was_not_tried(self, digest, resolve_all):
        digest(cite(), cite(outlet="Far Times", name=None))
        assert [row.answer.state for row in resolve_all()] == [CitationState.NOT_TRIED] * 2
        assert not any(row.is_new for row in resolve_all())

    def test_by_a_headline_the_story_had_before(self, digest, report, resolve_all):
        meant = report("flood")
        report("flood", "Oldport counts its losses")
        digest(cite())
        assert resolve_all()[0].answer.story_id == meant.story_id

    def test_by_a_headline_the_feed_gave(self, newsroom, digest, report, resolve_all):
        newsroom.lead(newsroom.url("flood", "ridge"), "ridge", title=FLOOD)
        meant = report("flood", "Oldport counts its losses")
        digest(cite())
        assert resolve_all()[0].answer.story_id == meant.story_id

    def test_by_url(self, newsroom, digest, report, resolve_all):
        meant = report("flood?id=7", "Something else entirely", canonical="flood")
        digest(cite(None, url=newsroom.url("flood?utm_source=d&id=7", "ridge"), kind="link"))
        (row,) = resolve_all()
        assert (row.answer.state, row.answer.story_id) == (
            CitationState.RESOLVED,
            meant.story_id,
        )

    def test_a_broken_url_is_no_hindrance(self, digest, report, resolve_all):
        meant = report("flood")
        digest(cite(url="http://[broken"))
        assert resolve_all()[0].answer.story_id == meant.story_id

    def test_only_another_outlets_copy(self, newsroom, digest, report, resolve_all, prose):
        report("unrelated", "Orchard growers fear an early frost", outlet="coastwire")
        report("theirs", outlet="lantern", text=prose("wire"), agency="Coastwire")
        digest(cite(outlet="Coastwire", name="coastwire"))
        (row,) = resolve_all()
        assert row.answer.state is CitationState.COPY_ONLY
        (copy,) = newsroom.rows(schema.stories, schema.stories.c.outlet == "lantern")
        assert row.answer.story_id == copy["id"]

    def test_a_teaser_is_the_story_too(self, digest, report, resolve_all):
        meant = report("flood", outcome=Outcome.BOT_WALL, extract_outcome=Outcome.TEASER, text=None)
        digest(cite())
        assert resolve_all()[0].answer.story_id == meant.story_id

    def test_a_digest_is_never_what_is_meant(self, digest, resolve_all):
        digest(slug="one", title=FLOOD)
        digest(cite(outlet="Digest", name="digest"), slug="two", title=FLOOD)
        assert resolve_all()[0].answer.story_id is None

    def test_stories_of_other_months_are_not_looked_at(
        self, archive, newsrooms, digest, report, now
    ):
        report("old", at=now - 60 * DAY)
        new = report("new", "Orchard growers fear an early frost")
        document = digest(cite())
        with archive.read() as connection:
            found = CandidateFinder(connection, newsrooms).find(
                cite(), document_id=document, document_at=now, document_text=""
            )
        assert [one.key for one in found.found] == [f"story:{new.story_id}"]
        assert found.searched


class TestLeads:
    def lead(self, newsroom, slug="flood", title=FLOOD, **columns):
        return newsroom.lead(
            newsroom.url(slug, "ridge"), "ridge", leased_by=None, title=title, **columns
        )

    def test_that_match_are_to_be_fetched(self, newsroom, archive, newsrooms, digest, now):
        self.lead(newsroom, "other", "Orchard growers fear an early frost")
        meant = self.lead(newsroom, published=now - HOUR, published_precision="second")
        document = digest(cite())
        assert lead_matches(archive, newsrooms, document) == [meant]
        assert len(answers(newsroom)) == 1  # nothing is written
        newsroom.commit(newsroom.fetch("flood", outlet="ridge", title=FLOOD))
        assert lead_matches(archive, newsrooms, document) == []

    def test_are_an_answer_until_the_story_is_there(self, newsroom, digest, resolve_all, now):
        meant = self.lead(newsroom, published=now - HOUR)
        digest(cite())
        (row,) = resolve_all()
        assert (row.answer.state, row.answer.lead_id) == (CitationState.RESOLVED, meant)
        (settled,) = newsroom.commit(newsroom.fetch("flood", outlet="ridge", title=FLOOD))
        (row,) = resolve_all()
        assert (row.answer.story_id, row.answer.lead_id) == (settled.story_id, None)

    def test_behind_a_wall_are_walled(self, newsroom, digest, resolve_all, archive, newsrooms):
        url = newsroom.url("flood", "ridge")
        newsroom.commit(
            newsroom.fetch("flood", outlet="ridge", outcome=Outcome.BOT_WALL, extract=None)
        )
        document = digest(cite(None, url=url, kind="link"))
        (row,) = resolve_all()
        assert row.answer.state is CitationState.WALLED
        assert row.answer.lead_id is not None
        assert lead_matches(archive, newsrooms, document) == []

    def test_leads_only_leaves_stories_aside_and_writes_nothing(
        self, newsroom, digest, report, resolve_all
    ):
        report("flood")
        digest(cite())
        (row,) = resolve_all(leads_only=True)
        assert row.answer.story_id is None
        assert len(answers(newsroom)) == 1


class TestCitedTogether:
    """Stories that one document cites may prove to report one happening."""

    def words(self, prose, outlet, share):
        """A headline and a text, so many words of which are those of the happening.

        They stand in another order in each text, which makes no copy.
        """
        words = prose("happening", 120).split()[:share] + prose(outlet, 60).split()
        random.Random(outlet).shuffle(words)
        return prose(("t", outlet), 6).capitalize(), " ".join(words)

    def pair(self, newsrooms, now, prose, share):
        """The engine's decision on the second of two such stories."""
        index = EventIndex()
        decision = None
        for key, outlet in enumerate(("ridge", "lantern")):
            title, text = self.words(prose, outlet, share)
            document = EventDocument(
                key=key, outlet=newsrooms[outlet].title, title=title, lead=text,
                published=now, language="en",
            )  # fmt: skip
            decision = index.decide(document)
            index.add(document, key + 1)
        return decision

    @pytest.fixture
    def near_misses(self, almost_one):
        """Two stories whose likeness is just short of the threshold, with their headlines."""
        return almost_one()

    @pytest.fixture
    def almost_one(self, report, newsrooms, now, prose):
        """Makes such stories, the second published so many days before the first."""
        return lambda days=0: self.almost(report, newsrooms, now, prose, days)

    def almost(self, report, newsrooms, now, prose, days):
        tried = {share: self.pair(newsrooms, now, prose, share) for share in range(60, 0, -2)}
        share = next(share for share, decision in tried.items() if decision.event is None)
        assert tried[share].score > 0.5 * GroupingConfig().join
        made = []
        for outlet, at in (("ridge", now), ("lantern", now - days * DAY)):
            title, text = self.words(prose, outlet, share)
            made.append((report(f"f-{outlet}", title, outlet=outlet, text=text, at=at), title))
        assert made[0][0].event_id != made[1][0].event_id
        return made

    def test_singletons_near_the_threshold_are_joined(
        self, newsroom, digest, resolve_all, near_misses, now
    ):
        (one, title), (other, other_title) = near_misses
        document = digest(cite(title), cite(other_title, outlet="The Lantern", name="lantern"))
        rows = resolve_all(document, at=now + HOUR)
        assert {row.answer.story_id for row in rows} == {one.story_id, other.story_id}
        events = {newsroom.story(s)["event_id"] for s in (one.story_id, other.story_id)}
        assert len(events) == 1
        (joined,) = [
            row
            for row in newsroom.rows(schema.memberships)
            if row["valid_to"] is None and row["score"] is not None
        ]
        assert "cited" in joined["evidence"]["links"]
        assert joined["valid_from"] == now + HOUR
        left = [row for row in newsroom.rows(schema.events) if row["merged_into"]]
        assert len(left) == 1
        before = newsroom.rows(schema.memberships)
        resolve_all(document, at=now + 2 * HOUR)
        assert newsroom.rows(schema.memberships) == before

    @pytest.mark.parametrize("days", [4, 6])
    def test_background_is_not(self, newsroom, digest, resolve_all, almost_one, days):
        (one, title), (other, other_title) = almost_one(days)
        document = digest(cite(title), cite(other_title, outlet="The Lantern", name="lantern"))
        rows = resolve_all(document)
        assert {row.answer.story_id for row in rows} == {one.story_id, other.story_id}
        assert newsroom.story(one.story_id)["event_id"] == one.event_id
        assert newsroom.story(other.story_id)["event_id"] == other.event_id

    def test_unlike_stories_are_not(self, newsroom, digest, report, resolve_all):
        one = report("flood")
        other = report("frost", "Orchard growers fear an early frost", outlet="lantern")
        digest(
            cite(), cite("Orchard growers fear an early frost", outlet="Lantern", name="lantern")
        )
        before = newsroom.rows(schema.memberships)
        resolve_all()
        assert newsroom.rows(schema.memberships) == before
        assert newsroom.story(one.story_id)["event_id"] == one.event_id
        assert newsroom.story(other.story_id)["event_id"] == other.event_id

    def test_events_of_several_stories_are_left_alone(
        self, newsroom, digest, near_misses, resolve_all, report
    ):
        (one, title), (other, other_title) = near_misses
        for story in (one, other):
            row = newsroom.story(story.story_id)
            beside = report(f"b{story.story_id}", row["title"], outlet="harbour",
                            text=newsroom.revisions(story.story_id)[0]["text"])  # fmt: skip
            assert beside.event_id == story.event_id
        digest(cite(title), cite(other_title, outlet="The Lantern", name="lantern"))
        resolve_all()
        assert newsroom.story(one.story_id)["event_id"] == one.event_id
        assert newsroom.story(other.story_id)["event_id"] == other.event_id

    def test_a_running_writer_learns_of_the_join(self, newsroom, digest, resolve_all, near_misses):
        (_, title), (other, other_title) = near_misses
        digest(cite(title), cite(other_title, outlet="The Lantern", name="lantern"))
        resolve_all()
        text = newsroom.revisions(other.story_id)[0]["text"]
        (third,) = newsroom.commit(newsroom.fetch("third", title=other_title, text=text))
        assert third.event_id == newsroom.story(other.story_id)["event_id"]


def test_an_answer_somebody_else_gave_meanwhile_stands(
    newsroom, digest, report, resolve_all, monkeypatch
):
    archive, now = newsroom.archive, newsroom.now
    report("flood")
    digest(cite())
    look = module._look

    def interrupted(*args, **options):
        rows = look(*args, **options)
        with archive.write() as connection:
            connection.execute(update(schema.resolutions).values(valid_to=now))
        return rows

    monkeypatch.setattr(module, "_look", interrupted)
    resolve_all(at=now + HOUR)
    assert len(answers(newsroom)) == 1
