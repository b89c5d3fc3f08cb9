from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.matching import EventDocument, EventIndex
from aggregator.matching.newsroom import SAME
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
        ("Singer Ilse Varga dies aged 83", "en"),  # "dies" is a German word too
        ("Man held over war memorial theft", "en"),
        ("Council in Ny Oldtown sacks mayor", "en"),
        ("Oldtown mayor la Rue in tatters", "en"),
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


@pytest.mark.parametrize(
    ("language", "title", "terms"),
    [
        ("zh", "塔尔文省地震,14人死亡", {"塔尔", "地震", "14", "死亡"}),
        ("ja", "オスミ沖で強い地震", {"オス", "スミ", "地震"}),
        ("th", "แผ่นดินไหวในทาร์วิน", {"ดิ", "ไห", "ทา"}),
        ("ko", "타르빈에서 6.1 지진", {"타르", "르빈", "지진", "6", "1"}),
    ],
)
def test_languages_without_spaces_or_with_long_endings(language, title, terms):
    assert terms <= set(TermReader().read(title, "", language))


def test_korean_words_meet_whatever_their_ending():
    reader = TermReader()
    one = set(reader.read("타르빈에서 지진이 발생했다", "", "ko"))
    other = set(reader.read("타르빈은 지진을 겪었다", "", "ko"))
    assert {"타르", "르빈", "지진"} <= one & other
    assert "2040" in reader.read("2040년까지", "", "ko")


def test_reports_in_unspaced_languages_are_grouped():
    pairs = {
        "zh": ("塔尔文省发生6.1级地震,至少14人死亡", "塔尔文省地震已造成14人死亡"),
        "ja": ("オスミ沖で強い地震、津波警報を発令", "オスミ沖の地震で津波警報、住民が避難"),
        "ko": ("타르빈 지방에서 규모 6.1 지진, 14명 사망", "타르빈 지진으로 최소 14명이 숨져"),
        "th": ("แผ่นดินไหวในจังหวัดทาร์วิน เสียชีวิต 14 ราย", "ทาร์วินแผ่นดินไหวรุนแรง เสียชีวิตแล้ว 14 ราย"),
    }
    for language, (first, second) in pairs.items():
        index = EventIndex()
        for key, title in enumerate((first, second)):
            document = EventDocument(
                key=key,
                outlet="x",
                title=title,
                lead="",
                published=datetime(2031, 5, 5, tzinfo=UTC),
                language=language,
            )
            if key:
                assert index.decide(document).event == 0, language
            index.add(document, 0)


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Danish harbour", "harbour in Denmark"),
        ("quake", "earthquakes"),
        ("stole", "stealing"),
        ("UK PM", "British premier"),
        ("4 dead", "4 killed"),
    ],
)
def test_english_words_of_one_meaning_are_one_term(one, other):
    reader = TermReader()
    assert set(reader.read(one, "", "en")) == set(reader.read(other, "", "en"))


def test_words_of_other_languages_are_not_read_as_english_ones():
    assert set(TermReader().read("pm jet polls", "", "fr")) == {"pm", "jet", "poll"}


def test_every_meaning_is_read_as_itself():
    assert not set(SAME.values()) & set(SAME)


def test_markup_and_addresses_are_no_terms():
    lead = """<p><img src="https://cdn.example/pic.jpg" alt="x"> The dam &amp; the bridge broke
        <a href='https://www.example.com/dam'>Read more</a> www.example.com/about</p>"""
    weights = TermReader().read("Dam &#8216;broke&#8217;", lead, "en")
    assert set(weights) == {"dam", "break", "bridg", "read"}
