"""Why a story is where it is: the decisions behind its event, its family and its fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from aggregator.archive import schema as s
from aggregator.archive.events.constraints import Constraints
from aggregator.archive.events.decisions import Decision, get_decision
from aggregator.archive.events.event_rows import PERSON
from aggregator.archive.reading.because import because
from aggregator.archive.reading.rows import CitationRow  # noqa: TC001 - a dataclass field
from aggregator.archive.reading.stories import get_story

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from aggregator.archive.events.event_rows import AnyRow
    from aggregator.archive.reading.rows import Story

_READ = 4_000  # characters of the text, where a term's word is looked for
_TITLES = 40  # of the event's other stories, the same


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRow:
    """A decision that put the story in an event.

    Attributes:
        score: of the join; None when the story opened the event, or a person put it there.
        runner_up: the next best event; of a story that opened its own, the nearest.
        because: what the decision rests on, in sentences; the decisive first.
        decision: of the person who put it there; None where the engine decided.
        until: None while the decision stands.
    """

    event: int
    event_title: str
    score: float | None
    runner_up: int | None
    runner_up_title: str | None
    runner_up_score: float | None
    because: tuple[str, ...]
    evidence: Mapping[str, Any]
    engine: str
    decision: Decision | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KinshipRow:
    """A decision that put the story in a copy family."""

    family: int
    relation: str
    containment: float | None
    own_share: float | None
    origin: int
    origin_title: str | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRow:
    """An attempt to fetch the story."""

    run: int
    url: str
    outcome: str
    reason: str | None
    status: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingRow:
    """What one source said of the story's URL."""

    source: str | None
    via: str
    title: str | None
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """All that led to the present state of a story, oldest decision first.

    Attributes:
        pinned: the decision that holds it where it is; None where it may move.
    """

    story: int
    url: str
    outlet: str
    title: str | None
    memberships: tuple[MembershipRow, ...]
    kinships: tuple[KinshipRow, ...]
    sightings: tuple[SightingRow, ...]
    fetches: tuple[FetchRow, ...]
    cited_by: tuple[CitationRow, ...]
    provenance: Mapping[str, Any]
    pinned: Decision | None


def explain(connection: Connection, story_id: int) -> Why:
    """Gather the decisions about a story.

    Raises:
        NotFound: there is no such story.
    """
    story = get_story(connection, story_id)
    return Why(
        story=story.id,
        url=story.url,
        outlet=story.outlet,
        title=story.title,
        memberships=tuple(_memberships(connection, story)),
        kinships=tuple(_kinships(connection, story_id)),
        sightings=tuple(_sightings(connection, story_id)),
        fetches=tuple(_fetches(connection, story_id)),
        cited_by=story.cited_by,
        provenance=story.provenance,
        pinned=Constraints.load(connection).pins.get(story_id),
    )


def _memberships(connection: Connection, story: Story) -> list[MembershipRow]:
    event, other = s.events.alias("event"), s.events.alias("other")
    m = s.memberships.c
    query = (
        select(
            s.memberships, event.c.title.label("event_title"), other.c.title.label("other_title")
        )
        .join(event, event.c.id == m.event_id)
        .join(other, other.c.id == m.runner_up_id, isouter=True)
        .where(m.story_id == story.id)
        .order_by(m.id)
    )
    return [
        MembershipRow(
            event=row.event_id,
            event_title=row.event_title,
            score=row.score,
            runner_up=row.runner_up_id,
            runner_up_title=row.other_title,
            runner_up_score=row.runner_up_score,
            because=_because(connection, story, row),
            evidence=row.evidence,
            engine=row.engine,
            decision=None if row.decision_id is None else get_decision(connection, row.decision_id),
            since=row.valid_from,
            until=row.valid_to,
        )
        for row in connection.execute(query).all()
    ]


def _because(connection: Connection, story: Story, row: AnyRow) -> tuple[str, ...]:
    """A membership's reasons; words are looked for in the story, then in its event's others."""
    titles = connection.scalars(
        select(s.stories.c.title)
        .where(s.stories.c.event_id == row.event_id)
        .order_by(s.stories.c.id)
        .limit(_TITLES)
    )
    rival = None
    if row.runner_up_id is not None:
        rival = f"event {row.runner_up_id} ({row.other_title})"
    return because(
        row.evidence,
        score=row.score,
        rival=rival,
        rival_score=row.runner_up_score,
        texts=(
            story.title or "",
            (story.text or story.summary or "")[:_READ],
            row.event_title,
            *(title or "" for title in titles),
        ),
        by_person=row.decision_id is not None or row.engine == PERSON,
    )


def _kinships(connection: Connection, story_id: int) -> list[KinshipRow]:
    m = s.family_members.c
    query = (
        select(s.family_members, s.families.c.origin_id, s.stories.c.title)
        .join(s.families, s.families.c.id == m.family_id)
        .join(s.stories, s.stories.c.id == s.families.c.origin_id)
        .where(m.story_id == story_id)
        .order_by(m.id)
    )
    return [
        KinshipRow(
            family=row.family_id,
            relation=row.relation,
            containment=row.containment,
            own_share=row.own_share,
            origin=row.origin_id,
            origin_title=row.title,
            since=row.valid_from,
            until=row.valid_to,
        )
        for row in connection.execute(query)
    ]


def _sightings(connection: Connection, story_id: int) -> list[SightingRow]:
    query = (
        select(s.sightings, s.sources.c.url)
        .join(s.leads, s.leads.c.id == s.sightings.c.lead_id)
        .join(s.sources, s.sources.c.id == s.sightings.c.source_id, isouter=True)
        .where(s.leads.c.story_id == story_id)
        .order_by(s.sightings.c.id)
    )
    return [
        SightingRow(
            source=row.url, via=row.via, title=row.said.get("title"), first_seen=row.first_seen
        )
        for row in connection.execute(query)
    ]


def _fetches(connection: Connection, story_id: int) -> list[FetchRow]:
    query = (
        select(s.fetches)
        .join(s.leads, s.leads.c.id == s.fetches.c.lead_id)
        .where(s.leads.c.story_id == story_id)
        .order_by(s.fetches.c.id)
    )
    return [
        FetchRow(
            run=row.run_id,
            url=row.url,
            outcome=row.outcome,
            reason=row.reason,
            status=row.status,
            at=row.fetched_at,
        )
        for row in connection.execute(query)
    ]
