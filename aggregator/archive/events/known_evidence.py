"""What the archive knows of a period's stories besides their words: for grouping them anew."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from aggregator.archive.events.event_rows import current_event
from aggregator.archive.events.regroup_replay import Evidence
from aggregator.archive.schema import citations, memberships, resolutions, stories
from aggregator.records import CitationState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.archive.events.constraints import Constraints


class KnownEvidence:
    """What speaks for or against putting stories of a period together, their words aside."""

    def __init__(
        self,
        connection: Connection,
        constraints: Constraints,
        period: tuple[datetime, datetime],
    ) -> None:
        self._linked: defaultdict[int, list[tuple[int, str, float]]] = defaultdict(list)
        self._cited: dict[int, frozenset[int]] = {}
        self._held: dict[int, int] = {}
        self._read_links(connection, period)
        self._read_citations(connection, period)
        for story, decision in constraints.pins.items():
            self._held[story] = current_event(connection, decision.subject["event"])
        for group in constraints.together:
            self._hold(connection, group, period)

    def of(self, story: int) -> Evidence:
        return Evidence(
            linked=self._linked.get(story, ()),
            cited_beside=self._cited.get(story, frozenset()),
            held=self._held.get(story),
        )

    def _read_links(self, connection: Connection, period: tuple[datetime, datetime]) -> None:
        rows = connection.execute(_EVIDENCE, {"since": period[0], "until": period[1]})
        for row in rows:
            for link in row.evidence.get("linked", ()):
                self._linked[row.story_id].append((link["story"], link["kind"], link["weight"]))
                # The one that came in later names the other; in the replay it may come first.
                self._linked[link["story"]].append((row.story_id, link["kind"], link["weight"]))

    def _read_citations(self, connection: Connection, period: tuple[datetime, datetime]) -> None:
        beside: defaultdict[int, set[int]] = defaultdict(set)
        for row in connection.execute(_CITED, {"since": period[0], "until": period[1]}):
            beside[row.document_id].add(row.story_id)
        for cited in beside.values():
            for story in cited:
                self._cited[story] = self._cited.get(story, frozenset()) | (cited - {story})

    def _hold(
        self, connection: Connection, group: frozenset[int], period: tuple[datetime, datetime]
    ) -> None:
        """Where a story merged by hand lies outside the period, the others stay with it."""
        rows = connection.execute(_PLACES, {"these": sorted(group)}).all()
        fixed = [row for row in rows if not period[0] <= row.listed_at < period[1]]
        if fixed:
            for row in rows:
                self._held.setdefault(row.id, fixed[0].event_id)


_M = memberships.c
_IN_PERIOD = (
    stories.c.listed_at >= bindparam("since", type_=stories.c.listed_at.type),
    stories.c.listed_at < bindparam("until", type_=stories.c.listed_at.type),
)
_EVIDENCE = (
    select(_M.story_id, _M.evidence)
    .join(stories, stories.c.id == _M.story_id)
    .where(_M.valid_to.is_(None), *_IN_PERIOD)
    .order_by(_M.id)
    .execution_options(yield_per=1_000)
)
_CITED = (
    select(citations.c.document_id, resolutions.c.story_id)
    .join(resolutions, resolutions.c.citation_id == citations.c.id)
    .join(stories, stories.c.id == resolutions.c.story_id)
    .where(
        resolutions.c.valid_to.is_(None),
        resolutions.c.state == CitationState.RESOLVED,
        *_IN_PERIOD,
    )
)
_PLACES = select(stories.c.id, stories.c.event_id, stories.c.listed_at).where(
    stories.c.id.in_(bindparam("these", expanding=True)), stories.c.event_id.is_not(None)
)
