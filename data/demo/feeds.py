# ruff: noqa: E501  (XML keeps the lines that the outlets' feeds have)
"""Feeds, news sitemaps and robots.txt in the form each outlet publishes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from templates import zulu

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sources import Story

FEED_WINDOW = timedelta(hours=30)
SITEMAP_WINDOW = timedelta(hours=48)
SITEMAP_PAGE = 6
"""Entries on one page of the news sitemap. The real one has 100; a small one shows paging."""

_REUTERS_INDEX = "https://www.reuters.com/arc/outboundfeeds/news-sitemap-index/?outputType=xml"
_REUTERS_SITEMAP = "https://www.reuters.com/arc/outboundfeeds/news-sitemap/?outputType=xml&from={}"
_FT_FEEDS = {
    "home": "https://www.ft.com/rss/home",
    "international": "https://www.ft.com/rss/home/international",
    "world": "https://www.ft.com/world?format=rss",
    "companies": "https://www.ft.com/companies?format=rss",
    "markets": "https://www.ft.com/markets?format=rss",
}
_EPOCH_FEEDS = ("us", "world", "china", "business", "tech")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Document:
    """A discovery document at one URL: how often a day it is read and what it says."""

    outlet: str
    url: str
    twice: bool
    mime: str
    render: Callable[[Sequence[Story], datetime], str]


def documents() -> list[Document]:
    """The feeds and sitemaps of the demo's outlets, Reuters' paged sitemap aside."""
    found = [
        Document("epoch", f"https://feed.theepochtimes.com/{name}/feed", name == "world",
                 "application/rss+xml; charset=UTF-8", _epoch(name))
        for name in _EPOCH_FEEDS
    ]  # fmt: skip
    found += [
        Document("ft", url, name == "home", "application/rss+xml; charset=utf-8", _ft(name, url))
        for name, url in _FT_FEEDS.items()
    ]
    found.append(
        Document("ft", "https://www.ft.com/sitemaps/news.xml", False, "application/xml", _ft_news)
    )
    return found


def reuters_sitemaps(stories: Sequence[Story], now: datetime) -> list[tuple[str, str]]:
    """The news sitemap index of that moment and the pages that it names: URL and XML."""
    listed = _recent([s for s in stories if s.outlet == "reuters"], now, SITEMAP_WINDOW)
    starts = list(range(0, len(listed), SITEMAP_PAGE)) or [0]
    entries = "".join(
        f"<sitemap><loc>{escape(_REUTERS_SITEMAP.format(start))}</loc>"
        f"<lastmod>{zulu(now)}</lastmod></sitemap>"
        for start in starts
    )
    made = [
        (
            _REUTERS_INDEX,
            f'{_XML}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>\n',
        )
    ]
    for start in starts:
        items = "\n".join(
            _news_url(story, now, "Reuters") for story in listed[start : start + SITEMAP_PAGE]
        )
        made.append((_REUTERS_SITEMAP.format(start), _urlset(items)))
    return made


def robots(outlet: str) -> tuple[str, str]:
    """URL and text of the outlet's robots.txt."""
    if outlet == "epoch":
        return "https://www.theepochtimes.com/robots.txt", (
            "User-agent: *\nAllow: /\nDisallow: /health/\nDisallow: /search\n"
            "Disallow: /*?*utm_\nDisallow: /*?*ea_src=\n\n"
            "Sitemap: https://www.theepochtimes.com/sitemap/sitemap-news.xml.gz\n"
        )
    return "https://www.ft.com/robots.txt", (
        "User-agent: *\nDisallow: /search\nDisallow: /myft/\nDisallow: /signup/\n\n"
        "Sitemap: https://www.ft.com/sitemaps/news.xml\nSitemap: https://www.ft.com/sitemaps/index.xml\n"
    )


def _recent(stories: Sequence[Story], now: datetime, window: timedelta) -> list[Story]:
    listed = [s for s in stories if now - window < s.published <= now]
    return sorted(listed, key=lambda s: (s.published, s.id), reverse=True)


def _epoch(name: str) -> Callable[[Sequence[Story], datetime], str]:
    def render(stories: Sequence[Story], now: datetime) -> str:
        mine = [s for s in stories if s.outlet == "epoch" and name in s.feeds]
        items = "\n".join(_epoch_item(s, now) for s in _recent(mine, now, FEED_WINDOW))
        return f"""{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>{name.upper() if name == "us" else name.title()} | The Epoch Times</title>
<link>https://www.theepochtimes.com/{name}</link>
<description>The Epoch Times</description>
<language>en-US</language>
<lastBuildDate>{format_datetime(now)}</lastBuildDate>
{items}
</channel>
</rss>
"""

    return render


def _epoch_item(story: Story, now: datetime) -> str:
    version = story.at(now)
    creators = "".join(f"<dc:creator><![CDATA[{name}]]></dc:creator>" for name in story.authors)
    return (
        f"<item><title>{escape(version.title, quote=False)}</title><link>{story.url}</link>"
        f'<guid isPermaLink="false">{story.number()}</guid>'
        f"<pubDate>{format_datetime(story.published)}</pubDate>{creators}"
        f"<category>{story.section.title()}</category>"
        f'<description><![CDATA[<img src="{story.image()}"/><p>{version.standfirst}</p>]]></description>'
        f'<media:content url="{story.image()}" medium="image"/></item>'
    )


def _ft(name: str, url: str) -> Callable[[Sequence[Story], datetime], str]:
    # The front-page feeds hang a parameter on their links that says nothing of the story.
    suffix = "?syn-25a6b1a6=1" if name in {"home", "international"} else ""

    def render(stories: Sequence[Story], now: datetime) -> str:
        mine = [s for s in stories if s.outlet == "ft" and name in s.feeds]
        items = "\n".join(_ft_item(s, now, suffix) for s in _recent(mine, now, FEED_WINDOW))
        return f"""{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title><![CDATA[{name.title()}]]></title>
<description><![CDATA[{name.title()}]]></description>
<link>https://www.ft.com</link>
<lastBuildDate>{format_datetime(now, usegmt=True)}</lastBuildDate>
<atom:link href="{url}" rel="self" type="application/rss+xml"/>
<language><![CDATA[en]]></language>
<ttl>15</ttl>
{items}
</channel>
</rss>
"""

    return render


def _ft_item(story: Story, now: datetime, suffix: str) -> str:
    version = story.at(now)
    return (
        f"<item><title><![CDATA[{story.feed_title or version.title}]]></title>"
        f"<description><![CDATA[{version.standfirst}]]></description>"
        f"<link>{story.url}{suffix}</link>"
        f'<guid isPermaLink="false">{story.number()}</guid>'
        f"<pubDate>{format_datetime(story.published, usegmt=True)}</pubDate>"
        f'<media:thumbnail url="{story.image()}"/></item>'
    )


def _ft_news(stories: Sequence[Story], now: datetime) -> str:
    listed = _recent([s for s in stories if s.outlet == "ft"], now, SITEMAP_WINDOW)
    return _urlset("\n".join(_news_url(s, now, "Financial Times") for s in listed))


def _news_url(story: Story, now: datetime, publication: str) -> str:
    """One entry; the declared language is English whatever the story's is."""
    version = story.at(now)
    modified = version.modified if version.modified <= now else story.published
    tickers = f"<news:stock_tickers>{story.tickers}</news:stock_tickers>" if story.tickers else ""
    return (
        f"<url><loc>{story.url}</loc><lastmod>{zulu(modified)}</lastmod><news:news>"
        f"<news:publication><news:name>{publication}</news:name>"
        f"<news:language>en</news:language></news:publication>"
        f"<news:publication_date>{zulu(story.published)}</news:publication_date>"
        f"<news:title>{escape(version.title, quote=False)}</news:title>{tickers}</news:news></url>"
    )


def _urlset(items: str) -> str:
    return (
        f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{items}\n</urlset>\n'
    )
