"""Views of events, their stories and the storylines that they belong to."""

from aggregator.archive.views.view import View

# Stories whose outlet gave the time, not only the day: only of these can be said who was first.
_EXACT = "('second', 'minute')"

VIEWS: tuple[View, ...] = (
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
)
