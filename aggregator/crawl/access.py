"""What the operator may do that a stranger may not: agreed crawls and paid subscriptions.

`PERMISSIONS` names outlets that granted access; robots.txt is not consulted for them and the
reference is recorded with the fetch. `ACCESS_COOKIES` names the operator's own cookie files; a
cookie is sent to the domain it was set for and nowhere else.
"""

from __future__ import annotations

import urllib.request
from http.cookiejar import DefaultCookiePolicy, LoadError, MozillaCookieJar
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from aggregator.crawl.loader import load_outlets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from aggregator.outlets import Outlet


class AccessMiddleware:
    """Adds the operator's cookies to requests of the outlets they belong to."""

    def __init__(self, jars: Mapping[str, MozillaCookieJar], outlets: Mapping[str, Outlet]) -> None:
        self.jars = jars
        self.outlets = outlets

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        files = crawler.settings.getdict("ACCESS_COOKIES")
        if not files or crawler.settings.getlist("REPLAY"):
            raise NotConfigured
        return cls(
            {name: load_cookies(path) for name, path in files.items()},
            load_outlets(crawler.settings),
        )

    def process_request(self, request: Request) -> None:
        # A redirect to another site builds a new request from the old one's headers.
        request.headers.pop("Cookie", None)
        for name, jar in self.jars.items():
            if self.outlets[name].owns(request.url):
                # The standard library's own matching of domain, path, expiry and security.
                probe = urllib.request.Request(request.url)  # noqa: S310 - nothing is opened
                jar.add_cookie_header(probe)
                if cookie := probe.get_header("Cookie"):
                    request.headers["Cookie"] = cookie


def load_cookies(path: str) -> MozillaCookieJar:
    """Read a cookie file in Netscape format.

    Raises:
        ValueError: the file is missing or not in that format.
    """
    only_there = DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain)
    jar = MozillaCookieJar(path, policy=only_there)
    try:
        # What has expired is not sent either way.
        jar.load(ignore_discard=True, ignore_expires=True)
    except (OSError, LoadError, UnicodeDecodeError) as error:
        raise ValueError(
            f"ACCESS_COOKIES: cannot read {path}: {error}. Export the cookies of that site in "
            "Netscape (cookies.txt) format."
        ) from error
    for cookie in jar:
        if cookie.expires == 0:  # so browsers write cookies that last as long as the session
            cookie.expires, cookie.discard = None, True
    return jar


def check_access(settings: BaseSettings, outlets: Mapping[str, Outlet]) -> None:
    """Check what the operator set before anything starts.

    Raises:
        ValueError: an outlet is unknown or a cookie file unreadable.
    """
    for setting in ("PERMISSIONS", "ACCESS_COOKIES"):
        for name in settings.getdict(setting):
            if name not in outlets:
                raise ValueError(
                    f"{setting} names {name!r}, which is no outlet here. `aggregator outlets` "
                    "lists them."
                )
    for path in settings.getdict("ACCESS_COOKIES").values():
        load_cookies(path)
