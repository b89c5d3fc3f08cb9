"""How good a grouping is, or a search for copies or citations, against what people said.

BCubed (Bagga and Baldwin 1998; Amigó et al. 2009) weighs every story alike; the pairwise figures
weigh large events more; AMI is the mutual information above chance (Vinh, Epps and Bailey 2010).
All figures are 0 to 1, AMI a little below 0 at worst.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aggregator.matching.text import tokens
from aggregator.outlets import name_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision and recall.

    Where nothing was predicted, precision is 1.0 if there was nothing to find and 0.0 otherwise;
    where there was nothing to find, recall is 1.0.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @classmethod
    def of_counts(cls, correct: float, predicted: float, gold: float) -> Agreement:
        return cls(
            correct / predicted if predicted else float(not gold),
            correct / gold if gold else 1.0,
        )

    def as_dict(self, prefix: str) -> dict[str, float]:
        return {
            f"{prefix}_precision": self.precision,
            f"{prefix}_recall": self.recall,
            f"{prefix}_f1": self.f1,
        }


def score_clusters(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> dict[str, float]:
    """All figures of a grouping; the labels of each story stand at the same place in both.

    Beside the agreement: ``ratio`` (predicted groups to gold groups: above 1 is fragmented, below
    1 lumped), ``alone_f1`` (BCubed F1 of putting every story alone, the floor of any method).

    Raises:
        ValueError: the lengths differ, or there is nothing to score.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold labels and {len(predicted)} predicted ones")
    if not gold:
        raise ValueError("nothing to score")
    return {
        "stories": len(gold),
        "gold_groups": len(set(gold)),
        "predicted_groups": len(set(predicted)),
        "ratio": len(set(predicted)) / len(set(gold)),
        **bcubed(gold, predicted).as_dict("bcubed"),
        **pairwise(gold, predicted).as_dict("pairwise"),
        "ami": adjusted_mutual_information(gold, predicted),
        "alone_f1": bcubed(gold, range(len(gold))).f1,
    }


def bcubed(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> Agreement:
    """BCubed precision and recall, averaged over stories."""
    gold_sizes, predicted_sizes = Counter(gold), Counter(predicted)
    cells = Counter(zip(gold, predicted, strict=True))
    return Agreement(
        sum(n * n / predicted_sizes[p] for (_, p), n in cells.items()) / len(gold),
        sum(n * n / gold_sizes[g] for (g, _), n in cells.items()) / len(gold),
    )


def pairwise(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> Agreement:
    """Precision and recall over the pairs of stories that stand together."""
    return Agreement.of_counts(
        _pairs(Counter(zip(gold, predicted, strict=True)).values()),
        _pairs(Counter(predicted).values()),
        _pairs(Counter(gold).values()),
    )


def adjusted_mutual_information(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> float:
    """Mutual information above chance, as a share of the mean of both entropies."""
    total = len(gold)
    gold_sizes, predicted_sizes = Counter(gold), Counter(predicted)
    if len(gold_sizes) == len(predicted_sizes) and len(gold_sizes) in {1, total}:
        return 1.0
    information = sum(
        n / total * math.log(total * n / (gold_sizes[g] * predicted_sizes[p]))
        for (g, p), n in Counter(zip(gold, predicted, strict=True)).items()
    )
    expected = _expected_information(gold_sizes.values(), predicted_sizes.values(), total)
    mean = (_entropy(gold_sizes.values(), total) + _entropy(predicted_sizes.values(), total)) / 2
    ceiling = mean - expected
    if abs(ceiling) < 1e-15:  # noqa: PLR2004 (as far as a float is zero)
        return 0.0
    return (information - expected) / ceiling


def score_families(
    pairs: Iterable[tuple[str, str, bool]], predicted: Mapping[str, object]
) -> dict[str, float]:
    """How well copies were found, given judged pairs of stories and each story's family.

    A story without a prediction, or with the family None, is taken to be a copy of nothing.

    Args:
        pairs: two ids, and whether they are the same text.

    Returns:
        ``pairs``, ``copies``, ``precision``, ``recall``, ``f1``, ``false_rate`` (of the pairs
        that are no copies, the share taken for copies).

    Raises:
        ValueError: no pairs.
    """
    correct = wrong = copies = total = 0
    for first, second, same in pairs:
        family = predicted.get(first)
        found = family is not None and family == predicted.get(second)
        total += 1
        copies += same
        correct += found and same
        wrong += found and not same
    if not total:
        raise ValueError("nothing to score")
    agreement = Agreement.of_counts(correct, correct + wrong, copies)
    return {
        "pairs": total,
        "copies": copies,
        "precision": agreement.precision,
        "recall": agreement.recall,
        "f1": agreement.f1,
        "false_rate": wrong / (total - copies) if total > copies else 0.0,
    }


def score_citations(
    documents: Iterable[tuple[Iterable[tuple[str, str]], Iterable[tuple[str, str]]]],
) -> dict[str, float]:
    """How well citations were read: the outlets alone, and each outlet with its headline.

    Names and headlines are compared without case, punctuation and typography; what a document
    cites twice counts twice.

    Args:
        documents: of each, the gold and the predicted (outlet, headline) pairs; a headline may be
            empty.

    Raises:
        ValueError: no documents.
    """
    counts: Counter[str] = Counter()
    for gold, predicted in documents:
        counts["documents"] += 1
        folded = [
            Counter((name_key(outlet), " ".join(tokens(headline))) for outlet, headline in cited)
            for cited in (gold, predicted)
        ]
        outlets = [Counter((outlet, "") for outlet, _ in cited.elements()) for cited in folded]
        for kind, (true, found) in (("outlet", outlets), ("pair", folded)):
            counts[f"{kind}_correct"] += (true & found).total()
            counts[f"{kind}_predicted"] += found.total()
            counts[f"{kind}_gold"] += true.total()
    if not counts["documents"]:
        raise ValueError("nothing to score")
    scores: dict[str, float] = {"documents": counts["documents"], "citations": counts["pair_gold"]}
    for kind in ("outlet", "pair"):
        scores |= Agreement.of_counts(
            counts[f"{kind}_correct"], counts[f"{kind}_predicted"], counts[f"{kind}_gold"]
        ).as_dict(kind)
    return scores


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _entropy(sizes: Iterable[int], total: int) -> float:
    return -sum(size / total * math.log(size / total) for size in sizes)


def _expected_information(first: Iterable[int], second: Iterable[int], total: int) -> float:
    """Expected mutual information of two random groupings of these sizes (hypergeometric).

    Equal sizes give equal terms, so each pair of sizes is worked out once.
    """
    log_factorials = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, total + 1)))))
    expected = 0.0
    for a, a_times in sorted(Counter(first).items()):
        for b, b_times in sorted(Counter(second).items()):
            cells = np.arange(max(1, a + b - total), min(a, b) + 1)
            if not len(cells):
                continue
            log_probability = (
                log_factorials[a]
                + log_factorials[b]
                + log_factorials[total - a]
                + log_factorials[total - b]
                - log_factorials[total]
                - log_factorials[cells]
                - log_factorials[a - cells]
                - log_factorials[b - cells]
                - log_factorials[total - a - b + cells]
            )
            terms = cells / total * np.log(total * cells / (a * b)) * np.exp(log_probability)
            expected += a_times * b_times * float(terms.sum())
    return expected
