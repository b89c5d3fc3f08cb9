"""The one spelling of a URL, and what links mean."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.urls import LONGEST, canonical, host, resolve

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")

STORY = "https://www.harbour-gazette.example/world/ferry-runs-aground-412"


@pytest.mark.parametrize(
    "spelling",
    [
        STORY,
        f"  {STORY}\n",
        STORY + "/",
        STORY + "#comments",
        STORY.replace("https", "http"),
        STORY.replace("https", "HTTPS"),
        STORY.replace("www.harbour-gazette.example", "WWW.Harbour-Gazette.Example"),
        STORY.replace(".example", ".example:443"),
        STORY.replace("https", "http").replace(".example", ".example:80"),
        STORY.replace(".example", ".example."),
        STORY.replace(".example", ".example:"),
        STORY.replace("ferry", "f%65rry"),
        STORY.replace("/world/", "/world/./asia/../"),
        STORY.replace("/world/", "/world//"),
        STORY.replace("/", "\\"),
        STORY + "?utm_source=rss&utm_medium=feed&UTM_Campaign=x",
        STORY + "?fbclid=abc&gclid=1&msclkid=2&yclid=3&_ga=4",
        STORY + "?ea_src=frontpage&cmt=1",
        STORY + "?syn-25a6b1a6=1",
        STORY + "?traffic_source=rss",
        STORY + "?at_medium=RSS&at_campaign=KARANGA&ns_mchannel=rss",
        STORY + "?CMP=share_btn_tw",
        STORY + "?ref=hp&ref_src=twsrc%5Etfw&referrer=x",
        STORY + "?smid=tw-share&smtyp=cur&partner=rss&emc=rss",
        STORY + "?source=rss",
        STORY + "?cid=social_twitter_hg",
        STORY + "?mod=hp_lead_pos1",
        STORY + "?outputType=amp",
        STORY + "?utm_source=a&amp;utm_medium=b",
        STORY + "?",
        STORY + "?&&",
    ],
)
def test_spellings_of_one_story(spelling: str) -> None:
    assert canonical(spelling) == STORY


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://foo.example", "https://foo.example/"),
        ("http://foo.example/?id=7", "https://foo.example/?id=7"),
        ("http://foo.example/a?b=2&a=1", "https://foo.example/a?a=1&b=2"),
        # values of one name keep their order
        ("http://foo.example/a?b=2&a=9&a=1", "https://foo.example/a?a=9&a=1&b=2"),
        ("http://foo.example/a?q=x+y&p=x%20y", "https://foo.example/a?p=x%20y&q=x+y"),
        ("http://foo.example/a?q=%c3%a9t%C3%A9", "https://foo.example/a?q=%C3%A9t%C3%A9"),
        ("http://foo.example/été", "https://foo.example/%C3%A9t%C3%A9"),
        ("http://foo.example/a%2fb", "https://foo.example/a%2Fb"),
        ("http://foo.example/a%23b", "https://foo.example/a%23b"),
        ("http://foo.example/%7ejane/%41", "https://foo.example/~jane/A"),
        ("http://foo.example/100%", "https://foo.example/100%"),
        ("http://foo.example/you too", "https://foo.example/you%20too"),
        ("http://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("http://b%C3%BCcher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://xn--bcher-kva.example/a", "https://xn--bcher-kva.example/a"),
        ("http://foo.example/a/../../b", "https://foo.example/b"),
        ("http://foo.example/a/b/..", "https://foo.example/a"),
        # what says which page it is stays
        ("https://foo.example/story?id=120308789", "https://foo.example/story?id=120308789"),
        ("https://foo.example/?p=86440", "https://foo.example/?p=86440"),
        ("https://foo.example/s?cid=5612", "https://foo.example/s?cid=5612"),
        ("https://foo.example/a?from=100", "https://foo.example/a?from=100"),
        (
            "https://foo.example/a?source=annual-report",
            "https://foo.example/a?source=annual-report",
        ),
        ("https://foo.example/a?outputType=xml", "https://foo.example/a?outputType=xml"),
        ("https://foo.example/?mod=news&id=3", "https://foo.example/?id=3&mod=news"),
        ("https://foo.example/world?format=rss", "https://foo.example/world?format=rss"),
        ("https://foo.example/a?reference=9", "https://foo.example/a?reference=9"),
        # a URL within the path keeps its slashes
        (
            "https://web.example/web/2020/http://foo.example/a",
            "https://web.example/web/2020/http://foo.example/a",
        ),
        # where https may not answer
        ("http://foo.example:8080/a", "http://foo.example:8080/a"),
        ("http://127.0.0.1/a", "http://127.0.0.1/a"),
        ("http://localhost/a", "http://localhost/a"),
        ("http://news.test/a", "http://news.test/a"),
        ("http://[::0:1]:80/a", "http://[::1]/a"),
        # one address, one spelling
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("https://foo.example:8443/a/", "https://foo.example:8443/a"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    assert canonical(url) == expected
    assert canonical(expected) == expected


def test_a_parameter_can_be_kept() -> None:
    url = "https://foo.example/a?ref=77&utm_source=x"
    assert canonical(url) == "https://foo.example/a"
    assert canonical(url, keep=["REF"]) == "https://foo.example/a?ref=77"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "not an http"),
        ("story.html", "not an http"),
        ("//foo.example/a", "not an http"),
        ("ftp://foo.example/a", "not an http"),
        ("file:///etc/hostname", "not an http"),
        ("javascript:alert(1)", "not an http"),
        ("data:text/html,hello", "not an http"),
        ("http://", "without a host"),
        ("http:///a", "without a host"),
        ("http://./", "without a host"),
        ("http://jane:secret@foo.example/a", "user name"),
        ("http://jane@foo.example/a", "user name"),
        ("http://jane%40foo.example/a", "user name"),
        ("http://foo.example\\@evil.example/a", None),
        ("http://foo%2Fbar.example/a", "host"),
        ("http://foo bar.example/a", "host"),
        ("http://hello%00/", "host"),
        ("http://abc%FEdef.example/", "decode"),
        ("http://-_-!.example/", "host"),
        ("http://192.168.0.257/", "IPv4"),
        ("http://[::1/a", "IPv6"),
        ("http://[vile]/a", None),
        ("http://foo.example:99999/a", "[Pp]ort"),
        ("http://foo.example:port/a", "[Pp]ort"),
        ("http://foo.example/a\nb", "control"),
        ("http://foo.example/a\x00b", "control"),
        ("http://foo.example/" + "a" * LONGEST, "characters"),
        ("http://foo.example/" + "é" * (LONGEST // 3), "characters"),
        ("http://foo.example/" + "a" * 1_000_000, "characters"),
        ("http://" + "a" * 64 + ".example/", "host"),
        ("http://foo.example/\ud800", None),
    ],
)
def test_what_is_no_story_url(url: str, message: str | None) -> None:
    if message is None:
        try:
            made = canonical(url)
        except ValueError:
            return
        assert made == canonical(made)
        return
    with pytest.raises(ValueError, match=message) as caught:
        canonical(url)
    assert len(str(caught.value)) < 400


def test_the_backslash_trick_names_the_host_that_browsers_see() -> None:
    assert host("http://foo.example\\@evil.example/a") == "foo.example"


def test_long_tracking_does_not_make_a_url_too_long() -> None:
    assert canonical(f"{STORY}?utm_content={'x' * 3000}") == STORY


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://WWW.Foo.Example:8443/a", "www.foo.example"),
        ("http://foo.example./", "foo.example"),
        ("http://[::1]:8000/", "[::1]"),
        ("http://bücher.example/", "xn--bcher-kva.example"),
    ],
)
def test_host(url: str, expected: str) -> None:
    assert host(url) == expected


def test_host_of_nothing() -> None:
    with pytest.raises(ValueError, match="not an http"):
        host("mailto:jane@foo.example")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/world/a", "https://foo.example/world/a"),
        ("a.html", "https://foo.example/news/a.html"),
        ("../a.html", "https://foo.example/a.html"),
        ("?page=2", "https://foo.example/news/index.html?page=2"),
        ("//cdn.foo.example/a", "https://cdn.foo.example/a"),
        ("https://other.example/a/?utm_source=x", "https://other.example/a/?utm_source=x"),
        ("http://other.example/a", "http://other.example/a"),
        (" \n/world/\n  a ", "https://foo.example/world/%20%20a"),
        ("/world/a#part 2", "https://foo.example/world/a#part%202"),
        ("\\world\\a", "https://foo.example/world/a"),
        ("/wörld", "https://foo.example/w%C3%B6rld"),
        ("https://FOO.example", "https://foo.example/"),
        ("#top", None),
        ("", None),
        ("mailto:desk@foo.example", None),
        ("javascript:void(0)", None),
        ("tel:+123", None),
        ("http://jane@foo.example/a", None),
        ("http://[bad/a", None),
        ("http://foo.example:99999/", None),
        ("/" + "a" * LONGEST, None),
        ("/" + "a" * 5_000_000, None),
    ],
)
def test_resolve(href: str, expected: str | None) -> None:
    assert resolve("https://foo.example/news/index.html", href) == expected


def test_resolve_with_a_hopeless_base() -> None:
    assert resolve("http://[", "a") is None
    assert resolve("", "a") is None
    assert resolve("", "https://foo.example/a") == "https://foo.example/a"


@given(st.text(max_size=200))
def test_any_text_gives_a_key_or_a_value_error(text: str) -> None:
    for url in (
        text,
        f"http://{text}",
        f"https://foo.example/{text}",
        f"https://foo.example/?{text}",
    ):
        try:
            key = canonical(url)
        except ValueError:
            continue
        assert canonical(key) == key
        assert len(key) <= LONGEST
        assert key.isascii()


@given(st.text(max_size=100), st.text(max_size=100))
def test_resolve_never_raises(base: str, href: str) -> None:
    found = resolve(base, href)
    if found is not None:
        assert resolve("", found) == found
    resolve("https://foo.example/a/", href)


def test_hostile_length_takes_no_time() -> None:
    started = time.perf_counter()
    for text in ("%" * 200_000, "../" * 100_000, "http://" + "a." * 100_000, "?" + "&" * 200_000):
        with pytest.raises(ValueError):
            canonical("http://foo.example/" + text)
        resolve("https://foo.example/", text)
    assert time.perf_counter() - started < 0.5


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize(
    "path",
    [
        "wpt-url/url/tests/urltestdata.json",
        "crawler-commons/src/test/resources/url-utils/wpt-urltestdata.json",
    ],
)
def test_urls_of_the_web_platform_tests(path: str) -> None:
    cases = json.loads((SHARED / "data/hostile" / path).read_text(encoding="utf-8"))
    agreed = counted = 0
    for case in cases:
        if isinstance(case, str):
            continue
        base = case.get("base") or "about:blank"
        found = resolve(base, case["input"])
        if found is not None:
            assert canonical(canonical(found)) == canonical(found)
        href = case.get("href", "")
        if href.startswith(("http://", "https://")) and not case.get("username"):
            expected = resolve("", href)
            counted += expected is not None
            agreed += None not in {found, expected} and canonical(found) == canonical(expected)
    # The rest: an empty link, control characters, "http:/host" and other spellings of no outlet.
    assert agreed / counted > 0.8


@needs_shared
@pytest.mark.shared
def test_real_story_urls_are_their_own_key_but_for_tracking() -> None:
    lines = (SHARED / "data/feeddays/entries.jsonl").read_text(encoding="utf-8").splitlines()
    urls = {json.loads(line)["url"] for line in lines}
    keys = {canonical(url) for url in urls}
    assert len(keys) == len(urls)
    assert not [key for key in keys if "traffic_source" in key or "source=rss" in key]
    assert sum("?id=" in key for key in keys) == 4
