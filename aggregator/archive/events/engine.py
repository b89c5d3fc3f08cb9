"""With what an archive's stories are grouped: the words alone, or embeddings of headlines as well.

Which it is, is a decision (kind `CHOICE`) in the archive itself, so that all its writers go by the
same. The engine's name, with the embedder's where there is one, stands in every row it decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Self

from aggregator.archive.errors import ArchiveError
from aggregator.archive.events.decisions import list_decisions, record_decision
from aggregator.matching import (
    READING,
    EmbedderMissing,
    GroupingConfig,
    load_embedder,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.matching import Embedder

CHOICE = "embedding"
"""Kind of the decision which embedder the grouping uses; its subject names one, or `OFF`."""

OFF = "off"

_WORDS = "tfidf-7"


class EmbeddingMissing(ArchiveError):  # noqa: N818 - says what is the matter
    """The archive is grouped with an embedder that isn't installed here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What decides which event a story reports.

    Attributes:
        embedder: of headlines; None where words alone decide.
    """

    config: GroupingConfig = field(default_factory=GroupingConfig)
    embedder: Embedder | None = None

    @classmethod
    def chosen(cls, connection: Connection, config: GroupingConfig | None = None) -> Self:
        """The one that an archive is grouped with.

        Args:
            config: another than today's, for words alone.

        Raises:
            EmbeddingMissing: it needs an embedder that isn't installed.
        """
        return cls.named(chosen_embedder(connection), config)

    @classmethod
    def named(cls, embedder: str, config: GroupingConfig | None = None) -> Self:
        """The engine with an embedder, or with none, which is `OFF`.

        Raises:
            EmbeddingMissing: it isn't installed.
            ValueError: there is none of this name.
        """
        config = config or GroupingConfig()
        if embedder == OFF:
            return cls(config=config)
        try:
            return cls(config=config.with_embeddings(), embedder=_load(embedder))
        except EmbedderMissing as error:
            raise EmbeddingMissing(
                f"stories are grouped with embeddings, but {error}; or `aggregator embedding off`"
            ) from error

    @property
    def name(self) -> str:
        """As ``memberships.engine`` has it."""
        return _WORDS if self.embedder is None else f"{_WORDS}+{self.embedder.name}"

    @property
    def reader(self) -> str:
        """As ``story_terms.reader`` has it."""
        return READING if self.embedder is None else f"{READING}+{self.embedder.name}"

    def can_use(self, reader: str | None) -> bool:
        """Whether it decides on what a reader read; embeddings are no hindrance to words alone."""
        if self.embedder is None and reader is not None:
            return reader.partition("+")[0] == READING
        return reader == self.reader


WORDS_ALONE = Engine()


def chosen_embedder(connection: Connection) -> str:
    """The name of the embedder that an archive is grouped with, without version; or `OFF`."""
    for decision in list_decisions(connection, standing=True):
        if decision.kind == CHOICE:
            return str(decision.subject["embedder"])
    return OFF


def choose_embedder(connection: Connection, name: str, *, author: str, now: datetime) -> bool:
    """Group an archive with an embedder from now on, or with `OFF`; whether that is a change.

    Stories stay where they are until they are grouped again.

    Raises:
        EmbeddingMissing: it isn't installed.
        ValueError: there is none of this name.
    """
    Engine.named(name)
    if chosen_embedder(connection) == name:
        return False
    record_decision(connection, CHOICE, {"embedder": name}, author=author, reason=None, now=now)
    return True


_load = cache(load_embedder)
