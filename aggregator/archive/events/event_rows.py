"""Events and memberships as rows: where an event went, who is in it, and how a story is moved.

Every writer of ``memberships`` does it by these functions. They keep the rule by which writers
learn of one another: who closes a row opens another for that story, with a new id.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import bindparam, case, func, insert, select, update

from aggregator.archive.schema import event_terms, events, memberships, stories
from aggregator.matching.events import FOLLOWERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]

PERSON = "person"
"""What ``memberships.engine`` says of a row that no engine decided."""

OF_STORY = ("revision", "linked")
"""Parts of the evidence that go with a story when it is moved: the version that was judged, and
the stories that it shares text with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why a story is in an event, as a row of ``memberships`` keeps it.

    Attributes:
        score: of the join; None when the story opened the event, or a person put it there.
        runner_up, runner_up_score: the next best event; of a story that opened its own, the
            nearest.
        decision: of the person who put it there; None where the engine did.
    """

    engine: str
    score: float | None = None
    runner_up: int | None = None
    runner_up_score: float | None = None
    evidence: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    decision: int | None = None

    @classmethod
    def of(cls, row: AnyRow) -> Self:
        """Those of a row of ``memberships``."""
        return cls(
            engine=row.engine,
            score=row.score,
            runner_up=row.runner_up_id,
            runner_up_score=row.runner_up_score,
            evidence=row.evidence,
            decision=row.decision_id,
        )


def current_event(connection: Connection, event_id: int) -> int:
    """Where an event id leads to now, through any number of merges.

    Raises:
        LookupError: there is no such event, or its redirects go round in a circle.
    """
    passed: set[int] = set()
    while event_id not in passed:
        passed.add(event_id)
        row = connection.execute(_REDIRECT, {"this": event_id}).first()
        if row is None:
            raise LookupError(f"no event {event_id}")
        if row.merged_into is None:
            return event_id
        event_id = row.merged_into
    raise LookupError(f"the redirects of event {event_id} go round in a circle")


def members_of(connection: Connection, event_id: int) -> list[int]:
    """The stories that are in an event now, the earliest first."""
    return list(connection.scalars(_STORIES_OF, {"this": event_id}))


def open_event(connection: Connection, *, title: str, at: datetime, now: datetime) -> int:
    """Make an event of one story to come; returns its id."""
    made = connection.execute(
        _ADD_EVENT,
        {"title": title, "first_at": at, "last_at": at, "stories": 1, "opened_at": now},
    )
    return int(made.scalar_one())


def put_story(
    connection: Connection, story_id: int, event_id: int, grounds: Grounds, *, now: datetime
) -> int:
    """Put a story into an event, out of the one where it is; returns the membership's id.

    Both events' own columns are the caller's to bring in line (`refresh_event`, `redirect`).
    """
    connection.execute(_CLOSE, {"this": story_id, "now": now})
    return open_membership(connection, story_id, event_id, grounds, now=now)


def open_membership(
    connection: Connection, story_id: int, event_id: int, grounds: Grounds, *, now: datetime
) -> int:
    """Put a story that is in no event into one; returns the membership's id."""
    membership_id = connection.execute(
        _ADD_MEMBERSHIP,
        {
            "story_id": story_id,
            "event_id": event_id,
            "score": grounds.score,
            "runner_up_id": grounds.runner_up,
            "runner_up_score": grounds.runner_up_score,
            "evidence": dict(grounds.evidence),
            "engine": grounds.engine,
            "decision_id": grounds.decision,
            "valid_from": now,
            "valid_to": None,
        },
    ).scalar_one()
    connection.execute(_MOVE_STORY, {"this": story_id, "event_id": event_id})
    return int(membership_id)


def of_story(evidence: Mapping[str, object]) -> dict[str, object]:
    """What a membership's evidence says of the story itself, wherever it is put next."""
    return {name: evidence[name] for name in OF_STORY if name in evidence}


def move_story(
    connection: Connection, story_id: int, event_id: int, grounds: Grounds, *, now: datetime
) -> None:
    """Put a story elsewhere; what the engine read of it goes along."""
    row = standing(connection, story_id)
    if row is not None:
        grounds = replace(grounds, evidence={**grounds.evidence, **of_story(row.evidence)})
    put_story(connection, story_id, event_id, grounds, now=now)


def leave_event(connection: Connection, event_id: int, into: int) -> None:
    """Bring an event in line that a story has left for another one."""
    if event_id == into:
        return
    if members_of(connection, event_id):
        refresh_event(connection, event_id)
    else:
        redirect(connection, event_id, into)


def redirect(connection: Connection, event_id: int, into: int) -> None:
    """Let an event that has no stories left lead to another."""
    connection.execute(_CHANGE_EVENT, {"this": event_id, "merged_into": into, "stories": 0})


def revive(connection: Connection, event_id: int) -> None:
    """Let an event that led to another stand again."""
    connection.execute(_CHANGE_EVENT, {"this": event_id, "merged_into": None})


def merge_events(
    connection: Connection, old: int, into: int, grounds: Grounds, *, now: datetime
) -> list[int]:
    """Move all stories of an event to another, and let it lead there.

    Args:
        grounds: of every one of the moves; to their evidence comes which words were judged.

    Returns:
        The stories that were moved, in the order in which they came to the old event.
    """
    moved = connection.execute(_STANDING_OF, {"this": old}).all()
    for row in moved:
        put_story(
            connection,
            row.story_id,
            into,
            Grounds(
                engine=grounds.engine,
                score=grounds.score,
                evidence={**grounds.evidence, "from": old, **of_story(row.evidence)},
                decision=grounds.decision,
            ),
            now=now,
        )
    redirect(connection, old, into)
    refresh_event(connection, into)
    return [row.story_id for row in moved]


def standing(connection: Connection, story_id: int) -> AnyRow | None:
    """The row of ``memberships`` that says where a story is now."""
    return connection.execute(_STANDING, {"this": story_id}).first()


def refresh_event(connection: Connection, event_id: int) -> None:
    """Bring an event's own columns in line with the stories that are in it now.

    Its title is the headline that was chosen to stand for all (`archive.events.telling`);
    before one is, that of its earliest report that we have in full; failing that, of its earliest
    opinion or live page, and failing that, of its earliest teaser.
    """
    count, first_at, last_at = connection.execute(_SPAN, {"this": event_id}).one()
    values: dict[str, Any] = {"stories": count}
    if count:
        values |= {"first_at": first_at, "last_at": last_at}
    title = connection.scalar(_TITLE, {"this": event_id})
    if title:
        values["title"] = title
    connection.execute(_CHANGE_EVENT, {"this": event_id, **values})


# Statements are made once: making one costs more than running it.
_REDIRECT = select(events.c.merged_into).where(events.c.id == bindparam("this"))
_STORIES_OF = (
    select(stories.c.id)
    .where(stories.c.event_id == bindparam("this"))
    .order_by(stories.c.listed_at, stories.c.id)
)
_ADD_EVENT = insert(events).returning(events.c.id)
_CHANGE_EVENT = update(events).where(events.c.id == bindparam("this"))
_ADD_MEMBERSHIP = insert(memberships).returning(memberships.c.id)
_MOVE_STORY = update(stories).where(stories.c.id == bindparam("this"))
_CLOSE = (
    update(memberships)
    .where(memberships.c.story_id == bindparam("this"), memberships.c.valid_to.is_(None))
    .values(valid_to=bindparam("now"))
)
_STANDING = select(memberships).where(
    memberships.c.story_id == bindparam("this"), memberships.c.valid_to.is_(None)
)
_STANDING_OF = (
    select(memberships)
    .where(memberships.c.event_id == bindparam("this"), memberships.c.valid_to.is_(None))
    .order_by(memberships.c.id)
)
_SPAN = select(func.count(), func.min(stories.c.listed_at), func.max(stories.c.listed_at)).where(
    stories.c.event_id == bindparam("this")
)
_CHOSEN = (
    select(event_terms.c.headline_id)
    .where(event_terms.c.event_id == bindparam("this"))
    .scalar_subquery()
)
_TITLE = (
    select(stories.c.title)
    .where(stories.c.event_id == bindparam("this"), stories.c.title.is_not(None))
    .order_by(
        case((stories.c.id == _CHOSEN, 0), else_=1),
        case((stories.c.form == "full", 0), else_=1),
        case((stories.c.kind.in_(sorted(FOLLOWERS)), 1), else_=0),
        stories.c.listed_at,
        stories.c.id,
    )
    .limit(1)
)
