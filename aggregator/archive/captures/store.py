"""The capture store: every response we used, as it came, in WARC/1.1 files that only grow.

Each record is a gzip member of its own, so that a file reads from any record on, and a file cut
off anywhere loses one record at most. `sync` comes before the database commits rows that point
here; so a row never points at nothing, and a record without a row is merely unused.
"""

from __future__ import annotations

import fcntl
import os
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from aggregator.archive.captures.check import (
    Damage,
    Repair,
    capture_files,
    repair_folder,
    repair_tail,
    verify_folder,
)
from aggregator.archive.captures.files import CaptureDamaged, CaptureError, read_capture
from aggregator.archive.captures.records import (
    gzip_member,
    header,
    http_block,
    mime_type,
    record,
    sha256,
    warc_date,
)
from aggregator.records import CaptureRef, Exchange

if TYPE_CHECKING:
    from types import TracebackType

__all__ = [
    "CaptureDamaged",
    "CaptureError",
    "CaptureStore",
    "Damage",
    "Repair",
    "capture_files",
    "read_capture",
    "repair_folder",
    "repair_tail",
    "verify_folder",
]


class CaptureStore:
    """Appends captures to WARC files in a folder. Safe to use from several threads.

    Several stores, in several processes, may write to one folder: each writes to files of its
    own, which it keeps locked. A file is begun with the first capture.

    Args:
        folder: made where it is missing.
        prefix: of the file names.
        software: name and version, for each file's ``warcinfo``.
        max_bytes: a file that has grown so large is closed and a new one begun.

    Raises:
        CaptureError: the folder cannot be made.
        ValueError: the prefix is no part of a file name.
    """

    def __init__(
        self, folder: Path, *, prefix: str, software: str, max_bytes: int = 1 << 30
    ) -> None:
        if not prefix or Path(prefix).name != prefix:
            raise ValueError(f"not fit for the beginning of a file name: {prefix!r}")
        self.folder = folder
        self._prefix = prefix
        self._software = software
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._file: _OpenFile | None = None
        self._serial = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CaptureError(
                f"cannot make the captures folder {folder}: {error.strerror}; choose another with "
                "CAPTURES_DIR"
            ) from error

    @property
    def path(self) -> Path | None:
        """The file that is being written."""
        return self._file.path if self._file is not None else None

    def append(self, exchange: Exchange) -> CaptureRef:
        """Write one response.

        Raises:
            CaptureError: it cannot be written; the file still ends on a whole record.
            ValueError: the exchange's time has no zone.
        """
        fields = [
            ("WARC-Type", "response"),
            ("Content-Type", "application/http; msgtype=response"),
        ]
        mime = mime_type(header(exchange.headers, "content-type"))
        return self._append(
            fields, exchange, http_block(exchange), mime=mime, payload=exchange.body
        )

    def append_resource(
        self, url: str, captured_at: datetime, content_type: str, body: bytes
    ) -> CaptureRef:
        """Write a document that did not come over HTTP, such as a digest from a file.

        Raises:
            CaptureError, ValueError: as `append`.
        """
        fields = [("WARC-Type", "resource"), ("Content-Type", content_type)]
        exchange = Exchange(url=url, captured_at=captured_at, status=200, headers=(), body=body)
        return self._append(fields, exchange, body, mime=mime_type(content_type), payload=body)

    def sync(self) -> None:
        """Return when everything appended is on the disk.

        Raises:
            CaptureError: nobody knows what is; the next append begins a new file.
        """
        with self._lock:
            self._sync()

    def close(self) -> None:
        """Sync and close; a later append begins a new file.

        Raises:
            CaptureError: as `sync`.
        """
        with self._lock:
            try:
                self._sync()
            finally:
                self._abandon()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _append(
        self,
        fields: list[tuple[str, str]],
        exchange: Exchange,
        block: bytes,
        *,
        mime: str | None,
        payload: bytes,
    ) -> CaptureRef:
        digest = sha256(payload)
        fields += [
            ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
            ("WARC-Date", warc_date(exchange.captured_at)),
            ("WARC-Target-URI", _one_word(exchange.url)),
            ("WARC-Payload-Digest", digest),
        ]
        member = gzip_member(record(fields, block))  # compressed outside the lock
        with self._lock:
            file = self._writable()
            offset = file.end
            try:
                file.write(member)
            except OSError as error:
                if not file.is_whole:
                    self._abandon()
                raise _cannot_write(exchange.url, file.path, error) from error
        return CaptureRef(
            url=exchange.url,
            captured_at=exchange.captured_at,
            status=exchange.status,
            mime=mime,
            file=file.path.name,
            offset=offset,
            length=len(member),
            digest=digest,
        )

    def _writable(self) -> _OpenFile:
        if self._file is not None and self._file.end >= self._max_bytes:
            try:
                self._sync()
            finally:
                self._abandon()
        if self._file is None:
            self._file = self._begin()
        return self._file

    def _begin(self) -> _OpenFile:
        """A new file with its ``warcinfo`` record."""
        while True:
            now = datetime.now(UTC)
            name = f"{self._prefix}-{now:%Y%m%dT%H%M%SZ}-{os.getpid()}-{self._serial:05d}.warc.gz"
            path = self.folder / name
            self._serial += 1
            try:
                file = _OpenFile(path)
            except FileExistsError:
                continue
            except OSError as error:
                raise _cannot_write("this run", path, error) from error
            break
        about = f"software: {self._software}\r\nformat: WARC File Format 1.1\r\n"
        fields = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
            ("WARC-Date", warc_date(now)),
            ("WARC-Filename", name),
            ("Content-Type", "application/warc-fields"),
        ]
        try:
            file.write(gzip_member(record(fields, about.encode())))
        except OSError as error:
            file.close()
            with suppress(OSError):  # what cannot be removed is mended at the next start
                path.unlink()
            raise _cannot_write("this run", path, error) from error
        return file

    def _sync(self) -> None:
        file = self._file
        if file is None:
            return
        try:
            file.sync()
        except OSError as error:
            # After a failed fsync the system may have dropped what it could not write.
            self._abandon()
            raise CaptureError(
                f"captures in {file.path} may not be on the disk: {error.strerror}; what was not "
                f"committed will be fetched again once the disk of {self.folder} works"
            ) from error

    def _abandon(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()


class _OpenFile:
    """A locked file that ends on a whole record at all times but during a write.

    Raises:
        FileExistsError: somebody else's file has that name.
        OSError: it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.end = 0
        self.is_whole = True
        self._unsynced = False
        self._is_new = True
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
        self._descriptor = os.open(path, flags, 0o666)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        if os.fstat(self._descriptor).st_nlink == 0:
            # Another process's start-up came between, and took it for a dead one's empty file.
            os.close(self._descriptor)
            raise FileExistsError(f"{path} was taken away")

    def write(self, data: bytes) -> None:
        """Append all of the data or none of it.

        Raises:
            OSError: none of it; `is_whole` says whether what there was of it could be cut off.
        """
        self._unsynced = True
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except BaseException:  # an interrupt, too, may come when half of it is written
            self._cut_back()
            raise
        self.end += len(data)

    def sync(self) -> None:
        if not self._unsynced:
            return
        os.fsync(self._descriptor)
        if self._is_new:
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        self._unsynced = self._is_new = False

    def close(self) -> None:
        os.close(self._descriptor)

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._descriptor, self.end)
        except OSError:
            self.is_whole = False


def _one_word(url: str) -> str:
    """The URL as readers of WARC files expect it: without spaces and control characters."""
    return "".join(f"%{ord(c):02X}" if c <= " " or c == "\x7f" else c for c in url.strip())


def _cannot_write(what: str, path: Path, error: OSError) -> CaptureError:
    return CaptureError(
        f"cannot keep the capture of {what} in {path}: {error.strerror}; make room or choose "
        "another CAPTURES_DIR, then start again: what was kept before is whole"
    )
