"""The values of a check: sources, passages, differences, and what a sentence came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the comparison of a sentence came to."""

    SUPPORTED = "supported"
    DIFFERS = "differs"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A cited story, as far as it is held.

    Attributes:
        key: the caller's.
        text: paragraphs, or the standfirst of a teaser; empty where nothing but the title is held.
        language: BCP 47; guessed where None.
    """

    key: int
    title: str
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What the digest says and its source has otherwise, or not at all.

    Attributes:
        kind: ``number``, ``name``, ``date`` (a month or weekday), ``speaker`` (said or done by
            another) or ``negation`` (affirmed by one and denied by the other).
        said: as the digest has it.
        source_says: as the passage has it; None where nothing in any source stands in its place.
    """

    kind: str
    said: str
    source_says: str | None


@dataclass(frozen=True, slots=True)
class Support:
    """A passage of a source and the share of the sentence's telling words that it holds."""

    key: int
    passage: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A sentence of the digest and what the sources have of it.

    Attributes:
        nearest: the best passage, also where it is too far; None where no source can be compared.
        others: passages of other sources that support it too.
        missing: its telling words that the nearest passage lacks, the rarest first.
    """

    sentence: str
    verdict: Verdict
    nearest: Support | None = None
    others: tuple[Support, ...] = ()
    differences: tuple[Difference, ...] = ()
    missing: tuple[str, ...] = ()
