"""The gate: no change may read our pages, or a sample of real ones, worse than they were read.

`pages/` and `kiosk/` hold pages of our own with their truth (the `build.py` of each writes both) and
`scores.json`, what each field of each page scored when that was last raised; a score that falls
fails, named by page and field. After a change that reads better, raise them:

    AGGREGATOR_RAISE_GATE=1 .venv/bin/python -m pytest tests/extraction/test_gate.py

Where the shared sets are present, a sample of each must keep above the floors below. The whole sets
are measured by ``python -m benchmarks extraction``.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from aggregator.extraction import extract
from aggregator.matching.extraction_scoring import author_names, body_agreement, fold_title
from aggregator.records import Outcome

HERE = Path(__file__).parent
PAGES = HERE / "pages"
KIOSK = HERE / "kiosk"
OURS = pytest.mark.parametrize("folder", [PAGES, KIOSK], ids=lambda folder: folder.name)
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", HERE.parents[2] / "shared")) / "data" / "pages"
EVERY = {"aeb": 2, "fundus": 2, "postlight": 4, "htmldate_mc2020": 3, "newspaper4k": 1}
FLOORS = {
    "aeb": {"body": 0.95},
    "fundus": {"title": 0.84, "authors": 0.7, "published": 0.98, "body": 0.95},
    "postlight": {"title": 0.84, "authors": 0.58, "published": 0.75},
    "htmldate_mc2020": {"published": 0.84},
}
"""Means over every so manieth page of a set, some points below what they are: samples differ."""


def _truths(folder):
    path = folder / "truth.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def _builder(folder):
    name = f"gate_{folder.name}"
    spec = importlib.util.spec_from_file_location(name, folder / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(truth, page):  # noqa: C901 - one for each field
    """Field to score, 0 to 1, of all fields whose truth is known."""
    found = extract(page, url=truth.get("url") or "")
    scores = {}
    if "outcome" in truth:
        scores["outcome"] = float(found.outcome == truth["outcome"])
    if truth.get("title"):
        scores["title"] = float(fold_title(truth["title"]) == fold_title(found.title or ""))
    if truth.get("authors") is not None:
        wanted, got = author_names(truth["authors"]), author_names(found.authors)
        both = len(wanted & got)
        scores["authors"] = 2 * both / (len(wanted) + len(got)) if wanted or got else 1.0
    if isinstance(truth.get("published"), str):
        scores["published"] = float(_same_time(truth["published"], found.published))
    if body := truth.get("text") or truth.get("body"):
        scores["body"] = round(body_agreement(body, found.text or "").f1, 4)
    if truth.get("lang"):
        scores["lang"] = float((found.language or "")[:2] == truth["lang"][:2])
    if "canonical" in truth:
        scores["canonical"] = float(found.url == truth["canonical"])
    if "tags" in truth:
        scores["tags"] = float(set(found.tags) == set(truth["tags"]))
    if "modified" in truth:
        modified = found.modified.isoformat() if found.modified else None
        scores["modified"] = float(modified == truth["modified"])
    for name in ("kind", "agency", "dateline", "section", "correction", "image"):
        if name in truth and "outcome" in truth:
            scores[name] = float(getattr(found, name) == truth[name])
    if "access" in truth:
        scores["access"] = float(str(found.access) == truth["access"])
    return scores


def _same_time(truth, found):
    if found is None:
        return False
    if len(truth) == len("2031-05-05"):
        return found.isoformat()[:10] == truth
    told = datetime.fromisoformat(truth)
    if told.tzinfo is None:
        return found.isoformat()[:10] == truth[:10]
    return abs((found.utc - told).total_seconds()) < 60 or found.isoformat() == truth[:10]


def _ours(folder):
    return {
        truth["id"]: score(truth, (folder / f"{truth['id']}.html").read_bytes())
        for truth in _truths(folder)
    }


def _fallen(now, pinned):
    """The scores that fell, one line each."""
    return [
        f"{page}: {field} fell from {before} to {now.get(page, {}).get(field)}"
        for page, fields in pinned.items()
        for field, before in fields.items()
        if (now.get(page, {}).get(field) or 0.0) < before - 0.002
    ]


@OURS
def test_our_pages_are_read_no_worse(folder):
    scores = folder / "scores.json"
    now = _ours(folder)
    if os.environ.get("AGGREGATOR_RAISE_GATE"):
        lines = (f"  {json.dumps(page)}: {json.dumps(now[page])}" for page in sorted(now))
        scores.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    pinned = json.loads(scores.read_text(encoding="utf-8"))
    assert set(pinned) == set(now), "scores.json is of other pages: raise the gate"
    fallen = _fallen(now, pinned)
    assert not fallen, "read worse than before:\n" + "\n".join(fallen)


def test_there_are_pages_enough():
    truths = _truths(PAGES)
    assert len(truths) >= 40
    assert len({truth["lang"] for truth in truths if "lang" in truth}) >= 11
    assert {truth["outcome"] for truth in truths} >= {
        "story", "paywalled", "not_a_story", "soft_404", "consent_wall", "bot_wall", "js_shell",
    }  # fmt: skip
    assert {truth.get("kind") for truth in truths} >= {
        "opinion", "analysis", "explainer", "live", "round-up", "video", "gallery", "interview",
        "obituary", "correction",
    }  # fmt: skip


@OURS
def test_pages_are_as_they_are_built(folder):
    builder = _builder(folder)
    built = builder.build()
    codings = getattr(builder, "CODINGS", {})
    assert [truth["id"] for truth in _truths(folder)] == list(built)
    for name, (html, truth) in built.items():
        written = html.encode(codings.get(name, "utf-8"))
        assert (folder / f"{name}.html").read_bytes() == written, name
        assert next(t for t in _truths(folder) if t["id"] == name) == truth


def test_the_kiosk_has_four_stories_in_each_of_eleven_languages():
    languages = Counter(truth["lang"] for truth in _truths(KIOSK) if "lang" in truth)
    assert len(languages) == 11
    assert set(languages.values()) == {4}


def test_a_fall_is_named_by_page_and_field():
    pinned = {"a": {"title": 1.0, "body": 0.98}, "b": {"title": 1.0}}
    assert _fallen({"a": {"title": 1.0, "body": 0.9}, "b": {"title": 1.0}}, pinned) == [
        "a: body fell from 0.98 to 0.9"
    ]
    assert _fallen({"a": {"title": 1.0, "body": 0.98}}, pinned) == [
        "b: title fell from 1.0 to None"
    ]


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(FLOORS))
def test_real_pages_keep_above_the_floors(name):
    truths = _truths(SHARED / name)[:: EVERY[name]]
    if not truths:
        pytest.skip(f"no set {name} in {SHARED}")
    scores = {}
    for truth in truths:
        truth.pop("outcome", None)
        page = gzip.decompress((SHARED / name / f"{truth['id']}.html.gz").read_bytes())
        scores[truth["id"]] = score(truth, page)
    for field, floor in FLOORS[name].items():
        values = {page: fields[field] for page, fields in scores.items() if field in fields}
        mean = sum(values.values()) / len(values)
        worst = [f"{page}: {value:.2f}" for page, value in values.items() if value < floor]
        assert mean >= floor, f"{name}: {field} fell to {mean:.3f}:\n" + "\n".join(worst)


@pytest.mark.shared
def test_real_stories_are_stories():
    """Of pages that people marked as articles, next to none is judged to be something else."""
    lost = []
    count = 0
    for name in ("aeb", "fundus"):
        for truth in _truths(SHARED / name)[:: EVERY[name]]:
            page = gzip.decompress((SHARED / name / f"{truth['id']}.html.gz").read_bytes())
            story = extract(page, url=truth["url"])
            count += 1
            if story.outcome not in {Outcome.STORY, Outcome.OPTED_OUT}:
                lost.append(f"{truth['id']}: {story.outcome}, {story.reason}")
    if not count:
        pytest.skip(f"no sets in {SHARED}")
    assert len(lost) <= 0.03 * count, "\n".join(lost)
