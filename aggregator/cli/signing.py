"""Who decides by hand and why, and what a decision says: for all commands that correct."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.archive.citing.verdicts import KINDS as VERDICTS
from aggregator.archive.events.corrections import Signature

if TYPE_CHECKING:
    from aggregator.archive.events.decisions import Decision

Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")]
Author = Annotated[
    str | None, typer.Option("--author", metavar="NAME", help="Who decides; default: your login.")
]


def signature(author: str | None, reason: str | None) -> Signature:
    """What is noted beside a decision made now.

    Raises:
        typer.BadParameter: nobody is named, and the machine does not know who is logged in.
    """
    if author is None:
        try:
            author = getpass.getuser()
        except (OSError, KeyError, ImportError):
            raise typer.BadParameter("you have no login name here: say --author NAME") from None
    if not author.strip():
        raise typer.BadParameter("--author needs a name")
    return Signature(author, reason, datetime.now(UTC))


def about(decision: Decision) -> str:
    """What a decision says, in a few words."""
    subject = decision.subject
    if decision.kind == "merge":
        return f"merge event {_numbers(subject['events'])} into {subject['into']}"
    if decision.kind == "split":
        stories, event = _numbers(subject["stories"]), subject["event"]
        return f"split story {stories} from event {event}, opening event {subject['opened']}"
    if decision.kind == "pin":
        return f"pin story {subject['story']} to event {subject['event']}"
    if decision.kind == "unpin":
        return f"unpin story {subject['story']}"
    if decision.kind in VERDICTS:
        what = f"story {subject['story']}" if subject["story"] else subject["url"]
        return f"{decision.kind} for citation {subject['citation']}: {what}"
    parts = (f"{name} {_told(value)}" for name, value in subject.items() if value is not None)
    return f"{decision.kind} {', '.join(parts)}"


def _told(value: object) -> str:
    return _numbers(value) if isinstance(value, list) else str(value)


def _numbers(ids: list[int]) -> str:
    return ", ".join(map(str, ids))
