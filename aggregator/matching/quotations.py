"""Which of two stories quotes the other, and what: for texts that share a passage and no more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aggregator.matching.comparison import in_shared_shingles, longest_run
from aggregator.matching.families import QUOTES
from aggregator.matching.text import tokens

if TYPE_CHECKING:
    from collections.abc import Collection

    from aggregator.matching.comparison import Wording
    from aggregator.matching.families import TextRecord
    from aggregator.matching.fingerprints import Flags

_MIN_WORDS = 8  # in one piece between quotation marks
_MIN_UNMARKED = 16  # without them: names and standing phrases have up to a dozen
_CHARACTERS = 2  # for each of these words in scripts without spaces
_MARKED = 0.5  # share of a passage between quotation marks that makes it a quotation
_LONGEST = 60  # words of a passage that are kept
# A word with the marks that join its parts, which folding drops.
_WORD = re.compile("[^\\W_]+(?:['’‘ʼ`´\u00ad\u200b\u200c\u200d\u2060\ufeff]+[^\\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A passage of one story that stands in another.

    Attributes:
        story: key of the story that quotes.
        quoted: key of the story that had it: the one that says it in its own voice where the
            other one has it between quotation marks, otherwise the earlier one.
        passage: the longest piece that both have, as the quoting story writes it, cut short.
        words: of the quoting story that stand in the other in runs of five or more; of scripts
            without spaces, characters in runs of eight.
        share: these, as a share of the quoting story's words.
        is_marked: whether the quoting story has most of them between quotation marks. Where
            neither has, a passage is at least twice as long.
    """

    story: int
    quoted: int
    passage: str
    words: int
    share: float
    is_marked: bool


def find_quotation(
    one: TextRecord, other: TextRecord, *, furniture: Collection[int] = ()
) -> Quotation | None:
    """What one of two stories, neither of them a copy, quotes of the other; None where nothing.

    To be asked about stories of which `aggregator.matching.relate` says `QUOTES`.

    Args:
        furniture: hashes of the first story's sketch that are page furniture.
    """
    here, there = in_shared_shingles(one.wording, other.wording)
    here &= ~one.wording.furniture(furniture)
    start, end = longest_run(here)
    marked, marked_there = _marked(one.wording, here), _marked(other.wording, there)
    least = _MIN_WORDS if marked or marked_there else _MIN_UNMARKED
    if end - start < least * (_CHARACTERS if one.wording.is_unspaced else 1):
        return None
    if max(here.mean(), there.mean()) < QUOTES:
        return None
    is_ours = marked if marked != marked_there else _order(one) > _order(other)
    if not is_ours:
        one, other, here, marked = other, one, there, marked_there
        start, end = longest_run(here)
    return Quotation(
        story=one.key,
        quoted=other.key,
        passage=_written(one.wording, start, min(end, start + _LONGEST)),
        words=int(here.sum()),
        share=float(here.mean()),
        is_marked=marked,
    )


def _marked(wording: Wording, shared: Flags) -> bool:
    return bool((wording.quoted & shared).sum() >= _MARKED * max(1, int(shared.sum())))


def _order(record: TextRecord) -> tuple[datetime, int]:
    return record.published or datetime.max.replace(tzinfo=UTC), record.key


def _written(wording: Wording, start: int, end: int) -> str:
    """Some words of a text as it writes them; folded where its typography hides their places."""
    if wording.is_unspaced:
        return "".join(tokens(wording.text)[start:end])
    places = [found.span() for found in _WORD.finditer(wording.text)]
    if len(places) == len(wording):
        return " ".join(wording.text[places[start][0] : places[end - 1][1]].split())
    return " ".join(tokens(wording.text)[start:end])
