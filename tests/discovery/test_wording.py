"""Text for people, out of markup for machines."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.discovery.wording import language_tag, person, plain, shortened, standfirst, unique


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Plain words", "Plain words"),
        ("  many \n\t spaces\xa0here ", "many spaces here"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("half<b>bold</b>word", "halfboldword"),
        ("one<br>two<br/>three", "one two three"),
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A & B"),
        ("A &amp;#8217; B", "A ’ B"),
        ("&lt;p&gt;One&lt;/p&gt;", "One"),
        ("5 < 6 and 8 > 7", "5 < 6 and 8 > 7"),
        ("AT&T", "AT&T"),
        ("x<script>alert('<p>')</script>y", "xy"),
        ("x<style>p { }</style> y", "x y"),
        ("x<script>never ends", "x"),
        ("a <!-- no --> b", "a b"),
        ("cut off <a href='https://a.example", "cut off"),
        ("zero\x00width\u200b", "zerowidth"),
        ("नमस्ते क्\u200dष", "नमस्ते क्\u200dष"),
        ("", ""),
    ],
)
def test_plain(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize(
    "markup",
    ["<" * 200_000, "<a>" * 100_000, "&amp;" * 50_000, "<script>" * 50_000, "<!--" * 50_000],
)
def test_plain_takes_bounded_time(markup: str) -> None:
    started = time.perf_counter()
    plain(markup)
    assert time.perf_counter() - started < 1


@given(st.text())
def test_plain_is_one_line(text: str) -> None:
    assert "\n" not in plain(text)
    assert plain(text) == plain(text).strip()


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en", "en"),
        (" EN-us ", "en-US"),
        ("en_gb", "en-GB"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("english", None),
        ("en-", None),
        ("", None),
        (None, None),
        ("<script>", None),
    ],
)
def test_language_tags(declared: str | None, tag: str | None) -> None:
    assert language_tag(declared) == tag


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("Mara Quill", "Mara Quill"),
        ("By Mara Quill", "Mara Quill"),
        ("by  Mara Quill", "Mara Quill"),
        ("desk@gazette.example (Mara Quill)", "Mara Quill"),
        ("Mara Quill <mara@gazette.example>", "Mara Quill"),
        ("desk@gazette.example", None),
        ("Bya Osei", "Bya Osei"),
        ("  ", None),
        ("--", None),
    ],
)
def test_persons(byline: str, name: str | None) -> None:
    assert person(byline) == name


def test_long_bylines_take_no_time() -> None:
    started = time.perf_counter()
    person("a@a." * 50_000)
    assert time.perf_counter() - started < 0.2


def test_shortened() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two, three", 9) == "one two…"
    assert shortened("unbroken" * 10, 10) == "unbrokenun…"


def test_standfirst() -> None:
    assert standfirst("The captain spoke. Continue reading...", 100) == "The captain spoke."
    assert standfirst("", 100) is None


def test_unique() -> None:
    assert unique(["b", "a", "b"]) == ("b", "a")
