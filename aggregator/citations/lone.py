"""Lines that are nothing but a name: an outlet below its headline, domains, an agency's byline."""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.citations import phrases
from aggregator.citations.items import Found, Item
from aggregator.citations.names import host_of
from aggregator.citations.readings import MEDIA_NAME, FieldReader, is_author
from aggregator.citations.wording import clean_headline, is_headline, is_time, outlet_like

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.citations.items import ItemReader
    from aggregator.citations.lines import Line
    from aggregator.citations.outlet_table import Known

_BYLINE = re.compile(r"(?:by|von|par|por|di)\s[^\W\d_]", re.IGNORECASE)
_WRITER = re.compile(r"[–—-]{1,2}\s?[^\W\d_a-z][^,]{3,40},\s(?:in\s)?(?:the\s)?([^,]{2,50})")
_AGE = re.compile(
    r"[•·|]\s?(?:\d{1,3}\s?\w{1,8}\.?\s(?:ago|fa|temu|назад|atrás)|(?:vor|il y a|hace|há)\s\d)",
    re.IGNORECASE,
)
_AGENCY_BYLINE = re.compile(
    r"(?:by|von|par|por|di|da|от|przez|av|af|door)\s(?:the\s)?(.+?)\.?", re.IGNORECASE
)
_BYLINE_PARTS = re.compile(
    r"\s?[,/|·–—]\s?|\s-\s|\s(?:and|und|et|y|e|i|of|with|avec|mit|con|for)\s(?:the\s)?"
)
_LONGEST_BYLINE = 90
_REACH = 110  # characters, within which a word attributes
_MOST_BYLINE_PARTS = 5
_LONGEST_LINE = 400
_SHORT_DOCUMENT = 10  # lines
_LONG_SEGMENT = 6  # letters; shorter ones are languages and desks
_DOMAIN = r"(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,12}(?:\s\((?:paid|paywall(?:ed)?|free|[£$€]+|sub(?:scription)?|registration)\))?"
_DOMAINS = re.compile(rf"{_DOMAIN}(?:\s?[,;·|/]\s?{_DOMAIN})*", re.IGNORECASE)
_TRAILING_DOMAINS = re.compile(r"[.!?…”\"»)]\s+(" + _DOMAINS.pattern + r")\.?$", re.IGNORECASE)
_NOTE = re.compile(
    r"\s\((?:paid|paywall(?:ed)?|free|[£$€]+|sub(?:scription)?(?: req(?:uired|\W?d)?)?\.?|registration)\)$",
    re.IGNORECASE,
)
_BETWEEN_DOMAINS = re.compile(r"\s?[,;·|/]\s?")
_TOP_LEVEL = frozenset(
    "com org net info news de at ch fr es it nl be pl ru ua uk us eu cn jp kr in br mx ar se no dk "
    "fi cz hu gr tr il ca au nz za ie pt ro media tv press co io".split()
)
_FIELD = re.compile(r"\s?[|｜·•]\s?|\s{2,}")
_FIELD_SIGN = re.compile(r"[|｜·•]")
_WORK = re.compile(r"[\d（）「」『』()\[\],:;，、：]")  # a law, a book, a page
_READ_MORE = re.compile(
    r"\s?(?:read more|more|mehr|lire la suite|continue reading|weiterlesen|leer más)?\s?[»→>…]*$",
    re.IGNORECASE,
)


class LoneReader:
    """Reads lines that are no more than names, with the help of the lines around them."""

    def __init__(self, items: ItemReader, lines: Sequence[Line]) -> None:
        self.items = items
        self.lines = lines
        self.fields = FieldReader(items)

    def byline(self, line: Line) -> Sequence[Found]:
        """``By Reuters``, ``By Ana Ruiz, Associated Press``: an agency under its own name."""
        match = _AGENCY_BYLINE.fullmatch(line.text) if len(line.text) <= _LONGEST_BYLINE else None
        if match is None:
            return ()
        parts = [part for part in _BYLINE_PARTS.split(match.group(1)) if part.strip()]
        if len(parts) > _MOST_BYLINE_PARTS:
            return ()
        named = [self.items.name(part) for part in parts]
        return [
            Found(Item(name, known, at=max(line.text.find(name), 0)), "credit", 0.75)
            for name, known in named
            if known is not None and not known.image and (known.wire or len(parts) > 1)
        ]

    def quoted_writer(self, index: int) -> Found | None:
        """``— Ines Calvo, Financial Times`` below what was said."""
        text = self.lines[index].text
        match = _WRITER.fullmatch(text) if index and len(text) <= _LONGEST_BYLINE else None
        if match is None and index:
            return self._cited(index)
        if match is None:
            return None
        name, known = self.items.name(match.group(1))
        marked = any(text[a:b].strip(" .") == name for a, b in self.lines[index].cites)
        quoted = self.lines[index - 1].text[-1:] in '”"»“’'
        if (
            (known is None and not marked)
            or not (quoted or marked)
            or (known is not None and known.image)
        ):
            return None
        return Found(Item(name, known, at=match.start(1)), "inline", 0.65 if known else 0.5)

    def _cited(self, index: int) -> Found | None:
        """An unknown name marked as a work's below what is taken from it, and at most its day."""
        line = self.lines[index]
        if len(line.cites) != 1 or len(line.text) > _LONGEST_BYLINE or line.links:
            return None
        start, end = line.cites[0]
        name, known = self.items.name(line.text[start:end])
        rest = (line.text[:start] + line.text[end:]).strip(" –—-,.()")
        if (
            known is not None
            or (rest and not is_time(rest))
            or (is_author(name) and name[:4] != "The ")
        ):
            return None
        above = self.lines[index - 1]
        listed = above.heading or bool(above.cites) or len(above.text) < len(line.text)
        if listed or _WORK.search(name) or not outlet_like(name, strict=True):
            return None
        return Found(Item(name, at=start), "inline", 0.5)

    def domains(self, index: int) -> tuple[Sequence[Found], bool]:
        """Domains alone on a line, at its end, or in one of its fields; whether that was all."""
        line = self.lines[index]
        text = _NOTE.sub("", line.text)
        if _DOMAINS.fullmatch(text) and not line.links:
            found = self._domains(text, 0.75)
            return found, bool(found)
        trailing = _TRAILING_DOMAINS.search(text[-300:])
        if trailing is not None:
            return self._domains(trailing.group(1), 0.65), False
        fields = _FIELD.split(text) if len(text) <= _LONGEST_LINE and _in_fields(text) else []
        if len(fields) < 2:  # noqa: PLR2004 -- one field is the line itself
            return (), False
        for one in fields:
            name = _READ_MORE.sub("", one).strip()
            if _DOMAINS.fullmatch(name) and self._is_domain(name):
                first = fields[0] if is_headline(fields[0]) and one is not fields[0] else None
                headline = clean_headline(first) if first else self._headline_before(index)
                item = Item(name, self.items.name(name)[1], headline)
                return [Found(item, "headline_outlet", 0.7)], True
        return (), False

    def _domains(self, text: str, confidence: float) -> list[Found]:
        named = [_NOTE.sub("", name) for name in _BETWEEN_DOMAINS.split(text)]
        names = [name for name in named if self._is_domain(name)]
        return [
            Found(Item(name, self.items.name(name)[1]), "source_list", confidence) for name in names
        ]

    def _is_domain(self, name: str) -> bool:
        if self.items.table.by_host(name) is not None:
            return True
        return name.rsplit(".", 1)[-1].lower() in _TOP_LEVEL and self.items.is_outward(
            f"https://{name}/"
        )

    def outlet(self, index: int) -> Found | None:
        """An outlet's name alone on the line below a headline: the name and, maybe, a time."""
        line = self.lines[index]
        if len(line.text) > _LONGEST_BYLINE:
            return None
        name, known = self._named(line.text)
        return self._unknown(index) if known is None else self._known(index, name, known)

    def _known(self, index: int, name: str, known: Known) -> Found | None:
        line = self.lines[index]
        # "time" is a button, "Time" may be a magazine.
        doubtful = known.word
        if known.image or (doubtful and name.islower()):
            return None
        timed = name != line.text or (
            index + 1 < len(self.lines) and is_time(self.lines[index + 1].text)
        )
        if (doubtful and not timed and not self._listed(index)) or _leads_to_fronts(line):
            return None
        above = self.lines[index - 1].text if index else ""
        if is_byline(above):
            signed = self._headline_before(index - 1)
            if signed is not None and len(self.lines) <= _SHORT_DOCUMENT:
                return Found(Item(name, known, signed), "headline_outlet", 0.6)
            return Found(Item(name, known), "credit", 0.6)
        headline = self._headline_before(index)
        # Below a lone line of a long page an agency is the credit of the picture there.
        picture = known.wire and len(self.lines) > _SHORT_DOCUMENT and not self._listed(index)
        if picture or (headline is None and not line.links):
            return None
        return Found(Item(name, known, headline), "headline_outlet", 0.6)

    def _unknown(self, index: int) -> Found | None:
        """An unknown name with an age below a headline, as lists of stories have it."""
        text = self.lines[index].text
        bare = self.fields.bare(text) or self._bare(index)
        headline = self._headline_before(index) if bare is not None else None
        if bare is None or headline is None:
            return None
        below = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        aged = _AGE.search(text) is not None or is_time(below)
        if not aged and not self._listed(index):
            return None
        return Found(replace(bare, headline=headline), "headline_outlet", 0.5)

    def _bare(self, index: int) -> Item | None:
        """A name that says that it is an outlet's, with an age on the line below it."""
        text = self.lines[index].text
        below = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        if not is_time(below) or not outlet_like(text, strict=True) or " " not in text:
            return None
        return Item(text) if MEDIA_NAME.search(text) or text.startswith("The ") else None

    def _named(self, text: str) -> tuple[str, Known | None]:
        """The outlet that a line names, perhaps with a time: ``Mining.com – 9 November 2026``."""
        name, known = self.items.name(_FIELD.split(text)[0])
        if known is None:
            bare = self.fields.bare(text)
            if bare is not None and bare.known is not None:
                return bare.outlet, bare.known
        return name, known

    def _listed(self, index: int) -> bool:
        """Whether other outlets stand alone on lines near this one, as lists of stories have it."""
        near = [
            *range(max(index - 4, 0), index),
            *range(index + 1, min(index + 5, len(self.lines))),
        ]
        return any(self._named(self.lines[i].text[:90])[1] for i in near)

    def _headline_before(self, index: int) -> str | None:
        if not index:
            return None
        line = self.lines[index - 1]
        above = line.text
        if (
            not is_headline(above)
            or len(above) > _LONGEST_LINE
            or above.endswith((".", ":", ";", ",", "-", "–", "—"))
            or above.startswith(("(", "["))
            or _leads_elsewhere(line, self.lines[index])
            or self._attributes(above)
            or self.items.name(above)[1] is not None
        ):
            return None
        return clean_headline(above)

    def _attributes(self, text: str) -> bool:
        """Whether a line is part of a sentence: "as the Argus put it", "per the Guardian"."""
        if text[:1].islower() and text[1:2].islower():
            return True
        return any(
            (mention.end == len(text) and phrases.is_attributed(text[: mention.start][-_REACH:]))
            or phrases.is_attribution(text[mention.end :][:_REACH])
            for mention in self.items.mentions(text)
        )


def _in_fields(text: str) -> bool:
    """Whether a mark of `_FIELD` is in the text: a cheap first look."""
    return _FIELD_SIGN.search(text) is not None or "  " in text


def _leads_to_fronts(line: Line) -> bool:
    return bool(line.links) and all(is_front_page(href) for _, _, href in line.links)


def _leads_elsewhere(line: Line, other: Line) -> bool:
    """Whether two lines link to two sites."""
    hosts = {host_of(href) for _, _, href in line.links}
    return bool(hosts and other.links) and hosts.isdisjoint(
        host_of(href) for _, _, href in other.links
    )


def is_byline(text: str) -> bool:
    """Whether the line is "By" and a name."""
    return len(text) < _LONGEST_BYLINE and _BYLINE.match(text) is not None


def is_front_page(url: str) -> bool:
    """Whether the URL leads to a site or a section and not to one story."""
    segments = urlsplit(url).path.split("/")
    return not any(
        len(segment) >= _LONG_SEGMENT or any(c.isdigit() for c in segment) for segment in segments
    )
