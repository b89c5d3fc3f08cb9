"""What the event decision takes and gives."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Self

from aggregator.matching.vectors import WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

FOLLOWERS = frozenset({"opinion", "round-up", "digest", "live"})
"""Kinds of story that touch many happenings: they attach to an event and hardly steer it."""

# Of embeddings: one pair for all labelled sets (docs/decisions.md).
_SHARE = 0.25
_RISE = 0.06
_RIVALRY = (0.5, 0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingConfig:
    """How events are told apart. The defaults were set on several labelled sets together.

    Attributes:
        join, join_bare: a story joins an event at this score or above: `join` with a full lead of
            `full_terms` terms or more, `join_bare` with none, between them in proportion. Long
            texts share words that mean nothing; two headlines that share a word share much.
        rivals, rivalry, rivalry_free: the cut rises by `rivalry` times what the mean score of the
            next `rivals` events exceeds `rivalry_free`. Where many events resemble a story,
            resemblance says little: the score is normalised by its cohort, as in speaker
            verification (Rosenberg et al., ICSLP 1992).
        coherence: how similar the stories of one event are to each other. The larger two events,
            the less noise hides how near they are, and the nearer they must be to be one.
        decay_hours: standard deviation of the fading with the gap to the event's interval.
        expiry_hours: beyond this gap an event is out of reach.
        gathering: reports up to which an event is taken for one happening, however it goes on.
        crowding: beyond those, each time its reports double, a story must be nearer by this share.
        lag: of an event of so many, which part of the time since the middle of its reports counts
            as if the event had ended then.
        elsewhere: what is left of nearness where two name other countries only.
        candidates: events compared exactly.
        title_weight: how many times a word of the headline counts.
        lead_words: how much of the lead is read.
        number_weight: of a term in digits; figures change while a happening unfolds.
        follower_weight: how strongly the `FOLLOWERS` steer a centroid.
        shared_text_bonus, cited_bonus: added to the score for a link of full weight.
        prior, contrast: of `VectorSpace`.
        embedding: the share of the similarity that the headlines' embeddings decide, 0 for words
            alone.
    """

    join: float = 0.26
    join_bare: float = 0.205
    full_terms: int = 60
    rivals: int = 4
    rivalry: float = 0.65
    rivalry_free: float = 0.06
    coherence: float = 0.25
    decay_hours: float = 24.0
    expiry_hours: float = 168.0
    gathering: int = 12
    crowding: float = 0.12
    lag: float = 0.6
    elsewhere: float = 0.5
    candidates: int = 8
    title_weight: float = 3.0
    lead_words: int = 120
    number_weight: float = 0.7
    follower_weight: float = 0.3
    shared_text_bonus: float = 0.3
    cited_bonus: float = 0.3
    prior: float = 100.0
    contrast: float = 0.95
    embedding: float = 0.0

    def with_embeddings(self) -> Self:
        """The same config where headlines are embedded.

        Stories that share few words come nearer then, unrelated ones too: the cuts are higher, and
        rise less with the crowd, which is always near.
        """
        return replace(
            self,
            embedding=_SHARE,
            join=self.join + _RISE,
            join_bare=self.join_bare + _RISE,
            rivalry=_RIVALRY[0],
            rivalry_free=_RIVALRY[1],
        )

    def __post_init__(self) -> None:
        for name in ("join", "join_bare", "coherence", "elsewhere"):
            if not 0.0 < getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must be above 0 and at most 1")
        for name in ("full_terms", "rivals", "candidates", "gathering"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        for name in ("decay_hours", "expiry_hours"):
            if getattr(self, name) <= 0.0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)}")
        for name in ("crowding", "lag"):
            if getattr(self, name) < 0.0:
                raise ValueError(f"{name} can't be negative, but is {getattr(self, name)}")
        if not 0.0 <= self.embedding < 1.0:
            raise ValueError(f"embedding must be at least 0 and below 1, not {self.embedding}")

    @property
    def reach(self) -> int:
        """Weeks before and after its own that a story's events may lie in."""
        return math.ceil(self.expiry_hours * 3600 / WEEK)

    def cut(self, terms: int, rivals: Sequence[float] = ()) -> float:
        """The score at which a story of so many different terms joins.

        Args:
            rivals: the scores of the other events that resemble it, best first.
        """
        fullness = min(1.0, terms / self.full_terms)
        crowd = sum(rivals[: self.rivals]) / self.rivals
        return (
            self.join_bare
            + (self.join - self.join_bare) * fullness
            + self.rivalry * max(0.0, crowd - self.rivalry_free)
        )

    def merge_cut(self, terms: int, rivals: Sequence[float], stories: int) -> float:
        """The score at which two events are one.

        Args:
            terms: of the one that has fewer.
            rivals: the scores of the other events that resemble the first, best first.
            stories: of the smaller one.
        """
        # A mean of n vectors of one length, the mean cosine of any two being c, is so much shorter.
        shrunk = math.sqrt(1 / stories + (1 - 1 / stories) * self.coherence)
        plain = self.cut(terms)
        return plain / shrunk + self.cut(terms, rivals) - plain


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDocument:
    """What the event decision reads of a story.

    Attributes:
        key: the story's id.
        outlet: its outlet's name or title; taken off the headline's end.
        lead: the start of its text, or its summary; may be empty.
        published: aware, any zone.
        slack_hours: how far the true time may lie from that: 12 for the noon of a day, where no
            more than the day is known.
        language: BCP 47; guessed from the words where None.
        kind: as in `aggregator.records.Extract`.
    """

    key: int
    outlet: str
    title: str
    lead: str
    published: datetime
    slack_hours: float = 0.0
    language: str | None = None
    kind: str | None = None

    def __post_init__(self) -> None:
        if self.published.tzinfo is None:
            raise ValueError(f"an EventDocument's time needs a zone: {self.published!r}")


@dataclass(frozen=True, slots=True)
class EventLink:
    """Evidence from outside the words that a story belongs to an event.

    Attributes:
        kind: ``copy`` decides, within the event's reach in time; ``shared_text`` (the story
            shares quotes with a story of the event) and ``cited`` (a digest cites both) raise the
            score.
        weight: 0 to 1.
        story: of the event, by which the link goes; None where it goes by no one story.
    """

    event: int
    kind: Literal["copy", "shared_text", "cited"]
    weight: float = 1.0
    story: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDecision:
    """Which event a story joins, and why.

    Attributes:
        event: the known event to join; None to open a new one.
        nearest: the best event, joined or not; None where none is within reach.
        score: of the best event; 1.0 for a copy.
        runner_up, runner_up_score: the second best.
        evidence: of the best event: ``terms`` (shared, strongest first), ``gap_hours``,
            ``similarity`` (before fading, drift and links), ``drift`` (what it was multiplied with
            since the event has many reports; 1.0 for most), ``cut`` (the score it needed),
            ``elsewhere`` (whether they name other countries only, which weakens nearness),
            ``raised`` (by how much of it, since other events resemble the story too), ``links``
            (kinds used), ``language``; ``runner_up_terms`` (shared with the second best);
            ``meaning`` (cosine of the embeddings, None where the event has none) where headlines
            are embedded.
    """

    event: int | None = None
    nearest: int | None = None
    score: float = 0.0
    runner_up: int | None = None
    runner_up_score: float = 0.0
    evidence: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMerge:
    """Two events that later stories have shown to be one.

    Attributes:
        old: the event that goes.
        into: the event that stays: the one with more stories, of equals the lower number.
        score: how near they are.
        evidence: ``terms`` (shared, strongest first), ``similarity`` (before fading and
            drift), ``gap_hours`` (between their intervals), ``cut`` (the score it needed),
            ``language``.
    """

    old: int
    into: int
    score: float
    evidence: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class EventProfile:
    """What an event's stories say together.

    Attributes:
        language: of most of them.
        terms: its strongest terms, as `aggregator.matching.terms` reads them, with their weights
            (of the whole event's vector, which has length 1), strongest first by weight times
            rarity.
        first, last: from the first report to the last, UTC.
        stories: how many tell it.
    """

    event: int
    language: str
    terms: Mapping[str, float]
    first: datetime
    last: datetime
    stories: int
