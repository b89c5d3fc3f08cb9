"""The typed read model: what the command line, a web page or a notebook asks of an archive.

Functions take a connection of `Archive.read` and return the frozen values of `rows`.
"""

from aggregator.archive.reading.citations import list_citations
from aggregator.archive.reading.events import find_event, get_event, list_events
from aggregator.archive.reading.rows import (
    CitationRow,
    Event,
    EventRow,
    Member,
    QuoteRow,
    RevisionRow,
    Story,
)
from aggregator.archive.reading.stories import find_story, get_story
from aggregator.records import jsonable

__all__ = [
    "CitationRow",
    "Event",
    "EventRow",
    "Member",
    "QuoteRow",
    "RevisionRow",
    "Story",
    "find_event",
    "find_story",
    "get_event",
    "get_story",
    "jsonable",
    "list_citations",
    "list_events",
]
