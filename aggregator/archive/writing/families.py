"""Who carries whose text: copy families as rows.

A story's sketch lies in ``shingles``, as far as no text of its own family holds the same shingles:
however many outlets carry a text, it lies there once. A new text looks up who holds its shingles,
and `aggregator.matching.families` reads the most likely ones and says what they are to it. A
shingle found in more than `SHINGLE_CAP` texts is page furniture: it counts for nothing and is not
stored any further, so a look-up reads no more than that many rows a shingle however large the
archive is.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Text,
    any_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from aggregator.archive.crawling.leads import CHUNK, chunks
from aggregator.archive.schema import families, family_members, revisions, shingles, stories
from aggregator.archive.writing.quotes import keep_quotes
from aggregator.archive.writing.versions import story_time
from aggregator.matching.comparison import Wording
from aggregator.matching.events import EventLink
from aggregator.matching.families import (
    SHINGLE_CAP,
    FamilyDecision,
    Relation,
    RelationKind,
    TextRecord,
    decide_family,
    relate,
)
from aggregator.matching.fingerprints import sketch
from aggregator.matching.origins import Carrier, choose_origin, credited_agencies
from aggregator.matching.shortlist import make_shortlist, to_post

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from aggregator.archive.writing.versions import StoryVersion
    from aggregator.outlets import Outlet

    AnyRow = Row[*tuple[Any, ...]]

_REMEMBERED = 500  # texts whose words are kept in memory, up to 40 KB each
_WEIGHED = 200  # members of a family that are looked through for its origin; the rest is settled
_HEIRS = 4  # members of a family that are tried when one gives up shingles
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
        self._wordings: OrderedDict[tuple[int, int], Wording] = OrderedDict()

    def reset(self) -> None:
        """Forget what is in memory: ids of stories that were rolled back are given again."""
        self._wordings.clear()

    def place(self, connection: Connection, story: StoryVersion, *, now: datetime) -> Kinship:
        """Store a story's shingles and find its family.

        A story that is in a family stays in it, whatever becomes of its text later: it did carry
        that text.
        """
        wording = self._wording(story.story_id, story.number, story.text)
        if story.old is not None:
            self._give_up(connection, story, sketch(story.old[2] or "") - wording.sketch)
        if not wording.sketch:
            return Kinship(story.family_id, is_new=False)
        holders = find_holders(connection, wording.sketch)
        held = {value for value, keys in holders.items() if story.story_id in keys}
        for value in held:
            holders[value].remove(story.story_id)
        shortlist = make_shortlist(holders, SHINGLE_CAP)
        family_id = story.family_id
        links: tuple[EventLink, ...] = ()
        kin: set[int] = set()
        decision = FamilyDecision()
        if shortlist.keys:
            record = self._record(story, wording)
            rows = self._rows(connection, shortlist.keys)
            family_of = {key: row.family_id for key, row in rows.items()}
            others = self._load(connection, [rows[key] for key in shortlist.to_read(family_of)])
            decision = decide_family(record, list(others.values()), furniture=shortlist.furniture)
            links = _links(decision.relations, rows)
            if story.family_id is None and decision.family is not None:
                family_id = self._join(connection, record, decision, others, now=now)
            kin = _kin(family_of, family_id, decision)
            keep_quotes(
                connection,
                record,
                others,
                decision,
                furniture=shortlist.furniture,
                kin=kin,
                now=now,
            )
        posted = to_post(holders, shortlist.furniture, kin, decision)
        _post(connection, story.story_id, [value for value in posted if value not in held])
        return Kinship(family_id, is_new=family_id != story.family_id, links=links)

    def _give_up(
        self, connection: Connection, story: StoryVersion, hashes: Collection[int]
    ) -> None:
        """Take back shingles that a text no longer has; others of its family may still have them.

        They were stored once for the family, so that it falls to another member to hold them.
        """
        given: set[int] = set()
        for some in chunks(sorted(hashes), CHUNK):
            own = (shingles.c.story_id == story.story_id, shingles.c.hash.in_(some))
            given.update(connection.scalars(select(shingles.c.hash).where(*own)))
            connection.execute(delete(shingles).where(*own))
        if not given or story.family_id is None:
            return
        heirs = connection.execute(_HEIRS_OF, {"family": story.family_id, "this": story.story_id})
        for key, record in self._load(connection, heirs.all()).items():
            inherited = record.wording.sketch & given
            present = find_holders(connection, inherited)
            _post(connection, key, [value for value in inherited if key not in present[value]])
            given -= inherited

    def _join(
        self,
        connection: Connection,
        record: TextRecord,
        decision: FamilyDecision,
        others: Mapping[int, TextRecord],
        *,
        now: datetime,
    ) -> int:
        """Write a decision down: who is new in the family, and whose text it is now."""
        family_id = _present_family(decision) or _found_family(connection, record.key, now)
        absorbed = [family + _SHIFT for family in decision.absorbs]
        joining: dict[int, Carrier] = {key: others[key] for key in decision.joins}
        joining[record.key] = record
        origin, agency, settled = self._origin(connection, family_id, absorbed, joining)
        standing = {
            row.story_id: row
            for row in connection.execute(
                _STANDING.where(
                    or_(_M.family_id.in_(absorbed), _M.story_id.in_({*joining, *settled, origin}))
                )
            )
        }
        for story_id in sorted({*standing, *joining}):
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
                wanted = _Place.of(relate(others[story_id], record))
            if row is None or (row.family_id, row.relation) != (family_id, wanted.relation):
                _put(connection, family_id, story_id, wanted, row, now=now)
        connection.execute(
            update(families)
            .where(families.c.id == family_id)
            .values(origin_id=origin, agency=agency)
        )
        return family_id

    def _origin(
        self,
        connection: Connection,
        family_id: int,
        absorbed: list[int],
        joining: dict[int, Carrier],
    ) -> tuple[int, str | None, list[int]]:
        """A family's origin, the agency it credits, and who was origin of the families in it.

        All members are looked through while they are few; later the origin and the agency stand,
        unless one who joins is better.
        """
        these = [family_id, *absorbed]
        present = connection.execute(
            select(families.c.origin_id, families.c.agency).where(families.c.id.in_(these))
        ).all()
        settled = [row.origin_id for row in present]
        rows = connection.execute(
            _CARRIERS.where(stories.c.family_id.in_(these)).limit(_WEIGHED + 1)
        ).all()
        is_large = len(rows) > _WEIGHED
        if is_large:
            rows = connection.execute(_CARRIERS.where(stories.c.id.in_(settled))).all()
        members = {row.id: self._carrier(row) for row in rows} | joining
        agencies = [row.agency for row in present] if is_large else []
        agencies += [member.agency for member in members.values()]
        credited = credited_agencies(agencies)
        origin = choose_origin(members.values(), agencies=credited)
        return origin, credited[0] if credited else None, settled

    def _compare(self, connection: Connection, story_id: int, origin: int) -> _Place:
        """What a family's former origin is to the new one."""
        rows = self._rows(connection, [story_id, origin])
        records = self._load(connection, list(rows.values()))
        return _Place.of(relate(records[story_id], records[origin]))

    def _rows(self, connection: Connection, story_ids: Iterable[int]) -> dict[int, AnyRow]:
        found = connection.execute(_STORIES_BY_ID, {"these": list(story_ids)})
        return {row.id: row for row in found}

    def _load(self, connection: Connection, rows: Collection[AnyRow]) -> dict[int, TextRecord]:
        """Stories as `decide_family` wants them."""
        missing = [row.revision_id for row in rows if (row.id, row.number) not in self._wordings]
        texts: dict[int, str] = {}
        if missing:
            found = connection.execute(_TEXTS, {"these": missing})
            texts = {text.story_id: text.text or "" for text in found}
        return {
            row.id: TextRecord(
                key=row.id,
                outlet=self._outlet(row.outlet),
                published=story_time(row.listed_at, row.published, row.published_precision),
                agency=row.agency,
                title=row.title or "",
                wording=self._wording(row.id, row.number, texts.get(row.id, "")),
                kind=row.kind,
                family=None if row.family_id is None else row.family_id - _SHIFT,
            )
            for row in rows
        }

    def _wording(self, story_id: int, number: int, text: str) -> Wording:
        """The words of a revision, from memory where they are there."""
        known = self._wordings.setdefault((story_id, number), Wording(text))
        self._wordings.move_to_end((story_id, number))
        if len(self._wordings) > _REMEMBERED:
            self._wordings.popitem(last=False)
        return known

    def _record(self, story: StoryVersion, wording: Wording) -> TextRecord:
        return TextRecord(
            key=story.story_id,
            outlet=self._outlet(story.outlet),
            published=story.at,
            agency=story.agency,
            title=story.title,
            wording=wording,
            kind=story.kind,
        )

    def _carrier(self, row: AnyRow) -> Carrier:
        return Carrier(
            key=row.id,
            outlet=self._outlet(row.outlet),
            published=story_time(row.listed_at, row.published, row.published_precision),
            agency=row.agency,
        )

    def _outlet(self, name: str) -> str:
        declared = self._outlets.get(name)
        return declared.title if declared else name


def find_holders(connection: Connection, hashes: Iterable[int]) -> dict[int, list[int]]:
    """The stories that hold each of these shingles, those nobody holds included."""
    found: dict[int, list[int]] = {value: [] for value in sorted(hashes)}
    these: object = list(found)
    query = _HOLDERS_IN_ARRAY
    if connection.dialect.name == "sqlite":
        these, query = json.dumps(these), _HOLDERS_IN_JSON
    for value, holder in connection.execute(query, {"these": these}):
        found[value].append(holder)
    return found


_M = family_members.c
_STANDING = select(
    _M.id, _M.family_id, _M.story_id, _M.relation, _M.containment, _M.own_share
).where(_M.valid_to.is_(None))
_CARRIERS = select(
    stories.c.id,
    stories.c.outlet,
    stories.c.listed_at,
    stories.c.published,
    stories.c.published_precision,
    stories.c.agency,
)
_STORIES = _CARRIERS.add_columns(
    stories.c.title,
    stories.c.kind,
    stories.c.family_id,
    stories.c.event_id,
    stories.c.revision_id,
    revisions.c.number,
).join(revisions, revisions.c.id == stories.c.revision_id)
# Statements are made once: making one costs more than running it.
_STORIES_BY_ID = _STORIES.where(stories.c.id.in_(bindparam("these", expanding=True)))
_HEIRS_OF = (
    _STORIES.where(stories.c.family_id == bindparam("family"), stories.c.id != bindparam("this"))
    .order_by(stories.c.id)
    .limit(_HEIRS)
)
_TEXTS = select(revisions.c.story_id, revisions.c.text).where(
    revisions.c.id.in_(bindparam("these", expanding=True))
)
_HOLDERS = select(shingles.c.hash, shingles.c.story_id)
# One parameter, so that it is one statement whatever the number of hashes, and planned once.
_HOLDERS_IN_ARRAY = _HOLDERS.where(
    shingles.c.hash == any_(bindparam("these", type_=ARRAY(BigInteger)))
)
_HOLDERS_IN_JSON = _HOLDERS.where(
    shingles.c.hash.in_(
        select(func.json_each(bindparam("these", type_=Text)).table_valued("value").c.value)
    )
)
_ADD_SHINGLES = insert(shingles)


def _post(connection: Connection, story_id: int, hashes: Collection[int]) -> None:
    if hashes:
        rows = [{"hash": value, "story_id": story_id} for value in hashes]
        connection.execute(_ADD_SHINGLES, rows)


def _kin(
    family_of: Mapping[int, int | None], family_id: int | None, decision: FamilyDecision
) -> set[int]:
    """Which stories are in the family now, of those that were looked at."""
    if family_id is None:
        return set()
    these = {family_id, *(family + _SHIFT for family in decision.absorbs)}
    return {key for key, family in family_of.items() if family in these} | set(decision.joins)


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


def _links(relations: Iterable[Relation], rows: Mapping[int, AnyRow]) -> tuple[EventLink, ...]:
    """Evidence for grouping: most of a text in another says the same event outright."""
    return tuple(
        EventLink(
            rows[relation.other].event_id,
            "copy" if relation.kind in _SAME_TEXT else "shared_text",
            max(relation.contained, relation.contains),
            relation.other,
        )
        for relation in relations
        if rows[relation.other].event_id is not None
    )


_SAME_TEXT = {RelationKind.COPY, RelationKind.EXCERPT_OF}
