"""The lineage of an event: how long `aggregator lineage` reads and traces, by the event's size.

    python -m benchmarks.lineage [--stories N [N …]]

Invented events in an archive on SQLite: every fourth story carries an agency's text, half of the
others name the outlet that they have it from, some of these an outlet that names another, one in
ten gives a day and no time. Beside each time stands its limit; the output is that of ``--json``.
"""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert

from aggregator.archive import schema as s
from aggregator.archive.citing.lineage import event_lineage, lineage_record
from aggregator.archive.store import Archive
from aggregator.outlets import Outlet, OutletDirectory
from benchmarks import report

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMITS_MS = {40: 100.0, 2_000: 1_000.0}
"""What reading and tracing an event of so many stories may take."""

_TIMES = 5
_START = datetime(2031, 3, 1, 6, tzinfo=UTC)
_OUTLETS = 60
_AGENCIES = ("Reuters", "AP", "AFP")
_SAID = "{first} reported on Tuesday, citing {second}, that the ferries stay in port."


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("lineage", __doc__)
    parser.add_argument("--stories", type=int, nargs="+", default=[40, 2_000], metavar="N")
    options = report.begin(parser, arguments)
    report.heading("Lineage: invented events on SQLite")
    for stories in options.stories:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/archive.db"
            with Archive.open(url) as archive:
                measure(archive, stories)
    return 0


def measure(archive: Archive, stories: int) -> None:
    """Fill an empty archive with one event and print what its lineage takes."""
    directory = newsroom()
    with archive.write() as connection:
        event = write_event(connection, directory, stories)
    spent = []
    for _ in range(_TIMES):
        with report.timed() as clock, archive.read() as connection:
            found = event_lineage(connection, event, directory)
            record = lineage_record(found)
        spent.append(clock.wall * 1000)
    limit = LIMITS_MS.get(stories)
    beside = {"limit": limit} if limit else {}
    report.row(f"{stories:,} stories: read and traced, median", sorted(spent)[2], "ms", beside)
    report.note(
        f"{len(record['edges']):,} edges, {len(record['chains']):,} chains, "
        f"{len(record['texts']):,} texts, {len(found.stories):,} stories shown"
    )


def newsroom() -> OutletDirectory:
    """The outlets of the events: three agencies among them."""
    return OutletDirectory(
        Outlet(
            name=f"outlet{number}",
            title=_AGENCIES[number] if number < len(_AGENCIES) else f"Outlet {number}",
            domains=(f"outlet{number}.example",),
            wire=number < len(_AGENCIES),
        )
        for number in range(_OUTLETS)
    )


def write_event(connection: Connection, directory: OutletDirectory, stories: int) -> int:
    """Write an event of so many stories with their attributions; its id."""
    chance = random.Random(5)
    outlets = list(directory.values())
    for outlet in outlets:
        row = {"name": outlet.name, "title": outlet.title, "domains": [], "terms": []}
        connection.execute(insert(s.outlets), row)
    event = connection.execute(
        insert(s.events)
        .values(title="Ferries stay in port", first_at=_START, last_at=_START, stories=stories,
                opened_at=_START)
        .returning(s.events.c.id)
    ).scalar_one()  # fmt: skip
    families: dict[str, int] = {}
    for number in range(stories):
        at = _START + number * timedelta(minutes=7)
        outlet = outlets[number % _OUTLETS]
        agency = chance.choice(_AGENCIES) if number % 4 == 0 else None
        is_vague = chance.random() < 0.1  # noqa: PLR2004 - one in ten
        values: dict[str, Any] = {
            "outlet": outlet.name,
            "url": f"https://{outlet.domains[0]}/news/{number}",
            "form": "full",
            "title": f"Ferries stay in port, {outlet.title} learns",
            "listed_at": at,
            "published": at.replace(hour=0, minute=0) if is_vague else at,
            "published_precision": "day" if is_vague else "second",
            "first_seen": at,
            "access": "free",
            "revisions": 1,
            "agency": agency,
            "event_id": event,
        }
        story = connection.execute(
            insert(s.stories).values(**values).returning(s.stories.c.id)
        ).scalar_one()
        if agency is not None:
            _carry(connection, families, agency, story, at)
        if number % 2:
            _cite(connection, story, chance.sample([o.title for o in outlets], 2), at)
    return int(event)


def _carry(
    connection: Connection, families: dict[str, int], agency: str, story: int, at: datetime
) -> None:
    relation = "copy" if agency in families else "origin"
    if agency not in families:
        families[agency] = connection.execute(
            insert(s.families)
            .values(origin_id=story, founded_at=at, agency=agency)
            .returning(s.families.c.id)
        ).scalar_one()
    connection.execute(
        insert(s.family_members),
        {"family_id": families[agency], "story_id": story, "relation": relation, "valid_from": at},
    )
    connection.execute(
        s.stories.update().where(s.stories.c.id == story).values(family_id=families[agency])
    )


def _cite(connection: Connection, story: int, names: Sequence[str], at: datetime) -> None:
    line = _SAID.format(first=names[0], second=names[1])
    for position, name in enumerate(names):
        row = {
            "document_id": story, "position": position, "fingerprint": f"{story}-{position}",
            "outlet": name, "line": line, "kind": "inline", "confidence": 0.7, "found_at": at,
            "attempts": 0,
        }  # fmt: skip
        connection.execute(insert(s.citations), row)


if __name__ == "__main__":
    raise SystemExit(main())
