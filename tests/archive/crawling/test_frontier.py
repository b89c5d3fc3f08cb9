"""The frontier: discovery in, claims out, and nothing claimed twice."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from aggregator.archive.crawling import frontier, runs
from aggregator.archive.crawling.said import to_lead, to_said, wording_digest
from aggregator.archive.schema import (
    captures,
    fetches,
    leads,
    sightings,
    sources,
    stories,
)
from aggregator.archive.store import Archive
from aggregator.records import CaptureRef, Discovery, Lead, Moment, Outcome, Precision

FEED = "https://harbourpost.example/feed"
LEASE = timedelta(minutes=10)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def story_url(number):
    return f"https://harbourpost.example/news/{number}"


def a_lead(number, **fields):
    published = Moment(datetime(2031, 5, 1, tzinfo=UTC) + number * HOUR)
    return Lead(
        **(
            {
                "url": story_url(number),
                "via": "feed",
                "title": f"Ferry {number} is late",
                "published": published,
            }
            | fields
        )
    )


@pytest.fixture
def discover(archive, run_id, outlet, now):
    """Record an answer of a source."""

    def record(named, *, url=FEED, at=now, outcome=Outcome.NOT_A_STORY, **fields):
        discovery = Discovery(kind="feed", leads=tuple(named)) if named is not None else None
        return frontier.record_discovery(
            archive,
            **{
                "run_id": run_id,
                "source": frontier.source_state(archive, outlet.name, url),
                "outlet": outlet,
                "discovery": discovery,
                "leads": named or [],
                "captures": [],
                "outcome": outcome,
                "reason": None,
                "status": 200,
                "etag": None,
                "last_modified": None,
                "elapsed": 0.25,
                "now": at,
            }
            | fields,
        )

    return record


@pytest.fixture
def claim(archive, run_id, now):
    def take(*, limit=100, at=now, run=run_id, outlets=("harbour",), **fields):
        return frontier.claim(
            archive, run_id=run, outlets=outlets, limit=limit, now=at, lease=LEASE, **fields
        )

    return take


def rows(archive, table):
    with archive.read() as connection:
        return [
            dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()
        ]


def settle(archive, *lead_ids, **values):
    """What the writer does with a lead whose story is in the archive."""
    settled = {"state": "settled", "leased_by": None, "leased_until": None, "next_due": None}
    with archive.write() as connection:
        connection.execute(
            update(leads).where(leads.c.id.in_(lead_ids)).values(settled | {"attempts": 2} | values)
        )


# What sources say


def test_what_was_said_comes_back_as_it_was():
    lead = Lead(
        url="https://harbourpost.example/a",
        via="sitemap",
        title="Zoë’s boat",
        summary="It floats.",
        published=Moment(datetime(2031, 5, 1, tzinfo=UTC), Precision.DAY, ("tz_missing",)),
        modified=Moment(datetime(2031, 5, 1, 7, 30, tzinfo=UTC)),
        authors=("A. Pilot", "B. Mate"),
        language="en-NZ",
        section="Sea",
        tags=("boats",),
        image="https://harbourpost.example/a.jpg",
        position=3,
    )
    assert to_lead(to_said(lead), url=lead.url, via=lead.via) == lead
    bare = Lead(url=lead.url, via="section")
    assert to_lead(to_said(bare), url=bare.url, via=bare.via) == bare


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"position": 9}, True),
        ({"image": "https://harbourpost.example/b.jpg?sig=2"}, True),
        ({"url": "https://harbourpost.example/a?utm_source=feed"}, True),
        ({"title": "Another"}, False),
        ({"summary": "Another"}, False),
        ({"modified": Moment(datetime(2031, 6, 1, tzinfo=UTC))}, False),
    ],
)
def test_what_counts_as_other_words(change, same):
    one = a_lead(1)
    other = a_lead(1, **change)
    assert (wording_digest(to_said(one)) == wording_digest(to_said(other))) is same


def test_what_no_database_takes_is_replaced(archive, discover):
    discover([a_lead(1, title="nul \x00 and lone \ud800 half", tags=("x\x00y",))])
    (row,) = rows(archive, leads)
    assert row["title"] == "nul \ufffd and lone \ufffd half"
    assert row["said"]["tags"] == ["x\ufffdy"]


# Discovery


def test_a_source_is_written_down_once(archive, outlet):
    first = frontier.source_state(archive, outlet.name, FEED)
    again = frontier.source_state(archive, outlet.name, FEED)
    assert first == again
    assert (first.url, first.etag, first.polled_at, first.failures) == (FEED, None, None, 0)


def test_a_new_lead_is_due_at_once(archive, discover, now):
    count = discover([a_lead(1), a_lead(2)])
    assert (count.new, count.changed, count.seen) == (2, 0, 0)
    one, two = rows(archive, leads)
    assert one["url"] == "https://harbourpost.example/news/1"
    assert (one["state"], one["next_due"], one["attempts"]) == ("waiting", now, 0)
    assert (one["via"], one["title"]) == ("feed", "Ferry 1 is late")
    assert one["published"] == datetime(2031, 5, 1, 1, tzinfo=UTC)
    assert one["published_precision"] == "second"
    assert two["first_seen"] == two["last_seen"] == now
    assert [row["lead_id"] for row in rows(archive, sightings)] == [one["id"], two["id"]]


def test_the_url_is_known_by_its_canonical_form_and_asked_for_as_spelled(archive, discover):
    spelled = "http://harbourpost.example/news/1/?utm_source=feed"
    count = discover([a_lead(1, url=spelled), a_lead(1)])
    assert count.new == 1
    (row,) = rows(archive, leads)
    assert (row["url"], row["requested_url"]) == (story_url(1), spelled)


def test_of_two_mentions_in_one_document_the_first_counts_and_the_second_adds(archive, discover):
    discover([a_lead(1, published=None), a_lead(1, title="Ignored", summary="Kept.")])
    (row,) = rows(archive, leads)
    assert (row["title"], row["summary"]) == ("Ferry 1 is late", "Kept.")
    assert row["published"] is not None


def test_an_answer_leaves_its_state_its_fetch_and_its_captures(archive, discover, now, run_id):
    ref = CaptureRef(
        url=FEED, captured_at=now, status=200, mime="application/rss+xml", file="a.warc.gz",
        offset=100, length=50, digest="sha256:00",
    )  # fmt: skip
    discover([a_lead(1)], captures=[ref], etag='"e1"', last_modified="Tue, 06 May 2031")
    discover([a_lead(1)], captures=[ref], etag='"e1"')  # a replay brings the same capture
    (capture,) = rows(archive, captures)
    assert (capture["run_id"], capture["recorded_at"], capture["offset"]) == (run_id, now, 100)
    first, second = rows(archive, fetches)
    assert first["capture_id"] == second["capture_id"] == capture["id"]
    assert (first["outcome"], first["status"], first["elapsed"]) == ("not_a_story", 200, 0.25)
    (source,) = rows(archive, sources)
    assert (source["kind"], source["etag"], source["polled_at"]) == ("feed", '"e1"', now)
    assert source["last_modified"] is None  # the second answer had none
    assert frontier.known_captures(archive, [FEED, story_url(1)]) == {FEED: {now}}


def test_failures_are_counted_until_it_works_again(archive, outlet, discover, now):
    discover([a_lead(1)], etag='"e1"')
    for number in (1, 2):
        discover(None, outcome=Outcome.ERROR, reason="timed out", status=None, at=now + DAY)
        state = frontier.source_state(archive, outlet.name, FEED)
        assert (state.failures, state.etag, state.polled_at) == (number, '"e1"', now)
    (source,) = rows(archive, sources)
    assert source["problem"] == "timed out"
    discover(None, outcome=Outcome.NOT_MODIFIED, status=304, at=now + DAY)
    (source,) = rows(archive, sources)
    assert (source["failures"], source["problem"], source["etag"]) == (0, None, '"e1"')
    assert (source["polled_at"], source["changed_at"]) == (now + DAY, now)


def test_an_unusable_url_is_told_of_and_the_others_are_kept(archive, discover):
    count = discover([a_lead(1, url="ftp://harbourpost.example/x"), a_lead(2)])
    assert count.new == 1
    (source,) = rows(archive, sources)
    assert "not an http" in source["problem"]


def test_many_problems_are_cut_short(archive, discover, outlet):
    discovery = Discovery(kind="feed", problems=tuple(f"problem {n}" for n in range(9)))
    discover([], discovery=discovery)
    (source,) = rows(archive, sources)
    assert source["problem"].endswith("problem 4; and 4 more")


def test_the_same_again_changes_nothing(archive, discover, now):
    discover([a_lead(1)])
    before = rows(archive, leads), rows(archive, sightings)
    count = discover([a_lead(1, position=7)], at=now + HOUR / 2)
    assert (count.new, count.changed, count.seen) == (0, 0, 1)
    assert (rows(archive, leads), rows(archive, sightings)) == before


def test_the_same_much_later_is_noted_as_seen(archive, discover, now):
    discover([a_lead(1)])
    settle(archive, 1)
    discover([a_lead(1)], at=now + DAY)
    (row,) = rows(archive, leads)
    (sighting,) = rows(archive, sightings)
    assert row["last_seen"] == sighting["last_seen"] == now + DAY
    assert (row["state"], sighting["first_seen"]) == ("settled", now)


@pytest.mark.parametrize(
    ("change", "due"),
    [
        ({"title": "Ferry 1 has sunk"}, True),
        ({"modified": Moment(datetime(2031, 5, 6, 13, tzinfo=UTC))}, True),
        ({"published": Moment(datetime(2031, 5, 3, tzinfo=UTC))}, True),
        ({"published": None}, False),
        ({"title": None}, False),
        ({"summary": "Only the standfirst is other."}, False),
        ({"tags": ("sea",)}, False),
    ],
)
def test_other_words_of_the_same_source_make_a_lead_due_again(archive, discover, now, change, due):
    discover([a_lead(1)])
    settle(archive, 1)
    later = now + DAY
    count = discover([a_lead(1, **change)], at=later)
    assert (count.new, count.changed, count.seen) == (0, 1, 0)
    (row,) = rows(archive, leads)
    expected = ("waiting", later, 0) if due else ("settled", None, 2)
    assert (row["state"], row["next_due"], row["attempts"]) == expected
    assert len(rows(archive, sightings)) == 2


def test_what_the_newest_words_leave_out_is_still_known(archive, discover, now):
    discover([a_lead(1, summary="The 7.15 did not come.")])
    discover([a_lead(1, title="Ferry 1 has sunk", published=None)], at=now + DAY)
    (row,) = rows(archive, leads)
    assert (row["title"], row["summary"]) == ("Ferry 1 has sunk", "The 7.15 did not come.")
    assert row["published"] is not None


def test_two_sources_with_different_words_do_not_quarrel(archive, discover, now):
    sitemap = "https://harbourpost.example/sitemap.xml"
    discover([a_lead(1)])
    settle(archive, 1)
    for day in range(1, 4):
        at = now + day * DAY
        discover([a_lead(1)], at=at)
        other = discover([a_lead(1, title="Late ferry", section="Sea")], url=sitemap, at=at)
        assert (other.changed, other.seen) == (0, 1)
    (row,) = rows(archive, leads)
    assert (row["state"], row["title"]) == ("settled", "Ferry 1 is late")
    assert row["said"]["section"] == "Sea"  # the second source adds what the first left out
    assert len(rows(archive, sightings)) == 2


def test_words_that_come_back_are_a_change_too(archive, discover, now):
    for day, title in enumerate(["A", "B", "A", "A"]):
        count = discover([a_lead(1, title=title)], at=now + day * DAY)
        assert count.changed == (1 if day in {1, 2} else 0)
    assert [row["said"]["title"] for row in rows(archive, sightings)] == ["A", "B"]
    assert rows(archive, leads)[0]["title"] == "A"


def test_a_leased_lead_stays_with_its_run(archive, discover, claim, run_id, now):
    discover([a_lead(1)])
    claim()
    discover([a_lead(1, title="Ferry 1 has sunk")])
    (row,) = rows(archive, leads)
    assert (row["state"], row["leased_by"]) == ("leased", run_id)


def test_a_failed_transaction_leaves_nothing(archive, discover):
    with pytest.raises(AttributeError):
        discover([a_lead(1)], captures=["not a capture"])
    assert rows(archive, leads) == []


def test_many_leads_at_once(archive, discover):
    named = [a_lead(number) for number in range(1, 1202)]
    assert discover(named).new == 1201
    assert discover(named).seen == 1201
    assert len(rows(archive, sightings)) == 1201


# Leads by hand


def test_leads_by_hand_come_back_in_order(archive, outlet, discover, now):
    discover([a_lead(2)])
    settle(archive, 1)
    asked = [a_lead(5, via="request"), a_lead(2, via="request", title="My title"), a_lead(5)]
    ids = frontier.add_leads(archive, outlet=outlet, leads=asked, now=now + DAY)
    assert ids == [2, 1, 2]
    known, new = rows(archive, leads)
    assert (known["state"], known["title"]) == ("settled", "Ferry 2 is late")
    assert (new["state"], new["via"]) == ("waiting", "request")


def test_force_makes_known_leads_due_again(archive, outlet, discover, now):
    discover([a_lead(2)])
    settle(archive, 1)
    frontier.add_leads(archive, outlet=outlet, leads=[a_lead(2)], now=now + DAY, force=True)
    (row,) = rows(archive, leads)
    assert (row["state"], row["next_due"], row["attempts"]) == ("waiting", now + DAY, 0)


def test_an_impossible_url_by_hand_is_an_error(archive, outlet, now):
    with pytest.raises(ValueError, match="mailto"):
        frontier.add_leads(
            archive, outlet=outlet, leads=[Lead(url="mailto:a@b.example", via="request")], now=now
        )


def test_the_outlets_own_words_replace_a_citations(archive, outlet, discover, now):
    cited = Lead(url=story_url(1), via="citation", title="as a digest quotes it")
    frontier.add_leads(archive, outlet=outlet, leads=[cited], now=now)
    discover([a_lead(1)])
    (row,) = rows(archive, leads)
    assert (row["title"], row["via"]) == ("Ferry 1 is late", "citation")


# Claims


def test_claims_are_oldest_first_and_undated_last(discover, claim):
    discover(
        [a_lead(9, published=None), a_lead(3), a_lead(1), a_lead(2), a_lead(8, published=None)]
    )
    assert [lead.url[-1] for lead in claim(limit=2)] == ["1", "2"]
    assert [lead.url[-1] for lead in claim()] == ["3", "9", "8"]
    assert claim() == []


def test_a_claim_carries_what_is_known(archive, discover, claim, now):
    lead = a_lead(1, url=story_url(1) + "/?utm_medium=rss", authors=("A. Pilot",))
    discover([lead])
    with archive.write() as connection:
        connection.execute(
            insert(stories).values(
                id=7, outlet="harbour", url=story_url(1), form="teaser", listed_at=now,
                first_seen=now, access="unknown", revisions=1,
            )
        )  # fmt: skip
        connection.execute(
            update(leads).values(story_id=7, etag='"e"', last_modified="m", attempts=1)
        )
    (claimed,) = claim()
    assert claimed.lead == lead
    assert (claimed.lead_id, claimed.outlet, claimed.url) == (1, "harbour", story_url(1))
    assert claimed.requested_url == lead.url
    assert (claimed.attempts, claimed.etag, claimed.last_modified) == (1, '"e"', "m")
    assert (claimed.story_id, claimed.story_form) == (7, "teaser")


def test_claims_keep_to_period_outlets_and_choice(archive, discover, claim, now):
    discover([a_lead(number) for number in range(1, 6)] + [a_lead(9, published=None)])
    start = datetime(2031, 5, 1, tzinfo=UTC)
    due = {"since": start + 2 * HOUR, "until": start + 4 * HOUR}
    assert frontier.count_due(archive, ["harbour"], now, **due) == 4
    assert frontier.count_due(archive, ["harbour"], now, only=[1, 2]) == 2
    assert frontier.count_due(archive, ["another"], now) == 0
    assert claim(outlets=["another"]) == []
    assert claim(only=[]) == []
    assert [lead.lead_id for lead in claim(only=[5, 1])] == [1, 5]
    assert [lead.url[-1] for lead in claim(**due)] == ["2", "3", "4", "9"]


def test_what_is_due_later_is_not_claimed(archive, discover, claim, now):
    discover([a_lead(1)])
    settle(archive, 1, state="waiting", next_due=now + HOUR)
    assert claim() == []
    assert len(claim(at=now + HOUR)) == 1


def test_a_lease_that_ran_out_is_claimed_by_another(archive, discover, claim, run_id, now):
    discover([a_lead(1)])
    claim()
    other = runs.start_run(archive, spider="harbour", arguments={}, replay=None, now=now)
    assert claim(run=other, at=now + LEASE - timedelta(seconds=1)) == []
    assert frontier.count_due(archive, ["harbour"], now + LEASE) == 1
    assert len(claim(run=other, at=now + LEASE)) == 1
    assert rows(archive, leads)[0]["leased_by"] == other
    assert frontier.renew(archive, run_id, [1], now + DAY) == 0


def test_a_renewed_lease_lasts_longer(archive, discover, claim, run_id, now):
    discover([a_lead(1), a_lead(2)])
    claim()
    assert frontier.renew(archive, run_id, [1], now + DAY) == 1
    other = runs.start_run(archive, spider="harbour", arguments={}, replay=None, now=now)
    assert [lead.lead_id for lead in claim(run=other, at=now + HOUR)] == [2]


def test_released_leads_wait_again(archive, discover, claim, run_id):
    discover([a_lead(1), a_lead(2)])
    claim()
    assert frontier.release(archive, run_id) == 2
    assert frontier.release(archive, run_id) == 0
    assert len(claim()) == 2


def test_captured_urls_are_made_due(archive, discover, claim, now):
    discover([a_lead(1), a_lead(2), a_lead(3)])
    settle(archive, 1, 2)
    claim()  # the third
    asked = [story_url(1) + "?utm_source=x", story_url(3), story_url(99), "ftp://odd.example/"]
    assert frontier.make_due(archive, asked, now) == 1
    assert [row["state"] for row in rows(archive, leads)] == ["waiting", "settled", "leased"]


def _claim_all(url, run_id, now, results):
    """In a process of its own: claim a few leads at a time until none is left."""
    mine = []
    with Archive.open(url) as archive:
        while True:
            claimed = frontier.claim(
                archive, run_id=run_id, outlets=["harbour"], limit=3, now=now, lease=LEASE
            )
            if not claimed:
                break
            mine.extend(lead.lead_id for lead in claimed)
    results.put(mine)


def test_no_lead_is_claimed_twice_by_processes(archive_url, archive, discover, run_id, now):
    discover([a_lead(number) for number in range(1, 121)])
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [
        context.Process(target=_claim_all, args=(archive_url, run_id, now, results)) for _ in "abc"
    ]
    for worker in workers:
        worker.start()
    taken = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    everything = [lead_id for mine in taken for lead_id in mine]
    assert sorted(everything) == list(range(1, 121))


def test_no_lead_is_claimed_twice_by_threads(archive, discover, claim):
    discover([a_lead(number) for number in range(1, 81)])
    taken = []

    def work():
        while claimed := claim(limit=2):
            taken.extend(lead.lead_id for lead in claimed)

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(work) for _ in range(4)]:
            future.result()
    assert sorted(taken) == list(range(1, 81))


def test_discovery_by_several_at_once_makes_one_lead_of_one_url(archive, discover):
    def work(number):
        discover([a_lead(1), a_lead(2)], url=f"{FEED}?{number % 2}")

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(work, number) for number in range(4)]:
            future.result()
    with archive.read() as connection:
        assert connection.scalar(select(func.count()).select_from(leads)) == 2
        assert connection.scalar(select(func.count()).select_from(sources)) == 2
