"""Sources that wikitext gives as templates: ``{{source|url=…|title=…|pub=…}}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.citations.items import Found, Item
from aggregator.citations.lines import Line
from aggregator.citations.names import host_of
from aggregator.citations.wikitext import source_templates
from aggregator.citations.wording import clean_headline, is_host
from aggregator.outlets import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.citations.items import ItemReader

_COMMON_IN_NAMES = frozenset("news the online daily times post world agency press tv radio".split())


class TemplateReader:
    """Reads the source templates of a line."""

    def __init__(self, items: ItemReader) -> None:
        self.items = items

    def read(self, line: Line) -> tuple[list[Found], Line]:
        """The sources of the line's templates, and what the line says beside them."""
        found: list[Found] = []
        bounds: list[tuple[int, int]] = []
        for start, end, fields in source_templates(line.text):
            item = self._item(fields, start)
            if item is not None:
                found.append(Found(item, "source_line", 0.95))
            bounds.append((start, end))
        if not bounds:
            return found, line
        words, at = "", 0
        for start, end in bounds:
            words += line.text[at:start]
            at = end
        return found, Line((words + line.text[at:]).strip(" *#"))

    def _item(self, fields: Mapping[str, str], at: int) -> Item | None:
        name, known = self.items.name(fields.get("outlet", ""))
        url = next(iter(fields.get("url", "").split()), None)
        if known is None and url:
            owner = self.items.table.by_url(url)
            if not name or is_host(name):
                name = owner.title if owner else host_of(url)
            if owner is not None and not set(telling_words(owner.title)).isdisjoint(
                telling_words(name)
            ):
                known = owner
        if not name:
            return None
        headline = clean_headline(fields.get("title", ""))
        return Item(name, known, headline, url, fields.get("date"), fields.get("author"), at)


def telling_words(name: str) -> list[str]:
    """The folded words of an outlet's name without those that many names share."""
    return [word for word in name_key(name).split() if word not in _COMMON_IN_NAMES]
