"""Tables of what was published: stories, their revisions, and who carries whose text."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from aggregator.archive.schema.columns import (
    Json,
    Key,
    identity,
    instant,
    interval,
    metadata,
    reference,
    text,
)

stories = Table(
    "stories",
    metadata,
    identity(),
    text("outlet", "outlets.name", nullable=False),
    text("url", "canonical", nullable=False, unique=True),
    text("form", "full, or teaser where only feed or paywall told of it", nullable=False),
    text("title", "as of the newest revision"),
    instant("published", "first publication, as the outlet says"),
    text("published_precision", "second, minute, day, month or year"),
    instant("listed_at", "published where known, else first seen: what to sort by", nullable=False),
    instant("first_seen", "when this archive first had it", nullable=False),
    text("language", "BCP 47"),
    text("section", "as the outlet files it"),
    text("kind", "report, opinion, live, digest …"),
    text("access", "free, paywalled or unknown", nullable=False),
    text("agency", "wire agency credited"),
    Column("revisions", Integer, nullable=False, comment="how many versions are kept"),
    Column("revision_id", Key, comment="revisions.id of the newest"),
    Column("family_id", Key, comment="families.id at present; null when it is no copy"),
    Column("event_id", Key, comment="events.id at present; null for what reports no event"),
    Index(None, "outlet", "listed_at"),
    Index(None, "listed_at"),
    Index(None, "event_id", "outlet", "published"),
    Index(None, "family_id"),
    sqlite_autoincrement=True,
    comment="logical articles, one a canonical URL",
)

revisions = Table(
    "revisions",
    metadata,
    identity(),
    reference("story_id", "stories.id", "the story", nullable=False),
    Column("number", Integer, nullable=False, comment="1 for the first that this archive had"),
    text(
        "change",
        "first, completed (teaser to full), edited, reverted, or reread (ours, not the outlet's)",
        nullable=False,
    ),
    text("form", "full or teaser", nullable=False),
    text("title", "headline"),
    text("summary", "standfirst"),
    text("text", "paragraphs separated by a blank line"),
    text(
        "text_digest",
        "of title and text, normalised: equal means nothing a reader sees changed",
        nullable=False,
    ),
    Column("authors", Json, nullable=False, comment="persons, in order"),
    instant("published", "as the page says"),
    text("published_precision", "second, minute, day, month or year"),
    instant("modified", "as the page says"),
    text("modified_precision", "second, minute, day, month or year"),
    text("language", "BCP 47"),
    text("section", "as the outlet files it"),
    Column("tags", Json, nullable=False, comment="keywords, in order"),
    text("image", "URL of the lead image"),
    text("access", "free, paywalled or unknown", nullable=False),
    text("metering", "metered, registered or locked, as the page says"),
    text("kind", "report, opinion, live, digest …"),
    text("agency", "wire agency credited"),
    text("dateline", "place and day at the head of the text"),
    Column("words", Integer, nullable=False, comment="in the text we have"),
    Column("declared_words", Integer, comment="as the page declares"),
    Column("provenance", Json, nullable=False, comment="field to source, precision and rejected"),
    text("correction", "paragraph that says what was corrected"),
    text("extractor", "version of the extraction that read the page; null for a feed's teaser"),
    reference("capture_id", "captures.id", "the page it was read from; null for a feed's teaser"),
    instant("captured_at", "when that page was captured"),
    *interval(),
    UniqueConstraint("story_id", "number"),
    comment="versions of a story; the newest has no valid_to",
)

families = Table(
    "families",
    metadata,
    identity(),
    reference("origin_id", "stories.id", "the credited or earliest member", nullable=False),
    text("agency", "wire agency the text belongs to"),
    instant("founded_at", "when this archive first saw two members", nullable=False),
    sqlite_autoincrement=True,
    comment="stories that carry the same text",
)

family_members = Table(
    "family_members",
    metadata,
    identity(),
    reference("family_id", "families.id", "the family", nullable=False),
    reference("story_id", "stories.id", "the member", nullable=False),
    text("relation", "origin, copy, excerpt_of or derived", nullable=False),
    Column("containment", Float, comment="share of its text found in the other, 0 to 1"),
    Column("own_share", Float, comment="share of its text that is its own, 0 to 1"),
    *interval(),
    Index(None, "family_id"),
    Index(None, "story_id"),
    comment="who carries whose text",
)

quotes = Table(
    "quotes",
    metadata,
    identity(),
    reference("story_id", "stories.id", "the story that quotes", nullable=False),
    reference(
        "quoted_id",
        "stories.id",
        "the story that had it: in its own voice, otherwise the earlier one",
        nullable=False,
    ),
    text("passage", "longest piece that both have, as the quoting story writes it", nullable=False),
    Column("words", Integer, nullable=False, comment="of the quoting story that the other has"),
    Column("share", Float, nullable=False, comment="these as a share of its text, 0 to 1"),
    Column(
        "marked",
        Boolean,
        nullable=False,
        comment="whether the quoting story has them between quotation marks",
    ),
    *interval(),
    Index(None, "story_id"),
    Index(None, "quoted_id"),
    comment="stories that share a passage, and are no copies",
)

# No key to ``stories`` and no index by story: both would double the table, which is the archive's
# largest by rows, and a story's shingles are known from its text.
shingles = Table(
    "shingles",
    metadata,
    Column(
        "hash", BigInteger, primary_key=True, autoincrement=False, comment="of a sampled shingle"
    ),
    Column(
        "story_id",
        Key,
        primary_key=True,
        autoincrement=False,
        comment="stories.id of one that holds it; of a family, one is enough",
    ),
    sqlite_with_rowid=False,
    comment="FracMinHash sketches of the stories' texts, to find copies",
)
