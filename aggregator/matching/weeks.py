"""Which events of one week hold a term, and which of them share most with a story.

Postings are arrays of 32-bit numbers, an entry for each story of an event, the latest last. All
that a story's terms say is put end to end and added up at once: a few calls of numpy a week,
however many terms and events there are.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Entries = np.ndarray[tuple[int], np.dtype[np.int32]]
    Flags = np.ndarray[tuple[int], np.dtype[np.bool]]

POSTINGS_READ = 1_000  # of one term and week, the latest: bounds the work of a common term
BUDGET = 10_000  # of all terms of a query and week, strongest first

_TOLERANCE = 1e-8  # of sums that are compared after rounding to nine places


class Week:
    """The postings of a week. Events have a slot, so that scores are one array.

    An event that is posted again stands in a posting twice. Only its last entry counts: the ones
    before it are made negative, and slot 0, to which those are taken to belong, is no event's.
    """

    def __init__(self) -> None:
        self._events = [-1]
        self._slots: dict[int, int] = {}
        self._postings: dict[int, array[int]] = {}
        self._held: list[Entries | None] = [None]  # the terms that a slot is posted under, in order

    @classmethod
    def of(cls, stories: Iterable[tuple[int, Entries]]) -> Self:
        """The week that posting one story after the other would make, in a fraction of the time.

        Args:
            stories: their events and terms, in order.
        """
        week = cls()
        slots, terms = [], []
        for event, ids in stories:
            slots.append(week._take_in(event, ids)[0])
            terms.append(ids)
        if not terms:
            return week
        found = np.concatenate(terms)
        order = found.argsort(kind="stable")
        found = found[order]
        entries = np.array(slots, dtype=np.int32).repeat(list(map(len, terms)))[order]
        is_new = np.ones(len(found), dtype=np.bool)
        is_new[1:] = (found[1:] != found[:-1]) | (entries[1:] != entries[:-1])
        found, entries = found[is_new], entries[is_new]
        pairs = (found.astype(np.int64) << 32) | entries
        order = pairs.argsort(kind="stable")
        entries[order[:-1][pairs[order][1:] == pairs[order][:-1]]] *= -1
        bounds = [0, *((found[1:] != found[:-1]).nonzero()[0] + 1).tolist(), len(found)]
        for start, end in pairwise(bounds):
            week._postings[int(found[start])] = array("i", entries[start:end].tobytes())
        return week

    def post(self, event: int, ids: Entries) -> None:
        """Make an event found by the terms of one of its stories, each named once."""
        slot, again = self._take_in(event, ids)
        if again is None:
            self._append(ids.tolist(), slot)
            return
        for term in ids[again].tolist():
            self._move_to_end(self._postings[term], slot)
        self._append(ids[~again].tolist(), slot)

    def withdraw(self, event: int, ids: Iterable[int]) -> None:
        """Take an event out, given all terms that it was posted under."""
        slot = self._slots[event]
        self._held[slot] = None
        for term in ids:
            posting = self._postings.get(term)
            if posting is not None:
                entries = np.frombuffer(posting, dtype=np.int32)
                rest = entries[np.abs(entries) != slot]
                if len(rest):
                    self._postings[term] = array("i", rest.tobytes())
                else:
                    del self._postings[term]

    def near(self, terms: Sequence[int], pulls: Floats, count: int) -> list[tuple[int, float]]:
        """The events whose shared terms pull most, unordered; with the last, all its equals.

        Args:
            terms: strongest first.
            pulls: of these terms.
        """
        found = list(map(self._postings.get, terms))
        parts: list[array[int]] = [posting for posting in found if posting is not None]
        if not parts:
            return []
        if len(parts) < len(found):
            pulls = pulls[[posting is not None for posting in found]]
        lengths = list(map(len, parts))
        if max(lengths) > POSTINGS_READ:
            parts = [posting[-POSTINGS_READ:] for posting in parts]
            lengths = list(map(len, parts))
        if sum(lengths) > BUDGET:
            read = 1 + next(n for n, total in enumerate(accumulate(lengths)) if total > BUDGET)
            parts, pulls, lengths = parts[:read], pulls[:read], lengths[:read]
        slots = np.maximum(np.frombuffer(b"".join(parts), dtype=np.int32), 0)
        scores = np.bincount(slots, pulls.repeat(lengths)).astype(np.float64, copy=False)
        scores[0] = 0.0
        # What so many events reach by one term alone; fewer where some stand there repeatedly.
        floor = next((n for n, length in enumerate(lengths) if length >= count), None)
        return self._best(scores, 0.0 if floor is None else pulls[floor] - _TOLERANCE, count)

    def _best(self, scores: Floats, floor: float, count: int) -> list[tuple[int, float]]:
        hits = (scores > floor).nonzero()[0]
        if len(hits) < count and floor:
            hits = scores.nonzero()[0]
        found = scores[hits]
        if len(hits) > count:
            hits = hits[found >= np.partition(found, -count)[-count] - _TOLERANCE]
        # Rounded, so that slots play no part in who is kept.
        found = scores[hits].round(9)
        if len(hits) > count:
            kept = found >= np.partition(found, -count)[-count]
            hits, found = hits[kept], found[kept]
        return [
            (self._events[slot], score)
            for slot, score in zip(hits.tolist(), found.tolist(), strict=True)
        ]

    def _take_in(self, event: int, ids: Entries) -> tuple[int, Flags | None]:
        """An event's slot, and which of the terms it was posted under before; None for none."""
        slot = self._slots.get(event)
        if slot is None:
            slot = self._slots[event] = len(self._events)
            self._events.append(event)
            self._held.append(None)
        held = self._held[slot]
        if held is None or not len(held):
            self._held[slot] = np.sort(ids)
            return slot, None
        places = held.searchsorted(ids)
        again = held.take(places, mode="clip") == ids
        new = np.sort(ids[~again])
        if len(new):
            self._held[slot] = np.insert(held, held.searchsorted(new), new)
        return slot, again

    def _append(self, terms: Iterable[int], slot: int) -> None:
        postings = self._postings
        for term in terms:
            posting = postings.get(term)
            if posting is None:
                postings[term] = array("i", (slot,))
            else:
                posting.append(slot)

    @staticmethod
    def _move_to_end(posting: array[int], slot: int) -> None:
        if posting[-1] == slot:
            return
        place = int((np.frombuffer(posting, dtype=np.int32) == slot).argmax())
        posting[place] = -slot
        posting.append(slot)
