"""Views of the crawl: what came of the attempts, what waits, what we could not get."""

from aggregator.archive.views.view import View

VIEWS: tuple[View, ...] = (
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
