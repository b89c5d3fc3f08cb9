"""France 24."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class France24(OutletSpider):
    outlet = Outlet(
        name="france24",
        title="France 24",
        aliases=("France24", "FRANCE 24", "法国24", "法國24", "Франс 24", "فرانس 24"),
        domains=("france24.com",),
        feeds=("https://www.france24.com/en/rss",),
        sitemaps=("https://www.france24.com/sitemaps/en/news.xml",),
        article=r"^/[a-z]{2}/(?:[^/?]+/)*\d{8}-[^/?]+",
        language="en",
        country="FR",
        timezone="Europe/Paris",
        founded=date(2006, 12, 6),
        title_affixes=("- France 24", "- FRANCE 24"),
        note="some networks are answered 403 on articles: then what feed and sitemap say is kept.",
    )
