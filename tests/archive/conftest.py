"""What the archive's tests share: an instant to count from, an outlet, a run."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from aggregator import urls
from aggregator.archive import schema
from aggregator.archive.crawling import runs
from aggregator.archive.writing.writer import Writer
from aggregator.outlets import Outlet, OutletDirectory
from aggregator.records import (
    Access,
    CaptureRef,
    Extract,
    Fetch,
    Moment,
    Outcome,
    Provenance,
)

if TYPE_CHECKING:
    from aggregator.archive.store import Archive


@pytest.fixture
def now():
    return datetime(2031, 5, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def outlet():
    return Outlet(
        name="harbour",
        title="The Harbour Post",
        domains=("harbourpost.example",),
        feeds=("https://harbourpost.example/feed",),
        country="NZ",
        note="invented",
        terms=("no-ml",),
    )


@pytest.fixture
def run_id(archive, now):
    return runs.start_run(archive, spider="harbour", arguments={}, replay=None, now=now)


NEWSROOMS = OutletDirectory(
    [
        Outlet(name="harbour", title="The Harbour Post", domains=("harbourpost.example",)),
        Outlet(name="ridge", title="Ridge Daily", domains=("ridgedaily.example",)),
        Outlet(name="lantern", title="The Lantern", domains=("lantern.example",)),
        Outlet(name="coastwire", title="Coastwire", domains=("coastwire.example",), wire=True),
        Outlet(name="digest", title="Digest", domains=("digest.example",)),
    ]
)
_DOMAINS = {name: outlet.domains[0] for name, outlet in NEWSROOMS.items()}
_SYLLABLES = "ba do fen gri hal ju kel lor mi nat os pem qui ral su ter uv wen yor zil".split()


def prose(seed, words=120):
    """Text of made-up words that has nothing in common with another seed's."""
    chance = random.Random(str(seed))
    vocabulary = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(max(20, words // 3))]
    return " ".join(chance.choice(vocabulary) for _ in range(words))


@dataclass
class Newsroom:
    """Makes leads and fetches for an archive and commits them."""

    archive: Archive
    run_id: int
    now: datetime
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))
    _writer: Writer | None = None

    def lead(self, url, outlet="harbour", *, leased_by=..., **columns):
        """The id of the lead for a URL, which is made, leased to our run, where it is new."""
        key = urls.canonical(url)
        with self.archive.write() as connection:
            known = connection.scalar(select(schema.leads.c.id).where(schema.leads.c.url == key))
            if known is not None:
                return known
            holder = self.run_id if leased_by is ... else leased_by
            values = {
                "outlet": outlet,
                "url": key,
                "state": "waiting" if holder is None else "leased",
                "next_due": self.now,
                "leased_by": holder,
                "leased_until": None if holder is None else self.now + timedelta(minutes=10),
                "requested_url": url,
                "via": "feed",
                "said": {},
                "first_seen": self.now,
                "last_seen": self.now,
            }
            return connection.execute(
                insert(schema.leads).returning(schema.leads.c.id), values | columns
            ).scalar_one()

    def url(self, slug, outlet="harbour"):
        return f"https://{_DOMAINS[outlet]}/news/{slug}"

    def fetch(
        self,
        slug,
        *,
        outlet="harbour",
        outcome=Outcome.STORY,
        title=...,
        text=...,
        at=None,
        captured_at=None,
        canonical=None,
        extract=...,
        captured=True,
        **fields,
    ):
        """A fetch of a page: a whole story unless told otherwise.

        `at` is when the story was published (default: now), `canonical` the slug its page
        declares, `fields` go to the fetch where it has such a field and to the extract otherwise.
        """
        number = next(self.numbers)
        url = self.url(slug, outlet)
        captured_at = captured_at or self.now + timedelta(seconds=number)
        to_fetch = {name: fields.pop(name) for name in list(fields) if name in _OF_FETCH}
        if extract is ...:
            published = fields.pop("published", Moment(at or self.now))
            extract = Extract(
                url=self.url(canonical or slug, outlet),
                outcome=fields.pop("extract_outcome", outcome),
                title=f"What happened to {prose(slug, 6)}" if title is ... else title,
                text=prose(slug) if text is ... else text,
                published=published,
                language=fields.pop("language", "en"),
                access=fields.pop("access", Access.FREE),
                provenance={"title": Provenance("jsonld", rejected=("og=x",))},
                **fields,
            )
        ref = CaptureRef(
            url=url,
            captured_at=captured_at,
            status=200,
            mime="text/html",
            file="a.warc.gz",
            offset=number * 1000,
            length=1000,
            digest=f"sha256:{number:064x}",
        )
        return Fetch(
            lead_id=self.lead(url, outlet),
            outlet=outlet,
            url=url,
            outcome=outcome,
            sequence=number,
            status=200,
            elapsed=0.25,
            captures=(ref,) if captured else (),
            captured_at=captured_at if captured else None,
            extract=extract,
            **to_fetch,
        )

    def writer(self, **options):
        return Writer(self.archive, run_id=self.run_id, outlets=NEWSROOMS, **options)

    def commit(self, *batch, now=None):
        """Commit with one writer that lives as long as this newsroom."""
        self._writer = self._writer or self.writer()
        return self._writer.commit(batch, now=now or self.now)

    def restart(self):
        self._writer = None

    def rows(self, table, *where, order=None):
        """A table's rows as dictionaries, by id."""
        with self.archive.read() as connection:
            query = select(table).where(*where).order_by(order if order is not None else table.c.id)
            return [dict(row) for row in connection.execute(query).mappings()]

    def story(self, story_id):
        (row,) = self.rows(schema.stories, schema.stories.c.id == story_id)
        return row

    def revisions(self, story_id):
        return self.rows(schema.revisions, schema.revisions.c.story_id == story_id)


_OF_FETCH = frozenset(Fetch.__dataclass_fields__) - {"extract", "outcome"}


@pytest.fixture
def newsroom(archive, run_id, now):
    return Newsroom(archive, run_id, now)


@pytest.fixture
def newsroom_type():
    """To make newsrooms for other archives."""
    return Newsroom


@pytest.fixture(name="prose")
def prose_fixture():
    return prose


@pytest.fixture
def newsrooms():
    """All outlets of `newsroom`."""
    return NEWSROOMS
