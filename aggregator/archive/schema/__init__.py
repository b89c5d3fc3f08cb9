"""The archive's tables: one readable schema for SQLite and PostgreSQL.

Every table and column carries a comment. SQLite keeps none, so the migration also writes them to
the table ``schema_notes``, where any SQL client can read them.

Nothing that an analyst may ask about is overwritten. Revisions, event memberships, family
memberships and citation resolutions are rows with ``valid_from`` and ``valid_to``: what the
archive held *as of* an instant is the rows whose interval holds it. The columns on ``stories``
that repeat the present state (title, event, family) are there to be quick to read.
"""

from __future__ import annotations

from aggregator.archive.schema.columns import Instant, Json, Key, metadata
from aggregator.archive.schema.crawling import (
    captures,
    fetches,
    leads,
    outlets,
    runs,
    sightings,
    sources,
)
from aggregator.archive.schema.happenings import (
    decisions,
    event_links,
    event_terms,
    events,
    memberships,
    story_terms,
    storyline_events,
    storylines,
)
from aggregator.archive.schema.notes import schema_notes
from aggregator.archive.schema.references import citations, resolutions
from aggregator.archive.schema.texts import (
    families,
    family_members,
    quotes,
    revisions,
    shingles,
    stories,
)

__all__ = [
    "Instant",
    "Json",
    "Key",
    "captures",
    "citations",
    "decisions",
    "event_links",
    "event_terms",
    "events",
    "families",
    "family_members",
    "fetches",
    "leads",
    "memberships",
    "metadata",
    "outlets",
    "quotes",
    "resolutions",
    "revisions",
    "runs",
    "schema_notes",
    "shingles",
    "sightings",
    "sources",
    "stories",
    "story_terms",
    "storyline_events",
    "storylines",
]
