"""Elements by tag and by what marks them."""

import re

import pytest
from lxml.html import document_fromstring

from aggregator.extraction.index import Index

PAGE = """<html><body><!-- a note --><p class="Byline--Top" id="one">By Ann Bell</p>
<div data-testid="byline-two">x<p itemprop="author name">Ann Bell</p></div>
<p class="" rel="author">y</p></body></html>"""


@pytest.fixture
def index():
    return Index(document_fromstring(PAGE))


class TestTagged:
    def test_in_document_order(self, index):
        assert [p.text for p in index.tagged("p")] == ["By Ann Bell", "Ann Bell", "y"]

    def test_none_of_that_name(self, index):
        assert list(index.tagged("h1")) == []

    def test_comments_are_no_elements(self, index):
        assert [element.tag for element in index.everything] == [
            "html",
            "body",
            "p",
            "div",
            "p",
            "p",
        ]


class TestMarked:
    def test_classes_and_test_ids_together_in_any_case(self, index):
        found = index.marked("class", re.compile("byline"))
        assert [element.tag for element in found] == ["p", "div"]

    @pytest.mark.parametrize(
        ("kind", "pattern", "text"),
        [
            ("itemprop", r"\bauthor\b", "Ann Bell"),
            ("rel", "author", "y"),
            ("id", "^one$", "By Ann Bell"),
        ],
    )
    def test_other_marks(self, index, kind, pattern, text):
        assert [element.text for element in index.marked(kind, re.compile(pattern))] == [text]

    def test_an_element_with_two_marks_comes_once(self):
        index = Index(document_fromstring('<p class="byline" data-testid="byline">x</p>'))
        assert len(index.marked("class", re.compile("byline"))) == 1

    def test_only_the_beginning_of_a_mark_is_read(self):
        index = Index(document_fromstring(f'<p class="{"x " * 600}byline">x</p>'))
        assert index.marked("class", re.compile("byline")) == []


class TestFollowing:
    def test_what_is_within_does_not_follow(self, index):
        [div] = index.tagged("div")
        assert [element.text for element in index.following(div, 5)] == ["y"]

    def test_at_most_so_many(self, index):
        [first, *_] = index.tagged("p")
        assert [element.tag for element in index.following(first, 2)] == ["div", "p"]

    def test_nothing_follows_the_last(self, index):
        assert list(index.following(index.everything[-1], 5)) == []
        assert list(index.following(index.everything[0], 5)) == []
