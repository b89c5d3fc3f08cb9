from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.matching.text import clean_title, fold, is_unspaced, numbers_in, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The minister’s “own” plan", 'The minister\'s "own" plan'),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
        ("STRASSE", "straße"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("under_score", "under score"),
        ("non\u00a0breaking", "non breaking"),
        ("Cafe\u0301", "café"),
    ],
)
def test_typography_makes_no_difference(one, other):
    assert tokens(one) == tokens(other)


def test_apostrophes_join_a_word_to_its_ending_in_ascii_and_beyond():
    assert tokens("don't") == tokens("don’t") == ["dont"]
    assert tokens("it's café time") == ["its", "café", "time"]


def test_characters_of_unspaced_scripts_are_tokens_of_their_own():
    assert tokens("川崎市 2025年 report") == ["川", "崎", "市", "2025", "年", "report"]
    assert tokens("ข่าว")[0] == "ข"
    assert is_unspaced("川")
    assert not is_unspaced("a")
    assert tokens("서울 시장") == ["서울", "시장"]


@given(st.text())
def test_folding_twice_changes_nothing_that_is_read(text):
    assert tokens(fold(text)) == tokens(text)


@given(st.text())
def test_tokens_survive_encoding(text):
    " ".join(tokens(text)).encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,200 of 5.5 million", {"1200", "5.5"}),
        ("1.200.000 Menschen, 5,5 Prozent", {"1200000", "5.5"}),
        ("the 80th in ２０２５", {"80", "2025"}),
        ("none here", set()),
        ("", set()),
    ],
)
def test_numbers(text, expected):
    assert numbers_in(text) == expected


@pytest.mark.parametrize(
    ("title", "outlet", "expected"),
    [
        ("Dam bursts near Oldtown - Daily Example", "Daily Example", "Dam bursts near Oldtown"),
        ("Dam bursts near Oldtown - Daily Example", "dailyexample.test", "Dam bursts near Oldtown"),
        ("Dam bursts near Oldtown | World | Daily Example", "", "Dam bursts near Oldtown"),
        ("Dam bursts near Oldtown – Daily Example", "The Daily Example", "Dam bursts near Oldtown"),
        ("LIVE: Dam bursts near Oldtown", "", "Dam bursts near Oldtown"),
        ("Watch: Dam bursts", "", "Dam bursts"),
        ("FirstFT: Dam bursts", "", "Dam bursts"),
        ("Update 2 - Dam bursts", "", "Dam bursts"),
        ("Breaking news | Dam bursts near Oldtown", "", "Dam bursts near Oldtown"),
        # What looks like a suffix or label and is part of the headline.
        ("Talks fail - again", "Daily Example", "Talks fail - again"),
        ("Live birds seized at port", "", "Live birds seized at port"),
        ("Army adrift - left behind", "ft", "Army adrift - left behind"),
        ("Mayor: Dam is safe", "", "Mayor: Dam is safe"),
        # Nothing would be left.
        ("Live: ", "", "Live:"),
        ("", "", ""),
        ("???", "", "???"),
    ],
)
def test_titles_lose_the_desks_marks(title, outlet, expected):
    assert clean_title(title, outlet) == expected


@given(st.text(max_size=80), st.text(max_size=20))
def test_a_title_is_never_emptied(title, outlet):
    cleaned = clean_title(title, outlet)
    assert bool(tokens(cleaned)) == bool(tokens(title))
    assert len(cleaned) <= len(title)
