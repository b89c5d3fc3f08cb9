"""Our capture store beside FastWARC and warcio: writing, reading, indexing and finding damage.

    python -m benchmarks.warc [--pages N] [--damages N]

The pages are synthetic, of the sizes of news pages. All three write WARC/1.1 with a gzip member a
record, at level 6 and with digests, and force the file to the disk once. Seconds are processor
seconds. Damage is done to a small file in four ways in turn: a bit flipped, 64 bytes set to zero,
the file cut off anywhere, and one whole record taken out of the middle.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import random
import tempfile
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from aggregator.archive.captures.records import http_block
from aggregator.archive.captures.replay import ReplayIndex
from aggregator.archive.captures.store import CaptureStore, read_capture, verify_folder
from aggregator.records import Exchange
from benchmarks import report
from benchmarks.synthetic import Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from aggregator.records import CaptureRef

    Check = Callable[[Path], bool]

_LEVEL = 6
_ROUNDS = 3
_DAMAGED_PAGES = 20
_DAMAGED_SIZE = 20_000  # bytes of each of them


@dataclass(frozen=True, slots=True)
class Libraries:
    """The peers, each None where it is not installed."""

    fastwarc: Any | None
    warcio: Any | None

    @classmethod
    def load(cls) -> Libraries:
        return cls(report.peer("fastwarc", "dev"), report.peer("warcio", "dev"))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("warc", __doc__)
    parser.add_argument("--pages", type=int, default=300, metavar="N")
    parser.add_argument("--damages", type=int, default=100, metavar="N")
    options = report.begin(parser, arguments)
    libraries = Libraries.load()
    with tempfile.TemporaryDirectory() as folder:
        speed(list(exchanges(options.pages)), Path(folder), libraries)
    with tempfile.TemporaryDirectory() as folder:
        damage(options.damages, Path(folder), libraries)
    return 0


def exchanges(count: int, *, size: int | None = None) -> Iterator[Exchange]:
    """Answers with synthetic pages; all of about `size` bytes where one is given."""
    room = Newsroom(seed=3)
    for written in room.reports(count):
        url = f"https://example.org/world/{written.slug}"
        body = room.page(written, url, size=size)
        yield Exchange(
            url=url,
            captured_at=written.published,
            status=200,
            headers=(
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "max-age=60"),
            ),
            body=body,
            reason="OK",
        )


def speed(pages: Sequence[Exchange], folder: Path, libraries: Libraries) -> None:
    plain = sum(len(page.body) for page in pages)
    report.heading(f"WARC: {len(pages)} pages of {plain / 1e6:.1f} MB together, best of {_ROUNDS}")
    ours = folder / "ours.warc.gz"
    refs: list[CaptureRef] = []

    def write() -> None:
        refs[:] = _write_ours(pages, ours)

    spent: dict[str, float | None] = {}
    sizes: dict[str, float | None] = {}
    for name, function in _writers(libraries).items():
        path = folder / f"{name}.warc.gz"
        spent[name] = _best(partial(function, pages, path))
        sizes[name] = path.stat().st_size / 1e6
    report.row("write", _best(write), "CPU-s", spent)
    size = ours.stat().st_size / 1e6
    report.row("size of the file", size, "MB", sizes)

    alone = folder / "alone"
    alone.mkdir()
    (alone / refs[0].file).symlink_to(ours)

    def read() -> None:
        for ref in refs:
            read_capture(alone, ref)

    def index() -> None:
        found = ReplayIndex.open([ours])
        if len(list(found.urls())) != len(pages):
            raise ValueError(f"the index misses captures: {found.problems}")

    def verify() -> None:
        for found in verify_folder(alone, refs):
            raise ValueError(f"damage in an undamaged file: {found}")

    others = partial(_timings, path=ours)
    report.row("read every body; only ours checks digests", _best(read), "CPU-s",
               others(_iterators(libraries, bodies=True)))  # fmt: skip
    spent_indexing = _best(index)
    report.row("index by URL; the others only pass through", spent_indexing, "CPU-s",
               others(_iterators(libraries, bodies=False)))  # fmt: skip
    report.row("index by URL, speed", len(pages) / spent_indexing, "records/s")
    spent_verifying = _best(verify)
    report.row("verify", spent_verifying, "CPU-s", others(_checkers(libraries)))
    report.row("verify, speed", plain / 1e6 / spent_verifying, "MB/s")


def damage(count: int, folder: Path, libraries: Libraries) -> None:
    """How many damages each check finds: in a file of ours, and in one that warcio wrote."""
    pages = list(exchanges(_DAMAGED_PAGES, size=_DAMAGED_SIZE))
    with CaptureStore(folder / "original", prefix="bench", software="benchmark") as store:
        refs = [store.append(page) for page in pages]
    original = store.folder / refs[0].file
    report.heading(f"WARC: what is found of {count} damages")
    checks: dict[str, Check] = {
        "ours": lambda path: bool(list(verify_folder(path.parent, refs))),
        "ours, without the archive": lambda path: bool(list(verify_folder(path.parent))),
        "gzip -t": _gunzip_fails,
        **_checkers(libraries),
    }
    _tell("of ours", original, count, folder / "damaged", checks)
    if libraries.warcio is not None:
        foreign = folder / "foreign" / "bench.warc.gz"
        foreign.parent.mkdir()
        _write_warcio(pages, foreign)
        del checks["ours"]  # the archive points at no foreign file
        _tell("of warcio's", foreign, count, folder / "damaged-foreign", checks)


def damages(data: bytes, count: int, seed: int = 4) -> Iterator[tuple[str, bytes]]:
    """Damaged copies of a file that has one gzip member a record, with the kind of damage."""
    chance = random.Random(seed)
    starts = list(_members(data))
    for number in range(count):
        kind = ("bit", "zeros", "cut", "record")[number % 4]
        at = chance.randrange(1, len(data))
        if kind == "bit":
            yield kind, data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        elif kind == "zeros":
            yield kind, data[:at] + bytes(len(data[at : at + 64])) + data[at + 64 :]
        elif kind == "cut":
            yield kind, data[:at]
        else:
            place = chance.randrange(1, len(starts) - 1)
            yield kind, data[: starts[place]] + data[starts[place + 1] :]


def _tell(whose: str, path: Path, count: int, folder: Path, checks: Mapping[str, Check]) -> None:
    folder.mkdir()
    copy = folder / path.name
    found: dict[str, Counter[str]] = {name: Counter() for name in checks}
    done: Counter[str] = Counter()
    for kind, data in damages(path.read_bytes(), count):
        copy.write_bytes(data)
        done[kind] += 1
        for name, check in checks.items():
            found[name][kind] += check(copy)
    for name, kinds in found.items():
        each = ", ".join(f"{kind} {kinds[kind]}/{done[kind]}" for kind in done)
        what = f"in a file {whose}, found by {name}"
        report.note(f"{what:<57} {kinds.total():>4} of {count}  ({each})")


def _members(data: bytes) -> Iterator[int]:
    start = 0
    while start < len(data):
        yield start
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        inflate.decompress(data[start:])
        start = len(data) - len(inflate.unused_data)


def _write_ours(pages: Sequence[Exchange], path: Path) -> list[CaptureRef]:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        with CaptureStore(Path(folder), prefix="bench", software="benchmark") as store:
            refs = [store.append(page) for page in pages]
        (Path(folder) / refs[0].file).replace(path)
    return refs


def _writers(libraries: Libraries) -> dict[str, Callable[[Sequence[Exchange], Path], None]]:
    found: dict[str, Callable[[Sequence[Exchange], Path], None]] = {}
    if libraries.fastwarc is not None:
        found["FastWARC"] = _write_fastwarc
    if libraries.warcio is not None:
        found["warcio"] = _write_warcio
    return found


def _write_fastwarc(pages: Sequence[Exchange], path: Path) -> None:
    from fastwarc.stream_io import GzipWriter  # noqa: PLC0415 - may not be installed
    from fastwarc.warc import WarcRecord, WarcRecordType  # noqa: PLC0415

    with path.open("wb") as raw:
        writer = GzipWriter(raw, compression_level=_LEVEL)
        for page in pages:
            record = WarcRecord()
            record.init_headers(WarcRecordType.response)
            record.headers["WARC-Target-URI"] = page.url
            record.record_date = page.captured_at
            record.is_http = True
            record.set_bytes_content(http_block(page))
            record.parse_http()
            record.write(writer, checksum_data=True)
            writer.finish()
        writer.close()
        if not raw.closed:
            raw.flush()
            os.fsync(raw.fileno())


def _write_warcio(pages: Sequence[Exchange], path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415 - may not be installed
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415

    with path.open("wb") as raw:
        writer = WARCWriter(raw, gzip=True, warc_version="WARC/1.1")
        for page in pages:
            head = StatusAndHeaders("200 OK", list(page.headers), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                page.url,
                "response",
                payload=io.BytesIO(page.body),
                http_headers=head,
                warc_headers_dict={"WARC-Date": f"{page.captured_at:%Y-%m-%dT%H:%M:%SZ}"},
            )
            writer.write_record(record)
        raw.flush()
        os.fsync(raw.fileno())


def _iterators(libraries: Libraries, *, bodies: bool) -> dict[str, Callable[[Path], object]]:
    def fastwarc(path: Path) -> None:
        from fastwarc.warc import ArchiveIterator  # noqa: PLC0415 - may not be installed

        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                record.headers.get("WARC-Target-URI")
                if bodies:
                    record.reader.read()

    def warcio(path: Path) -> None:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - may not be installed

        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                record.rec_headers.get_header("WARC-Target-URI")
                if bodies:
                    record.content_stream().read()

    found: dict[str, Callable[[Path], object]] = {}
    if libraries.fastwarc is not None:
        found["FastWARC"] = fastwarc
    if libraries.warcio is not None:
        found["warcio"] = warcio
    return found


def _checkers(libraries: Libraries) -> dict[str, Check]:
    """The peers' own commands, in this process: whether they end with an error or speak of one."""
    found: dict[str, Check] = {}
    if libraries.fastwarc is not None:
        found["fastwarc check"] = _fastwarc_check
    if libraries.warcio is not None:
        found["warcio check"] = _warcio_check
    return found


def _fastwarc_check(path: Path) -> bool:
    from click.testing import CliRunner  # noqa: PLC0415 - comes with FastWARC
    from fastwarc.cli import check  # noqa: PLC0415

    return bool(CliRunner().invoke(check, ["--quiet", "--verify-payloads", str(path)]).exit_code)


def _warcio_check(path: Path) -> bool:
    from warcio.checker import Checker  # noqa: PLC0415 - may not be installed

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            failed = Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all()
        except Exception:  # noqa: BLE001 - a command that dies of it has shown the damage, too
            return True
    return bool(failed or said.getvalue())  # it may speak of damage and end as if all were well


def _gunzip_fails(path: Path) -> bool:
    try:
        with gzip.open(path) as stream:
            while stream.read(1 << 20):
                pass
    except (OSError, EOFError, zlib.error):
        return True
    return False


def _timings(
    functions: Mapping[str, Callable[[Path], object]], path: Path
) -> dict[str, float | None]:
    return {name: _best(partial(function, path)) for name, function in functions.items()}


def _best(function: Callable[[], object]) -> float:
    """Processor seconds of the quickest of a few rounds; the first also imports."""
    rounds = []
    for _ in range(_ROUNDS):
        with report.timed() as clock:
            function()
        rounds.append(clock.cpu)
    return min(rounds)


if __name__ == "__main__":
    raise SystemExit(main())
