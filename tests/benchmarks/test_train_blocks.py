"""The training of the block scorer, on pages made up here."""

import gzip
import json

import numpy as np
import pytest

from aggregator.extraction import page
from aggregator.extraction.scorer import BlockScorer
from benchmarks import stages
from benchmarks import train_blocks as training

STORY = "Sentence number {n} of the story of the ferry to Salda, which goes on for a while longer."
PAGE = (
    "<html><body><h1>The ferry {n}</h1><ul class='menu'><li><a href=/>Home</a></li></ul>"
    "<div class='story-text'>{story}</div><div class='related'><p>Gulls are back in the bay, {n} of "
    "them, and the council is cross about it.</p></div></body></html>"
)


def _set(folder, publishers):
    folder.mkdir(parents=True)
    rows = []
    for number in range(publishers):
        lines = [STORY.format(n=f"{number}-{line}") for line in range(8)]
        html = PAGE.format(n=number, story="".join(f"<p>{line}</p>" for line in lines))
        (folder / f"p{number}.html.gz").write_bytes(gzip.compress(html.encode()))
        url = f"https://outlet{number}.example/a/b"
        rows.append({"id": f"p{number}", "set": folder.name, "url": url, "body": "\n".join(lines)})
    (folder / "truth.jsonl").write_text("\n".join(map(json.dumps, rows)))


def test_shares_of_blocks_that_are_true():
    truth = "The ferry sails again from Monday. All nine ships are back in the water."
    texts = ["Home", "The ferry sails again from Monday.", "The gulls of the bay sail again too, they say.",
             "All nine ships are back", "…"]  # fmt: skip
    assert (training.true_shares(texts, truth) > 0.5).tolist() == [False, True, False, True, False]


def test_words_weigh_by_publishers():
    shares = {
        "story": {"a": 1.0, "b": 1.0, "c": 1.0},
        "menu": {"a": 0.0, "b": 0.0, "c": 0.1},
        "half": {"a": 0.5, "b": 0.5, "c": 0.5},
        "rare": {"a": 1.0, "b": 1.0},
    }
    weights = training.vocabulary(shares)
    assert set(weights) == {"story", "menu"}
    assert weights["menu"] < 0 < weights["story"]
    assert training.vocabulary(shares, without=frozenset("a")) == {}


def test_trees_as_dumped():
    leaf = lambda value: {"leaf_value": value}  # noqa: E731
    tree = {
        "split_feature": 0, "threshold": 1.0,
        "left_child": {"split_feature": 1, "threshold": 5.0, "left_child": leaf(1.0), "right_child": leaf(2.0)},
        "right_child": leaf(3.0),
    }  # fmt: skip
    trees = training.as_trees([tree])
    rows = np.array([[1, 5], [1, 6], [2, 0]], np.float32)
    sums = -np.log(1 / trees.predict(rows) - 1)
    assert sums == pytest.approx([1, 2, 3], abs=1e-5)


def test_from_pages_to_numbers(tmp_path, capsys):
    pytest.importorskip("lightgbm")
    _set(tmp_path / "pages" / "made-up", 8)
    out = tmp_path / "x.npz"
    arguments = [
        "--no-machine",
        "--pages",
        str(tmp_path / "pages"),
        "--folds",
        "2",
        "--out",
        str(out),
    ]
    assert training.main(arguments) == 0
    printed = capsys.readouterr().out
    assert "8 pages of 8 publishers" in printed
    assert "made-up" in printed
    assert BlockScorer.load(out).vocabulary["story-text"] > 0
    again = tmp_path / "y.npz"
    assert training.main([*arguments[:-3], "0", "--out", str(again)]) == 0
    assert again.read_bytes() == out.read_bytes()


def test_too_few_pages(tmp_path, capsys):
    _set(tmp_path / "made-up", 2)
    assert training.main(["--no-machine", "--pages", str(tmp_path)]) == 1
    assert "too few publishers" in capsys.readouterr().err


def test_clocks_of_stages():
    before = page.extract
    with stages.clocks() as seconds:
        page.extract(PAGE.format(n=1, story="").encode(), url="https://outlet.example/a")
    assert {"parse", "title", "blocks cut", "the rest"} <= set(seconds)
    assert all(taken >= 0 for taken in seconds.values())
    assert page.extract is before
