"""What a story attributes to other outlets: only what its own text says and links."""

from __future__ import annotations

import pytest

from aggregator.citations.names import NameTable
from aggregator.citations.stories import PageLink, find_attributions, links_to_outlets
from aggregator.outlets import Outlet, OutletDirectory

OUTLETS = OutletDirectory(
    [
        Outlet(name="ridge", title="Ridge Daily", domains=("ridgedaily.example",)),
        Outlet(name="lantern", title="The Lantern", domains=("lantern.example",)),
        Outlet(name="coastwire", title="Coastwire", domains=("coastwire.example",), wire=True),
    ]
)
TABLE = NameTable(OUTLETS)
URL = "https://ridgedaily.example/news/1"


def attributed(text, **given):
    found = find_attributions(text, TABLE, url=URL, **given)
    return [(one.outlet, one.kind) for one in found]


@pytest.mark.parametrize(
    ("text", "outlet", "kind"),
    [
        ("The mayor will resign, according to The Lantern.", "The Lantern", "inline"),
        ("The mayor will resign, Reuters reported on Monday.", "Reuters", "inline"),
        ("Der Bürgermeister tritt zurück, wie Reuters berichtet.", "Reuters", "inline"),
        ("OLDPORT (Coastwire) - The harbour wall has given way.", "Coastwire", "dateline"),
        ("The wall has given way.\n\nWith files from Coastwire", "Coastwire", "credit"),
        ("First published in The Lantern.", "The Lantern", "originally"),
    ],
)
def test_forms(text, outlet, kind):
    assert attributed(text) == [(outlet, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Officials said the sources of the river had dried up.",
        "The mayor will resign, Ridge Daily has learned.",
        "He bought The Lantern at the station and read it on the train.",
        "The mayor at the quay. Ana Ruiz/Coastwire",
    ],
)
def test_what_is_none(text):
    assert attributed(text) == []


def test_each_outlet_once_for_each_form():
    text = "A wall fell, The Lantern reported.\n\nA second fell, The Lantern reported later."
    assert attributed(text) == [("The Lantern", "inline")]


def test_lines_between_do_not_make_a_list():
    text = "The Lantern\n\nIt rained all night in the hills.\n\nCoastwire"
    assert attributed(text) == []


class TestAgency:
    def test_of_the_page_is_a_credit(self):
        assert attributed("The wall fell.", agency="Coastwire") == [("Coastwire", "credit")]

    def test_is_said_once(self):
        text = "OLDPORT (Coastwire) - The wall fell."
        assert attributed(text, agency="Coastwire") == [("Coastwire", "dateline")]

    def test_is_not_the_outlet_itself(self):
        found = find_attributions(
            "It fell.", TABLE, url="https://coastwire.example/1", agency="Coastwire"
        )
        assert found == ()


class TestLinks:
    PAGE = (
        b"<html><nav><a href='https://lantern.example/'>The Lantern</a></nav><p>The mayor "
        b"<a href='https://www.lantern.example/news/mayor-leaves-office?utm_source=x'>will resign</a>, "
        b"and <a href='https://shop.example/hats'>hats</a> are sold out.</p>"
        b"<a href='/own'>own</a><a href='https://ridgedaily.example/2'>second</a></html>"
    )

    def test_of_a_page(self):
        found = links_to_outlets(self.PAGE, TABLE, own_host="ridgedaily.example")
        assert found == (
            PageLink("The Lantern", "https://lantern.example/"),
            PageLink(
                "will resign", "https://www.lantern.example/news/mayor-leaves-office?utm_source=x"
            ),
        )

    def test_that_stand_in_the_text_are_attributions_with_canonical_urls(self):
        links = links_to_outlets(self.PAGE, TABLE, own_host="ridgedaily.example")
        (one,) = find_attributions(
            "The mayor will resign, and hats are sold out.", TABLE, url=URL, links=links
        )
        assert (one.outlet, one.kind, one.headline) == ("The Lantern", "link", None)
        assert one.url == "https://www.lantern.example/news/mayor-leaves-office"

    @pytest.mark.parametrize("page", [b"", b"<<<>>", b"\x00\xff", b"<a href='https://['>x</a>"])
    def test_a_broken_page_has_none(self, page):
        assert links_to_outlets(page, TABLE, own_host="ridgedaily.example") == ()

    def test_a_page_of_many_links_is_bounded(self):
        page = b"".join(
            b"<a href='https://lantern.example/news/%d'>word %d</a>" % (n, n) for n in range(5000)
        )
        assert len(links_to_outlets(page, TABLE, own_host="x.example")) == 200
