"""The typed read model: what the command line, a web page or a notebook asks of an archive.

Each function takes a connection of `Archive.read` and returns frozen values. `jsonable` turns any
of them into what ``--json`` prints.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, and_, case, func, literal, select, true
from sqlalchemy.sql.functions import coalesce

from aggregator.archive import schema as s
from aggregator.archive.errors import NotFound
from aggregator.records import Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Column, Connection, Row
    from sqlalchemy.sql import ColumnElement


_LAST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event in a list.

    Attributes:
        first, last: publication of its earliest and latest story.
        outlets: display names, the first to report first.
        independent: texts that are no copies of one another.
    """

    id: int
    title: str
    first: datetime
    last: datetime
    stories: int
    outlets: tuple[str, ...]
    independent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A story of an event."""

    story: int
    url: str
    outlet: str
    title: str | None
    published: Moment | None
    access: str
    form: str
    family: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRow:
    """A citation with its present resolution."""

    id: int
    document: int
    document_title: str | None
    document_url: str
    outlet: str
    headline: str | None
    url: str | None
    kind: str
    state: str
    story: int | None
    story_url: str | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(EventRow):
    """An event with its stories, earliest first, and the citations of them."""

    members: tuple[Member, ...]
    citations: tuple[CitationRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """One version of a story."""

    number: int
    change: str
    form: str
    title: str | None
    words: int
    modified: Moment | None
    captured: datetime | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """A story that shares a passage with another, and is no copy.

    Attributes:
        story: the other one: the quoted story, or the one that quotes.
        passage: the longest piece that both have, as the one that quotes writes it.
        words: of the story that quotes, that both have.
        share: these as a share of its text, 0 to 1.
        marked: whether it has them between quotation marks.
    """

    story: int
    url: str
    outlet: str
    title: str | None
    published: Moment | None
    passage: str
    words: int
    share: float
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story with its present text, its versions, and where it belongs."""

    id: int
    url: str
    outlet: str
    title: str | None
    summary: str | None
    authors: tuple[str, ...]
    published: Moment | None
    modified: Moment | None
    lang: str | None
    section: str | None
    tags: tuple[str, ...]
    image: str | None
    access: str
    metering: str | None
    form: str
    kind: str | None
    agency: str | None
    text: str | None
    event: int | None
    family: int | None
    first_seen: datetime
    revisions: tuple[RevisionRow, ...]
    copies: tuple[Member, ...]
    quotes: tuple[QuoteRow, ...]
    quoted_by: tuple[QuoteRow, ...]
    cited_by: tuple[CitationRow, ...]
    cites: tuple[CitationRow, ...]
    provenance: Mapping[str, Any]


def jsonable(value: Any) -> Any:
    """A value of the read model as JSON types; times in ISO 8601, never more exact than known."""
    if isinstance(value, Moment | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: jsonable(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    return value


def moment(at: datetime | None, precision: str | None) -> Moment | None:
    """Put a stored time and its precision together again."""
    return Moment(at, Precision(precision or "second")) if at is not None else None


def list_events(
    connection: Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    outlet: str | None = None,
    min_outlets: int = 1,
    limit: int | None = None,
) -> list[EventRow]:
    """Events that were reported on in a period, the latest first.

    Args:
        since, until: the event's stories overlap this period, both ends included.
        outlet: short name; only events that this outlet reported.
        min_outlets: only events that so many outlets reported.
    """
    e = s.events.c
    query = select(s.events).where(e.merged_into.is_(None), e.stories > 0)
    if since is not None:
        query = query.where(e.last_at >= since)
    if until is not None:
        query = query.where(e.first_at <= until)
    if outlet is not None:
        query = query.where(
            select(s.stories.c.id)
            .where(s.stories.c.event_id == e.id, s.stories.c.outlet == outlet)
            .exists()
        )
    if min_outlets > 1:
        reporters = (
            select(func.count(s.stories.c.outlet.distinct()))
            .where(s.stories.c.event_id == e.id)
            .scalar_subquery()
        )
        query = query.where(reporters >= min_outlets)
    query = query.order_by(e.last_at.desc(), e.id.desc()).limit(limit)
    rows = connection.execute(query).all()
    members = _members_of(connection, [row.id for row in rows])
    return [EventRow(**_event_fields(row, members.get(row.id, []))) for row in rows]


def get_event(connection: Connection, event_id: int) -> Event:
    """One event; the id of a merged one leads to where it went.

    Raises:
        NotFound: there is no such event.
    """
    row = find_event(connection, event_id)
    members = _members_of(connection, [row.id]).get(row.id, [])
    stories = [member.story for member in members]
    # A digest names its stories together: what it cites beside a member belongs to the picture.
    documents = (
        select(s.citations.c.document_id)
        .join(s.resolutions, _present())
        .where(s.resolutions.c.story_id.in_(stories))
    )
    cited = _citations(connection, s.citations.c.document_id.in_(documents))
    return Event(**_event_fields(row, members), members=tuple(members), citations=tuple(cited))


def find_event(connection: Connection, event_id: int) -> Row[Any]:
    """The row of the event that an id leads to, through any merges.

    Raises:
        NotFound: there is no such event.
    """
    query = select(s.events).where(s.events.c.id == _key(event_id))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"there is no event {event_id}; `aggregator events` lists them")
    return row if row.merged_into is None else find_event(connection, row.merged_into)


def find_story(connection: Connection, reference: str) -> int:
    """The id of the story that a person names by id or URL.

    Raises:
        NotFound: there is no such story.
    """
    known = s.stories.c.id
    if reference.isdecimal():
        number = int(reference) if len(reference) <= len(str(_LAST_KEY)) else 0
        found = connection.scalar(select(known).where(known == _key(number)))
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
        .where(s.stories.c.id == _key(story_id))
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no story {story_id}")
    family = row["stories_family_id"]
    return Story(
        id=row["stories_id"],
        url=row["stories_url"],
        outlet=_titles(connection).get(row["stories_outlet"], row["stories_outlet"]),
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
        copies=tuple(_copies(connection, family, story_id)) if family else (),
        quotes=tuple(_quotes(connection, s.quotes.c.story_id, s.quotes.c.quoted_id, story_id)),
        quoted_by=tuple(_quotes(connection, s.quotes.c.quoted_id, s.quotes.c.story_id, story_id)),
        cited_by=tuple(_citations(connection, s.resolutions.c.story_id == story_id)),
        cites=tuple(_citations(connection, s.citations.c.document_id == story_id)),
        provenance=row["revisions_provenance"] or {},
    )


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
    return _citations(connection, condition, limit=limit)


def _key(number: int) -> int:
    """The number where it can be a row's; else 0, which none has. Larger ones are errors in SQL."""
    return number if 0 < number <= _LAST_KEY else 0


def _canonical(url: str) -> str:
    # Imported late: only a URL given by hand needs it.
    from aggregator.urls import canonical  # noqa: PLC0415

    try:
        return canonical(url)
    except ValueError as error:
        raise NotFound(f"{url!r} is neither a story's id nor its URL: {error}") from error


def _event_fields(row: Row[Any], members: Sequence[Member]) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "first": row.first_at,
        "last": row.last_at,
        "stories": row.stories,
        "outlets": tuple(dict.fromkeys(member.outlet for member in members)),
        "independent": len({member.family or -member.story for member in members}),
    }


def _members_of(connection: Connection, events: Sequence[int]) -> dict[int, list[Member]]:
    found: dict[int, list[Member]] = {}
    for start in range(0, len(events), 500):
        chunk = events[start : start + 500]
        query = _member_query().where(s.stories.c.event_id.in_(chunk))
        for row in connection.execute(query):
            found.setdefault(row.event_id, []).append(_member(row))
    return found


def _copies(connection: Connection, family: int, story_id: int) -> list[Member]:
    query = _member_query().where(s.stories.c.family_id == family, s.stories.c.id != story_id)
    return [_member(row) for row in connection.execute(query)]


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


def _member_query() -> Any:
    c = s.stories.c
    return (
        select(
            c.id,
            c.url,
            coalesce(s.outlets.c.title, c.outlet).label("outlet"),
            c.title,
            c.published,
            c.published_precision,
            c.access,
            c.form,
            c.family_id,
            c.event_id,
        )
        .join(s.outlets, s.outlets.c.name == c.outlet, isouter=True)
        .order_by(c.listed_at, c.id)
    )


def _member(row: Row[Any]) -> Member:
    return Member(
        story=row.id,
        url=row.url,
        outlet=row.outlet,
        title=row.title,
        published=moment(row.published, row.published_precision),
        access=row.access,
        form=row.form,
        family=row.family_id,
    )


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


def _present() -> ColumnElement[bool]:
    return and_(s.resolutions.c.citation_id == s.citations.c.id, s.resolutions.c.valid_to.is_(None))


def _citations(
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
        .join(s.resolutions, _present(), isouter=True)
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


def _titles(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(s.outlets.c.name, s.outlets.c.title))
    return {row.name: row.title for row in rows}
