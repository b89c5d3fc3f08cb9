"""Tables of the crawl: outlets, runs, captures, and the frontier of leads."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, Table, UniqueConstraint

from aggregator.archive.schema.columns import Json, identity, instant, metadata, reference, text

outlets = Table(
    "outlets",
    metadata,
    text("name", "short name, the spider's too: reuters", primary_key=True),
    text("title", "display name", nullable=False),
    text("country", "ISO 3166 code of its home"),
    text("language", "BCP 47 code of its main language"),
    Column("domains", Json, nullable=False, comment="registered domains it owns"),
    Column("terms", Json, nullable=False, comment="machine-readable reservations: no-ml"),
    text("note", "what a plain crawl gets of it, and why"),
    comment="publishers, as their spiders declare them",
)

runs = Table(
    "runs",
    metadata,
    identity(),
    text("spider", "the spider that ran", nullable=False),
    text("state", "running, finished, stopped, failed or interrupted", nullable=False),
    text("reason", "how it ended, in Scrapy's words: finished, shutdown …"),
    instant("started_at", "when it began", nullable=False),
    instant("finished_at", "when it ended; null of a run under way or killed"),
    Column("arguments", Json, nullable=False, comment="the spider's arguments"),
    Column("replay", Json, comment="capture files it read instead of the network"),
    Column("figures", Json, comment="counts at its end"),
    text("version", "of this software", nullable=False),
    text("host", "the machine it ran on", nullable=False),
    Column("pid", Integer, nullable=False, comment="process id on that machine"),
    Column(
        "process_started",
        Float,
        nullable=False,
        comment="start of that process in Unix seconds: a pid alone may be used again",
    ),
    comment="one crawl from start to finish",
)

captures = Table(
    "captures",
    metadata,
    identity(),
    text("url", "as requested", nullable=False),
    instant("captured_at", "when it was fetched, by whoever captured it first", nullable=False),
    instant("recorded_at", "when this archive took it in", nullable=False),
    reference("run_id", "runs.id", "the run that took it in"),
    Column(
        "status", Integer, nullable=False, comment="HTTP status, 200 for a document from a file"
    ),
    text("mime", "media type as sent"),
    text("file", "WARC file, relative to the captures folder", nullable=False),
    Column("offset", BigInteger, nullable=False, comment="of the record's gzip member, in bytes"),
    Column("length", BigInteger, nullable=False, comment="of that member, in bytes"),
    text("digest", "sha256 of the payload as sent", nullable=False),
    UniqueConstraint("url", "captured_at"),
    Index(None, "run_id"),
    comment="responses as they came, each in a WARC record; never altered",
)

sources = Table(
    "sources",
    metadata,
    identity(),
    text("outlet", "outlets.name", nullable=False),
    text("url", "of the feed, sitemap or section page", nullable=False, unique=True),
    text("kind", "feed, sitemap, sitemap_index or section, once it was read"),
    text("etag", "for the next conditional GET"),
    text("last_modified", "for the next conditional GET"),
    instant("polled_at", "last answered"),
    instant("changed_at", "last answered with something new"),
    Column("status", Integer, comment="HTTP status of the last answer"),
    Column("failures", Integer, nullable=False, default=0, comment="in a row, up to now"),
    text("problem", "what was wrong with the last answer"),
    comment="where leads come from, with what a conditional GET needs",
)

leads = Table(
    "leads",
    metadata,
    identity(),
    text("outlet", "outlets.name", nullable=False),
    text("url", "canonical", nullable=False, unique=True),
    text("state", "waiting, leased or settled", nullable=False),
    text("outcome", "of the last fetch; null before the first"),
    text("reason", "why that outcome"),
    Column(
        "attempts", Integer, nullable=False, default=0, comment="fetches since it was last due anew"
    ),
    instant("next_due", "when to fetch it; null when settled for good"),
    reference("leased_by", "runs.id", "the run that is fetching it"),
    instant("leased_until", "when that run has lost its right to it"),
    text("requested_url", "as discovery spelled it: what is fetched", nullable=False),
    text(
        "via",
        "feed, sitemap, section, citation, request, capture or memento: how first found",
        nullable=False,
    ),
    text("title", "as its newest sighting says"),
    text("summary", "as its newest sighting says"),
    instant("published", "as its newest sighting says"),
    text("published_precision", "second, minute, day, month or year"),
    instant("modified", "as its newest sighting says"),
    Column("said", Json, nullable=False, comment="all that its newest sighting says"),
    instant("first_seen", "first found", nullable=False),
    instant("last_seen", "last found", nullable=False),
    reference("story_id", "stories.id", "the story it led to"),
    text("etag", "of the last answer, for a conditional GET"),
    text("last_modified", "of the last answer, for a conditional GET"),
    Index(None, "outlet", "state", "published"),
    Index(None, "leased_by"),
    Index(None, "story_id"),
    Index(None, "published"),
    comment="the frontier: URLs that discovery found, what is due and how it went",
)

sightings = Table(
    "sightings",
    metadata,
    identity(),
    reference("lead_id", "leads.id", "the URL", nullable=False),
    reference("source_id", "sources.id", "the document that named it; null when asked for by hand"),
    text("via", "feed, sitemap, section, citation, request, capture or memento", nullable=False),
    Column(
        "said", Json, nullable=False, comment="title, summary, time … as that document gave them"
    ),
    text("said_digest", "of `said`, to tell a changed entry from a repeated one", nullable=False),
    instant("first_seen", "first seen in this form", nullable=False),
    instant("last_seen", "last seen in this form", nullable=False),
    UniqueConstraint("lead_id", "source_id", "said_digest"),
    comment="what each source said of a lead, one row for each different wording",
)

fetches = Table(
    "fetches",
    metadata,
    identity(),
    reference("run_id", "runs.id", "the run", nullable=False),
    reference("lead_id", "leads.id", "the story's lead; null for discovery"),
    reference("source_id", "sources.id", "the feed or sitemap; null for a story"),
    text("outlet", "outlets.name", nullable=False),
    text("url", "as requested", nullable=False),
    text("outcome", "what it turned out to be: see the list in the docs", nullable=False),
    text("reason", "the evidence, in a few words"),
    Column("status", Integer, comment="HTTP status, null where no answer came"),
    reference("capture_id", "captures.id", "the answer"),
    instant("fetched_at", "when this archive made the attempt", nullable=False),
    Column("elapsed", Float, comment="seconds to the answer"),
    text("memento_url", "where a public web archive played it back; null from the outlet itself"),
    instant("memento_at", "when that archive had captured it"),
    Index(None, "run_id"),
    Index(None, "lead_id"),
    comment="every attempt and its outcome, stories and discovery alike",
)
