"""Citations: what a document says it took from whom, and which story that is.

Pure: from values to values. `read_document` makes lines of a page or a text, `find_citations`
reads the citations in them, `resolve` weighs the stories that a citation may mean.
"""

from aggregator.citations.document import Document, UnreadableDocument, read_document
from aggregator.citations.finding import find_citations
from aggregator.citations.headlines import headline_similarity
from aggregator.citations.lines import Line
from aggregator.citations.resolving import resolve

__all__ = [
    "Document",
    "Line",
    "UnreadableDocument",
    "find_citations",
    "headline_similarity",
    "read_document",
    "resolve",
]
