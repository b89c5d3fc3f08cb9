"""Taking decisions back: each story returns to where it was, unless that would lose something.

Undoing moves each story that a decision moved to where it came from, unless something has happened
to it since: the `Correction` names those that stay, and why. A story that comes back has the
grounds again that it had there before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from aggregator.archive.events.constraints import Constraints
from aggregator.archive.events.corrections import KINDS, Correction
from aggregator.archive.events.decisions import Decision, Refused, get_decision, mark_undone
from aggregator.archive.events.event_rows import (
    PERSON,
    Grounds,
    current_event,
    leave_event,
    members_of,
    merge_events,
    move_story,
    put_story,
    refresh_event,
    revive,
    standing,
)
from aggregator.archive.schema import memberships

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


def undo(connection: Connection, decision_id: int, *, now: datetime) -> Correction:
    """Take a decision back, as far as what happened since allows.

    Raises:
        NotFound: there is no such decision.
        Refused: it was taken back already, is not about events, or what it would bring back
            contradicts a later decision.
    """
    decision = get_decision(connection, decision_id)
    if decision.kind not in KINDS:
        raise Refused(f"{decision} is not about events and can't be undone by this")
    if decision.undone is not None:
        raise Refused(f"{decision} was undone on {decision.undone:%Y-%m-%d %H:%M} already")
    if decision.kind == "unpin":
        return _pin_again(connection, decision, now=now)
    mark_undone(connection, decision_id, now=now)
    constraints = Constraints.load(connection)
    decision = replace(decision, undone=now)
    moved, notes = _take_back(connection, decision, constraints, now=now)
    asked = current_event(connection, decision.subject.get("into", decision.subject.get("event")))
    if decision.kind == "split" and not _is_redirected(connection, decision.subject["opened"]):
        moved |= _close(connection, decision, asked, constraints, now=now)
        notes = []
    standing_events = dict.fromkeys((asked, *moved.values()))
    return Correction(
        decision=decision, events=tuple(standing_events), moved=moved, notes=tuple(notes)
    )


def _take_back(
    connection: Connection, decision: Decision, constraints: Constraints, *, now: datetime
) -> tuple[dict[int, int], list[str]]:
    """Put the stories that a decision moved back where they were, those that can.

    Returns:
        The stories that changed their event, with the present one, and why others stay.
    """
    moved: dict[int, int] = {}
    notes: list[str] = []
    left: dict[int, int] = {}
    put = {row.story_id: row for row in connection.execute(_PUT_BY, {"this": decision.id})}
    for story, row in sorted(put.items()):
        before = connection.execute(_BEFORE, {"story": story, "this": row.id}).first()
        present = standing(connection, story)
        if before is None or present is None:
            continue
        back = int(before.event_id)
        reason = _why_it_stays(connection, row, present, back, constraints)
        if reason is not None:
            notes.append(f"story {story} stays in event {present.event_id}: {reason}")
            continue
        if back in decision.subject.get("events", ()) and _is_redirected(connection, back):
            revive(connection, back)
        back = current_event(connection, back)
        grounds = Grounds.of(before)
        evidence = {**grounds.evidence, "undone": decision.id}
        put_story(connection, story, back, replace(grounds, evidence=evidence), now=now)
        if back != present.event_id:
            moved[story] = back
            left[int(present.event_id)] = back
    for event_id, into in left.items():
        leave_event(connection, event_id, into)
    for event_id in dict.fromkeys(moved.values()):
        refresh_event(connection, event_id)
    return moved, notes


def _close(
    connection: Connection,
    decision: Decision,
    event_id: int,
    constraints: Constraints,
    *,
    now: datetime,
) -> dict[int, int]:
    """Let the event that a split opened lead back, with whatever else is in it by now."""
    opened = decision.subject["opened"]
    joining = members_of(connection, opened)
    other = constraints.parted(members_of(connection, event_id), joining)
    if other is not None:
        raise Refused(
            f"{other} holds stories of events {event_id} and {opened} apart: "
            f"`aggregator undo {other.id}` first"
        )
    grounds = Grounds(engine=PERSON, evidence={"undone": decision.id})
    merge_events(connection, opened, event_id, grounds, now=now)
    return dict.fromkeys(joining, event_id)


def _pin_again(connection: Connection, decision: Decision, *, now: datetime) -> Correction:
    """Undo an unpin: the story is pinned as before, and moves back to where it was pinned."""
    story_id = decision.subject["story"]
    pinned = get_decision(connection, decision.subject["pin"])
    if pinned.undone is not None:
        raise Refused(f"{pinned} was undone: pin story {story_id} anew")
    constraints = Constraints.load(connection)
    other = constraints.pins.get(story_id)
    if other is not None:
        raise Refused(f"story {story_id} was pinned anew by {other}: unpin it first")
    event_id = current_event(connection, pinned.subject["event"])
    there = [story for story in members_of(connection, event_id) if story != story_id]
    apart = constraints.parted([story_id], there)
    if apart is not None:
        raise Refused(
            f"{apart} holds story {story_id} apart from stories of event {event_id}: "
            f"`aggregator undo {apart.id}` first"
        )
    mark_undone(connection, decision.id, now=now)
    row = standing(connection, story_id)
    moved = {}
    if row is not None and row.event_id != event_id:
        move_story(
            connection, story_id, event_id, Grounds(engine=PERSON, decision=pinned.id), now=now
        )
        leave_event(connection, int(row.event_id), event_id)
        refresh_event(connection, event_id)
        moved = {story_id: event_id}
    return Correction(decision=replace(decision, undone=now), events=(event_id,), moved=moved)


def _why_it_stays(
    connection: Connection, put: AnyRow, present: AnyRow, back: int, constraints: Constraints
) -> str | None:
    """Why a story can't go back to where a decision took it from; None where it can."""
    pinned = constraints.pins.get(put.story_id)
    if pinned is not None:
        return None if pinned.subject["event"] == back else f"pinned there by {pinned}"
    if present.decision_id not in {None, put.decision_id}:
        later = get_decision(connection, present.decision_id)
        if later.undone is None:
            return f"{later} put it there"
    if current_event(connection, put.event_id) != present.event_id:
        return "it was moved since"
    return None


def _is_redirected(connection: Connection, event_id: int) -> bool:
    return current_event(connection, event_id) != event_id


_M = memberships.c
# The memberships that a decision made, each story's first one last, and what a story had before.
_PUT_BY = select(memberships).where(_M.decision_id == bindparam("this")).order_by(_M.id.desc())
_BEFORE = (
    select(memberships)
    .where(_M.story_id == bindparam("story"), _M.id < bindparam("this"))
    .order_by(_M.id.desc())
    .limit(1)
)
