"""A story's version as values: what of an extract is stored, compared and sorted by."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from aggregator.archive.drivers import clean
from aggregator.matching.text import tokens
from aggregator.records import Outcome, Precision

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.records import Extract, Moment

Change = Literal["new", "completed", "edited", "reverted", "reread", "unchanged"]

_COARSENESS = {str(precision): place for place, precision in enumerate(Precision)}
# Columns of a revision that its story repeats.
SHOWN_ON_STORY = ("form", "title", "language", "section", "kind", "access", "agency")

_DAYS = {Precision.SECOND, Precision.MINUTE, Precision.DAY}
_AHEAD = timedelta(hours=36)  # further in the future than any time zone: a mistake of the page
_NOON = timedelta(hours=12)
# What typesetting and charset flips change and no reader minds.
_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"}
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryVersion:
    """A story as its present revision has it: what copies, events and search work on.

    Attributes:
        number: of the revision.
        listed_at: as in ``stories``.
        at, slack_hours: the story's time for grouping, see `story_time` and `time_slack`.
        old: title, summary and text of the version this one replaced; None for the first.
    """

    story_id: int
    number: int
    outlet: str
    form: str
    title: str
    summary: str
    text: str
    language: str | None
    kind: str | None
    agency: str | None
    listed_at: datetime
    at: datetime
    event_id: int | None
    family_id: int | None
    old: tuple[str | None, str | None, str | None] | None = None
    slack_hours: float = 0.0


@dataclass(frozen=True, slots=True)
class StoryChange:
    """What a fetch changed of a story.

    Attributes:
        revision: number of the revision it made, or of the one it repeats.
        version: the story's present version, where this fetch made it the present one.
        retimed: whether the story's place in time moved.
        event_id, family_id: where the story was before this fetch.
    """

    story_id: int
    change: Change
    revision: int
    version: StoryVersion | None = None
    retimed: bool = False
    event_id: int | None = None
    family_id: int | None = None


def revision_values(extract: Extract, capture: tuple[int, datetime] | None) -> dict[str, Any]:
    title, summary, text = _clean(extract.title), _clean(extract.summary), _clean(extract.text)
    form = "full" if extract.outcome is Outcome.STORY and text else "teaser"
    return {
        "form": form,
        "title": title,
        "summary": summary,
        "text": text,
        "text_digest": seen_digest(form, title, summary, text),
        "authors": list(extract.authors),
        "published": extract.published.utc if extract.published else None,
        "published_precision": str(extract.published.precision) if extract.published else None,
        "modified": extract.modified.utc if extract.modified else None,
        "modified_precision": str(extract.modified.precision) if extract.modified else None,
        "language": _clean(extract.language),
        "section": _clean(extract.section),
        "tags": list(extract.tags),
        "image": _clean(extract.image),
        "access": str(extract.access),
        "metering": extract.metering,
        "kind": _clean(extract.kind),
        "agency": _clean(extract.agency),
        "dateline": _clean(extract.dateline),
        "words": len(tokens(text)) if text else 0,
        "declared_words": extract.word_count,
        "provenance": {
            name: {
                "source": origin.source,
                "precision": origin.precision,
                "rejected": list(origin.rejected),
            }
            for name, origin in extract.provenance.items()
        },
        "correction": _clean(extract.correction),
        "extractor": extract.extractor,
        "capture_id": capture[0] if capture else None,
        "captured_at": capture[1] if capture else None,
    }


def version_of(
    values: dict[str, Any],
    *,
    story_id: int,
    number: int,
    outlet: str,
    listed_at: datetime,
    published: datetime | None,
    precision: str | None,
    event_id: int | None = None,
    family_id: int | None = None,
    old: tuple[str | None, str | None, str | None] | None = None,
) -> StoryVersion:
    return StoryVersion(
        story_id=story_id,
        number=number,
        outlet=outlet,
        form=values["form"],
        title=values["title"] or "",
        summary=values["summary"] or "",
        text=values["text"] or "",
        language=values["language"],
        kind=values["kind"],
        agency=values["agency"],
        listed_at=listed_at,
        at=story_time(listed_at, published, precision),
        event_id=event_id,
        family_id=family_id,
        old=old,
        slack_hours=time_slack(listed_at, published, precision),
    )


def story_time(
    listed_at: datetime, published: datetime | None, published_precision: str | None
) -> datetime:
    """The instant that stands for a story when stories are grouped: noon UTC of a mere day."""
    day_only = _is_mere_day(listed_at, published, published_precision)
    return listed_at + _NOON if day_only else listed_at


def time_slack(
    listed_at: datetime, published: datetime | None, published_precision: str | None
) -> float:
    """How many hours a story's true time may lie from its `story_time`."""
    day_only = _is_mere_day(listed_at, published, published_precision)
    return _NOON / timedelta(hours=1) if day_only else 0.0


def _is_mere_day(
    listed_at: datetime, published: datetime | None, published_precision: str | None
) -> bool:
    return published_precision == Precision.DAY and listed_at == published


def seen_digest(form: str, title: str | None, summary: str | None, text: str | None) -> str:
    """Digest of what a reader sees: headline and text, of a teaser the standfirst too.

    White space, the shape of quote marks and dashes, and invisible characters make no
    difference.
    """
    parts = (title, text, summary) if form == "teaser" else (title, text)
    whole = "\n".join(
        " ".join(unicodedata.normalize("NFKC", part or "").translate(_TYPOGRAPHY).split())
        for part in parts
    )
    return blake2b(whole.encode(), digest_size=16).hexdigest()


def is_finer(new: Moment, published: datetime | None, precision: str | None) -> bool:
    if published is None or precision is None:
        return True
    return _COARSENESS[new.precision] < _COARSENESS.get(precision, len(_COARSENESS))


def listing_time(published: Moment | None, seen: datetime) -> datetime:
    if published is None or published.precision not in _DAYS or published.utc > seen + _AHEAD:
        return seen
    return published.utc


def _clean(text: str | None) -> str | None:
    return (clean(text).strip() or None) if text else None
