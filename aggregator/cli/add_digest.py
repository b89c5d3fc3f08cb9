"""`aggregator add-digest FILE|URL|-`: a digest that came by e-mail or lies in a file."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.archive.citing import documents
from aggregator.archive.errors import ArchiveMissing
from aggregator.archive.reading.citations import list_citations
from aggregator.archive.reading.stories import get_story
from aggregator.archive.store import Archive
from aggregator.cli import show
from aggregator.cli.crawling import Job, crawl_together
from aggregator.cli.events import print_citations
from aggregator.cli.options import ArchiveUrl, Json, archive_url
from aggregator.crawl.digest import address_start
from aggregator.crawl.items import DIGEST
from aggregator.crawl.loader import load_outlets
from aggregator.dates import parse_moment
from aggregator.outlets import find_outlet

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 10 * 1024 * 1024  # bytes of a document


@dataclass(frozen=True, slots=True)
class _Known:
    """What the archive has of a digest: its story, and how many citations and leads there are."""

    story: int | None
    leads: int = 0


def add(
    source: Annotated[str, typer.Argument(help="A file, an http(s) URL, or - for standard input.")],
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose digest it is, by any of its names.")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="ISO", help="The day or time it appeared, where it does not say so."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="What to call it.")] = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Archive a digest and look its citations up; later crawls fetch what it cites.

    An e-mail (.eml), a page or a text. The same digest twice adds nothing.
    """
    url = archive_url(archive)
    if published and parse_moment(published) is None:
        raise typer.BadParameter(f"--published {published!r} is no ISO 8601 date like 2025-03-30")
    try:
        publisher = find_outlet(load_outlets(), outlet).name if outlet else None
    except ValueError as error:
        raise typer.BadParameter(f"--outlet: {error}") from error
    arguments = {"publisher": publisher, "published": published, "title": title}
    with _as_file(source) as given:
        before = _known(url, given)
        if before.story is None or given.startswith(("http://", "https://")):
            try:
                _add(url, given, {name: said for name, said in arguments.items() if said})
            except ValueError as error:
                raise _named(error, given, source) from error
        after = _known(url, given)
    if after.story is None:
        raise ValueError(f"{source} gave no digest: `aggregator runs` says why")
    is_new = before.story is None
    with Archive.open(url, read_only=True) as opened, opened.read() as connection:
        story = get_story(connection, after.story)
        found = list_citations(connection, documents=[after.story])
    if not is_new and any(arguments.values()):
        typer.echo("it is known already: what was said of it the first time stays", err=True)
    if json:
        show.print_json(
            {"story": story.id, "outlet": story.outlet, "title": story.title, "url": story.url,
             "new": is_new,
             "published": story.published, "queued": after.leads - before.leads,
             "citations": found}
        )  # fmt: skip
        return
    screen = show.console()
    state = "added" if is_new else "known, nothing added"
    screen.print(f"story {story.id} ({state}): {show.printable(story.title or '')}", markup=False)
    print_citations(tuple(found))
    queued = after.leads - before.leads
    if queued:
        stories = "1 cited story waits" if queued == 1 else f"{queued} cited stories wait"
        screen.print(f"{stories} for the next crawl", markup=False)
    if story.published is None:
        typer.echo("it does not say when it appeared: give --published", err=True)


def _add(url: str, given: str, said: dict[str, str]) -> None:
    arguments = {"source": given, "follow": "no", **said}
    for failure in crawl_together([[Job(DIGEST, arguments)]], {"ARCHIVE_URL": url},
                                  log_level="ERROR"):  # fmt: skip
        raise ValueError(failure.removeprefix(f"{DIGEST}: "))


def _named(error: ValueError, given: str, source: str) -> ValueError:
    """What went wrong, of the source as it was given and not of the file made of it."""
    name = "standard input" if source == "-" else source
    return ValueError(str(error).replace(f"source={given}", name))


def _known(url: str, given: str) -> _Known:
    try:
        with Archive.open(url, read_only=True) as archive:
            leads = documents.count_cited_leads(archive)
            if given.startswith(("http://", "https://")):
                return _Known(documents.document_at(archive, given), leads)
            start = address_start(_bytes(Path(given)))
            return _Known(documents.document_starting(archive, start), leads)
    except ArchiveMissing:
        return _Known(None)


@contextmanager
def _as_file(source: str) -> Iterator[str]:
    """What was given as the spider takes it: a URL, a file, or standard input put into one."""
    if source != "-":
        if not source.startswith(("http://", "https://")):
            _bytes(Path(source))
        yield source
        return
    body = sys.stdin.buffer.read(_LARGEST + 1)
    _check_size(body, "standard input")
    with tempfile.TemporaryDirectory(prefix="digest-") as folder:
        path = Path(folder) / "standard-input"
        path.write_bytes(body)
        yield str(path)


def _bytes(path: Path) -> bytes:
    with path.expanduser().open("rb") as file:
        body = file.read(_LARGEST + 1)
    _check_size(body, str(path))
    return body


def _check_size(body: bytes, source: str) -> None:
    if len(body) > _LARGEST:
        raise ValueError(f"{source} is larger than {_LARGEST // 1024 // 1024} MB")
