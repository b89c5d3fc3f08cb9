"""Regrouping shows what would change before it changes it, and respects what persons decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.archive import schema
from aggregator.archive.events import corrections
from aggregator.archive.events.corrections import Signature
from aggregator.archive.events.event_rows import (
    PERSON,
    Grounds,
    members_of,
    merge_events,
    open_event,
    put_story,
    refresh_event,
)
from aggregator.archive.events.regrouping import apply_regrouping, plan_regrouping
from aggregator.archive.verification import verify

START = datetime(2031, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def stream(newsroom, prose):
    """Commit forty reports of eight happenings, a few a day; their ids by happening."""

    def commit(days=10):
        told = {}
        for n in range(days * 4):
            at = START + n * 6 * HOUR
            happening = n // 8 * 2 + n % 2
            fetch = newsroom.fetch(
                f"s{n}",
                outlet=("harbour", "ridge", "lantern")[n % 3],
                title=f"{prose(('t', happening), 5)} {prose(n, 2)}".capitalize(),
                text=f"{prose(('h', happening), 60)} {prose(n, 30)}",
                at=at,
                captured_at=at,
            )
            (settled,) = newsroom.commit(fetch)
            told.setdefault(happening, []).append(settled.story_id)
        return told

    return commit


@pytest.fixture
def regroup(newsroom, newsrooms):
    """Plan, and apply where that is asked for."""

    def run(*, since=START - DAY, until=None, apply=False, **options):
        with newsroom.archive.read() as connection:
            plan = plan_regrouping(connection, newsrooms, since=since, until=until)
        if not apply:
            return plan
        done = apply_regrouping(newsroom.archive, plan, now=newsroom.now + DAY, **options)
        damage = list(verify(newsroom.archive, Path("nowhere")))
        assert [line for line in damage if "event" in line] == []
        return plan, done

    return run


def events(newsroom, ids):
    rows = {row["id"]: row["event_id"] for row in newsroom.rows(schema.stories)}
    return [rows[story] for story in ids]


def spoil(newsroom, told):
    """Put one story of each of three happenings elsewhere, as a lesser engine might have."""
    with newsroom.archive.write() as connection:
        for happening in (0, 1, 2):
            story = told[happening][1]
            home = events(newsroom, [story])[0]
            target = events(newsroom, told[happening + 3][:1])[0]
            put_story(
                connection, story, target, Grounds(engine="old", evidence={"revision": 1}),
                now=newsroom.now,
            )  # fmt: skip
            refresh_event(connection, home)
            refresh_event(connection, target)


def test_what_is_as_the_engine_would_have_it_stays(newsroom, stream, regroup):
    told = stream()
    plan = regroup()
    assert plan.moves == plan.merged == plan.split == ()
    assert plan.stories == 40
    assert plan.events_before == plan.events_after == len(told)


def test_stories_go_where_they_belong_and_events_keep_their_ids(newsroom, stream, regroup):
    told = stream()
    before = events(newsroom, [story for some in told.values() for story in some])
    spoil(newsroom, told)
    plan = regroup()
    assert [move.story for move in plan.moves] == [told[h][1] for h in (0, 1, 2)]
    assert [move.to for move in plan.moves] == events(newsroom, [told[h][0] for h in (0, 1, 2)])
    assert {change.event for change in plan.split} == set(
        events(newsroom, [told[h + 3][0] for h in (0, 1, 2)])
    )
    untouched = newsroom.rows(schema.memberships)
    assert regroup() == plan
    assert newsroom.rows(schema.memberships) == untouched
    _, done = regroup(apply=True)
    assert (done.moved, done.opened, done.skipped) == (3, (), ())
    assert events(newsroom, [story for some in told.values() for story in some]) == before
    row = newsroom.rows(schema.memberships)[-1]
    assert row["evidence"]["revision"] == 1
    assert row["score"] is not None
    assert regroup().moves == ()


def test_merged_events_lead_on_and_split_ones_open_new(newsroom, stream, regroup):
    told = stream()
    with newsroom.archive.write() as connection:
        # One happening torn into two events, two happenings thrown into one.
        torn = open_event(connection, title="torn", at=START, now=newsroom.now)
        for story in told[0][2:]:
            grounds = Grounds(engine="old", evidence={"revision": 1})
            put_story(connection, story, torn, grounds, now=newsroom.now)
        (whole,) = set(events(newsroom, told[0][:1]))
        refresh_event(connection, torn)
        refresh_event(connection, whole)
        into, gone = events(newsroom, [told[4][0], told[5][0]])
        merge_events(connection, gone, into, Grounds(engine="old"), now=newsroom.now)
    plan, done = regroup(apply=True)
    (merged,), (split,) = plan.merged, plan.split
    assert {merged.event, merged.into} == {torn, whole}
    assert (split.event, split.into) == (into, None)
    (opened,) = done.opened
    assert opened > torn
    parts = [set(events(newsroom, told[h])) for h in (4, 5)]
    assert sorted(parts, key=min) == [{into}, {opened}]
    (row,) = newsroom.rows(schema.events, schema.events.c.id == merged.event)
    assert (row["merged_into"], row["stories"]) == (merged.into, 0)
    assert regroup().moves == ()


def test_what_persons_decided_stays(newsroom, stream, regroup):
    told = stream()
    by = Signature("ada", None, newsroom.now)
    one, two, three = (events(newsroom, told[h][:1])[0] for h in (0, 1, 2))
    with newsroom.archive.write() as connection:
        corrections.merge(connection, [two, one], by)
        corrections.split(connection, three, told[2][:2], by)
        corrections.pin(connection, told[3][1], events(newsroom, told[6][:1])[0], by)
        stray = told[3][2]
        put_story(connection, stray, two, Grounds(engine=PERSON), now=newsroom.now)
        for event in (two, events(newsroom, told[3][:1])[0]):
            refresh_event(connection, event)
    before = {row["id"]: row["event_id"] for row in newsroom.rows(schema.stories)}
    plan, _ = regroup(apply=True)
    # Only what nobody decided moves.
    assert [move.story for move in plan.moves] == [stray]
    after = {row["id"]: row["event_id"] for row in newsroom.rows(schema.stories)}
    assert after == before | {stray: events(newsroom, told[3][:1])[0]}
    assert regroup().moves == ()


def test_stories_outside_the_period_stay_and_keep_their_events(newsroom, stream, regroup):
    told = stream()
    spoil(newsroom, told)
    early = regroup(until=START - HOUR)
    assert (early.stories, early.moves) == (0, ())
    late = regroup(since=START + 4 * DAY)
    assert late.moves == ()
    part = regroup(since=START + 6 * HOUR + HOUR, until=START + 9 * 6 * HOUR)
    assert [move.story for move in part.moves] == [told[0][1], told[1][1]]


def test_killed_between_two_transactions_the_rest_is_found_again(newsroom, stream, regroup):
    told = stream()
    before = events(newsroom, [story for some in told.values() for story in some])
    spoil(newsroom, told)

    def kill(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        regroup(apply=True, at_once=1, done=kill)
    rest, done = regroup(apply=True, at_once=1)
    assert len(rest.moves) == done.moved == 2
    assert events(newsroom, [story for some in told.values() for story in some]) == before


def test_what_somebody_did_since_the_plan_is_left_alone(newsroom, newsrooms, stream, regroup):
    told = stream()
    spoil(newsroom, told)
    plan = regroup()
    moved, pinned = plan.moves[0].story, plan.moves[1].story
    with newsroom.archive.write() as connection:
        by = Signature("ada", None, newsroom.now)
        corrections.pin(connection, pinned, plan.moves[1].from_event, by)
        elsewhere = events(newsroom, told[7][:1])[0]
        put_story(connection, moved, elsewhere, Grounds(engine="x"), now=newsroom.now)
        for event in (elsewhere, plan.moves[0].from_event):
            refresh_event(connection, event)
    done = apply_regrouping(newsroom.archive, plan, now=newsroom.now)
    assert done.skipped == tuple(sorted((moved, pinned), key=[m.story for m in sorted(
        plan.moves, key=lambda m: m.to)].index))  # fmt: skip
    assert done.moved == 1
    with newsroom.archive.read() as connection:
        assert moved in members_of(connection, elsewhere)


def test_writers_that_are_at_work_learn_of_it(newsroom, stream, regroup, prose):
    told = stream()
    spoil(newsroom, told)
    regroup(apply=True)
    fetch = newsroom.fetch(
        "new",
        title=f"{prose(('t', 9), 5)} anew",
        text=f"{prose(('h', 9), 60)} {prose('new', 30)}",
        at=START + 10 * DAY,
        captured_at=START + 10 * DAY,
    )
    (settled,) = newsroom.commit(fetch)
    assert settled.event_id == events(newsroom, told[9][:1])[0]
