"""Views of stories: as they read, what was changed, who copied and quoted whom."""

from aggregator.archive.views.view import View

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
)
