"""What events say, read from their stories together, and kept in ``event_terms``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

from aggregator.archive.events.event_rows import refresh_event
from aggregator.archive.events.grouped_words import GroupedWords
from aggregator.archive.events.telling import Teller
from aggregator.archive.schema import event_terms
from aggregator.matching import READING, EventIndex, EventProfile, Reading
from aggregator.matching.embeddings import pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from aggregator.archive.events.engine import Engine
    from aggregator.outlets import Outlet

    AnyRow = Row[*tuple[Any, ...]]


class Profiler:
    """Reads events anew from their stories, and keeps what was read.

    Args:
        outlets: by short name.
        engine: with which the archive is grouped; where that embeds headlines, an event's centre
            is kept too.
    """

    def __init__(self, outlets: Mapping[str, Outlet], engine: Engine) -> None:
        self._engine = engine
        self._words = GroupedWords(outlets, engine)
        self._teller = Teller(outlets)

    def read(self, connection: Connection, rows: Sequence[AnyRow]) -> list[EventProfile]:
        """What the stories of some events say together, among the other stories of their time.

        Args:
            rows: of ``events``, in the order of their first stories.
        """
        index = EventIndex(self._engine.config)
        margin = timedelta(days=1)
        period = (rows[0].first_at - margin, max(row.last_at for row in rows) + margin)
        for document, reading, event in self._words.members(connection, period=period):
            index.add(document, event, reading=reading)
        # Those without a story here are damage, of which `verify` tells.
        return [self._keep(connection, index, row) for row in rows if index.members_of(row.id)]

    def _keep(self, connection: Connection, index: EventIndex, row: AnyRow) -> EventProfile:
        found = index.profile(row.id)
        # As it is kept, so that this pass decides on what the next one will read.
        terms = Reading(found.language, found.terms).packed()
        told = self._teller.tell(connection, row.id, tuple(found.terms))
        values = {
            "event_id": row.id,
            "stories": row.stories,
            "reader": READING,
            "terms": terms,
            "embedding": self._centre(index, row.id),
        }
        connection.execute(_KEEP[connection.dialect.name], values | told)
        if row.stories > 1:
            refresh_event(connection, row.id)
        return kept_profile(row, terms)

    def _centre(self, index: EventIndex, event: int) -> bytes | None:
        """Packed; empty of an event without a headline, None where none are embedded."""
        if self._engine.embedder is None:
            return None
        centre = index.centre(event)
        return b"" if centre is None else pack(centre)


def kept_profile(row: AnyRow, terms: str) -> EventProfile:
    """An event as ``event_terms`` keeps it.

    Args:
        row: of ``events``.
    """
    reading = Reading.unpacked(terms)
    return EventProfile(
        event=row.id,
        language=reading.language,
        terms=reading.counts,
        first=row.first_at,
        last=row.last_at,
        stories=row.stories,
    )


_SQLITE = sqlite.insert(event_terms)
_POSTGRESQL = postgresql.insert(event_terms)
_REPLACED = (
    "stories", "reader", "terms", "embedding", "headline_id", "keywords", "places", "sentences",
)  # fmt: skip
_KEEP = {
    "sqlite": _SQLITE.on_conflict_do_update(
        index_elements=["event_id"], set_={name: _SQLITE.excluded[name] for name in _REPLACED}
    ),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=["event_id"], set_={name: _POSTGRESQL.excluded[name] for name in _REPLACED}
    ),
}
