"""The citations whose stories are looked for, as a person reads them: what was found, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from aggregator.archive.schema import citations, leads, resolutions, stories

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedCitation:
    """A citation and its present answer.

    Attributes:
        story, url: what it is found to mean; the URL is a lead's where no story came of it.
        alternatives: keys (``story:12``, ``lead:7``) and scores of the runners-up.
        engine: who gave the answer; ``person`` where somebody accepted it.
        attempts: how often it was looked for; `next_due` is None where only news of the outlet
            makes another look, and where it has its story.
    """

    id: int
    document: int
    outlet: str
    headline: str | None
    kind: str
    state: str
    story: int | None
    url: str | None
    score: float
    explanation: Mapping[str, Any]
    alternatives: tuple[tuple[str, float], ...]
    engine: str
    attempts: int
    tried: datetime | None
    next_due: datetime | None


def list_followed(
    connection: Connection,
    *,
    states: Collection[str] = (),
    document: int | None = None,
    limit: int | None = None,
) -> list[FollowedCitation]:
    """The citations that are looked for, newest document first.

    Args:
        states: only those in one of these; all of them where there is none.
    """
    c, r = citations.c, resolutions.c
    query = (
        select(
            citations,
            r.state,
            r.story_id,
            r.score,
            r.explanation,
            r.alternatives,
            r.engine,
            stories.c.url.label("story_url"),
            leads.c.url.label("lead_url"),
        )
        .join(resolutions, (r.citation_id == c.id) & r.valid_to.is_(None))
        .join(stories, stories.c.id == r.story_id, isouter=True)
        .join(leads, leads.c.id == r.lead_id, isouter=True)
        .order_by(c.document_id.desc(), c.position, c.id)
        .limit(limit)
    )
    if states:
        query = query.where(r.state.in_(sorted(states)))
    if document is not None:
        query = query.where(c.document_id == document)
    return [_row(row) for row in connection.execute(query)]


def _row(row: Any) -> FollowedCitation:
    settled = row.state == "resolved" and row.story_id is not None
    return FollowedCitation(
        id=row.id,
        document=row.document_id,
        outlet=row.outlet,
        headline=row.headline,
        kind=row.kind,
        state=row.state,
        story=row.story_id,
        url=row.story_url or row.lead_url,
        score=row.score,
        explanation=row.explanation,
        alternatives=tuple((key, score) for key, score in row.alternatives),
        engine=row.engine,
        attempts=row.attempts,
        tried=row.tried_at,
        next_due=None if settled else row.next_due,
    )
