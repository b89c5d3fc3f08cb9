"""Full-text search over the stories' present texts: FTS5 on SQLite, tsvector on PostgreSQL.

The query is what a person types: words, all of which must occur, and "phrases" in double quotes;
a word with a minus before it must not occur. Nothing of either database's query language is
passed on, so no input is a syntax error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, column, func, literal_column, select, table
from sqlalchemy.sql.functions import coalesce

from aggregator.archive import schema as s
from aggregator.archive.reading.rows import moment
from aggregator.records import Moment  # noqa: TC001 - a dataclass field

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.sql import ColumnElement, TableClause

MARK = ("⟦", "⟧")
"""What stands around a found word in a snippet."""

# Weights of title, standfirst and text, as the index has them: a headline says what it is about.
_BM25 = (8.0, 4.0, 1.0)
_RANK = "{0.1, 0.125, 0.5, 1.0}"
_MOST_TERMS = 100
_CONFIGURATION: ColumnElement[Any] = literal_column("'story_words'::regconfig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A story that a search found.

    Attributes:
        score: higher is better; comparable within one search only.
        snippet: the place in the text, found words between the two of `MARK`.
    """

    id: int
    url: str
    outlet: str
    title: str | None
    published: Moment | None
    event: int | None
    score: float
    snippet: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a query.

    Attributes:
        words: one, or several that must stand together.
        wanted: False when it must not occur.
        written: as it was typed.
    """

    words: tuple[str, ...]
    wanted: bool = True
    written: str = field(default="", compare=False)


def parse_query(query: str) -> list[Term]:
    """Read what a person typed."""
    found = []
    for minus, phrase, word in re.findall(r'(?<!\S)(-?)(?:"([^"]*)"?|(\S+))', query):
        words = tuple(re.findall(r"\w+", phrase or word))
        if words:
            found.append(Term(words, wanted=not minus, written=phrase or word))
    return list(dict.fromkeys(found))


def search(
    connection: Connection,
    query: str,
    *,
    outlet: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 20,
) -> list[Hit]:
    """The stories that match best.

    Raises:
        ValueError: the query holds no word to look for, or too many.
    """
    terms = parse_query(query)
    if len(terms) > _MOST_TERMS:
        raise ValueError(f"{len(terms)} words are too many to search for: {_MOST_TERMS} at most")
    if not any(term.wanted for term in terms):
        raise ValueError(f"nothing to search for in {query!r}: give at least one word")
    matches = _in_sqlite(terms) if connection.dialect.name == "sqlite" else _in_postgresql(terms)
    found = select(
        s.stories.c.id,
        s.stories.c.url,
        coalesce(s.outlets.c.title, s.stories.c.outlet).label("outlet"),
        s.stories.c.title,
        s.stories.c.published,
        s.stories.c.published_precision,
        s.stories.c.event_id,
        matches.score.label("score"),
        matches.snippet.label("snippet"),
    )
    found = found.join_from(
        s.stories, matches.index, matches.index.c[matches.key] == s.stories.c.id
    )
    found = found.join(s.outlets, s.outlets.c.name == s.stories.c.outlet, isouter=True)
    if matches.needs_text:
        found = found.join(s.revisions, s.revisions.c.id == s.stories.c.revision_id, isouter=True)
    found = found.where(matches.condition)
    if outlet is not None:
        found = found.where(s.stories.c.outlet == outlet)
    if since is not None:
        found = found.where(s.stories.c.listed_at >= since)
    if until is not None:
        found = found.where(s.stories.c.listed_at <= until)
    found = found.order_by(matches.score.desc(), s.stories.c.id.desc()).limit(limit)
    return [
        Hit(
            id=row.id,
            url=row.url,
            outlet=row.outlet,
            title=row.title,
            published=moment(row.published, row.published_precision),
            event=row.event_id,
            score=round(float(row.score), 4),
            snippet=re.sub(r"\s+", " ", row.snippet or "").strip(),
        )
        for row in connection.execute(found)
    ]


@dataclass(frozen=True, slots=True)
class _Matches:
    """How one database finds, ranks and shows the stories of a query."""

    index: TableClause
    key: str
    condition: ColumnElement[bool]
    score: ColumnElement[float]
    snippet: ColumnElement[str]
    needs_text: bool = False


def _in_sqlite(terms: Sequence[Term]) -> _Matches:
    """FTS5 with BM25 (https://sqlite.org/fts5.html)."""
    index = table("story_search", column("rowid"))
    whole: ColumnElement[Any] = literal_column("story_search")
    wanted = [_quoted(term) for term in terms if term.wanted]
    unwanted = [_quoted(term) for term in terms if not term.wanted]
    query = " AND ".join(wanted)
    if unwanted:
        query = f"({query}) NOT ({' OR '.join(unwanted)})"
    return _Matches(
        index=index,
        key="rowid",
        condition=whole.op("MATCH")(query),
        score=-func.bm25(whole, *_BM25, type_=Float),
        snippet=func.snippet(whole, -1, *MARK, "…", 24),
    )


def _in_postgresql(terms: Sequence[Term]) -> _Matches:
    """A tsvector with cover density ranking (PostgreSQL manual, 12.3.3)."""
    index = table("story_search", column("story_id"), column("document"))
    query: ColumnElement[Any] | None = None
    for term in sorted(terms, key=lambda term: not term.wanted):
        words, written = (
            func.phraseto_tsquery(_CONFIGURATION, func.story_folded(spelling))
            for spelling in (" ".join(term.words), term.written.replace("\0", ""))
        )
        # PostgreSQL reads C-130 and 63.5 in a text as single words.
        phrase = words.op("||")(written)
        part = phrase if term.wanted else func.tsquery_not(phrase)
        query = part if query is None else query.op("&&")(part)
    if query is None:
        raise ValueError("a query without terms")
    words = func.concat_ws(
        " ", s.revisions.c.summary, coalesce(s.revisions.c.text, s.stories.c.title)
    )
    options = f"StartSel={MARK[0]},StopSel={MARK[1]},MaxWords=24,MinWords=12,MaxFragments=1"
    return _Matches(
        index=index,
        key="story_id",
        condition=index.c.document.op("@@")(query),
        score=func.ts_rank_cd(literal_column(f"'{_RANK}'::float4[]"), index.c.document, query, 1),
        snippet=func.ts_headline(_CONFIGURATION, words, query, options),
        needs_text=True,
    )


def _quoted(term: Term) -> str:
    return '"' + " ".join(term.words) + '"'
