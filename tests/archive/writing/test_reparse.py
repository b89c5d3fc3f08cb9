"""Captures read again: what changes is told, then written, and nothing of it is an outlet's edit."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from aggregator.archive import schema
from aggregator.archive.captures.store import CaptureStore
from aggregator.archive.reading.search import search
from aggregator.archive.writing import reparse as module
from aggregator.archive.writing.reparse import reparse
from aggregator.archive.writing.reread_pages import Scope
from aggregator.extraction import VERSION, extract
from aggregator.records import Exchange, Moment, Outcome
from aggregator.workers import WorkerPool

TITLE = "Lighthouse keeper of Orrin Head retires after forty winters"
PARAGRAPHS = (
    (
        "The last keeper of the lighthouse on Orrin Head handed over its brass key on Friday, after "
        "forty winters in which the lamp went out only twice."
    ),
    (
        "Maren Tolleth, who is 71, said that she would miss the fog most of all, because in fog one "
        "hears everything and is disturbed by nobody."
    ),
    (
        "The lamp is to be tended from the mainland by a computer from June on, the harbour board of "
        "Quillport said, and the tower will be let to holiday makers."
    ),
)


def page(title=TITLE, paragraphs=PARAGRAPHS, author="Ilse Quarne"):
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": "2031-05-05T09:30:00+00:00",
        "author": {"@type": "Person", "name": author},
    }
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<script type="application/ld+json">{json.dumps(about)}</script></head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode()


@pytest.fixture(scope="module")
def pool():
    with WorkerPool(1, timeout=60) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "captures"


@pytest.fixture
def capture(folder, newsroom):
    """Puts a page into a capture file, and commits a fetch of it with an extract of our making."""

    def put(slug="lighthouse", body=None, *, outlet="harbour", coding=None, outcome=Outcome.STORY,
            at=timedelta(0), **changes):  # fmt: skip
        body = page() if body is None else body
        headers = [("Content-Type", "text/html; charset=utf-8")]
        if coding:
            headers.append(("Content-Encoding", coding))
        fetch = newsroom.fetch(slug, outlet=outlet, outcome=outcome, extract=None)
        captured_at = newsroom.now + at
        with CaptureStore(folder, prefix="test", software="test") as store:
            ref = store.append(
                Exchange(
                    url=fetch.url,
                    captured_at=captured_at,
                    status=200,
                    headers=tuple(headers),
                    body=gzip.compress(body) if coding == "gzip" else body,
                )
            )
        found = None
        if outcome.has_text:
            found = extract(body, url=fetch.url, captured_at=captured_at)
            found = replace(found, outcome=outcome, **changes)
        fetch = replace(fetch, captures=(ref,), captured_at=captured_at, extract=found)
        return newsroom.commit(fetch)[0]

    return put


@pytest.fixture
def start(archive, folder, newsrooms, pool):
    """Begins to read what is in a scope again."""

    def begin(*, apply=False, **scope):
        return reparse(
            archive, Scope(**scope), captures=folder, outlets=newsrooms, pool=pool, apply=apply
        )

    return begin


@pytest.fixture
def again(start):
    """Reads what is in a scope again; a list of what came of it."""
    return lambda **options: list(start(**options))


def states(found):
    return [reread.state for reread in found]


def found_by(archive, words):
    with archive.read() as connection:
        return [hit.id for hit in search(connection, words)]


class TestUnchanged:
    def test_nothing_is_written(self, newsroom, capture, again):
        story = capture().story_id
        assert states(again(apply=True)) == ["unchanged"]
        assert len(newsroom.revisions(story)) == 1

    def test_the_version_that_read_it_last_is_recorded(self, newsroom, capture, again):
        story = capture(extractor="0").story_id
        again()
        assert newsroom.revisions(story)[0]["extractor"] == "0"
        again(apply=True)
        assert newsroom.revisions(story)[0]["extractor"] == VERSION
        assert again(outdated=True) == []

    def test_coded_bodies_are_decoded(self, capture, again):
        capture(coding="gzip")
        assert states(again()) == ["unchanged"]


class TestBetterReading:
    @pytest.fixture
    def story(self, capture):
        return capture(
            title="Home | The Harbour Post",
            text="Subscribe to our newsletter about lamps.",
            authors=(),
            published=None,
            extractor="0",
        ).story_id

    def test_is_told_by_field_and_not_written(self, newsroom, story, again):
        (found,) = again()
        assert (found.state, found.story_id, found.outlet) == ("changed", story, "harbour")
        assert set(found.fields) == {"title", "text", "authors", "published"}
        assert found.fields["title"] == ("Home | The Harbour Post", TITLE)
        assert found.fields["authors"] == ([], ["Ilse Quarne"])
        assert found.fields["text"][1] == "\n\n".join(PARAGRAPHS)
        assert len(newsroom.revisions(story)) == 1

    def test_is_written_as_reread(self, newsroom, story, again):
        (found,) = again(apply=True)
        assert found.state == "changed"
        old, new = newsroom.revisions(story)
        assert (new["number"], new["change"], new["title"]) == (2, "reread", TITLE)
        assert (new["capture_id"], new["captured_at"]) == (old["capture_id"], old["captured_at"])
        assert (old["extractor"], new["extractor"]) == ("0", VERSION)
        assert old["valid_to"] == new["valid_from"]
        assert new["valid_to"] is None
        row = newsroom.story(story)
        assert (row["revision_id"], row["revisions"], row["title"]) == (new["id"], 2, TITLE)
        assert row["published"].isoformat() == "2031-05-05T09:30:00+00:00"
        assert row["listed_at"] == row["published"]

    def test_is_written_once(self, newsroom, story, again):
        again(apply=True)
        assert states(again(apply=True)) == ["unchanged"]
        assert again(outdated=True) == []
        assert len(newsroom.revisions(story)) == 2

    def test_reaches_search_and_event(self, archive, newsroom, story, again):
        event = newsroom.story(story)["event_id"]
        again(apply=True)
        assert found_by(archive, "lighthouse") == [story]
        assert found_by(archive, "newsletter") == []
        assert newsroom.story(story)["event_id"] == event
        (row,) = newsroom.rows(schema.events, schema.events.c.id == event)
        assert (row["title"], row["stories"]) == (TITLE, 1)

    def test_reaches_copies(self, newsroom, story, capture, again):
        other = capture("keeper", page(author="Tom Oyan"), outlet="ridge", extractor="0")
        assert newsroom.story(other.story_id)["family_id"] is None
        again(apply=True)
        family = newsroom.story(story)["family_id"]
        assert family is not None
        assert newsroom.story(other.story_id)["family_id"] == family
        assert newsroom.story(other.story_id)["event_id"] == newsroom.story(story)["event_id"]

    def test_is_no_edit_of_the_outlet(self, archive, story, again):
        again(apply=True)
        with archive.read() as connection:
            edits = connection.execute(
                text("SELECT * FROM v_revisions WHERE change IN ('edited', 'reverted')")
            ).all()
        assert edits == []

    def test_and_the_next_fetch_of_the_same_page_changes_nothing(
        self, newsroom, story, capture, again
    ):
        again(apply=True)
        assert capture(at=timedelta(hours=1)).change == "unchanged"
        assert len(newsroom.revisions(story)) == 2

    def test_and_a_later_edit_is_one(self, newsroom, story, capture, again):
        again(apply=True)
        edited = page(paragraphs=(*PARAGRAPHS[:2], PARAGRAPHS[2].replace("June", "July")))
        assert capture(body=edited, at=timedelta(hours=1)).change == "edited"
        assert [r["change"] for r in newsroom.revisions(story)] == ["first", "reread", "edited"]


def test_what_is_not_there_any_more_goes(newsroom, capture, again):
    story = capture(agency="Reuters", kind="opinion").story_id
    (found,) = again(apply=True)
    assert found.fields == {"kind": ("opinion", None), "agency": ("Reuters", None)}
    assert (newsroom.story(story)["kind"], newsroom.story(story)["agency"]) == (None, None)


def test_a_date_known_better_elsewhere_stays(archive, newsroom, capture, again):
    undated = page().replace(b"2031-05-05T09:30:00+00:00", b"")
    story = capture(body=undated, published=Moment(newsroom.now)).story_id
    (found,) = again(apply=True)
    assert found.fields["published"] == (newsroom.now, None)
    assert newsroom.story(story)["published"] == newsroom.now


class TestOutcomes:
    def test_a_story_where_there_was_none(self, archive, newsroom, capture, again):
        settled = capture(outcome=Outcome.NOT_A_STORY)
        (found,) = again()
        assert (found.state, found.before, found.after) == ("found", "not_a_story", "story")
        assert newsroom.rows(schema.stories) == []
        (found,) = again(apply=True)
        row = newsroom.story(found.story_id)
        assert (row["title"], row["form"]) == (TITLE, "full")
        assert row["event_id"] is not None
        (lead,) = newsroom.rows(schema.leads, schema.leads.c.id == settled.lead_id)
        assert (lead["story_id"], lead["outcome"]) == (found.story_id, "story")
        assert found_by(archive, "lighthouse") == [found.story_id]
        assert states(again(apply=True)) == ["unchanged"]

    def test_no_story_where_there_is_one_is_told_and_nothing_deleted(
        self, newsroom, capture, again
    ):
        body = b"<html><head><title>404 Not Found</title></head><h1>Page not found</h1></html>"
        story = capture(body=body, title=TITLE, text="\n\n".join(PARAGRAPHS)).story_id
        for _ in range(2):
            (found,) = again(apply=True)
            assert (found.state, found.story_id) == ("lost", story)
            assert (found.before, found.after) == ("story", "soft_404")
            assert found.reason
        assert newsroom.story(story)["title"] == TITLE
        assert len(newsroom.revisions(story)) == 1

    def test_a_page_that_still_is_none(self, newsroom, capture, again):
        capture(body=b"<html><title>404</title><h1>Page not found</h1></html>",
                outcome=Outcome.SOFT_404)  # fmt: skip
        assert states(again(apply=True)) == ["unchanged"]
        assert newsroom.rows(schema.stories) == []

    def test_a_capture_that_is_missing(self, newsroom, capture, again, folder):
        story = capture(extractor="0").story_id
        for path in folder.glob("*.warc.gz"):
            path.unlink()
        (found,) = again(apply=True)
        assert (found.state, found.story_id) == ("unreadable", story)
        assert "is missing" in found.reason

    def test_an_unknown_coding(self, capture, again):
        capture(coding="x-rot13", extractor="0")
        (found,) = again()
        assert (found.state, found.reason) == (
            "unreadable",
            "its content coding 'x-rot13' is not known",
        )


class TestScope:
    @pytest.fixture(autouse=True)
    def _stories(self, capture):
        capture("one", title="One")
        later = page().replace(b"2031-05-05", b"2031-05-06").replace(b"T09:30", b"T10:00")
        capture("two", later, title="Two", outlet="ridge")

    @pytest.mark.parametrize(
        ("scope", "titles"),
        [
            ({}, ["One", "Two"]),
            ({"outlet": "ridge"}, ["Two"]),
            ({"outlet": "lantern"}, []),
            ({"since": timedelta(hours=-12)}, ["Two"]),
            ({"until": timedelta(hours=-12)}, ["One"]),
            ({"since": timedelta(hours=-48), "until": timedelta(hours=1)}, ["One", "Two"]),
        ],
    )
    def test_is_kept(self, newsroom, again, scope, titles):
        scope = {k: newsroom.now + v if k != "outlet" else v for k, v in scope.items()}
        assert [found.fields["title"][0] for found in again(**scope)] == titles


class TestBrokenOff:
    @pytest.fixture(autouse=True)
    def _one_at_a_time(self, monkeypatch):
        monkeypatch.setattr(module, "_BATCH", 1)

    def test_what_was_given_out_is_kept_and_the_rest_left(self, start, newsroom, capture, again):
        ids = [capture(slug, title="Old").story_id for slug in ("one", "two", "three")]
        work = start(apply=True)
        assert next(work).state == "changed"
        work.close()
        assert [newsroom.story(n)["title"] for n in ids] == [TITLE, "Old", "Old"]
        assert states(again(apply=True)) == ["unchanged", "changed", "changed"]
        assert [newsroom.story(n)["title"] for n in ids] == [TITLE] * 3

    def test_a_newer_revision_is_left_alone(self, archive, newsroom, capture, again, monkeypatch):
        story = capture(title="Old").story_id
        judge = module._judge

        def meanwhile(page, found):
            with archive.write() as connection:
                connection.execute(
                    update(schema.stories).values(revision_id=page.revision["id"] + 1000)
                )
            return judge(page, found)

        monkeypatch.setattr(module, "_judge", meanwhile)
        # A revision that came between reading and writing: here, one that is not there at all.
        assert states(again(apply=True)) == ["overtaken"]
        assert len(newsroom.revisions(story)) == 1


def test_digests_are_left_to_their_own_reader(capture, again):
    capture(outlet="digest", kind="digest", title="The day in short")
    assert again() == []


class TestPastRevisions:
    @pytest.fixture
    def story(self, newsroom, capture):
        """Edited twice by its outlet; the first two versions were read badly."""
        story = capture(title="Old", extractor="0").story_id
        for hours, month in ((1, "July"), (2, "August")):
            body = page(paragraphs=(*PARAGRAPHS[:2], PARAGRAPHS[2].replace("June", month)))
            changes = {"title": "Old", "extractor": "0"} if hours == 1 else {}
            capture(body=body, at=timedelta(hours=hours), **changes)
        assert [r["change"] for r in newsroom.revisions(story)] == ["first", "edited", "edited"]
        return story

    def test_are_read_only_where_asked_for(self, story, again):
        assert states(again()) == ["unchanged"]
        found = again(all_revisions=True)
        assert [(r.revision, r.state, set(r.fields)) for r in found] == [
            (3, "unchanged", set()),
            (1, "changed", {"title"}),
            (2, "changed", {"title"}),
        ]

    def test_stand_beside_the_old_ones_and_the_story_stays(self, newsroom, story, again):
        before = newsroom.story(story)
        again(apply=True, all_revisions=True)
        rows = newsroom.revisions(story)
        assert [(r["number"], r["change"], r["title"]) for r in rows[3:]] == [
            (4, "reread", TITLE),
            (5, "reread", TITLE),
        ]
        for old, new in zip(rows[:2], rows[3:], strict=True):
            assert (new["capture_id"], new["captured_at"]) == (
                old["capture_id"],
                old["captured_at"],
            )
            assert new["valid_to"] == new["valid_from"]
            assert new["extractor"] == VERSION
        after = newsroom.story(story)
        assert (after["revision_id"], after["revisions"]) == (before["revision_id"], 5)
        assert {k: after[k] for k in ("title", "published", "event_id")} == {
            k: before[k] for k in ("title", "published", "event_id")
        }

    def test_are_written_once(self, newsroom, story, again):
        again(apply=True, all_revisions=True)
        assert states(again(apply=True, all_revisions=True)) == ["unchanged"] * 3
        assert again(all_revisions=True, outdated=True) == []
        assert len(newsroom.revisions(story)) == 5

    def test_and_a_page_that_comes_back_is_no_edit(self, newsroom, story, capture, again):
        again(apply=True, all_revisions=True)
        body = page(paragraphs=(*PARAGRAPHS[:2], PARAGRAPHS[2].replace("June", "August")))
        assert capture(body=body, at=timedelta(hours=3)).change == "unchanged"

    def test_read_again_in_the_meantime_are_left_alone(
        self, archive, newsroom, story, again, monkeypatch
    ):
        judge = module._judge

        def meanwhile(asked, found):
            """As another call would, between this one's reading and its writing."""
            if asked.is_past:
                with archive.write() as connection:
                    module.keep_past_reading(
                        connection,
                        found,
                        story_id=story,
                        revision_id=asked.revision["id"],
                        capture=(asked.capture_id, asked.capture.captured_at),
                        now=newsroom.now,
                    )
            return judge(asked, found)

        monkeypatch.setattr(module, "_judge", meanwhile)
        found = again(apply=True, all_revisions=True)
        assert states(found) == ["unchanged", "overtaken", "overtaken"]
        assert len(newsroom.revisions(story)) == 5


@pytest.mark.slow
def test_killed_in_the_middle_loses_and_doubles_nothing(  # noqa: PLR0917 - fixtures
    archive_url, newsroom, capture, again, folder, tmp_path
):
    """Two dozen stories of two versions each, the work killed after its first transactions."""
    ids = []
    for number in range(24):
        ids.append(capture(f"story-{number}", title="Old", extractor="0").story_id)
        body = page(paragraphs=(*PARAGRAPHS[:2], PARAGRAPHS[2].replace("June", "July")))
        capture(f"story-{number}", body, at=timedelta(hours=1), title="Old", extractor="0")
    script = tmp_path / "work.py"
    script.write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from aggregator.archive.store import Archive\n"
        "from aggregator.archive.writing import reparse as module\n"
        "from aggregator.archive.writing.reread_pages import Scope\n"
        "from aggregator.outlets import Outlet, OutletDirectory\n"
        "from aggregator.workers import WorkerPool\n"
        "if __name__ == '__main__':\n"
        "    module._BATCH = 5\n"
        "    known = OutletDirectory([Outlet(name='harbour', title='Harbour', domains=('harbourpost.example',))])\n"
        "    with Archive.open(sys.argv[1]) as opened, WorkerPool(1, timeout=60) as pool:\n"
        "        for _ in module.reparse(opened, Scope(all_revisions=True), captures=Path(sys.argv[2]),\n"
        "                                outlets=known, pool=pool, apply=True):\n"
        "            print('read', flush=True)\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, str(script), archive_url, str(folder)], stdout=subprocess.PIPE, text=True
    )
    for _ in range(12):
        assert process.stdout.readline() == "read\n"
    process.kill()
    process.wait()
    process.stdout.close()
    done = [row for n in ids for row in newsroom.revisions(n) if row["change"] == "reread"]
    assert 10 <= len(done) < 48
    again(apply=True, all_revisions=True)
    assert states(again(all_revisions=True)) == ["unchanged"] * 48
    for n in ids:
        rows = newsroom.revisions(n)
        assert [row["change"] for row in rows] == ["first", "edited", "reread", "reread"]
        assert [row["number"] for row in rows] == [1, 2, 3, 4]
        assert len({row["capture_id"] for row in rows[2:]}) == 2
        assert {row["title"] for row in rows[2:]} == {TITLE}
        assert [row["valid_to"] is None for row in rows].count(True) == 1
        assert newsroom.story(n)["title"] == TITLE
