"""Outlets that no table knows, read by what they are called; several headlines of one outlet."""

from __future__ import annotations

import pytest

from aggregator.citations import find_citations, read_document
from aggregator.citations.names import well_known_names

TABLE = well_known_names()


def cited(text: str, **given: str) -> list[tuple[str, str | None]]:
    document = read_document(text.encode(), **given)
    return [(one.outlet, one.headline) for one in find_citations(document, TABLE)]


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("The mayor had resigned, the Kumanovo Herald newspaper reported.", "Kumanovo Herald"),
        ("According to local news site Semnan Today, the dam held.", "Semnan Today"),
        ("He told the news website Inside Borea that talks had failed.", "Inside Borea"),
        ("Talks failed, according to the Bolivian newspaper El Farol.", "El Farol"),
        ("In an interview with Vesna Radio, she denied it.", "Vesna Radio"),
        ("Das Nachrichtenportal Nordlicht24 berichtete zuerst darüber.", "Nordlicht24"),
        ("Wie die Zeitung „Harzer Bote“ berichtet, fällt der Zug aus.", "Harzer Bote"),
        ("Por lo que informa el diario La Voz de Iruña, el puente cayó.", "La Voz de Iruña"),
        ("Об этом сообщает издание «Кольский вестник».", "Кольский вестник"),
        ("<p>The dam held, <cite>Coastal Almanac</cite> writes.</p>", "Coastal Almanac"),
        (
            "<blockquote>Nobody slept.<footer>— Ana Ruiz, <cite>Coastal Courier</cite></footer>",
            "Coastal Courier",
        ),
        ("LUBOW, Texas (KZQD) - The levee held.", "KZQD"),
        ("（新华社记者 王思远）", "Xinhua"),
        ("10/21(水) 18:40配信　共同通信", "Kyodo News"),
    ],
)
def test_a_name_that_says_what_it_is(text: str, outlet: str) -> None:
    assert cited(text) == [(outlet, None)]


@pytest.mark.parametrize(
    "text",
    [
        "The White House Press Secretary Ana Ruiz said no.",
        "Cambridge University Press said the journal would close.",
        "The Ministry of Information and Broadcasting said the ban stays.",
        "The National Weather Service said rain would come.",
        "Global Wire Group reported earnings; Marvel Star reports on Monday.",
        "Breaking News said it all.",
        "The Royal Mail said deliveries fell.",
        "RBC cut its forecast for the bank, RBC said in a note to clients.",
        "He told RBC analysts that rates would fall.",
        "Sky said it would add two channels to its package.",
        '"The tide is out," said Sky Nilsen.',
        "The mayor (left) – a farmer – said so.",
        "A storm (Ana Ruiz via AP)",
    ],
)
def test_what_is_no_outlet(text: str) -> None:
    assert cited(text) == []


def test_its_own_paper_is_not_cited() -> None:
    text = "<p>She told the Halton Gazette that the pool would close.</p>"
    assert cited(text, url="https://www.haltongazette.example/1") == []
    assert cited(text, url="https://www.elsewhere.example/1") == [("Halton Gazette", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Sources: Reuters, “Ferry sinks off Kolmar” and “Search for crew called off”",
        "Source: Reuters: “Ferry sinks off Kolmar”, “Search for crew called off”",
        "Reuters (“Ferry sinks off Kolmar” and “Search for crew called off”)",
        "Sources: “Ferry sinks off Kolmar” and “Search for crew called off” (Reuters)",
    ],
)
def test_two_headlines_of_one_outlet(text: str) -> None:
    assert cited(text) == [
        ("Reuters", "Ferry sinks off Kolmar"),
        ("Reuters", "Search for crew called off"),
    ]


def test_a_quotation_within_a_headline_parts_nothing() -> None:
    line = "REUTERS – Minister “regrets” and “mourns” ferry dead"
    assert cited(f"SOURCES: {line}") == [("Reuters", "Minister “regrets” and “mourns” ferry dead")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[The Elec via MacRumors]", [("The Elec", None), ("MacRumors", None)]),
        (
            "**12) Copper tops record as mines stay shut**\nSource: Mining.com",
            [("Mining.com", "Copper tops record as mines stay shut")],
        ),
        (
            "Harbour tunnel opens a year late\nTidewater Observer\n3 days ago",
            [("Tidewater Observer", "Harbour tunnel opens a year late")],
        ),
        ("per the Guardian\nthe AP reports", [("The Guardian", None), ("The Associated Press", None)]),
        (
            "Originally published by Mongabay: Wells leak long after they are plugged",
            [("Mongabay", "Wells leak long after they are plugged")],
        ),
        (
            "First published in Dawn on March 8th, 2031, as “What the river leaves behind”.",
            [("Dawn", "What the river leaves behind")],
        ),
        ("politico.eu\nft.com (paid), reuters.com", [("Politico", None), ("Financial Times", None), ("Reuters", None)]),
    ],
)  # fmt: skip
def test_forms(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert sorted(cited(text), key=str) == sorted(expected, key=str)
