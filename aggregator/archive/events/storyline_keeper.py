"""Which storyline an event belongs to: the matching engine's decisions, as rows.

A pass looks at every event that is new, or has other stories than when it was looked at last, in
the order of time, and writes one block of a few days in one transaction. An event that is alone in
its storyline may go to another; among others it stays. What the index of storylines holds is read
from the rows, so the next pass goes on where this one ended, whoever makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.archive.events.engine import WORDS_ALONE
from aggregator.archive.events.event_rows import current_event, refresh_event
from aggregator.archive.events.grouped_words import GroupedWords
from aggregator.archive.events.telling import Teller
from aggregator.archive.schema import event_terms, events, storyline_events, storylines
from aggregator.matching import (
    READING,
    EventIndex,
    EventProfile,
    GroupingConfig,
    Reading,
    StorylineIndex,
)
from aggregator.matching.storylines import STORYLINES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from aggregator.archive.store import Archive
    from aggregator.outlets import Outlet

    AnyRow = Row[*tuple[Any, ...]]

ENGINE = "storylines-1"
"""Name and version of the engine that decides, as ``storyline_events.engine`` has it."""

REST = timedelta(minutes=15)
"""How long a pass over a large archive is put off after another, unless it is asked for."""

_BLOCK = timedelta(days=4)
_MERGES = 4  # storylines that one event may bring together
_LARGE = 5_000  # events within reach, whose loading takes seconds
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Continued:
    """What a pass did: how many events it looked at, and how many storylines it opened."""

    events: int = 0
    opened: int = 0


def continue_storylines(
    archive: Archive, outlets: Mapping[str, Outlet], *, now: datetime, at_once: bool = True
) -> Continued:
    """Find the storylines of all events that are new or have changed.

    Args:
        outlets: by short name.
        at_once: also where the archive is large and a pass was made less than `REST` ago.
    """
    keeper = _Keeper(outlets, now)
    with archive.read() as connection:
        changed = list(connection.execute(_CHANGED))
        if not changed or (not at_once and _may_rest(connection, changed, now)):
            return Continued()
    blocks: dict[int, list[int]] = {}
    for row in changed:
        blocks.setdefault((row.first_at - _START) // _BLOCK, []).append(row.id)
    for ids in blocks.values():
        with archive.write() as connection:
            keeper.settle(connection, ids)
    return Continued(keeper.looked_at, keeper.opened)


def _may_rest(connection: Connection, changed: Sequence[AnyRow], now: datetime) -> bool:
    last = connection.scalar(_LAST_PASS)
    if last is None or now - last >= REST:
        return False
    since = changed[0].first_at - timedelta(hours=STORYLINES.expiry_hours)
    return (connection.scalar(_WITHIN_REACH, {"since": since}) or 0) > _LARGE


class _Keeper:
    def __init__(self, outlets: Mapping[str, Outlet], now: datetime) -> None:
        self.looked_at = 0
        self.opened = 0
        self._words = GroupedWords(outlets, WORDS_ALONE)
        self._teller = Teller(outlets)
        self._now = now
        self._index: StorylineIndex | None = None
        self._watermark = 0

    def settle(self, connection: Connection, event_ids: Sequence[int]) -> None:
        """Look at the events of a block, as they are now."""
        rows = [
            row
            for some in _chunks(event_ids)
            for row in connection.execute(_CHANGED.where(events.c.id.in_(some)))
        ]
        touched: dict[int, None] = {}
        gone = [row for row in rows if row.merged_into is not None or not row.stories]
        for row in gone:
            if row.storyline_id is not None:
                self._take_out(connection, row.id)
                touched[row.storyline_id] = None
        held = [row for row in rows if row.merged_into is None and row.stories]
        if held:
            index = self._load(connection, held[0].first_at)
            for profile in self._profiles(connection, held):
                self._decide(connection, index, profile, touched)
        for storyline_id in touched:
            _refresh(connection, storyline_id)
        for row in gone:
            self._lead_on(connection, row)
        self._watermark = connection.scalar(_NEWEST) or 0

    def _decide(
        self,
        connection: Connection,
        index: StorylineIndex,
        profile: EventProfile,
        touched: dict[int, None],
    ) -> None:
        """Continue a storyline with an event, or open one."""
        self.looked_at += 1
        event = profile.event
        standing = connection.execute(_STANDING, {"this": event}).first()
        present = None if standing is None else int(standing.storyline_id)
        if index.storyline_of(event) is not None:
            index.remove(event)
        others = {"this": present, "event": event}
        alone = present is None or connection.scalar(_OTHERS, others) is None
        storyline = present
        if alone:
            decision = index.decide(profile)
            if decision.storyline is not None:
                storyline = decision.storyline
            elif storyline is None:
                storyline = _open(connection, profile, self._now)
                self.opened += 1
            if storyline != present:
                second = decision.runner_up
                self._put(
                    connection,
                    event,
                    storyline,
                    score=decision.score if decision.storyline is not None else None,
                    runner_up_id=second,
                    runner_up_score=None if second is None else decision.runner_up_score,
                    evidence=dict(decision.evidence),
                )
                if present is not None:
                    connection.execute(_REDIRECT, {"this": present, "into": storyline})
        if storyline is None:
            raise LookupError(f"event {event} has no storyline")  # not reached
        index.add(profile, storyline)
        touched[storyline] = None
        self._merge(connection, index, storyline, touched)

    def _merge(
        self,
        connection: Connection,
        index: StorylineIndex,
        storyline: int,
        touched: dict[int, None],
    ) -> None:
        for _ in range(_MERGES):
            found = index.second_look(storyline)
            if found is None:
                return
            for event in connection.scalars(_EVENTS_OF, {"this": found.old}).all():
                self._put(
                    connection,
                    event,
                    found.into,
                    score=found.score,
                    evidence={**found.evidence, "from": found.old},
                )
            connection.execute(_REDIRECT, {"this": found.old, "into": found.into})
            index.merge(found.old, found.into)
            touched.pop(found.old, None)
            touched[found.into] = None
            storyline = found.into

    def _put(self, connection: Connection, event: int, storyline: int, **grounds: Any) -> None:
        connection.execute(_CLOSE, {"this": event, "now": self._now})
        values = {"score": None, "runner_up_id": None, "runner_up_score": None} | grounds
        connection.execute(
            _ADD,
            values
            | {
                "storyline_id": storyline,
                "event_id": event,
                "engine": ENGINE,
                "valid_from": self._now,
                "valid_to": None,
            },
        )
        connection.execute(_MOVE, {"this": event, "storyline_id": storyline})

    def _take_out(self, connection: Connection, event: int) -> None:
        """An event that was merged away is in no storyline."""
        connection.execute(_CLOSE, {"this": event, "now": self._now})
        connection.execute(_MOVE, {"this": event, "storyline_id": None})
        if self._index is not None and self._index.storyline_of(event) is not None:
            self._index.remove(event)

    def _lead_on(self, connection: Connection, gone: AnyRow) -> None:
        """Where an event was merged away that was all of its storyline, that one leads on too."""
        if gone.storyline_id is None or gone.merged_into is None:
            return
        if connection.scalar(_EVENTS_OF, {"this": gone.storyline_id}) is not None:
            return
        into = current_event(connection, gone.merged_into)
        storyline = connection.scalar(_STORYLINE, {"this": into})
        if storyline is not None and storyline != gone.storyline_id:
            connection.execute(_REDIRECT, {"this": gone.storyline_id, "into": storyline})

    def _load(self, connection: Connection, first_at: datetime) -> StorylineIndex:
        """The index, read from the rows where it is not held or somebody else wrote since."""
        newest = connection.scalar(_NEWEST) or 0
        since = first_at - timedelta(hours=STORYLINES.expiry_hours)
        if self._index is not None and newest == self._watermark:
            self._index.forget_before(since - _BLOCK)
            return self._index
        self._index = StorylineIndex()
        rows = connection.execute(_HELD, {"since": since}, execution_options={"yield_per": 1_000})
        for row in rows:
            self._index.add(_profile(row), row.storyline_id)
        return self._index

    def _profiles(self, connection: Connection, rows: Sequence[AnyRow]) -> list[EventProfile]:
        """What the stories of some events say together, among the other stories of their time."""
        index = EventIndex(GroupingConfig())
        margin = timedelta(days=1)
        period = (rows[0].first_at - margin, max(row.last_at for row in rows) + margin)
        for document, reading, event in self._words.members(connection, period=period):
            index.add(document, event, reading=reading)
        profiles = []
        for row in rows:
            if not index.members_of(row.id):
                continue  # damage, of which `verify` tells
            found = index.profile(row.id)
            # As it is kept, so that this pass decides on what the next one will read.
            terms = Reading(found.language, found.terms).packed()
            told = self._teller.tell(connection, row.id, tuple(found.terms))
            values = {"event_id": row.id, "stories": row.stories, "reader": READING, "terms": terms}
            connection.execute(_KEEP[connection.dialect.name], values | told)
            if row.stories > 1:
                refresh_event(connection, row.id)
            reading = Reading.unpacked(terms)
            profiles.append(
                EventProfile(
                    event=row.id,
                    language=reading.language,
                    terms=reading.counts,
                    first=row.first_at,
                    last=row.last_at,
                    stories=row.stories,
                )
            )
        return profiles


def _profile(row: AnyRow) -> EventProfile:
    reading = Reading.unpacked(row.terms)
    return EventProfile(
        event=row.id,
        language=reading.language,
        terms=reading.counts,
        first=row.first_at,
        last=row.last_at,
        stories=row.stories,
    )


def _chunks(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _open(connection: Connection, profile: EventProfile, now: datetime) -> int:
    made = connection.execute(
        _OPEN,
        {
            "title": "",
            "first_at": profile.first,
            "last_at": profile.last,
            "events": 1,
            "stories": profile.stories,
            "opened_at": now,
        },
    )
    return int(made.scalar_one())


def _refresh(connection: Connection, storyline_id: int) -> None:
    """Bring a storyline's own columns in line with its events."""
    row = connection.execute(_SPAN, {"this": storyline_id}).one()
    values: dict[str, Any] = {"events": row.events, "stories": row.stories or 0}
    if row.events:
        title = connection.scalar(_TITLE, {"this": storyline_id})
        values |= {"first_at": row.first_at, "last_at": row.last_at, "title": title}
    connection.execute(_CHANGE, {"this": storyline_id, **values})


_E = events.c
_STANDS = storyline_events.c.valid_to.is_(None)
_CHANGED = (
    select(_E.id, _E.first_at, _E.last_at, _E.stories, _E.merged_into, _E.storyline_id)
    .join(event_terms, event_terms.c.event_id == _E.id, isouter=True)
    .where(
        or_(
            # Merged away, and still in a storyline.
            (_E.merged_into.is_not(None) & _E.storyline_id.is_not(None)),
            (
                _E.merged_into.is_(None)
                & (_E.stories > 0)
                & or_(
                    _E.storyline_id.is_(None),
                    event_terms.c.event_id.is_(None),
                    event_terms.c.stories != _E.stories,
                    event_terms.c.reader != READING,
                )
            ),
        )
    )
    .order_by(_E.first_at, _E.id)
)
_HELD = (
    select(
        _E.id, _E.first_at, _E.last_at, _E.stories, storyline_events.c.storyline_id,
        event_terms.c.terms,
    )
    .join(storyline_events, (storyline_events.c.event_id == _E.id) & _STANDS)
    .join(event_terms, event_terms.c.event_id == _E.id)
    .where(
        _E.merged_into.is_(None),
        _E.last_at >= bindparam("since", type_=_E.last_at.type),
        event_terms.c.reader == READING,
    )
    .order_by(storyline_events.c.id)
)  # fmt: skip
_LAST_PASS = select(func.max(storyline_events.c.valid_from, type_=_E.last_at.type))
_WITHIN_REACH = (
    select(func.count())
    .select_from(events)
    .where(_E.last_at >= bindparam("since", type_=_E.last_at.type))
)
_STORYLINE = select(_E.storyline_id).where(_E.id == bindparam("this"))
_NEWEST = select(func.max(storyline_events.c.id))
_STANDING = select(storyline_events.c.storyline_id).where(
    storyline_events.c.event_id == bindparam("this"), _STANDS
)
_EVENTS_OF = (
    select(storyline_events.c.event_id)
    .where(storyline_events.c.storyline_id == bindparam("this"), _STANDS)
    .order_by(storyline_events.c.id)
)
_OTHERS = (
    select(storyline_events.c.id)
    .where(
        storyline_events.c.storyline_id == bindparam("this"),
        storyline_events.c.event_id != bindparam("event"),
        _STANDS,
    )
    .limit(1)
)
_ADD = insert(storyline_events)
_CLOSE = (
    update(storyline_events)
    .where(storyline_events.c.event_id == bindparam("this"), _STANDS)
    .values(valid_to=bindparam("now"))
)
_MOVE = update(events).where(_E.id == bindparam("this"))
_OPEN = insert(storylines).returning(storylines.c.id)
_CHANGE = update(storylines).where(storylines.c.id == bindparam("this"))
_REDIRECT = (
    update(storylines)
    .where(storylines.c.id == bindparam("this"))
    .values(merged_into=bindparam("into"), events=0, stories=0)
)
_SPAN = select(
    func.count().label("events"),
    func.sum(_E.stories).label("stories"),
    func.min(_E.first_at).label("first_at"),
    func.max(_E.last_at).label("last_at"),
).where(_E.storyline_id == bindparam("this"), _E.merged_into.is_(None))
_TITLE = (
    select(_E.title)
    .where(_E.storyline_id == bindparam("this"), _E.merged_into.is_(None))
    .order_by(_E.stories.desc(), _E.first_at, _E.id)
    .limit(1)
)
_SQLITE = sqlite.insert(event_terms)
_POSTGRESQL = postgresql.insert(event_terms)
_REPLACED = ("stories", "reader", "terms", "headline_id", "keywords", "places", "sentences")
_KEEP = {
    "sqlite": _SQLITE.on_conflict_do_update(
        index_elements=["event_id"], set_={name: _SQLITE.excluded[name] for name in _REPLACED}
    ),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=["event_id"], set_={name: _POSTGRESQL.excluded[name] for name in _REPLACED}
    ),
}
