import json

import pytest

from aggregator.extraction.title import find_title, strip_affixes
from aggregator.outlets import Outlet
from aggregator.records import Lead

POST = Outlet(
    name="post",
    title="Harbour Post",
    domains=("harbourpost.example",),
    title_affixes=("- HP News", "LIVE |"),
)


def _title(read, **parts):
    return find_title(read(**parts))[0]


def test_the_site_is_stripped(read, headline):
    head = '<meta property="og:site_name" content="Harbour Post">'
    assert _title(read, head=head) == headline


def test_only_the_title_element(read):
    body = b"<title>Quay reopens after storm | Harbour Post</title><p>x"
    head = b'<meta property="og:site_name" content="Harbour Post">'
    assert find_title(read(head + body))[0] == "Quay reopens after storm"


def test_the_host_names_the_site_too(read):
    assert (
        find_title(read(b"<title>Quay reopens - Harbourpost.example</title>"))[0] == "Quay reopens"
    )
    assert find_title(read(b"<title>HarbourPost: x | Quay reopens at last | HarbourPost</title>"))[
        0
    ]


def test_the_majority_wins_and_losers_are_kept(read):
    head = """<meta property="og:title" content="Crews accept contract">
        <meta name="twitter:title" content="Crews accept contract">"""
    title, source = find_title(
        read(head=head, title=None, before="<h1>Ferry news</h1>",
             jsonld={"@type": "NewsArticle", "headline": "Crews accept contract"})
    )  # fmt: skip
    assert title == "Crews accept contract"
    assert source.source == "jsonld"
    assert source.rejected == ("h1=Ferry news",)


def test_agreement_shows_no_rejected(read, headline):
    _, source = find_title(read(jsonld={"@type": "NewsArticle", "headline": headline.upper()}))
    assert source.rejected == ()


def test_the_spelling_that_does_not_shout_is_shown(read, headline):
    assert (
        _title(read, title=headline.upper(), jsonld={"@type": "NewsArticle", "headline": headline})
        == headline
    )


def test_a_shortened_title_speaks_for_the_long_one(read, headline):
    head = '<meta property="og:title" content="Ferry strike ends in Port Salda…">'
    assert _title(read, head=head) == headline


def test_a_kicker_goes_where_another_voice_has_none(read, headline):
    head = f'<meta property="og:title" content="{headline}">'
    assert (
        _title(
            read,
            head=head,
            title=None,
            jsonld={"@type": "NewsArticle", "headline": f"Transport: {headline}"},
        )
        == headline
    )


def test_a_colon_of_the_headline_itself_stays(read):
    assert (
        _title(read, title="Transport: crews go back to sea") == "Transport: crews go back to sea"
    )


@pytest.mark.parametrize(
    "masthead",
    [
        "<nav><h1>Harbour Post</h1></nav>",
        '<h1><a href="/">Harbour Post today</a></h1>',
        '<a href="/"><h1>Harbour Post today</h1></a>',
        "<aside><h1>Most read</h1></aside>",
    ],
)  # fmt: skip
def test_mastheads_are_no_titles(read, headline, masthead):
    title, source = find_title(read(before=masthead))
    assert title == headline
    assert not any(loser.startswith("h1=") for loser in source.rejected)


def test_entities_and_markup_in_structured_data(read):
    node = {
        "@type": "NewsArticle",
        "headline": "Crews &amp;amp; owners <b>agree</b> &quot;at last&quot;",
    }
    assert _title(read, title=None, jsonld=node) == 'Crews & owners agree "at last"'


def test_a_page_that_gives_the_headline_as_its_site_name(read, headline):
    head = f'<meta property="og:site_name" content="{headline}">'
    assert _title(read, head=head) == headline


def test_the_lead_is_believed_where_the_page_says_nothing(read):
    lead = Lead(url="https://x.example/a", via="feed", title="Crews accept contract")
    title, source = find_title(read(title=None, lead=lead))
    assert (title, source.source) == ("Crews accept contract", "feed")


def test_the_lead_does_not_outvote_the_page(read, headline):
    lead = Lead(url="https://x.example/a", via="feed", title="Crews accept contract")
    assert _title(read, lead=lead) == headline


def test_no_title(read):
    assert find_title(read(b"<p>words</p>")) == (None, None)
    assert find_title(read(b"")) == (None, None)


def test_outlet_affixes(read):
    assert strip_affixes("LIVE | Quay reopens - hp news", POST.title_affixes) == "Quay reopens"
    assert strip_affixes("- HP News", POST.title_affixes) == "- HP News"
    assert find_title(read(b"<h1>Quay reopens - HP News</h1>", outlet=POST))[0] == "Quay reopens"


def test_a_title_of_a_megabyte_is_none(read):
    assert find_title(read(b"<title>" + b"tide " * 200_000 + b"</title><p>x"))[0] is None


def test_a_title_for_social_media_does_not_outvote_the_headline_by_being_repeated(read, headline):
    social = "You will not believe how this strike ended"
    head = "".join(
        f'<meta property="{name}" content="{social}">' for name in ("og:title", "twitter:title")
    )
    node = {"@type": "NewsArticle", "headline": headline, "alternativeHeadline": headline}
    page = (
        f"<html><head><title>{social}</title>{head}"
        f'<script type="application/ld+json">{json.dumps(node)}</script></head><body><p>x</p></body></html>'
    )
    title, source = find_title(read(body=page.encode()))
    assert title == headline
    assert any(social in loser for loser in source.rejected)


class TestHeadingsWithKickers:
    def test_the_shown_headline_where_h1_is_a_breadcrumb(self, read):
        page = """<html><head><title>Salda Fähren: Streik beendet - Post</title>
            <meta property="og:title" content="Nach elf Tagen: Die Fähren fahren wieder über die Salda">
            </head><body><nav class="breadcrumb"><h1>Salda Fähren: Streik beendet</h1></nav>
            <aside><h2>Salda Fähren: Streik beendet</h2></aside>
            <article><h2><span>Nach elf Tagen</span> <span>Die Fähren fahren wieder über die
            Salda</span></h2><p>Text.</p></article>"""
        title, source = find_title(
            read(
                page.encode(),
                jsonld={"@type": "NewsArticle", "headline": "Salda Fähren: Streik beendet"},
            )
        )
        assert title == "Nach elf Tagen: Die Fähren fahren wieder über die Salda"
        assert source.source == "heading"

    def test_the_part_that_another_voice_says(self, read):
        page = """<html><head><title>x</title><meta property="og:title"
            content="Streik an der Salda: Die Fähren fahren wieder"></head><body>
            <h1><span>Einigung im Zollhaus</span><span>Die Fähren fahren wieder</span></h1>"""
        assert find_title(read(page.encode()))[0] == "Die Fähren fahren wieder"

    def test_a_kicker_that_all_voices_say_stays(self, read):
        page = """<html><head><title>Salda: Die Fähren fahren wieder</title><meta property="og:title"
            content="Salda: Die Fähren fahren wieder"></head><body>
            <h1><span>Salda:</span> <span>Die Fähren fahren wieder</span></h1>"""
        assert find_title(read(page.encode()))[0] == "Salda: Die Fähren fahren wieder"

    def test_lower_headings_count_only_where_no_h1_does(self, read, headline):
        assert _title(read, before="<h2>Crews accept a contract</h2>") == headline

    def test_chinese_titles_carry_section_and_site(self, read):
        page = "<title>渡轮十一天后复航_社会_港口日报</title><h3>渡轮十一天后复航,乘客返回</h3><h2>渡轮十一天后复航</h2>"
        page = page.replace("渡轮十一天后复航", "萨尔达海峡渡轮停航十一天后今晨复航")
        assert find_title(read(page.encode()))[0] == "萨尔达海峡渡轮停航十一天后今晨复航"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Opinion | Crews were right", "Crews were right"),
        ("Kommentar | Sie hatten recht", "Sie hatten recht"),
        ("Opinion polls | What they say", "Opinion polls | What they say"),
    ],
)
def test_the_kind_of_piece_is_no_title(read, text, title):
    assert _title(read, title=text) == title
