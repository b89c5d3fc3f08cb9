"""Looking up copies in an archive's table of shingles, full, on SQLite and PostgreSQL."""

from __future__ import annotations

import random
import tempfile
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import text

from aggregator.archive.crawling import runs
from aggregator.archive.store import Archive
from aggregator.archive.writing.families import find_holders
from aggregator.archive.writing.writer import Writer
from aggregator.matching import SHINGLE_CAP, sketch
from benchmarks import postgres, report
from benchmarks.archive import BATCH, NOW, OUTLETS, fetch_of, lead_of, size_of, take_in
from benchmarks.synthetic import Newsroom
from benchmarks.wire_desk import EDITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.synthetic import Report

    Integers = np.ndarray[tuple[int], np.dtype[np.int64]]

_LIMIT_MS = 1.0  # of a look-up, p95, at a million texts
_HASHES = 48  # of a sketch, in the mean
_COARSENESS = 8  # sketches lie in this part of the hash space, by and large
_STOCK, _PHRASES = 0.03, 40_000  # share of shingles that are stock phrases, and how many there are
_FIRST = 10_000_000  # key of the first text that is nothing but shingles
_WRITTEN = 300  # stories that are archived whole, to be copied
_ROWS = 500_000  # at a time


def measure(texts: int) -> None:
    """Fill a table with that many sketches and look up edited copies and unrelated stories."""
    report.heading(f"Families: look-ups among {texts:,} texts, SQLite")
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive.open(f"sqlite:///{folder}/archive.db") as archive,
    ):
        look_up(archive, texts)
    report.heading(f"Families: look-ups among {texts:,} texts, PostgreSQL")
    try:
        with postgres.database() as url, Archive.open(url) as archive:
            look_up(archive, texts)
    except postgres.NoServer as error:
        report.skipped("PostgreSQL", str(error))


def look_up(archive: Archive, texts: int) -> None:
    """Fill an empty archive's table, look copies up in it and print what that took."""
    written = list(Newsroom(seed=6, outlets=len(OUTLETS)).reports(_WRITTEN))
    _commit(archive, written)
    before = size_of(archive)
    with report.timed() as clock:
        _fill(archive, texts)
    report.note(f"filled in {clock.wall:.0f} s, {_HASHES} shingles a text")
    report.row("size of a text in the table", (size_of(archive) - before) / texts / 1000, "KB")
    chance = random.Random(7)
    edits = cycle(EDITS[name] for name in ("20 % of words edited", "first half", "embedded"))
    others = [one.text for one in Newsroom(seed=8, outlets=5).reports(_WRITTEN)]
    copies = [
        next(edits)(one.text, other, chance) for one, other in zip(written, others, strict=True)
    ]
    for name, some in (("a copy", copies), ("an unrelated story", others)):
        spent, met = _look_up(archive, [sketch(one) for one in some])
        report.note(f"{name}: {met / len(some):.1f} texts share shingles with it")
        beside = {"limit at 1,000,000": _LIMIT_MS}
        for label, share in (("p50", 0.5), ("p95", 0.95)):
            wall = report.percentile([one for one, _ in spent], share)
            report.row(f"look-up of {name}, {label}", wall, "ms", beside)
        # SQLite's work is all this process's own; of PostgreSQL it is what asking costs.
        processor = report.percentile([one for _, one in spent], 0.95)
        report.row("the same, p95 of our processor time", processor, "ms", beside)
    if archive.dialect == "postgresql":
        _print_server_side(archive, [sketch(copy) for copy in copies])


def _look_up(
    archive: Archive, sketches: Sequence[frozenset[int]]
) -> tuple[list[tuple[float, float]], int]:
    """Milliseconds of each look-up by the wall and the processor, and texts met in all."""
    spent = []
    met = 0
    with archive.read() as connection:
        for hashes in sketches:
            with report.timed() as clock:
                holders = find_holders(connection, hashes)
            spent.append((1000 * clock.wall, 1000 * clock.cpu))
            met += len({key for keys in holders.values() for key in keys})
    return spent, met


def _print_server_side(archive: Archive, sketches: Sequence[frozenset[int]]) -> None:
    """What of a look-up's time is the server's work, and what waiting for another process.

    On a busy machine two processes that take turns wait for each other, whatever they ask.
    """
    worked, waited = [], []
    with archive.read() as connection:
        for hashes in sketches:
            these = {"these": sorted(hashes)}
            plan = connection.execute(_EXPLAINED, these).scalar_one()[0]
            worked.append(plan["Planning Time"] + plan["Execution Time"])
            with report.timed() as clock:
                connection.execute(_NOTHING).all()
            waited.append(1000 * clock.wall)
    beside = {"limit at 1,000,000": _LIMIT_MS}
    report.row("the server's own time, p95", report.percentile(worked, 0.95), "ms", beside)
    report.row("a question that asks nothing, p95", report.percentile(waited, 0.95), "ms")


_EXPLAINED = text(
    "EXPLAIN (ANALYZE, FORMAT JSON) SELECT hash, story_id FROM shingles"
    " WHERE hash = ANY(CAST(:these AS bigint[]))"
)
_NOTHING = text("SELECT 1")


def _commit(archive: Archive, written: Sequence[Report]) -> None:
    runs.sync_outlets(archive, OUTLETS.values())
    run_id = runs.start_run(archive, spider="benchmark", arguments={}, replay=None, now=NOW)
    writer = Writer(archive, run_id=run_id, outlets=OUTLETS)
    ids = take_in(archive, [(one.outlet, lead_of(one)) for one in written])
    fetches = [fetch_of(one, lead_id) for one, lead_id in zip(written, ids, strict=True)]
    for start in range(0, len(fetches), BATCH):
        writer.commit(fetches[start : start + BATCH], now=NOW)


def _fill(archive: Archive, texts: int) -> None:
    for hashes, keys in _made_rows(texts):
        with archive.write() as connection:
            raw: Any = connection.connection.driver_connection
            if archive.dialect == "sqlite":
                raw.executemany(
                    "INSERT OR IGNORE INTO shingles VALUES (?, ?)",
                    zip(hashes.tolist(), keys.tolist(), strict=True),
                )
            else:
                with raw.cursor().copy("COPY shingles FROM STDIN") as copy:
                    lines = map("{}\t{}\n".format, hashes.tolist(), keys.tolist())
                    copy.write("".join(lines))
    # So that what is read is the table, and not what is left of its making.
    if archive.dialect == "sqlite":
        with archive.read() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        with archive.write() as connection:
            connection.exec_driver_sql("ANALYZE shingles")


def _made_rows(texts: int) -> Iterator[tuple[Integers, Integers]]:
    """Rows of made-up sketches, in the table's own order: filling it is not what is measured."""
    numbers = np.random.default_rng(9)
    count = texts * _HASHES
    bound = 2**64 // _COARSENESS
    hashes = numbers.integers(0, bound, count, dtype=np.uint64)
    phrases = numbers.integers(0, bound, _PHRASES, dtype=np.uint64)
    # By Zipf's law, as far as the cap on shingles lets them be stored.
    stock = numbers.permutation(count)[: int(_STOCK * count)]
    drawn = np.minimum(numbers.zipf(1.3, len(stock)) - 1, _PHRASES - 1)
    order = np.argsort(drawn, kind="stable")
    rank = np.arange(len(drawn)) - np.searchsorted(drawn[order], drawn[order])
    kept = order[rank <= SHINGLE_CAP]
    hashes[stock[kept]] = phrases[drawn[kept]]
    keys = _FIRST + np.arange(count, dtype=np.int64) // _HASHES
    signed = hashes.view(np.int64)
    order = np.lexsort((keys, signed))
    signed, keys = signed[order], keys[order]
    is_new = np.ones(count, dtype=np.bool)
    is_new[1:] = (signed[1:] != signed[:-1]) | (keys[1:] != keys[:-1])
    signed, keys = signed[is_new], keys[is_new]
    for start in range(0, len(keys), _ROWS):
        yield signed[start : start + _ROWS], keys[start : start + _ROWS]
