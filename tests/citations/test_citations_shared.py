"""Citations on real lines and real feeds, which are not part of the repository."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from aggregator.citations import find_citations, read_document, resolve
from aggregator.citations.names import well_known_names
from aggregator.dates import parse_moment
from aggregator.outlets import OutletDirectory
from aggregator.records import Candidate, Citation, CitationState

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
DATA = SHARED / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not here"),
]


def canonical(outlet: str) -> str:
    known = well_known_names().by_name(outlet)
    return known.title if known else outlet.casefold()


def words(headline: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in headline.casefold()).split())


def f1(hits: int, predicted: int, true: int) -> float:
    return 2 * hits / (predicted + true)


def test_real_lines(record_property):
    outlet_counts, pair_counts = [0, 0, 0], [0, 0, 0]
    false_on_negatives = []
    for raw in (DATA / "citations" / "citations.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(raw)
        document = read_document("\n".join(row["lines"]).encode())
        found = find_citations(document, OutletDirectory())
        if row["negative"] and found:
            false_on_negatives.append((row["id"], found))
        truth = [t for t in row["truth"] if t["outlet"]]
        gold = Counter(canonical(t["outlet"]) for t in truth)
        mine = Counter(canonical(c.outlet) for c in found)
        gold_pairs = Counter(
            (canonical(t["outlet"]), words(t["headline"]))
            for t in truth
            if t["headline"] and t["headline_in_lines"]
        )
        my_pairs = Counter((canonical(c.outlet), words(c.headline)) for c in found if c.headline)
        for counts, one, other in (
            (outlet_counts, gold, mine),
            (pair_counts, gold_pairs, my_pairs),
        ):
            counts[0] += (one & other).total()
            counts[1] += other.total()
            counts[2] += one.total()
    record_property("f1", f"outlets F1 {f1(*outlet_counts):.3f}, pairs F1 {f1(*pair_counts):.3f}")
    assert false_on_negatives == []
    assert f1(*outlet_counts) >= 0.95
    assert f1(*pair_counts) >= 0.93


@pytest.fixture(scope="module")
def digest():
    return read_document((DATA / "seed" / "digest.txt").read_bytes())


@pytest.fixture(scope="module")
def feeds():
    rows = (DATA / "feeddays" / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(row) for row in rows]
    return [
        Candidate(
            key=f"lead:{entry['id']}",
            outlet_name=entry["outlet"],
            url=entry["url"],
            titles=(entry["title"],),
            published=parse_moment(entry["published"]),
            text=entry["description"],
        )
        for entry in entries
    ]


def test_the_digest_is_read(digest):
    assert digest.published is not None
    assert digest.published.isoformat() == "2025-03-30"
    assert digest.title == (DATA / "seed" / "digest.txt").read_text(encoding="utf-8").split("\n")[0]
    paragraphs = digest.text.split("\n\n")
    for furniture in ("SOURCES", "Leave a Reply", "Be the first", "Published March", "via Reuters"):
        assert furniture not in digest.text
    assert len(paragraphs) == 13


def test_the_digest_resolves_on_the_feeds_of_its_days(digest, feeds):
    expected = json.loads((DATA / "seed" / "sources.json").read_text(encoding="utf-8"))["citations"]
    found = find_citations(digest, OutletDirectory())
    by_outlet = {row["cited_outlet"]: row for row in expected}
    assert [c.outlet.upper() for c in found] == ["THE EPOCH TIMES", "REUTERS", "FINANCIAL TIMES"]
    by_key = {candidate.key: candidate.url for candidate in feeds}
    for citation in found:
        row = by_outlet[citation.outlet.upper()]
        result = resolve(
            citation, feeds, document_published=digest.published, document_text=digest.text
        )
        json.dumps(dict(result.explanation))
        if row["url"] is None:
            assert result.state is CitationState.NOT_FOUND
            assert result.chosen is None
        else:
            assert result.state is CitationState.RESOLVED
            assert by_key[result.chosen or ""] == row["url"]
        assert result.alternatives


def test_the_same_digest_eight_months_earlier_resolves_to_nothing(digest, feeds):
    earlier = parse_moment("2024-07-28")
    for citation in find_citations(digest, OutletDirectory()):
        result = resolve(citation, feeds, document_published=earlier, document_text=digest.text)
        assert result.state is CitationState.NOT_FOUND


def _drifts(title: str) -> list[str]:
    cut = " ".join(title.split()[:8]) + "…"
    return [
        title.upper(),
        title.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"'),
        f"{title} - Some Outlet",
        f"Exclusive: {title}",
        title.replace(",", " –").rstrip(".?!"),
        cut if len(title.split()) > 10 else title,
    ]


def test_drifted_headlines_of_real_feeds(feeds, record_property):
    right = wrong = left = 0
    for number, candidate in enumerate(feeds):
        if number % 3 or candidate.published is None or "news.google" in candidate.url:
            continue
        title = _drifts(candidate.titles[0])[number % 6]
        citation = Citation(
            outlet=candidate.outlet_name,
            headline=title,
            line=title,
            kind="source_line",
            confidence=1.0,
        )
        result = resolve(citation, feeds, document_published=candidate.published)
        same = {
            c.key
            for c in feeds
            if c.titles == candidate.titles and c.outlet_name == candidate.outlet_name
        }
        if result.state is not CitationState.RESOLVED:
            left += 1
        elif result.chosen in same:
            right += 1
        else:
            wrong += 1
    record_property("drifted", f"right {right}, wrong {wrong}, left to a person {left}")
    assert wrong == 0
    assert right / (right + left) >= 0.9
