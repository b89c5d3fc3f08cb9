"""Tables of what happened: events, who was put in them and why, and what a person decided."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, Table

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

events = Table(
    "events",
    metadata,
    identity(),
    text("title", "headline nearest to all reports; else of the earliest full one", nullable=False),
    instant("first_at", "its earliest story", nullable=False),
    instant("last_at", "its latest story", nullable=False),
    Column("stories", Integer, nullable=False, comment="members at present"),
    instant("opened_at", "when this archive opened it", nullable=False),
    Column(
        "merged_into", Key, ForeignKey("events.id"), comment="where it went; null while it stands"
    ),
    Column("storyline_id", Key, comment="storylines.id at present; null before it is looked for"),
    Index(None, "last_at"),
    Index(None, "merged_into"),
    Index(None, "storyline_id"),
    sqlite_autoincrement=True,
    comment="real-world happenings; an id is never used again, a merged one redirects",
)

memberships = Table(
    "memberships",
    metadata,
    identity(),
    reference("story_id", "stories.id", "the story", nullable=False),
    reference("event_id", "events.id", "the event it was put in", nullable=False),
    Column(
        "score", Float, comment="of the join; null when it opened the event or a person decided"
    ),
    Column(
        "runner_up_id",
        Key,
        comment="events.id of the next best; of the nearest when it opened the event",
    ),
    Column("runner_up_score", Float, comment="its score"),
    Column("evidence", Json, nullable=False, comment="shared terms, gap in time, links"),
    text("engine", "which grouping decided, with its version; person", nullable=False),
    reference("decision_id", "decisions.id", "of the person who put it there"),
    *interval(),
    Index(None, "story_id"),
    Index(None, "event_id"),
    Index(None, "decision_id"),
    comment="which story was put in which event, when and why",
)

storylines = Table(
    "storylines",
    metadata,
    identity(),
    text("title", "headline of the event that most stories report", nullable=False),
    instant("first_at", "its earliest story", nullable=False),
    instant("last_at", "its latest story", nullable=False),
    Column("events", Integer, nullable=False, comment="at present"),
    Column("stories", Integer, nullable=False, comment="of its events"),
    instant("opened_at", "when this archive opened it", nullable=False),
    Column(
        "merged_into",
        Key,
        ForeignKey("storylines.id"),
        comment="where it went; null while it stands",
    ),
    Index(None, "last_at"),
    sqlite_autoincrement=True,
    comment="what events belong to: the war, the trial; ids as those of events",
)

storyline_events = Table(
    "storyline_events",
    metadata,
    identity(),
    reference("storyline_id", "storylines.id", "the storyline it was put in", nullable=False),
    reference("event_id", "events.id", "the event", nullable=False),
    Column("score", Float, comment="of the match; null when it opened the storyline"),
    Column("runner_up_id", Key, comment="storylines.id of the next best"),
    Column("runner_up_score", Float, comment="its score"),
    Column("evidence", Json, nullable=False, comment="shared terms, gap in time"),
    text("engine", "which engine decided, with its version", nullable=False),
    *interval(),
    Index(None, "storyline_id"),
    Index(None, "event_id"),
    comment="which event was put in which storyline, when and why",
)

event_links = Table(
    "event_links",
    metadata,
    identity(),
    reference("event_id", "events.id", "the event with the lower number", nullable=False),
    reference("other_id", "events.id", "the same happening in another language", nullable=False),
    Column("score", Float, nullable=False, comment="cosine of what their headlines mean"),
    Column("evidence", Json, nullable=False, comment="languages, cut, next best, gap in time"),
    text("engine", "which engine decided, with its version", nullable=False),
    *interval(),
    Index(None, "event_id"),
    Index(None, "other_id"),
    comment="which events are one happening told in two languages",
)

event_terms = Table(
    "event_terms",
    metadata,
    Column(
        "event_id",
        Key,
        ForeignKey("events.id"),
        primary_key=True,
        autoincrement=False,
        comment="the event",
    ),
    Column("stories", Integer, nullable=False, comment="how many were read together"),
    text("reader", "which reader of terms, with its version", nullable=False),
    text("terms", "language, strongest stems and their weights, a line each", nullable=False),
    Column(
        "headline_id", Key, comment="stories.id whose headline stands for all; null of one story"
    ),
    Column("keywords", Json, comment="strongest first, as most reports write them"),
    Column("places", Json, comment="named by most outlets first"),
    Column("sentences", Json, comment="that tell it: text, and the story that it stands in"),
    Column("embedding", LargeBinary, comment="centre of its headlines; null if off"),
    sqlite_with_rowid=False,
    comment="what an event's stories say together; can be made anew from story_terms",
)

story_terms = Table(
    "story_terms",
    metadata,
    Column(
        "story_id",
        Key,
        ForeignKey("stories.id"),
        primary_key=True,
        autoincrement=False,
        comment="the story",
    ),
    Column("revision", Integer, nullable=False, comment="number of the version that was read"),
    text("reader", "which reader of terms, with its version", nullable=False),
    text("kind", "of the story in that version: report, opinion, live …"),
    text("terms", "language, stems and how often each counts, a line each", nullable=False),
    Column("embedding", LargeBinary, comment="of the headline, 2 bytes a dimension; null if off"),
    sqlite_with_rowid=False,
    comment="words that the grouping read of each story; can be made anew from the texts",
)

decisions = Table(
    "decisions",
    metadata,
    identity(),
    text("kind", "merge, split, pin, unpin, accept, reject, unlink or embedding", nullable=False),
    Column("subject", Json, nullable=False, comment="the ids it is about"),
    text("author", "who decided", nullable=False),
    text("reason", "why"),
    instant("made_at", "when", nullable=False),
    instant("undone_at", "when it was taken back; null while it holds"),
    comment="what a person decided; respected by every later regrouping",
)
