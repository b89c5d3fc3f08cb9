"""Walls, errors and shells in a story's place; and stories that only speak of such things."""

from __future__ import annotations

import pytest

from aggregator.extraction import extract
from aggregator.outlets import Outlet
from aggregator.records import Access, Lead, Outcome

URL = "https://www.harbourpost.example/world/2025/03/30/ferry-strike-ends"
NEWS = {"@type": "NewsArticle", "headline": "Ferry strike ends", "datePublished": "2025-03-30"}


def _outcome(body, **more):
    story = extract(body if isinstance(body, bytes) else body.encode(), **{"url": URL, **more})
    assert (story.reason is None) is (story.outcome is Outcome.STORY)
    return story.outcome


def _wall(title, text="", head=""):
    return f"<html><head><title>{title}</title>{head}</head><body><p>{text}</p></body></html>"


CHALLENGES = {
    "DataDome": _wall("reuters.example", "Please enable JS and disable any ad blocker",
                      '<script src="https://ct.captcha-delivery.com/c.js"></script>'),
    "Cloudflare": _wall("Just a moment...", "Checking your browser before accessing the site."),
    "Cloudflare 2": _wall("Attention Required! | Cloudflare", "Sorry, you have been blocked"),
    "Akamai": _wall("Access Denied", "You don't have permission to access this page. Reference #18.2"),
    "PerimeterX": _wall("Access to this page has been denied", "Press & Hold to confirm you are a human"),
    "Incapsula": _wall("", "Request unsuccessful. Incapsula incident ID: 443000"),
    "Imperva": _wall("Pardon Our Interruption", "As you were browsing something made us think"),
    "captcha": _wall("Security check", "Please complete the security check.", ""),
    "recaptcha": _wall("Hold on", "", '</head><div class="g-recaptcha"></div>'),
    "robot": _wall("Bay News - Are you a robot?", "We have detected unusual activity from your network."),
    "Anubis": _wall("Making sure you&#39;re not a bot!", "Loading..."),
    "Vercel": _wall("Vercel Security Checkpoint", "We're verifying your browser"),
}  # fmt: skip


class TestStatus:
    @pytest.mark.parametrize(
        ("status", "outcome"),
        [
            (304, Outcome.NOT_MODIFIED),
            (404, Outcome.GONE),
            (410, Outcome.GONE),
            (401, Outcome.BOT_WALL),
            (402, Outcome.PAYWALLED),
            (403, Outcome.BOT_WALL),
            (451, Outcome.BOT_WALL),
            (429, Outcome.ERROR),
            (500, Outcome.ERROR),
            (503, Outcome.ERROR),
            (302, Outcome.ERROR),
            (418, Outcome.ERROR),
        ],
    )
    def test_alone(self, status, outcome):
        assert _outcome("<html><title>x</title><p>words</p></html>", status=status) is outcome

    @pytest.mark.parametrize("status", [401, 403, 429, 503])
    def test_with_a_challenge(self, status):
        assert _outcome(CHALLENGES["Cloudflare"], status=status) is Outcome.BOT_WALL

    def test_named_in_the_reason(self):
        story = extract(CHALLENGES["DataDome"].encode(), url=URL, status=401)
        assert story.reason == "status 401, DataDome challenge"

    def test_forbidden_by_a_barrier(self):
        page = _wall("Harbour Post", "Subscribe to read this story. Already a subscriber?")
        assert _outcome(page, status=403) is Outcome.PAYWALLED

    @pytest.mark.parametrize("status", [404, 500, 403])
    def test_a_whole_story_under_an_error_is_none(self, page, status):
        assert _outcome(page(), status=status) is not Outcome.STORY


class TestChallenges:
    @pytest.mark.parametrize("name", CHALLENGES)
    def test_at_200(self, name):
        story = extract(CHALLENGES[name].encode(), url=URL)
        assert story.outcome is Outcome.BOT_WALL
        assert "challenge" in story.reason
        assert (story.title, story.text, story.authors) == (None, None, ())

    def test_by_header(self):
        assert _outcome(_wall("x", "y"), headers={"CF-Mitigated": "challenge"}) is Outcome.BOT_WALL

    @pytest.mark.parametrize(
        "words",
        [
            "Just a moment, she said: are you a robot? Complete the captcha to verify you are human.",
            "Access denied, said the sign. Please enable JS and disable any ad blocker.",
            "Pardon our interruption, wrote the site, which uses captcha-delivery.com.",
        ],
    )
    def test_a_story_about_them_is_a_story(self, page, words):
        assert (
            _outcome(page(after=f"<p>{words}</p>", title="Are you a robot? Inside the captcha war"))
            is Outcome.STORY
        )

    def test_scripts_that_vendors_put_on_all_pages_do_not_count(self, page):
        head = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><script src="/_Incapsula_Resource?x"></script>'
        assert _outcome(page(head=head)) is Outcome.STORY


class TestConsent:
    PAGE = _wall(
        "Before you continue",
        "We and our 240 partners use cookies to store information. " * 6
        + "</p><form action='/save'><button>Accept all</button><button>Reject all</button></form><p>",
    )

    def test_by_its_title(self):
        assert _outcome(self.PAGE) is Outcome.CONSENT_WALL

    def test_by_its_host(self):
        assert (
            _outcome(self.PAGE, url="https://consent.harbourpost.example/collect?x=1")
            is Outcome.CONSENT_WALL
        )

    def test_by_its_words_alone(self):
        page = _wall(
            "Harbour Post",
            "We value your privacy. Manage cookies or</p><button>Accept all</button><p>",
        )
        assert _outcome(page) is Outcome.CONSENT_WALL

    def test_in_german(self):
        page = _wall(
            "Zustimmung",
            "Weiterlesen mit Werbung. Einwilligung jederzeit.</p><button>Alle akzeptieren</button><p>",
        )
        assert _outcome(page) is Outcome.CONSENT_WALL

    def test_a_banner_on_a_story_does_not_count(self, page):
        banner = "<div>We value your privacy. <button>Accept all</button><button>Manage cookies</button></div>"
        assert _outcome(page(before=banner)) is Outcome.STORY
        assert _outcome(page(after=banner, jsonld=NEWS)) is Outcome.STORY


class TestSoft404:
    @pytest.mark.parametrize(
        "title",
        ["Page not found", "404", "Error 404 | Harbour Post", "404 Not Found", "Oops! Something is missing", "Seite nicht gefunden",
         "Page introuvable", "Página no encontrada", "Pagina non trovata", "Страница не найдена", "ページが見つかりません",
         "The page you requested could not be found"],
    )  # fmt: skip
    def test_by_its_title(self, title):
        assert _outcome(_wall(title, "Try our home page or the search.")) is Outcome.SOFT_404

    def test_by_its_words(self):
        page = "<html><title>Harbour Post</title><h1>Sorry</h1><p>The article you are looking for is no longer available.</p>"
        assert _outcome(page) is Outcome.SOFT_404

    def test_sent_to_the_home_page(self, page):
        lead = Lead(url=URL, via="feed", title="Ferry strike ends")
        assert (
            _outcome(page(), url="https://www.harbourpost.example/", lead=lead) is Outcome.SOFT_404
        )

    def test_a_story_about_them_is_a_story(self, page):
        assert _outcome(page(title="404: How the page not found became art")) is Outcome.STORY

    def test_numbers_in_headlines_do_not_count(self):
        page = _wall(
            "Storm leaves 404 people homeless",
            "Some words.",
            '<meta property="og:type" content="article">',
        )
        assert _outcome(page) is Outcome.TEASER


class TestNoStory:
    @pytest.mark.parametrize(
        "url", ["https://www.harbourpost.example/", "https://www.harbourpost.example/en/"]
    )
    def test_home(self, page, url):
        assert _outcome(page(), url=url) is Outcome.NOT_A_STORY

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"%PDF-1.7 ...", "application/pdf"),
            (b'{"a": 1}', "application/json"),
            (b"\x89PNG\r\n", "image/png"),
            (b"<?xml version='1.0'?><rss><channel/></rss>", "application/rss+xml"),
            (b"<urlset></urlset>", "text/xml"),
            (b"just words", "text/plain"),
        ],
    )
    def test_no_page(self, body, kind):
        assert _outcome(body, headers={"Content-Type": kind}) is Outcome.NOT_A_STORY

    def test_empty(self):
        assert _outcome(b"") is Outcome.ERROR
        assert _outcome(b"  \n") is Outcome.ERROR

    def test_a_page_with_a_wrong_type_is_read(self, page):
        assert (
            _outcome(page(), headers={"Content-Type": "application/octet-stream"}) is Outcome.STORY
        )

    @pytest.mark.parametrize(
        "path", ["tag/ferries/", "topics/ferries", "author/ada-quill/", "search?q=x", "world/"]
    )
    def test_listings(self, path):
        links = "".join(
            f'<p><a href="/{n}">Headline number {n} of the many that stand on this page</a></p>'
            for n in range(30)
        )
        page = f"<html><title>Ferries</title><body><h1>Ferries</h1><div>{links}</div></body></html>"
        assert _outcome(page, url=f"https://www.harbourpost.example/{path}") is Outcome.NOT_A_STORY

    def test_declared_listing(self, page):
        assert (
            _outcome(page(jsonld={"@type": "CollectionPage", "name": "Ferries"}))
            is Outcome.NOT_A_STORY
        )

    def test_an_outlets_other_pages(self):
        outlet = Outlet(
            name="post", title="Harbour Post", domains=("harbourpost.example",), article=r"/\d{4}/"
        )
        page = _wall("Ship tracker", "Choose a ship.")
        assert (
            _outcome(page, url="https://www.harbourpost.example/tracker", outlet=outlet)
            is Outcome.NOT_A_STORY
        )

    def test_a_story_in_a_topics_folder_is_a_story(self, page):
        assert (
            _outcome(page(), url="https://www.harbourpost.example/topics/ferry-strike-ends")
            is Outcome.STORY
        )


class TestShell:
    def test_root_and_scripts(self):
        page = '<html><head><title>Harbour Post</title></head><body><div id="root"></div><script src="/app.js"></script></body></html>'
        assert _outcome(page) is Outcome.JS_SHELL

    def test_noscript(self):
        page = """<html><title>Post</title><body><noscript>You need to enable JavaScript to run this app.</noscript>
            <div>Loading</div><script>boot()</script></body></html>"""
        assert _outcome(page) is Outcome.JS_SHELL

    def test_a_story_with_such_a_noscript_is_a_story(self, page):
        before = (
            "<noscript>Please enable JavaScript</noscript><div id='root'></div><script>"
            + "x" * 90_000
            + "</script>"
        )
        assert _outcome(page(before=before)) is Outcome.STORY


class TestReserved:
    @pytest.mark.parametrize(
        ("head", "headers", "reason"),
        [
            ('<meta name="robots" content="index, noai">', {}, "robots meta: noai"),
            ('<meta name="ROBOTS" content="NOAI">', {}, "robots meta: noai"),
            ('<meta name="robots" content="noai, noimageai">', {}, "robots meta: noai"),
            ('<meta name="tdm-reservation" content="1">', {}, "tdm-reservation meta: 1"),
            ("", {"TDM-Reservation": "1"}, "tdm-reservation header: 1"),
            ("", {"X-Robots-Tag": "noai"}, "X-Robots-Tag: noai"),
            ("", {"X-Robots-Tag": "otherbot: nofollow, *: noai"}, "X-Robots-Tag: noai"),
        ],
    )
    def test_honoured(self, page, url, head, headers, reason):
        story = extract(page(head=head), url=url, headers=headers)
        assert (story.outcome, story.reason) == (Outcome.OPTED_OUT, reason)

    @pytest.mark.parametrize(
        ("head", "headers"),
        [
            ('<meta name="robots" content="max-image-preview:large, index">', {}),
            ('<meta name="otherbot" content="noai">', {}),
            ('<meta name="robots" content="noarchive">', {}),
            ('<meta name="tdm-reservation" content="0">', {}),
            ("", {"X-Robots-Tag": "otherbot: noai"}),
            ("", {"X-Robots-Tag": "unavailable_after: 25 Jun 2030 15:00:00 PST"}),
        ],
    )
    def test_not_meant(self, page, head, headers):
        assert _outcome(page(head=head), headers=headers) is Outcome.STORY


PAID = {**NEWS, "isAccessibleForFree": "False"}


class TestPaywall:
    def test_whole_text_though_metered(self, page, url):
        story = extract(page(jsonld={**PAID, "wordCount": 230}), url=url)
        assert (story.outcome, story.access) == (Outcome.STORY, Access.PAYWALLED)

    def test_a_part_of_the_declared_words(self, page, url, prose):
        story = extract(page(prose=prose[:2], jsonld={**PAID, "wordCount": 900}), url=url)
        assert (story.outcome, story.access) == (Outcome.PAYWALLED, Access.PAYWALLED)
        assert story.text == "\n\n".join(prose[:2])
        assert story.reason.endswith("of 900 words")

    def test_not_free_and_a_barrier(self, page, prose):
        after = '<div id="paywall">Subscribe to continue. Already a subscriber?</div>'
        assert _outcome(page(prose=prose[:3], after=after, jsonld=PAID)) is Outcome.PAYWALLED

    def test_a_barrier_alone(self, page, prose):
        after = "<div>This article is for subscribers. Subscribe to read.</div>"
        assert _outcome(page(prose=prose[:1], after=after)) is Outcome.PAYWALLED

    @pytest.mark.parametrize(
        "offer",
        ["Subscribe to read more stories like this.", "Already a subscriber? Sign in to continue."],
    )
    def test_an_offer_under_a_whole_story_does_not_count(self, page, offer):
        assert _outcome(page(after=f'<div class="paywall">{offer}</div>')) is Outcome.STORY

    def test_a_barrier_page_keeps_nothing_of_itself(self):
        page = '<html><title>Subscribe to read | Harbour Post</title><body><div id="barrier-page"><h1>Subscribe to read</h1><p>Choose a plan and read everything on any device.</p></div>'
        bare = extract(page.encode(), url=URL)
        assert (bare.outcome, bare.title, bare.text) == (Outcome.PAYWALLED, None, None)
        lead = Lead(url=URL, via="feed", title="Ferry strike ends")
        told = extract(page.encode(), url=URL, lead=lead)
        assert (told.outcome, told.title, told.text) == (
            Outcome.PAYWALLED,
            "Ferry strike ends",
            None,
        )
        assert told.provenance["title"].source == "feed"


class TestTeaser:
    def test_no_text(self, page):
        assert _outcome(page(prose=(), jsonld=NEWS)) is Outcome.TEASER

    def test_the_description_alone(self, page, prose):
        assert (
            _outcome(page(prose=prose[:1], jsonld={**NEWS, "description": prose[0]}))
            is Outcome.TEASER
        )

    def test_cut_short(self, page, prose):
        assert _outcome(page(prose=(prose[0][:-1] + " …",), jsonld=NEWS)) is Outcome.TEASER

    def test_far_less_than_declared(self, page, prose):
        assert _outcome(page(prose=prose[:3], jsonld={**NEWS, "wordCount": 800})) is Outcome.TEASER

    def test_a_news_flash_is_a_story(self, page, prose):
        assert _outcome(page(prose=prose[:2], jsonld=NEWS)) is Outcome.STORY

    def test_a_wild_word_count_makes_no_teaser(self, page):
        assert _outcome(page(jsonld={**NEWS, "wordCount": 60_000})) is Outcome.STORY


def test_a_plain_page_is_a_story(page):
    assert _outcome(page()) is Outcome.STORY
    assert _outcome(page(), status=0) is Outcome.STORY
