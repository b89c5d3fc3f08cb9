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

KILLS = 60 if os.environ.get("AGGREGATOR_SOAK") else 8


@pytest.mark.slow
def test_killed_crawl_ends_like_an_undisturbed_one(place, workplace, contents, tmp_path: Path):
    undisturbed = workplace(tmp_path / "whole")
    undisturbed.crawl("epochtimes")
    chance = random.Random(2026)
    killed = 0
    for _ in range(KILLS * 3):
        if killed == KILLS:
            break
        process = place.start(
            "scrapy", "crawl", "epochtimes", "-s", f"REPLAY={place.demo}", "-s", "CLAIM_SIZE=4"
        )
        try:
            process.communicate(timeout=chance.uniform(1.0, 5.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += 1
            _check_every_row_has_its_capture(place)
    place.crawl("epochtimes")
    assert killed == KILLS
    left, right = contents(undisturbed.url), contents(place.url)
    for part in left:
        assert right[part] == left[part], part
    assert not list(verify_folder(place.captures, _refs(place)))


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
