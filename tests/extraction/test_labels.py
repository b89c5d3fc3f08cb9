import pytest

from aggregator.extraction.kinds import find_kind
from aggregator.extraction.labels import (
    declared_words,
    find_image,
    find_section,
    find_summary,
    find_tags,
)
from aggregator.records import Lead

LEAD = Lead(url="https://x.example/a", via="feed", section="World", tags=("sea",),
            image="https://x.example/i.jpg", summary="<p>Short &amp; plain</p>")  # fmt: skip


def _ld(**keys):
    return {"@type": "NewsArticle", **keys}


class TestSection:
    def test_jsonld(self, read):
        assert find_section(read(jsonld=_ld(articleSection=["Sea &amp; Sky", "World"]))) == (
            "Sea & Sky",
            "jsonld",
        )

    def test_meta(self, read):
        assert find_section(read(head='<meta property="article:section" content="World">')) == (
            "World",
            "meta",
        )

    def test_lead_and_nothing(self, read):
        assert find_section(read(lead=LEAD)) == ("World", "feed")
        assert find_section(read()) == ("world", "url")
        assert find_section(read(url="https://x.example/news/2031/a-story")) == (None, "")

    def test_breadcrumbs(self, read):
        trail = [
            {"@type": "ListItem", "name": "Start", "item": "https://x.example/"},
            {"@type": "ListItem", "item": {"@id": "https://x.example/sea", "name": "Sea"}},
            {"@type": "ListItem", "name": "Own", "item": {"@id": "https://x.example/sea/own-1"}},
        ]
        page = {
            "@type": "WebPage",
            "breadcrumb": {"@type": "BreadcrumbList", "itemListElement": trail},
        }
        assert find_section(read(url="https://x.example/sea/own-1", jsonld=page)) == (
            "Sea",
            "breadcrumb",
        )
        printed = '<div class="breadcrumbs"><a href="/">Post</a> › <a href="/sea/">Sea</a></div>'
        assert find_section(read(before=printed)) == ("Sea", "breadcrumb")
        assert find_section(read(before='<ul class="breadcrumb"></ul>'))[1] == "url"


class TestTags:
    def test_links_to_tags_but_not_to_sections_or_of_teasers(self, read):
        after = """<p class="tags"><a rel="tag" href="/t/1">Ferries</a>
            <a rel="tag" href="/t/2">#Salda</a></p><a rel="category tag" href="/c">World</a>
            <div class="taxonomy-category"><a rel="tag" href="/c">Sea</a></div>"""
        found = find_tags(read(after=after, before="<aside></aside>"))
        assert found == (("Ferries", "Salda"), "links")

    @pytest.mark.parametrize(
        "keywords", ["sea, strike", ["sea", "strike"], "sea;strike;Sea", ["#sea", "strike"]]
    )
    def test_jsonld(self, read, keywords):
        assert find_tags(read(jsonld=_ld(keywords=keywords))) == (("sea", "strike"), "jsonld")

    def test_meta_repeated_and_listed(self, read):
        head = '<meta property="article:tag" content="sea"><meta property="article:tag" content="strike">'
        assert find_tags(read(head=head)) == (("sea", "strike"), "meta")
        assert find_tags(read(head='<meta name="keywords" content="sea,strike,">')) == (
            ("sea", "strike"),
            "meta",
        )

    def test_bounded(self, read):
        many = ",".join(f"t{number}" for number in range(500)) + "," + "x" * 200
        assert len(find_tags(read(jsonld=_ld(keywords=many)))[0]) == 30

    def test_lead_and_nothing(self, read):
        assert find_tags(read(lead=LEAD)) == (("sea",), "feed")
        assert find_tags(read()) == ((), "")


class TestImage:
    def test_what_an_id_refers_to(self, read):
        graph = [
            {"@type": "NewsArticle", "headline": "x", "image": {"@id": "#i"}},
            {"@type": "ImageObject", "@id": "#i", "url": "https://a.example/i.jpg"},
        ]
        assert find_image(read(jsonld={"@graph": graph}))[0] == "https://a.example/i.jpg"

    @pytest.mark.parametrize(
        "image",
        [
            "/i.jpg",
            ["/i.jpg", "/j.jpg"],
            {"url": "/i.jpg"},
            [{"contentUrl": "/i.jpg"}],
            {"url": ["/i.jpg"]},
        ],
    )
    def test_jsonld(self, read, image):
        assert find_image(read(jsonld=_ld(image=image))) == (
            "https://www.harbourpost.example/i.jpg",
            "jsonld",
        )

    def test_open_graph_first(self, read):
        head = '<meta property="og:image" content="//cdn.example/i.jpg?w=1&amp;h=2">'
        assert find_image(read(head=head, jsonld=_ld(image="/j.jpg"))) == (
            "https://cdn.example/i.jpg?w=1&h=2",
            "og",
        )

    @pytest.mark.parametrize(
        "raw", ["javascript:alert(1)", "data:image/png;base64,AA", "http://[broken", ""]
    )
    def test_what_cannot_be_fetched_is_passed_over(self, read, raw):
        head = f'<meta property="og:image" content="{raw}">'
        assert find_image(read(head=head, lead=LEAD)) == ("https://x.example/i.jpg", "feed")
        assert find_image(read(head=head)) == (None, "")


class TestSummary:
    def test_sources(self, read):
        head = '<meta name="description" content="Of meta"><meta property="og:description" content="Of og">'
        assert find_summary(read(head=head)) == ("Of og", "og")
        assert find_summary(read(head=head, jsonld=_ld(description="Of <b>ld</b>"))) == (
            "Of ld",
            "jsonld",
        )
        assert find_summary(read(lead=LEAD)) == ("Short & plain", "feed")
        assert find_summary(read()) == (None, "")


@pytest.mark.parametrize(
    ("value", "count"),
    [(512, 512), ("512", 512), (" 512 ", 512), (0, None), (-3, None), ("many", None), (True, None),
     (None, None), (10**9, None), ([512], None), ("٣٤", 34)],
)  # fmt: skip
def test_declared_words(read, value, count):
    assert declared_words(read(jsonld=_ld(wordCount=value))) == count


class TestKind:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [("OpinionNewsArticle", "opinion"), ("AnalysisNewsArticle", "analysis"), ("LiveBlogPosting", "live"),
         ("ReportageNewsArticle", "report"), ("NewsArticle", None)],
    )  # fmt: skip
    def test_jsonld(self, read, name, kind):
        assert (
            find_kind(
                read(url="https://x.example/a/b", jsonld={"@type": name, "headline": "x"}), None
            )[0]
            == kind
        )

    @pytest.mark.parametrize(
        ("path", "kind"),
        [("opinion/tides", "opinion"), ("commentisfree/2025/tides", "opinion"), ("live/2025/tides", "live"),
         ("video/tides", "video"), ("world/in-pictures/tides", "gallery"), ("world/live", None), ("world/tides", None)],
    )  # fmt: skip
    def test_url(self, read, path, kind):
        assert find_kind(read(url=f"https://x.example/{path}"), None)[0] == kind

    @pytest.mark.parametrize(
        ("title", "kind"),
        [("Opinion | Tides", "opinion"), ("Analysis: Tides", "analysis"), ("Live: Tides", "live"),
         ("Live music returns", None), ("Opinion polls narrow", None)],
    )  # fmt: skip
    def test_title(self, read, title, kind):
        assert find_kind(read(url="https://x.example/a/b"), title)[0] == kind

    def test_section_and_open_graph(self, read):
        assert find_kind(
            read(url="https://x.example/a", jsonld=_ld(articleSection="Opinion")), None
        ) == ("opinion", "jsonld")
        head = '<meta property="og:type" content="video.other">'
        assert find_kind(read(url="https://x.example/a", head=head), None) == ("video", "og")


@pytest.mark.parametrize(
    ("before", "image", "source"),
    [
        ('<figure><img src="/ferry.jpg"></figure>', "/ferry.jpg", "dom"),
        ('<img src="/logo.png"><img width="40" src="/ada.jpg"><img src="/ferry.jpg">', "/ferry.jpg", "dom"),
        ('<aside><img src="/advert.jpg"></aside>', None, None),
        ('<meta itemprop="image" content="/ferry.jpg"><img src="/quay.jpg">', "/ferry.jpg", "itemprop"),
        ('<img src="data:image/png;base64,AAAA">', None, None),
        ('<img src="/fähre 1.jpg">', "/f%C3%A4hre%201.jpg", "dom"),
    ],
)  # fmt: skip
def test_image_in_the_page(read, before, image, source):
    found, where = find_image(read(before=before))
    assert found == (image and f"https://www.harbourpost.example{image}")
    assert (where or None) == source


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("opinion/a", "opinion"), ("meinung/a", "opinion"), ("tribunes/a", "opinion"),
        ("opinión/a", "opinion"), ("opini%C3%A3o/a", "opinion"), ("felietony/a", "opinion"),
        ("мнения/a", "opinion"), ("社説/a", "opinion"), ("interviews/a", "interview"),
        ("wywiady/a", "interview"), ("entrevistas/a", "interview"), ("интервью/a", "interview"),
        ("nachrufe/a", "obituary"), ("necrologie/a", "obituary"), ("nekrologi/a", "obituary"),
        ("decryptages/a", "explainer"), ("解説/a", "explainer"), ("análisis/a", "analysis"),
        ("analizy/a", "analysis"), ("fotostrecken/a", "gallery"), ("wideo/a", "video"),
        ("en-direct/a", "live"), ("na-zywo/a", "live"), ("corrections/a", "correction"),
        ("errata/a", "correction"), ("newsletters/a", "round-up"), ("world/a", None),
        ("europe/2031/a", None),
    ],
)  # fmt: skip
def test_kinds_by_url_in_many_languages(read, path, kind):
    assert find_kind(read(url=f"https://x.example/{path}-story"), None)[0] == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Analyse: Was sich ändert", "analysis"), ("Interview – Ein Tag am Hafen", "interview"),
        ("Obituary: The bridge keeper", "obituary"), ("Explainer | How quotas work", "explainer"),
        ("【社説】橋の未来", "opinion"), ("訃報：橋の番人", "obituary"), ("訂正：港の記事", "correction"),
        ("Morning briefing: Herring", "round-up"), ("Вuдео", None), ("Видео: Мост", "video"),
        ("Wywiad: Dzień w porcie", "interview"), ("Harbour board: a bad day", None),
        ("Live music returns to the harbour", None), ("Opinion is split on the bridge", None),
    ],
)  # fmt: skip
def test_kinds_by_title_in_many_languages(read, title, kind):
    assert find_kind(read(url="https://x.example/world/a-story"), title)[0] == kind
