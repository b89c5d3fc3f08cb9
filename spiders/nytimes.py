"""The New York Times."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class NewYorkTimes(OutletSpider):
    outlet = Outlet(
        name="nytimes",
        title="The New York Times",
        aliases=(
            "New York Times",
            "NYT",
            "NY Times",
            "NYTimes",
            "NYTimes.com",
            "纽约时报",
            "紐約時報",
            "ニューヨーク・タイムズ",
            "뉴욕타임스",
            "Нью-Йорк таймс",
            "نيويورك تايمز",
        ),
        domains=("nytimes.com", "nyti.ms"),
        feeds=(
            "https://rss.nytimes.com/services/xml/rss/nyt/HomePage.xml",
            "https://rss.nytimes.com/services/xml/rss/nyt/World.xml",
            "https://rss.nytimes.com/services/xml/rss/nyt/US.xml",
            "https://rss.nytimes.com/services/xml/rss/nyt/Business.xml",
        ),
        # Plain XML despite its name.
        sitemaps=("https://www.nytimes.com/sitemaps/new/news.xml.gz",),
        article=r"/\d{4}/\d{2}/\d{2}/[^/?]+/[^?]+|^/article/[^/]+\.html|^/video/.*\d{15}/",
        exclude=r"^/(?:crosswords|games|issue|sitemap)/",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1851, 9, 18),
        title_affixes=("- The New York Times",),
        note="robots.txt refuses Scrapy by name and archived data sets, and articles answer with a "
        "challenge (DataDome): feeds give headline, standfirst and time as a teaser.",
        terms=("no-ml",),
    )
