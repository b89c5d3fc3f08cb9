from __future__ import annotations

import gzip
import json

import pytest
from typer.testing import CliRunner

from aggregator.cli.evaluate import app


@pytest.fixture
def score(tmp_path):
    def run(what, gold, predicted, *options):
        paths = []
        for name, rows in (("gold", gold), ("predicted", predicted)):
            path = tmp_path / f"{name}.jsonl"
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            paths.append(str(path))
        result = CliRunner().invoke(app, [what, *paths, *options])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    return run


def test_group(score):
    gold = [
        {"id": "a", "event": "x"},
        {"id": "b", "event_id": "x"},
        {"id": 3, "event": "y"},
        {"id": 4, "event": None},
    ]
    predicted = [
        {"id": "a", "event": 1, "family": None},
        {"id": "b", "event": 1},
        {"id": "unasked", "event": 1},
    ]
    scores = json.loads(score("group", gold, predicted, "--json"))
    assert scores["stories"] == 3
    assert scores["bcubed_f1"] == 1.0
    assert scores["missing"] == 1
    assert isinstance(scores["stories"], int)
    assert "bcubed_f1" in score("group", gold, predicted)


def test_families_by_pairs(score):
    gold = [
        {"a": "1", "b": "2", "label": "near_dup"},
        {
            "a": {"id": 1, "title": "x"},
            "b": {"url": "https://outlet.test/3"},
            "label": "partial_overlap",
        },
        {"a": 2, "b": 4, "label": True},
    ]
    predicted = [{"id": 1, "family": 7}, {"id": 2, "family": 7}, {"id": 4, "family": None}]
    scores = json.loads(score("families", gold, predicted, "--json"))
    assert (scores["pairs"], scores["copies"], scores["recall"], scores["false_rate"]) == (
        3,
        2,
        0.5,
        0.0,
    )


def test_families_by_story(score):
    gold = [
        {"id": 1, "family": "x"},
        {"id": 2, "family": "x"},
        {"id": 3, "family": None},
        {"id": 4, "family": None},
    ]
    predicted = [{"id": key, "family": 9} for key in (1, 2, 3)]
    scores = json.loads(score("families", gold, predicted, "--json"))
    assert (scores["pairs"], scores["copies"]) == (6, 1)
    assert scores["precision"] == pytest.approx(1 / 3, abs=1e-4)


def test_citations(score):
    gold = [
        {"id": "d", "truth": [{"outlet": "The Gazette", "headline": "Rate cut", "url": None}]},
        {"id": "e", "truth": []},
    ]
    predicted = [
        {
            "id": "d",
            "citations": [{"outlet": "GAZETTE", "headline": "Rate cut!", "confidence": 0.9}],
        }
    ]
    scores = json.loads(score("citations", gold, predicted, "--json"))
    assert scores["documents"] == 2
    assert scores["outlet_f1"] == scores["pair_f1"] == 1.0


def test_extract(score):
    gold = [
        {"id": "p", "title": "Gate closed", "body": "one two three four five"},
        {"id": "q", "title": "Lost"},
    ]
    predicted = [{"id": "p", "title": "GATE CLOSED", "text": "one two three four five"}]
    scores = json.loads(score("extract", gold, predicted, "--json"))
    assert scores["title_accuracy"] == 0.5
    assert scores["body_f1"] == 1.0


@pytest.mark.parametrize(
    ("what", "gold", "complaint"),
    [
        ("group", [{"event": 1}], "line 1: no id"),
        (
            "group",
            [{"id": 1, "event": 1}, {"id": "1", "event": 1}],
            "line 2: id '1' stood there before",
        ),
        ("group", [], "nothing to score"),
        ("families", [{"label": "copy"}], "neither a pair"),
        ("families", [{"a": {"title": "x"}, "b": 1}], "no id"),
        ("citations", [{"id": 1, "truth": ["Gazette"]}], "no list of objects"),
        ("citations", [{"id": 1, "truth": {"outlet": "x"}}], "no list of objects"),
        ("extract", [5], "not an object"),
    ],
)
def test_bad_files_are_named(score, what, gold, complaint):
    with pytest.raises(ValueError, match=complaint):
        score(what, gold, [])


def test_bad_json_and_gzip(tmp_path):
    good = tmp_path / "good.jsonl"
    good.write_text('{"id": 1, "event": 1}\n')
    packed = tmp_path / "packed.gz"
    packed.write_bytes(gzip.compress(good.read_bytes()))
    assert CliRunner().invoke(app, ["group", str(packed), str(good)]).exit_code == 0
    packed.write_bytes(packed.read_bytes()[:-9])
    result = CliRunner().invoke(app, ["group", str(packed), str(good)])
    assert "damaged gzip" in str(result.exception)
    packed.write_text("{")
    assert "line 1: no JSON" in str(
        CliRunner().invoke(app, ["group", str(packed), str(good)]).exception
    )
