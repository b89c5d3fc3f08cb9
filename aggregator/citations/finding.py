"""All the citations of a document: its lines read in order, each in the form that fits it."""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.citations import phrases
from aggregator.citations.above import headline_above
from aggregator.citations.blocks import BlockReader
from aggregator.citations.furniture import is_furniture, is_photo_credit
from aggregator.citations.items import Found, Item, ItemReader
from aggregator.citations.labels import Label, find_labels, is_source_heading, is_source_label
from aggregator.citations.layout import rejoined
from aggregator.citations.lone import LoneReader, is_front_page
from aggregator.citations.names import NameTable, host_of, is_pointer, mixes_scripts
from aggregator.citations.prose import ProseReader
from aggregator.citations.readings import is_author
from aggregator.citations.shapes import ShapeReader, Shapes, has_neighbour
from aggregator.citations.sources import SourceReader
from aggregator.citations.templates import TemplateReader, telling_words
from aggregator.citations.unlabelled import UnlabelledLinks
from aggregator.citations.wording import DATA_SOURCE, clean_headline, is_headline, parted_headlines
from aggregator.dates import parse_moment
from aggregator.records import Citation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.citations.document import Document
    from aggregator.citations.lines import Line
    from aggregator.outlets import OutletDirectory

_LONGEST_EXCERPT = 2_500
_EXCERPT = 1_000
_LONGEST_PROSE_LIST = 400
_SHARED = re.compile(r"(.{8,300}?)\s+https?://\S+\svia\s@?[\w.]{2,40}(?:\s[\w.]+)?")
_LONGEST_NAME = 50
_VIA = 10  # letters of "via" and the marks around it
# What is named as the source of a chart publishes figures, whatever else it does.
_OWN_FIGURES = re.compile(
    r"\b(?:own|author['’]?s?['’]?|staff|our|eigene|propi[ao]s?|própri[ao]s?|nostre?|nos) (?:calculations?|estimates?|analysis|berechnung(?:en)?|elaboraci[oó]n|elaboração|elaborazion[ei]|calculs)\b|\bcompany filings\b|\b(?:staff|imf) (?:estimates|calculations)\b",
    re.IGNORECASE,
)
_CHART = re.compile(
    r"(?:chart|graph|figure|fig\.|table|infographic|map|grafiek|grafik|diagramm|tabelle|gráfico|cuadro|graphique|infographie|grafico|wykres|tabela|график|диаграмма|таблица|图表|圖表|図表)\b\s?\d{0,3}\s?[:.：]",
    re.IGNORECASE,
)
_ADDRESS_LABELS = frozenset("link links read more full story original article url".split())
_REPEATED = frozenset({"link", "source_list"})


def find_citations(
    document: Document, outlets: OutletDirectory | NameTable, *, own_outlet: str | None = None
) -> tuple[Citation, ...]:
    """Every citation in the document, in its order.

    Args:
        outlets: the declared outlets; well-known others are recognised too. Who reads many
            documents makes the table of their names once.
        own_outlet: name of the outlet whose document this is, whose mention is no citation. Taken
            from the document's URL where it is not given.

    Of a document made of parts (a feed), those of each part; a citation that a part holds twice,
    in an entry's title and again in its text, is one. Work is linear in the document's length.
    """
    table = outlets if isinstance(outlets, NameTable) else NameTable(outlets)
    if not document.parts:
        return _Finder(document, table, own_outlet).find()
    found: list[Citation] = []
    for part in document.parts:
        found += _once(_Finder(part, table, own_outlet).find())
    return tuple(found)


def _once(found: Sequence[Citation]) -> list[Citation]:
    """Without those that say again what another one of the same entry says."""
    kept: dict[tuple[str, str], Citation] = {}
    for one in found:
        key = (one.outlet, " ".join((one.headline or "").casefold().split()))
        if key not in kept:
            kept[key] = one
        elif kept[key].url is None:
            kept[key] = replace(kept[key], url=one.url)
    named = {outlet for outlet, headline in kept if headline}
    return [
        one
        for (outlet, headline), one in kept.items()
        if headline or outlet not in named or one.kind not in _REPEATED
    ]


def _without_echoes(found: Sequence[Citation]) -> Iterator[Citation]:
    """Without what only says again whose text it is.

    An agency's dateline and its copyright line are one citation, and so are a link to the story
    and the name of its site behind it.
    """
    datelined = {one.outlet for one in found if one.kind == "dateline"}
    linked = {(one.outlet, one.line) for one in found if one.kind == "link" and one.url}
    headlines = {(one.outlet, one.line): one.headline for one in found if one.kind == "originally"}
    told = {one.outlet for one in found if one.kind in _IN_BLOCKS and one.headline is not None}
    for one in found:
        if one.kind == "inline" and one.headline is None and one.outlet in told:
            continue  # the text names a source of which the block says more
        place = one.outlet, one.line
        echo = one.headline is None or is_front_page(one.url or "")
        if one.kind == "credit" and one.headline is None and one.outlet in datelined:
            continue
        if one.kind == "originally" and echo and place in linked:
            continue
        if one.kind == "link" and one.headline is None and headlines.get(place):
            yield replace(one, headline=headlines[place])
            continue
        yield one


_IN_BLOCKS = frozenset({"source_line", "source_list"})


class _Finder:
    def __init__(self, document: Document, table: NameTable, own: str | None) -> None:
        self.document = document
        own_host = host_of(document.url) if document.url else document.host or ""
        self.items = ItemReader(table, own_host)
        self.lines: Sequence[Line] = rejoined(document.lines, self.items)
        self.unlabelled = UnlabelledLinks(self.items)
        self.templates = TemplateReader(self.items)
        self.shapes = ShapeReader(self.items)
        self.sources = SourceReader(self.items)
        self.own = table.by_name(own) if own else table.by_host(own_host) if own_host else None
        self.prose = ProseReader(self.items, self.own)
        self.blocks = BlockReader(self.items, self.sources)
        self.lone = LoneReader(self.items, self.lines)
        self.found: list[Citation] = []
        self.in_block = False
        self.open_heading = False

    def find(self) -> tuple[Citation, ...]:
        shapes = Shapes(self.shapes, self.lines)
        for index, line in enumerate(self.lines):
            self._line(index, line, shapes)
        return tuple(_without_echoes(self.found))

    # -- one line ------------------------------------------------------------------------

    def _line(self, index: int, line: Line, shapes: Shapes) -> None:
        text = line.text
        if is_source_heading(text) and not line.links:
            self.in_block, self.open_heading = True, is_source_label(text)
            return
        if is_furniture(text) or is_photo_credit(text) or phrases.claims_itself(text):
            self.in_block = False
            return
        if "{{" in text:
            found, rest = self.templates.read(line)
            self._add_all(line, found)
            if rest is not line:
                self._prose(index, rest)
                return
        labels = find_labels(text)
        if labels and self._labelled(index, line, labels):
            return
        if self._in_block(line) or self._unlabelled(index, line, shapes):
            return
        self._prose(index, line)

    def _in_block(self, line: Line) -> bool:
        """Read a line below a label; False where the block has ended, or there is none."""
        if self.in_block and not line.heading and not phrases.FEED_FOOTER.search(line.text):
            found = self.blocks.read(line, open_heading=self.open_heading)
            self._add_all(line, found)
            if found:
                return True
        self.in_block = False
        return False

    def _unlabelled(self, index: int, line: Line, shapes: Shapes) -> bool:
        """Read a line that is a citation by its shape; whether that was the whole line."""
        bylines = self.lone.byline(line)
        domains, whole = ((), False) if bylines else self.lone.domains(index)
        self._add_all(line, bylines or domains)
        if bylines or domains:
            return bool(bylines) or whole
        signed = self.lone.quoted_writer(index)
        if signed is not None:
            self._add(line, signed.item, signed.kind, signed.confidence)
            return True
        listed = self.shapes.fields.names(line.text) if not line.links else []
        if listed:
            self._add_all(line, [Found(item, "source_list", 0.7) for item in listed])
            return True
        several = self.sources.several(line) if not line.links else []
        if several:
            self._add_all(line, [Found(item, "headline_outlet", 0.75) for item in several])
            return True
        shape, text = shapes[index], line.text
        if (
            shape is not None
            and (shape.sure or has_neighbour(shapes, index))
            and not any(phrases.originally(text))
        ):
            item = self._linked(shape.item, line)
            self._add(line, item, "headline_outlet", 0.8 if shape.sure else 0.65)
            return True
        alone = self.lone.outlet(index)
        if alone is not None:
            self._add(line, self._linked(alone.item, line), alone.kind, alone.confidence)
        return alone is not None

    def _labelled(self, index: int, line: Line, labels: Sequence[Label]) -> bool:
        """Read what the line's labels introduce; whether that was the whole line."""
        any_found = False
        previous = self.lines[index - 1].text if index else ""
        if labels[0].first and is_photo_credit(previous) and len(line.text) < _LONGEST_PROSE_LIST:
            return not line.links and not self.sources.labelled(
                line.cut(labels[0].end), strong=False, first=True
            )
        for number, label in enumerate(labels):
            stop = labels[number + 1].start if number + 1 < len(labels) else len(line.text)
            rest = line.cut(label.end, _closing(line.text, label, stop))
            kind = "via" if label.word in {"via", "h/t", "ht", "hat tip", "vía"} else None
            whole = kind is not None and label.first and len(rest.text) < _LONGEST_NAME
            strong = label.strong or (whole and not is_author(rest.text))
            items = self.sources.labelled(rest, strong=strong, first=label.first)
            if _OWN_FIGURES.search(rest.text) or (
                len(items) == 1 and items[0].headline is None and self._is_chart(index)
            ):
                items = []
            items = [
                item
                for item in items
                if item.known or item.url or item.headline or len(items) > 1 or not is_data(item)
            ]
            if not items:
                continue
            if self._is_address(index, label, items):
                return True
            any_found = True
            alone = len(items) == 1
            for item in items:
                one = item
                if alone and item.headline is None and label.first and (label.strong or kind):
                    one = replace(item, headline=headline_above(self.lines, index, self.items))
                listed = len(items) > 1 and item.headline is None and item.url is None
                form = kind or ("source_list" if listed else "source_line")
                self._add(
                    line,
                    one,
                    form,
                    (0.95 if listed is False else 0.9) - (0 if item.known or item.url else 0.25),
                )
            if label.first and label.strong:
                self.in_block, self.open_heading = True, False
        if any_found and not labels[0].first:
            self._prose(index, line.cut(0, labels[0].start), whole=line)
        return any_found

    def _is_address(self, index: int, label: Label, items: Sequence[Item]) -> bool:
        """Whether a line only gives the address of the citation above it: ``Link: https://…``."""
        last = self.found[-1] if self.found else None
        one = items[0]
        if (
            last is None
            or last.url is not None
            or last.headline is None
            or len(items) > 1
            or one.url is None
            or one.headline is not None
            or label.word not in _ADDRESS_LABELS
            or not index
            or last.line != self.lines[index - 1].text
        ):
            return False
        owner = self.items.table.by_url(one.url)
        if owner is None or not set(telling_words(owner.title)).isdisjoint(
            telling_words(last.outlet)
        ):
            self.found[-1] = replace(last, url=one.url)
            return True
        return False

    def _is_chart(self, index: int) -> bool:
        """Whether the line, or the one above it, is the caption of figures."""
        return any(_CHART.match(self.lines[i].text) for i in (index - 1, index) if i >= 0)

    # -- prose ---------------------------------------------------------------------------

    def _says_only(self, line: Line, item: Item) -> bool:
        """Whether a line is no more than "via", the outlet's name and its address."""
        words = line.text
        for start, end, _ in line.links:
            if "://" in line.text[start:end]:
                words = words.replace(line.text[start:end], "")
        return len(words) < len(item.outlet) + _VIA

    def _prose(self, index: int, line: Line, *, whole: Line | None = None) -> None:
        """Attributions and links in running text; one that is both is one citation."""
        found = self.prose.read(line, labelled=whole is not None)
        links = list(self.unlabelled.read(line))
        merged: list[Found] = []
        for one in found:
            match = next(
                (link for link in links if _same(link.item, one.item) and one.item.url is None),
                None,
            )
            if match is not None:
                links.remove(match)
                item = replace(
                    one.item, url=match.item.url, headline=one.item.headline or match.item.headline
                )
                merged.append(replace(one, item=item))
            else:
                links = [link for link in links if link.item.url != one.item.url]
                merged.append(one)
        for one in sorted([*merged, *links], key=lambda f: f.item.at):
            item = one.item
            if (
                one.kind == "originally"
                and item.headline is None
                and self.document.title != line.text
            ):
                item = replace(item, headline=self.document.title)
            if one.kind == "via" and item.headline is None:
                shared = _SHARED.fullmatch(line.text)
                if shared is not None and is_headline(shared.group(1)):
                    item = replace(item, headline=clean_headline(shared.group(1)))
                elif self._says_only(line, item):
                    item = replace(item, headline=headline_above(self.lines, index, self.items))
            self._add(whole or line, item, one.kind, one.confidence)

    def _linked(self, item: Item, line: Line) -> Item:
        if item.url is not None:
            return item
        urls = [href for _, _, href in line.links if self.items.is_outward(href)]
        return replace(item, url=urls[0]) if len(urls) == 1 else item

    # -- the record ----------------------------------------------------------------------

    def _add_all(self, line: Line, found: Sequence[Found]) -> None:
        for one in found:
            self._add(line, one.item, one.kind, one.confidence)

    def _add(self, line: Line, item: Item | None, kind: str, confidence: float) -> None:
        if item is None or not item.outlet or self._is_own(item):
            return
        headlines = parted_headlines(item.headline) if item.headline is not None else []
        if len(headlines) > 1:
            for headline in headlines:
                self._add(line, replace(item, headline=headline), kind, confidence)
            return
        if item.known is None and mixes_scripts(item.outlet):
            confidence *= 0.5
        url = item.url
        self.found.append(
            Citation(
                outlet=item.known.title if item.known is not None else item.outlet,
                outlet_name=item.known.name if item.known is not None else None,
                headline=item.headline,
                url=url if url is None or self.items.is_outward(url) or is_pointer(url) else None,
                line=_excerpt(line.text, item.at),
                kind=kind,
                confidence=round(max(confidence, 0.05), 2),
                author=item.author,
                published=parse_moment(item.published) if item.published else None,
            )
        )

    def _is_own(self, item: Item) -> bool:
        """Whether the document names its own outlet: by the table, or as its address has it."""
        if item.known is not None:
            return self.own is not None and item.known.title == self.own.title
        letters = "".join(c for c in item.outlet.lower().removeprefix("the ") if c.isalnum())
        labels = self.items.own_host.replace("-", "").split(".")
        return letters in labels


def _closing(text: str, label: Label, stop: int) -> int:
    """Where a label's sources end: at the parenthesis that was opened before it, if one was."""
    opened = text[max(label.start - 1, 0) : label.end]
    pairs = (("(", ")"), ("（", "）"), ("【", "】"))
    for one, other in pairs:
        if one in opened:
            depth = 1
            for index in range(label.end, stop):
                depth += (text[index] == one) - (text[index] == other)
                if depth == 0:
                    return index
    bar = re.compile(r"[|｜]").search(text, label.end, stop)
    return (
        bar.start()
        if bar is not None and opened.strip()[:1] in {"", "|", "｜"} and not label.first
        else stop
    )


def is_data(item: Item) -> bool:
    """Whether what is named as a source publishes figures and no stories."""
    return DATA_SOURCE.search(item.outlet) is not None


def _same(one: Item, other: Item) -> bool:
    if one.known is not None and other.known is not None:
        return one.known.title == other.known.title
    return one.outlet.casefold() == other.outlet.casefold()


def _excerpt(text: str, at: int) -> str:
    """The line, or of a very long one the part around the citation."""
    if len(text) <= _LONGEST_EXCERPT:
        return text
    start = max(at - _EXCERPT // 2, 0)
    return text[start : start + _EXCERPT].strip()
