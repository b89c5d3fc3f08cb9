"""Outlets by name: declared ones first, well-known ones beside them, in any case and script."""

from __future__ import annotations

import pytest

from aggregator.citations.names import NameTable, is_pointer, mixes_scripts, well_known_names
from aggregator.outlets import Outlet, OutletDirectory

TABLE = NameTable(
    OutletDirectory(
        [
            Outlet(
                name="ft",
                title="The FT of London",
                aliases=("Financial Times",),
                domains=("ft.com",),
            ),
            Outlet(name="afp", title="AFP", domains=("afp.example",), wire=True),
        ]
    )
)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("REUTERS", "Reuters"),
        ("reuters", "Reuters"),
        ("ＲＥＵＴＥＲＳ", "Reuters"),
        ("路透社", "Reuters"),
        ("رويترز", "Reuters"),
        ("The Epoch Times", "The Epoch Times"),
        ("Epoch Times", "The Epoch Times"),
        ("Agence France Presse", "AFP"),
        ("nytimes.com", "The New York Times"),
        ("www.bbc.co.uk", "BBC News"),
        ("Synhua", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_by_name(name, title):
    found = TABLE.by_name(name)
    assert (found.title if found else None) == title


@pytest.mark.parametrize(
    "name", ["FT", "financial times", "FirstFT", "英国金融时报", "ft.com", "ftchinese.com"]
)
def test_a_declared_outlet_inherits_the_names_of_its_row(name):
    found = TABLE.by_name(name)
    assert found is not None
    assert (found.title, found.name) == ("The FT of London", "ft")


def test_a_declared_agency_is_one():
    found = TABLE.by_name("Agence France-Presse")
    assert found is not None
    assert (found.name, found.wire) == ("afp", True)


def test_forged_letters_are_not_the_outlet():
    forged = "Rеutеrs"  # with two Cyrillic letters
    assert TABLE.by_name(forged) is None
    assert mixes_scripts(forged)
    assert not mixes_scripts("Reuters")
    assert not mixes_scripts("РИА Новости")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "The New York Times and the Times of Israel",
            ["The New York Times", "The Times of Israel"],
        ),
        ("as it is", []),
        ("AS y Marca", ["AS", "Marca"]),
        ("l’AFP", ["AFP"]),
        ("据路透社和新华社报道", ["Reuters", "Xinhua"]),
        ("reuters in lower case", []),
        ("Tom’s Guide, S&P Global", ["Tom's Guide", "S&P Global"]),
    ],
)
def test_scan(text, titles):
    assert [mention.known.title for mention in TABLE.scan(text)] == titles


def test_words_are_not_sure():
    by_title = {m.known.title: m.sure for m in TABLE.scan("Time, Reuters and Hill")}
    assert by_title == {"Time": False, "Reuters": True, "The Hill": False}


def test_every_row_of_the_table_is_found_by_its_own_names_and_domains():
    table = well_known_names()
    for row in table.rows():
        for name in row.names:
            assert table.by_name(name) is not None, name
        for domain in row.domains:
            found = table.by_host(f"www.{domain}")
            assert found is not None
            assert found.title == row.known.title


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.google.com/a", True),
        ("https://t.co/x", True),
        ("https://not.co/x", False),
        ("http://[", False),
    ],
)
def test_pointers(url, expected):
    assert is_pointer(url) is expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("told The Register on Monday", ["The Register"]),
        ("holdt på å blåse til Island i går", []),
        ("published on the Register of Members’ Interests", []),
        ("The Register reported on Monday", ["The Register"]),
        ("told the Guardian of the deal", ["The Guardian"]),
    ],
)
def test_a_paper_that_is_named_by_an_ordinary_word_is_written_with_its_article(text, names):
    assert [mention.known.title for mention in well_known_names().scan(text)] == names
