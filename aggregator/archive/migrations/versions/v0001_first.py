"""The first schema: every table, the text search beside it.

Tables are spelled out rather than taken from ``schema``: a released revision must make the
same tables for as long as it is in use.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _tables()
    _search()


def _tables() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="merge, split, pin, unpin, accept, reject, unlink or embedding",
        ),
        sa.Column("subject", JSON, nullable=False, comment="the ids it is about"),
        sa.Column("author", sa.Text(), nullable=False, comment="who decided"),
        sa.Column("reason", sa.Text(), comment="why"),
        sa.Column("made_at", INSTANT, nullable=False, comment="when"),
        sa.Column("undone_at", INSTANT, comment="when it was taken back; null while it holds"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        comment="what a person decided; respected by every later regrouping",
    )
    op.create_table(
        "events",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column(
            "title",
            sa.Text(),
            nullable=False,
            comment="headline nearest to all reports; else of the earliest full one",
        ),
        sa.Column("first_at", INSTANT, nullable=False, comment="its earliest story"),
        sa.Column("last_at", INSTANT, nullable=False, comment="its latest story"),
        sa.Column("stories", sa.Integer(), nullable=False, comment="members at present"),
        sa.Column("opened_at", INSTANT, nullable=False, comment="when this archive opened it"),
        sa.Column("merged_into", KEY, comment="where it went; null while it stands"),
        sa.Column(
            "storyline_id",
            KEY,
            comment="storylines.id at present; null before it is looked for",
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["events.id"], name="fk_events_merged_into_events"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        comment="real-world happenings; an id is never used again, a merged one redirects",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_last_at", "events", ["last_at"], unique=False)
    op.create_index("ix_events_merged_into", "events", ["merged_into"], unique=False)
    op.create_index("ix_events_storyline_id", "events", ["storyline_id"], unique=False)
    _storylines()
    op.create_table(
        "outlets",
        sa.Column(
            "name", sa.Text(), nullable=False, comment="short name, the spider's too: reuters"
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="display name"),
        sa.Column("country", sa.Text(), comment="ISO 3166 code of its home"),
        sa.Column("language", sa.Text(), comment="BCP 47 code of its main language"),
        sa.Column("domains", JSON, nullable=False, comment="registered domains it owns"),
        sa.Column("terms", JSON, nullable=False, comment="machine-readable reservations: no-ml"),
        sa.Column("note", sa.Text(), comment="what a plain crawl gets of it, and why"),
        sa.PrimaryKeyConstraint("name", name="pk_outlets"),
        comment="publishers, as their spiders declare them",
    )
    op.create_table(
        "runs",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("spider", sa.Text(), nullable=False, comment="the spider that ran"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="running, finished, stopped, failed or interrupted",
        ),
        sa.Column(
            "reason", sa.Text(), comment="how it ended, in Scrapy's words: finished, shutdown …"
        ),
        sa.Column("started_at", INSTANT, nullable=False, comment="when it began"),
        sa.Column(
            "finished_at", INSTANT, comment="when it ended; null of a run under way or killed"
        ),
        sa.Column("arguments", JSON, nullable=False, comment="the spider's arguments"),
        sa.Column("replay", JSON, comment="capture files it read instead of the network"),
        sa.Column("figures", JSON, comment="counts at its end"),
        sa.Column("version", sa.Text(), nullable=False, comment="of this software"),
        sa.Column("host", sa.Text(), nullable=False, comment="the machine it ran on"),
        sa.Column("pid", sa.Integer(), nullable=False, comment="process id on that machine"),
        sa.Column(
            "process_started",
            sa.Float(),
            nullable=False,
            comment="start of that process in Unix seconds: a pid alone may be used again",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        comment="one crawl from start to finish",
    )
    op.create_table(
        "schema_notes",
        sa.Column("table_name", sa.Text(), nullable=False, comment="table or view"),
        sa.Column(
            "column_name",
            sa.Text(),
            nullable=False,
            comment="column, or empty for the table itself",
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="what it means"),
        sa.PrimaryKeyConstraint("table_name", "column_name", name="pk_schema_notes"),
        comment="these comments, as rows",
    )
    op.create_table(
        "sources",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("outlet", sa.Text(), nullable=False, comment="outlets.name"),
        sa.Column("url", sa.Text(), nullable=False, comment="of the feed, sitemap or section page"),
        sa.Column(
            "kind", sa.Text(), comment="feed, sitemap, sitemap_index or section, once it was read"
        ),
        sa.Column("etag", sa.Text(), comment="for the next conditional GET"),
        sa.Column("last_modified", sa.Text(), comment="for the next conditional GET"),
        sa.Column("polled_at", INSTANT, comment="last answered"),
        sa.Column("changed_at", INSTANT, comment="last answered with something new"),
        sa.Column("status", sa.Integer(), comment="HTTP status of the last answer"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row, up to now"),
        sa.Column("problem", sa.Text(), comment="what was wrong with the last answer"),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("url", name="uq_sources_url"),
        comment="where leads come from, with what a conditional GET needs",
    )
    op.create_table(
        "stories",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("outlet", sa.Text(), nullable=False, comment="outlets.name"),
        sa.Column("url", sa.Text(), nullable=False, comment="canonical"),
        sa.Column(
            "form",
            sa.Text(),
            nullable=False,
            comment="full, or teaser where only feed or paywall told of it",
        ),
        sa.Column("title", sa.Text(), comment="as of the newest revision"),
        sa.Column("published", INSTANT, comment="first publication, as the outlet says"),
        sa.Column("published_precision", sa.Text(), comment="second, minute, day, month or year"),
        sa.Column(
            "listed_at",
            INSTANT,
            nullable=False,
            comment="published where known, else first seen: what to sort by",
        ),
        sa.Column("first_seen", INSTANT, nullable=False, comment="when this archive first had it"),
        sa.Column("language", sa.Text(), comment="BCP 47"),
        sa.Column("section", sa.Text(), comment="as the outlet files it"),
        sa.Column("kind", sa.Text(), comment="report, opinion, live, digest …"),
        sa.Column("access", sa.Text(), nullable=False, comment="free, paywalled or unknown"),
        sa.Column("agency", sa.Text(), comment="wire agency credited"),
        sa.Column("revisions", sa.Integer(), nullable=False, comment="how many versions are kept"),
        sa.Column("revision_id", KEY, comment="revisions.id of the newest"),
        sa.Column("family_id", KEY, comment="families.id at present; null when it is no copy"),
        sa.Column("event_id", KEY, comment="events.id at present; null for what reports no event"),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        sa.UniqueConstraint("url", name="uq_stories_url"),
        comment="logical articles, one a canonical URL",
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_stories_event_id_outlet_published",
        "stories",
        ["event_id", "outlet", "published"],
        unique=False,
    )
    op.create_index("ix_stories_family_id", "stories", ["family_id"], unique=False)
    op.create_index("ix_stories_listed_at", "stories", ["listed_at"], unique=False)
    op.create_index("ix_stories_outlet_listed_at", "stories", ["outlet", "listed_at"], unique=False)
    op.create_table(
        "captures",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("url", sa.Text(), nullable=False, comment="as requested"),
        sa.Column(
            "captured_at",
            INSTANT,
            nullable=False,
            comment="when it was fetched, by whoever captured it first",
        ),
        sa.Column("recorded_at", INSTANT, nullable=False, comment="when this archive took it in"),
        sa.Column("run_id", KEY, comment="the run that took it in"),
        sa.Column(
            "status",
            sa.Integer(),
            nullable=False,
            comment="HTTP status, 200 for a document from a file",
        ),
        sa.Column("mime", sa.Text(), comment="media type as sent"),
        sa.Column(
            "file", sa.Text(), nullable=False, comment="WARC file, relative to the captures folder"
        ),
        sa.Column(
            "offset",
            sa.BigInteger(),
            nullable=False,
            comment="of the record's gzip member, in bytes",
        ),
        sa.Column("length", sa.BigInteger(), nullable=False, comment="of that member, in bytes"),
        sa.Column("digest", sa.Text(), nullable=False, comment="sha256 of the payload as sent"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_captures_run_id_runs"),
        sa.PrimaryKeyConstraint("id", name="pk_captures"),
        sa.UniqueConstraint("url", "captured_at", name="uq_captures_url_captured_at"),
        comment="responses as they came, each in a WARC record; never altered",
    )
    op.create_index("ix_captures_run_id", "captures", ["run_id"], unique=False)
    op.create_table(
        "citations",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("document_id", KEY, nullable=False, comment="the story or digest that cites"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in the document"),
        sa.Column(
            "fingerprint",
            sa.Text(),
            nullable=False,
            comment="of outlet, headline, URL and kind: one row a citation",
        ),
        sa.Column(
            "outlet",
            sa.Text(),
            nullable=False,
            comment="display name where known, as written otherwise",
        ),
        sa.Column(
            "outlet_name", sa.Text(), comment="outlets.name; null for an outlet without a spider"
        ),
        sa.Column("headline", sa.Text(), comment="as quoted"),
        sa.Column("url", sa.Text(), comment="where one is given"),
        sa.Column("line", sa.Text(), nullable=False, comment="the line it was read from"),
        sa.Column("kind", sa.Text(), nullable=False, comment="source_line, link, inline …"),
        sa.Column(
            "confidence", sa.Float(), nullable=False, comment="that it is a citation, 0 to 1"
        ),
        sa.Column("author", sa.Text(), comment="where one is given"),
        sa.Column("published", INSTANT, comment="where a date is given"),
        sa.Column("found_at", INSTANT, nullable=False, comment="when it was read"),
        sa.Column(
            "attempts",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="how often its story was looked for",
        ),
        sa.Column("tried_at", INSTANT, comment="when it was last looked for"),
        sa.Column(
            "next_due",
            INSTANT,
            comment="when to look again; null where only news of the outlet makes a look",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["stories.id"], name="fk_citations_document_id_stories"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_citations"),
        sa.UniqueConstraint(
            "document_id", "fingerprint", name="uq_citations_document_id_fingerprint"
        ),
        comment="edges from a document to an outlet's story, as the document words them",
    )
    op.create_table(
        "families",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("origin_id", KEY, nullable=False, comment="the credited or earliest member"),
        sa.Column("agency", sa.Text(), comment="wire agency the text belongs to"),
        sa.Column(
            "founded_at", INSTANT, nullable=False, comment="when this archive first saw two members"
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["stories.id"], name="fk_families_origin_id_stories"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_families"),
        comment="stories that carry the same text",
        sqlite_autoincrement=True,
    )
    op.create_table(
        "leads",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("outlet", sa.Text(), nullable=False, comment="outlets.name"),
        sa.Column("url", sa.Text(), nullable=False, comment="canonical"),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting, leased or settled"),
        sa.Column("outcome", sa.Text(), comment="of the last fetch; null before the first"),
        sa.Column("reason", sa.Text(), comment="why that outcome"),
        sa.Column(
            "attempts", sa.Integer(), nullable=False, comment="fetches since it was last due anew"
        ),
        sa.Column("next_due", INSTANT, comment="when to fetch it; null when settled for good"),
        sa.Column("leased_by", KEY, comment="the run that is fetching it"),
        sa.Column("leased_until", INSTANT, comment="when that run has lost its right to it"),
        sa.Column(
            "requested_url",
            sa.Text(),
            nullable=False,
            comment="as discovery spelled it: what is fetched",
        ),
        sa.Column(
            "via",
            sa.Text(),
            nullable=False,
            comment="feed, sitemap, section, citation, request, capture or memento: "
            "how first found",
        ),
        sa.Column("title", sa.Text(), comment="as its newest sighting says"),
        sa.Column("summary", sa.Text(), comment="as its newest sighting says"),
        sa.Column("published", INSTANT, comment="as its newest sighting says"),
        sa.Column("published_precision", sa.Text(), comment="second, minute, day, month or year"),
        sa.Column("modified", INSTANT, comment="as its newest sighting says"),
        sa.Column("said", JSON, nullable=False, comment="all that its newest sighting says"),
        sa.Column("first_seen", INSTANT, nullable=False, comment="first found"),
        sa.Column("last_seen", INSTANT, nullable=False, comment="last found"),
        sa.Column("story_id", KEY, comment="the story it led to"),
        sa.Column("etag", sa.Text(), comment="of the last answer, for a conditional GET"),
        sa.Column("last_modified", sa.Text(), comment="of the last answer, for a conditional GET"),
        sa.ForeignKeyConstraint(["leased_by"], ["runs.id"], name="fk_leads_leased_by_runs"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_leads_story_id_stories"),
        sa.PrimaryKeyConstraint("id", name="pk_leads"),
        sa.UniqueConstraint("url", name="uq_leads_url"),
        comment="the frontier: URLs that discovery found, what is due and how it went",
    )
    op.create_index("ix_leads_leased_by", "leads", ["leased_by"], unique=False)
    op.create_index(
        "ix_leads_outlet_state_published", "leads", ["outlet", "state", "published"], unique=False
    )
    op.create_index("ix_leads_published", "leads", ["published"], unique=False)
    op.create_index("ix_leads_story_id", "leads", ["story_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("story_id", KEY, nullable=False, comment="the story"),
        sa.Column("event_id", KEY, nullable=False, comment="the event it was put in"),
        sa.Column(
            "score",
            sa.Float(),
            comment="of the join; null when it opened the event or a person decided",
        ),
        sa.Column(
            "runner_up_id",
            KEY,
            comment="events.id of the next best; of the nearest when it opened the event",
        ),
        sa.Column("runner_up_score", sa.Float(), comment="its score"),
        sa.Column("evidence", JSON, nullable=False, comment="shared terms, gap in time, links"),
        sa.Column(
            "engine",
            sa.Text(),
            nullable=False,
            comment="which grouping decided, with its version; person",
        ),
        sa.Column("decision_id", KEY, comment="of the person who put it there"),
        sa.Column(
            "valid_from",
            INSTANT,
            nullable=False,
            comment="since when the archive holds this to be so",
        ),
        sa.Column("valid_to", INSTANT, comment="until when it did; null while it still does"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name="fk_memberships_decision_id_decisions"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_memberships_event_id_events"),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name="fk_memberships_story_id_stories"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
        comment="which story was put in which event, when and why",
    )
    op.create_index("ix_memberships_decision_id", "memberships", ["decision_id"], unique=False)
    op.create_index("ix_memberships_event_id", "memberships", ["event_id"], unique=False)
    op.create_index("ix_memberships_story_id", "memberships", ["story_id"], unique=False)
    op.create_table(
        "story_terms",
        sa.Column("story_id", KEY, autoincrement=False, nullable=False, comment="the story"),
        sa.Column(
            "revision", sa.Integer(), nullable=False, comment="number of the version that was read"
        ),
        sa.Column(
            "reader", sa.Text(), nullable=False, comment="which reader of terms, with its version"
        ),
        sa.Column(
            "kind", sa.Text(), comment="of the story in that version: report, opinion, live …"
        ),
        sa.Column(
            "terms",
            sa.Text(),
            nullable=False,
            comment="language, stems and how often each counts, a line each",
        ),
        sa.Column(
            "embedding",
            sa.LargeBinary(),
            comment="of the headline, 2 bytes a dimension; null if off",
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name="fk_story_terms_story_id_stories"
        ),
        sa.PrimaryKeyConstraint("story_id", name="pk_story_terms"),
        comment="words that the grouping read of each story; can be made anew from the texts",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "shingles",
        sa.Column(
            "hash",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="of a sampled shingle",
        ),
        sa.Column(
            "story_id",
            KEY,
            autoincrement=False,
            nullable=False,
            comment="stories.id of one that holds it; of a family, one is enough",
        ),
        sa.PrimaryKeyConstraint("hash", "story_id", name="pk_shingles"),
        comment="FracMinHash sketches of the stories' texts, to find copies",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "family_members",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("family_id", KEY, nullable=False, comment="the family"),
        sa.Column("story_id", KEY, nullable=False, comment="the member"),
        sa.Column(
            "relation", sa.Text(), nullable=False, comment="origin, copy, excerpt_of or derived"
        ),
        sa.Column(
            "containment", sa.Float(), comment="share of its text found in the other, 0 to 1"
        ),
        sa.Column("own_share", sa.Float(), comment="share of its text that is its own, 0 to 1"),
        sa.Column(
            "valid_from",
            INSTANT,
            nullable=False,
            comment="since when the archive holds this to be so",
        ),
        sa.Column("valid_to", INSTANT, comment="until when it did; null while it still does"),
        sa.ForeignKeyConstraint(
            ["family_id"], ["families.id"], name="fk_family_members_family_id_families"
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name="fk_family_members_story_id_stories"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_family_members"),
        comment="who carries whose text",
    )
    op.create_index("ix_family_members_family_id", "family_members", ["family_id"], unique=False)
    op.create_index("ix_family_members_story_id", "family_members", ["story_id"], unique=False)
    op.create_table(
        "quotes",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("story_id", KEY, nullable=False, comment="the story that quotes"),
        sa.Column(
            "quoted_id",
            KEY,
            nullable=False,
            comment="the story that had it: in its own voice, otherwise the earlier one",
        ),
        sa.Column(
            "passage",
            sa.Text(),
            nullable=False,
            comment="longest piece that both have, as the quoting story writes it",
        ),
        sa.Column(
            "words",
            sa.Integer(),
            nullable=False,
            comment="of the quoting story that the other has",
        ),
        sa.Column(
            "share", sa.Float(), nullable=False, comment="these as a share of its text, 0 to 1"
        ),
        sa.Column(
            "marked",
            sa.Boolean(),
            nullable=False,
            comment="whether the quoting story has them between quotation marks",
        ),
        sa.Column(
            "valid_from",
            INSTANT,
            nullable=False,
            comment="since when the archive holds this to be so",
        ),
        sa.Column("valid_to", INSTANT, comment="until when it did; null while it still does"),
        sa.ForeignKeyConstraint(["quoted_id"], ["stories.id"], name="fk_quotes_quoted_id_stories"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_quotes_story_id_stories"),
        sa.PrimaryKeyConstraint("id", name="pk_quotes"),
        comment="stories that share a passage, and are no copies",
    )
    op.create_index("ix_quotes_quoted_id", "quotes", ["quoted_id"], unique=False)
    op.create_index("ix_quotes_story_id", "quotes", ["story_id"], unique=False)
    op.create_table(
        "fetches",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("run_id", KEY, nullable=False, comment="the run"),
        sa.Column("lead_id", KEY, comment="the story's lead; null for discovery"),
        sa.Column("source_id", KEY, comment="the feed or sitemap; null for a story"),
        sa.Column("outlet", sa.Text(), nullable=False, comment="outlets.name"),
        sa.Column("url", sa.Text(), nullable=False, comment="as requested"),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="what it turned out to be: see the list in the docs",
        ),
        sa.Column("reason", sa.Text(), comment="the evidence, in a few words"),
        sa.Column("status", sa.Integer(), comment="HTTP status, null where no answer came"),
        sa.Column("capture_id", KEY, comment="the answer"),
        sa.Column(
            "fetched_at", INSTANT, nullable=False, comment="when this archive made the attempt"
        ),
        sa.Column("elapsed", sa.Float(), comment="seconds to the answer"),
        sa.Column(
            "memento_url",
            sa.Text(),
            comment="where a public web archive played it back; null from the outlet itself",
        ),
        sa.Column("memento_at", INSTANT, comment="when that archive had captured it"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name="fk_fetches_capture_id_captures"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_fetches_lead_id_leads"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_fetches_run_id_runs"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_fetches_source_id_sources"),
        sa.PrimaryKeyConstraint("id", name="pk_fetches"),
        comment="every attempt and its outcome, stories and discovery alike",
    )
    op.create_index("ix_fetches_lead_id", "fetches", ["lead_id"], unique=False)
    op.create_index("ix_fetches_run_id", "fetches", ["run_id"], unique=False)
    op.create_table(
        "resolutions",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("citation_id", KEY, nullable=False, comment="the citation"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="resolved, candidate, copy_only, walled, not_found or not_tried",
        ),
        sa.Column("story_id", KEY, comment="the story it means"),
        sa.Column("lead_id", KEY, comment="the lead it means, where no story came of it"),
        sa.Column("score", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column("explanation", JSON, nullable=False, comment="the parts of the score"),
        sa.Column("alternatives", JSON, nullable=False, comment="runners-up with their scores"),
        sa.Column(
            "engine", sa.Text(), nullable=False, comment="which resolver decided, with its version"
        ),
        sa.Column(
            "valid_from",
            INSTANT,
            nullable=False,
            comment="since when the archive holds this to be so",
        ),
        sa.Column("valid_to", INSTANT, comment="until when it did; null while it still does"),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citations.id"], name="fk_resolutions_citation_id_citations"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_resolutions_lead_id_leads"),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name="fk_resolutions_story_id_stories"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_resolutions"),
        comment="what a citation was found to mean; the row without valid_to is the present answer",
    )
    op.create_index("ix_resolutions_citation_id", "resolutions", ["citation_id"], unique=False)
    op.create_index("ix_resolutions_story_id", "resolutions", ["story_id"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("story_id", KEY, nullable=False, comment="the story"),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="1 for the first that this archive had"
        ),
        sa.Column(
            "change",
            sa.Text(),
            nullable=False,
            comment="first, completed (teaser to full), edited, reverted, or reread (ours, not the"
            " outlet's)",
        ),
        sa.Column("form", sa.Text(), nullable=False, comment="full or teaser"),
        sa.Column("title", sa.Text(), comment="headline"),
        sa.Column("summary", sa.Text(), comment="standfirst"),
        sa.Column("text", sa.Text(), comment="paragraphs separated by a blank line"),
        sa.Column(
            "text_digest",
            sa.Text(),
            nullable=False,
            comment="of title and text, normalised: equal means nothing a reader sees changed",
        ),
        sa.Column("authors", JSON, nullable=False, comment="persons, in order"),
        sa.Column("published", INSTANT, comment="as the page says"),
        sa.Column("published_precision", sa.Text(), comment="second, minute, day, month or year"),
        sa.Column("modified", INSTANT, comment="as the page says"),
        sa.Column("modified_precision", sa.Text(), comment="second, minute, day, month or year"),
        sa.Column("language", sa.Text(), comment="BCP 47"),
        sa.Column("section", sa.Text(), comment="as the outlet files it"),
        sa.Column("tags", JSON, nullable=False, comment="keywords, in order"),
        sa.Column("image", sa.Text(), comment="URL of the lead image"),
        sa.Column("access", sa.Text(), nullable=False, comment="free, paywalled or unknown"),
        sa.Column("metering", sa.Text(), comment="metered, registered or locked, as the page says"),
        sa.Column("kind", sa.Text(), comment="report, opinion, live, digest …"),
        sa.Column("agency", sa.Text(), comment="wire agency credited"),
        sa.Column("dateline", sa.Text(), comment="place and day at the head of the text"),
        sa.Column("words", sa.Integer(), nullable=False, comment="in the text we have"),
        sa.Column("declared_words", sa.Integer(), comment="as the page declares"),
        sa.Column(
            "provenance", JSON, nullable=False, comment="field to source, precision and rejected"
        ),
        sa.Column("correction", sa.Text(), comment="paragraph that says what was corrected"),
        sa.Column(
            "extractor",
            sa.Text(),
            comment="version of the extraction that read the page; null for a feed's teaser",
        ),
        sa.Column("capture_id", KEY, comment="the page it was read from; null for a feed's teaser"),
        sa.Column("captured_at", INSTANT, comment="when that page was captured"),
        sa.Column(
            "valid_from",
            INSTANT,
            nullable=False,
            comment="since when the archive holds this to be so",
        ),
        sa.Column("valid_to", INSTANT, comment="until when it did; null while it still does"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name="fk_revisions_capture_id_captures"
        ),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_revisions_story_id_stories"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("story_id", "number", name="uq_revisions_story_id_number"),
        comment="versions of a story; the newest has no valid_to",
    )
    op.create_table(
        "sightings",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("lead_id", KEY, nullable=False, comment="the URL"),
        sa.Column(
            "source_id", KEY, comment="the document that named it; null when asked for by hand"
        ),
        sa.Column(
            "via",
            sa.Text(),
            nullable=False,
            comment="feed, sitemap, section, citation, request, capture or memento",
        ),
        sa.Column(
            "said",
            JSON,
            nullable=False,
            comment="title, summary, time … as that document gave them",
        ),
        sa.Column(
            "said_digest",
            sa.Text(),
            nullable=False,
            comment="of `said`, to tell a changed entry from a repeated one",
        ),
        sa.Column("first_seen", INSTANT, nullable=False, comment="first seen in this form"),
        sa.Column("last_seen", INSTANT, nullable=False, comment="last seen in this form"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_sightings_lead_id_leads"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name="fk_sightings_source_id_sources"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sightings"),
        sa.UniqueConstraint(
            "lead_id", "source_id", "said_digest", name="uq_sightings_lead_id_source_id_said_digest"
        ),
        comment="what each source said of a lead, one row for each different wording",
    )


def _storylines() -> None:
    op.create_table(
        "storylines",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column(
            "title",
            sa.Text(),
            nullable=False,
            comment="headline of the event that most stories report",
        ),
        sa.Column("first_at", INSTANT, nullable=False, comment="its earliest story"),
        sa.Column("last_at", INSTANT, nullable=False, comment="its latest story"),
        sa.Column("events", sa.Integer(), nullable=False, comment="at present"),
        sa.Column("stories", sa.Integer(), nullable=False, comment="of its events"),
        sa.Column("opened_at", INSTANT, nullable=False, comment="when this archive opened it"),
        sa.Column("merged_into", KEY, comment="where it went; null while it stands"),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["storylines.id"], name="fk_storylines_merged_into_storylines"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_storylines"),
        comment="what events belong to: the war, the trial; ids as those of events",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_storylines_last_at", "storylines", ["last_at"], unique=False)
    op.create_table(
        "storyline_events",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("storyline_id", KEY, nullable=False, comment="the storyline it was put in"),
        sa.Column("event_id", KEY, nullable=False, comment="the event"),
        sa.Column("score", sa.Float(), comment="of the match; null when it opened the storyline"),
        sa.Column("runner_up_id", KEY, comment="storylines.id of the next best"),
        sa.Column("runner_up_score", sa.Float(), comment="its score"),
        sa.Column("evidence", JSON, nullable=False, comment="shared terms, gap in time"),
        sa.Column(
            "engine", sa.Text(), nullable=False, comment="which engine decided, with its version"
        ),
        sa.Column(
            "valid_from",
            INSTANT,
            nullable=False,
            comment="since when the archive holds this to be so",
        ),
        sa.Column("valid_to", INSTANT, comment="until when it did; null while it still does"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_storyline_events_event_id_events"
        ),
        sa.ForeignKeyConstraint(
            ["storyline_id"],
            ["storylines.id"],
            name="fk_storyline_events_storyline_id_storylines",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_storyline_events"),
        comment="which event was put in which storyline, when and why",
    )
    op.create_index("ix_storyline_events_event_id", "storyline_events", ["event_id"], unique=False)
    op.create_index(
        "ix_storyline_events_storyline_id", "storyline_events", ["storyline_id"], unique=False
    )
    op.create_table(
        "event_links",
        sa.Column("id", KEY, nullable=False, comment="grows with time and is never used again"),
        sa.Column("event_id", KEY, nullable=False, comment="the event with the lower number"),
        sa.Column(
            "other_id", KEY, nullable=False, comment="the same happening in another language"
        ),
        sa.Column(
            "score", sa.Float(), nullable=False, comment="cosine of what their headlines mean"
        ),
        sa.Column(
            "evidence", JSON, nullable=False, comment="languages, cut, next best, gap in time"
        ),
        sa.Column(
            "engine", sa.Text(), nullable=False, comment="which engine decided, with its version"
        ),
        sa.Column(
            "valid_from",
            INSTANT,
            nullable=False,
            comment="since when the archive holds this to be so",
        ),
        sa.Column("valid_to", INSTANT, comment="until when it did; null while it still does"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_links_event_id_events"),
        sa.ForeignKeyConstraint(["other_id"], ["events.id"], name="fk_event_links_other_id_events"),
        sa.PrimaryKeyConstraint("id", name="pk_event_links"),
        comment="which events are one happening told in two languages",
    )
    op.create_index("ix_event_links_event_id", "event_links", ["event_id"], unique=False)
    op.create_index("ix_event_links_other_id", "event_links", ["other_id"], unique=False)
    op.create_table(
        "event_terms",
        sa.Column("event_id", KEY, autoincrement=False, nullable=False, comment="the event"),
        sa.Column("stories", sa.Integer(), nullable=False, comment="how many were read together"),
        sa.Column(
            "reader", sa.Text(), nullable=False, comment="which reader of terms, with its version"
        ),
        sa.Column(
            "terms",
            sa.Text(),
            nullable=False,
            comment="language, strongest stems and their weights, a line each",
        ),
        sa.Column(
            "headline_id",
            KEY,
            comment="stories.id whose headline stands for all; null of one story",
        ),
        sa.Column("keywords", JSON, comment="strongest first, as most reports write them"),
        sa.Column("places", JSON, comment="named by most outlets first"),
        sa.Column("sentences", JSON, comment="that tell it: text, and the story that it stands in"),
        sa.Column("embedding", sa.LargeBinary(), comment="centre of its headlines; null if off"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_terms_event_id_events"),
        sa.PrimaryKeyConstraint("event_id", name="pk_event_terms"),
        comment="what an event's stories say together; can be made anew from story_terms",
        sqlite_with_rowid=False,
    )


def _search() -> None:
    op.execute(STORY_TEXT)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_SEARCH)
        return
    for statement in POSTGRESQL_SEARCH:
        op.execute(statement)


STORY_TEXT = """
CREATE VIEW story_text AS
SELECT stories.id, revisions.title, revisions.summary, revisions.text
FROM stories JOIN revisions ON revisions.id = stories.revision_id
"""

# The index holds words and places only; titles and texts stay in `revisions`.
SQLITE_SEARCH = """
CREATE VIRTUAL TABLE story_search USING fts5(
    title, summary, text, content='story_text', content_rowid='id',
    tokenize='porter unicode61 remove_diacritics 2'
)
"""

# The same reading of words as on SQLite: case and accents folded, Porter's stems, no stop words.
# What PostgreSQL takes for marks of tags, entities, paths and addresses parts words as well.
# \\0300 to \\036F are the combining marks that NFKD takes off their letters.
POSTGRESQL_SEARCH = (
    "CREATE TEXT SEARCH DICTIONARY story_stem (TEMPLATE = pg_catalog.snowball, LANGUAGE = porter)",
    "CREATE TEXT SEARCH CONFIGURATION story_words (COPY = pg_catalog.simple)",
    """
    ALTER TEXT SEARCH CONFIGURATION story_words
    ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part
    WITH story_stem
    """,
    r"""
    CREATE FUNCTION story_folded(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN regexp_replace(
        normalize(translate(lower(words), '<>&/@', '     '), NFKD), U&'[\0300-\036F]', '', 'g'
    )
    """,
    """
    CREATE TABLE story_search (
        story_id bigint PRIMARY KEY REFERENCES stories (id),
        document tsvector NOT NULL
    )
    """,
    "CREATE INDEX ix_story_search_document ON story_search USING gin (document)",
)
