"""The archive's speed: committing stories, claiming leads, searching, event pages.

    python -m benchmarks.archive [--stories N] [--leads N] [--postgres-stories N]

On SQLite, and on PostgreSQL where ``AGGREGATOR_TEST_POSTGRES`` names a server or the programs of
one are installed; commits are forced to the disk on both. The stories are synthetic, 400 words
each, of 25 outlets and 1,000 a day, in events of a few reports, one in eight a copy. Their captures
are rows only: writing them is `benchmarks.warc`'s. Milliseconds and stories a second are by the
wall.

The limits printed beside are the design's for a million stories; these are measured with far
fewer. Two minutes as it is; ``--stories 20000`` takes about nine, ``--stories 1000000`` hours.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from aggregator.archive import schema
from aggregator.archive.crawling import frontier, runs
from aggregator.archive.reading.events import get_event, list_events
from aggregator.archive.reading.search import search
from aggregator.archive.store import Archive
from aggregator.archive.writing.writer import Writer
from aggregator.outlets import Outlet, OutletDirectory
from aggregator.records import (
    Access,
    CaptureRef,
    Extract,
    Fetch,
    Lead,
    Moment,
    Outcome,
    Provenance,
)
from benchmarks import postgres, report
from benchmarks.synthetic import START, Newsroom, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.synthetic import Report

OUTLETS = OutletDirectory(
    Outlet(name=f"outlet{number}", title=f"Outlet {number}", domains=(f"outlet{number}.example",))
    for number in range(25)
)
NOW = datetime(2031, 6, 1, 12, 0, tzinfo=UTC)
BATCH = 50
_CLAIM = 32  # leads, as CLAIM_SIZE
_WORLD = 23.0  # stories a second that the world's news are, by the design
_RANKED_MS, _EVENT_MS = 250.0, 20.0
_TRIES = 100
_TAKEN_IN = 5_000  # leads whose taking in is measured


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("archive", __doc__)
    parser.add_argument("--stories", type=int, default=6_000, metavar="N", help="on SQLite")
    parser.add_argument("--postgres-stories", type=int, default=1_000, metavar="N")
    parser.add_argument("--leads", type=int, default=100_000, metavar="N", help="waiting")
    options = report.begin(parser, arguments)
    with tempfile.TemporaryDirectory() as folder:
        report.heading(f"Archive: SQLite, {options.stories:,} stories, batches of {BATCH}")
        with Archive.open(f"sqlite:///{folder}/archive.db") as archive:
            measure(archive, stories=options.stories, leads=options.leads)
    stories = options.postgres_stories
    report.heading(f"Archive: PostgreSQL, {stories:,} stories, batches of {BATCH}")
    try:
        with postgres.database() as url, Archive.open(url) as archive:
            measure(archive, stories=stories, leads=options.leads)
    except postgres.NoServer as error:
        report.skipped("PostgreSQL", str(error))
    return 0


def measure(archive: Archive, *, stories: int, leads: int) -> None:
    """Fill an empty archive and print what everything took."""
    runs.sync_outlets(archive, OUTLETS.values())
    run_id = runs.start_run(archive, spider="benchmark", arguments={}, replay=None, now=NOW)
    written = list(Newsroom(seed=5, outlets=len(OUTLETS)).reports(stories + 2))
    measure_commits(archive, run_id, written[:-2])
    measure_start(archive, run_id, written[-2:])
    measure_searches(archive)
    measure_events(archive)
    measure_claims(archive, run_id, leads)


def measure_commits(archive: Archive, run_id: int, written: Sequence[Report]) -> None:
    empty = size_of(archive)
    ids = take_in(archive, [(one.outlet, lead_of(one)) for one in written])
    writer = Writer(archive, run_id=run_id, outlets=OUTLETS)
    fetches = [fetch_of(one, lead_id) for one, lead_id in zip(written, ids, strict=True)]
    spent: list[tuple[int, float]] = []
    with report.timed() as whole:
        for start in range(0, len(fetches), BATCH):
            batch = fetches[start : start + BATCH]
            began = time.perf_counter()
            writer.commit(batch, now=NOW)
            spent.append((len(batch), time.perf_counter() - began))
    quarter = max(1, len(spent) // 4)
    report.row("commit", len(fetches) / whole.wall, "stories/s", {"the world's news": _WORLD})
    for name, part in (("first", spent[:quarter]), ("last", spent[-quarter:])):
        speed = sum(count for count, _ in part) / sum(seconds for _, seconds in part)
        report.row(f"commit, the {name} quarter", speed, "stories/s")
    report.row(
        "commit, processor time of this process", 1000 * whole.cpu / len(fetches), "ms/story"
    )
    milliseconds = [1000 * seconds for _, seconds in spent]
    _spread("commit of a batch", milliseconds)
    text = sum(len(one.text) for one in written) / len(written) / 1000
    grown = (size_of(archive) - empty) / len(written) / 1000
    report.row("size of a story with all its rows and indexes", grown, "KB", {"its text": text})


def size_of(archive: Archive) -> int:
    """Bytes of the database."""
    query = "SELECT pg_database_size(current_database())"
    if archive.dialect == "sqlite":
        query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    with archive.read() as connection:
        return int(connection.exec_driver_sql(query).scalar_one())


def measure_start(archive: Archive, run_id: int, written: Sequence[Report]) -> None:
    """What a new run pays with its first story: the grouping loads its window of events."""
    ids = take_in(archive, [(one.outlet, lead_of(one)) for one in written])
    writer = Writer(archive, run_id=run_id, outlets=OUTLETS)
    spent, processor = [], []
    for one, lead_id in zip(written, ids, strict=True):
        with report.timed() as clock:
            writer.commit([fetch_of(one, lead_id)], now=NOW)
        spent.append(1000 * clock.wall)
        processor.append(1000 * clock.cpu)
    report.row("first commit of a run: loads the grouping window", spent[0], "ms",
               {"its second commit": spent[1]})  # fmt: skip
    report.row("the same, processor time", processor[0], "ms", {"its second commit": processor[1]})


def measure_searches(archive: Archive) -> None:
    words = vocabulary()
    chance = random.Random(6)
    queries: dict[str, list[str]] = {
        # Ranks in the vocabulary: the first are function words, which people do not search for.
        # A common word is in almost every second story.
        "a common word": [words[rank] for rank in range(60, 80)],
        "a rare word": [words[rank] for rank in chance.sample(range(5_000, 20_000), 20)],
        "two words": [f"{words[rank]} {words[rank + 400]}" for rank in range(60, 80)],
        "a common word, one outlet": [words[rank] for rank in range(60, 80)],
    }
    with archive.read() as connection:
        count = select(func.count()).select_from(schema.stories)
        stories = connection.execute(count).scalar_one()
    for name, asked in queries.items():
        outlet = "outlet3" if name.endswith("outlet") else None
        spent, hits = [], 0
        for query in asked:
            with report.timed() as clock, archive.read() as connection:
                hits += len(search(connection, query, outlet=outlet, limit=20))
            spent.append(1000 * clock.wall)
        if not hits and stories > len(words):
            raise ValueError(f"searches for {name} found nothing")
        _spread(f"ranked top 20 of {name}", spent, limit=_RANKED_MS)
    report.skipped("newest 20 of a term (limit 10 ms)", "the search has only the ranked order")


def measure_events(archive: Archive) -> None:
    with archive.read() as connection:
        found = connection.execute(
            select(schema.events.c.id, schema.events.c.stories)
            .where(schema.events.c.merged_into.is_(None))
            .order_by(schema.events.c.id)
        ).all()
    report.row("events that were made", len(found))
    chance = random.Random(7)
    some = [row.id for row in chance.choices(found, k=_TRIES)]
    large = [row.id for row in sorted(found, key=lambda row: -row.stories)[:20]]
    for name, chosen in (("an event", some), ("one of the 20 largest events", large)):
        spent = _each(archive, [lambda c, key=key: get_event(c, key) for key in chosen])
        _spread(f"page of {name}", spent, limit=_EVENT_MS)
    newest = _each(archive, [lambda c: list_events(c, limit=20)] * 20)
    _spread("list of the newest 20 events", newest)


def measure_claims(archive: Archive, run_id: int, count: int) -> None:
    chance = random.Random(8)
    waiting = [
        (outlet, _waiting(number, outlet, chance))
        for number, outlet in enumerate(chance.choices(range(len(OUTLETS)), k=count))
    ]
    timed = waiting[:_TAKEN_IN]
    with report.timed() as clock:
        take_in(archive, timed)
    report.row(f"take in {len(timed):,} leads", len(timed) / clock.wall, "leads/s")
    fill(archive, waiting[_TAKEN_IN:])
    names = list(OUTLETS)
    spent = []
    for number in range(_TRIES):
        began = time.perf_counter()
        frontier.claim(
            archive,
            run_id=run_id,
            outlets=[names[number % len(names)]],
            limit=_CLAIM,
            now=NOW,
            lease=timedelta(minutes=15),
        )
        spent.append(1000 * (time.perf_counter() - began))
    _spread(f"claim {_CLAIM} of {count:,} waiting leads", spent)


def fill(archive: Archive, named: Sequence[tuple[int, Lead]]) -> None:
    """Put leads into the frontier as plain rows: quicker than what is measured above."""
    with archive.write() as connection:
        for start in range(0, len(named), 5_000):
            connection.execute(
                insert(schema.leads),
                [
                    {
                        "outlet": f"outlet{outlet}",
                        "url": lead.url,
                        "state": "waiting",
                        "attempts": 0,
                        "next_due": NOW,
                        "requested_url": lead.url,
                        "via": lead.via,
                        "title": lead.title,
                        "published": lead.published.at if lead.published else None,
                        "published_precision": "second",
                        "said": {"title": lead.title},
                        "first_seen": NOW,
                        "last_seen": NOW,
                    }
                    for outlet, lead in named[start : start + 5_000]
                ],
            )


def take_in(archive: Archive, named: Sequence[tuple[int, Lead]]) -> list[int]:
    """Put leads into the frontier; their ids in the order given."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, (outlet, _) in enumerate(named):
        places[outlet].append(place)
    ids = [0] * len(named)
    for outlet, chosen in places.items():
        for start in range(0, len(chosen), 5_000):
            part = chosen[start : start + 5_000]
            found = frontier.add_leads(
                archive,
                outlet=OUTLETS[f"outlet{outlet}"],
                leads=[named[place][1] for place in part],
                now=NOW,
            )
            for place, lead_id in zip(part, found, strict=True):
                ids[place] = lead_id
    return ids


def lead_of(written: Report) -> Lead:
    return Lead(
        url=f"https://outlet{written.outlet}.example/world/{written.slug}",
        via="feed",
        title=written.title,
        summary=written.text[:200],
        published=Moment(written.published),
    )


def fetch_of(written: Report, lead_id: int) -> Fetch:
    lead = lead_of(written)
    captured_at = written.published + timedelta(minutes=5)
    return Fetch(
        lead_id=lead_id,
        outlet=f"outlet{written.outlet}",
        url=lead.url,
        outcome=Outcome.STORY,
        sequence=written.number,
        status=200,
        elapsed=0.25,
        captures=(
            CaptureRef(
                url=lead.url,
                captured_at=captured_at,
                status=200,
                mime="text/html",
                file="benchmark.warc.gz",
                offset=written.number * 30_000,
                length=30_000,
                digest=f"sha256:{written.number:064x}",
            ),
        ),
        captured_at=captured_at,
        extract=Extract(
            url=lead.url,
            outcome=Outcome.STORY,
            title=written.title,
            authors=("Quil Teralor",),
            text=written.text,
            summary=written.text[:200],
            published=Moment(written.published),
            language="en",
            access=Access.FREE,
            provenance={"title": Provenance("jsonld"), "text": Provenance("trafilatura")},
        ),
    )


def _waiting(number: int, outlet: int, chance: random.Random) -> Lead:
    return Lead(
        url=f"https://outlet{outlet}.example/waiting/{number}",
        via="feed",
        title=f"Waiting {number}",
        published=Moment(START + timedelta(seconds=chance.randrange(10_000_000))),
    )


def _each(archive: Archive, questions: Sequence[Callable[..., object]]) -> list[float]:
    """Milliseconds of each question, in a reading transaction of its own."""
    spent = []
    for question in questions:
        with report.timed() as clock, archive.read() as connection:
            question(connection)
        spent.append(1000 * clock.wall)
    return spent


def _spread(what: str, milliseconds: Sequence[float], limit: float | None = None) -> None:
    """A row each for the median and for what 95 of 100 stay below."""
    beside = {} if limit is None else {"limit at 1,000,000": limit}
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        report.row(f"{what}, {name}", report.percentile(milliseconds, share), "ms", beside)


if __name__ == "__main__":
    raise SystemExit(main())
