"""What runs did, counted per outlet and outcome, and what the archive holds of every outlet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.archive.crawling import runs
from aggregator.archive.crawling.sources import record_discovery, source_state
from aggregator.archive.reading.history import OutletFigures, figures_by_outlet, list_runs
from aggregator.records import Outcome

HOUR = timedelta(hours=1)


@pytest.fixture
def ask(archive):
    def call(function, **options):
        with archive.read() as connection:
            return function(connection, **options)

    return call


def test_no_run_yet(ask):
    assert ask(list_runs) == []
    assert ask(figures_by_outlet) == {}


def test_a_run_counts_by_outlet_and_outcome(archive, ask, newsroom, newsrooms):
    runs.sync_outlets(archive, newsrooms.values())
    failed = {"extract": None, "captured": False}
    newsroom.commit(
        newsroom.fetch("a"),
        newsroom.fetch("b"),
        newsroom.fetch("c", outcome=Outcome.GONE, **failed),
        newsroom.fetch("d", outcome=Outcome.ERROR, reason="timed out", **failed),
        newsroom.fetch("e", outlet="ridge", outcome=Outcome.PAYWALLED, text=None),
    )
    (run,) = ask(list_runs)
    assert (run.id, run.spider, run.state) == (newsroom.run_id, "harbour", "running")
    assert (run.started, run.finished, run.reason, run.replay) == (newsroom.now, None, None, ())
    assert run.outlets == {
        "The Harbour Post": {"story": 2, "gone": 1, "error": 1},
        "Ridge Daily": {"paywalled": 1},
    }
    assert run.discovery == {}


def test_feeds_are_counted_apart(archive, ask, newsroom, outlet):
    newsroom.commit(newsroom.fetch("a"))
    for feed, outcome in (("1", Outcome.NOT_MODIFIED), ("2", Outcome.ERROR), ("3", Outcome.ERROR)):
        record_discovery(
            archive, run_id=newsroom.run_id, outlet=outlet, discovery=None, leads=(), captures=(),
            source=source_state(archive, outlet.name, f"https://harbourpost.example/{feed}"),
            outcome=outcome, reason=None, status=304, etag=None, last_modified=None, elapsed=0.1,
            now=newsroom.now,
        )  # fmt: skip
    (run,) = ask(list_runs)
    assert run.outlets == {"harbour": {"story": 1}}
    assert run.discovery == {"harbour": {"not_modified": 1, "error": 2}}


def test_each_run_has_its_own_counts_the_newest_first(archive, ask, newsroom, newsroom_type, now):
    newsroom.commit(newsroom.fetch("a"))
    runs.finish_run(
        archive, newsroom.run_id, state="finished", reason="finished", figures={}, now=now + HOUR
    )
    second = runs.start_run(
        archive, spider="ridge", arguments={}, replay=["a.warc.gz"], now=now + HOUR
    )
    other = newsroom_type(archive, second, now + HOUR)
    other.commit(other.fetch("b", outlet="ridge"))
    newest, oldest = ask(list_runs)
    assert (newest.id, newest.replay, newest.outlets) == (
        second, ("a.warc.gz",), {"ridge": {"story": 1}},
    )  # fmt: skip
    assert (oldest.state, oldest.reason, oldest.finished) == ("finished", "finished", now + HOUR)
    assert oldest.outlets == {"harbour": {"story": 1}}
    assert [run.id for run in ask(list_runs, limit=1)] == [second]


def test_figures_of_outlets(ask, newsroom, now):
    newsroom.commit(
        newsroom.fetch("a", at=now - HOUR),
        newsroom.fetch("b", at=now - 2 * HOUR),
        newsroom.fetch("c", outcome=Outcome.TEASER, text=None, at=now - 3 * HOUR),
        newsroom.fetch("d", outlet="ridge", at=now),
    )
    newsroom.lead(newsroom.url("later"), leased_by=None)
    newsroom.lead(newsroom.url("now"))
    newsroom.lead(newsroom.url("x", "lantern"), outlet="lantern", leased_by=None)
    assert ask(figures_by_outlet) == {
        "harbour": OutletFigures(stories=3, teasers=1, waiting=2, latest=now - HOUR),
        "ridge": OutletFigures(stories=1, teasers=0, waiting=0, latest=now),
        "lantern": OutletFigures(stories=0, teasers=0, waiting=1, latest=None),
    }


def test_the_latest_has_a_zone(ask, newsroom):
    newsroom.commit(newsroom.fetch("a"))
    assert ask(figures_by_outlet)["harbour"].latest.tzinfo is not None
