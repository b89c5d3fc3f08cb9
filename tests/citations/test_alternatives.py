"""Alternations laid out by their first letters match what they matched."""

from __future__ import annotations

import re

import pytest

from aggregator.citations.alternatives import by_letter, matches_at, split, unbounded


def test_a_group_is_cut_outside_groups_sets_and_escapes() -> None:
    assert split(r"a|b(?:c|d)|[|]e|\|f") == ["a", "b(?:c|d)", "[|]e", r"\|f"]


def test_words_stand_under_their_first_letters() -> None:
    assert by_letter("per|citing|according to|as per") == (
        "(?:p(?:er)|c(?:iting)|a(?:ccording to|s per))"
    )


@pytest.mark.parametrize(
    "alternatives",
    [
        "per|as per|according to(?: the)?|citing",
        "(?:first |exclusively )?reported|reports?|(?:re)?ports",
        r"[ab]cd|\w+ xy|(?:q|r(?:s|t)?)?u|a?b|c{2}d",
        "(?:wide|narrow)+ gap|gap",
    ],
)
def test_what_matches_stays_the_same(alternatives: str) -> None:
    """Every string that one of them could begin is told the same by both."""
    plain = re.compile(rf"(?:{alternatives})$")
    grouped = re.compile(by_letter(alternatives) + "$")
    said = (
        "per|as per|according to|according to the|citing|reported|first reported|exclusively reported|"
        "report|reports|ports|reports|acd|bcd|one xy|qu|ru|rsu|rtu|u|b|ab|ccd|wide gap|widenarrow gap|"
        "gap|pe|cd|xy|first|"
    ).split("|")
    assert [bool(plain.match(one)) for one in said] == [bool(grouped.match(one)) for one in said]
    assert any(plain.match(one) for one in said)


def test_word_boundaries_are_left_out_where_only_starts_are_tried() -> None:
    assert unbounded(r"\bper|as|(?:\bso|thus)\b") == r"per|as|(?:so|thus)\b"


def test_matches_at_known_starts_are_those_of_a_search() -> None:
    pattern = re.compile(r"[–,]\s?\w")
    text = "a, b –c,, d – e"
    starts = [at for at, char in enumerate(text) if char in "–,"]
    assert [m.span() for m in matches_at(pattern, text, starts)] == [
        m.span() for m in pattern.finditer(text)
    ]
