"""What the archive's tests share: an instant to count from, an outlet, a run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.archive import runs
from aggregator.outlets import Outlet


@pytest.fixture
def now():
    return datetime(2031, 5, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def outlet():
    return Outlet(
        name="harbour",
        title="The Harbour Post",
        domains=("harbourpost.example",),
        feeds=("https://harbourpost.example/feed",),
        country="NZ",
        note="invented",
        terms=("no-ml",),
    )


@pytest.fixture
def run_id(archive, now):
    return runs.start_run(archive, spider="harbour", arguments={}, replay=None, now=now)
