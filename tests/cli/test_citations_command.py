"""`aggregator citations`: files, standard input and URLs; JSON, table and pipe; clear errors."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import typer
from typer.testing import CliRunner

from aggregator.cli import citations as command
from aggregator.cli import documents

BODY = "SOURCES: REUTERS – Kessel dam holds firm\nBRNO COURIER – Bridge to be rebuilt\n"

app = typer.Typer()
app.command()(command.citations)


def run(*arguments: str, text: str | None = None):
    return CliRunner().invoke(app, list(arguments), input=text)


@pytest.fixture
def digest(tmp_path):
    path = tmp_path / "digest.txt"
    path.write_text(BODY, encoding="utf-8")
    return str(path)


def test_json(digest):
    result = run(digest, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [
        {
            "outlet": "Reuters",
            "headline": "Kessel dam holds firm",
            "url": None,
            "line": "SOURCES: REUTERS – Kessel dam holds firm",
            "kind": "source_line",
            "confidence": 0.95,
        },
        {
            "outlet": "BRNO COURIER",
            "headline": "Bridge to be rebuilt",
            "url": None,
            "line": "BRNO COURIER – Bridge to be rebuilt",
            "kind": "source_line",
            "confidence": 0.7,
        },
    ]


def test_into_a_pipe_one_citation_a_line(digest):
    result = run(digest)
    assert result.stdout.splitlines()[0] == "Reuters\tKessel dam holds firm\t\tsource_line\t0.95"


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_table_fits_the_terminal(digest, monkeypatch, capsys, width):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    command.citations(digest)
    printed = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)
    assert "Reuters" in printed
    assert max(len(line) for line in printed.splitlines()) <= width


def test_standard_input():
    assert run("-", "--json", text=BODY).stdout.count('"outlet"') == 2


def test_no_citation(tmp_path):
    path = tmp_path / "empty.txt"
    path.write_text("Nothing was said.\n", encoding="utf-8")
    plain = run(str(path))
    assert plain.exit_code == 1
    assert plain.stderr == f"no citation found in {path}\n"
    asked_for_json = run(str(path), "--json")
    assert (asked_for_json.exit_code, json.loads(asked_for_json.stdout)) == (0, [])


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ("no/such/file.txt", 1, "no such file: no/such/file.txt"),
        (".", 1, "cannot read .: Is a directory"),
        ("file:///etc/hostname", 2, "only http and https are fetched"),
        ("ftp://a.example/b", 2, "only http and https are fetched"),
        ("http://", 1, "cannot fetch http://"),
    ],
)
def test_what_cannot_be_read(source, code, message):
    result = run(source, "--json")
    assert result.exit_code == code
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_what_is_no_text(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\x00\x00")
    result = run(str(path))
    assert result.exit_code == 1
    assert "not text" in result.stderr


def test_what_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "_LARGEST", 1024 * 1024)
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * (1024 * 1024 + 1))
    assert "larger than 1 MB" in run(str(path)).stderr


class Handler(BaseHTTPRequestHandler):
    agents: list[str] = []  # noqa: RUF012 -- what this test's server was told

    def do_GET(self):
        self.agents.append(self.headers["User-Agent"])
        if self.path == "/digest":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.end_headers()
            self.wfile.write(BODY.encode())
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/digest")
            self.end_headers()
        elif self.path == "/inward":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
        else:
            self.send_response(404)
            self.end_headers()

    def log_message(self, *arguments):
        """Keep the test's output clean."""


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_a_url_is_fetched_under_an_honest_name(server):
    for path in ("/digest", "/moved"):
        assert run(f"{server}{path}", "--json").stdout.count('"outlet"') == 2
    assert all(agent.startswith("news-aggregator/") for agent in Handler.agents)


def test_urls_that_fail(server):
    assert "404 Not Found" in run(f"{server}/gone").stderr
    inward = run(f"{server}/inward")
    assert inward.exit_code == 1
    assert "cannot fetch" in inward.stderr
