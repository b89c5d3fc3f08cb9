"""Make the middle of the embeddings: ``python -m benchmarks.embedding_middle``.

Vectors of headlines are seen from there (`aggregator.matching.embedders`). It is the mean of the
model's vectors of every second happening of our own headlines in many languages; the others stay
for measuring (`benchmarks.languages`). Needs the extra ``embedding``. Without
``--write`` it only says how far the middle in use is from the one made anew.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from aggregator.matching import EmbedderMissing
from aggregator.matching.embedders import E5Embedder
from benchmarks import report
from benchmarks.languages import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.matching.embeddings import Embedding

IN_USE = report.ROOT / "aggregator" / "matching" / "e5_middle.npz"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("embedding_middle", __doc__)
    parser.add_argument("--write", type=Path, metavar="FILE", help=f"as {IN_USE.name}")
    options = report.begin(parser, arguments)
    report.heading("The middle of the embeddings")
    try:
        middle = made_anew()
    except EmbedderMissing as error:
        report.skipped("the middle", str(error))
        return 0
    with np.load(IN_USE) as kept:
        away = float(np.abs(kept["middle"] - middle).max())
    report.row("largest difference from the one in use", away)
    if options.write:
        np.savez(options.write, middle=middle)
        print(f"  written to {options.write}")
    return 0


def made_anew() -> Embedding:
    """The mean vector of every second happening's headlines.

    Raises:
        EmbedderMissing: the extra isn't installed.
    """
    with OWN.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    happenings = list(dict.fromkeys(row[0] for row in rows))
    chosen = set(happenings[::2])
    vectors = E5Embedder().raw([row[3] for row in rows if row[0] in chosen])
    return np.asarray(vectors.mean(axis=0), dtype=np.float32)


if __name__ == "__main__":
    raise SystemExit(main())
