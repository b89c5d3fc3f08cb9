from __future__ import annotations

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from aggregator.crawl import addon
from aggregator.crawl.addon import AggregatorAddon
from aggregator.crawl.loader import project_settings
from aggregator.crawl.replay import ReplayHandler
from aggregator.outlets import Outlet, OutletDirectory, Politeness

OUTLETS = OutletDirectory(
    [
        Outlet(name="brisk", title="Brisk", domains=("brisk.example",),
               politeness=Politeness(delay=0.5, concurrency=2)),
        Outlet(name="slow", title="Slow", domains=("slow.example",),
               politeness=Politeness(delay=20)),
    ]
)  # fmt: skip


@pytest.fixture
def updated(monkeypatch):
    monkeypatch.setattr(addon, "load_outlets", lambda _: OUTLETS)

    def make(**given: object) -> Settings:
        settings = project_settings()
        for name, value in given.items():
            settings.set(name, value, priority="cmdline")
        AggregatorAddon().update_settings(settings)
        return settings

    return make


def test_each_outlet_has_a_slot_of_its_own(updated):
    slots = updated(DOWNLOAD_DELAY=0).getdict("DOWNLOAD_SLOTS")
    assert slots == {
        "mementos": {"concurrency": 1, "delay": 5.0},
        "brisk": {"concurrency": 2, "delay": 0.5},
        "slow": {"concurrency": 1, "delay": 20.0},
    }


def test_operators_longer_delay_wins(updated):
    slots = updated(DOWNLOAD_DELAY="5").getdict("DOWNLOAD_SLOTS")
    assert [slots["brisk"]["delay"], slots["slow"]["delay"]] == [5.0, 20.0]


def test_delays_are_not_drawn_by_lot(updated):
    assert updated().getfloat("DOWNLOAD_DELAY_JITTER") == 0


def test_replay_asks_nothing_of_the_network_and_does_not_wait(updated):
    settings = updated(REPLAY="a.warc.gz,b.wacz")
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert load_object(handlers["http"]) is load_object(handlers["https"]) is ReplayHandler
    assert {handlers[scheme] for scheme in ("file", "ftp", "s3", "data")} == {None}
    assert settings.getfloat("DOWNLOAD_DELAY") == 0
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == settings.getint(
        "CONCURRENT_REQUESTS"
    )
    assert not settings.getbool("RETRY_ENABLED")
    assert not settings.getdict("DOWNLOAD_SLOTS")


def test_replay_does_not_wait_even_when_told_to(updated):
    assert updated(REPLAY="a.warc.gz", DOWNLOAD_DELAY="9").getfloat("DOWNLOAD_DELAY") == 0


@pytest.mark.parametrize("replay", ["", "a.warc.gz"])
def test_gate_holds_a_whole_claim_of_the_largest_pages(updated, replay):
    """Pages wait for their batch inside the pipelines: a smaller gate would stop the crawl."""
    settings = updated(CLAIM_SIZE="100", DOWNLOAD_MAXSIZE="1000", REPLAY=replay)
    assert settings.getint("SCRAPER_SLOT_MAX_ACTIVE_SIZE") == 101_000
