"""Whether two stories carry the same text, and whether they report the same happening.

`fingerprints`, `comparison` and `families` answer the first question, `events` the second,
`scoring` says how well. All are functions and in-memory values: what the archive keeps in tables,
they are given.
"""

from aggregator.matching.comparison import Wording
from aggregator.matching.decisions import (
    FOLLOWERS,
    EventDecision,
    EventDocument,
    EventLink,
    EventMerge,
    EventProfile,
    GroupingConfig,
)
from aggregator.matching.embedders import EmbedderMissing, load_embedder
from aggregator.matching.embeddings import Embedder
from aggregator.matching.events import EventIndex
from aggregator.matching.families import (
    SHINGLE_CAP,
    FamilyDecision,
    Relation,
    RelationKind,
    TextRecord,
    decide_family,
    relate,
)
from aggregator.matching.family_index import FamilyIndex
from aggregator.matching.fingerprints import containment, exact_digest, sketch
from aggregator.matching.origins import Carrier, choose_origin
from aggregator.matching.reading import READING, Reading
from aggregator.matching.storylines import StorylineDecision, StorylineIndex
from aggregator.matching.terms import guess_language
from aggregator.matching.text import clean_title, numbers_in

__all__ = [
    "FOLLOWERS",
    "READING",
    "SHINGLE_CAP",
    "Carrier",
    "Embedder",
    "EmbedderMissing",
    "EventDecision",
    "EventDocument",
    "EventIndex",
    "EventLink",
    "EventMerge",
    "EventProfile",
    "FamilyDecision",
    "FamilyIndex",
    "GroupingConfig",
    "Reading",
    "Relation",
    "RelationKind",
    "StorylineDecision",
    "StorylineIndex",
    "TextRecord",
    "Wording",
    "choose_origin",
    "clean_title",
    "containment",
    "decide_family",
    "exact_digest",
    "guess_language",
    "load_embedder",
    "numbers_in",
    "relate",
    "sketch",
]
