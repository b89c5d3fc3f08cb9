"""The stories that a section page links to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.discovery import NotADiscovery, read_section

if TYPE_CHECKING:
    from aggregator.records import Discovery

URL = "https://gazette.example/world/"

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>World</title></head><body>
<nav><a href="/world/">World</a><a href="/about">About us and our story</a></nav>
<article>
  <a href="/world/story-1#gallery"><img src="x.jpg" alt=""></a>
  <a href="/world/story-1"><h3>Ferry runs aground <b>off</b> Port Elsin</h3><p>All 88 people aboard were brought safely to the shore on Sunday.</p></a>
  <a href="/world/story-1?utm_source=front#comments">12 comments</a>
  <a href="/world/story-1/">Read more</a>
</article>
<article><h2><a href="https://gazette.example/world/story-2">Mayor begins second term</a></h2>
  <a href="/world/story-2">The mayor of Port Elsin has begun a second term in office today</a></article>
<article><a href="/world/story-3" aria-label="Bridge closed for a month"><img></a></article>
<article><a href="/world/story-4">Opinion</a></article>
<article><a href="https://other.example/world/story-5">Not ours at all</a></article>
<article><a href="javascript:void(0)">Nothing at all here</a><a href="http://[">Broken link is here</a><a>None</a></article>
</body></html>"""


def is_article(url: str) -> bool:
    return url.startswith("https://gazette.example/world/story-")


def read(text: str, url: str = URL) -> Discovery:
    return read_section(text.encode(), url=url, is_article=is_article)


def test_stories_in_page_order_with_their_headlines() -> None:
    found = read(PAGE)
    assert found.kind == "section"
    assert found.problems == ()
    assert [(lead.url, lead.title, lead.position) for lead in found.leads] == [
        ("https://gazette.example/world/story-1", "Ferry runs aground off Port Elsin", 0),
        ("https://gazette.example/world/story-2", "Mayor begins second term", 1),
        ("https://gazette.example/world/story-3", "Bridge closed for a month", 2),
        ("https://gazette.example/world/story-4", None, 3),
    ]
    assert {lead.via for lead in found.leads} == {"section"}
    assert {lead.language for lead in found.leads} == {"en-GB"}


def test_without_headings_the_longest_text_is_the_headline() -> None:
    found = read(
        "<a href='/world/story-1'>Tin up</a><a href='/world/story-1'>Tin price rises again</a>"
    )
    assert [lead.title for lead in found.leads] == ["Tin price rises again"]


@pytest.mark.parametrize(
    "label",
    [
        "Read more",
        "READ MORE",
        "Continue reading this",
        "3 min read",
        "12 comments",
        "Video",
        "Watch now",
        "",
    ],
)
def test_labels_are_no_headlines(label: str) -> None:
    assert [lead.title for lead in read(f"<a href='/world/story-1'>{label}</a>").leads] == [None]


def test_headlines_without_spaces() -> None:
    assert (
        read("<a href='/world/story-1'>港の橋が一か月閉鎖へ</a>").leads[0].title
        == "港の橋が一か月閉鎖へ"
    )


def test_a_whole_card_is_no_headline() -> None:
    assert read(f"<a href='/world/story-1'>{'word ' * 100}</a>").leads[0].title is None


def test_the_declared_base() -> None:
    page = "<head><base href='https://gazette.example/'></head><a href='world/story-9'>A story of nine</a>"
    assert [lead.url for lead in read(page, "https://cdn.example/x/").leads] == [
        "https://gazette.example/world/story-9"
    ]


def test_the_page_does_not_lead_to_itself() -> None:
    page = "<a href='/world/story-1'>This very page here</a>"
    assert read(page, "https://gazette.example/world/story-1").leads == ()


def test_a_page_without_stories_says_so() -> None:
    assert read("<p>Nothing</p>").problems == ("no link looks like a story's",)


def test_no_page() -> None:
    with pytest.raises(NotADiscovery, match="empty"):
        read("  ")


@pytest.mark.parametrize(
    "page",
    [
        "<p><a href='/world/story-1'>Some story headline</a>" * 40_000,
        "<a href='/world/story-1'><h3>" * 20_000,
        "<div>" * 100_000 + "<a href='/world/story-1'>Some story headline</a>",
        "<a href='/world/story-1'>" + "<b>x</b>" * 100_000,
        "".join(f"<a href='/world/story-{n}'>Story number {n}</a>" for n in range(20_000)),
    ],
    ids=range(5),
)
def test_hostile_pages_take_bounded_time(page: str) -> None:
    started = time.perf_counter()
    found = read(page)
    assert len(found.leads) <= 5_000
    assert time.perf_counter() - started < 5


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 30), st.text(max_size=8)), max_size=6)
)
def test_mutated_pages(edits: list[tuple[int, int, str]]) -> None:
    page = PAGE
    for at, length, new in edits:
        start = at % len(page)
        page = page[:start] + new + page[start + length :]
    body = page.encode("utf-8", "surrogatepass")
    found = read_section(body, url=URL, is_article=lambda _: True)
    assert len({lead.url for lead in found.leads}) == len(found.leads)
