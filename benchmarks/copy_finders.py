"""Ways to find the texts that a text copies: ours, and those it is measured beside."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

from aggregator.matching import FamilyIndex, TextRecord, Wording
from aggregator.matching.text import tokens
from benchmarks import report

if TYPE_CHECKING:
    from collections.abc import Callable

_PERMUTATIONS, _JACCARD = 128, 0.5
_BITS = 6
_RUN = 5


class CopyFinder(Protocol):
    """Finds copies among the texts it was given."""

    def add(self, story: TextRecord) -> None: ...

    def find(self, story: TextRecord) -> set[int]:
        """Keys of the texts that this one, which was not added, carries."""


class Ours:
    """`FamilyIndex`: a text carries those that it would share a family with."""

    def __init__(self) -> None:
        self._index = FamilyIndex()

    def add(self, story: TextRecord) -> None:
        self._index.add(story)

    def find(self, story: TextRecord) -> set[int]:
        relations = self._index.decide(story).relations
        return {found.other for found in relations if found.kind.makes_family}


class MinHashLsh:
    """datasketch: 128 permutations over runs of five words, Jaccard from 0.5."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._index = library.MinHashLSH(threshold=_JACCARD, num_perm=_PERMUTATIONS)

    def add(self, story: TextRecord) -> None:
        self._index.insert(story.key, self.sketch(story.wording.text))

    def find(self, story: TextRecord) -> set[int]:
        return set(self._index.query(self.sketch(story.wording.text)))

    def sketch(self, text: str) -> Any:
        made = self._library.MinHash(num_perm=_PERMUTATIONS)
        made.update_batch(_runs(text))
        return made


class Simhash:
    """simhash: 64 bits over runs of five words, up to 6 of them apart."""

    def __init__(self, library: Any) -> None:
        self._library = library
        quiet = logging.getLogger("benchmarks.simhash")
        quiet.setLevel(logging.ERROR)  # it warns of every bucket that fills
        self._index = library.SimhashIndex([], k=_BITS, log=quiet)

    def add(self, story: TextRecord) -> None:
        self._index.add(str(story.key), self.sketch(story.wording.text))

    def find(self, story: TextRecord) -> set[int]:
        return {int(found) for found in self._index.get_near_dups(self.sketch(story.wording.text))}

    def sketch(self, text: str) -> Any:
        return self._library.Simhash([run.decode() for run in _runs(text)])


def peers() -> dict[str, Callable[[], MinHashLsh | Simhash]]:
    """Makers of the finders to be measured beside, those that are installed."""
    found: dict[str, Callable[[], MinHashLsh | Simhash]] = {}
    if datasketch := report.peer("datasketch", "bench"):
        found["MinHash-LSH"] = lambda: MinHashLsh(datasketch)
    if simhash := report.peer("simhash", "bench"):
        found["simhash"] = lambda: Simhash(simhash)
    return found


def record(key: int, title: str, text: str) -> TextRecord:
    return TextRecord(key=key, outlet=f"outlet {key}", title=title, wording=Wording(text))


def _runs(text: str) -> list[bytes]:
    words = tokens(text)
    count = max(1, len(words) - _RUN + 1)
    return [" ".join(words[start : start + _RUN]).encode() for start in range(count)]
