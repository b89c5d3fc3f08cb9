"""What headlines mean, as vectors: nearness for stories that share meaning and few words.

Optional. An `Embedder` gives each headline a vector of unit length; an event is the sum of those
of its stories, and the cosine of a story and an event is blended with that of their words. Without
an embedder nothing here has any effect. Which embedders there are says
`aggregator.matching.embedders`.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import numpy as np

from aggregator.matching.text import clean_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_AT_ONCE = 64

Embedding = np.ndarray[tuple[int], np.dtype[np.float32]]
"""Of one headline: unit length."""

Embeddings = np.ndarray[tuple[int, int], np.dtype[np.float32]]
"""A row for each headline, of unit length."""


class Embedder(Protocol):
    """Gives texts of any language vectors, those of one meaning near each other.

    The vector of a text depends on that text alone, bit for bit: not on the others beside it, nor
    on what was embedded before.
    """

    @property
    def name(self) -> str:
        """Name and version: vectors of embedders of two names can't be compared."""

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """A row of unit length for each text; of an empty one, too."""


def headline(title: str, outlet: str = "") -> str:
    """What is embedded of a story: its headline without the outlet's suffix."""
    return clean_title(title, outlet)


def read_embedding(embedder: Embedder | None, title: str, outlet: str = "") -> bytes:
    """A headline's embedding, packed; empty without an embedder or a headline."""
    text = headline(title, outlet)
    return b"" if embedder is None or not text else pack(embedder.embed((text,))[0])


def pack(embedding: Embedding) -> bytes:
    """An embedding as it is kept: half precision, little-endian, 2 bytes a dimension."""
    return embedding.astype("<f2").tobytes()


def unpack(packed: bytes) -> Embedding:
    """The embedding that was packed, as near as half precision is.

    Raises:
        ValueError: these bytes are no packed embedding.
    """
    return np.frombuffer(packed, dtype="<f2").astype(np.float32)


def blended(words: Sequence[float], meanings: Sequence[float | None], share: float) -> list[float]:
    """Similarities by words and by embeddings together; by words alone where there is no other.

    Args:
        share: of the embeddings, 0 to 1.
    """
    return [
        word if meaning is None else (1.0 - share) * word + share * max(meaning, 0.0)
        for word, meaning in zip(words, meanings, strict=True)
    ]


class Ahead:
    """An embedder that is told which texts will be asked for, and takes many at once.

    Some work of a model is the same for one text and for thirty. Vectors are the same either way.

    Args:
        texts: in the order in which they will be asked for.
    """

    def __init__(self, embedder: Embedder, texts: Iterable[str]) -> None:
        self._embedder = embedder
        self._coming = iter(texts)
        self._ready: dict[str, Embedding] = {}
        self._wanted: Counter[str] = Counter()

    @property
    def name(self) -> str:
        return self._embedder.name

    def prepare(self) -> None:
        """Take the first of them now, and not only when one is asked for."""
        self._take(())

    def embed(self, texts: Sequence[str]) -> Embeddings:
        if any(text not in self._ready for text in texts):
            self._take(texts)
        rows = np.stack([self._ready[text] for text in texts])
        self._wanted.subtract(texts)
        for text in texts:
            if self._wanted[text] <= 0:
                self._ready.pop(text, None)
                del self._wanted[text]
        return rows

    def _take(self, texts: Sequence[str]) -> None:
        coming = list(islice(self._coming, _AT_ONCE))
        self._wanted.update(coming)
        some = [text for text in dict.fromkeys((*texts, *coming)) if text not in self._ready]
        self._ready |= zip(some, self._embedder.embed(some), strict=True)


class EmbeddedEvents:
    """The sums of the embeddings of events' stories."""

    def __init__(self) -> None:
        self._sums: dict[int, Embedding] = {}

    def place(self, event: int, embedding: Embedding, weight: float) -> None:
        """Add a story's embedding to an event's, opening the event where it's new."""
        known = self._sums.get(event)
        weighed = embedding * np.float32(weight)
        self._sums[event] = weighed if known is None else known + weighed

    def clear(self, event: int) -> None:
        """Take out an event; one that has no embedding is none the less in order."""
        self._sums.pop(event, None)

    def centre(self, event: int) -> Embedding | None:
        """The direction of an event: unit length; None where none of its stories has one."""
        known = self._sums.get(event)
        if known is None:
            return None
        return np.asarray(known / (np.linalg.norm(known) or np.float32(1.0)), dtype=np.float32)

    def similarities(self, embedding: Embedding, events: Sequence[int]) -> list[float | None]:
        """The cosines of a story and some events; None of an event without an embedding.

        Rounded, so that the order in which a library sums never decides.
        """
        return [
            None if (centre := self.centre(event)) is None else round(float(embedding @ centre), 6)
            for event in events
        ]
