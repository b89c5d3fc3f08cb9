"""Folding and counting, against their plain definitions."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extraction.wording import fold, words


def plainly_folded(text):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


class TestFold:
    @given(st.text(max_size=40))
    def test_any_text(self, text):
        assert fold(text) == plainly_folded(text)

    @given(st.text(st.characters(max_codepoint=127), max_size=80))
    def test_ascii(self, text):
        assert fold(text) == plainly_folded(text)

    def test_a_lone_surrogate_does_no_harm(self):
        assert fold("Ferry \ud800strike") == "ferrystrike"

    def test_only_letters_and_digits_count(self):
        assert fold("Fähre – „streikt“ am 3. März_2025!") == "fährestreiktam3märz2025"


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("three little words", 3), ("港の朝です", 3), ("Straße frei", 2)]
)
def test_words(text, count):
    assert words(text) == count
