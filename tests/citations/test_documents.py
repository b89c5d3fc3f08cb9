"""Documents: what is read from HTML and from plain text, and what is left out."""

from __future__ import annotations

import pytest

from aggregator.citations import Line, UnreadableDocument, read_document

DIGEST = """Kessel bridge to be rebuilt, minister says

Orla Venn, minister of transport, at the river on May 20, 2031. Ana Ruiz/Pool via Reuters
| Published May 20, 2031

The bridge over the Kessel will be rebuilt.

A Long Wait

Work starts in June.

SOURCES: HARBOUR POST – Minister says bridge will be rebuilt
REUTERS – Kessel bridge to rise again, says Venn

Be the first to comment

Leave a Reply
"""


def test_a_plain_digest():
    document = read_document(DIGEST.encode())
    assert document.title == "Kessel bridge to be rebuilt, minister says"
    assert document.published is not None
    assert document.published.isoformat() == "2031-05-20"
    assert document.text.split("\n\n") == [
        "The bridge over the Kessel will be rebuilt.",
        "A Long Wait",
        "Work starts in June.",
    ]


PAGE = """<!doctype html><html lang="en"><head><title>Bridge | Brno Digest</title>
<meta property="article:published_time" content="2031-05-20T08:00:00+02:00"></head>
<body><header><a href="/">Brno Digest</a></header><nav><a href="https://www.ft.com/">FT</a></nav>
<article><h1>Kessel bridge to be <em>rebuilt</em></h1>
<figure><img src="x.jpg"><figcaption>Ana Ruiz/Reuters</figcaption></figure>
<p>The bridge will<br>be rebuilt, <a href="/more">we learned</a>.</p><script>var source = "Reuters";</script>
<p>SOURCES: <b>REUTERS</b> – <a href="https://www.reuters.com/bridge">Kessel bridge to rise again</a></p></article>
<div class="comments-area"><p>Leave a Reply</p><p>Source: CNN</p></div><footer>© 2031 AFP</footer></body></html>"""


def test_a_page():
    document = read_document(PAGE.encode(), url="https://brno.example/digest/1")
    assert document.title == "Kessel bridge to be rebuilt"
    assert document.language == "en"
    assert document.published is not None
    assert document.published.isoformat() == "2031-05-20T08:00:00+02:00"
    assert [line.text for line in document.lines] == [
        "Kessel bridge to be rebuilt",
        "The bridge will",
        "be rebuilt, we learned.",
        "SOURCES: REUTERS – Kessel bridge to rise again",
    ]
    assert document.lines[2].links == ((12, 22, "https://brno.example/more"),)
    start, end, href = document.lines[3].links[0]
    assert document.lines[3].text[start:end] == "Kessel bridge to rise again"
    assert href == "https://www.reuters.com/bridge"
    assert document.text == "The bridge will\n\nbe rebuilt, we learned."


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("Naïve café".encode("cp1252"), None, "Naïve café"),
        ("Мост закрыт".encode("windows-1251"), "text/plain; charset=windows-1251", "Мост закрыт"),
        ("Мост".encode("utf-16"), None, "Мост"),
        (b"\xef\xbb\xbfMost", None, "Most"),
        ("<p>桥</p><p>x</p>".encode("gb18030"), "text/html; charset=gb18030", "桥"),
        (b"\x81\x8d caf\xe9", "text/plain; charset=no-such", "\x81\x8d café"),
    ],
)
def test_encodings(body, content_type, expected):
    assert read_document(body, content_type=content_type).lines[0].text == expected


def test_bytes_that_are_no_text():
    with pytest.raises(UnreadableDocument, match="NUL"):
        read_document(b"\x89PNG\r\n\x00\x00\x00")


def test_markdown_becomes_text_and_links():
    (line,) = read_document(
        b"* **See** [the _bridge_](https://a.example/b_c_(d)) and https://b.example/x_y."
    ).lines
    assert line.text == "See the bridge and https://b.example/x_y."
    assert [(line.text[a:b], href) for a, b, href in line.links] == [
        ("the bridge", "https://a.example/b_c_(d)"),
        ("https://b.example/x_y", "https://b.example/x_y"),
    ]


@pytest.mark.parametrize(
    ("raw", "text", "heading"),
    [
        ("## A heading", "A heading", True),
        ("- an item", "an item", False),
        ("1. an item", "an item", False),
        ("> quoted", "quoted", False),
        ("*whole line*", "whole line", False),
        ("a\u00a0b", "a b", False),
        ("a\u00a0\u00a0b", "a  b", False),
        ("a   b", "a b", False),
        ("ze\u200bro wi\u00addth", "zero width", False),
    ],
)
def test_lines_without_marks(raw, text, heading):
    assert read_document(raw.encode()).lines == (Line(text, (), heading),)


def test_a_line_split_across_elements_stays_one():
    page = "<p><b>SOUR</b><i>CES</i>: <span>REUTERS</span><span> – </span>The dam holds firm</p><p></p>"
    assert [line.text for line in read_document(page.encode()).lines] == [
        "SOURCES: REUTERS – The dam holds firm"
    ]


def test_a_page_that_cannot_be_parsed_keeps_its_words():
    page = b"<html>" + b"<div>" * 50_000 + b"Reuters reported it."
    assert [line.text for line in read_document(page).lines] == ["Reuters reported it."]


@pytest.mark.parametrize(
    "body", [b"", b"   \n\n", b"<html></html>", b"<p></p><p></p>", b"<!-- -->"]
)
def test_nothing_gives_nothing(body):
    document = read_document(body)
    assert document.text == ""
    assert document.title is None


def test_cutting_a_line_keeps_its_links_in_place():
    line = Line("see the bridge here", ((8, 14, "https://a.example/"),))
    assert line.cut(3, 16) == Line("the bridge h", ((4, 10, "https://a.example/"),))


class TestBareDates:
    """A date that stands alone near the top, without the word "Published"."""

    @pytest.mark.parametrize(
        "line",
        [
            "March 30, 2025",
            "Sunday, March 30, 2025 10:30 AM",
            "By Ann Smith | March 30, 2025",
            "30 March 2025 – by Ann Smith",
            "2025-03-30",
            "30 de marzo de 2025",
            "2025年3月30日",
        ],
    )
    def test_is_the_documents_date(self, line):
        body = f"A day in the harbour\n{line}\n\nThe ferry came back today.\n".encode()
        document = read_document(body)
        assert document.published is not None
        assert f"{document.published.at:%Y-%m-%d}" == "2025-03-30"
        assert document.text == "The ferry came back today."

    @pytest.mark.parametrize(
        "line",
        [
            "On March 30, 2025 the ferry came back.",
            "The storm of May 3, 2024 and what followed",
            "Rooms from 2025 crowns",
            "1 2 3 4 2025",
        ],
    )
    def test_a_sentence_with_a_date_is_none(self, line):
        body = f"A day in the harbour\n{line}\n\nThe ferry came back today.\n".encode()
        document = read_document(body)
        assert document.published is None
        assert line in document.text
