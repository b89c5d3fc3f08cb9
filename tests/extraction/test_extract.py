"""The whole way: bytes to an `Extract`, and what a feed said to a teaser."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.extraction import extract, teaser, withhold
from aggregator.extraction.wording import fold, plain, tidy, words
from aggregator.outlets import Outlet
from aggregator.records import Access, Lead, Moment, Outcome, Precision

OUTLET = Outlet(
    name="post",
    title="Harbour Post",
    domains=("harbourpost.example",),
    language="en",
    title_affixes=("| Harbour Post",),
)
MOMENT = Moment(datetime(2025, 3, 30, 6, 10, tzinfo=UTC), Precision.MINUTE)
LEAD = Lead(
    url="https://www.harbourpost.example/world/ferry",
    via="feed",
    title="Ferry strike ends | Harbour Post",
    summary="<p>Crews accept a contract &amp; sail.</p>",
    published=MOMENT,
    authors=("Ada Quill",),
    section="World",
    tags=("sea",),
    image="https://www.harbourpost.example/i.jpg",
)
HEAD = """<link rel="canonical" href="https://www.harbourpost.example/world/2025/03/30/ferry-strike-ends-in-port-salda">
<meta property="og:image" content="/i.jpg"><meta name="keywords" content="sea,strike">"""
LD = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Ferry strike ends in Port Salda after eleven days",
    "description": "Crews accept a contract.",
    "datePublished": "2025-03-30T06:10:00+02:00",
    "dateModified": "2025-03-30T09:00:00+02:00",
    "author": [{"@type": "Person", "name": "Ada Quill"}, {"@type": "Person", "name": "Bo Marsh"}],
    "articleSection": "World",
    "isAccessibleForFree": True,
    "wordCount": 214,
    "inLanguage": "en-GB",
}


class TestFields:
    @pytest.fixture
    def story(self, page, url):
        return extract(page(head=HEAD, jsonld=LD), url=f"{url}?utm_source=feed", outlet=OUTLET)

    def test_all(self, story, prose, url, headline):
        assert story.outcome is Outcome.STORY
        assert story.reason is None
        assert story.url == url
        assert story.title == headline
        assert story.authors == ("Ada Quill", "Bo Marsh")
        assert story.published.isoformat() == "2025-03-30T06:10:00+02:00"
        assert story.modified.isoformat() == "2025-03-30T09:00:00+02:00"
        assert story.language == "en-GB"
        assert story.section == "World"
        assert story.tags == ("sea", "strike")
        assert story.image == "https://www.harbourpost.example/i.jpg"
        assert story.access is Access.FREE
        assert story.summary == "Crews accept a contract."
        assert story.text == "\n\n".join(prose)
        assert story.word_count == 214
        assert (story.kind, story.agency, story.dateline) == (None, None, None)

    def test_every_found_field_has_its_provenance(self, story):
        found = {
            name
            for name in ("title", "authors", "published", "modified", "language", "section", "tags", "image",
                         "access", "summary", "text", "word_count", "url")
            if getattr(story, name)
        }  # fmt: skip
        assert found == set(story.provenance)
        assert story.provenance["published"].precision == "second"

    def test_provenance_cannot_be_altered(self, story):
        with pytest.raises(TypeError):
            story.provenance["title"] = None


def test_wire_copy(page, url, prose):
    lines = (
        f"PORT SALDA, March 30 (Reuters) - {prose[0]}",
        *prose[1:],
        "(Reporting by Ada Quill; Editing by Bo Marsh)",
    )
    story = extract(page(prose=lines), url=url)
    assert (story.agency, story.dateline) == ("Reuters", "PORT SALDA, March 30")
    assert story.authors == ("Ada Quill",)
    assert story.provenance["authors"].source == "text"
    assert story.text.startswith("PORT SALDA")


def test_microdata_page_without_jsonld(url, prose):
    text = "".join(f"<p>{p}</p>" for p in prose)
    html = f"""<html lang=en><body><article itemscope itemtype="https://schema.org/NewsArticle">
      <h1 itemprop="headline">Ferry strike ends</h1>
      <span itemprop="author" itemscope><span itemprop="name">Ada Quill</span></span>
      <meta itemprop="datePublished" content="2025-03-30T06:10:00Z"><div itemprop="articleBody">{text}</div>
      </article></body></html>"""
    story = extract(html.encode(), url=url)
    assert story.title == "Ferry strike ends"
    assert story.authors == ("Ada Quill",)
    assert story.published.isoformat() == "2025-03-30T06:10:00+00:00"
    assert story.text == "\n\n".join(prose)


def test_the_same_page_gives_the_same_story_any_number_of_times(page, url):
    stories = [extract(page(jsonld=LD), url=url) for _ in range(5)]
    assert all(story == stories[0] for story in stories)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://[broken", "https://x.example:99999/a", "file:///x"]
)
def test_odd_urls_do_no_harm(page, url):
    story = extract(page(), url=url)
    assert story.url == url
    assert story.text


class TestTeaser:
    def test_fields(self):
        told = teaser(
            LEAD, url=LEAD.url, outlet=OUTLET, outcome=Outcome.BOT_WALL, reason="status 401"
        )
        assert told.outcome is Outcome.TEASER
        assert told.reason == "bot_wall: status 401"
        assert told.title == "Ferry strike ends"
        assert told.summary == "Crews accept a contract & sail."
        assert told.published == MOMENT
        assert told.authors == ("Ada Quill",)
        assert told.text is None
        assert told.language == "en"
        assert told.provenance["title"].source == "feed"
        assert told.provenance["published"].precision == "minute"
        assert told.provenance["language"].source == "default"
        assert "text" not in told.provenance
        assert "modified" not in told.provenance

    @pytest.mark.parametrize("title", [None, "", "  ", "<b></b>"])
    def test_none_without_a_title(self, title):
        lead = Lead(url=LEAD.url, via="section", title=title)
        assert teaser(lead, url=lead.url, outlet=None, outcome=Outcome.ERROR, reason=None) is None

    def test_without_reason_and_outlet(self):
        told = teaser(LEAD, url="urn:x", outlet=None, outcome=Outcome.ROBOTS_DENIED, reason=None)
        assert (told.reason, told.url, told.language) == ("robots_denied", "urn:x", None)


class TestWithhold:
    def test_what_was_reserved_goes(self, page, url):
        head = HEAD + '<meta name="robots" content="noai">'
        story = extract(page(head=head, jsonld=LD), url=url)
        assert story.outcome is Outcome.OPTED_OUT
        assert story.text
        kept = withhold(story)
        assert (kept.text, kept.summary, kept.image) == (None, None, None)
        assert kept.title == story.title
        assert kept.published == story.published
        assert not {"text", "summary", "image"} & set(kept.provenance)

    def test_a_story_comes_back_as_it_is(self, page, url):
        story = extract(page(), url=url)
        assert withhold(story) is story


class TestHostile:
    @pytest.mark.parametrize(
        "body",
        [
            b"<div>" * 20_000 + b"<p>deep</p>",
            b"<p " + b" ".join(b"a%d=1" % number for number in range(20_000)) + b">x",
            b"<html><body a='" + b"x" * 3_000_000 + b"'><p>x",
            b"<title>" + b"long " * 100_000 + b"</title>",
            b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>x",
            b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"'
            + b'" ' * 20_000
            + b"</script>",
            b"<meta name=author content='" + b"A B, " * 20_000 + b"'><p>x",
            b"\xff\xfe\x00\x00" * 100,
            b"<" * 50_000,
            b"&#0;&#xD800;&#x110000;<p>&amp" * 2_000,
            b"<h1>" + "\u202e\u202d\U0001d54f\u0301".encode() * 500 + b"</h1>",
        ],
    )
    def test_no_error_and_an_outcome(self, body):
        story = extract(body, url="https://x.example/news/a-story")
        assert story.outcome in set(Outcome)
        for value in (story.title, story.text, story.url, *story.authors):
            assert value is None or "\x00" not in value

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(max_size=400), st.text(max_size=40))
    def test_any_bytes(self, body, charset):
        extract(
            body,
            url="https://x.example/a",
            headers={"Content-Type": f"text/html; charset={charset}"},
        )

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=30),
        lambda inner: st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["@type", "@graph", "@id", "author", "name", "headline", "datePublished",
                                           "image", "url", "keywords", "articleBody", "publisher", "inLanguage",
                                           "isAccessibleForFree", "articleSection", "mainEntityOfPage", "wordCount"]),
                          inner | st.sampled_from(["NewsArticle", "WebPage"]), max_size=6),
        max_leaves=20,
    ))  # fmt: skip
    def test_any_structured_data(self, value):
        page = f'<script type="application/ld+json">{json.dumps(value)}</script><h1>Tide</h1>'
        extract(page.encode(), url="https://x.example/a")


class TestWording:
    def test_tidy(self):
        assert tidy(" a\xa0 b\n\tc\x00\u200b ") == "a b c"
        assert tidy("e\u0301") == "é"
        assert tidy(None) == ""

    def test_plain(self):
        assert plain("A &amp;amp; <b>B</b>") == "A & B"
        assert plain("1 < 2 > 1") == "1 < 2 > 1"
        assert plain(["x"]) == ""

    def test_fold(self):
        assert fold("“Ferry” – strike!") == fold("'FERRY' strike")

    def test_words(self):
        assert words("one two three") == 3
        assert words("") == 0
        assert words("港の朝は早い" * 10) > 20
