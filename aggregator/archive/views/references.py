"""Views of citations: what documents cite, and what stories attribute to others."""

from aggregator.archive.views.view import View

# Stories whose outlet gave the time, not only the day: only of these can be said who was first.
_EXACT = "('second', 'minute')"

VIEWS: tuple[View, ...] = (
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
)
