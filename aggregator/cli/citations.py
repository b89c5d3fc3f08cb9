"""``aggregator citations FILE|URL|-``: the citations of any document."""

from __future__ import annotations

import json as jsonlib
import sys
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from aggregator.citations import UnreadableDocument, find_citations, read_document
from aggregator.crawl.loader import load_outlets, project_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from http.client import HTTPMessage

    from aggregator.records import Citation

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]

_TIMEOUT = 20  # seconds
_LARGEST = 10 * 1024 * 1024  # bytes of a document
_WRONG_USE = 2
_FAILED = 1


def citations(
    source: Annotated[str, typer.Argument(help="A file, an http(s) URL, or - for standard input.")],
    json: Json = False,
) -> None:
    """Print the citations that a document holds: outlet, headline, URL, form, confidence."""
    body, url, content_type = _read(source)
    try:
        document = read_document(body, url=url, content_type=content_type)
    except UnreadableDocument as problem:
        _fail(f"cannot read {source}: {problem}")
    found = find_citations(document, load_outlets())
    if json:
        typer.echo(jsonlib.dumps([_row(c) for c in found], ensure_ascii=False, indent=2))
    elif found:
        _print_table(found)
    else:
        _fail(f"no citation found in {'standard input' if source == '-' else source}")


def _row(citation: Citation) -> dict[str, str | float | None]:
    return {
        "outlet": citation.outlet,
        "headline": citation.headline,
        "url": citation.url,
        "line": citation.line,
        "kind": citation.kind,
        "confidence": citation.confidence,
    }


def _print_table(found: Sequence[Citation]) -> None:
    """A table that fits the terminal; into a pipe, a citation a line, its fields apart by tabs."""
    if not sys.stdout.isatty():
        for one in found:
            fields = (one.outlet, one.headline, one.url, one.kind, f"{one.confidence:.2f}")
            typer.echo("\t".join(" ".join((field or "").split()) for field in fields))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Outlet", overflow="fold", max_width=28)
    table.add_column("Headline", overflow="fold", ratio=3)
    table.add_column("URL", overflow="fold", ratio=2)
    table.add_column("Form", no_wrap=True)
    table.add_column("Sure", justify="right", no_wrap=True)
    for one in found:
        sure = f"{one.confidence:.2f}"
        # Text of the document is never markup of the terminal's.
        cells = (one.outlet, one.headline or "–", one.url or "–", one.kind, sure)
        table.add_row(*(_plain(cell) for cell in cells))
    Console(markup=False, highlight=False).print(table)


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable())


def _read(source: str) -> tuple[bytes, str | None, str | None]:
    """The document's bytes, its URL and its content type, as far as the source has them."""
    if source == "-":
        return _bounded(sys.stdin.buffer.read(_LARGEST + 1), source), None, None
    if "://" in source:
        return _fetch(source)
    path = Path(source)
    try:
        with path.open("rb") as file:
            return _bounded(file.read(_LARGEST + 1), source), None, None
    except FileNotFoundError:
        _fail(f"no such file: {source}")
    except OSError as problem:
        _fail(f"cannot read {source}: {problem.strerror or problem}")


class _HttpOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https only; `file:` must not be reachable through one."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not newurl.lower().startswith(("http://", "https://")):
            fp.close()
            raise urllib.error.URLError(f"it redirects to {newurl.split(':', 1)[0]}:")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch(url: str) -> tuple[bytes, str | None, str | None]:
    if not url.lower().startswith(("http://", "https://")):
        _fail(f"cannot fetch {url}: only http and https are fetched", _WRONG_USE)
    opener = urllib.request.build_opener(_HttpOnly())
    try:
        agent = {"User-Agent": str(project_settings()["USER_AGENT"])}
        request = urllib.request.Request(url, headers=agent)  # noqa: S310 -- scheme checked above
        with opener.open(request, timeout=_TIMEOUT) as response:
            body = response.read(_LARGEST + 1)
            return _bounded(body, url), response.geturl(), response.headers.get("Content-Type")
    except urllib.error.HTTPError as problem:
        problem.close()
        reason = HTTPStatus(problem.code).phrase if problem.code in set(HTTPStatus) else ""
        _fail(f"cannot fetch {url}: {problem.code} {reason}".rstrip())
    except urllib.error.URLError as problem:
        _fail(f"cannot fetch {url}: {problem.reason}")
    except (OSError, ValueError) as problem:
        _fail(f"cannot fetch {url}: {problem}")


def _bounded(body: bytes, source: str) -> bytes:
    if len(body) > _LARGEST:
        _fail(f"{source} is larger than {_LARGEST // 1024 // 1024} MB")
    return body


def _fail(message: str, code: int = _FAILED) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
