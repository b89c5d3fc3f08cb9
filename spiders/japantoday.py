"""Japan Today."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class JapanToday(OutletSpider):
    outlet = Outlet(
        name="japantoday",
        title="Japan Today",
        aliases=("JapanToday", "ジャパントゥデイ"),
        domains=("japantoday.com",),
        feeds=("https://japantoday.com/feed",),
        article=r"^/category/[^/?]+/(?:[^/?]+/)*[^/?]+",
        # /category/features has sections of its own.
        exclude=r"^/category/features/[^/?]+/?(?:$|\?)|[?&]page=",
        language="en",
        country="JP",
        timezone="Asia/Tokyo",
        founded=date(2000, 1, 1),
        title_affixes=("- Japan Today",),
    )
