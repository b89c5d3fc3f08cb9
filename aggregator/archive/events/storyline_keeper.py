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

from sqlalchemy import bindparam, func, or_, select

from aggregator.archive.events.engine import Engine
from aggregator.archive.events.event_profiles import Profiler, kept_profile
from aggregator.archive.events.event_rows import current_event
from aggregator.archive.events.language_links import LanguageLinks, close_links
from aggregator.archive.events.storyline_rows import (
    events_in,
    has_others,
    open_storyline,
    put_event,
    redirect_storyline,
    refresh_storyline,
    standing_in,
    storyline_id_of,
    take_out,
)
from aggregator.archive.schema import event_terms, events, storyline_events
from aggregator.matching import READING, EventProfile, StorylineIndex
from aggregator.matching.storylines import STORYLINES, StorylineDecision, has_grown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from aggregator.archive.store import Archive
    from aggregator.outlets import Outlet

    AnyRow = Row[*tuple[Any, ...]]

ENGINE = "storylines-2"
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
    with archive.read() as connection:
        keeper = _Keeper(outlets, Engine.chosen(connection), now)
        changed = list(connection.execute(keeper.changed))
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
    def __init__(self, outlets: Mapping[str, Outlet], engine: Engine, now: datetime) -> None:
        self.looked_at = 0
        self.opened = 0
        self.changed = _CHANGED if engine.embedder is None else _CHANGED_OR_UNEMBEDDED
        self._profiler = Profiler(outlets, engine)
        self._links = None if engine.embedder is None else LanguageLinks(engine.embedder, now=now)
        self._now = now
        self._index: StorylineIndex | None = None
        self._watermark = 0

    def settle(self, connection: Connection, event_ids: Sequence[int]) -> None:
        """Look at the events of a block, as they are now."""
        rows = [
            row
            for some in _chunks(event_ids)
            for row in connection.execute(self.changed.where(events.c.id.in_(some)))
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
            profiles = self._profiler.read(connection, held)
            told = {row.id: row.told or 0 for row in held}
            for profile in profiles:
                is_grown = has_grown(profile.stories, told[profile.event])
                self._decide(connection, index, profile, touched, is_grown=is_grown)
            if self._links is not None:
                self._links.settle(connection, [profile.event for profile in profiles])
        for storyline_id in touched:
            refresh_storyline(connection, storyline_id)
        for row in gone:
            self._lead_on(connection, row)
        if gone:
            close_links(connection, [row.id for row in gone], now=self._now)
        self._watermark = connection.scalar(_NEWEST) or 0

    def _decide(
        self,
        connection: Connection,
        index: StorylineIndex,
        profile: EventProfile,
        touched: dict[int, None],
        *,
        is_grown: bool,
    ) -> None:
        """Continue a storyline with an event, or open one."""
        self.looked_at += 1
        event = profile.event
        present = standing_in(connection, event)
        if index.storyline_of(event) is not None:
            index.remove(event)
        if present is None or not has_others(connection, present, event):
            decision = index.decide(profile)
        elif is_grown:
            decision = index.reconsider(profile, present)
        else:
            decision = StorylineDecision(storyline=present)
        storyline = decision.storyline or present
        if storyline is None:
            storyline = open_storyline(connection, profile, self._now)
            self.opened += 1
        if storyline != present:
            second = decision.runner_up
            put_event(
                connection,
                event,
                storyline,
                now=self._now,
                engine=ENGINE,
                score=decision.score if decision.storyline is not None else None,
                runner_up_id=second,
                runner_up_score=None if second is None else decision.runner_up_score,
                evidence=dict(decision.evidence),
            )
            if present is not None:
                if has_others(connection, present, event):
                    touched[present] = None
                else:
                    redirect_storyline(connection, present, storyline)
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
            for event in events_in(connection, found.old):
                put_event(
                    connection,
                    event,
                    found.into,
                    now=self._now,
                    engine=ENGINE,
                    score=found.score,
                    evidence={**found.evidence, "from": found.old},
                )
            redirect_storyline(connection, found.old, found.into)
            index.merge(found.old, found.into)
            touched.pop(found.old, None)
            touched[found.into] = None
            storyline = found.into

    def _take_out(self, connection: Connection, event: int) -> None:
        """An event that was merged away is in no storyline."""
        take_out(connection, event, now=self._now)
        if self._index is not None and self._index.storyline_of(event) is not None:
            self._index.remove(event)

    def _lead_on(self, connection: Connection, gone: AnyRow) -> None:
        """Where an event was merged away that was all of its storyline, that one leads on too."""
        if gone.storyline_id is None or gone.merged_into is None:
            return
        if events_in(connection, gone.storyline_id):
            return
        storyline = storyline_id_of(connection, current_event(connection, gone.merged_into))
        if storyline is not None and storyline != gone.storyline_id:
            redirect_storyline(connection, gone.storyline_id, storyline)

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
            self._index.add(kept_profile(row, row.terms), row.storyline_id)
        return self._index


def _chunks(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


_E = events.c
_STANDS = storyline_events.c.valid_to.is_(None)
_IS_UNREAD = or_(
    _E.storyline_id.is_(None),
    event_terms.c.event_id.is_(None),
    event_terms.c.stories != _E.stories,
    event_terms.c.reader != READING,
)


def _changed(is_unread: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    is_gone_and_held = _E.merged_into.is_not(None) & _E.storyline_id.is_not(None)
    return (
        select(
            _E.id,
            _E.first_at,
            _E.last_at,
            _E.stories,
            _E.merged_into,
            _E.storyline_id,
            event_terms.c.stories.label("told"),
        )
        .join(event_terms, event_terms.c.event_id == _E.id, isouter=True)
        .where(or_(is_gone_and_held, _E.merged_into.is_(None) & (_E.stories > 0) & is_unread))
        .order_by(_E.first_at, _E.id)
    )


_CHANGED = _changed(_IS_UNREAD)
_CHANGED_OR_UNEMBEDDED = _changed(or_(_IS_UNREAD, event_terms.c.embedding.is_(None)))
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
_NEWEST = select(func.max(storyline_events.c.id))
