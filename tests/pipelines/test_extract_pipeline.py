from __future__ import annotations

from types import SimpleNamespace

import pytest

from aggregator.crawl.items import DIGEST
from aggregator.outlets import Outlet
from aggregator.records import Lead, Outcome
from aggregator.workers import WorkerCrashed, WorkerTimeout
from pipelines.extract import ExtractPipeline

URL = "https://courier.example/news/weir"
_TOLD = "".join(
    f"<p>The keeper of sluice number {n} has not seen the river so low since the mill burned.</p>"
    for n in range(1, 9)
)
STORY = f"""<!doctype html><html lang="en"><head><title>The weir is dry</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "The weir is dry",
"datePublished": "2026-03-04T09:00:00Z"}}</script></head>
<body><article><h1>The weir is dry</h1>{_TOLD}</article></body></html>""".encode()
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>Checking</body></html>"


@pytest.fixture
def pipeline() -> ExtractPipeline:
    return ExtractPipeline.from_crawler(SimpleNamespace())


async def test_story_is_read(pipeline, run, page_of):
    page = await pipeline.process_item(page_of(body=STORY))
    assert page.verdict == (Outcome.STORY, None)
    assert page.extract.title == "The weir is dry"
    assert "sluice number 8" in page.extract.text
    assert page.body == b""


async def test_not_modified_is_not_read(pipeline, run, page_of):
    page = await pipeline.process_item(page_of(status=304, body=b""))
    assert page.verdict == (Outcome.NOT_MODIFIED, None)


async def test_failure_keeps_its_verdict_and_a_teaser(pipeline, run, page_of):
    given = (Outcome.ROBOTS_DENIED, "robots.txt disallows it")
    page = await pipeline.process_item(page_of(verdict=given, status=None))
    assert page.verdict == given
    assert page.extract.outcome is Outcome.TEASER
    assert (page.extract.title, page.extract.summary, page.extract.text) == (
        "The weir is dry",
        "No snow, no river.",
        None,
    )


async def test_failure_of_a_lead_that_nobody_described_leaves_nothing(
    pipeline, run, page_of, claimed
):
    bare = claimed(lead=Lead(url=URL, via="section"))
    given = (Outcome.ERROR, "no answer in time")
    page = await pipeline.process_item(page_of(claim=bare, verdict=given))
    assert page.verdict == given
    assert (page.extract.outcome, page.extract.title) == (Outcome.ERROR, None)


async def test_wall_leaves_the_feeds_words_and_not_its_own(pipeline, run, page_of):
    page = await pipeline.process_item(page_of(body=CHALLENGE, status=403))
    assert page.verdict[0] is Outcome.BOT_WALL
    assert (page.extract.outcome, page.extract.title) == (Outcome.TEASER, "The weir is dry")


@pytest.mark.parametrize(("status", "outcome"), [(404, Outcome.GONE), (410, Outcome.GONE)])
async def test_gone_leaves_nothing(pipeline, run, page_of, status, outcome):
    page = await pipeline.process_item(page_of(body=b"<h1>Gone</h1>", status=status))
    assert page.verdict[0] is outcome
    assert page.extract.title is None


@pytest.mark.parametrize(
    "trouble",
    [WorkerTimeout("extract took longer than 10 s"), WorkerCrashed("ran out of memory")],
)
async def test_reader_that_was_killed_leaves_a_teaser(pipeline, run, page_of, trouble):
    run.trouble = trouble
    page = await pipeline.process_item(page_of(body=STORY))
    assert page.verdict == (Outcome.ERROR, f"extraction: {trouble}")
    assert (page.extract.outcome, page.extract.text) == (Outcome.TEASER, None)


async def test_fault_of_ours_is_not_swallowed(pipeline, run, page_of):
    run.trouble = ZeroDivisionError("ours")
    with pytest.raises(ZeroDivisionError):
        await pipeline.process_item(page_of(body=STORY))


async def test_page_that_reserves_its_text_is_kept_without_it(pipeline, run, page_of):
    reserved = STORY.replace(b"</title>", b'</title><meta name="robots" content="noai">')
    page = await pipeline.process_item(page_of(body=reserved))
    assert page.verdict[0] is Outcome.OPTED_OUT
    assert page.extract.text is None


async def test_digest_is_read_as_one(pipeline, run, page_of):
    outlet = Outlet(name=DIGEST, title="Digest", domains=("digest.invalid",))
    body = b"The weir\n\nSOURCES: COURIER \xe2\x80\x93 Weir runs dry after a winter\n"
    at = "https://digest.example/weir"
    page = page_of(outlet=outlet, url=at, body=body, headers={"Content-Type": "text/plain"})
    read = await pipeline.process_item(page)
    assert read.extract.kind == "digest"
    assert [each.outlet_name for each in read.citations] == ["courier"]


async def test_digest_that_failed_leaves_no_teaser(pipeline, run, page_of):
    """What cites a digest says nothing of what it holds."""
    outlet = Outlet(name=DIGEST, title="Digest", domains=("digest.invalid",))
    page = page_of(outlet=outlet, verdict=(Outcome.ERROR, "no answer in time"))
    read = await pipeline.process_item(page)
    assert read.extract.title is None
