"""The forms that a name takes in a sentence of its language: „der Rheinischen Post“, «Коммерсанту».

Only regular endings, and only for languages whose names are declined: German by its adjectives,
Polish and the languages in Cyrillic by case, all words of a name in the same one. A form that no
reader would write does no harm, for no text holds it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CYRILLIC = re.compile(r"[А-Яа-яЁёІіЇїЄє]")
_GERMAN = (".de", ".at", ".ch")
_POLISH = (".pl",)
_ARTICLES = frozenset("Il Lo La Le Les El Los Las O A De Der Die Das Het".split())
_LONG = 5  # letters; shorter words are articles or not declined
# Endings and what stands in their place in the genitive, dative, accusative, instrumental and
# locative; the first that fits.
_RUSSIAN_CASES = (
    ("ская", "ской ской скую ской ской"),
    ("ая", "ой ой ую ой ой"),
    ("яя", "ей ей юю ей ей"),
    ("ский", "ского скому ский ским ском"),
    ("ый", "ого ому ый ым ом"),
    ("ий", "его ему ий им ем"),
    ("ия", "ии ии ию ией ии"),
    ("сти", "стей стям сти стями стях"),
    ("ы", "ов ам ы ами ах"),
    ("а", "ы е у ой е"),
    ("я", "и е ю ей е"),
    ("ь", "я ю ь ем е"),
    ("", "а у  ом е"),
)
_POLISH_CASES = (
    ("ska", "skiej skiej ską ską skiej"),
    ("cka", "ckiej ckiej cką cką ckiej"),
    ("cza", "czej czej czą czą czej"),
    ("na", "nej nej ną ną nej"),
    ("lska", "lskiej lskiej lską lską lskiej"),
    ("ita", "itej itej itę itą itej"),
    ("eta", "ety ecie etę etą ecie"),
    ("yka", "yki yce ykę yką yce"),
    ("ia", "ii ii ię ią ii"),
    ("a", "y ie ę ą ie"),
    ("ek", "ka kowi ek kiem ku"),
    ("k", "ku kowi k kiem ku"),
    ("g", "gu gowi g giem gu"),
    ("", "u owi  em ie"),
)
_VOWELS = frozenset("aeiouyąęóаеёиоуыэюяіїє0123456789")


def inflected(name: str, domains: Sequence[str]) -> Iterator[str]:
    """The declined forms of a name, without itself.

    Args:
        domains: the outlet's; they tell the language of a name in Latin letters.
    """
    if "." in name or any(c.isdigit() for c in name):
        return
    words = name.split()
    if len(words) > 2 and words[0] in _ARTICLES:  # noqa: PLR2004 -- "Fatto Quotidiano", not "Monde"
        yield " ".join(words[1:])
    if _CYRILLIC.search(name):
        yield from _by_case(words, _RUSSIAN_CASES)
    elif any(domain.endswith(_POLISH) for domain in domains):
        yield from _by_case(words, _POLISH_CASES)
    elif any(domain.endswith(_GERMAN) for domain in domains):
        weak = [
            f"{w}n" if len(w) >= _LONG and w.endswith("e") and w[0].isupper() else w for w in words
        ]
        if weak != words and len(words) > 1:
            yield " ".join(weak)


def _by_case(words: Sequence[str], cases: Sequence[tuple[str, str]]) -> Iterator[str]:
    if len(words) > 3 or any(word.isupper() for word in words):  # noqa: PLR2004 -- longer ones are quoted as they are
        return
    declined = [_declined(word, cases) for word in words]
    for forms in zip(*declined, strict=True):
        form = " ".join(forms)
        if form != " ".join(words):
            yield form


def _declined(word: str, cases: Sequence[tuple[str, str]]) -> list[str]:
    for ending, forms in cases:
        if word.endswith(ending) and (ending or word[-1].lower() not in _VOWELS):
            stem = word[: len(word) - len(ending)]
            return [stem + (form or ending) for form in forms.split(" ")]
    return [word] * len(cases[0][1].split(" "))
