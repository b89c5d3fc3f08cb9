"""Which event a story belongs to: the matching engine's decisions, as rows.

Streaming and exact with several writers. An index of recent events (`EventIndex`) is held for
blocks of a few days of story time, each with the days around it that its stories can reach. What
an index holds is a function of the archive's rows alone: it is loaded from them when a story of
its block comes, and catches up, at the start of every writing transaction, with what other
writers have put in since. So the same stories in the same order make the same events, in one run
or in many, by one process or several, on either database.

For this to hold, two rules bind every writer of ``memberships``: they write inside
`Archive.write`, and who closes a row opens another for that story with a new id, which is how
others learn of it (`archive.events.event_rows`). Events that a later story shows to be one are
merged by such rows, from which the writer that merged them learns of it like any other.

What a person decided goes before what the engine would do (`archive.events.constraints`).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from aggregator.archive.events.constraints import Constraints
from aggregator.archive.events.decisions import state_of_decisions
from aggregator.archive.events.engine import WORDS_ALONE, Engine
from aggregator.archive.events.event_rows import (
    Grounds,
    current_event,
    members_of,
    merge_events,
    open_event,
    open_membership,
    put_story,
    redirect,
    refresh_event,
    standing,
)
from aggregator.archive.events.grouped_words import GroupedWords
from aggregator.archive.schema import events, memberships
from aggregator.matching.events import EventDecision, EventIndex, GroupingConfig

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from aggregator.archive.writing.versions import StoryVersion
    from aggregator.matching import EventDocument, EventLink, Reading
    from aggregator.outlets import Outlet

BLOCK = timedelta(days=4)
"""Story time that one index is asked about. Shorter blocks load less at the start of a run and
load each story into more indexes over a long one."""

_HELD = 2  # indexes kept: stories come nearly in time order, from one block or two
_BEHIND = 20_000  # rows of other writers after which loading anew is cheaper than catching up
_NEAR = 0.5  # of the similarity that would do alone
_MERGES = 4  # events that one story may bring together
_START = datetime(1970, 1, 1, tzinfo=UTC)


class Grouper:
    """Puts stories into events, inside the caller's writing transactions.

    Args:
        outlets: by short name; their titles are what the engine cuts off headlines.
        config: another than today's.
    """

    def __init__(
        self, outlets: Mapping[str, Outlet], *, config: GroupingConfig | None = None
    ) -> None:
        self._outlets = outlets
        self._given = config
        self._engine = WORDS_ALONE if config is None else Engine(config=config)
        self._words = GroupedWords(outlets, self._engine)
        self._reach = timedelta(hours=self._engine.config.expiry_hours) + timedelta(days=1)
        self._windows: OrderedDict[int, _Window] = OrderedDict()
        self._watermark = 0
        self._constraints = Constraints()
        self._decided: tuple[int, int] | None = None

    def reset(self) -> None:
        """Forget what is in memory: for when a transaction was rolled back."""
        self._windows.clear()
        self._decided = None

    def catch_up(self, connection: Connection) -> None:
        """Take in what other writers did; to be called first in every writing transaction."""
        decided = state_of_decisions(connection)
        if decided != self._decided:
            self._constraints, self._decided = Constraints.load(connection), decided
            self._use(Engine.chosen(connection, self._given))
        newest = connection.scalar(_NEWEST) or 0
        if newest - self._watermark > _BEHIND:
            self._windows.clear()
        self._follow(connection, newest)

    def expect(self, headlines: Iterable[tuple[str, str]]) -> None:
        """Embed the headlines of stories that will come, if any are: together, and ahead.

        Args:
            headlines: with the outlet's short name.
        """
        self._words.expect(headlines)

    def _use(self, engine: Engine) -> None:
        """Go on with an engine; what was loaded for another one is of no use."""
        if engine.name != self._engine.name:
            self._engine = engine
            self._words = GroupedWords(self._outlets, engine)
            self._windows.clear()

    def place(
        self,
        connection: Connection,
        story: StoryVersion,
        *,
        links: Sequence[EventLink] = (),
        now: datetime,
    ) -> int:
        """Put a story that is in no event into one, or open one for it; returns the event's id."""
        document, reading = self._words.read(story)
        window = self._window(connection, story.at)
        decision = window.index.decide(document, links, reading=reading)
        if decision.event is None:
            title = story.title or story.text[:100]
            event_id = open_event(connection, title=title, at=story.listed_at, now=now)
        else:
            event_id = current_event(connection, decision.event)
        self._watermark = open_membership(
            connection, story.story_id, event_id, self._grounds(decision, story, links), now=now
        )
        self._take_in(connection, story, document, reading, event_id)
        if decision.event is None:
            return event_id
        refresh_event(connection, event_id)
        return self._look_again(connection, window, event_id, now=now)

    def reconsider(
        self,
        connection: Connection,
        story: StoryVersion,
        *,
        links: Sequence[EventLink] = (),
        now: datetime,
        only_to_join: bool = False,
    ) -> int:
        """Decide again on a story that has more to say, or whose links are new.

        Alone in its event, it may join another: its event is then merged into that one. Among
        others it stays, since they may be there because of it, and so does a pinned one. A story
        that stays gets a new row too, from which the engine reads its new words. Not so with
        `only_to_join`, and then links alone don't bring stories together: their words must come
        near it too.

        Returns:
            The id of the event that it is in now.
        """
        if story.event_id is None:
            return self.place(connection, story, links=links, now=now)
        present = current_event(connection, story.event_id)
        held = standing(connection, story.story_id)
        document, reading = self._words.read(story)
        window = self._window(connection, story.at)
        grounds = None if held is None else Grounds.of(held)
        is_free = story.story_id not in self._constraints.pins
        if is_free and connection.scalar(_SIZE, {"this": present}) == 1:
            self._forget(story.story_id)
            decision = window.index.decide(document, links, reading=reading)
            decision = self._allowed(connection, story.story_id, decision)
            if decision.event is not None and (not only_to_join or self._is_near(decision)):
                event_id = current_event(connection, decision.event)
                self._put(
                    connection, story, event_id, self._grounds(decision, story, links), now=now
                )
                redirect(connection, present, event_id)
                self._take_in(connection, story, document, reading, event_id)
                refresh_event(connection, event_id)
                return self._look_again(connection, window, event_id, now=now)
            if grounds is None or grounds.decision is None:
                grounds = self._grounds(replace(decision, event=None), story, links)
        if only_to_join and held is not None:
            for member in self._words.members(connection, story_id=story.story_id):
                self._take(*member)
            return present
        grounds = grounds or self._grounds(EventDecision(), story, links)
        # It stays for the reasons it had.
        evidence = {**grounds.evidence, "revision": story.number, **_linked(links)}
        self._put(connection, story, present, replace(grounds, evidence=evidence), now=now)
        self._take_in(connection, story, document, reading, present)
        refresh_event(connection, present)
        return present

    def _grounds(
        self, decision: EventDecision, story: StoryVersion, links: Sequence[EventLink]
    ) -> Grounds:
        """A decision as a membership keeps it; of a story that stays alone, the nearest event."""
        joined = decision.event is not None
        second = decision.runner_up if joined else decision.nearest
        score = decision.runner_up_score if joined else decision.score
        return Grounds(
            engine=self._engine.name,
            score=decision.score if joined else None,
            runner_up=second,
            runner_up_score=None if second is None else score,
            evidence={**decision.evidence, "revision": story.number, **_linked(links)},
        )

    def _is_near(self, decision: EventDecision) -> bool:
        similarity = decision.evidence.get("similarity")
        return isinstance(similarity, float) and similarity >= _NEAR * self._engine.config.join

    def _allowed(
        self, connection: Connection, story_id: int, decision: EventDecision
    ) -> EventDecision:
        """The decision as persons allow it: never to where a story was split off from."""
        if decision.event is None or not self._constraints.splits:
            return decision
        split = self._constraints.parted([story_id], members_of(connection, decision.event))
        if split is None:
            return decision
        evidence = {**decision.evidence, "apart_by_decision": split.id}
        second, cut = decision.runner_up, decision.evidence.get("cut")
        if (
            second is not None
            and isinstance(cut, float)
            and decision.runner_up_score >= cut
            and self._constraints.parted([story_id], members_of(connection, second)) is None
        ):
            return EventDecision(
                event=second,
                nearest=second,
                score=decision.runner_up_score,
                runner_up=decision.event,
                runner_up_score=decision.score,
                evidence=evidence,
            )
        return replace(decision, event=None, evidence=evidence)

    def _look_again(
        self, connection: Connection, window: _Window, event_id: int, *, now: datetime
    ) -> int:
        """Merge the events that the story just taken in shows to be one; returns what stays."""
        for _ in range(_MERGES):
            found = window.index.second_look(event_id)
            if found is None:
                break
            old, into = (current_event(connection, one) for one in (found.old, found.into))
            if self._constraints:
                some, others = members_of(connection, old), members_of(connection, into)
                if self._constraints.parted(some, others) is not None:
                    break
                # Where a person put a story by hand, its words don't speak for the event.
                if self._constraints.pins.keys() & {*some, *others}:
                    break
            if old == into:
                break
            grounds = Grounds(engine=self._engine.name, score=found.score, evidence=found.evidence)
            merge_events(connection, old, into, grounds, now=now)
            self._follow(connection, connection.scalar(_NEWEST) or 0)
            event_id = into
        return event_id

    def _put(
        self,
        connection: Connection,
        story: StoryVersion,
        event_id: int,
        grounds: Grounds,
        *,
        now: datetime,
    ) -> None:
        self._watermark = put_story(connection, story.story_id, event_id, grounds, now=now)

    def _take_in(
        self,
        connection: Connection,
        story: StoryVersion,
        document: EventDocument,
        reading: Reading,
        event_id: int,
    ) -> None:
        self._words.keep(connection, document, reading, revision=story.number)
        self._take(document, reading, event_id)

    def _follow(self, connection: Connection, newest: int) -> None:
        """Take in the memberships up to one of an id that came after those we know of."""
        if self._windows and newest > self._watermark:
            for member in self._words.members(connection, after=self._watermark):
                self._take(*member)
        self._watermark = newest

    def _window(self, connection: Connection, at: datetime) -> _Window:
        """The index for a story's time, loaded where it is not held."""
        block = (at - _START) // BLOCK
        window = self._windows.get(block)
        if window is None:
            first = _START + block * BLOCK
            if len(self._windows) >= _HELD:
                self._windows.popitem(last=False)
            window = _Window(self._engine.config, first - self._reach, first + BLOCK + self._reach)
            # Wider than the window, for a story's time may lie within a day of when it is listed.
            period = (window.start - timedelta(days=1), window.end)
            window.load(self._words.members(connection, period=period))
            self._windows[block] = window
        self._windows.move_to_end(block)
        return window

    def _take(self, document: EventDocument, reading: Reading, event_id: int) -> None:
        for window in self._windows.values():
            window.put(document, reading, event_id)

    def _forget(self, story_id: int) -> None:
        for window in self._windows.values():
            window.remove(story_id)


# Statements are made once: making one costs more than running it.
_NEWEST = select(func.max(memberships.c.id))
_SIZE = select(events.c.stories).where(events.c.id == bindparam("this"))


def _linked(links: Sequence[EventLink]) -> dict[str, object]:
    """The stories that a story shares text with, for when it is decided on again."""
    linked = [
        {"story": link.story, "kind": link.kind, "weight": round(link.weight, 3)}
        for link in links
        if link.story is not None
    ]
    return {"linked": linked} if linked else {}


class _Window:
    """An index and the interval of story time that it holds."""

    def __init__(self, config: GroupingConfig, start: datetime, end: datetime) -> None:
        self.index = EventIndex(config)
        self.start = start
        self.end = end
        self._held: set[int] = set()

    def put(self, document: EventDocument, reading: Reading, event_id: int) -> None:
        self.remove(document.key)
        if self.start <= document.published < self.end:
            self.index.add(document, event_id, reading=reading)
            self._held.add(document.key)

    def load(self, members: Iterable[tuple[EventDocument, Reading, int]]) -> None:
        """Put many into a window that holds none, each story once."""
        self.index.add_all(self._within(members))

    def _within(
        self, members: Iterable[tuple[EventDocument, Reading, int]]
    ) -> Iterator[tuple[EventDocument, Reading, int]]:
        for document, reading, event_id in members:
            if self.start <= document.published < self.end and document.key not in self._held:
                self._held.add(document.key)
                yield document, reading, event_id

    def remove(self, story_id: int) -> None:
        if story_id in self._held:
            self.index.remove(story_id)
            self._held.remove(story_id)
