"""Another reading of a capture that the archive has: what a later extraction made of it.

The revision it makes is ``reread``: the outlet changed nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from aggregator.archive.schema import revisions
from aggregator.archive.writing.revision_rows import (
    StoryDate,
    add_revision,
    change_story,
    date_of,
    put_in_place,
    story_of,
)
from aggregator.archive.writing.versions import (
    SHOWN_ON_STORY,
    is_finer,
    listing_time,
    revision_values,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.archive.writing.versions import StoryChange
    from aggregator.records import Extract

_LAST_READING = (
    select(revisions.c.id)
    .where(
        revisions.c.story_id == bindparam("story"), revisions.c.capture_id == bindparam("capture")
    )
    .order_by(revisions.c.number.desc())
    .limit(1)
)


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

    All that stands on the story is taken over, what is not there any more too; a date that an
    earlier revision knew better stays.

    Args:
        revision_id: the present revision, as it was when the page was read again.
        capture: id and time of the page.

    Returns:
        None where the story has another revision by now: nothing was changed.
    """
    story = story_of(connection, story_id)
    if story is None or story.revision_id != revision_id:
        return None
    values = revision_values(extract, capture)
    date = date_of(story)
    if extract.published is not None and (
        date.published == story.read_published
        or is_finer(extract.published, date.published, date.precision)
    ):
        listed_at = listing_time(extract.published, capture[1])
        date = StoryDate(values["published"], values["published_precision"], listed_at)
    shown = {name: values[name] for name in SHOWN_ON_STORY}
    return put_in_place(connection, story, values, "reread", shown=shown, date=date, now=now)


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
    story = story_of(connection, story_id)
    last = connection.execute(_LAST_READING, {"story": story_id, "capture": capture[0]}).scalar()
    if story is None or last != revision_id or story.revision_id == revision_id:
        return None
    number = int(story.revisions) + 1
    add_revision(
        connection,
        revision_values(extract, capture),
        story_id=story_id,
        number=number,
        change="reread",
        now=now,
        valid_to=now,
    )
    change_story(connection, story_id, revisions=number)
    return number
