"""Headlines alike but for a name tell of two happenings, and nobody but a person may join them."""

from __future__ import annotations

import pytest

from aggregator.citations import resolve
from aggregator.citations.swaps import other_date, swapped_names
from aggregator.dates import parse_moment
from aggregator.records import Candidate, Citation, CitationState

QUOTED = "Venn arrives in Tarsend for talks on the ferry treaty"


@pytest.mark.parametrize(
    ("one", "other", "swapped"),
    [
        (QUOTED, QUOTED.replace("Tarsend", "Oldport"), ("tarsend", "oldport")),
        (QUOTED.upper(), QUOTED.replace("Tarsend", "Oldport"), ("tarsend", "oldport")),
        (QUOTED, QUOTED, None),
        (QUOTED, f"Orla {QUOTED}", None),
        (QUOTED.replace("in Tarsend ", ""), QUOTED, None),
        (QUOTED, QUOTED.replace("arrives", "lands"), None),
        (QUOTED, QUOTED.replace("Tarsend", "Tarsends"), None),
        ("Flood kills 12 in Oldport as walls give way", "Flood kills 15 in Oldport as walls give way", None),
        ("Venn Arrives in Tarsend for Talks", "Venn Arrives in Oldport for Talks", ("tarsend", "oldport")),
        ("Ferry war: Is Tarsend losing patience?", "Ferry war: Is Oldport losing patience?", ("tarsend", "oldport")),
        ("What the ferry treaty leaves out for good | Orla Venn", "What the ferry treaty leaves out for good | Ida Brun", ("orla", "ida")),
        ("What the ferry treaty leaves out for good | Orla Venn", "What the ferry treaty leaves out for good", None),
        ("What the ferry treaty leaves out for good - Reuters", "What the ferry treaty leaves out for good | Ida Brun", None),
        ("Ferry Treaty Hits Rough Water", "Ferry Treaty Meets Rough Water", ("hits", "meets")),
        ("", QUOTED, None),
    ],
)  # fmt: skip
def test_which_name_stands_for_which(one, other, swapped):
    assert swapped_names(one, other) == swapped


def test_a_word_in_small_letters_elsewhere_is_no_name():
    one, other = "Ferry Treaty Hits Rough Water", "Ferry Treaty Meets Rough Water"
    assert swapped_names(one, other, {"hits", "water"}) is None


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Gold rate in Oldport today – 17 March 2031", "Gold rate in Oldport today – 18 March 2031", ("day 17", "day 18")),
        ("Gold rate today, March 17", "Gold rate today, April 17", ("month 3", "month 4")),
        ("Photos of the day – Tuesday", "Photos of the day – Friday", ("weekday 1", "weekday 4")),
        ("Fotos vom Dienstag", "Fotos of Tuesday", None),
        ("Siege of Oldport: day 41", "Siege of Oldport: day 42", ("day 41", "day 42")),
        ("Flood kills 12 in Oldport", "Flood kills 15 in Oldport", None),
        ("Gold rate today – 17 March 2031", "Gold rate today", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_dates_that_set_a_series_apart(one, other, apart):
    assert other_date(one, other) == apart


def answer(quoted: str, *titles: str):
    candidates = [
        Candidate(
            key=f"lead:{number}",
            outlet_name="reuters",
            url=f"https://www.reuters.com/world/{number}/",
            titles=(title,),
            published=parse_moment("2031-03-30T08:00:00Z"),
        )
        for number, title in enumerate(titles)
    ]
    citation = Citation(
        outlet="Reuters", outlet_name="reuters", headline=quoted, line="x", kind="x", confidence=1
    )
    return resolve(citation, candidates, document_published=parse_moment("2031-03-30"))


def test_the_neighbour_is_left_to_a_person():
    other = QUOTED.replace("Tarsend", "Oldport")
    found = answer(QUOTED, other, "Nothing alike", "Ferries late again on the Lyse")
    assert found.state is CitationState.CANDIDATE
    assert found.explanation["reason"] == "it names 'oldport' where the citation has 'tarsend'"


def test_the_day_before_of_a_daily_headline_is_left_to_a_person():
    found = answer(
        "Gold rate in Oldport today – 18 March 2031", "Gold rate in Oldport today – 17 March 2031"
    )
    assert found.state is CitationState.CANDIDATE
    assert found.explanation["reason"] == "it has day 17 where the citation has day 18"


def test_of_a_daily_headline_the_day_that_is_cited_is_found():
    days = [f"Gold rate in Oldport today – {day} March 2031" for day in (17, 18, 19)]
    found = answer("Gold rate in Oldport today, 18 March 2031", *days)
    assert (found.state, found.chosen) == (CitationState.RESOLVED, "lead:1")


def test_two_stories_with_one_headline_are_left_to_a_person_and_two_addresses_are_not():
    found = answer(QUOTED, QUOTED, QUOTED)
    assert found.state is CitationState.CANDIDATE
    candidates = [
        Candidate(key=f"lead:{n}", outlet_name="reuters", titles=(QUOTED,), url=url,
                  published=parse_moment("2031-03-30T08:00:00Z"))
        for n, url in enumerate(("https://www.reuters.com/world/ferry-5033736",
                                 "https://www.reuters.com/asia/ferry-5033736"))
    ]  # fmt: skip
    citation = Citation(
        outlet="Reuters", outlet_name="reuters", headline=QUOTED, line="x", kind="x", confidence=1
    )
    found = resolve(citation, candidates, document_published=parse_moment("2031-03-30"))
    assert (found.state, found.chosen) == (CitationState.RESOLVED, "lead:0")


def test_reworded_too_much_to_be_sure():
    found = answer(
        "Tarsend cargo ship with 12 crew sinks in the strait",
        "Tarsend ship with 12 crew missing in the strait",
    )
    assert found.state is CitationState.CANDIDATE


def test_beside_the_neighbour_the_story_itself_is_found():
    other = QUOTED.replace("Tarsend", "Oldport")
    found = answer(QUOTED, other, QUOTED)
    assert (found.state, found.chosen) == (CitationState.RESOLVED, "lead:1")


def test_what_was_cut_and_goes_on_otherwise_is_left_to_a_person():
    found = answer("Venn arrives in Tarsend for talks on the ferry and…", QUOTED)
    assert found.state is not CitationState.RESOLVED
