import time

import pytest

from aggregator.extraction.body import find_body
from aggregator.outlets import Outlet, PageRules


def _body(read, **parts):
    return find_body(read(**parts), title="Ferry strike ends in Port Salda after eleven days")


def _outlet(**rules):
    return Outlet(
        name="post", title="Post", domains=("harbourpost.example",), rules=(PageRules(**rules),)
    )


def test_paragraphs_without_navigation_and_footer(read, prose):
    found = _body(read)
    assert found.text == "\n\n".join(prose)
    assert found.source == "blocks"


def test_title_and_byline_are_not_in_it(read, prose, headline):
    before = "<p class=by>By Ada Quill</p><p>March 30, 2025</p>"
    document = read(before=before)
    text = find_body(document, title=headline, authors=["Ada Quill"]).text
    assert text == "\n\n".join(prose)


def test_the_page_is_not_altered_and_gives_the_same_again(read):
    document = read()
    before = len(list(document.tree.iter()))
    first = find_body(document, title=None)
    assert find_body(document, title=None) == first
    assert len(list(document.tree.iter())) == before


def test_what_is_outside_of_the_marked_body_goes(read, prose):
    wrapped = "".join(f"<p>{p}</p>" for p in prose)
    html = (
        f'<html><body><main><div><div itemprop="articleBody">{wrapped}</div>'
        '<div class="promo newsletter"><p>A dinner for two at the quay may be yours, dear reader, if you '
        "tell us which of the ships you love.</p></div></div></main></body></html>"
    )
    assert _body(read, body=html.encode()).text == "\n\n".join(prose)


def test_a_body_cut_in_pieces_is_whole(read, prose):
    parts = "".join(
        f'<section class="chunk"><p>{a}</p><p>{b}</p></section><div class="ad-slot"><span>ad</span></div>'
        for a, b in zip(prose[::2], prose[1::2], strict=False)
    )
    text = _body(read, body=f"<html><body><h1>x</h1>{parts}</body></html>".encode()).text
    assert text == "\n\n".join(prose[:6])


class TestOutletRules:
    def test_selected(self, read, prose):
        outlet = _outlet(body=("div.none", "div.text"))
        found = _body(read, outlet=outlet)
        assert (found.text, found.source) == ("\n\n".join(prose), "outlet")

    def test_dropped_and_boilerplate(self, read, prose):
        after = '<div class="text"><p class="promo">Win a dinner for two at the quay with us tonight.</p><p>The Post, a bay paper.</p></div>'
        outlet = _outlet(body=("div.text",), drop=("p.promo",), boilerplate=(r"the post, .*",))
        assert _body(read, outlet=outlet, after=after).text == "\n\n".join(prose)

    def test_rules_that_match_nothing_leave_the_generic_way(self, read, prose):
        found = _body(read, outlet=_outlet(body=("div.gone",)))
        assert (found.text, found.source) == ("\n\n".join(prose), "blocks")


class TestDeclared:
    def test_taken_where_the_page_has_none(self, read, prose):
        node = {"@type": "NewsArticle", "headline": "x", "articleBody": "\n".join(prose)}
        found = _body(read, prose=(), jsonld=node)
        assert (found.text, found.source) == ("\n\n".join(prose), "jsonld")

    def test_taken_where_the_page_is_cut(self, read, prose):
        node = {
            "@type": "NewsArticle",
            "headline": "x",
            "articleBody": "<p>" + "</p><p>".join(prose) + "</p>",
        }
        found = _body(read, prose=prose[:2], jsonld=node)
        assert found.source == "jsonld"
        assert prose[-1] in found.text

    @pytest.mark.parametrize("body", ["A teaser…", "Short.", 7, None, ["x"], ""])
    def test_a_teaser_is_not(self, read, prose, body):
        node = {"@type": "NewsArticle", "headline": "x", "articleBody": body}
        assert _body(read, jsonld=node).text == "\n\n".join(prose)

    def test_another_storys_text_is_not(self, read, prose):
        other = " ".join(f"Sentence {n} of quite another story." for n in range(80))
        node = {"@type": "NewsArticle", "headline": "x", "articleBody": other}
        assert _body(read, prose=prose[:3], jsonld=node).text == "\n\n".join(prose[:3])


def test_a_huge_page_is_read_up_to_a_limit(read):
    html = (
        "<html><body><div>"
        + "<p>Sentence upon sentence of a tide table that never ends.</p>" * 21_000
    )
    start = time.process_time()
    assert find_body(read(body=html.encode()), title=None).text
    assert time.process_time() - start < 10


def test_no_text(read):
    assert find_body(read(body=b""), title=None).text is None
    assert find_body(read(body=b"<html></html>"), title=None).text is None
