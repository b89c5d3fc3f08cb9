"""The Guardian."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class Guardian(OutletSpider):
    outlet = Outlet(
        name="guardian",
        title="The Guardian",
        aliases=(
            "Guardian",
            "Guardian US",
            "Guardian Australia",
            "卫报",
            "衛報",
            "ガーディアン",
            "Гардиан",
            "الغارديان",
        ),
        domains=("theguardian.com", "guardian.co.uk"),
        feeds=(
            "https://www.theguardian.com/world/rss",
            "https://www.theguardian.com/international/rss",
            "https://www.theguardian.com/us-news/rss",
            "https://www.theguardian.com/uk-news/rss",
            "https://www.theguardian.com/australia-news/rss",
            "https://www.theguardian.com/business/rss",
        ),
        sitemaps=("https://www.theguardian.com/sitemaps/news.xml",),
        article=r"/\d{4}/[a-z]{3}/\d{2}/[^/?]+",
        # /world/2025/mar/30/all lists a day.
        exclude=r"/\d{2}/(?:all|altdate)/?$|^/crosswords/",
        language="en",
        country="GB",
        timezone="Europe/London",
        founded=date(1821, 5, 5),
        title_affixes=("| The Guardian", "| Guardian"),
    )
