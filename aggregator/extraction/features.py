"""What the block scorer knows of a block: a row of numbers, and next to nothing of its words.

Form and place count: lengths, links, punctuation, where it stands, what stands beside it, what its
elements are called. So one scorer reads all languages. The choice of features follows boilerpipe
(Kohlschütter, Fankhauser & Nejdl 2010, https://doi.org/10.1145/1718487.1718542) and Web2Text
(Vogels, Ganea & Eickhoff 2018, https://arxiv.org/abs/1801.02607).
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from aggregator.extraction.blocks import PLACES, TAGS
from aggregator.extraction.lines import is_furniture
from aggregator.extraction.wording import fold

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from aggregator.extraction.blocks import Block, Context

_PROSE = 60
_MOST_LINKED = 0.4
_FAR = 30
_PUNCTUATION = re.compile(r"[，、。।؛،]")  # beside , ; and :
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ASCII = bytes(range(128))
_END = re.compile(r"[.!?…。！？।۔؟][\"'”’»」』)\]]*$")
_H1 = TAGS.index("h1")

OWN = (
    "length", "link_share", "links", "punctuation", "ends", "capitals", "digits",
    "opens_quote", "kind", "depth", "weight", "above", "above2", "lowest", "highest", "total",
    "furniture", "is_title", "in_declared", "in_summary", "repeated",
)  # fmt: skip
AROUND = (
    "length", "link_share", "kind", "ends", "total", "capitals"
)  # fmt: skip
_NEAR = (-2, -1, 1, 2)
FEATURES = (
    *OWN,
    *(f"in_{place}" for place in PLACES),
    *(f"{name}{step:+}" for step in _NEAR for name in AROUND),
    "place", "prose_before", "since_h1", "since_title", "holder_share", "grandholder_share",
    "form_share", "holder_rank", "same_holder_before", "same_holder_after", "blocks", "prose",
    "up", "down",
)  # fmt: skip
"""The columns, in order."""


def features(
    blocks: Sequence[Block], *, title: str | None, declared: str, summary: str
) -> NDArray[np.float32]:
    """One row for each block, columns as in `FEATURES`.

    Args:
        title: of the story.
        declared: the text that structured data gives, folded; empty where it gives none.
        summary: the description that the page declares, folded.
    """
    count = len(blocks)
    headline = fold(title or "")
    keys = [fold(block.text[:160]) for block in blocks]
    seen: dict[str, int] = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    values = chain.from_iterable(
        _own(block, key, seen[key], headline=headline, declared=declared, summary=summary)
        for block, key in zip(blocks, keys, strict=True)
    )
    own = np.fromiter(values, np.float32, count * len(OWN)).reshape(count, len(OWN))
    chars = np.array([len(block.text) for block in blocks], dtype=np.float32)
    in_prose = (chars >= _PROSE) & (own[:, OWN.index("link_share")] < _MOST_LINKED)
    prose = np.where(in_prose, chars, 0.0)
    total = max(1.0, float(prose.sum()))
    places = np.array([block.context.places for block in blocks], dtype=np.intp)
    inside = (places[:, None] >> np.arange(len(PLACES))) & 1
    position = np.arange(count, dtype=np.float32)
    holders = _numbered([_holder(block, 1) for block in blocks])
    holder = np.bincount(holders, prose)
    in_holder = holder[holders]
    rank = (in_holder[:, None] < np.unique(holder)[None, :]).sum(axis=1)
    before = np.cumsum(prose) - prose
    same_before = np.array(_running(holders.tolist(), prose.tolist()), dtype=np.float32)
    extra = np.stack(
        [
            position / max(1, count),
            before / total,
            _since([block.kind == _H1 for block in blocks]),
            _since([bool(headline) and key == headline for key in keys]),
            in_holder / total,
            _shares([_holder(block, 2) for block in blocks], prose) / total,
            _shares([_form(block) for block in blocks], prose) / total,
            rank.astype(np.float32),
            same_before / total,
            (in_holder - same_before - prose) / total,
            np.full(count, np.log1p(count)),
            np.full(count, np.log1p(total)),
            *_from_main(blocks, prose),
        ],
        axis=1,
    )
    return np.concatenate([own, inside, _neighbours(own), extra], axis=1).astype(np.float32)


def _own(
    block: Block, key: str, repeats: int, *, headline: str, declared: str, summary: str
) -> list[float]:
    text, context = block.text, block.context
    length = len(text)
    above = context.parent
    above2 = above.parent if above else None
    head = text[:120]
    punctuation, capitals, digits = _counts(head)
    return [
        length,
        block.linked / length,
        block.links,
        punctuation / len(head),
        _END.search(text[-6:]) is not None,
        capitals / len(head),
        digits / len(head),
        head[0] in "\"“”„«»「『'‘",
        block.kind,
        context.depth,
        context.weight,
        above.weight if above else 0.0,
        above2.weight if above2 else 0.0,
        context.lowest,
        context.highest,
        context.total,
        length <= 240 and is_furniture(text),  # noqa: PLR2004
        bool(headline) and key == headline[: len(key)] and len(key) > 5,  # noqa: PLR2004
        (key in declared) if declared else -1.0,
        (key in summary) if summary else -1.0,
        repeats,
    ]


def _counts(text: str) -> tuple[int, int, int]:
    """How many signs of punctuation, capitals and digits there are in a text.

    ASCII characters are counted as bytes, by what is left without them, which is much faster.
    """
    data = text.encode("utf-8", "surrogatepass")
    size = len(data)
    punctuation = size - len(data.translate(None, b",;:"))
    capitals = size - len(data.translate(None, _CAPITALS))
    digits = size - len(data.translate(None, b"0123456789"))
    if size > len(text):
        others = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
        punctuation += len(_PUNCTUATION.findall(others))
        capitals += sum(map(str.isupper, others))
        digits += sum(map(str.isdigit, others))
    return punctuation, capitals, digits


def _neighbours(own: NDArray[np.float32]) -> NDArray[np.float32]:
    columns = own[:, [OWN.index(name) for name in AROUND]]
    padded = np.pad(columns, ((2, 2), (0, 0)), constant_values=-1.0)
    return np.concatenate([padded[2 + step : 2 + step + len(own)] for step in _NEAR], axis=1)


def _holder(block: Block, levels: int) -> Hashable:
    """The element that holds a block's own element, so many levels up."""
    context = block.context
    if block.kind == 0:
        levels -= 1
    for _ in range(levels):
        if context.parent is not None:
            context = context.parent
    return id(context)


def _from_main(
    blocks: Sequence[Block], amounts: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How far each block is from the element that directly holds most of the amounts.

    Returns:
        levels from that element up to the first that holds both, and from there down to the block.
    """
    sums: dict[int, float] = {}
    holders: dict[int, Context] = {}
    for block, amount in zip(blocks, amounts.tolist(), strict=True):
        context = block.context
        if block.kind and context.parent is not None:
            context = context.parent
        key = id(context)
        holders[key] = context
        sums[key] = sums.get(key, 0.0) + amount
    if not sums:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    main = holders[max(sums, key=sums.__getitem__)]
    heights: dict[int, int] = {}
    above: Context | None = main
    while above is not None:
        heights[id(above)] = main.depth - above.depth
        above = above.parent
    known: dict[int, tuple[int, int]] = {}
    ways = []
    for block in blocks:
        start = context = block.context
        way = known.get(id(start))
        if way is None:
            while id(context) not in heights and context.parent is not None:
                context = context.parent
            way = heights.get(id(context), _FAR), start.depth - context.depth
            known[id(start)] = way
        ways.append(way)
    up, down = np.array(ways, dtype=np.float32).T
    return up, down


def _form(block: Block) -> Hashable:
    """What blocks of one column of text have in common: their elements' names."""
    above = block.context.parent
    return block.kind, block.context.names, above and above.names


def _numbered(keys: Sequence[Hashable]) -> NDArray[np.intp]:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)


def _shares(keys: Sequence[Hashable], amounts: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each block the sum over all blocks of its group."""
    numbers = _numbered(keys)
    sums: NDArray[np.float32] = np.bincount(numbers, amounts)[numbers].astype(np.float32)
    return sums


def _running(keys: Sequence[Hashable], amounts: Sequence[float]) -> list[float]:
    """For each block the sum over those before it of its group."""
    sums: dict[Hashable, float] = {}
    found = []
    for key, amount in zip(keys, amounts, strict=True):
        before = sums.get(key, 0.0)
        found.append(before)
        sums[key] = before + amount
    return found


def _since(marks: Sequence[bool]) -> NDArray[np.float32]:
    """How many blocks ago the last marked one was; `_FAR` where none was."""
    found = []
    since = _FAR
    for marked in marks:
        since = 0 if marked else min(_FAR, since + 1)
        found.append(since)
    return np.array(found, dtype=np.float32)
