"""Deutsche Welle."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class DeutscheWelle(OutletSpider):
    outlet = Outlet(
        name="dw",
        title="Deutsche Welle",
        aliases=(
            "DW",
            "DW News",
            "DW (English)",
            "dw.com",
            "德国之声",
            "德國之聲",
            "Немецкая волна",
            "دويتشه فيله",
        ),
        domains=("dw.com",),
        feeds=("https://rss.dw.com/xml/rss-en-all",),
        sitemaps=("https://www.dw.com/en/news-sitemap.xml",),
        # a: article, av: video or audio, g: gallery; s-, t- and person- are no stories.
        article=r"/(?:a|av|g|live|video)-\d{5,}",
        language="en",
        country="DE",
        timezone="Europe/Berlin",
        founded=date(1953, 5, 3),
        title_affixes=("– DW", "| DW", "- DW"),
        rules=(PageRules(drop=(".embed",)),),
    )
