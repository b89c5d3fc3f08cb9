"""What follows from a story's new version: the text index, its copy family, its event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.archive.events.event_rows import current_event, refresh_event
from aggregator.archive.events.grouping import Grouper
from aggregator.archive.search_index import index_story
from aggregator.archive.writing.families import FamilyKeeper

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.archive.writing.versions import StoryChange, StoryVersion
    from aggregator.outlets import OutletDirectory

DIGEST = "digest"
"""Kind and outlet of documents that cite stories: kept as stories, but in no event or family."""


class Placer:
    """Brings index, families and events up to date, inside the caller's writing transactions."""

    def __init__(self, outlets: OutletDirectory) -> None:
        self._families = FamilyKeeper(outlets)
        self._grouper = Grouper(outlets)

    def catch_up(self, connection: Connection) -> None:
        """Take in what other writers did; to be called first in every writing transaction."""
        self._grouper.catch_up(connection)

    def reset(self) -> None:
        """Forget what is in memory: for when a transaction was rolled back."""
        self._families.reset()
        self._grouper.reset()

    def expect(self, headlines: Iterable[tuple[str, str]]) -> None:
        """Prepare for stories that will come; see `Grouper.expect`."""
        self._grouper.expect(headlines)

    def place(
        self, connection: Connection, change: StoryChange, version: StoryVersion, *, now: datetime
    ) -> tuple[int | None, int | None]:
        """Place a story's new present version; returns the ids of its event and its family."""
        index_story(
            connection,
            version.story_id,
            old=version.old,
            new=(version.title, version.summary, version.text),
        )
        if DIGEST in {version.kind, version.outlet}:
            return None, None
        kinship = self._families.place(connection, version, now=now)
        event_id = version.event_id
        if event_id is None:
            event_id = self._grouper.place(connection, version, links=kinship.links, now=now)
        elif change.change in {"completed", "reread"} or change.retimed or kinship.is_new:
            event_id = self._grouper.reconsider(connection, version, links=kinship.links, now=now)
        else:
            event_id = current_event(connection, event_id)
            refresh_event(connection, event_id)
        return event_id, kinship.family_id
