"""Finding and mending damage in a folder of our WARC files."""

from __future__ import annotations

import fcntl
import io
import os
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from aggregator.archive.captures.files import (
    CUT_SHORT,
    BrokenRecord,
    CaptureError,
    NotRecordByRecord,
    ScannedRecord,
    read_record,
    record_problem,
    scan,
)
from aggregator.archive.captures.records import GZIP_HEADER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from aggregator.records import CaptureRef

# prefix-time-process-serial: only files of ours are mended, others may be what they look like
_OURS = re.compile(r"-\d{8}T\d{6}Z-\d+-\d{5}\.warc\.gz\Z")
_WINDOWS = (1 << 16, 1 << 20, 1 << 24)
_TRAILER = 8  # bytes of checksum and size at the end of a gzip member


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a file, in bytes from its start, that is not as it was written."""

    path: Path
    offset: int
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: at byte {self.offset}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Repair:
    """A half-written tail that was cut off; `removed` where nothing whole was left of the file."""

    path: Path
    cut: int
    removed: bool = False


def verify_folder(folder: Path, expected: Iterable[CaptureRef] = ()) -> Iterator[Damage]:
    """Every damage in the WARC files of a folder, file by file.

    Checks each gzip member's checksum and header, each record's form and digests, and that every
    capture the archive knows of is there. A record that a running crawl is just now writing is
    not damage.

    Args:
        folder: with the capture files; it is searched to the bottom.
        expected: what the database points at. Without it, whole records missing from a file's
            end cannot be noticed.
    """
    wanted: dict[str, dict[int, CaptureRef]] = {}
    for ref in expected:
        wanted.setdefault(ref.file, {})[ref.offset] = ref
    for path in capture_files(folder):
        refs = wanted.pop(path.relative_to(folder).as_posix(), {})
        try:
            yield from _verify_file(path, refs)
        except OSError as error:
            yield Damage(path, 0, f"cannot be read: {error.strerror or error}")
    for name, refs in sorted(wanted.items()):
        yield Damage(folder / name, 0, f"the file is missing, and with it {len(refs)} captures")


def repair_tail(path: Path) -> int:
    """Cut a half-written tail to the last whole record; the number of bytes cut, 0 when whole.

    A whole file is recognised by its last record alone; only where that does not reach the end
    is the file read from the beginning. No whole record is ever cut: damage in the middle stays,
    for `verify_folder` to report, and so does a file that was never ours.

    Raises:
        CaptureError: the file cannot be read or cut.
    """
    try:
        with path.open("r+b") as stream:
            size = stream.seek(0, io.SEEK_END)
            if _ends_whole(stream, size):
                return 0
            whole = _end_of_last_whole(stream, size)
            if whole == size or (whole == 0 and not _is_beginning_of_ours(stream)):
                return 0
            stream.truncate(whole)
            stream.flush()
            os.fsync(stream.fileno())
            return size - whole
    except NotRecordByRecord:
        return 0
    except OSError as error:
        raise _cannot_mend(path, error) from error


def repair_folder(folder: Path, *, active: Collection[Path] = ()) -> list[Repair]:
    """Cut the half-written tails that a kill or a power cut left, at start-up.

    Files that are `active`, or that any live process on this machine is writing, are left alone.
    A file of which nothing whole is left is removed.

    Raises:
        CaptureError: a file cannot be read or cut.
    """
    repairs = []
    for path in capture_files(folder):
        if path in active or not _OURS.search(path.name):
            continue
        try:
            with unless_in_use(path) as free:
                if not free:
                    continue
                cut = repair_tail(path)
                removed = path.stat().st_size == 0
                if removed:
                    path.unlink()
        except OSError as error:
            raise _cannot_mend(path, error) from error
        if cut or removed:
            repairs.append(Repair(path, cut, removed=removed))
    return repairs


def capture_files(folder: Path) -> list[Path]:
    """The WARC files of a folder and the folders in it, by name."""
    return sorted(
        path
        for path in folder.rglob("*.warc*")
        if path.name.endswith((".warc", ".warc.gz")) and path.is_file()
    )


@contextmanager
def unless_in_use(path: Path, *, shared: bool = False) -> Iterator[bool]:
    """Whether no live process writes the file: a writer holds its lock, and a dead one cannot."""
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _verify_file(path: Path, refs: dict[int, CaptureRef]) -> Iterator[Damage]:
    with unless_in_use(path, shared=True) as free, path.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        if size == 0 and free:
            yield Damage(path, 0, "the file is empty")
        found = list(_damages(path, stream, size, refs))
    if found and not free and found[-1].problem == CUT_SHORT:
        found.pop()  # it is being written
    yield from found
    for offset, ref in sorted(refs.items()):
        yield Damage(path, offset, f"the capture of {ref.url} is not there")


def _damages(
    path: Path, stream: BinaryIO, size: int, refs: dict[int, CaptureRef]
) -> Iterator[Damage]:
    """What a scan finds; takes the references it finds whole from `refs`."""
    ours = bool(_OURS.search(path.name))
    odd_headers: list[int] = []
    try:
        for found in scan(stream, 0, size):
            if not isinstance(found, ScannedRecord):
                yield Damage(path, *found)
                continue
            ours = ours or found.canonical
            if not found.canonical:
                odd_headers.append(found.offset)
            problem = _problem(stream, found, refs.pop(found.offset, None))
            if problem is not None:
                yield Damage(path, found.offset, problem)
    except NotRecordByRecord as error:
        yield Damage(path, 0, str(error))
    # A foreign file has other headers throughout; in ours each of them is damage.
    for offset in odd_headers if ours else ():
        yield Damage(path, offset, "the gzip header is not as it was written")


def _problem(stream: BinaryIO, found: ScannedRecord, ref: CaptureRef | None) -> str | None:
    problem = record_problem(found)
    if problem is not None:
        return problem
    if ref is not None and ref.length != found.length:
        return f"the record has {found.length} bytes, not {ref.length}"
    if ref is not None and ref.digest != found.fields.get("warc-payload-digest"):
        return "it is another body than the one the archive knows"
    if found.canonical and _has_bits_in_padding(stream, found):
        return "bits are set that no compressor writes"
    return None


def _has_bits_in_padding(stream: BinaryIO, found: ScannedRecord) -> bool:
    """Whether a bit is set between the end of the compressed data and its checksum.

    Deflate (RFC 1951) ends within a byte, and no checksum covers the rest of it. Damage there
    harms nothing, but it shows that the disk is failing. If the highest bit that is set can go
    without any effect, it was not part of the data.
    """
    stream.seek(found.offset)
    member = stream.read(found.length)
    last = member[-_TRAILER - 1]
    without = last & ~(1 << (last.bit_length() - 1)) if last else last
    if without == last:
        return False
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    checksum = zlib.crc32(inflate.decompress(member[len(GZIP_HEADER) : -_TRAILER - 1]))
    try:
        checksum = zlib.crc32(inflate.decompress(bytes([without])), checksum)
    except zlib.error:
        return False
    stated = int.from_bytes(member[-_TRAILER:][:4], "little")
    return inflate.eof and checksum == stated


def _ends_whole(stream: BinaryIO, size: int) -> bool:
    """Whether the last place that looks like the start of a record leads to the file's end."""
    for window in _WINDOWS:
        start = max(0, size - window)
        stream.seek(start)
        position = stream.read(window).rfind(GZIP_HEADER)
        if position >= 0:
            try:
                found = read_record(stream, start + position, keep=0)
            except BrokenRecord:
                return False
            return found.offset + found.length == size
        if start == 0:
            break
    return False


def _end_of_last_whole(stream: BinaryIO, size: int) -> int:
    whole = 0
    for found in scan(stream, 0, size, keep=0):
        if isinstance(found, ScannedRecord):
            whole = found.offset + found.length
    return whole


def _is_beginning_of_ours(stream: BinaryIO) -> bool:
    """Whether a file without any whole record began as ours do, or was lost in a power cut."""
    stream.seek(0)
    start = stream.read(len(GZIP_HEADER))
    return GZIP_HEADER.startswith(start) or not any(start)


def _cannot_mend(path: Path, error: OSError) -> CaptureError:
    return CaptureError(
        f"cannot check the end of {path}: {error.strerror}; see to the folder's permissions and "
        "its disk, then start again"
    )
