"""Stories and revisions as rows: looked up, added, and one revision put in another's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, insert, select, update

from aggregator.archive.schema import revisions, stories
from aggregator.archive.writing.versions import StoryChange, version_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from aggregator.archive.writing.versions import Change, StoryVersion

    AnyRow = Row[*tuple[Any, ...]]

_STORY = select(
    stories.c.id,
    stories.c.outlet,
    stories.c.url,
    stories.c.form,
    stories.c.published,
    stories.c.published_precision,
    stories.c.listed_at,
    stories.c.revisions,
    stories.c.revision_id,
    stories.c.event_id,
    stories.c.family_id,
    revisions.c.number,
    revisions.c.text_digest,
    revisions.c.captured_at,
    revisions.c.published.label("read_published"),
    revisions.c.title,
    revisions.c.summary,
    revisions.c.text,
).join(revisions, revisions.c.id == stories.c.revision_id)
# Statements are made once: making one costs more than running it.
_BY_URL = _STORY.where(stories.c.url == bindparam("this"))
_BY_ID = _STORY.where(stories.c.id == bindparam("this"))
_PRESENT = (
    select(
        revisions,
        stories.c.outlet,
        stories.c.listed_at,
        stories.c.published.label("story_published"),
        stories.c.published_precision.label("story_precision"),
        stories.c.event_id,
        stories.c.family_id,
    )
    .join(stories, stories.c.revision_id == revisions.c.id)
    .where(stories.c.id == bindparam("this"))
)
_ADD_STORY = insert(stories).returning(stories.c.id)
_CHANGE_STORY = update(stories).where(stories.c.id == bindparam("this"))
_ADD_REVISION = insert(revisions).returning(revisions.c.id)
_END_REVISION = update(revisions).where(revisions.c.id == bindparam("this"))


class StoryDate(NamedTuple):
    """When a story was published, as far as is known, and the time it is listed by."""

    published: datetime | None
    precision: str | None
    listed_at: datetime


def load_version(connection: Connection, story_id: int) -> StoryVersion:
    """A story's present version.

    Raises:
        LookupError: there is no such story.
    """
    row = connection.execute(_PRESENT, {"this": story_id}).mappings().first()
    if row is None:
        raise LookupError(f"no story {story_id}")
    return version_of(
        dict(row),
        story_id=story_id,
        number=row["number"],
        outlet=row["outlet"],
        listed_at=row["listed_at"],
        published=row["story_published"],
        precision=row["story_precision"],
        event_id=row["event_id"],
        family_id=row["family_id"],
    )


def story_at(connection: Connection, url: str) -> AnyRow | None:
    """The story of a canonical URL, with its present revision."""
    return connection.execute(_BY_URL, {"this": url}).first()


def story_of(connection: Connection, story_id: int) -> AnyRow | None:
    """The story of an id, with its present revision."""
    return connection.execute(_BY_ID, {"this": story_id}).first()


def add_story(connection: Connection, values: dict[str, Any]) -> int:
    return int(connection.execute(_ADD_STORY, values).scalar_one())


def change_story(connection: Connection, story_id: int, **values: Any) -> None:
    connection.execute(_CHANGE_STORY, {"this": story_id, **values})


def add_revision(
    connection: Connection,
    values: dict[str, Any],
    *,
    story_id: int,
    number: int,
    change: str,
    now: datetime,
    valid_to: datetime | None = None,
) -> int:
    made = connection.execute(
        _ADD_REVISION,
        {
            **values,
            "story_id": story_id,
            "number": number,
            "change": change,
            "valid_from": now,
            "valid_to": valid_to,
        },
    )
    return int(made.scalar_one())


def put_in_place(
    connection: Connection,
    story: AnyRow,
    values: dict[str, Any],
    change: Change,
    *,
    shown: dict[str, Any],
    date: StoryDate,
    now: datetime,
) -> StoryChange:
    """Make a new revision the present one of a story.

    Args:
        values: of the revision.
        shown: what the story repeats of it.
    """
    number = story.revisions + 1
    connection.execute(_END_REVISION, {"this": story.revision_id, "valid_to": now})
    revision_id = add_revision(
        connection, values, story_id=story.id, number=number, change=change, now=now
    )
    change_story(
        connection,
        story.id,
        **shown,
        published=date.published,
        published_precision=date.precision,
        listed_at=date.listed_at,
        revisions=number,
        revision_id=revision_id,
    )
    version = version_of(
        values,
        story_id=story.id,
        number=number,
        outlet=story.outlet,
        listed_at=date.listed_at,
        published=date.published,
        precision=date.precision,
        event_id=story.event_id,
        family_id=story.family_id,
        old=(story.title, story.summary, story.text),
    )
    return StoryChange(
        story.id,
        change,
        number,
        version,
        retimed=date.listed_at != story.listed_at,
        event_id=story.event_id,
        family_id=story.family_id,
    )


def date_of(story: AnyRow) -> StoryDate:
    return StoryDate(story.published, story.published_precision, story.listed_at)
