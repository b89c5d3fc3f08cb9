import json

import pytest

from aggregator.extraction.structured import (
    article_of,
    is_article,
    load_mended,
    read_jsonld,
    resolve,
    types,
)

NEWS = {"@type": "NewsArticle", "headline": "Tide turns", "datePublished": "2025-03-30"}


def _one(text):
    (value,) = load_mended(text)
    return value


class TestLoading:
    def test_plain(self):
        assert _one(json.dumps(NEWS)) == NEWS

    @pytest.mark.parametrize(
        "wrapped",
        [
            "<!-- {} -->",
            "//<![CDATA[\n{}\n//]]>",
            "/*<![CDATA[*/{}/*]]>*/",
            "<![CDATA[{}]]>",
            "{};",
            "\ufeff\n {} \n",
        ],
    )
    def test_wrapped(self, wrapped):
        assert _one(wrapped.replace("{}", json.dumps(NEWS)).lstrip("\ufeff")) == NEWS

    @pytest.mark.parametrize(
        ("broken", "headline"),
        [
            ('{"@type":"NewsArticle","headline":"Tide turns",}', "Tide turns"),
            ('{"@type":"NewsArticle",,"headline":"Tide turns"}', "Tide turns"),
            ('{"@type":"NewsArticle","headline":"Tide\nturns\tnow"}', "Tide\nturns\tnow"),
            ('{"@type":"NewsArticle","headline":"It\\\'s high"}', "It\\'s high"),
            ('{"@type":"NewsArticle", /* x */ "headline":"Tide turns"}', "Tide turns"),
            ('{"@type":"NewsArticle","image":,"headline":"Tide turns"}', "Tide turns"),
            ('{"@type":"NewsArticle","headline":"The "great" tide, she said"}',
             'The "great" tide, she said'),
            ("{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Tide&quot;}", "Tide"),
            ('{"@type":"NewsArticle","headline":"Tide turns","author":{"name":"Ada', "Tide turns"),
        ],
    )  # fmt: skip
    def test_mended(self, broken, headline):
        assert _one(broken)["headline"] == headline

    def test_several_objects_in_one_script(self):
        assert load_mended(json.dumps(NEWS) + "\n" + json.dumps(NEWS)) == [NEWS, NEWS]

    def test_what_cannot_be_parsed_is_salvaged_by_property(self):
        text = (
            '{"@type":"NewsArticle","headline":"Tide" oops [[ "author":{"x":1,"name":"Ada Quill"}'
        )
        node = _one(text)
        assert node["headline"] == "Tide"
        assert node["author"] == {"name": "Ada Quill"}

    @pytest.mark.parametrize("text", ["", "  ", "null", "var x = 1", "[" * 50_000, "{" * 50_000])
    def test_nothing_to_find(self, text):
        assert read_jsonld([text]) == ()


class TestShapes:
    @pytest.mark.parametrize(
        "shape",
        [
            NEWS,
            [NEWS],
            [{"@type": "WebSite", "name": "Harbour Post"}, NEWS],
            {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, NEWS]},
            {"@type": "WebPage", "mainEntity": NEWS},
            {"@type": "WebPage", "mainEntity": [[NEWS]]},
            {"@type": ["Thing", "WebPage"], "mainEntityOfPage": NEWS},
            {**NEWS, "@type": "http://schema.org/NewsArticle"},
        ],
    )
    def test_the_article_is_found(self, shape):
        found = article_of(read_jsonld([json.dumps(shape)]), "https://x.example/a")
        assert found["headline"] == "Tide turns"

    @pytest.mark.parametrize(
        "name",
        ["NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "LiveBlogPosting", "Article",
         "AnalysisNewsArticle", "BlogPosting", "Report"],
    )  # fmt: skip
    def test_kin_of_news_articles(self, name):
        assert is_article({"@type": name})
        assert is_article({"@type": ["Thing", name]})

    @pytest.mark.parametrize("name", ["WebPage", "WebSite", "Person", "Organization", None, 7])
    def test_strangers(self, name):
        assert not is_article({"@type": name})

    def test_related_articles_in_lists_are_not_the_story(self):
        listing = {"@type": "ItemList", "itemListElement": [NEWS]}
        assert article_of(read_jsonld([json.dumps(listing)]), "https://x.example/a") == {}

    def test_the_one_that_names_the_page_is_taken(self):
        other = {**NEWS, "headline": "Another", "url": "https://x.example/b"}
        mine = {
            "@type": "NewsArticle",
            "headline": "Mine",
            "mainEntityOfPage": {"@id": "http://www.x.example/a/"},
        }
        assert article_of([other, mine], "https://x.example/a?from=feed") is mine

    def test_else_the_one_with_the_page_headline(self):
        other = {**NEWS, "headline": "Another"}
        assert article_of([other, NEWS], "https://x.example/a", ["Tide turns!"]) is NEWS

    def test_a_page_serves_where_there_is_no_article(self):
        node = {"@type": "WebPage", "datePublished": "2025-03-30"}
        assert article_of([{"@type": "WebSite"}, node], "https://x.example/a") is node


def test_references_are_resolved():
    person = {"@type": "Person", "@id": "#ada", "name": "Ada Quill"}
    assert resolve({"@id": "#ada"}, [person]) == [person]
    assert resolve([{"@id": "#none"}, "Bo", None, 3], [person]) == [{"@id": "#none"}, "Bo"]


def test_types():
    assert types({"@type": ["schema:NewsArticle", "http://schema.org/Thing", 3]}) == {
        "newsarticle",
        "thing",
    }


def test_no_more_objects_than_a_page_could_have():
    assert len(read_jsonld(["[" + '{"@type": "NewsArticle"},' * 5_000 + "{}]"])) == 2_000
    assert len(read_jsonld(['{"@type": "NewsArticle"}'] * 1_000)) == 200


def test_long_broken_json_is_only_salvaged():
    script = '{"@type": "NewsArticle", "headline": "A", "x": "' + 'a"b' * 100_000 + '"}'
    assert load_mended(script) == [{"@type": "NewsArticle", "headline": "A"}]
