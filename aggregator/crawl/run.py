"""One run of a spider: the archive, captures, workers and replay it works with.

The Scrapy extension `Run` opens them when the crawler is made, so that whatever is wrong with
them is said before the first request, and closes them when the spider is done. Spiders,
pipelines and middlewares find it with `Run.of(crawler)`.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import NotConfigured

from aggregator import __version__
from aggregator.archive.captures.replay import ReplayIndex
from aggregator.archive.captures.store import CaptureStore, repair_folder
from aggregator.archive.citing.citations import resolve_citations
from aggregator.archive.crawling import frontier, runs
from aggregator.archive.errors import ArchiveError
from aggregator.archive.events.engine import Engine, choose_embedder, chosen_embedder
from aggregator.archive.events.storyline_keeper import continue_storylines
from aggregator.archive.reading.citations import list_citations
from aggregator.archive.store import Archive
from aggregator.archive.writing.writer import Writer
from aggregator.crawl.access import check_access
from aggregator.crawl.committer import Committer
from aggregator.crawl.loader import load_outlets
from aggregator.crawl.policy import Policy
from aggregator.crawl.shelf import ReplayShelf, replay_paths
from aggregator.crawl.workforce import Workforce
from aggregator.discovery.mementos import MementoService
from aggregator.outlets import Outlet
from aggregator.records import Fetch, Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

    from aggregator.archive.crawling.frontier import ClaimedLead
    from aggregator.archive.writing.writer import Settled
    from aggregator.crawl.items import Page
    from aggregator.crawl.period import Period

logger = logging.getLogger(__name__)

# A live batch that is not complete is committed after so many quiet seconds; in a replay, where
# the order of a whole claim is kept, only a page that hangs is not waited for.
_PATIENCE_LIVE = 2.0
_PATIENCE_REPLAY = 30.0
# A web or mail address in the user agent: whom an outlet can turn to.
_CONTACT = re.compile(r"https?://|@")


class Run:
    """Scrapy extension. Raises `NotConfigured` for spiders that declare no outlet."""

    def __init__(self, crawler: Crawler) -> None:
        outlet = getattr(crawler.spider, "outlet", None)
        if not isinstance(outlet, Outlet):
            raise NotConfigured("the spider declares no outlet: nothing is archived")
        self.crawler = crawler
        self.settings = settings = crawler.settings
        self.outlets = load_outlets(settings)
        check_access(settings, self.outlets)
        if settings["MEMENTOS"]:
            MementoService(settings["MEMENTOS"])  # or it says what is wrong with the setting
        self.permissions: dict[str, str] = settings.getdict("PERMISSIONS")
        self.failure: BaseException | None = None
        # Outlets that this run leaves alone from now on.
        self.resting: set[str] = set()
        self.archive = Archive.open(settings["ARCHIVE_URL"])
        self._choose_embedder(settings["EVENT_EMBEDDING"])
        replay = replay_paths(settings)
        self.shelf = self._open_shelf(replay)
        self._repair()
        self.started = datetime.now(UTC)
        self.run_id = runs.start_run(
            self.archive,
            spider=crawler.spider.name if crawler.spider else outlet.name,
            arguments=getattr(crawler.spider, "arguments", {}),
            replay=[str(path) for path in replay] or None,
            now=self.started,
        )
        runs.sync_outlets(self.archive, self.outlets.values())
        self.captures = CaptureStore(
            Path(settings["CAPTURES_DIR"]),
            prefix=f"{outlet.name}-{self.run_id:06d}",
            software=f"news-aggregator/{__version__}",
        )
        self.writer = Writer(
            self.archive,
            run_id=self.run_id,
            outlets=self.outlets,
            before_commit=self.captures.sync,
        )
        self.policy = Policy(settings.getint("MAX_ATTEMPTS"), replay=self.replaying)
        self._workforce = Workforce(settings)
        self.workers = self._workforce.pool
        self.committer = Committer(
            self._commit,
            patience=_PATIENCE_REPLAY if self.replaying else _PATIENCE_LIVE,
            stopping=self._stopping,
        )
        self._lease = timedelta(seconds=settings.getint("LEASE_SECONDS"))
        self._renewal: asyncio.Task[None] | None = None
        # Of leads whose pages our own code failed on; the loop itself holds tasks but weakly.
        self._settling: set[asyncio.Future[None]] = set()

    def _choose_embedder(self, name: str) -> None:
        """Take over the setting, and make sure that what the archive is grouped with is there."""
        with self.archive.read() as connection:
            if not name or name == chosen_embedder(connection):
                Engine.chosen(connection)
                return
        with self.archive.write() as connection:
            now = datetime.now(UTC)
            choose_embedder(connection, name, author="EVENT_EMBEDDING", now=now)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        run = cls(crawler)
        crawler.signals.connect(run._spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(run._spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(run._spider_error, signal=signals.spider_error)
        crawler.signals.connect(run._item_error, signal=signals.item_error)
        return run

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The crawler's run.

        Raises:
            RuntimeError: there is none.
        """
        run = crawler.get_extension(cls)
        if run is None:
            raise RuntimeError("no run is open: the extension aggregator.crawl.run.Run is off")
        return run

    @property
    def replaying(self) -> bool:
        return self.shelf is not None

    async def claim(
        self,
        outlets: Sequence[str],
        *,
        period: Period,
        only: Collection[int] | None = None,
        limit: int | None = None,
    ) -> list[ClaimedLead]:
        """Lease the next due leads; an empty list when none is due or the outlets are resting."""
        awake = [name for name in outlets if name not in self.resting]
        if not awake:
            return []
        claimed = await asyncio.to_thread(
            frontier.claim,
            self.archive,
            run_id=self.run_id,
            outlets=awake,
            limit=min(self.settings.getint("CLAIM_SIZE"), limit or sys.maxsize),
            now=datetime.now(UTC),
            lease=self._lease,
            since=period.since,
            until=period.until,
            only=only,
        )
        self.committer.expect([lead.lead_id for lead in claimed])
        self.count("leads/claimed", len(claimed))
        return claimed

    async def settle(self, fetch: Fetch) -> Settled:
        """Commit how a lead ended. What fails here ends the crawl: nothing could be kept.

        Raises:
            ArchiveError, OSError: the archive or the captures could not be written.
        """
        try:
            settled = await self.committer.settle(fetch)
        except Exception as error:
            self.fail(error)
            raise
        self.count(f"outcome/{fetch.outcome}")
        if settled.change:
            self.count(f"story/{settled.change}")
        return settled

    def fail(self, error: BaseException) -> None:
        """Stop the crawl: going on would lose what it fetches."""
        if self.failure is not None:
            return
        self.failure = error
        logger.error(
            "%s: stopping: %s", self.crawler.spider.name if self.crawler.spider else "", error
        )
        self._stop = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="failed"))

    def count(self, name: str, number: int = 1) -> None:
        if number:
            self.crawler.stats.inc_value(f"aggregator/{name}", number)

    def _commit(self, fetches: Sequence[Fetch]) -> list[Settled]:
        return self.writer.commit(fetches, now=datetime.now(UTC))

    def _open_shelf(self, paths: Sequence[Path]) -> ReplayShelf | None:
        if not paths:
            return None
        index = ReplayIndex.open(paths)
        for problem in index.problems:
            logger.warning("replay: %s", problem)
        shelf = ReplayShelf(index, frontier.known_captures(self.archive, index.urls()))
        frontier.make_due(self.archive, shelf.waiting(), datetime.now(UTC))
        return shelf

    def _repair(self) -> None:
        """Take back what killed runs had leased, and cut the record one was in the middle of."""
        now = datetime.now(UTC)
        for run_id in runs.reap_dead_runs(self.archive, now):
            logger.warning("run %d was interrupted; its leads are due again", run_id)
        folder = Path(self.settings["CAPTURES_DIR"])
        if folder.is_dir():
            for repair in repair_folder(folder):
                logger.warning("%s: cut %d bytes of a half-written record", repair.path, repair.cut)

    def _stopping(self) -> bool:
        return self.failure is not None or not self.crawler.engine.running

    async def _spider_opened(self, spider: Spider) -> None:
        await asyncio.to_thread(self.workers.warm)
        self._renewal = asyncio.create_task(self._renew_leases())
        if not self.replaying and not _CONTACT.search(self.settings["USER_AGENT"]):
            logger.warning(
                "USER_AGENT %r names nobody to turn to: add your address, as in "
                "AGGREGATOR_USER_AGENT='news-aggregator (+mailto:you@your.domain)'",
                self.settings["USER_AGENT"],
            )
        where = f"replay of {self.shelf.size} captures" if self.shelf else "the live web"
        logger.info("%s: run %d on %s into %s", spider.name, self.run_id, where, self.archive)

    async def _renew_leases(self) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            leads = list(self.committer.under_way)
            until = datetime.now(UTC) + self._lease
            try:
                await asyncio.to_thread(frontier.renew, self.archive, self.run_id, leads, until)
            except ArchiveError as error:
                # There is time for another attempt or two before the leases run out.
                logger.warning("the leases could not be renewed: %s", error)

    def _spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        # No coroutine: Scrapy sends this signal without waiting, and would drop it unread.
        if response is None:
            # The spider's own start broke off: what it would have asked for is not asked.
            self.fail(failure.value or RuntimeError("the spider broke off"))
            return
        request: Request | None = getattr(response, "request", None)
        claim = request.meta.get("claim") if request is not None else None
        task = asyncio.ensure_future(self._settle_broken(claim, failure))
        self._settling.add(task)
        task.add_done_callback(self._settled_broken)

    def _settled_broken(self, task: asyncio.Future[None]) -> None:
        self._settling.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.fail(error)

    async def _item_error(self, item: Page, failure: Failure) -> None:
        await self._settle_broken(getattr(item, "claim", None), failure)

    async def _settle_broken(self, claim: ClaimedLead | None, failure: Failure) -> None:
        """Settle a lead whose page our own code failed on; Scrapy logged the traceback."""
        if claim is None or self.failure or claim.lead_id not in self.committer.under_way:
            return
        reason = f"internal error: {failure.type.__name__ if failure.type else ''}"
        now = datetime.now(UTC)
        await self.settle(
            Fetch(
                lead_id=claim.lead_id,
                outlet=claim.outlet,
                url=claim.url,
                outcome=Outcome.ERROR,
                reason=reason,
                retry_at=self.policy.retry_at(Outcome.ERROR, attempts=claim.attempts, now=now),
            )
        )

    async def _spider_closed(self, spider: Spider, reason: str) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
        # What fails in one of them is told by its own callback.
        await asyncio.gather(*self._settling, return_exceptions=True)
        try:
            await asyncio.to_thread(self._close, spider.name, reason)
        except Exception as error:  # noqa: BLE001 - Scrapy would log it and end as if all were well
            # The first failure is the one to tell; what is not written now, the next run mends.
            self.failure = self.failure or error
            logger.warning("%s: the run could not be ended well: %s", spider.name, error)

    def _close(self, name: str, reason: str) -> None:
        now = datetime.now(UTC)
        self._workforce.close()
        try:
            if self.failure is None:
                self._resolve_citations(now)
                continue_storylines(self.archive, self.outlets, now=now, at_once=False)
            state = "failed" if self.failure else "finished" if reason == "finished" else "stopped"
            runs.finish_run(
                self.archive,
                self.run_id,
                state=state,
                reason=str(self.failure or reason),
                figures=self._figures(),
                now=now,
            )
        finally:
            self.captures.close()
            self.archive.close()
        logger.info("%s: run %d %s: %s", name, self.run_id, state, self._summary())

    def _resolve_citations(self, now: datetime) -> None:
        """Look for cited stories among what is there now, and say what was found and what not."""
        rows = resolve_citations(
            self.archive, self.outlets, now=now, due_only=True, since=self.started
        )
        for row in rows:
            if row.is_new:
                self.crawler.stats.inc_value(f"aggregator/citation/{row.answer.state}")
        changed = {row.document_id for row in rows if row.is_new}
        if not changed:
            return
        with self.archive.read() as connection:
            for cited in list_citations(connection, documents=changed, followed=True):
                wording = cited.headline or cited.url or cited.kind
                logger.info("%s: %s – %s", cited.state, cited.outlet, wording)

    def _figures(self) -> dict[str, Any]:
        stats = self.crawler.stats.get_stats()
        prefix = "aggregator/"
        return {
            key.removeprefix(prefix): value
            for key, value in stats.items()
            if key.startswith(prefix)
        }

    def _summary(self) -> str:
        figures = self._figures()
        parts = [
            f"{figures[key]} {key.rpartition('/')[2]}"
            for key in sorted(figures)
            if key.startswith(("story/", "outcome/"))
        ]
        return ", ".join(parts) or "nothing was due"
