"""The documentation is a contract: what it names exists, and what exists it names.

Examples are run: every ``sql`` block and every ``console`` block, on an archive that
``aggregator demo`` made. A ``console`` block shows commands after ``$`` and lines of what they
print; ``…`` stands for what is left out, in a line or between lines.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import typer.core
import typer.main
from sqlalchemy import text

from aggregator.archive.crawling.runs import STATES
from aggregator.archive.drivers import sqlite_driver
from aggregator.archive.schema import metadata
from aggregator.archive.store import Archive
from aggregator.archive.views import VIEWS
from aggregator.cli.main import app
from aggregator.outlets import Outlet, PageRules, Politeness
from aggregator.records import CitationState, Outcome

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
BIN = Path(sys.executable).parent
DEMO_WARC = ROOT / "data" / "demo.warc.gz"


@cache
def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def doc(name: str) -> str:
    return read(DOCS / name)


def everything() -> str:
    return "\n".join(read(page) for page in PAGES)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    language: str
    body: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(*languages: str) -> list[Block]:
    found = []
    for page in PAGES:
        for fence in re.finditer(r"^```(\w*)\n(.*?)^```$", read(page), re.MULTILINE | re.DOTALL):
            line = read(page)[: fence.start()].count("\n") + 1
            found.append(Block(page.name, line, fence[1], fence[2]))
    return [block for block in found if block.language in languages]


def settings_names() -> list[str]:
    """What aggregator/settings.py assigns, without what the environment adds."""
    source = (ROOT / "aggregator" / "settings.py").read_text(encoding="utf-8")
    targets = [
        target
        for node in ast.parse(source).body
        for target in (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
    ]
    return [t.id for t in targets if isinstance(t, ast.Name) and not t.id.startswith("_")]


def commands() -> dict[str, set[str]]:
    """Every command with its options, subcommands as ``eval group``."""
    found: dict[str, set[str]] = {}

    def visit(command, name: str) -> None:
        if isinstance(command, typer.core.TyperGroup):
            for child in command.list_commands(None):
                visit(command.get_command(None, child), f"{name} {child}".strip())
            return
        found[name] = {
            option
            for parameter in command.params
            for option in getattr(parameter, "opts", ())
            if option.startswith("--")
        }

    visit(typer.main.get_command(app), "")
    return found


COMMANDS = commands()


# -- what exists is described -----------------------------------------------------------------


@pytest.mark.parametrize("name", settings_names())
def test_setting_is_described(name):
    assert f"`{name}`" in doc("crawling.md")


def test_settings_are_found_at_all():
    assert {"ARCHIVE_URL", "PERMISSIONS", "ITEM_PIPELINES"} <= set(settings_names())


def test_no_setting_is_described_that_is_gone():
    rows = re.findall(r"^\| `([A-Z][A-Z_]+)` \|", doc("crawling.md"), re.MULTILINE)
    assert set(rows) <= set(settings_names())


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_described(name):
    assert re.search(rf"aggregator {name}\b", everything())


@pytest.mark.parametrize(
    ("command", "option"),
    [(name, option) for name, options in COMMANDS.items() for option in sorted(options)],
)
def test_option_is_described(command, option):
    assert re.search(rf"{re.escape(option)}(?![\w-])", doc("crawling.md") + doc("analysts.md")), (
        f"aggregator {command} {option}"
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_outcome_is_described(outcome):
    assert re.search(rf"^\| `{outcome}` \|", doc("crawling.md"), re.MULTILINE)


@pytest.mark.parametrize("state", list(CitationState))
def test_citation_state_is_described(state):
    assert re.search(rf"^\| `{state}` \|", doc("analysts.md"), re.MULTILINE)


@pytest.mark.parametrize("state", ["running", *STATES])
def test_state_of_a_run_is_described(state):
    assert re.search(rf"^\| `{state}` \|", doc("crawling.md"), re.MULTILINE)


@pytest.mark.parametrize("table", [table.name for table in metadata.sorted_tables])
def test_table_is_described(table):
    assert re.search(rf"^\| `{table}` \|", doc("architecture.md"), re.MULTILINE)


@pytest.mark.parametrize("view", [view.name for view in VIEWS])
def test_view_is_described(view):
    assert re.search(rf"^\| `{view}` \|", doc("analysts.md"), re.MULTILINE)


@pytest.mark.parametrize(
    "field",
    sorted(
        {*Outlet.__dataclass_fields__, *PageRules.__dataclass_fields__}
        | {*Politeness.__dataclass_fields__} - {"concurrency"}
    ),
)
def test_field_of_a_declaration_is_described(field):
    page = doc("adding-an-outlet.md")
    assert f"`{field}`" in page or f"{field}=" in page


# -- what is described exists -----------------------------------------------------------------


@pytest.mark.parametrize("page", ["analysts.md", "architecture.md", "crawling.md"])
def test_tables_and_views_exist(page):
    known = {table.name for table in metadata.sorted_tables} | {view.name for view in VIEWS}
    assert set(re.findall(r"\bv_[a-z_]+\b", doc(page))) <= known
    named = re.findall(
        r"^\| `([a-z_]+)` \| [a-z]", _section(doc("architecture.md"), "The schema"), re.MULTILINE
    )
    assert named
    assert set(named) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page):
    plain = read(page).replace("\\\n", " ")
    named = re.findall(
        r"(?:bin/|[`$] ?|^ {4})aggregator ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+))?", plain, re.MULTILINE
    )
    tops = {name.split()[0] for name in COMMANDS}
    for first, second in named:
        assert first in tops
        if first == "eval" and second:
            assert f"eval {second}" in COMMANDS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_options_exist(page):
    plain = read(page).replace("\\\n", " ")
    calls = re.findall(
        r"\baggregator ([a-z]+(?:-[a-z]+)*(?: (?:extract|group|families|citations))?) ([^\n`|]*)",
        plain,
    )
    for name, rest in calls:
        command = name if name in COMMANDS else name.split()[0]
        if command in COMMANDS:
            given = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", rest))
            assert given <= COMMANDS[command] | {"--help"}, f"aggregator {command} {rest}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", read(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.is_file(), target
        if anchor:
            assert anchor in _anchors(read(file)), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_named_exist(page):
    for name in re.findall(
        r"`((?:aggregator|spiders|pipelines|tests|benchmarks)/[\w/.]*)`", read(page)
    ):
        if re.search(r"daily_lantern|example_|NAME", name):
            continue
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_exist(page):
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"(?:`|^ {4})make ([a-z]+)", read(page), re.MULTILINE)) <= targets


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_python_is_python(block):
    if not re.match(r"\w+=", block.body):
        ast.parse(block.body)
        return
    # A field of a declaration, as it stands within one.
    names = {"Outlet": Outlet, "PageRules": PageRules, "Politeness": Politeness, "date": date}
    declared = eval(  # our own pages
        f"Outlet(name='lantern', title='Lantern', domains=('lantern.example',), {block.body})",
        names,
    )
    assert isinstance(declared, Outlet)


def test_picture_names_its_colours_for_both_schemes():
    picture = (DOCS / "architecture.svg").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in picture
    assert "<title" in picture
    assert not re.search(r"(?:href|src)=\"https?:", picture)


# -- what is shown runs -----------------------------------------------------------------------


@dataclass(frozen=True)
class Demo:
    url: str
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Demo:
    folder = tmp_path_factory.mktemp("docs")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AGGREGATOR_")}
    url = f"sqlite:///{folder / 'archive.db'}"
    made = Demo(
        url,
        {
            **clean,
            "AGGREGATOR_ARCHIVE_URL": url,
            "AGGREGATOR_CAPTURES_DIR": str(folder / "captures"),
            "COLUMNS": "200",
        },
    )
    done = made.run("aggregator", "demo")
    assert done.returncode == 0, done.stderr
    return made


@pytest.mark.parametrize("block", blocks("sql"), ids=str)
def test_query_runs(demo, block):
    with Archive.open(demo.url, read_only=True) as archive, archive.read() as connection:
        for statement in filter(str.strip, block.body.split(";\n")):
            rows = connection.execute(text(statement.rstrip().rstrip(";"))).all()
            # What waits is the one thing that a finished replay has none of.
            assert rows or "v_leads_waiting" in statement or "'candidate'" in statement


@pytest.mark.postgres
def test_queries_run_on_postgresql(postgres_url):
    with Archive.open(postgres_url, read_only=True) as archive, archive.read() as connection:
        for block in blocks("sql"):
            for statement in filter(str.strip, block.body.split(";\n")):
                connection.execute(text(statement.rstrip().rstrip(";"))).all()


def examples() -> list[tuple[Block, str, str]]:
    """Every command of a console block, with what is shown of its output."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((block, command, shown))
    return found


@pytest.mark.parametrize(
    ("block", "command", "shown"),
    examples(),
    ids=lambda value: str(value)[:60] if isinstance(value, Block) else "",
)
def test_example_prints_what_is_shown(demo, block, command, shown, tmp_path):
    words = [word for word in shlex.split(command) if not re.match(r"[A-Z_]+=", word)]
    words[0] = Path(words[0]).name
    assert words[0] == "aggregator", f"{block}: {command}"
    if "--archive" in words:
        words[words.index("--archive") + 1] = demo.url
    done = demo.run(*words)
    assert done.returncode == 0, done.stderr
    printed = [_squeezed(line) for line in done.stdout.splitlines()]
    place = 0
    for line in shown.splitlines():
        pattern = re.escape(_squeezed(line)).replace("…", ".*")
        if pattern == ".*" or not pattern:
            continue
        places = [
            n for n, other in enumerate(printed) if n >= place and re.fullmatch(pattern, other)
        ]
        assert places, f"{block}: not printed by `{command}`: {line}\n" + "\n".join(printed[:60])
        place = places[0]


def test_digest_of_the_first_steps_is_followed(demo, tmp_path):
    """The digest that docs/start.md has its reader write."""
    chapter = _section(doc("start.md"), "5. A digest of your own")
    written = re.search(r"^ {4}Notes of the week\n(?:(?: {4}.*)?\n)+", chapter, re.MULTILINE)
    digest = tmp_path / "digest.txt"
    digest.write_text(re.sub(r"^ {4}", "", written[0], flags=re.MULTILINE), encoding="utf-8")
    environment = {
        **demo.environment,
        "AGGREGATOR_ARCHIVE_URL": f"sqlite:///{tmp_path / 'archive.db'}",
        "AGGREGATOR_CAPTURES_DIR": str(tmp_path / "captures"),
    }
    done = Demo("", environment).run(
        "scrapy", "crawl", "digest", "-a", f"source={digest}", "-s", f"REPLAY={DEMO_WARC}"
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("INFO: resolved: ") == 2


def test_backup_is_an_archive(demo, tmp_path):
    """The command that docs/crawling.md gives for a backup."""
    shown = re.search(
        r"\.venv/bin/python -c \"(from pysqlite3.*)\"$", doc("crawling.md"), re.MULTILINE
    )
    code = shown[1].replace('\\"', '"')
    code = code.replace("data/archive.db", demo.url.removeprefix("sqlite:///"))
    code = code.replace("backup.db", str(tmp_path / "backup.db"))
    if sqlite_driver().name != "pysqlite3.dbapi2":
        pytest.skip("no pysqlite3 here")
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    assert demo.run(
        "aggregator", "events", "--archive", f"sqlite:///{tmp_path / 'backup.db'}"
    ).stdout == (demo.run("aggregator", "events").stdout)


@pytest.mark.parametrize(
    "block",
    [b for b in blocks("python") if "Archive.open" in b.body and "pandas" not in b.body],
    ids=str,
)
def test_python_example_runs(demo, block):
    code = block.body.replace("sqlite:///data/archive.db", demo.url)
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


# -- helpers ----------------------------------------------------------------------------------


def _squeezed(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip()


def _anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(
        r"^#+ (.+)$",
        re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL),
        re.MULTILINE,
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _section(page: str, heading: str) -> str:
    return re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL
    )[1]
