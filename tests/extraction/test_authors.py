import pytest

from aggregator.extraction.authors import find_authors
from aggregator.extraction.names import is_person, split_names
from aggregator.outlets import Outlet, PageRules
from aggregator.records import Lead


def _ld(author, **more):
    return {"@type": "NewsArticle", "author": author, **more}


def _authors(read, **parts):
    return find_authors(read(**parts))[0]


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ada Quill", ["Ada Quill"]),
        ("By Ada Quill", ["Ada Quill"]),
        ("BY: Ada Quill", ["Ada Quill"]),
        ("ByAda Quill", ["Ada Quill"]),
        ("Written by Ada Quill and Bo Marsh", ["Ada Quill", "Bo Marsh"]),
        ("Ada Quill, Bo Marsh and Cy Reed", ["Ada Quill", "Bo Marsh", "Cy Reed"]),
        ("Ada Quill, Bo Marsh, and Cy Reed", ["Ada Quill", "Bo Marsh", "Cy Reed"]),
        ("Ada Quill & Bo Marsh", ["Ada Quill", "Bo Marsh"]),
        ("Ada Quill | Bo Marsh", ["Ada Quill", "Bo Marsh"]),
        ("Von Ada Quill und Bo Marsh", ["Ada Quill", "Bo Marsh"]),
        ("Par Ada Quill et Bo Marsh", ["Ada Quill", "Bo Marsh"]),
        ("Ada Quill ada.quill@post.example", ["Ada Quill"]),
        ("Ada Quill @adaquill", ["Ada Quill"]),
        ("By Ada Quill in Port Salda", ["Ada Quill"]),
        ("By Ada Quill March 30, 2025 6:10 am", ["Ada Quill"]),
        ("By Ada Quill Updated 3 hours ago", ["Ada Quill"]),
        ("Ada Quill Senior Maritime Reporter", ["Ada Quill"]),
        ("Ada Quill (Port Salda)", ["Ada Quill"]),
        ("Ada-Lena O’Quill", ["Ada-Lena O’Quill"]),
        ("Jan Marten", ["Jan Marten"]),
        ("May Sunder", ["May Sunder"]),
        ("A. B. Quill Jr.", ["A. B. Quill Jr."]),
        ("", []),
        ("By", ["By"]),
    ],
)
def test_split_names(byline, names):
    assert split_names(byline) == names


def test_and_in_the_language_of_the_page():
    assert split_names("Por Ana Soto y Luis Mar", "es") == ["Ana Soto", "Luis Mar"]
    assert split_names("Ana Soto y Mar", "en") == ["Ana Soto y Mar"]


@pytest.mark.parametrize(
    "name", ["Ada Quill", "April Glass", "Čeněk Růžička", "山田花子", "ADA QUILL", "Bo"]
)
def test_people(name):
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    ["Staff", "Our Correspondent", "Newsroom", "5 minutes ago", "News Desk", "ada quill", "By", "",
     "Redaktion", "Share", "www", "A" * 80, "One Two Three Four Five Six Seven", "Who knows?", "***"],
)  # fmt: skip
def test_no_people(name):
    assert not is_person(name)


class TestSources:
    @pytest.mark.parametrize(
        "author",
        [
            "Ada Quill",
            ["Ada Quill"],
            {"name": "Ada Quill"},
            {"byline": "Ada Quill"},
            {"@type": "Person", "name": ["Ada Quill"]},
            [{"@type": "Person", "name": "By Ada Quill, Reporter"}],
            {"givenName": "Ada", "familyName": "Quill"},
            ["https://post.example/ada", "Ada Quill"],
        ],
    )
    def test_jsonld_shapes(self, read, author):
        names, source, _ = find_authors(read(jsonld=_ld(author)))
        assert names == ("Ada Quill",)
        assert source.source == "jsonld"

    def test_jsonld_reference(self, read):
        graph = {
            "@graph": [_ld({"@id": "#a"}), {"@type": "Person", "@id": "#a", "name": "Ada Quill"}]
        }
        assert _authors(read, jsonld=graph) == ("Ada Quill",)

    @pytest.mark.parametrize(
        ("parts", "source"),
        [
            ({"head": '<meta name="author" content="Ada Quill">'}, "meta"),
            ({"head": '<meta property="article:author" content="https://social.example/post">'
                      '<meta name="byl" content="By Ada Quill">'}, "meta"),
            ({"before": '<span itemprop="author"><b itemprop="name">Ada Quill</b></span>'}, "itemprop"),
            ({"before": 'by <a rel="author" href="/ada">Ada Quill</a>'}, "dom"),
            ({"before": '<div class="article-byline">By <b>Ada Quill</b></div>'}, "dom"),
            ({"before": '<p data-testid="AuthorName">Ada Quill</p>'}, "dom"),
        ],
    )  # fmt: skip
    def test_others(self, read, parts, source):
        names, provenance, _ = find_authors(read(**parts))
        assert names == ("Ada Quill",)
        assert provenance.source == source

    def test_the_first_that_names_a_person_wins(self, read):
        names, source, _ = find_authors(
            read(jsonld=_ld("Ada Quill"), head='<meta name="author" content="Bo Marsh">')
        )
        assert names == ("Ada Quill",)
        assert source.rejected == ("meta=Bo Marsh",)

    def test_the_site_is_no_author(self, read):
        names, source, _ = find_authors(
            read(
                jsonld=_ld({"@type": "Organization", "name": "Harbour Post"}),
                head='<meta property="og:site_name" content="Harbour Post">',
                before='<div class="byline">By Ada Quill</div>',
            )
        )
        assert names == ("Ada Quill",)
        assert source.source == "dom"

    def test_the_site_with_its_town_is_no_author(self, read):
        head = """<meta property="og:site_name" content="Harbour Post">
            <meta name="author" content="Harbour Post, Port Salda, Brenland">"""
        assert _authors(read, head=head) == ()

    def test_the_site_after_the_name(self, read):
        head = """<meta property="og:site_name" content="Harbour Post">
            <meta name="author" content="Ada Quill HARBOUR POST">"""
        assert _authors(read, head=head) == ("Ada Quill",)

    def test_an_organisation_where_nobody_else_is_named(self, read):
        author = {"@type": "Organization", "name": "Salda Weather Institute"}
        assert _authors(read, jsonld=_ld(author)) == ("Salda Weather Institute",)

    @pytest.mark.parametrize("credit", ["Reuters", "Associated Press", "AFP", "Thomson Reuters"])
    def test_agencies_among_the_authors(self, read, credit):
        names, _, agency = find_authors(read(jsonld=_ld([credit, "Ada Quill"])))
        assert names == ("Ada Quill", credit)
        assert agency in {"Reuters", "AP", "AFP"}

    def test_agencies_that_an_author_used_are_none(self, read):
        for byline in ("Ada Quill (with AFP)", "Ada Quill, AFP", "Ada Quill/AFP"):
            assert find_authors(read(jsonld=_ld([byline])))[::2] == (("Ada Quill",), "AFP")

    def test_a_byline_with_its_date_and_one_under_a_lower_heading(self, read):
        line = "<footer><div>By Ada Quill, Wed, 03/15/2031 - 10:00</div></footer>"
        assert _authors(read, before=line) == ("Ada Quill",)
        body = (
            b"<html><title>Ferries cross again</title><body><h2>Ferries cross again</h2>"
            b"<div>by Ada Quill<br>Harbour Post, 5 May 2031</div><p>Ferries began to cross.</p>"
        )
        assert find_authors(read(body=body))[0] == ("Ada Quill",)

    @pytest.mark.parametrize("name", ["autor", "post_by__p0x", "c-firma", "article-writer writer"])
    def test_classes_that_are_like_a_byline(self, read, name):
        assert _authors(read, before=f'<p class="{name}">Ada Quill</p>') == ("Ada Quill",)

    def test_a_desk_where_nobody_is_named(self, read):
        head = '<meta name="author" content="{}">'
        assert _authors(read, head=head.format("Harbour Desk Team")) == ("Harbour Desk Team",)
        assert _authors(read, head=head.format("Staff")) == ()

    def test_the_site_as_the_title_names_it(self, read):
        body = (
            "<html><head><title>報道 - 云岭晚报</title><meta name=author content=云岭晚报></head>"
            "<body><h1>報道</h1><p>Ferries began to cross.</p>"
        )
        assert find_authors(read(body=body.encode()))[0] == ()

    def test_bylines_of_teasers_do_not_count(self, read):
        teasers = "".join(
            f'<section><div><div><a rel="author" href="/{n}">Other Person</a></div></div></section>'
            for n in range(3)
        )
        found = _authors(
            read, before='<div class="by"><a rel="author">Ada Quill</a></div>', after=teasers
        )
        assert found == ("Ada Quill",)

    def test_two_bylines_side_by_side(self, read):
        before = '<div><a rel="author">Ada Quill</a> and <a rel="author">Bo Marsh</a></div>'
        assert _authors(read, before=before) == ("Ada Quill", "Bo Marsh")

    def test_the_outlet_knows_best(self, read):
        outlet = Outlet(name="post", title="Post", domains=("harbourpost.example",),
                        rules=(PageRules(authors=(".wrote",)),))  # fmt: skip
        names, source, _ = find_authors(
            read(outlet=outlet, before='<i class="wrote">Ada Quill</i>', jsonld=_ld("Bo Marsh"))
        )
        assert (names, source.source) == (("Ada Quill",), "outlet")

    def test_the_lead_at_last(self, read):
        lead = Lead(url="https://x.example/", via="feed", authors=("Ada Quill",))
        names, source, _ = find_authors(read(lead=lead))
        assert (names, source.source) == (("Ada Quill",), "feed")

    def test_nobody(self, read):
        assert find_authors(read()) == ((), None, None)

    def test_a_name_within_another_is_named_once(self, read):
        assert _authors(read, jsonld=_ld(["Ada Quill", "Dr. Ada Quill"])) == ("Dr. Ada Quill",)


class TestBesideTheHeadline:
    @pytest.mark.parametrize(
        ("before", "names"),
        [
            ('<div><a href="/author/ada-quill">Ada Quill</a></div>', ("Ada Quill",)),
            ("<div>By <span>Ada Quill</span></div>", ("Ada Quill",)),
            ("<p>Autor: Ada van Quill</p>", ("Ada van Quill",)),
            ('<div><a href="/author/">All our authors</a></div>', ()),
            ('<div><a href="/author/staff">Harbour Post Staff</a></div>', ()),
            ("<p>By Tuesday Night Ferries Were Full</p>", ()),
            ("<p>by far the largest</p>", ()),
        ],
    )
    def test_names_that_nothing_marks(self, read, before, names):
        assert find_authors(read(before=before))[0] == names

    def test_not_where_a_source_names_a_person(self, read):
        node = {"@type": "NewsArticle", "headline": "x", "author": {"name": "Ilmari Vexley"}}
        found = find_authors(read(jsonld=node, before="<div>By Ada Quill</div>"))
        assert found[0] == ("Ilmari Vexley",)


class TestDeclaredOnly:
    def test_a_desk_or_the_outlet_is_reported_as_declared(self, read):
        node = {"@type": "NewsArticle", "headline": "x", "author": {"name": "Harbour Post Staff"}}
        assert find_authors(read(jsonld=node))[0] == ("Harbour Post Staff",)

    def test_an_agency_is_reported_and_credited(self, read):
        node = {"@type": "NewsArticle", "headline": "x", "author": {"name": "AFP"}}
        names, _, agency = find_authors(read(jsonld=node))
        assert (names, agency) == (("AFP",), "AFP")

    def test_persons_of_any_source_come_before(self, read):
        node = {"@type": "NewsArticle", "headline": "x", "author": {"name": "Harbour Post Staff"}}
        found = find_authors(read(jsonld=node, before='<p class="byline">By Ada Quill</p>'))
        assert found[0] == ("Ada Quill",)
        assert found[1].rejected == ("jsonld=Harbour Post Staff",)

    @pytest.mark.parametrize("name", ["admin", "Unknown", "https://post.example/author/7"])
    def test_nobody_is_not(self, read, name):
        node = {"@type": "NewsArticle", "headline": "x", "author": {"name": name}}
        assert find_authors(read(jsonld=node))[0] == ()


def test_the_site_by_its_hosts_name(read):
    head = '<meta name="author" content="Salda Bay">'
    byline = '<p class="byline">By Ada Quill</p>'
    found = find_authors(read(head=head, before=byline, url="https://www.sb.example/a/b"))
    assert found[0] == ("Ada Quill",)
    assert find_authors(read(head=head, url="https://saldabay.example/a/b"))[0] == ("Salda Bay",)


def test_genres_before_a_name():
    assert split_names("Eine Analyse von Ada Quill") == ["Ada Quill"]
    assert split_names("capital von Ada Quill") == ["Ada Quill"]
    assert split_names("Hans von Storm") == ["Hans von Storm"]
