"""The record of one page in a file.

It is read in workers: what reading takes is imported there, and not by the command that asks.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator.outlets import Outlet

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Task:
    """One page of a manifest."""

    id: str | int
    path: Path
    url: str
    outlet: Outlet | None


def read_story(task: Task) -> dict[str, Any]:
    """The record of one page. Runs in a worker.

    Raises:
        OSError: the file cannot be read.
    """
    from aggregator.extraction import extract  # noqa: PLC0415

    body = read_page(task.path)
    found = extract(body, url=task.url, outlet=task.outlet, captured_at=datetime.now(UTC))
    return found.as_record(task.id)


def read_page(path: Path) -> bytes:
    """A page's bytes, unpacked where they are gzipped, and cut where they are beyond all measure.

    Raises:
        OSError: the file cannot be read, or is no whole gzip file.
    """
    from aggregator.extraction.limits import LARGEST_PAGE  # noqa: PLC0415

    most = LARGEST_PAGE + 1
    with path.open("rb") as file:
        body = file.read(most)
    if not body.startswith(_GZIP):
        return body
    try:
        return _unpacked(body, most)
    except EOFError as error:
        raise OSError(f"{path} is a gzip file that was cut short") from error
    except zlib.error as error:
        raise OSError(f"{path} is a gzip file that is damaged ({error})") from error


def _unpacked(packed: bytes, most: int) -> bytes:
    """What gzip members hold, up to so many bytes; in half the time that `gzip.open` takes.

    Raises:
        EOFError: the last member has no end.
        zlib.error: one is damaged.
    """
    whole = len(packed) < most
    found = b""
    while packed and len(found) < most:
        member = zlib.decompressobj(zlib.MAX_WBITS + 16)
        found += member.decompress(packed, most - len(found))
        if not member.eof and len(found) < most and whole:
            raise EOFError
        packed = member.unused_data.lstrip(b"\0")  # which gzip may pad its members with
    return found
