"""What documents cite, as rows: written down when a document is read, resolved later."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from aggregator.archive.drivers import clean
from aggregator.archive.schema import citations, resolutions
from aggregator.records import CitationState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.records import Citation

PERSON = "person"
"""As ``resolutions.engine`` has it where a person said what a citation means."""
ENGINE = "headline-1"
"""Name and version of the resolver, as ``resolutions.engine`` has it."""


FOLLOWED = frozenset({"source_line", "headline_outlet", "originally"})
"""Forms in which a story cites another story by its headline, as digests do."""


def record_citations(
    connection: Connection,
    document_id: int,
    found: Sequence[Citation],
    *,
    now: datetime,
    is_digest: bool = True,
) -> int:
    """Write down what a document cites, each citation once; returns how many were new.

    Args:
        is_digest: all its citations are followed. Of a story only those with a headline are: most
            name an outlet and nothing else, and what those mean is seen in the event
            (`archive.citing.lineage`). They have no row in ``resolutions``.
    """
    known = set(
        connection.scalars(
            select(citations.c.fingerprint).where(citations.c.document_id == document_id)
        )
    )
    added = 0
    for position, citation in enumerate(found):
        mark = fingerprint(citation)
        if mark in known:
            continue
        known.add(mark)
        citation_id = connection.execute(
            insert(citations).returning(citations.c.id),
            {
                "document_id": document_id,
                "position": position,
                "fingerprint": mark,
                "outlet": clean(citation.outlet),
                "outlet_name": citation.outlet_name,
                "headline": clean(citation.headline) if citation.headline else None,
                "url": clean(citation.url) if citation.url else None,
                "line": clean(citation.line),
                "kind": citation.kind,
                "confidence": citation.confidence,
                "author": clean(citation.author) if citation.author else None,
                "published": citation.published.utc if citation.published else None,
                "found_at": now,
            },
        ).scalar_one()
        added += 1
        if not is_digest and (citation.headline is None or citation.kind not in FOLLOWED):
            continue
        _open(connection, citation_id, now)
    return added


def follow(connection: Connection, citation_id: int, *, now: datetime) -> None:
    """Look for the citation's story from now on, where it was not looked for before."""
    present = select(resolutions.c.id).where(
        resolutions.c.citation_id == citation_id, resolutions.c.valid_to.is_(None)
    )
    if connection.scalar(present) is None:
        _open(connection, citation_id, now)


def _open(connection: Connection, citation_id: int, now: datetime) -> None:
    connection.execute(
        insert(resolutions),
        {
            "citation_id": citation_id,
            "state": str(CitationState.NOT_TRIED),
            "score": 0.0,
            "explanation": {},
            "alternatives": [],
            "engine": ENGINE,
            "valid_from": now,
        },
    )


def fingerprint(citation: Citation) -> str:
    """The same for a citation read twice, from the same document in another version."""
    parts = (
        citation.outlet_name or citation.outlet.casefold(),
        " ".join((citation.headline or "").casefold().split()),
        citation.url,
        citation.kind,
    )
    return blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()
