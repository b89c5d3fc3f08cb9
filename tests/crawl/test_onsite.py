from __future__ import annotations

import pytest
from scrapy import Request

from aggregator.crawl.items import DIGEST
from aggregator.crawl.onsite import LeftOutlet, OnsiteMiddleware
from aggregator.outlets import Outlet

COURIER = Outlet(name="courier", title="Courier", domains=("courier.example",))
DIGESTS = Outlet(name=DIGEST, title="Digest", domains=("digest.invalid",))


def pass_on(url: str, *, outlet: Outlet | None = COURIER, redirected: bool = True, **meta) -> dict:
    meta |= {"outlet": outlet} if outlet else {}
    meta |= {"redirect_urls": ["https://courier.example/old"]} if redirected else {}
    request = Request(url, meta=meta)
    OnsiteMiddleware().process_request(request)
    return request.meta


@pytest.mark.parametrize(
    "url",
    [
        "https://ads.example/offer",
        "http://127.0.0.1/admin",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:5432/",
        "https://courier.example.evil.example/x",
        "https://notcourier.example/x",
    ],
)
def test_story_is_not_followed_away_from_its_outlet(url):
    with pytest.raises(LeftOutlet):
        pass_on(url, claim=object())


def test_host_is_told():
    with pytest.raises(LeftOutlet, match=r"^ads\.example$"):
        pass_on("https://ads.example:8443/offer", claim=object())


@pytest.mark.parametrize("url", ["https://courier.example/new", "https://www.courier.example/new"])
def test_story_is_followed_on_its_outlets_sites(url):
    assert pass_on(url, claim=object(), dont_obey_robotstxt=True)["dont_obey_robotstxt"] is True


def test_discovery_is_followed_but_an_agreement_ends_there():
    meta = pass_on("https://feeds.example/courier", dont_obey_robotstxt=True)
    assert meta["dont_obey_robotstxt"] is False


def test_digest_may_be_anywhere():
    pass_on("https://blog.example/digest", outlet=DIGESTS, claim=object())


def test_robots_txt_is_nobodys():
    meta = pass_on("https://cdn.example/robots.txt", outlet=None, dont_obey_robotstxt=True)
    assert meta["dont_obey_robotstxt"] is True


def test_what_was_asked_for_is_asked():
    pass_on("https://feeds.example/courier", redirected=False, claim=object())
