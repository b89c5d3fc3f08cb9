"""Stories and their versions: what an extract changes in the archive.

A story is known by the canonical URL of its page. What a reader sees of it, headline and text,
makes a *revision*; a fetch that shows a reader nothing new makes none. The rules:

- A page with its text replaces a teaser (``completed``); a teaser never replaces a page.
- Another reading of a capture, by a later extraction, is no fetch: see `readings`.
- A version seen before and back again is ``reverted``, any other change ``edited``.
- The present version is the one captured last. A capture that is older than the present version
  but taken in later becomes a revision with its own ``captured_at``; it was never the present
  version, so its interval of validity is empty (``valid_to`` equals ``valid_from``). Its number
  is the next free one: numbers say in which order the archive got the versions, ``captured_at``
  in which order the outlet showed them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from aggregator import urls
from aggregator.archive.schema import revisions
from aggregator.archive.writing.revision_rows import (
    StoryDate,
    add_revision,
    add_story,
    change_story,
    date_of,
    put_in_place,
    story_at,
    story_of,
)
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

    from sqlalchemy import Connection, RowMapping

    from aggregator.archive.writing.revision_rows import AnyRow
    from aggregator.archive.writing.versions import Change
    from aggregator.records import Extract

_SEEN_BEFORE = (
    select(revisions.c.id)
    .where(
        revisions.c.story_id == bindparam("story"), revisions.c.text_digest == bindparam("digest")
    )
    .limit(1)
)


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


def _find_story(connection: Connection, url: str, lead: RowMapping) -> AnyRow | None:
    """The story at a URL, or the one that this lead made before its canonical URL was known."""
    found = story_at(connection, url)
    if found is not None or lead["story_id"] is None:
        return found
    earlier = story_of(connection, lead["story_id"])
    if earlier is None or lead["url"] not in {url, earlier.url}:
        return None  # the lead's page now declares to be another story
    if earlier.url == lead["url"]:
        change_story(connection, earlier.id, url=url)
    return earlier


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
    listed_at = listing_time(extract.published, seen)
    story_id = add_story(
        connection,
        {
            **{name: values[name] for name in SHOWN_ON_STORY},
            "outlet": outlet,
            "url": url,
            "published": values["published"],
            "published_precision": values["published_precision"],
            "listed_at": listed_at,
            "first_seen": now,
            "revisions": 1,
        },
    )
    revision_id = add_revision(
        connection, values, story_id=story_id, number=1, change="first", now=now
    )
    change_story(connection, story_id, revision_id=revision_id)
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
    add_revision(
        connection,
        values,
        story_id=story.id,
        number=number,
        change="edited",
        now=now,
        valid_to=now,
    )
    change_story(connection, story.id, revisions=number)
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
    change: Change = "edited"
    if values["form"] != story.form:
        change = "completed"
    elif _was_seen_before(connection, story.id, values["text_digest"]):
        change = "reverted"
    date = date_of(story)
    if extract.published is not None and (
        change == "completed" or is_finer(extract.published, date.published, date.precision)
    ):
        listed_at = listing_time(extract.published, seen)
        date = StoryDate(values["published"], values["published_precision"], listed_at)
    shown = {name: values[name] for name in SHOWN_ON_STORY if values[name] is not None}
    return put_in_place(connection, story, values, change, shown=shown, date=date, now=now)


def _unmoved(story: AnyRow, change: Change, number: int) -> StoryChange:
    return StoryChange(story.id, change, number, event_id=story.event_id, family_id=story.family_id)


def _was_seen_before(connection: Connection, story_id: int, digest: str) -> bool:
    found = connection.scalar(_SEEN_BEFORE, {"story": story_id, "digest": digest})
    return found is not None


def _canonical(url: str) -> str | None:
    try:
        return urls.canonical(url)
    except ValueError:
        return None
