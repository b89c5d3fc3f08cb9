"""Which stories carry the same text, who had it first, and how much of a story is its own.

Whoever keeps the shingles (the archive in a table, `FamilyIndex` in memory) finds the few stories
that share some with a new one. `decide_family` reads their texts and says what they are to each
other: sketches propose, the texts decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from aggregator.matching.comparison import compare, in_order, same_shingles
from aggregator.matching.origins import Carrier
from aggregator.matching.subjects import BOTH, headlines_borne_out
from aggregator.outlets import name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from aggregator.matching.comparison import Comparison, Wording
    from aggregator.matching.fingerprints import Flags

COPY = 0.5
DERIVED = 0.3
QUOTES = 0.05
WHOLE = 0.8
"""Shares of words; two texts that each hold so much of the other are the same, whatever else."""
IN_ORDER = 0.4
"""Share of words in one order from which a text is a spun copy; see `comparison.in_order`."""
SHINGLE_CAP = 60
"""A shingle found in more texts than this is page furniture. Copies of one text count once."""
LIVE = "live"
"""The kind of a page that many stories pass through."""

_FLOATING = 3  # texts without kinship that hold a passage before it belongs to none of them
_MIN_SHARED_WORDS = 8  # the shortest quote that tells something
_MIN_COPIED, _MIN_DERIVED = 12, 20  # words in runs of five; a lead's first clause is common
_MIN_WORDS = 12  # left of a text when furniture is taken away
_MIN_OWN_WORDS = 5  # outside quotation marks
_TINY = 8  # shingles; a text of a dozen words must agree almost whole
_MIN_SPUN = 120  # words
_LONG = 100  # words
_SHORT = 30  # words of a market flash, where one number is the news
_DAY = timedelta(hours=20)  # between two issues of a daily report, at least
_TEMPLATE_WINDOW = timedelta(hours=48)
_MAX_RELATIONS = 8


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


_CARRYING = {RelationKind.COPY, RelationKind.EXCERPT_OF}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRecord(Carrier):
    """What the family decision needs to know of a story.

    Attributes:
        wording: of its text, without the headline.
        kind: report, live, ...; None where unknown.
        family: the family it belongs to already, if any.
    """

    title: str
    wording: Wording
    kind: str | None = None
    family: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How a story's text relates to another's.

    Attributes:
        story, other: keys.
        kind: seen from `story`: a story that is `excerpt_of` the other is the shorter one. A
            story that holds the whole of a shorter other one and more is `derived` from it.
        contained: share of the story's words that stand in the other's text.
        contains: share of the other's words that stand in the story.
        own_share: 1 - contained: how much of the story's text is its own.
        shared_words: in runs of five or more, furniture not counted.
    """

    story: int
    other: int
    kind: RelationKind
    contained: float
    contains: float
    shared_words: int

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

    @property
    def carries(self) -> bool:
        """Whether the story carries another's text, and isn't only derived from it."""
        return any(found.kind in _CARRYING for found in self.relations)


def decide_family(
    record: TextRecord, candidates: Sequence[TextRecord], *, furniture: Collection[int] = ()
) -> FamilyDecision:
    """The family of a story, given the stories that share shingles with it.

    A passage that stands in three or more texts which are no kin of each other belongs to none of
    them: a form below every page, a statement that everyone quotes, the wording of a weekly
    bulletin. It makes no family.

    Args:
        record: the new story; its own `family` is not looked at.
        candidates: a handful; each is read whole. Their order doesn't matter.
        furniture: hashes of the story's sketch that are found in more than `SHINGLE_CAP` texts.
    """
    if not len(record.wording):
        return FamilyDecision()
    known = record.wording.furniture(furniture)
    compared = [
        (other, compare(record.wording, other.wording, known))
        for other in candidates
        if other.key != record.key and len(other.wording)
    ]
    floating = _floating(compared, len(record.wording))
    found = [
        match
        for other, plain in compared
        if (match := _match(record, other, plain, known, floating)) is not None
    ]
    found.sort(key=lambda match: (-match.nearness, match.other.key))
    relations = tuple(match.relation for match in found[:_MAX_RELATIONS])
    kin = [match for match in found if match.relation.kind.makes_family]
    if not kin:
        return FamilyDecision(relations=relations)
    ties = [kin[0].other, *(match.other for match in kin[1:] if _ties(kin[0], match))]
    joining = [other.key for other in ties if other.family is None]
    families = {other.family for other in ties if other.family is not None}
    family = min(families) if families else min(record.key, *joining)
    return FamilyDecision(
        family=family,
        joins=tuple(sorted(joining)),
        absorbs=tuple(sorted(families - {family})),
        relations=relations,
    )


def relate(
    story: TextRecord, other: TextRecord, *, furniture: Collection[int] = ()
) -> Relation | None:
    """How a story's text relates to another's, None where it doesn't.

    Half of either text in the other makes a copy or an excerpt; 0.3 to 0.5 of it a derived story,
    as does two fifths of the words in one order, which is what is left when a text is spun; 0.05
    and more in runs of five words shared quotes. Not a relation at all, however much is shared:

    - templates: "Weekly output rises to 512 units" after "… 498 units". Where numbers have changed
      places in texts days apart or of one outlet, they are two reports made from one form;
    - forms: a subscription form or a footer says nothing of what either headline says;
    - flashes of a line that differ in a word or a number.

    Shared quotes are also all there is where only what stands between quotation marks is shared,
    and where a page of many stories, such as a live page, holds some of another text.

    Args:
        furniture: hashes of the story's sketch that are page furniture: left out on both sides.
    """
    if not len(story.wording) or not len(other.wording):
        return None
    known = story.wording.furniture(furniture)
    plain = compare(story.wording, other.wording, known)
    match = _match(story, other, plain, known, np.zeros(len(story.wording), dtype=np.bool))
    return None if match is None else match.relation


@dataclass(frozen=True, slots=True)
class _Match:
    """A relation with what it rests on.

    Attributes:
        shared: which words of the story the other text holds.
        longest: the longest unbroken run of them, in words.
        agrees: whether both headlines speak of them.
    """

    relation: Relation
    other: TextRecord
    shared: Flags
    longest: int
    agrees: bool

    @property
    def nearness(self) -> float:
        unbroken = self.longest / max(1, len(self.shared))
        return self.relation.contained + self.relation.contains + unbroken + 0.5 * self.agrees


def _match(
    story: TextRecord, other: TextRecord, plain: Comparison, known: Flags, floating: Flags
) -> _Match | None:
    """As `relate`, given words that are furniture and words that float from text to text."""
    told = plain
    drifts = bool((plain.shared & floating).any())
    if drifts:
        rest = compare(story.wording, other.wording, known | floating)
        if max(rest.words) >= _MIN_WORDS:
            told = rest
    same_outlet = name_key(story.outlet) == name_key(other.outlet)
    borne_out = headlines_borne_out(story.title, other.title, story.wording, plain.shared)
    if borne_out is not None and borne_out < _headlines_needed(plain, same_outlet or drifts):
        return None
    kind = _kin(story, other, told)
    if kind is None and not same_outlet and not (plain.shared & (known | floating)).any():
        kind = RelationKind.DERIVED if _is_spun(story, other) else None
    quoting = told if borne_out is None else plain
    if kind is None and quoting.verbatim >= QUOTES and quoting.shared_words >= _MIN_SHARED_WORDS:
        kind = RelationKind.QUOTES
    if kind is None or _is_template(story, other, plain, same_outlet=same_outlet):
        return None
    relation = Relation(
        story=story.key,
        other=other.key,
        kind=kind,
        contained=told.contained,
        contains=told.contains,
        shared_words=plain.shared_words,
    )
    return _Match(relation, other, told.shared, told.longest, borne_out == BOTH)


def _headlines_needed(plain: Comparison, is_suspect: bool) -> int:
    """How many of two headlines must speak of a shared passage to have it taken for a report."""
    if is_suspect:
        return BOTH
    # A form is short, or not all of a text.
    return 0 if plain.nearest >= WHOLE and plain.shared_words >= _LONG else 1


def _ties(nearest: _Match, match: _Match) -> bool:
    """Whether a story that is near kin of one text makes another one's family the same.

    Only a copy does, and only one of the same passage or under headlines that agree: a round-up
    that holds two briefs whole doesn't make them one.
    """
    if not RelationKind.COPY == nearest.relation.kind == match.relation.kind:
        return False
    smaller = min(int(nearest.shared.sum()), int(match.shared.sum()))
    overlap = int((nearest.shared & match.shared).sum())
    return overlap * 2 >= smaller or (nearest.agrees and match.agrees)


def _kin(story: TextRecord, other: TextRecord, told: Comparison) -> RelationKind | None:
    """What makes a family of two texts, None where nothing does."""
    if min(len(story.wording.shingles), len(other.wording.shingles)) < _TINY:
        is_same = same_shingles(story.wording, other.wording) >= WHOLE
        return RelationKind.COPY if is_same and not told.changed_numbers else None
    if told.nearest < DERIVED or _is_scrap(told) or _only_quotes(told):
        return None
    if LIVE in {story.kind, other.kind} and told.mutual < COPY:
        return None
    if told.mutual >= DERIVED and told.nearest >= COPY:
        return RelationKind.COPY
    return RelationKind.EXCERPT_OF if told.contained >= COPY else RelationKind.DERIVED


def _is_scrap(told: Comparison) -> bool:
    """Whether too little is left of the texts, or shared by them, to say that they are kin."""
    if min(told.words) < _MIN_WORDS:
        return True
    if min(told.words) < _SHORT and told.changed_numbers:
        return True
    least = _MIN_COPIED if told.nearest >= COPY else _MIN_DERIVED
    return told.shared_words < least and told.mutual < WHOLE


def _only_quotes(told: Comparison) -> bool:
    """Whether all that the texts share stands between quotation marks."""
    own = max(told.own_contained, told.own_contains)
    return min(told.own_words) >= _MIN_OWN_WORDS and own < DERIVED


def _is_spun(story: TextRecord, other: TextRecord) -> bool:
    if min(len(story.wording), len(other.wording)) < _MIN_SPUN or LIVE in {story.kind, other.kind}:
        return False
    return in_order(story.wording, other.wording) >= IN_ORDER


def _is_template(
    story: TextRecord, other: TextRecord, plain: Comparison, *, same_outlet: bool
) -> bool:
    """Whether these are two reports made from one form: numbers have changed in their places."""
    changed, numbers = plain.changed_numbers, plain.changed_numbers + plain.kept_numbers
    if not changed:
        return False
    apart = None
    if story.published is not None and other.published is not None:
        apart = abs(story.published - other.published)
    if same_outlet:
        # An outlet's own report of another day; within a day it may be the same one, updated.
        return changed * 2 > numbers or (apart is not None and apart >= _DAY)
    return apart is not None and apart >= _TEMPLATE_WINDOW and changed * 3 >= numbers


def _floating(compared: Sequence[tuple[TextRecord, Comparison]], words: int) -> Flags:
    """Words of a story that stand in several texts which are no copies of each other."""
    groups: list[tuple[TextRecord, Flags]] = []
    for other, plain in compared:
        for member, flags in groups:
            if _are_one(member, other, plain):
                np.logical_or(flags, plain.shared, out=flags)
                break
        else:
            groups.append((other, plain.shared.copy()))
    depth = np.zeros(words, dtype=np.int32)
    for _, flags in groups:
        depth += flags
    return depth >= _FLOATING


def _are_one(member: TextRecord, other: TextRecord, plain: Comparison) -> bool:
    """Whether a text, compared with the story, counts as one with another of its family."""
    if member.family is None or member.family != other.family:
        return False
    # Of texts derived from each other no more may be common than what everyone quotes.
    return plain.nearest >= COPY or compare(member.wording, other.wording).nearest >= COPY
