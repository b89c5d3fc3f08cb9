"""Getting at the WARC files to replay, whatever they are packed in."""

from __future__ import annotations

import shutil
import struct
import tempfile
import weakref
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from aggregator.archive.errors import ArchiveError

if TYPE_CHECKING:
    from _typeshed import SupportsRead

_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_ZSTD = b"\x28\xb5\x2f\xfd"
_LOCAL_HEADER = struct.Struct("<26xHH")  # lengths of name and extra field; APPNOTE.TXT, 4.3.7


class ReplayError(ArchiveError):
    """A file to replay is of no use; ``str(error)`` says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A WARC file, or the part of another file that is one.

    Attributes:
        name: for a person: the file, and within a WACZ its entry.
        start, end: its first byte and the one after its last, in the file at `path`.
    """

    path: Path
    name: str
    start: int
    end: int


class ReplayFiles:
    """Opens files to replay; keeps decompressed copies of those without random access.

    The copies go when this does.
    """

    def __init__(self) -> None:
        self._copies: Path | None = None

    def places(self, path: Path) -> list[Place]:
        """The WARC files in a file: itself, or the entries of a WACZ.

        Raises:
            ReplayError: it is of another kind or empty.
            OSError: it is missing or cannot be read.
        """
        if path.is_dir():
            raise ReplayError(f"cannot replay {path}: it is a folder; name the files in it")
        with path.open("rb") as stream:
            start = stream.read(1 << 12)
        if start.startswith(_ZIP):
            return self._wacz_places(path)
        _check_beginning(path, start)
        return [Place(path, str(path), 0, path.stat().st_size)]

    def decompressed(self, place: Place) -> Place:
        """A copy of a file that was compressed as a whole, up to where it can be read."""
        with place.path.open("rb") as stream:
            stream.seek(place.start)
            return self._copied(_Inflated(stream, place.end - place.start), place.name)

    def _wacz_places(self, path: Path) -> list[Place]:
        """https://specs.webrecorder.net/wacz/1.1.1/: a ZIP file with WARC files in archive/."""
        places = []
        try:
            with zipfile.ZipFile(path) as archive, path.open("rb") as stream:
                for entry in archive.infolist():
                    name = entry.filename
                    if not (name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))):
                        continue
                    label = f"{path}/{name}"
                    if entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1:
                        start = _data_start(stream, entry)
                        places.append(Place(path, label, start, start + entry.compress_size))
                    else:
                        with archive.open(entry) as member:
                            places.append(self._copied(member, label))
        except (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError) as error:
            raise ReplayError(
                f"cannot replay {path}: it cannot be read as a WACZ ({error}); fetch it again"
            ) from error
        if not places:
            raise ReplayError(f"cannot replay {path}: a ZIP file without WARC files in archive/")
        return places

    def _copied(self, source: SupportsRead[bytes], name: str) -> Place:
        if self._copies is None:
            self._copies = Path(tempfile.mkdtemp(prefix="replay-"))
            weakref.finalize(self, shutil.rmtree, self._copies, ignore_errors=True)
        with tempfile.NamedTemporaryFile(dir=self._copies, delete=False) as target:
            shutil.copyfileobj(source, target, _PIECE)
            return Place(Path(target.name), name, 0, target.tell())


class _Inflated:
    """Gzip members read as one stream, which ends where they are damaged."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size
        self._pending = b""
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def read(self, size: int = _PIECE) -> bytes:
        while True:
            if not self._pending:
                self._pending = self._stream.read(min(self._left, _PIECE))
                self._left -= len(self._pending)
                if not self._pending:
                    return b""
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                data = self._inflate.decompress(self._pending, size)
            except zlib.error:
                self._left, self._pending = 0, b""
                return b""
            self._pending = self._inflate.unconsumed_tail or self._inflate.unused_data
            if data:
                return data


def _check_beginning(path: Path, start: bytes) -> None:
    if not start:
        raise ReplayError(f"cannot replay {path}: it is empty; fetch or copy it again")
    if start.startswith(_ZSTD):
        raise ReplayError(f"cannot replay {path}: it is compressed with zstd; run `zstd -d` first")
    text = start
    if start.startswith(_GZIP):
        try:
            text = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, 64)
        except zlib.error as error:
            raise ReplayError(
                f"cannot replay {path}: damaged from the beginning ({error}); fetch it again"
            ) from error
    if text.startswith(b"filedesc:"):
        raise ReplayError(
            f"cannot replay {path}: an ARC file; make a WARC of it with `warcio recompress`"
        )
    if not text.startswith(b"WARC/"[: len(text)]):
        raise ReplayError(f"cannot replay {path}: not a WARC or WACZ file")


def _data_start(stream: BinaryIO, entry: zipfile.ZipInfo) -> int:
    """Where a stored entry's bytes begin; the ZIP directory does not say."""
    stream.seek(entry.header_offset)
    header = stream.read(_LOCAL_HEADER.size)
    name_length, extra_length = _LOCAL_HEADER.unpack(header)
    start: int = entry.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    return start
