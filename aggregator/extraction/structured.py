"""What a page says of itself in JSON-LD, in all the shapes publishers give it.

Shapes: https://schema.org/NewsArticle and its kin, alone, in lists, in an ``@graph`` with ``@id``
references, as ``mainEntity`` of a page. Two or three pages in a hundred carry JSON that does not
parse; it is mended where that is possible.
"""

from __future__ import annotations

import html
import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from aggregator.extraction.wording import fold, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Node = dict[str, Any]

_DEEPEST = 8
_LONGEST = 2_000_000
_MENDABLE = 200_000  # characters of broken JSON that are looked through one by one
_MOST_SCRIPTS = 200
_MOST_NODES = 2_000
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "subjectOf")
_WEAK = {
    "claimreview",
    "webpage",
    "videoobject",
    "imagegallery",
    "mediagallery",
    "creativework",
    "podcastepisode",
}


def read_jsonld(scripts: Iterable[str]) -> tuple[Node, ...]:
    """All typed objects of a page's JSON-LD scripts, in document order."""
    values = (value for script in islice(scripts, _MOST_SCRIPTS) for value in load_mended(script))
    return tuple(islice((node for value in values for node in _walk(value, _DEEPEST)), _MOST_NODES))


def article_of(nodes: Sequence[Node], url: str, titles: Iterable[str] = ()) -> Node:
    """The object that describes the page's own story; an empty one where none does.

    Args:
        url: of the page; an object that names it is preferred.
        titles: other headlines of the page, to tell the story from related ones.
    """
    wanted = {fold(title) for title in titles if title}
    best: Node = {}
    best_score = 0.0
    for node in nodes:
        score = _article_rank(node)
        if not score:
            continue
        score += 2.0 * any(_same_page(mention, url) for mention in _mentions(node))
        score += 2.0 * (fold(plain(node.get("headline") or node.get("name"))) in wanted)
        score += 0.5 * bool(node.get("datePublished")) + 0.5 * bool(node.get("author"))
        if score > best_score:
            best, best_score = node, score
    return best


def resolve(value: object, nodes: Sequence[Node]) -> list[Node | str]:
    """A property's values as a list, ``@id`` references replaced by what they refer to."""
    found: list[Node | str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            found.append(_referred(item, nodes))
        elif isinstance(item, str) and item:
            found.append(item)
    return found


def _referred(item: Node, nodes: Sequence[Node]) -> Node:
    """The object that a bare ``@id`` refers to; any other object as it is."""
    if not set(item) <= {"@id", "@type"} or not isinstance(item.get("@id"), str):
        return item
    return next((n for n in nodes if n.get("@id") == item["@id"] and len(n) > len(item)), item)


def types(node: Node) -> set[str]:
    """The object's types, lower case, without namespace."""
    declared = node.get("@type")
    names = declared if isinstance(declared, list) else [declared]
    return {re.split(r"[/#:]", name)[-1].lower() for name in names if isinstance(name, str)}


def is_article(node: Node) -> bool:
    """Whether the object is a story rather than a page, a video or a site."""
    return any(
        name.endswith(("article", "blogposting", "newsstory", "liveblogposting"))
        or name == "report"
        for name in types(node)
    )


def load_mended(script: str) -> list[Any]:
    """The JSON values in a script, mended where it is broken, none where beyond that."""
    text = script[:_LONGEST].strip()
    text = re.sub(r"^\s*(?:<!--|/[*/]\s*<!\[CDATA\[\s*(?:\*/)?|<!\[CDATA\[)", "", text)
    end = max(0, len(text) - 100)  # further in, that pattern would look at every space
    text = text[:end] + re.sub(r"(?:-->|(?:/[*/])?\s*\]\]>\s*(?:\*/)?)\s*$", "", text[end:])
    text = text.strip().rstrip(";")
    if not text:
        return []
    mends = (_as_it_is, _lightly_mended, _quotes_mended)
    for mend in mends if len(text) <= _MENDABLE else mends[:2]:
        values = _load(mend(text))
        if values:
            return values
    salvaged = _salvage(text)
    return [salvaged] if salvaged else []


def _load(text: str) -> list[Any]:
    """All JSON values that follow one another at the start of a text."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    position = 0
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        if isinstance(value, (dict, list)):
            values.append(value)
        rest = re.compile(r"[\s,;]*").match(text, position)
        position = rest.end() if rest else len(text)
    return values


def _as_it_is(text: str) -> str:
    return text


def _lightly_mended(text: str) -> str:
    """Without trailing commas, comments, escaped quotes and stray controls."""
    if "&quot;" in text and text.count("&quot;") > text.count('"'):
        text = html.unescape(text)
    text = re.sub(r"[\x00-\x1f]+", " ", text)
    text = re.sub(r"/\*.{0,500}?\*/", " ", text)
    text = re.sub(r'\\(?!["\\/bfnrtu])', r"\\\\", text)
    text = re.sub(r":\s*(?=[,}])", ": null", text)
    return re.sub(r",\s*(?=[}\]])|(?<=[\[{])\s*,+|,\s*(?=,)", "", text)


def _quotes_mended(text: str) -> str:
    """With quotation marks inside of strings escaped.

    A mark ends a string only where structure follows it: ``,`` and another value, ``:``, ``}``
    or ``]``.
    """
    text = _lightly_mended(text)
    ends = re.compile(r'"\s*(?:$|[}\]:]|,\s*(?:["{\[\d-]|true|false|null))')
    out: list[str] = []
    inside = False
    for position, character in enumerate(text):
        if character == '"' and (position == 0 or text[position - 1] != "\\"):
            if not inside:
                inside = True
            elif ends.match(text, position):
                inside = False
            else:
                out.append("\\")
        out.append(character)
    return "".join(out)


def _salvage(text: str) -> Node:
    """Single properties of a JSON text that cannot be parsed."""
    node: Node = {}
    for key in ("@type", "headline", "datePublished", "dateModified", "inLanguage", "description"):
        found = re.search(rf'"{key}"\s*:\s*"((?:[^"\\]|\\.){{1,2000}})"', text)
        if found:
            loaded = _load(f'["{found[1]}"]')
            node[key] = loaded[0][0] if loaded else found[1]
    author = re.search(r'"author"\s*:[^}\]]{0,300}?"name"\s*:\s*"([^"\\]{2,200})"', text)
    if author:
        node["author"] = {"name": author[1]}
    free = re.search(r'"isAccessibleForFree"\s*:\s*"?(\w+)', text)
    if free:
        node["isAccessibleForFree"] = free[1]
    return node if "@type" in node and len(node) > 1 else {}


def _walk(value: object, depth: int) -> Iterator[Node]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth - 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in _NESTED:
            if key == "itemReviewed" and "claimreview" in types(value):
                continue  # what a fact check is about is another's
            if isinstance(value.get(key), (dict, list)):
                yield from _walk(value[key], depth - 1)


def _article_rank(node: Node) -> float:
    if is_article(node):
        return 6.0 if types(node) & {"liveblogposting"} else 5.0
    if types(node) & _WEAK:
        return 1.0 if node.get("datePublished") or node.get("headline") else 0.2
    return 0.0


def _mentions(node: Node) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _same_page(mention: str, url: str) -> bool:
    def path(address: str) -> str:
        return re.sub(r"^https?://(?:www\.|m\.|amp\.)?|[?#].*$", "", address.strip()).rstrip("/")

    return bool(path(url)) and path(mention) == path(url)
