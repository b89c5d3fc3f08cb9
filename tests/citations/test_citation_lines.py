"""Lines in thirty languages with what they cite, on headlines that we invented; and lines that cite nothing.

`python -m benchmarks citations` prints the figures.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from aggregator.citations import find_citations, read_document
from aggregator.citations.names import well_known_names
from aggregator.outlets import OutletDirectory

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "lines.jsonl").read_text(encoding="utf-8").splitlines()
]
EMPTY = OutletDirectory()
LANGUAGES = sorted({row["lang"] for row in ROWS})


def canonical(outlet: str) -> str:
    known = well_known_names().by_name(outlet)
    return known.title if known else outlet.casefold()


def words(headline: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in headline.casefold()).split())


def pairs(row):
    found = find_citations(read_document(row["text"].encode()), EMPTY)
    gold = Counter((canonical(t["outlet"]), words(t["headline"] or "")) for t in row["truth"])
    mine = Counter((canonical(c.outlet), words(c.headline or "")) for c in found)
    return gold, mine


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_lines_of_a_language_cite(language):
    hits = mine_total = gold_total = 0
    missed = []
    for row in ROWS:
        if row["lang"] != language or row["form"] == "negative":
            continue
        gold, mine = pairs(row)
        hits += (gold & mine).total()
        mine_total += mine.total()
        gold_total += gold.total()
        if gold != mine:
            missed.append((row["text"], mine))
    assert hits * 2 / (mine_total + gold_total) >= 0.93, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_looks_like_a_citation(language):
    rows = [row for row in ROWS if row["lang"] == language and row["form"] == "negative"]
    assert [(row["text"], mine) for row in rows if (mine := pairs(row)[1])] == []
