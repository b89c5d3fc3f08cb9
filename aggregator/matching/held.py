"""What an index holds of stories and events, and how it sees a story that it decides on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aggregator.matching.nearness import Span
from aggregator.matching.places import EventPlaces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.matching.centroids import TermVector
    from aggregator.matching.embeddings import Embedding
    from aggregator.matching.places import Places
    from aggregator.matching.vectors import Query, VectorSpace


@dataclass(slots=True)
class Member:
    order: int
    event: int
    language: str
    vector: TermVector
    at: float
    slack: float
    follower: bool
    places: Places
    embedding: Embedding | None


@dataclass(slots=True)
class View:
    """A story as it is looked at for one decision; `space` is None for a language yet unseen."""

    language: str
    at: float
    slack: float
    terms: int
    places: Places
    space: VectorSpace | None = None
    query: Query | None = None
    embedding: Embedding | None = None

    def near(self, count: int) -> list[int]:
        if self.space is None or self.query is None:
            return []
        return self.space.near(self.query, self.at, count)

    def similarities(self, events: Sequence[int]) -> list[float]:
        if self.space is None or self.query is None:
            return [0.0] * len(events)
        return self.space.similarities(self.query, events)

    def shared_terms(self, event: int, count: int) -> list[str]:
        if self.space is None or self.query is None or event not in self.space:
            return []
        return self.space.shared_terms(self.query, event, count)


@dataclass(slots=True)
class Event:
    """An event's members in order of arrival, and the time and the places of its reports."""

    members: list[int] = field(default_factory=list)
    span: Span = field(default_factory=Span)
    places: EventPlaces = field(default_factory=EventPlaces)
