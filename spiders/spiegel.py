"""DER SPIEGEL."""

from datetime import date

from aggregator.outlets import Outlet
from spiders.base import OutletSpider


class Spiegel(OutletSpider):
    outlet = Outlet(
        name="spiegel",
        title="DER SPIEGEL",
        aliases=(
            "Spiegel",
            "Spiegel Online",
            "Spiegel.de",
            "SPON",
            "明镜周刊",
            "明鏡週刊",
            "Шпигель",
            "دير شبيغل",
        ),
        domains=("spiegel.de",),
        feeds=("https://www.spiegel.de/schlagzeilen/index.rss",),
        # Before 2020 -a-1234567.html.
        article=r"-a-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|-a-\d{5,8}\.html",
        language="de",
        country="DE",
        timezone="Europe/Berlin",
        founded=date(1947, 1, 4),
        title_affixes=("- DER SPIEGEL", "- SPIEGEL ONLINE"),
        note="pieces of Spiegel+ need a subscription: their beginning is kept as a teaser.",
    )
