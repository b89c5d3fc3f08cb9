"""What the event decision reads of a story's words: read once, and kept as a line of text.

Tokenising and stemming cost most of a decision. A reading depends on the story alone, not on the
other stories, so that an index can be rebuilt from kept readings in a fraction of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from aggregator.matching.embeddings import unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.matching.embeddings import Embedding

READING = "stems-3"
"""Name and version of the reader: another one reads other terms, or weighs them otherwise."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A story's terms.

    Attributes:
        language: primary subtag of BCP 47, guessed where the story doesn't say.
        counts: how often each term stands in it, those of the headline counted several times; in
            order of first appearance.
        embedding: of the headline, packed; empty where none was made.
    """

    language: str
    counts: Mapping[str, float]
    embedding: bytes = b""

    def unpacked_embedding(self) -> Embedding | None:
        """The embedding as a vector; None where there is none."""
        return unpack(self.embedding) if self.embedding else None

    def packed(self) -> str:
        """Language, terms and counts, each a line; of these `unpacked` makes an equal reading."""
        counts = " ".join(f"{count:g}" for count in self.counts.values())
        return f"{self.language}\n{' '.join(self.counts)}\n{counts}"

    @classmethod
    def unpacked(cls, text: str, embedding: bytes = b"") -> Self:
        """The reading that was packed.

        Args:
            embedding: as `packed` leaves it aside.

        Raises:
            ValueError: the text is no packed reading.
        """
        language, terms, counts = text.split("\n")
        numbers = map(float, counts.split())
        return cls(language, dict(zip(terms.split(), numbers, strict=True)), embedding)
