"""What an event's stories say together: the sum of their vectors, of bounded size.

An event that fills a week has stories without number, and each brings words of its own. Nearly all
of what they say together is said by a few hundred terms, so only the heaviest are kept: comparing
with an event, and adding to it, costs no more for the largest than for a middling one.

A centroid is made of the vectors that were added to it and of their order, and of nothing else: the
same stories in the same order make the same one, whatever else its space holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Integers = np.ndarray[tuple[int], np.dtype[np.int32]]

KEPT = 300
"""Terms that stay of a centroid that has more than twice as many."""


@dataclass(slots=True)
class TermVector:
    """Term ids of one space with their weights, in order of first appearance; unit length."""

    ids: Integers
    weights: Floats


@dataclass(slots=True)
class Centroid:
    """The weighted sum of an event's vectors. Of a single story it is that story's vector itself.

    Attributes:
        ids: of its terms, those that came first, first.
    """

    ids: Integers
    weights: Floats
    _places: dict[int, int] | None = None

    def add(self, vector: TermVector, weight: float) -> tuple[list[int], Integers | None]:
        """Add a story's vector.

        Returns:
            The ids that are new to the event, and those that it gave up, None where it gave up
            none: a new one may be among these.
        """
        places = self._places
        if places is None:
            places = self._places = {term: place for place, term in enumerate(self.ids.tolist())}
        ids = vector.ids.tolist()
        new = [term for term in ids if term not in places]
        if new:
            for term in new:
                places[term] = len(places)
            self.ids = np.concatenate((self.ids, np.array(new, dtype=np.int32)))
            self.weights = np.concatenate((self.weights, np.zeros(len(new))))
        else:
            self.weights = self.weights.copy()
        self.weights[[places[term] for term in ids]] += weight * vector.weights
        return new, self._prune() if len(self.ids) > 2 * KEPT else None

    def _prune(self) -> Integers:
        """Keep the heaviest terms, of equals those that came first; returns the others."""
        order = (-self.weights).argsort(kind="stable")
        kept, dropped = np.sort(order[:KEPT]), self.ids[order[KEPT:]]
        self.ids, self.weights = self.ids[kept], self.weights[kept]
        self._places = None
        return dropped
