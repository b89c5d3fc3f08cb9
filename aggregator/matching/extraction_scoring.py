"""How good extraction is, against what people read on the same pages.

The body is scored as the article-extraction-benchmark does (Scrapinghub 2020): shingles of four
tokens as a multiset, counts divided by the page's total, precision and recall averaged over pages.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aggregator.matching.scoring import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHINGLE = 4
_TOKEN = re.compile(r"\w+")
_MARKS = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ", "'"),
        **dict.fromkeys("“”«»„", '"'),
        **dict.fromkeys("–—‑", "-"),
        **dict.fromkeys("\u200b\u00ad\u2060\ufeff"),
    }
)
_BETWEEN_NAMES = re.compile(r"\s*(?:[;,|&]|\s(?:and|und|et|y|e|og|en)\s)\s*")
_BEFORE_NAMES = re.compile(
    r"^(?:written by|reporting by|by|von|par|por|di|door|af|av|text)\s*:?\s+"
)
_SAME_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _When:
    day: date
    at: datetime | None = None


def score_extraction(
    pages: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> dict[str, float]:
    """Figures for every field that the truth gives.

    Args:
        pages: of each page, the truth and what was extracted, with any of ``text`` (or ``body``),
            ``title``, ``authors``, ``published``, ``lang`` (or ``language``). A field that the
            truth doesn't have isn't scored; one it has as an empty list of authors is.

    Returns:
        ``pages``; of bodies ``bodies``, ``body_precision``, ``body_recall``, ``body_f1`` (of the
        means) and ``body_page_f1`` (mean of the pages'); ``titles``, ``title_accuracy`` (without
        case, marks and spacing); ``bylines``, ``author_precision``, ``author_recall``,
        ``author_f1``, ``author_set_accuracy``; ``dates``, ``day_accuracy``; ``times``,
        ``minute_accuracy`` (of truths with a zone); ``languages``, ``language_accuracy``.

    Raises:
        ValueError: no pages.
    """
    bodies: list[Agreement] = []
    right: dict[str, list[bool]] = {}
    names: Counter[str] = Counter()
    count = 0
    for truth, found in pages:
        count += 1
        if text := _text(truth):
            bodies.append(body_agreement(text, _text(found)))
        if truth.get("authors") is not None:
            gold, ours = author_names(truth["authors"]), author_names(found.get("authors") or ())
            names.update(correct=len(gold & ours), predicted=len(ours), gold=len(gold))
            right.setdefault("author_set", []).append(gold == ours)
        _judge(truth, found, right)
    if not count:
        raise ValueError("nothing to score")
    scores: dict[str, float] = {"pages": count}
    if bodies:
        mean = Agreement(
            statistics.fmean(body.precision for body in bodies),
            statistics.fmean(body.recall for body in bodies),
        )
        scores |= {
            "bodies": len(bodies),
            **mean.as_dict("body"),
            "body_page_f1": statistics.fmean(body.f1 for body in bodies),
        }
    if "author_set" in right:
        agreement = Agreement.of_counts(names["correct"], names["predicted"], names["gold"])
        scores |= agreement.as_dict("author")
    for field, plural in (
        ("title", "titles"),
        ("author_set", "bylines"),
        ("day", "dates"),
        ("minute", "times"),
        ("language", "languages"),
    ):
        if field in right:
            scores[plural] = len(right[field])
            scores[f"{field}_accuracy"] = statistics.fmean(right[field])
    return scores


def body_agreement(gold: str, found: str) -> Agreement:
    """Precision and recall of one body in shingles of four tokens, repeats counted."""
    true, ours = _shingles(gold), _shingles(found)
    return Agreement.of_counts((true & ours).total(), ours.total(), true.total())


def fold_title(title: str) -> str:
    """A headline without case, marks and spacing."""
    return " ".join(_TOKEN.findall(_fold(title)))


def author_names(authors: Iterable[str]) -> frozenset[str]:
    """Bylines cut into names, without case, accents and ``By``."""
    names = set()
    for line in authors:
        for name in _BETWEEN_NAMES.split(_BEFORE_NAMES.sub("", _fold(line))):
            letters = unicodedata.normalize("NFD", name)
            words = _TOKEN.findall("".join(c for c in letters if not unicodedata.combining(c)))
            if words:
                names.add(" ".join(words))
    return frozenset(names)


def _judge(
    truth: Mapping[str, Any], found: Mapping[str, Any], right: dict[str, list[bool]]
) -> None:
    """The fields that are right or wrong as a whole: headline, language, time."""
    if truth.get("title"):
        same = fold_title(truth["title"]) == fold_title(found.get("title") or "")
        right.setdefault("title", []).append(same)
    if language := _language(truth):
        right.setdefault("language", []).append(language == _language(found))
    true, ours = _when(truth.get("published")), _when(found.get("published"))
    if true is None:
        return
    right.setdefault("day", []).append(ours is not None and _same_day(true, ours))
    if true.at is not None:
        right.setdefault("minute", []).append(
            ours is not None and ours.at is not None and abs(true.at - ours.at) < _SAME_MINUTE
        )


def _same_day(true: _When, ours: _When) -> bool:
    """By the calendar as written, or as one moment; a bare day may be the UTC day."""
    if true.day == ours.day:
        return True
    if true.at is None:
        return False
    if ours.at is None:
        return true.at.astimezone(UTC).date() == ours.day
    return abs(true.at - ours.at) < _SAME_MINUTE


def _when(value: object) -> _When | None:
    """An ISO 8601 date or time; the time only where it has a zone."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    zoned = at.tzinfo is not None
    return _When(at.date(), at if zoned else None)


def _text(row: Mapping[str, Any]) -> str:
    return str(row.get("text") or row.get("body") or "")


def _language(row: Mapping[str, Any]) -> str:
    return str(row.get("lang") or row.get("language") or "")[:2].lower()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    if not words:
        return Counter()
    return Counter(
        tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))
    )


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(_MARKS).casefold()
    return " ".join(folded.split())
