from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.test import get_crawler

from aggregator.crawl.politeness import CrawlDelay

REQUEST = Request("https://courier.example/news", meta={"download_slot": "courier"})


def slowed(text: str, *, slot: float | None = None, agreed: float | None = 2.0) -> SimpleNamespace:
    """The downloader after a robots.txt was read.

    Args:
        slot: the delay of the slot, where one was made already.
        agreed: the delay that the outlet's slot is made with.
    """
    crawler = get_crawler(
        settings_dict={"ROBOTSTXT_USER_AGENT": "news-aggregator", "DOWNLOAD_DELAY": 1.0}
    )
    downloader = SimpleNamespace(
        slots={} if slot is None else {"courier": SimpleNamespace(delay=slot)},
        per_slot_settings={}
        if agreed is None
        else {"courier": {"concurrency": 1, "delay": agreed}},
        get_slot_key=lambda request: request.meta["download_slot"],
    )
    crawler.engine = SimpleNamespace(downloader=downloader)
    extension = CrawlDelay.from_crawler(crawler)
    parser = ProtegoRobotParser.from_crawler(crawler, text.encode())
    extension._robots_parsed(parser, REQUEST)
    return downloader


def test_slot_that_is_yet_to_be_made_gets_the_delay():
    downloader = slowed("User-agent: *\nCrawl-delay: 5\n")
    assert downloader.per_slot_settings["courier"] == {"concurrency": 1, "delay": 5.0}


def test_slot_in_use_is_slowed_too():
    downloader = slowed("User-agent: *\nCrawl-delay: 5\n", slot=2.0)
    assert downloader.slots["courier"].delay == 5.0
    assert downloader.per_slot_settings["courier"]["delay"] == 5.0


@pytest.mark.parametrize("asked", ["1", "2", "0", "-3", "soon", "nan", "inf", ""])
def test_shorter_or_senseless_delay_changes_nothing(asked):
    downloader = slowed(f"User-agent: *\nCrawl-delay: {asked}\n", slot=2.0)
    assert downloader.slots["courier"].delay == 2.0
    assert downloader.per_slot_settings["courier"]["delay"] == 2.0


def test_delay_is_capped():
    downloader = slowed("User-agent: *\nCrawl-delay: 86400\n", slot=2.0)
    assert downloader.slots["courier"].delay == 60.0


def test_no_delay_asked_for():
    assert slowed("User-agent: *\nDisallow: /x\n").per_slot_settings["courier"]["delay"] == 2.0


def test_delay_for_others_is_not_ours():
    text = "User-agent: otherbot\nCrawl-delay: 30\n\nUser-agent: news-aggregator\nCrawl-delay: 4\n"
    assert slowed(text).per_slot_settings["courier"]["delay"] == 4.0


def test_slot_without_an_agreement_is_measured_by_the_general_delay():
    assert slowed("User-agent: *\nCrawl-delay: 3\n", agreed=None).per_slot_settings == {
        "courier": {"delay": 3.0}
    }
    unchanged = slowed("User-agent: *\nCrawl-delay: 0.5\n", agreed=None)
    assert unchanged.per_slot_settings["courier"] == {}


def test_replay_is_not_slowed():
    with pytest.raises(NotConfigured):
        CrawlDelay.from_crawler(get_crawler(settings_dict={"REPLAY": "a.warc.gz"}))
