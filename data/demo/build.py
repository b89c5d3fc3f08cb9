"""Build the demo capture, data/demo.warc.gz, and data/demo/expected.json, which says what is in it.

Run as ``python data/demo/build.py``. It reads the TOML files beside it, plays five days of March
2026 in which feeds and sitemaps are read morning and evening and each story is fetched soon after
it is listed, and writes what a crawl would have preserved. Nothing depends on the clock, the
machine or chance: the same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid5

from feeds import documents, reuters_sitemaps, robots
from sources import HERE, NAMESPACE, Digest, Story, load_digests, load_stories, plain
from templates import digest, live_parts, page, zulu
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CAPTURE = HERE.parent / "demo.warc.gz"
EXPECTED = HERE / "expected.json"
DAYS = tuple(datetime(2026, 3, day, tzinfo=UTC) for day in range(2, 7))
MORNING, EVENING = timedelta(hours=8), timedelta(hours=20)
BESIDE = 4
"""Headlines of other stories on each page."""

REASONS = {200: "OK", 401: "HTTP Forbidden", 404: "Not Found", 410: "Gone"}
OUTCOMES = {
    "whole": "story",
    "live": "story",
    "registration": "teaser",
    "barrier": "paywalled",
    "challenge": "bot_wall",
    "consent": "consent_wall",
    "not_found": "gone",
    "gone": "gone",
    "soft_404": "soft_404",
    "section": "not_a_story",
    "robots": "robots_denied",
}
"""The outcome that fetching each kind of page must have, in the archive's words."""

_TITLES = {"epoch": "The Epoch Times", "ft": "Financial Times", "reuters": "Reuters"}


@dataclass(frozen=True)
class Response:
    """One response, as the crawl of those days would have received it."""

    url: str
    at: datetime
    status: int
    mime: str
    body: bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--capture", type=Path, default=CAPTURE)
    parser.add_argument("--expected", type=Path, default=EXPECTED)
    arguments = parser.parse_args()
    stories, digests = load_stories(), load_digests()
    responses = sorted(
        [*_discovery(stories), *_stories(stories), *_digests(digests)], key=lambda r: (r.at, r.url)
    )
    arguments.capture.write_bytes(_warc(responses))
    truth = _expected(stories, digests, responses)
    arguments.expected.write_text(
        json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


# The five days


def _discovery(stories: Sequence[Story]) -> Iterator[Response]:
    """robots.txt, feeds and sitemaps, each read once or twice a day."""
    for day in DAYS:
        for start in (MORNING, EVENING):
            clock = _ticks(day + start)
            if start is MORNING:
                for outlet in ("epoch", "ft"):
                    url, text = robots(outlet)
                    yield _response(url, next(clock), text, mime="text/plain; charset=utf-8")
            for document in documents():
                if start is EVENING or document.twice:
                    now = next(clock)
                    text = document.render(stories, now)
                    yield _response(document.url, now, text, mime=document.mime)
            now = next(clock)
            for url, text in reuters_sitemaps(stories, now):
                yield _response(url, next(clock), text, mime="application/xml; charset=utf-8")


def _stories(stories: Sequence[Story]) -> Iterator[Response]:
    """Every captured story after the reading that first listed it, and each later version."""
    for place, story in enumerate(stories):
        if not story.captured:
            continue
        around = [s for s in stories[max(0, place - BESIDE - 1) : place + BESIDE] if s.event]
        others = [s for s in around if s is not story and s.outlet == story.outlet][:BESIDE]
        for version in story.versions:
            at = version.seen or _next_reading(max(story.published, version.modified))
            status, html = page(story, version, others)
            at += timedelta(minutes=5, seconds=5 * place)
            yield _response(story.url, at, html, status=status)


def _digests(digests: Sequence[Digest]) -> Iterator[Response]:
    for item in digests:
        day = datetime(item.published.year, item.published.month, item.published.day, tzinfo=UTC)
        yield _response(item.url, day + timedelta(hours=22), digest(item))


def _ticks(start: datetime) -> Iterator[datetime]:
    while True:
        yield start
        start += timedelta(seconds=4)


def _next_reading(moment: datetime) -> datetime:
    """When feeds are next read with certainty of listing a story of that moment."""
    readings = [day + start for day in DAYS for start in (MORNING, EVENING)]
    return next(reading for reading in readings if reading >= moment)


def _response(
    url: str,
    at: datetime,
    text: str,
    *,
    status: int = 200,
    mime: str = "text/html; charset=utf-8",
) -> Response:
    return Response(url, at, status, mime, text.encode())


# The capture


def _warc(responses: Sequence[Response]) -> bytes:
    """A WARC/1.1 file (ISO 28500:2017), one gzip member a record, in order of time."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    first = responses[0].at - timedelta(minutes=1)
    info = (
        b"software: data/demo/build.py\r\nformat: WARC File Format 1.1\r\n"
        b"description: invented news in the form of three outlets' pages; no real person, "
        b"company or happening\r\n"
    )
    writer.write_record(
        writer.create_warc_record(
            "",
            "warcinfo",
            payload=BytesIO(info),
            length=len(info),
            warc_content_type="application/warc-fields",
            warc_headers_dict={
                "WARC-Filename": CAPTURE.name,
                "WARC-Date": zulu(first),
                "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE, 'warcinfo')}>",
            },
        )
    )
    for response in responses:
        headers = [
            ("Date", f"{response.at:%a, %d %b %Y %H:%M:%S} GMT"),
            ("Content-Type", response.mime),
            ("Content-Length", str(len(response.body))),
        ]
        if response.status == HTTPStatus.OK:
            headers.append(("ETag", f'"{hashlib.sha256(response.body).hexdigest()[:16]}"'))
        if response.status == HTTPStatus.UNAUTHORIZED:
            headers += [("Server", "DataDome"), ("X-DataDome", "protected")]
        status = f"{response.status} {REASONS[response.status]}"
        writer.write_record(
            writer.create_warc_record(
                response.url,
                "response",
                payload=BytesIO(response.body),
                length=len(response.body),
                http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
                warc_headers_dict={
                    "WARC-Date": zulu(response.at),
                    "WARC-Record-ID": (
                        f"<urn:uuid:{uuid5(NAMESPACE, f'{response.url} {zulu(response.at)}')}>"
                    ),
                },
            )
        )
    return out.getvalue()


# What is true of it


def _expected(
    stories: Sequence[Story], digests: Sequence[Digest], responses: Sequence[Response]
) -> dict[str, object]:
    by_id = {story.id: story for story in stories}
    pages = [_page(story, by_id, stories, responses) for story in stories]
    pages += [
        {
            "id": None,
            "url": item.url,
            "outlet": "daybook-digest.example",
            "outcome": "story",
            "kind": "digest",
            "title": item.title,
            "titles": [item.title],
            "event": item.event,
            "family": None,
            "authors": [],
            "agency": None,
            "published": item.published.isoformat(),
            "modified": None,
            "language": "en",
            "access": "unknown",
            "captures": 1,
            "listed_in": [],
            "last_paragraph": item.paragraphs[-1],
        }
        for item in digests
    ]
    citations = [
        {
            "document": item.url,
            "outlet": _TITLES[cite.outlet],
            "headline": cite.headline,
            "state": cite.state,
            "url": by_id[cite.story].url if cite.story else None,
        }
        for item in digests
        for cite in item.cites
    ]
    return {
        "about": (
            "What must come out of data/demo.warc.gz. Written by data/demo/build.py. `event` and "
            "`family` are keys of the demo, the same for pages that belong together; a page of "
            "null event leaves no story. `title` is the last one seen; where the page gave none "
            "it is what the feed or sitemap said. `authors` are persons as the page names them; a "
            "wire agency in their place is `agency`. Outcome `error` is a page that is not there."
        ),
        "pages": pages,
        "citations": citations,
    }


def _page(
    story: Story,
    by_id: dict[str, Story],
    stories: Sequence[Story],
    responses: Sequence[Response],
) -> dict[str, object]:
    original = by_id[story.copy_of] if story.copy_of else story
    copied = {other.copy_of for other in stories}
    has_text = story.captured and story.page in {"whole", "live", "registration"}
    last = story.versions[-1]
    outcome = OUTCOMES[story.page] if story.captured or story.page == "robots" else "error"
    access = {"reuters": "paywalled", "ft": "paywalled", "epoch": "free"}[story.outlet]
    if story.page == "registration":
        access = "unknown"
    language = "en-GB" if story.outlet == "ft" else story.lang
    return {
        "id": story.id,
        "url": story.url,
        "outlet": _TITLES[story.outlet],
        "outcome": outcome,
        "kind": story.kind,
        "title": last.title if has_text else story.feed_title or last.title,
        "titles": [version.title for version in story.versions],
        "event": story.event,
        "family": original.id if story.copy_of or story.id in copied else None,
        "authors": list(story.authors) if has_text and not story.agency else [],
        "agency": "Reuters" if has_text and (story.agency or story.outlet == "reuters") else None,
        "published": story.published.isoformat(),
        "modified": last.modified.isoformat() if has_text else None,
        "language": language,
        "access": access if has_text else None,
        "captures": sum(response.url == story.url for response in responses),
        "listed_in": sorted({r.url for r in responses if _lists(r, story)}),
        "last_paragraph": _last_paragraph(story) if has_text else None,
    }


def _last_paragraph(story: Story) -> str:
    """How the story's text ends in its last version."""
    paragraph = plain(story.versions[-1].paragraphs[-1])
    return live_parts(paragraph)[2] if story.page == "live" else paragraph


def _lists(response: Response, story: Story) -> bool:
    return "xml" in response.mime and story.url.encode() in response.body


if __name__ == "__main__":
    main()
