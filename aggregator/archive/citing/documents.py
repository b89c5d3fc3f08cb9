"""What the archive knows of a document that cites others: where it is and whom it cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from aggregator.archive import schema as s
from aggregator.archive.citing.candidates import DIGEST
from aggregator.archive.crawling.leads import CHUNK, chunks
from aggregator.records import Outcome
from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from aggregator.archive.store import Archive

FROM_FILES = "https://digest.invalid/"
"""What the addresses of documents from files begin with; the name leads nowhere (RFC 2606)."""

_LOST = (Outcome.GONE, Outcome.SOFT_404)


@dataclass(frozen=True, slots=True, kw_only=True)
class LostLead:
    """A lead whose page its outlet no longer has."""

    lead_id: int
    outlet: str
    url: str
    outcome: Outcome
    reason: str | None
    published: datetime | None


def document_at(archive: Archive, url: str) -> int | None:
    """The story id of the document that was fetched from this URL; None where it gave none."""
    query = select(s.leads.c.story_id).where(s.leads.c.url == canonical(url))
    with archive.read() as connection:
        return connection.scalar(query)


def document_starting(archive: Archive, start: str) -> int | None:
    """The story id of the document whose address begins so; None where there is none."""
    query = select(s.leads.c.story_id).where(
        s.leads.c.outlet == DIGEST,
        s.leads.c.url.startswith(start, autoescape=True),
        s.leads.c.story_id.is_not(None),
    )
    with archive.read() as connection:
        return connection.scalar(query.order_by(s.leads.c.id).limit(1))


def documents_of(archive: Archive, run_id: int) -> list[int]:
    """Story ids of the digests that a run fetched, in the order of their fetches."""
    query = (
        select(s.stories.c.id)
        .join(s.leads, s.leads.c.story_id == s.stories.c.id)
        .join(s.fetches, s.fetches.c.lead_id == s.leads.c.id)
        .where(s.fetches.c.run_id == run_id, s.stories.c.kind == "digest")
        .order_by(s.fetches.c.id)
    )
    with archive.read() as connection:
        return list(dict.fromkeys(connection.scalars(query)))


def count_cited_leads(archive: Archive) -> int:
    """How many leads citations gave that were never fetched."""
    query = select(func.count()).where(s.leads.c.via == "citation", s.leads.c.outcome.is_(None))
    with archive.read() as connection:
        return int(connection.scalar(query) or 0)


def cited_outlets(archive: Archive, document_id: int) -> list[str]:
    """Short names of the outlets that the document cites, of those we have a spider for."""
    c = s.citations.c
    query = (
        select(c.outlet_name)
        .where(c.document_id == document_id, c.outlet_name.is_not(None))
        .distinct()
        .order_by(c.outlet_name)
    )
    with archive.read() as connection:
        return [name for name in connection.scalars(query) if name is not None]


def cited_urls(archive: Archive, document_id: int) -> list[str]:
    """The URLs that the document's citations give, in their order."""
    c = s.citations.c
    query = (
        select(c.url).where(c.document_id == document_id, c.url.is_not(None)).order_by(c.position)
    )
    with archive.read() as connection:
        return [url for url in connection.scalars(query) if url is not None]


def lost_leads(archive: Archive, lead_ids: Collection[int]) -> list[LostLead]:
    """Those of some leads that were fetched in vain: their outlets no longer have the pages."""
    c = s.leads.c
    query = select(c.id, c.outlet, c.requested_url, c.outcome, c.reason, c.published)
    found = []
    with archive.read() as connection:
        for some in chunks(sorted(lead_ids), CHUNK):
            lost = query.where(c.id.in_(some), c.outcome.in_(_LOST), c.story_id.is_(None))
            found += [
                LostLead(
                    lead_id=row.id,
                    outlet=row.outlet,
                    url=row.requested_url,
                    outcome=Outcome(row.outcome),
                    reason=row.reason,
                    published=row.published,
                )
                for row in connection.execute(lost.order_by(c.id))
            ]
    return found


def document_time(archive: Archive, document_id: int) -> datetime:
    """When the document appeared, or was first seen."""
    with archive.read() as connection:
        query = select(s.stories.c.listed_at).where(s.stories.c.id == document_id)
        at: datetime = connection.execute(query).scalar_one()
    return at
