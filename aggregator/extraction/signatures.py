"""Who signs a story below its text, on pages that say nowhere else who wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aggregator.extraction.names import introduced, may_be_full_name, split_names

if TYPE_CHECKING:
    from collections.abc import Sequence

# 云岭晚报记者 祝青禾 文/图; （记者 沈听雨）
_REPORTED = re.compile(
    r"(?:^|[\s（(〔])\w{0,10}?(?:记者|記者|撰文|作者)[\s:：/]*(?P<names>[\u4e00-\u9fff]{2,4}"
    r"(?:[\s、，]+[\u4e00-\u9fff]{2,4}){0,3})\s*(?:[）)〕／/]|文|图|$)"
)
_FEW = 2  # paragraphs, of which the last signs no story
_LONGEST = 60
_NO_SIGNATURE = re.compile(r"^[—–-]|[@\d]|[.:?!]$")  # that of a post which the story shows
_TITLED = {"en", "de"}
"""Languages whose labels and headings are capitalised as names are."""


class Signature(NamedTuple):
    """The names of those who sign, and the line in which they do."""

    names: tuple[str, ...]
    line: str


def signature(lines: Sequence[str], language: str | None) -> Signature | None:
    """Who is named alone in one of a story's last two lines: "Lê Phương", "(Por Rui Tavares)".

    Args:
        lines: the story's paragraphs.
        language: of the page; in those that capitalise labels, a name must be introduced.
    """
    for line in lines[-2:] if len(lines) > _FEW else ():
        if len(line) > _LONGEST:
            continue
        if found := _REPORTED.search(line):
            names = re.split(r"[\s　、，,·]+", found["names"])
            return Signature(tuple(filter(None, names)), line)
        bare = line.strip("()[]（）_* ")
        names = split_names(bare, language)
        titled = (language or "en")[:2] in _TITLED
        if titled and introduced(bare) == bare:
            continue
        if _NO_SIGNATURE.search(bare) or not names or not all(map(may_be_full_name, names)):
            continue
        return Signature(tuple(names), line)
    return None
