"""The share of stories cited together that grouping put together, counted by month."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.archive.citing.accuracy import CitedPairs, cited_pairs
from aggregator.archive.citing.citations import resolve_citations
from aggregator.records import Citation

DAY = timedelta(days=1)
FLOOD = "Flood water reaches the harbour wall at Oldport"


def cite(outlet, name, headline):
    return Citation(
        outlet=outlet, outlet_name=name, headline=headline, line="x", kind="source_line",
        confidence=0.9,
    )  # fmt: skip


@pytest.fixture
def figures(archive, newsrooms, now):
    def count():
        resolve_citations(archive, newsrooms, now=now)
        with archive.read() as connection:
            return cited_pairs(connection)

    return count


def test_pairs_together_and_apart(newsroom, figures, prose, now):
    flood = f"{FLOOD} on Tuesday. {prose('flood')}"
    for outlet in ("ridge", "lantern"):
        newsroom.commit(newsroom.fetch("flood", outlet=outlet, title=FLOOD, text=flood, at=now))
    other = "Orchard growers fear an early frost"
    newsroom.commit(newsroom.fetch("frost", outlet="harbour", title=other, at=now))
    cited = (
        cite("Ridge Daily", "ridge", FLOOD),
        cite("The Lantern", "lantern", FLOOD),
        cite("The Harbour Post", "harbour", other),
    )
    newsroom.commit(newsroom.fetch("one", outlet="digest", kind="digest", citations=cited, at=now))
    month, whole = figures()
    assert month == CitedPairs(month="2031-05", digests=1, pairs=3, together=1, by_link=0)
    assert whole.month == "all"
    assert whole.share == pytest.approx(1 / 3)


def test_a_story_cited_alone_makes_no_pair(newsroom, figures, now):
    newsroom.commit(newsroom.fetch("flood", outlet="ridge", title=FLOOD, at=now - DAY))
    cited = (cite("Ridge Daily", "ridge", FLOOD),)
    newsroom.commit(newsroom.fetch("one", outlet="digest", kind="digest", citations=cited, at=now))
    assert figures() == [CitedPairs(month="all", digests=0, pairs=0, together=0, by_link=0)]
    assert figures()[0].share is None
