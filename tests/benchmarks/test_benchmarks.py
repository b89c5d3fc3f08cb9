"""Every benchmark runs to its end at its smallest, with nothing but what is in the repository."""

from __future__ import annotations

import gzip
import importlib
import json
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from aggregator.archive.store import Archive
from aggregator.discovery import read_feed
from aggregator.extraction import extract
from aggregator.records import Outcome
from benchmarks import (
    __main__,
    archive,
    citations,
    crawl,
    extraction,
    families,
    family_table,
    feeds,
    hostile,
    matching,
    material,
    memory,
    pages,
    peer_reader,
    peers,
    postgres,
    report,
    synthetic,
    warc,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """Without the shared data, whether it is there or not."""
    nothing = tmp_path / "shared"
    monkeypatch.setattr(report, "SHARED", nothing)
    monkeypatch.setattr(extraction, "PAGES", nothing)
    monkeypatch.setattr(material, "DATA", nothing)
    monkeypatch.setattr(hostile, "PAGES", nothing)
    monkeypatch.setattr(pages, "PAGES", nothing)
    monkeypatch.setattr(hostile, "HOSTILE", nothing)
    monkeypatch.setattr(memory, "REAL", nothing)
    monkeypatch.setattr(matching, "DATA", nothing)
    monkeypatch.setattr(citations, "DATA", nothing)


def figures(said: str, label: str) -> list[float]:
    """The numbers that a row prints: ours, then each peer with the ratio."""
    (row,) = (line for line in said.splitlines() if line.strip().startswith(label))
    rest = row.strip().removeprefix(label).replace(",", "")
    return [float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e-\d+)?", rest)]


class TestAll:
    def run(self, *names):
        return subprocess.run(
            [sys.executable, "-m", "benchmarks", *names],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def test_help_lists_them(self):
        done = self.run("-h")
        assert done.returncode == 0
        for name in __main__.BENCHMARKS:
            assert f"\n  {name} " in done.stdout

    def test_each_of_them_is_there(self):
        for name in __main__.BENCHMARKS:
            assert callable(importlib.import_module(f"benchmarks.{name}").main)

    def test_a_name_that_is_none(self, capsys):
        with pytest.raises(SystemExit) as ended:
            __main__.main(["nothing"])
        assert ended.value.code == 2
        listed = ", ".join(__main__.BENCHMARKS)
        assert f"no benchmark nothing; there are {listed}" in capsys.readouterr().err

    def test_a_crash_is_told_and_the_others_run(self, monkeypatch, capsys):
        ran = []

        def run(name, _):
            ran.append(name)
            return name != "feeds"

        monkeypatch.setattr(__main__, "_run", run)
        assert __main__.main(["feeds", "warc"]) == 1
        assert ran == ["feeds", "warc"]
        assert capsys.readouterr().err == "Crashed: feeds\n"

    def test_the_machine_is_printed_once(self, monkeypatch, capsys):
        monkeypatch.setattr(__main__, "_run", lambda *_: True)
        assert __main__.main([]) == 0
        said = capsys.readouterr().out
        assert said.count("cores") == 1
        assert "warcio" in said
        assert "SQLite" in said


class TestReport:
    def test_a_row_has_a_ratio_for_each_other(self, capsys):
        report.row("reading", 2.0, "ms", {"peer": 8.0, "absent": None, "limit": 0.5})
        assert capsys.readouterr().out.split() == (
            ["reading", "2", "ms", "peer", "8", "(0.25)", "limit", "0.5", "(4)"]
        )

    @pytest.mark.parametrize(
        ("value", "written"),
        [(0, "0"), (3.0, "3"), (1234.5, "1,234"), (0.01234, "0.0123"), (0.00012, "1.2e-04")],
    )
    def test_figures(self, value, written):
        assert report.figure(value) == written

    def test_percentiles(self):
        values = list(range(100, 0, -1))
        assert [report.percentile(values, share) for share in (0, 0.5, 0.95, 1)] == (
            [1, 51, 96, 100]
        )
        assert report.percentile([7], 0.95) == 7

    def test_a_peer_that_is_not_installed(self, capsys):
        assert report.peer("no_such_library", "bench") is None
        said = capsys.readouterr().out
        assert said.startswith("  skipped: no_such_library: not installed")
        assert "[bench]" in said


class TestSynthetic:
    def test_the_same_for_the_same_seed(self):
        one, two = (list(synthetic.Newsroom(seed=3).reports(20)) for _ in range(2))
        assert one == two
        assert one != list(synthetic.Newsroom(seed=4).reports(20))

    def test_happenings_have_several_reports_and_some_copies(self):
        reports = list(synthetic.Newsroom().reports(400))
        assert 60 < len({report.happening for report in reports}) < 200
        assert 300 < len({report.text for report in reports}) < 395
        assert reports == sorted(reports, key=lambda report: report.published)
        assert len({report.slug for report in reports}) == 400

    def test_pages_are_stories_of_a_news_pages_size(self):
        room = synthetic.Newsroom()
        (report,) = room.reports(1)
        page = room.page(report, "https://example.org/1", size=100_000)
        found = extract(page, url="https://example.org/1")
        assert found.outcome is Outcome.STORY
        assert found.title == report.title
        assert found.published.at == report.published
        assert found.text.split("\n\n")[0] == report.text.split("\n\n")[0]
        assert 100_000 <= len(page) < 102_000
        assert 4 < len(page) / len(gzip.compress(page, 6)) < 7

    @pytest.mark.parametrize("dialect", ["rss", "atom", "rdf"])
    def test_feeds_are_whole(self, dialect):
        found = read_feed(getattr(synthetic.Newsroom(), dialect)(7), url="https://example.org/f")
        assert len(found.leads) == 7
        assert found.problems == ()
        assert found.leads[0].published.at == synthetic.START


def test_extraction_without_pages(capsys):
    assert extraction.main(["--no-machine"]) == 0
    assert "skipped: extraction" in capsys.readouterr().out


def test_extraction_of_pages_that_are_not_there(capsys, tmp_path):
    assert extraction.main(["--no-machine", "--pages", str(tmp_path)]) == 1
    assert "give a folder with --pages" in capsys.readouterr().err


def test_matching_without_stories(capsys):
    assert matching.main(["--no-machine"]) == 0
    assert "skipped" in capsys.readouterr().out


def test_families_without_stories(capsys):
    assert families.main(["--no-machine", "--no-tables"]) == 0
    said = capsys.readouterr().out
    assert "sketches" in said
    assert re.search(r"of 1,200 copies in the family +1,200\n", said)
    assert "skipped" in said


def test_look_ups_in_a_table(tmp_path, capsys):
    with Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        family_table.look_up(archive, 200)
    said = capsys.readouterr().out
    assert "size of a text in the table" in said
    assert "look-up of a copy, p95" in said
    assert "a copy: 0.0 texts" not in said


def test_feeds(capsys):
    assert feeds.main(["--no-machine", "--feeds", "3", "--line", "400"]) == 0
    said = capsys.readouterr().out
    assert figures(said, "synthetic: entries with a link")[:3] == [80, 80, 1]
    assert figures(said, "an author's line of 0.4 KB")
    assert "skipped: real feeds" in said
    assert "skipped: hostile files" in said


def test_feed_readers_that_are_not_installed(capsys, monkeypatch):
    monkeypatch.setattr(report, "peer", lambda *_: None)
    assert feeds.main(["--no-machine", "--feeds", "1", "--line", "400"]) == 0
    assert "feedparser" not in capsys.readouterr().out.replace("fastfeedparser", "")


class TestWarc:
    @pytest.mark.filterwarnings("ignore::ResourceWarning")  # warcio leaves its buffers open
    def test_it_runs(self, capsys):
        assert warc.main(["--no-machine", "--pages", "2", "--damages", "4"]) == 0
        said = capsys.readouterr().out
        assert figures(said, "size of the file")[0] > 0
        assert "found by ours                             4 of 4" in said

    def test_without_peers(self, capsys, monkeypatch):
        monkeypatch.setattr(report, "peer", lambda *_: None)
        assert warc.main(["--no-machine", "--pages", "1", "--damages", "4"]) == 0
        assert "warcio" not in capsys.readouterr().out

    def test_every_damage_alters_the_file(self):
        members = [gzip.compress(bytes([65 + number]) * 500) for number in range(5)]
        data = b"".join(members)
        made = list(warc.damages(data, 40))
        assert [kind for kind, _ in made[:4]] == ["bit", "zeros", "cut", "record"]
        assert all(damaged != data for kind, damaged in made if kind != "zeros")
        for kind, damaged in made:
            if kind == "record":
                assert len(gzip.decompress(damaged)) == 2000


class TestArchive:
    SMALL = ("--no-machine", "--stories", "20", "--postgres-stories", "20", "--leads", "100")

    def test_without_postgresql(self, capsys, monkeypatch):
        def none():
            raise postgres.NoServer("none is here")

        monkeypatch.setattr(postgres, "database", none)
        assert archive.main(self.SMALL) == 0
        said = capsys.readouterr().out
        speed, limit, ratio = figures(said, "commit  ")
        assert limit == 23
        assert ratio == pytest.approx(speed / limit, rel=0.01)
        assert figures(said, "events that were made")[0] > 5
        assert "skipped: PostgreSQL: none is here" in said

    @pytest.mark.postgres
    def test_with_postgresql(self, capsys, monkeypatch, postgres_server):
        given = postgres_server.render_as_string(hide_password=False)
        monkeypatch.setenv("AGGREGATOR_TEST_POSTGRES", given)
        monkeypatch.setattr(archive, "_TRIES", 5)
        with postgres.database() as url, archive.Archive.open(url) as opened:
            archive.measure(opened, stories=20, leads=100)
        assert figures(capsys.readouterr().out, "claim 32 of 100 waiting leads, p95")

    def test_no_server(self, monkeypatch):
        monkeypatch.delenv("AGGREGATOR_TEST_POSTGRES", raising=False)
        monkeypatch.setattr(postgres, "_programs", lambda: Path("/nowhere"))
        with pytest.raises(OSError, match="nowhere"), postgres.database():
            pass


class TestCrawl:
    def test_one_page(self, capsys, tmp_path, monkeypatch):
        replay = tmp_path / "one.warc.gz"
        crawl.pack(crawl.synthetic(1), replay)
        crawl.measure("one page", replay, crawl.SYNTHETIC_OUTLET, tmp_path / "crawled")
        said = capsys.readouterr().out
        assert "1 pages fetched, 1 whole stories; the bare Scrapy downloaded 1" in said
        assert len(figures(said, "wall")) == 5
        assert (tmp_path / "crawled" / "captures").is_dir()

    def test_workers(self, capsys):
        crawl.measure_workers(2)
        assert figures(capsys.readouterr().out, "a call with nothing")[0] > 0

    def test_a_command_that_fails(self):
        with pytest.raises(RuntimeError, match="no such thing"):
            crawl.run([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_hostile(capsys):
    assert hostile.main(["--no-machine", "--mutations", "5", "--each", "80"]) == 0
    printed = capsys.readouterr().out
    assert "mutations: 5 pages" in printed
    assert printed.count("uncaught errors") == 3
    assert "skipped: hostile files" in printed


class TestCitations:
    def test_own_lines_are_measured(self, capsys, monkeypatch, tmp_path):
        for name in ("OWN", "UNFORESEEN"):
            rows = getattr(citations, name).read_text(encoding="utf-8").splitlines()
            few = tmp_path / f"{name}.jsonl"
            few.write_text("\n".join(rows[::40]), encoding="utf-8")
            monkeypatch.setattr(citations, name, few)
        assert citations.main(["--no-machine", "--page", "0.01"]) == 0
        printed = capsys.readouterr().out
        assert "citations found 5,000   in it 5,000" in printed
        assert figures(printed, "own lines: outlets, F1")[0] > 0.9
        assert "skipped: real lines" in printed
        assert "skipped: real headlines" in printed

    def test_resolving_counts_what_is_right_and_what_is_forced(self, capsys):
        titles = [
            "Orla Venn says the Kessel bridge will be rebuilt",
            "Ferry strike strands 12 thousand on Lyse islands",
            "Court frees editor held for two years in Tarsend",
        ]
        lines = [
            json.dumps(
                {
                    "id": f"x-{number}",
                    "url": f"https://www.reuters.com/world/x-{number}/",
                    "outlet": "Reuters",
                    "title": title,
                    "description": "",
                    "published": "2031-03-30T00:00:00Z",
                }
            )
            for number, title in enumerate(titles)
        ]
        citations.resolving("three", list(citations.entries(lines)), 3, show=0)
        printed = capsys.readouterr().out
        assert figures(printed, "three: precision")[0] == 1
        assert figures(printed, "three: recall")[0] == 1


def test_pages(capsys, monkeypatch):
    monkeypatch.setattr(pages, "written", lambda written=pages.written: iter(list(written())[::40]))
    assert pages.main(["--no-machine"]) == 0
    printed = capsys.readouterr().out
    assert "skipped: real pages" in printed
    assert "sections" in printed


class TestMemory:
    def test_it_is_shown_at_every_tenth(self, capsys):
        memory.main(["--no-machine", "--pages", "40"])
        printed = capsys.readouterr().out
        assert "held after 4 pages" in printed
        assert "held after 40 pages" in printed
        assert "grown since the first tenth" in printed

    def test_too_few_pages(self, capsys):
        assert memory.main(["--no-machine", "--pages", "3"]) == 2
        assert "at least 10 pages" in capsys.readouterr().err

    def test_no_two_pages_are_the_same(self):
        bodies = [body for body, _ in islice(memory.pages(0), 200)]
        assert len(set(bodies)) == 200


class TestPeers:
    @pytest.fixture
    def installed(self, tmp_path):
        """An environment that says it holds a peer, and does not."""
        home = tmp_path / "newspaper4k"
        (home / "bin").mkdir(parents=True)
        (home / "bin" / "python").symlink_to(sys.executable)
        (home / ".installed").touch()
        return tmp_path

    def test_one_that_does_not_start(self, installed):
        with pytest.raises(OSError, match="newspaper4k ended with status 1"):
            peers.Peer("newspaper4k", installed)

    def test_the_others_are_still_measured(self, monkeypatch, capsys, tmp_path):
        def missing(name):
            raise OSError(f"{name} cannot be installed: no network")

        monkeypatch.setattr(peers, "Peer", missing)
        folder = tmp_path / "own"
        folder.mkdir()
        body = " ".join(f"word{n}" for n in range(90))
        row = {"id": "1", "url": "https://a.example/2025/03/30/x", "title": "Ferry", "body": body}
        (folder / "truth.jsonl").write_text(json.dumps(row))
        page = f"<html><head><title>Ferry</title></head><body><h1>Ferry</h1><p>{body}</p></body>"
        (folder / "1.html.gz").write_bytes(gzip.compress(page.encode()))
        assert extraction.main(["--no-machine", "--pages", str(tmp_path), "--peers"]) == 0
        said = capsys.readouterr().out
        assert "skipped: news-please: news-please cannot be installed" in said
        assert "own: 1 pages" in said
        assert "pages/s" in said

    def test_a_library_that_fails_has_read_nothing(self):
        found = peer_reader.answer(lambda html, url: 1 / 0, {"html": "", "url": ""})
        assert found["error"].startswith("ZeroDivisionError")
        assert found["seconds"] >= 0


def test_options_after_one_name_are_its_own(monkeypatch):
    commands = []
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: commands.append(command) or done)
    assert __main__.main(["extraction", "--peers", "--all"]) == 0
    assert [command[-2:] for command in commands] == [["--peers", "--all"]]
