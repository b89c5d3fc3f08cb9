"""Why a story is in an event, in sentences for a person.

The rows of ``memberships`` keep what the engine saw: stems, scores, a gap in hours. Here that is
told as an editor would want to hear it, in words as the stories have them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from aggregator.matching.terms import TermReader
from aggregator.matching.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SOON = 0.05  # hours; what is less is told as no gap
_TWO_DAYS = 48
_SEEN = 0.015  # of a score; less is not worth a word


def as_written(terms: Iterable[str], texts: Iterable[str], language: str) -> list[str]:
    """Terms as words of the texts, each as the first text that has it first writes it.

    Args:
        terms: stems, as `aggregator.matching.terms` makes them.
        texts: the nearest first.

    Returns:
        A word for each term; of a term that no text has, the stem itself.
    """
    wanted = dict.fromkeys(terms, "")
    missing = set(wanted)
    reader = TermReader()
    for text in texts:
        if not missing:
            break
        for word in re.findall(r"\w[\w'’]*", text):
            stem = reader.stem(re.sub("['’]s?$", "", fold(word)), language)
            stem = stem if stem in missing else reader.stem(fold(word), language)
            if stem in missing:
                wanted[stem] = re.sub("['’]s?$", "", word)
                missing.remove(stem)
    return list(dict.fromkeys(word or term for term, word in wanted.items()))


def because(
    evidence: Mapping[str, Any],
    *,
    score: float | None,
    rival: str | None,
    rival_score: float | None,
    texts: Iterable[str],
    by_person: bool = False,
) -> tuple[str, ...]:
    """What a decision rests on, the decisive first.

    Args:
        evidence: of the membership.
        score: of the join; None of a story that opened its event.
        rival: what the next best event is called, of a story that opened its own the nearest.
        texts: the story's headline and text, then those of the others in question; for words.
        by_person: whether a person decided, whose reasons stand elsewhere.
    """
    texts = [text for text in texts if text]
    language = evidence.get("language") or "en"

    def words(name: str) -> str:
        return ", ".join(as_written(evidence.get(name) or (), texts, language))

    def sentences() -> Iterator[str]:
        if "undone" in evidence:
            yield f"put back here when decision {evidence['undone']} was undone"
        if "held_by_person" in evidence:
            yield "a person's decision holds it here"
        elif by_person:
            return
        elif score is None:
            yield from _opened(evidence, rival, rival_score, words("terms"))
        else:
            yield from _joined(evidence, score)
            yield from _in_common(words("terms"))
            yield from _next_best(evidence, rival, rival_score, words("runner_up_terms"))

    return tuple(sentences())


def _opened(
    evidence: Mapping[str, Any], rival: str | None, rival_score: float | None, words: str
) -> Iterator[str]:
    if "cut" not in evidence or rival is None or not rival_score:
        yield "nothing that was there resembles it"
        return
    yield f"the nearest, {rival}, scored {rival_score:.2f}; {_needed(evidence)}"
    yield from _likeness(evidence, rival_score)
    yield from _in_common(words)
    if "apart_by_decision" in evidence:
        yield f"kept apart from it by decision {evidence['apart_by_decision']}"


def _joined(evidence: Mapping[str, Any], score: float) -> Iterator[str]:
    links = evidence.get("links") or ()
    if "from" in evidence and "links" not in evidence:
        yield (
            f"came with event {evidence['from']}, when a later story showed both to be one: "
            f"score {score:.2f}, {_needed(evidence)}"
        )
    elif "copy" in links:
        yield "carries the text of a story that is in it"
    elif "cut" in evidence:
        yield f"scored {score:.2f}; {_needed(evidence)}"
    if "copy" not in links:
        yield from _likeness(evidence, score)
    if "cited" in links:
        yield "a document cites it beside a story of this event"
    if "shared_text" in links and not evidence.get("linked"):
        yield "shares a passage with a story of this event"
    for link in evidence.get("linked") or ():
        share = f"{link['weight']:.0%} of one text is in the other"
        if link["kind"] == "copy":
            yield f"a copy of story {link['story']}: {share}"
        else:
            yield f"shares a passage with story {link['story']}: {share}"


def _needed(evidence: Mapping[str, Any]) -> str:
    text = f"{evidence['cut']:.2f} was needed"
    raised = evidence.get("raised") or 0.0
    if raised < _SEEN:
        return text
    usual = evidence["cut"] - raised
    return f"{text}: {usual:.2f}, and more since other events resemble it too"


def _likeness(evidence: Mapping[str, Any], score: float) -> Iterator[str]:
    similarity = evidence.get("similarity")
    if similarity is None:
        return
    told = []
    meaning = evidence.get("meaning")
    if meaning is not None:
        told.append(f"headlines by meaning {meaning:.2f}")
    weaker = list(_weaker(evidence)) if similarity - score >= _SEEN else []
    if weaker:
        told.append(f"weakened to {score:.2f} by {', '.join(weaker)}")
    elif score - similarity >= _SEEN:
        told.append(f"raised to {score:.2f} by its links")
    if told:
        yield f"likeness {similarity:.2f}; {'; '.join(told)}"


def _weaker(evidence: Mapping[str, Any]) -> Iterator[str]:
    gap = evidence.get("gap_hours") or 0.0
    if gap >= _SOON:
        yield f"{_span(gap)} from its reports"
    if evidence.get("drift", 1.0) <= 1.0 - _SEEN:
        yield "how much it holds already"
    if evidence.get("elsewhere"):
        yield "naming other countries"


def _in_common(words: str) -> Iterator[str]:
    if words:
        yield f"words in common: {words}"


def _next_best(
    evidence: Mapping[str, Any], rival: str | None, rival_score: float | None, words: str
) -> Iterator[str]:
    if rival is not None and rival_score:
        shared = f"; in common: {words}" if words else ""
        yield f"next best is {rival}, {rival_score:.2f}{shared}"
    elif "from" not in evidence:
        yield "no other event resembles it"


def _span(hours: float) -> str:
    if hours < 1:
        return f"{hours * 60:.0f} minutes"
    if hours < _TWO_DAYS:
        return f"{hours:.0f} hours"
    return f"{hours / 24:.0f} days"
