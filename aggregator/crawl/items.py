"""What a spider hands to the pipelines: one lead and what came of fetching it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.archive.crawling.frontier import ClaimedLead
    from aggregator.outlets import Outlet
    from aggregator.records import CaptureRef, Citation, Exchange, Extract, Outcome

DIGEST = "digest"
"""Short name of the outlet that documents which cite others are kept under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched page, or the failure to fetch it, on its way through the pipelines.

    Attributes:
        claim: the lead, as claimed from the frontier.
        sequence: its place in the claim.
        exchanges: all that went over the wire for it, redirects first.
        url: the address that answered in the end.
        body: of the answer, content coding removed.
        verdict: what became of the fetch, and why. Set at once where it failed before there was
            a page to judge, else by the second pipeline. It may differ from what the extract
            says: a fetch that ended in a wall can leave a teaser of what the feed said.
        by_agreement: the reference, where the outlet granted the operator access.
        publisher: of a digest, whose it is, where a person says so.
        from_file: the document was read from a file and not over HTTP.
        memento_url, memento_at: where a public web archive played it back, and when that archive
            had captured it; None where the outlet itself answered.
        captures: where it was preserved; set by the first pipeline.
        extract: the fields read from it; set by the second.
    """

    # Scrapy logs whole items: what is long is left out of their printed form.
    claim: ClaimedLead = field(repr=False)
    outlet: Outlet = field(repr=False)
    sequence: int
    url: str
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    elapsed: float | None = None
    verdict: tuple[Outcome, str | None] | None = None
    by_agreement: str | None = None
    publisher: Outlet | None = field(default=None, repr=False)
    from_file: bool = False
    memento_url: str | None = None
    memento_at: datetime | None = None
    captures: tuple[CaptureRef, ...] = ()
    extract: Extract | None = field(default=None, repr=False)
    citations: tuple[Citation, ...] = ()

    @property
    def is_digest(self) -> bool:
        """Whether its citations are to be followed: of a digest outlet, or kept under `DIGEST`."""
        return self.outlet.digest or self.outlet.name == DIGEST

    @property
    def captured_at(self) -> datetime | None:
        return self.exchanges[-1].captured_at if self.exchanges else None

    @property
    def shown_at(self) -> datetime | None:
        """When the page looked as it does: of a memento, when the web archive captured it."""
        return self.memento_at or self.captured_at

    def preserved(self, captures: tuple[CaptureRef, ...]) -> Page:
        return replace(self, captures=captures)

    def extracted(
        self,
        extract: Extract,
        *,
        verdict: tuple[Outcome, str | None] | None = None,
        citations: tuple[Citation, ...] = (),
    ) -> Page:
        return replace(
            self,
            extract=extract,
            verdict=verdict or (extract.outcome, extract.reason),
            citations=citations,
            body=b"",
        )
