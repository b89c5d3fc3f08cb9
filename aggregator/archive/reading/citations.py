"""Citations as a reader sees them: who cites what, and which story that is found to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, literal, select, true

from aggregator.archive import schema as s
from aggregator.archive.reading.rows import CitationRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection
    from sqlalchemy.sql import ColumnElement


def list_citations(
    connection: Connection,
    *,
    documents: Collection[int] | None = None,
    followed: bool = False,
    limit: int | None = None,
) -> list[CitationRow]:
    """Citations in the archive, of some documents or of all, newest document first.

    Args:
        followed: only those that are looked for: not where a story merely names an outlet.
    """
    condition: ColumnElement[bool] = true()
    if documents is not None:
        condition = s.citations.c.document_id.in_(documents)
    if followed:
        condition = and_(condition, s.resolutions.c.id.is_not(None))
    return citations_where(connection, condition, limit=limit)


def citations_where(
    connection: Connection, condition: ColumnElement[bool], *, limit: int | None = None
) -> list[CitationRow]:
    document = s.stories.alias("document")
    cited = s.stories.alias("cited")
    c = s.citations.c
    query = (
        select(
            s.citations,
            document.c.title.label("document_title"),
            document.c.url.label("document_url"),
            case(
                (s.resolutions.c.state.is_(None), literal("not_tried")),
                else_=s.resolutions.c.state,
            ).label("state"),
            s.resolutions.c.story_id,
            s.resolutions.c.score,
            cited.c.url.label("story_url"),
        )
        .join(document, document.c.id == c.document_id)
        .join(s.resolutions, present_resolution(), isouter=True)
        .join(cited, cited.c.id == s.resolutions.c.story_id, isouter=True)
        .where(condition)
        .order_by(c.document_id.desc(), c.position)
        .limit(limit)
    )
    return [
        CitationRow(
            id=row.id,
            document=row.document_id,
            document_title=row.document_title,
            document_url=row.document_url,
            outlet=row.outlet,
            headline=row.headline,
            url=row.url,
            kind=row.kind,
            state=row.state,
            story=row.story_id,
            story_url=row.story_url,
            score=row.score,
        )
        for row in connection.execute(query)
    ]


def present_resolution() -> ColumnElement[bool]:
    return and_(s.resolutions.c.citation_id == s.citations.c.id, s.resolutions.c.valid_to.is_(None))
