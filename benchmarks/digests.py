"""Digests over a real week, from their text to the answers: how each citation ends.

    python -m benchmarks.digests [--rows N] [--show N]

Real headlines of November 2023, where they are, become the feeds of a capture; for each labelled
happening a digest is written that cites its stories, in our words: every other one with Wikinews'
source templates, the others with a block of sources. Headlines are quoted with drift. Beside them
each digest cites what must end otherwise:

- resolved: a story that the crawl brought, however its headline drifted;
- candidate: a story whose quoted headline has another name in it, as of the next happening;
- copy_only: a story that another outlet carries under the same headline, and its own feed lacks;
- walled: a page that answers with a challenge, cited by its URL;
- not_found: a story of a crawled outlet that is in no feed;
- not_tried: a story of an outlet without a spider.

The outlets are crawled and the digests followed by the real commands, in processes of their own.
Printed is how many citations of each kind ended so, and of the pairs of stories that one digest
cites, how many the grouping had in one event (`aggregator eval cited` on the same archive).
"""

from __future__ import annotations

import html
import json
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process
from sqlalchemy import select

from aggregator.archive import schema as s
from aggregator.archive.captures.packing import SavedPage, pack
from aggregator.archive.store import Archive
from aggregator.citations.headlines import plain_headline
from aggregator.crawl.loader import load_outlets
from aggregator.records import CitationState
from benchmarks import material, report
from benchmarks.crawl import run
from benchmarks.drift import DRIFTS, name_changed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aggregator.outlets import Outlet, OutletDirectory

WEEK = "feeddays/week2023.jsonl.gz"
CAPTURED = datetime(2023, 11, 26, tzinfo=UTC)

_SEED = 20231120
_FEWEST = 5  # stories of a happening that make a digest
_UNLIKE = 60  # token_set_ratio, above which two headlines may be one story's
_CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body>"
    b"<div id='cf-challenge'>Checking your browser before you go on.</div></body></html>"
)
_BODY = (
    "This is what several outlets told of one happening, in the words of nobody.",
    "The figures may change. The outlets are named below.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A real headline."""

    outlet: str
    name: str | None
    url: str
    title: str
    description: str
    published: datetime
    event: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A citation as a digest makes it, and how it must end."""

    outlet: str
    headline: str
    expected: CitationState
    target: Row
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The feeds of the week and the digests over it.

    Attributes:
        listed: the rows that the feeds name.
        walled: URLs that answer with a challenge.
    """

    listed: tuple[Row, ...]
    walled: tuple[str, ...]
    digests: tuple[tuple[datetime, tuple[Planned, ...]], ...]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("digests", __doc__)
    parser.add_argument("--rows", type=int, default=60, metavar="N", help="headlines of an outlet")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="mistakes to print")
    options = report.begin(parser, arguments)
    report.heading("Digests: a real week, from their text to the answers")
    directory = load_outlets()
    rows = list(week(directory))
    if not rows:
        return 0
    made = plan(rows, directory, a_outlet=options.rows)
    with tempfile.TemporaryDirectory() as folder:
        measure(made, directory, Path(folder), show=options.show)
    return 0


def week(directory: OutletDirectory) -> Iterator[Row]:
    """The real headlines of the week, those of few words left out."""
    for row in material.rows(WEEK):
        if len(row["title"].split()) > _FEWEST and row["url"].startswith("http"):
            outlet = directory.by_name(row["outlet"])
            known = outlet is not None and _source(outlet) and outlet.is_article(row["url"])
            yield Row(
                outlet=outlet.title if outlet else row["outlet"],
                name=outlet.name if outlet and known else None,
                url=row["url"],
                title=row["title"],
                description=row["description"] or "",
                published=material.moment(row["published"]),
                event=row["event_id"],
            )


def plan(rows: Sequence[Row], directory: OutletDirectory, *, a_outlet: int) -> Plan:
    """Choose what the feeds name and what the digests cite."""
    chance = random.Random(_SEED)
    happenings: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.event and row.name:
            happenings[row.event].append(row)
    happenings = {name: told for name, told in happenings.items() if len(told) >= _FEWEST}
    outlets = {row.name for told in happenings.values() for row in told}
    labelled = [row for told in happenings.values() for row in told]
    by_outlet: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        if row.name in outlets and not row.event:
            by_outlet[row.name].append(row)
    others = [row for told in by_outlet.values() for row in told[:: max(1, len(told) // a_outlet)]]
    foreign = [row for row in rows if directory.by_name(row.outlet) is None]
    spare = _unlike(chance.sample(others, len(others)), [*labelled, *others])
    twins = list(_twins(by_outlet))
    hidden: set[str] = set()
    walled: list[str] = []
    digests = []
    for number, told in enumerate(happenings.values()):
        cited = [_drifted(row, chance, with_url=number % 4 == 0) for row in told]
        absent, look_alike = next(spare), next(r for r in spare if name_changed(r.title))
        hidden.add(absent.url)
        cited.append(_planned(absent, CitationState.NOT_FOUND))
        changed = name_changed(look_alike.title) or ""
        cited.append(_planned(look_alike, CitationState.CANDIDATE, headline=changed))
        cited.append(_planned(chance.choice(foreign), CitationState.NOT_TRIED))
        if number % 2 == 0:
            barred = next(spare)
            hidden.add(barred.url)
            walled.append(barred.url)
            cited.append(_planned(barred, CitationState.WALLED, url=barred.url))
        if twins:
            original, copy = twins.pop()
            hidden.add(original.url)
            others.append(copy)
            cited.append(_planned(original, CitationState.COPY_ONLY))
        at = max(row.published for row in told) + timedelta(hours=6)
        at = max(at, *(one.target.published for one in cited)) if number % 2 else at
        digests.append((at, tuple(one for one in cited if _is_of_these_days(one, at))))
    listed = {row.url: row for row in (*labelled, *others) if row.url not in hidden}
    return Plan(listed=tuple(listed.values()), walled=tuple(walled), digests=tuple(digests))


def _drifted(row: Row, chance: random.Random, *, with_url: bool) -> Planned:
    kinds = list(DRIFTS)
    quoted = DRIFTS[chance.choice(kinds)](row.title, chance)
    url = row.url if with_url else None
    return _planned(row, CitationState.RESOLVED, headline=quoted, url=url)


def _planned(
    row: Row, expected: CitationState, *, headline: str | None = None, url: str | None = None
) -> Planned:
    return Planned(
        outlet=row.outlet, headline=headline or row.title, expected=expected, target=row, url=url
    )


def _is_of_these_days(one: Planned, at: datetime) -> bool:
    """Digests cite the days before them; what lies elsewhere is another question."""
    return timedelta(0) <= at - one.target.published < timedelta(days=6)


def _unlike(rows: Sequence[Row], all_rows: Sequence[Row]) -> Iterator[Row]:
    """Rows whose headline no other row of any outlet resembles."""
    titles = [plain_headline(row.title) for row in all_rows]
    for row in rows:
        near = process.extract(
            plain_headline(row.title), titles, scorer=fuzz.token_set_ratio, limit=2
        )
        if len(near) < 2 or near[1][1] < _UNLIKE:  # noqa: PLR2004 - itself and the next
            yield row


def _twins(by_outlet: Mapping[str | None, Sequence[Row]]) -> Iterator[tuple[Row, Row]]:
    """Pairs of rows of two outlets with one headline, published within a day."""
    seen: dict[str, Row] = {}
    for row in sorted((r for told in by_outlet.values() for r in told), key=lambda r: r.published):
        other = seen.setdefault(plain_headline(row.title), row)
        near = row.published - other.published < timedelta(days=1)
        if other.name != row.name and near:
            yield other, row


def feeds_of(made: Plan, directory: OutletDirectory) -> Iterator[SavedPage]:
    """The capture: a feed of each outlet that names its rows, and the walls."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in made.listed:
        if row.name is not None:
            rows[row.name].append(row)
    for name, listed in rows.items():
        outlet: Outlet = directory[name]
        items = "".join(map(_item, listed))
        body = f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()
        yield SavedPage(
            url=_source(outlet),
            body=body,
            captured_at=CAPTURED,
            content_type="application/rss+xml",
        )
    for url in made.walled:
        yield SavedPage(url=url, body=_CHALLENGE, captured_at=CAPTURED, status=403)


def _source(outlet: Outlet) -> str:
    """Where the outlet is asked first; what answers may be a feed in any case."""
    return next(iter((*outlet.feeds, *outlet.sitemaps)), "")


def _item(row: Row) -> str:
    return (
        f"<item><title>{html.escape(row.title)}</title><link>{html.escape(row.url)}</link>"
        f"<description>{html.escape(row.description)}</description>"
        f"<pubDate>{format_datetime(row.published)}</pubDate></item>"
    )


def written(number: int, at: datetime, cited: Sequence[Planned]) -> str:
    """The text of a digest: with source templates where its number is even, else with a block."""
    day = f"{at:%B} {at.day}, {at.year}"
    start = f"Digest number {number}\n\n{day}\n\n" + "\n\n".join(_BODY) + "\n\n"
    if number % 2 == 0:
        return f"{start}== Sources ==\n" + "\n".join(_template(one) for one in cited) + "\n"
    lines = [f"{one.outlet.upper()} – {one.headline}" for one in cited]
    return f"{start}SOURCES: " + "\n".join(lines) + "\n"


def _template(one: Planned) -> str:
    at = one.target.published
    title = one.headline.replace("|", "{{!}}")
    return (
        f"*{{{{source|url={one.url or ''}|title={title}|author=|pub={one.outlet}"
        f"|date={at:%B} {at.day}, {at.year}}}}}"
    )


def measure(made: Plan, directory: OutletDirectory, folder: Path, *, show: int) -> None:
    """Crawl, follow and compare."""
    replay = folder / "week.warc.gz"
    pack(feeds_of(made, directory), replay)
    files = []
    for number, (at, cited) in enumerate(made.digests):
        path = folder / f"digest{number}.txt"
        path.write_text(written(number, at, cited), encoding="utf-8")
        files.append(path)
    url = f"sqlite:///{folder / 'archive.db'}"
    settings = {
        "AGGREGATOR_ARCHIVE_URL": url,
        "AGGREGATOR_CAPTURES_DIR": str(folder / "captures"),
    }
    names = sorted({row.name for row in made.listed if row.name})
    aggregator = [sys.executable, "-m", "aggregator.cli.main"]
    crawl = run([*aggregator, "crawl", *names, "--replay", str(replay)], **settings)
    given = [part for path in files for part in ("--digest", str(path))]
    followed = run([*aggregator, "crawl", *given, "--replay", str(replay)], **settings)
    report.row(f"crawl of {len(made.listed):,} headlines of {len(names)} outlets", crawl.wall, "s")
    report.row(f"following {len(files)} digests", followed.wall, "s")
    with Archive.open(url, read_only=True) as archive:
        answers = _answers(archive)
    compare(made, answers, show=show)
    pairs = json.loads(run([*aggregator, "eval", "cited", "--json"], **settings).said)
    _pairs(pairs)


def compare(
    made: Plan, answers: Mapping[tuple[int, str], tuple[str, str | None]], *, show: int
) -> None:
    """Print how many citations of each kind ended as they should."""
    total: Counter[CitationState] = Counter()
    right: Counter[CitationState] = Counter()
    unread, forced = 0, 0
    mistakes: list[str] = []
    for number, (_, cited) in enumerate(made.digests):
        for one in cited:
            total[one.expected] += 1
            state, url = answers.get((number, _key(one.headline)), ("not read", None))
            ended = state == one.expected
            if one.expected is CitationState.RESOLVED:
                ended = ended and url is not None and _same_page(url, one.target.url)
            right[one.expected] += ended
            unread += state == "not read"
            forced += state == CitationState.RESOLVED and not ended
            if not ended:
                mistakes.append(f"{one.expected}, ended {state}: {one.outlet} – {one.headline}")
    for expected, count in total.items():
        report.row(f"{expected}: ended so, of {count}", right[expected])
    report.row(f"right, of {total.total()} citations", right.total() / max(total.total(), 1))
    report.row("resolved to what was not cited", forced)
    report.row("citations that were not read", unread)
    for mistake in mistakes[:show]:
        report.note(mistake)


def _answers(archive: Archive) -> dict[tuple[int, str], tuple[str, str | None]]:
    """(number of the digest, headline) to the state and the URL of the story or lead."""
    c, r = s.citations.c, s.resolutions.c
    document = s.stories.alias("document")
    query = (
        select(document.c.title, c.headline, r.state, s.stories.c.url, s.leads.c.url.label("lead"))
        .join(s.citations, c.document_id == document.c.id)
        .join(s.resolutions, (r.citation_id == c.id) & r.valid_to.is_(None))
        .join(s.stories, s.stories.c.id == r.story_id, isouter=True)
        .join(s.leads, s.leads.c.id == r.lead_id, isouter=True)
        .where(document.c.kind == "digest", c.headline.is_not(None))
    )
    with archive.read() as connection:
        return {
            (int(re.sub(r"\D", "", row.title) or -1), _key(row.headline)): (
                row.state,
                row.url or row.lead,
            )
            for row in connection.execute(query)
        }


def _key(headline: str) -> str:
    return "".join(char for char in headline.casefold() if char.isalnum())


def _same_page(one: str, other: str) -> bool:
    return one.partition("?")[0].rstrip("/").removeprefix("https://www.") == other.partition("?")[
        0
    ].rstrip("/").removeprefix("https://www.")


def _pairs(found: Any) -> None:
    rows = found if isinstance(found, list) else found.get("months", [])
    (every,) = (row for row in rows if row["month"] == "all")
    pairs, together = every["pairs"], every["together"]
    report.row(f"cited pairs in one event, of {pairs}", together / max(pairs, 1))


if __name__ == "__main__":
    raise SystemExit(main())
