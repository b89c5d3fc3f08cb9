"""Application state that pages embed in a script, read as if it were JSON-LD.

Only what is known well enough is read: Arc Publishing's ``Fusion.globalContent`` (Reuters and
others), whose form is described in https://github.com/washingtonpost/ans-schema.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aggregator.extraction.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

STATE = "Fusion.globalContent="
"""What is in every page with such state."""

_PROSE = {"paragraph", "text", "header", "blockquote"}


def read_state(scripts: Iterable[str]) -> dict[str, Any]:
    """What the first script with known application state says of the story.

    Returns:
        keys of https://schema.org/NewsArticle (``headline``, ``author``, ``datePublished``,
        ``dateModified``, ``articleBody`` with paragraphs on lines, ``description``) and
        ``sign_off`` and ``dateline``; empty where no state is embedded.
    """
    for script in scripts:
        start = script.find(STATE)
        if start < 0:
            continue
        try:
            content, _ = json.JSONDecoder(strict=False).raw_decode(script, start + len(STATE))
        except (ValueError, RecursionError):
            continue
        if isinstance(content, dict):
            result = content.get("result", content)
            return _story(result) if isinstance(result, dict) else {}
    return {}


def _story(result: dict[str, Any]) -> dict[str, Any]:
    headlines = result.get("headlines")
    elements = result.get("content_elements")
    found = {
        "headline": result.get("title") or _get(headlines, "basic"),
        "datePublished": result.get("published_time") or result.get("display_date"),
        "dateModified": result.get("updated_time") or result.get("last_updated_date"),
        "description": _get(result.get("description"), "basic") or result.get("description"),
        "articleBody": "\n".join(_prose(elements)) if isinstance(elements, list) else "",
        "author": _authors(result),
        "sign_off": plain(result.get("sign_off")),
        "dateline": _first(result.get("dateline")),
    }
    return {key: value for key, value in found.items() if value and isinstance(value, (str, list))}


def _prose(elements: list[Any]) -> list[str]:
    lines = []
    for element in elements:
        if isinstance(element, dict) and element.get("type") in _PROSE:
            line = plain(element.get("content"))
            if line:
                lines.append(line)
        elif isinstance(element, dict) and element.get("type") == "list":
            items = element.get("items")
            lines += _prose(items) if isinstance(items, list) else []
    return lines


def _authors(result: dict[str, Any]) -> list[str]:
    authors = result.get("authors") or _get(result.get("credits"), "by")
    if not isinstance(authors, list):
        return []
    names = (plain(_get(author, "byline") or _get(author, "name")) for author in authors)
    return [name for name in names if name]


def _get(value: object, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _first(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return plain(value)
