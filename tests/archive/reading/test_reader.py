"""What analysts ask of an archive: events, stories and citations, the same on both databases."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from aggregator.archive import schema
from aggregator.archive.citing.citations import resolve_citations
from aggregator.archive.crawling import runs
from aggregator.archive.errors import NotFound
from aggregator.archive.reading.citations import list_citations
from aggregator.archive.reading.events import get_event, list_events
from aggregator.archive.reading.rows import moment
from aggregator.archive.reading.stories import find_story, get_story
from aggregator.records import Access, Citation, Moment, Outcome, Precision, jsonable

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.fixture
def ask(archive):
    """Call a function of the read model in a reading transaction of its own."""

    def call(function, *args, **options):
        with archive.read() as connection:
            return function(connection, *args, **options)

    return call


@pytest.fixture
def report(newsroom, prose):
    """Commit a report: in its own words, of a happening that others may report too."""
    numbers = iter(range(1000))

    def commit(happening, slug=None, *, outlet="harbour", **options):
        n = next(numbers)
        told = prose(("h", happening), 70).split()
        random.Random(n).shuffle(told)  # the same words, and no phrase in common
        words = {
            "title": f"{prose(('t', happening), 5)} {prose(n, 2)}".capitalize(),
            "text": f"{' '.join(told)} {prose(n, 30)}",
        }
        fetch = newsroom.fetch(slug or f"r{n}", outlet=outlet, **(words | options))
        (settled,) = newsroom.commit(fetch)
        return settled

    return commit


@pytest.fixture
def titled(archive, newsrooms):
    """The outlets' display names, as a crawl writes them down."""
    runs.sync_outlets(archive, newsrooms.values())


def cite(headline=None, *, outlet="Ridge Daily", name="ridge", url=None):
    return Citation(
        outlet=outlet,
        outlet_name=name,
        headline=headline,
        url=url,
        line=f"{outlet} – {headline}",
        kind="source_line",
        confidence=0.9,
    )


class TestListingEvents:
    def test_an_empty_archive_has_none(self, ask):
        assert ask(list_events) == []

    def test_a_row_says_who_reported_and_when(self, ask, report, titled, now):
        later = report("flood", outlet="ridge", at=now + 2 * HOUR)
        first = report("flood", outlet="lantern", at=now, title="Flood in Oldport")
        (row,) = ask(list_events)
        assert row.id == first.event_id == later.event_id
        assert row.title == "Flood in Oldport"
        assert (row.first, row.last, row.stories) == (now, now + 2 * HOUR, 2)
        assert row.outlets == ("The Lantern", "Ridge Daily")  # the first to report first
        assert row.independent == 2

    def test_an_outlet_that_is_not_written_down_goes_by_its_short_name(self, ask, report):
        report("flood", outlet="ridge")
        assert ask(list_events)[0].outlets == ("ridge",)

    def test_the_latest_first_and_of_two_at_once_the_newer_row(self, ask, report, now):
        old = report("a", at=now - DAY).event_id
        one = report("b", at=now).event_id
        two = report("c", at=now).event_id
        assert [row.id for row in ask(list_events)] == [two, one, old]
        assert [row.id for row in ask(list_events, limit=2)] == [two, one]

    def test_both_ends_of_a_period_are_included(self, ask, report, now):
        report("flood", at=now)
        report("flood", outlet="ridge", at=now + 2 * HOUR)
        end = now + 2 * HOUR
        for since, until, found in [
            (None, None, 1),
            (end, None, 1),
            (end + TICK, None, 0),
            (None, now, 1),
            (None, now - TICK, 0),
            (now + HOUR, now + HOUR, 1),  # between its first and its last story
            (now - DAY, now - HOUR, 0),
            (end + HOUR, end + DAY, 0),
        ]:
            rows = ask(list_events, since=since, until=until)
            assert len(rows) == found, (since, until)

    def test_a_zone_is_no_matter(self, ask, report):
        report("flood", at=datetime.fromisoformat("2031-05-06T23:30:00-04:00"))
        since = datetime.fromisoformat("2031-05-07T03:30:00+00:00")
        assert len(ask(list_events, since=since)) == 1
        (row,) = ask(list_events)
        assert row.first == since
        assert row.first.tzinfo is UTC

    def test_of_an_outlet_with_all_who_reported(self, ask, report):
        flood = report("flood", outlet="ridge")
        report("flood", outlet="lantern")
        report("strike", outlet="lantern")
        (row,) = ask(list_events, outlet="ridge")
        assert (row.id, row.outlets) == (flood.event_id, ("ridge", "lantern"))
        assert ask(list_events, outlet="nobody") == []
        assert len(ask(list_events, outlet="lantern")) == 2

    def test_min_outlets_counts_outlets_and_not_stories(self, ask, report, now):
        twice = report("flood", outlet="ridge", at=now)
        report("flood", outlet="ridge", at=now + HOUR)
        both = report("strike", outlet="ridge", at=now)
        report("strike", outlet="lantern", at=now + HOUR)
        assert [row.id for row in ask(list_events, min_outlets=2)] == [both.event_id]
        assert {row.id for row in ask(list_events)} == {twice.event_id, both.event_id}
        assert ask(list_events, min_outlets=3) == []

    def test_copies_count_once(self, ask, newsroom, prose, now):
        text = prose("wire")
        for slug, outlet in enumerate(("coastwire", "harbour", "ridge")):
            newsroom.commit(newsroom.fetch(f"{slug}", outlet=outlet, text=text, title="Wire news"))
        (row,) = ask(list_events)
        assert (row.stories, row.independent) == (3, 1)

    def test_a_copy_family_beside_texts_of_their_own(self, ask, report, prose):
        own = report("flood")
        text = f"{prose(('h', 'flood'), 70)} {prose('wire', 30)}"
        a = report("flood", outlet="ridge", text=text)
        b = report("flood", outlet="lantern", text=text)
        assert a.event_id == b.event_id == own.event_id
        (row,) = ask(list_events)
        assert (row.stories, row.independent) == (3, 2)

    def test_merged_and_empty_events_are_not_listed(self, archive, ask, report):
        stays = report("a").event_id
        goes = report("b").event_id
        with archive.write() as connection:
            connection.execute(
                update(schema.events)
                .where(schema.events.c.id == goes)
                .values(merged_into=stays, stories=0)
            )
        assert [row.id for row in ask(list_events)] == [stays]

    def test_more_events_than_one_query_asks_for(self, archive, ask, now):
        numbers = range(1, 1203)
        with archive.write() as connection:
            connection.execute(insert(schema.events), [
                {"id": n, "title": f"Event {n}", "first_at": now, "last_at": now, "stories": 1,
                 "opened_at": now}
                for n in numbers
            ])  # fmt: skip
            connection.execute(insert(schema.stories), [
                {"id": n, "outlet": f"o{n}", "url": f"https://a.example/{n}", "form": "full",
                 "listed_at": now, "first_seen": now, "access": "free", "revisions": 1,
                 "event_id": n}
                for n in numbers
            ])  # fmt: skip
        rows = ask(list_events)
        assert [(row.id, row.outlets) for row in rows] == [(n, (f"o{n}",)) for n in numbers[::-1]]


class TestOneEvent:
    def test_its_members_in_order_of_publication(self, ask, report, titled, now):
        second = report("flood", "b", outlet="ridge", at=now + HOUR, access=Access.PAYWALLED)
        first = report("flood", "a", published=Moment(now - DAY / 2))
        event = ask(get_event, first.event_id)
        assert [m.story for m in event.members] == [first.story_id, second.story_id]
        member = event.members[1]
        assert member.url == "https://ridgedaily.example/news/b"
        assert (member.outlet, member.access, member.form) == ("Ridge Daily", "paywalled", "full")
        assert member.published == Moment(now + HOUR)
        assert member.family is None
        (row,) = ask(list_events)
        assert {f: getattr(event, f) for f in row.__slots__} == {
            f: getattr(row, f) for f in row.__slots__
        }

    def test_the_id_of_a_merged_one_leads_to_where_it_went(self, archive, ask, report):
        last, middle, first = (report(name).event_id for name in "abc")
        with archive.write() as connection:
            for gone, into in ((first, middle), (middle, last)):
                connection.execute(
                    update(schema.events)
                    .where(schema.events.c.id == gone)
                    .values(merged_into=into, stories=0)
                )
        assert ask(get_event, first).id == last

    def test_no_such_event(self, ask):
        for number in (0, -1, 999, 2**63 - 1, 2**63, 10**40):
            with pytest.raises(NotFound, match=f"no event {number};"):
                ask(get_event, number)

    def test_a_digest_belongs_to_the_picture_with_all_it_cites(
        self, archive, ask, newsroom, newsrooms, report
    ):
        now = newsroom.now
        headline = "Flood water reaches the harbour wall"
        flood = report("flood", outlet="ridge", title=headline)
        other = report("strike")
        citations = (cite(headline), cite("Nobody wrote this", outlet="Far Times", name=None))
        fetch = newsroom.fetch("d", outlet="digest", kind="digest", citations=citations)
        (digest,) = newsroom.commit(fetch)
        before = ask(get_event, flood.event_id)
        assert before.citations == ()  # not looked for yet
        resolve_citations(archive, newsrooms, now=now)
        event = ask(get_event, flood.event_id)
        found, sought = event.citations
        assert (found.document, found.state, found.story) == (
            digest.story_id, "resolved", flood.story_id,
        )  # fmt: skip
        assert found.story_url == "https://ridgedaily.example/news/r0"
        assert found.document_url == "https://digest.example/news/d"
        assert (sought.outlet, sought.state, sought.story) == ("Far Times", "not_tried", None)
        assert ask(get_event, other.event_id).citations == ()


class TestFindingStories:
    def test_by_id(self, ask, report):
        story_id = report("a").story_id
        assert ask(find_story, str(story_id)) == story_id

    def test_by_any_spelling_of_its_url(self, ask, report):
        story_id = report("flood", "a").story_id
        for spelling in (
            "https://harbourpost.example/news/a",
            "http://harbourpost.example/news/a",
            "https://HARBOURPOST.example:443/news/a#comments",
            "https://harbourpost.example/news/a?utm_source=feed&fbclid=x",
            "https://harbourpost.example/news/a/",
        ):
            assert ask(find_story, spelling) == story_id, spelling

    def test_by_the_url_it_was_found_under(self, ask, report):
        settled = report("flood", "short", canonical="the-long-way-to-say-it")
        for slug in ("short", "the-long-way-to-say-it"):
            url = f"https://harbourpost.example/news/{slug}"
            assert ask(find_story, url) == settled.story_id

    def test_no_such_story(self, ask):
        numbers = ("0", "999", "9" * 18, "9" * 19, "9" * 5000)
        for reference in (*numbers, "https://harbourpost.example/none"):
            with pytest.raises(NotFound, match="no story"):
                ask(find_story, reference)

    def test_what_is_neither_id_nor_url(self, ask):
        for reference in ("", "-1", "a", "ftp://a.example/b", "²", "http://"):
            with pytest.raises(NotFound, match="neither"):
                ask(find_story, reference)

    def test_a_lead_without_a_story(self, ask, newsroom):
        newsroom.lead("https://harbourpost.example/news/later")
        with pytest.raises(NotFound):
            ask(find_story, "https://harbourpost.example/news/later")


class TestOneStory:
    def test_all_its_fields(self, ask, newsroom, titled, now):
        day = Moment(datetime(2031, 5, 4, tzinfo=UTC), Precision.DAY)
        fetch = newsroom.fetch(
            "a",
            title="Ferry late",
            text="One.\n\nTwo words.",
            summary="It was late.",
            published=day,
            modified=Moment(now, Precision.MINUTE),
            authors=("Ida Rell", "Tom Oyan"),
            language="en-NZ",
            section="Harbour",
            tags=("ferry", "delay"),
            image="https://harbourpost.example/i.jpg",
            kind="report",
            agency="Coastwire",
        )
        (settled,) = newsroom.commit(fetch)
        story = ask(get_story, settled.story_id)
        assert story.id == settled.story_id
        assert story.url == "https://harbourpost.example/news/a"
        assert story.outlet == "The Harbour Post"
        assert (story.title, story.summary) == ("Ferry late", "It was late.")
        assert story.text == "One.\n\nTwo words."
        assert (story.authors, story.tags) == (("Ida Rell", "Tom Oyan"), ("ferry", "delay"))
        assert story.published == day
        assert story.published.isoformat() == "2031-05-04"
        assert story.modified == Moment(now, Precision.MINUTE)
        assert (story.lang, story.section, story.kind) == ("en-NZ", "Harbour", "report")
        assert (story.access, story.form, story.agency) == ("free", "full", "Coastwire")
        assert story.image == "https://harbourpost.example/i.jpg"
        assert (story.event, story.family) == (settled.event_id, None)
        assert story.provenance["title"]["source"] == "jsonld"
        assert story.copies == story.cites == story.cited_by == ()

    def test_what_is_not_known_is_none(self, ask, newsroom):
        fetch = newsroom.fetch("a", outcome=Outcome.TEASER, title="Soon more", text=None,
                               published=None, language=None)  # fmt: skip
        (settled,) = newsroom.commit(fetch)
        story = ask(get_story, settled.story_id)
        assert story.text is story.published is story.modified is story.summary is None
        assert story.lang is story.section is story.image is story.kind is story.agency is None
        assert (story.form, story.authors, story.tags) == ("teaser", (), ())

    def test_its_versions_with_their_intervals(self, ask, newsroom, now):
        for hours, title in enumerate(("Ferry late", "Ferry very late", "Ferry sunk")):
            fetch = newsroom.fetch("a", title=title, text=f"Words {title}")
            (settled,) = newsroom.commit(fetch, now=now + hours * HOUR)
        story = ask(get_story, settled.story_id)
        assert (story.title, story.text) == ("Ferry sunk", "Words Ferry sunk")
        assert [r.number for r in story.revisions] == [1, 2, 3]
        assert [r.title for r in story.revisions] == ["Ferry late", "Ferry very late", "Ferry sunk"]
        assert [r.change for r in story.revisions] == ["first", "edited", "edited"]
        assert [r.words for r in story.revisions] == [3, 4, 3]
        assert [r.until for r in story.revisions[:2]] == [r.since for r in story.revisions[1:]]
        assert story.revisions[-1].until is None

    def test_its_copies_are_the_others(self, ask, newsroom, prose, now):
        text = prose("wire")
        batch = [
            newsroom.fetch("w", outlet="coastwire", text=text, at=now - HOUR),
            newsroom.fetch("a", text=text, at=now),
            newsroom.fetch("b", outlet="ridge", text=text, at=now - HOUR / 2),
            newsroom.fetch("own", outlet="lantern"),
        ]
        wire, a, b, own = newsroom.commit(*batch)
        story = ask(get_story, a.story_id)
        assert story.family is not None
        assert [copy.story for copy in story.copies] == [wire.story_id, b.story_id]
        assert {copy.family for copy in story.copies} == {story.family}
        assert ask(get_story, own.story_id).copies == ()

    def test_citations_both_ways(self, archive, ask, newsroom, newsrooms, now):
        headline = "Flood water reaches the harbour wall"
        (flood,) = newsroom.commit(newsroom.fetch("f", outlet="ridge", title=headline))
        both = (cite(headline), cite("Nobody wrote this"))
        (digest,) = newsroom.commit(
            newsroom.fetch("d", outlet="digest", kind="digest", citations=both)
        )
        assert [c.state for c in ask(get_story, digest.story_id).cites] == ["not_tried"] * 2
        resolve_citations(archive, newsrooms, now=now)
        cites = ask(get_story, digest.story_id).cites
        assert [c.headline for c in cites] == [headline, "Nobody wrote this"]
        (cited_by,) = ask(get_story, flood.story_id).cited_by
        assert cited_by == cites[0]
        assert cited_by.score > 0.9

    def test_an_answer_that_was_replaced_is_not_shown(self, archive, ask, newsroom, newsrooms, now):
        headline = "Flood water reaches the harbour wall"
        newsroom.commit(
            newsroom.fetch("d", outlet="digest", kind="digest", citations=(cite(headline),))
        )
        resolve_citations(archive, newsrooms, now=now)
        newsroom.commit(newsroom.fetch("f", outlet="ridge", title=headline))
        resolve_citations(archive, newsrooms, now=now + HOUR)
        assert [c.state for c in ask(list_citations)] == ["resolved"]

    def test_no_such_story(self, ask):
        for number in (0, 7, 2**63):
            with pytest.raises(NotFound, match=f"no story {number}"):
                ask(get_story, number)


class TestListingCitations:
    @pytest.fixture
    def digests(self, newsroom):
        ids = []
        for slug in ("one", "two"):
            citations = tuple(cite(f"{slug} {n}") for n in range(3))
            fetch = newsroom.fetch(slug, outlet="digest", kind="digest", citations=citations)
            ids.append(newsroom.commit(fetch)[0].story_id)
        return ids

    def test_the_newest_document_first_in_its_own_order(self, ask, digests):
        found = ask(list_citations)
        assert [c.headline for c in found] == [f"{s} {n}" for s in ("two", "one") for n in range(3)]
        assert [c.headline for c in ask(list_citations, limit=2)] == ["two 0", "two 1"]

    def test_of_some_documents(self, ask, digests):
        found = ask(list_citations, documents=[digests[0]])
        assert {c.document for c in found} == {digests[0]}
        assert ask(list_citations, documents=[]) == []


class TestJsonable:
    def test_times_are_no_more_exact_than_known(self):
        day = datetime(2031, 5, 6, tzinfo=UTC)
        assert jsonable(Moment(day, Precision.DAY)) == "2031-05-06"
        assert jsonable(Moment(day)) == "2031-05-06T00:00:00+00:00"
        assert jsonable(day) == "2031-05-06T00:00:00+00:00"

    def test_values_within_values(self):
        assert jsonable({1: (Moment(datetime(2031, 1, 1, tzinfo=UTC), Precision.YEAR),)}) == {
            "1": ["2031"]
        }
        assert jsonable([None, 1, 0.5, "x", True]) == [None, 1, 0.5, "x", True]

    def test_all_of_the_read_model_is_json(self, ask, report):
        settled = report("flood")
        event = jsonable(ask(get_event, settled.event_id))
        story = jsonable(ask(get_story, settled.story_id))
        assert json.loads(json.dumps([event, story])) == [event, story]
        assert set(event) == {
            "id", "title", "first", "last", "stories", "outlets", "independent", "members",
            "citations",
        }  # fmt: skip

    def test_a_moment_out_of_the_database(self):
        at = datetime(2031, 1, 1, tzinfo=UTC)
        assert moment(None, "day") is None
        assert moment(at, None) == Moment(at)
        assert moment(at, "day") == Moment(at, Precision.DAY)
