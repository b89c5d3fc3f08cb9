"""A line below a label: another source of the block that the label opened, or the block's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.citations.items import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.citations.items import Item, ItemReader
    from aggregator.citations.lines import Line
    from aggregator.citations.sources import SourceReader

_LONGEST_LIST = 400


class BlockReader:
    """Reads the lines of a block of sources."""

    def __init__(self, items: ItemReader, sources: SourceReader) -> None:
        self.items = items
        self.sources = sources

    def read(self, line: Line, *, open_heading: bool) -> Sequence[Found]:
        """The sources on a further line; none where the block has ended.

        Args:
            open_heading: whether a heading that says "Sources" opened it, so that unknown names
                count.
        """
        outward = [link for link in line.links if self.items.is_outward(link[2])]
        if outward:
            covered = sum(end - start for start, end, _ in outward)
            if not open_heading and covered * 2 < len(line.text):
                return ()
            sources = self.sources.labelled(line, strong=True, first=True)
            return [Found(source, "source_line", 0.9) for source in sources]
        item = self._one(line.text, open_heading=open_heading)
        if item is None:
            return self._list(line.text, open_heading=open_heading)
        if item.known is not None and item.known.image:
            return ()
        return [Found(item, "source_line", 0.9 if item.known else 0.7)]

    def _one(self, text: str, *, open_heading: bool) -> Item | None:
        item = self.items.outlet_headline(text, unknown=False)
        item = item or self.items.quoted(text, unknown=open_heading)
        if item is None and "://" not in text:
            reading = self.sources.fields.read(text)
            if reading is not None and reading.item.known and reading.item.headline:
                return reading.item
        if item is None:
            loose = self.items.outlet_headline(text, unknown=True)
            if loose is not None and (open_heading or loose.outlet.isupper()):
                return loose
        return item or self.items.headline_outlet(text, unknown=False)

    def _list(self, text: str, *, open_heading: bool) -> Sequence[Found]:
        if len(text) >= _LONGEST_LIST or text.endswith((".", "!", "?")):
            return ()
        named = self.items.listed(text, strong=open_heading)
        if not open_heading and not all(item.known for item in named):
            return ()
        return [Found(item, "source_list", 0.85 if item.known else 0.6) for item in named]
