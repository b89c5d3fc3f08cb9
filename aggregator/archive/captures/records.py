"""What stands in a WARC record: its fields, the HTTP message in it, its digests. Bytes to values.

WARC/1.1 is ISO 28500:2017 (https://iipc.github.io/warc-specifications/); HTTP messages are read
as RFC 9112 and the habits of old archives have it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aggregator.records import Exchange

Fields = tuple[tuple[str, str], ...]

# What every member we write begins with: deflate, no name, no time, level and system unsaid. A
# header that never varies leaves no byte of our files in which damage could hide.
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

# A body is kept without its transfer coding, so the headers that would mislead readers about
# where it ends are kept under another name (the one other archives use).
_ASIDE = "X-Archive-Orig-"
_SET_ASIDE = ("transfer-encoding", "content-length")

_STATUS_LINE = re.compile(rb"\s*(?:HTTP/\d(?:\.\d+)?|ICY)\s+(\d{3})(?:[ \t]+([^\r\n]*))?\s*\r?\Z")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LINE_BREAKS = re.compile(r"[\r\n\x00]+")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z")


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """A response read from a record's block; the body as it stands there."""

    status: int
    reason: str
    headers: Fields
    body: bytes


def http_block(exchange: Exchange) -> bytes:
    """The exchange as the HTTP response that a WARC reader expects.

    A transfer coding, and a length that is not the body's, are set aside under another name;
    `parse_http` puts them back.
    """
    lines = [f"HTTP/1.1 {exchange.status} {exchange.reason}"]
    for name, value in exchange.headers:
        folded = name.lower()
        misleads = folded == "transfer-encoding" or (
            folded == "content-length" and value.strip() != str(len(exchange.body))
        )
        lines.append(f"{_ASIDE if misleads else ''}{name}: {value}")
    head = "\r\n".join(_LINE_BREAKS.sub(" ", line) for line in lines)
    return _wire_bytes(head) + b"\r\n\r\n" + exchange.body


def parse_http(block: bytes) -> HttpMessage:
    """Read an HTTP response, lenient about line ends, folded lines and missing pieces.

    Raises:
        ValueError: there is no status line.
    """
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    status_line, *lines = head.split(b"\n")
    found = _STATUS_LINE.match(status_line)
    if found is None:
        raise ValueError(f"no HTTP status line but {status_line[:60]!r}")
    headers: list[tuple[str, str]] = []
    for raw in lines:
        line = raw.decode("latin-1").rstrip("\r")
        if line[:1] in {" ", "\t"} and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip()}".strip())
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip():
            headers.append((_put_back(name.strip()), value.strip()))
    reason = (found[2] or b"").decode("latin-1").strip()
    return HttpMessage(int(found[1]), reason, tuple(headers), body)


def without_chunks(message: HttpMessage) -> bytes:
    """The body with a chunked transfer coding undone, where it is there and well-formed.

    Many archives undo it and keep the header, so a body that is not chunked is left alone.
    """
    codings = ",".join(v for n, v in message.headers if n.lower() == "transfer-encoding")
    if "chunked" not in codings.lower():
        return message.body
    whole = _dechunked(message.body)
    return message.body if whole is None else whole


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """The first value of that name, any case."""
    return next((value for key, value in headers if key.lower() == name), None)


def mime_type(content_type: str | None) -> str | None:
    """``text/html; charset=utf-8`` → ``text/html``."""
    return (content_type or "").partition(";")[0].strip().lower() or None


def record(fields: Sequence[tuple[str, str]], block: bytes) -> bytes:
    """A whole record, its block digest and length added."""
    lines = [
        "WARC/1.1",
        *(f"{name}: {_LINE_BREAKS.sub(' ', value)}" for name, value in fields),
        f"WARC-Block-Digest: {sha256(block)}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + block + b"\r\n\r\n"


def gzip_member(data: bytes) -> bytes:
    """The data as one gzip member (RFC 1952) that begins with `GZIP_HEADER`."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(data) + deflate.flush()
    return GZIP_HEADER + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def parse_fields(head: bytes) -> dict[str, str]:
    """The named fields of a record's head, names in lower case; of repeated ones the first.

    Raises:
        ValueError: it does not begin like a WARC record.
    """
    version, *lines = head.decode("utf-8", "replace").splitlines()
    if not version.startswith("WARC/"):
        raise ValueError(f"no WARC record but {version[:40]!r}")
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        if line[:1] in {" ", "\t"} and last:
            fields[last] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() not in fields:
            last = name.strip().lower()
            fields[last] = value.strip()
    return fields


def target_uri(fields: Mapping[str, str], name: str = "warc-target-uri") -> str | None:
    """A URI field; some writers put it in angle brackets."""
    return fields.get(name, "").removeprefix("<").removesuffix(">").strip() or None


def warc_date(moment: datetime) -> str:
    """The moment as WARC/1.1 writes it, to the microsecond.

    Raises:
        ValueError: it has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a capture's time needs a time zone: {moment!r}")
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def parse_warc_date(text: str) -> datetime:
    """A WARC-Date in UTC; of reduced precision, its beginning.

    Raises:
        ValueError: no date.
    """
    if reduced := _DATE.match(text.strip()):
        year, month, day = (int(part or 1) for part in reduced.groups())
        return datetime(year, month, day, tzinfo=UTC)
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def digest_holds(stated: str, data: bytes) -> bool | None:
    """Whether data has the digest that a record states (``sha1:BASE32``, ``sha256:hex`` …).

    None where the algorithm is one we do not know.
    """
    algorithm, _, value = stated.strip().partition(":")
    try:
        digest = hashlib.new(algorithm.lower().replace("-", ""), data, usedforsecurity=False)
        raw = digest.digest()
    except (ValueError, TypeError):
        return None
    if len(value) == 2 * len(raw):
        return value.lower() == raw.hex()
    return value.rstrip("=").upper() == base64.b32encode(raw).decode().rstrip("=")


def _dechunked(body: bytes) -> bytes | None:
    parts: list[bytes] = []
    position = 0
    while found := _CHUNK_SIZE.match(body, position):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts)
        start = found.end()
        parts.append(body[start : start + size])
        position = start + size
        if position >= len(body):
            return b"".join(parts)  # cut off: what there is of it
        position += 2 if body[position : position + 2] == b"\r\n" else 1
    return None if position < len(body) or not parts else b"".join(parts)


def _put_back(name: str) -> str:
    plain = name.removeprefix(_ASIDE)
    return plain if plain.lower() in _SET_ASIDE else name


def _wire_bytes(text: str) -> bytes:
    """Header text as the bytes it came in; what never was a byte, as UTF-8."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")
