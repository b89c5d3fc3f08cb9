"""CBS News."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class CbsNews(OutletSpider):
    outlet = Outlet(
        name="cbsnews",
        title="CBS News",
        aliases=("CBS", "CBSNews", "CBSNews.com", "哥伦比亚广播公司"),
        domains=("cbsnews.com",),
        feeds=("https://www.cbsnews.com/latest/rss/main",),
        # Local stations stand before it: /boston/news/slug.
        article=r"^/(?:[a-z-]+/)?(?:live-updates|news|pictures|video)/[^/?]+",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1927, 9, 18),
        title_affixes=("- CBS News",),
    )
