"""Tables of who refers to whom: citations and what they were found to mean."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, Table, UniqueConstraint

from aggregator.archive.schema.columns import (
    Json,
    identity,
    instant,
    interval,
    metadata,
    reference,
    text,
)

citations = Table(
    "citations",
    metadata,
    identity(),
    reference("document_id", "stories.id", "the story or digest that cites", nullable=False),
    Column("position", Integer, nullable=False, comment="order in the document"),
    text("fingerprint", "of outlet, headline, URL and kind: one row a citation", nullable=False),
    text("outlet", "display name where known, as written otherwise", nullable=False),
    text("outlet_name", "outlets.name; null for an outlet without a spider"),
    text("headline", "as quoted"),
    text("url", "where one is given"),
    text("line", "the line it was read from", nullable=False),
    text("kind", "source_line, link, inline …", nullable=False),
    Column("confidence", Float, nullable=False, comment="that it is a citation, 0 to 1"),
    text("author", "where one is given"),
    instant("published", "where a date is given"),
    instant("found_at", "when it was read", nullable=False),
    Column(
        "attempts",
        Integer,
        nullable=False,
        server_default="0",
        comment="how often its story was looked for",
    ),
    instant("tried_at", "when it was last looked for"),
    instant("next_due", "when to look again; null where only news of the outlet makes a look"),
    UniqueConstraint("document_id", "fingerprint"),
    comment="edges from a document to an outlet's story, as the document words them",
)

resolutions = Table(
    "resolutions",
    metadata,
    identity(),
    reference("citation_id", "citations.id", "the citation", nullable=False),
    text("state", "resolved, candidate, copy_only, walled, not_found or not_tried", nullable=False),
    reference("story_id", "stories.id", "the story it means"),
    reference("lead_id", "leads.id", "the lead it means, where no story came of it"),
    Column("score", Float, nullable=False, comment="0 to 1"),
    Column("explanation", Json, nullable=False, comment="the parts of the score"),
    Column("alternatives", Json, nullable=False, comment="runners-up with their scores"),
    text("engine", "which resolver decided, with its version", nullable=False),
    *interval(),
    Index(None, "citation_id"),
    Index(None, "story_id"),
    comment="what a citation was found to mean; the row without valid_to is the present answer",
)
