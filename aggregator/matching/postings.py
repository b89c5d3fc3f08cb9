"""Which texts hold which shingle, in little memory.

A million texts have tens of millions of shingles, which Python's own containers would keep in
many gigabytes. Here a shingle of a text takes 16 bytes: new ones lie in a dictionary, the rest in
sorted arrays that are merged as they grow, as in a log-structured merge tree (O'Neil et al. 1996).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    Integers = np.ndarray[tuple[int], np.dtype[np.int64]]

_FRESH = 1 << 16  # shingles kept in the dictionary


class Postings:
    """Keys of texts by the shingles they hold."""

    def __init__(self) -> None:
        self._fresh: dict[int, list[int]] = {}
        self._fresh_count = 0
        self._sorted: list[tuple[Integers, Integers]] = []

    def __len__(self) -> int:
        """How many pairs of a shingle and a key are held."""
        return self._fresh_count + sum(len(hashes) for hashes, _ in self._sorted)

    def add(self, hashes: Collection[int], key: int) -> None:
        for value in hashes:
            self._fresh.setdefault(value, []).append(key)
        self._fresh_count += len(hashes)
        if self._fresh_count >= _FRESH:
            self._settle()

    def holders(self, hashes: Collection[int]) -> dict[int, list[int]]:
        """The texts that hold each of these shingles."""
        found = {value: list(self._fresh.get(value, ())) for value in hashes}
        wanted = np.sort(np.fromiter(found, np.int64, len(found)))
        for known, keys in self._sorted:
            starts = np.searchsorted(known, wanted, "left")
            ends = np.searchsorted(known, wanted, "right")
            for place in np.flatnonzero(starts < ends):
                found[int(wanted[place])] += keys[starts[place] : ends[place]].tolist()
        return found

    def keep(self, keys: Collection[int]) -> None:
        """Drop all texts but these."""
        self._settle()
        wanted = np.fromiter(keys, np.int64, len(keys))
        kept = [(hashes, np.isin(held, wanted), held) for hashes, held in self._sorted]
        self._sorted = [(hashes[flags], held[flags]) for hashes, flags, held in kept if flags.any()]

    def _settle(self) -> None:
        """Empty the dictionary into a sorted array; merge arrays until each dwarfs the next."""
        if not self._fresh_count:
            return
        hashes = np.fromiter((value for value, keys in self._fresh.items() for _ in keys), np.int64)
        keys = np.fromiter((key for keys in self._fresh.values() for key in keys), np.int64)
        self._fresh, self._fresh_count = {}, 0
        order = np.argsort(hashes, kind="stable")
        self._sorted.append((hashes[order], keys[order]))
        while len(self._sorted) > 1 and len(self._sorted[-2][0]) < 2 * len(self._sorted[-1][0]):
            last, before = self._sorted.pop(), self._sorted.pop()
            hashes, keys = (np.concatenate(pair) for pair in zip(before, last, strict=True))
            order = np.argsort(hashes, kind="stable")
            self._sorted.append((hashes[order], keys[order]))
