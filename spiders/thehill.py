"""The Hill."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class TheHill(OutletSpider):
    outlet = Outlet(
        name="thehill",
        title="The Hill",
        aliases=("TheHill", "TheHill.com", "国会山报"),
        domains=("thehill.com",),
        feeds=("https://thehill.com/news/feed",),
        article=r"/\d{6,8}-[^/?]+",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1994, 9, 1),
        title_affixes=("| TheHill", "- The Hill", "| The Hill"),
    )
