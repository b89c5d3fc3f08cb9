"""A spider whose own code fails: the run says so, and no lead is left hanging."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

_BREAKS_OFF = """

    async def start(self):
        async for request in super().start():
            yield request
        raise RuntimeError("the map of sections is missing")
"""

_CANNOT_PARSE = """

    def _parse_wrongly(self, response):
        raise LookupError("no such column")

    async def start(self):
        async for request in super().start():
            if "claim" in request.meta and request.url.endswith("/news/tern"):
                request = request.replace(callback=self._parse_wrongly)
            yield request
"""


@pytest.fixture
def written_by(desk):
    """Give the outlet's spider code of somebody's own."""

    def write(code: str) -> None:
        spider = desk.folder / "courier_spiders.py"
        spider.write_text(spider.read_text() + code)

    return write


def test_a_start_that_breaks_off_fails_the_run(desk, outlet, written_by):
    outlet.publish("/news/tern", "/news/gull")
    written_by(_BREAKS_OFF)
    said = desk.crawl(status=1)
    # A fault of the code, not of the operation: with its traceback.
    assert "scrapy crawl courier: Traceback" in said
    assert said.strip().endswith("RuntimeError: the map of sections is missing")
    assert "never awaited" not in said
    run = desk.rows("runs")[0]
    assert (run["state"], run["reason"]) == ("failed", "the map of sections is missing")
    assert all(lead["leased_by"] is None for lead in desk.leads().values())


def test_a_page_that_the_spider_breaks_on_is_settled(desk, outlet, written_by):
    outlet.publish("/news/tern", "/news/gull")
    written_by(_CANNOT_PARSE)
    said = desk.crawl()
    assert "no such column" in said
    leads = desk.leads()
    assert leads["/news/gull"]["outcome"] == "story"
    assert leads["/news/tern"]["outcome"] == "error"
    assert leads["/news/tern"]["reason"] == "internal error: LookupError"
    assert all(lead["leased_by"] is None for lead in leads.values())
    assert desk.rows("runs")[0]["state"] == "finished"
