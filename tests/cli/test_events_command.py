"""`aggregator events` and `aggregator event ID`: the contract's keys, filters, screens and pipes."""

from __future__ import annotations

import pytest

ROW = ["id", "title", "first", "last", "stories", "outlets", "independent"]
MEMBER = {"story", "url", "outlet", "title", "published", "access", "family"}
WIDTHS = [40, 80, 200]


class TestEvents:
    def test_json_has_exactly_these_keys(self, ask, shelf):
        found = ask("events", "--json")
        assert (found.status, found.err) == (0, "")
        assert all(list(row) == ROW for row in found.json)
        latest = found.json[0]
        assert latest == {
            "id": shelf.events["wire"],
            "title": "Ferry Ostara loses its rudder off Kessel",
            "first": "2031-05-04T12:00:00+00:00",
            "last": "2031-05-04T14:00:00+00:00",
            "stories": 3,
            "outlets": ["Reuters", "Financial Times"],
            "independent": 2,
        }
        assert len(found.json) == 8

    @pytest.mark.parametrize(
        ("options", "count"),
        [
            (["--since", "2031-05-04"], 1),
            (["--since", "2031-05-04T14:00:01"], 0),
            (["--until", "2031-05-04"], 8),
            (["--until", "2031-05-03"], 7),
            (["--outlet", "ft"], 1),
            (["--outlet", "Financial Times"], 1),
            (["--outlet", "bbc"], 0),
            (["--min-outlets", "2"], 1),
            (["--min-outlets", "3"], 0),
            (["-n", "3"], 3),
            (["--since", "2031-05-01", "--outlet", "Reuters", "--limit", "2"], 2),
        ],
    )
    def test_filters(self, ask, options, count):
        assert len(ask("events", *options, "--json").json) == count

    def test_nothing_found(self, ask):
        as_json = ask("events", "--since", "2040-01-01", "--json")
        assert (as_json.status, as_json.out, as_json.err) == (0, "[]\n", "")
        plain = ask("events", "--since", "2040-01-01")
        assert (plain.status, plain.out, plain.err) == (0, "", "no event in that period\n")

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--since", "monday"], "ISO 8601"),
            (["--since", "2031-05-02", "--until", "2031-05-01"], "later than"),
            (["--outlet", "nobody"], "there is no outlet 'nobody'"),
            (["--limit", "0"], "--limit"),
            (["--min-outlets", "0"], "--min-outlets"),
            (["--colour"], "--colour"),
            (["surplus"], "surplus"),
        ],
    )
    def test_wrong_use(self, ask, options, words):
        done = ask("events", *options, "--json")
        assert (done.status, done.out) == (2, "")
        assert words in done.err

    def test_in_a_pipe(self, ask, hostile):
        done = ask("events")
        assert done.out.split("\n")[0].split("\t") == [
            "id", "last", "stories", "texts", "outlets", "title",
        ]  # fmt: skip
        assert len(done.rows) == 8
        assert {len(row) for row in done.rows} == {6}
        assert done.rows[0][1:5] == [
            "2031-05-04T14:00:00+00:00", "3", "2", "Reuters, Financial Times",
        ]  # fmt: skip
        assert hostile["long"] in {row[5] for row in done.rows}

    @pytest.mark.parametrize("width", WIDTHS)
    def test_on_a_terminal(self, ask, cells, width):
        done = ask("events", width=width)
        assert done.status == 0
        assert max(map(cells, done.lines)) <= width
        assert not set("".join(done.lines)) & set("\x1b\x9b\x07\u202e\u2066\u200f")

    def test_a_screenful_says_that_there_is_more(self, ask, monkeypatch):
        monkeypatch.setattr("aggregator.cli.events._SCREENFUL", 3)
        done = ask("events")
        assert len(done.rows) == 3
        assert done.err == "the latest 3; --limit N shows more\n"
        assert len(ask("events", "--json").json) == 8
        assert ask("events", "-n", "3").err == ""


class TestEvent:
    def test_json_is_the_row_with_members_and_citations(self, ask, shelf):
        number = shelf.events["wire"]
        done = ask("event", number, "--json")
        assert (done.status, done.err) == (0, "")
        event = done.json
        assert list(event) == [*ROW, "members", "citations", "in_other_languages"]
        assert {key: event[key] for key in ROW} == ask("events", "--json").json[0]
        assert all(set(member) == MEMBER for member in event["members"])
        wire, copy, own = event["members"]
        assert (wire["story"], wire["url"]) == (
            shelf.stories["wire"], "https://www.reuters.com/world/wire",
        )  # fmt: skip
        assert wire["published"] == "2031-05-04T12:00:00+00:00"
        assert wire["family"] == copy["family"] is not None
        assert own["family"] is None
        assert own["access"] == "paywalled"
        assert [c["state"] for c in event["citations"]] == ["resolved", "not_tried"]
        assert event["citations"][0]["story"] == shelf.stories["wire"]

    def test_in_a_pipe(self, ask, shelf):
        done = ask("event", shelf.events["wire"])
        assert done.out.startswith(f"event {shelf.events['wire']}: Ferry Ostara loses its rudder")
        assert "3 stories of 2 outlets, 2 texts of their own" in done.out
        assert "Kessel Herald\t\tBolts were worn\n" in done.out

    @pytest.mark.parametrize("width", WIDTHS)
    def test_on_a_terminal(self, ask, shelf, cells, width, hostile):
        for slug in ("wire", *hostile):
            lines = ask("event", shelf.events[slug], width=width).lines
            assert max(map(cells, lines)) <= width, slug
            assert not set("".join(lines)) & set("\x1b\x9b\x07\u202e\u2066\u200f")

    @pytest.mark.parametrize("number", ["999", "0", "9" * 30])
    def test_no_such_event(self, ask, number):
        done = ask("event", number, "--json")
        assert (done.status, done.out) == (1, "")
        assert done.err == (
            f"aggregator: there is no event {number}; `aggregator events` lists them\n"
        )

    @pytest.mark.parametrize("number", ["one", "1.5", "-1", ""])
    def test_wrong_use(self, ask, number):
        assert ask("event", number).status == 2
