"""The words that the grouping read of each story, kept: an index is loaded without reading again.

A story's terms are kept in the version in which it was put where it is, which its membership
names. Terms of another version, or of another reader than today's, are read from the text anew and
kept in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.archive.schema import memberships, revisions, stories, story_terms
from aggregator.archive.writing.versions import story_time, time_slack
from aggregator.matching import EventDocument, EventIndex, Reading
from aggregator.matching.embeddings import Ahead, headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from aggregator.archive.events.engine import Engine
    from aggregator.archive.writing.versions import StoryVersion
    from aggregator.outlets import Outlet

    AnyRow = Row[*tuple[Any, ...]]

_LEAD = 4_000  # characters of a text that the engine may read
_AT_ONCE = 1_000  # rows held in memory


class GroupedWords:
    """Reads stories for the grouping, or remembers what was read of them.

    Args:
        outlets: by short name; their titles are what the reader cuts off headlines.
        engine: for which they are read.
        writes: whether what had to be read anew is kept; not in a reading transaction.
    """

    def __init__(
        self, outlets: Mapping[str, Outlet], engine: Engine, *, writes: bool = True
    ) -> None:
        self._outlets = outlets
        self._engine = engine
        self._writes = writes
        self._index = EventIndex(engine.config, engine.embedder)

    def expect(self, headlines: Iterable[tuple[str, str]]) -> None:
        """Embed headlines together that will be read, where the engine embeds any.

        Args:
            headlines: with the outlet's short name.
        """
        embedder = self._engine.embedder
        if embedder is not None:
            cleaned = [headline(title, self._outlet_title(name)) for title, name in headlines]
            ahead = Ahead(embedder, cleaned)
            ahead.prepare()
            self._index = EventIndex(self._engine.config, ahead)

    def read(self, story: StoryVersion) -> tuple[EventDocument, Reading]:
        """A story as it is to be decided on; nothing is kept yet."""
        document = EventDocument(
            key=story.story_id,
            outlet=self._outlet_title(story.outlet),
            title=story.title,
            lead=(story.text or story.summary)[:_LEAD],
            published=story.at,
            slack_hours=story.slack_hours,
            language=story.language,
            kind=story.kind,
        )
        return document, self._index.read(document)

    def keep(
        self, connection: Connection, document: EventDocument, reading: Reading, *, revision: int
    ) -> None:
        """Keep what was read of a story, in place of what was read of it before."""
        values = {
            "story_id": document.key,
            "revision": revision,
            "reader": self._engine.reader,
            "kind": document.kind,
            "terms": reading.packed(),
            "embedding": reading.embedding or None,
        }
        connection.execute(_KEEP[connection.dialect.name], values)

    def members(
        self,
        connection: Connection,
        *,
        after: int = 0,
        period: tuple[datetime, datetime] | None = None,
        story_id: int | None = None,
        in_time: bool = False,
    ) -> Iterator[tuple[EventDocument, Reading, int]]:
        """The stories that are in events, in the order in which they were put there.

        Args:
            after: only by memberships with a higher id.
            period: only stories listed from the first instant on, and before the second.
            story_id: only this one.
            in_time: in the order in which they are listed instead.

        Yields:
            The story, with an empty lead; what was read of it; its event.
        """
        order = (stories.c.listed_at, stories.c.id) if in_time else (memberships.c.id,)
        query = _MEMBERS.where(memberships.c.id > after).order_by(*order)
        if period is not None:
            query = query.where(stories.c.listed_at >= period[0], stories.c.listed_at < period[1])
        if story_id is not None:
            query = query.where(memberships.c.story_id == story_id)
        found = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
        for rows in found.partitions():
            unread = {row.story_id: row.judged for row in rows if not self._is_current(row)}
            read = self._read_again(connection, unread) if unread else {}
            for row in rows:
                if row.story_id in unread:
                    if row.story_id not in read:
                        continue  # damage, of which `verify` tells
                    kind, reading = read[row.story_id]
                else:
                    kind, reading = row.kind, Reading.unpacked(row.terms, row.embedding or b"")
                dated = row.listed_at, row.published, row.published_precision
                document = EventDocument(
                    key=row.story_id,
                    outlet=self._outlet_title(row.outlet),
                    title=row.title or "",
                    lead="",
                    published=story_time(*dated),
                    slack_hours=time_slack(*dated),
                    language=reading.language,
                    kind=kind,
                )
                yield document, reading, row.event_id

    def _read_again(
        self, connection: Connection, versions: Mapping[int, int]
    ) -> dict[int, tuple[str | None, Reading]]:
        """Kind and reading of stories, from the texts of the versions that were judged."""
        read: dict[int, tuple[str | None, Reading]] = {}
        wanted = sorted(versions)
        for start in range(0, len(wanted), 100):
            some = wanted[start : start + 100]
            for row in connection.execute(_TEXTS, {"these": some}).all():
                if row.number != versions[row.story_id]:
                    continue
                document = EventDocument(
                    key=row.story_id,
                    outlet=self._outlet_title(row.outlet),
                    title=row.title or "",
                    lead=row.lead,
                    published=row.listed_at,
                    language=row.language,
                    kind=row.kind,
                )
                reading = self._index.read(document)
                if self._writes:
                    self.keep(connection, document, reading, revision=row.number)
                read[row.story_id] = row.kind, reading
        return read

    def _outlet_title(self, name: str) -> str:
        outlet = self._outlets.get(name)
        return outlet.title if outlet else name

    def _is_current(self, row: AnyRow) -> bool:
        return bool(self._engine.can_use(row.reader) and row.revision == row.judged)


_PRESENT = revisions.alias("present")
_PRESENT_NUMBER = (
    select(_PRESENT.c.number)
    .where(_PRESENT.c.id == stories.c.revision_id)
    .correlate(stories)
    .scalar_subquery()
)
# Each member with the words it had when it was put where it is.
_MEMBERS: Select[*tuple[Any, ...]] = (
    select(
        memberships.c.story_id,
        memberships.c.event_id,
        func.coalesce(memberships.c.evidence["revision"].as_integer(), _PRESENT_NUMBER).label(
            "judged"
        ),
        stories.c.outlet,
        stories.c.title,
        stories.c.listed_at,
        stories.c.published,
        stories.c.published_precision,
        story_terms.c.revision,
        story_terms.c.reader,
        story_terms.c.kind,
        story_terms.c.terms,
        story_terms.c.embedding,
    )
    .join(stories, stories.c.id == memberships.c.story_id)
    .join(story_terms, story_terms.c.story_id == memberships.c.story_id, isouter=True)
    .where(memberships.c.valid_to.is_(None))
)
_TEXTS = (
    select(
        revisions.c.story_id,
        revisions.c.number,
        revisions.c.title,
        func.substr(func.coalesce(revisions.c.text, revisions.c.summary, ""), 1, _LEAD).label(
            "lead"
        ),
        revisions.c.language,
        revisions.c.kind,
        stories.c.outlet,
        stories.c.listed_at,
    )
    .join(stories, stories.c.id == revisions.c.story_id)
    .where(revisions.c.story_id.in_(bindparam("these", expanding=True)))
)
_REPLACED: Sequence[str] = ("revision", "reader", "kind", "terms", "embedding")
_SQLITE = sqlite.insert(story_terms)
_POSTGRESQL = postgresql.insert(story_terms)
_KEEP = {
    "sqlite": _SQLITE.on_conflict_do_update(
        index_elements=["story_id"], set_={name: _SQLITE.excluded[name] for name in _REPLACED}
    ),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=["story_id"], set_={name: _POSTGRESQL.excluded[name] for name in _REPLACED}
    ),
}
