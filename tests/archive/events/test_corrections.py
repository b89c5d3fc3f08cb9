"""Corrections by hand: what they do, what holds from then on, and how they are taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.archive import schema
from aggregator.archive.errors import NotFound
from aggregator.archive.events import corrections, undoing
from aggregator.archive.events.corrections import Signature
from aggregator.archive.events.decisions import Refused, list_decisions
from aggregator.archive.events.event_rows import current_event
from aggregator.archive.reading.why import explain
from aggregator.archive.verification import verify
from aggregator.records import Outcome

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(newsroom, prose):
    return Desk(newsroom, prose)


class Desk:
    """Commits reports of happenings, and corrects by hand where they went."""

    def __init__(self, newsroom, prose):
        self.newsroom, self.prose = newsroom, prose
        self.numbers = iter(range(1000))

    def report(self, happening, slug=None, outlet=None, **options):
        n = next(self.numbers)
        words = {
            "title": f"{self.prose(('t', happening), 5)} {self.prose(n, 2)}".capitalize(),
            "text": f"{self.prose(('h', happening), 60)} {self.prose(n, 30)}",
        } | options
        outlet = outlet or ("harbour", "ridge", "lantern")[n % 3]
        return self.newsroom.commit(self.newsroom.fetch(slug or f"r{n}", outlet=outlet, **words))[
            0
        ].story_id

    def do(self, what, *arguments, reason="seen"):
        by = Signature("ada", reason, self.newsroom.now + HOUR)
        with self.newsroom.archive.write() as connection:
            return getattr(corrections, what)(connection, *arguments, by)

    def undo(self, correction):
        with self.newsroom.archive.write() as connection:
            return undoing.undo(
                connection, correction.decision.id, now=self.newsroom.now + 2 * HOUR
            )

    def event(self, story):
        return self.newsroom.story(story)["event_id"]

    def events(self, *stories):
        return [self.event(story) for story in stories]

    def row(self, event):
        (row,) = self.newsroom.rows(schema.events, schema.events.c.id == event)
        return row

    def memberships(self, story):
        return self.newsroom.rows(schema.memberships, schema.memberships.c.story_id == story)


@pytest.fixture
def sound(newsroom):
    """What a correction leaves is whole: no story in two events, every count right."""
    yield
    damage = [
        sentence for sentence in verify(newsroom.archive, Path("nowhere")) if "event" in sentence
    ]
    assert damage == []


pytestmark = pytest.mark.usefixtures("sound")


class TestMerge:
    def test_the_first_stays_and_the_others_lead_to_it(self, desk, now):
        a, b, c = desk.report("a"), desk.report("b"), desk.report("c")
        one, two, three = desk.events(a, b, c)
        done = desk.do("merge", [two, one, three])
        assert done.events == (two,)
        assert done.moved == {a: two, c: two}
        assert desk.events(a, b, c) == [two, two, two]
        assert desk.row(one)["merged_into"] == desk.row(three)["merged_into"] == two
        assert (desk.row(two)["stories"], desk.row(one)["stories"]) == (3, 0)
        before, after = desk.memberships(a)
        assert before["valid_to"] == after["valid_from"] == now + HOUR
        assert after["engine"] == "person"
        assert after["decision_id"] == done.decision.id
        assert after["evidence"]["revision"] == 1

    def test_a_new_report_joins_what_was_merged(self, desk):
        a, b = desk.report("a"), desk.report("b")
        desk.do("merge", desk.events(a, b))
        assert desk.event(desk.report("b")) == desk.event(desk.report("a")) == desk.event(a)

    def test_an_event_merged_before_is_followed(self, desk):
        a, b, c = desk.report("a"), desk.report("b"), desk.report("c")
        one, two, three = desk.events(a, b, c)
        desk.do("merge", [one, two])
        done = desk.do("merge", [two, three])
        assert done.notes == (f"event {two} was merged into event {one}: that is taken",)
        assert desk.events(a, b, c) == [one, one, one]

    def test_what_cannot_be_merged(self, desk):
        a, b = desk.report("a"), desk.report("b")
        one, two = desk.events(a, b)
        with pytest.raises(Refused, match="with itself"):
            desk.do("merge", [one, one])
        with pytest.raises(NotFound, match="no event 999"):
            desk.do("merge", [one, 999])
        with pytest.raises(NotFound, match="no event"):
            desk.do("merge", [one, 1 << 70])
        with pytest.raises(Refused, match="author"), desk.newsroom.archive.write() as connection:
            corrections.merge(connection, [one, two], Signature(" ", None, desk.newsroom.now))
        desk.do("merge", [one, two])
        with pytest.raises(Refused, match=f"event {two} was merged into event {one}"):
            desk.do("merge", [one, two])

    def test_undone_each_story_is_back_with_its_old_grounds(self, desk):
        a, b = desk.report("a"), desk.report("b")
        later = desk.report("b")
        one, two = desk.events(a, b)
        assert desk.event(later) == two
        done = desk.do("merge", [one, two])
        joined = desk.report("b")
        undone = desk.undo(done)
        assert undone.moved == {b: two, later: two}
        assert desk.events(a, b, later, joined) == [one, two, two, one]
        assert desk.row(two)["merged_into"] is None
        assert (desk.row(one)["stories"], desk.row(two)["stories"]) == (2, 2)
        first, _, last = desk.memberships(later)
        assert last["score"] == first["score"] is not None
        assert last["evidence"] == first["evidence"] | {"undone": done.decision.id}
        with pytest.raises(Refused, match="was undone on"):
            desk.undo(done)

    def test_a_merge_within_a_merge_is_undone_last(self, desk):
        a, b, c = desk.report("a"), desk.report("b"), desk.report("c")
        one, two, three = desk.events(a, b, c)
        first = desk.do("merge", [one, two])
        second = desk.do("merge", [three, one])
        undone = desk.undo(first)
        assert undone.moved == {}
        (note,) = undone.notes
        assert note.startswith(f"story {b} stays in event {three}: decision {second.decision.id} ")
        assert note.endswith("(merge by ada, 2031-05-06) put it there")
        assert desk.events(a, b, c) == [three, three, three]
        assert desk.undo(second).moved == {a: one, b: one}
        assert desk.events(a, b, c) == [one, one, three]


class TestSplit:
    @pytest.fixture
    def four(self, desk):
        return [desk.report("a") for _ in range(4)]

    def test_the_larger_part_keeps_the_id(self, desk, four):
        event = desk.event(four[0])
        done = desk.do("split", event, four[:1])
        assert done.events[0] == event
        assert desk.events(*four) == [done.events[1], event, event, event]
        assert desk.row(done.events[1])["stories"] == 1
        assert desk.row(done.events[1])["title"] == desk.newsroom.story(four[0])["title"]

    def test_also_where_the_larger_part_is_the_one_named(self, desk, four):
        event = desk.event(four[0])
        done = desk.do("split", event, four[:3])
        assert desk.events(*four) == [event, event, event, done.events[1]]

    def test_the_parts_are_never_joined_again(self, desk, four):
        event = desk.event(four[0])
        # A story alone, decided on again, would go back to where all its words are.
        teaser = desk.report("a", "late", "ridge", text=None, outcome=Outcome.BOT_WALL,
                             extract_outcome=Outcome.TEASER)  # fmt: skip
        assert desk.event(teaser) == event
        done = desk.do("split", event, [teaser])
        alone = done.events[1]
        desk.report("a", "late", "ridge")
        assert desk.newsroom.story(teaser)["form"] == "full"
        assert desk.event(teaser) == alone
        with pytest.raises(Refused, match=f"undo {done.decision.id}"):
            desk.do("merge", [event, alone])
        with pytest.raises(Refused, match=f"undo {done.decision.id}"):
            desk.do("pin", teaser, event)
        desk.undo(done)
        assert desk.event(teaser) == event

    def test_what_cannot_be_split(self, desk, four):
        event = desk.event(four[0])
        other = desk.report("b")
        with pytest.raises(Refused, match=f"story {other} is in event"):
            desk.do("split", event, [four[0], other])
        with pytest.raises(Refused, match="all the stories of event"):
            desk.do("split", event, four)
        done = desk.do("pin", four[0], event)
        with pytest.raises(Refused, match=f"decision {done.decision.id}.*unpin {four[0]}"):
            desk.do("split", event, four[:1])

    def test_a_pinned_story_keeps_the_id_for_its_part(self, desk, four):
        event = desk.event(four[0])
        desk.do("pin", four[0], event)
        done = desk.do("split", event, four[1:])
        assert desk.events(*four) == [event, *[done.events[1]] * 3]

    def test_undone_the_new_event_leads_back_with_all_that_came(self, desk, four):
        event = desk.event(four[0])
        done = desk.do("split", event, four[:2])
        opened = done.events[1]
        joined = desk.report("c")
        desk.do("merge", [opened, desk.event(joined)])
        undone = desk.undo(done)
        assert set(undone.moved) == {*four[:2], joined}
        assert set(desk.events(*four, joined)) == {event}
        assert desk.row(opened)["merged_into"] == event


class TestPin:
    def test_a_pinned_story_stays_whatever_it_says_later(self, desk):
        a, b = desk.report("a"), desk.report("b")
        alone = desk.report("x", "moving", "ridge", title="Mayor speaks", text=None,
                            outcome=Outcome.BOT_WALL, extract_outcome=Outcome.TEASER)  # fmt: skip
        here = desk.event(alone)
        desk.do("pin", alone, here)
        desk.report("a", "moving", "ridge")
        assert desk.newsroom.story(alone)["form"] == "full"
        assert desk.event(alone) == here != desk.event(a)
        assert desk.memberships(alone)[-1]["evidence"]["revision"] == 2
        desk.do("unpin", alone)
        assert desk.event(alone) == here
        with pytest.raises(Refused, match="is not pinned"):
            desk.do("unpin", alone)
        done = desk.do("pin", alone, desk.event(b))
        assert desk.event(alone) == desk.event(b)
        assert desk.row(here)["merged_into"] == desk.event(b)
        assert desk.undo(done).moved == {alone: here}
        assert desk.row(here)["merged_into"] is None

    def test_a_pin_follows_a_merge_by_hand_and_comes_back_with_it(self, desk):
        a, b = desk.report("a"), desk.report("b")
        one, two = desk.events(a, b)
        desk.do("pin", b, two)
        done = desk.do("merge", [one, two])
        assert desk.event(b) == one
        desk.undo(done)
        assert desk.events(a, b) == [one, two]

    def test_contradictions(self, desk):
        a, b = desk.report("a"), desk.report("b")
        one, two = desk.events(a, b)
        done = desk.do("pin", a, two)
        with pytest.raises(Refused, match=f"pinned to event {two} by decision"):
            desk.do("pin", a, two)
        with pytest.raises(Refused, match=f"pinned to event {two} by decision"):
            desk.do("pin", a, one)  # it leads to the other by now
        third = desk.event(desk.report("c"))
        with pytest.raises(Refused, match=f"unpin {a}"):
            desk.do("pin", a, third)
        assert desk.event(a) == two
        unpinned = desk.do("unpin", a)
        desk.undo(unpinned)
        with pytest.raises(Refused, match=f"unpin {a}"):
            desk.do("pin", a, third)
        desk.undo(done)
        assert desk.event(a) == one
        digest = desk.report("d", kind="digest", outlet="digest")
        with pytest.raises(Refused, match="digests are in none"):
            desk.do("pin", digest, one)


def test_why_names_who_decided_and_why(desk):
    a, b = desk.report("a"), desk.report("b")
    one, two = desk.events(a, b)
    desk.do("merge", [one, two], reason="one and the same")
    pinned = desk.do("pin", b, one, reason="sure")
    with desk.newsroom.archive.read() as connection:
        found = explain(connection, b)
        assert [d.kind for d in list_decisions(connection)] == ["pin", "merge"]
        assert current_event(connection, two) == one
    opened, merged, held = found.memberships
    assert opened.decision is None
    assert (merged.decision.kind, merged.decision.reason) == ("merge", "one and the same")
    assert held.decision.author == "ada"
    assert found.pinned == pinned.decision


def test_a_running_crawl_learns_of_it(desk):
    """The writer that lives on takes in what was decided beside it."""
    a, b = desk.report("a"), desk.report("b")
    one, two = desk.events(a, b)
    done = desk.do("merge", [two, one])
    assert desk.event(desk.report("a")) == two
    desk.undo(done)
    assert desk.event(desk.report("b")) == two
    desk.newsroom.restart()
    assert desk.event(desk.report("b")) == two


def test_killed_before_its_end_it_leaves_nothing(desk, monkeypatch):
    a, b = desk.report("a"), desk.report("b")
    events = desk.events(a, b)

    def fail(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(corrections, "merge_events", fail)
    with pytest.raises(KeyboardInterrupt):
        desk.do("merge", events)
    monkeypatch.undo()
    assert desk.newsroom.rows(schema.decisions) == []
    assert desk.events(a, b) == events
    desk.do("merge", events)
