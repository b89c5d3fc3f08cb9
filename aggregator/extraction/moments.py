"""When a story was published and last changed.

The first believable candidate wins, in the order in which sources have proved right. One that
only knows the day, or no zone, gives way to a later one that says the same more exactly.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aggregator.dates import parse_moment
from aggregator.extraction.document import (
    LARGEST_TREE,
    is_aside,
    provenance,
    text_of,
)
from aggregator.extraction.structured import types
from aggregator.extraction.wording import tidy
from aggregator.records import Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.extraction.document import Document
    from aggregator.records import Provenance

Candidate = tuple[str, str | Moment]

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published",
    "parsely-pub-date", "datepublished", "rnews:datepublished", "og:pubdate",
    "article:post_date", "cxenseparse:recs:publishtime", "publishdate", "publish-date",
    "publish_date", "publication_date", "date.published", "article.published", "published_time",
    "published", "pubdate", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dc.date", "dcterms.date", "iso-8601-publish-date", "bt:pubdate",
    "article_date_original", "originalpublicationdate", "displaydate", "ptime", "pdate",
    "analyticsattributes.articledate", "sailthru.date", "article:created", "datecreated",
    "citation_publication_date", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified",
    "article:modified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod",
    "updated_time", "revision_date", "cxenseparse:recs:articleupdated", "utime", "lmod",
)  # fmt: skip
_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:/|-|_)(0?[1-9]|1[0-2])(?:/|-|_)(0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
)
_DATE_PROPERTY = re.compile(r"date")
_DATE_CLASS = re.compile(r"date|timestamp|published|posted|datum|[-_]time\b")
_YEARS = re.compile(r"(?:19|20)\d\d")
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_PRINTED = {"time", "dom"}
_COARSE = {Precision.DAY, Precision.MONTH, Precision.YEAR}


def find_published(document: Document) -> tuple[Moment | None, Provenance | None]:
    """When the story was published, with the zone and precision it was told in."""
    moment, source = _choose(_published(document), document)
    return (moment, source) if moment else _choose(_by_htmldate(document), document)


def find_modified(
    document: Document, published: Moment | None
) -> tuple[Moment | None, Provenance | None]:
    """When the story was last changed; None where that would be before it was published."""
    moment, source = _choose(_modified(document), document)
    if moment and published and moment.precision not in _COARSE and moment.at < published.at:
        return None, None
    return moment, source


def date_in_url(url: str) -> str | None:
    """The day that a story's URL names, ISO 8601."""
    path = re.sub(r"^https?://[^/]*|[?#].*$", "", url)
    for match in _IN_URL.finditer(path):
        year, month, day = (int(group) for group in match.groups() if group)
        try:
            return datetime(year, month, day, tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    return None


def _choose(
    candidates: Iterator[Candidate], document: Document
) -> tuple[Moment | None, Provenance | None]:
    zone = document.outlet.timezone if document.outlet else None
    declared = (document.tree.get("lang") or "")[:2].lower()
    languages = (declared,) if declared.isalpha() else ()
    latest = document.captured_at + timedelta(days=1) if document.captured_at else None
    best: tuple[str, Moment] | None = None
    losers: list[tuple[str, object]] = []
    seen: dict[str, Moment | None] = {}
    for source, raw in candidates:
        if best and source in _PRINTED and not _is_vague(best[1]):
            # What is printed for readers is slow to read and can add nothing more.
            break
        if isinstance(raw, Moment):
            moment: Moment | None = raw
        else:
            if raw not in seen:
                seen[raw] = parse_moment(
                    raw, languages=languages, timezone=zone, now=document.captured_at
                )
            moment = seen[raw]
        if moment is None or moment.at < _OLDEST or (latest and moment.at > latest):
            losers.append((source, raw if isinstance(raw, str) else raw.isoformat()))
            continue
        if best is None:
            best = (source, moment)
        elif _sharpens(moment, best[1]):
            losers.append((best[0], best[1].isoformat()))
            best = (source, moment)
        else:
            losers.append((source, moment.isoformat()))
    if best is None:
        return None, None
    return best[1], provenance(
        best[0], best[1].isoformat(), losers, precision=str(best[1].precision)
    )


def _sharpens(new: Moment, old: Moment) -> bool:
    """Whether a later candidate says the same as the chosen one, more exactly."""
    if new.precision in _COARSE or not _is_vague(old):
        return False
    if old.precision in _COARSE:
        return new.at.date() == old.at.date() or new.utc.date() == old.at.date()
    return "tz_missing" not in new.flags and abs(new.utc - old.utc) <= timedelta(hours=14)


def _is_vague(moment: Moment) -> bool:
    return moment.precision in _COARSE or "tz_missing" in moment.flags


def _published(document: Document) -> Iterator[Candidate]:
    yield from _jsonld(document, "datePublished")
    yield from (("state", value) for value in _strings(document.state.get("datePublished")))
    yield from (("meta", value) for value in document.metas(*_PUBLISHED))
    yield from _itemprops(document, "datepublished", "datecreated")
    yield from _jsonld(document, "dateCreated")
    # The URL's day before times printed in the page: of those, any may be another story's.
    if day := date_in_url(document.url):
        yield "url", day
    yield from _times(document)
    yield from _printed(document)
    yield from (("meta", value) for value in document.metas("revision_date"))
    if document.lead and document.lead.published:
        yield document.lead.via, document.lead.published


def _modified(document: Document) -> Iterator[Candidate]:
    yield from _jsonld(document, "dateModified")
    yield from (("state", value) for value in _strings(document.state.get("dateModified")))
    yield from (("meta", value) for value in document.metas(*_MODIFIED))
    yield from _itemprops(document, "datemodified")
    if document.lead and document.lead.modified:
        yield document.lead.via, document.lead.modified


def _jsonld(document: Document, key: str) -> Iterator[Candidate]:
    yield from (("jsonld", value) for value in _strings(document.article.get(key)))
    for node in document.nodes:
        if node is not document.article and types(node) & {"webpage", "newsarticle", "article"}:
            yield from (("jsonld", value) for value in _strings(node.get(key)))
            return


def _strings(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = item.get("@value") if isinstance(item, dict) else item
        if isinstance(text, str) and 4 <= len(text.strip()) <= 60:  # noqa: PLR2004
            yield text.strip()


def _itemprops(document: Document, *names: str) -> Iterator[Candidate]:
    for element in document.marked("itemprop", _DATE_PROPERTY):
        if element.tag == "meta":
            continue
        if not set((element.get("itemprop") or "").lower().split()) & set(names):
            continue
        raw = element.get("content") or element.get("datetime") or tidy(text_of(element))
        if raw and len(raw) <= 60 and not is_aside(element):  # noqa: PLR2004
            yield "itemprop", raw


def _times(document: Document) -> Iterator[Candidate]:
    """``<time>`` elements outside of teasers, the one marked as publication first."""
    times = [element for element in document.tagged("time") if not is_aside(element)]
    times.sort(key=lambda element: element.get("pubdate") is None)
    for element in times[:3]:
        raw = element.get("datetime") or tidy(text_of(element))
        if raw and _YEARS.search(raw) and len(raw) <= 60:  # noqa: PLR2004
            yield "time", raw


def _printed(document: Document) -> Iterator[Candidate]:
    """Dates printed beside the headline, by the names of their elements."""
    taken = 0
    for element in document.marked("class", _DATE_CLASS)[:40]:
        if element.tag in {"time", "meta", "body"} or len(element) > 6:  # noqa: PLR2004
            continue
        raw = tidy(text_of(element))
        if 6 <= len(raw) <= 60 and _YEARS.search(raw) and not is_aside(element):  # noqa: PLR2004
            yield "dom", raw
            taken += 1
            if taken == 2:  # noqa: PLR2004
                return


def _by_htmldate(document: Document) -> Iterator[Candidate]:
    if len(document.tree) == 0 or len(document.index.everything) > LARGEST_TREE:
        return
    from copy import deepcopy  # noqa: PLC0415

    from htmldate import find_date  # noqa: PLC0415 - heavy, and the last resort

    day = find_date(deepcopy(document.tree), original_date=True, url=document.url or None)
    if day:
        yield "htmldate", day
