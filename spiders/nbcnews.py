"""NBC News."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class NbcNews(OutletSpider):
    outlet = Outlet(
        name="nbcnews",
        title="NBC News",
        aliases=("NBC", "NBCNews", "NBCNews.com", "全国广播公司", "美国全国广播公司"),
        domains=("nbcnews.com",),
        feeds=("https://feeds.nbcnews.com/nbcnews/public/world",),
        article=r"-(?:rcna|ncna|n)\d{5,}(?:$|[/?])|/video/[^/?]+-\d{9,}",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1940, 2, 21),
        title_affixes=("- NBC News", "| NBC News"),
    )
