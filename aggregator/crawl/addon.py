"""Turns the settings `REPLAY` and the outlets' politeness into Scrapy's own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.crawl.loader import load_outlets

if TYPE_CHECKING:
    from scrapy.settings import Settings

MEMENTOS = "mementos"
"""Download slot of the public web archive: no outlet has this name."""

_REPLAY_HANDLER = "aggregator.crawl.replay.ReplayHandler"


class AggregatorAddon:
    """Scrapy add-on: the settings that follow from other settings."""

    def update_settings(self, settings: Settings) -> None:
        # Pages wait for their batch to commit inside the pipelines, so the gate on responses
        # under way must hold a whole claim of the largest pages.
        gate = (settings.getint("CLAIM_SIZE") + 1) * settings.getint("DOWNLOAD_MAXSIZE")
        settings.set("SCRAPER_SLOT_MAX_ACTIVE_SIZE", gate, priority="addon")
        if settings.getlist("REPLAY"):
            self._crawl_captures(settings)
        else:
            self._be_gentle(settings)

    def _crawl_captures(self, settings: Settings) -> None:
        """Nothing leaves this machine, so nothing has to wait."""
        for scheme in ("http", "https"):
            settings["DOWNLOAD_HANDLERS"][scheme] = _REPLAY_HANDLER
        for name, value in {
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": settings.getint("CONCURRENT_REQUESTS"),
            "RETRY_ENABLED": False,
            "DNSCACHE_ENABLED": False,
        }.items():
            settings.set(name, value, priority="cmdline")

    def _be_gentle(self, settings: Settings) -> None:
        """Give each outlet a download slot of its own, shared by all its hosts.

        A longer DOWNLOAD_DELAY set by the operator wins over what the outlet declares.
        """
        floor = settings.getfloat("DOWNLOAD_DELAY")
        archive_delay = max(settings.getfloat("MEMENTO_DELAY"), floor)
        settings.set(
            "DOWNLOAD_SLOTS",
            {
                MEMENTOS: {"concurrency": 1, "delay": archive_delay},
            }
            | {
                outlet.name: {
                    "concurrency": outlet.politeness.concurrency,
                    "delay": max(outlet.politeness.delay, floor),
                }
                for outlet in load_outlets(settings).values()
            },
            priority="addon",
        )
