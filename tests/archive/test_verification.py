"""`verify` names every damage: of the database, of a WARC file, and between the two."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from aggregator.archive.captures.store import CaptureStore, capture_files
from aggregator.archive.verification import verify
from aggregator.records import Exchange


def _damages(archive, folder) -> list[str]:
    return list(verify(archive, folder))


def test_an_empty_archive_is_whole(archive, tmp_path):
    assert _damages(archive, tmp_path / "captures") == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            (
                "INSERT INTO leads (id, outlet, url, requested_url, state, attempts, via, said,"
                " first_seen, last_seen) VALUES (1, 'x', 'https://x.example/1', 'https://x.example/1',"
                " 'leased', 0, 'feed', '{}', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
            ),
            "lead 1 is leased by no run",
        ),
        (
            (
                "INSERT INTO events (id, title, first_at, last_at, stories, opened_at) VALUES (7, 't',"
                " '2026-01-01 00:00:00', '2026-01-01 00:00:00', 3, '2026-01-01 00:00:00')"
            ),
            "event 7 says that it has another number of stories",
        ),
        (
            (
                "INSERT INTO stories (id, outlet, url, form, listed_at, first_seen, access, revisions)"
                " VALUES (5, 'x', 'https://x.example/1', 'full', '2026-01-01 00:00:00',"
                " '2026-01-01 00:00:00', 'free', 0)"
            ),
            "story 5 has no present revision",
        ),
        (
            (
                'INSERT INTO captures (id, url, captured_at, recorded_at, status, file, "offset",'
                " length, digest) VALUES (1, 'https://x.example/1', '2026-01-01 00:00:00',"
                " '2026-01-01 00:00:00', 200, 'gone.warc.gz', 0, 10, 'sha256:00')"
            ),
            "gone.warc.gz",
        ),
    ],
)
def test_rows_that_contradict_each_other(archive, tmp_path, statement, words):
    with archive.write() as connection:
        connection.execute(text(statement))
    assert words in "\n".join(_damages(archive, tmp_path / "captures"))


def test_a_flipped_bit_in_a_capture(archive, tmp_path):
    with CaptureStore(tmp_path, prefix="x", software="test") as store:
        store.append(
            Exchange(
                url="https://x.example/1",
                captured_at=datetime(2026, 1, 1, tzinfo=UTC),
                status=200,
                headers=(("Content-Type", "text/html"),),
                body=b"<p>words</p>" * 50,
            )
        )
    assert _damages(archive, tmp_path) == []
    path = capture_files(tmp_path)[0]
    content = bytearray(path.read_bytes())
    content[-40] ^= 1
    path.write_bytes(content)
    assert str(path) in "\n".join(_damages(archive, tmp_path))
