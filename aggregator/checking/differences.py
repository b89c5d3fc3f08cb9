"""What a sentence of a digest says otherwise than the passage that is nearest to it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from aggregator.checking.names import TITLES, Name, initials, names_of, same_word
from aggregator.checking.numbers import Number, numbers_of
from aggregator.checking.polarity import Stance, is_of_many, negated_words, reads, stances
from aggregator.checking.values import Difference
from aggregator.citations.swaps import months_of, weekdays_of
from aggregator.matching.text import fold, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

_LONGEST_ACRONYM = 5
_AROUND = 3  # words on either side that say what a number counts
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_TITLE_ENDING = 5  # letters that a title shares with a longer one: Minister, Premierminister


class Differences:
    """Compares sentences with passages of one set of sources.

    Args:
        words: folded, of all the sources.
        numbers: in all the sources.
        known: folded words that are names somewhere.
        stems: the telling stems of a word.
    """

    def __init__(
        self,
        language: str,
        *,
        words: Collection[str],
        numbers: Sequence[Number],
        known: frozenset[str],
        stems: Callable[[str], Collection[str]],
    ) -> None:
        self._language = language
        self._words = words
        self._everywhere = numbers
        self._known = known
        self._stems = stems

    def between(self, sentence: str, passage: str, parts: Sequence[str]) -> tuple[Difference, ...]:
        """What the two say otherwise.

        Args:
            parts: the passage's sentences, and in front the one before it: whom a "she" may mean.
        """
        return (
            *self._numbers(sentence, passage),
            *self._dates(sentence, passage),
            *self._names(sentence, passage),
            *self._speaker(sentence, parts),
            *self._negation(sentence, passage),
        )

    def _numbers(self, sentence: str, passage: str) -> list[Difference]:
        said = numbers_of(sentence, self._language)
        if not said:
            return []
        there = numbers_of(passage, self._language)
        free = [n for n in there if not any(one.agrees(n) for one in said)]
        found = []
        for number in said:
            if any(number.agrees(other) for other in there):
                continue
            other = self._counterpart(number, sentence, free, passage)
            if other is not None:
                free.remove(other)
                found.append(Difference("number", number.text, other.text))
            elif number.kind != "date" and not any(number.agrees(n) for n in self._everywhere):
                found.append(Difference("number", number.text, None))
        return found

    def _counterpart(
        self, number: Number, sentence: str, free: Sequence[Number], passage: str
    ) -> Number | None:
        """The number of the passage that counts the same: the words beside both tell."""
        mine = _beside(sentence, number.start, number.end)
        alike = [
            other
            for other in free
            if other.kind == number.kind and mine & _beside(passage, other.start, other.end)
        ]
        if alike:
            return max(
                alike,
                key=lambda o: len(mine & _beside(passage, o.start, o.end)),
            )
        return None

    def _dates(self, sentence: str, passage: str) -> list[Difference]:
        """A month or weekday where the passage has another, and only that."""
        for read in (months_of, weekdays_of):
            said, there = read(sentence), read(passage)
            if len(said) == 1 and len(there) == 1 and said.keys() != there.keys():
                return [Difference("date", next(iter(said.values())), next(iter(there.values())))]
        return []

    def _names(self, sentence: str, passage: str) -> list[Difference]:
        words = self._words
        short = initials(sentence)
        mine = names_of(sentence, self._language, self._known)
        theirs = names_of(passage, self._language, self._known)
        found = []
        for name in mine:
            if self._is_held(name, words) or _acronym_of(name, theirs, short):
                namesake = _namesake(name, theirs, words)
                if namesake is not None:
                    found.append(Difference("name", name.text, namesake.text))
                continue
            other = _instead(name, sentence, theirs, passage, mine)
            if other is not None or name.is_sure:
                found.append(Difference("name", name.text, other.text if other else None))
        return found

    def _speaker(self, sentence: str, parts: Sequence[str]) -> list[Difference]:
        """Another person who says or does in a source what one does in the digest."""
        people = [
            name
            for name in names_of(sentence, self._language, self._known)
            if len(name.words) > 1 and self._is_held(name, self._words)
        ]
        if not people:
            return []
        mine = {stem for word in _WORD.findall(sentence) for stem in self._stems(word)}
        mine -= {stem for one in people for word in one.words for stem in self._stems(word)}
        shares = [
            len(mine & {stem for word in _WORD.findall(part) for stem in self._stems(word)})
            for part in parts[1:]
        ]
        best = max(range(len(shares)), key=lambda at: shares[at])
        said, before = parts[best + 1], parts[best]
        theirs = [
            name for name in names_of(said, self._language, self._known) if len(name.words) > 1
        ]
        if 2 * shares[best] < len(mine):
            return []
        for name in people:
            if _stands_in(name, f"{before} {said}"):
                continue
            other = _instead(name, sentence, theirs, said, people, reach=2 * _AROUND)
            if other is not None:
                return [Difference("speaker", name.text, other.text)]
        return []

    # -- negation ------------------------------------------------------------------------

    def _negation(self, sentence: str, passage: str) -> list[Difference]:
        """What one of the two affirms and the other denies."""
        if not reads(self._language):
            return []
        mine, theirs = (stances(text, self._language) for text in (sentence, passage))
        for stance in mine:
            sides = {one.affirms for one in mine if one.axis == stance.axis}
            there = [
                one
                for one in theirs
                if one.axis == stance.axis
                and (not is_of_many(stance) or _is_beside(sentence, stance, passage, one))
            ]
            if len(sides) == 1 and there and all(one.affirms != stance.affirms for one in there):
                return [Difference("negation", stance.text, there[0].text)]
        if mine and theirs:
            return []
        (said, negated), (told, negated_there) = (
            self._counted(text) for text in (sentence, passage)
        )
        opposite, alike = [], False
        for term in said.keys() & told.keys():
            mine_is, theirs_is = negated[term] == said[term], negated_there[term] == told[term]
            alike = alike or (mine_is and theirs_is)
            if mine_is != theirs_is and 0 in {negated[term], negated_there[term]}:
                opposite.append((term, mine_is))
        if not opposite or alike:
            return []
        term, is_mine = min(opposite)
        word = self._written(term, sentence)
        other = self._written(term, passage)
        return [
            Difference(
                "negation",
                f"not: {word}" if is_mine else word,
                other if is_mine else f"not: {other}",
            )
        ]

    def _counted(self, text: str) -> tuple[Counter[str], Counter[str]]:
        """How often each stem stands in a text, and how often under a negator."""
        negated = Counter(
            stem for word in negated_words(text, self._language) for stem in self._stems(word)
        )
        return Counter(stem for word in _WORD.findall(text) for stem in self._stems(word)), negated

    def _written(self, term: str, text: str) -> str:
        return next((word for word in _WORD.findall(text) if term in self._stems(word)), term)

    def _is_held(self, name: Name, words: Collection[str]) -> bool:
        """Whether its last word, or its only one, stands in some source in some form."""
        parts = [part for part in name.last.split("-") if part] or [name.last]
        return all(
            part in words or f"{part}s" in words or any(same_word(part, word) for word in words)
            for part in parts
        )


def _is_beside(sentence: str, one: Stance, passage: str, other: Stance) -> bool:
    """Whether the words around two verbs have one in common."""
    mine, theirs = (
        _beside(text, stance.start, stance.end)
        for text, stance in ((sentence, one), (passage, other))
    )
    return not mine.isdisjoint(theirs)


def _stands_in(name: Name, text: str) -> bool:
    return any(name.last == word or same_word(name.last, word) for word in tokens(text))


def _namesake(name: Name, theirs: Sequence[Name], words: Collection[str]) -> Name | None:
    """The one of the same family name and another first name, where the first name is nowhere."""
    first = name.words[0]
    if len(name.words) < 2 or first in words or first in TITLES:  # noqa: PLR2004 - first and last
        return None
    if len(first) >= _TITLE_ENDING and any(word.endswith(first) for word in words):
        return None
    for other in theirs:
        if len(other.words) > 1 and other.last == name.last and other.words[0] not in TITLES:
            return None if same_word(first, other.words[0]) else other
    return None


def _acronym_of(name: Name, theirs: Sequence[Name], short: set[str]) -> bool:
    """Whether the passage has an acronym of it, or of the words that it stands among."""
    written_out = "".join(word[0] for word in name.words)
    lone = [other.last for other in theirs if len(other.words) == 1]
    return any(
        word == written_out or (word in short and len(word) <= _LONGEST_ACRONYM) for word in lone
    )


def _instead(
    name: Name,
    sentence: str,
    theirs: Sequence[Name],
    passage: str,
    mine: Sequence[Name],
    *,
    reach: int = _AROUND,
) -> Name | None:
    """The name that stands in the passage where this one does: same first name, same neighbours."""
    said = {word for one in mine for word in one.words}
    beside = _beside(sentence, name.start, name.end, reach)
    best: tuple[int, Name] | None = None
    for other in theirs:
        if other.last in said or any(same_word(other.last, word) for word in said):
            continue
        shared = len(set(name.words[:-1]) & set(other.words[:-1])) * 2
        shared += len(beside & _beside(passage, other.start, other.end, reach))
        if shared and (best is None or shared > best[0]):
            best = (shared, other)
    return best[1] if best else None


def _beside(text: str, start: int, end: int, reach: int = _AROUND) -> set[str]:
    """Stems, roughly, of the words near a place: their first five letters."""
    before = tokens(text[max(start - 20 * reach, 0) : start])[-reach:]
    after = tokens(text[end : end + 20 * reach])[:reach]
    return {fold(word)[:5] for word in (*before, *after) if len(word) > 3 and not word.isdigit()}  # noqa: PLR2004 - short ones are function words
