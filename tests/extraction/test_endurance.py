"""Memory over many pages: extraction keeps nothing of the pages it has read."""

from __future__ import annotations

import gc
import os
from itertools import cycle, islice
from pathlib import Path

import psutil
import pytest

from aggregator.extraction import extract

PAGES = sorted((Path(__file__).parents[1] / "spiders" / "fixtures").glob("*.html"))
ROUNDS = 20_000 if os.environ.get("AGGREGATOR_SOAK") else 1_500
WARM = 500
MOST_GROWTH = 16 * 1024 * 1024


@pytest.mark.slow
def test_memory_is_flat():
    process = psutil.Process()
    pages = [page.read_bytes() for page in PAGES]
    assert pages
    warm = 0
    for number, page in enumerate(islice(cycle(pages), ROUNDS)):
        # Each as if of another outlet and address: no two pages are quite the same.
        url = f"https://outlet{number % 97}.example/2025/03/30/story-{number}"
        extract(page.replace(b"<body", b'<body class="n%d"' % number, 1), url=url)
        if number == WARM:
            gc.collect()
            warm = process.memory_info().rss
    gc.collect()
    assert process.memory_info().rss - warm < MOST_GROWTH
