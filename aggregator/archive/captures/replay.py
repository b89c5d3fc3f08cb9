"""Reading captures in place of the network: an index of WARC and WACZ files by URL.

Only places are held in memory; a body is read when it is asked for. Damage costs the record it
struck and is told in `ReplayIndex.problems`; a file of which nothing can be read is refused.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin

from aggregator.archive.captures.files import (
    NotRecordByRecord,
    ScannedRecord,
    as_exchange,
    read_record,
    scan,
)
from aggregator.archive.captures.records import (
    HttpMessage,
    header,
    parse_http,
    parse_warc_date,
    target_uri,
    without_chunks,
)
from aggregator.archive.captures.replay_files import Place, ReplayError, ReplayFiles
from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from aggregator.records import Exchange

__all__ = ["ReplayError", "ReplayIndex"]

_HEAD = 1 << 14  # bytes of a block read while indexing: the HTTP head is in there
_KINDS = {"response", "resource", "revisit"}
_NOT_MODIFIED = 304


class ReplayIndex:
    """What was captured of which URL, and when. Safe to use from several threads.

    URLs are compared without their fragment. Where captures of exactly the URL asked for exist,
    only they count; otherwise those of any URL with the same `aggregator.urls.canonical`, such
    as the http or the tracking spelling of it. Of these, redirects from one spelling to another
    are left out, for they would lead in a circle.

    Answers of 304 Not Modified hold nothing and are left out, too.

    Attributes:
        problems: what could not be read or understood, one sentence each.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._files = ReplayFiles()
        self._places: list[Place] = []
        self._exact: dict[str, list[_Capture]] = {}
        self._canonical: dict[str, list[_Capture]] = {}

    @classmethod
    def open(cls, paths: Sequence[Path]) -> Self:
        """Index ``.warc``, ``.warc.gz`` and ``.wacz`` files, told apart by their content.

        Raises:
            ReplayError: no file was named, or one is missing, unreadable, empty, of another kind
                or without a whole record.
        """
        if not paths:
            raise ReplayError("nothing to replay: name WARC or WACZ files in REPLAY")
        index = cls()
        found: list[_Found] = []
        for path in paths:
            try:
                found += index._read_file(path)
            except OSError as error:
                raise ReplayError(
                    f"cannot replay {path}: {error.strerror or error}; check the path and its "
                    "permissions"
                ) from error
        index._fill(found)
        return index

    def urls(self) -> Iterable[str]:
        """Every URL with a capture, as it was captured, without fragments."""
        return self._exact.keys()

    def times(self, url: str) -> tuple[datetime, ...]:
        """When the URL was captured, earliest first; empty where it never was."""
        return tuple(capture.at for capture in self._captures(url))

    def has(self, url: str) -> bool:
        """Whether there is any capture of the URL."""
        return bool(self._captures(url))

    def get(
        self, url: str, *, after: datetime | None = None, exclude: Collection[datetime] = ()
    ) -> Exchange | None:
        """The earliest capture of the URL later than `after` and at none of the `exclude` times.

        The exchange's URL is the captured one. None where there is no such capture.

        Raises:
            ReplayError: it is there but can no longer be read.
        """
        for capture in self._captures(url):
            if (after is None or capture.at > after) and capture.at not in exclude:
                return self._read(capture)
        return None

    def _captures(self, url: str) -> Sequence[_Capture]:
        plain = _without_fragment(url)
        if exact := self._exact.get(plain):
            return exact
        return [c for c in self._canonical.get(_key(plain), ()) if not c.is_respelling]

    def _read(self, capture: _Capture) -> Exchange:
        place = self._places[capture.place]
        try:
            with place.path.open("rb") as stream:
                exchange = as_exchange(read_record(stream, capture.offset, end=place.end))
        except (OSError, ValueError) as error:
            raise ReplayError(
                f"{place.name} can no longer be read at byte {capture.offset - place.start} "
                f"({error}); put it back as it was and start again"
            ) from error
        message = HttpMessage(exchange.status, exchange.reason, exchange.headers, exchange.body)
        exchange = replace(
            exchange, url=capture.url, captured_at=capture.at, body=without_chunks(message)
        )
        repeat = capture.repeat
        if repeat is not None and repeat.status == exchange.status:
            exchange = replace(exchange, headers=repeat.headers, reason=repeat.reason)
        return exchange

    def _read_file(self, path: Path) -> list[_Found]:
        found: list[_Found] = []
        whole = 0
        for place in self._files.places(path):
            try:
                records, in_place = self._read_place(place)
            except NotRecordByRecord:
                self.problems.append(
                    f"{place.name}: not compressed record by record; read from a copy"
                )
                records, in_place = self._read_place(self._files.decompressed(place))
            whole += records
            found += in_place
        if not whole:
            reason = self.problems[-1] if self.problems else f"{path}: no records"
            raise ReplayError(f"cannot replay {path}, it holds no whole WARC record: {reason}")
        return found

    def _read_place(self, place: Place) -> tuple[int, list[_Found]]:
        """How many whole records a WARC file has, and those that are captures."""
        self._places.append(place)
        whole = 0
        captures: list[_Found] = []
        with place.path.open("rb") as stream:
            for found in scan(stream, place.start, place.end, keep=_HEAD):
                if not isinstance(found, ScannedRecord):
                    self._note(place, *found)
                    continue
                whole += 1
                if found.kind not in _KINDS:
                    continue
                try:
                    capture = _found(found, len(self._places) - 1)
                except ValueError as error:
                    self._note(place, found.offset, str(error))
                else:
                    captures += [capture] if capture is not None else []
        return whole, captures

    def _fill(self, found: Sequence[_Found]) -> None:
        originals = _Originals()
        for item in found:
            if not item.is_revisit:
                originals.add(item)
                self._file(item.capture)
        for item in found:
            if item.is_revisit:
                capture = item.capture
                original = originals.find(item.fields) or self._last_before(capture)
                if original is None:
                    problem = f"revisit of {capture.url}, whose first capture is in no file"
                    self._note(self._places[capture.place], capture.offset, problem)
                    continue
                self._file(replace(original, url=capture.url, at=capture.at, repeat=capture.repeat))

    def _file(self, capture: _Capture) -> None:
        by_time = attrgetter("at")
        insort(self._exact.setdefault(capture.url, []), capture, key=by_time)
        insort(self._canonical.setdefault(_key(capture.url), []), capture, key=by_time)

    def _last_before(self, revisit: _Capture) -> _Capture | None:
        """What a server meant when it answered 304 Not Modified."""
        if revisit.repeat is not None and revisit.repeat.status != _NOT_MODIFIED:
            return None
        earlier = [c for c in self._captures(revisit.url) if c.at <= revisit.at]
        return earlier[-1] if earlier else None

    def _note(self, place: Place, offset: int, problem: str) -> None:
        self.problems.append(f"{place.name}: at byte {offset - place.start}: {problem}")


@dataclass(frozen=True, slots=True)
class _Capture:
    """Where a capture of a URL lies.

    Attributes:
        place: number of the WARC file.
        offset: in the file at the place's path.
        is_respelling: a redirect to another spelling of the same URL.
        repeat: of a revisit, the HTTP head it came with, if any; the body is the original's.
    """

    url: str
    at: datetime
    place: int
    offset: int
    is_respelling: bool = False
    repeat: HttpMessage | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A capture with its record's fields, which are needed until all files are read."""

    capture: _Capture
    is_revisit: bool
    fields: Mapping[str, str]


class _Originals:
    """Captures by all that a revisit may call them."""

    def __init__(self) -> None:
        self._by_name: dict[object, _Capture] = {}

    def add(self, found: _Found) -> None:
        fields = found.fields
        names = (
            fields.get("warc-record-id"),
            (target_uri(fields), fields.get("warc-date")),
            fields.get("warc-payload-digest", "").upper(),
        )
        for name in names:
            if name:
                self._by_name.setdefault(name, found.capture)

    def find(self, fields: Mapping[str, str]) -> _Capture | None:
        names = (
            fields.get("warc-refers-to"),
            (target_uri(fields, "warc-refers-to-target-uri"), fields.get("warc-refers-to-date")),
            fields.get("warc-payload-digest", "").upper(),
        )
        return next((self._by_name[name] for name in names if name in self._by_name), None)


def _found(record: ScannedRecord, place: int) -> _Found | None:
    """The capture in a record; None where it is none of a page.

    Raises:
        ValueError: it has no URL, no date or no HTTP response; says which.
    """
    url = target_uri(record.fields)
    if url is None:
        raise ValueError(f"{record.kind} record without a URL")
    url = _without_fragment(url)
    if record.kind != "resource" and not url.lower().startswith(("http://", "https://")):
        return None  # a DNS answer, a certificate
    at = parse_warc_date(record.fields.get("warc-date", ""))
    capture = _Capture(url, at, place, record.offset)
    if record.kind == "revisit":
        repeat = parse_http(record.block) if record.block.strip() else None
        return _Found(replace(capture, repeat=repeat), is_revisit=True, fields=record.fields)
    if record.kind == "response":
        message = parse_http(record.block)
        if message.status == _NOT_MODIFIED:
            return None
        location = header(message.headers, "location")
        if location is not None and message.status // 100 == 3:  # noqa: PLR2004 - redirection
            capture = replace(capture, is_respelling=_leads_back(url, location))
    return _Found(capture, is_revisit=False, fields=record.fields)


def _leads_back(url: str, location: str) -> bool:
    """Whether a redirect only changes the spelling of the URL."""
    try:
        target = urljoin(url, location)
    except ValueError:
        return False
    return _key(_without_fragment(target)) == _key(url)


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


def _key(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:
        return url
