"""A crawl killed at any instant and run again loses nothing and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from aggregator.archive import schema as s
from aggregator.archive.captures.store import read_capture, verify_folder
from aggregator.archive.store import Archive
from aggregator.records import CaptureRef

ROUNDS = 20 if os.environ.get("AGGREGATOR_SOAK") else 3


@pytest.mark.slow
def test_killed_crawl_ends_like_an_undisturbed_one(workplace, contents, tmp_path: Path):
    undisturbed = workplace(tmp_path / "whole")
    undisturbed.crawl("epochtimes")
    whole = contents(undisturbed.url)
    chance = random.Random(2026)
    kills = 0
    for number in range(ROUNDS):
        place = workplace(tmp_path / f"round{number}")
        slack = 0.0  # however slow the machine, some run gets to the end
        while not _crawl_to_the_end(place, patience=chance.uniform(0.8, 4.0) + slack):
            kills += 1
            slack = 1.3 * slack + 0.2
            _check_every_row_has_its_capture(place)
        found = contents(place.url)
        for part in whole:
            assert found[part] == whole[part], part
        assert not list(verify_folder(place.captures, _refs(place)))
    assert kills >= 2 * ROUNDS


def _crawl_to_the_end(place, *, patience: float) -> bool:
    """Whether the crawl ended by itself before patience did and it was killed."""
    process = place.start(
        "scrapy", "crawl", "epochtimes", "-s", f"REPLAY={place.demo}", "-s", "CLAIM_SIZE=2"
    )
    try:
        _, errors = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return False
    assert process.returncode == 0, errors
    return True


def _check_every_row_has_its_capture(place) -> None:
    if not (place.folder / "archive.db").exists():
        return
    for ref in _refs(place):
        assert read_capture(place.captures, ref).status == ref.status


def _refs(place) -> list[CaptureRef]:
    columns = ("url", "captured_at", "status", "mime", "file", "offset", "length", "digest")
    with Archive.open(place.url, create=True) as archive, archive.read() as connection:
        rows = connection.execute(select(*(s.captures.c[name] for name in columns))).mappings()
        return [CaptureRef(**row) for row in rows]
