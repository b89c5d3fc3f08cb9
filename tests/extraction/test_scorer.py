import numpy as np
import pytest

from aggregator.extraction.blocks import cut
from aggregator.extraction.decoding import parse
from aggregator.extraction.features import FEATURES, features
from aggregator.extraction.scorer import BlockScorer, Scored, Trees, describe, trained


def _trees():
    """Two trees on two columns: ((x0 <= 1) ? (x1 <= 5 ? 1 : 2) : 3) and (x1 <= 0 ? -1 : 0)."""
    return Trees(
        feature=np.array([[0, 1], [1, 0]], np.uint8),
        threshold=np.array([[1, 5], [0, np.inf]], np.float32),
        reached=np.array([[0b100, 0b110], [0b10, 0xFFFF]], np.uint16),
        leaf=np.array([[1, 2, 3], [-1, 0, 9]], np.float32),
    )


@pytest.mark.parametrize(
    ("row", "total"), [((1, 5), 1), ((0, 6), 2), ((2, 6), 3), ((2, 0), 2), ((0, -1), 0)]
)
def test_trees(row, total):
    (score,) = _trees().predict(np.array([row], np.float32))
    assert score == pytest.approx(1 / (1 + np.exp(-total)))


def test_trees_on_no_rows():
    assert _trees().predict(np.zeros((0, 2), np.float32)).shape == (0,)


def test_written_and_read_again(tmp_path):
    file = tmp_path / "x.npz"
    scorer = BlockScorer({"story": 1.5, "related": -2.0}, _trees())
    scorer.save(file)
    again = BlockScorer.load(file)
    assert again.vocabulary == scorer.vocabulary
    rows = np.array([[0, 6], [2, 0]], np.float32)
    assert (again.trees.predict(rows) == scorer.trees.predict(rows)).all()


def test_numbers_for_other_features_are_refused(tmp_path, monkeypatch):
    file = tmp_path / "x.npz"
    BlockScorer({}, _trees()).save(file)
    monkeypatch.setattr("aggregator.extraction.scorer.FEATURES", ("length",))
    with pytest.raises(ValueError, match="train_blocks"):
        BlockScorer.load(file)


def test_the_numbers_that_ship_are_small_and_fit():
    scorer = trained()
    assert scorer.trees.feature.max() < len(FEATURES)
    assert len(scorer.vocabulary) > 500
    assert scorer.vocabulary["related"] < 0 < scorer.vocabulary["article-body"]


def test_a_page(read, prose, headline):
    document = read(after="<aside class=related><p>Read also: Gulls of the bay</p></aside>")
    scored = trained().score(document, document.tree, headline)
    assert scored.chosen() == list(prose)
    assert 0 <= scored.doubt() < 0.2


def test_doubt():
    blocks = _blocks(["a" * 100, "b" * 100])
    assert Scored(blocks, np.array([1, 0], np.float32)).doubt() == 0
    assert Scored(blocks, np.array([0.8, 0.2], np.float32)).doubt() == pytest.approx(0.4)
    assert Scored([], np.array([], np.float32)).doubt() == 0


def test_one_row_for_each_block(read, headline):
    document = read()
    blocks, rows = describe(document, document.tree, headline, {})
    assert rows.shape == (len(blocks), len(FEATURES))
    assert np.isfinite(rows).all()
    column = {name: rows[:, number] for number, name in enumerate(FEATURES)}
    assert column["length"].tolist() == [len(block.text) for block in blocks]
    h1 = [block.text for block in blocks].index(headline)
    assert column["is_title"][h1] == 1
    assert column["since_h1"][h1 + 2] == 2
    assert column["in_article"].all()


def test_rows_of_no_blocks():
    assert features([], title=None, declared="", summary="").shape == (0, len(FEATURES))


def _blocks(texts):
    return cut(parse("".join(f"<p>{text}</p>" for text in texts)))
