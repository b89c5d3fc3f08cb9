"""Financial Times."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class FinancialTimes(OutletSpider):
    outlet = Outlet(
        name="ft",
        title="Financial Times",
        aliases=("FT", "FT.com", "The FT", "金融时报", "英国金融时报", "フィナンシャル・タイムズ"),
        domains=("ft.com",),
        feeds=(
            "https://www.ft.com/rss/home",
            "https://www.ft.com/rss/home/international",
            "https://www.ft.com/world?format=rss",
            "https://www.ft.com/global-economy?format=rss",
            "https://www.ft.com/companies?format=rss",
            "https://www.ft.com/markets?format=rss",
            "https://www.ft.com/technology?format=rss",
        ),
        sitemaps=("https://www.ft.com/sitemaps/news.xml",),
        article=r"^/content/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
        country="GB",
        timezone="Europe/London",
        founded=date(1888, 1, 9),
        title_affixes=("| Financial Times", "- Financial Times", "| FT"),
        rules=(
            PageRules(
                body=("#article-body", ".article__content-body", "[data-component=article-body]"),
                drop=(".n-content-recommended", "aside", ".article__content-sign-up"),
                boilerplate=(r"Roula Khalaf, Editor of the FT, selects.*",),
            ),
        ),
        note="articles need a subscription: without ACCESS_COOKIES a plain crawl keeps headline, "
        "standfirst and time as a teaser.",
        terms=("no-ml",),
    )
