"""The `aggregator` command in this process, on a small archive of invented stories."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from aggregator import urls
from aggregator.archive import schema
from aggregator.archive.citing.citations import resolve_citations
from aggregator.archive.crawling import runs
from aggregator.archive.store import Archive
from aggregator.archive.writing.writer import Writer
from aggregator.cli.main import main
from aggregator.crawl.loader import load_outlets
from aggregator.records import Access, Citation, Extract, Fetch, Moment, Outcome, Provenance

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2031, 5, 6, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

HOSTILE = {
    "escape": "Ferry \x1b[31mred\x1b[0m \x1b]0;owned\x07 \x9b2Jgone",
    "bidi": "Price \u202e001 dna\u202c \u2066rose\u2069 \u200ftoday\u061c",
    "breaks": "First\tsecond\nthird\r\nfourth\u2028fifth\x0bsixth",
    "cjk": "東京で大きな地震、津波の心配はなし、交通機関に乱れが出ている模様です",
    "emoji": "Sail 🚢🌊 away 👨‍👩‍👧 ❤️ with 🇳🇿 crews 🎉🎉🎉 who wave 👋🏽 to all",
    "long": "Unbroken" * 40,
    "markup": "The [bold]brackets[/bold] of [link=https://x.example]a title[/]",
}
# A sentence for each, of words that no other has: they are happenings of their own.
_SENTENCES = {
    "escape": "Painters coloured a hull in the yard at Brennick.",
    "bidi": "Bakers in Olmond charge more for rye loaves since spring.",
    "breaks": "Judges counted six laps twice after protests by riders.",
    "cjk": "A tremor shook shelves, and commuter lines stood still.",
    "emoji": "Spectators cheered a regatta from piers under sunshine.",
    "long": "Engineers tested endless cables without one splice.",
    "markup": "Editors argue about punctuation in an old manuscript.",
}
_PHRASES = (
    "The harbour office of Kessel said the ferry Ostara had lost its rudder in the night storm.",
    "Tugs brought all forty passengers ashore before dawn, wet and cold but unharmed.",
    "The owner had been warned of the worn bolts in two inspections since last autumn.",
    "Divers will look at the hull on Thursday, when the water in the sound is calmer.",
)


def _extract(url, title, text, at, **fields):
    return Extract(
        url=url,
        outcome=Outcome.STORY,
        title=title,
        text=text,
        published=Moment(at),
        language="en",
        access=fields.pop("access", Access.FREE),
        provenance={"title": Provenance("jsonld", rejected=("og=Another title",))},
        **fields,
    )


@dataclass(frozen=True)
class Shelf:
    """The archive's URL, and the ids of its stories and events by slug."""

    url: str
    stories: dict[str, int]
    events: dict[str, int]


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """An archive of three reports of one happening (two with one text), a digest, and oddities."""
    url = f"sqlite:///{tmp_path_factory.mktemp('shelf') / 'archive.db'}"
    outlets = load_outlets()
    headline = "Ferry Ostara loses its rudder off Kessel"
    wire = "\n\n".join(_PHRASES)
    own = (
        "Forty people were aboard the ferry Ostara off Kessel when its rudder broke in a storm.\n\n"
        "Tugs of the harbour office brought the passengers in. Nobody was hurt, a medic said."
    )
    with Archive.open(url) as archive:
        runs.sync_outlets(archive, outlets.values())
        run_id = runs.start_run(archive, spider="reuters", arguments={}, replay=None, now=NOW)
        writer = Writer(archive, run_id=run_id, outlets=outlets)

        def put(slug, outlet, title, text, hours=0, *, outcome=Outcome.STORY, **fields):
            page = f"https://www.{outlets[outlet].domains[0]}/world/{slug}"
            with archive.write() as connection:
                lead = connection.execute(
                    insert(schema.leads).returning(schema.leads.c.id),
                    {"outlet": outlet, "url": urls.canonical(page), "state": "leased",
                     "next_due": NOW, "leased_by": run_id, "leased_until": NOW + HOUR,
                     "requested_url": page, "via": "feed", "said": {}, "first_seen": NOW,
                     "last_seen": NOW},
                ).scalar_one()  # fmt: skip
            citations = fields.pop("citations", ())
            at = NOW - 48 * HOUR + hours * HOUR
            found = _extract(page, title, text, at, **fields) if outcome.has_text else None
            fetch = Fetch(lead_id=lead, outlet=outlet, url=page, outcome=outcome, status=200,
                          captured_at=NOW, extract=found, citations=citations)  # fmt: skip
            return writer.commit([fetch], now=NOW)[0]

        cited = [("Reuters", "reuters", headline), ("Kessel Herald", None, "Bolts were worn")]
        settled = {
            "wire": put("wire", "reuters", headline, wire, authors=("Ida Rell", "Tom Oyan")),
            "copy": put("copy", "ft", "Ferry loses rudder", wire, 1, agency="Reuters"),
            "own": put(
                "own", "ft", "Kessel ferry Ostara: forty aboard as rudder breaks", own, 2,
                access=Access.PAYWALLED,
            ),
            "digest": put(
                "digest", "digest", "The day in short", "Short.", 3, kind="digest",
                citations=tuple(
                    Citation(outlet=outlet, outlet_name=name, headline=line, line=line,
                             kind="source_line", confidence=0.9)
                    for outlet, name, line in cited
                ),
            ),
            "gone": put("gone", "reuters", None, None, outcome=Outcome.GONE),
        }  # fmt: skip
        for number, (slug, title) in enumerate(HOSTILE.items()):
            text = f"{title}\n\n{_SENTENCES[slug]}"
            settled[slug] = put(slug, "reuters", title, text, -30 - number)
        resolve_citations(archive, outlets, now=NOW)
        runs.finish_run(archive, run_id, state="finished", reason="finished", figures={}, now=NOW)
    return Shelf(
        url,
        {slug: one.story_id for slug, one in settled.items() if one.story_id},
        {slug: one.event_id for slug, one in settled.items() if one.event_id},
    )


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def rows(self):
        """The fields of each line of a piped table, without its header."""
        return [line.split("\t") for line in self.out.split("\n")[1:-1]]

    @property
    def lines(self):
        """What stands on a terminal, without our own bold and dim."""
        return re.sub(r"\x1b\[[\d;]*m", "", self.out).split("\n")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command in this process, with standard output a pipe or a terminal so wide."""

    def command(*arguments, width=None):
        monkeypatch.setattr(sys, "argv", ["aggregator", *map(str, arguments)])
        monkeypatch.setattr(sys.stdout, "isatty", lambda: width is not None, raising=False)
        monkeypatch.setenv("COLUMNS", str(width or 80))
        monkeypatch.setenv("TERM", "xterm")
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(ended.value.code or 0, out, err)

    return command


@pytest.fixture
def ask(run, shelf):
    """Run a command on the shelf."""
    return lambda *arguments, **options: run(*arguments, "--archive", shelf.url, **options)


@pytest.fixture
def process():
    """Run the command in a process of its own; its `CompletedProcess`."""

    def command(*arguments, **environment):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("AGGREGATOR_")}
        return subprocess.run(
            [Path(sys.executable).parent / "aggregator", *map(str, arguments)],
            cwd=ROOT, env=clean | environment, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip

    return command


@pytest.fixture
def now():
    return NOW


@pytest.fixture(scope="session")
def cells():
    return _cells


def _cells(line):
    """Columns that a line takes on a terminal, by Unicode's East Asian Width (UAX 11)."""
    joined = re.sub(r"[\U0001f3fb-\U0001f3ff]|\u200d.", "", line)  # drawn with what is before them
    return sum(
        0
        if unicodedata.combining(c) or unicodedata.category(c) in {"Cf", "Mn"}
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in joined
    )


@pytest.fixture(scope="session")
def hostile():
    return HOSTILE
