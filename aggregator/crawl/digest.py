"""Reads a digest: a document that cites stories of outlets."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aggregator.archive.citing.documents import FROM_FILES
from aggregator.citations import UnreadableDocument, find_citations, read_document
from aggregator.extraction import extract
from aggregator.records import Access, Extract, Outcome, Precision, Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aggregator.outlets import Outlet, OutletDirectory
    from aggregator.records import Citation, Lead

_KIND = "digest"
_OK = range(200, 300)
_DAY = timedelta(days=1)


class NoCitation(ValueError):  # noqa: N818 - says what is wrong with the document
    """The document cites nothing: it is no digest."""


def read_digest(
    body: bytes,
    *,
    url: str,
    headers: Mapping[str, str],
    status: int,
    outlets: OutletDirectory,
    captured_at: datetime | None,
    lead: Lead | None = None,
    publisher: Outlet | None = None,
    own_outlet: str | None = None,
) -> tuple[Extract, tuple[Citation, ...]]:
    """The document as a story of kind ``digest``, and what it cites.

    Args:
        lead: what is known of it: when it appeared, where it does not say so itself, and the title
            that a person gave it.
        publisher: the digest outlet whose page it is. It is read as all its pages are, and one
            that cites nothing is a story like any other.
        own_outlet: short name of the outlet whose digest a person says it is; it cites others.
    """
    if publisher is not None:
        return _read_page(
            body,
            url=url,
            headers=headers,
            status=status,
            outlets=outlets,
            captured_at=captured_at,
            lead=lead,
            publisher=publisher,
        )
    if status not in _OK:
        gone = status in {404, 410}
        outcome = Outcome.GONE if gone else Outcome.ERROR
        return Extract(url=url, outcome=outcome, reason=f"HTTP status {status}"), ()
    kind = {name.lower(): value for name, value in headers.items()}.get("content-type")
    try:
        document = read_document(body, url=url, content_type=kind)
    except UnreadableDocument as error:
        return Extract(url=url, outcome=Outcome.NOT_A_STORY, reason=str(error)), ()
    citations = find_citations(document, outlets, own_outlet=own_outlet)
    if not citations:
        return Extract(url=url, outcome=Outcome.NOT_A_STORY, reason="it cites nothing"), ()
    named = lead.title if lead is not None and lead.via == "request" else None
    origin = {"title": Provenance("request" if named else "dom"), "text": Provenance("dom")}
    given, published = (lead.published if lead else None), document.published
    if published is not None and captured_at is not None and published.utc > captured_at:
        # It is "March 30" in Auckland while it is March 29 in UTC; a later day is a misreading.
        is_today = published.precision is Precision.DAY and published.utc - captured_at < _DAY
        published = published if is_today else None
    if published is not None:
        origin["published"] = Provenance("dom", published.precision.value)
    elif given is not None:
        published = given
        origin["published"] = Provenance("request", given.precision.value)
    return Extract(
        url=url,
        outcome=Outcome.STORY,
        title=named or document.title or f"Digest of {len(citations)} citations",
        published=published,
        language=document.language,
        kind=_KIND,
        access=Access.FREE,
        text=document.text or None,
        provenance=MappingProxyType(origin),
    ), citations


def _read_page(
    body: bytes,
    *,
    url: str,
    headers: Mapping[str, str],
    outlets: OutletDirectory,
    publisher: Outlet,
    **given: Any,
) -> tuple[Extract, tuple[Citation, ...]]:
    story = extract(body, url=url, headers=headers, outlet=publisher, **given)
    if not story.outcome.has_text:
        return story, ()
    kind = {name.lower(): value for name, value in headers.items()}.get("content-type")
    try:
        document = read_document(body, url=url, content_type=kind)
    except UnreadableDocument:
        return story, ()
    citations = find_citations(document, outlets, own_outlet=publisher.name)
    return (replace(story, kind=_KIND), citations) if citations else (story, ())


def address_of(path: Path, body: bytes) -> str:
    """The address that a document from a file is known by: the same bytes, the same address."""
    return f"{address_start(body)}{quote(path.name)}"


def address_start(body: bytes) -> str:
    """What the addresses of all files with these bytes begin with, whatever they are called."""
    # A file has no address of its own; its bytes make the same file the same document.
    return f"{FROM_FILES}{hashlib.sha256(body).hexdigest()[:32]}/"


def load_digest(source: str, outlets: OutletDirectory) -> tuple[str, bytes, str]:
    """Read a digest from a file: its address, its bytes and its media type.

    Raises:
        ValueError: there is no such file, or it cites nothing.
    """
    path = Path(source).expanduser()
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ValueError(
            f"source={source}: {error.strerror or error}. Give a file that exists, or a URL with "
            "http:// or https://."
        ) from error
    start = body.removeprefix(codecs.BOM_UTF8).lstrip()
    mime = "text/html" if start.startswith(b"<") else "text/plain"
    try:
        document = read_document(body, content_type=mime)
    except UnreadableDocument as error:
        raise NoCitation(f"source={source}: {error}") from error
    if not find_citations(document, outlets):
        raise NoCitation(
            f"source={source} cites nothing that could be followed: there is no line such as "
            "'SOURCES: REUTERS – headline' in it. `aggregator citations FILE` shows what is read."
        )
    return address_of(path, body), body, mime
