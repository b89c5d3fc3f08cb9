"""Stories taken through the engine again, one after the other, as persons' decisions allow.

The groups that come of it have numbers of their own, below zero, or that of the event where they
were before the period; which event each of them is, `names` says: the one with which it shares most
stories.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.matching import EventDecision, EventIndex, EventLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from aggregator.archive.events.constraints import Constraints
    from aggregator.matching import EventDocument, GroupingConfig, Reading

_NEAR = 0.5  # of the similarity that would do alone, for stories that a document cites together
_MERGES = 4  # groups that one story may bring together


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a story besides its words.

    Attributes:
        linked: stories that it shares text with: story, kind of link, weight.
        cited_beside: stories that a document cites beside it.
        held: event that it must be in, whatever the engine says.
    """

    linked: Sequence[tuple[int, str, float]] = ()
    cited_beside: frozenset[int] = frozenset()
    held: int | None = None


class Replay:
    """Groups stories that are given in the order of time.

    Attributes:
        decisions: what the engine said of each story; of one that a person holds, why it is there.
        held: stories that a person holds in an event, with this event.
    """

    def __init__(self, config: GroupingConfig, constraints: Constraints) -> None:
        self.decisions: dict[int, EventDecision] = {}
        self.held: dict[int, int] = {}
        self._config = config
        self._constraints = constraints
        self._index = EventIndex(config)
        self._reach = timedelta(hours=config.expiry_hours) + timedelta(days=1)
        self._forgotten: datetime | None = None
        self._group_of: dict[int, int] = {}
        self._stories: defaultdict[int, set[int]] = defaultdict(set)
        self._seeded: set[int] = set()
        self._pinned: set[int] = set()
        self._shared: Counter[tuple[int, int]] = Counter()
        self._went: dict[int, int] = {}
        self._opened = 0
        self._together = _beside(constraints.together)

    def seed(self, document: EventDocument, reading: Reading, event: int) -> None:
        """Take in a story from before the period, which stays in its event."""
        self._index.add(document, event, reading=reading)
        self._put(document.key, event)
        self._seeded.add(event)
        self._shared[event, event] += 1

    def take(
        self, document: EventDocument, reading: Reading, event: int, evidence: Evidence
    ) -> None:
        """Decide on a story of the period.

        Args:
            event: where it is now.
        """
        self._forget(document.published)
        if evidence.held is not None:
            self._hold(document, reading, evidence.held)
            return
        links = [
            EventLink(self._group_of[story], kind, weight, story)  # type: ignore[arg-type]
            for story, kind, weight in evidence.linked
            if story in self._group_of
        ]
        decision = self._decide(document, reading, links, evidence.cited_beside)
        group = self._beside_others(document.key)
        if group is not None and group != decision.event:
            decision = EventDecision(event=group, evidence=_BY_PERSON)
        group = decision.event
        if group is None:
            self._opened -= 1
            group = self._opened
        self.decisions[document.key] = decision
        self._index.add(document, group, reading=reading)
        self._put(document.key, group)
        self._shared[group, event] += 1
        self._look_again(group)

    def names(self) -> dict[int, int]:
        """The event that each group is: that with which it shares most, the largest first.

        Those left over are not among them: they are new.
        """
        named: dict[int, int] = {}
        taken: set[int] = set()
        shared: Counter[tuple[int, int]] = Counter()
        for (group, event), count in self._shared.items():
            shared[self.present(group), event] += count
        for (group, event), _ in sorted(
            shared.items(), key=lambda entry: (-entry[1], entry[0][1], -entry[0][0])
        ):
            if group not in named and event not in taken:
                named[group] = event
                taken.add(event)
        return named

    def group(self, story: int) -> int:
        """The group that a story is in."""
        return self._group_of[story]

    def present(self, group: int) -> int:
        """The group that one became."""
        while group in self._went:
            group = self._went[group]
        return group

    def _decide(
        self,
        document: EventDocument,
        reading: Reading,
        links: list[EventLink],
        cited_beside: frozenset[int],
    ) -> EventDecision:
        cited = sorted({self._group_of[one] for one in cited_beside if one in self._group_of})
        if cited:
            both = [*links, *(EventLink(group, "cited") for group in cited)]
            decision = self._allowed(document.key, self._ask(document, reading, both))
            similarity = decision.evidence.get("similarity")
            if isinstance(similarity, float) and similarity >= _NEAR * self._config.join:
                return decision
        return self._allowed(document.key, self._ask(document, reading, links))

    def _ask(
        self, document: EventDocument, reading: Reading, links: Sequence[EventLink]
    ) -> EventDecision:
        return self._index.decide(document, links, reading=reading)

    def _allowed(self, story: int, decision: EventDecision) -> EventDecision:
        """The decision without what a person forbids: to be where it was split off from."""
        chosen, second = decision.event, decision.runner_up
        if chosen is None or not self._parted(story, chosen):
            return decision
        cut = decision.evidence.get("cut")
        if (
            second is not None
            and isinstance(cut, float)
            and decision.runner_up_score >= cut
            and not self._parted(story, second)
        ):
            return EventDecision(
                event=second,
                nearest=second,
                score=decision.runner_up_score,
                runner_up=chosen,
                runner_up_score=decision.score,
                evidence=decision.evidence,
            )
        return replace(decision, event=None)

    def _parted(self, story: int, group: int) -> bool:
        return self._constraints.parted([story], self._stories[group]) is not None

    def _beside_others(self, story: int) -> int | None:
        """The group that a person's merge puts a story into; None where the engine may say."""
        others = (other for other in sorted(self._together.get(story, ())))
        return next((self._group_of[one] for one in others if one in self._group_of), None)

    def _hold(self, document: EventDocument, reading: Reading, event: int) -> None:
        """A story that a person holds steers the group that is its event, as far as there is one.

        Whichever that will be in the end, the story is in the event.
        """
        self.held[document.key] = event
        self.decisions[document.key] = EventDecision(event=event, evidence=_BY_PERSON)
        homes = Counter(
            {group: count for (group, other), count in self._shared.items() if other == event}
        )
        if homes:
            group = self.present(max(homes, key=lambda home: (homes[home], -home)))
            self._index.add(document, group, reading=reading)
            self._put(document.key, group)
            self._pinned.add(group)

    def _look_again(self, group: int) -> None:
        for _ in range(_MERGES):
            found = self._index.second_look(group)
            if found is None:
                return
            old, into = found.old, found.into
            if self._pinned & {old, into}:  # its words don't speak for the event
                return
            if old in self._seeded:
                old, into = into, old
            if old in self._seeded or self._constraints.parted(
                self._stories[old], self._stories[into]
            ):
                return
            self._index.merge(old, into)
            for story in self._stories.pop(old):
                self._put(story, into)
            self._went[old] = into
            group = into

    def _put(self, story: int, group: int) -> None:
        self._group_of[story] = group
        self._stories[group].add(story)

    def _forget(self, at: datetime) -> None:
        """Let go of what is out of reach, a day's stories at a time."""
        if self._forgotten is None:
            self._forgotten = at
        if at - self._forgotten > timedelta(days=1):
            self._index.forget_before(at - self._reach)
            self._forgotten = at


_BY_PERSON = {"held_by_person": True}


def _beside(groups: Iterable[frozenset[int]]) -> Mapping[int, frozenset[int]]:
    """Each story of a group to the others of all groups that it is in."""
    found: dict[int, frozenset[int]] = {}
    for group in groups:
        for story in group:
            found[story] = found.get(story, frozenset()) | (group - {story})
    return found
