"""The main job on real feeds and pages, which are no part of the repository."""

from __future__ import annotations

import html
import json
import os
from pathlib import Path

import pytest

from aggregator.archive.captures.packing import pack
from benchmarks.captures import feed_captures, page_captures

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
DATA = SHARED / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real captures at {DATA}"),
]

SEED_OUTLETS = {
    "The Epoch Times", "Financial Times", "Japan Today", "Fox News", "The New York Times",
    "Al Jazeera", "CNA", "NBC News",
}  # fmt: skip


@pytest.fixture(scope="module")
def feeds(tmp_path_factory):
    out = tmp_path_factory.mktemp("feeds") / "feeds.warc.gz"
    pack(feed_captures(DATA / "feeddays"), out)
    return out


@pytest.fixture(scope="module")
def targets(tmp_path_factory):
    out = tmp_path_factory.mktemp("targets") / "targets.warc.gz"
    pack(page_captures(DATA / "pages" / "targets"), out)
    return out


@pytest.fixture(scope="module")
def sources():
    said = json.loads((DATA / "seed" / "sources.json").read_text(encoding="utf-8"))
    return {row["cited_outlet"]: row for row in said["citations"]}


def _json(place, *command: str):
    return json.loads(place.run("aggregator", *command, "--json").stdout)


def _seed_event(place):
    hits = _json(place, "search", '"war-fighting base"')
    numbers = {hit["event"] for hit in hits if hit["event"]}
    assert len(numbers) == 1
    return _json(place, "event", str(numbers.pop()))


def _check_citations(event, sources) -> None:
    found = {row["outlet"]: row for row in event["citations"]}
    for outlet in ("The Epoch Times", "Financial Times"):
        assert found[outlet]["state"] == "resolved"
        assert found[outlet]["story_url"] == sources[outlet.upper()]["url"]
    assert found["Reuters"]["state"] == "not_found"
    assert found["Reuters"]["story"] is None


def test_three_outlets_and_the_seed(place, feeds, sources):
    for spider in ("epochtimes", "ft", "reuters"):
        place.crawl(spider, "-a", "since=2025-03-29", "-a", "until=2025-03-31", replay=feeds)
    place.crawl("digest", "-a", f"source={DATA / 'seed' / 'digest.txt'}", replay=feeds)
    event = _seed_event(place)
    assert {"The Epoch Times", "Financial Times"} <= set(event["outlets"])
    for member in event["members"]:
        assert _json(place, "story", str(member["story"]))["form"] == "teaser"
    _check_citations(event, sources)
    runs = {run["spider"]: run for run in _json(place, "runs")}
    assert set(runs["ft"]["outlets"]["Financial Times"]) == {"error"}
    assert "error" in runs["reuters"]["discovery"]["Reuters"]


def test_the_digest_alone_as_a_web_page(place, feeds, sources):
    text = (DATA / "seed" / "digest.txt").read_text(encoding="utf-8")
    lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.splitlines() if line.strip())
    page = place.folder / "digest.html"
    page.write_text(f"<html><body><article>{lines}</article></body></html>", encoding="utf-8")
    place.crawl("digest", "-a", f"source={page}", replay=feeds)
    _check_citations(_seed_event(place), sources)


@pytest.mark.slow
def test_every_outlet_of_those_days(place, feeds):
    place.run("aggregator", "crawl", "--all", "--replay", str(feeds), "--log-level", "ERROR")
    # Outlets are crawled side by side, so the stories come in another order each time, and out of
    # time: what became of them by then is made good in the order of time.
    place.run("aggregator", "regroup", "--since", "2025-03-27", "--apply")
    event = _seed_event(place)
    assert set(event["outlets"]) == SEED_OUTLETS
    assert len(event["members"]) == 10
    titles = " ".join(member["title"] for member in event["members"])
    assert "Philippines" not in titles
    assert "Iwoto" not in titles
    others = _json(place, "events", "--min-outlets", "4")
    assert len(others) > 10


def test_real_pages_of_reuters_and_the_ft(place, targets):
    truth = [
        json.loads(line)
        for line in (DATA / "pages" / "targets" / "truth.jsonl").read_text().splitlines()
    ]
    for spider in ("reuters", "ft"):
        out = place.folder / f"{spider}.jsonl"
        place.crawl(spider, "-O", str(out), replay=targets)
    rows = [
        json.loads(line)
        for spider in ("reuters", "ft")
        for line in (place.folder / f"{spider}.jsonl").read_text().splitlines()
    ]
    assert len(rows) == len(truth)
    assert {row["outcome"] for row in rows} == {"story"}
    titles = {row["title"] for row in rows}
    assert {row["title"] for row in truth if row.get("title")} <= titles
    assert all(len(row["text"].split()) > 100 for row in rows)
    assert all(row["published"] and row["authors"] for row in rows)


def test_the_seed_beside_what_is_held_of_its_sources(place, feeds):
    for spider in ("epochtimes", "ft", "reuters"):
        place.crawl(spider, "-a", "since=2025-03-29", "-a", "until=2025-03-31", replay=feeds)
    checked = _json(place, "check-digest", str(DATA / "seed" / "digest.txt"))
    assert {row["outlet"]: row["held"] for row in checked["sources"]} == {
        "The Epoch Times": "teaser",
        "Reuters": "nothing",
        "Financial Times": "teaser",
    }
    verdicts = {row["sentence"]: row["verdict"] for row in checked["sentences"]}
    (beijing,) = [v for s, v in verdicts.items() if "responded with criticism" in s]
    assert beijing == "unsupported"
    (partner,) = [v for s, v in verdicts.items() if "indispensable" in s]
    assert partner == "supported"
