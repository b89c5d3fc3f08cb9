"""TVN24."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class Tvn24(OutletSpider):
    outlet = Outlet(
        name="tvn24",
        title="TVN24",
        aliases=("TVN 24", "tvn24.pl", "TVN"),
        domains=("tvn24.pl",),
        feeds=("https://tvn24.pl/wiadomosci-ze-swiata,2.xml",),
        # -4668753 until 2023, -st8387504 since; eurosport.tvn24.pl: _sto9886129/story.shtml.
        article=r"-(?:st|ls|vc)?\d{7}(?:$|[/?])|_sto\d+/story\.shtml",
        # Whole programmes to watch.
        exclude=r"^/go/",
        language="pl",
        country="PL",
        timezone="Europe/Warsaw",
        founded=date(2001, 8, 9),
        title_affixes=("- TVN24", "| TVN24", "- Biznes", "- TVN24 Biznes"),
        rules=(PageRules(boilerplate=(r"OGLĄDAJ .*", r"Czytaj (?:też|także|więcej).*")),),
    )
