"""Real pages that are not part of the repository: scores and targets."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

from aggregator.extraction import extract
from aggregator.records import Outcome

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
PAGES = SHARED / "data" / "pages"

# The benchmarks are no installed package: read from the repository, wherever pytest starts.
_SPEC = importlib.util.spec_from_file_location(
    "benchmarks_of_extraction", ROOT / "benchmarks" / "extraction.py"
)
benchmark = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = benchmark
_SPEC.loader.exec_module(benchmark)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not PAGES.is_dir(), reason=f"no shared pages in {SHARED}"),
]


def _rows(name):
    truth = PAGES / name / "truth.jsonl"
    lines = truth.read_text(encoding="utf-8").splitlines() if truth.exists() else []
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("truth", _rows("targets"), ids=lambda truth: truth["id"])
def test_targets(truth):
    page = gzip.decompress((PAGES / "targets" / f"{truth['id']}.html.gz").read_bytes())
    story = extract(page, url=truth["url"])
    assert story.outcome in {Outcome.STORY, Outcome.OPTED_OUT}
    assert story.title == truth.get("title", story.title)
    assert story.title
    assert list(story.authors) == truth.get("authors", list(story.authors))
    assert story.authors
    assert story.published is not None
    assert (
        story.published.isoformat()[:10] == truth.get("published", story.published.isoformat())[:10]
    )
    if truth.get("body"):
        precision, recall = benchmark.body_scores(truth["body"], story.text)
        assert precision > 0.95
        assert recall > 0.88  # captions count in some truths
    assert story.title not in story.text.split("\n\n")
    if truth["outlet"] == "reuters":
        assert story.agency == "Reuters"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("aeb", {"body F1": 0.97}),
        ("fundus", {"body F1": 0.97, "title": 0.82, "authors F1": 0.88, "same day": 0.98}),
        ("postlight", {"title": 0.88, "authors F1": 0.85, "same day": 0.90}),
    ],
)
def test_scores(name, least):
    if not (PAGES / name).is_dir():
        pytest.skip(f"no set {name}")
    rows = list(benchmark.load(PAGES / name))[::3]
    figures = benchmark.measure(rows, systems={"ours": benchmark.SYSTEMS["ours"]})["ours"].figures()
    for figure, value in least.items():
        assert figures[figure] >= value, figure


@pytest.mark.slow
def test_real_stories_are_not_lost():
    """Of pages that people marked as articles, next to none is judged to be something else."""
    lost = []
    rows = [(name, row) for name in ("aeb", "fundus") for row in _rows(name)[::4]]
    for name, truth in rows:
        page = gzip.decompress((PAGES / name / f"{truth['id']}.html.gz").read_bytes())
        story = extract(page, url=truth["url"])
        if story.outcome not in {Outcome.STORY, Outcome.OPTED_OUT}:
            lost.append((truth["id"], story.outcome, story.reason))
    assert len(lost) <= 0.01 * len(rows), lost
