"""What a person decided, as rows: made once, never altered, taken back by a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select, update

from aggregator.archive.errors import NotFound
from aggregator.archive.schema import decisions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


class Refused(ValueError):  # noqa: N818 - says what happened
    """A person's decision that can't be carried out; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision of a person.

    Attributes:
        kind: merge, split, pin or unpin of events and stories; accept or reject of a citation;
            unlink of events in two languages; embedding: what the grouping uses.
        subject: the ids it is about.
        undone: when it was taken back; None while it holds.
    """

    id: int
    kind: str
    subject: Mapping[str, Any]
    author: str
    reason: str | None
    made: datetime
    undone: datetime | None

    def __str__(self) -> str:
        return f"decision {self.id} ({self.kind} by {self.author}, {self.made:%Y-%m-%d})"


def record_decision(
    connection: Connection,
    kind: str,
    subject: Mapping[str, Any],
    *,
    author: str,
    reason: str | None,
    now: datetime,
) -> int:
    """Write a decision down; returns its id.

    Raises:
        Refused: nobody is named as its author.
    """
    if not author.strip():
        raise Refused("a decision needs an author: who decides?")
    made = connection.execute(
        _ADD,
        {
            "kind": kind,
            "subject": dict(subject),
            "author": author.strip(),
            "reason": (reason or "").strip() or None,
            "made_at": now,
            "undone_at": None,
        },
    )
    return int(made.scalar_one())


def list_decisions(
    connection: Connection, *, standing: bool = False, limit: int | None = None
) -> list[Decision]:
    """The decisions, newest first.

    Args:
        standing: leave out those that were taken back.
    """
    query = select(decisions).order_by(decisions.c.id.desc()).limit(limit)
    if standing:
        query = query.where(decisions.c.undone_at.is_(None))
    return [_decision(row) for row in connection.execute(query)]


def get_decision(connection: Connection, decision_id: int) -> Decision:
    """One decision.

    Raises:
        NotFound: there is none of this number.
    """
    row = None
    if 0 < decision_id < 1 << 63:
        row = connection.execute(_ONE, {"this": decision_id}).first()
    if row is None:
        raise NotFound(f"there is no decision {decision_id}; `aggregator decisions` lists them")
    return _decision(row)


def decisions_about(connection: Connection, event_id: int) -> list[Decision]:
    """The decisions that name an event, the undone too, earliest first."""
    return [one for one in reversed(list_decisions(connection)) if event_id in _events(one)]


def mark_undone(connection: Connection, decision_id: int, *, now: datetime) -> None:
    connection.execute(_UNDO, {"this": decision_id, "undone_at": now})


def state_of_decisions(connection: Connection) -> tuple[int, int]:
    """Two numbers that change whenever a decision is made or taken back."""
    row = connection.execute(_STATE).one()
    return row.made or 0, row.undone


# Statements are made once: making one costs more than running it.
_ADD = insert(decisions).returning(decisions.c.id)
_ONE = select(decisions).where(decisions.c.id == bindparam("this"))
_UNDO = update(decisions).where(decisions.c.id == bindparam("this"))
_STATE = select(
    func.max(decisions.c.id).label("made"), func.count(decisions.c.undone_at).label("undone")
)


def _decision(row: AnyRow) -> Decision:
    return Decision(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        author=row.author,
        reason=row.reason,
        made=row.made_at,
        undone=row.undone_at,
    )


def _events(decision: Decision) -> set[int]:
    subject = decision.subject
    named = {subject.get(name) for name in ("event", "into", "opened")}
    return {event for event in (*named, *subject.get("events", ())) if isinstance(event, int)}
