"""Stories are put into events as rows: by one writer or several, in one run or many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert, select, update

from aggregator.archive import schema
from aggregator.archive.crawling import runs
from aggregator.archive.events import corrections, grouping
from aggregator.archive.events.corrections import Signature
from aggregator.archive.events.engine import WORDS_ALONE
from aggregator.archive.events.event_rows import current_event
from aggregator.archive.store import Archive
from aggregator.records import Moment, Outcome, Precision

ENGINE = WORDS_ALONE.name
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def of_story(newsroom, story_id):
    return newsroom.rows(schema.memberships, schema.memberships.c.story_id == story_id)


def event(newsroom, event_id):
    (row,) = newsroom.rows(schema.events, schema.events.c.id == event_id)
    return row


@pytest.fixture
def report(newsroom, prose):
    """Commit a report of a happening, with words of its own beside those of the happening."""
    numbers = iter(range(1000))

    def commit(happening, *, slug=None, now=None, outlet=None, **options):
        n = next(numbers)
        words = {
            "title": f"{prose(('t', happening), 5)} {prose(n, 2)}".capitalize(),
            "text": f"{prose(('h', happening), 40)} {prose(n, 30)} {prose(('h', happening), 30)}",
        } | options
        outlet = outlet or ("harbour", "ridge", "lantern")[n % 3]
        fetch = newsroom.fetch(slug or f"r{n}", outlet=outlet, **words)
        (settled,) = newsroom.commit(fetch, now=now)
        return settled

    return commit


@pytest.fixture
def teaser(report):
    def commit(happening, **options):
        options = {"text": None, "summary": None} | options
        return report(
            happening, outcome=Outcome.BOT_WALL, extract_outcome=Outcome.TEASER, **options
        )

    return commit


class TestPlacing:
    def test_the_first_story_opens_an_event(self, newsroom, report, now):
        settled = report("flood", title="Flood in Oldport", at=now - HOUR)
        row = event(newsroom, settled.event_id)
        assert row["title"] == "Flood in Oldport"
        assert row["first_at"] == row["last_at"] == now - HOUR
        assert (row["stories"], row["opened_at"], row["merged_into"]) == (1, now, None)
        (membership,) = of_story(newsroom, settled.story_id)
        assert membership["score"] is None
        assert membership["engine"] == ENGINE
        assert membership["evidence"]["revision"] == 1
        assert (membership["valid_from"], membership["valid_to"]) == (now, None)

    def test_another_report_joins(self, newsroom, report, now):
        first = report("flood", at=now)
        other = report("strike", at=now)
        second = report("flood", at=now + 5 * HOUR)
        early = report("flood", at=now - 3 * HOUR, title="Rain over Oldport")
        assert first.event_id == second.event_id == early.event_id != other.event_id
        row = event(newsroom, first.event_id)
        assert (row["first_at"], row["last_at"]) == (now - 3 * HOUR, now + 5 * HOUR)
        assert row["stories"] == 3
        (membership,) = of_story(newsroom, second.story_id)
        assert membership["score"] > 0.2
        assert membership["evidence"]["terms"]

    def test_the_title_is_that_of_the_earliest_full_report(self, newsroom, report, teaser, now):
        words = "Flood reaches Oldport harbour"
        told = [teaser("flood", title=f"{words} teaser", summary=words, at=now - 2 * HOUR)]
        told.append(report("flood", title=f"{words} opinion", kind="opinion", at=now - HOUR))
        assert event(newsroom, told[0].event_id)["title"] == f"{words} opinion"
        told.append(report("flood", title=f"{words} late", at=now + HOUR))
        told.append(report("flood", title=f"{words} now", at=now))
        assert len({one.event_id for one in told}) == 1
        assert event(newsroom, told[0].event_id)["title"] == f"{words} now"

    def test_an_edited_headline_changes_the_title(self, newsroom, report):
        first = report("flood", slug="a", outlet="ridge", title="Flood in Oldport")
        report("flood", slug="a", outlet="ridge", title="Great flood in Oldport")
        assert event(newsroom, first.event_id)["title"] == "Great flood in Oldport"
        assert len(of_story(newsroom, first.story_id)) == 1

    def test_the_same_words_weeks_later_are_another_event(self, report, now):
        assert report("flood", at=now - 30 * DAY).event_id != report("flood", at=now).event_id

    def test_a_mere_day_is_near_all_of_that_day(self, newsroom, report):
        day = datetime(2031, 5, 1, tzinfo=UTC)
        dated = report("flood", published=Moment(day, Precision.DAY))
        evening = report("flood", at=day + 23 * HOUR)
        assert dated.event_id == evening.event_id
        (membership,) = of_story(newsroom, evening.story_id)
        assert membership["evidence"]["gap_hours"] == 0.0

    def test_stories_without_a_title(self, newsroom, report):
        settled = report("flood", title=None, text="Water came. " * 20)
        assert event(newsroom, settled.event_id)["title"].startswith("Water came.")


class TestTeaserToPage:
    def test_alone_it_joins_where_its_text_belongs(self, newsroom, report, teaser, now):
        there = report("flood")
        alone = teaser("x", slug="a", outlet="ridge", title="Mayor speaks")
        assert alone.event_id != there.event_id
        full = report("flood", slug="a", outlet="ridge", now=now + HOUR)
        assert (full.change, full.event_id) == ("completed", there.event_id)
        left = event(newsroom, alone.event_id)
        assert (left["merged_into"], left["stories"]) == (there.event_id, 0)
        assert event(newsroom, there.event_id)["stories"] == 2
        before, after = of_story(newsroom, alone.story_id)
        assert (before["event_id"], before["valid_to"]) == (alone.event_id, now + HOUR)
        assert (after["event_id"], after["valid_from"]) == (there.event_id, now + HOUR)
        assert after["evidence"]["revision"] == 2
        assert newsroom.story(alone.story_id)["event_id"] == there.event_id
        with newsroom.archive.read() as connection:
            assert current_event(connection, alone.event_id) == there.event_id

    def test_alone_it_may_stay_alone(self, newsroom, report, teaser):
        alone = teaser("flood", slug="a", outlet="ridge")
        full = report("flood", slug="a", outlet="ridge")
        assert full.event_id == alone.event_id
        assert event(newsroom, alone.event_id)["stories"] == 1
        before, after = of_story(newsroom, alone.story_id)
        assert before["valid_to"] == after["valid_from"]
        assert (after["valid_to"], after["score"]) == (None, None)
        assert after["evidence"]["revision"] == 2
        # The engine now knows the text: a report with another headline joins.
        assert report("flood", title="Unheard of").event_id == alone.event_id

    def test_among_others_it_stays(self, newsroom, report, teaser):
        elsewhere = report("strike")
        there = report("flood", title="Flood reaches Oldport harbour")
        joined = teaser("y", slug="a", outlet="ridge", title="Flood reaches Oldport harbour wall")
        assert joined.event_id == there.event_id
        full = report("strike", slug="a", outlet="ridge")
        assert full.event_id == there.event_id != elsewhere.event_id
        before, after = of_story(newsroom, full.story_id)
        assert (before["event_id"], after["event_id"]) == (there.event_id, there.event_id)
        assert before["score"] == after["score"] is not None
        assert before["evidence"]["terms"] == after["evidence"]["terms"]


class TestRedirects:
    def test_are_followed_through_many_merges(self, newsroom, report):
        ids = [report(name).event_id for name in "abc"]
        table = schema.events
        with newsroom.archive.write() as connection:
            for old, new in pairwise(ids):
                connection.execute(update(table).where(table.c.id == old).values(merged_into=new))
            assert current_event(connection, ids[0]) == ids[2]
            assert current_event(connection, ids[2]) == ids[2]

    def test_a_new_report_goes_where_its_event_went(self, newsroom, report):
        flood, other = report("flood"), report("strike")
        table = schema.events
        with newsroom.archive.write() as connection:
            connection.execute(
                update(table).where(table.c.id == flood.event_id).values(merged_into=other.event_id)
            )
        assert report("flood").event_id == other.event_id

    def test_an_event_that_is_not_there(self, newsroom):
        with newsroom.archive.read() as connection, pytest.raises(LookupError, match="no event 9"):
            current_event(connection, 9)

    def test_a_circle_is_an_error(self, newsroom, report):
        a, b = report("a").event_id, report("b").event_id
        table = schema.events
        with newsroom.archive.write() as connection:
            for one, other in ((a, b), (b, a)):
                connection.execute(update(table).where(table.c.id == one).values(merged_into=other))
            with pytest.raises(LookupError, match="circle"):
                current_event(connection, a)


class TestSeveralWriters:
    def test_each_learns_what_the_others_did(self, newsroom, prose):
        text = f"{prose('h', 80)}"
        one, two = newsroom.writer(), newsroom.writer()

        def commit(writer, slug, n):
            fetch = newsroom.fetch(slug, title=prose("t", 6), text=f"{text} {prose(n, 30)}")
            (settled,) = writer.commit([fetch], now=newsroom.now)
            return settled

        warm = commit(two, "warm", 0)
        first = commit(one, "a", 1)
        assert commit(two, "b", 2).event_id == first.event_id == warm.event_id

    def test_a_move_by_another_is_learnt(self, newsroom, prose, report):
        """A person, or a later regrouping, moves a story: a new row, the old one closed."""
        flood, strike = report("flood"), report("strike")
        table = schema.memberships
        with newsroom.archive.write() as connection:
            connection.execute(
                update(table)
                .where(table.c.story_id == flood.story_id)
                .values(valid_to=newsroom.now)
            )
            connection.execute(
                insert(table).values(
                    story_id=flood.story_id,
                    event_id=strike.event_id,
                    evidence={},
                    engine="person",
                    valid_from=newsroom.now,
                )
            )
            connection.execute(
                update(schema.stories)
                .where(schema.stories.c.id == flood.story_id)
                .values(event_id=strike.event_id)
            )
        assert report("flood").event_id == strike.event_id

    def test_far_behind_it_loads_anew(self, newsroom, report, monkeypatch):
        first = report("flood")
        monkeypatch.setattr(grouping, "_BEHIND", 0)
        writer = newsroom.writer()
        writer.commit([newsroom.fetch("other")], now=newsroom.now)
        assert report("flood").event_id == first.event_id


class TestWindows:
    def stream(self, newsroom, prose, days=45):
        start = datetime(2031, 1, 1, tzinfo=UTC)
        for n in range(days):
            at = start + n * DAY + (n * 7 % 24) * HOUR
            if n % 6 == 5:
                at -= 9 * DAY
            happening = n // 3 % 7
            yield newsroom.fetch(
                f"w{n}",
                title=f"{prose(('t', happening), 5)} {prose(n, 2)}",
                text=f"{prose(('h', happening), 40)} {prose(n, 60)}",
                at=at,
                captured_at=at,
            )

    def events(self, newsroom, held, monkeypatch, prose, *, restarts):
        monkeypatch.setattr(grouping, "_HELD", held)
        for fetch in self.stream(newsroom, prose):
            if restarts:
                newsroom.restart()
            newsroom.commit(fetch)
        return [row["event_id"] for row in newsroom.rows(schema.stories)]

    @pytest.fixture
    def expected(self, newsroom, newsroom_type, tmp_path, monkeypatch, prose):
        """The events of one run that never forgets."""
        with Archive.open(f"sqlite:///{tmp_path / 'expected.db'}") as archive:
            run = runs.start_run(archive, spider="x", arguments={}, replay=None, now=newsroom.now)
            other = newsroom_type(archive, run, newsroom.now)
            return self.events(other, 50, monkeypatch, prose, restarts=False)

    @pytest.mark.parametrize("case", [(1, False), (3, True)], ids=["evictions", "restarts"])
    def test_how_many_are_held_makes_no_difference(
        self, newsroom, expected, monkeypatch, prose, case
    ):
        held, restarts = case
        got = self.events(newsroom, held, monkeypatch, prose, restarts=restarts)
        assert got == expected
        assert 7 <= len(set(got)) < 45

    def test_old_stories_are_not_loaded(self, newsroom, prose):
        for fetch in self.stream(newsroom, prose):
            newsroom.commit(fetch)
        newsroom.restart()
        at = datetime(2031, 2, 14, tzinfo=UTC)
        newsroom.commit(newsroom.fetch("last", at=at, captured_at=at))
        (window,) = newsroom._writer._placer._grouper._windows.values()
        assert 5 < len(window.index) < 20
        assert window.start <= at - 8 * DAY
        with newsroom.archive.read() as connection:
            total = connection.execute(select(schema.memberships.c.id)).all()
        assert len(total) == 46


class TestSecondLook:
    """Two events that a later story shows to be one are merged, wherever the others stand."""

    HALVES = (("a", "a"), ("b", "b"), ("a", "b"), ("b", "a"), ("a", "b"), ("b", "a"))

    def batches(self, newsroom, prose):
        for n, (head, body) in enumerate(self.HALVES):
            yield newsroom.fetch(
                f"half{n}",
                outlet=("harbour", "ridge", "lantern")[n % 3],
                title=f"{prose(('t', head), 8)} {prose(('t', body), 8)}",
                text=f"{prose(('h', head), 50)} {prose(('h', body), 50)} {prose(n, 5)}",
            )

    def settle(self, newsroom, prose, writers=1, restarts=False):
        others = [newsroom.writer() for _ in range(writers)]
        for n, fetch in enumerate(self.batches(newsroom, prose)):
            if restarts:
                others = [newsroom.writer()]
            others[n % len(others)].commit([fetch], now=newsroom.now + n * HOUR)

    def test_the_stories_move_and_the_event_leads_on(self, newsroom, prose, now):
        self.settle(newsroom, prose)
        (left,) = {row["event_id"] for row in newsroom.rows(schema.stories)}
        rows = newsroom.rows(schema.events)
        assert [row["merged_into"] for row in rows if row["id"] != left] == [left]
        assert sum(row["stories"] for row in rows) == len(self.HALVES)
        moved = [row for row in newsroom.rows(schema.memberships) if "from" in row["evidence"]]
        assert moved
        for row in moved:
            assert row["score"] >= row["evidence"]["cut"]
            assert row["evidence"]["revision"] == 1
            assert row["engine"] == ENGINE

    @pytest.mark.parametrize("case", [(3, False), (1, True)], ids=["three writers", "restarts"])
    def test_several_writers_and_restarts_find_the_same(
        self, newsroom, newsroom_type, tmp_path, prose, case
    ):
        with Archive.open(f"sqlite:///{tmp_path / 'expected.db'}") as archive:
            run = runs.start_run(archive, spider="x", arguments={}, replay=None, now=newsroom.now)
            other = newsroom_type(archive, run, newsroom.now)
            self.settle(other, prose)
            expected = other.rows(schema.memberships)
        self.settle(newsroom, prose, *case)
        assert newsroom.rows(schema.memberships) == expected

    def test_what_a_person_split_is_not_joined(self, newsroom, prose):
        fetches = list(self.batches(newsroom, prose))
        one, two = (newsroom.commit(fetch)[0] for fetch in fetches[:2])
        by = Signature("ada", None, newsroom.now)
        with newsroom.archive.write() as connection:
            corrections.merge(connection, [one.event_id, two.event_id], by)
            corrections.split(connection, one.event_id, [two.story_id], by)
        for fetch in fetches[2:]:
            newsroom.commit(fetch)
        placed = {row["id"]: row["event_id"] for row in newsroom.rows(schema.stories)}
        assert placed[one.story_id] != placed[two.story_id]

    def test_a_pinned_story_keeps_its_event(self, newsroom, prose):
        fetches = list(self.batches(newsroom, prose))
        for fetch in fetches[:2]:
            settled = newsroom.commit(fetch)[0]
            with newsroom.archive.write() as connection:
                corrections.pin(
                    connection, settled.story_id, settled.event_id,
                    Signature("ada", None, newsroom.now),
                )  # fmt: skip
        pinned = [row["event_id"] for row in newsroom.rows(schema.stories)]
        for fetch in fetches[2:]:
            newsroom.commit(fetch)
        assert [row["event_id"] for row in newsroom.rows(schema.stories)][:2] == pinned

    def test_rolled_back_nothing_of_it_is_left(self, newsroom, prose):
        *first, last = self.batches(newsroom, prose)

        def fail():
            raise OSError("no disk")

        for fetch in first[:3]:
            newsroom.commit(fetch)
        before = newsroom.rows(schema.memberships), newsroom.rows(schema.events)
        failing = newsroom.writer(before_commit=fail)
        with pytest.raises(OSError, match="no disk"):
            failing.commit([*first[3:], last], now=newsroom.now)
        assert (newsroom.rows(schema.memberships), newsroom.rows(schema.events)) == before
