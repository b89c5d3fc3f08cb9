"""The vector space of one language: how rare terms are, and which events hold them.

Term frequencies come from the stories; how rare a term is, from the events: a term counts once
for each event that holds it, however many stories tell that event. Counting stories instead
would make an earthquake's name worthless in the week of the earthquake.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, compress
from typing import TYPE_CHECKING

import numpy as np

from aggregator.matching.centroids import Centroid, TermVector
from aggregator.matching.weeks import Week

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Integers = np.ndarray[tuple[int], np.dtype[np.int32]]

WEEK = 7 * 86_400.0  # seconds; stories are posted, and found, by the week

_TERMS_SEARCHED = 64  # of a query, the strongest
_TABULATED = 2048  # rarities of terms held by fewer events are looked up
_COUNTS = np.arange(_TABULATED, dtype=np.int32)
_FEW = 100  # terms, whose rarities are worked out faster than looked up


@dataclass(slots=True)
class Query:
    """A story as its space sees it at one moment.

    Attributes:
        ids: of the story's terms that the space knows.
        pull: of each: frequency times rarity, divided by the length of the whole, times
            rarity again, which is what a term's frequency in a centroid is multiplied with.
    """

    ids: Integers
    pull: Floats


def week_of(at: float) -> int:
    """The week, counted from 1970, of a time in seconds since 1970."""
    return int(at // WEEK)


class VectorSpace:
    """The events of one language.

    Args:
        prior: events that are taken to have been seen before the first, none of them with any
            term in question: the higher, the flatter are the weights of a cold archive.
        contrast: exponent on the logarithm of rarity.
        reach: how many weeks before and after a story's own are searched.
    """

    def __init__(self, prior: float, contrast: float, reach: int = 1) -> None:
        self._prior = prior
        self._contrast = contrast
        self._reach = reach
        self._terms: dict[str, int] = {}
        self._words: list[str] = []  # by id, empty where it is free
        self._free: list[int] = []
        self._holders = np.zeros(1024, dtype=np.int32)
        self._scratch = np.zeros(1024)  # zeros, save while a query is compared
        self._places = np.full(1024, -1, dtype=np.int32)  # -1, save while a centroid is added to
        self._rarities = np.zeros(_TABULATED)
        self._tabulated_for = -1
        self._centroids: dict[int, Centroid] = {}
        self._weeks: dict[int, Week] = {}

    def vector(self, weights: Mapping[str, float]) -> TermVector:
        """The vector of a story that is about to be placed; new terms are given ids."""
        numbers = list(map(self._terms.get, weights))
        if None in numbers:
            for term in weights:
                if term not in self._terms:
                    self._learn(term)
            numbers = list(map(self._terms.get, weights))
        values = np.fromiter(weights.values(), dtype=np.float64, count=len(weights))
        ids = np.array(numbers, dtype=np.int32)
        return TermVector(ids, values / (math.sqrt(float(values @ values)) or 1.0))

    def query(self, weights: Mapping[str, float]) -> Query:
        """A story to compare; nothing is learnt from it."""
        numbers = list(map(self._terms.get, weights))
        values = np.fromiter(weights.values(), dtype=np.float64, count=len(weights))
        rest = 0.0
        if None in numbers:
            unheard = math.log(len(self._centroids) + 1.0 + self._prior) ** self._contrast
            is_known = [number is not None for number in numbers]
            rest = sum(
                (weight * unheard) ** 2
                for weight, known in zip(weights.values(), is_known, strict=True)
                if not known
            )
            numbers = list(compress(numbers, is_known))
            values = values[is_known]
        ids = np.array(numbers, dtype=np.int32)
        rarity = self._rarity(ids)
        values *= rarity
        values /= math.sqrt(float(values @ values) + rest) or 1.0
        values *= rarity
        return Query(ids, values)

    def query_of(self, event: int, terms: int) -> Query:
        """An event as if it were a story, by its strongest terms.

        Args:
            terms: how many of its terms are kept.
        """
        centroid = self._centroids[event]
        rarity = self._rarity(centroid.ids)
        values = centroid.weights * rarity
        values /= math.sqrt(float(values @ values)) or 1.0
        pull = values * rarity
        kept = _strongest(pull, terms)
        return Query(centroid.ids[kept], pull[kept])

    def strongest(self, event: int, count: int) -> dict[str, float]:
        """An event's strongest terms, with how much they weigh in its mean story before rarity."""
        query = self.query_of(event, count)
        centroid = self._centroids[event]
        weights = dict(zip(centroid.ids.tolist(), centroid.weights.tolist(), strict=True))
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {self._words[number]: weights[number] / length for number in query.ids.tolist()}

    def terms_of(self, event: int) -> int:
        """How many different terms an event's stories have."""
        return len(self._centroids[event].ids)

    def place(self, event: int, vector: TermVector, weight: float) -> None:
        """Add a story's vector to an event's centroid, opening the event where it's new.

        Args:
            weight: how strongly the story steers the centroid.
        """
        centroid = self._centroids.get(event)
        if centroid is None:
            weights = vector.weights if weight == 1.0 else weight * vector.weights
            self._centroids[event] = Centroid(vector.ids, weights)
            self._holders[vector.ids] += 1
        else:
            new, dropped = centroid.add(vector, weight, self._places)
            self._holders[new] += 1
            self._holders[dropped] -= 1

    def post(self, event: int, vector: TermVector, at: float) -> None:
        """Make an event found by a story's terms.

        Args:
            at: when the story was published, in seconds since 1970.
        """
        self._weeks.setdefault(week_of(at), Week()).post(event, vector.ids)

    def post_all(self, stories: Iterable[tuple[int, TermVector, float]]) -> None:
        """Post many stories as `post` would one after the other, faster where a week is empty."""
        weeks: dict[int, list[tuple[int, Integers]]] = {}
        for event, vector, at in stories:
            weeks.setdefault(week_of(at), []).append((event, vector.ids))
        for number, some in weeks.items():
            week = self._weeks.get(number)
            if week is None:
                self._weeks[number] = Week.of(some)
                continue
            for event, ids in some:
                week.post(event, ids)

    def forget_terms(self, vectors: Iterable[TermVector]) -> None:
        """Forget all terms but those of some vectors; their ids are given again.

        Args:
            vectors: of all stories that are still held, those whose events gave terms up included.
        """
        is_used = np.zeros(len(self._words), dtype=np.bool)
        for vector in vectors:
            is_used[vector.ids] = True
        for number in (~is_used).nonzero()[0].tolist():
            if word := self._words[number]:
                del self._terms[word]
                self._words[number] = ""
                self._free.append(number)

    def clear(self, event: int) -> None:
        """Take out an event's centroid."""
        self._holders[self._centroids.pop(event).ids] -= 1

    def withdraw(self, event: int, posted: Iterable[tuple[TermVector, float]]) -> None:
        """Take an event out of the postings, given all that was posted for it."""
        terms: dict[int, set[int]] = {}
        for vector, at in posted:
            terms.setdefault(week_of(at), set()).update(vector.ids.tolist())
        for number, ids in terms.items():
            self._weeks[number].withdraw(event, ids)

    def drop_weeks_through(self, at: float) -> None:
        """Forget the postings of all weeks up to and with the one of a time."""
        for number in [number for number in self._weeks if number <= week_of(at)]:
            del self._weeks[number]

    def near(self, query: Query, at: float, count: int) -> list[int]:
        """The events posted within reach of a time that share most with a story, best first.

        The score is the pull of the shared terms, without regard to how much else the event
        holds; `similarity` is for the last word.
        """
        best: dict[int, float] = {}
        order = _strongest(query.pull, _TERMS_SEARCHED)
        terms, pulls = query.ids[order].tolist(), query.pull[order]
        middle = week_of(at)
        for number in range(middle - self._reach, middle + self._reach + 1):
            week = self._weeks.get(number)
            if week is not None:
                for event, score in week.near(terms, pulls, count):
                    best[event] = max(score, best.get(event, 0.0))
        return sorted(best, key=lambda event: (-best[event], event))[:count]

    def similarity(self, query: Query, event: int) -> float:
        """The cosine of a story and an event's centroid."""
        return self.similarities(query, (event,))[0]

    def similarities(self, query: Query, events: Sequence[int]) -> list[float]:
        """The cosines of a story and some events' centroids; 0.0 for an event without one."""
        found = map(self._centroids.get, events)
        held = [(place, one) for place, one in enumerate(found) if one is not None and len(one.ids)]
        cosines = [0.0] * len(events)
        if not held:
            return cosines
        centroids = [centroid for _, centroid in held]
        ids = np.concatenate([centroid.ids for centroid in centroids])
        weights = np.concatenate([centroid.weights for centroid in centroids])
        starts = list(accumulate((len(centroid.ids) for centroid in centroids[:-1]), initial=0))
        self._scratch[query.ids] = query.pull
        pulls = self._scratch.take(ids)
        pulls *= weights
        products = np.add.reduceat(pulls, starts)
        self._scratch[query.ids] = 0.0
        weights *= self._rarity(ids)
        weights *= weights
        lengths = np.sqrt(np.add.reduceat(weights, starts))
        lengths[lengths == 0.0] = 1.0
        for (place, _), cosine in zip(held, (products / lengths).tolist(), strict=True):
            cosines[place] = cosine
        return cosines

    def shared_terms(self, query: Query, event: int, count: int) -> list[str]:
        """The terms that bring a story and an event together, strongest first."""
        centroid = self._centroids[event]
        self._scratch[centroid.ids] = centroid.weights
        strength = query.pull * self._scratch[query.ids]
        self._scratch[centroid.ids] = 0.0
        # With all equals of the last, so that only the alphabet decides between them.
        hits = strength.nonzero()[0]
        if len(hits) > count:
            hits = hits[strength[hits] >= np.partition(strength[hits], -count)[-count]]
        shared = [(-float(strength[hit]), self._words[query.ids[hit]]) for hit in hits]
        return [term for _, term in sorted(shared)[:count]]

    def __contains__(self, event: int) -> bool:
        return event in self._centroids

    def _rarity(self, ids: Integers) -> Floats:
        held = self._holders.take(ids)
        if self._tabulated_for != len(self._centroids):
            if len(ids) <= _FEW:
                return self._rarity_of(held)
            self._rarities = self._rarity_of(np.minimum(_COUNTS, np.int32(len(self._centroids))))
            self._tabulated_for = len(self._centroids)
        rarities = self._rarities.take(held, mode="clip")
        if len(held) and held.max() >= _TABULATED:
            common = (held >= _TABULATED).nonzero()[0]
            rarities[common] = self._rarity_of(held[common])
        return rarities

    def _rarity_of(self, held: Integers) -> Floats:
        rarity: Floats = np.log((len(self._centroids) + 1.0 + self._prior) / (held + 1.0))
        rarity **= self._contrast
        return rarity

    def _learn(self, term: str) -> None:
        if self._free:
            number = self._terms[term] = self._free.pop()
            self._words[number] = term
            return
        number = self._terms[term] = len(self._words)
        self._words.append(term)
        if number >= len(self._holders):
            self._holders = np.concatenate((self._holders, np.zeros_like(self._holders)))
            self._scratch = np.zeros(len(self._holders))
            self._places = np.full(len(self._holders), -1, dtype=np.int32)


def _strongest(pulls: Floats, count: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Places of the highest pulls, in order; of equals the first."""
    some = np.arange(len(pulls))
    if len(pulls) > count:
        some = some[pulls >= np.partition(pulls, -count)[-count]]
    order = (-pulls[some]).argsort(kind="stable")[:count]
    return some[order]
