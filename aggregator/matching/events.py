"""Which event a story reports: one decision a story, from a time-windowed index.

Single-pass clustering (Allan, Papka and Lavrenko, "On-line new event detection and tracking",
SIGIR 1998) with TF-IDF vectors: a story joins the active event whose centroid is nearest, if it
is near enough, and otherwise opens a new one. Nearness fades with the time between the story and
the event (a Gaussian), and an event is out of reach after a week.

The index holds no clock and no randomness. Its state is a function of the documents it holds and
of the order they were added in: replaying stored memberships gives the same index, and the same
index gives the same decisions.
"""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from aggregator.matching.decisions import (
    FOLLOWERS,
    EventDecision,
    EventDocument,
    EventLink,
    EventMerge,
    EventProfile,
    GroupingConfig,
)
from aggregator.matching.embeddings import EmbeddedEvents, blended, read_embedding
from aggregator.matching.held import Event, Member, View
from aggregator.matching.nearness import Nearness
from aggregator.matching.places import EventPlaces, Places, are_elsewhere, read_places
from aggregator.matching.reading import Reading
from aggregator.matching.terms import TermReader, guess_language, primary_language
from aggregator.matching.text import plain
from aggregator.matching.vectors import VectorSpace, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aggregator.matching.centroids import TermVector
    from aggregator.matching.embeddings import Embedder, Embedding

__all__ = [
    "FOLLOWERS",
    "EventDecision",
    "EventDocument",
    "EventIndex",
    "EventLink",
    "EventMerge",
    "EventProfile",
    "GroupingConfig",
]

_EVIDENCE_TERMS = 8
_RUNNER_UP_TERMS = 4
_GUESSED_CHARACTERS = 600
_PROFILE_TERMS = 60
_LOOKED_AT = 2  # stories from which an event may have come near another since it was opened
_MERGE_TERMS = 200  # of an event, when it is compared with others


class EventIndex:
    """The active events, and the decision which one a story joins.

    A story's decision needs a bounded number of look-ups, however many events there are. Stories
    may come in any order of time. Languages are kept apart, save for copies.

    Args:
        embedder: of headlines, for a config that gives their nearness a weight; an index that is
            given readings only needs none.
    """

    def __init__(
        self, config: GroupingConfig | None = None, embedder: Embedder | None = None
    ) -> None:
        self.config = config or GroupingConfig()
        self._nearness = Nearness(self.config)
        self._embedder = embedder
        self._embedded = EmbeddedEvents()
        self._reader = TermReader(self.config.title_weight, self.config.lead_words)
        self._spaces: dict[str, VectorSpace] = {}
        self._events: dict[int, Event] = {}
        self._members: dict[int, Member] = {}
        self._added = 0
        self._read_last: tuple[EventDocument, Reading] | None = None
        self._weighed_last: tuple[Reading, dict[str, float]] | None = None

    def __len__(self) -> int:
        """How many documents it holds."""
        return len(self._members)

    @property
    def events(self) -> int:
        """How many events it holds."""
        return len(self._events)

    def event_of(self, key: int) -> int | None:
        """The event that a document was added to; None for a document it doesn't hold."""
        member = self._members.get(key)
        return None if member is None else member.event

    def members_of(self, event: int) -> tuple[int, ...]:
        """The keys of an event's documents, in order of arrival; none of an unknown event."""
        known = self._events.get(event)
        return () if known is None else tuple(known.members)

    def read(self, document: EventDocument) -> Reading:
        """A story's terms, which `decide` and `add` take instead of reading its words again."""
        if self._read_last is not None and self._read_last[0] is document:
            return self._read_last[1]
        language = primary_language(document.language) or guess_language(
            plain(f"{document.title} {document.lead[:_GUESSED_CHARACTERS]}")
        )
        counts = self._reader.read(document.title, document.lead, language, document.outlet)
        embedding = read_embedding(self._embedder, document.title, document.outlet)
        self._read_last = (document, Reading(language, counts, embedding))
        return self._read_last[1]

    def decide(
        self,
        document: EventDocument,
        links: Sequence[EventLink] = (),
        *,
        reading: Reading | None = None,
    ) -> EventDecision:
        """Which known event a story joins. Changes nothing.

        Links to events that the index doesn't hold, or that are out of reach in time, are left
        aside.

        Args:
            reading: what `read` said of the document.
        """
        view = self._view(document, reading or self.read(document))
        linked = [link.event for link in links if link.event in self._events]
        near = list(dict.fromkeys((*view.near(self.config.candidates), *linked)))
        similarities = self._blended(view.similarities(near), view.embedding, near)
        scored = []
        for event, similarity in zip(near, similarities, strict=True):
            gap, drift = self._apart(event, view)
            if gap <= self.config.expiry_hours:
                used = [link for link in links if link.event == event] if links else ()
                copied, bonus = self._nearness.bonus(used)
                left = self._nearness.fading(gap) * drift * self._there(event, view.places)
                score = similarity * left + bonus
                # Rounded, so that the last bit of a sum never decides between equals.
                scored.append((copied, 1.0 if copied else round(min(1.0, score), 9), event))
        if not scored:
            return EventDecision()
        scored.sort(key=lambda entry: (-entry[0], -entry[1], entry[2]))
        copied, score, event = scored[0]
        _, runner_up_score, runner_up = scored[1] if len(scored) > 1 else (0.0, 0.0, None)
        cut = self.config.cut(view.terms, [rival for _, rival, _ in scored[1:]])
        return EventDecision(
            event=event if copied or score >= cut else None,
            nearest=event,
            score=score,
            runner_up=runner_up,
            runner_up_score=runner_up_score,
            evidence=self._evidence(
                view,
                event,
                similarities[near.index(event)],
                cut=cut,
                links=links,
                runner_up=runner_up,
            ),
        )

    def add(self, document: EventDocument, event: int, *, reading: Reading | None = None) -> None:
        """Record that a story belongs to an event, new or known.

        Called after a decision, and to rebuild the index from stored memberships, in the order
        they were made.

        Args:
            reading: what `read` said of the document.

        Raises:
            ValueError: a document of this key is held already.
        """
        self._take_in(document, event, reading or self.read(document))
        self._post(document.key)

    def add_all(self, documents: Iterable[tuple[EventDocument, Reading, int]]) -> None:
        """Add many stories, with what was read of them and their events; as `add` would, faster.

        Raises:
            ValueError: a document of a key is held already; those before it are in.
        """
        keys = []
        try:
            for document, reading, event in documents:
                self._take_in(document, event, reading)
                keys.append(document.key)
        finally:
            self._post_all(keys)

    def _take_in(self, document: EventDocument, event: int, reading: Reading) -> None:
        if document.key in self._members:
            raise ValueError(f"document {document.key} is in event {self.event_of(document.key)}")
        language, weights = reading.language, self._weights(reading)
        space = self._spaces.get(language)
        if space is None:
            space = VectorSpace(self.config.prior, self.config.contrast, self.config.reach)
            self._spaces[language] = space
        self._added += 1
        self._members[document.key] = Member(
            order=self._added,
            event=event,
            language=language,
            vector=space.vector(weights),
            at=document.published.timestamp(),
            slack=document.slack_hours * 3600,
            follower=document.kind in FOLLOWERS,
            places=read_places(reading, self.config.title_weight),
            embedding=reading.unpacked_embedding() if self.config.embedding else None,
        )
        self._place(document.key)

    def profile(self, event: int) -> EventProfile:
        """What an event's stories say together, in the language that most of them are in.

        Raises:
            KeyError: the index doesn't hold it.
        """
        known = self._events[event]
        languages = Counter(self._members[key].language for key in known.members)
        language = languages.most_common(1)[0][0]
        return EventProfile(
            event=event,
            language=language,
            terms=MappingProxyType(self._spaces[language].strongest(event, _PROFILE_TERMS)),
            first=datetime.fromtimestamp(known.span.first, UTC),
            last=datetime.fromtimestamp(known.span.last, UTC),
            stories=len(known.members),
        )

    def centre(self, event: int) -> Embedding | None:
        """What an event's headlines mean together; None where none was embedded, or unknown."""
        return self._embedded.centre(event)

    def second_look(self, event: int) -> EventMerge | None:
        """Whether an event that a story just joined now agrees with another. Changes nothing.

        What arrived first may have looked like two happenings until a later story showed that it
        was one. To be asked again after a merge, since the larger event may agree with a third.

        Returns:
            The merge to make; None where there is none, or the event isn't held.
        """
        known = self._events.get(event)
        if known is None or len(known.members) < _LOOKED_AT:
            return None
        language = self._members[known.members[-1]].language
        space = self._spaces[language]
        query = space.query_of(event, _MERGE_TERMS)
        near = space.near(query, known.span.last, self.config.candidates + 1)
        others = [other for other in near if other != event]
        similarities = self._blended(
            space.similarities(query, others), self._embedded.centre(event), others
        )
        scored = []
        for other, similarity in zip(others, similarities, strict=True):
            if self._gap(event, other) <= self.config.expiry_hours:
                left = self._nearness.between(known.span, self._events[other].span)
                left *= self._there(other, known.places)
                scored.append((-round(similarity * left, 9), other, similarity))
        if not scored:
            return None
        scored.sort()
        score, other, similarity = -scored[0][0], *scored[0][1:]
        cut = self.config.merge_cut(
            terms=min(space.terms_of(event), space.terms_of(other)),
            rivals=[-rival for rival, *_ in scored[1:]],
            stories=min(len(known.members), len(self._events[other].members)),
        )
        if score < cut:
            return None
        into, old = sorted(
            (event, other), key=lambda number: (-len(self._events[number].members), number)
        )
        evidence = {
            "terms": space.shared_terms(query, other, _EVIDENCE_TERMS),
            "similarity": round(similarity, 6),
            "cut": round(cut, 6),
            "gap_hours": round(self._gap(event, other), 3),
            "language": language,
        }
        return EventMerge(old=old, into=into, score=score, evidence=MappingProxyType(evidence))

    def remove(self, key: int) -> None:
        """Take a document out again.

        Raises:
            KeyError: the index doesn't hold it.
        """
        event = self._members[key].event
        members = self._events[event].members
        self._withdraw(event)
        self._clear(event)
        del self._members[key]
        for member in members:
            if member != key:
                self._place(member)
                self._post(member)

    def merge(self, old: int, into: int) -> None:
        """Move all documents of one event to another, as if they had been added to it.

        Raises:
            KeyError: the index doesn't hold one of the events.
            ValueError: both are the same.
        """
        if old == into:
            raise ValueError(f"event {old} can't be merged into itself")
        members = [*self._events[old].members, *self._events[into].members]
        for event in (old, into):
            self._withdraw(event)
            self._clear(event)
        for key in sorted(members, key=lambda key: self._members[key].order):
            self._members[key].event = into
            self._place(key)
            self._post(key)

    def forget_before(self, moment: datetime) -> int:
        """Forget the documents published before a moment, and events left without any.

        What is left is the index that the remaining documents alone would have made.

        Returns:
            How many documents were forgotten.
        """
        cut = moment.timestamp()
        gone = {key for key, member in self._members.items() if member.at < cut}
        touched = dict.fromkeys(self._members[key].event for key in gone)
        rest = [key for event in touched for key in self._events[event].members if key not in gone]
        for event in touched:
            self._clear(event)
        for key in gone:
            del self._members[key]
        for key in rest:
            self._place(key)
        # The week of the cut is posted anew: cheaper than taking out one document after another.
        for language, space in self._spaces.items():
            space.drop_weeks_through(cut)
            members = self._members.values()
            space.forget_terms(one.vector for one in members if one.language == language)
        week = week_of(cut)
        self._post_all(key for key, member in self._members.items() if week_of(member.at) == week)
        return len(gone)

    def _view(self, document: EventDocument, reading: Reading) -> View:
        weights = self._weights(reading)
        space = self._spaces.get(reading.language)
        query = None if space is None else space.query(weights)
        return View(
            language=reading.language,
            at=document.published.timestamp(),
            slack=document.slack_hours * 3600,
            terms=len(weights),
            places=read_places(reading, self.config.title_weight),
            space=space,
            query=query,
            embedding=reading.unpacked_embedding() if self.config.embedding else None,
        )

    def _blended(
        self, similarities: list[float], embedding: Embedding | None, events: Sequence[int]
    ) -> list[float]:
        """Similarities by words, with what an embedding says where there is one."""
        if embedding is None:
            return similarities
        return blended(
            similarities, self._embedded.similarities(embedding, events), self.config.embedding
        )

    def _weights(self, reading: Reading) -> dict[str, float]:
        if self._weighed_last is not None and self._weighed_last[0] is reading:
            return self._weighed_last[1]
        # Square roots: a name said nine times says three times as much as one said once.
        weights = dict(zip(reading.counts, map(math.sqrt, reading.counts.values()), strict=True))
        for term in filter(str.isdigit, reading.counts):
            weights[term] *= self.config.number_weight
        self._weighed_last = reading, weights
        return weights

    def _apart(self, event: int, view: View) -> tuple[float, float]:
        """Hours between a story and an event, and what the event's drift leaves of nearness."""
        span = self._events[event].span
        first, last = view.at - view.slack, view.at + view.slack
        return span.gap(first, last), self._nearness.drift(span, first, last)

    def _there(self, event: int, places: Places | EventPlaces) -> float:
        """What other countries leave of the nearness of an event."""
        is_there = not are_elsewhere(self._events[event].places, places)
        return 1.0 if is_there else self.config.elsewhere

    def _gap(self, event: int, other: int) -> float:
        """Hours between two events."""
        span = self._events[other].span
        return self._events[event].span.gap(span.first, span.last)

    def _evidence(
        self,
        view: View,
        event: int,
        similarity: float,
        *,
        cut: float,
        links: Iterable[EventLink],
        runner_up: int | None,
    ) -> Mapping[str, object]:
        second = () if runner_up is None else view.shared_terms(runner_up, _RUNNER_UP_TERMS)
        gap, drift = self._apart(event, view)
        return MappingProxyType(
            {
                "terms": view.shared_terms(event, _EVIDENCE_TERMS),
                "runner_up_terms": list(second),
                "similarity": round(similarity, 6),
                "cut": round(cut, 6),
                "raised": round(cut - self.config.cut(view.terms), 6),
                "gap_hours": round(gap, 3),
                "drift": round(drift, 6),
                "elsewhere": are_elsewhere(self._events[event].places, view.places),
                "links": sorted({link.kind for link in links if link.event == event}),
                "language": view.language,
                **self._meaning(view.embedding, event),
            }
        )

    def _meaning(self, embedding: Embedding | None, event: int) -> dict[str, object]:
        """What the headlines' embeddings alone said, where they had a share in the similarity."""
        if embedding is None:
            return {}
        return {"meaning": self._embedded.similarities(embedding, (event,))[0]}

    def _place(self, key: int) -> None:
        member = self._members[key]
        event = self._events.setdefault(member.event, Event())
        event.members.append(key)
        weight = self.config.follower_weight if member.follower else 1.0
        self._spaces[member.language].place(member.event, member.vector, weight)
        if member.embedding is not None:
            self._embedded.place(member.event, member.embedding, weight)
        event.span.take(member.at, member.slack, follower=member.follower)
        if not member.follower:
            event.places.take(member.places)

    def _post(self, key: int) -> None:
        member = self._members[key]
        self._spaces[member.language].post(member.event, member.vector, member.at)

    def _post_all(self, keys: Iterable[int]) -> None:
        posted: dict[str, list[tuple[int, TermVector, float]]] = {}
        for member in map(self._members.__getitem__, keys):
            some = posted.setdefault(member.language, [])
            some.append((member.event, member.vector, member.at))
        for language, some in posted.items():
            self._spaces[language].post_all(some)

    def _withdraw(self, event: int) -> None:
        """Take an event's documents out of the postings."""
        by_language: dict[str, list[tuple[TermVector, float]]] = {}
        for key in self._events[event].members:
            member = self._members[key]
            by_language.setdefault(member.language, []).append((member.vector, member.at))
        for language, placed in by_language.items():
            self._spaces[language].withdraw(event, placed)

    def _clear(self, event: int) -> None:
        """Take an event and its centroids out; its documents stay among the members."""
        self._embedded.clear(event)
        members = self._events.pop(event).members
        for language in {self._members[key].language for key in members}:
            self._spaces[language].clear(event)
