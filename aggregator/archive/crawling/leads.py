"""Leads and their sightings: what is written when a source names URLs.

A lead is compared with what *the same source* said of it before. Two sources that word one story
differently do not make it look revised at every poll.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, insert, select, update

from aggregator import urls
from aggregator.archive.crawling.said import (
    Said,
    tells_of_revision,
    to_moment,
    to_said,
    wording_digest,
)
from aggregator.archive.schema import leads, sightings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping, Table

    from aggregator.records import Lead

T = TypeVar("T")

_BY_OTHERS = ("citation", "request")  # ways a lead is found without its outlet's own words

CHUNK = 500
"""Values in one ``IN (…)``."""

SEEN_AGAIN_AFTER = timedelta(hours=1)
"""A repeated sighting is noted when the last note is at least this old: polls are many."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the leads that a source named.

    Attributes:
        ids: canonical URL to lead id.
        new, changed, seen: how many were unknown, worded anew, or named again as before.
    """

    ids: Mapping[str, int]
    new: int
    changed: int
    seen: int


@dataclass(frozen=True, slots=True)
class Named:
    """A URL as one source names it: its canonical form, the lead, its words and their digest."""

    url: str
    lead: Lead
    said: Said
    digest: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """What one document names, each URL once.

    Attributes:
        refused: why a URL could not be taken, one sentence each.
    """

    named: tuple[Named, ...]
    refused: tuple[str, ...]


def read_mentions(named: Iterable[Lead]) -> Mentions:
    """Order leads by canonical URL; where one is named twice, the first mention counts most."""
    leads_by_url: dict[str, tuple[Lead, Said]] = {}
    refused: list[str] = []
    for lead in named:
        try:
            url = urls.canonical(lead.url)
        except ValueError as error:
            refused.append(str(error))
            continue
        first, said = leads_by_url.get(url, (lead, {}))
        leads_by_url[url] = first, to_said(lead) | said
    return Mentions(
        tuple(
            Named(url, lead, said, wording_digest(said))
            for url, (lead, said) in leads_by_url.items()
        ),
        tuple(refused),
    )


def note_leads(
    connection: Connection,
    mentions: Mentions,
    *,
    outlet: str,
    source_id: int | None,
    now: datetime,
) -> Found:
    """Write what a source says of some URLs: leads for the unknown, sightings for all.

    An unknown URL becomes a lead that is due now. A known one is due again when the same source
    words it anew in a way that tells of a revision; while it is leased it stays so.

    `source_id` is None where a person or a citation asked: then a lead that is known is not made
    due, and what is known of it is only added to.
    """
    ids: dict[str, int] = {}
    new = changed = seen = 0
    for chunk in chunks(mentions.named, CHUNK):
        known = _known(connection, [item.url for item in chunk])
        unknown = [item for item in chunk if item.url not in known]
        ids |= _insert_leads(connection, unknown, outlet=outlet, source_id=source_id, now=now)
        new += len(unknown)
        again = [(item, known[item.url]) for item in chunk if item.url in known]
        ids |= {item.url: row["id"] for item, row in again}
        notes = _Notes(now, source_id)
        notes.add(connection, again)
        notes.write(connection)
        changed += notes.changed
        seen += len(again) - notes.changed
    return Found(ids, new, changed, seen)


def make_due_again(connection: Connection, ids: Iterable[int], now: datetime) -> int:
    """Make leads due now, whatever became of them before; a leased one stays with its run."""
    number = 0
    for chunk in chunks(ids, CHUNK):
        done = connection.execute(
            update(leads)
            .where(leads.c.id.in_(chunk), leads.c.state != "leased")
            .values(state="waiting", next_due=now, attempts=0)
        )
        number += done.rowcount
    return number


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _known(connection: Connection, wanted: Sequence[str]) -> dict[str, RowMapping]:
    columns = (leads.c.id, leads.c.url, leads.c.via, leads.c.last_seen)
    rows = connection.execute(select(*columns).where(leads.c.url.in_(wanted)))
    return {row["url"]: row for row in rows.mappings()}


def _insert_leads(
    connection: Connection,
    unknown: Sequence[Named],
    *,
    outlet: str,
    source_id: int | None,
    now: datetime,
) -> dict[str, int]:
    if not unknown:
        return {}
    connection.execute(
        insert(leads),
        [
            {
                "outlet": outlet,
                "url": item.url,
                "state": "waiting",
                "attempts": 0,
                "next_due": now,
                "requested_url": item.lead.url,
                "via": item.lead.via,
                "first_seen": now,
                "last_seen": now,
                **_columns(item.said),
            }
            for item in unknown
        ],
    )
    found = connection.execute(
        select(leads.c.url, leads.c.id).where(leads.c.url.in_([item.url for item in unknown]))
    )
    ids: dict[str, int] = {row.url: row.id for row in found}
    connection.execute(
        insert(sightings),
        [_sighting(ids[item.url], item, source_id=source_id, now=now) for item in unknown],
    )
    return ids


@dataclass(slots=True)
class _Notes:
    """What is to be written of leads that were named again."""

    now: datetime
    source_id: int | None
    sighted: list[dict[str, Any]] = field(default_factory=list)  # new rows of sightings
    resighted: list[int] = field(default_factory=list)  # sightings seen again
    reworded: list[dict[str, Any]] = field(default_factory=list)  # leads with other words
    seen: list[int] = field(default_factory=list)  # leads seen again
    revised: list[int] = field(default_factory=list)  # leads whose pages were changed, it seems
    changed: int = 0

    def add(self, connection: Connection, again: Sequence[tuple[Named, RowMapping]]) -> None:
        """Note known leads, comparing each with what the same source said of it before."""
        past = _past_sightings(connection, [lead["id"] for _, lead in again], self.source_id)
        otherwise = []
        for item, lead in again:
            earlier = past.get(lead["id"], [])
            if self._is_old(lead["last_seen"]):
                self.seen.append(lead["id"])
            if not earlier or earlier[-1]["said_digest"] != item.digest:
                otherwise.append((item, lead, earlier))
            elif self._is_old(earlier[-1]["last_seen"]):
                self.resighted.append(earlier[-1]["id"])
        # Most leads are named as they were: only what others said is read in full.
        of_leads = _said(connection, leads, [lead["id"] for _, lead, _ in otherwise])
        newest = [earlier[-1]["id"] for _, _, earlier in otherwise if earlier]
        of_sightings = _said(connection, sightings, newest)
        for item, lead, earlier in otherwise:
            before = of_sightings[earlier[-1]["id"]] if earlier else None
            self._sight(item, lead["id"], earlier)
            self._reword(item, lead, of_leads[lead["id"]], before)

    def write(self, connection: Connection) -> None:
        if self.sighted:
            connection.execute(insert(sightings), self.sighted)
        _touch(connection, sightings, self.resighted, self.now)
        _touch(connection, leads, self.seen, self.now)
        if self.reworded:
            connection.execute(_REWORD, self.reworded)
        make_due_again(connection, self.revised, self.now)

    def _sight(self, item: Named, lead_id: int, earlier: Sequence[RowMapping]) -> None:
        same = [old["id"] for old in earlier if old["said_digest"] == item.digest]
        if same:  # back to what it said once
            self.resighted.append(same[-1])
        else:
            self.sighted.append(_sighting(lead_id, item, source_id=self.source_id, now=self.now))

    def _reword(self, item: Named, lead: RowMapping, known: Said, before: Said | None) -> None:
        """Note other words than `before`, what the source said last; None when this is its first.

        They replace what is known of the lead where the source itself said that, or where only a
        citation or a person did; else they add to it.
        """
        said = known
        if self.source_id is not None and before is not None:
            self.changed += 1
            if tells_of_revision(item.said, before):
                self.revised.append(lead["id"])
            said = said | item.said
        elif self.source_id is not None and lead["via"] in _BY_OTHERS:
            said = said | item.said
        unknown = {name: item.said[name] for name in item.said.keys() - said.keys()}
        unknown.pop("position", None)  # in that source's list
        said = said | unknown
        if said != known:
            self.reworded.append({"the_id": lead["id"], **_columns(said)})

    def _is_old(self, seen: datetime) -> bool:
        return self.now - seen >= SEEN_AGAIN_AFTER


def _past_sightings(
    connection: Connection, ids: Sequence[int], source_id: int | None
) -> dict[int, list[RowMapping]]:
    """What the source said of the leads so far, oldest first."""
    found: dict[int, list[RowMapping]] = {}
    rows = connection.execute(
        select(
            sightings.c.id,
            sightings.c.lead_id,
            sightings.c.said_digest,
            sightings.c.last_seen,
        )
        .where(sightings.c.lead_id.in_(ids), sightings.c.source_id.is_not_distinct_from(source_id))
        .order_by(sightings.c.last_seen, sightings.c.id)
    )
    for row in rows.mappings():
        found.setdefault(row["lead_id"], []).append(row)
    return found


def _said(connection: Connection, table: Table, ids: Sequence[int]) -> dict[int, Said]:
    if not ids:
        return {}
    rows = connection.execute(select(table.c.id, table.c.said).where(table.c.id.in_(ids)))
    return {row.id: row.said for row in rows}


def _sighting(lead_id: int, item: Named, *, source_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "lead_id": lead_id,
        "source_id": source_id,
        "via": item.lead.via,
        "said": item.said,
        "said_digest": item.digest,
        "first_seen": now,
        "last_seen": now,
    }


def _columns(said: Said) -> dict[str, Any]:
    """The columns of ``leads`` that repeat what was said."""
    published = to_moment(said["published"]) if "published" in said else None
    modified = to_moment(said["modified"]) if "modified" in said else None
    return {
        "said": said,
        "title": said.get("title"),
        "summary": said.get("summary"),
        "published": published.at if published else None,
        "published_precision": published.precision.value if published else None,
        "modified": modified.at if modified else None,
    }


def _touch(connection: Connection, table: Table, ids: Sequence[int], now: datetime) -> None:
    for chunk in chunks(ids, CHUNK):
        connection.execute(update(table).where(table.c.id.in_(chunk)).values(last_seen=now))


_REWORD = (
    update(leads)
    .where(leads.c.id == bindparam("the_id"))
    .values(
        {
            name: bindparam(name)
            for name in ("said", "title", "summary", "published", "published_precision", "modified")
        }
    )
)
