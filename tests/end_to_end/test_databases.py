"""The same crawl gives the same archive on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

SPIDERS = ("epochtimes", "reuters", "ft")
DIGEST = (
    "https://www.daybook-digest.example/2026/03/05/velmora-tarsend-joint-coast-guard-command.html"
)


@pytest.mark.postgres
def test_row_for_row(workplace, tmp_path, postgres_url, contents):
    places = [workplace(tmp_path / "sqlite"), workplace(tmp_path / "postgres", postgres_url)]
    for place in places:
        for spider in SPIDERS:
            place.crawl(spider)
        place.crawl("digest", "-a", f"source={DIGEST}")
    left, right = (contents(place.url) for place in places)
    for part in left:
        assert right[part] == left[part], part
    assert len(left["stories"]) > 40
    assert left["families"]
    assert left["citations"]
