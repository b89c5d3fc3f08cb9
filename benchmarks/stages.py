"""Where extraction's time goes: its functions wrapped with clocks, each one's own time apart."""

from __future__ import annotations

import functools
import time
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from aggregator.extraction import body, document, page, scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_STAGES: tuple[tuple[str, object, str], ...] = (
    ("decode", document, "decode"),
    ("parse", document, "parse"),
    ("structured data", document, "read_jsonld"),
    ("structured data", document, "read_state"),
    ("elements indexed", document, "Index"),
    ("title", page, "find_title"),
    ("times", page, "find_published"),
    ("times", page, "find_modified"),
    ("authors", page, "find_authors"),
    ("blocks cut", scorer, "cut"),
    ("blocks described", scorer, "features"),
    ("blocks scored", scorer.Trees, "predict"),
    ("trafilatura", body, "_by_trafilatura"),
    ("rest of the body", page, "find_body"),
    ("language", page, "find_language"),
    ("verdict", page, "judge"),
    ("the rest", page, "extract"),
)


@contextmanager
def clocks() -> Iterator[dict[str, float]]:
    """CPU seconds of each stage, filled while the context is open; stages within others apart."""
    seconds: dict[str, float] = defaultdict(float)
    within: list[float] = []
    with ExitStack() as stack:
        for stage, owner, name in _STAGES:
            wrapped = _clocked(getattr(owner, name), stage, seconds, within)
            stack.enter_context(mock.patch.object(owner, name, wrapped))
        yield seconds


def _clocked(
    function: Callable[..., Any], stage: str, seconds: dict[str, float], within: list[float]
) -> Callable[..., Any]:
    @functools.wraps(function)
    def clocked(*arguments: Any, **options: Any) -> Any:
        within.append(0.0)
        start = time.process_time()
        try:
            return function(*arguments, **options)
        finally:
            taken = time.process_time() - start
            seconds[stage] += taken - within.pop()
            if within:
                within[-1] += taken

    return clocked
