"""The lineage benchmark runs at its smallest, and its event is one with copies and citations."""

from __future__ import annotations

from benchmarks import __main__, lineage


def test_it_prints_the_time_of_each_size(capsys):
    assert lineage.main(["--no-machine", "--stories", "12", "40"]) == 0
    said = capsys.readouterr().out
    assert "12 stories: read and traced" in said
    assert "limit 100" in said
    assert "40 edges" in said
    assert "lineage" in __main__.BENCHMARKS
