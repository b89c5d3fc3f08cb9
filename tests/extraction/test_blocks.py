import pytest

from aggregator.extraction.blocks import MOST_BLOCKS, PLACES, TAGS, Weights, cut, names_of, tokens
from aggregator.extraction.decoding import parse


def _cut(html, vocabulary=None):
    return cut(parse(f"<html><body>{html}</body></html>"), vocabulary)


def _in(block, place):
    return bool(block.context.places >> PLACES.index(place) & 1)


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>One</p><p>Two <b>bold</b></p>", ["One", "Two bold"]),
        ("One<br>line<br><br>Three", ["One line", "Three"]),
        ("He left.<br>She stayed.", ["He left.", "She stayed."]),
        ("<ul><li>One</li><li><p>Two</p></li></ul>", ["One", "Two"]),
        ("One<script>x()</script> more<style>p{}</style>", ["One more"]),
        ("before<p>One</p>after", ["before", "One", "after"]),
        ("<div><span>One <em>more</em></span> and <a href=x>a link</a>.</div>", ["One more and a link."]),
        ("<table><tr><td>1</td><td>2</td></tr></table>", ["1", "2"]),
        ("<p>An open paragraph<p>another", ["An open paragraph", "another"]),
        ("<button>Share</button><select><option>x</select><textarea>y</textarea>", []),
        ("<p> \u00a0 </p><p>\u200b</p>", []),
        ("<p>今日は<b>晴れ</b>です。</p><p>ฝนตก</p>", ["今日は晴れです。", "ฝนตก"]),
        ("<nav><p>Home</p></nav>One<footer><p>Imprint</p></footer>Two", ["One", "Two"]),
        ("<article><p>One</p><footer>Two</footer></article>", ["One", "Two"]),
        ("", []),
    ],
)  # fmt: skip
def test_lines(html, lines):
    assert [block.text for block in _cut(html)] == lines


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p>x</p>", "p"), ("<div>x</div>", "div"), ("<h3>x</h3>", "heading"), ("<h1>x</h1>", "h1"),
        ("<li>x</li>", "li"), ("<li><div>x</div></li>", "li"), ("<li><p>x</p></li>", "p"),
        ("<blockquote>x</blockquote>", "blockquote"), ("<pre>x</pre>", "pre"),
        ("<table><td>x</table>", "td"), ("<figcaption>x</figcaption>", "figcaption"),
    ],
)  # fmt: skip
def test_kinds(html, kind):
    (block,) = _cut(html)
    assert TAGS[block.kind] == kind


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<article><p>x</p></article>", "article"), ("<div role=main><p>x</p></div>", "main"),
        ("<aside><ul><li>x</li></ul></aside>", "list"), ("<aside><p>x</p></aside>", "aside"),
        ("<div style='color:red; display: none'><p>x</p></div>", "hidden"),
        ("<div hidden><p>x</p></div>", "hidden"), ("<p aria-hidden=true>x</p>", "hidden"),
        ("<div itemprop=articleBody><p>x</p></div>", "body_property"),
        ("<a href=x><div>x</div></a>", "link"), ("<figure><figcaption>x</figcaption></figure>", "figure"),
    ],
)  # fmt: skip
def test_places(html, place):
    (block,) = _cut(html)
    assert _in(block, place)
    assert not _in(_cut("<p>x</p>")[0], place)


def test_links():
    (block,) = _cut("<p>See <a href=x>this page</a> and <a href=y>that</a>.</p>")
    assert (block.links, block.linked) == (2, len("this page") + len("that"))
    whole, after = _cut("<a href=x><div>All of it</div></a><p>After</p>")
    assert whole.linked == len("All of it")
    assert after.linked == 0


def test_weights_of_names_add_up_from_the_root():
    html = "<div class='story-body'><div id='relatedLinks'><p>x</p></div></div>"
    (block,) = _cut(html, {"story-body": 2.0, "body": 1.0, "related": -3.0})
    context = block.context
    assert (context.weight, context.parent.weight, context.parent.parent.weight) == (0, -3, 2)
    assert (context.lowest, context.highest, context.total) == (-3, 2, -1)


def test_names():
    tree = parse('<div class="Article-body c-12" id="mainStory" data-testid=x href="no">y</div>')
    element = tree if tree.tag == "div" else tree.find(".//div")
    assert names_of(element) == "Article-body c-12 mainStory x"
    found = tokens(names_of(element))
    assert found == {"article", "body", "article-body", "main", "story", "main-story"}


def test_deep_and_long_pages_are_cut_within_limits():
    deep = _cut("<div>" * 2_000 + "<p>At the bottom</p>")
    assert "At the bottom" in deep[-1].text
    assert len(_cut("<p>x</p>" * (2 * MOST_BLOCKS))) <= MOST_BLOCKS + 2


def test_weights_are_remembered_up_to_a_limit(monkeypatch):
    monkeypatch.setattr("aggregator.extraction.blocks._MOST_REMEMBERED", 3)
    weights = Weights({"story": 2.0, "related": -2.0, "body": 1.0})
    assert weights["story-body x"] == 2.0
    assert weights["related body"] == -2.0
    assert weights["story related"] == 2.0  # the better one where both weigh the same
    assert weights["other"] == 0.0
    assert list(weights) == ["other"]
