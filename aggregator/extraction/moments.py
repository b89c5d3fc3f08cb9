"""When a story was published and last changed.

The first believable candidate wins, in the order in which sources have proved right. One that
only knows the day, or no zone, gives way to a later one that says the same more exactly. Those
that say otherwise are kept beside it, in its provenance.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from aggregator.dates import parse_moment
from aggregator.dates.zones import named_zone
from aggregator.extraction.document import LARGEST_TREE, is_aside, provenance, text_of
from aggregator.extraction.places import zone_of_page
from aggregator.extraction.printed import (
    date_in_title,
    dates_beside_headline,
    lone_dates,
    marked_dates,
    time_elements,
)
from aggregator.extraction.structured import types
from aggregator.extraction.wording import tidy
from aggregator.records import Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from aggregator.extraction.document import Document
    from aggregator.outlets import Outlet
    from aggregator.records import Provenance

Candidate = tuple[str, str | Moment]

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published",
    "article:published:time", "article:publish_date", "og:published_time",
    "article:publication_date",
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
    "article:modified_time", "og:article:modified_time", "article:modified:time", "og:updated_time",
    "datemodified",
    "article:modified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod",
    "updated_time", "revision_date", "cxenseparse:recs:articleupdated", "utime", "lmod",
)  # fmt: skip
_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:/|-|_)(0?[1-9]|1[0-2])(?:/|-|_)(0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
)
_MOST_MARKED = 100
_DATE_PROPERTY = re.compile(r"date")
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_NEXT = ""  # stands before the dates of a source that is slow to read
_PRINTED = {"time", "dom", "title"}
_GUESSED = _PRINTED | {"url", "htmldate"}
_OFFSET = re.compile(r"\d[+-](?!00:?00)\d\d:?\d\d$")
_A_DAY = timedelta(days=1)
_NEAR = timedelta(days=120)  # in which clocks are seldom changed more than once
_COARSE = {Precision.DAY, Precision.MONTH, Precision.YEAR}


def find_published(document: Document) -> tuple[Moment | None, Provenance | None]:
    """When the story was published, with the zone and precision it was told in."""
    moment, source, others = _choose(_published(document), document)
    if moment is None:
        return _choose(_by_htmldate(document), document)[:2]
    if original := _before_redating(moment, others, document):
        losers = [(source.source if source else "", moment.isoformat())]
        losers += [(name, other.isoformat()) for name, other in others]
        name, moment = original
        source = provenance(name, moment.isoformat(), losers, precision=str(moment.precision))
    return moment, source


def find_modified(
    document: Document, published: Moment | None
) -> tuple[Moment | None, Provenance | None]:
    """When the story was last changed; None where that would be before it was published."""
    moment, source, _ = _choose(_modified(document), document)
    if moment and published and moment.precision not in _COARSE and moment.at < published.at:
        return None, None
    return moment, source


def predates(moment: Moment | None, outlet: Outlet | None) -> bool:
    """Whether a moment lies before the outlet was founded: no story of its own can be of then."""
    founded = outlet.founded if outlet else None
    return moment is not None and founded is not None and moment.at.date() < founded


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
) -> tuple[Moment | None, Provenance | None, list[tuple[str, Moment]]]:
    """The moment that is believed, where it is from, and what else was believable."""
    latest = document.captured_at + timedelta(days=1) if document.captured_at else None
    read = _Reader(document)
    best: tuple[str, Moment] | None = None
    losers: list[tuple[str, object]] = []
    others: list[tuple[str, Moment]] = []
    for source, raw in candidates:
        if best and source in _PRINTED and _suffices(best[1], source):
            # What is printed for readers is slow to read and can add nothing more.
            break
        if raw == _NEXT:
            continue
        moment = raw if isinstance(raw, Moment) else read(raw)
        if moment is None or _is_impossible(moment, source, document, latest):
            losers.append((source, raw if isinstance(raw, str) else raw.isoformat()))
            continue
        if best is None:
            best = (source, moment)
        elif _sharpens(moment, best[1]):
            losers.append((best[0], best[1].isoformat()))
            best = (source, moment)
        else:
            losers.append((source, moment.isoformat()))
            others.append((source, moment))
    if best is None:
        return None, None, []
    source, moment = best
    if truer := _in_true_zone(moment, document, read):
        losers.append((source, moment.isoformat()))
        moment = truer
    origin = provenance(source, moment.isoformat(), losers, precision=str(moment.precision))
    return moment, origin, others


def _before_redating(
    moment: Moment, others: list[tuple[str, Moment]], document: Document
) -> tuple[str, Moment] | None:
    """The publication that a later one hides: some sites date a story anew whenever they change it.

    So it is where publication and last change are one instant, and the page itself states a day
    before that.
    """
    earlier = [
        (source, other)
        for source, other in others
        if source not in _GUESSED - {"url"} and moment.at.date() - other.at.date() > _A_DAY
    ]
    if not earlier or moment.precision in _COARSE:
        return None
    modified, _, _ = _choose(_modified(document), document)
    if modified is None or abs(modified.at - moment.at) > timedelta(minutes=1):
        return None
    return min(earlier, key=lambda found: found[1].at)


class _Reader:
    """Reads a page's dates, each once, in its language and its outlet's zone."""

    def __init__(self, document: Document) -> None:
        declared = (document.tree.get("lang") or "")[:2].lower()
        self._languages = (declared,) if declared.isalpha() else ()
        self._zone = document.outlet.timezone if document.outlet else None
        self._now = document.captured_at
        self._seen: dict[str, Moment | None] = {}

    def __call__(self, raw: str, zone: str | None = None) -> Moment | None:
        if raw not in self._seen:
            self._seen[raw] = parse_moment(
                raw, languages=self._languages, timezone=zone or self._zone, now=self._now
            )
        return self._seen[raw]


def _is_impossible(
    moment: Moment, source: str, document: Document, latest: datetime | None
) -> bool:
    """Whether no story of the outlet can be of this time: not yet, or before there was an outlet.

    Outlets that put their old volumes online date stories from before the web. What is only
    printed in a page may be any date of the past.
    """
    if "epoch" in moment.flags or (latest is not None and moment.at > latest):
        return True
    dated = document.outlet is not None and document.outlet.founded is not None
    if not dated or source in _GUESSED:
        return moment.at < _OLDEST or predates(moment, document.outlet)
    return predates(moment, document.outlet)


def _in_true_zone(moment: Moment, document: Document, read: _Reader) -> Moment | None:
    """The moment in the zone that its wall clock must be in; None where that is the one it has.

    Some sites write their local time with a ``Z``: where another date of the page has the same
    wall clock and an offset, that is meant. Times without a zone are in the one that the page's
    other times name, or its country keeps.
    """
    if moment.precision in _COARSE or moment.at.utcoffset():
        return None
    wall = f"{moment.at:%Y-%m-%dT%H:%M}"
    others = [raw for raw in _exact_dates(document) if _OFFSET.search(raw)]
    for raw in others:
        if raw[:16].replace(" ", "T") == wall and (same := read(raw)) and same.at.utcoffset():
            return same
    if "tz_missing" not in moment.flags:
        return None
    flags = tuple("tz_assumed" if flag == "tz_missing" else flag for flag in moment.flags)
    near = (other for other in map(read, others) if other and abs(other.at - moment.at) <= _NEAR)
    zone: tzinfo | None = next((o.at.tzinfo for o in near if o.at.utcoffset()), None)
    name = zone_of_page(document)
    zone = zone or (named_zone(name) if name else None)
    if zone is None:
        return None
    at = moment.at.replace(tzinfo=zone)
    return Moment(at.astimezone(timezone(at.utcoffset() or timedelta())), moment.precision, flags)


def _exact_dates(document: Document) -> Iterator[str]:
    """Dates that the page states for machines, as they stand."""
    for key in ("datePublished", "dateModified", "dateCreated"):
        yield from _strings(document.article.get(key))
    yield from document.metas(*_PUBLISHED[:6], *_MODIFIED[:6])
    for element in document.tagged("time")[:3]:
        yield (element.get("datetime") or "").strip()


def _sharpens(new: Moment, old: Moment) -> bool:
    """Whether a later candidate says the same as the chosen one, more exactly."""
    if new.precision in _COARSE or not _is_vague(old):
        return False
    if old.precision in _COARSE:
        return new.at.date() == old.at.date() or new.utc.date() == old.at.date()
    return "tz_missing" not in new.flags and abs(new.utc - old.utc) <= timedelta(hours=14)


def _suffices(moment: Moment, source: str) -> bool:
    """Whether a moment is so exact that a source of printed dates need not be asked.

    Lines for readers name no zone that times for machines have not.
    """
    return not _is_vague(moment) or (source != "time" and moment.precision not in _COARSE)


def _is_vague(moment: Moment) -> bool:
    return moment.precision in _COARSE or "tz_missing" in moment.flags


def _published(document: Document) -> Iterator[Candidate]:
    yield from _jsonld(document, "datePublished")
    yield from (("state", value) for value in _strings(document.state.get("datePublished")))
    yield from (("meta", value) for value in document.metas(*_PUBLISHED))
    yield from _microdata(document, "datePublished", "dateCreated")
    yield from _itemprops(document, "datepublished", "datecreated")
    yield from _jsonld(document, "dateCreated")
    # The URL's day before times printed in the page: of those, any may be another story's.
    if day := date_in_url(document.url):
        yield "url", day
    yield "time", _NEXT
    yield from (("time", raw) for raw in time_elements(document))
    yield "dom", _NEXT
    yield from (("dom", raw) for raw in marked_dates(document))
    yield "dom", _NEXT
    yield from (("dom", raw) for raw in dates_beside_headline(document))
    yield from (("title", raw) for raw in date_in_title(document))
    yield "dom", _NEXT
    yield from (("dom", raw) for raw in lone_dates(document))
    yield from (("meta", value) for value in document.metas("revision_date"))
    if document.lead and document.lead.published:
        yield document.lead.via, document.lead.published


def _modified(document: Document) -> Iterator[Candidate]:
    yield from _jsonld(document, "dateModified")
    yield from (("state", value) for value in _strings(document.state.get("dateModified")))
    yield from (("meta", value) for value in document.metas(*_MODIFIED))
    yield from _microdata(document, "dateModified")
    yield from _itemprops(document, "datemodified")
    if document.lead and document.lead.modified:
        yield document.lead.via, document.lead.modified


def _jsonld(document: Document, key: str) -> Iterator[Candidate]:
    if document.article_source == "jsonld":
        yield from (("jsonld", value) for value in _strings(document.article.get(key)))
    for node in document.nodes:
        if node is not document.article and types(node) & {"webpage", "newsarticle", "article"}:
            yield from (("jsonld", value) for value in _strings(node.get(key)))
            return


def _microdata(document: Document, *keys: str) -> Iterator[Candidate]:
    """Dates of the item that is the story; those of comments and teasers are other items'."""
    if document.article_source == "microdata":
        for key in keys:
            for value in _strings(document.article.get(key)):
                yield "microdata", value


def _strings(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = item.get("@value") if isinstance(item, dict) else item
        if isinstance(text, str) and 4 <= len(text.strip()) <= 60:  # noqa: PLR2004
            yield text.strip()


def _itemprops(document: Document, *names: str) -> Iterator[Candidate]:
    for element in document.marked("itemprop", _DATE_PROPERTY)[:_MOST_MARKED]:
        if element.tag == "meta":
            continue
        if not set((element.get("itemprop") or "").lower().split()) & set(names):
            continue
        raw = element.get("content") or element.get("datetime") or tidy(text_of(element, 20))
        if element.tag == "abbr":
            raw = element.get("title") or raw  # as hAtom has it
        if raw and len(raw) <= 60 and not is_aside(element):  # noqa: PLR2004
            yield "itemprop", raw


def _by_htmldate(document: Document) -> Iterator[Candidate]:
    if len(document.tree) == 0 or len(document.index.everything) > LARGEST_TREE:
        return
    from copy import deepcopy  # noqa: PLC0415

    from htmldate import find_date  # noqa: PLC0415 - heavy, and the last resort

    day = find_date(deepcopy(document.tree), original_date=True, url=document.url or None)
    if day:
        yield "htmldate", day
