"""The values that flow through the system, from a feed's entry to a resolved citation.

Every room of the house passes these and nothing else. They are frozen: a later step makes a
new value and never alters the one it was given.
"""

from __future__ import annotations

import copyreg
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# Records travel between processes, and the read-only mappings in them with them.
copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))


class Outcome(StrEnum):
    """What a fetch turned out to be. Every scheduled URL ends in exactly one of these."""

    STORY = "story"
    NOT_MODIFIED = "not_modified"
    TEASER = "teaser"
    PAYWALLED = "paywalled"
    BOT_WALL = "bot_wall"
    CONSENT_WALL = "consent_wall"
    JS_SHELL = "js_shell"
    SOFT_404 = "soft_404"
    GONE = "gone"
    ROBOTS_DENIED = "robots_denied"
    OPTED_OUT = "opted_out"
    NOT_A_STORY = "not_a_story"
    ERROR = "error"

    @property
    def has_text(self) -> bool:
        """Whether the page itself gave a story, whole or cut short."""
        return self in {Outcome.STORY, Outcome.TEASER, Outcome.PAYWALLED}

    @property
    def leaves_teaser(self) -> bool:
        """Whether what discovery said of the page is still worth keeping as a story.

        A page that is gone, or is no story, leaves nothing; a page we were not let into leaves
        its headline, time and standfirst.
        """
        return self in {
            Outcome.BOT_WALL,
            Outcome.CONSENT_WALL,
            Outcome.JS_SHELL,
            Outcome.ROBOTS_DENIED,
            Outcome.ERROR,
        }


class Access(StrEnum):
    FREE = "free"
    PAYWALLED = "paywalled"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How exactly a moment is known. A date of day precision is not midnight."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time with its precision.

    Attributes:
        at: an aware datetime. Of day precision and coarser it is 00:00 UTC of that day, which
            stands for the whole day and is never printed as a time.
        precision: how much of `at` was really said.
        flags: doubts about it: ``tz_missing``, ``tz_unknown``, ``future``, ``epoch`` …
    """

    at: datetime
    precision: Precision = Precision.SECOND
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"a Moment needs a time zone: {self.at!r}")

    @property
    def utc(self) -> datetime:
        return self.at.astimezone(UTC)

    def isoformat(self) -> str:
        """ISO 8601, no more exact than what is known: ``2025-03-30`` or with time and zone."""
        if self.precision is Precision.YEAR:
            return f"{self.at:%Y}"
        if self.precision is Precision.MONTH:
            return f"{self.at:%Y-%m}"
        if self.precision is Precision.DAY:
            return f"{self.at:%Y-%m-%d}"
        return self.at.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A URL that discovery found, with what its feed, sitemap or citation said of it.

    Attributes:
        url: as found, absolute. The frontier knows leads by `aggregator.urls.canonical`.
        via: ``feed``, ``sitemap``, ``section``, ``citation``, ``request`` (asked for by hand),
            ``capture`` (found in the replayed captures) or ``memento`` (in what a public web
            archive holds of a feed, sitemap or section page).
        language: BCP 47, where the source declared it.
    """

    url: str
    via: str
    title: str | None = None
    summary: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What one discovery document (feed, sitemap, section page) told us.

    Attributes:
        kind: ``feed``, ``sitemap``, ``sitemap_index`` or ``section``.
        leads: in document order.
        children: further documents to read: the sitemaps of an index, with their lastmod.
        problems: what was wrong with it and was worked around, one sentence each.
    """

    kind: str
    leads: tuple[Lead, ...] = ()
    children: tuple[tuple[str, Moment | None], ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One response exactly as it came over the wire (content coding included).

    Attributes:
        url: the URL that was requested.
        captured_at: when it was fetched; of a replayed capture, when it was first captured.
        headers: in order, as sent, names in their original case.
        body: the raw bytes, transfer coding removed, content coding (gzip, br) left on.
    """

    url: str
    captured_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRef:
    """Where a capture lies: the row that points into a WARC file.

    Attributes:
        file: path relative to the captures folder.
        offset, length: of the gzip member that holds the record, in bytes.
        digest: of the payload as sent, ``sha256:`` and lower-case hex.
    """

    url: str
    captured_at: datetime
    status: int
    mime: str | None
    file: str
    offset: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a field's value came from.

    Attributes:
        source: ``jsonld``, ``microdata``, ``meta``, ``og``, ``itemprop``, ``time``, ``heading``,
            ``url``, ``dom``, ``title``, ``state``, ``breadcrumb``, ``blocks``, ``trafilatura``,
            ``htmldate``, ``words``, ``langid``, ``feed``, ``sitemap``, ``default`` …
        precision: of a date, its `Precision`; of other fields None.
        rejected: candidates that lost, ``source=value``, where they disagree.
    """

    source: str
    precision: str | None = None
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The fields of a story, each with its provenance.

    Attributes:
        url: the page's own canonical URL where it declares a believable one, else the URL asked.
        kind: ``report``, ``opinion``, ``analysis``, ``live``, ``video``, ``gallery``,
            ``round-up``, ``digest`` … or None where nothing says.
        text: paragraphs separated by a blank line, without title and byline. None where the page
            gave no text.
        metering: how what is not simply free is let out, where the page says: ``metered`` (some
            stories a month are free), ``registered`` (to who signs up), ``locked``. In the record
            that leaves the system it stands in the provenance: ``meta: metered``.
        agency: the wire agency credited (``Reuters``, ``AP``), where one is.
        word_count: as the page declares it.
        correction: the paragraph in which the story says what was corrected in it.
        extractor: version of the extraction that read the page; None for a feed's words.
        reason: for any outcome but story, the evidence in a few words.
    """

    url: str
    outcome: Outcome
    reason: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    access: Access = Access.UNKNOWN
    metering: str | None = None
    kind: str | None = None
    summary: str | None = None
    text: str | None = None
    agency: str | None = None
    dateline: str | None = None
    word_count: int | None = None
    correction: str | None = None
    extractor: str | None = None
    provenance: Mapping[str, Provenance] = field(default_factory=lambda: MappingProxyType({}))

    def as_record(self, identifier: str | int) -> dict[str, object]:
        """The form in which stories leave the system: ``aggregator extract`` and ``-O``.

        Times are ISO 8601 with zone, a date of day precision is ``YYYY-MM-DD``, what is not known
        is None. What an outcome other than story rests on stands as its provenance.
        """
        outcome = {"outcome": {"source": self.reason, "precision": None}} if self.reason else {}
        return {
            "id": identifier,
            "url": self.url,
            "outcome": self.outcome.value,
            "title": self.title,
            "authors": list(self.authors),
            "published": self.published.isoformat() if self.published else None,
            "modified": self.modified.isoformat() if self.modified else None,
            "lang": self.language,
            "section": self.section,
            "tags": list(self.tags),
            "image": self.image,
            "access": self.access.value,
            "text": self.text,
            "provenance": outcome
            | {
                name: {"source": origin.source, "precision": origin.precision}
                for name, origin in self.provenance.items()
            },
        }


class CitationState(StrEnum):
    """How far the search for a cited story has come."""

    RESOLVED = "resolved"
    CANDIDATE = "candidate"
    COPY_ONLY = "copy_only"
    WALLED = "walled"
    NOT_FOUND = "not_found"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An edge from a document to an outlet's story, as the document words it.

    Attributes:
        outlet: display name where the outlet is known to us, as written otherwise.
        outlet_name: our outlet's short name (``reuters``), None where unknown to us.
        headline: as quoted, without the quoting marks around it.
        line: the line of the document it was read from.
        kind: the form it was read in: ``source_line``, ``link``, ``inline``, ``dateline`` …
        confidence: 0 to 1.
    """

    outlet: str
    line: str
    kind: str
    confidence: float
    outlet_name: str | None = None
    headline: str | None = None
    url: str | None = None
    author: str | None = None
    published: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A story or lead that a citation may mean.

    Attributes:
        key: ``story:ID`` or ``lead:ID``.
        titles: every title seen for it (page, feed, sitemap).
    """

    key: str
    outlet_name: str
    url: str
    titles: tuple[str, ...]
    published: Moment | None = None
    text: str | None = None
    copy_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a citation was found to mean, and why.

    Attributes:
        chosen: the `Candidate.key`, None where none is good enough.
        score: 0 to 1, of the chosen or else of the best.
        explanation: the parts of the score, for a person to read.
        alternatives: keys and scores of the runners-up, best first.
    """

    state: CitationState
    chosen: str | None = None
    score: float = 0.0
    explanation: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How one attempt on one lead ended: all that the archive needs to settle it.

    Attributes:
        lead_id: of the frontier's row.
        sequence: place in the batch that was claimed; a batch is committed in this order.
        outcome, reason: the verdict on this fetch. `extract.outcome` may differ: a fetch that
            ended in a bot wall can still carry a teaser made of what the feed said.
        captures: what was preserved for it, redirects first, the answer itself last.
        captured_at: when the answer was captured; None where none came.
        retry_at: when to try again; None when this settles the lead.
        revisit_at: when to look for a later version; None for no revisit.
        memento_url, memento_at: where a public web archive played the page back, and when that
            archive had captured it; None of the outlet's own answers.
    """

    lead_id: int
    outlet: str
    url: str
    outcome: Outcome
    sequence: int = 0
    reason: str | None = None
    status: int | None = None
    elapsed: float | None = None
    captures: tuple[CaptureRef, ...] = ()
    captured_at: datetime | None = None
    extract: Extract | None = None
    citations: tuple[Citation, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    retry_at: datetime | None = None
    revisit_at: datetime | None = None
    memento_url: str | None = None
    memento_at: datetime | None = None


def jsonable(value: Any) -> Any:
    """A value of ours as JSON types; times in ISO 8601, never more exact than known."""
    if isinstance(value, Moment | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: jsonable(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    return value
