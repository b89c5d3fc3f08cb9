"""The digest that the project began with, beside what feeds said of its event."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from aggregator.checking import Source, Verdict, check_sentences
from aggregator.citations import read_document

SHARED = Path(os.environ.get("AGGREGATOR_SHARED", Path(__file__).parents[3] / "shared")) / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "seed").is_dir(), reason=f"there is no {SHARED / 'seed'}"),
]


def test_no_source_carries_what_is_said_of_beijing():
    digest = read_document((SHARED / "seed" / "digest.txt").read_bytes())
    lines = (SHARED / "feeddays" / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    sources = [
        Source(key=number, title=row["title"], text=row["description"] or "")
        for number, row in enumerate(map(json.loads, lines))
        if "Hegseth" in row["title"]
    ]
    assert len(sources) > 3
    checked = check_sentences(digest.text, sources, language="en")
    (beijing,) = (one for one in checked if "Beijing has responded" in one.sentence)
    assert beijing.verdict is Verdict.UNSUPPORTED
    assert Verdict.SUPPORTED in {one.verdict for one in checked}
