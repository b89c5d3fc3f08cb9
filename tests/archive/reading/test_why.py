"""`why` names every decision behind a story's place, the standing one and those before it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.archive.citing.citations import resolve_citations
from aggregator.archive.crawling import runs
from aggregator.archive.crawling.sources import record_discovery, source_state
from aggregator.archive.errors import NotFound
from aggregator.archive.reading.why import explain
from aggregator.records import Citation, Discovery, Lead, Outcome, jsonable

HOUR = timedelta(hours=1)


@pytest.fixture
def why(archive):
    def ask(story_id):
        with archive.read() as connection:
            return explain(connection, story_id)

    return ask


def commit(newsroom, *args, now=None, **options):
    (settled,) = newsroom.commit(newsroom.fetch(*args, **options), now=now)
    return settled


def test_the_story_that_opened_its_event(newsroom, why):
    settled = commit(newsroom, "a", title="Ferry late")
    found = why(settled.story_id)
    assert (found.story, found.outlet, found.title) == (settled.story_id, "harbour", "Ferry late")
    assert found.url == "https://harbourpost.example/news/a"
    (membership,) = found.memberships
    assert (membership.event, membership.event_title) == (settled.event_id, "Ferry late")
    assert membership.score is membership.runner_up is membership.until is None
    assert membership.since == newsroom.now
    assert membership.engine
    assert found.kinships == found.cited_by == found.sightings == ()
    assert found.provenance["title"]["rejected"] == ["og=x"]


def test_a_copy_says_of_whom_and_how_much(newsroom, prose, why):
    text = prose("wire")
    first = commit(newsroom, "w", outlet="coastwire", text=text, title="Wire words")
    copy = commit(newsroom, "a", text=text, title="Other words")
    found = why(copy.story_id)
    (kin,) = found.kinships
    assert (kin.family, kin.relation) == (copy.family_id, "copy")
    assert (kin.containment, kin.own_share) == (1.0, 0.0)
    assert (kin.origin, kin.origin_title, kin.until) == (first.story_id, "Wire words", None)
    (membership,) = found.memberships
    assert membership.event == first.event_id
    assert membership.score is not None
    assert "copy" in membership.evidence["links"]


def test_decisions_that_were_replaced_stay_with_their_intervals(newsroom, prose, why, now):
    text = prose("wire")
    there = commit(newsroom, "w", outlet="coastwire", text=text)
    alone = commit(newsroom, "a", outcome=Outcome.TEASER, title="Mayor speaks", text=None)
    assert alone.event_id != there.event_id
    commit(newsroom, "a", title="Mayor speaks", text=text, now=now + HOUR)
    before, after = why(alone.story_id).memberships
    assert (before.event, before.until) == (alone.event_id, now + HOUR)
    assert (after.event, after.since, after.until) == (there.event_id, now + HOUR, None)


def test_every_attempt_to_fetch_it(newsroom, run_id, why):
    commit(newsroom, "a", outcome=Outcome.ERROR, extract=None, captured=False, reason="timed out",
           retry_at=newsroom.now)  # fmt: skip
    settled = commit(newsroom, "a")
    failed, done = why(settled.story_id).fetches
    assert (failed.run, failed.outcome, failed.reason) == (run_id, "error", "timed out")
    assert (done.outcome, done.status, done.at) == ("story", 200, newsroom.now)
    assert done.url == "https://harbourpost.example/news/a"


def test_what_each_source_said(archive, newsroom, outlet, why):
    url = newsroom.url("a")
    for feed, title in (("feed", "As the feed has it"), ("front", "As the front page has it")):
        source = source_state(archive, outlet.name, f"https://harbourpost.example/{feed}")
        leads = (Lead(url=url, via="feed", title=title),)
        record_discovery(
            archive, run_id=newsroom.run_id, source=source, outlet=outlet,
            discovery=Discovery(kind="feed", leads=leads), leads=leads, captures=(),
            outcome=Outcome.STORY, reason=None, status=200, etag=None, last_modified=None,
            elapsed=0.1, now=newsroom.now,
        )  # fmt: skip
    settled = commit(newsroom, "a")
    sightings = why(settled.story_id).sightings
    assert [(s.source, s.via, s.title) for s in sightings] == [
        ("https://harbourpost.example/feed", "feed", "As the feed has it"),
        ("https://harbourpost.example/front", "feed", "As the front page has it"),
    ]
    assert {s.first_seen for s in sightings} == {newsroom.now}


def test_who_cites_it(archive, newsroom, newsrooms, why, now):
    headline = "Flood water reaches the harbour wall"
    settled = commit(newsroom, "f", outlet="ridge", title=headline)
    citation = Citation(outlet="Ridge Daily", outlet_name="ridge", headline=headline,
                        line=headline, kind="source_line", confidence=0.9)  # fmt: skip
    commit(newsroom, "d", outlet="digest", kind="digest", citations=(citation,))
    resolve_citations(archive, newsrooms, now=now)
    (row,) = why(settled.story_id).cited_by
    assert (row.headline, row.state) == (headline, "resolved")


def test_a_digest_is_in_no_event(newsroom, why):
    settled = commit(newsroom, "d", outlet="digest", kind="digest")
    assert why(settled.story_id).memberships == ()


def test_the_outlet_by_its_display_name(archive, newsroom, newsrooms, why):
    runs.sync_outlets(archive, newsrooms.values())
    settled = commit(newsroom, "a")
    found = why(settled.story_id)
    assert found.outlet == "The Harbour Post"
    assert jsonable(found)["memberships"][0]["event"] == settled.event_id


def test_no_such_story(why):
    with pytest.raises(NotFound, match="no story 7"):
        why(7)
