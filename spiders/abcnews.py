"""ABC News of the United States."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class AbcNews(OutletSpider):
    outlet = Outlet(
        name="abcnews",
        title="ABC News",
        # Others are called ABC too: in Australia, in Spain.
        aliases=("ABC", "ABCNews", "ABC News (US)", "美国广播公司"),
        domains=("abcnews.go.com", "abcnews.com"),
        feeds=("http://feeds.abcnews.com/abcnews/topstories",),
        article=r"\?(?:.*&)?id=\d{6,}|-\d{8,}(?:$|[/?])",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1945, 6, 15),
        title_affixes=("- ABC News",),
        rules=(PageRules(body=("[data-testid=prism-article-body]",), drop=("figure", "aside")),),
    )
