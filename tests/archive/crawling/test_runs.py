"""Runs: how they begin, end, and are found dead."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta

import psutil
import pytest
from sqlalchemy import select, update

from aggregator.archive.crawling import frontier, runs
from aggregator.archive.schema import leads, outlets
from aggregator.archive.schema import runs as table
from aggregator.archive.store import Archive
from aggregator.outlets import Outlet
from aggregator.records import Lead

LEASE = timedelta(minutes=10)


def the_run(archive, run_id):
    with archive.read() as connection:
        return connection.execute(select(table).where(table.c.id == run_id)).one()


def lead_states(archive):
    with archive.read() as connection:
        return list(connection.execute(select(leads.c.state).order_by(leads.c.id)).scalars())


@pytest.fixture
def claimed(archive, outlet, now, run_id):
    """Two leads, leased to the run."""
    named = [Lead(url=f"https://harbourpost.example/{name}", via="request") for name in "ab"]
    frontier.add_leads(archive, outlet=outlet, leads=named, now=now)
    return frontier.claim(
        archive, run_id=run_id, outlets=["harbour"], limit=9, now=now, lease=LEASE
    )


def test_a_run_says_who_it_is(archive, now):
    run_id = runs.start_run(
        archive, spider="harbour", arguments={"since": "2031"}, replay=["a.warc.gz"], now=now
    )
    run = the_run(archive, run_id)
    assert (run.state, run.started_at, run.finished_at) == ("running", now, None)
    assert (run.arguments, run.replay) == ({"since": "2031"}, ["a.warc.gz"])
    assert (run.host, run.pid) == (socket.gethostname(), os.getpid())
    assert run.process_started == psutil.Process().create_time()


def test_a_finished_run_gives_back_its_leases(archive, claimed, run_id, now):
    assert lead_states(archive) == ["leased", "leased"]
    runs.finish_run(
        archive, run_id, state="finished", reason="finished", figures={"story/new": 3}, now=now
    )
    run = the_run(archive, run_id)
    assert (run.state, run.reason, run.finished_at) == ("finished", "finished", now)
    assert run.figures == {"story/new": 3}
    assert lead_states(archive) == ["waiting", "waiting"]


def test_a_run_cannot_end_otherwise(archive, run_id, now):
    with pytest.raises(ValueError, match="finished, failed, stopped, interrupted"):
        runs.finish_run(archive, run_id, state="running", reason="", figures={}, now=now)
    with pytest.raises(LookupError, match="no run 999"):
        runs.finish_run(archive, 999, state="failed", reason="", figures={}, now=now)


def test_a_living_run_is_left_alone(archive, claimed, now):
    assert runs.reap_dead_runs(archive, now) == []
    assert lead_states(archive) == ["leased", "leased"]


def _run_and_wait(url, now, started):
    """In a process of its own: begin a run, claim, and be killed."""
    with Archive.open(url) as archive:
        run_id = runs.start_run(archive, spider="harbour", arguments={}, replay=None, now=now)
        frontier.claim(archive, run_id=run_id, outlets=["harbour"], limit=9, now=now, lease=LEASE)
        started.put(run_id)
        signal.pause()


def test_a_killed_process_loses_its_leases_at_once(archive_url, archive, outlet, now):
    named = [Lead(url="https://harbourpost.example/a", via="request")]
    frontier.add_leads(archive, outlet=outlet, leads=named, now=now)
    context = multiprocessing.get_context("spawn")
    started = context.Queue()
    process = context.Process(target=_run_and_wait, args=(archive_url, now, started))
    process.start()
    run_id = started.get(timeout=60)
    assert runs.reap_dead_runs(archive, now) == []
    process.kill()
    process.join()
    assert runs.dead_runs(archive, now) == [run_id]
    assert runs.reap_dead_runs(archive, now) == [run_id]
    assert runs.reap_dead_runs(archive, now) == []
    run = the_run(archive, run_id)
    assert (run.state, run.finished_at) == ("interrupted", now)
    assert lead_states(archive) == ["waiting"]


def test_a_zombie_is_dead(archive, run_id, now):
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    created = psutil.Process(child.pid).create_time()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    with archive.write() as connection:
        connection.execute(update(table).values(pid=child.pid, process_started=created))
    assert runs.reap_dead_runs(archive, now) == [run_id]
    child.wait()


def test_a_process_id_that_is_used_again_is_no_sign_of_life(archive, claimed, run_id, now):
    with archive.write() as connection:
        connection.execute(update(table).values(process_started=table.c.process_started - 3600))
    assert runs.reap_dead_runs(archive, now) == [run_id]
    assert lead_states(archive) == ["waiting", "waiting"]


def test_of_another_machine_only_the_leases_run_out(archive, claimed, run_id, now):
    with archive.write() as connection:
        connection.execute(update(table).values(host="elsewhere", pid=1))
    assert runs.reap_dead_runs(archive, now + LEASE / 2) == []
    assert lead_states(archive) == ["leased", "leased"]
    assert runs.reap_dead_runs(archive, now + LEASE) == []
    assert lead_states(archive) == ["waiting", "waiting"]
    assert runs.reap_dead_runs(archive, now + 2 * runs.SILENCE) == [run_id]


def test_outlets_follow_their_declarations(archive, outlet):
    runs.sync_outlets(archive, [outlet])
    other = Outlet(name="harbour", title="Harbour Post", domains=("harbourpost.example",))
    third = Outlet(name="inland", title="The Inlander", domains=("inlander.example",))
    runs.sync_outlets(archive, [other, third])
    runs.sync_outlets(archive, [third])
    with archive.read() as connection:
        found = connection.execute(select(outlets).order_by(outlets.c.name)).mappings().all()
    assert [row["title"] for row in found] == ["Harbour Post", "The Inlander"]
    assert (found[0]["domains"], found[0]["terms"], found[0]["note"]) == (
        ["harbourpost.example"], [], None,
    )  # fmt: skip


def test_outlets_that_did_not_change_are_not_written(archive, outlet, monkeypatch):
    runs.sync_outlets(archive, [outlet])
    monkeypatch.setattr(archive, "write", lambda: pytest.fail("written"))
    runs.sync_outlets(archive, [outlet])
