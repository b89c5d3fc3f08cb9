"""Real crawls of an outlet that a real HTTP server plays: what it was asked, what was archived."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest

from aggregator.archive.captures.store import CaptureStore, read_capture, verify_folder
from aggregator.records import Exchange

pytestmark = pytest.mark.slow

_DELAY = 0.3
_PATHS = (
    "/news/first-bell", "/news/zipped-weir", "/news/moved-mill", "/news/missing-oar",
    "/news/barred-gate", "/news/busy-fair", "/news/strained-rope", "/news/huge-catch",
    "/news/slow-barge", "/news/stray-goose", "/news/round-pond", "/news/secret-vote",
    "/news/last-light",
)  # fmt: skip
_CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body>"
    b"<div id='cf-challenge'>Checking your browser before you go on.</div></body></html>"
)


@pytest.fixture(scope="module")
def played(tmp_path_factory, serving, new_desk, answer, written_page):
    """One outlet with a page of every kind, crawled once."""
    with serving() as outlet:
        url = outlet.url
        zipped = gzip.compress(written_page(url("/news/zipped-weir"), "Zipped weir", words=3))
        outlet.answers |= {
            "/news/zipped-weir": answer(zipped, headers=(("Content-Encoding", "gzip"),)),
            "/news/moved-mill": answer(status=301, headers=(("Location", "/news/moved-here"),)),
            "/news/moved-here": answer(written_page(url("/news/moved-here"), "Moved here")),
            "/news/missing-oar": answer(b"<h1>Not found</h1>", 404),
            "/news/barred-gate": answer(_CHALLENGE, 403),
            "/news/busy-fair": answer(b"<h1>Busy</h1>", 429, headers=(("Retry-After", "172800"),)),
            "/news/strained-rope": answer(b"<h1>No</h1>", 503, headers=(("Retry-After", "7200"),)),
            "/news/huge-catch": answer(b"x" * 12_000_000),
            "/news/slow-barge": answer(written_page(url("/news/slow-barge"), "Slow"), trickle=99),
            "/news/stray-goose": answer(
                status=302,
                headers=(
                    ("Location", f"{url('/news/elsewhere').replace('127.0.0.1', 'localhost')}"),
                ),
            ),
            "/news/round-pond": answer(status=302, headers=(("Location", "/news/round-pond"),)),
        }
        robots = "User-agent: *\nDisallow: /news/secret\n"
        outlet.publish(*_PATHS, robots=robots, etag='"feed-1"')
        desk = new_desk(tmp_path_factory.mktemp("played") / "desk", outlet, delay=_DELAY)
        began = datetime.now(UTC)
        said = desk.crawl(DOWNLOAD_TIMEOUT=1.5, MAX_PAUSE=0)
        seen = list(outlet.seen)
        yield SimpleNamespace(outlet=outlet, desk=desk, began=began, said=said, seen=seen)


@pytest.mark.parametrize(
    ("path", "outcome", "reason"),
    [
        ("/news/first-bell", "story", None),
        ("/news/zipped-weir", "story", None),
        ("/news/moved-mill", "story", None),
        ("/news/missing-oar", "gone", "404"),
        ("/news/barred-gate", "bot_wall", "challenge"),
        ("/news/busy-fair", "error", "429"),
        ("/news/strained-rope", "error", "503"),
        ("/news/huge-catch", "error", "too_large"),
        ("/news/slow-barge", "error", "no answer in time"),
        ("/news/stray-goose", "error", "redirected away from the outlet, to localhost"),
        ("/news/round-pond", "error", "redirect_loop"),
        ("/news/secret-vote", "robots_denied", "robots.txt disallows it"),
        ("/news/last-light", "story", None),
    ],
)
def test_every_lead_ends_in_one_outcome_with_its_reason(played, path, outcome, reason):
    lead = played.desk.leads()[path]
    assert lead["outcome"] == outcome
    assert lead["reason"] is None if reason is None else reason in lead["reason"]
    fetches = [row for row in played.desk.rows("fetches") if row["lead_id"] == lead["id"]]
    assert [(row["outcome"], row["reason"]) for row in fetches] == [(outcome, lead["reason"])]


def test_requests_come_one_at_a_time_and_no_sooner_than_agreed(played):
    pages = [request for request in played.seen if request.path != "/robots.txt"]
    assert len(pages) >= len(_PATHS)
    gaps = [later.at - earlier.at for earlier, later in pairwise(pages)]
    assert min(gaps) >= _DELAY * 0.9
    # A page that was given up may still be written by the server while the next one is asked for.
    slow = {"/news/slow-barge", "/news/huge-catch"}
    after_slow = {b.path for a, b in pairwise(pages) if a.path in slow}
    assert {r.path for r in pages if r.under_way > 1} <= after_slow | slow


def test_robots_txt_is_asked_once_and_first(played):
    assert [request.path for request in played.seen].index("/robots.txt") == 0
    assert sum(request.path == "/robots.txt" for request in played.seen) == 1


def test_what_robots_txt_forbids_is_not_asked_for(played):
    assert not [request for request in played.seen if request.path == "/news/secret-vote"]


def test_redirect_to_another_host_is_not_followed(played):
    assert not [request for request in played.seen if request.path == "/news/elsewhere"]


def test_leads_are_asked_in_the_order_of_publication(played):
    asked = [request.path for request in played.seen if request.path in _PATHS]
    first = list(dict.fromkeys(asked))
    assert first == [path for path in _PATHS if path != "/news/secret-vote"]


def test_we_say_who_we_are_and_carry_no_disguise(played):
    for request in played.seen:
        assert request.headers["user-agent"].startswith("news-aggregator/")
        assert "Mozilla" not in request.headers["user-agent"]
        assert not {"cookie", "referer", "authorization"} & request.headers.keys()


def test_what_failed_comes_back_when_the_outlet_said(played):
    leads = played.desk.leads()
    due = {path: lead["next_due"] for path, lead in leads.items()}
    assert due["/news/first-bell"] is due["/news/missing-oar"] is None
    waits = {path: at - played.began for path, at in due.items() if at is not None}
    minute = timedelta(minutes=1)
    assert abs(waits["/news/busy-fair"] - timedelta(days=2)) < minute
    assert abs(waits["/news/strained-rope"] - timedelta(hours=2)) < minute
    assert abs(waits["/news/slow-barge"] - timedelta(minutes=15)) < minute
    assert abs(waits["/news/barred-gate"] - timedelta(days=1)) < minute
    assert all(leads[path]["state"] == "waiting" for path in waits)


def test_what_was_not_let_in_keeps_its_teaser_from_the_feed(played, worded):
    stories = played.desk.stories()
    revisions = {row["id"]: row for row in played.desk.rows("revisions")}
    for path in ("/news/secret-vote", "/news/barred-gate", "/news/slow-barge", "/news/stray-goose"):
        story = stories[path]
        assert story["form"] == "teaser"
        assert story["title"] == worded(path)
        revision = revisions[story["revision_id"]]
        assert revision["text"] is None
        assert revision["summary"] == f"Standfirst of {worded(path)}."
        assert revision["capture_id"] is None
    assert "/news/missing-oar" not in stories


def test_stories_have_their_text(played):
    stories = played.desk.stories()
    revisions = {row["story_id"]: row for row in played.desk.rows("revisions")}
    for path in ("/news/first-bell", "/news/zipped-weir", "/news/moved-here", "/news/last-light"):
        assert stories[path]["form"] == "full"
        assert "the ferryman said" in revisions[stories[path]["id"]]["text"]
    assert "/news/moved-mill" not in stories
    assert played.desk.leads()["/news/moved-mill"]["story_id"] == stories["/news/moved-here"]["id"]


def test_captures_are_what_came_over_the_wire(played):
    refs = {ref.url.removeprefix(played.outlet.base): ref for ref in played.desk.refs()}
    kept = read_capture(played.desk.captures, refs["/news/zipped-weir"])
    assert kept.body == played.outlet.answers["/news/zipped-weir"].body
    assert b"ferryman" in gzip.decompress(kept.body)
    assert ("content-encoding", "gzip") in [(n.lower(), v) for n, v in kept.headers]
    assert refs["/news/moved-mill"].status == 301
    assert refs["/news/moved-here"].status == 200
    assert refs["/news/busy-fair"].status == 429
    assert refs["/feed.xml"].status == 200
    assert not {"/news/huge-catch", "/news/slow-barge"} & refs.keys()
    assert not list(verify_folder(played.desk.captures, played.desk.refs()))


def test_run_is_written_down_with_its_figures(played):
    run = played.desk.rows("runs")[0]
    assert (run["spider"], run["state"], run["reason"]) == ("courier", "finished", "finished")
    assert run["figures"]["leads/claimed"] == len(_PATHS)
    assert run["figures"]["outcome/story"] == 4
    assert sum(v for k, v in run["figures"].items() if k.startswith("outcome/")) == len(_PATHS)


def test_replay_of_the_captures_gives_the_same_stories(played, tmp_path, new_desk):
    again = new_desk(tmp_path / "again", played.outlet)
    asked = len(played.outlet.seen)
    files = ",".join(str(path) for path in played.desk.captures.glob("*.warc.gz"))
    again.crawl(REPLAY=files)
    assert len(played.outlet.seen) == asked  # nothing was asked of the network

    def full(desk):
        texts = {row["story_id"]: row for row in desk.rows("revisions")}
        return {
            path: [texts[story["id"]][name] for name in ("title", "text", "authors", "published")]
            for path, story in desk.stories().items()
            if story["form"] == "full"
        }

    assert full(again) == full(played.desk)
    live, replayed = played.desk.leads(), again.leads()
    # The target of a redirect is a page of its own to a replay.
    assert replayed.keys() == {*live, "/news/moved-here"}
    # robots.txt is in the captures and obeyed; what never answered is in none.
    same = set(live) - {"/news/huge-catch", "/news/slow-barge"}
    assert {p: replayed[p]["outcome"] for p in same} == {p: live[p]["outcome"] for p in same}
    for path in ("/news/huge-catch", "/news/slow-barge"):
        assert replayed[path]["reason"].startswith("not_in_replay")
    assert all(lead["next_due"] is None for lead in replayed.values())
    assert {ref.digest for ref in again.refs()} == {ref.digest for ref in played.desk.refs()}


def test_second_crawl_asks_only_what_changed(played):
    desk, outlet = played.desk, played.outlet
    before = {name: len(desk.rows(name)) for name in ("stories", "revisions")}
    asked = len(outlet.seen)
    desk.crawl()
    new = outlet.seen[asked:]
    assert [request.path for request in new] == ["/robots.txt", "/feed.xml"]
    assert new[1].headers["if-none-match"] == '"feed-1"'

    asked = len(outlet.seen)
    desk.crawl("-a", f"urls={outlet.url('/news/first-bell')}")
    new = outlet.seen[asked:]
    assert [request.path for request in new] == ["/robots.txt", "/news/first-bell"]
    assert new[1].headers["if-none-match"] == '"/news/first-bell"'
    assert desk.leads()["/news/first-bell"]["outcome"] == "not_modified"
    assert {name: len(desk.rows(name)) for name in before} == before


def test_crawl_delay_is_kept(desk, outlet):
    outlet.publish(
        "/news/one", "/news/two", "/news/three", robots="User-agent: *\nCrawl-delay: 0.8\n"
    )
    said = desk.crawl()
    assert "robots.txt asks for 0.8 s" in said
    pages = [request for request in outlet.seen if request.path != "/robots.txt"]
    assert len(pages) == 4
    assert min(later.at - earlier.at for earlier, later in pairwise(pages)) >= 0.75


def test_unreachable_robots_txt_forbids_all_for_now(desk, outlet, answer):
    outlet.publish("/news/one", robots=answer(b"", 503))
    said = desk.crawl()
    assert outlet.paths() == ["/robots.txt"]
    assert "robots.txt cannot be had (HTTP status 503)" in said
    # The feed was not read, so a lead is asked for by hand.
    desk.crawl("-a", f"urls={outlet.url('/news/one')}")
    assert set(outlet.paths()) == {"/robots.txt"}
    lead = desk.leads()["/news/one"]
    assert lead["outcome"] == "robots_denied"
    assert lead["state"] == "waiting"  # it is asked again another day


def test_robots_txt_of_the_other_hosts_is_asked_too(desk, outlet, answer):
    outlet.publish("/news/one")
    elsewhere = outlet.base.replace("127.0.0.1", "localhost")
    outlet.answers["/feed.xml"] = answer(status=302, headers=(("Location", f"{elsewhere}/f.xml"),))
    outlet.answers["/f.xml"] = answer(outlet.feed(("/news/one",)), kind="application/rss+xml")
    desk.crawl()
    hosts = [request.headers["host"] for request in outlet.asked("/robots.txt")]
    assert [host.partition(":")[0] for host in hosts] == ["127.0.0.1", "localhost"]
    assert desk.leads()["/news/one"]["outcome"] == "story"


def test_page_that_never_gets_read_costs_its_own_story_only(
    tmp_path, new_desk, outlet, answer, written_page
):
    # A pattern that takes for ever on one text stands for whatever may hang an extraction.
    desk = new_desk(tmp_path / "desk", outlet, boilerplate="(?:q+)+!")
    paths = ("/news/before", "/news/hostile", "/news/after")
    whole = written_page(outlet.url("/news/hostile"), "Hostile")
    trap = b"<article><p>" + b"q" * 200 + b"</p>"
    outlet.answers["/news/hostile"] = answer(whole.replace(b"<article>", trap))
    outlet.publish(*paths)
    desk.crawl(EXTRACTION_TIMEOUT=4)
    leads, stories = desk.leads(), desk.stories()
    assert leads["/news/hostile"]["outcome"] == "error"
    assert (
        leads["/news/hostile"]["reason"]
        == "extraction: read_story took longer than 4 s and was stopped"
    )
    assert leads["/news/hostile"]["state"] == "waiting"
    assert stories["/news/hostile"]["form"] == "teaser"
    assert [stories[path]["form"] for path in ("/news/before", "/news/after")] == ["full", "full"]
    # The page itself is kept: it can be read again by a better reader.
    assert outlet.url("/news/hostile") in {ref.url for ref in desk.refs()}


def test_agreed_access_is_used_and_recorded(desk, outlet):
    outlet.publish("/news/one", robots="User-agent: *\nDisallow: /\n")
    desk.crawl(PERMISSIONS='{"courier": "contract 2026-7"}')
    assert outlet.paths() == ["/feed.xml", "/news/one"]
    lead = desk.leads()["/news/one"]
    assert (lead["outcome"], lead["reason"]) == ("story", "by agreement: contract 2026-7")


def test_replay_of_a_page_that_robots_txt_forbids_comes_to_an_end(desk, outlet, written_page):
    path = "/news/secret-vote"
    with CaptureStore(desk.folder / "given", prefix="given", software="test") as store:
        for url, kind, body in (
            ("/robots.txt", "text/plain", b"User-agent: *\nDisallow: /news/secret\n"),
            ("/feed.xml", "application/rss+xml", outlet.feed((path,))),
            (path, "text/html", written_page(outlet.url(path), "Secret vote")),
        ):
            store.append(
                Exchange(
                    url=outlet.url(url),
                    captured_at=outlet.opened,
                    status=200,
                    headers=(("Content-Type", kind),),
                    body=body,
                )
            )
        given = store.path
    desk.crawl(REPLAY=given)
    assert outlet.seen == []
    lead = desk.leads()[path]
    assert (lead["outcome"], lead["state"]) == ("robots_denied", "settled")
    assert desk.stories()[path]["form"] == "teaser"
