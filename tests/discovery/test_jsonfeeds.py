"""JSON Feeds, and JSON that is none."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.discovery import NotADiscovery, read_feed

if TYPE_CHECKING:
    from aggregator.records import Discovery

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")

FEED: dict[str, object] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Harbour Gazette",
    "language": "en-US",
    "authors": [{"name": "Newsroom"}],
    "items": [
        {
            "id": "412",
            "url": "/world/ferry-412",
            "title": "Ferry &amp; tug collide",
            "content_html": "<p>All were <b>safe</b>.</p>",
            "image": "https://img.gazette.example/f.jpg",
            "date_published": "2031-05-04T08:09:10+02:00",
            "date_modified": "2031-05-05",
            "authors": [{"name": "Mara Quill"}, {"url": "x"}],
            "tags": ["World", "Ships", 7],
        },
        {
            "id": "https://gazette.example/a/413",
            "summary": "Short.",
            "date_published": "soonish 3",
            "author": {"name": "Otto Brandvold"},
            "language": "de",
        },
        {"id": "https://gazette.example/a/414", "content_text": "a < b"},
        {"id": "415"},
        "rubbish",
    ],
}


def read(feed: object) -> Discovery:
    body = feed if isinstance(feed, bytes) else json.dumps(feed).encode()
    return read_feed(
        body, url="https://gazette.example/feed.json", now=datetime(2031, 5, 20, tzinfo=UTC)
    )


def test_everything_an_item_says() -> None:
    found = read(FEED)
    first, second, third = found.leads
    assert first.url == "https://gazette.example/world/ferry-412"
    assert first.title == "Ferry & tug collide"
    assert first.summary == "All were safe."
    assert first.image == "https://img.gazette.example/f.jpg"
    assert first.published is not None
    assert first.published.isoformat() == "2031-05-04T08:09:10+02:00"
    assert first.modified is not None
    assert first.modified.isoformat() == "2031-05-05"
    assert first.authors == ("Mara Quill",)
    assert first.language == "en-US"
    assert first.tags == ("World", "Ships")
    assert second.url == "https://gazette.example/a/413"
    assert second.authors == ("Otto Brandvold",)
    assert second.language == "de"
    assert third.summary == "a < b"
    assert third.authors == ("Newsroom",)
    assert found.problems == (
        "item 2: no date: 'soonish 3'",
        "item 4 skipped: no link that can be fetched",
        "item 5 skipped: not an object",
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"message": "Rate limit exceeded"}', "JSON that is none: 'Rate limit exceeded'"),
        (b'{"error": "Not found", "status": 404}', "'Not found'"),
        (b'{"status": 404}', "an object with status"),
        (b"{}", "an object with nothing in it"),
        (b"[1, 2]", "a list"),
        (b'{"items": {}}', "an object with items"),
        (b'{"items": [', "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
    ],
)
def test_what_is_no_feed(body: bytes, message: str) -> None:
    with pytest.raises(NotADiscovery, match=message):
        read(body)


def test_lone_surrogates_do_not_travel() -> None:
    body = b'{"items": [{"url": "https://a.example/1", "title": "Bridge \\ud800 closed"}]}'
    title = read(body).leads[0].title
    assert title is not None
    title.encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["url", "id", "title", "author", "tags", "name"]), inner
            )
        ),
    )
)
def test_items_of_any_shape(value: object) -> None:
    found = read({"items": [value, {"url": "https://a.example/1", "title": value, "tags": value}]})
    assert found.leads


@needs_shared
@pytest.mark.shared
def test_json_of_every_kind_ends_in_a_feed_or_a_reason() -> None:
    files = sorted((SHARED / "data/hostile/jsontestsuite").rglob("*.json"))
    assert len(files) > 300
    for path in files:
        try:
            read(path.read_bytes())
        except NotADiscovery as error:
            assert str(error)  # noqa: PT017 - either is right
