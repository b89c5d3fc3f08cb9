"""The digests over a week: what they cite is read again, and counted by how it ended."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.citations import find_citations, read_document
from aggregator.crawl.loader import load_outlets
from aggregator.records import CitationState
from benchmarks import __main__, digests, material

AT = datetime(2031, 3, 3, 9, tzinfo=UTC)
_SYLLABLES = "ba do fen gri hal ju kel lor mi nat os pem qui ral su ter uv wen yor zil".split()
PUBLISHERS = ("Reuters", "Financial Times", "BBC News", "NPR", "The Epoch Times")


@pytest.fixture
def rows():
    """Forty headlines of five outlets and of one without a spider; ten tell of one happening."""
    chance = random.Random(5)
    directory = load_outlets()
    made = []
    for number in range(48):
        words = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(6)]
        title = f"{' '.join(words[:5]).capitalize()} of {words[5].capitalize()}"
        outlet = directory.by_name(PUBLISHERS[number % 5])
        is_foreign = number >= 40
        made.append(
            digests.Row(
                outlet="Brno Courier" if is_foreign else outlet.title,
                name=None if is_foreign else outlet.name,
                url=f"https://{'brno.example' if is_foreign else outlet.domains[0]}/{number}",
                title=title,
                description="",
                published=AT - timedelta(hours=number),
                event="flood" if number < 10 else None,
            )
        )
    return made


def test_what_a_digest_cites_is_read_from_either_form(rows):
    directory = load_outlets()
    made = digests.plan(rows, directory, a_outlet=20)
    ((at, cited),) = made.digests
    assert {one.expected for one in cited} >= {CitationState.RESOLVED, CitationState.NOT_TRIED}
    hidden = {one.target.url for one in cited if one.expected is CitationState.NOT_FOUND}
    assert hidden.isdisjoint(row.url for row in made.listed)
    for number in (0, 1):
        text = digests.written(number, at, cited)
        found = find_citations(read_document(text.encode()), directory)
        read = {digests._key(one.headline) for one in found if one.headline}
        assert read >= {digests._key(one.headline) for one in cited}
    names = {page.url for page in digests.feeds_of(made, directory)}
    assert names >= {digests._source(directory[row.name]) for row in made.listed}


def test_answers_are_counted_by_what_was_expected(rows, capsys):
    made = digests.plan(rows, load_outlets(), a_outlet=20)
    ((_, cited),) = made.digests
    answers = {
        (0, digests._key(one.headline)): (str(one.expected), one.target.url) for one in cited
    }
    digests.compare(made, answers, show=0)
    said = capsys.readouterr().out
    assert f"{f'right, of {len(cited)} citations':<50}{1:>9}" in said
    assert f"{'resolved to what was not cited':<50}{0:>9}" in said
    wrong = dict.fromkeys(answers, ("resolved", "https://elsewhere.example/1"))
    digests.compare(made, wrong, show=3)
    said = capsys.readouterr().out
    assert f"{'resolved to what was not cited':<50}{len(cited):>9}" in said
    assert "ended resolved" in said


def test_without_the_week_it_is_skipped(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(material, "DATA", tmp_path)
    assert digests.main(["--no-machine"]) == 0
    assert "skipped" in capsys.readouterr().out
    assert "digests" in __main__.BENCHMARKS


def test_the_pairs_of_all_months_are_printed(capsys):
    digests._pairs(json.loads('[{"month": "all", "pairs": 4, "together": 3}]'))
    assert "cited pairs in one event, of 4" in capsys.readouterr().out
