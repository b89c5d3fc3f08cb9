from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.matching.stopwords import STOP_WORDS
from aggregator.matching.terms import TermReader, guess_language, primary_language
from aggregator.matching.text import fold


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en-GB", "en"),
        ("EN", "en"),
        ("pt_BR", "pt"),
        ("nb", "no"),
        ("iw", "he"),
        ("", None),
        (None, None),
    ],
)
def test_primary_language(tag, expected):
    assert primary_language(tag) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry sank off the coast", "en"),
        ("Die Fähre sank vor der Küste", "de"),
        ("Le ferry a coulé au large des côtes", "fr"),
        ("El ferry se hundió frente a la costa", "es"),
        ("Il traghetto è affondato al largo della costa", "it"),
        ("Prom zatonął u wybrzeży, nie ma ofiar", "pl"),
        ("Färjan sjönk utanför kusten och det är känt", "sv"),
        ("Паром затонул у берегов и все спаслись", "ru"),
        ("Пором затонув біля берегів, що це було", "uk"),
        ("渡轮在海岸附近沉没", "zh"),
        ("フェリーが沖で沈没", "ja"),
        ("여객선이 해안에서 침몰했다", "ko"),
        ("เรือเฟอร์รี่จมนอกชายฝั่ง", "th"),
        ("Το πλοίο βυθίστηκε", "el"),
        ("Oldtown ferry sinks", "en"),  # nothing tells
        ("", "en"),
    ],
)
def test_guess_language(text, language):
    assert guess_language(text) == language


def test_the_headline_counts_more_than_the_lead():
    weights = TermReader(title_weight=3.0).read("Ferry sinks", "The ferry was old", "en")
    assert weights["ferri"] == 4.0
    assert weights["sink"] == 3.0
    assert weights["old"] == 1.0
    assert "the" not in weights
    assert list(weights)[:2] == ["ferri", "sink"]


def test_only_the_start_of_the_lead_is_read():
    lead = " ".join(f"word{number}" for number in range(300))
    weights = TermReader(lead_words=120).read("Title", lead, "en")
    assert "word119" in weights
    assert "word120" not in weights


def test_a_lead_without_spaces_costs_no_more():
    weights = TermReader(lead_words=10).read("", "x" * 1_000_000, "en")
    assert len(weights) <= 1


def test_the_outlets_name_is_no_term():
    reader = TermReader()
    assert "exampl" not in reader.read("Ferry sinks - Daily Example", "", "en", "Daily Example")


def test_characters_are_read_in_pairs():
    weights = TermReader(title_weight=1.0).read("旧城闸门", "", "zh")
    assert list(weights) == ["旧城", "城闸", "闸门"]


def test_unknown_languages_are_read_unstemmed():
    assert set(TermReader().read("Foo bars", "", "xx")) == {"foo", "bars"}


@given(st.text(max_size=60), st.text(max_size=200), st.sampled_from(["en", "de", "zh", "xx"]))
def test_remembered_stems_change_nothing(title, lead, language):
    reader = TermReader()
    first = reader.read(title, lead, language)
    assert reader.read(title, lead, language) == first == TermReader().read(title, lead, language)
    assert all(weight > 0 for weight in first.values())


def test_stop_words_are_folded_as_texts_are():
    assert all(fold(word) == word for words in STOP_WORDS.values() for word in words)
