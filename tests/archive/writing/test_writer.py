"""Batches of fetches become rows: whole or not at all, and once however often committed."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from aggregator.archive import schema
from aggregator.archive.crawling import runs
from aggregator.archive.store import Archive
from aggregator.archive.writing.writer import Writer
from aggregator.records import CaptureRef, Citation, Outcome

HOUR = timedelta(hours=1)
COUNTED = (
    "captures", "citations", "events", "families", "family_members", "fetches", "memberships",
    "resolutions", "revisions", "shingles", "stories",
)  # fmt: skip


def counts(archive):
    with archive.read() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(schema.metadata.tables[name]))
            for name in COUNTED
        }


def lead_of(newsroom, fetch):
    (row,) = newsroom.rows(schema.leads, schema.leads.c.id == fetch.lead_id)
    return row


def titles_found(archive, word):
    """Ids of the stories that the text index finds by a word."""
    with archive.read() as connection:
        if archive.dialect == "sqlite":
            query = "SELECT rowid FROM story_search WHERE story_search MATCH :word ORDER BY 1"
        else:
            query = (
                "SELECT story_id FROM story_search WHERE document @@ "
                "plainto_tsquery('story_words', story_folded(:word)) ORDER BY 1"
            )
        return list(connection.execute(text(query), {"word": word}).scalars())


class TestSettling:
    def test_nothing_to_settle(self, newsroom):
        assert newsroom.commit() == []

    def test_everything_of_a_fetch_is_kept(self, newsroom, now):
        fetch = newsroom.fetch("ferry", title="Ferry late", etag='"a"', last_modified="today")
        redirect = replace(fetch.captures[0], url="https://harbourpost.example/f", status=301)
        fetch = replace(fetch, captures=(redirect, *fetch.captures))
        (settled,) = newsroom.commit(fetch)
        assert (settled.lead_id, settled.change, settled.revision) == (fetch.lead_id, "new", 1)
        story = newsroom.story(settled.story_id)
        assert (story["event_id"], story["family_id"]) == (settled.event_id, None)
        first, answer = newsroom.rows(schema.captures)
        assert first["status"] == 301
        assert answer["url"] == fetch.url
        assert answer["recorded_at"] == now
        (attempt,) = newsroom.rows(schema.fetches)
        assert attempt["capture_id"] == answer["id"]
        assert (attempt["lead_id"], attempt["run_id"]) == (fetch.lead_id, newsroom.run_id)
        assert (attempt["outcome"], attempt["status"]) == ("story", 200)
        assert (attempt["fetched_at"], attempt["elapsed"]) == (now, 0.25)
        lead = lead_of(newsroom, fetch)
        assert (lead["state"], lead["outcome"]) == ("settled", "story")
        assert lead["next_due"] is lead["leased_by"] is lead["leased_until"] is None
        assert lead["story_id"] == settled.story_id
        assert (lead["etag"], lead["last_modified"]) == ('"a"', "today")
        assert titles_found(newsroom.archive, "ferry") == [settled.story_id]

    def test_in_the_order_of_the_sequence(self, newsroom):
        one, two, three = (newsroom.fetch(slug) for slug in ("one", "two", "three"))
        settled = newsroom.commit(three, one, two)
        assert [s.lead_id for s in settled] == [one.lead_id, two.lead_id, three.lead_id]
        assert [s.story_id for s in settled] == sorted(s.story_id for s in settled)

    def test_a_lead_that_does_not_exist(self, newsroom):
        good, bad = newsroom.fetch("good"), newsroom.fetch("bad")
        before = counts(newsroom.archive)
        with pytest.raises(LookupError, match="no lead 4711"):
            newsroom.commit(good, replace(bad, lead_id=4711))
        assert counts(newsroom.archive) == before

    def test_an_error_is_tried_again(self, newsroom, now):
        fetch = newsroom.fetch(
            "ferry", outcome=Outcome.ERROR, extract=None, captured=False,
            reason="timeout\x00", retry_at=now + HOUR,
        )  # fmt: skip
        (settled,) = newsroom.commit(fetch)
        assert (settled.story_id, settled.change) == (None, None)
        lead = lead_of(newsroom, fetch)
        assert (lead["state"], lead["next_due"], lead["attempts"]) == ("waiting", now + HOUR, 1)
        assert (lead["outcome"], lead["reason"]) == ("error", "timeout\ufffd")
        assert lead["leased_by"] is None

    def test_a_story_is_looked_at_again(self, newsroom, now):
        fetch = newsroom.fetch("ferry", revisit_at=now + HOUR)
        newsroom.commit(fetch)
        lead = lead_of(newsroom, fetch)
        assert (lead["state"], lead["next_due"], lead["attempts"]) == ("waiting", now + HOUR, 0)

    def test_an_unmodified_story(self, newsroom):
        (first,) = newsroom.commit(newsroom.fetch("ferry", etag='"a"'))
        with newsroom.archive.write() as connection:
            connection.execute(update(schema.leads).values(leased_by=newsroom.run_id))
        fetch = newsroom.fetch("ferry", outcome=Outcome.NOT_MODIFIED, extract=None)
        (settled,) = newsroom.commit(fetch)
        assert settled == replace(first, change="unchanged")
        assert lead_of(newsroom, fetch)["etag"] == '"a"'

    def test_a_wall_before_a_story_we_have_changes_nothing_of_it(self, newsroom):
        (first,) = newsroom.commit(newsroom.fetch("ferry", etag='"a"'))
        with newsroom.archive.write() as connection:
            connection.execute(update(schema.leads).values(leased_by=newsroom.run_id))
        fetch = newsroom.fetch("ferry", outcome=Outcome.BOT_WALL, extract=None, etag='"wall"')
        (settled,) = newsroom.commit(fetch)
        assert settled == replace(first, change=None, revision=None)
        lead = lead_of(newsroom, fetch)
        assert (lead["outcome"], lead["etag"]) == ("bot_wall", '"a"')

    def test_an_edit_changes_what_the_index_finds(self, newsroom):
        (settled,) = newsroom.commit(newsroom.fetch("ferry", title="Zeppelin late", text="Alpha"))
        newsroom.commit(newsroom.fetch("ferry", title="Ferry late", text="Beta"))
        assert titles_found(newsroom.archive, "zeppelin") == []
        assert titles_found(newsroom.archive, "alpha") == []
        assert titles_found(newsroom.archive, "beta") == [settled.story_id]

    def test_documents_that_cite_are_in_no_event_or_family(self, newsroom, prose):
        text_of_both = prose("same")
        digest, story = newsroom.commit(
            newsroom.fetch("d", outlet="digest", kind="digest", text=text_of_both),
            newsroom.fetch("s", text=text_of_both),
        )
        assert (digest.event_id, digest.family_id, story.family_id) == (None, None, None)
        assert story.event_id is not None
        assert [row["story_id"] for row in newsroom.rows(schema.memberships)] == [story.story_id]


class TestTwice:
    """What was settled may be settled again, by whomever, and nothing is doubled."""

    def batch(self, newsroom, now, prose):
        cited = Citation(outlet="Ridge Daily", line="RIDGE DAILY", kind="source_line", confidence=1)
        return [
            newsroom.fetch("one", text=prose("x")),
            newsroom.fetch("two", outlet="ridge", text=prose("x"), citations=(cited,)),
            newsroom.fetch("three", outcome=Outcome.PAYWALLED, revisit_at=now + HOUR),
            newsroom.fetch("four", outcome=Outcome.GONE, extract=None),
            newsroom.fetch(
                "five", outcome=Outcome.ERROR, extract=None, captured=False, reason="reset",
                retry_at=now + HOUR,
            ),
        ]  # fmt: skip

    def test_by_the_same_run(self, newsroom, now, prose):
        batch = self.batch(newsroom, now, prose)
        first = newsroom.commit(*batch)
        before, leads = counts(newsroom.archive), newsroom.rows(schema.leads)
        newsroom.restart()
        again = newsroom.commit(*batch, now=now + HOUR)
        assert counts(newsroom.archive) == before
        assert newsroom.rows(schema.leads) == leads
        assert [s.story_id for s in again] == [s.story_id for s in first]
        assert [s.event_id for s in again] == [s.event_id for s in first]
        assert [s.change for s in again] == ["unchanged"] * 3 + [None, None]

    def test_by_another_run_that_took_the_leases(self, newsroom, archive, newsrooms, now, prose):
        batch = self.batch(newsroom, now, prose)
        other = runs.start_run(archive, spider="o", arguments={}, replay=None, now=now)
        with archive.write() as connection:
            connection.execute(update(schema.leads).values(leased_by=other))
        before = newsroom.rows(schema.leads)
        newsroom.commit(*batch)
        for was, became in zip(before, newsroom.rows(schema.leads), strict=True):
            assert became | {"story_id": None} == was
        kept = counts(archive)
        Writer(archive, run_id=other, outlets=newsrooms).commit(batch, now=now + HOUR)
        assert counts(archive) == kept | {"fetches": 2 * kept["fetches"]}
        assert {lead["state"] for lead in newsroom.rows(schema.leads)} == {"waiting", "settled"}

    def test_a_late_commit_does_not_unsettle(self, newsroom, archive, newsrooms, now):
        fetch = newsroom.fetch("one")
        newsroom.commit(fetch)
        other = runs.start_run(archive, spider="o", arguments={}, replay=None, now=now)
        late = replace(fetch, outcome=Outcome.ERROR, extract=None, captures=(), retry_at=now)
        Writer(archive, run_id=other, outlets=newsrooms).commit([late], now=now + HOUR)
        lead = lead_of(newsroom, fetch)
        assert (lead["state"], lead["outcome"]) == ("settled", "story")
        assert len(newsroom.rows(schema.fetches)) == 2

    def test_a_released_lead_that_nobody_took_is_settled(self, newsroom):
        newsroom.lead(newsroom.url("one"), leased_by=None)
        fetch = newsroom.fetch("one")
        newsroom.commit(fetch)
        assert lead_of(newsroom, fetch)["state"] == "settled"

    def test_two_attempts_of_one_run_are_two(self, newsroom, now):
        failed = newsroom.fetch(
            "one", outcome=Outcome.ERROR, extract=None, captured=False, retry_at=now
        )
        newsroom.commit(failed)
        with newsroom.archive.write() as connection:
            connection.execute(update(schema.leads).values(leased_by=newsroom.run_id))
        newsroom.commit(failed)
        assert len(newsroom.rows(schema.fetches)) == 2
        assert lead_of(newsroom, failed)["attempts"] == 2


class TestWhole:
    def test_a_failing_before_commit_leaves_nothing(self, newsroom, archive, prose):
        calls = []

        def fail_once():
            calls.append(None)
            if len(calls) == 2:
                raise OSError("disk gone")

        writer = newsroom.writer(before_commit=fail_once)
        now = newsroom.now
        writer.commit([newsroom.fetch("one", text=prose("x"))], now=now)
        before = counts(archive)
        batch = [
            newsroom.fetch("two", outlet="ridge", text=prose("x")),
            newsroom.fetch("three", text=prose("y")),
        ]
        leads = newsroom.rows(schema.leads)
        with pytest.raises(OSError, match="disk gone"):
            writer.commit(batch, now=now)
        assert counts(archive) == before
        assert newsroom.rows(schema.leads) == leads
        two, three = writer.commit(batch, now=now)
        assert two.family_id is not None
        assert two.event_id != three.event_id
        assert counts(archive)["stories"] == 3

    def test_what_was_rolled_back_is_not_remembered(self, newsroom, prose):
        """Ids are given again after a rollback, to other stories."""
        fail = [True]

        def before_commit():
            if fail.pop():
                raise OSError("disk gone")

        writer = newsroom.writer(before_commit=before_commit)
        with pytest.raises(OSError, match="disk gone"):
            writer.commit([newsroom.fetch("one", text=prose("x"))], now=newsroom.now)
        fail.append(False)
        writer.commit([newsroom.fetch("two", text=prose("y"))], now=newsroom.now)
        fail.append(False)
        (three,) = writer.commit([newsroom.fetch("three", text=prose("x"))], now=newsroom.now)
        assert three.family_id is None

    def test_killed_at_any_instant_it_is_whole(self, newsroom, archive, archive_url, prose):
        """Processes that commit the same batches are killed one after the other."""
        batches = [
            [newsroom.fetch(f"s{b}-{n}", text=prose((b, n % 3))) for n in range(6)]
            for b in range(8)
        ]
        archive.engine.dispose()
        context = multiprocessing.get_context("fork")
        for patience in (0.0, 0.05, 0.15, 0.3, None):
            worker = context.Process(
                target=_commit_all, args=(archive_url, newsroom.run_id, batches, newsroom.now)
            )
            worker.start()
            if patience is None:
                worker.join(120)
                assert worker.exitcode == 0
            else:
                deadline = time.monotonic() + 60
                while time.monotonic() < deadline and worker.is_alive():
                    if counts(archive)["fetches"] > 0:
                        break
                    time.sleep(0.02)
                time.sleep(patience)
                worker.kill()
                worker.join()
            kept = counts(archive)
            assert kept["stories"] == kept["revisions"] == kept["fetches"] == kept["captures"]
            assert kept["stories"] == kept["memberships"]
            assert kept["stories"] % 6 == 0
        assert kept["stories"] == 48
        assert all(lead["state"] == "settled" for lead in newsroom.rows(schema.leads))


def _commit_all(url, run_id, batches, now):
    from aggregator.outlets import OutletDirectory  # noqa: PLC0415 - in a process of its own

    with Archive.open(url) as archive:
        writer = Writer(archive, run_id=run_id, outlets=OutletDirectory())
        for batch in batches:
            writer.commit(batch, now=now)


class TestSameEverywhere:
    """The same fetches in the same order: the same rows, however they were taken in."""

    TABLES = ("stories", "revisions", "families", "family_members", "events", "memberships",
              "shingles")  # fmt: skip

    def stream(self, newsroom, prose):
        """Forty fetches of a few happenings: copies, edits, teasers, late and old ones."""
        start = datetime(2031, 5, 1, 6, tzinfo=UTC)
        names = ("harbour", "ridge", "lantern", "coastwire")
        for n in range(40):
            happening = (n * 7) % 5
            at = start + timedelta(hours=3 * n)
            words = {
                "title": f"{prose(('t', happening), 5)} {prose(n, 2)}",
                "text": f"{prose(('h', happening), 60)}\n\n{prose(n, 60)}",
            }
            slug = f"s{n}"
            outcome = Outcome.STORY
            if n % 6 == 5:
                words["text"] = f"{prose(('h', (n - 5) * 7 % 5), 60)}\n\n{prose(n - 5, 60)}"
            if n % 8 == 7:
                slug = f"s{n - 4}"
                words["text"] += " And more."
            if n % 9 == 4:
                outcome = Outcome.PAYWALLED
                words["text"] = None
            if n % 10 == 9:
                at -= timedelta(days=20)
            outlet = names[(n if slug == f"s{n}" else n - 4) % 4]
            yield newsroom.fetch(
                slug, outlet=outlet, outcome=outcome, at=at, captured_at=at, **words
            )

    def take_in(self, newsroom, prose, size, *, restarts=False):
        batch = list(self.stream(newsroom, prose))
        for place in range(0, len(batch), size):
            if restarts:
                newsroom.restart()
            newsroom.commit(*batch[place : place + size])
        return self.everything(newsroom)

    def everything(self, newsroom):
        told = {}
        for name in self.TABLES:
            table = schema.metadata.tables[name]
            order = [*table.primary_key.columns]
            with newsroom.archive.read() as connection:
                rows = connection.execute(select(table).order_by(*order)).mappings()
                told[name] = [dict(row) for row in rows]
        return told

    def test_on_both_databases_with_and_without_restarts(
        self, sqlite_url, postgres_url, now, prose, request
    ):
        newsroom_type = request.getfixturevalue("newsroom_type")
        told = []
        for url, size, restarts in (
            (sqlite_url, 40, False),
            (postgres_url, 7, True),
        ):
            with Archive.open(url) as archive:
                run = runs.start_run(archive, spider="x", arguments={}, replay=None, now=now)
                told.append(
                    self.take_in(newsroom_type(archive, run, now), prose, size, restarts=restarts)
                )
        for name in self.TABLES:
            assert told[0][name] == told[1][name], name
        assert len({row["event_id"] for row in told[0]["stories"]}) < len(told[0]["stories"])
        assert told[0]["families"]
        assert {row["change"] for row in told[0]["revisions"]} >= {"first", "edited"}

    def test_two_writers_in_turn(self, newsroom, newsroom_type, tmp_path, prose):
        now = newsroom.now
        with Archive.open(f"sqlite:///{tmp_path / 'alone.db'}") as archive:
            run = runs.start_run(archive, spider="x", arguments={}, replay=None, now=now)
            alone = self.take_in(newsroom_type(archive, run, now), prose, 5)
        writers = [newsroom.writer(), newsroom.writer()]
        batch = list(self.stream(newsroom, prose))
        for place in range(0, len(batch), 5):
            writers[place // 5 % 2].commit(batch[place : place + 5], now=now)
        together = self.everything(newsroom)
        for name in self.TABLES:
            assert together[name] == alone[name], name


def test_captures_of_a_digest_are_told_apart_by_their_time(newsroom, now):
    fetch = newsroom.fetch("one")
    (ref,) = fetch.captures
    later = CaptureRef(
        **{name: getattr(ref, name) for name in ref.__dataclass_fields__}
        | {"captured_at": now + HOUR}
    )
    newsroom.commit(fetch, replace(fetch, captures=(later,), captured_at=now + HOUR))
    assert len(newsroom.rows(schema.captures)) == 2
    assert len(newsroom.rows(schema.fetches)) == 2
    assert len(newsroom.rows(schema.revisions)) == 1
