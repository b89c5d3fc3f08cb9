"""`aggregator regroup`: shows, and with --apply writes."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture
def copied(run, shelf, tmp_path):
    """Run a command on a copy of the shelf."""
    path = tmp_path / "archive.db"
    shutil.copy(shelf.url.removeprefix("sqlite:///"), path)

    def command(*arguments, **options):
        return run(*arguments, "--archive", f"sqlite:///{path}", **options)

    return command


def test_nothing_to_change(copied):
    done = copied("regroup", "--since", "2031-01-01")
    assert (done.status, done.err) == (0, "")
    assert "0 merged, 0 split, 0 stories move" in done.out


def test_json_is_the_whole_plan(copied):
    plan = copied("regroup", "--since", "2031-01-01", "--json").json
    assert plan["applied"] is None
    assert plan["merged"] == plan["split"] == plan["moves"] == []
    assert plan["stories"] == 10
    done = copied("regroup", "--since", "2031-01-01", "--apply", "--json").json
    assert done["applied"] == {"moved": 0, "opened": [], "skipped": []}


def test_a_pin_let_go_is_what_the_grouping_takes_back(copied, shelf):
    story, home, away = shelf.stories["copy"], shelf.events["wire"], shelf.events["long"]
    copied("pin", story, away)
    assert copied("regroup", "--since", "2031-01-01", "--json").json["moves"] == []
    copied("unpin", story)
    shown = copied("regroup", "--since", "2031-01-01")
    assert shown.err == "nothing was changed; --apply writes it\n"
    assert "0 merged, 1 split, 1 stories move" in shown.out
    assert f"\n{story}\t{away}\t{home}\t" in shown.out
    done = copied("regroup", "--since", "2031-01-01", "--apply")
    assert done.out.endswith("moved 1 stories\n")
    assert copied("story", story, "--json").json["event"] == home
    assert "0 stories move" in copied("regroup", "--since", "2031-01-01", "--apply").out


@pytest.mark.parametrize("arguments", [(), ("--since", "soon")])
def test_wrong_use(copied, arguments):
    assert copied("regroup", *arguments).status == 2
