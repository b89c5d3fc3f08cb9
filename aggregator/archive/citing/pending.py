"""A citation whose story is still wanted, and what it was last found to mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields

from aggregator.archive.citing.citation_rows import ENGINE
from aggregator.records import Citation, CitationState, Moment  # noqa: TC001 - dataclass fields


@dataclass(frozen=True, slots=True)
class Answer:
    """What a citation means: a story, or a lead where no story came of it, or nothing."""

    state: CitationState
    story_id: int | None = None
    lead_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCitation:
    """A citation for which we don't have the story yet, with the document that makes it.

    Attributes:
        resolution_id: of the present answer.
        answer: that answer: state, story and lead.
        engine: who gave it.
        document_at: when the document was published, or first seen.
    """

    citation_id: int
    document_id: int
    citation: Citation
    resolution_id: int
    answer: Answer
    document_at: datetime
    document_published: Moment | None
    document_text: str
    engine: str = ENGINE
    attempts: int = 0
    tried_at: datetime | None = None
    next_due: datetime | None = None
