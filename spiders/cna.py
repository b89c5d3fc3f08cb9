"""CNA, formerly Channel NewsAsia."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class ChannelNewsAsia(OutletSpider):
    outlet = Outlet(
        name="cna",
        title="CNA",
        aliases=("Channel NewsAsia", "Channel News Asia", "ChannelNewsAsia", "亚洲新闻台"),
        domains=("channelnewsasia.com",),
        feeds=("https://www.channelnewsasia.com/api/v1/rss-outbound-feed?_format=xml",),
        article=r"-\d{6,8}(?:$|[/?])",
        exclude=r"^/(?:author|listen|topic|watch)/",
        language="en",
        country="SG",
        timezone="Asia/Singapore",
        founded=date(1999, 3, 1),
        title_affixes=("- CNA", "- Channel NewsAsia"),
        rules=(PageRules(body=(".text-long",), drop=("figure", ".referenced-card")),),
    )
