"""The Epoch Times."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class EpochTimes(OutletSpider):
    outlet = Outlet(
        name="epochtimes",
        title="The Epoch Times",
        aliases=("Epoch Times", "大纪元", "大紀元", "大纪元时报", "エポックタイムズ"),
        domains=("theepochtimes.com",),
        feeds=(
            "https://feed.theepochtimes.com/us/feed",
            "https://feed.theepochtimes.com/world/feed",
            "https://feed.theepochtimes.com/china/feed",
            "https://feed.theepochtimes.com/business/feed",
            "https://feed.theepochtimes.com/tech/feed",
            "https://feed.theepochtimes.com/opinion/feed",
        ),
        sitemaps=("https://www.theepochtimes.com/sitemap/sitemap-news.xml.gz",),
        # A story of the world feed may live under /us/; old pages end in _1234567.html.
        article=r"-\d{7}(?:$|\?|/)|_\d{5,8}\.html",
        exclude=r"^/search",
        country="US",
        timezone="America/New_York",
        founded=date(2000, 5, 1),
        title_affixes=("| The Epoch Times", "- The Epoch Times"),
        rules=(
            PageRules(
                body=("[data-testid=article-body]", ".article-body", "#post_content"),
                drop=(".related-posts", ".newsletter-signup"),
            ),
        ),
        note="many pages end in a registration wall; what stands before it is kept.",
    )
