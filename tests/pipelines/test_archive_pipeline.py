from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DropItem

from aggregator.archive.errors import ArchiveError
from aggregator.crawl.policy import Policy
from aggregator.records import Extract, Outcome
from pipelines.archive import ArchivePipeline

URL = "https://courier.example/news/weir"
FOUND = Extract(url=URL, outcome=Outcome.STORY, title="The weir is dry", text="Dry.")


@pytest.fixture
def pipeline() -> ArchivePipeline:
    return ArchivePipeline.from_crawler(SimpleNamespace())


class Shelf:
    def more(self, url: str) -> bool:
        return url == URL


async def test_committed_story_goes_on_to_the_exports(pipeline, run, page_of):
    item = await pipeline.process_item(page_of().extracted(FOUND))
    assert item == FOUND.as_record(7)
    assert (item["id"], item["url"], item["outcome"]) == (7, URL, "story")


async def test_fetch_tells_all_that_is_known(pipeline, run, page_of, claimed, exchanged):
    headers = {"ETag": '"v1"', "last-modified": "Wed, 04 Mar 2026 09:00:00 GMT"}
    page = page_of(
        claim=claimed(requested_url=f"{URL}/"),
        headers=headers,
        sequence=5,
        elapsed=0.25,
        exchanges=(exchanged(),),
    )
    await pipeline.process_item(page.extracted(FOUND))
    [fetch] = run.settled
    assert (fetch.lead_id, fetch.outlet, fetch.url) == (1, "courier", f"{URL}/")
    assert (fetch.sequence, fetch.status, fetch.elapsed) == (5, 200, 0.25)
    assert (fetch.etag, fetch.last_modified) == ('"v1"', headers["last-modified"])
    assert fetch.captured_at == exchanged().captured_at
    assert fetch.extract is FOUND
    assert fetch.retry_at is fetch.revisit_at is None


async def test_fetch_without_a_story_is_settled_and_dropped(pipeline, run, page_of):
    run.story_id = None
    gone = Extract(url=URL, outcome=Outcome.GONE, reason="status 404")
    with pytest.raises(DropItem, match="gone"):
        await pipeline.process_item(page_of(status=404).extracted(gone))
    [fetch] = run.settled
    assert (fetch.outcome, fetch.reason, fetch.extract) == (Outcome.GONE, "status 404", None)


async def test_wall_with_a_teaser_is_settled_as_a_wall(pipeline, run, page_of):
    kept = Extract(url=URL, outcome=Outcome.TEASER, title="The weir is dry")
    page = page_of(status=403).extracted(kept, verdict=(Outcome.BOT_WALL, "challenge"))
    item = await pipeline.process_item(page)
    assert item["outcome"] == "teaser"
    [fetch] = run.settled
    assert (fetch.outcome, fetch.extract) == (Outcome.BOT_WALL, kept)


async def test_retry_after_is_heeded(pipeline, run, page_of):
    page = page_of(status=503, headers={"Retry-After": "36000"})
    failed = Extract(url=URL, outcome=Outcome.ERROR, reason="status 503")
    run.story_id = None
    with pytest.raises(DropItem):
        await pipeline.process_item(page.extracted(failed))
    wait = run.settled[0].retry_at - datetime.now(UTC)
    assert abs(wait - timedelta(hours=10)) < timedelta(minutes=1)


async def test_agreement_is_recorded_with_the_fetch(pipeline, run, page_of):
    await pipeline.process_item(page_of(by_agreement="contract 7").extracted(FOUND))
    walled = Extract(url=URL, outcome=Outcome.PAYWALLED, title="Dry", reason="a meter")
    await pipeline.process_item(page_of(by_agreement="contract 7").extracted(walled))
    assert [fetch.reason for fetch in run.settled] == [
        "by agreement: contract 7",
        "by agreement: contract 7; a meter",
    ]


async def test_next_capture_of_a_replay_is_due_at_once(pipeline, run, page_of, exchanged):
    run.policy, run.shelf = Policy(max_attempts=4, replay=True), Shelf()
    await pipeline.process_item(page_of(exchanges=(exchanged(),)).extracted(FOUND))
    assert run.settled[0].revisit_at is not None


async def test_what_a_replay_did_not_serve_is_not_asked_for_again(pipeline, run, page_of):
    """Else a page that the captured robots.txt forbids would be claimed for ever."""
    run.policy, run.shelf = Policy(max_attempts=4, replay=True), Shelf()
    denied = Extract(url=URL, outcome=Outcome.TEASER, title="The weir is dry")
    page = page_of(exchanges=()).extracted(denied, verdict=(Outcome.ROBOTS_DENIED, "no"))
    await pipeline.process_item(page)
    assert run.settled[0].revisit_at is run.settled[0].retry_at is None


async def test_failing_crawl_gives_no_verdict(pipeline, run, page_of):
    run.failure = ArchiveError("no room")
    with pytest.raises(DropItem, match="stopping"):
        await pipeline.process_item(page_of().extracted(FOUND))
    assert run.settled == []


async def test_archive_that_takes_nothing_drops_the_item_quietly(pipeline, run, page_of):
    """The run stops, and tells why once; a traceback for each page would hide it."""
    run.trouble = ArchiveError("no room")
    with pytest.raises(DropItem, match="not archived") as told:
        await pipeline.process_item(page_of().extracted(FOUND))
    assert told.value.log_level == "DEBUG"


async def test_fault_of_ours_is_not_swallowed(pipeline, run, page_of):
    run.trouble = ZeroDivisionError("ours")
    with pytest.raises(ZeroDivisionError):
        await pipeline.process_item(page_of().extracted(FOUND))


async def test_page_that_was_not_read_is_a_fault(pipeline, run, page_of):
    with pytest.raises(ValueError, match="without having been read"):
        await pipeline.process_item(page_of())
