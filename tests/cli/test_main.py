"""The command as a whole: exit statuses, one clear line for what goes wrong, and closed pipes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator import __version__
from aggregator.archive.captures.replay import ReplayError
from aggregator.archive.captures.store import CaptureError
from aggregator.archive.errors import ArchiveBusy
from aggregator.workers import WorkerCrashed

COMMANDS = {
    "demo", "crawl", "outlets", "events", "event", "lineage", "story", "search", "why", "citations",
    "add-digest", "check-digest", "extract", "group", "pack", "runs", "doctor", "verify", "eval",
    "merge", "split", "pin", "unpin", "accept", "reject", "decisions", "undo", "regroup", "reparse",
    "storylines", "storyline", "embedding", "unlink",
}  # fmt: skip


def test_version(run):
    done = run("--version")
    assert (done.status, done.out, done.err) == (0, f"news-aggregator {__version__}\n", "")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(run, option):
    done = run(option)
    assert (done.status, done.err) == (0, "")
    assert set(re.findall(r"^  ([a-z][a-z-]+) ", done.out, re.MULTILINE)) == COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_of_each_command(run, command):
    done = run(command, "-h")
    assert done.status == 0
    assert f"Usage: aggregator {command}" in done.out


def test_without_a_command_its_help(run):
    done = run()
    assert "Usage: aggregator" in done.out + done.err


@pytest.mark.parametrize("arguments", [["bogus"], ["--bogus"], ["events", "--bogus"], ["event"]])
def test_wrong_use(run, arguments):
    done = run(*arguments)
    assert (done.status, done.out) == (2, "")
    assert "Usage: aggregator" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["events"],
        ["event", "1"],
        ["story", "1"],
        ["search", "words"],
        ["why", "1"],
        ["runs"],
        ["verify"],
    ],
)
def test_no_archive(run, tmp_path, arguments):
    url = f"sqlite:///{tmp_path / 'none.db'}"
    for extra in ([], ["--json"]):
        done = run(*arguments, *extra, "--archive", url)
        assert (done.status, done.out) == (1, "")
        path = tmp_path / "none.db"
        assert done.err == f"aggregator: no archive at {path}: a first crawl makes it\n"
        assert not path.exists()


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "mysql://a/b", "sqlite:///no/\0/x"])
def test_no_archive_url(run, url):
    done = run("events", "--archive", url)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("aggregator: ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ArchiveBusy("the archive is locked"), "the archive is locked"),
        (ReplayError("no capture file"), "no capture file"),
        (CaptureError("the disk is full"), "the disk is full"),
        (WorkerCrashed("it ran out of memory"), "it ran out of memory"),
        (ValueError("no such thing"), "no such thing"),
        (PermissionError(13, "Permission denied", "/etc/x"), "Permission denied: /etc/x"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError("something else"), "something else"),
    ],
)
def test_what_goes_wrong_is_one_line(run, monkeypatch, error, line):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr("aggregator.cli.runs.reading", fail)
    done = run("runs", "--json")
    assert (done.status, done.out, done.err) == (1, "", f"aggregator: {line}\n")


def test_a_fault_of_ours_is_not_hidden(run, monkeypatch):
    def fail(*arguments, **options):
        raise ZeroDivisionError

    monkeypatch.setattr("aggregator.cli.runs.reading", fail)
    with pytest.raises(ZeroDivisionError):
        run("runs")


class TestClosedPipes:
    """`aggregator events | head -1`: the reader has what it wanted, and nothing has failed."""

    @pytest.fixture
    def unread(self, shelf):
        """Run with standard output closed at the other end."""

        def command(*arguments):
            aggregator = Path(sys.executable).parent / "aggregator"
            with subprocess.Popen(
                [aggregator, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env=os.environ | {"AGGREGATOR_ARCHIVE_URL": shelf.url},
            ) as process:  # fmt: skip
                process.stdout.close()
                error = process.stderr.read()
                return process.wait(timeout=60), error

        return command

    @pytest.mark.parametrize(
        "arguments",
        [
            ["events"],  # tab-separated
            ["outlets", "--json"],  # more than a pipe's buffer holds
            ["story", "1"],  # through Rich
            ["-h"],
        ],
        ids=" ".join,
    )
    def test_nothing_has_failed(self, unread, arguments):
        assert unread(*arguments) == (0, "")

    def test_a_failure_stays_one(self, unread):
        status, error = unread("event", "999", "--json")
        assert status == 1
        assert "no event 999" in error

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
    @pytest.mark.parametrize("arguments", [["events"], ["outlets", "--json"]], ids=" ".join)
    def test_a_full_disk_is_a_failure(self, shelf, arguments):
        aggregator = Path(sys.executable).parent / "aggregator"
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [aggregator, *arguments, "--archive", shelf.url], stdout=full,
                stderr=subprocess.PIPE, text=True, check=False, timeout=60,
            )  # fmt: skip
        assert done.returncode == 1
        assert "No space left on device" in done.stderr
        assert done.stderr.count("\n") == 1
