"""`aggregator runs` and `aggregator outlets`: what came of crawls, and of whom."""

from __future__ import annotations

import pytest

from aggregator.crawl.loader import load_outlets

WIDTHS = [40, 80, 200]


class TestRuns:
    def test_json_counts_by_run_outlet_and_outcome(self, ask):
        done = ask("runs", "--json")
        assert (done.status, done.err) == (0, "")
        (run,) = done.json
        assert (run["spider"], run["state"], run["replay"]) == ("reuters", "finished", [])
        assert run["started"] == run["finished"] == "2031-05-06T12:00:00+00:00"
        assert run["outlets"] == {
            "Reuters": {"story": 8, "gone": 1},
            "Financial Times": {"story": 2},
            "Digest": {"story": 1},
        }

    def test_in_a_pipe_a_line_for_each_outlet(self, ask):
        rows = ask("runs").rows
        assert {(row[2], row[4], row[5]) for row in rows} == {
            ("reuters", "Reuters", "1 gone, 8 story"),
            ("reuters", "Financial Times", "2 story"),
            ("reuters", "Digest", "1 story"),
        }

    @pytest.mark.parametrize("width", WIDTHS)
    def test_on_a_terminal_nothing_is_lost(self, ask, cells, width):
        lines = ask("runs", width=width).lines
        assert max(map(cells, lines)) <= width
        assert "1 gone, 8 story" in "\n".join(lines)

    def test_none_yet(self, run, sqlite_url):
        assert run("runs", "--json", "--archive", sqlite_url).out == "[]\n"
        done = run("runs", "--archive", sqlite_url)
        assert (done.status, done.out) == (0, "")
        assert done.err.startswith("no run yet")


class TestOutlets:
    def test_json_of_all(self, ask):
        done = ask("outlets", "--json")
        assert (done.status, done.err) == (0, "")
        assert [row["name"] for row in done.json] == sorted(load_outlets())
        figures = {row["name"]: row["figures"] for row in done.json}
        assert figures["ft"] == {
            "stories": 2, "teasers": 0, "waiting": 0, "latest": "2031-05-04T14:00:00+00:00",
        }  # fmt: skip
        assert figures["bbc"]["stories"] == 0

    @pytest.mark.parametrize("url", ["https://www.ft.com/content/x", "https://ft.com"])
    def test_the_owner_of_a_url(self, ask, url):
        assert [row["name"] for row in ask("outlets", "--url", url, "--json").json] == ["ft"]

    def test_a_url_of_nobody(self, ask):
        done = ask("outlets", "--url", "https://nobody.example/", "--json")
        assert (done.status, done.out) == (1, "")
        assert "no outlet here owns https://nobody.example/" in done.err

    def test_without_an_archive(self, run, tmp_path):
        done = run("outlets", "--json", "--archive", f"sqlite:///{tmp_path / 'none.db'}")
        assert done.status == 0
        assert len(done.json) == len(load_outlets())
        assert not (tmp_path / "none.db").exists()

    @pytest.mark.parametrize("width", WIDTHS)
    def test_on_a_terminal_notes_are_whole(self, ask, cells, width):
        lines = ask("outlets", width=width).lines
        assert max(map(cells, lines)) <= width
        assert not any("…" in line for line in lines)
