"""The table of outlets in the documentation is the one that the declarations make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import scrapy

from aggregator.crawl.loader import load_outlets
from aggregator.outlets import Outlet
from spiders import table
from spiders.table import outlet_table

ROOT = Path(__file__).parents[2]


def outlet(name, title, **known):
    return Outlet(name=name, title=title, domains=(f"{name}.example",), **known)


def lines(*outlets):
    return outlet_table({one.name: one for one in outlets}).splitlines()[2:]


def test_documentation_has_it():
    documented = (ROOT / "docs/outlets.md").read_text(encoding="utf-8")
    assert outlet_table(load_outlets()) in documented, (
        "put in what `python -m spiders.table` prints"
    )


def test_command_prints_it():
    printed = subprocess.run(
        [sys.executable, "-m", "spiders.table"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert printed.stdout == outlet_table(load_outlets())


def test_one_line_an_outlet_in_order_of_title():
    made = lines(outlet("b", "The Anvil"), outlet("a", "Zenith"), outlet("c", "beacon"))
    assert [line.split(" | ")[1] for line in made] == ["The Anvil", "beacon", "Zenith"]


def test_cells():
    one = outlet(
        "anvil",
        "The Anvil",
        language="de",
        feeds=("https://anvil.example/a", "https://anvil.example/b"),
        sitemaps=("https://anvil.example/s",),
        note="a wall | and nothing else.",
        terms=("no-ml",),
    )
    (line,) = lines(one)
    assert line.startswith("| `anvil` | The Anvil | de | anvil.example | 2 feeds, 1 sitemap |")
    assert line.endswith("| a wall \\| and nothing else. Reserved by its terms: no-ml. |")


def test_outlet_without_note_is_open_as_far_as_is_known():
    assert lines(outlet("a", "A"))[0].endswith("| stories, as far as is known. |")


def test_digests_are_no_outlet():
    assert lines(outlet("digest", "Digest")) == []


def test_module_declares_no_spider():
    found = [
        v for v in vars(table).values() if isinstance(v, type) and issubclass(v, scrapy.Spider)
    ]
    assert found == []
