"""Events are put into storylines as rows, pass by pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.archive import schema
from aggregator.archive.errors import NotFound
from aggregator.archive.events import corrections, storyline_keeper
from aggregator.archive.events.corrections import Signature
from aggregator.archive.events.storyline_keeper import Continued, continue_storylines
from aggregator.archive.events.storylines import get_storyline, list_storylines, storyline_of

START = datetime(2031, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def saga(newsroom, prose):
    """Commit one report a fortnight of each of two sagas; ids of their events."""

    def commit(parts=range(3)):
        told = {"trial": [], "strike": []}
        for n in parts:
            for shift, (name, events) in enumerate(told.items()):
                at = START + n * 14 * DAY + shift * DAY
                fetch = newsroom.fetch(
                    f"{name}{n}",
                    title=f"{prose((name, 't'), 6)} {prose((name, n), 4)}",
                    text=f"{prose((name, 'h'), 60)} {prose((name, n), 40)}",
                    at=at,
                    captured_at=at,
                )
                events.append(newsroom.commit(fetch)[0].event_id)
        return told

    return commit


@pytest.fixture
def look(newsroom, newsrooms):
    def run(now=None, **options):
        return continue_storylines(newsroom.archive, newsrooms, now=now or newsroom.now, **options)

    return run


@pytest.fixture
def ask(newsroom):
    def read(question, *arguments, **options):
        with newsroom.archive.read() as connection:
            return question(connection, *arguments, **options)

    return read


def test_events_weeks_apart_are_one_storyline(newsroom, saga, look, ask):
    told = saga()
    events = [event for some in told.values() for event in some]
    assert len(set(events)) == 6
    assert look() == Continued(events=6, opened=2)
    assert look() == Continued()
    latest, other = ask(list_storylines)
    assert (latest.events, latest.stories, other.events) == (3, 3, 3)
    found = ask(get_storyline, latest.id)
    assert [one.event for one in found.chapters] == told["strike"]
    assert (found.first, found.last) == (START + DAY, START + 29 * DAY)
    opened, second, _ = found.chapters
    assert opened.score is None
    assert second.score >= second.evidence["cut"]
    assert second.evidence["terms"]
    assert ask(storyline_of, told["trial"][1]) == other
    assert ask(list_storylines, since=START + 29 * DAY) == [latest]


def test_pass_by_pass_as_at_once(newsroom, saga, look):
    for n in range(3):
        saga([n])
        look(newsroom.now + n * DAY)
    rows = newsroom.rows(schema.storyline_events)
    assert [row["storyline_id"] for row in rows] == [1, 2, 1, 2, 1, 2]


def test_a_grown_event_stays_where_it_is(newsroom, saga, look, prose):
    told = saga()
    look()
    before = newsroom.rows(schema.storyline_events)
    fetch = newsroom.fetch(
        "more", outlet="ridge", at=START + 14 * DAY,
        title=f"{prose(('trial', 't'), 6)} {prose(('trial', 1), 4)}",
        text=f"{prose(('trial', 'h'), 60)} {prose(('trial', 1), 40)} {prose('more', 9)}",
    )  # fmt: skip
    assert newsroom.commit(fetch)[0].event_id == told["trial"][1]
    assert look() == Continued(events=1)
    assert newsroom.rows(schema.storyline_events) == before
    (line,) = newsroom.rows(schema.storylines, schema.storylines.c.id == 1)
    assert line["stories"] == 4


def test_an_event_that_grows_into_another_story_moves_there(newsroom, saga, look, ask, prose):
    """Two stories of the strike, held in an event of the trial by hand, outweigh its one."""
    told = saga()
    look()
    wandering = told["trial"][1]
    more = [
        newsroom.commit(
            newsroom.fetch(
                f"more{n}", outlet=outlet, at=START + 15 * DAY, title=prose(("strike", "t"), 6),
                text=f"{prose(('strike', 'h'), 60)} {prose(('apart', n), 30)}",
            )
        )[0].story_id
        for n, outlet in enumerate(("ridge", "lantern", "harbour"))
    ]  # fmt: skip
    with newsroom.archive.write() as connection:
        for story in more:
            corrections.pin(connection, story, wandering, Signature("ada", None, newsroom.now))
    look(newsroom.now + DAY)
    strike = ask(storyline_of, told["strike"][0])
    assert ask(storyline_of, wandering) == strike
    assert strike.events == 4
    assert ask(storyline_of, told["trial"][0]).events == 2
    rows = newsroom.rows(schema.storyline_events, schema.storyline_events.c.event_id == wandering)
    assert [row["valid_to"] is None for row in rows] == [False, True]
    assert look(newsroom.now + 2 * DAY) == Continued()


def test_a_merged_event_leaves_its_storyline(newsroom, saga, look, ask, now):
    told = saga()
    look()
    lost = newsroom.commit(newsroom.fetch("alone", at=START + 2 * DAY))[0].event_id
    look()
    (alone,) = newsroom.rows(schema.events, schema.events.c.id == lost)
    with newsroom.archive.write() as connection:
        by = Signature("ada", None, now)
        corrections.merge(connection, [told["trial"][0], lost], by)
    look(now + DAY)
    (gone,) = newsroom.rows(schema.events, schema.events.c.id == lost)
    assert gone["storyline_id"] is None
    trial = ask(storyline_of, told["trial"][0])
    assert ask(get_storyline, alone["storyline_id"]).id == trial.id
    assert trial.stories == 4


def test_a_large_archive_is_left_in_peace_for_a_while(newsroom, saga, look, monkeypatch):
    monkeypatch.setattr(storyline_keeper, "_LARGE", 1)
    saga([0])
    look()
    saga([1])
    assert look(at_once=False) == Continued()
    assert look(newsroom.now + storyline_keeper.REST, at_once=False).events == 2


def test_killed_in_the_middle_the_next_pass_does_the_rest(newsroom, saga, look, monkeypatch):
    saga()
    settle = storyline_keeper._Keeper.settle
    calls = []

    def fail(self, connection, ids):
        calls.append(ids)
        settle(self, connection, ids)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(storyline_keeper._Keeper, "settle", fail)
    with pytest.raises(KeyboardInterrupt):
        look()
    monkeypatch.undo()
    assert len(newsroom.rows(schema.storyline_events)) == 2
    assert look() == Continued(events=4)
    assert len(newsroom.rows(schema.storylines)) == 2


@pytest.mark.parametrize("number", [9, 0, -1, 1 << 70])
def test_there_is_no_such_storyline(ask, number):
    with pytest.raises(NotFound, match="no storyline"):
        ask(get_storyline, number)
