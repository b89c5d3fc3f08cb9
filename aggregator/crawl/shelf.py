"""The captures that stand in for the network, each to be served once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scrapy.settings import BaseSettings

    from aggregator.archive.captures.replay import ReplayIndex
    from aggregator.records import Exchange


class ReplayShelf:
    """The captures of a replay, and which of them were taken off it already.

    Args:
        index: of the capture files.
        known: captures the archive holds: URL to the times it was captured at.
    """

    def __init__(self, index: ReplayIndex, known: Mapping[str, set[datetime]]) -> None:
        self.index = index
        self._taken: dict[str, set[datetime]] = {}
        for url, times in known.items():
            self._taken_of(url).update(times)

    @property
    def size(self) -> int:
        """URLs there are captures of."""
        return len(list(self.index.urls()))

    def waiting(self) -> list[str]:
        """URLs with a capture that the archive does not hold yet."""
        return [url for url in self.index.urls() if self.more(url)]

    def next_time(self, url: str) -> datetime | None:
        """When the capture of the URL that is served next was made; None where none is left."""
        taken = self._taken_of(url)
        return next((time for time in self.index.times(url) if time not in taken), None)

    def more(self, url: str) -> bool:
        """Whether a capture of the URL is still to be served."""
        return self.next_time(url) is not None

    def is_used_up(self, url: str) -> bool:
        """Whether there were captures of the URL and all have been served."""
        return self.index.has(url) and not self.more(url)

    def take(self, url: str, *, again: bool = False) -> Exchange | None:
        """The next capture of the URL; with `again` the last one when all were served."""
        taken = self._taken_of(url)
        exchange = self.index.get(url, exclude=taken)
        if exchange is None and again and (times := self.index.times(url)):
            exchange = self.index.get(url, exclude=times[:-1])
        if exchange is not None:
            taken.add(exchange.captured_at)
        return exchange

    def _taken_of(self, url: str) -> set[datetime]:
        """By canonical URL: a capture may be spelled otherwise than the request it answers."""
        try:
            key = canonical(url)
        except ValueError:
            key = url
        return self._taken.setdefault(key, set())


def replay_paths(settings: BaseSettings) -> list[Path]:
    """The capture files named in the setting `REPLAY`."""
    return [Path(part) for name in settings.getlist("REPLAY") if (part := name.strip())]
