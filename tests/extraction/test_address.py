import pytest

from aggregator.extraction.address import find_url, is_home
from aggregator.outlets import Outlet
from aggregator.urls import canonical

ASKED = "https://m.harbourpost.example/world/2025/03/30/ferry-strike-ends?utm_source=x"
REAL = "https://www.harbourpost.example/world/2025/03/30/ferry-strike-ends"
OUTLET = Outlet(
    name="post", title="Post", domains=("harbourpost.example",), article=r"/\d{4}/\d\d/\d\d/"
)


def _link(href):
    return f'<link rel="canonical" href="{href}">'


def test_canonical_link(read):
    assert find_url(read(url=ASKED, head=_link(REAL))) == (canonical(REAL), "canonical")


def test_relative_and_open_graph(read):
    assert (
        find_url(read(url=REAL, head=_link("/world/2025/03/30/ferry-strike-ends")))[1]
        == "canonical"
    )
    head = f'<meta property="og:url" content="{REAL}">'
    assert find_url(read(url=ASKED, head=head)) == (canonical(REAL), "og")


@pytest.mark.parametrize(
    "href",
    ["https://www.harbourpost.example/", "https://www.harbourpost.example/en/", "https://other.example/world/2025/03/30/x",
     "javascript:void(0)", "http://[broken", "https://user:pw@www.harbourpost.example/world/2025/x", "", "/world/"],
)  # fmt: skip
def test_what_is_not_believed(read, href):
    assert find_url(read(url=ASKED, head=_link(href))) == (canonical(ASKED), "request")


def test_the_outlet_judges(read):
    section = _link("https://www.harbourpost.example/world/a-long-section-name-that-is-no-story")
    assert find_url(read(url=ASKED, head=section, outlet=OUTLET))[1] == "request"
    assert find_url(read(url=ASKED, head=_link(REAL), outlet=OUTLET)) == (
        canonical(REAL),
        "canonical",
    )


def test_a_url_that_is_none_comes_back(read):
    assert find_url(read(url="urn:x")) == ("urn:x", "request")


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example",
        "https://x.example/",
        "https://x.example/en/",
        "https://x.example/index.html",
        "https://x.example/en-gb",
    ],
)
def test_homes(url):
    assert is_home(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/world/",
        "https://x.example/?p=123",
        "https://x.example/a-story",
        "http://[x",
    ],
)
def test_no_homes(url):
    assert not is_home(url)
