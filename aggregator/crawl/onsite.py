"""Keeps the fetching of stories on the outlet's own sites.

A story's address may redirect to an advertiser, to a login elsewhere or into a private network:
a redirect that leaves the outlet is not followed. Discovery documents may lie with others.

Scrapy's own off-site middleware is not used: it filters the robots.txt of every host that the
spider does not list, and a robots.txt that was filtered away forbids nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from aggregator.crawl.items import DIGEST

if TYPE_CHECKING:
    from scrapy import Request

    from aggregator.outlets import Outlet


class LeftOutlet(IgnoreRequest):
    """A redirect leads away from the outlet. Its text is the host it leads to."""


class OnsiteMiddleware:
    def process_request(self, request: Request) -> None:
        outlet: Outlet | None = request.meta.get("outlet")
        if outlet is None or "redirect_urls" not in request.meta or outlet.owns(request.url):
            return
        if "claim" in request.meta and outlet.name != DIGEST:
            raise LeftOutlet(urlsplit(request.url).hostname or "")
        # What the outlet agreed to does not hold on somebody else's host.
        request.meta["dont_obey_robotstxt"] = False
