"""Politico, of the United States and of Europe."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class Politico(OutletSpider):
    outlet = Outlet(
        name="politico",
        title="Politico",
        aliases=(
            "Politico Europe",
            "Politico Magazine",
            "Politico.com",
            "Politico.eu",
            "政客",
            "政治新闻网",
            "Политико",
        ),
        domains=("politico.com", "politico.eu"),
        feeds=(
            "https://www.politico.com/rss/politicopicks.xml",
            "https://rss.politico.com/politics-news.xml",
            "https://www.politico.eu/feed",
        ),
        article=r"/\d{4}/\d{2}/\d{2}/[^/?]+|^/article/[^/?]+|^/newsletter/[^/?]+/[^/?]+",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(2007, 1, 23),
        title_affixes=("- POLITICO",),
        rules=(PageRules(body=(".story-text__paragraph", ".article__content"), drop=("figure",)),),
    )
