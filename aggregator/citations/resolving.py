"""Which story a citation means: candidates weighed, the decision explained, nothing forced.

A citation is resolved only to a story of the cited outlet whose headline is the quoted one but for
drift, which was published in the days before the citing document, and which no other candidate
comes near. What falls short of that is left to a person as `candidate`, with its runners-up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.citations.headlines import (
    Headline,
    WordWeights,
    headline_similarity,
    swapped_names,
)
from aggregator.citations.names import is_pointer, well_known_names
from aggregator.outlets import name_key
from aggregator.records import CitationState, Precision, Resolution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.records import Candidate, Citation, Moment

_EXACT = 0.995
_SURE = 0.82
_UNDATED_SURE = 0.96
_POSSIBLE = 0.58
_COPIED = 0.9
_CREDITED_COPY = 0.75
_MARGIN = 0.04
_MOST_ALTERNATIVES = 5
_TEXT_BONUS = 0.04
_LONGEST_TEXT = 200_000
_COVERED = 0.75
_ONLY_A_COPY = "another outlet carries it; the original is not among the candidates"
_LONG_WORD = 4  # letters; shorter words are rarely names
_DATE_FACTOR = {"in_window": 1.0, "unknown": 0.97, "distant": 0.85, "outside": 0.2}
_WORD = re.compile(r"\w+")

# A digest cites the stories of the last days, perhaps one that its outlet dates a day later.
_BEFORE, _AFTER = timedelta(days=7), timedelta(days=1)
_FAR_BEFORE, _FAR_AFTER = timedelta(days=31), timedelta(days=3)

_URL_DATE = re.compile(
    r"(?<!\d)(20\d\d)[/-]?(0[1-9]|1[0-2]|[1-9](?=[/-]))[/-]?([0-2]\d|3[01]|[1-9](?=[/-]))(?!\d)"
)
_TRACKING = re.compile(
    r"^(?:utm_.*|fbclid|gclid|syn-.*|ref|smid|cmpid|ito|mc_cid|mc_eid|ocid|partner|ftag|source|at_.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A candidate with the parts of its score."""

    candidate: Candidate
    headline: float
    when: str
    days: float | None
    date: float
    same_outlet: bool
    pointer: bool
    text: float
    title: str

    @property
    def score(self) -> float:
        """0 to 1: the headline, less what speaks against the date, plus a little for the text."""
        return round(
            max(
                0.0,
                min(1.0, self.headline * self.date + _TEXT_BONUS * self.text * (1 - self.headline)),
            ),
            4,
        )

    def explain(self) -> dict[str, object]:
        return {
            "title": self.title,
            "url": self.candidate.url,
            "headline": round(self.headline, 3),
            "date": self.when,
            "days_before": None if self.days is None else round(self.days, 2),
            "same_outlet": self.same_outlet,
            "pointer": self.pointer,
            "shared_with_text": round(self.text, 3),
        }


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
    if citation.url is not None:
        wanted = _address(citation.url)
        for candidate in candidates:
            if _address(candidate.url) == wanted:
                return Resolution(
                    state=CitationState.RESOLVED,
                    chosen=candidate.key,
                    score=1.0,
                    explanation={"reason": "the citation gives this URL", "url": candidate.url},
                )
    if not candidates:
        return Resolution(state=nothing, explanation={"reason": "no candidates"})
    weighed = _weigh(citation, candidates, document_published, document_text)
    own = [w for w in weighed if w.same_outlet and w.when != "outside"]
    direct = [w for w in own if not w.pointer]
    if citation.headline is None:
        return _by_text(own, nothing, candidates=len(candidates))
    best = direct[0] if direct else None
    if best is not None and best.score >= _POSSIBLE:
        rivals = [
            w for w in direct[1:] if _address(w.candidate.url) != _address(best.candidate.url)
        ]
        margin = best.score - rivals[0].score if rivals else None
        state, reason = _judge(best, margin, document_published)
        swapped = swapped_names(citation.headline, best.title)
        if state is CitationState.RESOLVED and swapped is not None:
            state = CitationState.CANDIDATE
            reason = f"it names {swapped[1]!r} where the citation has {swapped[0]!r}"
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


def _judge(
    best: _Weighed, margin: float | None, document_published: Moment | None
) -> tuple[CitationState, str]:
    """Whether the best candidate is the story, or a person must say so."""
    if margin is not None and margin < _MARGIN:
        return CitationState.CANDIDATE, "another story comes too near"
    if best.when == "distant":
        return CitationState.CANDIDATE, "published longer before than digests cite"
    if document_published is None and best.headline < _EXACT:
        return CitationState.CANDIDATE, "the document's date is not known"
    if best.when == "unknown" and best.headline < _UNDATED_SURE:
        return CitationState.CANDIDATE, "its date is not known"
    if best.headline < _SURE:
        return CitationState.CANDIDATE, "the headline differs too much to be sure"
    return CitationState.RESOLVED, "headline, outlet and date agree"


def _by_text(own: Sequence[_Weighed], nothing: CitationState, *, candidates: int) -> Resolution:
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


def _copy(citation: Citation, weighed: Sequence[_Weighed]) -> _Weighed | None:
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
    best: _Weighed,
    weighed: Sequence[_Weighed],
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


def _none(state: CitationState, weighed: Sequence[_Weighed], candidates: int) -> Resolution:
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
    weighed: Sequence[_Weighed], best: _Weighed | None
) -> tuple[tuple[str, float], ...]:
    others = [w for w in weighed if best is None or w.candidate.key != best.candidate.key]
    others.sort(key=lambda w: (-w.score, not w.same_outlet))
    return tuple((w.candidate.key, w.score) for w in others[:_MOST_ALTERNATIVES] if w.score > 0)


def _weigh(
    citation: Citation,
    candidates: Sequence[Candidate],
    document_published: Moment | None,
    document_text: str,
) -> list[_Weighed]:
    """All candidates, best first."""
    read = [[(Headline.read(title), title) for title in c.titles] for c in candidates]
    weights = WordWeights(headline for titles in read for headline, _ in titles)
    cited = Headline.read(citation.headline) if citation.headline else None
    spoken = {word.casefold() for word in _WORD.findall(document_text[:_LONGEST_TEXT])}
    table = well_known_names()
    outlet = table.by_name(citation.outlet)
    weighed: list[_Weighed] = []
    for candidate, titles in zip(candidates, read, strict=True):
        scored = ((headline_similarity(cited, h, weights), t) for h, t in titles) if cited else ()
        likeness, title = max(scored, default=(0.0, candidate.titles[0] if titles else ""))
        when, days = _when(candidate, document_published)
        owned = outlet is not None and table.by_url(candidate.url) == outlet
        weighed.append(
            _Weighed(
                candidate=candidate,
                headline=likeness,
                when=when,
                days=days,
                date=_DATE_FACTOR[when],
                same_outlet=owned or _same_outlet(citation, candidate),
                pointer=is_pointer(candidate.url),
                text=_shared_with_text(titles[0][0], weights, spoken) if titles else 0.0,
                title=title,
            )
        )
    weighed.sort(key=lambda w: (-w.score, not w.same_outlet, w.pointer, w.candidate.key))
    return weighed


def _same_outlet(citation: Citation, candidate: Candidate) -> bool:
    if citation.outlet_name is not None and citation.outlet_name == candidate.outlet_name:
        return True
    return name_key(candidate.outlet_name) == name_key(citation.outlet)


def _when(candidate: Candidate, document_published: Moment | None) -> tuple[str, float | None]:
    """Where the candidate's date lies to the document's, and how many days before it."""
    if document_published is None:
        return "unknown", None
    start = document_published.utc
    end = start + _length(document_published)
    spans = []
    if candidate.published is not None:
        first = candidate.published.utc
        spans.append((first, first + _length(candidate.published)))
    else:
        named = _url_date(candidate.url)
        if named is not None:
            spans.append((named, named + timedelta(days=1)))
    if not spans:
        return "unknown", None
    first, last = spans[0]
    days = (start - first).total_seconds() / 86_400
    if last >= start - _BEFORE and first <= end + _AFTER:
        return "in_window", days
    if last >= start - _FAR_BEFORE and first <= end + _FAR_AFTER:
        return "distant", days
    return "outside", days


def _length(moment: Moment) -> timedelta:
    """How long a span a moment of its precision stands for."""
    days = {Precision.DAY: 1, Precision.MONTH: 31, Precision.YEAR: 366}.get(moment.precision, 0)
    return timedelta(days=days)


def _url_date(url: str) -> datetime | None:
    match = _URL_DATE.search(url[:500])
    if match is None:
        return None
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
    except ValueError:
        return None


def _shared_with_text(headline: Headline, weights: WordWeights, spoken: set[str]) -> float:
    """The share of the weight of a headline's names and numbers that the text has too."""
    if not spoken:
        return 0.0
    words = {w for w in headline.words if len(w) >= _LONG_WORD or w[0].isdigit()}
    total = sum(map(weights.of, words))
    return sum(map(weights.of, words & spoken)) / total if total else 0.0


def _address(url: str) -> str:
    """The URL without what does not tell stories apart: scheme, www, fragment, tracking."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url
    query = "&".join(
        sorted(q for q in parts.query.split("&") if q and not _TRACKING.match(q.split("=")[0]))
    )
    return f"{host}{parts.path.rstrip('/')}{'?' + query if query else ''}"
