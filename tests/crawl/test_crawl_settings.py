"""What the settings promise: nothing is left on that reaches out, in or around."""

from __future__ import annotations

import subprocess
import sys

import pytest
from scrapy.core.downloader.handlers import DownloadHandlers
from scrapy.utils.test import get_crawler

from aggregator import settings as written
from aggregator.crawl.loader import project_settings


@pytest.fixture
def settings():
    return project_settings()


@pytest.mark.parametrize("name", ["TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED"])
def test_nobody_can_reach_in(settings, name):
    assert settings.getbool(name) is False
    extensions = settings.getwithbase("EXTENSIONS")
    assert extensions["scrapy.extensions.telnet.TelnetConsole"] is None
    assert extensions["scrapy.extensions.remote_control.RemoteControl"] is None


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:,x", "ftp://h/f", "s3://b/k"])
def test_only_the_web_is_read(url):
    scheme = url.partition(":")[0]
    crawler = get_crawler(settings_dict={"DOWNLOAD_HANDLERS": written.DOWNLOAD_HANDLERS})
    handlers = DownloadHandlers(crawler)
    assert scheme not in handlers._schemes
    assert handlers._get_handler(scheme) is None
    assert {"http", "https"} <= handlers._schemes.keys()


def test_politeness_is_on(settings):
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1
    assert settings.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getlist("RETRY_HTTP_CODES") == []


def test_no_disguise_and_no_traces(settings):
    assert settings["USER_AGENT"].startswith("news-aggregator/")
    assert settings["USER_AGENT"].startswith(settings["ROBOTSTXT_USER_AGENT"])
    assert settings["REFERRER_POLICY"] == "no-referrer"
    assert not settings.getbool("COOKIES_ENABLED")
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")


def test_what_one_answer_may_cost_is_bounded(settings):
    assert settings.getint("DOWNLOAD_MAXSIZE") <= 16 * 1024 * 1024
    assert settings.getfloat("DOWNLOAD_TIMEOUT") <= 60
    assert settings.getint("REDIRECT_MAX_TIMES") <= 10
    assert settings.getfloat("EXTRACTION_TIMEOUT") <= 30


def test_off_site_filter_of_scrapy_is_off(settings):
    """It filters the robots.txt of every host that a spider does not list."""
    middlewares = settings.getwithbase("DOWNLOADER_MIDDLEWARES")
    assert middlewares["scrapy.downloadermiddlewares.offsite.OffsiteMiddleware"] is None
    assert middlewares["aggregator.crawl.onsite.OnsiteMiddleware"] < 100


def test_captures_are_taken_nearest_to_the_network(settings):
    middlewares = settings.getwithbase("DOWNLOADER_MIDDLEWARES")
    nearest = max(number for number in middlewares.values() if number is not None)
    assert middlewares["aggregator.crawl.exchanges.ExchangeMiddleware"] == nearest


def test_pipelines_stand_in_their_order(settings):
    pipelines = settings.getdict("ITEM_PIPELINES")
    names = [name.rpartition(".")[2] for name in sorted(pipelines, key=pipelines.__getitem__)]
    assert names == ["PreservePipeline", "ExtractPipeline", "ArchivePipeline"]


def test_environment_overrides_any_setting():
    code = (
        "from aggregator.crawl.loader import project_settings as p; s = p(); "
        "print(s['ARCHIVE_URL'], s.getfloat('DOWNLOAD_DELAY'), s.getdict('PERMISSIONS'), "
        "s.getbool('COOKIES_ENABLED'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            "AGGREGATOR_ARCHIVE_URL": "sqlite:////tmp/other.db",
            "AGGREGATOR_DOWNLOAD_DELAY": "7.5",
            "AGGREGATOR_PERMISSIONS": '{"courier": "letter of 3 May"}',
            "AGGREGATOR_COOKIES_ENABLED": "0",
            "AGGREGATOR_lower": "ignored",
        },
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == (
        "sqlite:////tmp/other.db 7.5 {'courier': 'letter of 3 May'} False"
    )


def test_every_dotted_name_can_be_loaded(settings):
    from scrapy.utils.misc import load_object  # noqa: PLC0415 - only here

    for base in ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES", "ADDONS"):
        for name, order in settings.getdict(base).items():
            if order is not None:
                assert load_object(name), name
