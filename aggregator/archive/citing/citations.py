"""Citations as rows, and the search for the stories they mean.

What a citation was found to mean is a row of ``resolutions`` with an interval: another answer
closes the old row and opens a new one, the same answer writes nothing. What a person said about a
citation comes first (`archive.citing.verdicts`); what was not found is looked for again, less
and less often (`archive.citing.retries`). What is found may bring stories together
(`archive.citing.together`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from aggregator.archive.citing.candidates import CandidateFinder
from aggregator.archive.citing.citation_rows import ENGINE, PERSON
from aggregator.archive.citing.pending import Answer, PendingCitation
from aggregator.archive.citing.retries import due, put_off
from aggregator.archive.citing.together import join_cited
from aggregator.archive.citing.verdicts import Verdicts
from aggregator.archive.events.grouping import Grouper
from aggregator.archive.schema import citations, leads, resolutions, revisions, stories
from aggregator.citations.resolving import resolve
from aggregator.records import Citation, CitationState, Moment, Outcome, Precision, Resolution

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from aggregator.archive.citing.verdicts import Accepted
    from aggregator.archive.store import Archive
    from aggregator.outlets import Outlet

    AnyRow = Row[*tuple[Any, ...]]

_WALLS = frozenset(
    {
        Outcome.PAYWALLED,
        Outcome.BOT_WALL,
        Outcome.CONSENT_WALL,
        Outcome.JS_SHELL,
        Outcome.ROBOTS_DENIED,
        Outcome.OPTED_OUT,
    }
)
_NOTHING_HELD = frozenset(
    {CitationState.NOT_FOUND, CitationState.NOT_TRIED, CitationState.COPY_ONLY}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionRow:
    """What a citation was found to mean.

    Attributes:
        is_new: whether that is another answer than before.
    """

    citation_id: int
    document_id: int
    answer: Answer
    resolution: Resolution
    is_new: bool
    engine: str = ENGINE


def resolve_citations(
    archive: Archive,
    outlets: Mapping[str, Outlet],
    *,
    now: datetime,
    document_ids: Collection[int] | None = None,
    leads_only: bool = False,
    due_only: bool = False,
    since: datetime | None = None,
) -> list[ResolutionRow]:
    """Look for the stories of citations that have none yet; one row for each of these.

    Args:
        archive: where the citations are.
        outlets: by short name.
        now: the archive's time.
        document_ids: whose citations; None for all documents'.
        leads_only: look only among leads without a story, and write nothing.
        due_only: leave out those that it is not time to look for again.
        since: then look for those too whose outlet has had something new since.
    """
    with archive.read() as connection:
        wanted = pending(connection, document_ids)
        if due_only:
            wanted = due(connection, wanted, now=now, since=since)
        rows = _look(connection, outlets, wanted, leads_only=leads_only)
    if rows and not leads_only:
        with archive.write() as connection:
            _write(connection, outlets, rows, now)
    return [row for _, row in rows]


def decide_anew(
    connection: Connection, outlets: Mapping[str, Outlet], citation_id: int, *, now: datetime
) -> None:
    """Look for one citation's story now, whatever was found before."""
    query = _FOLLOWED.where(citations.c.id == citation_id)
    wanted = [_pending(row) for row in connection.execute(query)]
    _write(connection, outlets, _look(connection, outlets, wanted, leads_only=False), now)


def _write(
    connection: Connection,
    outlets: Mapping[str, Outlet],
    rows: Sequence[tuple[PendingCitation, ResolutionRow]],
    now: datetime,
) -> None:
    put_off(connection, (one for one, _ in rows), now=now)
    changed = [(one, row) for one, row in rows if row.is_new]
    if not changed:
        return
    for one, row in changed:
        _write_answer(connection, one, row, now)
    grouper = Grouper(outlets)
    grouper.catch_up(connection)
    for document_id in sorted({row.document_id for _, row in changed}):
        join_cited(connection, grouper, document_id, now=now)


def lead_matches(archive: Archive, outlets: Mapping[str, Outlet], document_id: int) -> list[int]:
    """The leads never fetched that a document's open citations may mean: what to fetch next."""
    with archive.read() as connection:
        wanted = pending(connection, [document_id])
        rows = _look(connection, outlets, wanted, leads_only=True)
    meant = dict.fromkeys(row.answer.lead_id for _, row in rows if row.answer.lead_id is not None)
    with archive.read() as connection:
        fresh = select(leads.c.id).where(leads.c.id.in_(list(meant)), leads.c.outcome.is_(None))
        unfetched = set(connection.scalars(fresh))
    return [lead_id for lead_id in meant if lead_id in unfetched]


def unmatched_outlets(
    archive: Archive, outlets: Mapping[str, Outlet], document_id: int
) -> list[tuple[str, datetime]]:
    """The outlets of whose cited stories nothing is held that they may be, and around when."""
    with archive.read() as connection:
        rows = _look(connection, outlets, pending(connection, [document_id]), leads_only=False)
    return sorted(
        {
            (name, one.document_at)
            for one, row in rows
            if (name := one.citation.outlet_name) is not None
            and name in outlets
            and one.citation.headline is not None
            and row.answer.state in _NOTHING_HELD
        }
    )


def _look(
    connection: Connection,
    outlets: Mapping[str, Outlet],
    wanted: Sequence[PendingCitation],
    *,
    leads_only: bool,
) -> list[tuple[PendingCitation, ResolutionRow]]:
    finder = CandidateFinder(connection, outlets, leads_only=leads_only)
    verdicts = Verdicts.load(connection)
    return [(one, _look_for(connection, finder, verdicts, one)) for one in wanted]


def _look_for(
    connection: Connection, finder: CandidateFinder, verdicts: Verdicts, one: PendingCitation
) -> ResolutionRow:
    accepted = verdicts.accepted(one.citation_id)
    if accepted is not None:
        resolution = _as_accepted(accepted)
        lead = None if accepted.story is not None else accepted.lead
        answer = Answer(CitationState.RESOLVED, accepted.story, lead)
    else:
        candidates = finder.find(
            one.citation,
            document_id=one.document_id,
            document_at=one.document_at,
            document_text=one.document_text,
        )
        resolution = resolve(
            one.citation,
            [c for c in candidates.found if not verdicts.rejects(one.citation_id, c)],
            document_published=one.document_published,
            document_text=one.document_text,
            tried=candidates.searched,
        )
        answer = _answer(connection, resolution)
    engine = ENGINE if accepted is None else PERSON
    return ResolutionRow(
        citation_id=one.citation_id,
        document_id=one.document_id,
        answer=answer,
        resolution=resolution,
        is_new=answer != one.answer or (engine != one.engine and PERSON in (engine, one.engine)),
        engine=engine,
    )


def _as_accepted(accepted: Accepted) -> Resolution:
    reason = f"{accepted.author} accepted it"
    explanation = {"reason": reason, "decision": accepted.decision, "url": accepted.url}
    kind, key = ("story", accepted.story) if accepted.story else ("lead", accepted.lead)
    return Resolution(
        state=CitationState.RESOLVED, chosen=f"{kind}:{key}", score=1.0, explanation=explanation
    )


def pending(connection: Connection, document_ids: Collection[int] | None) -> list[PendingCitation]:
    """The citations without a story, of some documents or (None) of all, in their order."""
    query = _PENDING
    if document_ids is not None:
        query = query.where(citations.c.document_id.in_(sorted(document_ids)))
    return [_pending(row) for row in connection.execute(query)]


_PRESENT = resolutions.c.valid_to.is_(None)
_FOLLOWED = (
    select(
        citations,
        resolutions.c.id.label("resolution_id"),
        resolutions.c.state,
        resolutions.c.story_id,
        resolutions.c.lead_id,
        resolutions.c.engine,
        stories.c.listed_at,
        stories.c.published.label("document_published"),
        stories.c.published_precision.label("document_precision"),
        revisions.c.text,
    )
    .join(resolutions, (resolutions.c.citation_id == citations.c.id) & _PRESENT)
    .join(stories, stories.c.id == citations.c.document_id)
    .join(revisions, revisions.c.id == stories.c.revision_id)
    .order_by(citations.c.document_id, citations.c.position, citations.c.id)
)
_PENDING = _FOLLOWED.where(
    or_(resolutions.c.state != CitationState.RESOLVED, resolutions.c.story_id.is_(None))
)


def _pending(row: AnyRow) -> PendingCitation:
    return PendingCitation(
        citation_id=row.id,
        document_id=row.document_id,
        citation=Citation(
            outlet=row.outlet,
            outlet_name=row.outlet_name,
            headline=row.headline,
            url=row.url,
            line=row.line,
            kind=row.kind,
            confidence=row.confidence,
            author=row.author,
            published=None if row.published is None else Moment(row.published),
        ),
        resolution_id=row.resolution_id,
        answer=Answer(CitationState(row.state), row.story_id, row.lead_id),
        document_at=row.listed_at,
        document_published=None
        if row.document_published is None
        else Moment(row.document_published, Precision(row.document_precision or "second")),
        document_text=row.text or "",
        engine=row.engine,
        attempts=row.attempts,
        tried_at=row.tried_at,
        next_due=row.next_due,
    )


def _answer(connection: Connection, resolution: Resolution) -> Answer:
    """The answer as rows; a story that a wall keeps from us is walled."""
    kind, _, number = (resolution.chosen or "").partition(":")
    if kind == "story":
        return Answer(resolution.state, story_id=int(number))
    if kind != "lead":
        return Answer(resolution.state)
    lead_id = int(number)
    outcome = connection.scalar(select(leads.c.outcome).where(leads.c.id == lead_id))
    walled = resolution.state is CitationState.RESOLVED and outcome in _WALLS
    return Answer(CitationState.WALLED if walled else resolution.state, lead_id=lead_id)


def _write_answer(
    connection: Connection, one: PendingCitation, row: ResolutionRow, now: datetime
) -> None:
    """Replace the present answer, unless somebody else has meanwhile."""
    closed = connection.execute(
        update(resolutions)
        .where(resolutions.c.id == one.resolution_id, resolutions.c.valid_to.is_(None))
        .values(valid_to=now)
    )
    if closed.rowcount != 1:
        return
    connection.execute(
        insert(resolutions),
        {
            "citation_id": one.citation_id,
            "state": str(row.answer.state),
            "story_id": row.answer.story_id,
            "lead_id": row.answer.lead_id,
            "score": row.resolution.score,
            "explanation": dict(row.resolution.explanation),
            "alternatives": [list(pair) for pair in row.resolution.alternatives],
            "engine": row.engine,
            "valid_from": now,
            "valid_to": None,
        },
    )
