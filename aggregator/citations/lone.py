"""Lines that are nothing but a name: an outlet below its headline, domains, an agency's byline."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.citations.items import Found, Item
from aggregator.citations.readings import FieldReader
from aggregator.citations.wording import clean_headline, is_headline, is_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.citations.items import ItemReader
    from aggregator.citations.lines import Line
    from aggregator.citations.names import Known

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
_MOST_BYLINE_PARTS = 5
_LONGEST_LINE = 400
_SHORT_DOCUMENT = 10  # lines
_LONG_SEGMENT = 6  # letters; shorter ones are languages and desks
_DOMAINS = re.compile(
    r"(?:(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,12})(?:\s?[,;·|/]\s?(?:(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,12}))*",
    re.IGNORECASE,
)
_TRAILING_DOMAINS = re.compile(r"[.!?…”\"»)]\s+(" + _DOMAINS.pattern + r")\.?$", re.IGNORECASE)
_BETWEEN_DOMAINS = re.compile(r"\s?[,;·|/]\s?")
_TOP_LEVEL = frozenset(
    "com org net info news de at ch fr es it nl be pl ru ua uk us eu cn jp kr in br mx ar se no dk "
    "fi cz hu gr tr il ca au nz za ie pt ro media tv press co io".split()
)
_FIELD = re.compile(r"\s?[|｜·•]\s?|\s{2,}")
_FIELD_SIGN = re.compile(r"[|｜·•]")
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
        if match is None or self.lines[index - 1].text[-1:] not in '”"»“’':
            return None
        name, known = self.items.name(match.group(1))
        if known is None or known.image:
            return None
        return Found(Item(name, known, at=match.start(1)), "inline", 0.65)

    def domains(self, index: int) -> tuple[Sequence[Found], bool]:
        """Domains alone on a line, at its end, or in one of its fields; whether that was all."""
        line = self.lines[index]
        text = line.text
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
        names = [name for name in _BETWEEN_DOMAINS.split(text) if self._is_domain(name)]
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
        bare = self.fields.bare(self.lines[index].text)
        headline = self._headline_before(index) if bare is not None else None
        if bare is None or headline is None:
            return None
        if _AGE.search(self.lines[index].text) is None and not self._listed(index):
            return None
        return Found(replace(bare, headline=headline), "headline_outlet", 0.5)

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
        above = self.lines[index - 1].text
        if (
            not is_headline(above)
            or len(above) > _LONGEST_LINE
            or above.endswith((".", ":", ";", ","))
        ):
            return None
        if above.startswith(("(", "[")) or self.items.name(above)[1] is not None:
            return None
        return clean_headline(above)


def _in_fields(text: str) -> bool:
    """Whether a mark of `_FIELD` is in the text: a cheap first look."""
    return _FIELD_SIGN.search(text) is not None or "  " in text


def _leads_to_fronts(line: Line) -> bool:
    return bool(line.links) and all(is_front_page(href) for _, _, href in line.links)


def is_byline(text: str) -> bool:
    """Whether the line is "By" and a name."""
    return len(text) < _LONGEST_BYLINE and _BYLINE.match(text) is not None


def is_front_page(url: str) -> bool:
    """Whether the URL leads to a site or a section and not to one story."""
    segments = urlsplit(url).path.split("/")
    return not any(
        len(segment) >= _LONG_SEGMENT or any(c.isdigit() for c in segment) for segment in segments
    )
