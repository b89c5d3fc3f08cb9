from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.crawl.digest import NoCitation, address_of, load_digest, read_digest
from aggregator.outlets import Outlet, OutletDirectory
from aggregator.records import Access, Outcome, Precision

OUTLETS = OutletDirectory(
    [
        Outlet(name="courier", title="The Courier", domains=("courier.example",)),
        Outlet(name="ledger", title="Ledger", domains=("ledger.example",)),
    ]
)
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
TEXT = """The weir is dry

Nobody has seen the river so low since the mill burned down.

SOURCES: THE COURIER – Weir runs dry after a winter without snow
LEDGER – Mill owners ask for relief
"""
PAGE = (
    "<!doctype html><html lang='en'><head><title>The weir is dry</title>"
    "<meta property='article:published_time' content='2026-03-05'></head><body>"
    "<h1>The weir is dry</h1><p>Nobody has seen the river so low.</p>"
    "<p>SOURCES: THE COURIER – Weir runs dry after a winter without snow<br>"
    "LEDGER – Mill owners ask for relief</p></body></html>"
)


def read(text: str = TEXT, *, kind: str = "text/plain", status: int = 200, at=NOW):
    return read_digest(
        text.encode(),
        url="https://digest.example/weir",
        headers={"CONTENT-TYPE": f"{kind}; charset=utf-8"},
        status=status,
        outlets=OUTLETS,
        captured_at=at,
    )


@pytest.mark.parametrize(("text", "kind"), [(TEXT, "text/plain"), (PAGE, "text/html")])
def test_digest_is_a_story_with_citations(text, kind):
    found, citations = read(text, kind=kind)
    assert (found.outcome, found.kind, found.access) == (Outcome.STORY, "digest", Access.FREE)
    assert found.title == "The weir is dry"
    assert [(each.outlet_name, each.headline) for each in citations] == [
        ("courier", "Weir runs dry after a winter without snow"),
        ("ledger", "Mill owners ask for relief"),
    ]


def test_document_that_cites_nothing_is_no_digest():
    found, citations = read("The weir is dry.\n\nNobody knows why.\n")
    assert (found.outcome, found.reason) == (Outcome.NOT_A_STORY, "it cites nothing")
    assert citations == ()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, Outcome.GONE), (410, Outcome.GONE), (403, Outcome.ERROR), (503, Outcome.ERROR)],
)
def test_failed_answer_is_not_read(status, outcome):
    found, citations = read(status=status)
    assert (found.outcome, found.reason, citations) == (outcome, f"HTTP status {status}", ())


def test_date_is_that_of_the_document():
    found, _ = read(PAGE, kind="text/html")
    assert found.published is not None
    assert (found.published.isoformat(), found.published.precision) == ("2026-03-05", Precision.DAY)
    assert found.provenance["published"].precision == "day"


def test_today_somewhere_on_earth_is_not_the_future():
    found, _ = read(PAGE, kind="text/html", at=NOW - timedelta(hours=14))  # March 4, 19:00 UTC
    assert found.published is not None


def test_day_to_come_is_a_misreading():
    found, _ = read(PAGE, kind="text/html", at=NOW - timedelta(days=40))
    assert found.published is None
    assert "published" not in found.provenance


def test_without_a_capture_time_the_date_is_believed():
    found, _ = read(PAGE, kind="text/html", at=None)
    assert found.published is not None


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("a.txt", TEXT.encode(), "text/plain"),
        ("a.html", PAGE.encode(), "text/html"),
        ("bom.html", b"\xef\xbb\xbf\n" + PAGE.encode(), "text/html"),
        ("bom.txt", b"\xef\xbb\xbf" + TEXT.encode(), "text/plain"),
    ],
)
def test_file_is_known_by_its_bytes_and_its_kind(tmp_path, name, content, mime):
    path = tmp_path / name
    path.write_bytes(content)
    address, body, kind = load_digest(str(path), OUTLETS)
    assert (body, kind) == (content, mime)
    assert address == address_of(path, content)
    assert address.startswith("https://digest.invalid/")
    assert address.endswith(f"/{name}")


def test_address_changes_with_the_bytes_and_holds_any_name(tmp_path):
    path = tmp_path / "März ? #1.txt"
    one, two = address_of(path, b"one"), address_of(path, b"two")
    assert one != two
    assert one == address_of(path, b"one")
    assert one.isascii()
    assert not set("?# ") & set(one)


def test_home_folder_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "d.txt").write_text(TEXT)
    assert load_digest("~/d.txt", OUTLETS)[1] == TEXT.encode()


def test_missing_file_is_told(tmp_path):
    with pytest.raises(ValueError, match=r"nowhere\.txt: No such file.*Give a file that exists"):
        load_digest(str(tmp_path / "nowhere.txt"), OUTLETS)
    with pytest.raises(ValueError, match="Is a directory"):
        load_digest(str(tmp_path), OUTLETS)


@pytest.mark.parametrize("content", [b"", b"Nothing is cited here.\n"])
def test_file_that_cites_nothing_is_refused(tmp_path, content):
    path = tmp_path / "d.txt"
    path.write_bytes(content)
    with pytest.raises(NoCitation, match="cites nothing that could be followed"):
        load_digest(str(path), OUTLETS)


def test_what_is_no_text_is_told(tmp_path):
    path = tmp_path / "d.bin"
    path.write_bytes(b"\x00\xff" * 100)
    with pytest.raises(NoCitation, match=r"d\.bin: the bytes are not text"):
        load_digest(str(path), OUTLETS)
    found, citations = read("\x00\x01" * 100)
    assert (found.outcome, citations) == (Outcome.NOT_A_STORY, ())
    assert found.reason is not None
    assert "not text" in found.reason
