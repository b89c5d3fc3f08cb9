"""What the read model returns: frozen values, and how ``--json`` prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregator.records import Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event in a list.

    Attributes:
        first, last: publication of its earliest and latest story.
        outlets: display names, the first to report first.
        independent: texts that are no copies of one another.
    """

    id: int
    title: str
    first: datetime
    last: datetime
    stories: int
    outlets: tuple[str, ...]
    independent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A story of an event."""

    story: int
    url: str
    outlet: str
    title: str | None
    published: Moment | None
    access: str
    form: str
    family: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRow:
    """A citation with its present resolution."""

    id: int
    document: int
    document_title: str | None
    document_url: str
    outlet: str
    headline: str | None
    url: str | None
    kind: str
    state: str
    story: int | None
    story_url: str | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(EventRow):
    """An event with its stories, earliest first, and the citations of them."""

    members: tuple[Member, ...]
    citations: tuple[CitationRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """One version of a story."""

    number: int
    change: str
    form: str
    title: str | None
    words: int
    modified: Moment | None
    captured: datetime | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """A story that shares a passage with another, and is no copy.

    Attributes:
        story: the other one: the quoted story, or the one that quotes.
        passage: the longest piece that both have, as the one that quotes writes it.
        words: of the story that quotes, that both have.
        share: these as a share of its text, 0 to 1.
        marked: whether it has them between quotation marks.
    """

    story: int
    url: str
    outlet: str
    title: str | None
    published: Moment | None
    passage: str
    words: int
    share: float
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story with its present text, its versions, and where it belongs."""

    id: int
    url: str
    outlet: str
    title: str | None
    summary: str | None
    authors: tuple[str, ...]
    published: Moment | None
    modified: Moment | None
    lang: str | None
    section: str | None
    tags: tuple[str, ...]
    image: str | None
    access: str
    metering: str | None
    form: str
    kind: str | None
    agency: str | None
    text: str | None
    event: int | None
    family: int | None
    first_seen: datetime
    revisions: tuple[RevisionRow, ...]
    copies: tuple[Member, ...]
    quotes: tuple[QuoteRow, ...]
    quoted_by: tuple[QuoteRow, ...]
    cited_by: tuple[CitationRow, ...]
    cites: tuple[CitationRow, ...]
    provenance: Mapping[str, Any]


def moment(at: datetime | None, precision: str | None) -> Moment | None:
    """Put a stored time and its precision together again."""
    return Moment(at, Precision(precision or "second")) if at is not None else None
