"""Regrouping: what the engine of today, with what is known today, would make of a period.

`plan_regrouping` replays the stories of a period in the order of time and says what would change;
nothing is written. `apply_regrouping` writes it, in transactions of a bounded size. Killed between
two of them, the archive is whole, and another plan finds the rest; applied twice, the second time
changes nothing.

Events keep their ids: of the groups that the replay makes, each takes the id of the event with
which it shares most stories. Stories outside the period stay where they are. What persons decided
is respected.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from aggregator.archive.events.constraints import Constraints
from aggregator.archive.events.engine import Engine
from aggregator.archive.events.event_rows import (
    Grounds,
    current_event,
    members_of,
    of_story,
    open_event,
    put_story,
    redirect,
    refresh_event,
    standing,
)
from aggregator.archive.events.grouped_words import GroupedWords
from aggregator.archive.events.known_evidence import KnownEvidence
from aggregator.archive.events.regroup_replay import Replay
from aggregator.archive.schema import events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from aggregator.archive.store import Archive
    from aggregator.matching import EventDecision, EventDocument, Reading
    from aggregator.outlets import Outlet

    AnyRow = Row[*tuple[Any, ...]]
    Member = tuple[EventDocument, Reading, int]

_AT_ONCE = 1_000  # stories moved in one transaction
_EVER = datetime(9999, 12, 31, tzinfo=UTC)
_HALF_DAY = timedelta(hours=12)  # how much later than listed a story may be taken to be


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A story that would be in another event.

    Attributes:
        to: the event; None for a new one, which `new` numbers from 1.
    """

    story: int
    title: str
    at: datetime
    from_event: int
    to: int | None
    new: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChange:
    """An event that loses stories.

    Attributes:
        kept: how many stories stay in it, or come into it; none of a merged one.
        into: where most of those go that leave it; None for a new event.
        leaving: how many leave it.
    """

    event: int
    title: str
    kept: int
    leaving: int
    into: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping:
    """What would change.

    Attributes:
        stories: how many were replayed.
        events_before, events_after: events that they are in, and would be in.
        merged: events that none would be left in.
        split: events that would lose some stories, and keep others.
        moves: all stories that would move, in the order of time.
    """

    since: datetime
    until: datetime | None
    engine: str
    stories: int
    events_before: int
    events_after: int
    merged: tuple[EventChange, ...]
    split: tuple[EventChange, ...]
    moves: tuple[Move, ...]
    grounds: Mapping[int, Grounds] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What was written.

    Attributes:
        moved: how many stories.
        opened: ids of the new events, in the order of their numbers in the plan.
        skipped: stories that somebody moved, or held, since the plan was made.
    """

    moved: int
    opened: tuple[int, ...]
    skipped: tuple[int, ...]


def plan_regrouping(
    connection: Connection,
    outlets: Mapping[str, Outlet],
    *,
    since: datetime,
    until: datetime | None = None,
    engine: Engine | None = None,
) -> Regrouping:
    """Replay the stories that are listed in a period, both ends included.

    Args:
        connection: of a reading transaction.
        outlets: by short name.
        engine: another than that which the archive is grouped with.

    Raises:
        EmbeddingMissing: that one needs an embedder which isn't installed.
    """
    engine = engine or Engine.chosen(connection)
    period = (since, _EVER if until is None else until + timedelta(microseconds=1))
    constraints = Constraints.load(connection)
    replay = Replay(engine.config, constraints)
    words = GroupedWords(outlets, engine, writes=False)
    before = since - timedelta(hours=engine.config.expiry_hours) - timedelta(days=1)
    for document, reading, event in _in_time(words, connection, (before, since)):
        replay.seed(document, reading, event)
    known = KnownEvidence(connection, constraints, period)
    present: dict[int, int] = {}
    told: dict[int, tuple[str, datetime]] = {}
    for document, reading, event in _in_time(words, connection, period):
        replay.take(document, reading, event, known.of(document.key))
        present[document.key] = event
        told[document.key] = document.title, document.published
    return _difference(
        connection, replay, present, told, engine=engine.name, since=since, until=until
    )


def apply_regrouping(
    archive: Archive,
    plan: Regrouping,
    *,
    now: datetime,
    at_once: int = _AT_ONCE,
    done: Callable[[int], None] = lambda _: None,
) -> Applied:
    """Write a plan down.

    Args:
        at_once: stories moved in one transaction.
        done: told how many were moved, after each transaction.
    """
    opened: dict[int, int] = {}
    skipped: list[int] = []
    # Those of one event together: it is seldom seen half made.
    left = sorted(plan.moves, key=lambda move: (move.to or 0, move.new or 0, move.at, move.story))
    moved = 0
    while left:
        some, left = left[:at_once], left[at_once:]
        with archive.write() as connection:
            awaited = {move.to for move in left}
            made = _write(connection, plan, some, opened, awaited, now=now)
        opened |= made.opened
        skipped += made.skipped
        moved += len(some) - len(made.skipped)
        done(moved)
    return Applied(
        moved=moved,
        opened=tuple(opened[number] for number in sorted(opened)),
        skipped=tuple(skipped),
    )


@dataclass(frozen=True, slots=True)
class _Written:
    opened: Mapping[int, int]
    skipped: Sequence[int]


def _write(
    connection: Connection,
    plan: Regrouping,
    moves: Sequence[Move],
    opened: Mapping[int, int],
    awaited: set[int | None],
    *,
    now: datetime,
) -> _Written:
    """Move some stories.

    Args:
        opened: events that were opened for the plan's new ones before.
        awaited: events that stories will still come to: they don't lead away yet.
    """
    constraints = Constraints.load(connection)
    mine = dict(opened)
    skipped: list[int] = []
    touched: dict[int, None] = {}
    left_for: dict[int, int] = {}
    for move in moves:
        row = standing(connection, move.story)
        if row is None or row.event_id != move.from_event or move.story in constraints.pins:
            skipped.append(move.story)
            continue
        if move.to is not None:
            into = current_event(connection, move.to)
        elif move.new in mine:
            into = mine[move.new]
        else:
            into = open_event(connection, title=move.title, at=move.at, now=now)
            mine[move.new or 0] = into
        if constraints.parted([move.story], members_of(connection, into)) is not None:
            skipped.append(move.story)
            continue
        grounds = plan.grounds[move.story]
        put_story(connection, move.story, into, _filled(grounds, row, mine), now=now)
        touched |= {move.from_event: None, into: None}
        left_for[move.from_event] = into
    for event_id in touched:
        if event_id in awaited or members_of(connection, event_id):
            refresh_event(connection, event_id)
        else:
            redirect(connection, event_id, left_for[event_id])
    new = {number: event for number, event in mine.items() if number not in opened}
    return _Written(new, skipped)


def _filled(grounds: Grounds, row: AnyRow, opened: Mapping[int, int]) -> Grounds:
    """A story's grounds with what goes with it, and with the ids that new events have by now."""
    second = grounds.runner_up
    if second is not None and second < 0:
        second = opened.get(-second)
    return Grounds(
        engine=grounds.engine,
        score=grounds.score,
        runner_up=second,
        runner_up_score=None if second is None else grounds.runner_up_score,
        evidence={**grounds.evidence, "from": row.event_id, **of_story(row.evidence)},
    )


def _in_time(
    words: GroupedWords, connection: Connection, period: tuple[datetime, datetime]
) -> Iterator[Member]:
    """The stories listed in a period, in the order of the times that they are grouped by."""
    waiting: list[tuple[datetime, int, Member]] = []
    for member in words.members(connection, period=period, in_time=True):
        document = member[0]
        heapq.heappush(waiting, (document.published, document.key, member))
        # The next one is listed at most half a day before the time it is grouped by.
        while waiting and waiting[0][0] <= document.published - _HALF_DAY:
            yield heapq.heappop(waiting)[2]
    while waiting:
        yield heapq.heappop(waiting)[2]


def _targets(replay: Replay, present: Mapping[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """The event that each story would be in, and that each group is; new: from -1 down."""
    names = replay.names()
    fresh = 0
    targets: dict[int, int] = {}
    for story in present:  # in the order of time
        if story in replay.held:
            targets[story] = replay.held[story]
            continue
        group = replay.group(story)
        if group not in names:
            fresh -= 1
            names[group] = fresh
        targets[story] = names[group]
    return targets, names


def _difference(
    connection: Connection,
    replay: Replay,
    present: Mapping[int, int],
    told: Mapping[int, tuple[str, datetime]],
    *,
    engine: str,
    since: datetime,
    until: datetime | None,
) -> Regrouping:
    targets, named = _targets(replay, present)
    moves: list[Move] = []
    grounds: dict[int, Grounds] = {}
    came: Counter[int] = Counter()
    went: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for story, event in present.items():
        target = targets[story]
        if target == event:
            continue
        title, at = told[story]
        moves.append(
            Move(
                story=story,
                title=title,
                at=at,
                from_event=event,
                to=target if target > 0 else None,
                new=-target if target < 0 else None,
            )
        )
        grounds[story] = _grounds(replay, replay.decisions[story], named, engine)
        came[target] += 1
        went[event][target] += 1
    changes = [
        EventChange(
            event=row.id,
            title=row.title,
            kept=row.stories - went[row.id].total() + came[row.id],
            leaving=went[row.id].total(),
            into=_positive(max(went[row.id].items(), key=lambda pair: (pair[1], -pair[0]))[0]),
        )
        for row in _events(connection, sorted(went))
    ]
    return Regrouping(
        since=since,
        until=until,
        engine=engine,
        stories=len(present),
        events_before=len(set(present.values())),
        events_after=len(set(targets.values())),
        merged=tuple(change for change in changes if not change.kept),
        split=tuple(change for change in changes if change.kept),
        moves=tuple(moves),
        grounds=grounds,
    )


def _grounds(
    replay: Replay, decision: EventDecision, named: Mapping[int, int], engine: str
) -> Grounds:
    joined = decision.event is not None
    second = decision.runner_up if joined else decision.nearest
    score = decision.runner_up_score if joined else decision.score
    by_person = "held_by_person" in decision.evidence
    return Grounds(
        engine=engine,
        score=decision.score if joined and not by_person else None,
        runner_up=None if second is None else named.get(replay.present(second)),
        runner_up_score=score,
        evidence=decision.evidence,
    )


_EVENTS = select(events.c.id, events.c.title, events.c.stories).where(
    events.c.id.in_(bindparam("these", expanding=True))
)


def _events(connection: Connection, wanted: Sequence[int]) -> Iterator[AnyRow]:
    for start in range(0, len(wanted), 500):
        yield from connection.execute(_EVENTS, {"these": wanted[start : start + 500]})


def _positive(number: int) -> int | None:
    return number if number > 0 else None
