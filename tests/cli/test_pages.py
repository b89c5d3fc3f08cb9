"""Reading a page's file, gzipped or not."""

import gzip

import pytest

from aggregator.cli.pages import read_page
from aggregator.extraction.limits import LARGEST_PAGE

PAGE = b"<p>Ferries began to cross the strait again on Sunday." * 40


@pytest.mark.parametrize(
    "packed",
    [
        PAGE,
        gzip.compress(PAGE),
        gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:]),
        gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:]) + b"\0" * 512,
        gzip.compress(b"") + gzip.compress(PAGE),
    ],
    ids=["plain", "gzip", "two members", "padded", "an empty member"],
)
def test_whole(tmp_path, packed):
    path = tmp_path / "page.html"
    path.write_bytes(packed)
    assert read_page(path) == PAGE


def test_a_bomb_is_cut(tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"\0" * 10 * LARGEST_PAGE))
    assert len(read_page(path)) == LARGEST_PAGE + 1


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (gzip.compress(PAGE)[:-9], "cut short"),
        (gzip.compress(PAGE) + gzip.compress(PAGE)[:20], "cut short"),
        (gzip.compress(PAGE)[:-5] + b"\x55" * 5, "damaged"),
        (gzip.compress(PAGE) + b"something else", "damaged"),
    ],
    ids=["cut", "second member cut", "wrong checksum", "followed by another thing"],
)
def test_broken(tmp_path, packed, words):
    path = tmp_path / "page.html.gz"
    path.write_bytes(packed)
    with pytest.raises(OSError, match=words):
        read_page(path)
