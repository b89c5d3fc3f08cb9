"""Which event a story belongs to: the matching engine's decisions, as rows.

Streaming and exact with several writers. An index of recent events (`EventIndex`) is held for
blocks of a few days of story time, each with the days around it that its stories can reach. What
an index holds is a function of the archive's rows alone: it is loaded from them when a story of
its block comes, and catches up, at the start of every writing transaction, with what other
writers have put in since. So the same stories in the same order make the same events, in one run
or in many, by one process or several, on either database.

For this to hold, two rules bind every writer of ``memberships``: they write inside
`Archive.write`, and who closes a row opens another for that story with a new id, which is how
others learn of it.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, func, insert, select, update

from aggregator.archive.schema import events, memberships, revisions, stories
from aggregator.archive.versions import story_time
from aggregator.matching.events import (
    FOLLOWERS,
    EventDecision,
    EventDocument,
    EventIndex,
    GroupingConfig,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from aggregator.archive.versions import StoryVersion
    from aggregator.matching.events import EventLink
    from aggregator.outlets import Outlet

    AnyRow = Row[*tuple[Any, ...]]

ENGINE = "tfidf-1"
"""Name and version of the engine that decides, as ``memberships.engine`` has it."""

BLOCK = timedelta(days=4)
"""Story time that one index is asked about. Shorter blocks load less at the start of a run and
load each story into more indexes over a long one."""

_HELD = 3  # indexes kept: stories come nearly in time order, from one block or two
_BEHIND = 20_000  # rows of other writers after which loading anew is cheaper than catching up
_NEAR = 0.5  # of the similarity that would do alone
_LEAD = 4_000  # characters of a text that the engine may read
_START = datetime(1970, 1, 1, tzinfo=UTC)


class Grouper:
    """Puts stories into events, inside the caller's writing transactions.

    Args:
        outlets: by short name; their titles are what the engine cuts off headlines.
    """

    def __init__(
        self, outlets: Mapping[str, Outlet], *, config: GroupingConfig | None = None
    ) -> None:
        self._outlets = outlets
        self._config = config or GroupingConfig()
        self._reach = timedelta(hours=self._config.expiry_hours) + timedelta(days=1)
        self._windows: OrderedDict[int, _Window] = OrderedDict()
        self._watermark = 0

    def reset(self) -> None:
        """Forget what is in memory: for when a transaction was rolled back."""
        self._windows.clear()

    def catch_up(self, connection: Connection) -> None:
        """Take in what other writers did; to be called first in every writing transaction."""
        newest = connection.scalar(select(func.max(memberships.c.id))) or 0
        if newest - self._watermark > _BEHIND:
            self.reset()
        if self._windows:
            for row in connection.execute(
                _MEMBERS.where(memberships.c.id > self._watermark).order_by(memberships.c.id)
            ):
                self._take(self._document(row), row.event_id)
        self._watermark = newest

    def place(
        self,
        connection: Connection,
        story: StoryVersion,
        *,
        links: Sequence[EventLink] = (),
        now: datetime,
    ) -> int:
        """Put a story that is in no event into one, or open one for it; returns the event's id."""
        document = self._document_of(story)
        decision = self._window(connection, story.at).index.decide(document, links)
        event_id = decision.event
        if event_id is None:
            event_id = _open_event(connection, story, now)
            self._join(connection, story, document, event_id, decision, now=now)
            return event_id
        event_id = current_event(connection, event_id)
        self._join(connection, story, document, event_id, decision, now=now)
        refresh_event(connection, event_id)
        return event_id

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
        others it stays, since they may be there because of it. A story that stays gets a new row
        too, from which the engine reads its new words. Not so with `only_to_join`, and then links
        alone don't bring stories together: their words must come near it too.

        Returns:
            The id of the event that it is in now.
        """
        if story.event_id is None:
            return self.place(connection, story, links=links, now=now)
        present = current_event(connection, story.event_id)
        document = self._document_of(story)
        decision = None
        if connection.scalar(_SIZE, {"this": present}) == 1:
            window = self._window(connection, story.at)
            self._forget(story.story_id)
            decision = window.index.decide(document, links)
            if decision.event is not None and (not only_to_join or self._is_near(decision)):
                event_id = current_event(connection, decision.event)
                connection.execute(_CLOSE, {"this": story.story_id, "now": now})
                connection.execute(
                    _CHANGE_EVENT, {"this": present, "merged_into": event_id, "stories": 0}
                )
                self._join(connection, story, document, event_id, decision, now=now)
                refresh_event(connection, event_id)
                return event_id
        standing = connection.execute(_STANDING, {"this": story.story_id}).first()
        if only_to_join and standing is not None:
            self._take(self._document(standing), present)
            return present
        if decision is None and standing is not None:  # it stays for the reasons it had
            decision = EventDecision(
                event=present if standing.score is not None else None,
                score=standing.score or 0.0,
                runner_up=standing.runner_up_id,
                runner_up_score=standing.runner_up_score or 0.0,
                evidence=standing.evidence,
            )
        connection.execute(_CLOSE, {"this": story.story_id, "now": now})
        self._join(connection, story, document, present, decision or EventDecision(), now=now)
        refresh_event(connection, present)
        return present

    def _is_near(self, decision: EventDecision) -> bool:
        similarity = decision.evidence.get("similarity")
        return isinstance(similarity, float) and similarity >= _NEAR * self._config.join

    def _join(
        self,
        connection: Connection,
        story: StoryVersion,
        document: EventDocument,
        event_id: int,
        decision: EventDecision,
        *,
        now: datetime,
    ) -> None:
        joined = decision.event is not None
        self._watermark = connection.execute(
            _ADD_MEMBERSHIP,
            {
                "story_id": story.story_id,
                "event_id": event_id,
                "score": decision.score if joined else None,
                "runner_up_id": decision.runner_up,
                "runner_up_score": decision.runner_up_score if decision.runner_up else None,
                "evidence": {
                    **decision.evidence,
                    "revision": story.number,
                    **({} if joined else {"best_score": decision.score}),
                },
                "engine": ENGINE,
                "valid_from": now,
                "valid_to": None,
            },
        ).scalar_one()
        connection.execute(_MOVE_STORY, {"this": story.story_id, "event_id": event_id})
        self._take(document, event_id)

    def _window(self, connection: Connection, at: datetime) -> _Window:
        """The index for a story's time, loaded where it is not held."""
        block = (at - _START) // BLOCK
        window = self._windows.get(block)
        if window is None:
            first = _START + block * BLOCK
            window = _Window(self._config, first - self._reach, first + BLOCK + self._reach)
            for row in connection.execute(
                _MEMBERS.where(
                    # Wider than the window, for a story's time may lie within a day of this.
                    stories.c.listed_at >= window.start - timedelta(days=1),
                    stories.c.listed_at < window.end,
                ).order_by(memberships.c.id)
            ):
                window.put(self._document(row), row.event_id)
            self._windows[block] = window
            if len(self._windows) > _HELD:
                self._windows.popitem(last=False)
        self._windows.move_to_end(block)
        return window

    def _take(self, document: EventDocument, event_id: int) -> None:
        for window in self._windows.values():
            window.put(document, event_id)

    def _forget(self, story_id: int) -> None:
        for window in self._windows.values():
            window.remove(story_id)

    def _document_of(self, story: StoryVersion) -> EventDocument:
        return EventDocument(
            key=story.story_id,
            outlet=self._outlet_title(story.outlet),
            title=story.title,
            lead=(story.text or story.summary)[:_LEAD],
            published=story.at,
            language=story.language,
            kind=story.kind,
        )

    def _document(self, row: AnyRow) -> EventDocument:
        return EventDocument(
            key=row.story_id,
            outlet=self._outlet_title(row.outlet),
            title=row.title or "",
            lead=row.lead or "",
            published=story_time(row.listed_at, row.published, row.published_precision),
            language=row.language,
            kind=row.kind,
        )

    def _outlet_title(self, name: str) -> str:
        outlet = self._outlets.get(name)
        return outlet.title if outlet else name


def current_event(connection: Connection, event_id: int) -> int:
    """Where an event id leads to now, through any number of merges.

    Raises:
        LookupError: there is no such event, or its redirects go round in a circle.
    """
    passed: set[int] = set()
    while event_id not in passed:
        passed.add(event_id)
        row = connection.execute(_REDIRECT, {"this": event_id}).first()
        if row is None:
            raise LookupError(f"no event {event_id}")
        if row.merged_into is None:
            return event_id
        event_id = row.merged_into
    raise LookupError(f"the redirects of event {event_id} go round in a circle")


def refresh_event(connection: Connection, event_id: int) -> None:
    """Bring an event's own columns in line with the stories that are in it now.

    Its title is the headline of its earliest report that we have in full; failing that, of its
    earliest opinion or live page, and failing that, of its earliest teaser.
    """
    count, first_at, last_at = connection.execute(_SPAN, {"this": event_id}).one()
    values: dict[str, Any] = {"stories": count}
    if count:
        values |= {"first_at": first_at, "last_at": last_at}
    title = connection.scalar(_TITLE, {"this": event_id})
    if title:
        values["title"] = title
    connection.execute(_CHANGE_EVENT, {"this": event_id, **values})


# Statements are made once: making one costs more than running it.
_REDIRECT = select(events.c.merged_into).where(events.c.id == bindparam("this"))
_ADD_EVENT = insert(events).returning(events.c.id)
_CHANGE_EVENT = update(events).where(events.c.id == bindparam("this"))
_ADD_MEMBERSHIP = insert(memberships).returning(memberships.c.id)
_MOVE_STORY = update(stories).where(stories.c.id == bindparam("this"))
_SPAN = select(func.count(), func.min(stories.c.listed_at), func.max(stories.c.listed_at)).where(
    stories.c.event_id == bindparam("this")
)
_TITLE = (
    select(stories.c.title)
    .where(stories.c.event_id == bindparam("this"), stories.c.title.is_not(None))
    .order_by(
        case((stories.c.form == "full", 0), else_=1),
        case((stories.c.kind.in_(sorted(FOLLOWERS)), 1), else_=0),
        stories.c.listed_at,
        stories.c.id,
    )
    .limit(1)
)

_PRESENT = revisions.alias("present")
_PRESENT_NUMBER = (
    select(_PRESENT.c.number)
    .where(_PRESENT.c.id == stories.c.revision_id)
    .correlate(stories)
    .scalar_subquery()
)
# Each member with the words it had when it was put where it is.
_MEMBERS = (
    select(
        memberships.c.story_id,
        memberships.c.event_id,
        stories.c.outlet,
        stories.c.listed_at,
        stories.c.published,
        stories.c.published_precision,
        revisions.c.title,
        func.substr(func.coalesce(revisions.c.text, revisions.c.summary, ""), 1, _LEAD).label(
            "lead"
        ),
        revisions.c.language,
        revisions.c.kind,
    )
    .join(stories, stories.c.id == memberships.c.story_id)
    .join(
        revisions,
        (revisions.c.story_id == memberships.c.story_id)
        & (
            revisions.c.number
            == func.coalesce(memberships.c.evidence["revision"].as_integer(), _PRESENT_NUMBER)
        ),
    )
    .where(memberships.c.valid_to.is_(None))
)


_STANDING = _MEMBERS.add_columns(
    memberships.c.score,
    memberships.c.runner_up_id,
    memberships.c.runner_up_score,
    memberships.c.evidence,
).where(memberships.c.story_id == bindparam("this"))
_CLOSE = (
    update(memberships)
    .where(memberships.c.story_id == bindparam("this"), memberships.c.valid_to.is_(None))
    .values(valid_to=bindparam("now"))
)
_SIZE = select(events.c.stories).where(events.c.id == bindparam("this"))


class _Window:
    """An index and the interval of story time that it holds."""

    def __init__(self, config: GroupingConfig, start: datetime, end: datetime) -> None:
        self.index = EventIndex(config)
        self.start = start
        self.end = end
        self._held: set[int] = set()

    def put(self, document: EventDocument, event_id: int) -> None:
        self.remove(document.key)
        if self.start <= document.published < self.end:
            self.index.add(document, event_id)
            self._held.add(document.key)

    def remove(self, story_id: int) -> None:
        if story_id in self._held:
            self.index.remove(story_id)
            self._held.remove(story_id)


def _open_event(connection: Connection, story: StoryVersion, now: datetime) -> int:
    made = connection.execute(
        _ADD_EVENT,
        {
            "title": story.title or story.text[:100],
            "first_at": story.listed_at,
            "last_at": story.listed_at,
            "stories": 1,
            "opened_at": now,
        },
    )
    return int(made.scalar_one())
