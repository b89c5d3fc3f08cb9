from __future__ import annotations

import sys

import pytest
from scrapy.settings import Settings

from aggregator.crawl.loader import load_outlets, project_settings

_SPIDER = """
from scrapy import Spider
from aggregator.outlets import Outlet
from spiders.base import OutletSpider

class {name}(OutletSpider):
    outlet = Outlet(name="{name}", title="{title}", domains=("{domain}",))
"""
_PLAIN = "from scrapy import Spider\n\nclass Plain(Spider):\n    name = 'plain'\n"


@pytest.fixture
def loaded(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    made = []

    def make(**modules: str):
        for name, text in modules.items():
            (tmp_path / f"{name}.py").write_text(text)
            made.append(name)
        return load_outlets(Settings({"SPIDER_MODULES": list(modules)}))

    yield make
    for name in made:
        sys.modules.pop(name, None)


def spider(name: str, *, title: str | None = None, domain: str | None = None) -> str:
    return _SPIDER.format(
        name=name, title=title or name.title(), domain=domain or f"{name}.example"
    )


def test_outlets_are_those_that_spiders_declare(loaded):
    outlets = loaded(loader_one=spider("courier") + _PLAIN, loader_two=spider("ledger"))
    assert sorted(outlets) == ["courier", "ledger"]
    assert outlets.by_url("https://www.ledger.example/x") is outlets["ledger"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"title": "The Courier"}, "are both called"),
        ({"domain": "courier.example"}, r"both own 'courier\.example'"),
    ],
)
def test_two_that_claim_the_same_are_told(loaded, given, message):
    with pytest.raises(ValueError, match=message):
        loaded(loader_three=spider("courier"), loader_four=spider("ledger", **given))


def test_modules_may_be_named_in_a_string():
    """As the environment does."""
    outlets = load_outlets(Settings({"SPIDER_MODULES": "spiders"}))
    assert outlets["reuters"].title == "Reuters"


def test_project_is_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert project_settings()["BOT_NAME"] == "news-aggregator"
    assert "digest" in load_outlets()


def test_every_declared_outlet_is_a_spider_of_its_name():
    assert all(name == outlet.name for name, outlet in load_outlets().items())
