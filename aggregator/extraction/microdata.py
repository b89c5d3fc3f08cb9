"""What a page says of itself in microdata or RDFa, given the form of JSON-LD.

Items, their types and their nested items are read off the page's own tree as
https://html.spec.whatwg.org/multipage/microdata.html has it, ``itemref`` left out, and as
https://www.w3.org/TR/rdfa-lite/ has it, prefixes taken for what they are called. Of properties,
those that a field of a story asks for are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from aggregator.extraction.structured import article_of, is_article
from aggregator.extraction.wording import fold, plain, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lxml.html import HtmlElement

    from aggregator.extraction.structured import Node


class Syntax(NamedTuple):
    """The attributes that mark an item, name its type, and name a property."""

    item: str
    type: str
    property: str


MICRODATA = Syntax("itemscope", "itemtype", "itemprop")
RDFA = Syntax("typeof", "typeof", "property")

_MOST = 1_000  # properties of a page
_HIGHEST = 60  # elements between a property and its item
_LONGEST = 2_000  # characters of a value
_MOST_PIECES = 200  # of a value's text
_PROPERTIES = {
    name.lower(): name
    for name in (
        "about", "alternativeHeadline", "articleSection", "author", "copyrightHolder", "creator",
        "cssSelector", "dateCreated", "dateModified", "datePublished", "description",
        "familyName", "genre", "givenName", "hasPart", "headline", "image", "inLanguage",
        "isAccessibleForFree", "item", "itemListElement", "keywords", "mainEntityOfPage", "name",
        "position", "provider", "publisher", "sourceOrganization", "thumbnailUrl", "uploadDate",
        "url", "wordCount",
    )
}  # fmt: skip
_MANY = {"author", "creator", "keywords", "articleSection", "itemListElement", "about", "hasPart"}
# Where an element's value is, if it is not its text.
_VALUES = {
    "meta": "content", "a": "href", "area": "href", "link": "href", "img": "src", "audio": "src",
    "video": "src", "source": "src", "iframe": "src", "embed": "src", "object": "data",
    "data": "value", "meter": "value", "time": "datetime",
}  # fmt: skip
_LINKED = {"name", "headline", "author", "creator", "articleSection", "keywords", "about"}


def read_microdata(
    marked: Iterable[HtmlElement],
    text_of: Callable[[HtmlElement, int], str],
    syntax: Syntax = MICRODATA,
) -> tuple[Node, ...]:
    """A page's items as JSON-LD objects, in document order, those within others among them.

    Args:
        marked: the elements with an attribute that names a property.
        text_of: gives the visible text of an element, and of how many pieces of it at the most.
    """
    items: dict[HtmlElement, Node] = {}
    for number, element in enumerate(marked):
        if number >= _MOST:
            break
        scope = _scope(element, syntax)
        if scope is None:
            continue
        node = items.setdefault(scope, _typed(scope, syntax))
        for raw in (element.get(syntax.property) or "").split():
            name = _PROPERTIES.get(_local(raw).lower())
            if name is None:
                continue
            if element.get(syntax.item) is not None:
                value: Any = items.setdefault(element, _typed(element, syntax))
            else:
                value = _value(element, name, text_of)
            _put(node, name, value)
    return tuple(node for node in items.values() if "@type" in node)


def own_article(nodes: Sequence[Node], url: str, titles: Sequence[str]) -> Node:
    """The item that is the page's own story; an empty one where none, or several, may be."""
    articles = [node for node in nodes if is_article(node)]
    found = article_of(articles, url, titles)
    known = {fold(title) for title in titles}
    headline = fold(plain(found.get("headline") or found.get("name")))
    return found if len(articles) == 1 or (headline and headline in known) else {}


def _scope(element: HtmlElement, syntax: Syntax) -> HtmlElement | None:
    """The item that a property belongs to."""
    for number, above in enumerate(element.iterancestors()):
        if above.get(syntax.item) is not None:
            return above
        if number > _HIGHEST:
            break
    return None


def _typed(scope: HtmlElement, syntax: Syntax) -> Node:
    names = (scope.get(syntax.type) or "").split()
    return {"@type": [name.rstrip("/") for name in names]} if names else {}


def _local(name: str) -> str:
    """A name without its vocabulary: of ``https://schema.org/Person`` or ``schema:Person``."""
    return name.rstrip("/").rpartition("/")[2].rpartition(":")[2]


def _value(element: HtmlElement, name: str, text_of: Callable[[HtmlElement, int], str]) -> str:
    if content := element.get("content"):
        return plain(content, _LONGEST)
    where = _VALUES.get(str(element.tag))
    if element.tag == "abbr" and name.startswith("date"):
        where = "title"  # as hAtom has it
    # What a link leads to is its value, but nobody is named by a URL.
    if where == "href" and name in _LINKED:
        where = None
    if where and (said := tidy(element.get(where) or "")[:_LONGEST]):
        return said
    return tidy(text_of(element, _MOST_PIECES)[:_LONGEST])


def _put(node: Node, name: str, value: Any) -> None:
    if value in ("", None):
        return
    if name in _MANY:
        node.setdefault(name, []).append(value)
    else:
        node.setdefault(name, value)
