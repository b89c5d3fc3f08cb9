"""Loads an event's stories and what they cite, for `aggregator.citations.lineage` to trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from aggregator.archive import schema as s
from aggregator.archive.crawling.leads import CHUNK, chunks
from aggregator.archive.reading.events import find_event
from aggregator.archive.reading.rows import moment
from aggregator.citations.lineage import trace
from aggregator.citations.relations import Attribution, Lineage, Report, Span
from aggregator.records import CitationState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from aggregator.citations.relations import ToldBy
    from aggregator.outlets import Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A story that the event's stories or digests name: for showing it."""

    story: int
    outlet: str
    title: str | None
    url: str
    event: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLineage:
    """An event's lineage, with what is needed to show it.

    Attributes:
        stories: every story that `lineage` names, of this event or not.
        digests: (document, cited story) of the digests that cite its stories.
    """

    event: int
    title: str
    lineage: Lineage
    stories: Mapping[int, Cited]
    digests: tuple[tuple[int, int], ...]


def event_lineage(
    connection: Connection, event_id: int, outlets: Mapping[str, Outlet]
) -> EventLineage:
    """Who had an event first, and who took it from whom.

    Args:
        outlets: by short name; a bare day is a day in their zones.

    Raises:
        NotFound: there is no such event.
    """
    event = find_event(connection, event_id)
    reports = _reports(connection, event.id, outlets)
    found = trace(reports, _attributions(connection, event.id))
    digests = _digests(connection, event.id)
    named = {report.story for report in reports}
    named |= {edge.cited for edge in found.edges if edge.cited is not None}
    named |= {document for document, _ in digests}
    return EventLineage(
        event=event.id,
        title=event.title,
        lineage=found,
        stories=_stories(connection, sorted(named), outlets),
        digests=tuple(digests),
    )


def _reports(connection: Connection, event_id: int, outlets: Mapping[str, Outlet]) -> list[Report]:
    c, m = s.stories.c, s.family_members.c
    present = and_(m.story_id == c.id, m.family_id == c.family_id, m.valid_to.is_(None))
    query = (
        select(
            s.stories,
            func.coalesce(s.outlets.c.title, c.outlet).label("outlet_title"),
            m.relation,
            func.coalesce(s.families.c.agency, c.agency).label("credited"),
        )
        .join(s.outlets, s.outlets.c.name == c.outlet, isouter=True)
        .join(s.family_members, present, isouter=True)
        .join(s.families, s.families.c.id == c.family_id, isouter=True)
        .where(c.event_id == event_id)
        .order_by(c.id)
    )
    reports = {}
    for row in connection.execute(query):
        published = moment(row.published, row.published_precision)
        declared = outlets.get(row.outlet)
        zone = declared.timezone if declared is not None else None
        reports[row.id] = Report(
            story=row.id,
            outlet=declared.title if declared is not None else row.outlet_title,
            title=row.title,
            url=row.url,
            span=Span.of(published, zone) if published is not None else None,
            form=row.form,
            family=row.family_id,
            relation=row.relation,
            agency=row.credited,
        )
    return list(reports.values())


def _attributions(connection: Connection, event_id: int) -> list[Attribution]:
    c, r = s.citations.c, s.resolutions.c
    answer = and_(
        r.citation_id == c.id, r.valid_to.is_(None), r.state == str(CitationState.RESOLVED)
    )
    query = (
        select(
            c.id,
            c.document_id,
            c.outlet,
            c.kind,
            c.line,
            c.confidence,
            r.story_id.label("resolved"),
            s.leads.c.story_id.label("linked"),
        )
        .join(s.stories, s.stories.c.id == c.document_id)
        .join(s.resolutions, answer, isouter=True)
        # A story's citations hold canonical URLs, and leads are known by these.
        .join(s.leads, s.leads.c.url == c.url, isouter=True)
        .where(s.stories.c.event_id == event_id)
        .order_by(c.document_id, c.position, c.id)
    )
    found = []
    for row in connection.execute(query):
        cited = row.linked or row.resolved
        if cited == row.document_id:
            cited = None
        told_by: ToldBy | None = None
        if cited is not None:
            told_by = "url" if row.linked else "headline"
        found.append(
            Attribution(
                citation=row.id,
                story=row.document_id,
                outlet=row.outlet,
                kind=row.kind,
                line=row.line,
                confidence=row.confidence,
                cited=cited,
                told_by=told_by,
            )
        )
    return found


def _digests(connection: Connection, event_id: int) -> list[tuple[int, int]]:
    """Documents outside the event that cite its stories, with these."""
    document, cited = s.stories.alias("document"), s.stories.alias("cited")
    query = (
        select(document.c.id, cited.c.id)
        .select_from(cited)
        .join(s.resolutions, s.resolutions.c.story_id == cited.c.id)
        .join(s.citations, s.citations.c.id == s.resolutions.c.citation_id)
        .join(document, document.c.id == s.citations.c.document_id)
        .where(
            cited.c.event_id == event_id,
            s.resolutions.c.valid_to.is_(None),
            s.resolutions.c.state == str(CitationState.RESOLVED),
            or_(document.c.event_id.is_(None), document.c.event_id != event_id),
        )
        .distinct()
        .order_by(document.c.id, cited.c.id)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def _stories(
    connection: Connection, story_ids: Sequence[int], outlets: Mapping[str, Outlet]
) -> dict[int, Cited]:
    c = s.stories.c
    query = select(
        c.id,
        c.outlet,
        func.coalesce(s.outlets.c.title, c.outlet).label("outlet_title"),
        c.title,
        c.url,
        c.event_id,
    ).join(s.outlets, s.outlets.c.name == c.outlet, isouter=True)
    found: dict[int, Cited] = {}
    for some in chunks(story_ids, CHUNK):
        for row in connection.execute(query.where(c.id.in_(some))):
            declared = outlets.get(row.outlet)
            found[row.id] = Cited(
                story=row.id,
                outlet=declared.title if declared is not None else row.outlet_title,
                title=row.title,
                url=row.url,
                event=row.event_id,
            )
    return found


def lineage_record(found: EventLineage) -> dict[str, Any]:
    """What ``aggregator lineage --json`` prints."""
    lineage = found.lineage
    return {
        "id": found.event,
        "title": found.title,
        "first": {
            "story": lineage.first,
            "certain": len(lineage.contenders) == 1,
            "contenders": list(lineage.contenders),
        },
        "stories": [
            {
                "story": place.report.story,
                "outlet": place.report.outlet,
                "title": place.report.title,
                "url": place.report.url,
                "form": place.report.form,
                "earliest": place.report.span.earliest.isoformat() if place.report.span else None,
                "latest": place.report.span.latest.isoformat() if place.report.span else None,
                "precision": str(place.report.span.precision) if place.report.span else None,
                "minutes_behind": (
                    [round(seconds / 60, 2) for seconds in place.behind] if place.behind else None
                ),
                "may_be_first": place.may_be_first,
                "family": place.report.family,
                "relation": place.report.relation,
                "agency": place.report.agency,
            }
            for place in lineage.places
        ],
        "texts": [
            {
                "family": text.family,
                "agency": text.agency,
                "origin": text.origin,
                "stories": list(text.stories),
            }
            for text in lineage.texts
        ],
        "same_headline": [list(group) for group in lineage.same_headline],
        "edges": [
            {
                "story": edge.story,
                "outlet": edge.outlet,
                "kind": edge.kind,
                "line": edge.line,
                "confidence": edge.confidence,
                "cited": edge.cited,
                "told_by": edge.told_by,
                "candidates": edge.candidates,
                "outside": edge.outside,
                "inherited": edge.inherited,
            }
            for edge in lineage.edges
        ],
        "chains": [
            {
                "heads": list(chain.heads),
                "steps": [{"story": story, "outlet": outlet} for story, outlet in chain.steps],
                "in_words": chain.in_words,
            }
            for chain in lineage.chains
        ],
        "cited_by_digests": [
            {"document": document, "story": story} for document, story in found.digests
        ],
        "unknown": list(lineage.unknown),
    }
