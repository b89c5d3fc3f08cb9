"""One story as a reader sees it: its text, versions, copies, quotes and citations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, select
from sqlalchemy.sql.functions import coalesce

from aggregator.archive import schema as s
from aggregator.archive.errors import NotFound
from aggregator.archive.reading.citations import citations_where
from aggregator.archive.reading.events import copies_of
from aggregator.archive.reading.lookup import LAST_KEY, outlet_titles, row_key
from aggregator.archive.reading.rows import QuoteRow, RevisionRow, Story, moment

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection


def find_story(connection: Connection, reference: str) -> int:
    """The id of the story that a person names by id or URL.

    Raises:
        NotFound: there is no such story.
    """
    known = s.stories.c.id
    if reference.isdecimal():
        number = int(reference) if len(reference) <= len(str(LAST_KEY)) else 0
        found = connection.scalar(select(known).where(known == row_key(number)))
    else:
        found = connection.scalar(select(known).where(s.stories.c.url == _canonical(reference)))
        if found is None:
            found = connection.scalar(
                select(s.leads.c.story_id).where(s.leads.c.url == _canonical(reference))
            )
    if found is None:
        raise NotFound(
            f"there is no story {reference}; `aggregator search WORDS` finds stories by their text"
        )
    return int(found)


def get_story(connection: Connection, story_id: int) -> Story:
    """One story with its present text.

    Raises:
        NotFound: there is no such story.
    """
    query = (
        select(s.stories, s.revisions)
        .join(s.revisions, s.revisions.c.id == s.stories.c.revision_id, isouter=True)
        .where(s.stories.c.id == row_key(story_id))
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no story {story_id}")
    family = row["stories_family_id"]
    return Story(
        id=row["stories_id"],
        url=row["stories_url"],
        outlet=outlet_titles(connection).get(row["stories_outlet"], row["stories_outlet"]),
        title=row["stories_title"],
        summary=row["revisions_summary"],
        authors=tuple(row["revisions_authors"] or ()),
        published=moment(row["stories_published"], row["stories_published_precision"]),
        modified=moment(row["revisions_modified"], row["revisions_modified_precision"]),
        lang=row["stories_language"],
        section=row["stories_section"],
        tags=tuple(row["revisions_tags"] or ()),
        image=row["revisions_image"],
        access=row["stories_access"],
        metering=row["revisions_metering"],
        form=row["stories_form"],
        kind=row["stories_kind"],
        agency=row["stories_agency"],
        text=row["revisions_text"],
        event=row["stories_event_id"],
        family=family,
        first_seen=row["stories_first_seen"],
        revisions=tuple(_revisions(connection, story_id)),
        copies=tuple(copies_of(connection, family, story_id)) if family else (),
        quotes=tuple(_quotes(connection, s.quotes.c.story_id, s.quotes.c.quoted_id, story_id)),
        quoted_by=tuple(_quotes(connection, s.quotes.c.quoted_id, s.quotes.c.story_id, story_id)),
        cited_by=tuple(citations_where(connection, s.resolutions.c.story_id == story_id)),
        cites=tuple(citations_where(connection, s.citations.c.document_id == story_id)),
        provenance=row["revisions_provenance"] or {},
    )


def _canonical(url: str) -> str:
    # Imported late: only a URL given by hand needs it.
    from aggregator.urls import canonical  # noqa: PLC0415

    try:
        return canonical(url)
    except ValueError as error:
        raise NotFound(f"{url!r} is neither a story's id nor its URL: {error}") from error


def _quotes(
    connection: Connection, this: Column[int], other: Column[int], story_id: int
) -> list[QuoteRow]:
    q, c = s.quotes.c, s.stories.c
    query = (
        select(
            c.id,
            c.url,
            coalesce(s.outlets.c.title, c.outlet).label("outlet"),
            c.title,
            c.published,
            c.published_precision,
            q.passage,
            q.words,
            q.share,
            q.marked,
        )
        .join(s.stories, c.id == other)
        .join(s.outlets, s.outlets.c.name == c.outlet, isouter=True)
        .where(this == story_id, q.valid_to.is_(None))
        .order_by(c.listed_at, c.id)
    )
    return [
        QuoteRow(
            story=row.id,
            url=row.url,
            outlet=row.outlet,
            title=row.title,
            published=moment(row.published, row.published_precision),
            passage=row.passage,
            words=row.words,
            share=round(row.share, 4),
            marked=row.marked,
        )
        for row in connection.execute(query)
    ]


def _revisions(connection: Connection, story_id: int) -> list[RevisionRow]:
    c = s.revisions.c
    query = select(s.revisions).where(c.story_id == story_id).order_by(c.number)
    return [
        RevisionRow(
            number=row.number,
            change=row.change,
            form=row.form,
            title=row.title,
            words=row.words,
            modified=moment(row.modified, row.modified_precision),
            captured=row.captured_at,
            since=row.valid_from,
            until=row.valid_to,
        )
        for row in connection.execute(query)
    ]
