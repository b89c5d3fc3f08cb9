"""Whose text it is that a family carries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aggregator.outlets import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The names an agency goes by, folded; the first is the one compared.
_AGENCIES = (
    ("ap", "associated press", "apnews", "ap news", "apnews com"),
    ("reuters", "thomson reuters", "reuters com"),
    ("afp", "agence france presse", "afp com"),
    ("dpa", "deutsche presse agentur", "dpa com"),
    ("pa", "pa media", "press association"),
    ("efe", "agencia efe", "efe com"),
    ("ansa", "ansa it"),
    ("kyodo", "kyodo news", "english kyodonews net"),
    ("upi", "united press international", "upi com"),
    ("tass", "tass com"),
    ("xinhua", "xinhua news agency", "xinhuanet com"),
    ("pap", "polska agencja prasowa", "pap pl"),
)
_AGENCY_OF = {name: names[0] for names in _AGENCIES for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A story as one that carries a text.

    Attributes:
        key: the story's id; grows with time.
        outlet: its outlet's short name, title or domain.
        published: aware, any zone; None where unknown.
        agency: the wire agency credited, where one is.
    """

    key: int
    outlet: str
    published: datetime | None = None
    agency: str | None = None

    def __post_init__(self) -> None:
        if self.published is not None and self.published.tzinfo is None:
            raise ValueError(f"a story's time needs a zone: {self.published!r}")


def choose_origin(members: Iterable[Carrier], *, agencies: Sequence[str] | None = None) -> int:
    """The key of the member a family's text comes from.

    The outlet of the agency that most members credit, where it is among them; otherwise the
    earliest, stories without a time last, the lowest key of equals.

    Args:
        agencies: that the family credits, most credited first, where the members given are not
            all of it; counted among the members by default.

    Raises:
        ValueError: no members.
    """
    members = sorted(members, key=_by_time)
    if not members:
        raise ValueError("a family needs at least one member")
    if agencies is None:
        agencies = credited_agencies(member.agency for member in members)
    for agency in dict.fromkeys(map(agency_key, agencies)):
        for member in members:
            if agency_key(member.outlet) == agency:
                return member.key
    return members[0].key


def credited_agencies(credited: Iterable[str | None]) -> list[str]:
    """The agencies credited, each by its most usual name, the most credited first."""
    names: dict[str, Counter[str]] = {}
    for name in credited:
        if name:
            names.setdefault(agency_key(name), Counter())[name] += 1
    ranked = sorted(names.items(), key=lambda item: (-item[1].total(), item[0]))
    return [min(found, key=lambda name: (-found[name], name)) for _, found in ranked]


def agency_key(name: str) -> str:
    """What the names of one agency, or of its own site, have in common."""
    folded = name_key(name)
    return _AGENCY_OF.get(folded, folded.removesuffix(" com"))


def _by_time(member: Carrier) -> tuple[datetime, int]:
    return member.published or datetime.max.replace(tzinfo=UTC), member.key
