"""The table of well-known outlets: their names, in all scripts, and their domains.

It stands in ``names.json``, an object a row. `keyed_rows` gives each name with what its spellings
have in common, since folding thousands of names takes a while.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from aggregator.citations.inflection import inflected
from aggregator.outlets import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"\w+")
# What sets words apart as their ASCII likes do.
_PUNCTUATION = str.maketrans("’‘“”„–—…", '\'\'"""--.')


@dataclass(frozen=True, slots=True)
class Known:
    """An outlet that a name or URL was recognised as.

    Attributes:
        title: display name.
        name: our outlet's short name, None where no spider is declared for it.
        wire: an agency whose texts others carry.
        image: an agency of photographs, which is credited but never cited.
        word: the name it was recognised by is an ordinary word ("Time", "People"): needs more
            context to be believed. No part of what the outlet is.
        company: so is a company's that is asked and speaks for itself ("Sky", "RBC"): needs a verb
            of reporting.
    """

    title: str
    name: str | None = None
    wire: bool = False
    image: bool = False
    word: bool = field(default=False, compare=False)
    company: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A well-known outlet with all its names and domains.

    Attributes:
        words: those of its names that are ordinary words, where not all are.
        companies: those that name a company which is asked and speaks for itself, too.
    """

    known: Known
    names: tuple[str, ...]
    domains: tuple[str, ...]
    words: frozenset[str] = frozenset()
    companies: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def well_known_rows() -> tuple[Row, ...]:
    raw = json.loads(files(__package__).joinpath("names.json").read_text(encoding="utf-8"))
    return tuple(
        Row(
            Known(
                row["title"],
                wire=row.get("flag") == "wire",
                image=row.get("flag") == "image",
                word=row.get("flag") == "word",
            ),
            (row["title"], *row.get("aliases", ())),
            tuple(row.get("domains", ())),
            frozenset(row.get("words", ())),
            frozenset(row.get("companies", ())),
        )
        for row in raw
    )


@lru_cache(maxsize=1)
def keyed_rows() -> tuple[tuple[Row, tuple[tuple[str, str], ...]], ...]:
    """The rows, each with its names and their keys: folding thousands of names takes a while."""
    return tuple(
        (row, tuple((key_of(name), name) for name in (*row.names, *_declined(row))))
        for row in well_known_rows()
    )


def _declined(row: Row) -> Iterator[str]:
    for name in row.names:
        if name not in row.words:
            yield from inflected(name, row.domains)


def key_of(name: str) -> str:
    """`name_key`, by a short way where the name is plain ASCII but for quotation marks."""
    name = name.translate(_PUNCTUATION)
    if not name.isascii():
        return name_key(name)
    words = _WORD.findall(name.lower())
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
