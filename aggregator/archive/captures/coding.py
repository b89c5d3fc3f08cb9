"""A capture's body without its content coding: captures are kept as they came over the wire."""

from __future__ import annotations

import importlib
import zlib
from typing import TYPE_CHECKING, Any

from aggregator.archive.captures.records import header

if TYPE_CHECKING:
    from aggregator.records import Exchange


def decoded_body(exchange: Exchange, *, most: int) -> bytes:
    """The body as its reader sees it, cut at that many bytes.

    Codings are taken off last to first (RFC 9110, 8.4). A body that is not gzipped though it says
    so is given as it is; one that breaks off, as far as it goes.

    Raises:
        ValueError: a coding that cannot be undone here, or a body that breaks it.
    """
    body = exchange.body
    names = (header(exchange.headers, "content-encoding") or "").lower().split(",")
    for name in reversed([name.strip() for name in names]):
        if name in {"", "identity"}:
            continue
        if name in {"gzip", "x-gzip"}:
            body = _inflate(body, 31, most) if body[:2] == b"\x1f\x8b" else body
        elif name == "deflate":
            body = _deflated(body, most)
        elif name == "br":
            body = _by_brotli(body)
        elif name == "zstd":
            body = _by_zstandard(body, most)
        else:
            raise ValueError(f"its content coding {name!r} is not known")
    return body[:most]


def _deflated(body: bytes, most: int) -> bytes:
    """With the zlib wrapper that the standard asks for, or without, as some servers send it."""
    try:
        return _inflate(body, 15, most)
    except ValueError:
        return _inflate(body, -15, most)


def _inflate(body: bytes, window: int, most: int) -> bytes:
    found = b""
    while body and len(found) < most:
        member = zlib.decompressobj(window)
        try:
            found += member.decompress(body, most - len(found))
        except zlib.error as error:
            if found:
                break  # what follows a whole gzip member need not be one
            raise ValueError(f"its content coding is broken ({error})") from error
        body = member.unused_data
    return found


def _by_brotli(body: bytes) -> bytes:
    brotli = _library("brotli", "br")
    try:
        return bytes(brotli.decompress(body))
    except brotli.error as error:
        raise ValueError(f"its content coding is broken ({error})") from error


def _by_zstandard(body: bytes, most: int) -> bytes:
    zstandard = _library("zstandard", "zstd")
    try:
        with zstandard.ZstdDecompressor().stream_reader(body) as stream:
            return bytes(stream.read(most))
    except zstandard.ZstdError as error:
        raise ValueError(f"its content coding is broken ({error})") from error


def _library(module: str, coding: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ValueError(
            f"its content coding is {coding}: `pip install {module}` lets it be read"
        ) from error
