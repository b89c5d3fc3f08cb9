"""What a digest says beside what its sources say: a comparison of words, not of truth.

Pure: from values to values. It stands on `aggregator.matching` (stems, stop words) and
`aggregator.citations` (dates in text). Each sentence of the digest is laid beside the passage of a
source that shares most of its telling words; then the numbers, dates, names, speakers and
negations of the two are compared.

It reads no meaning. A sentence that tells the same in other words may be found in no source, one
that turns a source's words round may be found supported, and what is held of a source as a teaser
only can support little.
"""

from aggregator.checking.comparing import check_sentences
from aggregator.checking.sentences import split_sentences
from aggregator.checking.values import Checked, Difference, Source, Support, Verdict

__all__ = [
    "Checked",
    "Difference",
    "Source",
    "Support",
    "Verdict",
    "check_sentences",
    "split_sentences",
]
