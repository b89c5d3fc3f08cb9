"""Days with their month in words."""

from datetime import date

import pytest

from aggregator.dates.months import MONTHS, WEEKDAYS, day_in_words, is_strange


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("Dienstag, 4. März 2025, 14:05 Uhr", "2025-03-04", "14:05"),
        ("le mardi 1er avril 2025 à 8:30", "2025-04-01", "8:30"),
        ("jueves 2 de abril de 2020", "2020-04-02", ""),
        ("sexta-feira, 22 de outubro de 2010 às 20:13", "2010-10-22", "20:13"),
        ("5 września 2024 r.", "2024-09-05", ""),
        ("15 Октомври 2020", "2020-10-15", ""),
        ("24 грудня 2023 р., 07:00", "2023-12-24", "07:00"),
        ("7. maaliskuuta 2024 klo 9:15 EET", "2024-03-07", "9:15 EET"),
        ("Senast ändrad 3 maj 2024", "2024-05-03", "Senast ändrad"),
    ],
)
def test_days(text, day, rest):
    found = day_in_words(text, ())
    assert found is not None
    assert found[0] == date.fromisoformat(day)
    assert found[1].strip(" ,") == rest


@pytest.mark.parametrize(
    "text", ["31. Februar 2025", "12 Fähren 2025", "am 3. Mai", "10:22 Mai 2025", "2025-05-03"]
)
def test_no_day(text):
    assert day_in_words(text, ()) is None


@pytest.mark.parametrize(("languages", "month"), [((), 11), (("pl",), 11), (("hr-HR",), None)])
def test_a_name_that_means_another_month_elsewhere(languages, month):
    found = day_in_words("3 listopada 2024", languages)
    assert (found[0].month if found else None) == month


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("By Ilmari Vexley November 15, 2019", True),
        ("Dienstag, 4. März 2025 um 14:05 Uhr", False),
        ("4. Lenting 2025", False),
        ("四月 5 2025", False),
    ],
)
def test_what_is_no_date_at_all(text, strange):
    assert is_strange(text) is strange


def test_every_month_has_names():
    assert set(MONTHS.values()) == set(range(1, 13))
    assert not set(MONTHS) & WEEKDAYS - {"mar"}
