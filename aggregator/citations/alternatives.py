"""Long alternations of words, laid out so that a search tries few of them.

A regular expression tries the alternatives of a group one after the other. Hundreds of words by
their first letters are a few dozen tries instead of hundreds, and match the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GROUP = "(?:"
_QUANTIFIERS = frozenset("?*+{")
_STARTS_WITH_BOUNDARY = re.compile(r"(?P<before>\(\?:|\||^)\\b")


def by_letter(alternatives: str) -> str:
    """The same alternatives, grouped by the letters that they begin with.

    Those that begin with no letter of their own are kept behind the others. Two alternatives that
    begin with the same letter keep their order, so that the first that matches stays the first.

    Args:
        alternatives: the inside of a group: ``according to|citing|per``.

    Returns:
        A group: ``(?:a(?:ccording to)|c(?:iting)|p(?:er))``.
    """
    letters: dict[str, list[str]] = {}
    others: list[str] = []
    for one in _opened(alternatives):
        if one[:1].isalpha() and one[1:2] not in _QUANTIFIERS:
            letters.setdefault(one[0], []).append(one[1:])
        elif one:
            others.append(one)
    groups = [f"{letter}(?:{'|'.join(rests)})" for letter, rests in letters.items()]
    return f"(?:{'|'.join([*groups, *others])})"


def matches_at(
    pattern: re.Pattern[str], text: str, starts: Iterable[int]
) -> Iterator[re.Match[str]]:
    """What `finditer` gives of a pattern that can only begin at known offsets.

    Args:
        starts: those offsets, in order.
    """
    end = 0
    for start in starts:
        match = pattern.match(text, start) if start >= end else None
        if match is not None:
            end = match.end()
            yield match


def _opened(alternatives: str) -> Iterator[str]:
    """The alternatives; of one that begins with a group, every way to begin it."""
    for one in split(alternatives):
        end = _group_end(one)
        if end is None or one[end : end + 1] in {"*", "+", "{"}:
            yield one
            continue
        rest = one[end:].removeprefix("?")
        for inner in split(one[len(_GROUP) : end - 1]):
            yield from _opened(inner + rest)
        if rest != one[end:]:
            yield from _opened(rest)


def _group_end(alternative: str) -> int | None:
    """Where the group ends that the alternative begins with; None where it begins with none."""
    if not alternative.startswith(_GROUP):
        return None
    depth = 0
    for at, char in _outside_sets(alternative):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at + 1
    return None


def split(alternatives: str) -> list[str]:
    """The alternatives of a group, cut at the bars that stand in no group or set within it."""
    found: list[str] = []
    start = depth = 0
    for at, char in _outside_sets(alternatives):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            found.append(alternatives[start:at])
            start = at + 1
    return [*found, alternatives[start:]]


def _outside_sets(pattern: str) -> Iterator[tuple[int, str]]:
    """The characters that mean something, with their offsets: not escaped, nor in a set."""
    escaped = in_set = False
    for at, char in enumerate(pattern):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif in_set:
            in_set = char != "]"
        elif char == "[":
            in_set = True
        else:
            yield at, char


def unbounded(alternatives: str) -> str:
    r"""The alternatives without ``\b`` before them, for a search that only tries words' starts."""
    return _STARTS_WITH_BOUNDARY.sub(r"\g<before>", alternatives)
