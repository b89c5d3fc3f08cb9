"""The story's text: the blocks of the page that are its story, checked against what else it gives.

In this order: the outlet's own selectors; the blocks that the scorer is sure of; where it is not,
trafilatura (Barbaresi 2021, https://aclanthology.org/2021.acl-demo.15) set for precision, limited
to the page's marked body where there is one; the paragraphs that stand together; and the text in
JSON-LD or embedded state, only where the page's own is missing or plainly cut.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from aggregator.extraction.blocks import cut
from aggregator.extraction.document import LARGEST_TREE, is_aside, text_of
from aggregator.extraction.lines import story_lines
from aggregator.extraction.scorer import trained
from aggregator.extraction.wording import fold, paragraphs, plain, scrub, tidy, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lxml.html import HtmlElement

    from aggregator.extraction.document import Document
    from aggregator.extraction.scorer import BlockScorer

_BODY_PROPERTY = re.compile(r"\barticlebody\b")
_BODY_ID = re.compile(r"^(?:articletext|article[-_]?body|story-body|storytext)$")
_BODY_CLASS = re.compile(
    r"(?:^|\s)(?:article-body|article__body|article__content-body|story-body|entry-content)(?:\s|$)"
)
# Beyond about 500 levels trafilatura finds nothing, and takes seconds to.
_TOO_DEEP = etree.XPath(f"boolean({'/*' * 300})")
DOUBTFUL = 0.2
"""`Scored.doubt` from which trafilatura is asked: one page in twelve, of outlets not trained on.

Between a tenth and this the scorer's text was the better one as often (11 pages of 18).
"""

_LITTLE = 25
_PROSE = 40
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")


class Body(NamedTuple):
    """A story's text, its source, and what the page's body looked like before filtering."""

    text: str | None
    source: str
    rejected: tuple[tuple[str, object], ...] = ()


def find_body(
    document: Document,
    *,
    title: str | None,
    authors: Sequence[str] = (),
    published: date | None = None,
    scorer: BlockScorer | None = None,
) -> Body:
    """The story's paragraphs, separated by blank lines.

    Args:
        title, authors: dropped where the text repeats them.
        published: chooses which of the outlet's page rules held.
        scorer: in place of the one that ships with the project.
    """
    rules = document.outlet.rules_for(published) if document.outlet else None
    boilerplate = rules.boilerplate if rules else ()
    tree = document.tree
    if rules and rules.drop and len(tree):
        tree = _without(tree, rules.drop)

    def cleaned(lines: list[str]) -> list[str]:
        return story_lines(lines, title=title, authors=authors, boilerplate=boilerplate)

    if rules and rules.body:
        chosen = _selected(tree, rules.body)
        lines = cleaned([block.text for element in chosen for block in cut(element)])
        if words(" ".join(lines)) >= _LITTLE:
            return Body("\n\n".join(lines), "outlet")
    scored = (scorer or trained()).score(document, tree, title)
    lines, source = cleaned(scored.chosen()), "blocks"
    size = words(" ".join(lines))
    if size < _LITTLE or scored.doubt() > DOUBTFUL:
        raw = _by_trafilatura(tree, document.url)
        other = cleaned(_with_lost_parts(_inside_marked_body(raw, document), tree))
        if (length := words(" ".join(other))) >= min(_LITTLE, size):
            lines, source, size = other, "trafilatura", length
    if size < _LITTLE:
        together = cleaned(_together(tree))
        if (length := words(" ".join(together))) > 2 * size:
            lines, source, size = together, "dom", length
    best, source = _against_declared(document, lines, source, size, cleaned)
    return Body("\n\n".join(best) or None, source)


def _by_trafilatura(tree: HtmlElement, url: str) -> list[str]:
    if not len(tree) or sum(1 for _ in tree.iter()) > LARGEST_TREE or _TOO_DEEP(tree):
        return []
    from trafilatura import bare_extraction  # noqa: PLC0415 - takes half a second to import

    try:
        # It copies a tree that it is given before it changes it. Without the readings of other
        # libraries that it would compare its own with it is three times as fast, and as right.
        found = bare_extraction(
            tree,
            url=url or None,
            fast=True,
            favor_precision=True,
            include_comments=False,
            with_metadata=False,
        )
    except RecursionError:
        # Trees thousands of elements deep; `_together` reads them without recursion.
        return []
    text = getattr(found, "text", None)
    return [_unlisted(line) for line in paragraphs(scrub(text))] if isinstance(text, str) else []


def _unlisted(line: str) -> str:
    return line.removeprefix("- ")


def _inside_marked_body(lines: list[str], document: Document) -> list[str]:
    """Lines within what the page marks as its body, if most of the text is within that."""
    if len(lines) < 3:  # noqa: PLR2004
        return lines
    marked = [
        *document.marked("itemprop", _BODY_PROPERTY),
        *document.marked("id", _BODY_ID),
        *document.marked("class", _BODY_CLASS),
    ]
    if not marked:
        return lines
    inside = fold(" ".join("".join(element.itertext()) for element in marked[:8]))
    within = [fold(line) in inside for line in lines]
    total = sum(map(len, lines))
    covered = sum(len(line) for line, is_in in zip(lines, within, strict=True) if is_in)
    if covered < 0.7 * total:
        return lines
    first, last = within.index(True), len(within) - within[::-1].index(True)
    return lines[first:last]


def _with_lost_parts(lines: list[str], tree: HtmlElement) -> list[str]:
    """The text with paragraphs that were lost because advertisements cut the body into pieces.

    Lost ones are known by their holder: it has the same tag and class as the holder of most of
    the paragraphs that were found. They are only taken where they add a good part.
    """
    found = {fold(line) for line in lines if len(line) >= _PROSE}
    if not found:
        return lines
    prose: list[tuple[str, tuple[object, ...]]] = []
    for number, block in enumerate(tree.iter("p")):
        if number > LARGEST_TREE // 10:
            return lines
        parent = block.getparent()
        line = tidy(text_of(block))
        if parent is not None and len(line) >= _PROSE and not is_aside(parent):
            prose.append((line, (parent.tag, parent.get("class"), block.get("class"))))
    sizes: dict[tuple[object, ...], int] = {}
    for line, holder in prose:
        if fold(line) in found:
            sizes[holder] = sizes.get(holder, 0) + len(line)
    main = max(sizes, key=lambda holder: sizes[holder], default=None)
    if main is None or sizes[main] < 0.6 * sum(map(len, lines)) or not main[1]:
        return lines
    whole = list(dict.fromkeys(line for line, holder in prose if holder == main))
    if sum(map(len, whole)) < 1.25 * sum(map(len, lines)):
        return lines
    return whole


def _against_declared(
    document: Document,
    lines: list[str],
    source: str,
    size: int,
    cleaned: object,
) -> tuple[list[str], str]:
    """The page's own text, or a declared one where the page's is missing or cut."""
    clean = cleaned if callable(cleaned) else list
    for name, body in (
        ("state", document.state.get("articleBody")),
        ("jsonld", document.article.get("articleBody")),
    ):
        if not isinstance(body, str):
            continue
        declared: list[str] = clean([plain(line) for line in re.split(r"\n+|<br\s*/?>|</p>", body)])
        text = " ".join(declared)
        length = words(text)
        if length < max(60, 2 * size) or _CUT.search(text):
            continue
        # Another story's text is not this page's: what there is of the page must be in it.
        own = fold(" ".join(lines))[:200]
        if size < _LITTLE or own[:60] in fold(text) or fold(text)[:60] in fold(" ".join(lines)):
            return declared, name
    return lines, source


def _together(tree: HtmlElement) -> list[str]:
    """The paragraphs of the element that directly holds the most prose."""
    holders: dict[HtmlElement, int] = {}
    texts: dict[HtmlElement, list[str]] = {}
    for number, block in enumerate(tree.iter("p")):
        if number > LARGEST_TREE:
            break
        parent = block.getparent()
        line = tidy(text_of(block))
        if parent is None or len(line) < 40 or is_aside(parent):  # noqa: PLR2004
            continue
        holders[parent] = holders.get(parent, 0) + len(line)
        texts.setdefault(parent, []).append(line)
    if not holders:
        return []
    return texts[max(holders, key=lambda holder: holders[holder])]


def _selected(tree: HtmlElement, selectors: Sequence[str]) -> list[HtmlElement]:
    for selector in selectors:
        found = tree.cssselect(selector)
        # An element inside of another match is read with it.
        outer = [e for e in found if not any(ancestor in found for ancestor in e.iterancestors())]
        if outer:
            return outer
    return []


def _without(tree: HtmlElement, selectors: Sequence[str]) -> HtmlElement:
    pruned = deepcopy(tree)
    for selector in selectors:
        for element in pruned.cssselect(selector):
            if element.getparent() is not None:
                element.drop_tree()
    return pruned
