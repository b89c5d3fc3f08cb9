"""`scrapy genspider -t outlet` makes an outlet whose test passes, in a copy of the project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("aggregator", "pipelines", "spiders", "tests/spiders")
FILES = ("pyproject.toml", "scrapy.cfg")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of what a spider and its test need."""
    copy = tmp_path_factory.mktemp("project")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, copy / name)
    return copy


def run(project, *command):
    """Run a Python module within the copy, and see nothing of the original."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AGGREGATOR_", "PYTEST_", "SCRAPY_", "COV_"))}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env={**environment, "PYTHONPATH": str(project)},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def generated(project):
    made = run(project, "scrapy", "genspider", "-t", "outlet", "example_news", "example.com")
    assert made.returncode == 0, made.stdout + made.stderr
    return made


def test_it_says_what_to_do_next(generated):
    assert "Created spider 'example_news'" in generated.stdout
    assert "rewrite them after a real page" in generated.stdout
    assert "pytest tests/spiders -k example_news" in generated.stdout


def test_it_writes_a_declaration_and_a_fixture(project, generated):
    source = (project / "spiders/example_news.py").read_text(encoding="utf-8")
    assert "class ExampleNews(OutletSpider):" in source
    assert 'name="example_news"' in source
    assert 'title="Example News"' in source
    assert 'domains=("example.com",)' in source
    assert "$" not in source.replace("$)", "")
    page = (project / "tests/spiders/fixtures/example_news.html").read_text(encoding="utf-8")
    assert "$" not in page
    expected = json.loads(
        (project / "tests/spiders/fixtures/example_news.json").read_text(encoding="utf-8")
    )
    assert expected["url"].startswith("https://www.example.com/")


def test_nothing_is_written_outside_the_copy(generated):
    assert not (ROOT / "spiders/example_news.py").exists()
    assert not list((ROOT / "tests/spiders/fixtures").glob("example_news.*"))


def test_the_new_spider_is_listed(project, generated):
    listed = run(project, "scrapy", "list")
    assert "example_news" in listed.stdout.split(), listed.stderr


def test_its_fixture_test_passes(project, generated):
    tested = run(
        project,
        "pytest",
        "tests/spiders/test_outlets.py",
        "-k",
        "example_news",
        "-q",
        "-p",
        "no:cacheprovider",
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "passed" in tested.stdout
    assert "example_news" not in tested.stderr


def test_a_spoilt_fixture_fails(project, generated):
    fixture = project / "tests/spiders/fixtures/example_news.json"
    kept = fixture.read_text(encoding="utf-8")
    fixture.write_text(kept.replace("Ana Torvald", "Ole Brandt"), encoding="utf-8")
    try:
        tested = run(project, "pytest", "tests/spiders/test_outlets.py", "-k", "example_news and authors", "-q", "-p", "no:cacheprovider")  # fmt: skip
    finally:
        fixture.write_text(kept, encoding="utf-8")
    assert tested.returncode == 1, tested.stdout
    assert "test_authors[example_news]" in tested.stdout


def test_an_outlet_that_is_there_is_not_overwritten(project, generated):
    again = run(project, "scrapy", "genspider", "-t", "outlet", "example_news", "example.com")
    assert "already exists" in again.stdout + again.stderr


def test_scrapys_own_templates_still_work(project):
    made = run(project, "scrapy", "genspider", "-d", "crawl")
    assert made.returncode == 0, made.stderr
    assert "CrawlSpider" in made.stdout
