"""From a response to an `Extract`: every field asked for in turn, and the verdict."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from aggregator.extraction.access import find_access, find_metering
from aggregator.extraction.address import find_url
from aggregator.extraction.authors import find_authors, names_a_person
from aggregator.extraction.body import find_body
from aggregator.extraction.credits import copyright_agency, correction_note, read_credits
from aggregator.extraction.document import provenance, read_document, text_of
from aggregator.extraction.kinds import find_kind
from aggregator.extraction.labels import (
    declared_words,
    find_image,
    find_section,
    find_summary,
    find_tags,
)
from aggregator.extraction.language import find_language, teaser_language
from aggregator.extraction.moments import find_modified, find_published, predates
from aggregator.extraction.outcome import Verdict, judge
from aggregator.extraction.signatures import signature
from aggregator.extraction.title import find_title, strip_affixes
from aggregator.extraction.version import VERSION
from aggregator.extraction.walls import BARRIER_TITLE
from aggregator.extraction.wording import plain, tidy
from aggregator.records import Access, Extract, Outcome, Provenance
from aggregator.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aggregator.extraction.document import Document
    from aggregator.outlets import Outlet
    from aggregator.records import Lead

T = TypeVar("T")

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_NOTE_CLASS = re.compile(r"correct(?:ion|if)|clarificat|erratum|fe-de-erratas|rettifica|korrektur")
_MOST_NOTES = 5
_MOST_NOTED = 100  # pieces of a note's text
_WITH_FIELDS = {Outcome.STORY, Outcome.TEASER, Outcome.PAYWALLED, Outcome.OPTED_OUT}


def extract(
    body: bytes,
    *,
    url: str,
    headers: Mapping[str, str] = _NO_HEADERS,
    status: int = 200,
    outlet: Outlet | None = None,
    lead: Lead | None = None,
    captured_at: datetime | None = None,
) -> Extract:
    """The story in a page, each field with its provenance, and what the page turned out to be.

    A page in a story's place (a challenge, a consent form, an error, a section) gives no fields,
    only the outcome and its reason. A page that opted out of being kept gives its fields: reading
    is not keeping, and `withhold` takes out what must not be archived.

    Args:
        body: the page, content coding already removed.
        url: the one that answered, after redirects; `lead.url` is the one that was asked.
        headers: of the response, names in any case.
        lead: what discovery said of the page, believed where the page says nothing.
        captured_at: an aware time; dates later than a day after it are not believed.

    Raises:
        Nothing on account of the page's content.
    """
    document = read_document(
        body,
        url=url,
        headers=headers,
        status=status,
        outlet=outlet,
        lead=lead,
        captured_at=captured_at,
    )
    story = _read(document)
    verdict = judge(
        document,
        title=story.title,
        text=story.text,
        summary=story.summary,
        access=story.access,
        word_count=story.word_count,
    )
    return _settled(story, verdict, document)


def teaser(
    lead: Lead, *, url: str, outlet: Outlet | None, outcome: Outcome, reason: str | None
) -> Extract | None:
    """The story as its feed or sitemap tells it, for a page that we were not let into.

    Args:
        url: the lead's, or the one the outlet redirected to.
        outcome, reason: of the fetch; they become the reason of the teaser.

    Returns:
        an `Extract` of outcome `Outcome.TEASER` without text, its fields' provenance the kind of
        discovery (``feed``, ``sitemap`` ...); None where the lead has no title.
    """
    title = plain(lead.title)
    if outlet:
        title = strip_affixes(title, outlet.title_affixes)
    if not title:
        return None
    summary = plain(lead.summary) or None
    found = {
        "title": title,
        "summary": summary,
        "authors": lead.authors,
        "section": lead.section,
        "tags": lead.tags,
        "image": lead.image,
    }
    sources = {name: Provenance(lead.via) for name, value in found.items() if value}
    published = None if predates(lead.published, outlet) else lead.published
    for name, moment in (("published", published), ("modified", lead.modified)):
        if moment:
            sources[name] = Provenance(lead.via, str(moment.precision))
    language, told_by = teaser_language(lead, url, outlet, f"{title} {summary or ''}")
    if told_by:
        sources["language"] = told_by
    return Extract(
        url=_made(url),
        outcome=Outcome.TEASER,
        reason=f"{outcome}: {reason}" if reason else str(outcome),
        title=title,
        authors=lead.authors,
        published=published,
        modified=lead.modified,
        language=language,
        section=lead.section,
        tags=lead.tags,
        image=lead.image,
        summary=summary,
        provenance=MappingProxyType(sources),
    )


def withhold(story: Extract) -> Extract:
    """A story without what its page reserved: text, summary and picture. Others come back as is."""
    if story.outcome is not Outcome.OPTED_OUT:
        return story
    kept = {k: v for k, v in story.provenance.items() if k not in {"text", "summary", "image"}}
    return replace(story, text=None, summary=None, image=None, provenance=MappingProxyType(kept))


def _read(document: Document) -> Extract:
    """All fields of a page, whatever it may be."""
    sources: dict[str, Provenance | None] = {}
    title, sources["title"] = find_title(document)
    published, sources["published"] = find_published(document)
    modified, sources["modified"] = find_modified(document, published)
    declared = (document.tree.get("lang") or "")[:2].lower() or None
    day = published.at.date() if published else None
    authors, sources["authors"], agency = find_authors(document, declared, day)
    found = find_body(document, title=title, authors=authors, published=day)
    text = found.text
    sources["text"] = Provenance(found.source) if text else None
    lines = text.split("\n\n") if text else []
    credited = read_credits(lines)
    notes = document.marked("class", _NOTE_CLASS)[:_MOST_NOTES]
    correction = correction_note(lines, (tidy(text_of(note, _MOST_NOTED)) for note in notes))
    sources["correction"] = Provenance("text") if correction else None
    if not authors and credited.reporters:
        authors = credited.reporters
        sources["authors"] = provenance("text", "; ".join(authors))
    if not names_a_person(document, authors) and (signed := signature(lines, declared)):
        authors = signed.names
        sources["authors"] = provenance("text", "; ".join(authors))
        lines = [line for line in lines if line != signed.line]
        text = "\n\n".join(lines)
    if credited.agency:
        sources["agency"] = Provenance("text")
    elif agency:
        sources["agency"] = Provenance("byline")
    elif agency := copyright_agency(document.html):
        sources["agency"] = Provenance("rights")
    dateline = credited.dateline or tidy(document.state.get("dateline")) or None
    if dateline:
        sources["dateline"] = Provenance("text" if credited.dateline else "state")
    language, sources["language"] = find_language(document, text)
    url, sources["url"] = _sourced(find_url(document))
    filed = find_section(document)
    section, sources["section"] = _sourced(filed)
    tags, sources["tags"] = _sourced(find_tags(document))
    image, sources["image"] = _sourced(find_image(document))
    summary, sources["summary"] = _sourced(find_summary(document))
    kind, sources["kind"] = _sourced(find_kind(document, title, filed))
    access, sources["access"] = _sourced(find_access(document))
    metering = find_metering(document)
    if metering and (told := sources["access"]):
        sources["access"] = Provenance(f"{told.source}: {metering}")
    word_count = declared_words(document)
    sources["word_count"] = Provenance(document.article_source) if word_count else None
    return Extract(
        url=url or document.url,
        outcome=Outcome.STORY,
        title=title,
        authors=authors,
        published=published,
        modified=modified,
        language=language,
        section=section,
        tags=tags,
        image=image,
        access=access,
        metering=metering,
        kind=kind,
        summary=summary,
        text=text,
        agency=credited.agency or agency,
        dateline=dateline,
        word_count=word_count,
        correction=correction,
        extractor=VERSION,
        provenance=MappingProxyType({name: source for name, source in sources.items() if source}),
    )


def _settled(story: Extract, verdict: Verdict, document: Document) -> Extract:
    """The fields that may be kept under a verdict."""
    if verdict.outcome not in _WITH_FIELDS:
        return Extract(url=story.url, outcome=verdict.outcome, reason=verdict.reason)
    if verdict.outcome is Outcome.PAYWALLED and (
        not story.title or BARRIER_TITLE.search(story.title)
    ):
        # A barrier page: none of its words are the story's.
        lead = document.lead
        said = lead and teaser(
            lead,
            url=document.url,
            outlet=document.outlet,
            outcome=verdict.outcome,
            reason=verdict.reason,
        )
        bare = said or Extract(url=story.url, outcome=verdict.outcome)
        return replace(bare, outcome=verdict.outcome, reason=verdict.reason)
    if verdict.outcome is Outcome.PAYWALLED and story.access is Access.UNKNOWN:
        sources = {**story.provenance, "access": Provenance("text")}
        story = replace(story, access=Access.PAYWALLED, provenance=MappingProxyType(sources))
    return replace(story, outcome=verdict.outcome, reason=verdict.reason)


def _sourced(found: tuple[T, str]) -> tuple[T, Provenance | None]:
    value, source = found
    return value, Provenance(source) if source and value else None


def _made(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:
        return url
