"""Events that are one happening in two languages: linked, and never made one.

Where an archive is grouped with embeddings, the pass that finds storylines
(`archive.events.storyline_keeper`) looks for the counterparts of each event that is new or has
changed. An event has at most one in each language. A link that no longer holds is closed; one that
a person rejected (`reject_link`) does not come back, whatever the events become.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from aggregator.archive.errors import NotFound
from aggregator.archive.events.decisions import (
    Decision,
    Refused,
    get_decision,
    list_decisions,
    mark_undone,
)
from aggregator.archive.events.event_rows import current_event
from aggregator.archive.schema import event_links, event_terms, events
from aggregator.matching.embeddings import unpack
from aggregator.matching.languages import (
    Counterpart,
    EventMeaning,
    LinkingConfig,
    find_counterparts,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from aggregator.archive.events.corrections import Signature
    from aggregator.matching import Embedder

    AnyRow = Row[*tuple[Any, ...]]

UNLINK = "unlink"
"""Kind of the decision that two events are not one happening; its subject names both."""

_ENGINE = "languages-1"
_CONFIG = LinkingConfig()
_SLACK = 0.05  # below the cut, and a link that stands is left


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedEvent:
    """An event's counterpart in another language.

    Attributes:
        score: cosine of what both say.
    """

    event: int
    language: str
    title: str
    stories: int
    score: float


class LanguageLinks:
    """Keeps the links of events whose headlines are embedded.

    Args:
        embedder: whose name goes into every row.
    """

    def __init__(self, embedder: Embedder, *, now: datetime) -> None:
        self._engine = f"{_ENGINE}+{embedder.name}"
        self._now = now

    def settle(self, connection: Connection, changed: Collection[int]) -> None:
        """Bring the links of some events in line with what these say now.

        Args:
            changed: standing events; their rows of ``event_terms`` are up to date.
        """
        meanings = _meanings(connection, changed)
        known = {meaning.event: meaning for meaning in meanings}
        apart = _rejected(connection)
        found = find_counterparts(meanings, set(changed), apart=apart, config=_CONFIG)
        wanted = {(one.event, one.other): one for one in found}
        # An event that nothing was asked about loses its link to one that has a nearer now.
        taken = {(one.event, known[one.other].language) for one in found}
        taken |= {(one.other, known[one.event].language) for one in found}
        touched = {*changed, *(event for pair in wanted for event in pair)}
        for row in _standing(connection, touched):
            pair = (row.event_id, row.other_id)
            if pair in wanted:
                del wanted[pair]
            elif pair in apart or not self._still_holds(pair, known, taken):
                connection.execute(_CLOSE, {"this": row.id, "now": self._now})
        for link in wanted.values():
            connection.execute(_ADD, self._row(link, known))

    def _still_holds(
        self,
        pair: tuple[int, int],
        known: dict[int, EventMeaning],
        taken: Collection[tuple[int, str]],
    ) -> bool:
        """Whether a link that would not be made anew is left: its events have not come apart."""
        one, other = (known.get(event) for event in pair)
        if one is None or other is None or one.language == other.language:
            return False
        if (one.event, other.language) in taken or (other.event, one.language) in taken:
            return False
        return float(one.centre @ other.centre) >= _CONFIG.cut - _SLACK

    def _row(self, link: Counterpart, known: dict[int, EventMeaning]) -> dict[str, Any]:
        return {
            "event_id": link.event,
            "other_id": link.other,
            "score": link.score,
            "evidence": {
                "languages": [known[one].language for one in (link.event, link.other)],
                "cut": _CONFIG.cut,
                "runner_up_score": link.runner_up,
                "gap_hours": link.gap_hours,
            },
            "engine": self._engine,
            "valid_from": self._now,
            "valid_to": None,
        }


def close_links(connection: Connection, gone: Collection[int], *, now: datetime) -> None:
    """Close the links of events that were merged away."""
    for row in _standing(connection, gone):
        connection.execute(_CLOSE, {"this": row.id, "now": now})


def in_other_languages(connection: Connection, event_id: int) -> list[LinkedEvent]:
    """The counterparts of an event that stands, by language."""
    found = []
    for row in _standing(connection, [event_id]):
        other = row.other_id if row.event_id == event_id else row.event_id
        told = connection.execute(_TOLD, {"this": other}).one()
        found.append(
            LinkedEvent(
                event=other,
                language=told.terms.partition("\n")[0],
                title=told.title,
                stories=told.stories,
                score=row.score,
            )
        )
    return sorted(found, key=lambda one: (one.language, one.event))


def are_linked(connection: Connection, event_id: int, other_id: int) -> bool:
    """Whether a link between two events holds now.

    Raises:
        NotFound: there is no such event.
        Refused: they are one event.
    """
    pair = _pair(connection, event_id, other_id)
    return any((row.event_id, row.other_id) == pair for row in _standing(connection, pair))


def reject_link(connection: Connection, event_id: int, other_id: int, by: Signature) -> Decision:
    """Say that two events are not one happening: they are linked no more, and never again.

    Raises:
        NotFound: there is no such event.
        Refused: they are one event.
    """
    pair = _pair(connection, event_id, other_id)
    decision = by.record(connection, UNLINK, {"events": list(pair)})
    for row in _standing(connection, pair):
        if (row.event_id, row.other_id) == pair:
            connection.execute(_CLOSE, {"this": row.id, "now": by.now})
    return decision


def allow_link(connection: Connection, decision_id: int, *, now: datetime) -> Decision:
    """Take a rejection back: the events are looked at again in the next pass.

    Raises:
        Refused: it was taken back already.
    """
    decision = get_decision(connection, decision_id)
    if decision.undone is not None:
        raise Refused(f"{decision} was undone on {decision.undone:%Y-%m-%d %H:%M} already")
    mark_undone(connection, decision_id, now=now)
    for event in decision.subject["events"]:
        # Its row is no longer up to date, so it counts as changed.
        connection.execute(_STALE, {"this": current_event(connection, event)})
    return get_decision(connection, decision_id)


def _pair(connection: Connection, event_id: int, other_id: int) -> tuple[int, int]:
    pair = []
    for number in (event_id, other_id):
        try:
            pair.append(current_event(connection, number if 0 < number < 1 << 63 else 0))
        except LookupError:
            raise NotFound(f"there is no event {number}; `aggregator events` lists them") from None
    one, other = sorted(pair)
    if one == other:
        raise Refused(
            f"events {event_id} and {other_id} are one event: `aggregator split` parts it"
        )
    return one, other


def _rejected(connection: Connection) -> set[tuple[int, int]]:
    """Pairs of events that persons hold apart, as these are numbered now."""
    pairs = set()
    for decision in list_decisions(connection, standing=True):
        if decision.kind == UNLINK:
            one, other = sorted(current_event(connection, e) for e in decision.subject["events"])
            pairs.add((one, other))
    return pairs


def _standing(connection: Connection, of: Collection[int]) -> list[AnyRow]:
    """The links that hold of some events."""
    numbers = sorted(of)
    found: dict[int, AnyRow] = {}
    for start in range(0, len(numbers), 500):
        rows = connection.execute(_LINKS, {"these": numbers[start : start + 500]})
        found |= {row.id: row for row in rows}
    return [found[number] for number in sorted(found)]


def _meanings(connection: Connection, changed: Collection[int]) -> list[EventMeaning]:
    """All events with a centre that the changed ones may be linked to, these too."""
    reach = timedelta(hours=_CONFIG.reach_hours)
    spans: list[AnyRow] = []
    numbers = sorted(changed)
    for start in range(0, len(numbers), 500):
        spans += connection.execute(_SPANS, {"these": numbers[start : start + 500]}).all()
    if not spans:
        return []
    period = {
        "since": min(row.first_at for row in spans) - 2 * reach,
        "until": max(row.last_at for row in spans) + 2 * reach,
    }
    return [
        EventMeaning(
            event=row.id,
            language=row.terms.partition("\n")[0],
            centre=unpack(row.embedding),
            first=row.first_at.timestamp(),
            last=row.last_at.timestamp(),
        )
        for row in connection.execute(_WITHIN, period)
        if row.embedding
    ]


_E = events.c
_L = event_links.c
_HOLDS = _L.valid_to.is_(None)
_LINKS = select(event_links).where(
    _HOLDS,
    or_(
        _L.event_id.in_(bindparam("these", expanding=True)),
        _L.other_id.in_(bindparam("these", expanding=True)),
    ),
)
_ADD = insert(event_links)
_CLOSE = update(event_links).where(_L.id == bindparam("this")).values(valid_to=bindparam("now"))
_STALE = update(event_terms).where(event_terms.c.event_id == bindparam("this")).values(reader="")
_SPANS = select(_E.first_at, _E.last_at).where(_E.id.in_(bindparam("these", expanding=True)))
_WITHIN = (
    select(_E.id, _E.first_at, _E.last_at, event_terms.c.terms, event_terms.c.embedding)
    .join(event_terms, event_terms.c.event_id == _E.id)
    .where(
        _E.merged_into.is_(None),
        _E.last_at >= bindparam("since", type_=_E.last_at.type),
        _E.first_at <= bindparam("until", type_=_E.first_at.type),
        event_terms.c.embedding.is_not(None),
    )
    .order_by(_E.id)
)
_TOLD = (
    select(_E.title, _E.stories, event_terms.c.terms)
    .join(event_terms, event_terms.c.event_id == _E.id)
    .where(_E.id == bindparam("this"))
)
