"""`aggregator reparse`: told by field, written only when asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from aggregator import urls
from aggregator.archive import schema
from aggregator.archive.captures.store import CaptureStore
from aggregator.archive.crawling import runs
from aggregator.archive.store import Archive
from aggregator.archive.writing.writer import Writer
from aggregator.crawl.loader import load_outlets
from aggregator.extraction import VERSION, extract
from aggregator.records import Exchange, Fetch, Outcome

TITLE = "Salt works of Corvale reopen after the flood"
URL = "https://www.reuters.com/world/salt-works-corvale-reopen-2031-05-05/"
PAGE = (
    f"<!doctype html><html lang='en'><head><title>{TITLE}</title>"
    '<meta property="article:published_time" content="2031-05-05T08:00:00Z">'
    '<meta property="og:type" content="article"><meta name="author" content="Ida Rell"></head>'
    f"<body><article><h1>{TITLE}</h1>"
    "<p>The salt works of Corvale boiled brine again on Monday, nine weeks after the river had "
    "come over their walls and carried two thousand tonnes of salt into the sea.</p>"
    "<p>Forty workers lit the fires before dawn, and the mayor, who had promised to, ate the "
    "first spoonful, which he called the best breakfast of his life.</p></article></body></html>"
).encode()
WALL = b"<html><head><title>Page not found</title></head><body><h1>404 Not found</h1></body></html>"


@pytest.fixture
def archive_url(tmp_path, monkeypatch, now):
    """One story whose old reading was poor, one page that was a story once."""
    monkeypatch.setattr("aggregator.settings.CAPTURES_DIR", str(tmp_path / "captures"))
    monkeypatch.setattr("aggregator.settings.EXTRACTION_WORKERS", 1)
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    outlets = load_outlets()
    with (
        Archive.open(url) as archive,
        CaptureStore(tmp_path / "captures", prefix="test", software="test") as store,
    ):
        runs.sync_outlets(archive, outlets.values())
        run_id = runs.start_run(archive, spider="reuters", arguments={}, replay=None, now=now)
        for address, page in ((URL, PAGE), (URL.replace("reopen", "shut"), WALL)):
            headers = (("Content-Type", "text/html"),)
            ref = store.append(
                Exchange(url=address, captured_at=now, status=200, headers=headers, body=page)
            )
            with archive.write() as connection:
                lead = connection.execute(
                    insert(schema.leads).returning(schema.leads.c.id),
                    {"outlet": "reuters", "url": urls.canonical(address), "state": "leased",
                     "next_due": now, "leased_by": run_id, "leased_until": now,
                     "requested_url": address, "via": "feed", "said": {}, "first_seen": now,
                     "last_seen": now},
                ).scalar_one()  # fmt: skip
            found = extract(PAGE, url=address, captured_at=now)
            found = replace(found, title="[bold]Reuters", authors=(), extractor="0")
            fetch = Fetch(lead_id=lead, outlet="reuters", url=address, outcome=Outcome.STORY,
                          captures=(ref,), captured_at=now, extract=found)  # fmt: skip
            Writer(archive, run_id=run_id, outlets=outlets).commit([fetch], now=now)
    return url


def titles(url):
    with Archive.open(url) as archive, archive.read() as connection:
        return connection.scalars(select(schema.stories.c.title).order_by("id")).all()


def test_shows_and_writes_nothing(run, archive_url):
    done = run("reparse", "--archive", archive_url)
    assert done.status == 0
    assert ["title", "1", "0", "0", f"[bold]Reuters → {TITLE}"] in done.rows
    assert ["authors", "0", "1", "0", "– → Ida Rell"] in done.rows
    assert "is no story now; what the archive has stays: story → soft_404" in done.out
    assert f"2 pages read by extraction {VERSION}, 1 would change" in done.err
    assert titles(archive_url) == ["[bold]Reuters", "[bold]Reuters"]


def test_writes_when_asked_and_only_once(run, archive_url):
    assert run("reparse", "--apply", "--archive", archive_url).err.endswith("1 written\n")
    assert titles(archive_url) == [TITLE, "[bold]Reuters"]
    again = run("reparse", "--apply", "--archive", archive_url)
    assert again.err.endswith("0 written\n")
    assert "no field of any story changes" in again.err


def test_json(run, archive_url):
    done = run("reparse", "--json", "--diffs", "--archive", archive_url).json
    assert (done["extractor"], done["applied"], done["pages"]) == (VERSION, False, 2)
    assert (done["changed"], done["lost"], done["unchanged"]) == (1, 1, 0)
    assert done["fields"]["authors"]["gained"] == 1
    assert done["fields"]["title"]["examples"][0]["after"] == TITLE
    (outcome,) = done["outcomes"]
    assert (outcome["state"], outcome["after"]) == ("lost", "soft_404")
    (story,) = done["stories"]
    assert story["fields"]["title"] == {"before": "[bold]Reuters", "after": TITLE}


def test_diffs(run, archive_url):
    done = run("reparse", "--diffs", "--archive", archive_url)
    assert "  title\n    -[bold]Reuters\n    +" + TITLE in done.out


@pytest.mark.parametrize(
    ("arguments", "pages"),
    [(["--outlet", "FT"], 0), (["--since", "2031-05-06"], 0), (["--until", "2031-05-05"], 2)],
)
def test_scope(run, archive_url, arguments, pages):
    assert run("reparse", "--json", *arguments, "--archive", archive_url).json["pages"] == pages


def test_no_archive(run, tmp_path):
    done = run("reparse", "--archive", f"sqlite:///{tmp_path / 'none.db'}")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert run("reparse", "--since", "soon").status == 2
