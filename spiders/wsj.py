"""The Wall Street Journal."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class WallStreetJournal(OutletSpider):
    outlet = Outlet(
        name="wsj",
        title="The Wall Street Journal",
        aliases=(
            "Wall Street Journal",
            "WSJ",
            "WSJ.com",
            "Wall Street Journal Europe",
            "华尔街日报",
            "華爾街日報",
            "ウォール・ストリート・ジャーナル",
            "월스트리트저널",
            "Уолл-стрит джорнэл",
            "وول ستريت جورنال",
        ),
        domains=("wsj.com",),
        feeds=(
            "https://feeds.content.dowjones.io/public/rss/RSSWorldNews",
            "https://feeds.content.dowjones.io/public/rss/WSJcomUSBusiness",
            "https://feeds.content.dowjones.io/public/rss/RSSMarketsMain",
        ),
        sitemaps=("https://www.wsj.com/wsjsitemaps/wsj_google_news.xml",),
        article=r"-(?:[0-9a-f]{8}|\d{11})(?:$|[/?])|^/articles/SB\d+|^/livecoverage/[^/]+",
        language="en",
        country="US",
        timezone="America/New_York",
        founded=date(1889, 7, 8),
        title_affixes=("- WSJ", "- The Wall Street Journal"),
        rules=(PageRules(body=("[data-type=paragraph]",)),),
        note="articles are answered 401: a plain crawl keeps what feeds and sitemap say as a "
        "teaser.",
    )
