"""What the archive holds of a digest's sources, for `aggregator.checking` to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from aggregator.archive import schema as s
from aggregator.archive.citing.candidates import CandidateFinder
from aggregator.archive.reading.stories import find_story, get_story
from aggregator.checking import Checked, Source, Verdict, check_sentences
from aggregator.checking.comparing import comparable
from aggregator.citations import resolve
from aggregator.matching.terms import guess_language
from aggregator.records import CitationState
from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from aggregator.citations import Document
    from aggregator.outlets import Outlet
    from aggregator.records import Citation

_HELD = frozenset({CitationState.RESOLVED, CitationState.COPY_ONLY, CitationState.WALLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSource:
    """A cited story, and how much of it is held.

    Attributes:
        outlet, headline: as cited.
        held: ``full``, ``teaser`` (feed's or standfirst's words only), ``copy`` (another outlet's
            copy of it), ``other_language`` (held, and not comparable) or ``nothing``.
        story: in the archive; of a copy, the copy.
    """

    outlet: str
    headline: str | None
    state: str
    held: str
    story: int | None = None
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCheck:
    """A digest beside what is held of its sources."""

    title: str | None
    sources: tuple[HeldSource, ...]
    sentences: tuple[Checked, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences each verdict has."""
        return {
            str(verdict): sum(one.verdict is verdict for one in self.sentences)
            for verdict in Verdict
        }

    @property
    def incomplete(self) -> int:
        """Of how many sources the whole text is not held."""
        return sum(one.held not in {"full", "copy"} for one in self.sources)


def archived_document(connection: Connection, reference: str) -> int | None:
    """The story id of a document that the archive has, by its number, URL or address."""
    if reference.isdecimal():
        return find_story(connection, reference)
    try:
        known = s.leads.c.url == canonical(reference)
    except ValueError:
        return None
    return connection.scalar(select(s.leads.c.story_id).where(known))


def check_archived(connection: Connection, document_id: int) -> DigestCheck:
    """Compare a document of the archive with what its citations were found to mean there.

    Raises:
        NotFound: there is no such document.
        ValueError: it cites nothing that is looked for.
    """
    story = get_story(connection, document_id)
    answers = _answers(connection, document_id)
    if not answers:
        raise ValueError(f"story {document_id} cites no stories: there is nothing to compare")
    return _compare(
        connection, answers, title=story.title, text=story.text or "", language=story.lang
    )


def check_document(
    connection: Connection,
    document: Document,
    citations: Sequence[Citation],
    outlets: Mapping[str, Outlet],
    *,
    now: datetime,
) -> DigestCheck:
    """Compare a document with its cited stories, looked for now; nothing is written.

    Args:
        citations: read from the document.
        now: the date to look around where the document gives none.
    """
    answers = _found(connection, document, citations, outlets, now=now)
    return _compare(
        connection,
        answers,
        title=document.title,
        text=document.text,
        language=document.language,
    )


_Answer = tuple[str, str | None, str, int | None]


def _compare(
    connection: Connection,
    answers: Sequence[_Answer],
    *,
    title: str | None,
    text: str,
    language: str | None,
) -> DigestCheck:
    language = language or guess_language(text[:2_000])
    rows = _stories(connection, sorted({story for *_, story in answers if story is not None}))
    held: dict[tuple[str, str | None, int | None], HeldSource] = {}
    sources: dict[int, Source] = {}
    for outlet, headline, state, story in answers:
        row = rows.get(story) if story is not None and state in _HELD else None
        one = _held(outlet, headline, state, row)
        if row is not None:
            said = row["text"] or row["summary"] or ""
            source = Source(
                key=row["id"], title=row["title"] or "", text=said, language=row["language"]
            )
            if comparable(source, language):
                sources[row["id"]] = source
            else:
                one = HeldSource(**{**_fields(one), "held": "other_language"})
        held.setdefault((one.outlet, one.headline, one.story), one)
    checked = check_sentences(text, sources.values(), language=language)
    return DigestCheck(title=title, sources=tuple(held.values()), sentences=tuple(checked))


def _answers(connection: Connection, document: int) -> list[_Answer]:
    """What the citations of an archived document were found to mean."""
    c, r = s.citations.c, s.resolutions.c
    story = func.coalesce(r.story_id, s.leads.c.story_id)
    query = (
        select(c.outlet, c.headline, r.state, story.label("story"))
        .join(s.resolutions, (r.citation_id == c.id) & r.valid_to.is_(None))
        .join(s.leads, s.leads.c.id == r.lead_id, isouter=True)
        .where(c.document_id == document)
        .order_by(c.position)
    )
    return [(row.outlet, row.headline, row.state, row.story) for row in connection.execute(query)]


def _found(
    connection: Connection,
    document: Document,
    citations: Sequence[Citation],
    outlets: Mapping[str, Outlet],
    *,
    now: datetime,
) -> list[_Answer]:
    """What a document's citations mean, looked for now; nothing is written."""
    finder = CandidateFinder(connection, outlets)
    at = document.published.utc if document.published is not None else now
    answers: list[_Answer] = []
    for citation in citations:
        candidates = finder.find(
            citation, document_id=0, document_at=at, document_text=document.text
        )
        found = resolve(
            citation,
            candidates.found,
            document_published=document.published,
            document_text=document.text,
            tried=candidates.searched,
        )
        kind, _, number = (found.chosen or "").partition(":")
        story = int(number) if kind == "story" else None
        if kind == "lead":
            lead = select(s.leads.c.story_id).where(s.leads.c.id == int(number))
            story = connection.scalar(lead)
        answers.append((citation.outlet, citation.headline, str(found.state), story))
    return answers


def _stories(connection: Connection, story_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    c, r = s.stories.c, s.revisions.c
    query = (
        select(c.id, c.title, c.url, c.form, c.language, r.text, r.summary)
        .join(s.revisions, r.id == c.revision_id)
        .where(c.id.in_(story_ids))
    )
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}


def _held(
    outlet: str, headline: str | None, state: str, row: Mapping[str, Any] | None
) -> HeldSource:
    if row is None:
        return HeldSource(outlet=outlet, headline=headline, state=state, held="nothing")
    held = "full" if row["form"] == "full" and row["text"] else "teaser"
    if state == CitationState.COPY_ONLY:
        held = "copy" if held == "full" else "teaser"
    return HeldSource(
        outlet=outlet,
        headline=headline,
        state=state,
        held=held,
        story=row["id"],
        title=row["title"],
        url=row["url"],
    )


def _fields(one: HeldSource) -> dict[str, Any]:
    return {name: getattr(one, name) for name in HeldSource.__dataclass_fields__}
