"""Links that no label introduces: which of them are sources, and of which headline."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.citations.items import Found
from aggregator.citations.linked import LinkReader
from aggregator.citations.lone import is_front_page
from aggregator.citations.names import host_of
from aggregator.citations.wording import clean_headline, is_headline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.citations.items import ItemReader
    from aggregator.citations.lines import Line

_WHOLE_HEADLINE = 4  # words
_LINK_WORDS = 2
_ALMOST_ALL = 0.8  # of a line, so that its link is all there is
_LONGEST = 400
_WHOLE_QUOTE = re.compile(r"\s?[–—-]?\s?[“\"«„]([^“”\"«»„]{8,400})[”\"»“]\.?")
_NOTE = re.compile(r"\s?\[\d{1,3}$")


class UnlabelledLinks:
    """Reads the links of running text."""

    def __init__(self, items: ItemReader) -> None:
        self.items = items
        self.links = LinkReader(items)

    def read(self, line: Line) -> Iterator[Found]:
        """The links of a line that are sources."""
        text = line.text
        length = len(text.strip(" ()[]{}<>*_.-"))
        for start, end, url in line.links:
            anchor = text[start:end]
            item = self.links.link(anchor, url)
            if item is None or (item.known is not None and item.known.image):
                continue
            alone = end - start >= _ALMOST_ALL * length
            enclosed = text[max(start - 1, 0) : start] + text[end : end + 1] in {"()", "[]", "（）"}
            # Of a site we do not know only a source in brackets or a whole headline with the
            # site's name is believed; the rest is shops and partners.
            whole = len((item.headline or "").split()) >= _WHOLE_HEADLINE
            named = whole and item.outlet != host_of(url)
            if item.known is None and not (enclosed or (alone and named)):
                continue
            if not enclosed and "://" not in anchor and is_front_page(url):
                continue
            if not (alone or enclosed) and text.endswith((".", "!", "?", ":")):
                # In a sentence the linked words are part of it and no headline.
                item = replace(item, headline=None)
            if item.headline is None and item.known and len(line.links) == 1:
                item = replace(item, headline=_before_link(text, start, end))
            yield Found(replace(item, at=start), "link", 0.8 if item.known else 0.6)


def _before_link(text: str, start: int, end: int) -> str | None:
    """The headline that a link at the line's end belongs to: ``headline [link]``."""
    before = text[:start].strip(" ([")
    quoted = _WHOLE_QUOTE.fullmatch(text[end:])
    if quoted is not None and is_headline(quoted.group(1)):
        return clean_headline(quoted.group(1))
    before = _NOTE.sub("", before)
    if text[end:].strip(" )]") or before.endswith((".", "!", "?", ":", ",")) or " – " in before:
        return None
    words = text[start:end].split()
    if len(words) > _LINK_WORDS or not is_headline(before) or len(before) > _LONGEST:
        return None
    return clean_headline(before)
