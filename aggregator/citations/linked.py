"""Sources that are links: what the address says, what its words say, and what stands beside it."""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.citations.items import (
    CONTRIBUTOR,
    DELIMITER,
    LEADING_AND,
    LIST_MARK,
    TAIL_DELIMITER,
    Item,
)
from aggregator.citations.names import host_of
from aggregator.citations.phrases import AFTER
from aggregator.citations.wording import (
    MARKS,
    clean_headline,
    is_headline,
    is_host,
    outlet_like,
    without_date,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aggregator.citations.items import ItemReader
    from aggregator.citations.lines import Line
    from aggregator.citations.outlet_table import Known

_GENERIC_ANCHOR = re.compile(
    r"\W*(?:(?:the )?(?:source|link|original|article|full (?:story|article|report)|original (?:article|story|post|source)|here|read(?: more)?|more|quelle|lien|"
    r"fuente|fonte|источник|来源|來源|原文|链接|出典|story|report|web|url|via|\d{1,4}|\^|↗|→)\W*)+",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:on|about|:|[–—-]|'s|’s)\s+")


_HEADLINE_BEHIND = re.compile(r"\s?(?:[:：]|\s[–—])\s([^:：|·•]{8,300}[^.;,])$")


class LinkReader:
    """Reads the sources that links stand for."""

    def __init__(self, items: ItemReader) -> None:
        self.items = items

    def link(self, anchor: str, url: str) -> Item | None:
        """The source that a link stands for, by its address and its words."""
        if not self.items.is_outward(url):
            return None
        known = self.items.table.by_url(url)
        host = host_of(url)
        anchor = anchor.strip(MARKS)
        if not anchor or "://" in anchor or is_host(anchor) or _GENERIC_ANCHOR.fullmatch(anchor):
            return Item(known.title if known else host, known, url=url)
        name, named = self.items.name(anchor)
        if named is not None:
            # Where the words and the address disagree, the words are the citation.
            return Item(name, named, url=url)
        words, date = without_date(anchor)
        affix = self._affix(words, url, known)
        if affix is not None:
            return replace(affix, published=date, url=url)
        if is_headline(anchor):
            return Item(known.title if known else host, known, clean_headline(anchor), url)
        return Item(known.title if known else host, known, url=url)

    def _affix(self, words: str, url: str, known: Known | None) -> Item | None:
        """An outlet's name before or after the headline in an anchor, sure by its address."""
        labels = {_letters(label) for label in host_of(url).split(".")[:-1]}

        def fits(text: str) -> bool:
            letters = _letters(text)
            # One letter would fit anything.
            if len(letters) > 1 and not labels.isdisjoint((letters, letters.removeprefix("the"))):
                return True
            named = self.items.name(text)[1]
            return named is not None and named == known

        if fits(words):
            return Item(words, known)
        for pattern in (TAIL_DELIMITER, DELIMITER):
            matches = list(pattern.finditer(words))[-8:]
            for match in reversed(matches):
                if fits(words[match.end() :]):
                    return Item(
                        words[match.end() :].strip(), known, clean_headline(words[: match.start()])
                    )
        return _leading(words, fits, known)

    def links(self, line: Line) -> Iterator[Item]:
        """The sources in a labelled line with links: each link with the words beside it."""
        bounds = [0, *(end for _, end, _ in line.links)]
        for number, (start, end, url) in enumerate(line.links):
            item = self.link(line.text[start:end], url)
            before = line.text[bounds[number] : start]
            stop = line.links[number + 1][0] if number + 1 < len(line.links) else len(line.text)
            after = line.text[end:stop]
            yield from (replace(i, at=bounds[number]) for i in self._between(before, last=False))
            if item is not None:
                yield replace(self._beside(item, line.text[start:end], before, after), at=start)
            if number + 1 == len(line.links):
                rest = after
                if item is not None and item.headline is not None:
                    rest = LIST_MARK.split(after, maxsplit=1)[-1] if LIST_MARK.search(after) else ""
                yield from (replace(i, at=end) for i in self._between(rest, last=True))

    def _between(self, text: str, *, last: bool) -> Iterator[Item]:
        """Known outlets without a link that a list names between its links."""
        pieces = LIST_MARK.split(text)
        # What directly touches a link belongs to it.
        pieces = pieces[1:] if last else pieces[:-1]
        for piece in pieces:
            name, known = self.items.name(LEADING_AND.sub("", piece.strip()))
            if known is not None:
                yield Item(name, known)

    def _beside(self, item: Item, anchor: str, before: str, after: str) -> Item:
        """The link's source with the outlet that is written before or after it."""
        behind = _HEADLINE_BEHIND.match(after)
        if behind is not None and is_headline(behind.group(1)):
            named, known = self.items.name(anchor.strip())
            # [Outlet](address): headline
            if known is not None or outlet_like(named, strict=True):
                headline = clean_headline(behind.group(1))
                return replace(item, outlet=named, known=known or item.known, headline=headline)
        left = LIST_MARK.split(before)[-1].strip(MARKS + "(")
        left = LEADING_AND.sub("", left)
        name, known = self.items.name(left)
        anchor = anchor.strip()
        generic = _GENERIC_ANCHOR.fullmatch(anchor) is not None or "://" in anchor
        if known is not None or (
            left and is_headline(anchor) and item.known is None and outlet_like(name, strict=True)
        ):
            headline = None if generic else item.headline or clean_headline(anchor)
            return replace(item, outlet=name, known=known, headline=headline)
        right, date = without_date(
            CONTRIBUTOR.sub("", after) if not after.strip().startswith("(") else after
        )
        right = right.strip(MARKS + "()")
        name, known = self.items.name(LIST_MARK.split(right)[0].strip(MARKS + "()"))
        if known is not None and is_headline(anchor):
            return replace(
                item,
                outlet=name,
                known=known,
                headline=item.headline or clean_headline(anchor),
                published=date,
            )
        if generic and left and is_headline(left):
            cut = self.items.headline_outlet(left, unknown=False)
            if cut is not None:
                return replace(item, headline=cut.headline)
            return replace(item, headline=clean_headline(left))
        return item


def _leading(words: str, fits: Callable[[str], bool], known: Known | None) -> Item | None:
    """``The Weighty Weekly on bridges``: the outlet is as many first words as fit."""
    parts = words.split(" ")
    for count in range(min(6, len(parts) - 1), 0, -1):
        head, rest = " ".join(parts[:count]).strip(MARKS), " ".join(parts[count:])
        if not rest or not fits(head):
            continue
        if AFTER.match(f" {rest}"):
            # "the New York Times reported" is no headline, it is the attribution.
            return Item(head, known)
        about = _ABOUT.match(rest)
        if about is None and not is_headline(rest):
            # The rest of a name that the address has only in part.
            return Item(words, known)
        return Item(head, known, clean_headline(rest[about.end() :] if about else rest))
    return None


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
