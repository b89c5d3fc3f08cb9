"""Application state that an outlet's pages embed, in whatever form its framework writes it.

Next (``<script id="__NEXT_DATA__">``) and its app router (``self.__next_f.push``, see `flight`),
Nuxt 3 (``__NUXT_DATA__``, flattened by devalue, https://github.com/sveltejs/devalue), Nuxt 2
(``window.__NUXT__=(function(a,b){...}(...))``) and assignments (``window.__preloadedData={...}``)
are told apart by themselves; nothing of it is run. Where in the state the story is, nobody says: it
is the object that looks most like one.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from aggregator.extraction.flight import read_flight
from aggregator.extraction.javascript import read_literal
from aggregator.extraction.wording import fold, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HEADLINE = ("headline", "headLine", "headlines", "title", "displayTitle", "articleTitle")
_PUBLISHED = (
    "datePublished", "publishedAt", "published_at", "firstPublished", "firstPublishedAt",
    "publicationDate", "publishDate", "published_time", "publishedDate", "publishTime",
    "datePublishedISO", "published", "pubDate", "display_date", "createdAt",
)  # fmt: skip
_MODIFIED = (
    "dateModified", "modifiedAt", "updatedAt", "updated_at", "lastModified", "lastModifiedDate",
    "modifiedDate", "updated_time", "last_updated_date", "lastUpdated", "dateUpdated",
)  # fmt: skip
_AUTHORS = ("authors", "author", "byline", "bylines", "contributors", "creators", "writers")
_BODY = (
    "articleBody", "body", "bodyText", "content", "content_elements", "contents", "paragraphs",
    "blocks", "text", "html", "bodyHtml",
)  # fmt: skip
_SUMMARY = ("description", "summary", "standfirst", "lead", "subheadline", "dek", "excerpt")
_NAMES = ("name", "displayName", "fullName", "default", "basic", "text", "title", "byline")
_PROSE_KEYS = (
    "content",
    "text",
    "html",
    "value",
    "children",
    "items",
    "data",
    "paragraphs",
    "body",
)
_NOT_PROSE = {
    "image",
    "video",
    "embed",
    "ad",
    "advert",
    "gallery",
    "social",
    "related",
    "newsletter",
}
_PARAGRAPH = re.compile(r"</p>|<br\s*/?>|\n+")
_MOST_OBJECTS = 50_000
_DEEPEST = 40
_LEAST_BODY = 200
_WRAPPED = {"Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "Date", "NuxtError"}


def read_embedded(
    scripts: Iterable[tuple[str, str]], name: str, titles: Iterable[str] = ()
) -> dict[str, Any]:
    """What a page's application state says of its story, in the words of JSON-LD.

    Args:
        scripts: id and text of the page's scripts.
        name: of the state: the id of its script, or the variable it is assigned to.
        titles: headlines of the page, by which its story is known among others.

    Returns:
        keys as `aggregator.extraction.state.read_state` gives; empty where there is no such
        state, or no story in it.
    """
    wanted = {fold(title) for title in titles if fold(title)}
    if name.endswith("__next_f"):
        states: Iterable[Any] = [read_flight(text for _, text in scripts)]
    else:
        states = (_load(identifier, text, name) for identifier, text in scripts)
    for state in states:
        if state is None:
            continue
        best: dict[str, Any] = {}
        most = 0.0
        for candidate in _objects(state):
            score = _likeness(candidate, wanted)
            if score > most:
                best, most = candidate, score
        if best:
            return _story(best)
    return {}


def _load(identifier: str, text: str, name: str) -> Any:
    """The state that a script holds; None where it is another's or cannot be read."""
    decoder = json.JSONDecoder(strict=False)
    start = 0
    if identifier != name:
        assigned = re.search(rf"(?<![\w$]){re.escape(name)}[\"'\]]*\s*=\s*", text)
        if assigned is None:
            return None
        start = assigned.end()
        if text.startswith("JSON.parse(", start):
            return _parsed_string(decoder, text, start + len("JSON.parse("))
        # As JavaScript writes what JSON cannot.
        text = re.sub(r"(?<=[:\[,])\s*(?:undefined|NaN|void 0)(?=\s*[,}\]])", "null", text)
    try:
        state, _ = decoder.raw_decode(text, start + len(text[start:]) - len(text[start:].lstrip()))
        return _inflated(state) if _is_flat(state) else state
    except (ValueError, RecursionError, IndexError, TypeError):
        return _literal(text, start) if start else None


def _literal(text: str, start: int) -> Any:
    """The state that is assigned in JavaScript's own words."""
    try:
        return read_literal(text, start)
    except (ValueError, RecursionError):
        return None


def _parsed_string(decoder: json.JSONDecoder, text: str, start: int) -> Any:
    try:
        value, _ = decoder.raw_decode(text, start)
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None


def _is_flat(state: object) -> bool:
    """Whether a state is devalue's: a list whose first entry refers to others by number."""
    if not isinstance(state, list) or len(state) < 2:  # noqa: PLR2004
        return False
    first = state[0]
    values = first.values() if isinstance(first, dict) else first if isinstance(first, list) else ()
    return bool(values) and all(isinstance(v, int) or v in _WRAPPED for v in values)


def _inflated(flat: list[Any]) -> Any:
    """The state that devalue flattened; what refers to itself is cut there."""
    done: dict[int, Any] = {}

    def value(number: object, depth: int) -> Any:
        if not isinstance(number, int) or not 0 <= number < len(flat) or depth > _DEEPEST:
            return None
        if number in done:
            return done[number]
        entry = flat[number]
        done[number] = None
        if isinstance(entry, dict):
            entry = {key: value(item, depth + 1) for key, item in entry.items()}
        elif isinstance(entry, list) and entry and isinstance(entry[0], str):
            is_date = entry[0] == "Date" and len(entry) > 1
            entry = entry[1] if is_date else value(entry[1], depth + 1) if len(entry) > 1 else None
        elif isinstance(entry, list):
            entry = [value(item, depth + 1) for item in entry]
        done[number] = entry
        return entry

    return value(0, 0)


def _objects(state: object) -> Iterator[dict[str, Any]]:
    """All objects of a state, from the outside inwards."""
    waiting: list[tuple[object, int]] = [(state, 0)]
    for seen, (value, depth) in enumerate(waiting):
        if seen > _MOST_OBJECTS:
            return
        if isinstance(value, dict):
            yield value
        if depth < _DEEPEST and isinstance(value, (dict, list)):
            inner = value.values() if isinstance(value, dict) else value
            waiting.extend((item, depth + 1) for item in inner if isinstance(item, (dict, list)))


def _likeness(item: Mapping[str, Any], wanted: set[str]) -> float:
    """How much an object looks like the page's story; 0 for what is none."""
    headline = _string(item, _HEADLINE)
    if not headline:
        return 0.0
    body = len(_body(item)) >= _LEAST_BODY
    dated = bool(_string(item, _PUBLISHED))
    if not body and not dated:
        return 0.0
    named = fold(headline) in wanted
    return 4.0 * named + 2.0 * body + 1.0 * dated + 0.5 * any(key in item for key in _AUTHORS)


def _story(item: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "headline": _string(item, _HEADLINE),
        "datePublished": _string(item, _PUBLISHED),
        "dateModified": _string(item, _MODIFIED),
        "description": _string(item, _SUMMARY),
        "author": _people(item),
        "articleBody": _body(item),
    }
    return {key: value for key, value in found.items() if value}


def _string(item: Mapping[str, Any], keys: Iterable[str]) -> str:
    for key in keys:
        value = item.get(key)
        if isinstance(value, dict):
            value = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), None)
        if isinstance(value, int) and not isinstance(value, bool) and value > 10**8:
            return str(value)  # seconds or milliseconds since 1970
        if isinstance(value, str) and (text := plain(value)):
            return text
    return ""


def _people(item: Mapping[str, Any]) -> list[str]:
    for key in _AUTHORS:
        value = item.get(key)
        names = [
            plain(person) if isinstance(person, str) else _string(person, _NAMES)
            for person in (value if isinstance(value, list) else [value])
            if isinstance(person, (str, dict))
        ]
        if names := [name for name in names if name]:
            return names
    return []


def _body(item: Mapping[str, Any]) -> str:
    for key in _BODY:
        lines = list(_lines(item.get(key), 0))
        if sum(map(len, lines)) >= _LEAST_BODY:
            return "\n".join(lines)
    return ""


def _lines(value: object, depth: int) -> Iterator[str]:
    """The paragraphs of a body, which may be markup, or a list of strings, blocks or nodes."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield from filter(None, (plain(line) for line in _PARAGRAPH.split(value)))
    elif isinstance(value, list):
        if value and all(_is_inline(part) for part in value):
            yield plain("".join(str(part.get("text") or part.get("value")) for part in value))
        else:
            for part in value:
                yield from _lines(part, depth + 1)
    elif isinstance(value, dict):
        kind = str(value.get("type") or value.get("__typename") or "").lower()
        if any(word in kind for word in _NOT_PROSE):
            return
        for key in _PROSE_KEYS:
            if isinstance(value.get(key), (str, list, dict)):
                yield from _lines(value[key], depth + 1)
                return


def _is_inline(part: object) -> bool:
    """Whether a node is a run of text within a paragraph."""
    return (
        isinstance(part, dict)
        and str(part.get("type", "text")).lower() in {"text", "link", "bold", "italic", "span"}
        and isinstance(part.get("text") or part.get("value"), str)
        and "<p" not in str(part.get("text") or part.get("value"))
    )
