"""Which story a citation means: candidates weighed, the decision explained, nothing forced.

A citation is resolved only to a story of the cited outlet whose headline is the quoted one but for
drift, which was published in the days before the citing document, and which no other candidate
comes near. What falls short of that is left to a person as `candidate`, with its runners-up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.citations.swaps import other_date, small_words, swapped_names
from aggregator.citations.weighing import (
    LONGEST_TEXT,
    POSSIBLE,
    SURE_REWORDED,
    address,
    is_one_story,
    weigh,
)
from aggregator.outlets import name_key
from aggregator.records import CitationState, Resolution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.citations.weighing import Weighed
    from aggregator.records import Candidate, Citation, Moment

_EXACT = 0.995
_SURE = 0.82
_UNDATED_SURE = 0.96
_COPIED = 0.9
_CREDITED_COPY = 0.75
_MARGIN = 0.04
_MOST_ALTERNATIVES = 5
_COVERED = 0.75
_ONLY_A_COPY = "another outlet carries it; the original is not among the candidates"


def resolve(  # noqa: PLR0911 -- one return a way to decide
    citation: Citation,
    candidates: Sequence[Candidate],
    *,
    document_published: Moment | None,
    document_text: str = "",
    tried: bool = True,
) -> Resolution:
    """Weigh the candidates for a citation.

    Args:
        candidates: stories and leads of the cited outlet and of others around the document's
            date; others are looked at for copies only.
        document_published: when the citing document was published.
        document_text: its text; names and numbers that a candidate shares with it break ties.
        tried: whether the places where the story could be were searched. Where they were not,
            finding nothing is ``not_tried`` and not ``not_found``.

    Returns:
        ``resolved``, ``candidate``, ``copy_only``, ``not_found`` or ``not_tried``. The state
        ``walled`` is for a caller who knows that the story's page cannot be reached.
    """
    nothing = CitationState.NOT_FOUND if tried else CitationState.NOT_TRIED
    named = _named_by_url(citation, candidates)
    if named is not None:
        return named
    if not candidates:
        return Resolution(state=nothing, explanation={"reason": "no candidates"})
    weighed = weigh(citation, candidates, document_published, document_text)
    own = [w for w in weighed if w.same_outlet and w.when != "outside"]
    direct = [w for w in own if not w.pointer]
    if citation.headline is None:
        return _by_text(own, nothing, candidates=len(candidates))
    direct = _of_same_date(citation.headline, direct)
    best = direct[0] if direct else None
    if best is not None and best.score >= POSSIBLE:
        rivals = [w for w in direct[1:] if not is_one_story(w, best)]
        margin = best.score - rivals[0].score if rivals else None
        apart = _apart(citation.headline, best, direct, document_text)
        state, reason = _judge(best, margin, document_published, apart)
        return _resolution(state, best, weighed, reason, margin)
    copy = _copy(citation, weighed)
    if copy is not None:
        return _resolution(
            CitationState.COPY_ONLY,
            copy,
            weighed,
            _ONLY_A_COPY,
            None,
        )
    pointers = [w for w in own if w.pointer and w.score >= _SURE]
    if pointers:
        return _resolution(
            CitationState.CANDIDATE,
            pointers[0],
            weighed,
            "only a link that points at the story was found",
            None,
        )
    return _none(nothing, weighed, len(candidates))


def _named_by_url(citation: Citation, candidates: Sequence[Candidate]) -> Resolution | None:
    if citation.url is None:
        return None
    wanted = address(citation.url)
    for candidate in candidates:
        if address(candidate.url) == wanted:
            return Resolution(
                state=CitationState.RESOLVED,
                chosen=candidate.key,
                score=1.0,
                explanation={"reason": "the citation gives this URL", "url": candidate.url},
            )
    return None


def _of_same_date(quoted: str, ranked: list[Weighed]) -> list[Weighed]:
    """Those with the date that the citation has, where there are any: no other rivals them."""
    near = [w for w in ranked if w.score >= POSSIBLE]
    return [w for w in near if other_date(quoted, w.title) is None] or ranked


def _judge(
    best: Weighed, margin: float | None, document_published: Moment | None, apart: str | None
) -> tuple[CitationState, str]:
    """Whether the best candidate is the story, or a person must say so."""
    doubts = (
        (margin is not None and margin < _MARGIN, "another story comes too near"),
        (best.when == "distant", "published longer before than digests cite"),
        (
            document_published is None and best.headline < _EXACT,
            "the document's date is not known",
        ),
        (best.when == "unknown" and best.headline < _UNDATED_SURE, "its date is not known"),
        (apart is not None, apart or ""),
        (
            best.headline < (_SURE if best.one_sided else SURE_REWORDED),
            "the headline differs too much to be sure",
        ),
    )
    for is_doubtful, reason in doubts:
        if is_doubtful:
            return CitationState.CANDIDATE, reason
    return CitationState.RESOLVED, "headline, outlet and date agree"


def _apart(quoted: str, best: Weighed, direct: Sequence[Weighed], document_text: str) -> str | None:
    """What says that it is another happening of the same form; None where nothing does."""
    if best.headline < _SURE:
        return None
    dates = other_date(quoted, best.title)
    if dates is not None:
        return f"it has {dates[1]} where the citation has {dates[0]}"
    if best.headline >= _EXACT:
        return None
    said = [document_text[:LONGEST_TEXT], *(title for w in direct for title in w.candidate.titles)]
    said += [text[:LONGEST_TEXT] for text in (best.candidate.text,) if text]
    ordinary = set().union(*map(small_words, said))
    names = swapped_names(quoted, best.title, ordinary)
    if names is not None:
        return f"it names {names[1]!r} where the citation has {names[0]!r}"
    return None


def _by_text(own: Sequence[Weighed], nothing: CitationState, *, candidates: int) -> Resolution:
    """An outlet cited without a headline: only the document's text can say which story."""
    ranked = sorted(
        (w for w in own if w.when == "in_window" and not w.pointer), key=lambda w: -w.text
    )
    if ranked and ranked[0].text >= _COVERED:
        margin = ranked[0].text - ranked[1].text if len(ranked) > 1 else 1.0
        if margin >= 2 * _MARGIN:
            return Resolution(
                state=CitationState.CANDIDATE,
                chosen=ranked[0].candidate.key,
                score=round(0.5 * ranked[0].text, 4),
                explanation={
                    "reason": "no headline was cited; its words are those of the text",
                    **ranked[0].explain(),
                },
                alternatives=tuple(
                    (w.candidate.key, round(0.5 * w.text, 4))
                    for w in ranked[1 : 1 + _MOST_ALTERNATIVES]
                ),
            )
    return Resolution(
        state=nothing,
        explanation={
            "reason": "no headline was cited and no story stands out",
            "candidates": candidates,
        },
        alternatives=tuple(
            (w.candidate.key, round(0.5 * w.text, 4))
            for w in ranked[:_MOST_ALTERNATIVES]
            if w.text > 0
        ),
    )


def _copy(citation: Citation, weighed: Sequence[Weighed]) -> Weighed | None:
    """Another outlet's story that is the cited one: by its headline, or by its credit."""
    for one in weighed:
        if one.same_outlet or one.pointer or one.when != "in_window":
            continue
        credited = one.candidate.copy_of is not None and _names(citation, one.candidate.copy_of)
        credited = credited or _credits(citation, one.candidate.text)
        if one.headline >= (_CREDITED_COPY if credited else _COPIED):
            return one
    return None


def _names(citation: Citation, copy_of: str) -> bool:
    keys = {name_key(citation.outlet), name_key(citation.outlet_name or "")} - {""}
    return name_key(copy_of.removeprefix("outlet:")) in keys


def _credits(citation: Citation, text: str | None) -> bool:
    """Whether the copy's text opens or closes with the cited agency: ``CITY (Reuters) -``."""
    if not text:
        return False
    edges = f"{text[:300]} {text[-300:]}"
    name = re.escape(citation.outlet)
    pattern = (
        rf"\((?:[\w ]{{0,20}}/)?{name}(?:/[\w ]{{0,20}})?\)"
        rf"|[–—-]\s?{name}\.?\s*$|(?:©|by|from)\s(?:the )?{name}\b"
    )
    return re.search(pattern, edges, re.IGNORECASE) is not None


def _resolution(
    state: CitationState,
    best: Weighed,
    weighed: Sequence[Weighed],
    reason: str,
    margin: float | None,
) -> Resolution:
    explanation: dict[str, object] = {"reason": reason, **best.explain()}
    if margin is not None:
        explanation["margin"] = round(margin, 3)
    return Resolution(
        state=state,
        chosen=best.candidate.key,
        score=best.score,
        explanation=explanation,
        alternatives=_alternatives(weighed, best),
    )


def _none(state: CitationState, weighed: Sequence[Weighed], candidates: int) -> Resolution:
    explanation: dict[str, object] = {
        "reason": "no candidate is near enough",
        "candidates": candidates,
    }
    if weighed:
        explanation["nearest"] = weighed[0].explain()
    return Resolution(
        state=state,
        score=weighed[0].score if weighed else 0.0,
        explanation=explanation,
        alternatives=_alternatives(weighed, None),
    )


def _alternatives(
    weighed: Sequence[Weighed], best: Weighed | None
) -> tuple[tuple[str, float], ...]:
    others = [w for w in weighed if best is None or w.candidate.key != best.candidate.key]
    others.sort(key=lambda w: (-w.score, not w.same_outlet))
    return tuple((w.candidate.key, w.score) for w in others[:_MOST_ALTERNATIVES] if w.score > 0)
