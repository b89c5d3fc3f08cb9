"""Le Monde, in French and in English."""

from datetime import date

from aggregator.outlets import Outlet, PageRules
from spiders.base import OutletSpider


class LeMonde(OutletSpider):
    outlet = Outlet(
        name="lemonde",
        title="Le Monde",
        aliases=("Le Monde.fr", "Le Monde in English", "世界报", "世界報", "Монд", "لوموند"),
        domains=("lemonde.fr",),
        feeds=(
            "https://www.lemonde.fr/rss/une.xml",
            "https://www.lemonde.fr/en/rss/une.xml",
        ),
        sitemaps=("https://www.lemonde.fr/sitemap_news.xml",),
        # The last number is the section's.
        article=r"/\d{4}/\d{2}/\d{2}/[^/]+_\d{5,8}_\d+\.html",
        language="fr",
        country="FR",
        timezone="Europe/Paris",
        founded=date(1944, 12, 18),
        rules=(
            PageRules(
                drop=(".catcher", ".paywall", ".article__siblings"),
                boilerplate=(r"Il vous reste .* à lire.*", r"You have .* left to read.*"),
            ),
        ),
        note="many articles are for subscribers and some requests are answered 402 or with a "
        "challenge: what stands before the wall is kept.",
    )
