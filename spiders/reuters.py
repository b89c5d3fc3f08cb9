"""Reuters."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class Reuters(OutletSpider):
    outlet = Outlet(
        name="reuters",
        title="Reuters",
        aliases=(
            "Thomson Reuters",
            "Reuters News",
            "路透社",
            "Рейтер",
            "ロイター",
            "رويترز",
            "로이터",
        ),
        domains=("reuters.com",),
        sitemaps=("https://www.reuters.com/arc/outboundfeeds/news-sitemap-index/?outputType=xml",),
        article=r"-\d{4}-\d{2}-\d{2}/?(?:$|\?)|^/article/.*-?id[A-Z0-9]+",
        exclude=r"^/(graphics|pictures|video|podcasts|plus)/",
        country="GB",
        founded=date(1851, 10, 10),
        title_affixes=("| Reuters", "- Reuters", "| Reuters.com"),
        rules=(
            PageRules(
                body=("[data-testid^=paragraph]", "[class*=article-body__content]"),
                drop=("[data-testid=Signup]", "[class*=read-next]"),
                boilerplate=(
                    r"Our Standards: The Thomson Reuters Trust Principles\.?.*",
                    r"(Reporting|Writing|Additional reporting|Compiled|Editing) by .*",
                    r"Sign up here\.?",
                ),
                state="fusion-metadata",
            ),
            PageRules(
                until=date(2020, 12, 31),
                body=(".StandardArticleBody_body", "#article-text"),
                boilerplate=(r"FILE PHOTO: .*",),
            ),
        ),
        note="robots.txt refuses unknown robots (2026): a plain crawl is answered robots_denied. "
        "With an agreement set PERMISSIONS; saved pages and licensed feeds are read with REPLAY; "
        "what feeds of others and digests say of its stories is kept.",
        wire=True,
    )
