"""What persons decided about citations: which story one means, and which it does not.

A verdict is a decision of kind ``accept`` or ``reject`` (`archive.events.decisions`) and holds
until it is undone. Every search for a cited story asks here first: an accepted story is the answer,
a rejected one is never proposed again. Of two verdicts on one citation and story the later holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from aggregator.archive.schema import decisions, leads
from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from aggregator.records import Candidate

ACCEPT, REJECT = "accept", "reject"
KINDS = frozenset({ACCEPT, REJECT})
"""Kinds of decision that are about citations."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The story, or the lead that no story came of yet, that a person says a citation means."""

    decision: int
    author: str
    story: int | None
    lead: int | None
    url: str | None


@dataclass(slots=True)
class _Verdict:
    accepted: Accepted | None = None
    # By ids and by URL: a lead that was rejected is so too when it has become a story.
    rejected: dict[str | int, int] = field(default_factory=dict)


class Verdicts:
    """The verdicts that stand, read once for one search."""

    def __init__(self, by_citation: Mapping[int, _Verdict]) -> None:
        self._by_citation = by_citation

    @classmethod
    def load(cls, connection: Connection) -> Verdicts:
        """All that stand; people make few of them."""
        found: dict[int, _Verdict] = {}
        query = (
            select(decisions)
            .where(decisions.c.kind.in_(sorted(KINDS)), decisions.c.undone_at.is_(None))
            .order_by(decisions.c.id)
        )
        for row in connection.execute(query):
            verdict = found.setdefault(int(row.subject["citation"]), _Verdict())
            _read(verdict, row)
        for verdict in found.values():
            verdict.accepted = _followed(connection, verdict.accepted)
        return cls(found)

    def accepted(self, citation_id: int) -> Accepted | None:
        """What a person says the citation means."""
        verdict = self._by_citation.get(citation_id)
        return None if verdict is None else verdict.accepted

    def rejects(self, citation_id: int, candidate: Candidate) -> bool:
        """Whether a person says that it does not mean this story or lead."""
        verdict = self._by_citation.get(citation_id)
        if verdict is None or not verdict.rejected:
            return False
        return candidate.key in verdict.rejected or _address(candidate.url) in verdict.rejected


def _read(verdict: _Verdict, row: Any) -> None:
    subject = row.subject
    names = _names(subject)
    if row.kind == ACCEPT:
        for name in names:
            verdict.rejected.pop(name, None)
        verdict.accepted = Accepted(
            row.id, row.author, subject.get("story"), subject.get("lead"), subject.get("url")
        )
        return
    verdict.rejected.update(dict.fromkeys(names, row.id))
    accepted = verdict.accepted
    if accepted is not None and not names.isdisjoint(
        _names({"story": accepted.story, "lead": accepted.lead, "url": accepted.url})
    ):
        verdict.accepted = None


def _names(subject: Mapping[str, Any]) -> set[str]:
    names = {f"{kind}:{subject[kind]}" for kind in ("story", "lead") if subject.get(kind)}
    return names | ({_address(subject["url"])} if subject.get("url") else set())


def _address(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:
        return url


def _followed(connection: Connection, accepted: Accepted | None) -> Accepted | None:
    """The accepted lead's story, where one has come of it since."""
    if accepted is None or accepted.story is not None or accepted.lead is None:
        return accepted
    story = connection.scalar(select(leads.c.story_id).where(leads.c.id == accepted.lead))
    return Accepted(accepted.decision, accepted.author, story, accepted.lead, accepted.url)
