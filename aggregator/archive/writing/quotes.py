"""Who quotes whom: passages that two stories share without being copies, as rows.

A pair of stories has one row while it holds. It stays when one of the texts is edited, as a family
does: the story did say it. It ends where the two turn out to carry one text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, insert, or_, select, update

from aggregator.archive.schema import quotes
from aggregator.matching.quotations import find_quotation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.matching import FamilyDecision, TextRecord

_Q = quotes.c


def keep_quotes(
    connection: Connection,
    record: TextRecord,
    others: Mapping[int, TextRecord],
    decision: FamilyDecision,
    *,
    furniture: Collection[int],
    kin: Collection[int],
    now: datetime,
) -> None:
    """Write down what a story quotes of the others, or they of it.

    Args:
        others: those that the decision was made on, by key.
        furniture: hashes of the story's sketch that are page furniture.
        kin: stories of its family, which it does not quote.
    """
    if not decision.relations:
        return
    standing = _standing(connection, record.key)
    ended = [row_id for other, row_id in standing.items() if other in kin]
    if ended:
        connection.execute(update(quotes).where(_Q.id.in_(ended)).values(valid_to=now))
    for relation in decision.relations:
        other = relation.other
        if relation.kind.makes_family or other in kin or other in standing:
            continue
        found = find_quotation(record, others[other], furniture=furniture)
        if found is not None:
            connection.execute(
                _ADD,
                {
                    "story_id": found.story,
                    "quoted_id": found.quoted,
                    "passage": found.passage,
                    "words": found.words,
                    "share": found.share,
                    "marked": found.is_marked,
                    "valid_from": now,
                    "valid_to": None,
                },
            )


def _standing(connection: Connection, story_id: int) -> dict[int, int]:
    """The rows that hold of a story, by the other story."""
    rows = connection.execute(_STANDING, {"this": story_id})
    return {row.quoted_id if row.story_id == story_id else row.story_id: row.id for row in rows}


# Statements are made once: making one costs more than running it.
_ADD = insert(quotes)
_STANDING = select(_Q.id, _Q.story_id, _Q.quoted_id).where(
    and_(
        or_(_Q.story_id == bindparam("this"), _Q.quoted_id == bindparam("this")),
        _Q.valid_to.is_(None),
    )
)
