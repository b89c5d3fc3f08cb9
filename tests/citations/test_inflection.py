"""Names as their languages decline them."""

from __future__ import annotations

import pytest

from aggregator.citations.inflection import inflected
from aggregator.citations.names import well_known_names


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Rheinischen Post", "Rheinische Post"),
        ("Süddeutschen Zeitung", "Süddeutsche Zeitung"),
        ("Wirtualną Polską", "Wirtualna Polska"),
        ("Onetu", "Onet"),
        ("Фонтанке", "Fontanka"),
        ("Ведомостям", "Vedomosti"),
        ("Fatto Quotidiano", "Il Fatto Quotidiano"),
    ],
)
def test_a_declined_name_is_known(written, title):
    found = well_known_names().by_name(written)
    assert found is not None
    assert found.title == title


@pytest.mark.parametrize("text", ["כך דווח בהארץ.", "ונקלה ההודעה להארץ", "نقلا عن للجزيرة"])
def test_a_preposition_is_written_onto_the_name(text):
    assert [mention.known.title for mention in well_known_names().scan(text)] in (
        ["Haaretz"],
        ["Al Jazeera"],
    )


@pytest.mark.parametrize("name", ["Reuters", "G1", "OKO.press", "ТАСС", "24 Канал", "Die Zeit", ""])
def test_what_is_not_declined(name):
    assert list(inflected(name, ("example.com",))) == []
