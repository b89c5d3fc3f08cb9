"""The arguments of an outlet's spider."""

from __future__ import annotations

import pytest

from aggregator.crawl.period import Period
from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class Courier(OutletSpider):
    outlet = Outlet(name="courier", title="Courier", domains=("courier.example",))


def test_spider_has_the_name_of_its_outlet():
    assert Courier.name == Courier().name == "courier"


def test_without_arguments_everything_is_open():
    spider = Courier()
    assert (spider.period, spider.limit, spider.urls, spider.arguments) == (Period(), None, [], {})


def test_arguments_are_read_and_remembered():
    spider = Courier(since="2026-03-01", until="2026-03-04", limit="5")
    assert spider.period == Period.parse("2026-03-01", "2026-03-04")
    assert spider.limit == 5
    assert spider.arguments == {"since": "2026-03-01", "until": "2026-03-04", "limit": "5"}


def test_urls_are_parted_at_commas_but_not_within_one():
    one, two = "https://courier.example/a,b,c", "https://www.courier.example/d?x=1,2"
    assert Courier(urls=f"{one}, {two} ,").urls == [one, two]


@pytest.mark.parametrize("limit", ["0", "-1", "many", "1.5", "", "²"])
def test_limit_is_a_whole_number(limit):
    with pytest.raises(ValueError, match="whole number of 1 or more"):
        Courier(limit=limit)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"urls": "https://ledger.example/x"}, r"is not on courier\.example"),
        (
            {"urls": "https://courier.example/x,https://ledger.example/y"},
            r"ledger\.example/y is not",
        ),
        ({"urls": "ftp://courier.example/x"}, "not an http or https URL"),
        ({"urls": "weir"}, "not an http or https URL"),
        ({"sinse": "2026-03-01"}, "courier: unknown argument sinse"),
        ({"a": "1", "b": "2"}, "unknown argument a, b"),
        ({"since": "tomorrow"}, "no ISO 8601 date"),
    ],
)
def test_wrong_arguments_are_told(given, message):
    with pytest.raises(ValueError, match=message):
        Courier(**given)
