"""Corrections by hand: merge, split, pin and unpin, each a decision that can be taken back.

A decision is a row of ``decisions``, and each story that it moves gets a membership that names it.
What was decided holds from then on (`archive.events.constraints`): a pinned story never moves,
stories merged by hand stay together, and stories split apart are never joined again.

`archive.events.undoing` takes decisions back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from aggregator.archive.errors import NotFound
from aggregator.archive.events.constraints import Constraints
from aggregator.archive.events.decisions import (
    Decision,
    Refused,
    get_decision,
    record_decision,
)
from aggregator.archive.events.event_rows import (
    PERSON,
    Grounds,
    current_event,
    leave_event,
    members_of,
    merge_events,
    move_story,
    open_event,
    refresh_event,
    standing,
)
from aggregator.archive.schema import events, stories

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]

KINDS = frozenset({"merge", "split", "pin", "unpin"})
"""Kinds of decision that are made, and taken back, here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a decision, or taking one back, did.

    Attributes:
        events: those that it left standing, the one that was asked about first.
        moved: stories, with the event that each is in now.
        notes: what the person should know: ids that were followed, stories that stayed.
    """

    decision: Decision
    events: tuple[int, ...]
    moved: Mapping[int, int]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decides, why and when."""

    author: str
    reason: str | None
    now: datetime

    def record(self, connection: Connection, kind: str, subject: Mapping[str, Any]) -> Decision:
        decision_id = record_decision(
            connection, kind, subject, author=self.author, reason=self.reason, now=self.now
        )
        return get_decision(connection, decision_id)


def merge(connection: Connection, event_ids: Sequence[int], by: Signature) -> Correction:
    """Make one event of several: the first stays, the others lead to it.

    Raises:
        NotFound: there is no such event.
        Refused: they are one already, or a person split stories of one from another's.
    """
    notes: list[str] = []
    if len(set(event_ids)) < 2:  # noqa: PLR2004 - to merge takes two
        raise Refused("merge takes two events or more: an event can't be merged with itself")
    found = dict.fromkeys(_follow(connection, event_id, notes) for event_id in event_ids)
    into, *others = found
    if not others:
        raise Refused(f"there is nothing to merge: {', '.join(notes)}")
    members = {event_id: members_of(connection, event_id) for event_id in found}
    constraints = Constraints.load(connection)
    for place, other in enumerate(others, start=1):
        for beside in list(found)[:place]:
            split = constraints.parted(members[beside], members[other])
            if split is not None:
                raise Refused(
                    f"{split} holds stories of events {beside} and {other} apart: "
                    f"`aggregator undo {split.id}` first"
                )
    decision = by.record(
        connection,
        "merge",
        {
            "into": into,
            "events": others,
            "stories": sorted(story for some in members.values() for story in some),
        },
    )
    grounds = Grounds(engine=PERSON, decision=decision.id)
    for other in others:
        merge_events(connection, other, into, grounds, now=by.now)
    moved = {story: into for other in others for story in members[other]}
    return Correction(decision=decision, events=(into,), moved=moved, notes=tuple(notes))


def split(
    connection: Connection, event_id: int, story_ids: Collection[int], by: Signature
) -> Correction:
    """Take stories out of an event, into one of their own: the larger part keeps the id.

    The smaller part's event is new. A part that holds a pinned story keeps the id in any case.

    Raises:
        NotFound: there is no such event.
        Refused: a story isn't in the event, is pinned to it, or none would be left in it.
    """
    notes: list[str] = []
    event_id = _follow(connection, event_id, notes)
    members = members_of(connection, event_id)
    apart = set(story_ids)
    _require_members(connection, apart, event_id, members)
    rest = [story for story in members if story not in apart]
    if not rest:
        raise Refused(f"those are all the stories of event {event_id}: none would be left in it")
    pins = Constraints.load(connection).pins
    for story in sorted(apart & pins.keys()):
        raise Refused(
            f"{pins[story]} holds story {story} in event {event_id}: "
            f"`aggregator unpin {story}` first"
        )
    leaving = [story for story in members if story in apart]
    if len(rest) < len(leaving) and not pins.keys() & set(rest):
        leaving = rest
    opened = _open_event(connection, leaving[0], by.now)
    decision = by.record(
        connection,
        "split",
        {
            "event": event_id,
            "opened": opened,
            "stories": sorted(apart),
            "rest": sorted(set(members) - apart),
        },
    )
    grounds = Grounds(engine=PERSON, decision=decision.id)
    for story in leaving:
        move_story(connection, story, opened, grounds, now=by.now)
    refresh_event(connection, event_id)
    refresh_event(connection, opened)
    return Correction(
        decision=decision,
        events=(event_id, opened),
        moved=dict.fromkeys(leaving, opened),
        notes=tuple(notes),
    )


def pin(connection: Connection, story_id: int, event_id: int, by: Signature) -> Correction:
    """Put a story into an event for good; also where it is there already.

    Raises:
        NotFound: there is no such event.
        Refused: the story is pinned already, reports no event, or was split from a story there.
    """
    notes: list[str] = []
    event_id = _follow(connection, event_id, notes)
    row = standing(connection, story_id)
    if row is None:
        raise Refused(f"story {story_id} reports no event: digests are in none")
    constraints = Constraints.load(connection)
    pinned = constraints.pins.get(story_id)
    if pinned is not None:
        where = current_event(connection, pinned.subject["event"])
        raise Refused(
            f"story {story_id} is pinned to event {where} by {pinned}"
            + ("" if where == event_id else f": `aggregator unpin {story_id}` first")
        )
    there = members_of(connection, event_id)
    apart = constraints.parted([story_id], there)
    if apart is not None:
        raise Refused(
            f"{apart} holds story {story_id} apart from stories of event {event_id}: "
            f"`aggregator undo {apart.id}` first"
        )
    left = int(row.event_id)
    emptied = left != event_id and members_of(connection, left) == [story_id]
    decision = by.record(
        connection,
        "pin",
        {"story": story_id, "event": event_id, "events": [left] if emptied else []},
    )
    move_story(
        connection, story_id, event_id, Grounds(engine=PERSON, decision=decision.id), now=by.now
    )
    leave_event(connection, left, event_id)
    refresh_event(connection, event_id)
    return Correction(
        decision=decision,
        events=(event_id,),
        moved={story_id: event_id} if left != event_id else {},
        notes=tuple(notes),
    )


def unpin(connection: Connection, story_id: int, by: Signature) -> Correction:
    """Let a pinned story move again; for now it stays where it is.

    Raises:
        Refused: it isn't pinned.
    """
    pinned = Constraints.load(connection).pins.get(story_id)
    if pinned is None:
        raise Refused(f"story {story_id} is not pinned")
    decision = by.record(connection, "unpin", {"story": story_id, "pin": pinned.id})
    event_id = current_event(connection, pinned.subject["event"])
    return Correction(decision=decision, events=(event_id,), moved={})


def _follow(connection: Connection, event_id: int, notes: list[str]) -> int:
    """The event that an id stands for now, with a note where that is another one."""
    if not 0 < event_id < 1 << 63 or connection.scalar(_EVENT, {"this": event_id}) is None:
        raise NotFound(f"there is no event {event_id}; `aggregator events` lists them")
    present = current_event(connection, event_id)
    if present != event_id:
        notes.append(f"event {event_id} was merged into event {present}: that is taken")
    return present


def _require_members(
    connection: Connection, story_ids: Collection[int], event_id: int, members: Collection[int]
) -> None:
    for story in sorted(set(story_ids).difference(members)):
        row = standing(connection, story)
        where = "in no event" if row is None else f"in event {row.event_id}"
        raise Refused(f"story {story} is {where}, not in event {event_id}")


def _open_event(connection: Connection, story_id: int, now: datetime) -> int:
    story = connection.execute(_STORY, {"this": story_id}).one()
    return open_event(connection, title=story.title or story.url, at=story.listed_at, now=now)


_EVENT = select(events.c.id).where(events.c.id == bindparam("this"))
_STORY = select(stories.c.title, stories.c.url, stories.c.listed_at).where(
    stories.c.id == bindparam("this")
)
