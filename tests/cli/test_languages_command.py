"""`aggregator unlink`, its undoing, and what `aggregator event` says of other languages."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update

from aggregator.archive import schema
from aggregator.archive.store import Archive

NOW = datetime(2031, 5, 7, tzinfo=UTC)


@pytest.fixture
def linked(run, shelf, tmp_path):
    """A copy of the shelf, with two of its events linked: their numbers, and a way to ask."""
    path = tmp_path / "archive.db"
    shutil.copy(shelf.url.removeprefix("sqlite:///"), path)
    url = f"sqlite:///{path}"
    one, two = sorted((shelf.events["long"], shelf.events["emoji"]))
    with Archive.open(url) as archive, archive.write() as connection:
        for event, language in ((one, "en"), (two, "fr")):
            terms = schema.event_terms.c
            changed = connection.execute(
                update(schema.event_terms)
                .where(terms.event_id == event)
                .values(terms=f"{language}\nferri\n1")
            )
            if not changed.rowcount:
                connection.execute(
                    insert(schema.event_terms),
                    {
                        "event_id": event,
                        "stories": 1,
                        "reader": "stems-2",
                        "terms": f"{language}\nferri\n1",
                    },
                )
        connection.execute(
            insert(schema.event_links),
            {
                "event_id": one,
                "other_id": two,
                "score": 0.625,
                "evidence": {},
                "engine": "languages-1",
                "valid_from": NOW,
                "valid_to": None,
            },
        )
    return one, two, lambda *arguments: run(*arguments, "--archive", url)


def test_an_event_names_its_counterparts(linked):
    one, two, ask = linked
    page = ask("event", one).out
    assert "in other languages:" in page
    assert f"fr  event {two}: " in page
    (other,) = ask("event", two, "--json").json["in_other_languages"]
    assert (other["event"], other["language"], other["score"]) == (one, "en", 0.625)


def test_a_wrong_link_is_parted_and_that_is_listed_and_undone(linked):
    one, two, ask = linked
    done = ask("unlink", two, one, "--author", "Ines", "--reason", "another ferry")
    assert (done.status, done.err) == (0, "")
    assert done.out == f"decision 1 unlink events {one}, {two}\n"
    assert ask("event", one, "--json").json["in_other_languages"] == []
    assert f"unlink events {one}, {two}" in ask("decisions").out
    undone = ask("undo", 1)
    assert undone.out == f"decision 1 undone: unlink events {one}, {two}\n"
    assert ask("undo", 1).status == 1


def test_what_is_no_event_is_one_clear_line(linked):
    one, _, ask = linked
    done = ask("unlink", one, 9999, "--author", "Ines")
    assert done.status == 1
    assert "there is no event 9999" in done.err


def test_a_link_that_does_not_stand_is_rejected_and_that_is_said(linked):
    one, two, ask = linked
    ask("unlink", one, two)
    again = ask("unlink", one, two)
    assert again.status == 0
    assert "they were not linked" in again.out
    assert len(again.out.splitlines()) == 2
