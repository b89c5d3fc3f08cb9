"""Digests by three ways: a digest outlet that is crawled, an e-mail dropped in, and its check."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.archive.captures.packing import SavedPage, pack
from spiders.wikinews import Wikinews

FIXTURES = Path(__file__).resolve().parents[1] / "spiders" / "fixtures"
AT = datetime(2026, 3, 14, 6, tzinfo=UTC)
HEADLINE = "Davenmoor says neighbours will run a ‘single watch’ over Lyse Strait"
MAIL = f"""From: The Daybook <post@daybook-digest.example>
To: reader@example.org
Subject: One command for the strait
Date: Thu, 05 Mar 2026 18:00:00 +0000
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>Velmora and Tarsend will place their coast guards in the Lyse Strait under one commander.</p>
<p>Dragged anchors are blamed for the 13 severed cables.</p>
<p>Fishermen from the south fear for their quotas and plan to march on the capital.</p>
<p>SOURCES: FINANCIAL TIMES – {HEADLINE}<br>
<a href="https://www.theguardian.com/world/2026/mar/05/lyse-strait-cables-explained">Guardian: Lyse
Strait cables explained</a></p>
"""


def _json(place, *command: str):
    return json.loads(place.run("aggregator", *command, "--json").stdout)


@pytest.fixture
def wikinews(tmp_path):
    """A feed that names one story, that story, and the page of the BBC that it cites."""
    cited = json.loads((FIXTURES / "bbc.json").read_text(encoding="utf-8"))
    here = json.loads((FIXTURES / "wikinews.json").read_text(encoding="utf-8"))["url"]
    page = (FIXTURES / "wikinews.html").read_text(encoding="utf-8")
    page = page.replace("https://www.bbc.com/news/articles/c0tarsend64fo", cited["url"])
    feed = (
        "<rss version='2.0'><channel><title>Wikinews</title><item><title>Tarsend</title>"
        f"<link>{here}</link><pubDate>Fri, 13 Mar 2026 09:12:40 GMT</pubDate></item>"
        "</channel></rss>"
    )
    out = tmp_path / "wikinews.warc.gz"
    pack(
        [
            SavedPage(url=Wikinews.outlet.feeds[0], body=feed.encode(), captured_at=AT,
                      content_type="application/rss+xml"),
            SavedPage(url=here, body=page.encode(), captured_at=AT),
            SavedPage(url=cited["url"], body=(FIXTURES / "bbc.html").read_bytes(), captured_at=AT),
        ],
        out,
    )  # fmt: skip
    return out, cited


def test_a_digest_outlet_is_crawled_and_what_it_cites(place, wikinews):
    capture, cited = wikinews
    place.crawl("wikinews", replay=capture)
    (hit,) = _json(place, "search", "Sarrow", "--outlet", "wikinews")
    assert hit["event"] is None
    story = _json(place, "story", str(hit["id"]))
    assert (story["kind"], story["outlet"]) == ("digest", "Wikinews")
    found = {row["outlet"]: row for row in story["cites"]}
    assert set(found) == {"Reuters", "BBC News", "Ostmere Courier"}
    assert found["BBC News"]["state"] == "resolved"
    assert found["BBC News"]["story_url"] == cited["url"]
    assert found["Ostmere Courier"]["state"] == "not_tried"
    (event,) = _json(place, "events")
    assert event["outlets"] == ["BBC News"]


def test_an_email_is_dropped_in_once_and_checked(place):
    for spider in ("ft", "reuters"):
        place.crawl(spider)
    mail = place.folder / "today.eml"
    mail.write_text(MAIL, encoding="utf-8")
    added = _json(place, "add-digest", str(mail))
    assert added["new"] is True
    assert (added["title"], added["published"]) == (
        "One command for the strait", "2026-03-05T18:00:00+00:00",
    )  # fmt: skip
    assert added["queued"] == 1
    assert {row["outlet"]: row["state"] for row in added["citations"]}[
        "Financial Times"
    ] == "resolved"
    (again, captures) = _json(place, "add-digest", str(mail)), len(list(place.captures.rglob("*")))
    assert (again["story"], again["new"], again["queued"]) == (added["story"], False, 0)
    assert again["citations"] == added["citations"]
    renamed = mail.rename(place.folder / "tomorrow.eml")
    assert _json(place, "add-digest", str(renamed))["story"] == added["story"]
    assert len(list(place.captures.rglob("*"))) == captures
    said = place.run("aggregator", "add-digest", str(renamed), "--title", "Another")
    assert "known, nothing added" in said.stdout
    assert "what was said of it the first time stays" in said.stderr
    checked = _json(place, "check-digest", str(renamed))
    assert [row["verdict"] for row in checked["sentences"]] == [
        "supported", "differs", "unsupported",
    ]  # fmt: skip
    assert checked["sentences"][1]["differences"][0]["said"] == "13"
    assert {row["outlet"]: row["held"] for row in checked["sources"]} == {
        "Financial Times": "full", "The Guardian": "nothing",
    }  # fmt: skip


def test_a_person_says_whose_digest_it_is_and_when_it_appeared(place):
    place.crawl("ft")
    text = MAIL.partition("\n\n")[2]
    path = place.folder / "undated.html"
    path.write_text(text, encoding="utf-8")
    added = _json(
        place, "add-digest", str(path), "--outlet", "Wikinews", "--published", "2026-03-05"
    )
    assert (added["new"], added["outlet"], added["published"]) == (True, "Wikinews", "2026-03-05")
    assert {row["outlet"]: row["state"] for row in added["citations"]} == {
        "Financial Times": "resolved", "The Guardian": "resolved",
    }  # fmt: skip
    assert _json(place, "story", str(added["story"]))["event"] is None
    # Reading the captures again leaves documents from files alone.
    assert place.run("aggregator", "reparse").returncode == 0
    assert _json(place, "add-digest", str(path))["story"] == added["story"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("/no/such.eml",), 1, "No such file"),
        (("README.md", "--published", "yesterday"), 2, "no ISO 8601 date"),
        (("README.md", "--outlet", "Wikinew"), 2, "did you mean wikinews"),
        (("README.md", "--outlet", "Zyx Qvw Herald 9"), 2, "no name is near it"),
        (("LICENSE",), 1, "cites nothing"),
    ],
)
def test_what_is_no_digest_is_refused(place, arguments, status, words):
    done = place.run("aggregator", "add-digest", *arguments, status=status)
    assert words in done.stderr
    assert done.stdout == ""
