"""Our feed reader beside feedparser and fastfeedparser, on the same bytes in the same run.

    python -m benchmarks.feeds [--feeds N] [--line BYTES]

Time and entries on synthetic feeds, which this benchmark writes, and on real ones where they are;
the time that one long author's line takes; and what becomes of hostile files where they are. Times
are processor times, the median of three rounds. feedparser is measured as it comes and with its
sanitising of HTML and resolving of links off; ours reduces HTML to text, reads dates with their
zone and precision, and resolves links. Entries without a link are not counted: they are no leads.
"""

from __future__ import annotations

import io
import json
import statistics
import tarfile
import time
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any

from aggregator.discovery import NotADiscovery, read_feed
from benchmarks import report
from benchmarks.synthetic import START, Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Reader = Callable[[bytes], int]

URL = "https://example.org/feed"
_SIZES = (10, 20, 50, 100)  # entries of the synthetic feeds
_ROUNDS = 3
_SLOW = 1.0  # seconds for one file


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """The reader says that it is no feed."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("feeds", __doc__)
    parser.add_argument("--feeds", type=int, default=60, metavar="N", help="synthetic feeds")
    parser.add_argument(
        "--line", type=int, default=40_000, metavar="BYTES", help="the author's line"
    )
    options = report.begin(parser, arguments)
    report.heading("Feeds")
    peers = readers()
    compare("synthetic", synthetic(options.feeds), peers)
    real = list(real_feeds())
    if real:
        compare("real", real, peers)
    else:
        report.skipped("real feeds", f"there are none in {report.SHARED / 'data/feeddays'}")
    long_line(options.line, peers)
    hostile(peers)
    return 0


def readers() -> dict[str, Reader]:
    """Ours and those that are installed, each from bytes to the number of entries with a link."""
    found: dict[str, Reader] = {"ours": _ours}
    feedparser = report.peer("feedparser", "bench")
    if feedparser is not None:
        found["feedparser"] = _feedparser(feedparser)
        found["feedparser, plain"] = _feedparser(
            feedparser, sanitize_html=False, resolve_relative_uris=False
        )
    fast = report.peer("fastfeedparser", "bench")
    if fast is not None:
        found["fastfeedparser"] = _fastfeedparser(fast)
    return found


def synthetic(count: int) -> list[tuple[bytes, int]]:
    """Feeds in RSS 2.0, Atom and RSS 1.0 in turn, each with its number of entries."""
    room = Newsroom(seed=2, words=60)
    made = []
    for number in range(count):
        entries = _SIZES[number % len(_SIZES)]
        write = (room.rss, room.atom, room.rdf)[number % 3]
        made.append((write(entries), entries))
    return made


def real_feeds() -> Iterator[tuple[bytes, int]]:
    for index in sorted((report.SHARED / "data" / "feeddays").glob("*/index.json")):
        for entry in json.loads(index.read_text(encoding="utf-8")).values():
            yield (index.parent / entry["file"]).read_bytes(), entry["items"]


def compare(
    name: str, feeds: Sequence[tuple[bytes, int]], peers: Mapping[str, Reader]
) -> dict[str, tuple[float, int]]:
    """Print, and give back, each reader's milliseconds a feed and the entries it found."""
    seconds: dict[str, list[float]] = {peer: [] for peer in peers}
    entries: Counter[str] = Counter()
    for peer, read in peers.items():
        read(feeds[0][0])  # imports and caches
        entries[peer] = 0
    for body, _ in feeds:
        for peer, read in peers.items():
            found, spent = _read(read, body)
            seconds[peer].append(spent)
            entries[peer] += found
    per_feed = {peer: 1000 * statistics.fmean(spent) for peer, spent in seconds.items()}
    size = sum(len(body) for body, _ in feeds) / len(feeds)
    label = f"{name}: {len(feeds)} feeds of {size / 1000:.0f} KB"
    report.row(f"{label}, a feed", per_feed["ours"], "CPU-ms", _others(per_feed))
    truth = float(sum(number for _, number in feeds))
    report.row(
        f"{name}: entries with a link", entries["ours"], "", {"in them": truth, **_others(entries)}
    )
    return {peer: (per_feed[peer], entries[peer]) for peer in peers}


def long_line(length: int, peers: Mapping[str, Reader]) -> None:
    """One author's name of that many letters, and of a quarter: how the time grows."""
    for letters in (length // 4, length):
        spent = {}
        for peer, read in peers.items():
            if peer != "feedparser, plain":  # the same as with
                started = time.process_time()
                read(author_line(letters))
                spent[peer] = time.process_time() - started
        report.row(
            f"an author's line of {letters / 1000:g} KB", spent["ours"], "CPU-s", _others(spent)
        )


def author_line(letters: int) -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Example</title><item>'
        "<title>Harbour reopens</title><link>https://example.org/1</link>"
        f"<author>{'a' * letters}</author></item></channel></rss>"
    ).encode()


def hostile(peers: Mapping[str, Reader]) -> None:
    """What becomes of files that were made to be hard to read."""
    files = list(hostile_files())
    if not files:
        report.skipped("hostile files", f"there are none in {report.SHARED / 'data/hostile'}")
        return
    report.note(
        f"{len(files)} hostile files (some are no feeds, and refusing those is right; most are "
        "feedparser's own tests)"
    )
    for peer, read in peers.items():
        if peer == "feedparser, plain":
            continue
        ends: Counter[str] = Counter()
        entries = 0
        for body in files:
            started = time.process_time()
            try:
                entries += read(body)
            except Refused:
                ends["refused"] += 1
            except Exception:  # noqa: BLE001 - whatever a reader raises is the result
                ends["raised"] += 1
            else:
                ends["read"] += 1
            ends["slow"] += time.process_time() - started > _SLOW
        report.note(
            f"  {peer:<16} {ends['read']} read with {entries} links, {ends['refused']} refused, "
            f"{ends['raised']} raised another error, {ends['slow']} took over a second"
        )


def hostile_files() -> Iterator[bytes]:
    folder = report.SHARED / "data" / "hostile"
    for name in ("feedparser", "gofeed"):
        packed = folder / name / f"{name}.tar.xz"
        if packed.is_file():
            with tarfile.open(packed) as archive:
                for member in archive:
                    opened = archive.extractfile(member)
                    if opened is not None and member.name.endswith(".xml"):
                        yield opened.read()
    for path in sorted((folder / "miniflux").rglob("*.xml")):
        yield path.read_bytes()


def _ours(body: bytes) -> int:
    try:
        return len(read_feed(body, url=URL, now=START).leads)
    except NotADiscovery as error:
        raise Refused from error


def _feedparser(library: Any, **options: bool) -> Reader:
    def read(body: bytes) -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # From a stream: given bytes, it first looks for a file of that name.
            found = library.parse(io.BytesIO(body), **options)
        if not found.version and not found.entries:
            raise Refused  # it never says so itself
        return sum(bool(entry.get("link")) for entry in found.entries)

    return read


def _fastfeedparser(library: Any) -> Reader:
    def read(body: bytes) -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found = library.parse(body)
            except ValueError as error:  # its word for what is no feed
                raise Refused from error
        return sum(bool(entry.get("link")) for entry in found.entries)

    return read


def _read(read: Reader, body: bytes) -> tuple[int, float]:
    """The entries found, none where it is refused, and the median seconds of a few rounds."""
    found, spent = 0, []
    for _ in range(_ROUNDS):
        started = time.process_time()
        try:
            found = read(body)
        except Refused:
            found = 0
        spent.append(time.process_time() - started)
    return found, statistics.median(spent)


def _others(figures: Mapping[str, float]) -> dict[str, float | None]:
    return {peer: value for peer, value in figures.items() if peer != "ours"}


if __name__ == "__main__":
    raise SystemExit(main())
