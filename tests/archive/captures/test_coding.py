"""Content codings of captured bodies, taken off within bounds."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pytest

from aggregator.archive.captures.coding import decoded_body
from aggregator.records import Exchange

BODY = b"<p>Ferries began to cross the strait again on Sunday.</p>" * 50
AT = datetime(2031, 5, 6, tzinfo=UTC)


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def decode(body, coding, most=1_000_000):
    headers = (("content-encoding", coding),) if coding else ()
    exchange = Exchange(
        url="https://a.example/", captured_at=AT, status=200, headers=headers, body=body
    )
    return decoded_body(exchange, most=most)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (BODY, None),
        (BODY, "identity"),
        (gzip.compress(BODY), "gzip"),
        (gzip.compress(BODY), "x-gzip"),
        (gzip.compress(BODY[:100]) + gzip.compress(BODY[100:]), "GZip"),
        (gzip.compress(BODY) + b"\0\0trailing", "gzip"),
        (BODY, "gzip"),
        (zlib.compress(BODY), "deflate"),
        (raw_deflate(BODY), "deflate"),
        (gzip.compress(zlib.compress(BODY)), "deflate, gzip"),
    ],
)
def test_is_undone(body, coding):
    assert decode(body, coding) == BODY


def test_brotli():
    brotli = pytest.importorskip("brotli")
    assert decode(brotli.compress(BODY), "br") == BODY
    with pytest.raises(ValueError, match="broken"):
        decode(b"\xff\xff\xff", "br")


def test_zstandard():
    zstandard = pytest.importorskip("zstandard")
    assert decode(zstandard.compress(BODY), "zstd") == BODY
    with pytest.raises(ValueError, match="broken"):
        decode(b"\xff\xff\xff", "zstd")


def test_one_that_breaks_off_goes_as_far_as_it_does():
    assert BODY.startswith(decode(gzip.compress(BODY)[:-20], "gzip"))


def test_bombs_are_cut():
    assert len(decode(gzip.compress(bytes(10_000_000)), "gzip", most=5_000)) == 5_000


@pytest.mark.parametrize(
    ("body", "coding"), [(b"\x1f\x8bno", "gzip"), (b"\xff\xff\xff", "deflate")]
)
def test_a_broken_one(body, coding):
    with pytest.raises(ValueError, match="content coding is broken"):
        decode(body, coding)


def test_an_unknown_one():
    with pytest.raises(ValueError, match="'exi' is not known"):
        decode(BODY, "exi")
