"""Reading WARC files record by record, compressed or not, whole or damaged.

Everything here streams: a record's block is held in memory only as far as it is asked for.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from aggregator.archive.captures.records import (
    GZIP_HEADER,
    digest_holds,
    parse_fields,
    parse_http,
    parse_warc_date,
    sha256,
    target_uri,
)
from aggregator.archive.errors import ArchiveError
from aggregator.records import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from aggregator.records import CaptureRef

GZIP_MAGIC = b"\x1f\x8b\x08"
CUT_SHORT = "the file ends within a record"
LONGEST_BLOCK = 256 << 20  # bytes of a record that are read into memory
_LONGEST_HEAD = 1 << 20  # bytes of a record's fields
_PIECE = 1 << 16


class CaptureError(ArchiveError):
    """A capture could not be kept or read; ``str(error)`` says what, where and what to do."""


class CaptureDamaged(CaptureError):  # noqa: N818 - says what happened
    """What stands in the file is not what was written."""


class BrokenRecord(ValueError):  # noqa: N818 - a thing found, not a mistake made
    """There is no whole record at this place."""


class NotRecordByRecord(BrokenRecord):
    """Records and gzip members do not go together, and so there is no random access."""


@dataclass(frozen=True, slots=True)
class ScannedRecord:
    """A record as it was found in a file.

    Attributes:
        offset, length: of the gzip member, or of the record in an uncompressed file, in bytes.
        fields: the record's named fields, names in lower case.
        block: all of it, or as much as the scan was asked to keep.
        canonical: it is compressed and the gzip member begins as ours do.
    """

    offset: int
    length: int
    fields: Mapping[str, str]
    block: bytes = field(repr=False)
    canonical: bool

    @property
    def kind(self) -> str:
        return self.fields.get("warc-type", "").lower()

    @property
    def is_whole(self) -> bool:
        return len(self.block) == int(self.fields["content-length"])


def read_record(
    stream: BinaryIO, offset: int, *, end: int | None = None, keep: int = LONGEST_BLOCK
) -> ScannedRecord:
    """The record that begins at a byte of a compressed or uncompressed file.

    A compressed record is read to its end, so that a checksum that fails is found, and at most
    `keep` bytes of the block are returned. What lies at `end` and beyond is not looked at, in a
    file that goes on with something else.

    Raises:
        BrokenRecord: there is no whole record here.
        OSError: the file cannot be read.
    """
    stream.seek(offset)
    start = stream.read(len(GZIP_HEADER))
    stream.seek(offset)
    if GZIP_MAGIC.startswith(start):
        raise BrokenRecord(CUT_SHORT)
    source = _Member(stream) if start.startswith(GZIP_MAGIC) else _Plain(stream, end)
    try:
        fields = _fields(source)
        block = _block(source, _block_size(fields), keep)
        length = source.finish()
    except zlib.error as error:
        raise BrokenRecord(f"compressed data does not check out ({error})") from error
    return ScannedRecord(offset, length, fields, block, canonical=start == GZIP_HEADER)


def scan(
    stream: BinaryIO, start: int, end: int, *, keep: int = LONGEST_BLOCK
) -> Iterator[ScannedRecord | tuple[int, str]]:
    """Every record between two bytes of a file, and for each damage its offset and nature.

    After damage the scan goes on at the next whole record.

    Raises:
        NotRecordByRecord: nothing can be read record by record.
        OSError: the file cannot be read.
    """
    offset = start
    while offset < end:
        try:
            found = read_record(stream, offset, end=end, keep=keep)
            if offset + found.length > end:
                raise BrokenRecord(CUT_SHORT)
        except NotRecordByRecord:
            raise
        except BrokenRecord as error:
            yield offset, str(error)
            offset = _next_whole(stream, start, offset + 1, end)
        else:
            yield found
            offset += found.length


def read_capture(folder: Path, ref: CaptureRef) -> Exchange:
    """The exchange a reference points at.

    Raises:
        CaptureDamaged: it is not there, or not what was written; names file and offset.
        CaptureError: the file is missing or cannot be read.
    """
    path = folder / ref.file
    try:
        with path.open("rb") as stream:
            found = read_record(stream, ref.offset)
        exchange = as_exchange(found)
    except FileNotFoundError as error:
        raise CaptureError(
            f"capture file {path} is missing: put it back (`aggregator verify` lists all that are)"
        ) from error
    except OSError as error:
        raise CaptureError(f"capture file {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise _damaged(path, ref, str(error)) from error
    problem = record_problem(found)
    if problem is None and found.length != ref.length:
        problem = f"the record has {found.length} bytes, not {ref.length}"
    if problem is None and sha256(exchange.body) != ref.digest:
        problem = "it is another body than the one the archive knows"
    if problem is not None:
        raise _damaged(path, ref, problem)
    return exchange


def as_exchange(found: ScannedRecord) -> Exchange:
    """A ``response`` or ``resource`` record as the exchange it holds.

    Raises:
        ValueError: it has no URL, no date, or is not an HTTP response.
    """
    url = target_uri(found.fields)
    if url is None:
        raise ValueError("a record without a URL")
    captured_at = parse_warc_date(found.fields.get("warc-date", ""))
    if found.kind == "resource":
        content_type = found.fields.get("content-type", "application/octet-stream")
        return Exchange(
            url=url,
            captured_at=captured_at,
            status=200,
            headers=(("Content-Type", content_type),),
            body=found.block,
        )
    message = parse_http(found.block)
    return Exchange(
        url=url,
        captured_at=captured_at,
        status=message.status,
        reason=message.reason,
        headers=message.headers,
        body=message.body,
    )


def record_problem(found: ScannedRecord) -> str | None:
    """What the record's own digests say against it, None where they hold."""
    if not found.is_whole:
        return None  # longer than we read into memory: its gzip checksum has to do
    stated = found.fields.get("warc-block-digest")
    if stated is not None and digest_holds(stated, found.block) is False:
        return "the block does not have its digest"
    stated = found.fields.get("warc-payload-digest")
    if stated is None or found.kind not in {"response", "resource"}:
        return None
    try:
        body = found.block if found.kind == "resource" else parse_http(found.block).body
    except ValueError as error:
        return str(error)
    return "the payload does not have its digest" if digest_holds(stated, body) is False else None


def _damaged(path: Path, ref: CaptureRef, problem: str) -> CaptureDamaged:
    return CaptureDamaged(f"damaged capture of {ref.url} in {path} at byte {ref.offset}: {problem}")


def _next_whole(stream: BinaryIO, start: int, offset: int, end: int) -> int:
    """Where the next whole record begins, `end` where there is none."""
    stream.seek(start)
    mark = b"WARC/" if stream.read(5) == b"WARC/" else GZIP_MAGIC
    while offset < end:
        stream.seek(offset)
        window = stream.read(min(_PIECE * 16, end - offset))
        position = window.find(mark)
        while position >= 0:
            try:
                read_record(stream, offset + position, end=end, keep=0)
            except BrokenRecord:
                position = window.find(mark, position + 1)
            else:
                return offset + position
        # A mark may lie across the border of two windows.
        offset += max(1, len(window) - len(mark) + 1)
    return end


class _Source:
    """The bytes of one record, wherever they come from."""

    def __init__(self) -> None:
        self._ahead = b""

    def read(self, size: int) -> bytes:
        """Up to that many bytes, none where the source has ended."""
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
            return data
        return self._more(size)

    def read_until_blank_line(self) -> bytes:
        """What stands before the first blank line.

        Raises:
            BrokenRecord: there is no WARC record here.
        """
        data = b""
        while True:
            piece = self.read(4096)
            data += piece
            if not data.startswith(b"WARC/"[: len(data)]) or (not data and not piece):
                raise BrokenRecord(f"no WARC record but {data[:40]!r}")
            for blank_line in (b"\r\n\r\n", b"\n\n"):
                position = data.find(blank_line)
                if position >= 0:
                    self._ahead = data[position + len(blank_line) :] + self._ahead
                    return data[:position]
            if not piece:
                raise BrokenRecord(CUT_SHORT)
            if len(data) > _LONGEST_HEAD:
                raise BrokenRecord("the record's fields have no end")

    def skip(self, size: int) -> None:
        """Leave out that many bytes.

        Raises:
            BrokenRecord: there are not so many.
        """
        while size:
            data = self.read(min(size, _PIECE))
            if not data:
                raise self.too_short()
            size -= len(data)

    def too_short(self) -> BrokenRecord:
        """What it means that the source ended before the record."""
        return BrokenRecord(CUT_SHORT)

    def finish(self) -> int:
        """Check that the record ends here as it should, and give its length in the file."""
        raise NotImplementedError

    def _more(self, size: int) -> bytes:
        raise NotImplementedError


class _Member(_Source):
    """The decompressed bytes of the gzip member that begins where the stream stands."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._pending = b""
        self._taken = 0

    def too_short(self) -> BrokenRecord:
        return NotRecordByRecord("a record in it takes several gzip members")

    def finish(self) -> int:
        ending = b""
        while len(ending) < 64 and (data := self.read(_PIECE)):  # noqa: PLR2004 - room for blanks
            ending += data
        beyond = ending.lstrip(b"\r\n")
        if beyond.startswith(b"WARC/"):
            raise NotRecordByRecord("it was not compressed record by record")
        if beyond or not self._inflate.eof:
            raise BrokenRecord("the record is longer than its Content-Length")
        return self._taken - len(self._inflate.unused_data)

    def _more(self, size: int) -> bytes:
        while not self._inflate.eof:
            if not self._pending:
                self._pending = self._stream.read(_PIECE)
                self._taken += len(self._pending)
                if not self._pending:
                    raise BrokenRecord(CUT_SHORT)
            data = self._inflate.decompress(self._pending, size)
            self._pending = self._inflate.unconsumed_tail
            if data:
                return data
        return b""


class _Plain(_Source):
    """The bytes of an uncompressed file from where the stream stands."""

    def __init__(self, stream: BinaryIO, end: int | None) -> None:
        super().__init__()
        self._stream = stream
        self._start = stream.tell()
        self._end = stream.seek(0, io.SEEK_END) if end is None else end
        stream.seek(self._start)

    def skip(self, size: int) -> None:
        here = self._stream.tell() - len(self._ahead)
        if here + size > self._end:
            raise BrokenRecord(CUT_SHORT)
        self._ahead = b""
        self._stream.seek(here + size)

    def finish(self) -> int:
        here = self._stream.tell() - len(self._ahead)
        self._ahead = b""
        self._stream.seek(here)
        ending = self._more(64)
        beyond = ending.lstrip(b"\r\n")
        if beyond and not beyond.startswith(b"WARC/"[: len(beyond)]):
            raise BrokenRecord("the record is longer or shorter than its Content-Length")
        return here + len(ending) - len(beyond) - self._start

    def _more(self, size: int) -> bytes:
        return self._stream.read(max(0, min(size, self._end - self._stream.tell())))


def _fields(source: _Source) -> dict[str, str]:
    try:
        return parse_fields(source.read_until_blank_line())
    except BrokenRecord:
        raise
    except ValueError as error:
        raise BrokenRecord(str(error)) from error


def _block_size(fields: Mapping[str, str]) -> int:
    text = fields.get("content-length", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):  # noqa: PLR2004 - a petabyte
        raise BrokenRecord(f"a record with the Content-Length {text[:40]!r}")
    return int(text)


def _block(source: _Source, size: int, keep: int) -> bytes:
    pieces = []
    left = min(size, keep)
    while left:
        data = source.read(min(left, _PIECE))
        if not data:
            raise source.too_short()
        pieces.append(data)
        left -= len(data)
    if size > keep:
        source.skip(size - keep)
    return b"".join(pieces)
