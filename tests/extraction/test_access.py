import pytest

from aggregator.extraction import extract
from aggregator.extraction.access import find_access, find_metering
from aggregator.records import Access


@pytest.mark.parametrize("value", [True, "True", "true", "https://schema.org/True", 1, ["true"]])
def test_free(read, value):
    assert find_access(read(jsonld={"@type": "NewsArticle", "isAccessibleForFree": value})) == (
        Access.FREE,
        "jsonld",
    )


@pytest.mark.parametrize("value", [False, "False", "false", "http://schema.org/False", 0, "no"])
def test_paid(read, value):
    assert (
        find_access(read(jsonld={"@type": "NewsArticle", "isAccessibleForFree": value}))[0]
        is Access.PAYWALLED
    )


@pytest.mark.parametrize(
    ("tier", "access"),
    [
        ("free", Access.FREE),
        ("Metered", Access.PAYWALLED),
        ("locked", Access.PAYWALLED),
        ("odd", Access.UNKNOWN),
    ],
)
def test_content_tier(read, tier, access):
    assert (
        find_access(read(head=f'<meta property="article:content_tier" content="{tier}">'))[0]
        is access
    )


def test_the_web_page_may_say_it(read):
    graph = {
        "@graph": [
            {"@type": "NewsArticle", "headline": "x"},
            {"@type": "WebPage", "isAccessibleForFree": "False"},
        ]
    }
    assert find_access(read(jsonld=graph))[0] is Access.PAYWALLED


@pytest.mark.parametrize("value", [None, "perhaps", {}, []])
def test_unknown(read, value):
    assert find_access(read(jsonld={"@type": "NewsArticle", "isAccessibleForFree": value})) == (
        Access.UNKNOWN,
        "",
    )


@pytest.mark.parametrize(
    "part", [{"isAccessibleForFree": False}, [{}, {"isAccessibleForFree": "False"}]]
)
def test_parts_behind_a_wall(read, part):
    assert find_access(read(jsonld={"@type": "NewsArticle", "hasPart": part})) == (
        Access.PAYWALLED,
        "jsonld",
    )


def test_a_whole_that_is_free_outweighs_its_parts(read):
    about = {
        "@type": "NewsArticle",
        "isAccessibleForFree": True,
        "hasPart": {"isAccessibleForFree": False},
    }
    assert find_access(read(jsonld=about))[0] is Access.FREE


@pytest.mark.parametrize(("value", "access"), [("false", Access.PAYWALLED), ("True", Access.FREE)])
def test_microdata(read, value, access):
    head = f'<meta itemprop="isAccessibleForFree" content="{value}">'
    assert find_access(read(head=head)) == (access, "itemprop")


@pytest.mark.parametrize(
    ("tier", "metering"),
    [("metered", "metered"), ("Registered", "registered"), ("premium", "locked"), ("free", None), ("odd", None)],
)  # fmt: skip
def test_metering(read, tier, metering):
    assert (
        find_metering(read(head=f'<meta name="article:content_tier" content="{tier}">')) == metering
    )


def test_metering_stands_beside_what_was_declared(page):
    head = '<meta property="article:content_tier" content="metered">'
    story = extract(
        page(head=head, jsonld={"@type": "NewsArticle", "isAccessibleForFree": False}),
        url="https://x.example/world/a-1",
    )
    assert (story.access, story.metering) == (Access.PAYWALLED, "metered")
    assert story.as_record(1)["provenance"]["access"] == {
        "source": "jsonld: metered",
        "precision": None,
    }


@pytest.mark.parametrize(
    ("selector", "access"),
    [(".text", Access.PAYWALLED), (".plus", Access.FREE), ("][", Access.FREE), (7, Access.FREE),
     ("." + "x" * 300, Access.FREE)],
)  # fmt: skip
def test_a_free_story_with_a_part_behind_a_wall(read, selector, access):
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": selector}
    about = {"@type": "NewsArticle", "isAccessibleForFree": True, "hasPart": part}
    assert find_access(read(jsonld=about))[0] is access
