"""Documented views for the usual questions, the same on SQLite and PostgreSQL.

They are made anew by every upgrade. `write_notes` writes what every table, view and column
means to ``schema_notes``, where any SQL client finds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from aggregator.archive.schema import metadata, schema_notes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class View:
    """One view.

    Attributes:
        columns: every column with its note, in order.
        select: its query for both databases, without the column names. ``minutes(a, b)`` in it
            stands for the minutes from `b` to `a`, which the two spell differently.
    """

    name: str
    note: str
    columns: Mapping[str, str]
    select: str


def drop(connection: Connection) -> None:
    """Drop the views, so that the tables under them can be altered."""
    for view in reversed(VIEWS):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view.name}")


def create(connection: Connection) -> None:
    """Make the views; on PostgreSQL with their notes as comments."""
    minutes = _MINUTES[connection.dialect.name]
    for view in VIEWS:
        select = re.sub(r"\bminutes\((\w+), (\w+)\)", minutes, view.select)
        names = ", ".join(view.columns)
        connection.exec_driver_sql(f"CREATE VIEW {view.name} ({names}) AS {select}")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"COMMENT ON VIEW {view.name} IS {_quoted(view.note)}")
            for name, note in view.columns.items():
                connection.exec_driver_sql(
                    f"COMMENT ON COLUMN {view.name}.{name} IS {_quoted(note)}"
                )


def write_notes(connection: Connection) -> None:
    """Fill ``schema_notes`` with the comments of tables, views and columns."""
    rows: list[tuple[str, str, str | None]] = []
    for table in metadata.sorted_tables:
        rows.append((table.name, "", table.comment))
        rows.extend((table.name, column.name, column.comment) for column in table.columns)
    for view in VIEWS:
        rows.append((view.name, "", view.note))
        rows.extend((view.name, name, note) for name, note in view.columns.items())
    connection.execute(delete(schema_notes))
    names = ("table_name", "column_name", "note")
    connection.execute(insert(schema_notes), [dict(zip(names, row, strict=True)) for row in rows])


_MINUTES = {
    "sqlite": r"round((julianday(\1) - julianday(\2)) * 1440, 1)",
    "postgresql": (r"CAST(round(extract(epoch FROM \1 - \2) / 60, 1) AS double precision)"),
}


def _quoted(note: str) -> str:
    return "'" + note.replace("'", "''") + "'"


# Stories whose outlet gave the time, not only the day: only of these can be said who was first.
_EXACT = "('second', 'minute')"

VIEWS: tuple[View, ...] = (
    View(
        "v_stories",
        "every story as it reads now",
        {
            "story_id": "stories.id",
            "outlet": "outlets.name",
            "outlet_title": "display name of the outlet",
            "url": "canonical",
            "form": "full, or teaser where only feed or paywall told of it",
            "title": "headline",
            "summary": "standfirst",
            "text": "paragraphs separated by a blank line",
            "authors": "persons, in order, as JSON",
            "published": "first publication, as the outlet says",
            "published_precision": "second, minute, day, month or year",
            "modified": "as the page says",
            "listed_at": "published where known, else first seen: what to sort by",
            "first_seen": "when this archive first had it",
            "language": "BCP 47",
            "section": "as the outlet files it",
            "tags": "keywords, in order, as JSON",
            "kind": "report, opinion, live, digest …",
            "access": "free, paywalled or unknown",
            "metering": "metered, registered or locked, as the page says",
            "agency": "wire agency credited",
            "words": "in the text we have",
            "declared_words": "as the page declares",
            "revisions": "how many versions are kept",
            "family_id": "families.id; null when it is no copy",
            "event_id": "events.id; null for what reports no event",
            "event_title": "headline of that event",
        },
        """
        SELECT s.id, s.outlet, o.title, s.url, s.form, s.title, r.summary, r.text, r.authors,
            s.published, s.published_precision, r.modified, s.listed_at, s.first_seen,
            s.language, s.section, r.tags, s.kind, s.access, r.metering, s.agency, r.words,
            r.declared_words, s.revisions, s.family_id, s.event_id, e.title
        FROM stories s
        LEFT JOIN revisions r ON r.id = s.revision_id
        LEFT JOIN outlets o ON o.name = s.outlet
        LEFT JOIN events e ON e.id = s.event_id
        """,
    ),
    View(
        "v_events",
        "events that stand, with how many outlets and independent texts report them",
        {
            "event_id": "events.id",
            "title": "headline of its most central story",
            "first_at": "its earliest story",
            "last_at": "its latest story",
            "opened_at": "when this archive opened it",
            "stories": "how many stories report it",
            "outlets": "how many outlets do",
            "independent": "how many texts that are not copies of one another",
        },
        """
        SELECT e.id, e.title, e.first_at, e.last_at, e.opened_at,
            (SELECT count(*) FROM stories s WHERE s.event_id = e.id),
            (SELECT count(DISTINCT s.outlet) FROM stories s WHERE s.event_id = e.id),
            (SELECT count(DISTINCT coalesce(-s.family_id, s.id)) FROM stories s
                WHERE s.event_id = e.id)
        FROM events e
        WHERE coalesce(e.merged_into, 0) = 0
        """,  # so that SQLite takes the newest by the index of last_at, not by that of merged_into
    ),
    View(
        "v_storylines",
        "storylines that stand, with their events",
        {
            "storyline_id": "storylines.id",
            "title": "headline of the event that most stories report",
            "events": "how many it has",
            "event_id": "events.id of one of them",
            "event_title": "its headline",
            "first_at": "the event's earliest story",
            "last_at": "the event's latest story",
            "stories": "how many stories report the event",
            "score": "of the match; null when the event opened the storyline",
            "evidence": "why it was put there, as JSON",
        },
        """
        SELECT l.id, l.title, l.events, e.id, e.title, e.first_at, e.last_at, e.stories, m.score,
            m.evidence
        FROM storylines l
        JOIN events e ON e.storyline_id = l.id AND e.merged_into IS NULL
        JOIN storyline_events m ON m.event_id = e.id AND m.valid_to IS NULL
        WHERE l.merged_into IS NULL
        """,
    ),
    View(
        "v_event_members",
        "who reported what when: the present stories of each event",
        {
            "event_id": "events.id",
            "story_id": "stories.id",
            "outlet": "outlets.name",
            "url": "of the story",
            "title": "of the story",
            "published": "first publication, as the outlet says",
            "published_precision": "second, minute, day, month or year",
            "listed_at": "published where known, else first seen: what to sort by",
            "minutes_behind": (
                "minutes after the event's first story; null where its outlet gives no time of day"
            ),
            "form": "full or teaser",
            "access": "free, paywalled or unknown",
            "family_id": "families.id; stories with the same one carry the same text",
            "score": "of its joining the event; null when it opened it",
            "evidence": "why it was put there, as JSON",
            "engine": "which grouping decided, with its version",
            "joined_at": "when this archive put it there",
        },
        f"""
        SELECT event_id, id, outlet, url, title, published, published_precision, listed_at,
            minutes(exact_at, first_exact_at), form, access, family_id, score, evidence, engine,
            valid_from
        FROM (
            SELECT s.*, m.score, m.evidence, m.engine, m.valid_from,
                CASE WHEN s.published_precision IN {_EXACT} THEN s.published END AS exact_at,
                (SELECT min(f.published) FROM stories f WHERE f.event_id = s.event_id
                    AND f.published_precision IN {_EXACT}) AS first_exact_at
            FROM stories s
            LEFT JOIN memberships m ON m.story_id = s.id AND m.valid_to IS NULL
            WHERE s.event_id IS NOT NULL
        ) AS member
        """,  # noqa: S608 - our constant
    ),
    View(
        "v_revisions",
        "every version of every story beside the one before",
        {
            "revision_id": "revisions.id",
            "story_id": "stories.id",
            "outlet": "outlets.name",
            "url": "of the story",
            "number": "1 for the first that this archive had",
            "change": "first, completed, edited, reverted, or reread (ours, not the outlet's)",
            "form": "full or teaser",
            "title": "headline",
            "previous_title": "headline of the version before",
            "text": "paragraphs separated by a blank line",
            "previous_text": "text of the version before",
            "words": "in the text",
            "previous_words": "in the text before",
            "modified": "as the page says",
            "captured_at": "when the page was captured; null of a feed's teaser",
            "valid_from": "since when this archive held it to be the story",
            "valid_to": "until when; null while it still does",
        },
        """
        SELECT r.id, r.story_id, s.outlet, s.url, r.number, r.change, r.form,
            r.title, lag(r.title) OVER earlier, r.text, lag(r.text) OVER earlier,
            r.words, lag(r.words) OVER earlier, r.modified, r.captured_at, r.valid_from,
            r.valid_to
        FROM revisions r
        JOIN stories s ON s.id = r.story_id
        WINDOW earlier AS (
            PARTITION BY r.story_id ORDER BY coalesce(r.captured_at, r.valid_from), r.number
        )
        """,
    ),
    View(
        "v_copies",
        "who carries whose text at present",
        {
            "family_id": "families.id",
            "story_id": "the story that carries the text",
            "outlet": "its outlet",
            "url": "its URL",
            "title": "its headline",
            "relation": "copy, excerpt_of or derived",
            "containment": "share of its text found in the other, 0 to 1",
            "own_share": "share of its text that is its own, 0 to 1",
            "agency": "wire agency the text belongs to",
            "origin_id": "the story whose text it is: credited, or else the earliest",
            "origin_outlet": "the origin's outlet",
            "origin_url": "the origin's URL",
            "origin_title": "the origin's headline",
            "minutes_behind": (
                "minutes after the origin; null where one of the two gives no time of day"
            ),
            "found_at": "when this archive found that it is a copy",
        },
        f"""
        SELECT family_id, id, outlet, url, title, relation, containment, own_share, agency,
            origin_id, origin_outlet, origin_url, origin_title,
            minutes(exact_at, origin_exact_at), valid_from
        FROM (
            SELECT m.family_id, s.id, s.outlet, s.url, s.title, m.relation, m.containment,
                m.own_share, f.agency, f.origin_id, o.outlet AS origin_outlet,
                o.url AS origin_url, o.title AS origin_title, m.valid_from,
                CASE WHEN s.published_precision IN {_EXACT} THEN s.published END AS exact_at,
                CASE WHEN o.published_precision IN {_EXACT} THEN o.published END
                    AS origin_exact_at
            FROM family_members m
            JOIN families f ON f.id = m.family_id
            JOIN stories s ON s.id = m.story_id
            JOIN stories o ON o.id = f.origin_id
            WHERE m.valid_to IS NULL AND m.story_id <> f.origin_id
        ) AS copied
        """,  # noqa: S608 - our constant
    ),
    View(
        "v_quotes",
        "stories that share a passage, and are no copies",
        {
            "story_id": "the story that quotes",
            "outlet": "its outlet",
            "url": "its URL",
            "title": "its headline",
            "passage": "longest piece that both have, as the story that quotes writes it",
            "words": "of the story that quotes, that both have",
            "share": "these as a share of its text, 0 to 1",
            "marked": "whether it has them between quotation marks",
            "quoted_id": "the story that had it: in its own voice, otherwise the earlier one",
            "quoted_outlet": "its outlet",
            "quoted_url": "its URL",
            "quoted_title": "its headline",
            "found_at": "when this archive found it",
        },
        """
        SELECT s.id, s.outlet, s.url, s.title, m.passage, m.words, m.share, m.marked, o.id,
            o.outlet, o.url, o.title, m.valid_from
        FROM quotes m
        JOIN stories s ON s.id = m.story_id
        JOIN stories o ON o.id = m.quoted_id
        WHERE m.valid_to IS NULL
        """,
    ),
    View(
        "v_citations",
        "who cites whom, and what each citation was found to mean",
        {
            "citation_id": "citations.id",
            "document_id": "stories.id of the story or digest that cites",
            "document_outlet": "its outlet",
            "document_url": "its URL",
            "document_title": "its headline",
            "position": "order in the document",
            "outlet": "who is cited: display name where known, as written otherwise",
            "outlet_name": "outlets.name; null for an outlet without a spider",
            "headline": "as quoted",
            "cited_url": "where one is given",
            "line": "the line it was read from",
            "kind": "source_line, link, inline …",
            "confidence": "that it is a citation, 0 to 1",
            "state": "resolved, candidate, copy_only, walled, not_found or not_tried",
            "score": "that it means that story, 0 to 1",
            "explanation": "the parts of the score, as JSON",
            "story_id": "stories.id of the cited story",
            "story_url": "its URL",
            "story_title": "its headline",
            "story_form": "full or teaser",
            "event_id": "the event it reports",
            "lead_url": "URL it means, where no story came of it",
            "found_at": "when the citation was read",
            "resolved_at": "since when this is the answer",
            "attempts": "how often its story was looked for",
            "next_due": "when it is looked for again; null where only news of the outlet makes it",
        },
        """
        SELECT c.id, c.document_id, d.outlet, d.url, d.title, c.position, c.outlet,
            c.outlet_name, c.headline, c.url, c.line, c.kind, c.confidence,
            coalesce(r.state, 'not_tried'), r.score, r.explanation, s.id, s.url, s.title,
            s.form, s.event_id, l.url, c.found_at, r.valid_from, c.attempts, c.next_due
        FROM citations c
        JOIN stories d ON d.id = c.document_id
        LEFT JOIN resolutions r ON r.citation_id = c.id AND r.valid_to IS NULL
        LEFT JOIN stories s ON s.id = r.story_id
        LEFT JOIN leads l ON l.id = r.lead_id
        """,
    ),
    View(
        "v_attributions",
        "which outlet a story has something from, and which story of it that can be",
        {
            "citation_id": "citations.id",
            "story_id": "stories.id of the story that cites",
            "outlet": "its outlet",
            "title": "its headline",
            "event_id": "the event it reports",
            "kind": "inline, link, dateline, credit …",
            "line": "of its text, where it says so",
            "confidence": "that it is a citation, 0 to 1",
            "cited_outlet": "who is cited: display name where known, as written otherwise",
            "cited_outlet_name": "outlets.name; null for an outlet without a spider",
            "cited_story_id": "stories.id of the story it means; null where none is held",
            "told_by": (
                "what tells that: url, headline, copy (its text), or event (the latest story of "
                "that outlet in the event before this one)"
            ),
            "cited_title": "headline of the story it means",
            "minutes_behind": (
                "minutes after that story; null where one of the two gives no time of day"
            ),
        },
        f"""
        SELECT told.id, told.document_id, told.citing, told.citing_title, told.event_id, told.kind,
            told.line, told.confidence, told.outlet, told.outlet_name, s.id, told.told_by, s.title,
            minutes(exact_at, cited_exact_at)
        FROM (
            SELECT found.*, coalesce(linked, answered, carried, before) AS cited_id,
                CASE WHEN linked IS NOT NULL THEN 'url' WHEN answered IS NOT NULL THEN 'headline'
                    WHEN carried IS NOT NULL THEN 'copy' WHEN before IS NOT NULL THEN 'event'
                    END AS told_by
            FROM (
                SELECT c.id, c.document_id, d.outlet AS citing, d.title AS citing_title,
                    d.event_id, c.kind, c.line, c.confidence, c.outlet, c.outlet_name,
                    CASE WHEN d.published_precision IN {_EXACT} THEN d.published END AS exact_at,
                    l.story_id AS linked,
                    CASE WHEN r.state = 'resolved' THEN r.story_id END AS answered,
                    (SELECT min(f.id) FROM stories f WHERE f.family_id = d.family_id
                        AND f.outlet = c.outlet_name) AS carried,
                    (SELECT e.id FROM stories e WHERE e.event_id = d.event_id
                        AND e.outlet = c.outlet_name AND e.id <> d.id
                        AND e.published <= d.published
                        ORDER BY e.published DESC, e.id DESC LIMIT 1) AS before
                FROM citations c
                JOIN stories d ON d.id = c.document_id
                LEFT JOIN leads l ON l.url = c.url AND l.story_id <> d.id
                LEFT JOIN resolutions r ON r.citation_id = c.id AND r.valid_to IS NULL
                WHERE coalesce(d.kind, '') <> 'digest'
            ) AS found
        ) AS told
        LEFT JOIN (
            SELECT id, title,
                CASE WHEN published_precision IN {_EXACT} THEN published END AS cited_exact_at
            FROM stories
        ) AS s ON s.id = told.cited_id
        """,  # noqa: S608 - our constant
    ),
    View(
        "v_outcomes",
        "what the fetches of each run came to, by outlet",
        {
            "run_id": "runs.id",
            "spider": "the spider that ran",
            "started_at": "when the run began",
            "outlet": "outlets.name",
            "part": "story, or discovery for feeds and sitemaps",
            "outcome": "what the fetches turned out to be",
            "fetches": "how many",
        },
        """
        SELECT f.run_id, r.spider, r.started_at, f.outlet,
            CASE WHEN f.source_id IS NULL THEN 'story' ELSE 'discovery' END AS part,
            f.outcome, count(*)
        FROM fetches f
        JOIN runs r ON r.id = f.run_id
        GROUP BY f.run_id, r.spider, r.started_at, f.outlet,
            CASE WHEN f.source_id IS NULL THEN 'story' ELSE 'discovery' END, f.outcome
        """,
    ),
    View(
        "v_leads_waiting",
        "what is still to be fetched",
        {
            "lead_id": "leads.id",
            "outlet": "outlets.name",
            "url": "canonical",
            "title": "as discovery says",
            "published": "as discovery says",
            "via": "feed, sitemap, section, citation or request: how first found",
            "state": "waiting or leased",
            "next_due": "when to fetch it",
            "leased_by": "the run that is fetching it",
            "attempts": "fetches since it was last due anew",
            "outcome": "of the last fetch; null before the first",
            "reason": "why that outcome",
            "first_seen": "first found",
        },
        """
        SELECT id, outlet, url, title, published, via, state, next_due, leased_by, attempts,
            outcome, reason, first_seen
        FROM leads
        WHERE state <> 'settled'
        """,
    ),
    View(
        "v_unreached",
        "what was asked for and not had in full, and why",
        {
            "lead_id": "leads.id",
            "outlet": "outlets.name",
            "url": "canonical",
            "title": "as discovery says",
            "published": "as discovery says",
            "outcome": "of the last fetch",
            "reason": "why that outcome",
            "attempts": "fetches since it was last due anew",
            "next_due": "when it will be tried again; null when given up",
            "story_id": "the teaser that was kept of it, or an earlier version",
            "story_form": "full or teaser",
        },
        """
        SELECT l.id, l.outlet, l.url, l.title, l.published, l.outcome, l.reason, l.attempts,
            l.next_due, l.story_id, s.form
        FROM leads l
        LEFT JOIN stories s ON s.id = l.story_id
        WHERE l.outcome IS NOT NULL AND l.outcome NOT IN ('story', 'not_modified', 'not_a_story')
        """,
    ),
)
