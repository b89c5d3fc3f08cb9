"""A run to put pages through the pipelines with, without Scrapy around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from aggregator.archive.captures.store import CaptureStore
from aggregator.archive.crawling.frontier import ClaimedLead
from aggregator.archive.writing.writer import Settled
from aggregator.crawl.items import Page
from aggregator.crawl.policy import Policy
from aggregator.outlets import Outlet, OutletDirectory
from aggregator.records import Exchange, Fetch, Lead

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
URL = "https://courier.example/news/weir"
COURIER = Outlet(name="courier", title="Courier", domains=("courier.example",))


@dataclass
class StandIn:
    """Stands for `aggregator.crawl.run.Run`: extraction runs in this process, nothing is stored."""

    captures: CaptureStore
    outlets: OutletDirectory = field(default_factory=lambda: OutletDirectory([COURIER]))
    policy: Policy = field(default_factory=lambda: Policy(max_attempts=4))
    shelf: Any = None
    failure: BaseException | None = None
    settled: list[Fetch] = field(default_factory=list)
    story_id: int | None = 7
    trouble: Exception | None = None
    crawler: Any = field(default_factory=SimpleNamespace)

    @property
    def workers(self) -> Any:
        return SimpleNamespace(run=self._work)

    async def _work(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.trouble:
            raise self.trouble
        return function(*args, **kwargs)

    async def settle(self, fetch: Fetch) -> Settled:
        if self.trouble:
            raise self.trouble
        self.settled.append(fetch)
        return Settled(lead_id=fetch.lead_id, story_id=self.story_id)

    def fail(self, error: BaseException) -> None:
        self.failure = error


@pytest.fixture
def run(tmp_path: Path, monkeypatch):
    from aggregator.crawl.run import Run  # noqa: PLC0415 - slow to import

    with CaptureStore(tmp_path / "captures", prefix="test", software="test") as store:
        stand_in = StandIn(store)
        monkeypatch.setattr(Run, "of", classmethod(lambda cls, crawler: stand_in))
        yield stand_in


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def claimed():
    def make(**given: Any) -> ClaimedLead:
        lead = Lead(url=URL, via="feed", title="The weir is dry", summary="No snow, no river.")
        values = {
            "lead_id": 1, "outlet": "courier", "url": URL, "requested_url": URL, "lead": lead,
            "attempts": 0, "story_id": None, "story_form": None, "etag": None,
            "last_modified": None,
        }  # fmt: skip
        return ClaimedLead(**values | given)

    return make


@pytest.fixture(scope="session")
def exchanged():
    def make(body: bytes = b"<p>", *, url: str = URL, status: int = 200, **given: Any) -> Exchange:
        headers = (("Content-Type", "text/html"),)
        values = {"captured_at": NOW, "headers": headers, **given}
        return Exchange(url=url, status=status, body=body, **values)

    return make


@pytest.fixture(scope="session")
def page_of(claimed):
    def make(**given: Any) -> Page:
        values = {
            "claim": claimed(), "outlet": COURIER, "sequence": 0, "url": URL,
            "status": 200, "headers": {"Content-Type": "text/html"},
        }  # fmt: skip
        return Page(**values | given)

    return make
