"""Second hand: A reports that B reported that C reported."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator.citations.relations import Chain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aggregator.citations.relations import Edge, Report

_LONGEST_CHAIN = 6
_NEAR = 60  # characters between two outlets of one attribution
_CITING_WORDS = (
    r"citing|quoting|which (?:cited|quoted)|unter berufung auf|citant|citando|citado|"
    r"со ссылкой на|ссылаясь на|з посиланням на|powołując się na|援引|引述"
)
_CITING = re.compile(rf"(?<!\w)(?:{_CITING_WORDS})", re.IGNORECASE)
_CITING_END = re.compile(
    rf"(?<!\w)(?:{_CITING_WORDS})\W*(?:the |die |der |l[’'])?[\w ]{{0,24}}$", re.IGNORECASE
)


def chains_of(by_story: Mapping[int, Report], edges: Sequence[Edge]) -> list[Chain]:
    """Second-hand chains, each tail once.

    Those that follow from story to story come first, the longest of them first and then those that
    most stories hang on; after them those that a story tells itself.

    Args:
        by_story: the event's stories in the order of their times.
    """
    return [*_followed(by_story, edges), *_said(edges)]


def _followed(by_story: Mapping[int, Report], edges: Sequence[Edge]) -> list[Chain]:
    rank = {story: number for number, story in enumerate(by_story)}
    onward: dict[int, dict[tuple[int | None, str], None]] = {story: {} for story in rank}
    for edge in edges:
        # A copy says what its origin says: nobody reports there that another reported.
        if edge.inherited or edge.told_by == "copy":
            continue
        earlier = edge.cited in rank and rank[edge.cited] < rank[edge.story]
        onward[edge.story][edge.cited if earlier else None, edge.outlet] = None
    # Each way on leads to an earlier story, so that in their order all ways on are known.
    ways: dict[int, tuple[tuple[int | None, str], ...]] = {}
    for story in rank:
        best: tuple[tuple[int | None, str], ...] = ()
        for cited, outlet in onward[story]:
            way = ((cited, outlet), *(ways[cited] if cited is not None else ()))[:_LONGEST_CHAIN]
            best = max(best, way, key=len)
        ways[story] = best
    tails: dict[tuple[tuple[int | None, str], ...], list[int]] = defaultdict(list)
    for head, steps in onward.items():
        for cited, outlet in steps:
            if cited is not None and ways[cited]:
                tails[((cited, outlet), *ways[cited])[:_LONGEST_CHAIN]].append(head)
    # The end of a longer chain is said by that one already.
    said = {(steps[at][0], steps[at + 1 :]) for steps in tails for at in range(len(steps) - 1)}
    chains = [
        Chain(heads=kept, steps=steps)
        for steps, heads in tails.items()
        if (kept := tuple(head for head in heads if (head, steps) not in said))
    ]
    return sorted(chains, key=lambda chain: (-len(chain.steps), -len(chain.heads)))


def _said(edges: Sequence[Edge]) -> list[Chain]:
    """Chains that a story tells in one line: whom it cites, and whom that one cites."""
    lines: dict[tuple[int, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        if not edge.inherited:
            lines[edge.story, edge.line].append(edge)
    found: dict[tuple[tuple[int | None, str], ...], dict[int, None]] = defaultdict(dict)
    for (story, line), cited in lines.items():
        if len(cited) < 2 or not _CITING.search(line):  # noqa: PLR2004 - one cites the other
            continue
        for first, second in _relayed(line, cited):
            steps = ((first.cited, first.outlet), (second.cited, second.outlet))
            found[steps][story] = None
    chains = [Chain(heads=tuple(h), steps=steps, in_words=True) for steps, h in found.items()]
    return sorted(chains, key=lambda chain: -len(chain.heads))


def _relayed(line: str, cited: Sequence[Edge]) -> Iterator[tuple[Edge, Edge]]:
    """(Who was cited, whom that one cites) of neighbours in a line with "citing" between them."""
    folded = line.casefold()
    placed = []
    for edge in cited:
        name = edge.outlet.casefold().removeprefix("the ")
        at = folded.find(name)
        if at >= 0:
            placed.append((at, at + len(name), edge))
    placed.sort(key=lambda place: place[0])
    for (start, end, one), (after, _, other) in pairwise(placed):
        between = line[end:after]
        if len(between) > _NEAR:
            continue
        if _CITING.search(between):
            yield one, other  # "Reuters reported, citing Kyodo"
        elif _CITING_END.search(line[max(start - _NEAR, 0) : start]) and "," in between:
            yield other, one  # "Citing Kyodo, Reuters reported"
