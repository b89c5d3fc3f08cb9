"""Lines that are citations without any label: ``Outlet: headline``, ``headline – Outlet``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aggregator.citations import phrases
from aggregator.citations.furniture import is_photo_credit
from aggregator.citations.items import Item, ItemReader
from aggregator.citations.lone import is_byline
from aggregator.citations.names import host_of, is_pointer
from aggregator.citations.readings import CERTAIN, MEDIA_NAME, SURE, FieldReader, is_author
from aggregator.citations.wording import (
    DATE,
    clean_headline,
    is_headline,
    is_host,
    outlet_like,
    without_date,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.citations.lines import Line
    from aggregator.citations.outlet_table import Known

_DAY_FIRST = re.compile(r"[(\[（]\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?[)\]）]\s")
_LONGEST_LINE = 2_500
_REACH = 110  # characters, within which a word attributes
_BRACKETS = frozenset("(（[［【")
_LONGEST_PROSE_LIST = 400
_LONGEST_TAIL = 70  # the longest outlet with a contributor
_SHORT_REST = 90  # outlet and date after a quoted headline
_CONTRIBUTOR = re.compile(r"\s?\(([^()]{1,30})\)\.?$")
_REFERENCE = re.compile(
    r"(?P<author>[^()]{2,120}?)\.?\s\((?P<date>(?:19|20)\d\d[^()]{0,30})\)\.\s(?P<headline>.{8,400}?)[.?!]\s"
    r"(?P<outlet>[^.]{2,60}(?:\.(?:com|org|net))?)\.(?=\s|$)"
)
# "Can a town run on goats? (Modern Farmer)", beside others that are known.
_BRACKETED_TAIL = re.compile(
    r"([^()]{12,300}[^\s.])\s\(((?!(?:Dr|Prof|Mr|Ms)\b)[A-Z][\w&’'-]+(?:\s(?:&|[A-Z][\w&’'-]+)){1,3})\)"
)
_PLACE_DAY = re.compile(
    r"[^\W\d_a-zа-я][^\d,.]{1,30},\s(?:[^\W\d_]{3,9}\.?\s\d{1,2}|\d{1,2}\.?\s[^\W\d_]{3,9}\.?)"
)
_CAPITALS_TAIL = re.compile(
    r"(?<=[a-zà-ÿ]\s)([A-Z][\w'’.-]*(?:\s(?:(?:and|of|the|&|de)\s)?[A-Z][\w'’.-]*){0,4})"
    r"$"
)
_QUOTED_BEHIND = re.compile(r"([^:：«“„\"]{2,50}?)\s?[:：]\s?[“\"«„]([^“”\"«»„]{8,300})[”\"»“][.]?")
# No sentence, and no dateline, which has its place in capitals.
_DASHED_BEHIND = re.compile(
    r"(?![^a-zà-ÿ]{2,40}\s[–—])([^:：«“„\"–—]{2,40}?)\s[–—]\s([^–—]{8,200}[^.–—])"
)
_COLON_BEHIND = re.compile(r"([^:：«“„\"–—]{2,40}?)[:：]\s([^:：–—]{8,200}[^.:：–—?])")
_COLONS_BEHIND = re.compile(r"([^:：«“„\"–—]{2,40}?)[:：]\s([^–—]{8,200}[^.:：–—])")
# TrendForce, "Headline" — https://…
_ADDRESSED = re.compile(
    r"([^“”\"«»:,]{2,60}),\s[“\"«„]([^“”\"«»„]{8,300})[”\"»“][.,]?\s?[–—-]?\s?\(?"
)
_BEFORE_LINK = re.compile(r"[\s*_]*(.{2,60}?)[*_]*\s?(?::|：|\s[–—|-])[*_]*\s?")
_NOT_BEFORE_OUTLET = frozenset(
    "about against his her its their our this that after before into over under between former new "
    "de la le der die das von".split()
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What an unlabelled line looks like on its own, before its neighbours are asked.

    Attributes:
        item: the citation it would be.
        sure: whether it needs no neighbour of the same shape.
        beside: known outlets that must be its neighbours.
        loose: whether it is too doubtful to be a neighbour that others are believed for.
    """

    item: Item
    sure: bool
    form: str
    beside: int = 1
    loose: bool = False


class ShapeReader:
    """Reads the shape of one line; whether to believe it may depend on its neighbours."""

    def __init__(self, items: ItemReader) -> None:
        self.items = items
        self.fields = FieldReader(items)

    def read(self, line: Line) -> Shape | None:
        """The first form that the line fits, None where it fits none."""
        if (line.heading and len(line.text) > _LONGEST_PROSE_LIST) or is_photo_credit(line.text):
            return None
        shape = self._front(line.text)
        if shape is None and len(line.text) <= _LONGEST_LINE:
            shape = (
                self._linked(line)
                or self._reference(line)
                or self._quoted(line.text)
                or self._back(line.text)
                or self._tail(line.text)
                or (self._unknown_front(line.text) if not line.links else None)
            )
        return self._by_fields(line, shape)

    def _by_fields(self, line: Line, shape: Shape | None) -> Shape | None:
        """The shape, or what the line's fields say where it has none or takes in too much."""
        text, url = _without_address(line)
        if "://" in text or (text[:1] in _BRACKETS and not _DAY_FIRST.match(text)):
            return shape
        reading = self.fields.read(text)
        if reading is None or reading.item.headline is None:
            return shape
        item = replace(reading.item, url=url)
        if len(line.links) > 1 or any(a <= item.at < b for a, b, _ in line.links):
            return shape  # its links say more
        believed = item.known is not None or is_host(item.outlet)
        sure = reading.score >= (SURE if believed else CERTAIN)
        if shape is None or (sure and not shape.sure):
            return Shape(item, sure=sure, form="before" if reading.first else "after")
        whole = shape.item.headline or ""
        part = item.headline or ""
        within = part in whole and len(part) < len(whole)
        before = whole[: whole.find(part)].rstrip() if within else ""
        within = within and not before.endswith((":", "："))
        same = item.known is not None and item.known == shape.item.known
        return replace(shape, item=replace(item, url=shape.item.url)) if same and within else shape

    def _front(self, text: str) -> Shape | None:
        """``Outlet: headline``."""
        if text[:1] in _BRACKETS:
            # Of "(CNN) — The dam held" only other lines can tell whether a headline follows.
            item = self.items.bracketed(text)
            if item is None or item.headline is None or item.headline[:1] in "-–—":
                return None
            return Shape(item, sure=text[0] in "[【", form="bracketed")
        item = self.items.outlet_headline(text, unknown=False)
        if item is None or not _cites(item) or item.known is None or item.headline is None:
            return None
        long = len(text) > _LONGEST_PROSE_LIST and text.count(". ") > 1
        # "AP — The dam held." is a dateline without its place.
        dateline = item.known.wire and item.headline.endswith(".")
        if dateline or long:
            return None
        ordinary = item.known.word or item.known.company
        sure = is_headline(item.headline) and not ordinary and not _speaks(item.headline)
        return Shape(item, sure=sure, form="before")

    def _unknown_front(self, text: str) -> Shape | None:
        """``Name: «headline»`` or ``Name – headline``, believed beside outlets that are known."""
        marked = _QUOTED_BEHIND.fullmatch(text) or _DASHED_BEHIND.fullmatch(text)
        match = marked or _COLON_BEHIND.fullmatch(text)
        if match is None:
            match = _COLONS_BEHIND.fullmatch(text)
            match = match if match is not None and MEDIA_NAME.search(match.group(1)) else None
        if match is None or not outlet_like(match.group(1), strict=True):
            return None
        headline = clean_headline(match.group(2))
        beside = 1 if marked or MEDIA_NAME.search(match.group(1)) else 2
        return (
            Shape(Item(match.group(1), None, headline), False, "before", beside=beside)
            if is_headline(headline)
            else None
        )

    def _named_link(self, line: Line) -> Shape | None:
        """``Outlet: linked headline``, the outlet known or the one whose site the link leads to."""
        start, end, url = line.links[0]
        addressed = _ADDRESSED.fullmatch(line.text[:start])
        if addressed is not None and line.text[start:end] == url:
            name, known = self.items.name(addressed.group(1))
            letters = "".join(c for c in name.lower() if c.isalnum())
            if known is not None or letters in host_of(url).replace("-", ""):
                headline = clean_headline(addressed.group(2))
                return Shape(Item(name, known, headline, url), sure=True, form="before")
        match = _BEFORE_LINK.fullmatch(line.text[:start])
        if match is None or line.text[end:].strip(" .") or not self.items.is_outward(url):
            return None
        name, known = self.items.name(match.group(1))
        headline = clean_headline(line.text[start:end])
        letters = "".join(c for c in name.lower() if c.isalnum())
        own = len(letters) > 3 and letters.removeprefix("the") in host_of(url).replace("-", "")  # noqa: PLR2004 -- fewer fit anything
        if not is_headline(headline) or (known is None and not own) or (known and known.image):
            return None
        return Shape(Item(name, known, headline, url), sure=True, form="before")

    def _linked(self, line: Line) -> Shape | None:
        """A linked headline with the outlet behind the link, or before it."""
        if len(line.links) != 1:
            return None
        start, end, url = line.links[0]
        if start:
            return self._named_link(line)
        behind = _CONTRIBUTOR.sub("", line.text[end:]) or line.text[end:].strip("() ")
        name, known = self.items.name(behind)
        if known is None:
            name, known = self.items.name(without_date(behind)[0])
        headline = clean_headline(line.text[start:end])
        if (
            not name
            or not is_headline(headline)
            or not (self.items.is_outward(url) or is_pointer(url))
        ):
            return None
        if known is None and not outlet_like(name, strict=True):
            return None
        # [Headline](address) (Outlet), – Outlet: nothing else stands behind a linked headline.
        apart = re.match(r"\s?(?:[(\[（]|[–—|·•]\s|-\s|,\s)", line.text[end:]) is not None
        return Shape(
            Item(name, known, headline, url), sure=known is not None or apart, form="after"
        )

    def _reference(self, line: Line) -> Shape | None:
        """``Ruiz, A. (2031, March 3). Headline. Outlet. https://…`` as APA style has it."""
        years = "(20" in line.text or "(19" in line.text
        match = _REFERENCE.match(line.text) if years else None
        if match is None:
            return None
        name, known = self.items.name(match["outlet"])
        headline = clean_headline(match["headline"])
        if known is None or known.image or not is_headline(headline):
            return None
        urls = [href for _, _, href in line.links if self.items.is_outward(href)]
        item = Item(
            name, known, headline, urls[0] if urls else None, match["date"], match["author"]
        )
        return Shape(item, sure=True, form="after")

    def _quoted(self, text: str) -> Shape | None:
        """``“Headline,” Outlet, date``."""
        item = self.items.quoted(text, unknown=False)
        if not _cites(item) or item is None:
            return None
        rest = text[item.at :]
        names_first = rest.strip(" .,–—-()").startswith(item.outlet)
        names_last = item.author is not None and rest.rstrip(" .").endswith(item.outlet)
        if (
            len(rest) < _SHORT_REST
            and (item.published or names_first or names_last)
            and "said" not in rest
        ):
            return Shape(item, sure=True, form="after")
        return None

    def _back(self, text: str) -> Shape | None:
        """``headline – Outlet``, ``headline (Outlet)``."""
        item = self.items.headline_outlet(text, unknown=False)
        if not _cites(item) or not is_headline(item.headline if item else None):
            return None
        if item is None or item.known is None or item.headline is None:
            return None
        comma = text[len(item.headline) :].lstrip('”"»').startswith(",")
        ended = item.headline.endswith((".", ";")) and not item.headline.endswith("..")
        if ended or _is_dateline(item.headline):
            return None
        if is_byline(item.headline):
            return None
        several = len(item.outlet.split()) > 1
        # "…, Reuters" may be any sentence's end; a list of such lines is a list of headlines.
        sure = not comma and (several or not item.known.word)
        return Shape(item, sure=sure, form="comma" if comma else "after")

    def _tail(self, text: str) -> Shape | None:
        """``headline Outlet`` or ``headline Outlet (contributor)`` with only a blank between."""
        contributor = _CONTRIBUTOR.search(text) if text.endswith((")", ").")) else None
        body = text[: contributor.start()] if contributor is not None else text
        if body.endswith((".", "?", "!", ":", ",", ";")):
            return None
        at = max(len(body) - _LONGEST_TAIL, 0)
        host = body.rpartition(" ")[2]
        owner = self.items.table.by_host(host) if "." in host and is_host(host) else None
        if owner is not None and not owner.image:
            return self._split(body, len(body) - len(host), owner)
        for mention in self.items.table.scan(body[at:]):
            if at + mention.end == len(body) and not mention.known.image:
                return self._split(body, at + mention.start, mention.known)
        match = _CAPITALS_TAIL.search(body[at:])
        if match is not None and contributor is not None:
            return self._split(body, at + match.start(), None)
        if (
            match is not None
            and not text.startswith(("“", '"', "«", "„"))
            and not is_author(match.group())
        ):
            # Only among others of this form that are known.
            shape = self._split(body, at + match.start(), None)
            beside = 1 if MEDIA_NAME.search(match.group()) else 2
            return replace(shape, beside=beside, loose=True) if shape is not None else None
        return self._bracketed_tail(text) if contributor is not None else None

    def _bracketed_tail(self, text: str) -> Shape | None:
        """``headline (Outlet)`` with an unknown name, believed beside others that are known."""
        match = _BRACKETED_TAIL.fullmatch(text)
        if match is None or not outlet_like(match.group(2), strict=True):
            return None
        headline = clean_headline(match.group(1))
        if not is_headline(headline) or DATE.fullmatch(match.group(2)):
            return None
        return Shape(Item(match.group(2), None, headline), sure=False, form="after", loose=True)

    def _split(self, body: str, at: int, known: Known | None) -> Shape | None:
        """A headline and the outlet that begins at an offset, unless they are one phrase."""
        head = body[:at].rstrip()
        if head.endswith((" The", " the")):
            head = head[:-4].rstrip()
        if phrases.is_attributed(f"{head[-_REACH:]} "):
            return None  # "according to a report in Der Spiegel"
        last = head.rsplit(" ", 1)[-1].lower()
        if last in _NOT_BEFORE_OUTLET or last.endswith((",", "'s", "’s")):
            return None
        headline = clean_headline(head)
        if not is_headline(headline):
            return None
        return Shape(Item(body[at:], known, headline), sure=False, form="after")


def _cites(item: Item | None) -> bool:
    return (
        item is not None
        and item.known is not None
        and not item.known.image
        and item.headline is not None
        and (item.at == 0 or is_headline(item.headline))
    )


def _without_address(line: Line) -> tuple[str, str | None]:
    """The words of a reference before the address that closes it, and that address."""
    if not line.links or "://" not in line.text:
        return line.text, None
    start, end, url = line.links[-1]
    if line.text[start:end] != url or line.text[end:].strip(" ).]"):
        return line.text, None
    return line.text[:start].rstrip(" ,;(["), url


class Shapes:
    """The shapes of a document's lines, each read when it is first asked for."""

    def __init__(self, reader: ShapeReader, lines: Sequence[Line]) -> None:
        self._reader = reader
        self._lines = lines
        self._read: dict[int, Shape | None] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, index: int) -> Shape | None:
        if index not in self._read:
            self._read[index] = self._reader.read(self._lines[index])
        return self._read[index]


def has_neighbour(shapes: Shapes, index: int) -> bool:
    """Whether a line of the same shape is within two lines, one of them of a known outlet."""
    here = shapes[index]
    near = [shapes[i] for i in range(max(index - 2, 0), min(index + 3, len(shapes))) if i != index]
    if here is None:
        return False
    alike = [
        there.item.known
        for there in near
        if there is not None and there.form == here.form and not there.loose
    ]
    # Of a question and its answer in turn, one side is always the same.
    known = {one.title for one in alike if one is not None}
    return len(known) >= here.beside or (here.item.known is not None and bool(alike))


def _speaks(headline: str) -> bool:
    """Whether "Outlet: …" opens a question of that outlet in an interview."""
    return headline.endswith("?") and len(headline.split()) > 14  # noqa: PLR2004 -- longer than headlines ask


def _is_dateline(headline: str) -> bool:
    _, day = without_date(headline.rstrip(" –—-("))
    few = len(headline.split()) <= 5  # noqa: PLR2004 -- a place and a day
    return few and (
        headline.isupper()
        or (day is not None and "," in headline)
        or _PLACE_DAY.fullmatch(headline) is not None
    )
