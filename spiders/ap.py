"""The Associated Press."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class AssociatedPress(OutletSpider):
    outlet = Outlet(
        name="ap",
        title="The Associated Press",
        aliases=(
            "Associated Press",
            "AP",
            "A.P.",
            "AP News",
            "APNews",
            "美联社",
            "美聯社",
            "AP通信",
            "AP통신",
            "Ассошиэйтед Пресс",
            "أسوشيتد برس",
        ),
        domains=("apnews.com", "ap.org"),
        # There is no RSS.
        sitemaps=("https://apnews.com/news-sitemap-content.xml",),
        article=r"^/article/(?:[^/]+-)?[0-9a-f]{32}(?:$|[/?])|^/live/[^/]+-[^/]+",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1846, 5, 22),
        title_affixes=("| AP News",),
        note="some networks are answered 403 (seen 2024): then what the sitemap says is kept.",
        wire=True,
    )
