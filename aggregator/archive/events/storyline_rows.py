"""Storylines and who is in them as rows: opened, moved, brought in line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select, update

from aggregator.archive.schema import events, storyline_events, storylines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.matching import EventProfile


def open_storyline(connection: Connection, profile: EventProfile, now: datetime) -> int:
    """Make a storyline of one event to come; returns its id."""
    made = connection.execute(
        _OPEN,
        {
            "title": "",
            "first_at": profile.first,
            "last_at": profile.last,
            "events": 1,
            "stories": profile.stories,
            "opened_at": now,
        },
    )
    return int(made.scalar_one())


def put_event(
    connection: Connection, event: int, storyline: int, *, now: datetime, **grounds: Any
) -> None:
    """Put an event into a storyline, out of the one where it is.

    Args:
        grounds: columns of ``storyline_events`` that say why: ``engine`` and ``evidence`` at
            least.
    """
    connection.execute(_CLOSE, {"this": event, "now": now})
    values = {"score": None, "runner_up_id": None, "runner_up_score": None} | grounds
    placed = {"storyline_id": storyline, "event_id": event, "valid_from": now, "valid_to": None}
    connection.execute(_ADD, values | placed)
    connection.execute(_MOVE, {"this": event, "storyline_id": storyline})


def take_out(connection: Connection, event: int, *, now: datetime) -> None:
    """Leave an event without a storyline."""
    connection.execute(_CLOSE, {"this": event, "now": now})
    connection.execute(_MOVE, {"this": event, "storyline_id": None})


def redirect_storyline(connection: Connection, old: int, into: int) -> None:
    """Let a storyline that has no events left lead to another."""
    connection.execute(_REDIRECT, {"this": old, "into": into})


def refresh_storyline(connection: Connection, storyline_id: int) -> None:
    """Bring a storyline's own columns in line with its events."""
    row = connection.execute(_SPAN, {"this": storyline_id}).one()
    values: dict[str, Any] = {"events": row.events, "stories": row.stories or 0}
    if row.events:
        title = connection.scalar(_TITLE, {"this": storyline_id})
        values |= {"first_at": row.first_at, "last_at": row.last_at, "title": title}
    connection.execute(_CHANGE, {"this": storyline_id, **values})


def standing_in(connection: Connection, event: int) -> int | None:
    """The storyline where an event is now, as ``storyline_events`` says; None for none."""
    return connection.scalar(_STANDING, {"this": event})


def events_in(connection: Connection, storyline: int) -> Sequence[int]:
    """The events that are in a storyline now, in the order in which they were put there."""
    return connection.scalars(_EVENTS_OF, {"this": storyline}).all()


def has_others(connection: Connection, storyline: int, event: int) -> bool:
    """Whether other events than one are in a storyline."""
    found = connection.scalar(_OTHERS, {"this": storyline, "event": event})
    return found is not None


def storyline_id_of(connection: Connection, event: int) -> int | None:
    """The storyline that an event is in now."""
    return connection.scalar(_STORYLINE, {"this": event})


# Statements are made once: making one costs more than running it.
_E = events.c
_S = storyline_events.c
_STANDS = _S.valid_to.is_(None)
_STORYLINE = select(_E.storyline_id).where(_E.id == bindparam("this"))
_STANDING = select(_S.storyline_id).where(_S.event_id == bindparam("this"), _STANDS)
_EVENTS_OF = (
    select(_S.event_id).where(_S.storyline_id == bindparam("this"), _STANDS).order_by(_S.id)
)
_OTHERS = (
    select(_S.id)
    .where(_S.storyline_id == bindparam("this"), _S.event_id != bindparam("event"), _STANDS)
    .limit(1)
)
_ADD = insert(storyline_events)
_CLOSE = (
    update(storyline_events)
    .where(_S.event_id == bindparam("this"), _STANDS)
    .values(valid_to=bindparam("now"))
)
_MOVE = update(events).where(_E.id == bindparam("this"))
_OPEN = insert(storylines).returning(storylines.c.id)
_CHANGE = update(storylines).where(storylines.c.id == bindparam("this"))
_REDIRECT = (
    update(storylines)
    .where(storylines.c.id == bindparam("this"))
    .values(merged_into=bindparam("into"), events=0, stories=0)
)
_SPAN = select(
    func.count().label("events"),
    func.sum(_E.stories).label("stories"),
    func.min(_E.first_at).label("first_at"),
    func.max(_E.last_at).label("last_at"),
).where(_E.storyline_id == bindparam("this"), _E.merged_into.is_(None))
_TITLE = (
    select(_E.title)
    .where(_E.storyline_id == bindparam("this"), _E.merged_into.is_(None))
    .order_by(_E.stories.desc(), _E.first_at, _E.id)
    .limit(1)
)
