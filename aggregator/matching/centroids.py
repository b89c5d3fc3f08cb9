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

    def add(self, vector: TermVector, weight: float, places: Integers) -> tuple[Integers, Integers]:
        """Add a story's vector.

        Args:
            weight: how strongly the story steers it.
            places: by term id, of all terms of the space; -1 throughout, before and after.

        Returns:
            The ids that are new to the event, and those that it gave up: a new one may be among
            these.
        """
        count = len(self.ids)
        places[self.ids] = np.arange(count, dtype=np.int32)
        found = places[vector.ids]
        places[self.ids] = -1
        is_new = found < 0
        new = vector.ids[is_new]
        if len(new):
            found[is_new] = np.arange(count, count + len(new), dtype=np.int32)
            self.ids = np.concatenate((self.ids, new))
            self.weights = np.concatenate((self.weights, np.zeros(len(new))))
        else:
            self.weights = self.weights.copy()
        self.weights[found] += weight * vector.weights
        return new, self._prune() if len(self.ids) > 2 * KEPT else _NONE

    def _prune(self) -> Integers:
        """Keep the heaviest terms, of equals those that came first; returns the others."""
        order = (-self.weights).argsort(kind="stable")
        kept, dropped = np.sort(order[:KEPT]), self.ids[order[KEPT:]]
        self.ids, self.weights = self.ids[kept], self.weights[kept]
        return dropped


_NONE = np.zeros(0, dtype=np.int32)
