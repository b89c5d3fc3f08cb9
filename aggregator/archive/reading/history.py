"""What runs did: per run and outlet the counts by outcome, and what every outlet holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.sql.functions import coalesce

from aggregator.archive import schema as s

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run.

    Attributes:
        outlets: display name to outcome to number of fetches of stories.
        discovery: the same of feeds, sitemaps and section pages.
        citations: state to number of citations that came to it.
    """

    id: int
    spider: str
    state: str
    reason: str | None
    started: datetime
    finished: datetime | None
    replay: tuple[str, ...]
    outlets: Mapping[str, Mapping[str, int]]
    discovery: Mapping[str, Mapping[str, int]]
    citations: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletFigures:
    """What the archive holds of an outlet."""

    stories: int
    teasers: int
    waiting: int
    latest: datetime | None


def list_runs(connection: Connection, *, limit: int | None = None) -> list[RunRow]:
    """The runs, newest first."""
    rows = connection.execute(select(s.runs).order_by(s.runs.c.id.desc()).limit(limit)).all()
    ids = [row.id for row in rows]
    stories = _counts(connection, ids, discovery=False)
    discovery = _counts(connection, ids, discovery=True)
    return [
        RunRow(
            id=row.id,
            spider=row.spider,
            state=row.state,
            reason=row.reason,
            started=row.started_at,
            finished=row.finished_at,
            replay=tuple(row.replay or ()),
            outlets=stories.get(row.id, {}),
            discovery=discovery.get(row.id, {}),
            citations=_of_citations(row.figures or {}),
        )
        for row in rows
    ]


def _of_citations(figures: Mapping[str, int]) -> dict[str, int]:
    prefix = "citation/"
    found = {key.removeprefix(prefix): n for key, n in figures.items() if key.startswith(prefix)}
    return dict(sorted(found.items()))


def figures_by_outlet(connection: Connection) -> dict[str, OutletFigures]:
    """Short name of each outlet with stories or leads to what the archive holds of it."""
    c = s.stories.c
    stories = connection.execute(
        select(
            c.outlet,
            func.count().label("stories"),
            func.count().filter(c.form == "teaser").label("teasers"),
            func.max(c.listed_at, type_=s.Instant).label("latest"),
        ).group_by(c.outlet)
    )
    held = {row.outlet: row for row in stories}
    leads = connection.execute(
        select(s.leads.c.outlet, func.count().label("number"))
        .where(s.leads.c.state != "settled")
        .group_by(s.leads.c.outlet)
    )
    waiting = {row.outlet: row.number for row in leads}
    return {
        name: OutletFigures(
            stories=held[name].stories if name in held else 0,
            teasers=held[name].teasers if name in held else 0,
            waiting=waiting.get(name, 0),
            latest=held[name].latest if name in held else None,
        )
        for name in held.keys() | waiting.keys()
    }


def _counts(connection: Connection, runs: list[int], *, discovery: bool) -> dict[int, Counts]:
    f = s.fetches.c
    kind = f.lead_id.is_(None) if discovery else f.lead_id.is_not(None)
    query = (
        select(
            f.run_id,
            coalesce(s.outlets.c.title, f.outlet).label("outlet"),
            f.outcome,
            func.count().label("number"),
        )
        .join(s.outlets, s.outlets.c.name == f.outlet, isouter=True)
        .where(f.run_id.in_(runs), kind)
        .group_by(f.run_id, s.outlets.c.title, f.outlet, f.outcome)
        .order_by(f.run_id, f.outlet, f.outcome)
    )
    found: dict[int, Counts] = {}
    for row in connection.execute(query):
        found.setdefault(row.run_id, {}).setdefault(row.outlet, {})[row.outcome] = row.number
    return found
