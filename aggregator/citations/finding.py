"""All the citations of a document: its lines read in order, each in the form that fits it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.citations import phrases
from aggregator.citations.furniture import is_furniture, is_photo_credit
from aggregator.citations.items import Item, ItemReader
from aggregator.citations.labels import Label, find_labels, is_source_heading, is_source_label
from aggregator.citations.names import NameTable, host_of, is_pointer, mixes_scripts
from aggregator.citations.prose import Found, ProseReader
from aggregator.citations.shapes import Shape, ShapeReader, has_neighbour
from aggregator.citations.sources import SourceReader
from aggregator.citations.wording import clean_headline, is_headline
from aggregator.dates import parse_moment
from aggregator.records import Citation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.citations.document import Document
    from aggregator.citations.lines import Line
    from aggregator.citations.names import Known
    from aggregator.outlets import OutletDirectory

_LONGEST_EXCERPT = 2_500
_EXCERPT = 1_000
_LONGEST_PROSE_LIST = 400
_BYLINE = re.compile(r"(?:by|von|par|por|di)\s[^\W\d_]", re.IGNORECASE)
_LONGEST_BYLINE = 90
_SHORT_DOCUMENT = 10  # lines
_WHOLE_HEADLINE = 4  # words
_LONG_SEGMENT = 6  # letters; shorter ones are languages and desks
_ALMOST_ALL = 0.8  # of a line, so that its link is all there is
_DOMAINS = re.compile(
    r"(?:(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,12})(?:\s?[,;·|/]\s?(?:(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,12}))*",
    re.IGNORECASE,
)
_TRAILING_DOMAINS = re.compile(r"[.!?…”\"»)]\s+(" + _DOMAINS.pattern + r")\.?$", re.IGNORECASE)
_TOP_LEVEL = frozenset(
    "com org net info news de at ch fr es it nl be pl ru ua uk us eu cn jp kr in br mx ar se no dk "
    "fi cz hu gr tr il ca au nz za ie pt ro media tv press co io".split()
)
_FIELD = re.compile(r"\s?[|｜·•]\s?|\s{2,}")
_READ_MORE = re.compile(
    r"\s?(?:read more|more|mehr|lire la suite|continue reading|weiterlesen|leer más)?\s?[»→>…]*$",
    re.IGNORECASE,
)
_WIKI_SOURCE = re.compile(r"^\{\{\s?source\b", re.IGNORECASE)
_WIKI_FIELD = re.compile(
    r"\|\s?(url|title|author|pub|publisher|date)\s?=\s?([^|{}]{0,3000})", re.IGNORECASE
)


def find_citations(
    document: Document, outlets: OutletDirectory, *, own_outlet: str | None = None
) -> tuple[Citation, ...]:
    """Every citation in the document, in its order.

    Args:
        outlets: the declared outlets; well-known others are recognised too.
        own_outlet: name of the outlet whose document this is, whose mention is no citation. Taken
            from the document's URL where it is not given.

    Work is linear in the document's length.
    """
    return _Finder(document, NameTable(outlets), own_outlet).find()


class _Finder:
    def __init__(self, document: Document, table: NameTable, own: str | None) -> None:
        self.document = document
        self.lines: Sequence[Line] = document.lines
        own_host = host_of(document.url) if document.url else ""
        self.items = ItemReader(table, own_host)
        self.shapes = ShapeReader(self.items)
        self.sources = SourceReader(self.items)
        self.own = table.by_name(own) if own else table.by_host(own_host) if own_host else None
        self.prose = ProseReader(self.items, self.own)
        self.found: list[Citation] = []
        self.in_block = False
        self.open_heading = False

    def find(self) -> tuple[Citation, ...]:
        shapes = [self.shapes.read(line) for line in self.lines]
        for index, line in enumerate(self.lines):
            self._line(index, line, shapes)
        return tuple(self.found)

    # -- one line ------------------------------------------------------------------------

    def _line(  # noqa: PLR0911 -- one return a form
        self, index: int, line: Line, shapes: Sequence[Shape | None]
    ) -> None:
        text = line.text
        if is_source_heading(text) and not line.links:
            self.in_block, self.open_heading = True, is_source_label(text)
            return
        if is_furniture(text) or is_photo_credit(text) or phrases.SELF_CLAIM.search(text[:500]):
            self.in_block = False
            return
        if _WIKI_SOURCE.match(text):
            self._add(line, self._template(line), "source_line", 0.95)
            return
        labels = find_labels(text)
        if labels and self._labelled(index, line, labels):
            return
        if self.in_block and not line.heading and self._block(line):
            return
        self.in_block = False
        if self._domains(index, line):
            return
        shape = shapes[index]
        if (
            shape is not None
            and (shape.sure or has_neighbour(shapes, index))
            and not (phrases.may_name_origin(text) and phrases.ORIGINALLY.search(text))
        ):
            self._add(
                line, self._linked(shape.item, line), "headline_outlet", 0.8 if shape.sure else 0.65
            )
            return
        if self._outlet_alone(index, line):
            return
        self._prose(line)

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
            kind = "via" if label.word in {"via", "h/t", "hat tip", "vía"} else None
            items = self.sources.labelled(rest, strong=label.strong, first=label.first)
            if not items:
                continue
            any_found = True
            alone = len(items) == 1
            for item in items:
                one = item
                if alone and item.headline is None and label.strong and label.first and index:
                    one = replace(item, headline=self._heading_above(index))
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
            self._prose(line.cut(0, labels[0].start), whole=line)
        return any_found

    def _heading_above(self, index: int) -> str | None:
        above = self.lines[index - 1]
        return above.text if above.heading and is_headline(above.text) else None

    def _block(self, line: Line) -> bool:
        """A further line under a label: another source, or the block's end."""
        text = line.text
        outward = [link for link in line.links if self.items.is_outward(link[2])]
        if outward:
            covered = sum(end - start for start, end, _ in outward)
            if self.open_heading or covered * 2 >= len(text):
                sources = self.sources.labelled(line, strong=True, first=True)
                for source in sources:
                    self._add(line, source, "source_line", 0.9)
                return bool(sources)
            return False
        item = self.items.outlet_headline(text, unknown=False) or self.items.quoted(
            text, unknown=self.open_heading
        )
        if item is None:
            loose = self.items.outlet_headline(text, unknown=True)
            if loose is not None and (self.open_heading or loose.outlet.isupper()):
                item = loose
        item = item or self.items.headline_outlet(text, unknown=False)
        if item is not None:
            if item.known is not None and item.known.image:
                return False
            self._add(line, item, "source_line", 0.9 if item.known else 0.7)
            return True
        named = (
            self.items.listed(text, strong=self.open_heading)
            if len(text) < _LONGEST_PROSE_LIST
            else []
        )
        if (
            named
            and (self.open_heading or all(i.known for i in named))
            and not text.endswith((".", "!", "?"))
        ):
            for one in named:
                self._add(line, one, "source_list", 0.85 if one.known else 0.6)
            return True
        return False

    # -- lines that are citations without a label ----------------------------------------

    def _domains(self, index: int, line: Line) -> bool:
        """Domains alone on a line, at its end, or in one of its fields."""
        text = line.text
        if _DOMAINS.fullmatch(text) and not line.links:
            names = [name for name in re.split(r"\s?[,;·|/]\s?", text) if self._is_domain(name)]
            for name in names:
                self._add(line, Item(name, self.items.name(name)[1]), "source_list", 0.75)
            return bool(names)
        trailing = _TRAILING_DOMAINS.search(text[-300:])
        if trailing is not None:
            names = [
                name
                for name in re.split(r"\s?[,;·|/]\s?", trailing.group(1))
                if self._is_domain(name)
            ]
            for name in names:
                self._add(line, Item(name, self.items.name(name)[1]), "source_list", 0.65)
            return False
        fields = _FIELD.split(text) if len(text) <= _LONGEST_PROSE_LIST else []
        if len(fields) < 2:  # noqa: PLR2004 -- one field is the line itself
            return False
        for one in fields:
            name = _READ_MORE.sub("", one).strip()
            if _DOMAINS.fullmatch(name) and self._is_domain(name):
                headline = self._headline_before(index)
                self._add(
                    line, Item(name, self.items.name(name)[1], headline), "headline_outlet", 0.7
                )
                return True
        return False

    def _is_domain(self, name: str) -> bool:
        if self.items.table.by_host(name) is not None:
            return True
        return name.rsplit(".", 1)[-1].lower() in _TOP_LEVEL and self.items.is_outward(
            f"https://{name}/"
        )

    def _outlet_alone(self, index: int, line: Line) -> bool:
        """An outlet's name alone on the line below a headline: the name and, maybe, a time."""
        if len(line.text) > _LONGEST_BYLINE:
            return False
        name, known = self.items.name(_FIELD.split(line.text)[0])
        if known is None or known.image or (known.word and not self._listed(index)):
            return False
        if line.links and all(_is_front_page(href) for _, _, href in line.links):
            return False
        above = self.lines[index - 1].text if index else ""
        if _BYLINE.match(above) and len(above) < _LONGEST_BYLINE:
            self._add(line, Item(name, known), "credit", 0.6)
            return True
        headline = self._headline_before(index)
        # Below a lone line of a long page an agency is the credit of the picture there.
        picture = known.wire and len(self.lines) > _SHORT_DOCUMENT and not self._listed(index)
        if picture or (headline is None and not line.links):
            return False
        self._add(line, self._linked(Item(name, known, headline), line), "headline_outlet", 0.6)
        return True

    def _listed(self, index: int) -> bool:
        """Whether other outlets stand alone on lines near this one, as lists of stories have it."""
        near = [
            *range(max(index - 4, 0), index),
            *range(index + 1, min(index + 5, len(self.lines))),
        ]
        return any(self.items.name(_FIELD.split(self.lines[i].text[:90])[0])[1] for i in near)

    def _headline_before(self, index: int) -> str | None:
        if not index:
            return None
        above = self.lines[index - 1].text
        if (
            not is_headline(above)
            or len(above) > _LONGEST_PROSE_LIST
            or above.endswith((".", ":", ";", ","))
        ):
            return None
        if above.startswith(("(", "[")) or self.items.name(above)[1] is not None:
            return None
        return clean_headline(above)

    # -- prose ---------------------------------------------------------------------------

    def _prose(self, line: Line, *, whole: Line | None = None) -> None:
        """Attributions and links in running text; one that is both is one citation."""
        found = self.prose.read(line, labelled=whole is not None)
        links = list(self._links(line))
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
                one.kind in {"originally", "dateline"}
                and item.headline is None
                and self.document.title != line.text
            ):
                item = replace(item, headline=self.document.title)
            self._add(whole or line, item, one.kind, one.confidence)

    def _links(self, line: Line) -> Iterator[Found]:
        text = line.text
        length = len(text.strip(" ()[]{}<>*_.-"))
        for start, end, url in line.links:
            anchor = text[start:end]
            item = self.items.link(anchor, url)
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
            if not enclosed and "://" not in anchor and _is_front_page(url):
                continue
            if not (alone or enclosed) and text.endswith((".", "!", "?", ":")):
                # In a sentence the linked words are part of it and no headline.
                item = replace(item, headline=None)
            yield Found(replace(item, at=start), "link", 0.8 if item.known else 0.6)

    def _linked(self, item: Item, line: Line) -> Item:
        if item.url is not None:
            return item
        urls = [href for _, _, href in line.links if self.items.is_outward(href)]
        return replace(item, url=urls[0]) if len(urls) == 1 else item

    def _template(self, line: Line) -> Item | None:
        """A Wikinews source template."""
        fields = {m.group(1).lower(): m.group(2).strip() for m in _WIKI_FIELD.finditer(line.text)}
        name, known = self.items.name(fields.get("pub") or fields.get("publisher") or "")
        url = fields.get("url") or None
        if not name and url:
            known = self.items.table.by_url(url)
            name = known.title if known else host_of(url)
        if not name:
            return None
        headline = clean_headline(fields.get("title", ""))
        return Item(
            name, known, headline, url, fields.get("date") or None, fields.get("author") or None
        )

    # -- the record ----------------------------------------------------------------------

    def _add(self, line: Line, item: Item | None, kind: str, confidence: float) -> None:
        if item is None or not item.outlet or self._is_own(item.known):
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

    def _is_own(self, known: Known | None) -> bool:
        return known is not None and self.own is not None and known.title == self.own.title


def _is_front_page(url: str) -> bool:
    """Whether the URL leads to a site or a section and not to one story."""
    segments = urlsplit(url).path.split("/")
    return not any(
        len(segment) >= _LONG_SEGMENT or any(c.isdigit() for c in segment) for segment in segments
    )


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
