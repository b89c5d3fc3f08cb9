"""Which countries a story names: they tell a happening from its look-alikes elsewhere.

Two earthquakes of one month share every word but the names of places, and in a young index those
weigh no more than "magnitude". So a story and an event that each put countries into the foreground,
and know nothing of the other's, are held apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import snowballstemmer

from aggregator.matching.newsroom import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from aggregator.matching.reading import Reading

_LANGUAGE = "en"
_STEM = snowballstemmer.stemmer("english").stemWord
_TERMS = frozenset(map(_STEM, COUNTRIES))
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Places:
    """The countries that a story names, as terms.

    Attributes:
        foremost: in the headline, or as often as if they were.
        all: anywhere in what was read.
    """

    foremost: AbstractSet[str] = _NONE
    all: AbstractSet[str] = _NONE


@dataclass(slots=True)
class EventPlaces:
    """The countries that an event's stories name."""

    foremost: set[str] = field(default_factory=set)
    all: set[str] = field(default_factory=set)

    def take(self, places: Places) -> None:
        """Take in what another story names."""
        self.foremost |= places.foremost
        self.all |= places.all


def read_places(reading: Reading, foremost: float) -> Places:
    """The countries of a story; none where it isn't in English.

    Args:
        foremost: the count from which on a term counts as one of the headline.
    """
    if reading.language != _LANGUAGE:
        return Places()
    found = reading.counts.keys() & _TERMS
    return Places(frozenset(term for term in found if reading.counts[term] >= foremost), found)


def are_elsewhere(one: Places | EventPlaces, other: Places | EventPlaces) -> bool:
    """Whether each has countries in the foreground, and names none of the other's."""
    return bool(
        one.foremost
        and other.foremost
        and one.foremost.isdisjoint(other.all)
        and other.foremost.isdisjoint(one.all)
    )
