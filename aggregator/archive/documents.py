"""What the archive knows of a document that cites others: where it is and whom it cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from aggregator.archive import schema as s
from aggregator.urls import canonical

if TYPE_CHECKING:
    from aggregator.archive.store import Archive


def document_at(archive: Archive, url: str) -> int | None:
    """The story id of the document that was fetched from this URL; None where it gave none."""
    query = select(s.leads.c.story_id).where(s.leads.c.url == canonical(url))
    with archive.read() as connection:
        return connection.scalar(query)


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
