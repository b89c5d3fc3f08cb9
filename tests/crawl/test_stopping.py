"""What a crawl leaves behind when it is stopped, or when the disk is full."""

from __future__ import annotations

import secrets
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from aggregator.archive.captures.store import read_capture, verify_folder

pytestmark = pytest.mark.slow

_PATHS = tuple(f"/news/report-{number:02d}" for number in range(1, 13))


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_asked_once_to_stop_it_ends_whole(desk, outlet, answer, stop):
    outlet.publish(*_PATHS)
    outlet.answers["/news/report-05"] = answer(b"", pause=60)
    process = desk.start(CONCURRENT_REQUESTS=3)
    outlet.wait_for(lambda: "/news/report-05" in outlet.paths())
    process.send_signal(stop)
    time.sleep(1)  # for the signal to be dealt with
    # It still waits for what is under way; that answer never comes.
    outlet.closing.set()
    said = desk.finish(process)
    assert "Traceback" not in said

    run = desk.rows("runs")[0]
    assert (run["state"], run["reason"]) == ("stopped", "shutdown")
    assert run["finished_at"] is not None
    leads = desk.leads()
    assert {lead["state"] for lead in leads.values()} == {"settled", "waiting"}
    assert all(lead["leased_by"] is None for lead in leads.values())
    assert [leads[path]["outcome"] for path in _PATHS[:4]] == ["story"] * 4
    assert "/news/report-09" not in outlet.paths()
    assert {leads[path]["outcome"] for path in _PATHS[8:]} == {None}
    _check_whole(desk)

    if stop is signal.SIGINT:
        return  # the rest is the same
    outlet.closing.clear()
    del outlet.answers["/news/report-05"]
    outlet.publish(*_PATHS)
    desk.crawl()
    assert {lead["outcome"] for lead in desk.leads().values()} == {"story"}
    assert desk.rows("runs")[1]["state"] == "finished"


def test_stopped_it_asks_for_nothing_more(desk, outlet):
    outlet.publish(*_PATHS)
    process = desk.start(DOWNLOAD_DELAY=3, DOWNLOAD_DELAY_JITTER=0)
    outlet.wait_for(lambda: _PATHS[0] in outlet.paths())
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    said = desk.finish(process)
    assert time.monotonic() - asked < 15  # eleven more would take more than half a minute
    assert "Traceback" not in said
    assert desk.rows("runs")[0]["state"] == "stopped"
    leads = desk.leads()
    assert leads[_PATHS[0]]["outcome"] == "story"
    assert {leads[path]["outcome"] for path in _PATHS[3:]} == {None}
    assert {leads[path]["attempts"] for path in _PATHS[3:]} == {0}
    assert all(lead["leased_by"] is None for lead in leads.values())
    assert {fetch["outcome"] for fetch in desk.rows("fetches") if fetch["lead_id"]} == {"story"}


def test_full_disk_under_the_captures_stops_the_crawl(
    desk, outlet, small_disk, written_page, answer
):
    for path in _PATHS:
        ballast = f"<!-- {secrets.token_hex(8_000)} -->".encode()  # 8 KB in any compression
        outlet.answers[path] = answer(written_page(outlet.url(path), path) + ballast)
    outlet.publish(*_PATHS)
    said = desk.crawl(status=1, CAPTURES_DIR=small_disk / "captures", CLAIM_SIZE=4)
    last = said.strip().splitlines()[-1]
    assert last.startswith("scrapy crawl courier: cannot keep the capture of http://127.0.0.1")
    assert "No space left on device" in last
    assert "Traceback" not in said
    run = desk.rows("runs")[0]
    assert run["state"] == "failed"
    assert "No space left on device" in run["reason"]
    _check_no_lead_without_its_story(desk, small_disk / "captures")
    assert desk.stories()
    # With room again, all that was lost is fetched.
    desk.crawl()
    assert {lead["outcome"] for lead in desk.leads().values()} == {"story"}


def test_disk_without_room_for_robots_txt_is_no_verdict_on_any_lead(desk, outlet, small_disk):
    outlet.publish(*_PATHS[:2])
    with (small_disk / "ballast").open("wb") as ballast, suppress(OSError):
        ballast.write(b"x" * 65536)
    urls = ",".join(outlet.url(path) for path in _PATHS[:2])
    said = desk.crawl("-a", f"urls={urls}", status=1, CAPTURES_DIR=small_disk / "captures")
    assert "No space left on device" in said.strip().splitlines()[-1]
    assert "Traceback" not in said
    assert desk.rows("fetches") == []
    assert {lead["outcome"] for lead in desk.leads().values()} == {None}
    assert {lead["state"] for lead in desk.leads().values()} == {"waiting"}


def test_disk_without_room_for_a_feed_stops_the_crawl(desk, outlet, small_disk, answer):
    outlet.publish(*_PATHS[:2])
    with (small_disk / "ballast").open("wb") as ballast, suppress(OSError):
        ballast.write(b"x" * (65536 - 4096))  # robots.txt still has room
    long = f"<!-- {secrets.token_hex(8_000)} -->".encode()
    outlet.answers["/feed.xml"] = answer(outlet.feed(_PATHS[:2]) + long, kind="application/rss+xml")
    said = desk.crawl(status=1, CAPTURES_DIR=small_disk / "captures")
    last = said.strip().splitlines()[-1]
    assert last.startswith(
        f"scrapy crawl courier: cannot keep the capture of {outlet.base}/feed.xml"
    )
    assert "Traceback" not in said
    assert desk.rows("leads") == []
    assert outlet.paths() == ["/robots.txt", "/feed.xml"]
    assert desk.rows("runs")[0]["state"] == "failed"


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of 64 KB."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder],
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        pytest.skip(f"no small file system can be mounted here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def _check_whole(desk) -> None:
    _check_no_lead_without_its_story(desk, desk.captures)
    refs = desk.refs()
    assert not list(verify_folder(desk.captures, refs))
    for ref in refs:
        assert read_capture(desk.captures, ref).status == ref.status


def _check_no_lead_without_its_story(desk, captures: Path) -> None:
    stories = {row["id"] for row in desk.rows("stories")}
    kept = {ref.url for ref in desk.refs()}
    for lead in desk.leads().values():
        assert lead["state"] != "leased"
        if lead["outcome"] == "story":
            assert lead["story_id"] in stories
            assert lead["requested_url"] in kept
    assert not list(verify_folder(captures, desk.refs()))
