"""Train the block scorer on pages with truth, and say how right it is on outlets it has not seen.

    python -m benchmarks.train_blocks [--pages DIR] [--set NAME ...] [--folds N] [--out FILE]

DIR is as for ``benchmarks.extraction``; only pages whose body is known are used. First the pages
are dealt into folds by publisher, and each fold's bodies are found by a scorer trained on the
others: that is the figure to believe. Then all pages train the numbers that are written, by
default those that ship with the project. The same pages give the same numbers.

Needs LightGBM (``pip install 'news-aggregator[bench]'``), which extraction itself does not.
"""

from __future__ import annotations

import math
import random
import re
import statistics
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from rapidfuzz.distance import LCSseq

from aggregator.extraction import blocks as cutting
from aggregator.extraction import scorer as scoring
from aggregator.extraction.body import DOUBTFUL, find_body
from aggregator.extraction.document import Document, read_document
from aggregator.extraction.title import find_title
from benchmarks import extraction, report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

OUT = Path(scoring.__file__).with_name("blocks.npz")
ROUNDS = 120
LEAVES = 12
PARAMETERS: Mapping[str, object] = {
    "objective": "cross_entropy",
    "learning_rate": 0.06,
    "num_leaves": LEAVES,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
    "verbose": -1,
}
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_SHINGLE = 4
_FEWEST_PUBLISHERS = 3
_LEAST_WEIGHT = 0.5
_MOST_CHARACTERS = 600


@dataclass(slots=True)
class Sample:
    """A page with its truth.

    Attributes:
        shares: how much of each block is in the true body, 0 to 1.
        weights: of the blocks, together 100; 0 where the truth leaves it open.
        names: the words in the names of all elements around each block.
    """

    publisher: str
    truth: dict[str, Any]
    document: Document
    title: str | None
    blocks: list[cutting.Block]
    shares: NDArray[np.float64]
    weights: NDArray[np.float64]
    names: list[frozenset[str]]


def main(arguments: list[str] | None = None) -> int:
    parser = report.parser("train_blocks", __doc__)
    parser.add_argument("--pages", type=Path, default=extraction.PAGES)
    parser.add_argument("--set", action="append", dest="sets")
    parser.add_argument("--folds", type=int, default=10, help="0 for no figure (10)")
    parser.add_argument("--out", type=Path, default=OUT)
    options = report.begin(parser, arguments)
    report.heading("Block scorer")
    folders = sorted(path.parent for path in options.pages.glob("*/truth.jsonl"))
    samples = [
        sample(truth, page)
        for folder in folders
        if not options.sets or folder.name in options.sets
        for truth, page in extraction.load(folder, None)
        if truth.get("body")
    ]
    if len({page.publisher for page in samples}) <= max(options.folds, _FEWEST_PUBLISHERS):
        print(f"too few publishers with a known body in {options.pages}", file=sys.stderr)
        return 1
    shares = purities(samples)
    print(f"{len(samples)} pages of {len({page.publisher for page in samples})} publishers")
    if options.folds:
        _validate(samples, shares, options.folds)
    scorer = train(samples, shares)
    scorer.save(options.out)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes, {len(scorer.vocabulary)} words")
    return 0


def sample(truth: dict[str, Any], page: bytes) -> Sample:
    """A page cut into blocks, each compared with the true body."""
    url = truth.get("url") or ""
    document = read_document(
        page, url=url, headers={}, status=200, outlet=None, lead=None, captured_at=None
    )
    blocks = cutting.cut(document.tree)
    shares = true_shares([block.text for block in blocks], truth["body"])
    lengths = np.array([min(len(block.text), _MOST_CHARACTERS) + 15 for block in blocks], float)
    if truth.get("body_nosum"):
        # Whether the standfirst counts is left open.
        without = true_shares([block.text for block in blocks], truth["body_nosum"])
        lengths[(shares > 0.5) != (without > 0.5)] = 0  # noqa: PLR2004
    known: dict[int, frozenset[str]] = {}
    return Sample(
        publisher=_publisher(truth),
        truth=truth,
        document=document,
        title=find_title(document)[0],
        blocks=blocks,
        shares=shares,
        weights=lengths / max(1.0, lengths.sum()) * 100,
        names=[_names(block.context, known) for block in blocks],
    )


def true_shares(texts: Sequence[str], truth: str) -> NDArray[np.float64]:
    """How much of each text stands in the truth, in its place: by longest common subsequence."""
    numbers: dict[str, int] = {}
    parts = [[numbers.setdefault(t, len(numbers)) for t in _tokens(text)] for text in texts]
    wanted = [numbers.setdefault(token, len(numbers)) for token in _tokens(truth)]
    flat = [token for part in parts for token in part]
    hits = np.zeros(len(flat))
    for operation in LCSseq.opcodes(flat, wanted):
        if operation.tag == "equal":
            hits[operation.src_start : operation.src_end] = 1
    shingles = {tuple(wanted[i : i + _SHINGLE]) for i in range(len(wanted))}
    shares = np.zeros(len(texts))
    start = 0
    for number, part in enumerate(parts):
        end = start + len(part)
        share = float(hits[start:end].mean()) if part else 0.0
        if len(part) > _SHINGLE + 1:
            # Single words that are found in passing are no part of the truth.
            runs = [tuple(part[i : i + _SHINGLE]) in shingles for i in range(len(part) - 3)]
            share = share if statistics.fmean(runs) > 0.5 else min(share, 0.4)  # noqa: PLR2004
        shares[number] = share
        start = end
    return shares


def purities(samples: Sequence[Sample]) -> dict[str, dict[str, float]]:
    """How much of what is under each word in elements' names is story, for each publisher."""
    sums: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for page in samples:
        story: Counter[str] = Counter()
        everything: Counter[str] = Counter()
        for block, names, share in zip(page.blocks, page.names, page.shares, strict=True):
            amount = min(len(block.text), _MOST_CHARACTERS)
            for name in names:
                everything[name] += amount
                story[name] += amount * (share > 0.5)  # noqa: PLR2004
        for name, amount in everything.items():
            sums[name][page.publisher].append(story[name] / amount)
    return {
        name: {publisher: statistics.fmean(found) for publisher, found in by.items()}
        for name, by in sums.items()
    }


def vocabulary(
    shares: Mapping[str, Mapping[str, float]], without: frozenset[str] = frozenset()
) -> dict[str, float]:
    """The weight of each word: the log odds that what is under it is story, a vote a publisher."""
    weights = {}
    for name, by in sorted(shares.items()):
        votes = [share for publisher, share in by.items() if publisher not in without]
        if len(votes) < _FEWEST_PUBLISHERS:
            continue
        weight = math.log((sum(votes) + 0.5) / (len(votes) - sum(votes) + 0.5))
        if abs(weight) >= _LEAST_WEIGHT:
            weights[name] = float(np.float16(weight))
    return weights


def train(
    samples: Sequence[Sample],
    shares: Mapping[str, Mapping[str, float]],
    without: frozenset[str] = frozenset(),
) -> scoring.BlockScorer:
    """A scorer made from the pages of all publishers but some."""
    import lightgbm  # noqa: PLC0415 - only training needs it

    pages = [page for page in samples if page.publisher not in without]
    rows = []
    for page in pages:
        # Its own names are not known of an outlet that has not been seen.
        words = vocabulary(shares, without | {page.publisher})
        rows.append(scoring.describe(page.document, page.document.tree, page.title, words)[1])
    data = lightgbm.Dataset(
        np.vstack(rows),
        np.concatenate([page.shares for page in pages]),
        weight=np.concatenate([page.weights for page in pages]),
    )
    booster = lightgbm.train(dict(PARAMETERS), data, ROUNDS)
    dumped = booster.dump_model()["tree_info"]
    return scoring.BlockScorer(
        vocabulary(shares, without), as_trees([tree["tree_structure"] for tree in dumped])
    )


def as_trees(structures: Sequence[dict[str, Any]]) -> scoring.Trees:
    """Trees as LightGBM dumps them, in the form that `Trees` wants."""
    tests, leaves = LEAVES - 1, LEAVES
    feature = np.zeros((len(structures), tests), np.uint8)
    threshold = np.full((len(structures), tests), np.inf, np.float32)
    reached = np.full((len(structures), tests), 0xFFFF, np.uint16)
    leaf = np.zeros((len(structures), leaves), np.float32)
    for number, structure in enumerate(structures):
        values: list[float] = []
        found: list[tuple[int, float, int]] = []
        _read(structure, values, found)
        leaf[number, : len(values)] = values
        for place, (column, limit, bits) in enumerate(found):
            feature[number, place], threshold[number, place] = column, limit
            reached[number, place] = bits
    return scoring.Trees(feature, threshold, reached, leaf)


def _read(node: dict[str, Any], values: list[float], found: list[tuple[int, float, int]]) -> None:
    """Gather a tree's leaf values from left to right, and its tests."""
    if "leaf_value" in node:
        values.append(node["leaf_value"])
        return
    first = len(values)
    _read(node["left_child"], values, found)
    struck = ((1 << len(values)) - 1) & ~((1 << first) - 1)
    found.append((node["split_feature"], node["threshold"], 0xFFFF & ~struck))
    _read(node["right_child"], values, found)


def _validate(
    samples: Sequence[Sample], shares: Mapping[str, Mapping[str, float]], folds: int
) -> None:
    """Print how right bodies are that are found by scorers that have not seen their publishers."""
    publishers = sorted({page.publisher for page in samples})
    random.Random(0).shuffle(publishers)
    results: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for fold in range(folds):
        held = frozenset(publishers[fold::folds])
        scorer = train(samples, shares, without=held)
        for page in samples:
            if page.publisher in held:
                results[page.truth["set"]].append(_found(page, scorer))
    print(f"{'held out by publisher':24}{'body F1':>9}{'precision':>11}{'recall':>8}{'unsure':>8}")
    for name, found in results.items():
        precision, recall, unsure = (
            statistics.fmean(column) for column in zip(*found, strict=True)
        )
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name:24}{f1:>9.4f}{precision:>11.3f}{recall:>8.3f}{unsure:>8.2f}")


def _found(page: Sample, scorer: scoring.BlockScorer) -> tuple[float, float, float]:
    authors = page.truth.get("authors") or ()
    text = find_body(page.document, title=page.title, authors=authors, scorer=scorer).text or ""
    doubt = scorer.score(page.document, page.document.tree, page.title).doubt()
    truths = [page.truth["body"], *filter(None, [page.truth.get("body_nosum")])]
    pairs = [extraction.body_scores(truth, text) for truth in truths]
    best = max(pairs, key=lambda pair: pair[0] * pair[1] / (sum(pair) or 1))
    return (*best, float(doubt > DOUBTFUL))


def _publisher(truth: dict[str, Any]) -> str:
    """The registered domain, near enough."""
    host = urlsplit(truth.get("url") or "").hostname or str(truth["id"])
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3  # noqa: PLR2004
    return ".".join(labels[-3 if short else -2 :])


def _names(context: cutting.Context | None, known: dict[int, frozenset[str]]) -> frozenset[str]:
    if context is None:
        return frozenset()
    if id(context) not in known:
        own = cutting.tokens(cutting.names_of(context.element))
        known[id(context)] = _names(context.parent, known) | frozenset(own)
    return known[id(context)]


def _tokens(text: str) -> Iterator[str]:
    return (match[0].lower() for match in _TOKEN.finditer(text))


if __name__ == "__main__":
    sys.exit(main())
