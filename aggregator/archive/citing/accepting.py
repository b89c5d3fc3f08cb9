"""A person says which story a citation means, or that it does not mean one; and takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from aggregator.archive.citing.citation_rows import follow
from aggregator.archive.citing.citations import decide_anew
from aggregator.archive.citing.verdicts import ACCEPT, KINDS, REJECT
from aggregator.archive.crawling.frontier import add_leads
from aggregator.archive.errors import NotFound
from aggregator.archive.events.corrections import Signature  # noqa: TC001 - part of the interface
from aggregator.archive.events.decisions import Decision, Refused, get_decision, mark_undone
from aggregator.archive.reading.stories import find_story
from aggregator.archive.schema import citations, leads, resolutions, stories
from aggregator.records import Lead
from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from aggregator.archive.store import Archive
    from aggregator.outlets import Outlet, OutletDirectory

    AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a verdict, or taking one back, did.

    Attributes:
        state: of the citation now, with the story and the lead that it is found to mean.
    """

    decision: Decision
    citation: int
    state: str
    story: int | None
    lead: int | None


def accept(
    archive: Archive, outlets: OutletDirectory, citation_id: int, reference: str, by: Signature
) -> Verdict:
    """Say which story a citation means.

    Args:
        reference: the story's number or URL. A URL of one of our outlets that the archive does not
            have becomes a lead, and its story the answer once it is fetched.

    Raises:
        NotFound: there is no such citation or story.
        Refused: the document would cite itself, or the URL is of no outlet we know.
    """
    _add_lead(archive, outlets, citation_id, reference, by.now)
    with archive.write() as connection:
        row = _citation(connection, citation_id)
        subject = _target(connection, reference)
        if subject["story"] == row.document_id:
            raise Refused(f"story {subject['story']} is the document that makes citation {row.id}")
        return _decide(connection, outlets, row, (ACCEPT, subject), by)


def reject(
    archive: Archive,
    outlets: Mapping[str, Outlet],
    citation_id: int,
    reference: str | None,
    by: Signature,
) -> Verdict:
    """Say that a citation does not mean a story; it is looked for again at once, without it.

    Args:
        reference: the story's number or URL; None for the one that it is found to mean now.

    Raises:
        NotFound: there is no such citation or story.
        Refused: it is found to mean nothing now and no story is named.
    """
    with archive.write() as connection:
        row = _citation(connection, citation_id)
        if reference is not None:
            subject = _target(connection, reference)
        else:
            subject = _present(connection, citation_id)
        return _decide(connection, outlets, row, (REJECT, subject), by)


def take_back(
    archive: Archive, outlets: Mapping[str, Outlet], decision_id: int, *, now: datetime
) -> Verdict:
    """Undo a verdict; the citation is looked for again at once.

    Raises:
        NotFound: there is no such decision.
        Refused: it is not about a citation, or was taken back already.
    """
    with archive.write() as connection:
        decision = get_decision(connection, decision_id)
        if decision.kind not in KINDS:
            raise Refused(f"{decision} is not about a citation")
        if decision.undone is not None:
            raise Refused(f"{decision} was undone on {decision.undone:%Y-%m-%d %H:%M} already")
        mark_undone(connection, decision_id, now=now)
        citation_id = int(decision.subject["citation"])
        decide_anew(connection, outlets, citation_id, now=now)
        return _verdict(connection, citation_id, decision_id)


def _decide(
    connection: Connection,
    outlets: Mapping[str, Outlet],
    row: AnyRow,
    verdict: tuple[str, Mapping[str, Any]],
    by: Signature,
) -> Verdict:
    kind, target = verdict
    follow(connection, row.id, now=by.now)
    decision = by.record(connection, kind, {"citation": row.id, **target})
    decide_anew(connection, outlets, row.id, now=by.now)
    return _verdict(connection, row.id, decision.id)


def _verdict(connection: Connection, citation_id: int, decision_id: int) -> Verdict:
    row = connection.execute(_answer(citation_id)).one()
    return Verdict(
        decision=get_decision(connection, decision_id),
        citation=citation_id,
        state=row.state,
        story=row.story_id,
        lead=row.lead_id,
    )


def _answer(citation_id: int) -> Any:
    r = resolutions.c
    return select(r.state, r.story_id, r.lead_id).where(
        r.citation_id == citation_id, r.valid_to.is_(None)
    )


def _citation(connection: Connection, citation_id: int) -> AnyRow:
    row = None
    if 0 < citation_id < 1 << 63:
        row = connection.execute(select(citations).where(citations.c.id == citation_id)).first()
    if row is None:
        raise NotFound(f"there is no citation {citation_id}; `aggregator citations` lists them")
    return row


def _target(connection: Connection, reference: str) -> dict[str, Any]:
    """The story or lead that a person names, by ids and URL."""
    try:
        story = find_story(connection, reference)
    except NotFound:
        lead = None if reference.isdecimal() else _lead(connection, reference)
        if lead is None:
            raise
        return {"story": None, "lead": lead.id, "url": lead.url}
    url = connection.scalar(select(stories.c.url).where(stories.c.id == story))
    return {"story": story, "lead": None, "url": url}


def _present(connection: Connection, citation_id: int) -> dict[str, Any]:
    row = connection.execute(_answer(citation_id)).first()
    if row is None or (row.story_id is None and row.lead_id is None):
        raise Refused(
            f"citation {citation_id} is found to mean nothing now: name the story that it "
            f"does not mean, as in `aggregator reject {citation_id} STORY`"
        )
    table, key = (stories, row.story_id) if row.story_id is not None else (leads, row.lead_id)
    url = connection.scalar(select(table.c.url).where(table.c.id == key))
    return {"story": row.story_id, "lead": row.lead_id, "url": url}


def _lead(connection: Connection, url: str) -> AnyRow | None:
    try:
        key = canonical(url)
    except ValueError:
        return None
    return connection.execute(select(leads).where(leads.c.url == key)).first()


def _add_lead(
    archive: Archive,
    outlets: OutletDirectory,
    citation_id: int,
    reference: str,
    now: datetime,
) -> None:
    """Give a URL that the archive does not have to the frontier, to be fetched."""
    if "://" not in reference:
        return
    with archive.read() as connection:
        _citation(connection, citation_id)
        try:
            _target(connection, reference)
        except NotFound:
            outlet = outlets.by_url(reference)
        else:
            return
    if outlet is None:
        raise Refused(
            f"{reference} is not in the archive and belongs to no outlet with a spider: "
            "`aggregator outlets` lists those"
        )
    lead = Lead(url=reference, via="request")
    add_leads(archive, outlet=outlet, leads=[lead], now=now)
