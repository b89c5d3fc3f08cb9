"""BBC News."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class BbcNews(OutletSpider):
    outlet = Outlet(
        name="bbc",
        title="BBC News",
        aliases=(
            "BBC",
            "BBC.com",
            "BBC World",
            "BBC World Service",
            "British Broadcasting Corporation",
            "英国广播公司",
            "英國廣播公司",
            "Би-би-си",
            "بي بي سي",
        ),
        domains=("bbc.com", "bbc.co.uk"),
        feeds=(
            "https://feeds.bbci.co.uk/news/rss.xml",
            "http://feeds.bbci.co.uk/news/world/rss.xml",
            "https://feeds.bbci.co.uk/news/world/asia/rss.xml",
            "https://feeds.bbci.co.uk/news/world/europe/rss.xml",
            "https://feeds.bbci.co.uk/news/world/us_and_canada/rss.xml",
            "https://feeds.bbci.co.uk/news/business/rss.xml",
        ),
        sitemaps=("https://www.bbc.com/sitemaps/https-index-com-news.xml",),
        # Since 2023 /news/articles/c123456789ao; before that /news/world-asia-12345678.
        article=r"/(?:articles|videos|live)/c[0-9a-z]{9,13}"
        r"|^/(?:news|newsround|sport|weather)/(?:[a-z0-9-]+/)*(?:[a-z-]+-)?\d{8}"
        r"|/article/\d{8}-",
        language="en",
        country="GB",
        timezone="Europe/London",
        founded=date(1922, 11, 14),
        title_affixes=("- BBC News", "- BBC Sport", "| BBC News"),
    )
