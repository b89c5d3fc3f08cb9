"""NPR."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class Npr(OutletSpider):
    outlet = Outlet(
        name="npr",
        title="NPR",
        aliases=("National Public Radio", "NPR News", "NPR.org", "美国全国公共广播电台"),
        domains=("npr.org",),
        feeds=("https://feeds.npr.org/1001/rss.xml",),
        # 1214320644, since 2024 also nx-s1-5304236 and g-s1-57227.
        article=r"/\d{4}/\d{2}/\d{2}/(?:[a-z]+-s\d-)?\d+(?:$|[/?])",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1970, 2, 26),
        title_affixes=(": NPR", "| NPR"),
    )
