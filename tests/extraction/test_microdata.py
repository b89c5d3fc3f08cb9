import re

import pytest

from aggregator.extraction import extract
from aggregator.extraction.document import text_of
from aggregator.extraction.microdata import own_article, read_microdata
from aggregator.extraction.structured import is_article

URL = "https://www.harbourpost.example/sea/ferries-7731"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Ferries sail again | Harbour Post</title></head><body>
<ol itemscope itemtype="https://schema.org/BreadcrumbList">
<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/">
<span itemprop="name">Home</span></a><meta itemprop="position" content="1"></li>
<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/sea/">
<span itemprop="name">Sea</span></a></li></ol>
<article itemscope itemtype="http://schema.org/OpinionNewsArticle">
<link itemprop="mainEntityOfPage" href="https://www.harbourpost.example/sea/ferries-7731">
<h1 itemprop="headline">Ferries sail again</h1>
<p>By <span itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" href="/a/q">
<span itemprop="name">Ada Quill</span></a></span> and <span itemprop="author" itemscope
itemtype="http://schema.org/Person"><span itemprop="name">Bo Marsh</span>
<em itemprop="jobTitle">Sea Reporter</em></span></p>
<time itemprop="datePublished" datetime="2025-03-30T06:10:00Z">today</time>
<meta itemprop="isAccessibleForFree" content="False"><meta itemprop="keywords" content="sea, strike">
<div itemprop="publisher" itemscope itemtype="http://schema.org/Organization">
<meta itemprop="name" content="Harbour Post"></div>
<figure itemprop="image" itemscope itemtype="http://schema.org/ImageObject"><img itemprop="url" src="/i.jpg"></figure>
<div itemprop="articleBody"><p>{prose}</p></div>
<section><div itemprop="comment" itemscope itemtype="http://schema.org/Comment"><span itemprop="author"
itemscope itemtype="http://schema.org/Person"><b itemprop="name">Sea Dog</b></span>
<time itemprop="dateCreated" datetime="2025-04-01T06:10:00Z">1 April</time> Aye!</div></section>
</article></body></html>"""


@pytest.fixture
def document(read, prose):
    return read(PAGE.format(prose="</p><p>".join(prose)).encode(), url=URL)


def test_the_story_is_read_off_the_items(document, prose):
    story = extract(document.html.encode(), url=URL)
    assert (story.title, story.authors) == ("Ferries sail again", ("Ada Quill", "Bo Marsh"))
    assert story.published.isoformat() == "2025-03-30T06:10:00+00:00"
    assert (story.section, story.tags) == ("Sea", ("sea", "strike"))
    assert (story.kind, str(story.access)) == ("opinion", "paywalled")
    assert story.image == "https://www.harbourpost.example/i.jpg"
    told = {name: origin.source for name, origin in story.provenance.items()}
    assert (told["authors"], told["published"], told["access"]) == ("microdata",) * 3
    assert told["section"] == "breadcrumb"


def test_items_hold_their_own_properties_only(document):
    (own,) = [node for node in document.items if is_article(node)]
    assert own is document.article
    assert document.article_source == "microdata"
    assert [author["name"] for author in own["author"]] == ["Ada Quill", "Bo Marsh"]
    assert own["publisher"]["name"] == "Harbour Post"
    assert "dateCreated" not in own
    assert own["image"] == {"@type": ["http://schema.org/ImageObject"], "url": "/i.jpg"}


def test_jsonld_goes_before(read):
    marked = (
        '<div itemscope itemtype="http://schema.org/Article"><b itemprop="headline">Other</b></div>'
    )
    document = read(jsonld={"@type": "NewsArticle", "headline": "Own"}, before=marked)
    assert (document.article_source, document.items) == ("jsonld", ())


def test_of_several_stories_only_the_one_that_the_page_is_named_after(read, headline):
    def item(name):
        return f'<div itemscope itemtype="http://schema.org/Article"><b itemprop="headline">{name}</b></div>'

    assert read(before=item("One") + item("Two")).article == {}
    assert read(before=item("One") + item(headline)).article["headline"] == headline
    assert own_article((), URL, ()) == {}


@pytest.mark.parametrize(
    "markup",
    [
        '<b itemprop="headline">no item</b>',
        '<div itemscope><b itemprop="headline">no type</b></div>',
        '<div itemscope itemtype=""><b itemprop="">nothing</b></div>',
        "<div itemscope itemtype='http://schema.org/Article'>" * 300
        + "<b itemprop='headline'>x</b>",
        "<b itemprop='headline'>" * 3000,
    ],
)
def test_odd_markup_breaks_nothing(read, markup):
    document = read(f"<html><body>{markup}</body></html>".encode())
    assert isinstance(document.items, tuple)


def test_at_most_a_thousand_properties(read):
    page = (
        "<div itemscope itemtype='http://schema.org/Article'>" + "<i itemprop=author>Ada</i>" * 3000
    )
    document = read(f"<html><body>{page}</body></html>".encode())
    marked = document.marked("itemprop", re.compile(""))
    (node,) = read_microdata(marked, text_of)
    assert len(node["author"]) == 1000


@pytest.mark.parametrize(
    ("vocabulary", "prefix"), [('vocab="http://schema.org/"', ""), ('prefix="s: x"', "schema:")]
)
def test_rdfa(vocabulary, prefix, prose):
    """As https://www.w3.org/TR/rdfa-lite/ has it."""
    found = extract(
        f"""<html {vocabulary}><head><title>Ferry strike ends</title></head><body>
        <div typeof="{prefix}NewsArticle"><h1 property="{prefix}headline">Ferry strike ends</h1>
        <span property="{prefix}author" typeof="{prefix}Person"><b property="{prefix}name">Ada Quill</b></span>
        <span property="{prefix}datePublished" content="2031-05-05T10:00:00+02:00">Monday</span>
        <meta property="{prefix}articleSection" content="Sea">
        {"".join(f"<p>{line}</p>" for line in prose)}</div></body></html>""".encode(),
        url="https://www.salda.example/a",
    )
    assert (found.title, found.authors, found.section) == (
        "Ferry strike ends",
        ("Ada Quill",),
        "Sea",
    )
    assert found.published.isoformat() == "2031-05-05T10:00:00+02:00"
