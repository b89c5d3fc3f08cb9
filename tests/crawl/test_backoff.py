from __future__ import annotations

from time import monotonic
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from aggregator.crawl import backoff
from aggregator.crawl.backoff import BackOff

URL = "https://courier.example/news/1"


class Outlet:
    """An outlet whose answers the extension hears of."""

    def __init__(self, monkeypatch, *, delay: float = 2.0, most: int = 3) -> None:
        self.crawler = get_crawler(settings_dict={"MAX_REFUSALS": most, "MAX_PAUSE": 30})
        self.slot = SimpleNamespace(delay=delay, lastseen=0.0)
        self.crawler.engine = SimpleNamespace(
            downloader=SimpleNamespace(slots={"courier": self.slot})
        )
        self.run = SimpleNamespace(resting=set())
        monkeypatch.setattr(backoff, "Run", SimpleNamespace(of=lambda _: self.run))
        self.extension = BackOff.from_crawler(self.crawler)

    def answers(self, status: int, retry_after: str | None = None) -> None:
        headers = {"Retry-After": retry_after} if retry_after else {}
        self.extension._response_downloaded(
            Response(URL, status=status, headers=headers),
            Request(URL, meta={"download_slot": "courier"}),
        )

    @property
    def wait(self) -> float:
        """Seconds until Scrapy would send the next request."""
        return self.slot.lastseen + self.slot.delay - monotonic()


@pytest.fixture
def outlet(monkeypatch):
    return Outlet(monkeypatch)


@pytest.mark.parametrize("status", [429, 503])
def test_each_refusal_doubles_the_delay(outlet, status):
    for expected in (4.0, 8.0, 16.0):
        outlet.answers(status)
        assert outlet.slot.delay == expected
        assert outlet.wait == pytest.approx(expected, abs=0.5)


def test_the_delay_has_a_limit(monkeypatch):
    outlet = Outlet(monkeypatch, most=50)
    for _ in range(20):
        outlet.answers(429)
    assert outlet.slot.delay == 60.0


def test_a_longer_declared_delay_stays(monkeypatch):
    outlet = Outlet(monkeypatch, delay=90.0)
    outlet.answers(429)
    assert outlet.slot.delay == 90.0


def test_retry_after_is_waited_for(outlet):
    outlet.answers(429, "20")
    assert outlet.wait == pytest.approx(20.0, abs=0.5)
    assert outlet.slot.delay == 4.0


def test_a_retry_after_of_hours_is_left_to_the_frontier(outlet):
    outlet.answers(503, "86400")
    assert outlet.wait == pytest.approx(30.0, abs=0.5)


@pytest.mark.parametrize("value", ["soon", "-5", "", "Mon, 99 Foo 2026"])
def test_a_senseless_retry_after_changes_nothing(outlet, value):
    outlet.answers(429, value)
    assert outlet.wait == pytest.approx(4.0, abs=0.5)


def test_good_answers_bring_the_declared_delay_back(outlet):
    outlet.answers(429)
    outlet.answers(429)
    for expected in (4.0, 2.0, 2.0):
        outlet.answers(200)
        assert outlet.slot.delay == expected


def test_an_outlet_that_insists_is_left_alone(outlet):
    outlet.answers(429)
    outlet.answers(429)
    assert not outlet.run.resting
    outlet.answers(429)
    assert outlet.run.resting == {"courier"}


def test_a_good_answer_in_between_starts_the_count_anew(outlet):
    for status in (429, 429, 200, 429, 429):
        outlet.answers(status)
    assert not outlet.run.resting


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_other_failures_are_none_of_its_business(outlet, status):
    for _ in range(5):
        outlet.answers(status)
    assert outlet.slot.delay == 2.0
    assert not outlet.run.resting


def test_it_is_off_in_a_replay():
    with pytest.raises(NotConfigured):
        BackOff.from_crawler(get_crawler(settings_dict={"REPLAY": "a.warc.gz"}))
