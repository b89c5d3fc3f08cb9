"""What a fetch changes of a story, and what it leaves alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.archive import schema
from aggregator.archive.writing.versions import seen_digest, story_time
from aggregator.records import Access, Extract, Moment, Outcome, Precision

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def commit(newsroom, *args, now=None, **options):
    (settled,) = newsroom.commit(newsroom.fetch(*args, **options), now=now)
    return settled


class TestFirst:
    def test_the_story_and_its_first_revision(self, newsroom, now):
        settled = commit(
            newsroom,
            "ferry",
            title="Ferry late again",
            text="The ferry was late.\n\nNobody minded.",
            authors=("Ada Quill",),
            tags=("ferries", "time"),
            section="Harbour",
            agency="Coastwire",
            summary="It was late.",
            dateline="OLDPORT",
            word_count=7,
            kind="report",
            image="https://harbourpost.example/i.jpg",
            modified=Moment(now + HOUR),
        )
        assert (settled.change, settled.revision) == ("new", 1)
        story = newsroom.story(settled.story_id)
        assert story["url"] == "https://harbourpost.example/news/ferry"
        assert story["outlet"] == "harbour"
        assert story["form"] == "full"
        assert story["published"] == story["listed_at"] == story["first_seen"] == now
        assert story["revisions"] == 1
        assert (story["access"], story["agency"], story["kind"]) == ("free", "Coastwire", "report")
        (revision,) = newsroom.revisions(settled.story_id)
        assert revision["id"] == story["revision_id"]
        assert (revision["number"], revision["change"], revision["form"]) == (1, "first", "full")
        assert revision["authors"] == ["Ada Quill"]
        assert revision["tags"] == ["ferries", "time"]
        assert (revision["words"], revision["declared_words"]) == (6, 7)
        assert revision["provenance"]["title"] == {
            "source": "jsonld",
            "precision": None,
            "rejected": ["og=x"],
        }
        assert revision["modified"] == now + HOUR
        assert (revision["valid_from"], revision["valid_to"]) == (now, None)
        (capture,) = newsroom.rows(schema.captures)
        assert revision["capture_id"] == capture["id"]
        assert revision["captured_at"] == capture["captured_at"]

    @pytest.mark.parametrize(
        ("published", "expected"),
        [
            (Moment(datetime(2031, 5, 1, 9, tzinfo=UTC)), datetime(2031, 5, 1, 9, tzinfo=UTC)),
            (
                Moment(datetime(2031, 5, 1, tzinfo=UTC), Precision.DAY),
                datetime(2031, 5, 1, tzinfo=UTC),
            ),
            (Moment(datetime(2031, 1, 1, tzinfo=UTC), Precision.YEAR), None),
            (Moment(datetime(2039, 1, 1, tzinfo=UTC)), None),
            (None, None),
        ],
        ids=["minute", "day", "year", "future", "unknown"],
    )
    def test_is_listed_by_a_believable_publication_else_by_its_capture(
        self, newsroom, now, published, expected
    ):
        captured_at = now - 3 * DAY
        settled = commit(newsroom, "ferry", published=published, captured_at=captured_at)
        story = newsroom.story(settled.story_id)
        assert story["listed_at"] == (expected or captured_at)
        assert story["published"] == (published.utc if published else None)

    def test_unstorable_characters_are_kept_out(self, newsroom):
        settled = commit(
            newsroom, "ferry", title="Late\x00 ferry \ud83d", text="a\x00b", tags=("x\x00",)
        )
        (revision,) = newsroom.revisions(settled.story_id)
        assert revision["title"] == "Late\ufffd ferry \ufffd"
        assert revision["text"] == "a\ufffdb"
        assert revision["tags"] == ["x\ufffd"]

    @pytest.mark.parametrize("outcome", [Outcome.STORY, Outcome.TEASER])
    def test_an_extract_that_says_nothing_makes_no_story(self, newsroom, outcome):
        settled = commit(newsroom, "ferry", outcome=outcome, title=None, text=" ")
        assert settled.story_id is None
        assert newsroom.rows(schema.stories) == []

    def test_an_extract_of_no_story_makes_no_story(self, newsroom):
        settled = commit(newsroom, "ferry", outcome=Outcome.NOT_A_STORY, title="Our shop")
        assert settled.story_id is None
        (lead,) = newsroom.rows(schema.leads)
        assert (lead["state"], lead["outcome"]) == ("settled", "not_a_story")

    def test_a_story_page_without_text_is_a_teaser(self, newsroom):
        settled = commit(newsroom, "ferry", text=None)
        assert newsroom.story(settled.story_id)["form"] == "teaser"


class TestWhichStory:
    def test_two_leads_lead_to_one_story(self, newsroom):
        first = commit(newsroom, "ferry?id=1", canonical="ferry", title="T", text="Words here")
        second = commit(newsroom, "ferry/amp", canonical="ferry", title="T", text="Words here")
        assert second.story_id == first.story_id
        assert second.change == "unchanged"
        assert {lead["story_id"] for lead in newsroom.rows(schema.leads)} == {first.story_id}

    def test_a_broken_canonical_url_falls_back_to_the_leads(self, newsroom):
        extract = Extract(url="mailto:desk", outcome=Outcome.STORY, title="T", text="Words")
        settled = commit(newsroom, "ferry", extract=extract)
        assert newsroom.story(settled.story_id)["url"].endswith("/news/ferry")

    def test_a_leads_teaser_becomes_the_story_of_the_canonical_url(self, newsroom):
        teaser = commit(
            newsroom, "ferry?id=1", outcome=Outcome.BOT_WALL, extract_outcome=Outcome.TEASER,
            text=None,
        )  # fmt: skip
        full = commit(newsroom, "ferry?id=1", canonical="ferry")
        assert full.story_id == teaser.story_id
        assert full.change == "completed"
        assert newsroom.story(full.story_id)["url"].endswith("/news/ferry")
        wall = commit(
            newsroom, "ferry?id=1", outcome=Outcome.BOT_WALL, extract_outcome=Outcome.TEASER,
            text=None,
        )  # fmt: skip
        assert (wall.story_id, wall.change) == (full.story_id, "unchanged")

    def test_a_lead_whose_page_becomes_another_story_makes_another(self, newsroom):
        monday = commit(newsroom, "live", canonical="live-monday")
        tuesday = commit(newsroom, "live", canonical="live-tuesday")
        assert tuesday.story_id != monday.story_id
        (lead,) = newsroom.rows(schema.leads)
        assert lead["story_id"] == tuesday.story_id


class TestNextVersions:
    def test_the_same_words_are_no_revision(self, newsroom, now):
        first = commit(newsroom, "ferry", title="Ferry “late”", text="It was late - very late.")
        again = commit(
            newsroom,
            "ferry",
            title='Ferry "late" ',
            text="It was late – very\u00a0late.",
            modified=Moment(now + HOUR),
            section="Moved",
        )
        assert (again.change, again.revision) == ("unchanged", 1)
        assert again.event_id == first.event_id is not None
        assert len(newsroom.revisions(first.story_id)) == 1

    @pytest.mark.parametrize("changed", ["title", "text"])
    def test_other_words_are(self, newsroom, now, changed):
        first = commit(newsroom, "ferry", title="Ferry late", text="It was late.")
        later = now + HOUR
        words = {"title": "Ferry late", "text": "It was late."} | {changed: "Ferry sunk."}
        again = commit(newsroom, "ferry", now=later, **words)
        assert (again.change, again.revision) == ("edited", 2)
        old, new = newsroom.revisions(first.story_id)
        assert old["valid_to"] == new["valid_from"] == later
        assert new["valid_to"] is None
        story = newsroom.story(first.story_id)
        assert story["revision_id"] == new["id"]
        assert story["title"] == words["title"]
        assert story["revisions"] == 2

    def test_a_version_seen_before_is_reverted(self, newsroom):
        changes = [
            commit(newsroom, "ferry", title=title, text="It was late.").change
            for title in ("Ferry late", "Ferry very late", "Ferry late", "Ferry sunk")
        ]
        assert changes == ["new", "edited", "reverted", "edited"]

    def test_what_a_new_version_does_not_say_stays_said(self, newsroom, now):
        first = commit(newsroom, "ferry", section="Harbour", agency="Coastwire", at=now - DAY)
        commit(newsroom, "ferry", title="Ferry sunk", published=None)
        story = newsroom.story(first.story_id)
        assert (story["section"], story["agency"]) == ("Harbour", "Coastwire")
        assert story["published"] == story["listed_at"] == now - DAY

    def test_publication_is_not_moved_by_an_edit_unless_it_is_known_better(self, newsroom, now):
        day = datetime(2031, 5, 4, tzinfo=UTC)
        first = commit(newsroom, "ferry", published=Moment(day, Precision.DAY))
        commit(newsroom, "ferry", title="Ferry sunk", published=Moment(day + 9 * HOUR))
        story = newsroom.story(first.story_id)
        assert story["published"] == story["listed_at"] == day + 9 * HOUR
        assert story["published_precision"] == "second"
        commit(newsroom, "ferry", title="Ferry raised", published=Moment(now))
        assert newsroom.story(first.story_id)["published"] == day + 9 * HOUR


class TestTeasers:
    @pytest.fixture
    def teaser(self, newsroom, now):
        return commit(
            newsroom,
            "ferry",
            outcome=Outcome.BOT_WALL,
            extract_outcome=Outcome.TEASER,
            title="Ferry late",
            summary="The ferry was late.",
            text=None,
            published=Moment(now - DAY),
            access=Access.UNKNOWN,
        )

    def test_is_kept_without_a_page(self, newsroom, teaser):
        story = newsroom.story(teaser.story_id)
        assert story["form"] == "teaser"
        (revision,) = newsroom.revisions(teaser.story_id)
        assert revision["form"] == "teaser"
        assert revision["capture_id"] is revision["captured_at"] is None
        assert revision["words"] == 0

    def test_of_a_paywalled_page_has_the_page(self, newsroom):
        settled = commit(
            newsroom, "ferry", outcome=Outcome.PAYWALLED, text="The first paragraph only."
        )
        (revision,) = newsroom.revisions(settled.story_id)
        assert revision["form"] == "teaser"
        assert revision["capture_id"] is not None
        assert revision["text"] == "The first paragraph only."

    def test_other_feed_words_are_a_revision(self, newsroom, teaser):
        again = commit(
            newsroom, "ferry", outcome=Outcome.BOT_WALL, extract_outcome=Outcome.TEASER,
            title="Ferry late", summary="The ferry sank.", text=None,
        )  # fmt: skip
        assert (again.change, again.revision) == ("edited", 2)
        assert newsroom.story(teaser.story_id)["form"] == "teaser"

    def test_the_page_completes_it(self, newsroom, teaser, now):
        full = commit(newsroom, "ferry", title="Ferry late", published=Moment(now - DAY + HOUR))
        assert (full.story_id, full.change) == (teaser.story_id, "completed")
        story = newsroom.story(full.story_id)
        assert story["form"] == "full"
        assert story["access"] == "free"
        assert story["published"] == story["listed_at"] == now - DAY + HOUR

    def test_an_old_page_completes_it_too(self, newsroom, now):
        paywalled = commit(newsroom, "ferry", outcome=Outcome.PAYWALLED, text="First words.")
        full = commit(newsroom, "ferry", captured_at=now - 30 * DAY)
        assert (full.story_id, full.change) == (paywalled.story_id, "completed")
        assert newsroom.story(full.story_id)["form"] == "full"

    def test_never_replaces_the_page(self, newsroom, teaser):
        commit(newsroom, "ferry", title="Ferry late")
        for outcome in (Outcome.TEASER, Outcome.PAYWALLED, Outcome.BOT_WALL):
            again = commit(
                newsroom, "ferry", outcome=outcome, extract_outcome=Outcome.TEASER,
                title="Read on", text=None, captured_at=None,
            )  # fmt: skip
            assert (again.change, again.revision) == ("unchanged", 2)
        assert newsroom.story(teaser.story_id)["title"] == "Ferry late"


class TestOlderCaptures:
    """Captures taken in after younger ones."""

    @pytest.fixture
    def story_id(self, newsroom, now):
        commit(newsroom, "ferry", text="Version two.", captured_at=now - 10 * HOUR)
        return commit(
            newsroom, "ferry", text="Version four.", captured_at=now, now=now + HOUR
        ).story_id

    def older(self, newsroom, now, text, hours):
        return commit(
            newsroom, "ferry", text=text, captured_at=now - hours * HOUR, now=now + 2 * HOUR
        )

    @pytest.mark.parametrize("hours", [5, 20], ids=["between", "before all"])
    def test_are_revisions_with_their_own_place_in_time(self, newsroom, now, story_id, hours):
        settled = self.older(newsroom, now, "Another version.", hours)
        assert (settled.story_id, settled.change, settled.revision) == (story_id, "edited", 3)
        *_, present, late = newsroom.revisions(story_id)
        assert late["captured_at"] == now - hours * HOUR
        assert late["valid_from"] == late["valid_to"] == now + 2 * HOUR
        assert present["valid_to"] is None
        story = newsroom.story(story_id)
        assert story["revision_id"] == present["id"]
        assert story["revisions"] == 3

    @pytest.mark.parametrize(
        "case",
        [("Version two.", 5, 1), ("Version four.", 5, 2), ("Version two.", 20, 1)],
        ids=["as before", "as after", "as first, earlier"],
    )
    def test_that_show_what_their_neighbours_show_are_none(self, newsroom, now, story_id, case):
        text, hours, number = case
        settled = self.older(newsroom, now, text, hours)
        assert (settled.change, settled.revision) == ("unchanged", number)
        assert len(newsroom.revisions(story_id)) == 2

    def test_taken_in_twice_are_kept_once(self, newsroom, now, story_id):
        for text in ("Version one.", "Version three.", "Version one.", "Version three."):
            self.older(newsroom, now, text, 20 if "one" in text else 5)
        assert len(newsroom.revisions(story_id)) == 4

    def test_do_not_stop_the_next_version(self, newsroom, now, story_id):
        self.older(newsroom, now, "Version three.", 5)
        settled = commit(newsroom, "ferry", text="Version five.", captured_at=now + HOUR)
        assert (settled.change, settled.revision) == ("edited", 4)


class TestDigest:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (("full", "A  title", None, "a\n\nb"), ("full", "A title", "Sum", "a b")),
            (("full", "“A”", None, "it’s – so"), ("full", '"A"', None, "it's - so")),
            (("full", "A", None, "sof\u00adt\u200b"), ("full", "A", None, "soft")),
        ],
    )
    def test_is_the_same_for_what_reads_the_same(self, one, other):
        assert seen_digest(*one) == seen_digest(*other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (("full", "A", None, "b"), ("full", "A", None, "B")),
            (("full", "A b", None, "c"), ("full", "A", None, "b c")),
            (("teaser", "A", "one", None), ("teaser", "A", "two", None)),
            (("full", "A", None, "7.5"), ("full", "A", None, "75")),
        ],
    )
    def test_differs_for_what_reads_otherwise(self, one, other):
        assert seen_digest(*one) != seen_digest(*other)


def test_story_time_is_noon_of_a_mere_day():
    day = datetime(2031, 5, 1, tzinfo=UTC)
    assert story_time(day, day, "day") == day + 12 * HOUR
    assert story_time(day, day, "second") == day
    assert story_time(day + HOUR, day, "day") == day + HOUR
