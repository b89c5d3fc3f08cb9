"""Outlets that no table knows, told by what their names say: ``according to Nabari Press Agency``."""

# ruff: noqa: E501 -- the words of one language stay together on a line

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from aggregator.citations.alternatives import matches_at

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMED_SIGNS = (
    "according to",
    "reported by",
    "cited by",
    "citing",
    "per ",
    "laut ",
    "selon ",
    "según ",
    "segundo ",
    "secondo ",
    "volgens ",
    "rapporté ",
    "meldt",
    "meldet",
    "skriver",
    "reported",
    "reports",
    "said",
    "told",
    "says",
    "informó",
    "informou",
    "podał",
    "kertoo",
    "раппорте",
)
_NAMING = (
    "meldt", "meldet", "berichtet", "skriver", "melder", "rapporterar", "podaje", "podał", "pisze", "informuje", "kertoo", "told", "informó",
    "informou", "riferisce", "scrive", "écrit", "annonce", "according to", "as reported by", "reported by", "cited by", "citing", "per", "laut",
    "selon", "según", "segundo", "secondo", "volgens", "según informó", "a rapporté", "rapporte",
)  # fmt: skip
_NAMED = re.compile(
    rf"(?<!\w)(?:(?i:{'|'.join(_NAMING)}))\s(?:(?i:the|local|state|news|agency|newspaper|daily|outlet|der|die|das|el|la|le|il|o|a|l['’])\s){{0,3}}"
    r"((?:(?:[dDlL]['’])?[^\W\d_a-zà-ÿ][\w&'’.-]{0,30}\s(?:(?:of|de|du|del|la|el|and|&)\s)?){0,5}[^\W\d_a-zà-ÿ][\w&'’-]{0,30})"
)
# "…, WVUE-TV reported Sunday": an unknown name before the verb.
_NAMED_BEFORE = re.compile(
    r"(?:^|(?<=[,;.”\"]\s)|(?<=\sthe\s)|(?<=\sand\s))((?:[A-Z][\w&'’-]{0,24}\s){0,4}[A-Z][\w&'’-]{1,24})\s(?:reported|reports|wrote|writes|first reported|revealed|has learned)\b"
)
_VERBS = (" reported", " reports", " wrote", " writes", " first reported", " revealed", " has learned")  # fmt: skip
MEDIA_WORD = re.compile(
    r"\b(?:news(?!letter)\w*|\w+news|times|post|herald|tribune|gazette|journal|chronicle|press|agency|daily|weekly|observer|courier|bulletin|radio|tv|television|broadcasting|mirror|inquirer|sentinel|examiner|standard|telegraph|"
    r"zeitung|tageblatt|anzeiger|nachrichten|rundfunk|presse|kurier|merkur|journal|gazette|matin|dépêche|diario|periódico|noticias|prensa|agencia|agência|jornal|folha|corriere|gazzetta|giornale|agenzia|dagblad|nieuws|wire|omroep|rundfunk|sender|avis|tidning|posten|bladet|sanomat|gazeta|kurier|noviny|deník|tv\d?|[a-z]+-tv|[a-z]+news|news\d+)\b|(?:-TV|Times|News|Post)$",
    re.IGNORECASE,
)


def may_name_source(text: str) -> bool:
    """Whether the text has a word that such names stand beside: a cheap first look."""
    return any(map(text.lower().__contains__, _NAMED_SIGNS))


def named_sources(text: str) -> Iterator[re.Match[str]]:
    """Names that something is attributed to, each as a match whose first group is the name."""
    if not may_name_source(text):
        return iter(())
    low = text.lower()
    if len(low) == len(text):
        starts = sorted({at for word in _NAMING for at in _places(word, low)})
        named = matches_at(_NAMED, text, starts)
    else:  # a letter of two in small letters: offsets would be wrong
        named = _NAMED.finditer(text)
    if not any(map(text.__contains__, _VERBS)):
        return named
    return chain(named, _NAMED_BEFORE.finditer(text))


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
