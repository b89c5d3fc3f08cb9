"""Documents that a command is given: a file, a URL, or standard input."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

import typer

from aggregator.citations import Document, UnreadableDocument, read_document
from aggregator.crawl.loader import project_settings

if TYPE_CHECKING:
    from http.client import HTTPMessage

_TIMEOUT = 20  # seconds
_LARGEST = 10 * 1024 * 1024  # bytes of a document
_WRONG_USE = 2
_FAILED = 1


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A document as it came and as it was read; `url` is None of a file and of standard input."""

    document: Document
    body: bytes
    url: str | None


def read_source(source: str) -> ReadSource:
    """Read what a command was given.

    Raises:
        typer.Exit: it cannot be had or read; standard error says why.
    """
    body, url, content_type = _read(source)
    try:
        document = read_document(body, url=url, content_type=content_type)
    except UnreadableDocument as problem:
        fail(f"cannot read {source}: {problem}")
    return ReadSource(document, body, url)


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
        fail(f"no such file: {source}")
    except OSError as problem:
        fail(f"cannot read {source}: {problem.strerror or problem}")


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
        fail(f"cannot fetch {url}: only http and https are fetched", _WRONG_USE)
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
        fail(f"cannot fetch {url}: {problem.code} {reason}".rstrip())
    except urllib.error.URLError as problem:
        fail(f"cannot fetch {url}: {problem.reason}")
    except (OSError, ValueError) as problem:
        fail(f"cannot fetch {url}: {problem}")


def _bounded(body: bytes, source: str) -> bytes:
    if len(body) > _LARGEST:
        fail(f"{source} is larger than {_LARGEST // 1024 // 1024} MB")
    return body


def fail(message: str, code: int = _FAILED) -> NoReturn:
    """End the command with one line on standard error."""
    typer.echo(message, err=True)
    raise typer.Exit(code)
