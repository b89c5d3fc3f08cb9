"""Fox News."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class FoxNews(OutletSpider):
    outlet = Outlet(
        name="foxnews",
        title="Fox News",
        aliases=(
            "FoxNews",
            "FoxNews.com",
            "Fox News Channel",
            "Fox News Digital",
            "福克斯新闻",
            "福克斯新闻网",
            "Фокс ньюс",
            "فوكس نيوز",
        ),
        domains=("foxnews.com",),
        feeds=("https://moxie.foxnews.com/google-publisher/latest.xml",),
        # Stories have no number: their slug is longer than a section's.
        article=r"^/[a-z-]+/(?:[a-z0-9-]+/)*[a-z0-9]+(?:-[a-z0-9]+){2,}(?:$|[/?])",
        exclude=r"^/(?:category|person|tags?)/|^/shows/[^/]+/?$",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1996, 10, 7),
        title_affixes=("| Fox News", "- Fox News"),
    )
