"""What an event is called and how it is told: chosen among its reports' own words, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from aggregator.archive.schema import event_terms, revisions, stories
from aggregator.matching.headlines import Report, summarize

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from aggregator.outlets import Outlet

_REPORTS = 60  # of an event that are read, the earliest
_LEAD = 1_500  # characters of a text


@dataclass(frozen=True, slots=True)
class TellingSentence:
    """A sentence, and the story that it stands in."""

    text: str
    story: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What an event's reports say together.

    Attributes:
        keywords: strongest first.
        places: named by most outlets first.
        sentences: in the order of their stories.
    """

    keywords: tuple[str, ...]
    places: tuple[str, ...]
    sentences: tuple[TellingSentence, ...]


class Teller:
    """Chooses the headline, keywords, places and sentences of events.

    Args:
        outlets: by short name; an agency's wording is preferred.
    """

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self._outlets = outlets

    def tell(
        self, connection: Connection, event_id: int, strongest: Sequence[str]
    ) -> dict[str, Any]:
        """Columns of ``event_terms``; nulls for an event of one story, which tells itself.

        Args:
            strongest: the event's terms, strongest first.
        """
        rows = connection.execute(_REPORTS_OF, {"this": event_id}).all()
        if len(rows) <= 1:
            return dict.fromkeys(("headline_id", "keywords", "places", "sentences"))
        found = summarize(
            [
                Report(
                    key=row.id,
                    outlet=self._title(row.outlet),
                    title=row.title or "",
                    text=row.lead,
                    published=row.listed_at,
                    language=row.language,
                    kind=row.kind,
                    neutral=1.0 if self._is_wire(row.outlet) else 0.5,
                )
                for row in rows
            ],
            rarest=strongest,
        )
        return {
            "headline_id": found.headline_of,
            "keywords": list(found.keywords),
            "places": list(found.places),
            "sentences": [
                {"text": sentence.text, "story": sentence.report} for sentence in found.sentences
            ],
        }

    def _title(self, name: str) -> str:
        outlet = self._outlets.get(name)
        return outlet.title if outlet else name

    def _is_wire(self, name: str) -> bool:
        outlet = self._outlets.get(name)
        return outlet is not None and outlet.wire


def get_telling(connection: Connection, event_id: int) -> Telling | None:
    """What is kept of an event; None where nothing is yet, or it has one story."""
    row = connection.execute(_KEPT, {"this": event_id}).first()
    if row is None or row.keywords is None:
        return None
    return Telling(
        keywords=tuple(row.keywords),
        places=tuple(row.places or ()),
        sentences=tuple(TellingSentence(one["text"], one["story"]) for one in row.sentences or ()),
    )


_REPORTS_OF = (
    select(
        stories.c.id,
        stories.c.outlet,
        stories.c.title,
        func.substr(func.coalesce(revisions.c.text, revisions.c.summary, ""), 1, _LEAD).label(
            "lead"
        ),
        stories.c.listed_at,
        stories.c.language,
        stories.c.kind,
    )
    .join(revisions, revisions.c.id == stories.c.revision_id)
    .where(stories.c.event_id == bindparam("this"), stories.c.title.is_not(None))
    .order_by(stories.c.listed_at, stories.c.id)
    .limit(_REPORTS)
)
_KEPT = select(event_terms.c.keywords, event_terms.c.places, event_terms.c.sentences).where(
    event_terms.c.event_id == bindparam("this")
)
