"""Finding citations: self-citation, merging, excerpts, and hostile documents in bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.citations import UnreadableDocument, find_citations, read_document
from aggregator.outlets import Outlet, OutletDirectory

OURS = OutletDirectory(
    [Outlet(name="reuters", title="Reuters", domains=("reuters.com",), wire=True)]
)


def find(body: str | bytes, **options):
    url = options.pop("url", None)
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return find_citations(read_document(raw, url=url), OURS, **options)


def test_our_outlet_has_its_short_name_and_others_none():
    ours, other = find("Sources: REUTERS, BBC")
    assert (ours.outlet, ours.outlet_name) == ("Reuters", "reuters")
    assert (other.outlet, other.outlet_name) == ("BBC News", None)


@pytest.mark.parametrize(
    "options",
    [
        {"own_outlet": "reuters"},
        {"own_outlet": "REUTERS"},
        {"url": "https://www.reuters.com/world/a"},
    ],
)
def test_an_outlet_does_not_cite_itself(options):
    body = "BRNO (Reuters) - The dam held, officials told Reuters. Xinhua reported it first."
    assert [c.outlet for c in find(body, **options)] == ["Xinhua"]


def test_links_to_the_own_site_are_no_citations():
    body = (
        "<p>Source: <a href='https://brno.example/a'>our earlier story on the dam</a></p><p>x</p>"
    )
    assert find(body, url="https://www.brno.example/b") == ()


def test_a_linked_attribution_is_one_citation_with_its_url():
    (one,) = find(
        "<p>It held, <a href='https://www.reuters.com/dam-2031'>Reuters reported</a> on Sunday.</p><p></p>"
    )
    assert (one.outlet, one.url, one.kind, one.headline) == (
        "Reuters",
        "https://www.reuters.com/dam-2031",
        "inline",
        None,
    )


def test_a_later_the_times_is_the_paper_named_before():
    found = find("The dam held, the New York Times reports.\nIt cost little, per the Times.")
    assert [c.outlet for c in found] == ["The New York Times"] * 2


def test_the_title_is_the_headline_of_what_was_first_published_elsewhere():
    found = find(
        "Kessel dam holds through its first winter\nThis article originally appeared on Axios."
    )
    assert [(c.outlet, c.headline) for c in found] == [
        ("Axios", "Kessel dam holds through its first winter")
    ]


def test_the_times_in_a_times_is_that_paper_itself():
    body = "<p>The dam held, he told The Times.</p><p>It will stand, she told Reuters.</p>"
    assert [c.outlet for c in find(body, url="https://www.latimes.com/a")] == ["Reuters"]


PARTNERS = """<p>Our partners</p><p><a href='https://lifehacker.com/'>Lifehacker</a></p>
<p><a href='https://shop.example/p/1'>A waterproof lamp for the whole family</a></p>
<p><a href='https://www.nature.com/'>Science</a></p><p>By Ana Ruiz</p><p>Washington Post</p>"""


def test_partners_and_shops_are_no_citations_and_a_byline_is_a_credit():
    assert [(c.outlet, c.kind) for c in find(PARTNERS)] == [("The Washington Post", "credit")]


def test_buttons_that_are_spelled_like_outlets_are_none():
    body = "<p>One.</p>" + "<h3>A headline of three words</h3><p>time</p><p>people</p>" * 4
    assert find(body) == ()


def test_the_credit_of_a_picture_on_a_page_is_none():
    body = (
        "<p>One.</p>" * 12
        + "<p>The dam at dawn in the valley</p><p>REUTERS</p>"
        + "<p>Two.</p>" * 3
    )
    assert find(body) == ()


def test_date_and_author_of_a_reference():
    (one,) = find('Sources\nAna Ruiz. "Kessel dam holds through winter" — Reuters, March 3, 2031')
    assert one.author == "Ana Ruiz"
    assert one.published is not None
    assert one.published.isoformat() == "2031-03-03"


def test_right_to_left_and_mixed_scripts():
    found = find("المصدر: رويترز، BBC\nПлотина выдержала, сообщает 路透社.")
    assert [c.outlet for c in found] == ["Reuters", "BBC News", "Reuters"]


def test_a_forged_name_is_kept_as_written_and_doubted():
    (one,) = find("SOURCES: RЕUTЕRS – The dam holds firm this winter")
    assert one.outlet == "RЕUTЕRS"
    assert one.outlet_name is None
    assert one.confidence < 0.5


def test_a_headline_of_2000_characters_is_kept_whole():
    headline = ("dam " * 500).strip()
    (one,) = find(f"SOURCES: REUTERS – {headline}")
    assert one.headline == headline


def within(seconds: float, body: bytes):
    start = time.perf_counter()
    found = find(body)
    assert time.perf_counter() - start < seconds
    return found


def test_five_thousand_sources():
    block = "SOURCES:\n" + "\n".join(f"REUTERS – Dam {n} holds through winter" for n in range(5000))
    assert len(within(15, block.encode())) == 5000
    listed = "Sources: " + ", ".join(f"Brno Courier {n}" for n in range(5000))
    found = within(15, listed.encode())
    assert len(found) == 5000
    assert max(len(c.line) for c in found) <= 2500
    linked = "Sources: " + ", ".join(
        f"[Dam {n} holds firm](https://www.reuters.com/{n})" for n in range(5000)
    )
    assert len({c.url for c in within(15, linked.encode())}) == 5000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("piece", "megabytes"),
    [
        ("<p>The dam held through the winter, and <a href='https://a.example/'>nobody</a> wondered.</p>\n", 10),
        ("The dam held through the long winter, and nobody in Brno wondered much.\n", 3),
        ("The dam held through the long winter, and nobody in Brno wondered much. ", 3),
    ],
)  # fmt: skip
def test_megabytes(piece, megabytes):
    within(12 * megabytes, (piece * (megabytes * 1_000_000 // len(piece))).encode())


@pytest.mark.parametrize(
    "piece",
    [
        "[", "(", "()", "(Reuters) ", ": ", "– ", '"', "“a", "\u00a0x", "Source: ", "Source:\n", "via ", "by ", "http://",
        "a.b.", "welt.de, ", "Aa ", "According to Aa Bb ", "a*b_", "{{source\n", "{{source|title=a", "据路透社报道，", "the post ",
        "according to the state news agency ", "<div>", "<a href='https://www.ft.com/1'>", "<br>", ". ", "A/B", "Ana Ruiz/",
        "[a](http://", "1. ", "> ", ", March 3, 2025", "Reuters ", "originally published by ", "read more at ",
    ],
)  # fmt: skip
def test_no_pattern_blows_up(piece):
    within(10, (piece * (100_000 // len(piece))).encode())


FRAGMENTS = st.sampled_from(
    ["Sources: ", "Source – ", "REUTERS", " – ", ", ", "(AP)", "via ", "BBC", "\n", "“", "”", "http://a.b/c", "[x](https://www.ft.com/1)", "据", "路透社",
     "报道", "originally published by ", "according to ", "<p>", "</p>", "<br>", "<a href='https://www.ft.com/2'>", "</a>", "The", " Times", "March 3, 2025", "|", "{{source|pub=", "}}", "：", "\u202e", "\x00", "\ud800", "(", ")"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=8), max_size=25).map("".join))
def test_any_text_is_read(text):
    raw = text.replace("\x00", "").encode("utf-8", "replace")
    for citation in find(raw):
        assert citation.outlet
        assert 0 < citation.confidence <= 1
        assert citation.headline != ""


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    if b"\x00" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        with pytest.raises(UnreadableDocument):
            read_document(raw)
    else:
        read_document(raw)


class TestWhatADocumentSaysOfItself:
    PAGE = (
        "<html><head><link rel='canonical' href='https://www.brnocourier.example/dam'></head><body>"
        "<h1>Dam holds</h1><p>Sources:</p><p>Brno Courier: Dam holds through the winter</p>"
        "<p>Reuters: Engineers praise old dam</p></body></html>"
    )

    def test_a_page_is_no_source_of_its_own(self):
        assert [c.outlet for c in find(self.PAGE)] == ["Reuters"]
        assert len(find(self.PAGE.replace("canonical", "other"))) == 2

    def test_a_wiki_of_news_is_known_by_its_template(self):
        text = "“Dam holds” — ''Wikinews'', May 3, 2031\n{{source|url=https://www.bbc.co.uk/1|title=Dam holds|pub=BBC News}}"
        assert [c.outlet for c in find(text)] == ["BBC News"]

    def test_a_lone_entry_is_a_feed(self):
        text = (
            '<?xml version="1.0"?><entry xmlns="http://www.w3.org/2005/Atom"><title>Dam</title>'
            "<content>&lt;p&gt;Reuters: Engineers praise old dam&lt;/p&gt;</content></entry>"
        )
        assert [(c.outlet, c.headline) for c in find(text)] == [
            ("Reuters", "Engineers praise old dam")
        ]

    def test_what_several_sites_are_related_by_is_read(self):
        text = (
            "<p>Dam holds.</p><section class='related'><ul>"
            "<li><a href='https://www.reuters.com/1'>Engineers praise old dam</a> Reuters</li>"
            "<li><a href='https://www.ft.com/2'>Dams are cheap to keep</a> Financial Times</li></ul></section>"
        )
        assert [c.outlet for c in find(text)] == ["Reuters", "Financial Times"]
        assert not find(text.replace("https://www.ft.com", "https://www.reuters.com"))


def test_sources_with_semicolons_between_them():
    text = "<p>Sources : Le Monde, « Le barrage tient ; la ville dort » ; <a href='https://www.ft.com/2'>FT</a>, “Dam holds” ; Reuters</p>"
    assert [(c.outlet, c.headline, c.url) for c in find(text)] == [
        ("Le Monde", "Le barrage tient ; la ville dort", None),
        ("Financial Times", "Dam holds", "https://www.ft.com/2"),
        ("Reuters", None, None),
    ]


def test_one_source_has_a_headline_and_the_other_none():
    assert [
        (c.outlet, c.headline) for c in find("Sources: Le Monde, « Le barrage tient » ; FT")
    ] == [
        ("Le Monde", "Le barrage tient"),
        ("Financial Times", None),
    ]


def test_the_address_behind_a_headline_is_not_of_it():
    text = "Sources:\nEl País: Medellín sube la harina (https://elpais.com/1)\nSWR: „Fehlalarm am Damm“, https://www.swr.de/1"
    assert [(c.outlet, c.headline, c.url) for c in find(text)] == [
        ("El País", "Medellín sube la harina", "https://elpais.com/1"),
        ("SWR", "Fehlalarm am Damm", "https://www.swr.de/1"),
    ]


@pytest.mark.parametrize("label", ["Anzeige", "Zur Autorin", "Автор", "Реклама", "E-mail"])
def test_labels_of_a_page_are_no_outlets(label):
    assert [c.outlet for c in find(f"Sources:\nReuters: Dam holds\n{label}: Dam sails by")] == [
        "Reuters"
    ]
