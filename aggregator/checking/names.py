"""The names in a sentence, for scripts and languages that write names, and little else, large."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.matching.stopwords import STOP_WORDS
from aggregator.matching.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection

# These write all nouns large: a name shows by standing beside another, or in a place's place.
_NOUNS_LARGE = frozenset({"de", "lb"})
_PLACED = frozenset("in aus nach bei von".split())
_TOKEN = re.compile(r"[^\W\d_](?:[\w’'.-]*\w)?")
_POSSESSIVE = re.compile(r"['’]s$")
_CALENDAR = frozenset(
    """january february march april may june july august september october november december jan
    feb mar apr jun jul aug sept oct nov dec monday tuesday wednesday thursday friday saturday
    sunday mr mrs ms dr januar februar märz mai juni juli oktober dezember montag dienstag mittwoch
    donnerstag freitag samstag sonntag herr frau""".split()
)
TITLES = frozenset(
    """president minister premier chancellor governor mayor general gen colonel captain admiral
    secretary senator representative judge justice king queen prince princess pope bishop director
    chairman chief professor doctor lord lady sir madame monsieur señor señora présidente
    presidente presidenta ministro ministra""".split()
)
"""Words that stand large before a name and are none."""
_JOINS = re.compile(r"\s(?:(?:de|del|di|da|do|van|von|der|bin|al|of|el|la|le)\s)?")
_OPENING = " \"'“„«»›‹(–—-"
_LEAST = 3  # letters
_STEM = 4


@dataclass(frozen=True, slots=True)
class Name:
    """Large words that stand together.

    Attributes:
        words: folded.
        text: as written.
        start, end: where it stands.
        is_sure: that it is a name; else it tells only where another name stands in its place.
    """

    words: tuple[str, ...]
    text: str
    start: int
    end: int
    is_sure: bool = True

    @property
    def last(self) -> str:
        return self.words[-1]


def names_of(sentence: str, language: str, known: Collection[str] = ()) -> list[Name]:
    """The names in a sentence; at its start only words that are known to be names.

    Args:
        known: folded words that stand large within other sentences.
    """
    code = re.split("[-_]", language.lower(), maxsplit=1)[0]
    if code in _NOUNS_LARGE:
        return _among_nouns(sentence, code)
    tokens = list(_TOKEN.finditer(sentence))
    large = [token for token in tokens if token.group()[0].isupper()]
    longer = [token.group() for token in tokens if len(token.group()) >= _STEM]
    if len(longer) >= _STEM and all(word[0].isupper() for word in longer):
        return []  # a headline in title case: large letters say nothing
    stops = STOP_WORDS.get(code, frozenset())
    found: list[Name] = []
    for token in large:
        word = fold(_POSSESSIVE.sub("", token.group())).replace(".", "")
        is_first = not any(char.isalnum() for char in _clause(sentence, token.start()))
        if (
            word in stops
            or word in _CALENDAR
            or (len(word) < _LEAST and not token.group().isupper())
        ):
            continue
        if is_first and word not in known:
            continue
        before = found[-1] if found else None
        if before is not None and _JOINS.fullmatch(sentence, before.end, token.start()):
            text = sentence[before.start : token.end()]
            found[-1] = Name((*before.words, word), text, before.start, token.end())
        else:
            found.append(Name((word,), token.group(), token.start(), token.end()))
    return found


def _among_nouns(sentence: str, code: str) -> list[Name]:
    """Large words side by side, of which the last two are a name; and one word behind "in"."""
    stops = STOP_WORDS.get(code, frozenset())
    runs: list[list[re.Match[str]]] = []
    places: list[re.Match[str]] = []
    before: re.Match[str] | None = None
    for token in _TOKEN.finditer(sentence):
        word = token.group()
        is_large = word[0].isupper() and fold(word) not in stops and fold(word) not in _CALENDAR
        if is_large:
            is_beside = before is not None and sentence[before.end() : token.start()] == " "
            if is_beside and runs and runs[-1][-1] is before:
                runs[-1].append(token)
            else:
                runs.append([token])
            if is_beside and before is not None and fold(before.group()) in _PLACED:
                places.append(token)
        before = token
    found = []
    for run in runs:
        if len(run) > 1:
            name = run[-2:]
            at_start = len(run) == 2 and not sentence[: run[0].start()].strip(_OPENING)  # noqa: PLR2004 - first and last
            words = tuple(fold(token.group()) for token in name)
            start, end = name[0].start(), name[1].end()
            found.append(Name(words, sentence[start:end], start, end, not at_start))
        elif run[0] in places:
            word = run[0].group()
            found.append(Name((fold(word),), word, run[0].start(), run[0].end(), is_sure=False))
    return found


def _clause(sentence: str, at: int) -> str:
    """What stands before a word in its sentence or quotation."""
    start = max((sentence.rfind(mark, 0, at) for mark in '“"«„:'), default=-1)
    return sentence[start + 1 : at]


def same_word(one: str, other: str) -> bool:
    """Whether two words can be forms of one name: Japan, Japanese; Velmora, Velmoran."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    stem = max(_STEM, round(0.7 * len(short)))
    return len(short) >= _STEM and long.startswith(short[:stem]) and len(long) - len(short) <= 4  # noqa: PLR2004 - an ending


def initials(text: str) -> set[str]:
    """The acronyms that the large words of a text make: ``United States`` gives ``us``."""
    words = [token.group() for token in _TOKEN.finditer(text)]
    found = set()
    for size in (2, 3, 4, 5):
        for at in range(len(words) - size + 1):
            group = words[at : at + size]
            if all(word[0].isupper() for word in group):
                found.add("".join(word[0] for word in group).lower())
    return found
