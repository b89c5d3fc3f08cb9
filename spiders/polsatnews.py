"""Polsat News."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class PolsatNews(OutletSpider):
    outlet = Outlet(
        name="polsatnews",
        title="Polsat News",
        aliases=("Polsat", "PolsatNews.pl", "Telewizja Polsat"),
        domains=("polsatnews.pl",),
        feeds=("https://www.polsatnews.pl/rss/swiat.xml",),
        article=r"^/(?:wiadomosc|wideo)/\d{4}-\d{2}-\d{2}/[^/?]+",
        language="pl",
        country="PL",
        timezone="Europe/Warsaw",
        founded=date(2008, 6, 7),
        title_affixes=("- Polsat News",),
        rules=(
            PageRules(
                body=(".news__preview, .news__description",),
                drop=("figure",),
                boilerplate=(r"Czytaj (?:też|także|więcej).*",),
            ),
        ),
    )
