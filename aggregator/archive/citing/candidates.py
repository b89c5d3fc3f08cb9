"""The stories and leads that a citation may mean: what `aggregator.citations.resolve` weighs.

Of the cited outlet, everything in the weeks around the citing document that shares words with the
quoted headline, under every headline it was ever seen with, and some that share none, for they
show which words are common there. Of other outlets, the stories that may carry the same text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    and_,
    case,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
)

from aggregator import urls
from aggregator.archive.crawling.leads import CHUNK, chunks
from aggregator.archive.schema import families, fetches, leads, revisions, sightings, stories
from aggregator.citations.headlines import headline_words
from aggregator.records import Candidate, Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from aggregator.outlets import Outlet
    from aggregator.records import Citation

BEFORE, AFTER = timedelta(days=31), timedelta(days=4)
"""How long before and after the citing document a story may have been published."""

_COPY_BEFORE, _COPY_AFTER = timedelta(days=8), timedelta(days=3)
_ALIKE = 60  # that share words with the headline
_BACKGROUND = 60  # that share none
_WITH_TEXT = 20
_COPIES = 20
_SEARCHED_WORDS = 6
_FOUND = 400
DIGEST = "digest"


@dataclass(slots=True)
class _Found:
    """A story or lead while its headlines are being gathered."""

    candidate: Candidate
    story_id: int | None
    titles: dict[str, None]
    words: frozenset[str] | None = None

    def all_words(self) -> frozenset[str]:
        """The words of all its headlines."""
        if self.words is None:
            self.words = frozenset(word for title in self.titles for word in headline_words(title))
        return self.words


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a citation may mean.

    Attributes:
        searched: whether the archive holds anything of the cited outlet around that time, or
            asked the outlet and got nothing.
    """

    found: tuple[Candidate, ...]
    searched: bool


class CandidateFinder:
    """Gathers candidates in one reading transaction; what one outlet has is read once.

    Args:
        outlets: by short name.
        leads_only: leave out stories: what is still to be fetched.
    """

    def __init__(
        self,
        connection: Connection,
        outlets: Mapping[str, Outlet],
        *,
        leads_only: bool = False,
    ) -> None:
        self._connection = connection
        self._outlets = outlets
        self._leads_only = leads_only
        self._pools: dict[tuple[str, datetime], list[_Found]] = {}
        self._asked: dict[str, bool] = {}

    def find(
        self, citation: Citation, *, document_id: int, document_at: datetime, document_text: str
    ) -> Candidates:
        """The candidates of one citation, those of the cited outlet first."""
        pool = self._pool(citation.outlet_name, document_at) if citation.outlet_name else []
        own = [found for found in pool if found.story_id != document_id]
        words = set(headline_words(citation.headline or document_text[:2_000]))
        nearest = _nearest(own, words)
        with_text = self._with_texts(nearest)
        by_url = self._by_url(citation.url) if citation.url else []
        copies = (
            self._copies(citation, document_id, document_at)
            if citation.headline and not self._leads_only
            else []
        )
        searched = bool(own) or self._was_asked(citation.outlet_name)
        return Candidates((*by_url, *with_text, *copies), searched=searched)

    def _was_asked(self, outlet: str | None) -> bool:
        """Whether any run ever asked the outlet for anything, whatever it was answered."""
        if outlet is None:
            return False
        if outlet not in self._asked:
            asked = select(fetches.c.id).where(fetches.c.outlet == outlet).limit(1)
            self._asked[outlet] = self._connection.scalar(asked) is not None
        return self._asked[outlet]

    def _pool(self, outlet: str, at: datetime) -> list[_Found]:
        key = (outlet, at)
        if key not in self._pools:
            found = self._leads_of(outlet, at)
            if not self._leads_only:
                found = self._stories_of(outlet, at) + found
            self._pools[key] = found
        return self._pools[key]

    def _stories_of(self, outlet: str, at: datetime) -> list[_Found]:
        s = stories.c
        around = (
            s.outlet == outlet,
            s.listed_at.between(at - BEFORE, at + AFTER),
            or_(s.kind.is_(None), s.kind != DIGEST),
        )
        found = {
            row.id: _Found(_candidate(row, f"story:{row.id}"), row.id, dict.fromkeys([row.title]))
            for row in self._connection.execute(
                select(s.id, s.outlet, s.url, s.title, s.published, s.published_precision)
                .where(*around)
                .order_by(s.id)
            )
            if row.title
        }
        earlier = (
            select(revisions.c.story_id, revisions.c.title)
            .join(stories, s.id == revisions.c.story_id)
            .where(*around, revisions.c.title.is_not(None), revisions.c.title != s.title)
            .order_by(revisions.c.id)
        )
        listed = (
            select(leads.c.story_id, leads.c.title)
            .join(stories, s.id == leads.c.story_id)
            .where(*around, leads.c.title.is_not(None))
            .order_by(leads.c.id)
        )
        for query in (earlier, listed):
            for row in self._connection.execute(query):
                if row.story_id in found:
                    found[row.story_id].titles[row.title] = None
        return list(found.values())

    def _leads_of(self, outlet: str, at: datetime) -> list[_Found]:
        """Leads without a story, with all the headlines their sources gave them."""
        around = (
            leads.c.outlet == outlet,
            leads.c.story_id.is_(None),
            or_(
                func.coalesce(leads.c.published, leads.c.first_seen).between(
                    at - BEFORE, at + AFTER
                ),
                # When we first saw it says nothing of what an archived page names.
                and_(leads.c.published.is_(None), leads.c.via == "memento"),
            ),
        )
        found = {
            row.id: _Found(_candidate(row, f"lead:{row.id}"), None, dict.fromkeys([row.title]))
            for row in self._connection.execute(_LEADS.where(*around).order_by(leads.c.id))
            if row.title
        }
        title = sightings.c.said["title"].as_string()
        for row in self._connection.execute(
            select(sightings.c.lead_id, title.label("title"))
            .join(leads, leads.c.id == sightings.c.lead_id)
            .where(*around, title.is_not(None))
            .order_by(sightings.c.id)
        ):
            if row.lead_id in found:
                found[row.lead_id].titles[row.title] = None
        return list(found.values())

    def _by_url(self, url: str) -> list[Candidate]:
        """The story or lead that a citation's own URL leads to, in the citation's spelling."""
        try:
            key = urls.canonical(url)
        except ValueError:
            return []
        lead = self._connection.execute(_LEADS.where(leads.c.url == key)).first()
        story_id = lead.story_id if lead is not None else None
        row = self._connection.execute(
            select(stories).where(
                or_(stories.c.url == key, stories.c.id == story_id)
                if story_id is not None
                else stories.c.url == key
            )
        ).first()
        if row is not None:
            if self._leads_only:
                return []
            return [replace(_candidate(row, f"story:{row.id}"), url=url)]
        return [] if lead is None else [replace(_candidate(lead, f"lead:{lead.id}"), url=url)]

    def _with_texts(self, found: list[_Found]) -> list[Candidate]:
        texts = self._texts([f.story_id for f in found[:_WITH_TEXT] if f.story_id is not None])
        return [
            replace(
                one.candidate,
                titles=tuple(one.titles),
                text=texts.get(one.story_id) if one.story_id is not None else None,
            )
            for one in found
        ]

    def _texts(self, story_ids: Iterable[int]) -> dict[int, str | None]:
        texts: dict[int, str | None] = {}
        for some in chunks(story_ids, CHUNK):
            query = (
                select(stories.c.id, revisions.c.text)
                .join(revisions, revisions.c.id == stories.c.revision_id)
                .where(stories.c.id.in_(some))
            )
            texts.update((row.id, row.text) for row in self._connection.execute(query))
        return texts

    def _copies(self, citation: Citation, document_id: int, at: datetime) -> list[Candidate]:
        words = set(headline_words(citation.headline or ""))
        # Letters and digits only: they have no meaning of their own in a query.
        plain = [word for word in words if word.isalnum()]
        searched = sorted(plain, key=lambda word: (-len(word), word))[:_SEARCHED_WORDS]
        if not searched:
            return []
        s = stories.c
        origin = stories.alias("origin")
        index, key, matches = _matching_titles(self._connection.dialect.name, searched)
        query = (
            select(
                s.id,
                s.outlet,
                s.url,
                s.title,
                s.published,
                s.published_precision,
                case((origin.c.id != s.id, origin.c.outlet)).label("origin"),
                s.agency,
            )
            .join(index, key == s.id)
            .outerjoin(families, families.c.id == s.family_id)
            .outerjoin(origin, origin.c.id == families.c.origin_id)
            .where(
                matches,
                s.listed_at.between(at - _COPY_BEFORE, at + _COPY_AFTER),
                s.outlet != (citation.outlet_name or ""),
                s.id != document_id,
                or_(s.kind.is_(None), s.kind != DIGEST),
            )
            .order_by(s.id.desc())
            .limit(_FOUND)
        )
        found = []
        for row in self._connection.execute(query):
            origin_outlet = self._outlets.get(row.origin) if row.origin else None
            copy_of = origin_outlet.title if origin_outlet else (row.origin or row.agency)
            candidate = replace(_candidate(row, f"story:{row.id}"), copy_of=copy_of)
            found.append(_Found(candidate, row.id, dict.fromkeys([row.title])))
        return self._with_texts(_ranked(found, words)[:_COPIES])


_LEADS = select(
    leads.c.id,
    leads.c.outlet,
    leads.c.url,
    leads.c.title,
    leads.c.published,
    leads.c.published_precision,
    leads.c.story_id,
)


def _candidate(row: Any, key: str) -> Candidate:
    published = None
    if row.published is not None:
        published = Moment(row.published, Precision(row.published_precision or "second"))
    return Candidate(
        key=key,
        outlet_name=row.outlet,
        url=row.url,
        titles=(row.title,) if row.title else (),
        published=published,
    )


def _nearest(found: list[_Found], words: set[str]) -> list[_Found]:
    """Those that share most words first, then some of those that share none, evenly picked."""
    alike = _ranked(found, words)
    held = {id(one) for one in alike}
    rest = [one for one in found if id(one) not in held]
    step = max(1, len(rest) // _BACKGROUND)
    return alike[:_ALIKE] + rest[::step][:_BACKGROUND]


def _ranked(found: list[_Found], words: set[str]) -> list[_Found]:
    """Those that share a word, best first; a word counts the more the rarer it is among them."""
    holders: dict[str, int] = defaultdict(int)
    shared: list[tuple[_Found, set[str]]] = []
    for one in found:
        common = words & one.all_words()
        for word in common:
            holders[word] += 1
        shared.append((one, common))
    scored = [
        (sum(1.0 / holders[word] for word in common), len(common), place, one)
        for place, (one, common) in enumerate(shared)
        if common
    ]
    scored.sort(key=lambda entry: (-entry[1], -entry[0], entry[2]))
    return [one for *_, one in scored]


def _matching_titles(
    dialect: str, words: list[str]
) -> tuple[Any, ColumnElement[Any], ColumnElement[bool]]:
    """The text index, its key, and the condition that a title holds one of some words."""
    if dialect == "sqlite":
        index = table("story_search", column("rowid"))
        asked = "title : (" + " OR ".join(f'"{word}"' for word in words) + ")"
        return index, index.c.rowid, literal_column("story_search").op("MATCH")(asked)
    index = table("story_search", column("story_id"), column("document"))
    asked = " | ".join(f"{word}:A" for word in words)
    query = func.to_tsquery(literal_column("'story_words'"), func.story_folded(asked))
    return index, index.c.story_id, index.c.document.op("@@")(query)
