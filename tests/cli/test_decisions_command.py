"""`aggregator merge`, `split`, `pin`, `unpin`, `decisions`, `undo`, and where they show."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture
def copied(run, shelf, tmp_path):
    """Run a command on a copy of the shelf."""
    path = tmp_path / "archive.db"
    shutil.copy(shelf.url.removeprefix("sqlite:///"), path)
    return lambda *arguments, **options: run(
        *arguments, "--archive", f"sqlite:///{path}", **options
    )


def test_a_decision_is_made_listed_shown_and_undone(copied, shelf, monkeypatch):
    monkeypatch.setenv("LOGNAME", "ada")
    one, two = shelf.events["long"], shelf.events["emoji"]
    done = copied("merge", one, two, "--reason", "same harbour day")
    assert (done.status, done.err) == (0, "")
    assert done.out.split("\n")[0] == f"decision 1 merge event {two} into {one}"
    assert done.rows[1:] == [[str(shelf.stories["emoji"]), str(one)]]
    (row,) = copied("decisions").rows
    assert row[0] == "1"
    assert row[2:] == ["ada", f"merge event {two} into {one}", "", "same harbour day"]
    page = copied("event", two).out
    assert f"event {one}: " in page
    assert f"merge event {two} into {one}" in page
    assert (
        "put there by hand, decision 1 (merge by ada" in copied("why", shelf.stories["emoji"]).out
    )
    undone = copied("undo", 1)
    assert undone.out.split("\n")[0] == f"decision 1 undone: merge event {two} into {one}"
    assert copied("decisions", "--standing").err == "nobody has decided anything yet\n"
    assert len(copied("decisions").rows) == 1
    assert copied("event", two, "--json").json["id"] == two


def test_split_and_pin_take_urls(copied, shelf):
    event = shelf.events["wire"]
    url = copied("story", shelf.stories["own"], "--json").json["url"]
    done = copied("split", event, url, "--author", "bo", "--json").json
    assert done["decision"]["kind"] == "split"
    assert done["decision"]["author"] == "bo"
    assert done["events"][0] == event
    assert done["moved"] == {str(shelf.stories["own"]): done["events"][1]}
    held = copied("pin", url, done["events"][1], "--reason", "checked", "--json").json
    assert held["moved"] == {}
    assert "held there: decision 2 (pin" in copied("why", url).out
    assert copied("unpin", url).out.startswith("decision 3 unpin story")
    kinds = [one["kind"] for one in copied("decisions", "--json").json]
    assert kinds == ["unpin", "pin", "split"]


def test_an_id_that_was_merged_away_is_followed_and_said(copied, shelf):
    one, two, three = (shelf.events[slug] for slug in ("long", "emoji", "cjk"))
    copied("merge", one, two)
    done = copied("merge", three, two)
    assert done.err == f"event {two} was merged into event {one}: that is taken\n"
    assert copied("event", two, "--json").json["id"] == three


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("merge", 1, 1), "merge takes two events or more: an event can't be merged with itself"),
        (("merge", 1, 999), "there is no event 999; `aggregator events` lists them"),
        (("split", 999, 1), "there is no event 999; `aggregator events` lists them"),
        (("pin", 999, 1), "there is no story 999; `aggregator search WORDS` finds stories by their text"),
        (("unpin", 1), "story 1 is not pinned"),
        (("undo", 999), "there is no decision 999; `aggregator decisions` lists them"),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(copied, arguments, line):
    done = copied(*arguments)
    assert (done.status, done.out, done.err) == (1, "", f"aggregator: {line}\n")
    assert copied("decisions", "--json").json == []


@pytest.mark.parametrize(
    "arguments", [("merge", 1), ("merge", "x", 1), ("split", 1), ("pin", 1), ("undo",)]
)
def test_wrong_use(copied, arguments):
    assert copied(*arguments).status == 2


def test_who_decides_must_have_a_name(copied):
    done = copied("merge", 1, 2, "--author", " ")
    assert done.status == 2
    assert "--author needs a name" in done.err


def test_no_archive_is_made(run, tmp_path):
    done = run("unpin", 1, "--archive", f"sqlite:///{tmp_path / 'none.db'}")
    assert done.status == 1
    assert "no archive at" in done.err
    assert not (tmp_path / "none.db").exists()
