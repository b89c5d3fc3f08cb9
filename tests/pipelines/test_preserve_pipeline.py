from __future__ import annotations

import gzip
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DropItem

from aggregator.archive.captures.store import CaptureError, read_capture
from pipelines.preserve import PreservePipeline


@pytest.fixture
def pipeline() -> PreservePipeline:
    return PreservePipeline.from_crawler(SimpleNamespace())


async def test_every_exchange_is_kept_redirects_first(pipeline, run, page_of, exchanged):
    old = exchanged(b"", url="https://courier.example/old", status=301)
    new = exchanged(gzip.compress(b"<p>Weir"))
    page = await pipeline.process_item(page_of(exchanges=(old, new)))
    assert [ref.status for ref in page.captures] == [301, 200]
    kept = [read_capture(run.captures.folder, ref) for ref in page.captures]
    assert [each.body for each in kept] == [b"", new.body]
    assert [each.url for each in kept] == [old.url, new.url]


async def test_page_without_an_answer_has_no_capture(pipeline, run, page_of):
    page = await pipeline.process_item(page_of(exchanges=()))
    assert page.captures == ()
    assert run.captures.path is None


async def test_document_from_a_file_is_a_resource(pipeline, run, page_of, exchanged):
    exchange = exchanged(b"SOURCES: X", headers=(("Content-Type", "text/plain"),))
    page = await pipeline.process_item(page_of(exchanges=(exchange,), from_file=True))
    [ref] = page.captures
    assert (ref.mime, ref.status) == ("text/plain", 200)
    written = gzip.decompress(run.captures.path.read_bytes())
    assert b"WARC-Type: resource" in written
    assert b"WARC-Type: response" not in written
    assert read_capture(run.captures.folder, ref).body == b"SOURCES: X"


async def test_disk_that_takes_nothing_stops_the_crawl(
    pipeline, run, page_of, exchanged, monkeypatch
):
    def refuse(_: object) -> None:
        raise CaptureError("no space left on device")

    monkeypatch.setattr(run.captures, "append", refuse)
    with pytest.raises(DropItem, match="not preserved"):
        await pipeline.process_item(page_of(exchanges=(exchanged(),)))
    assert str(run.failure) == "no space left on device"


async def test_folder_is_the_runs_own(pipeline, run, page_of, exchanged, tmp_path: Path):
    page = await pipeline.process_item(page_of(exchanges=(exchanged(),)))
    assert (tmp_path / "captures" / page.captures[0].file).is_file()
