"""Settle fetches: what a crawl brought in, written down in whole transactions.

A batch is one transaction. Killed at any instant, the archive holds all of a batch or nothing of
it, and what it does not hold is still due. To settle a fetch that was settled before, because a
commit's answer was lost or two runs fetched the same page, changes nothing:

- a capture is known by its URL and time;
- an attempt by its run, lead and capture; an attempt that brought no capture, by its run, lead,
  outcome, reason, status and duration, where the run has meanwhile given up the lead;
- a story by its URL, a revision by what a reader sees of it, a citation by its fingerprint;
- a lead's state is changed only by the run that holds its lease, or while it is due and free.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from aggregator.archive.citing.citation_rows import record_citations
from aggregator.archive.crawling.sources import record_captures
from aggregator.archive.drivers import clean
from aggregator.archive.schema import fetches, leads, revisions, stories
from aggregator.archive.writing.placing import DIGEST, Placer
from aggregator.archive.writing.revisions import keep_extract
from aggregator.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection, RowMapping

    from aggregator.archive.store import Archive
    from aggregator.archive.writing.versions import Change
    from aggregator.outlets import OutletDirectory
    from aggregator.records import Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a fetch.

    Attributes:
        change: of the story's text; None where the fetch has no story.
        revision: number of the revision it made or repeats.
    """

    lead_id: int
    story_id: int | None = None
    change: Change | None = None
    revision: int | None = None
    event_id: int | None = None
    family_id: int | None = None


class Writer:
    """Commits fetches for one run.

    Args:
        before_commit: called inside each transaction just before it is committed: here captures
            are forced to disk, so that no row points at bytes which may be lost.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        run_id: int,
        outlets: OutletDirectory,
        before_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self._archive = archive
        self._run_id = run_id
        self._before_commit = before_commit
        self._placer = Placer(outlets)

    def commit(self, batch: Sequence[Fetch], *, now: datetime) -> list[Settled]:
        """Settle a batch in one transaction, in the order of its fetches' sequence numbers.

        Raises:
            LookupError: a fetch names a lead that does not exist.
            ArchiveError: as `Archive.write`.
            Exception: whatever `before_commit` raises. After any error nothing of the batch is
                kept, and it can be committed again.
        """
        if not batch:
            return []
        batch = sorted(batch, key=lambda fetch: fetch.sequence)
        self._placer.expect(
            (fetch.extract.title, fetch.outlet)
            for fetch in batch
            if fetch.extract is not None and fetch.extract.title
        )
        try:
            with self._archive.write() as connection:
                self._placer.catch_up(connection)
                settled = [self._settle(connection, fetch, now) for fetch in batch]
                self._before_commit()
        except BaseException:
            self._placer.reset()
            raise
        return settled

    def _settle(self, connection: Connection, fetch: Fetch, now: datetime) -> Settled:
        lead = connection.execute(_LEAD, {"this": fetch.lead_id}).mappings().first()
        if lead is None:
            raise LookupError(f"the frontier has no lead {fetch.lead_id} ({fetch.url})")
        kept = record_captures(connection, fetch.captures, run_id=self._run_id, now=now)
        capture_id = kept[-1] if kept else None
        is_repeated = self._record_attempt(connection, fetch, lead, capture_id, now)
        settled = self._keep_story(connection, fetch, lead, capture_id, now)
        is_ours = not is_repeated and (
            lead["leased_by"] == self._run_id
            or (
                lead["leased_by"] is None
                and lead["next_due"] is not None
                and lead["next_due"] <= now
            )
        )
        changes = _lead_changes(fetch, lead) if is_ours else {}
        if settled.story_id is not None and settled.story_id != lead["story_id"]:
            changes["story_id"] = settled.story_id
        if changes:
            connection.execute(_CHANGE_LEAD, {"this": fetch.lead_id, **changes})
        return settled

    def _record_attempt(
        self,
        connection: Connection,
        fetch: Fetch,
        lead: RowMapping,
        capture_id: int | None,
        now: datetime,
    ) -> bool:
        """Write the attempt down; returns whether it was written down before."""
        attempt = {
            "run_id": self._run_id,
            "lead_id": fetch.lead_id,
            "outcome": str(fetch.outcome),
            "reason": clean(fetch.reason) if fetch.reason else None,
            "status": fetch.status,
            "capture_id": capture_id,
            "elapsed": fetch.elapsed,
        }
        known = None
        if capture_id is not None:
            known = connection.scalar(_SAME_CAPTURE, attempt)
        elif lead["leased_by"] != self._run_id:
            known = connection.scalar(_SAME_FAILURE, attempt)
        if known is not None:
            return True
        connection.execute(
            _ADD_FETCH,
            {
                **attempt,
                "outlet": fetch.outlet,
                "url": clean(fetch.url),
                "fetched_at": now,
                "memento_url": clean(fetch.memento_url) if fetch.memento_url else None,
                "memento_at": fetch.memento_at,
            },
        )
        return False

    def _keep_story(
        self,
        connection: Connection,
        fetch: Fetch,
        lead: RowMapping,
        capture_id: int | None,
        now: datetime,
    ) -> Settled:
        change = None
        if fetch.extract is not None and fetch.extract.outcome.has_text:
            page = None
            # A teaser that a wall left us is made of a feed's words, not of the wall's page.
            if fetch.outcome.has_text and capture_id is not None and fetch.captured_at is not None:
                page = (capture_id, fetch.captured_at)
            change = keep_extract(
                connection,
                fetch.extract,
                outlet=fetch.outlet,
                lead=lead,
                capture=page,
                seen=fetch.captured_at or now,
                now=now,
            )
        if change is None:
            return self._without_change(connection, fetch, lead)
        event_id, family_id = change.event_id, change.family_id
        if change.version is not None:
            event_id, family_id = self._placer.place(connection, change, change.version, now=now)
        if fetch.citations:
            record_citations(
                connection,
                change.story_id,
                fetch.citations,
                now=now,
                is_digest=fetch.extract is not None and fetch.extract.kind == DIGEST,
            )
        return Settled(
            lead_id=fetch.lead_id,
            story_id=change.story_id,
            change=change.change,
            revision=change.revision,
            event_id=event_id,
            family_id=family_id,
        )

    def _without_change(self, connection: Connection, fetch: Fetch, lead: RowMapping) -> Settled:
        """A fetch that brought no words: of a story we have, or of none."""
        story = None
        if lead["story_id"] is not None:
            story = connection.execute(_STORY, {"this": lead["story_id"]}).first()
        if story is None:
            return Settled(lead_id=fetch.lead_id)
        same = fetch.outcome is Outcome.NOT_MODIFIED
        return Settled(
            lead_id=fetch.lead_id,
            story_id=story.id,
            change="unchanged" if same else None,
            revision=story.number if same else None,
            event_id=story.event_id,
            family_id=story.family_id,
        )


# Statements are made once: making one costs more than running it.
_LEAD = (
    select(
        leads.c.id,
        leads.c.url,
        leads.c.story_id,
        leads.c.leased_by,
        leads.c.next_due,
        leads.c.attempts,
    )
    .where(leads.c.id == bindparam("this"))
    .with_for_update()  # claims don't wait for writers
)
_CHANGE_LEAD = update(leads).where(leads.c.id == bindparam("this"))
_ADD_FETCH = insert(fetches)
_SAME_CAPTURE = (
    select(fetches.c.id)
    .where(*(fetches.c[name] == bindparam(name) for name in ("run_id", "lead_id", "capture_id")))
    .limit(1)
)
_SAME_FAILURE = (
    select(fetches.c.id)
    .where(
        fetches.c.run_id == bindparam("run_id"),
        fetches.c.lead_id == bindparam("lead_id"),
        fetches.c.capture_id.is_(None),
        *(
            fetches.c[name].is_not_distinct_from(bindparam(name, type_=fetches.c[name].type))
            for name in ("outcome", "reason", "status", "elapsed")
        ),
    )
    .limit(1)
)
_STORY = (
    select(stories.c.id, stories.c.event_id, stories.c.family_id, revisions.c.number)
    .join(revisions, revisions.c.id == stories.c.revision_id)
    .where(stories.c.id == bindparam("this"))
)


def _lead_changes(fetch: Fetch, lead: RowMapping) -> dict[str, Any]:
    """The lead's new state: to be tried again, to be looked at again later, or settled."""
    due = fetch.retry_at or fetch.revisit_at
    changes: dict[str, Any] = {
        "state": "settled" if due is None else "waiting",
        "next_due": due,
        "attempts": 0 if fetch.retry_at is None and due is not None else lead["attempts"] + 1,
        "leased_by": None,
        "leased_until": None,
        "outcome": str(fetch.outcome),
        "reason": clean(fetch.reason) if fetch.reason else None,
    }
    # Only what came with a page's text may be asked about with a conditional GET: a wall's own
    # ETag would have the wall confirmed for ever.
    if fetch.outcome.has_text:
        changes |= {"etag": fetch.etag, "last_modified": fetch.last_modified}
    elif fetch.outcome is Outcome.NOT_MODIFIED:
        changes |= {
            name: value
            for name, value in (("etag", fetch.etag), ("last_modified", fetch.last_modified))
            if value
        }
    return changes
