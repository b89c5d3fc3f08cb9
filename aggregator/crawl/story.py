"""Reads a story's page: its fields, and whom it cites. Runs in a worker process."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aggregator.citations.names import NameTable
from aggregator.citations.stories import find_attributions, links_to_outlets
from aggregator.extraction import extract
from aggregator.outlets import Outlet, OutletDirectory

if TYPE_CHECKING:
    from aggregator.records import Citation, Extract


def read_story(
    body: bytes, *, url: str, outlets: OutletDirectory, **given: Any
) -> tuple[Extract, tuple[Citation, ...]]:
    """The story in a page, as `aggregator.extraction.extract` reads it, and what it attributes.

    Args:
        outlets: all that are declared.
        given: for `extract`.
    """
    story = extract(body, url=url, **given)
    return story, attributions(story, outlets, outlet=given.get("outlet"), page=body)


def attributions(
    story: Extract, outlets: OutletDirectory, *, outlet: Outlet | None, page: bytes = b""
) -> tuple[Citation, ...]:
    """What a story attributes to other outlets, as far as its text or standfirst is held."""
    said = story.text or story.summary
    if not story.outcome.has_text or not (said or story.agency):
        return ()
    table = _names(tuple(outlets.values()))
    host = (urlsplit(story.url).hostname or "").removeprefix("www.")
    return find_attributions(
        said or "",
        table,
        url=story.url,
        own_outlet=outlet.name if outlet else None,
        agency=story.agency,
        links=links_to_outlets(page, table, own_host=host) if page else (),
    )


@lru_cache(maxsize=4)
def _names(outlets: tuple[Outlet, ...]) -> NameTable:
    # It takes as long to make as a page takes to read.
    return NameTable(OutletDirectory(outlets))
