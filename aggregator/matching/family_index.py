"""Copy families of a stream of stories, kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.matching.families import SHINGLE_CAP, decide_family
from aggregator.matching.postings import Postings
from aggregator.matching.shortlist import make_shortlist, to_post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aggregator.matching.comparison import Wording
    from aggregator.matching.families import FamilyDecision, TextRecord

REACH = 250_000
"""Stories back that a copy's source is looked for: three weeks of the world's news."""

_REMEMBERED = 400  # wordings, up to 40 KB each


class FamilyIndex:
    """Families of a stream of stories.

    Work per story is bounded: one look-up, and a handful of texts read. Memory is that of the
    newest texts, some 1 KB each beside the text itself, and a few numbers for every story.

    Args:
        shingle_cap: a shingle found in more texts than this is ignored from then on.
        reach: stories back that are looked through. Families stay what they are beyond it.
    """

    def __init__(self, shingle_cap: int = SHINGLE_CAP, reach: int = REACH) -> None:
        if shingle_cap < 1:
            raise ValueError(f"shingle_cap must be at least 1, not {shingle_cap}")
        if reach < 1:
            raise ValueError(f"reach must be at least 1, not {reach}")
        self._cap = shingle_cap
        self._reach = reach
        self._records: OrderedDict[int, TextRecord] = OrderedDict()  # those with shingles kept
        self._wordings: OrderedDict[int, Wording] = OrderedDict()
        self._families: dict[int, int | None] = {}
        self._members: dict[int, list[int]] = {}
        self._postings = Postings()

    def add(self, record: TextRecord) -> FamilyDecision:
        """Decide the family of a story and keep the story for those that follow.

        Args:
            record: its key is not one that was added before; its `family` is not looked at.

        Raises:
            ValueError: a story of this key was added before.
        """
        if record.key in self._families:
            raise ValueError(f"story {record.key} was added before")
        holders = self._postings.holders(record.wording.sketch)
        decision, furniture = self._decide(record, holders)
        self._enter(record.key, decision)
        kin = {key for keys in holders.values() for key in keys if self._is_kin(key, decision)}
        if posted := to_post(holders, furniture, kin, decision):
            self._postings.add(posted, record.key)
            self._records[record.key] = record
            self._forget()
        return decision

    def decide(self, record: TextRecord) -> FamilyDecision:
        """What `add` would decide of a story."""
        return self._decide(record, self._postings.holders(record.wording.sketch))[0]

    def family_of(self, key: int) -> int | None:
        """The family a story is in by now.

        Raises:
            KeyError: no such story.
        """
        return self._families[key]

    def members(self, family: int) -> tuple[int, ...]:
        """The keys of a family's stories, in order.

        Raises:
            KeyError: no such family.
        """
        return tuple(sorted(self._members[family]))

    def _enter(self, key: int, decision: FamilyDecision) -> None:
        self._families[key] = decision.family
        if decision.family is None:
            return
        members = self._members.setdefault(decision.family, [])
        joining = [key, *decision.joins]
        for absorbed in decision.absorbs:
            joining += self._members.pop(absorbed)
        for one in joining:
            self._families[one] = decision.family
        members += joining

    def _is_kin(self, key: int, decision: FamilyDecision) -> bool:
        return decision.family is not None and self._families[key] == decision.family

    def _decide(
        self, record: TextRecord, holders: Mapping[int, list[int]]
    ) -> tuple[FamilyDecision, frozenset[int]]:
        """The decision, and which shingles are furniture."""
        shortlist = make_shortlist(holders, self._cap)
        candidates = [
            replace(self._records[key], family=self._families[key])
            for key in shortlist.to_read(self._families)
        ]
        decision = decide_family(record, candidates, furniture=shortlist.furniture)
        self._remember(one.wording for one in (record, *candidates))
        return decision, shortlist.furniture

    def _remember(self, wordings: Iterable[Wording]) -> None:
        """Let go of what was worked out of texts that were read long ago."""
        for wording in wordings:
            self._wordings[id(wording)] = wording
            self._wordings.move_to_end(id(wording))
        while len(self._wordings) > _REMEMBERED:
            self._wordings.popitem(last=False)[1].release()

    def _forget(self) -> None:
        """Let go of texts that are out of reach, an eighth at a time."""
        if len(self._records) < self._reach + max(1, self._reach // 8):
            return
        while len(self._records) > self._reach:
            self._records.popitem(last=False)
        self._postings.keep(self._records)
