"""What an event belongs to: the war, the trial, the transfer saga.

An event is one happening; a storyline is what goes on through weeks of them. One cut fits not
both, so storylines are found one level up: each event, told by its strongest terms, continues the
storyline whose events are nearest, within months and at a lower cut than stories join events.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from aggregator.matching.decisions import EventDocument, GroupingConfig
from aggregator.matching.events import EventIndex
from aggregator.matching.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aggregator.matching.decisions import EventMerge, EventProfile

STORYLINES = GroupingConfig(
    join=0.17,
    join_bare=0.17,
    rivalry=0.5,
    rivalry_free=0.05,
    decay_hours=24.0 * 21,
    expiry_hours=24.0 * 56,
    crowding=0.0,
    lag=0.0,
    candidates=8,
)
"""How storylines are told apart: as events are, over eight weeks, a lower cut; they may roll."""

_STAYING = 0.03  # by how much another storyline must be nearer to draw an event away


def has_grown(stories: int, before: int) -> bool:
    """Whether an event tells so much more than before that its storyline is looked for again.

    Each time it has passed the next power of two: seldom enough for all of its life.
    """
    return stories.bit_length() > before.bit_length()


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineDecision:
    """Which storyline an event continues, and why.

    Attributes:
        storyline: the known storyline; None to open a new one.
        score: of the nearest storyline, continued or not.
        runner_up, runner_up_score: the second nearest.
        evidence: ``terms`` (shared, strongest first), ``gap_hours``, ``similarity`` (before
            fading), ``cut`` (the score it needed), ``language``.
    """

    storyline: int | None = None
    score: float = 0.0
    runner_up: int | None = None
    runner_up_score: float = 0.0
    evidence: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


class StorylineIndex:
    """The storylines under way, and the decision which one an event continues.

    Holds events as an `EventIndex` holds stories: a function of what was added and in which order.
    """

    def __init__(self, config: GroupingConfig = STORYLINES) -> None:
        self._index = EventIndex(config)

    def __len__(self) -> int:
        """How many events it holds."""
        return len(self._index)

    @property
    def storylines(self) -> int:
        """How many storylines it holds."""
        return self._index.events

    def storyline_of(self, event: int) -> int | None:
        """The storyline that an event was added to; None for an event it doesn't hold."""
        return self._index.event_of(event)

    def events_of(self, storyline: int) -> tuple[int, ...]:
        """The events of a storyline, in the order they were added; none of an unknown one."""
        return self._index.members_of(storyline)

    def decide(self, event: EventProfile) -> StorylineDecision:
        """Which known storyline an event continues. Changes nothing."""
        decision = self._index.decide(_document(event), reading=_reading(event))
        evidence = dict(decision.evidence)
        for name in ("links", "drift", "elsewhere"):  # of stories alone
            evidence.pop(name, None)
        return StorylineDecision(
            storyline=decision.event,
            score=decision.score,
            runner_up=decision.runner_up,
            runner_up_score=decision.runner_up_score,
            evidence=MappingProxyType(evidence),
        )

    def reconsider(self, event: EventProfile, present: int) -> StorylineDecision:
        """Whether an event that has grown belongs elsewhere than where it is. Changes nothing.

        It stays unless another storyline is clearly nearer than the others of its own.

        Args:
            event: as it is told now; taken out of the index before.
            present: where it is, among others.
        """
        decision = self.decide(event)
        if decision.storyline in {None, present}:
            return replace(decision, storyline=present)
        here = decision.runner_up_score if decision.runner_up == present else 0.0
        if decision.score < here + _STAYING:
            return replace(decision, storyline=present)
        return decision

    def add(self, event: EventProfile, storyline: int) -> None:
        """Record that an event belongs to a storyline, new or known.

        Raises:
            ValueError: the event is held already.
        """
        self._index.add(_document(event), storyline, reading=_reading(event))

    def remove(self, event: int) -> None:
        """Take an event out, to add it again as it is told now, or because it was merged.

        Raises:
            KeyError: the index doesn't hold it.
        """
        self._index.remove(event)

    def merge(self, old: int, into: int) -> None:
        """Move all events of one storyline to another.

        Raises:
            KeyError: the index doesn't hold one of them.
            ValueError: both are the same.
        """
        self._index.merge(old, into)

    def second_look(self, storyline: int) -> EventMerge | None:
        """Whether a storyline that was just continued now agrees with another; see `EventIndex`."""
        return self._index.second_look(storyline)

    def forget_before(self, moment: datetime) -> int:
        """Forget the events whose middle lies before a moment; how many is returned."""
        return self._index.forget_before(moment)


def _document(event: EventProfile) -> EventDocument:
    """An event as if it were a story whose time is known as far as the event's own span."""
    span = event.last - event.first
    return EventDocument(
        key=event.event,
        outlet="",
        title="",
        lead="",
        published=event.first + span / 2,
        slack_hours=span.total_seconds() / 7200,
        language=event.language,
    )


def _reading(event: EventProfile) -> Reading:
    # The index takes counts and weighs them by their square roots.
    return Reading(event.language, {term: weight**2 for term, weight in event.terms.items()})
