"""The documented views answer the usual questions, on both databases alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from aggregator.archive import schema, views

MINUTE = timedelta(minutes=1)


@pytest.fixture
def filled(archive, now, run_id):
    """Three outlets report one event, one of them copies; another story reports none.

    harbour 1 at +0, revised twice; inland 2 carries its text at +90; coast 3 gives only a day;
    harbour 4 is a digest that cites.
    """
    published = {1: now, 2: now + 90 * MINUTE, 3: now.replace(hour=0), 4: now}
    outlet = {1: "harbour", 2: "inland", 3: "coast", 4: "harbour"}
    rows = {
        schema.outlets: [
            {"name": name, "title": name.title(), "domains": [], "terms": []}
            for name in ("harbour", "inland", "coast")
        ],
        schema.events: [
            {"id": 1, "title": "Ferry sinks", "first_at": now, "last_at": now, "stories": 3,
             "opened_at": now, "merged_into": None},
            {"id": 2, "title": "Gone", "first_at": now, "last_at": now, "stories": 0,
             "opened_at": now, "merged_into": 1},
        ],
        schema.stories: [
            {"id": number, "outlet": outlet[number], "url": f"https://{outlet[number]}.example/{number}",
             "form": "full", "title": f"Title {number}", "published": published[number],
             "published_precision": "day" if number == 3 else "minute",
             "listed_at": published[number], "first_seen": now, "access": "free", "revisions": 1,
             "revision_id": {1: 3}.get(number), "family_id": 1 if number < 3 else None,
             "event_id": 1 if number < 4 else None}
            for number in published
        ],
        schema.revisions: [
            {"id": number, "story_id": 1, "number": number, "change": change, "form": "full",
             "title": f"Wording {number}", "text": f"Text {number}.", "text_digest": str(number),
             "authors": ["Zoë"], "tags": [], "access": "free", "words": number,
             "provenance": {}, "captured_at": now + at * MINUTE, "valid_from": now,
             "valid_to": None}
            # The second was captured before the third, yet taken in after it.
            for number, change, at in ((1, "first", 0), (2, "edited", 30), (3, "edited", 20))
        ],
        schema.memberships: [
            {"story_id": number, "event_id": 1, "score": None if number == 1 else 0.8,
             "evidence": {"terms": ["ferry"]}, "engine": "e1", "valid_from": now,
             "valid_to": None}
            for number in (1, 2, 3)
        ],
        schema.families: [{"id": 1, "origin_id": 1, "agency": None, "founded_at": now}],
        schema.family_members: [
            {"family_id": 1, "story_id": 1, "relation": "origin", "containment": None,
             "own_share": None, "valid_from": now, "valid_to": None},
            {"family_id": 1, "story_id": 2, "relation": "derived", "containment": 0.4,
             "own_share": 0.6, "valid_from": now, "valid_to": now},
            {"family_id": 1, "story_id": 2, "relation": "copy", "containment": 0.9,
             "own_share": 0.1, "valid_from": now, "valid_to": None},
        ],
        schema.citations: [
            {"id": number, "document_id": 4, "position": number, "fingerprint": str(number),
             "outlet": "Harbour", "line": "HARBOUR – Title 1", "kind": "source_line",
             "confidence": 1.0, "found_at": now}
            for number in (1, 2)
        ],
        schema.resolutions: [
            {"citation_id": 1, "state": "not_tried", "story_id": None, "score": 0.0,
             "explanation": {}, "alternatives": [], "engine": "r1", "valid_from": now,
             "valid_to": now},
            {"citation_id": 1, "state": "resolved", "story_id": 1, "score": 0.9,
             "explanation": {"title": 1}, "alternatives": [], "engine": "r1", "valid_from": now,
             "valid_to": None},
        ],
        schema.leads: [
            {"id": number, "outlet": "harbour", "url": f"https://harbour.example/{number}",
             "state": state, "outcome": outcome, "requested_url": "x", "via": "feed", "said": {},
             "attempts": 0, "first_seen": now, "last_seen": now}
            for number, state, outcome in (
                (1, "settled", "story"), (2, "waiting", None), (3, "waiting", "error"),
                (4, "settled", "bot_wall"), (5, "leased", "not_modified"),
            )
        ],
        schema.fetches: [
            {"run_id": run_id, "lead_id": None if source else 1, "source_id": source,
             "outlet": "harbour", "url": "x", "outcome": outcome, "fetched_at": now}
            for source, outcome in ((None, "story"), (None, "story"), (None, "gone"), (1, "error"))
        ],
    }  # fmt: skip
    with archive.write() as connection:
        source = {"id": 1, "outlet": "harbour", "url": "x", "failures": 0}
        connection.execute(insert(schema.sources), [source])
        for table, values in rows.items():
            connection.execute(insert(table), values)
    return archive


def ask(archive, query):
    with archive.read() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_every_view_has_the_columns_that_its_notes_name(archive):
    with archive.read() as connection:
        for view in views.VIEWS:
            found = connection.execute(text(f"SELECT * FROM {view.name}"))
            assert list(found.keys()) == list(view.columns), view.name
            assert found.all() == []


def test_stories_read_as_they_do_now(filled):
    found = ask(
        filled,
        "SELECT outlet_title, title, text, words, event_title FROM v_stories WHERE story_id = 1",
    )
    assert found == [("Harbour", "Title 1", "Text 3.", 3, "Ferry sinks")]


def test_events_count_outlets_and_independent_texts(filled):
    found = ask(filled, "SELECT event_id, stories, outlets, independent FROM v_events")
    assert found == [(1, 3, 3, 2)]


def test_members_stand_behind_the_first_that_gives_a_time(filled):
    found = ask(
        filled,
        "SELECT story_id, minutes_behind, score FROM v_event_members ORDER BY story_id",
    )
    assert found == [(1, 0, None), (2, 90, 0.8), (3, None, 0.8)]


def test_versions_stand_beside_the_one_captured_before(filled):
    found = ask(
        filled,
        "SELECT number, previous_title, previous_text, previous_words FROM v_revisions"
        " WHERE story_id = 1 ORDER BY number",
    )
    assert found == [
        (1, None, None, None),
        (2, "Wording 3", "Text 3.", 3),
        (3, "Wording 1", "Text 1.", 1),
    ]


def test_copies_name_their_origin(filled):
    found = ask(
        filled, "SELECT story_id, relation, origin_id, origin_outlet, minutes_behind FROM v_copies"
    )
    assert found == [(2, "copy", 1, "harbour", 90)]


def test_citations_show_the_present_answer(filled):
    found = ask(
        filled,
        "SELECT citation_id, document_outlet, state, story_id, story_outlet_is, event_id FROM"
        " (SELECT v.*, story_url AS story_outlet_is FROM v_citations v) AS cited"
        " ORDER BY citation_id",
    )
    assert found == [
        (1, "harbour", "resolved", 1, "https://harbour.example/1", 1),
        (2, "harbour", "not_tried", None, None, None),
    ]


def test_outcomes_are_counted_by_run_and_part(filled, run_id):
    found = ask(
        filled, "SELECT run_id, part, outcome, fetches FROM v_outcomes ORDER BY part, outcome"
    )
    assert found == [
        (run_id, "discovery", "error", 1),
        (run_id, "story", "gone", 1),
        (run_id, "story", "story", 2),
    ]


def test_what_is_waiting_and_what_was_not_had(filled):
    assert ask(filled, "SELECT lead_id FROM v_leads_waiting ORDER BY lead_id") == [(2,), (3,), (5,)]
    assert ask(filled, "SELECT lead_id, outcome FROM v_unreached ORDER BY lead_id") == [
        (3, "error"),
        (4, "bot_wall"),
    ]


def test_views_can_be_made_anew(filled):
    with filled.write() as connection:
        views.drop(connection)
        views.create(connection)
        views.write_notes(connection)
    assert ask(filled, "SELECT count(*) FROM v_stories") == [(4,)]


def test_notes_can_be_read_with_plain_sql(archive):
    found = ask(
        archive,
        "SELECT note FROM schema_notes WHERE table_name = 'v_events' AND column_name = 'outlets'",
    )
    assert found == [("how many outlets do",)]
