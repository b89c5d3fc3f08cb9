"""Al Jazeera."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class AlJazeera(OutletSpider):
    outlet = Outlet(
        name="aljazeera",
        title="Al Jazeera",
        aliases=(
            "Aljazeera",
            "Al Jazeera English",
            "الجزيرة",
            "قناة الجزيرة",
            "半岛电视台",
            "半島電視台",
            "アルジャジーラ",
            "알자지라",
            "Аль-Джазира",
        ),
        domains=("aljazeera.com", "aljazeera.net"),
        feeds=("https://www.aljazeera.com/xml/rss/all.xml",),
        sitemaps=("https://www.aljazeera.com/news-sitemap.xml",),
        article=r"/\d{4}/\d{1,2}/\d{1,2}/[^/?]+",
        language="en",
        country="QA",
        # Older pages print "19 Nov 2019 07:09 GMT".
        timezone="UTC",
        founded=date(1996, 11, 1),
        title_affixes=("| Al Jazeera", "| News | Al Jazeera", "- Al Jazeera English"),
    )
