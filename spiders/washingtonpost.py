"""The Washington Post."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class WashingtonPost(OutletSpider):
    outlet = Outlet(
        name="washingtonpost",
        title="The Washington Post",
        aliases=(
            "Washington Post",
            "WaPo",
            "WashPost",
            "华盛顿邮报",
            "華盛頓郵報",
            "ワシントン・ポスト",
            "워싱턴포스트",
            "Вашингтон пост",
            "واشنطن بوست",
        ),
        domains=("washingtonpost.com", "wapo.st"),
        feeds=("https://feeds.washingtonpost.com/rss/world?itid=lk_inline_manual_36",),
        sitemaps=("https://www.washingtonpost.com/sitemaps/news-sitemap.xml.gz",),
        article=r"/\d{4}/\d{2}/\d{2}/[^/?]+|/interactive/\d{4}/[^/?]+",
        exclude=r"^/(?:crossword-puzzles|newssearch)/",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1877, 12, 6),
        title_affixes=("- The Washington Post", "- Washington Post"),
        # Each paragraph or two stands in a division of its own, with links between them.
        rules=(
            PageRules(
                body=("[data-qa=article-body]", ".article-body"),
                drop=("figure", "[data-qa=interstitial-link]", ".interstitial-link"),
            ),
        ),
        note="articles are metered and many requests meet a wall: what stands before it is kept.",
    )
