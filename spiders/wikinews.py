"""Wikinews, in English: written by volunteers on the sources that each story names."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider

_FEED = (
    "https://en.wikinews.org/w/index.php?title=Special:NewsFeed&feed={form}&categories=Published"
    "&notcategories=No%20publish%7CArchived%7CAutoArchived%7Cdisputed&namespace=0&count=30"
    "&ordermethod=categoryadd&stablepages=only"
)
_NAMESPACES = (
    "Special|Category|File|Template|Talk|User|Help|Module|MediaWiki|Portal|Thread|Comments"
    "|Wikinews|[A-Za-z]+(?:_| )talk"
)


class Wikinews(OutletSpider):
    outlet = Outlet(
        name="wikinews",
        title="Wikinews",
        aliases=("Wikinews, the free news source", "WikiNews", "en.wikinews.org"),
        domains=("en.wikinews.org",),
        feeds=(_FEED.format(form="rss"), _FEED.format(form="atom")),
        article=rf"^/wiki/(?!(?:{_NAMESPACES}):|Main_Page$)[^/?#][^?#]*(?:\?|$)",
        exclude=r"[?&](?:action|oldid|diff|printable|veaction)=",
        language="en",
        timezone="UTC",
        founded=date(2004, 11, 8),
        title_affixes=("- Wikinews, the free news source",),
        rules=(
            PageRules(
                body=(".mw-parser-output",),
                drop=(".published", "#publishDate", ".infobox", ".thumb", "figure", ".toc",
                      ".mw-editsection", ".noprint", ".sourceTemplate", "table",
                      ".mw-heading2 ~ *", "h2 ~ *", "h2", ".mw-heading2"),
            ),
        ),
        digest=True,
        note="stories, each with the sources that it rests on; the text is free (CC BY).",
    )  # fmt: skip
