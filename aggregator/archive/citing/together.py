"""What being cited side by side says of events.

Stories that one document cites are likely to report one happening. Where one of them stands alone
in its event, it is decided anew with that in mind; two events that both have several stories are
never merged on a document's word.
"""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from aggregator.archive.citing.candidates import DIGEST
from aggregator.archive.events.event_rows import current_event
from aggregator.archive.schema import citations, events, resolutions, stories
from aggregator.archive.writing.revision_rows import load_version
from aggregator.matching.events import EventLink
from aggregator.records import CitationState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.archive.events.grouping import Grouper

_NEWS = timedelta(hours=36)  # standard deviation of the times of one happening's stories


def join_cited(
    connection: Connection, grouper: Grouper, document_id: int, *, now: datetime
) -> list[int]:
    """Decide anew on the stories that a document cites and that stand alone in their events.

    A document may cite background beside the news: the further apart two of its stories were
    published, the less it says that they report one happening.

    Returns:
        Ids of those that joined another event.
    """
    cited = connection.execute(_CITED, {"this": document_id}).all()
    present = {row.id: current_event(connection, row.event_id) for row in cited}
    times: dict[int, list[datetime]] = defaultdict(list)
    for row in cited:
        times[present[row.id]].append(row.listed_at)
    joined = []
    for row in cited:
        beside = sorted({event for event in present.values() if event != present[row.id]})
        alone = connection.scalar(_MEMBERS, {"this": present[row.id]}) == 1
        if not beside or not alone:
            continue
        event_id = grouper.reconsider(
            connection,
            load_version(connection, row.id),
            links=[
                EventLink(event, "cited", _together(row.listed_at, times[event]))
                for event in beside
            ],
            now=now,
            only_to_join=True,
        )
        if event_id != present[row.id]:
            joined.append(row.id)
            present[row.id] = event_id
            times[event_id].append(row.listed_at)
    return joined


def _together(at: datetime, others: Sequence[datetime]) -> float:
    """How much being cited beside stories of other times says, 0 to 1."""
    gap = min(abs(at - other) for other in others)
    return round(math.exp(-0.5 * (gap / _NEWS) ** 2), 6)


_PRESENT = resolutions.c.valid_to.is_(None)
_CITED = (
    select(stories.c.id, stories.c.event_id, stories.c.listed_at)
    .join(resolutions, (resolutions.c.story_id == stories.c.id) & _PRESENT)
    .join(citations, citations.c.id == resolutions.c.citation_id)
    .where(
        citations.c.document_id == bindparam("this"),
        resolutions.c.state == CitationState.RESOLVED,
        stories.c.event_id.is_not(None),
        stories.c.outlet != DIGEST,
    )
    .distinct()
    .order_by(stories.c.id)
)
_MEMBERS = select(events.c.stories).where(events.c.id == bindparam("this"))
