"""The archive's tables: one readable schema for SQLite and PostgreSQL.

Every table and column carries a comment. SQLite keeps none, so the migration also writes them to
the table ``schema_notes``, where any SQL client can read them.

Nothing that an analyst may ask about is overwritten. Revisions, event memberships, family
memberships and citation resolutions are rows with ``valid_from`` and ``valid_to``: what the
archive held *as of* an instant is the rows whose interval holds it. The columns on ``stories``
that repeat the present state (title, event, family) are there to be quick to read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A point in time: timestamptz on PostgreSQL, sortable UTC text on SQLite.

    Raises:
        ValueError: a datetime without a zone was given.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy calls with both
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# BIGINT keys on PostgreSQL; SQLite only counts upwards by itself on INTEGER.
Key = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _id() -> Column[int]:
    return Column("id", Key, primary_key=True, comment="grows with time and is never used again")


def _ref(name: str, target: str, comment: str, **options: Any) -> Column[int]:
    return Column(name, Key, ForeignKey(target), comment=comment, **options)


def _at(name: str, comment: str, **options: Any) -> Column[datetime]:
    return Column(name, Instant, comment=comment, **options)


def _text(name: str, comment: str, **options: Any) -> Column[str]:
    return Column(name, Text, comment=comment, **options)


def _interval() -> tuple[Column[datetime], Column[datetime]]:
    return (
        _at("valid_from", "since when the archive holds this to be so", nullable=False),
        _at("valid_to", "until when it did; null while it still does"),
    )


outlets = Table(
    "outlets",
    metadata,
    _text("name", "short name, the spider's too: reuters", primary_key=True),
    _text("title", "display name", nullable=False),
    _text("country", "ISO 3166 code of its home"),
    _text("language", "BCP 47 code of its main language"),
    Column("domains", Json, nullable=False, comment="registered domains it owns"),
    Column("terms", Json, nullable=False, comment="machine-readable reservations: no-ml"),
    _text("note", "what a plain crawl gets of it, and why"),
    comment="publishers, as their spiders declare them",
)

runs = Table(
    "runs",
    metadata,
    _id(),
    _text("spider", "the spider that ran", nullable=False),
    _text("state", "running, finished, stopped, failed or interrupted", nullable=False),
    _text("reason", "how it ended, in Scrapy's words: finished, shutdown …"),
    _at("started_at", "when it began", nullable=False),
    _at("finished_at", "when it ended; null of a run under way or killed"),
    Column("arguments", Json, nullable=False, comment="the spider's arguments"),
    Column("replay", Json, comment="capture files it read instead of the network"),
    Column("figures", Json, comment="counts at its end"),
    _text("version", "of this software", nullable=False),
    _text("host", "the machine it ran on", nullable=False),
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
    _id(),
    _text("url", "as requested", nullable=False),
    _at("captured_at", "when it was fetched, by whoever captured it first", nullable=False),
    _at("recorded_at", "when this archive took it in", nullable=False),
    _ref("run_id", "runs.id", "the run that took it in"),
    Column(
        "status", Integer, nullable=False, comment="HTTP status, 200 for a document from a file"
    ),
    _text("mime", "media type as sent"),
    _text("file", "WARC file, relative to the captures folder", nullable=False),
    Column("offset", BigInteger, nullable=False, comment="of the record's gzip member, in bytes"),
    Column("length", BigInteger, nullable=False, comment="of that member, in bytes"),
    _text("digest", "sha256 of the payload as sent", nullable=False),
    UniqueConstraint("url", "captured_at"),
    Index(None, "run_id"),
    comment="responses as they came, each in a WARC record; never altered",
)

sources = Table(
    "sources",
    metadata,
    _id(),
    _text("outlet", "outlets.name", nullable=False),
    _text("url", "of the feed, sitemap or section page", nullable=False, unique=True),
    _text("kind", "feed, sitemap, sitemap_index or section, once it was read"),
    _text("etag", "for the next conditional GET"),
    _text("last_modified", "for the next conditional GET"),
    _at("polled_at", "last answered"),
    _at("changed_at", "last answered with something new"),
    Column("status", Integer, comment="HTTP status of the last answer"),
    Column("failures", Integer, nullable=False, default=0, comment="in a row, up to now"),
    _text("problem", "what was wrong with the last answer"),
    comment="where leads come from, with what a conditional GET needs",
)

leads = Table(
    "leads",
    metadata,
    _id(),
    _text("outlet", "outlets.name", nullable=False),
    _text("url", "canonical", nullable=False, unique=True),
    _text("state", "waiting, leased or settled", nullable=False),
    _text("outcome", "of the last fetch; null before the first"),
    _text("reason", "why that outcome"),
    Column(
        "attempts", Integer, nullable=False, default=0, comment="fetches since it was last due anew"
    ),
    _at("next_due", "when to fetch it; null when settled for good"),
    _ref("leased_by", "runs.id", "the run that is fetching it"),
    _at("leased_until", "when that run has lost its right to it"),
    _text("requested_url", "as discovery spelled it: what is fetched", nullable=False),
    _text(
        "via",
        "feed, sitemap, section, citation, request or capture: how first found",
        nullable=False,
    ),
    _text("title", "as its newest sighting says"),
    _text("summary", "as its newest sighting says"),
    _at("published", "as its newest sighting says"),
    _text("published_precision", "second, minute, day, month or year"),
    _at("modified", "as its newest sighting says"),
    Column("said", Json, nullable=False, comment="all that its newest sighting says"),
    _at("first_seen", "first found", nullable=False),
    _at("last_seen", "last found", nullable=False),
    _ref("story_id", "stories.id", "the story it led to"),
    _text("etag", "of the last answer, for a conditional GET"),
    _text("last_modified", "of the last answer, for a conditional GET"),
    Index(None, "outlet", "state", "published"),
    Index(None, "leased_by"),
    Index(None, "story_id"),
    Index(None, "published"),
    comment="the frontier: URLs that discovery found, what is due and how it went",
)

sightings = Table(
    "sightings",
    metadata,
    _id(),
    _ref("lead_id", "leads.id", "the URL", nullable=False),
    _ref("source_id", "sources.id", "the document that named it; null when asked for by hand"),
    _text("via", "feed, sitemap, section, citation, request or capture", nullable=False),
    Column(
        "said", Json, nullable=False, comment="title, summary, time … as that document gave them"
    ),
    _text("said_digest", "of `said`, to tell a changed entry from a repeated one", nullable=False),
    _at("first_seen", "first seen in this form", nullable=False),
    _at("last_seen", "last seen in this form", nullable=False),
    UniqueConstraint("lead_id", "source_id", "said_digest"),
    comment="what each source said of a lead, one row for each different wording",
)

fetches = Table(
    "fetches",
    metadata,
    _id(),
    _ref("run_id", "runs.id", "the run", nullable=False),
    _ref("lead_id", "leads.id", "the story's lead; null for discovery"),
    _ref("source_id", "sources.id", "the feed or sitemap; null for a story"),
    _text("outlet", "outlets.name", nullable=False),
    _text("url", "as requested", nullable=False),
    _text("outcome", "what it turned out to be: see the list in the docs", nullable=False),
    _text("reason", "the evidence, in a few words"),
    Column("status", Integer, comment="HTTP status, null where no answer came"),
    _ref("capture_id", "captures.id", "the answer"),
    _at("fetched_at", "when this archive made the attempt", nullable=False),
    Column("elapsed", Float, comment="seconds to the answer"),
    Index(None, "run_id"),
    Index(None, "lead_id"),
    comment="every attempt and its outcome, stories and discovery alike",
)

stories = Table(
    "stories",
    metadata,
    _id(),
    _text("outlet", "outlets.name", nullable=False),
    _text("url", "canonical", nullable=False, unique=True),
    _text("form", "full, or teaser where only feed or paywall told of it", nullable=False),
    _text("title", "as of the newest revision"),
    _at("published", "first publication, as the outlet says"),
    _text("published_precision", "second, minute, day, month or year"),
    _at("listed_at", "published where known, else first seen: what to sort by", nullable=False),
    _at("first_seen", "when this archive first had it", nullable=False),
    _text("language", "BCP 47"),
    _text("section", "as the outlet files it"),
    _text("kind", "report, opinion, live, digest …"),
    _text("access", "free, paywalled or unknown", nullable=False),
    _text("agency", "wire agency credited"),
    Column("revisions", Integer, nullable=False, comment="how many versions are kept"),
    Column("revision_id", Key, comment="revisions.id of the newest"),
    Column("family_id", Key, comment="families.id at present; null when it is no copy"),
    Column("event_id", Key, comment="events.id at present; null for what reports no event"),
    Index(None, "outlet", "listed_at"),
    Index(None, "listed_at"),
    Index(None, "event_id"),
    Index(None, "family_id"),
    sqlite_autoincrement=True,
    comment="logical articles, one a canonical URL",
)

revisions = Table(
    "revisions",
    metadata,
    _id(),
    _ref("story_id", "stories.id", "the story", nullable=False),
    Column("number", Integer, nullable=False, comment="1 for the first that this archive had"),
    _text("change", "first, completed (teaser to full), edited or reverted", nullable=False),
    _text("form", "full or teaser", nullable=False),
    _text("title", "headline"),
    _text("summary", "standfirst"),
    _text("text", "paragraphs separated by a blank line"),
    _text(
        "text_digest",
        "of title and text, normalised: equal means nothing a reader sees changed",
        nullable=False,
    ),
    Column("authors", Json, nullable=False, comment="persons, in order"),
    _at("published", "as the page says"),
    _text("published_precision", "second, minute, day, month or year"),
    _at("modified", "as the page says"),
    _text("modified_precision", "second, minute, day, month or year"),
    _text("language", "BCP 47"),
    _text("section", "as the outlet files it"),
    Column("tags", Json, nullable=False, comment="keywords, in order"),
    _text("image", "URL of the lead image"),
    _text("access", "free, paywalled or unknown", nullable=False),
    _text("kind", "report, opinion, live, digest …"),
    _text("agency", "wire agency credited"),
    _text("dateline", "place and day at the head of the text"),
    Column("words", Integer, nullable=False, comment="in the text we have"),
    Column("declared_words", Integer, comment="as the page declares"),
    Column("provenance", Json, nullable=False, comment="field to source, precision and rejected"),
    _ref("capture_id", "captures.id", "the page it was read from; null for a feed's teaser"),
    _at("captured_at", "when that page was captured"),
    *_interval(),
    UniqueConstraint("story_id", "number"),
    comment="versions of a story; the newest has no valid_to",
)

families = Table(
    "families",
    metadata,
    _id(),
    _ref("origin_id", "stories.id", "the credited or earliest member", nullable=False),
    _text("agency", "wire agency the text belongs to"),
    _at("founded_at", "when this archive first saw two members", nullable=False),
    sqlite_autoincrement=True,
    comment="stories that carry the same text",
)

family_members = Table(
    "family_members",
    metadata,
    _id(),
    _ref("family_id", "families.id", "the family", nullable=False),
    _ref("story_id", "stories.id", "the member", nullable=False),
    _text("relation", "origin, copy, excerpt_of or derived", nullable=False),
    Column("containment", Float, comment="share of its text found in the other, 0 to 1"),
    Column("own_share", Float, comment="share of its text that is its own, 0 to 1"),
    *_interval(),
    Index(None, "family_id"),
    Index(None, "story_id"),
    comment="who carries whose text",
)

shingles = Table(
    "shingles",
    metadata,
    Column(
        "hash", BigInteger, primary_key=True, autoincrement=False, comment="of a sampled shingle"
    ),
    Column(
        "story_id",
        Key,
        ForeignKey("stories.id"),
        primary_key=True,
        autoincrement=False,
        comment="a story that holds it",
    ),
    Index(None, "story_id"),
    sqlite_with_rowid=False,
    comment="FracMinHash sketches of the stories' texts, to find copies",
)

events = Table(
    "events",
    metadata,
    _id(),
    _text("title", "headline of its earliest full report", nullable=False),
    _at("first_at", "its earliest story", nullable=False),
    _at("last_at", "its latest story", nullable=False),
    Column("stories", Integer, nullable=False, comment="members at present"),
    _at("opened_at", "when this archive opened it", nullable=False),
    Column(
        "merged_into", Key, ForeignKey("events.id"), comment="where it went; null while it stands"
    ),
    Index(None, "last_at"),
    Index(None, "merged_into"),
    sqlite_autoincrement=True,
    comment="real-world happenings; an id is never used again, a merged one redirects",
)

memberships = Table(
    "memberships",
    metadata,
    _id(),
    _ref("story_id", "stories.id", "the story", nullable=False),
    _ref("event_id", "events.id", "the event it was put in", nullable=False),
    Column("score", Float, comment="of the join; null when it opened the event"),
    Column("runner_up_id", Key, comment="events.id of the next best"),
    Column("runner_up_score", Float, comment="its score"),
    Column("evidence", Json, nullable=False, comment="shared terms, gap in time, links"),
    _text("engine", "which grouping decided, with its version", nullable=False),
    *_interval(),
    Index(None, "story_id"),
    Index(None, "event_id"),
    comment="which story was put in which event, when and why",
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    _text("kind", "merge, split, pin, unpin, accept or reject", nullable=False),
    Column("subject", Json, nullable=False, comment="the ids it is about"),
    _text("author", "who decided", nullable=False),
    _text("reason", "why"),
    _at("made_at", "when", nullable=False),
    _at("undone_at", "when it was taken back; null while it holds"),
    comment="what a person decided; respected by every later regrouping",
)

citations = Table(
    "citations",
    metadata,
    _id(),
    _ref("document_id", "stories.id", "the story or digest that cites", nullable=False),
    Column("position", Integer, nullable=False, comment="order in the document"),
    _text("fingerprint", "of outlet, headline, URL and kind: one row a citation", nullable=False),
    _text("outlet", "display name where known, as written otherwise", nullable=False),
    _text("outlet_name", "outlets.name; null for an outlet without a spider"),
    _text("headline", "as quoted"),
    _text("url", "where one is given"),
    _text("line", "the line it was read from", nullable=False),
    _text("kind", "source_line, link, inline …", nullable=False),
    Column("confidence", Float, nullable=False, comment="that it is a citation, 0 to 1"),
    _text("author", "where one is given"),
    _at("published", "where a date is given"),
    _at("found_at", "when it was read", nullable=False),
    UniqueConstraint("document_id", "fingerprint"),
    comment="edges from a document to an outlet's story, as the document words them",
)

resolutions = Table(
    "resolutions",
    metadata,
    _id(),
    _ref("citation_id", "citations.id", "the citation", nullable=False),
    _text(
        "state", "resolved, candidate, copy_only, walled, not_found or not_tried", nullable=False
    ),
    _ref("story_id", "stories.id", "the story it means"),
    _ref("lead_id", "leads.id", "the lead it means, where no story came of it"),
    Column("score", Float, nullable=False, comment="0 to 1"),
    Column("explanation", Json, nullable=False, comment="the parts of the score"),
    Column("alternatives", Json, nullable=False, comment="runners-up with their scores"),
    _text("engine", "which resolver decided, with its version", nullable=False),
    *_interval(),
    Index(None, "citation_id"),
    Index(None, "story_id"),
    comment="what a citation was found to mean; the row without valid_to is the present answer",
)

schema_notes = Table(
    "schema_notes",
    metadata,
    _text("table_name", "table or view", primary_key=True),
    _text("column_name", "column, or empty for the table itself", primary_key=True),
    _text("note", "what it means", nullable=False),
    comment="these comments, as rows",
)
