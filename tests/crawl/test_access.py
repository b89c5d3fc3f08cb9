from __future__ import annotations

import time

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from aggregator.crawl import access
from aggregator.crawl.access import AccessMiddleware, check_access, load_cookies
from aggregator.outlets import Outlet, OutletDirectory

OUTLETS = OutletDirectory(
    [
        Outlet(
            name="courier", title="Courier", domains=("courier.example", "courier-news.example")
        ),
        Outlet(name="ledger", title="Ledger", domains=("ledger.example",)),
    ]
)
LATER = int(time.time()) + 86_400


def cookies(tmp_path, *lines: str) -> str:
    """A cookie file: domain, subdomains, path, secure, expiry, name, value."""
    path = tmp_path / "cookies.txt"
    rows = "".join("\t".join(line.split()) + "\n" for line in lines)
    path.write_text(f"# Netscape HTTP Cookie File\n{rows}")
    return str(path)


@pytest.fixture
def sent(tmp_path):
    """What cookie is sent with a request, given the lines of the courier's cookie file."""

    def make(url: str, *lines: str, before: str | None = None) -> str | None:
        jar = load_cookies(cookies(tmp_path, *lines))
        request = Request(url, headers={"Cookie": before} if before else None)
        AccessMiddleware({"courier": jar}, OUTLETS).process_request(request)
        value = request.headers.get("Cookie")
        return value.decode() if value else None

    return make


PAID = f".courier.example TRUE / FALSE {LATER} paid yes"


def test_cookie_goes_to_its_domain(sent):
    assert sent("https://courier.example/news", PAID) == "paid=yes"
    assert sent("https://www.courier.example/news", PAID) == "paid=yes"


@pytest.mark.parametrize(
    "url",
    [
        "https://ledger.example/news",
        "https://courier-news.example/news",
        "https://courier.example.evil.example/",
        "https://notcourier.example/",
    ],
)
def test_cookie_goes_nowhere_else(sent, url):
    assert sent(url, PAID) is None


def test_cookie_of_a_foreign_domain_in_the_file_stays_home(sent):
    """An exported file may hold everything that the browser had."""
    line = f".tracker.example TRUE / FALSE {LATER} id 123"
    assert sent("https://tracker.example/", line) is None
    assert sent("https://courier.example/", line) is None


@pytest.mark.parametrize(
    ("line", "url"),
    [
        (f"courier.example FALSE / TRUE {LATER} paid yes", "http://courier.example/"),
        (f"courier.example FALSE /premium FALSE {LATER} paid yes", "https://courier.example/news"),
        (f"courier.example FALSE / FALSE {LATER} paid yes", "https://www.courier.example/"),
        ("courier.example FALSE / FALSE 1000000000 paid yes", "https://courier.example/"),
    ],
    ids=["secure over http", "another path", "host only", "expired"],
)
def test_cookie_keeps_its_own_limits(sent, line, url):
    assert sent(url, line) is None


def test_cookie_of_the_session_is_sent(sent):
    assert sent("https://courier.example/", "courier.example FALSE / FALSE 0 paid yes")


def test_cookie_that_scripts_may_not_read_is_sent(sent):
    line = f"#HttpOnly_courier.example FALSE / TRUE {LATER} paid yes"
    assert sent("https://courier.example/", line) == "paid=yes"


def test_redirect_does_not_carry_a_cookie_along(sent):
    assert sent("https://ledger.example/", PAID, before="paid=yes") is None


def test_off_without_cookies_and_in_a_replay(tmp_path):
    with pytest.raises(NotConfigured):
        AccessMiddleware.from_crawler(get_crawler())
    given = {"ACCESS_COOKIES": {"courier": cookies(tmp_path, PAID)}, "REPLAY": "a.warc.gz"}
    with pytest.raises(NotConfigured):
        AccessMiddleware.from_crawler(get_crawler(settings_dict=given))


def test_made_from_settings(tmp_path, monkeypatch):
    monkeypatch.setattr(access, "load_outlets", lambda _: OUTLETS)
    given = {"ACCESS_COOKIES": {"courier": cookies(tmp_path, PAID)}}
    middleware = AccessMiddleware.from_crawler(get_crawler(settings_dict=given))
    request = Request("https://courier.example/")
    middleware.process_request(request)
    assert request.headers["Cookie"] == b"paid=yes"


@pytest.mark.parametrize("content", [None, b"no cookies", b"\xff\xfe\x00\x81"])
def test_unreadable_file_is_told_with_its_path(tmp_path, content):
    path = tmp_path / "broken.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=r"ACCESS_COOKIES: cannot read .*broken\.txt"):
        load_cookies(str(path))


@pytest.mark.parametrize("setting", ["PERMISSIONS", "ACCESS_COOKIES"])
def test_unknown_outlet_is_told(setting):
    with pytest.raises(ValueError, match=f"{setting} names 'currier', which is no outlet"):
        check_access(Settings({setting: {"currier": "x"}}), OUTLETS)


def test_file_is_looked_at_before_anything_starts():
    with pytest.raises(ValueError, match="cannot read"):
        check_access(Settings({"ACCESS_COOKIES": {"courier": "/nowhere/c.txt"}}), OUTLETS)


def test_settings_may_come_as_json(tmp_path):
    """As they do from the environment."""
    path = cookies(tmp_path, PAID)
    check_access(
        Settings(
            {
                "PERMISSIONS": '{"courier": "contract 7"}',
                "ACCESS_COOKIES": f'{{"ledger": "{path}"}}',
            }
        ),
        OUTLETS,
    )
