"""Leads as they are found in one document: each story once, and what went wrong in few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.urls import canonical

if TYPE_CHECKING:
    from aggregator.records import Lead

_MOST_PROBLEMS = 20  # sentences kept; a broken feed of 10,000 entries says the same of each


class Gathering:
    """The leads of one document, in its order, without repetitions.

    Args:
        noun: what the document calls a lead: ``entry``, ``URL``.
        limit: leads looked at; the work on one document is bounded.
    """

    def __init__(self, noun: str, limit: int) -> None:
        self.problems: list[str] = []
        self.seen = 0
        self._noun = noun
        self._limit = limit
        self._leads: dict[str, Lead] = {}
        self._rest = ""
        self._repeated = 0

    @property
    def leads(self) -> tuple[Lead, ...]:
        return tuple(self._leads.values())

    @property
    def full(self) -> bool:
        """Whether as many were looked at as are taken of one document, repetitions included."""
        return self.seen >= self._limit

    def leave_out(self, count: int = 0) -> None:
        """Say that there was more than the limit; how many more, where that is known."""
        self._rest = f"{count} more" if count else "more"

    def add(self, lead: Lead) -> None:
        """Take a lead; of two for one story, the first.

        Raises:
            ValueError: its URL cannot be a story's.
        """
        key = canonical(lead.url)
        self.seen += 1
        if key in self._leads:
            self._repeated += 1
        else:
            self._leads[key] = lead

    def skip(self, reason: str) -> None:
        """Leave one out, and say why."""
        self.note(reason, kind="skipped")
        self.seen += 1

    def note(self, problem: str, kind: str = "") -> None:
        """Something wrong with the one that comes next."""
        self.problems.append(f"{self._noun} {self.seen + 1}{' ' + kind if kind else ''}: {problem}")

    def sentences(self) -> tuple[str, ...]:
        """All problems, the first ones in full and the rest by number."""
        told = self.problems[:_MOST_PROBLEMS]
        if len(self.problems) > len(told):
            told.append(f"{len(self.problems) - len(told)} more problems of this kind")
        if self._repeated:
            told.append(f"{self._repeated} times a URL that came before")
        if self._rest:
            told.append(f"{self._rest} over the limit of {self._limit} left out")
        return tuple(told)
