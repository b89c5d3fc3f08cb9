"""Stories and their versions: what an extract changes in the archive.

A story is known by the canonical URL of its page. What a reader sees of it, headline and text,
makes a *revision*; a fetch that shows a reader nothing new makes none. The rules:

- A page with its text replaces a teaser (``completed``); a teaser never replaces a page.
- Another reading of the same capture, by a later extraction, is ``reread``; of a past revision's
  capture it is past as well, as below.
- A version seen before and back again is ``reverted``, any other change ``edited``.
- The present version is the one captured last. A capture that is older than the present version
  but taken in later becomes a revision with its own ``captured_at``; it was never the present
  version, so its interval of validity is empty (``valid_to`` equals ``valid_from``). Its number
  is the next free one: numbers say in which order the archive got the versions, ``captured_at``
  in which order the outlet showed them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from aggregator import urls
from aggregator.archive.schema import revisions, stories
from aggregator.archive.writing.versions import (
    SHOWN_ON_STORY,
    StoryChange,
    is_finer,
    listing_time,
    revision_values,
    version_of,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row, RowMapping

    from aggregator.archive.writing.versions import Change, StoryVersion
    from aggregator.records import Extract

    AnyRow = Row[*tuple[Any, ...]]


def keep_extract(
    connection: Connection,
    extract: Extract,
    *,
    outlet: str,
    lead: RowMapping,
    capture: tuple[int, datetime] | None,
    seen: datetime,
    now: datetime,
) -> StoryChange | None:
    """Take an extract into the archive; None where it holds nothing that a reader could read.

    Args:
        lead: the row of `leads` that was fetched, its ``url`` and ``story_id`` at least.
        capture: id and time of the page it was read from; None for a teaser of a feed's words.
        seen: stands in where the story's date is unknown or cannot be.
        now: the archive's time.
    """
    values = revision_values(extract, capture)
    if not values["title"] and not values["text"]:
        return None
    url = _canonical(extract.url) or lead["url"]
    story = _find_story(connection, url, lead)
    if story is None:
        return _open_story(connection, values, extract, outlet=outlet, url=url, seen=seen, now=now)
    if values["form"] == "teaser" and story.form == "full":
        return _unmoved(story, "unchanged", story.number)
    if values["form"] == story.form:
        if values["text_digest"] == story.text_digest:
            return _unmoved(story, "unchanged", story.number)
        if capture and story.captured_at and capture[1] < story.captured_at:
            return _keep_older(connection, story, values, now=now)
    return _replace(connection, story, values, extract, seen=seen, now=now)


def keep_reading(
    connection: Connection,
    extract: Extract,
    *,
    story_id: int,
    revision_id: int,
    capture: tuple[int, datetime],
    now: datetime,
) -> StoryChange | None:
    """Put another reading of the same capture in the place of a story's present revision.

    The revision it makes is ``reread``: the outlet changed nothing. All that stands on the story is
    taken over, what is not there any more too; a date that an earlier revision knew better stays.

    Args:
        revision_id: the present revision, as it was when the page was read again.
        capture: id and time of the page.

    Returns:
        None where the story has another revision by now: nothing was changed.
    """
    story = connection.execute(_BY_ID, {"this": story_id}).first()
    if story is None or story.revision_id != revision_id:
        return None
    values = revision_values(extract, capture)
    number = story.revisions + 1
    connection.execute(_END_REVISION, {"this": story.revision_id, "valid_to": now})
    made = _insert_revision(
        connection, values, story_id=story_id, number=number, change="reread", now=now
    )
    published, precision, listed_at = story.published, story.published_precision, story.listed_at
    if extract.published is not None and (
        story.published == story.read_published or is_finer(extract.published, published, precision)
    ):
        published, precision = values["published"], values["published_precision"]
        listed_at = listing_time(extract.published, capture[1])
    connection.execute(
        _CHANGE_STORY,
        {
            "this": story_id,
            **{name: values[name] for name in SHOWN_ON_STORY},
            "published": published,
            "published_precision": precision,
            "listed_at": listed_at,
            "revisions": number,
            "revision_id": made,
        },
    )
    version = version_of(
        values,
        story_id=story_id,
        number=number,
        outlet=story.outlet,
        listed_at=listed_at,
        published=published,
        precision=precision,
        event_id=story.event_id,
        family_id=story.family_id,
        old=(story.title, story.summary, story.text),
    )
    return StoryChange(
        story_id,
        "reread",
        number,
        version,
        retimed=listed_at != story.listed_at,
        event_id=story.event_id,
        family_id=story.family_id,
    )


def keep_past_reading(
    connection: Connection,
    extract: Extract,
    *,
    story_id: int,
    revision_id: int,
    capture: tuple[int, datetime],
    now: datetime,
) -> int | None:
    """Put another reading of a past revision's capture beside it; the story's present one stays.

    Args:
        revision_id: the last that was read from the capture, as it was when that was read again.
        capture: id and time of the page.

    Returns:
        the new revision's number; None where the capture was read again in the meantime.
    """
    story = connection.execute(_BY_ID, {"this": story_id}).first()
    last = connection.execute(_LAST_READING, {"story": story_id, "capture": capture[0]}).scalar()
    if story is None or last != revision_id or story.revision_id == revision_id:
        return None
    number = int(story.revisions) + 1
    _insert_revision(
        connection,
        revision_values(extract, capture),
        story_id=story_id,
        number=number,
        change="reread",
        now=now,
        valid_to=now,
    )
    connection.execute(_CHANGE_STORY, {"this": story_id, "revisions": number})
    return number


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


def _find_story(connection: Connection, url: str, lead: RowMapping) -> AnyRow | None:
    """The story at a URL, or the one that this lead made before its canonical URL was known."""
    found = connection.execute(_BY_URL, {"this": url}).first()
    if found is not None or lead["story_id"] is None:
        return found
    earlier = connection.execute(_BY_ID, {"this": lead["story_id"]}).first()
    if earlier is None or lead["url"] not in {url, earlier.url}:
        return None  # the lead's page now declares to be another story
    if earlier.url == lead["url"]:
        connection.execute(_CHANGE_STORY, {"this": earlier.id, "url": url})
    return earlier


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
_LAST_READING = (
    select(revisions.c.id)
    .where(
        revisions.c.story_id == bindparam("story"), revisions.c.capture_id == bindparam("capture")
    )
    .order_by(revisions.c.number.desc())
    .limit(1)
)
_SEEN_BEFORE = (
    select(revisions.c.id)
    .where(
        revisions.c.story_id == bindparam("story"), revisions.c.text_digest == bindparam("digest")
    )
    .limit(1)
)


def _open_story(
    connection: Connection,
    values: dict[str, Any],
    extract: Extract,
    *,
    outlet: str,
    url: str,
    seen: datetime,
    now: datetime,
) -> StoryChange:
    present = {name: values[name] for name in SHOWN_ON_STORY}
    listed_at = listing_time(extract.published, seen)
    story_id = connection.execute(
        _ADD_STORY,
        {
            **present,
            "outlet": outlet,
            "url": url,
            "published": values["published"],
            "published_precision": values["published_precision"],
            "listed_at": listed_at,
            "first_seen": now,
            "revisions": 1,
        },
    ).scalar_one()
    revision_id = _insert_revision(
        connection, values, story_id=story_id, number=1, change="first", now=now
    )
    connection.execute(_CHANGE_STORY, {"this": story_id, "revision_id": revision_id})
    version = version_of(
        values,
        story_id=story_id,
        number=1,
        outlet=outlet,
        listed_at=listed_at,
        published=values["published"],
        precision=values["published_precision"],
    )
    return StoryChange(story_id, "new", 1, version, retimed=True)


def _keep_older(
    connection: Connection, story: AnyRow, values: dict[str, Any], *, now: datetime
) -> StoryChange:
    """A capture from before the present version: its own place in time, never the present one."""
    at = revisions.c.captured_at
    of_story = select(revisions.c.number, revisions.c.text_digest).where(
        revisions.c.story_id == story.id
    )
    before = of_story.where(at <= values["captured_at"]).order_by(
        at.desc(), revisions.c.number.desc()
    )
    after = of_story.where(at > values["captured_at"]).order_by(at, revisions.c.number.desc())
    for neighbours in (before, after):
        neighbour = connection.execute(neighbours.limit(1)).first()
        if neighbour is not None and neighbour.text_digest == values["text_digest"]:
            return _unmoved(story, "unchanged", neighbour.number)
    number = story.revisions + 1
    _insert_revision(
        connection,
        values,
        story_id=story.id,
        number=number,
        change="edited",
        now=now,
        valid_to=now,
    )
    connection.execute(_CHANGE_STORY, {"this": story.id, "revisions": number})
    return _unmoved(story, "edited", number)


def _replace(
    connection: Connection,
    story: AnyRow,
    values: dict[str, Any],
    extract: Extract,
    *,
    seen: datetime,
    now: datetime,
) -> StoryChange:
    number = story.revisions + 1
    change: Change = "edited"
    if values["form"] != story.form:
        change = "completed"
    elif _was_seen_before(connection, story.id, values["text_digest"]):
        change = "reverted"
    connection.execute(_END_REVISION, {"this": story.revision_id, "valid_to": now})
    revision_id = _insert_revision(
        connection, values, story_id=story.id, number=number, change=change, now=now
    )
    present = {name: values[name] for name in SHOWN_ON_STORY if values[name] is not None}
    published, precision, listed_at = (
        story.published,
        story.published_precision,
        story.listed_at,
    )
    if extract.published is not None and (
        change == "completed" or is_finer(extract.published, published, precision)
    ):
        published, precision = values["published"], values["published_precision"]
        listed_at = listing_time(extract.published, seen)
    connection.execute(
        _CHANGE_STORY,
        {
            "this": story.id,
            **present,
            "published": published,
            "published_precision": precision,
            "listed_at": listed_at,
            "revisions": number,
            "revision_id": revision_id,
        },
    )
    version = version_of(
        values,
        story_id=story.id,
        number=number,
        outlet=story.outlet,
        listed_at=listed_at,
        published=published,
        precision=precision,
        event_id=story.event_id,
        family_id=story.family_id,
        old=(story.title, story.summary, story.text),
    )
    return StoryChange(
        story.id,
        change,
        number,
        version,
        retimed=listed_at != story.listed_at,
        event_id=story.event_id,
        family_id=story.family_id,
    )


def _unmoved(story: AnyRow, change: Change, number: int) -> StoryChange:
    return StoryChange(story.id, change, number, event_id=story.event_id, family_id=story.family_id)


def _was_seen_before(connection: Connection, story_id: int, digest: str) -> bool:
    found = connection.scalar(_SEEN_BEFORE, {"story": story_id, "digest": digest})
    return found is not None


def _insert_revision(
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


def _canonical(url: str) -> str | None:
    try:
        return urls.canonical(url)
    except ValueError:
        return None
