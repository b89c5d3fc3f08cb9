"""Sky News."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class SkyNews(OutletSpider):
    outlet = Outlet(
        name="skynews",
        title="Sky News",
        aliases=("Sky", "SkyNews", "天空新闻", "Скай ньюс"),
        domains=("news.sky.com",),
        feeds=("https://feeds.skynews.com/feeds/rss/world.xml",),
        article=r"^/(?:story|video)/[^/?]+-\d{7,}",
        language="en",
        country="GB",
        # Its JSON-LD gives times without a zone.
        timezone="Europe/London",
        founded=date(1989, 2, 5),
        title_affixes=("| Sky News", "| World News | Sky News", "| UK News | Sky News"),
    )
