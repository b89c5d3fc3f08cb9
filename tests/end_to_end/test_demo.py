"""`aggregator demo`: the whole job on the bundled capture, against what was written into it."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from aggregator.archive.reading.citations import list_citations
from aggregator.archive.store import Archive
from aggregator.urls import canonical

EXPECTED = json.loads(
    (Path(__file__).parents[2] / "data" / "demo" / "expected.json").read_text(encoding="utf-8")
)
PAGES = [page for page in EXPECTED["pages"] if "digest" not in page["outlet"]]
# A page that cannot be had leaves the headline that its feed or sitemap gave.
KEPT = {"story", "teaser", "paywalled", "bot_wall", "consent_wall", "error", "robots_denied"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory, workplace):
    place = workplace(tmp_path_factory.mktemp("demo"))
    done = place.run("aggregator", "demo", "--archive", place.url)
    return place, done


@pytest.fixture(scope="module")
def found(demo, contents):
    return contents(demo[0].url)


def _json(place, *command: str):
    return json.loads(place.run("aggregator", *command, "--json").stdout)


def test_prints_the_events(demo):
    _, done = demo
    lines = done.stdout.splitlines()
    assert lines[0].split("\t") == ["id", "last", "stories", "texts", "outlets", "title"]
    assert len(lines) > 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["id"])
def test_outcome_and_title(found, page):
    lead = found["leads"][canonical(page["url"])]
    assert lead["outcome"] == page["outcome"]
    stories = {url.rstrip("/"): story for url, story in found["stories"].items() if url != "listed"}
    story = stories.get(canonical(page["url"]).rstrip("/"))
    if page["outcome"] in KEPT:
        assert story["title"] in {page["title"], *page.get("titles", ())}
        full = page["outcome"] == "story"
        assert story["form"] == ("full" if full else "teaser")
    else:
        assert story is None


def test_events_keep_together_what_belongs_together(found):
    events = found["events"]
    home = {url.rstrip("/"): number for number, event in enumerate(events) for url in event}
    kept = [page for page in PAGES if page["outcome"] in KEPT and page["event"]]
    together = [(a, b) for a, b in itertools.combinations(kept, 2) if a["event"] == b["event"]]
    joined = [
        (a["id"], b["id"])
        for a, b in together
        if home.get(canonical(a["url"]).rstrip("/")) == home.get(canonical(b["url"]).rstrip("/"))
    ]
    assert len(joined) >= 0.8 * len(together)
    apart = [
        (a["id"], b["id"])
        for a, b in itertools.combinations(kept, 2)
        if a["event"] != b["event"]
        and home.get(canonical(a["url"]).rstrip("/")) == home.get(canonical(b["url"]).rstrip("/"))
    ]
    assert apart == []


def test_copy_families(found):
    wanted = {}
    for page in PAGES:
        if page["family"]:
            wanted.setdefault(page["family"], set()).add(canonical(page["url"]).rstrip("/"))
    wanted = sorted(sorted(urls) for urls in wanted.values() if len(urls) > 1)
    families = found["families"]
    assert sorted(sorted(url.rstrip("/") for url in urls) for urls in families) == wanted


def test_the_edited_story_has_two_revisions(found):
    edited = [page for page in PAGES if page["captures"] > 1 and page["outcome"] == "story"]
    stories = found["stories"]
    for page in edited:
        assert stories[canonical(page["url"])]["revisions"] == 2


def test_citations(demo):
    place, _ = demo
    with Archive.open(place.url, read_only=True) as archive, archive.read() as connection:
        found = {(row.document_url, row.headline): row for row in list_citations(connection)}
    for wanted in EXPECTED["citations"]:
        row = found[canonical(wanted["document"]), wanted["headline"]]
        assert row.state == wanted["state"], wanted
        if wanted["url"]:
            assert row.story_url.rstrip("/") == canonical(wanted["url"]).rstrip("/")


def test_the_commands_agree_with_the_archive(demo, found):
    place, _ = demo
    events = _json(place, "events")
    assert sorted(event["stories"] for event in events) == sorted(map(len, found["events"]))
    largest = max(events, key=lambda event: (event["stories"], event["id"]))
    event = _json(place, "event", str(largest["id"]))
    assert {key: event[key] for key in largest} == largest
    assert len(event["members"]) == largest["stories"]
    story = _json(place, "story", event["members"][0]["url"])
    assert story["event"] == event["id"]
    hits = _json(place, "search", f'"{story["title"]}"')
    assert story["id"] in {hit["id"] for hit in hits}
    why = _json(place, "why", str(story["id"]))
    assert why["memberships"][-1]["event"] == event["id"]
    runs = _json(place, "runs")
    assert runs[-1]["outlets"]["The Epoch Times"]["story"] == 16
    assert {"id", "name", "title"} & set(_json(place, "outlets")[0])


def test_a_second_demo_changes_nothing(demo, contents):
    place, _ = demo
    before = contents(place.url)
    place.run("aggregator", "demo", "--archive", place.url)
    after = contents(place.url)
    for part in before:
        assert after[part] == before[part], part


def test_refuses_an_archive_of_real_crawls(workplace, tmp_path):
    place = workplace(tmp_path)
    place.crawl("ft", replay=tmp_path / "other.warc.gz", status=1)
    place.demo_copy = tmp_path / "saved.warc.gz"
    place.demo_copy.write_bytes(Path(place.demo).read_bytes())
    place.crawl("ft", replay=place.demo_copy)
    done = place.run("aggregator", "demo", status=1)
    assert "real crawls" in done.stderr
