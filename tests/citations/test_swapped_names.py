"""Headlines alike but for a name tell of two happenings, and nobody but a person may join them."""

from __future__ import annotations

import pytest

from aggregator.citations import resolve
from aggregator.citations.headlines import swapped_names
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
        ("Venn Arrives in Tarsend for Talks", "Venn Arrives in Oldport for Talks", None),
        ("", QUOTED, None),
    ],
)  # fmt: skip
def test_which_name_stands_for_which(one, other, swapped):
    assert swapped_names(one, other) == swapped


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


def test_beside_the_neighbour_the_story_itself_is_found():
    other = QUOTED.replace("Tarsend", "Oldport")
    found = answer(QUOTED, other, QUOTED)
    assert (found.state, found.chosen) == (CitationState.RESOLVED, "lead:1")


def test_what_was_cut_and_goes_on_otherwise_is_left_to_a_person():
    found = answer("Venn arrives in Tarsend for talks on the ferry and…", QUOTED)
    assert found.state is not CitationState.RESOLVED
