"""Which of the texts that share shingles with a new one are worth reading.

Looking further costs time for every story that comes; a handful read whole decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.matching.families import SHINGLE_CAP

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet

    from aggregator.matching.families import FamilyDecision

LISTED = 24
READ = 8
"""Texts read whole for a new one, at most."""

_READ_OF_FAMILY = 3
_KEPT_BY_DERIVED = 4
_MIN_SHARED = 2  # shingles; one may be a stock phrase
_FEW = 4  # shingles, so few that one counts


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What a look-up of shingles found.

    Attributes:
        keys: texts that share some, those that share most and rarest first, `LISTED` at most.
        furniture: shingles found in more than the cap of texts; they count for nothing.
    """

    keys: tuple[int, ...]
    furniture: frozenset[int]

    def to_read(self, family_of: Mapping[int, int | None]) -> list[int]:
        """The first `READ` of the keys; of one family no more than three.

        Args:
            family_of: of each key; what is not in it is no more, and is left out.
        """
        met: Counter[int] = Counter()
        chosen: list[int] = []
        for key in filter(family_of.__contains__, self.keys):
            family = family_of[key]
            if family is not None:
                met[family] += 1
            if family is None or met[family] <= _READ_OF_FAMILY:
                chosen.append(key)
        return chosen[:READ]


def make_shortlist(holders: Mapping[int, Collection[int]], cap: int = SHINGLE_CAP) -> Shortlist:
    """The texts most like one, given who holds each of the shingles in its sketch.

    A shingle weighs the less the more texts hold it.

    Args:
        holders: by shingle, those nobody holds included; the text itself is not among them.
        cap: in more texts than this a shingle is furniture.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    counts: Counter[int] = Counter()
    furniture = []
    for value, keys in holders.items():
        if len(keys) > cap:
            furniture.append(value)
            continue
        for key in keys:
            weights[key] += 1 / len(keys)
            counts[key] += 1
    enough = _MIN_SHARED if len(holders) >= _FEW else 1
    ranked = sorted(
        (key for key, count in counts.items() if count >= enough),
        key=lambda key: (-weights[key], -key),
    )
    return Shortlist(tuple(ranked[:LISTED]), frozenset(furniture))


def to_post(
    holders: Mapping[int, Collection[int]],
    furniture: Collection[int],
    kin: AbstractSet[int],
    decision: FamilyDecision,
) -> list[int]:
    """The shingles of a text that are worth keeping: neither furniture nor held by its kin.

    That a shingle is kept once a family is what tells a text that a thousand outlets carry from a
    form below a thousand pages. Of texts that are only derived a few keep it: should it be no more
    than a statement that all of them print, their number shows it.

    Args:
        kin: texts of its family.
    """
    enough = 1 if decision.carries else _KEPT_BY_DERIVED
    return [
        value
        for value, keys in holders.items()
        if value not in furniture and sum(key in kin for key in keys) < enough
    ]
