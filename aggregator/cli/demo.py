"""`aggregator demo`: the whole job on the capture that ships with the project."""

from __future__ import annotations

from pathlib import Path

import typer
from sqlalchemy import select

from aggregator.archive.errors import ArchiveMissing
from aggregator.archive.reading.citations import list_citations
from aggregator.archive.reading.events import list_events
from aggregator.archive.schema import runs
from aggregator.archive.store import Archive
from aggregator.cli import show
from aggregator.cli.crawling import Job, crawl_together
from aggregator.cli.events import print_events
from aggregator.cli.options import ArchiveUrl, archive_url, reading
from aggregator.crawl.items import DIGEST

_DATA = Path(__file__).resolve().parents[2] / "data"
CAPTURE = _DATA / "demo.warc.gz"
OUTLETS = ("epochtimes", "reuters", "ft")
DIGESTS = (
    "https://www.daybook-digest.example/2026/03/04/ostmere-loses-its-corn-exchange.html",
    "https://www.daybook-digest.example/2026/03/05/velmora-tarsend-joint-coast-guard-command.html",
    "https://www.daybook-digest.example/2026/03/06/velmora-senate-clears-water-act.html",
)


def demo(archive: ArchiveUrl = None) -> None:
    """Crawl the bundled capture of three outlets and a digest, and list the events in it.

    The happenings in it are invented. Nothing is asked of the network.
    """
    if not CAPTURE.is_file():
        raise ValueError(f"{CAPTURE} is missing: it ships with the project's repository")
    if archive is None:
        _check_own(archive_url(archive))
    stages = [
        # One after the other, so that every demo groups in the same order.
        *([Job(name)] for name in OUTLETS),
        *([Job(DIGEST, {"source": url})] for url in DIGESTS),
    ]
    failures = crawl_together(
        stages,
        {"REPLAY": str(CAPTURE), "ARCHIVE_URL": archive_url(archive)},
        log_level="ERROR",
    )
    for failure in failures:
        typer.echo(f"aggregator demo: {failure}", err=True)
    if failures:
        raise typer.Exit(1)
    with reading(archive) as connection:
        found = list_events(connection)
        cited = list_citations(connection, followed=True)
    print_events(found)
    resolved = sum(citation.state == "resolved" for citation in cited)
    show.console().print(
        f"\n{len(found)} events; {resolved} of {len(cited)} citations resolved. "
        "Go on with: aggregator event ID, aggregator search WORDS, aggregator runs",
        markup=False,
    )


def _check_own(url: str) -> None:
    """Keep invented stories out of an archive of real ones.

    Raises:
        ValueError: the archive holds runs that are not the demo's.
    """
    try:
        with Archive.open(url, read_only=True) as archive, archive.read() as connection:
            replays = connection.scalars(select(runs.c.replay)).all()
    except ArchiveMissing:
        return
    if any(not _is_demo(replay) for replay in replays):
        raise ValueError(
            f"{url} holds real crawls, and the demo's happenings are invented. Give it an archive "
            "of its own: aggregator demo --archive sqlite:///demo.db"
        )


def _is_demo(replay: list[str] | None) -> bool:
    return [Path(path).name for path in replay or []] == [CAPTURE.name]
