"""What the standing decisions of persons forbid and demand of the grouping."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from aggregator.archive.events.decisions import list_decisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from aggregator.archive.events.decisions import Decision


@dataclass(frozen=True, slots=True)
class Constraints:
    """The decisions about events that hold.

    Attributes:
        pins: story to the decision that pinned it; its subject names the event.
        together: groups of stories that were merged by hand, without those split off since.
    """

    pins: Mapping[int, Decision] = field(default_factory=dict)
    together: tuple[frozenset[int], ...] = ()
    _sides: Mapping[int, Mapping[int, bool]] = field(default_factory=dict)
    _splits: Mapping[int, Decision] = field(default_factory=dict)

    @classmethod
    def load(cls, connection: Connection) -> Self:
        """Those of an archive's standing decisions."""
        return cls.of(reversed(list_decisions(connection, standing=True)))

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Self:
        """Those of some decisions, the earliest first; a later one says more than one before it."""
        pins: dict[int, Decision] = {}
        together: list[frozenset[int]] = []
        sides: defaultdict[int, dict[int, bool]] = defaultdict(dict)
        splits: dict[int, Decision] = {}
        for decision in decisions:
            subject = decision.subject
            if decision.kind == "pin":
                pins[subject["story"]] = decision
                together = [group - {subject["story"]} for group in together]
            elif decision.kind == "unpin":
                pins.pop(subject["story"], None)
            elif decision.kind == "merge":
                together.append(frozenset(subject["stories"]))
            elif decision.kind == "split":
                apart, rest = frozenset(subject["stories"]), frozenset(subject["rest"])
                splits[decision.id] = decision
                for story in apart:
                    sides[story][decision.id] = True
                for story in rest:
                    sides[story][decision.id] = False
                together = [part for group in together for part in _cut(group, apart, rest)]
        groups = tuple(group for group in together if len(group) > 1)
        return cls(pins, groups, dict(sides), splits)

    def __bool__(self) -> bool:
        return bool(self.pins or self.together or self._splits)

    @property
    def splits(self) -> bool:
        """Whether any stories must stay apart."""
        return bool(self._splits)

    def parted(self, some: Iterable[int], others: Iterable[int]) -> Decision | None:
        """The split that stands between two groups of stories; None where none does."""
        if not self._splits:
            return None
        met = {place for story in some for place in self._sides.get(story, {}).items()}
        for story in others:
            for split, side in self._sides.get(story, {}).items():
                if (split, not side) in met:
                    return self._splits[split]
        return None


def _cut(
    group: frozenset[int], apart: frozenset[int], rest: frozenset[int]
) -> tuple[frozenset[int], ...]:
    """A group as a split leaves it."""
    return (group - apart, group & apart) if group & rest else (group,)
