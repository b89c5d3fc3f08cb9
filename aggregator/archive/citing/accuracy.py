"""How often grouping put together what digests cite together.

Digests are written by people who knew that their sources report one happening. Pairs of stories
that one digest cites are so a measure of the grouping that nobody labelled for it. It is a rough
one: a digest may cite background, and being cited together is also evidence that grouping uses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from aggregator.archive import schema as s
from aggregator.archive.citing.candidates import DIGEST
from aggregator.records import CitationState

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPairs:
    """The pairs of one month, or of all time.

    Attributes:
        month: ``2026-03``, of the digests; ``all`` for all of them.
        digests: that cite two stories or more which are in an event.
        pairs: of stories that one digest cites.
        together: of these, in one event.
        by_link: of those together, where a citation was part of the evidence.
    """

    month: str
    digests: int
    pairs: int
    together: int
    by_link: int

    @property
    def share(self) -> float | None:
        """Of the pairs, those together; None without any."""
        return self.together / self.pairs if self.pairs else None


def cited_pairs(connection: Connection) -> list[CitedPairs]:
    """The pairs by month, the earliest first, and of all time last."""
    c, r, m = s.citations.c, s.resolutions.c, s.memberships.c
    document, cited = s.stories.alias("document"), s.stories.alias("cited")
    query = (
        select(document.c.id, document.c.listed_at, cited.c.id, cited.c.event_id, m.evidence)
        .join(s.citations, c.document_id == document.c.id)
        .join(s.resolutions, (r.citation_id == c.id) & r.valid_to.is_(None))
        .join(cited, cited.c.id == r.story_id)
        .join(s.memberships, (m.story_id == cited.c.id) & m.valid_to.is_(None), isouter=True)
        .where(
            document.c.kind == DIGEST,
            r.state == str(CitationState.RESOLVED),
            cited.c.event_id.is_not(None),
        )
    )
    months: dict[int, str] = {}
    events: dict[int, dict[int, tuple[int, bool]]] = defaultdict(dict)
    for digest, at, story, event, evidence in connection.execute(query):
        months[digest] = f"{at:%Y-%m}"
        events[digest][story] = (event, "cited" in (evidence or {}).get("links", ()))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for digest, stories in events.items():
        if len(stories) > 1:
            counted[months[digest]].update(_count(list(stories.values())))
    total: Counter[str] = Counter()
    for counts in counted.values():
        total.update(counts)
    return [_row(month, counted[month]) for month in sorted(counted)] + [_row("all", total)]


def _count(stories: list[tuple[int, bool]]) -> Counter[str]:
    """The pairs of one digest, counted by its events and not one by one."""
    sizes = Counter(event for event, _ in stories)
    without = Counter(event for event, linked in stories if not linked)
    together = sum(map(_pairs, sizes.values()))
    return Counter(
        digests=1,
        pairs=_pairs(len(stories)),
        together=together,
        by_link=together - sum(map(_pairs, without.values())),
    )


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _row(month: str, counts: Counter[str]) -> CitedPairs:
    return CitedPairs(
        month=month,
        digests=counts["digests"],
        pairs=counts["pairs"],
        together=counts["together"],
        by_link=counts["by_link"],
    )
