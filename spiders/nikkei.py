"""Nikkei Asia, and Nikkei in Japanese."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class Nikkei(OutletSpider):
    outlet = Outlet(
        name="nikkei",
        title="Nikkei Asia",
        aliases=(
            "Nikkei",
            "Nikkei Asian Review",
            "The Nikkei",
            "日本経済新聞",
            "日経新聞",
            "日本经济新闻",
            "日经新闻",
            "日经中文网",
            "Никкэй",
        ),
        domains=("nikkei.com",),
        # RDF. The news sitemap wants a day (?date=YYYYMMDD), so it can't stand here.
        feeds=("https://asia.nikkei.com/rss/feed/nar",),
        # Stories have no number: their slug is longer than a section's.
        article=r"^/[A-Za-z-]+/(?:[^/?]+/)*[^/?-]+(?:-[^/?-]+){3,}(?:$|[/?])|^/article/DG[A-Z0-9]+",
        exclude=r"^/(?:member|rss|tag)/|/The-Future-of-Asia(?:-\d{4})?/?$",
        language="en",
        country="JP",
        timezone="Asia/Tokyo",
        founded=date(1876, 12, 2),
        title_affixes=("- Nikkei Asia", "- 日本経済新聞", "：日本経済新聞"),
        rules=(
            PageRules(body=("[class*=newsArticleBody]", ".ezrichtext-field"), drop=("figure",)),
        ),
        note="most articles need a subscription: their beginning is kept as a teaser. The author "
        "is often given as the organisation.",
    )
