"""Which blocks of a page are its story: a small ensemble of regression trees, in plain numbers.

The numbers are in ``blocks.npz``; ``python -m benchmarks.train_blocks`` makes them from pages with
truth. The trees are asked all at once, by the bit vectors of QuickScorer (Lucchese et al. 2015,
https://doi.org/10.1145/2766462.2767733): every test that fails strikes out the leaves that it
makes unreachable, and the first leaf left over is the one that the tree ends in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from aggregator.extraction.blocks import TAGS, Block, Weights, cut
from aggregator.extraction.features import FEATURES, features
from aggregator.extraction.labels import find_summary
from aggregator.extraction.wording import fold, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from lxml.etree import _Element
    from numpy.typing import NDArray

    from aggregator.extraction.document import Document

_LONGEST_DECLARED = 200_000
_HEADING = TAGS.index("heading")
_FIRST_LEFT = np.array([((~n & (n + 1)).bit_length() - 1) for n in range(1 << 16)], np.intp)
"""By the bits of the leaves that were struck out: the lowest that was not."""


class Scored(NamedTuple):
    """A page's blocks and how likely each is part of the story, 0 to 1."""

    blocks: Sequence[Block]
    scores: NDArray[np.float32]

    def chosen(self) -> list[str]:
        """The text of the blocks that are more likely part of the story than not.

        Headings and wholly linked lines at the end are left out: they belong to what follows.
        """
        chosen = [
            block
            for block, score in zip(self.blocks, self.scores.tolist(), strict=True)
            if score > 0.5  # noqa: PLR2004
        ]
        while chosen and (chosen[-1].kind == _HEADING or chosen[-1].linked == len(chosen[-1].text)):
            chosen.pop()
        return [block.text for block in chosen]

    def doubt(self) -> float:
        """The share of the story's characters expected to be wrong or missing; may exceed 1."""
        lengths = np.array([len(block.text) for block in self.blocks], dtype=np.float32)
        wrong = float((lengths * np.minimum(self.scores, 1 - self.scores)).sum())
        return wrong / max(1.0, float((lengths * self.scores).sum()))


@dataclass(frozen=True, slots=True)
class Trees:
    """Regression trees of up to 16 leaves, as QuickScorer wants them.

    Attributes:
        feature, threshold, reached: for each test of each tree (trees x tests) the column it
            looks at, the value up to which it holds, and the bits of the leaves that can still be
            reached where it does not. Tests that a tree does not have hold always.
        leaf: value of each leaf (trees x leaves), leaves counted from the left.
    """

    feature: NDArray[np.uint8]
    threshold: NDArray[np.float32]
    reached: NDArray[np.uint16]
    leaf: NDArray[np.float32]

    def predict(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The logistic of the sum over all trees, one number for each row."""
        # One test of every tree at a time, on all rows: trees x rows.
        columns = np.ascontiguousarray(rows.T)
        struck = np.zeros((len(self.leaf), len(rows)), np.uint16)
        tests = zip(self.feature.T, self.threshold.T, ~self.reached.T, strict=True)
        for feature, threshold, out_of_reach in tests:
            fails = columns.take(feature, axis=0) > threshold[:, None]
            struck |= fails * out_of_reach[:, None]
        first = _FIRST_LEFT.take(struck)
        sums = np.take_along_axis(self.leaf, first, axis=1).sum(axis=0)
        return cast("NDArray[np.float32]", 1 / (1 + np.exp(-sums)))


@dataclass(frozen=True, slots=True)
class BlockScorer:
    """The trees, and what the words in elements' names are worth to them."""

    vocabulary: Mapping[str, float]
    trees: Trees
    weights: Weights = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", Weights(self.vocabulary))

    def score(self, document: Document, tree: _Element, title: str | None) -> Scored:
        """The blocks of a page, scored.

        Args:
            tree: the document's, or a copy of it that was pruned.
        """
        blocks, rows = describe(document, tree, title, self.weights)
        return Scored(blocks, self.trees.predict(rows))

    @classmethod
    def load(cls, file: Path | Traversable) -> BlockScorer:
        """Raises ValueError where the numbers were made for other features than these."""
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as numbers:
            if tuple(numbers["features"].tolist()) != FEATURES:
                raise ValueError(
                    f"{file}: made for other features; run python -m benchmarks.train_blocks"
                )
            weights = zip(numbers["words"].tolist(), numbers["weights"].tolist(), strict=True)
            trees = (numbers[name] for name in ("feature", "threshold", "reached", "leaf"))
            return cls(dict(weights), Trees(*trees))

    def save(self, file: Path) -> None:
        """Write the numbers in the form that `load` reads."""
        np.savez_compressed(
            file,
            features=np.array(FEATURES),
            words=np.array(list(self.vocabulary)),
            weights=np.array(list(self.vocabulary.values()), dtype=np.float16),
            feature=self.trees.feature,
            threshold=self.trees.threshold,
            reached=self.trees.reached,
            leaf=self.trees.leaf,
        )


def describe(
    document: Document, tree: _Element, title: str | None, vocabulary: Mapping[str, float]
) -> tuple[list[Block], NDArray[np.float32]]:
    """The blocks of a page and the rows of `FEATURES` that go with them."""
    blocks = cut(tree, vocabulary)
    declared = document.state.get("articleBody") or document.article.get("articleBody")
    text = fold(plain(declared, _LONGEST_DECLARED)) if isinstance(declared, str) else ""
    summary = fold(find_summary(document)[0] or "")
    return blocks, features(blocks, title=title, declared=text, summary=summary)


@cache
def trained() -> BlockScorer:
    """The scorer that ships with the project."""
    return BlockScorer.load(files("aggregator.extraction") / "blocks.npz")
