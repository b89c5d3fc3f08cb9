"""From a page's bytes to the fields of a story, each with its provenance. Pure: no network."""

from aggregator.extraction.outcome import Verdict, judge
from aggregator.extraction.page import extract, teaser, withhold
from aggregator.extraction.version import VERSION

__all__ = ["VERSION", "Verdict", "extract", "judge", "teaser", "withhold"]
