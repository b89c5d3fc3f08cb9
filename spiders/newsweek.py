"""Newsweek."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class Newsweek(OutletSpider):
    outlet = Outlet(
        name="newsweek",
        title="Newsweek",
        aliases=("Newsweek.com", "Newsweek Magazine", "新闻周刊", "ニューズウィーク", "Ньюсуик"),
        domains=("newsweek.com",),
        feeds=("https://www.newsweek.com/rss",),
        article=r"-\d{6,8}(?:$|[/?])",
        exclude=r"^/(?:authors|topic)/",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1933, 2, 17),
        title_affixes=("- Newsweek", "| Newsweek"),
    )
