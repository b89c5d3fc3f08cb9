"""Who carries whose text: copy families as rows.

Each story's sketch lies in ``shingles``. A new text looks up who else holds its shingles, and
`aggregator.matching.families` says what the shared ones mean. A shingle found in more than
`SHINGLE_CAP` stories is page furniture: it counts for nothing and is not stored any further, so a
look-up reads no more than that many rows a shingle however large the archive is.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import bindparam, delete, insert, select, update

from aggregator.archive.leads import CHUNK, chunks
from aggregator.archive.schema import families, family_members, revisions, shingles, stories
from aggregator.archive.versions import story_time
from aggregator.matching.events import EventLink
from aggregator.matching.families import (
    SHINGLE_CAP,
    FamilyDecision,
    Relation,
    RelationKind,
    TextRecord,
    choose_origin,
    decide_family,
    relate,
)
from aggregator.matching.fingerprints import sketch
from aggregator.matching.text import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from aggregator.archive.versions import StoryVersion
    from aggregator.outlets import Outlet

    AnyRow = Row[*tuple[Any, ...]]

_CANDIDATES = 16  # looked at closely, those that share most
_MIN_SHARED = 2
_REMEMBERED = 5_000  # texts whose sketch is kept in memory, some 5 KB each
# A new family is named by `decide_family` after a story, an existing one by its own id: ids are
# shifted below zero while they are in its hands, in order, so that the two never meet.
_SHIFT = 1 << 62


@dataclass(frozen=True, slots=True)
class Kinship:
    """What a story's text has to do with others.

    Attributes:
        is_new: whether it has just come into its family.
        links: to the events of stories that it shares text with.
    """

    family_id: int | None
    is_new: bool
    links: tuple[EventLink, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fingerprint:
    sketch: frozenset[int] = frozenset()
    numbers: frozenset[str] = frozenset()
    words: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of ``family_members``, as far as it tells something."""

    relation: str
    containment: float | None = None
    own_share: float | None = None

    @classmethod
    def of(cls, relation: Relation | None) -> Self:
        if relation is None:
            return cls(RelationKind.DERIVED)
        # Whoever is in the family by way of a third text is at least derived from this one.
        kind = relation.kind if relation.kind.makes_family else RelationKind.DERIVED
        return cls(str(kind), relation.contained, relation.own_share)


class FamilyKeeper:
    """Puts stories into copy families, inside the caller's writing transactions.

    It remembers the sketches of recent texts, which never change, and nothing that another writer
    could make stale.

    Args:
        outlets: by short name.
    """

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self._outlets = outlets
        self._fingerprints: OrderedDict[tuple[int, int], _Fingerprint] = OrderedDict()

    def reset(self) -> None:
        """Forget what is in memory: ids of stories that were rolled back are given again."""
        self._fingerprints.clear()

    def place(self, connection: Connection, story: StoryVersion, *, now: datetime) -> Kinship:
        """Store a story's shingles and find its family.

        A story that is in a family stays in it, whatever becomes of its text later: it did carry
        that text.
        """
        own = self._fingerprint(story.story_id, story.number, story.title, story.text)
        shared = _exchange_shingles(
            connection, story.story_id, own.sketch, had_some=story.old is not None
        )
        if not own.sketch:
            return Kinship(story.family_id, is_new=False)
        record = self._record(
            own,
            key=story.story_id,
            outlet=story.outlet,
            title=story.title,
            at=story.at,
            agency=story.agency,
            language=story.language,
            family_id=None,
        )
        enough = _MIN_SHARED if len(own.sketch) > 1 else 1
        nearest = sorted(
            (pair for pair in shared.items() if pair[1] >= enough),
            key=lambda pair: (-pair[1], pair[0]),
        )[:_CANDIDATES]
        if not nearest:
            return Kinship(story.family_id, is_new=False)
        others, event_ids = self._load(connection, [story_id for story_id, _ in nearest])
        decision = decide_family(record, [(others[story_id], count) for story_id, count in nearest])
        links = _links(decision.relations, event_ids)
        if story.family_id is not None or decision.family is None:
            return Kinship(story.family_id, is_new=False, links=links)
        family_id = self._join(connection, record, decision, others, shared, now=now)
        return Kinship(family_id, is_new=True, links=links)

    def _join(
        self,
        connection: Connection,
        record: TextRecord,
        decision: FamilyDecision,
        others: Mapping[int, TextRecord],
        shared: Mapping[int, int],
        *,
        now: datetime,
    ) -> int:
        """Write a decision down: who is new in the family, and whose text it is now."""
        family_id = _present_family(decision) or _found_family(connection, record.key, now)
        families_met = [family_id, *(family + _SHIFT for family in decision.absorbs)]
        joining = {record.key: record} | {key: others[key] for key in decision.joins}
        members = joining | self._members(connection, families_met)
        origin = choose_origin(members.values()).key
        standing = {
            row.story_id: row
            for row in connection.execute(_STANDING.where(_M.family_id.in_(families_met)))
        }
        for story_id in sorted(members):
            row = standing.get(story_id)
            if story_id == origin:
                wanted = _Place("origin")
            elif row is not None and row.relation != "origin":
                wanted = _Place(row.relation, row.containment, row.own_share)
            elif row is not None:
                wanted = self._compare(connection, story_id, origin)
            elif story_id == record.key:
                wanted = _Place.of(next(r for r in decision.relations if r.kind.makes_family))
            else:
                wanted = _Place.of(relate(others[story_id], record, shared[story_id]))
            if row is None or (row.family_id, row.relation) != (family_id, wanted.relation):
                _put(connection, family_id, story_id, wanted, row, now=now)
        agencies = Counter(member.agency for member in members.values() if member.agency)
        agency = min(agencies, key=lambda name: (-agencies[name], name), default=None)
        connection.execute(
            update(families)
            .where(families.c.id == family_id)
            .values(origin_id=origin, agency=agency)
        )
        return family_id

    def _compare(self, connection: Connection, story_id: int, origin: int) -> _Place:
        """What a family's former origin is to the new one."""
        records, _ = self._load(connection, [story_id, origin])
        old, new = records[story_id], records[origin]
        return _Place.of(relate(old, new, len(old.sketch & new.sketch)))

    def _members(self, connection: Connection, family_ids: list[int]) -> dict[int, TextRecord]:
        """The stories of some families, without their sketches."""
        rows = connection.execute(_STORIES.where(stories.c.family_id.in_(family_ids)))
        return {row.id: self._record_of(row, _Fingerprint()) for row in rows}

    def _load(
        self, connection: Connection, story_ids: list[int]
    ) -> tuple[dict[int, TextRecord], dict[int, int]]:
        """Stories as `decide_family` wants them, and the events they are in."""
        rows = connection.execute(_STORIES_BY_ID, {"these": story_ids}).all()
        missing = [row for row in rows if not self._remembers(row.id, row.number)]
        if missing:
            these = {"these": [row.revision_id for row in missing]}
            for found in connection.execute(_TEXTS, these):
                self._fingerprint(found.story_id, found.number, found.title or "", found.text or "")
        records = {
            row.id: self._record_of(row, self._fingerprints[row.id, row.number]) for row in rows
        }
        return records, {row.id: row.event_id for row in rows if row.event_id is not None}

    def _remembers(self, story_id: int, number: int) -> bool:
        if (story_id, number) not in self._fingerprints:
            return False
        self._fingerprints.move_to_end((story_id, number))
        return True

    def _fingerprint(self, story_id: int, number: int, title: str, text: str) -> _Fingerprint:
        if self._remembers(story_id, number):
            return self._fingerprints[story_id, number]
        made = _Fingerprint(sketch(text), numbers_in(f"{title}\n{text}"), len(text.split()))
        self._fingerprints[story_id, number] = made
        if len(self._fingerprints) > _REMEMBERED:
            self._fingerprints.popitem(last=False)
        return made

    def _record_of(self, row: AnyRow, fingerprint: _Fingerprint) -> TextRecord:
        return self._record(
            fingerprint,
            key=row.id,
            outlet=row.outlet,
            title=row.title or "",
            at=story_time(row.listed_at, row.published, row.published_precision),
            agency=row.agency,
            language=row.language,
            family_id=row.family_id,
        )

    def _record(
        self,
        fingerprint: _Fingerprint,
        *,
        key: int,
        outlet: str,
        title: str,
        at: datetime,
        agency: str | None,
        language: str | None,
        family_id: int | None,
    ) -> TextRecord:
        declared = self._outlets.get(outlet)
        return TextRecord(
            key=key,
            outlet=declared.title if declared else outlet,
            title=title,
            published=at,
            sketch=fingerprint.sketch,
            numbers=fingerprint.numbers,
            agency=agency,
            words=fingerprint.words,
            language=language,
            family=None if family_id is None else family_id - _SHIFT,
        )


_M = family_members.c
_STANDING = select(
    _M.id, _M.family_id, _M.story_id, _M.relation, _M.containment, _M.own_share
).where(_M.valid_to.is_(None))
_STORIES = select(
    stories.c.id,
    stories.c.outlet,
    stories.c.title,
    stories.c.listed_at,
    stories.c.published,
    stories.c.published_precision,
    stories.c.agency,
    stories.c.language,
    stories.c.family_id,
    stories.c.event_id,
    stories.c.revision_id,
    revisions.c.number,
).join(revisions, revisions.c.id == stories.c.revision_id)
# Statements are made once: making one costs more than running it.
_STORIES_BY_ID = _STORIES.where(stories.c.id.in_(bindparam("these", expanding=True)))
_TEXTS = select(
    revisions.c.story_id, revisions.c.number, revisions.c.title, revisions.c.text
).where(revisions.c.id.in_(bindparam("these", expanding=True)))
_HOLDERS = select(shingles.c.hash, shingles.c.story_id).where(
    shingles.c.hash.in_(bindparam("these", expanding=True))
)
_ADD_SHINGLES = insert(shingles)


def _exchange_shingles(
    connection: Connection, story_id: int, hashes: frozenset[int], *, had_some: bool
) -> Counter[int]:
    """Store a story's shingles in place of its old ones; returns who shares how many of them."""
    holders: dict[int, list[int]] = {value: [] for value in sorted(hashes)}
    for some in chunks(holders, CHUNK):
        for value, holder in connection.execute(_HOLDERS, {"these": some}):
            if holder != story_id:
                holders[value].append(holder)
    stored: set[int] = set()
    if had_some:
        own = select(shingles.c.hash).where(shingles.c.story_id == story_id)
        stored = set(connection.scalars(own))
        for some in chunks(sorted(stored - hashes), CHUNK):
            connection.execute(
                delete(shingles).where(shingles.c.story_id == story_id, shingles.c.hash.in_(some))
            )
    telling = {value: found for value, found in holders.items() if len(found) <= SHINGLE_CAP}
    if new := [value for value in telling if value not in stored]:
        connection.execute(_ADD_SHINGLES, [{"hash": value, "story_id": story_id} for value in new])
    return Counter(holder for found in telling.values() for holder in found)


def _present_family(decision: FamilyDecision) -> int | None:
    family = decision.family
    return family + _SHIFT if family is not None and family < 0 else None


def _found_family(connection: Connection, origin: int, now: datetime) -> int:
    made = connection.execute(
        insert(families).returning(families.c.id),
        {"origin_id": origin, "agency": None, "founded_at": now},
    )
    return int(made.scalar_one())


def _put(
    connection: Connection,
    family_id: int,
    story_id: int,
    place: _Place,
    standing: AnyRow | None,
    *,
    now: datetime,
) -> None:
    if standing is not None:
        connection.execute(update(family_members).where(_M.id == standing.id).values(valid_to=now))
    connection.execute(
        insert(family_members),
        {
            "family_id": family_id,
            "story_id": story_id,
            "relation": place.relation,
            "containment": place.containment,
            "own_share": place.own_share,
            "valid_from": now,
            "valid_to": None,
        },
    )
    if standing is None or standing.family_id != family_id:
        connection.execute(
            update(stories).where(stories.c.id == story_id).values(family_id=family_id)
        )


def _links(relations: Iterable[Relation], event_ids: Mapping[int, int]) -> tuple[EventLink, ...]:
    """Evidence for grouping: most of a text in another says the same event outright."""
    return tuple(
        EventLink(
            event_ids[relation.other],
            "copy" if relation.kind in _SAME_TEXT else "shared_text",
            max(relation.contained, relation.contains),
            relation.other,
        )
        for relation in relations
        if relation.other in event_ids
    )


_SAME_TEXT = {RelationKind.COPY, RelationKind.EXCERPT_OF}
