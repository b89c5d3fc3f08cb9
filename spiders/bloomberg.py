"""Bloomberg."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class Bloomberg(OutletSpider):
    outlet = Outlet(
        name="bloomberg",
        title="Bloomberg",
        aliases=(
            "Bloomberg News",
            "Bloomberg.com",
            "Bloomberg Opinion",
            "Bloomberg Businessweek",
            "彭博",
            "彭博社",
            "彭博新闻社",
            "ブルームバーグ",
            "블룸버그",
            "블룸버그통신",
            "Блумберг",
            "بلومبرغ",
        ),
        domains=("bloomberg.com",),
        feeds=("https://www.bloomberg.com/politics/feeds/site.xml",),
        article=r"/\d{4}-\d{2}-\d{2}/[^/?]+|^/(?:features|graphics)/\d{4}-[^/?]+",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1990, 6, 14),
        title_affixes=("- Bloomberg",),
        note="articles are metered and requests often meet a challenge: the feed gives headline, "
        "standfirst and time as a teaser.",
        wire=True,
    )
