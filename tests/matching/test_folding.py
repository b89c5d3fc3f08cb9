"""Folding by table gives the words that folding character by character gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.matching import folding
from aggregator.matching.fingerprints import read_words
from aggregator.matching.folding import fold_for_words
from aggregator.matching.text import tokens


def words(folded: bytes) -> list[str]:
    return tokens(folded.decode())


@given(
    st.text(
        st.characters(max_codepoint=0x33FF, exclude_categories=["Cs"])
        | st.sampled_from("…ß’´½ﬁÅ_ \u00ad")
    )
)
def test_the_same_words_as_the_plain_way(text):
    if text.isascii():
        return
    plain, unspaced = folding._fold_plainly(text)
    folded, counted = fold_for_words(text)
    assert words(folded) == words(plain)
    assert counted == unspaced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Oldtown’s” café…", "\x01oldtowns\x02 café "),
        ("STRAßE", "strasse"),
        ("»nein«", "\x01nein\x02"),
        ("«non»", "\x01non\x02"),
        ("„nein“", "\x01nein\x02"),
        ("„nie”", "\x01nie\x02"),
        ("”nej”", '"nej"'),
        ("»ei»", '"ei"'),
        ("naïve\u00adte\u00a0“", "naïvete \x01"),
        ("Ｆｕｌｌ", "full"),
        ("½ Brot", "1 2 brot"),
        ("à\x00é", "à é"),
        ("e\u0301te", "éte"),
        ("Київ — ΌΣΟΣ", "київ   όσοσ"),
    ],
)
def test_folded(text, expected):
    assert fold_for_words(text)[0].decode() == expected


def test_characters_of_unspaced_scripts_are_counted():
    folded, count = fold_for_words("港の橋 opens")
    assert count == 3
    assert folded.decode().split() == ["港", "の", "橋", "opens"]


def test_words_hash_alike_whatever_the_way():
    typeset, plain = read_words("The “harbour” — it’s open…"), read_words('The "harbour" its open')
    assert typeset.hashes.tolist() == plain.hashes.tolist()
