"""Runs: one crawl from start to finish, and what to do about one that was killed.

A run knows its machine, its process and when that process started (a process id alone is used
again). So the next run on the same machine sees at once which runs are dead. Runs of other
machines are known to be dead only by their silence.
"""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import TYPE_CHECKING

import psutil
from sqlalchemy import func, insert, select, update

from aggregator import __version__
from aggregator.archive.crawling.frontier import give_back
from aggregator.archive.schema import fetches, leads, outlets, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from aggregator.archive.store import Archive
    from aggregator.outlets import Outlet

STATES = ("finished", "failed", "stopped", "interrupted")
"""How a run may end: by itself, by an error, by its operator, or killed."""

SILENCE = timedelta(days=1)
"""A run of another machine without a fetch or a lease for so long is taken for dead."""

# Linux gives a process's start relative to the boot, whose wall time shifts with the clock.
_SAME_START = 5.0  # seconds


def start_run(
    archive: Archive,
    *,
    spider: str,
    arguments: Mapping[str, object],
    replay: Sequence[str] | None,
    now: datetime,
) -> int:
    """Write down that this process begins a run; its id."""
    process = psutil.Process()
    with archive.write() as connection:
        run_id = connection.execute(
            insert(runs)
            .values(
                spider=spider,
                state="running",
                started_at=now,
                arguments=dict(arguments),
                replay=None if replay is None else list(replay),
                version=__version__,
                host=socket.gethostname(),
                pid=process.pid,
                process_started=process.create_time(),
            )
            .returning(runs.c.id)
        ).scalar_one()
    return int(run_id)


def finish_run(
    archive: Archive,
    run_id: int,
    *,
    state: str,
    reason: str,
    figures: Mapping[str, object],
    now: datetime,
) -> None:
    """Write down how a run ended and give back what it still had leased.

    Raises:
        ValueError: the state is none of `STATES`.
        LookupError: no such run.
    """
    if state not in STATES:
        raise ValueError(f"a run ends {', '.join(STATES)}, not {state!r}")
    with archive.write() as connection:
        done = connection.execute(
            update(runs)
            .where(runs.c.id == run_id)
            .values(state=state, reason=reason, figures=dict(figures), finished_at=now)
        )
        if done.rowcount != 1:
            raise LookupError(f"there is no run {run_id} in this archive")
        give_back(connection, leads.c.leased_by == run_id)


def reap_dead_runs(archive: Archive, now: datetime) -> list[int]:
    """Mark the runs whose process is gone as interrupted and make their leads due again.

    Leases that ran out are given back whoever held them. The ids of the dead runs.
    """
    with archive.write() as connection:
        dead = [run.id for run in _running(connection) if _is_dead(connection, run, now)]
        if dead:
            connection.execute(
                update(runs)
                .where(runs.c.id.in_(dead))
                .values(state="interrupted", reason="its process is gone", finished_at=now)
            )
            give_back(connection, leads.c.leased_by.in_(dead))
        give_back(connection, leads.c.leased_until <= now)
    return dead


def dead_runs(archive: Archive, now: datetime) -> list[int]:
    """The runs that `reap_dead_runs` would mark; nothing is changed."""
    with archive.read() as connection:
        return [run.id for run in _running(connection) if _is_dead(connection, run, now)]


def sync_outlets(archive: Archive, declared: Iterable[Outlet]) -> None:
    """Bring the table of outlets in line with the declarations; one no longer declared stays."""
    wanted = {
        outlet.name: {
            "name": outlet.name,
            "title": outlet.title,
            "country": outlet.country,
            "language": outlet.language,
            "domains": list(outlet.domains),
            "terms": list(outlet.terms),
            "note": outlet.note,
        }
        for outlet in declared
    }
    with archive.read() as connection:
        if all(_outlets(connection).get(name) == values for name, values in wanted.items()):
            return
    with archive.write() as connection:
        present = _outlets(connection)
        for name, values in wanted.items():
            if name not in present:
                connection.execute(insert(outlets).values(values))
            elif present[name] != values:
                connection.execute(update(outlets).where(outlets.c.name == name).values(values))


def _outlets(connection: Connection) -> dict[str, dict[str, object]]:
    return {row["name"]: dict(row) for row in connection.execute(select(outlets)).mappings()}


def _running(connection: Connection) -> Sequence[Row[tuple[object, ...]]]:
    return connection.execute(
        select(runs).where(runs.c.state == "running").order_by(runs.c.id)
    ).all()


def _is_dead(connection: Connection, run: Row[tuple[object, ...]], now: datetime) -> bool:
    if run.host == socket.gethostname():
        return not _is_alive(run.pid, run.process_started)
    fetched = connection.execute(
        select(func.max(fetches.c.fetched_at)).where(fetches.c.run_id == run.id)
    ).scalar()
    leased = connection.execute(
        select(func.max(leads.c.leased_until)).where(leads.c.leased_by == run.id)
    ).scalar()
    signs = [sign for sign in (run.started_at, fetched, leased) if sign is not None]
    return bool(max(signs) < now - SILENCE)


def _is_alive(pid: int, started: float) -> bool:
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < _SAME_START
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True  # somebody's process is there: its leases expire if it is not ours
