"""Which stories carry the same text, who had it first, and how much of a story is its own.

The decision is apart from the look-up: whoever keeps the shingles (the archive in a table,
`FamilyIndex` in memory) finds the stories that share some with a new one and counts how many;
`decide_family` says what that means.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from aggregator.matching.fingerprints import at_scale, sketch_scale
from aggregator.matching.text import tokens
from aggregator.outlets import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

COPY = 0.5
DERIVED = 0.3
QUOTES = 0.05
SHINGLE_CAP = 60
"""A shingle seen in more stories than this is page furniture and counts for nothing."""

_MIN_SHARED = 2  # hashes; one may be a stock phrase
_MIN_SHARED_KIN = 3  # and two may be one quote of six words
_TINY_SKETCH = 8  # hashes; a text of a dozen words must agree almost whole
_TINY_COPY = 0.8
_TEMPLATE_WINDOW = timedelta(hours=48)
_SAME_NUMBERS = 0.5
_SAME_HEADLINE = 0.2
_MAX_RELATIONS = 8

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


class RelationKind(StrEnum):
    """What one text is to another.

    `COPY`, `EXCERPT_OF` and `DERIVED` make a family; `QUOTES` is evidence of the same event only.
    """

    COPY = "copy"
    EXCERPT_OF = "excerpt_of"
    DERIVED = "derived"
    QUOTES = "quotes"

    @property
    def makes_family(self) -> bool:
        return self is not RelationKind.QUOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRecord:
    """What the family decision needs to know of a story.

    Attributes:
        key: the story's id; grows with time.
        outlet: its outlet's short name, title or domain.
        published: aware, any zone; None where unknown.
        sketch: of its text (`aggregator.matching.sketch`).
        numbers: of its headline and text (`aggregator.matching.numbers_in`).
        agency: the wire agency credited, where one is.
        words: of the text.
        language: BCP 47.
        family: the family it belongs to already, if any.
    """

    key: int
    outlet: str
    title: str
    sketch: frozenset[int]
    published: datetime | None = None
    numbers: frozenset[str] = frozenset()
    agency: str | None = None
    words: int = 0
    language: str | None = None
    family: int | None = None

    def __post_init__(self) -> None:
        if self.published is not None and self.published.tzinfo is None:
            raise ValueError(f"a TextRecord's time needs a zone: {self.published!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How a story's text relates to another's.

    Attributes:
        story, other: keys.
        kind: seen from `story`: a story that is `excerpt_of` the other is the shorter one. A
            story that holds the whole of a shorter other one and more is `derived` from it.
        contained: estimated share of the story's shingles that stand in the other's text.
        contains: estimated share of the other's shingles that stand in the story.
        own_share: 1 - contained: how much of the story's text is its own.
        shared: shingle hashes in common, furniture not counted.
    """

    story: int
    other: int
    kind: RelationKind
    contained: float
    contains: float
    shared: int

    @property
    def own_share(self) -> float:
        return 1.0 - self.contained


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyDecision:
    """Where a story belongs among copies.

    Attributes:
        family: the family to join; None for a text of its own. A new family is named after the
            lowest key in it.
        joins: keys of related stories that were in no family and now belong to this one too.
        absorbs: other families that prove to be the same and end in this one.
        relations: all relations found, nearest first, `QUOTES` among them.
    """

    family: int | None = None
    joins: tuple[int, ...] = ()
    absorbs: tuple[int, ...] = ()
    relations: tuple[Relation, ...] = ()


def decide_family(
    record: TextRecord, candidates: Sequence[tuple[TextRecord, int]]
) -> FamilyDecision:
    """The family of a story, given the stories that share shingles with it.

    Args:
        record: the new story; its own `family` is not looked at.
        candidates: each with the number of shingles shared, those above the cap left out. Their
            order doesn't matter.
    """
    found = [
        (relation, other)
        for other, shared in candidates
        if other.key != record.key and (relation := relate(record, other, shared)) is not None
    ]
    found.sort(key=lambda pair: (-_nearness(pair[0]), pair[0].other))
    relations = tuple(relation for relation, _ in found[:_MAX_RELATIONS])
    kin = [(relation, other) for relation, other in found if relation.kind.makes_family]
    if not kin:
        return FamilyDecision(relations=relations)
    nearest, nearest_other = kin[0]
    # Only a copy proves two families to be one; a story derived from two texts doesn't.
    bridges = [
        other for relation, other in kin[1:] if RelationKind.COPY == relation.kind == nearest.kind
    ]
    joining = [other for other in (nearest_other, *bridges) if other.family is None]
    families = {other.family for other in (nearest_other, *bridges) if other.family is not None}
    family = min(families) if families else min(record.key, *(other.key for other in joining))
    return FamilyDecision(
        family=family,
        joins=tuple(sorted(other.key for other in joining)),
        absorbs=tuple(sorted(families - {family})),
        relations=relations,
    )


def relate(story: TextRecord, other: TextRecord, shared: int) -> Relation | None:
    """How a story's text relates to another's, None where it doesn't.

    Half of either text in the other makes a copy or an excerpt; 0.3 to 0.5 of it a derived story;
    0.05 to 0.3 shared quotes. Not a relation at all, however much is shared:

    - templates: "Weekly output rises to 512 units" after "… 498 units". Two days or more apart, or
      from one outlet, texts whose numbers mostly differ are two reports made from one form;
    - one outlet's forms: two stories of one outlet whose headlines have nothing in common share
      a subscription form or a footer, not a report.

    Sketches of fewer than eight hashes (texts of a dozen words) must agree to 0.8 both ways.

    Args:
        shared: shingles in common, those above `SHINGLE_CAP` left out. Shingles that both
            sketches hold beyond this count are furniture and leave the comparison altogether.
    """
    scale = max(sketch_scale(story.sketch), sketch_scale(other.sketch))
    first, second = at_scale(story.sketch, scale), at_scale(other.sketch, scale)
    common = len(first & second)
    shared = min(shared, common)
    furniture = common - shared
    first_size, second_size = len(first) - furniture, len(second) - furniture
    if shared == 0 or (shared < _MIN_SHARED and min(first_size, second_size) > 1):
        return None
    contained, contains = shared / first_size, shared / second_size
    tiny = min(len(story.sketch), len(other.sketch)) < _TINY_SKETCH
    if tiny and min(contained, contains) < _TINY_COPY:
        return None
    kind = _kind(contained, contains)
    if shared < _MIN_SHARED_KIN and not tiny and kind is not None:
        kind = RelationKind.QUOTES
    if kind is None or _is_template(story, other) or _is_form(story, other):
        return None
    return Relation(
        story=story.key,
        other=other.key,
        kind=kind,
        contained=contained,
        contains=contains,
        shared=shared,
    )


def choose_origin(members: Iterable[TextRecord]) -> TextRecord:
    """The member a family's text comes from.

    The outlet of the agency that most members credit, where it is among them; otherwise the
    earliest, stories without a time last, the lowest key of equals.

    Raises:
        ValueError: no members.
    """
    members = sorted(members, key=_by_time)
    if not members:
        raise ValueError("a family needs at least one member")
    credited = Counter(_agency_key(member.agency) for member in members if member.agency)
    for agency, _ in sorted(credited.items(), key=lambda item: (-item[1], item[0])):
        for member in members:
            if _agency_key(member.outlet) == agency:
                return member
    return members[0]


class FamilyIndex:
    """Families of a stream of stories, kept in memory.

    Args:
        shingle_cap: a shingle seen in more stories than this is ignored from then on.
    """

    def __init__(self, shingle_cap: int = SHINGLE_CAP) -> None:
        if shingle_cap < 1:
            raise ValueError(f"shingle_cap must be at least 1, not {shingle_cap}")
        self._cap = shingle_cap
        self._stories: dict[int, TextRecord] = {}
        self._holders: dict[int, list[int]] = {}
        self._members: dict[int, list[int]] = {}

    def add(self, record: TextRecord) -> FamilyDecision:
        """Decide the family of a story and keep the story for those that follow.

        Raises:
            ValueError: a story of this key was added before.
        """
        if record.key in self._stories:
            raise ValueError(f"story {record.key} was added before")
        shared: Counter[int] = Counter()
        for shingle in record.sketch:
            holders = self._holders.setdefault(shingle, [])
            if len(holders) <= self._cap:
                shared.update(holders)
                holders.append(record.key)
        decision = decide_family(
            record, [(self._stories[key], count) for key, count in shared.items()]
        )
        self._stories[record.key] = replace(record, family=decision.family)
        for key in decision.joins:
            self._stories[key] = replace(self._stories[key], family=decision.family)
        if decision.family is not None:
            members = self._members.setdefault(decision.family, [])
            members += [*decision.joins, record.key]
            for absorbed in decision.absorbs:
                for key in self._members.pop(absorbed):
                    self._stories[key] = replace(self._stories[key], family=decision.family)
                    members.append(key)
        return decision

    def family_of(self, key: int) -> int | None:
        """The family a story is in by now.

        Raises:
            KeyError: no such story.
        """
        return self._stories[key].family

    def members(self, family: int) -> tuple[TextRecord, ...]:
        """The stories of a family, by key.

        Raises:
            KeyError: no such family.
        """
        return tuple(self._stories[key] for key in sorted(self._members[family]))


def _kind(contained: float, contains: float) -> RelationKind | None:
    nearest = max(contained, contains)
    if min(contained, contains) >= DERIVED and nearest >= COPY:
        return RelationKind.COPY
    if contained >= COPY:
        return RelationKind.EXCERPT_OF
    if nearest >= DERIVED:
        return RelationKind.DERIVED
    return RelationKind.QUOTES if nearest >= QUOTES else None


def _nearness(relation: Relation) -> float:
    return max(relation.contained, relation.contains) + min(relation.contained, relation.contains)


def _is_template(story: TextRecord, other: TextRecord) -> bool:
    """Whether the numbers say that these are two reports made from one form."""
    numbers = story.numbers | other.numbers
    if not story.numbers or not other.numbers:
        return False
    if len(story.numbers & other.numbers) >= _SAME_NUMBERS * len(numbers):
        return False
    if name_key(story.outlet) == name_key(other.outlet):
        return True
    if story.published is None or other.published is None:
        return False
    return abs(story.published - other.published) >= _TEMPLATE_WINDOW


def _is_form(story: TextRecord, other: TextRecord) -> bool:
    """Whether one outlet's two stories share a form and not a report."""
    if name_key(story.outlet) != name_key(other.outlet):
        return False
    first, second = set(tokens(story.title)), set(tokens(other.title))
    if not first or not second:
        return False
    return len(first & second) < _SAME_HEADLINE * min(len(first), len(second))


def _agency_key(name: str) -> str:
    folded = name_key(name)
    return _AGENCY_OF.get(folded, folded.removesuffix(" com"))


def _by_time(record: TextRecord) -> tuple[datetime, int]:
    return record.published or datetime.max.replace(tzinfo=UTC), record.key
