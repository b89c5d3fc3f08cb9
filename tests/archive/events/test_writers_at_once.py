"""Several crawls write into one archive at the same time, and some of them are killed.

What comes out is what one writer makes of the same stories in the order in which they came in.
"""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from aggregator.archive import schema
from aggregator.archive.crawling import runs
from aggregator.archive.store import Archive
from aggregator.archive.verification import verify
from aggregator.archive.writing.writer import Writer

HOUR = timedelta(hours=1)
STORIES = 48
BATCH = 3


class Killed(BaseException):
    """Stands for a signal: nothing catches it but the test."""


@pytest.fixture
def fetches(newsroom, prose):
    """Reports of nine happenings over six days, in the order of time; some join two of them."""
    made = []
    for n in range(STORIES):
        head, body = n % 9, (n % 9 if n % 7 else (n + 1) % 9)
        made.append(
            newsroom.fetch(
                f"s{n}",
                outlet=("harbour", "ridge", "lantern")[n % 3],
                title=f"{prose(('t', head), 6)} {prose(('t', body), 6)}",
                text=f"{prose(('h', head), 40)} {prose(('h', body), 40)} {prose(n, 10)}",
                at=newsroom.now + n * 3 * HOUR,
            )
        )
    return made


def crawl(url, outlets, batches, *, run_id, now, kills, failures):
    """What one crawl does: commit its batches, some of them only after it was killed in one."""
    chance = random.Random(kills)
    try:
        with Archive.open(url) as archive:
            writer = Writer(archive, run_id=run_id, outlets=outlets)
            for batch in batches:
                if kills and chance.random() < 0.3:
                    doomed = Writer(archive, run_id=run_id, outlets=outlets, before_commit=die)
                    with pytest.raises(Killed):
                        doomed.commit(batch, now=now)
                    # Whoever takes over knows nothing of what the dead one had seen.
                    writer = Writer(archive, run_id=run_id, outlets=outlets)
                writer.commit(batch, now=now)
    except BaseException as error:  # noqa: BLE001 - a thread's error is the test's
        failures.append(error)


def die():
    raise Killed


def grouped(archive):
    """Which stories are together, by URL; ids differ with what was rolled back."""
    with archive.read() as connection:
        rows = connection.execute(select(schema.stories.c.url, schema.stories.c.event_id)).all()
    events = {}
    for row in rows:
        events.setdefault(row.event_id, set()).add(row.url)
    return sorted(map(sorted, events.values()))


@pytest.fixture(params=[0, 5], ids=["undisturbed", "killed now and then"])
def arrived(request, archive_url, newsroom, newsrooms, fetches):
    """URLs of the stories that three crawls put into the archive, in the order of arrival."""
    batches = [fetches[start : start + BATCH] for start in range(0, STORIES, BATCH)]
    failures = []
    threads = [
        threading.Thread(
            target=crawl,
            args=(archive_url, newsrooms, batches[part::3]),
            kwargs={
                "run_id": newsroom.run_id,
                "now": newsroom.now,
                "kills": request.param and request.param + part,
                "failures": failures,
            },
        )
        for part in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return [row["url"] for row in newsroom.rows(schema.stories)]


def test_as_one_after_the_other(arrived, newsroom, newsroom_type, fetches, tmp_path):
    damage = list(verify(newsroom.archive, Path("nowhere")))
    assert [line for line in damage if "event" in line or "story" in line] == []
    assert len(arrived) == STORIES
    by_url = {fetch.url: fetch for fetch in fetches}
    with Archive.open(f"sqlite:///{tmp_path / 'alone.db'}") as archive:
        run = runs.start_run(archive, spider="x", arguments={}, replay=None, now=newsroom.now)
        alone = newsroom_type(archive, run, newsroom.now)
        for start in range(0, STORIES, BATCH):
            some = [by_url[url] for url in arrived[start : start + BATCH]]
            alone.commit(*(replace(one, lead_id=alone.lead(one.url, one.outlet)) for one in some))
        expected = grouped(archive)
    assert grouped(newsroom.archive) == expected
    assert 5 <= len(expected) < STORIES
