"""Runs the real commands, each in a process of its own, on captures instead of the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from aggregator.archive import schema as s
from aggregator.archive.store import Archive

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "demo.warc.gz"
BIN = Path(sys.executable).parent


@dataclass
class Workplace:
    """An archive and a captures folder of a test's own, and the commands on them."""

    folder: Path
    url: str
    demo = DEMO

    @property
    def captures(self) -> Path:
        return self.folder / "captures"

    def environment(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("AGGREGATOR_")}
        return {
            **clean,
            "AGGREGATOR_ARCHIVE_URL": self.url,
            "AGGREGATOR_CAPTURES_DIR": str(self.captures),
            "AGGREGATOR_EXTRACTION_WORKERS": "2",
            "PYTHONWARNINGS": "error::DeprecationWarning:aggregator",
        }

    def start(self, *command: str) -> subprocess.Popen:
        return subprocess.Popen(
            [BIN / command[0], *command[1:]],
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, status: int | None = 0) -> subprocess.CompletedProcess:
        process = self.start(*command)
        out, err = process.communicate(timeout=300)
        if status is not None:
            assert process.returncode == status, f"{command}: {process.returncode}\n{out}\n{err}"
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def crawl(
        self, spider: str, *options: str, replay: object = DEMO, status: int | None = 0
    ) -> subprocess.CompletedProcess:
        given = ("-s", f"REPLAY={replay}") if replay else ()
        return self.run("scrapy", "crawl", spider, *given, *options, status=status)


@pytest.fixture(scope="session")
def workplace():
    """Makes workplaces: in a folder, with an archive there or at a given URL."""

    def make(folder: Path, url: str | None = None) -> Workplace:
        folder.mkdir(parents=True, exist_ok=True)
        return Workplace(folder, url or f"sqlite:///{folder / 'archive.db'}")

    return make


@pytest.fixture
def place(tmp_path: Path, workplace) -> Workplace:
    return workplace(tmp_path)


@pytest.fixture(scope="session")
def contents():
    return _contents


def _contents(url: str) -> dict[str, Any]:
    """An archive's contents without ids and clock times: what two archives must have in common."""
    with Archive.open(url, read_only=True) as archive, archive.read() as connection:
        rows = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in s.metadata.sorted_tables
        }
    urls = {story["id"]: story["url"] for story in rows["stories"]}
    return {
        "stories": _by(rows["stories"], "url", drop=_IDS | {"first_seen", "listed_at"})
        | {"listed": {r["url"]: r["listed_at"] for r in rows["stories"] if r["published"]}},
        "revisions": sorted(
            [
                [
                    urls[r["story_id"]],
                    *(r[k] for k in _REVISION),
                    json.dumps(r["provenance"], sort_keys=True),
                ]
                for r in rows["revisions"]
            ],
            key=str,
        ),
        "leads": _by(rows["leads"], "url", keep=("outlet", "state", "outcome", "reason", "title")),
        "captures": sorted([r["url"], r["captured_at"], r["digest"]] for r in rows["captures"]),
        "families": _sets(rows["stories"], "family_id"),
        "events": _sets(rows["stories"], "event_id"),
        "event_titles": sorted(
            [r["title"], r["first_at"], r["last_at"], r["stories"]]
            for r in rows["events"]
            if r["merged_into"] is None
        ),
        "memberships": sorted(
            (
                [urls[r["story_id"]], r["score"] and round(r["score"], 6), r["engine"]]
                for r in rows["memberships"]
            ),
            key=str,
        ),
        "citations": sorted(
            (
                [urls[r["document_id"]], r["outlet"], r["headline"], r["kind"]]
                for r in rows["citations"]
            ),
            key=str,
        ),
        "resolutions": sorted(
            (
                [r["citation_id"], r["state"], urls.get(r["story_id"])]
                for r in rows["resolutions"]
                if r["valid_to"] is None
            ),
            key=str,
        ),
        "shingles": len(rows["shingles"]),
    }


_IDS = {"id", "revision_id", "family_id", "event_id"}
_REVISION = (
    "number", "change", "form", "title", "summary", "text", "authors", "published", "modified",
    "language", "section", "tags", "image", "access", "kind", "agency", "dateline", "words",
)  # fmt: skip


def _by(rows: list[dict], key: str, *, drop: set[str] = frozenset(), keep: tuple = ()) -> dict:
    return {
        row[key]: {k: v for k, v in row.items() if (k in keep if keep else k not in drop)}
        for row in rows
    }


def _sets(rows: list[dict], key: str) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for row in rows:
        if row[key] is not None:
            groups.setdefault(row[key], []).append(row["url"])
    return sorted(sorted(group) for group in groups.values())
