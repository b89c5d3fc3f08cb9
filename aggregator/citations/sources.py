"""What a label introduces: one source or a list of them, in whatever way they are put."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator.citations.items import Item
from aggregator.citations.linked import LinkReader
from aggregator.citations.readings import FieldReader
from aggregator.citations.wording import DATE, clean_headline, is_headline, outlet_like

if TYPE_CHECKING:
    from aggregator.citations.items import ItemReader
    from aggregator.citations.lines import Line

_LONGEST_LIST_START = 400
_LONGEST_RUN = 1_000
_APART = (" // ", " • ", " · ", "; ", " | ")
_BETWEEN = ("; ", " / ", " | ", " • ", " · ")
_DASH = re.compile(r"\s?[–—]\s|\s-{1,2}\s|:\s")
# "来源：新华网 记者：…": who wrote it and who edited it stand behind the source, and below a chart
# what drew it and what may be done with it.
_EDITED = re.compile(
    r"\s[\[(](?:edited|abridged|excerpts?|translated|updated)[^\[\]()]{0,40}[\])]$"
)
_BEHIND = re.compile(
    r"[\s　](?:本报)?(?:记者|記者|作者|文|编辑|編輯|责编|責編|责任编辑|責任編輯|校对|审核)"
    r"(?:\s?[:：]|[\s　](?=[㐀-鿿]))"
    r"|\s[•·|]\s(?:created with|made with|get the data|chart|graphic|map|embed|download"
    r"|erstellt mit)\b",
    re.IGNORECASE,
)
_ADDRESS_BEHIND = re.compile(r",?\s?[(\[<]?https?://[^\s()<>\[\]]+[)\]>]?\.?$")
# Between semicolons, save those in quotation marks.
_PIECE = re.compile(r"(?:[“«„\"][^“”«»„\"]{1,300}[”»“\"]|[^;；])+")
# "Headline" (Outlet), "Headline" (Outlet)
_QUOTED_IN_TURN = re.compile(r"[“\"«„]([^“”\"«»„]{8,300})[”\"»“],?\s?[(（]([^()（）]{2,60})[)）]")
# “Headline,” Outlet, Nov. 3, 2026; “Headline,” Outlet, Oct. 28, 2026
_DATED_IN_TURN = re.compile(
    rf"[“\"«„]([^“”\"«»„]{{8,300}}?),?[”\"»“],?\s([^“”\"«»„,;()]{{2,60}}),\s(?=(?:{DATE.pattern}))",
    re.IGNORECASE,
)


class SourceReader:
    """Reads the sources behind a label, or on a line of a block of sources."""

    def __init__(self, items: ItemReader) -> None:
        self.items = items
        self.links = LinkReader(items)
        self.fields = FieldReader(items)

    def labelled(self, rest: Line, *, strong: bool, first: bool) -> list[Item]:
        """The sources that a label introduces, in whatever way they are put."""
        behind = _BEHIND.search(rest.text) or _EDITED.search(rest.text)
        rest = rest.cut(0, behind.start()) if behind else rest
        text = rest.text
        if not text:
            return []
        outward = [link for link in rest.links if self.items.is_outward(link[2])]
        if outward:
            in_turn = self._in_turn(text, outward, strong=strong)
            return in_turn or self._linked(rest, outward, unknown=strong)
        if re.search(r"\s[|·•]\s", text):
            named = self.items.listed(text, strong=strong and first)
            if sum(item.known is not None for item in named) > 1:
                return named
        apart = self._apart(text, strong=strong) or self._in_turn(text, [], strong=strong)
        if apart:
            return apart
        if (not any(mark in text for mark in ",、،，")) or is_headline(text):
            one = self._one(text, unknown=strong and first)
            if one is not None and (one.known is None or not one.known.image):
                return [one]
        return self.items.listed(text, strong=strong and first)

    def _apart(self, text: str, *, strong: bool) -> list[Item]:
        """Sources with a mark between them, where every piece is one."""
        for cut in (*(text.split(mark) for mark in _BETWEEN), self._run_together(text)):
            pieces = [piece for piece in cut if piece.strip()]
            if len(pieces) < 2:  # noqa: PLR2004 -- one piece is the line
                continue
            several = [self._one(piece, unknown=strong) for piece in pieces]
            if any(item is not None and item.known for item in several):
                # Beside those that are known, an unknown one of the same form is believed.
                several = [
                    item or self.items.outlet_headline(piece, unknown=True)
                    for item, piece in zip(several, pieces, strict=True)
                ]
            whole = [item for item in several if item is not None]
            if len(whole) == len(pieces):
                return whole
        return []

    def _in_turn(
        self, text: str, outward: list[tuple[int, int, str]], *, strong: bool
    ) -> list[Item]:
        """``Outlet, “headline”; Outlet, “headline”; Outlet``, some of them linked."""
        found: list[Item] = []
        for match in _PIECE.finditer(text):
            start, end = match.span()
            piece = match.group().strip(" .")
            one = self._one(piece, unknown=strong)
            if one is None:
                name, known = self.items.name(piece)
                if known is None and not outlet_like(name, strict=True):
                    return []
                one = Item(name, known)
            inside = [url for at, to, url in outward if at < end and to > start]
            found.append(replace(one, at=start, url=inside[0] if len(inside) == 1 else one.url))
        quoted = sum(item.headline is not None for item in found)
        in_table = sum(item.known is not None for item in found)
        # Of one headline alone, a semicolon may be part: what stands behind it must be known.
        plain = quoted > 1 or (quoted == 1 and in_table == len(found) > 1)
        return found if plain and in_table else []

    def several(self, line: Line) -> list[Item]:
        """The citations of a line that holds more than one, each with a known outlet.

        ``Reuters: headline; FT: headline``, ``headline (Reuters) // headline (Bloomberg)``.
        """
        text = line.text
        if len(text) > _LONGEST_RUN:
            return []
        turns = list(_QUOTED_IN_TURN.finditer(text)) or list(_DATED_IN_TURN.finditer(text))
        if len(turns) > 1:
            named = [(match, *self.items.name(match.group(2))) for match in turns]
            if all(known or outlet_like(name, strict=True) for _, name, known in named):
                return [
                    Item(name, known, clean_headline(match.group(1)), at=match.start())
                    for match, name, known in named
                    if known is None or not known.image
                ]
        for mark in _APART:
            pieces = [piece.strip() for piece in text.split(mark) if piece.strip(" •·|/;")]
            if len(pieces) < 2:  # noqa: PLR2004 -- one piece is the line
                continue
            found: list[Item] = []
            for piece in pieces:
                one = self._one(piece.strip("•·| "), unknown=False)
                if one is None or one.known is None or one.headline is None:
                    break
                found.append(one)
            if len(found) == len(pieces):
                return found
        return []

    def _linked(
        self, line: Line, outward: list[tuple[int, int, str]], *, unknown: bool
    ) -> list[Item]:
        quoted = self._quoted(line, outward, unknown=unknown)
        if quoted is not None:
            return [quoted]
        if len(outward) == 1 and line.text[: outward[0][0]].strip():
            said = _ADDRESS_BEHIND.sub("", line.text)
            lone = self.items.outlet_headline(said, unknown=unknown)
            if lone is not None and lone.headline is not None and "://" not in lone.headline:
                return [replace(lone, url=outward[0][2])]
        found = [item for item in self.links.links(line) if not (item.known and item.known.image)]
        # "Reuters, https://www.reuters.com/…": the name and the address are one source.
        linked = {item.known for item in found if item.url is not None}
        return [
            item
            for item in found
            if item.url is not None or item.headline is not None or item.known not in linked
        ]

    def _quoted(
        self, line: Line, outward: list[tuple[int, int, str]], *, unknown: bool
    ) -> Item | None:
        """``Author. "Headline" — Outlet, date`` with a link on the headline."""
        if len(outward) != 1:
            return None
        start, end, url = outward[0]
        item = self.items.quoted(line.text, unknown=unknown)
        if item is None or item.headline is None:
            return None
        at = line.text.find(item.headline)
        return replace(item, url=url) if at < end and start < at + len(item.headline) else None

    def _run_together(self, text: str) -> list[str]:
        """``REUTERS – headline FT – headline``: cut before each outlet that is in capitals."""
        cuts = [
            mention.start
            for mention in self.items.mentions(text)
            if text[mention.start : mention.end].isupper() and _DASH.match(text, mention.end)
        ]
        # The article is the name's, and not the end of the headline before it.
        cuts = [at - 4 if text[max(at - 5, 0) : at] == " THE " else at for at in cuts]
        if not cuts or cuts[0] > len("THE "):
            return []
        return [text[one:other].strip() for one, other in pairwise([0, *cuts[1:], len(text)])]

    def _one(self, text: str, *, unknown: bool) -> Item | None:
        item = self.items.outlet_headline(text, unknown=False) or self.items.quoted(
            text, unknown=unknown
        )
        if item is None and not self._is_list(text):
            item = self.items.headline_outlet(text, unknown=False)
        if item is None and "://" not in text:
            reading = self.fields.read(text)
            if reading is not None and reading.item.known is not None and reading.item.headline:
                return reading.item
        if item is None and unknown:
            item = self.items.outlet_headline(text, unknown=True)
        return item

    def _is_list(self, text: str) -> bool:
        """Whether the text is a list of outlets, so that its last one does not close a headline."""
        first = re.split(r"[,、;/，；،]", text, maxsplit=1)[0]
        name, known = self.items.name(re.sub(r"\s?\([^()]{0,200}\)$", "", first))
        return known is not None or (
            len(text) < _LONGEST_LIST_START and outlet_like(name, strict=True) and "," in text
        )
