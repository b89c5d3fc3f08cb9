"""Mementos: what a web archive says it holds of a URL, and when it was captured.

Read are TimeMaps in link format (RFC 7089, section 5; RFC 6690) and as JSON (MemGator's), and
answers of CDX servers: the Wayback Machine's as JSON or text, pywb's CDXJ.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from aggregator.discovery.documents import NotADiscovery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import timedelta

_MOST = 20_000  # mementos of one answer that are read
_LINK = re.compile(r'<([^<>]{1,4000})>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)')
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^",;\s]+))')
_STAMP = re.compile(r"\d{14}")
# Between stamp and URL stand letters that ask for another form of the page: "id_" is as captured.
_PLAYED = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/(?=https?:/)", re.IGNORECASE)
_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_FEWEST_FIELDS = 3
_OK = range(200, 300)
_KEPT = "x-archive-orig-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """What a web archive captured of a URL.

    Attributes:
        original: the URL that was captured.
        url: where the archive plays it back.
        at: when it was captured.
        status: that the original answered with; None where the archive does not say.
    """

    original: str
    url: str
    at: datetime
    status: int | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class MementoService:
    """A web archive that can be asked.

    Attributes:
        index: a CDX server, or the address of TimeMaps with ``{url}`` for the original's.
    """

    index: str

    def __post_init__(self) -> None:
        if not self.index.startswith(("http://", "https://")):
            raise ValueError(
                f"MEMENTOS={self.index!r}: give the address of a CDX server such as "
                "https://web.archive.org/cdx/search/cdx, or of TimeMaps with {url} in it"
            )

    @property
    def playback(self) -> str:
        """The beginning of the addresses at which a CDX server's captures are played back."""
        base, found, _ = self.index.partition("/cdx/search/cdx")
        return f"{base}/web/" if found else f"{self.index.rpartition('/')[0]}/"

    def query(self, original: str, around: datetime, before: timedelta, after: timedelta) -> str:
        """The address that lists the mementos of a URL around an instant.

        TimeMaps cannot be asked for a span: all mementos are listed.
        """
        if "{url}" in self.index:
            return self.index.replace("{url}", original)
        span = "&".join(
            f"{name}={at.astimezone(UTC):%Y%m%d%H%M%S}"
            for name, at in (("from", around - before), ("to", around + after))
        )
        return f"{self.index}?url={quote(original, safe='')}&{span}&output=json&limit=500"

    def read(self, body: bytes, *, url: str, original: str) -> list[Memento]:
        """The mementos that an answer lists, in its order.

        Raises:
            NotADiscovery: it is none of the formats; the message says how it begins.
        """
        return read_mementos(body, url=url, original=original, playback=self.playback)


def read_mementos(body: bytes, *, url: str, original: str, playback: str) -> list[Memento]:
    """The mementos in a TimeMap or in an answer of a CDX server.

    Args:
        url: of the answer; relative addresses in it count from there.
        original: whose mementos were asked for.
        playback: the beginning of the addresses of a CDX server's captures.

    Raises:
        NotADiscovery: it is neither.
    """
    text = body.decode("utf-8", "replace").lstrip("\ufeff").strip()
    if not text:
        return []
    if text[0] in "[{":
        return _of_json(text, url=url, original=original, playback=playback)
    first = _LINK.match(text)
    if first is not None and first.group(2):
        return list(_of_links(text, url=url, original=original))
    rows = [line.split(" ") for line in text.splitlines()[:_MOST]]
    if all(len(row) >= _FEWEST_FIELDS and _STAMP.fullmatch(row[1]) for row in rows):
        return list(_of_lines(rows, playback=playback))
    raise NotADiscovery(f"no TimeMap and no CDX answer, it begins {text[:60]!r}")


def nearest(
    mementos: Iterable[Memento], around: datetime, before: timedelta, after: timedelta, count: int
) -> list[Memento]:
    """The mementos of a good answer nearest to an instant, each content once."""
    good = (
        one
        for one in mementos
        if -before <= one.at - around <= after and (one.status is None or one.status in _OK)
    )
    found: dict[str, Memento] = {}
    for one in sorted(good, key=lambda one: (abs(one.at - around), one.url)):
        found.setdefault(one.digest or one.url, one)
    return list(found.values())[:count]


def as_captured(url: str) -> str:
    """A memento's address in the form that plays back the bytes as they were captured.

    >>> as_captured("https://web.archive.org/web/20250330120000/https://a.example/feed")
    'https://web.archive.org/web/20250330120000id_/https://a.example/feed'
    """
    return _PLAYED.sub(r"/\1id_/", url, count=1)


def original_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that the original was sent with, where the archive tells them."""
    kept = {
        name[len(_KEPT) :]: value
        for name, value in headers.items()
        if name.lower().startswith(_KEPT)
    }
    if "content-type" not in {name.lower() for name in kept}:
        kept |= {n: value for n, value in headers.items() if n.lower() == "content-type"}
    return kept


def memento_time(headers: Mapping[str, str]) -> datetime | None:
    """When the answer was captured by the archive that sent it: ``Memento-Datetime`` (RFC 7089)."""
    for name, value in headers.items():
        if name.lower() == "memento-datetime":
            return _http_date(value)
    return None


def _of_links(text: str, *, url: str, original: str) -> Iterator[Memento]:
    for number, match in enumerate(_LINK.finditer(text)):
        if number >= _MOST:
            return
        given = {name.lower(): a or b for name, a, b in _PARAMETER.findall(match.group(2))}
        if "memento" not in given.get("rel", "").lower().split():
            continue
        at = _http_date(given.get("datetime", ""))
        if at is not None:
            yield Memento(original=original, url=urljoin(url, match.group(1).strip()), at=at)


def _of_json(text: str, *, url: str, original: str, playback: str) -> list[Memento]:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        found = None
        # One object a line, as pywb has it with output=json.
        rows = [_object(line) for line in text.splitlines()[:_MOST]]
        if all(row is not None for row in rows):
            return list(_of_rows([row for row in rows if row], playback))
    if isinstance(found, list):
        return list(_of_rows(_table(found), playback))
    if isinstance(found, dict):
        if "timestamp" in found:
            return list(_of_rows([found], playback))
        listed = found.get("mementos")
        listed = listed.get("list") if isinstance(listed, dict) else None
        if isinstance(listed, list):
            return list(_of_list(listed[:_MOST], url=url, original=original))
        if "original_uri" in found:
            return []
    raise NotADiscovery(f"JSON, and no list of mementos: it begins {text[:60]!r}")


def _of_list(listed: Sequence[Any], *, url: str, original: str) -> Iterator[Memento]:
    for one in listed:
        if not isinstance(one, dict) or not isinstance(one.get("uri"), str):
            continue
        try:
            at = datetime.fromisoformat(str(one.get("datetime")))
        except ValueError:
            continue
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        yield Memento(original=original, url=urljoin(url, one["uri"]), at=at.astimezone(UTC))


def _table(found: list[Any]) -> list[dict[str, Any]]:
    """The rows of the Wayback Machine's table, whose first row names the fields."""
    if not found or not isinstance(found[0], list):
        return [row for row in found[:_MOST] if isinstance(row, dict)]
    names = [str(name) for name in found[0]]
    return [dict(zip(names, row, strict=False)) for row in found[1:_MOST] if isinstance(row, list)]


def _of_lines(rows: Sequence[Sequence[str]], *, playback: str) -> Iterator[Memento]:
    for row in rows:
        if row[2].startswith("{"):
            said = _object(" ".join(row[2:])) or {}
            yield from _of_rows([{"timestamp": row[1], **said}], playback)
        else:
            yield from _of_rows([dict(zip(_FIELDS, row, strict=False))], playback)


def _of_rows(rows: Iterable[Mapping[str, Any]], playback: str) -> Iterator[Memento]:
    for row in rows:
        stamp = str(row.get("timestamp", ""))
        original = row.get("original") or row.get("url")
        status = str(row.get("statuscode") or row.get("status") or "")
        if not _STAMP.fullmatch(stamp) or not isinstance(original, str):
            continue
        try:
            at = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        yield Memento(
            original=original,
            url=f"{playback}{stamp}id_/{original}",
            at=at,
            status=int(status) if status.isdecimal() else None,
            digest=str(row["digest"]) if row.get("digest") else None,
        )


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _http_date(written: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError):
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
