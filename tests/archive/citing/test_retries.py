"""Citations without a story are looked for again: less and less often, and when there is news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.archive import schema
from aggregator.archive.citing.citations import resolve_citations
from aggregator.archive.citing.retries import FIRST_WAIT, LONGEST_WAIT, MOST_ATTEMPTS, next_look
from aggregator.records import Citation, Outcome

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FLOOD = "Flood water reaches the harbour wall at Oldport"


def test_waits_double_and_end():
    now = datetime(2031, 5, 6, tzinfo=UTC)
    waits = [next_look(attempts, now) for attempts in range(MOST_ATTEMPTS + 2)]
    lengths = [at - now for at in waits if at is not None]
    assert lengths[:3] == [FIRST_WAIT, FIRST_WAIT, 2 * FIRST_WAIT]
    assert lengths == sorted(lengths)
    assert lengths[-1] == LONGEST_WAIT
    assert waits[MOST_ATTEMPTS:] == [None, None]
    assert next_look(10_000, now) is None


@pytest.fixture
def desk(newsroom, archive, newsrooms, now):
    class Desk:
        def digest(self, *headlines, slug="digest", at=now):
            citations = [
                Citation(outlet="Ridge Daily", outlet_name="ridge", headline=headline, line="x",
                         kind="source_line", confidence=0.9)
                for headline in headlines
            ]  # fmt: skip
            self.commit(slug, "digest", kind="digest", citations=citations, at=at)

        def commit(self, slug, outlet, **options):
            (settled,) = newsroom.commit(newsroom.fetch(slug, outlet=outlet, **options))
            return settled.story_id

        def search(self, at, *, since=None):
            rows = resolve_citations(archive, newsrooms, now=at, due_only=True, since=since)
            return [row.resolution.state.value for row in rows]

        def kept(self):
            (row,) = newsroom.rows(schema.citations)
            return row["attempts"], row["tried_at"], row["next_due"]

    return Desk()


def test_the_first_look_is_at_once_the_next_when_due(desk, now):
    desk.digest(FLOOD)
    assert desk.kept() == (0, None, None)
    assert len(desk.search(now)) == 1
    assert desk.kept() == (1, now, now + FIRST_WAIT)
    assert desk.search(now + HOUR) == []
    later = now + FIRST_WAIT
    assert len(desk.search(later)) == 1
    assert desk.kept() == (2, later, later + 2 * FIRST_WAIT)


def test_what_has_its_story_is_not_looked_for(desk, now):
    desk.digest(FLOOD)
    desk.commit("flood", "ridge", title=FLOOD)
    assert desk.search(now) == ["resolved"]
    assert desk.search(now + 400 * DAY) == []


def test_news_of_the_outlet_makes_a_look(desk, newsroom, now):
    desk.digest(FLOOD)
    desk.search(now)
    newsroom.lead(newsroom.url("flood", "ridge"), "ridge", leased_by=None, title=FLOOD,
                  published=now - HOUR, first_seen=now + HOUR)  # fmt: skip
    assert desk.search(now + HOUR) == []
    assert desk.search(now + HOUR, since=now + HOUR) == ["resolved"]


def test_news_of_other_days_and_outlets_does_not(desk, newsroom, now):
    desk.digest(FLOOD)
    desk.search(now)
    newsroom.lead(newsroom.url("old", "ridge"), "ridge", leased_by=None, title="Old",
                  published=now - 90 * DAY, first_seen=now + HOUR)  # fmt: skip
    newsroom.lead(newsroom.url("new", "lantern"), "lantern", leased_by=None, title="New",
                  published=now, first_seen=now + HOUR)  # fmt: skip
    assert desk.search(now + HOUR, since=now + HOUR) == []


def test_a_lead_that_was_found_is_followed_to_its_story(desk, newsroom, now):
    desk.digest(FLOOD)
    newsroom.lead(newsroom.url("flood", "ridge"), "ridge", title=FLOOD, published=now)
    assert desk.search(now) == ["resolved"]
    assert desk.search(now + HOUR) == []
    story = desk.commit("flood", "ridge", title=FLOOD)
    assert desk.search(now + HOUR) == ["resolved"]
    present = schema.resolutions.c.valid_to.is_(None)
    assert newsroom.rows(schema.resolutions, present)[0]["story_id"] == story


def test_a_wall_is_looked_at_on_schedule_only(desk, newsroom, now):
    desk.digest(FLOOD)
    newsroom.lead(newsroom.url("flood", "ridge"), "ridge", title=FLOOD, published=now)
    newsroom.commit(newsroom.fetch("flood", outlet="ridge", outcome=Outcome.BOT_WALL, extract=None))
    desk.search(now)
    present = schema.resolutions.c.valid_to.is_(None)
    assert newsroom.rows(schema.resolutions, present)[0]["state"] == "walled"
    assert desk.search(now + HOUR) == []
    assert len(desk.search(now + FIRST_WAIT)) == 1


def test_the_schedule_ends_and_news_still_counts(desk, newsroom, now):
    desk.digest(FLOOD)
    at = now
    for _ in range(MOST_ATTEMPTS):
        assert len(desk.search(at)) == 1
        at = desk.kept()[2] or at
    assert desk.kept()[2] is None
    assert desk.search(at + 1000 * DAY) == []
    newsroom.lead(newsroom.url("flood", "ridge"), "ridge", leased_by=None, title=FLOOD,
                  published=now, first_seen=at)  # fmt: skip
    assert desk.search(at, since=at) == ["resolved"]


def test_a_person_may_look_for_all(desk, archive, newsrooms, now):
    desk.digest(FLOOD, "Nobody wrote this anywhere today")
    desk.search(now)
    assert len(resolve_citations(archive, newsrooms, now=now + HOUR)) == 2
