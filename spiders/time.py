"""Time."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class Time(OutletSpider):
    outlet = Outlet(
        name="time",
        title="Time",
        aliases=("TIME Magazine", "TIME.com", "时代周刊", "時代雜誌", "タイム誌"),
        domains=("time.com",),
        feeds=("https://time.com/feed",),
        article=r"^/\d{6,8}/[^/?]+|^/article/\d{4}/\d{2}/\d{2}/[^/?]+",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1923, 3, 3),
        title_affixes=("| TIME", "| Time"),
    )
