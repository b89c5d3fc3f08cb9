"""An event is called and told in its reports' own words, chosen at the end of a run."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.archive import schema
from aggregator.archive.events.storyline_keeper import continue_storylines
from aggregator.archive.events.telling import get_telling

HOUR = timedelta(hours=1)
TOLD = (
    ("harbour", "SHOCK as ferry!", "The ferry Ostara hit the pier of Kessel at dawn on Monday."),
    (
        "coastwire",
        "Ferry Ostara hits pier at Kessel, forty brought ashore",
        "The ferry Ostara hit the pier at Kessel on Monday. Forty people were brought ashore.",
    ),
    (
        "ridge",
        "Ostara: forty brought ashore after ferry hits Kessel pier in fog",
        "Forty people were brought ashore when the ferry Ostara hit the pier at Kessel in fog.",
    ),
)


@pytest.fixture
def event(newsroom, newsrooms):
    """The id of an event of three reports, told."""
    for n, (outlet, title, text) in enumerate(TOLD):
        fetch = newsroom.fetch(
            f"f{n}", outlet=outlet, title=title, text=text, at=newsroom.now + n * HOUR
        )
        newsroom.commit(fetch)
    continue_storylines(newsroom.archive, newsrooms, now=newsroom.now)
    (event_id,) = {row["event_id"] for row in newsroom.rows(schema.stories)}
    return event_id


def title(newsroom, event):
    return newsroom.rows(schema.events, schema.events.c.id == event)[0]["title"]


def test_the_headline_stands_for_all_and_does_not_shout(newsroom, event):
    assert title(newsroom, event) == TOLD[1][1]


def test_keywords_places_and_sentences_are_the_reports_own(newsroom, event):
    with newsroom.archive.read() as connection:
        told = get_telling(connection, event)
        assert get_telling(connection, event + 1) is None
    assert {"Ostara", "ferry"} <= set(told.keywords)
    assert "Kessel" in told.places
    texts = {n + 1: text for n, (_, _, text) in enumerate(TOLD)}
    assert told.sentences
    for sentence in told.sentences:
        assert sentence.text in texts[sentence.story]


def test_a_later_report_leaves_the_headline_and_an_edit_changes_it(newsroom, event):
    late = newsroom.fetch(
        "late", outlet="lantern", title="Ferry hits Kessel pier",
        text="The ferry Ostara hit the pier at Kessel in fog, and forty were brought ashore.",
        at=newsroom.now - HOUR,
    )  # fmt: skip
    assert newsroom.commit(late)[0].event_id == event
    assert title(newsroom, event) == TOLD[1][1]
    outlet, headline, text = TOLD[1]
    edited = newsroom.fetch(
        "f1", outlet=outlet, title=f"{headline} unhurt", text=text, at=newsroom.now + HOUR
    )
    newsroom.commit(edited)
    assert title(newsroom, event) == f"{headline} unhurt"


def test_one_story_tells_itself(newsroom, newsrooms):
    newsroom.commit(newsroom.fetch("alone"))
    continue_storylines(newsroom.archive, newsrooms, now=newsroom.now)
    (row,) = newsroom.rows(schema.event_terms, order=schema.event_terms.c.event_id)
    assert row["headline_id"] is row["keywords"] is row["sentences"] is None
