"""CNN."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class Cnn(OutletSpider):
    outlet = Outlet(
        name="cnn",
        title="CNN",
        aliases=(
            "Cable News Network",
            "CNN.com",
            "CNN International",
            "CNN Business",
            "CNN Politics",
            "美国有线电视新闻网",
            "有线电视新闻网",
            "Си-эн-эн",
            "سي إن إن",
        ),
        domains=("cnn.com",),
        sitemaps=("https://www.cnn.com/sitemap/news.xml",),
        article=r"/\d{4}/\d{2}/\d{2}/[^/?]+/[^/?]+|/live-news/[^/?]+",
        exclude=r"^/cnn-underscored/",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1980, 6, 1),
        title_affixes=("| CNN", "- CNN", "| CNN Politics", "| CNN Business", "- CNNPolitics"),
    )
