"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aggregator.dates import parse_moment
from aggregator.discovery.documents import NotADiscovery
from aggregator.discovery.gathering import Gathering
from aggregator.discovery.wording import (
    language_tag,
    one_line,
    person,
    plain,
    shortened,
    standfirst,
    unique,
)
from aggregator.records import Discovery, Lead
from aggregator.urls import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aggregator.discovery.documents import Document
    from aggregator.records import Moment

_MOST_ITEMS = 5_000
_LONGEST_SUMMARY = 2_000


def looks_like_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}


def read_json_feed(
    document: Document, *, url: str, timezone: str | None = None, now: datetime | None = None
) -> Discovery:
    """The leads of a JSON Feed.

    Raises:
        NotADiscovery: no JSON, or JSON that is no feed; an error's own message is quoted.
    """
    try:
        feed = json.loads(document.text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise NotADiscovery(f"expected a feed, got JSON that cannot be read: {error}") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotADiscovery(f"expected a feed, got JSON that is none: {_said(feed)}")
    found = Gathering("item", _MOST_ITEMS)
    found.problems.extend(document.problems)
    language = language_tag(_string(feed, "language"))
    if len(items) > _MOST_ITEMS:
        found.leave_out(len(items) - _MOST_ITEMS)
    for item in items[:_MOST_ITEMS]:
        try:
            if not isinstance(item, dict):
                raise ValueError("not an object")  # noqa: TRY004 - recorded just below
            found.add(_lead(item, feed, language, (url, timezone, now), found))
        except ValueError as error:
            found.skip(str(error))
    return Discovery(kind="feed", leads=found.leads, problems=found.sentences())


def _lead(
    item: Mapping[str, object],
    feed: Mapping[str, object],
    language: str | None,
    setting: tuple[str, str | None, datetime | None],
    found: Gathering,
) -> Lead:
    """Raises ValueError where the item has no link that can be fetched."""
    url, timezone, now = setting
    language = language_tag(_string(item, "language")) or language
    summary = plain(_string(item, "summary")) or one_line(_string(item, "content_text"))
    summary = summary or plain(_string(item, "content_html"))

    def moment(name: str) -> Moment | None:
        raw = _string(item, name)
        read = parse_moment(
            raw, languages=[language] if language else (), timezone=timezone, now=now
        )
        if raw.strip() and read is None:
            found.note(f"no date: {raw[:100]!r}")
        return read

    return Lead(
        url=_link(item, url),
        via="feed",
        title=plain(_string(item, "title")) or None,
        summary=standfirst(summary, _LONGEST_SUMMARY),
        published=moment("date_published"),
        modified=moment("date_modified"),
        authors=_authors(item) or _authors(feed),
        language=language,
        tags=_tags(item),
        image=resolve(url, _string(item, "image") or _string(item, "banner_image")),
        position=found.seen,
    )


def _link(item: Mapping[str, object], url: str) -> str:
    for name in ("url", "external_url", "id"):
        href = _string(item, name)
        if name == "id" and not href.startswith(("http://", "https://")):
            continue
        found = resolve(url, href)
        if found is not None:
            return found
    raise ValueError("no link that can be fetched")


def _authors(holder: Mapping[str, object]) -> tuple[str, ...]:
    listed = holder.get("authors")
    entries = [*(listed if isinstance(listed, list) else []), holder.get("author")]
    names = [person(_string(entry, "name")) for entry in entries if isinstance(entry, dict)]
    return unique([name for name in names if name])


def _tags(item: Mapping[str, object]) -> tuple[str, ...]:
    tags = item.get("tags")
    if not isinstance(tags, list):
        return ()
    return unique([plain(tag) for tag in tags if isinstance(tag, str) and 0 < len(tag) <= 120])[:50]  # noqa: PLR2004


def _string(holder: Mapping[str, object], name: str) -> str:
    value = holder.get(name)
    # JSON may hold lone surrogates, which nothing can store.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _said(feed: object) -> str:
    """The message of an API's error, or the beginning of whatever it is."""
    if isinstance(feed, dict):
        for name in ("message", "error", "detail", "title"):
            text = one_line(_string(feed, name))
            if text:
                return repr(shortened(text, 200))
        return "an object with " + (", ".join(sorted(map(str, feed))[:8]) or "nothing in it")
    return f"a {type(feed).__name__}"
