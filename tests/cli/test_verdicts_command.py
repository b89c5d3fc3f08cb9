"""`aggregator citations` of an archive, `accept`, `reject` and their undoing."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture
def copied(run, shelf, tmp_path):
    """Run a command on a copy of the shelf."""
    path = tmp_path / "archive.db"
    shutil.copy(shelf.url.removeprefix("sqlite:///"), path)
    return lambda *arguments: run(*arguments, "--archive", f"sqlite:///{path}")


@pytest.fixture
def listed(copied):
    def rows(*more):
        done = copied("citations", "--json", *more)
        assert done.status == 0, done.err
        return done.json

    return rows


def test_the_archives_citations_are_listed(copied, listed, shelf):
    rows = listed()
    assert {row["outlet"]: row["state"] for row in rows} == {
        "Reuters": "resolved",
        "Kessel Herald": "not_tried",
    }
    reuters = next(row for row in rows if row["outlet"] == "Reuters")
    assert reuters["story"] == shelf.stories["wire"]
    assert reuters["explanation"]["reason"]
    assert (reuters["attempts"], reuters["next_due"]) == (1, None)
    assert [row["outlet"] for row in listed("--state", "not_tried")] == ["Kessel Herald"]
    table = copied("citations")
    assert table.out.splitlines()[0].split("\t")[:4] == ["id", "document", "outlet", "headline"]
    assert len(listed("-n", "1")) == 1


def test_looking_again_counts(copied, listed):
    done = copied("citations", "--retry")
    assert (done.status, done.err) == (0, "looked for 1 citations; 0 changed\n")
    (row,) = listed("--state", "not_tried")
    assert row["attempts"] == 2
    assert row["next_due"] is not None


def test_accept_reject_undo(copied, listed, shelf):
    number = next(row["id"] for row in listed() if row["outlet"] == "Reuters")
    done = copied(
        "accept", str(number), str(shelf.stories["own"]), "--author", "Ida Rell", "--reason", "it is",
    )  # fmt: skip
    assert done.status == 0, done.err
    assert f"citation {number} is now resolved, story {shelf.stories['own']}" in done.out
    decision = copied("decisions", "--json").json[0]
    assert (decision["kind"], decision["author"], decision["reason"]) == (
        "accept", "Ida Rell", "it is",
    )  # fmt: skip
    shown = copied("decisions").out
    assert f"accept for citation {number}: story {shelf.stories['own']}" in shown

    done = copied("undo", str(decision["id"]), "--json")
    assert done.status == 0, done.err
    assert done.json["story"] == shelf.stories["wire"]

    done = copied("reject", str(number), "--author", "Ida Rell", "--json")
    assert done.status == 0, done.err
    assert done.json["story"] != shelf.stories["wire"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("accept", "999", "1"), 1, "there is no citation 999"),
        (("accept", "1", "9999"), 1, "there is no story 9999"),
        (("accept", "1", "https://nobody.example/x"), 1, "belongs to no outlet"),
        (("reject", "2"), 1, "name the story"),
        (("reject", "1", "--author", " "), 2, "needs a name"),
        (("accept", "1"), 2, "STORY"),
        (("citations", "x.txt", "--retry"), 2, "leave out the document"),
        (("citations", "--state", "lost"), 2, "lost"),
    ],
)
def test_wrong_use(copied, arguments, status, words):
    done = copied(*arguments)
    assert done.status == status
    assert words in done.err
