"""`aggregator story`, `aggregator search` and `aggregator why`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from aggregator.archive.events.event_rows import PERSON
from aggregator.archive.reading import search as text_search
from aggregator.archive.reading import why as reasons
from aggregator.archive.reading.rows import Story
from aggregator.archive.reading.stories import find_story, get_story
from aggregator.cli import show
from aggregator.cli.events import print_citations
from aggregator.cli.options import (
    ArchiveUrl,
    Json,
    Limit,
    OutletName,
    Since,
    Until,
    outlet_name,
    period,
    reading,
)

if TYPE_CHECKING:
    from rich.console import Console

    from aggregator.archive.events.decisions import Decision

StoryReference = Annotated[
    str, typer.Argument(metavar="STORY", help="The story's number or its URL.")
]
_HITS = 20


def story(
    reference: StoryReference,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Show one story: its text, its versions, its copies, quotes and citations."""
    with reading(archive) as connection:
        found = get_story(connection, find_story(connection, reference))
    if json:
        show.print_json(found)
        return
    screen = show.console()
    screen.print(show.printable(found.title or "(no title)"), style="bold", markup=False)
    for label, value in (
        ("story", found.id),
        ("url", found.url),
        ("outlet", found.outlet),
        ("authors", found.authors),
        ("agency", found.agency),
        ("published", found.published),
        ("modified", found.modified),
        ("section", found.section),
        ("kind", found.kind),
        ("language", found.lang),
        ("access", ", ".join(filter(None, (found.access, found.metering, found.form)))),
        ("event", found.event),
        ("family", found.family),
    ):
        if value not in (None, ()):
            line = Text(f"{label:>10}  ", style="dim") + Text(show.cell(value))
            screen.print(line, soft_wrap=None if label != "url" else True)
    body = found.text or found.summary
    if body:
        screen.print()
        for paragraph in body.split("\n\n"):
            screen.print(Text(show.printable(paragraph)))
            screen.print()
    show.print_table(
        ("revision", "change", "form", "captured", "words", "title"),
        ((r.number, r.change, r.form, r.captured, r.words, r.title) for r in found.revisions),
        wide="title",
        fold=True,
    )
    if found.copies:
        screen.print("\ncarry the same text:")
        show.print_table(
            ("story", "published", "outlet", "title"),
            ((m.story, m.published, m.outlet, m.title) for m in found.copies),
            wide="title",
            fold=True,
        )
    _print_quotes(found)
    for heading, citations in (("cited by:", found.cited_by), ("cites:", found.cites)):
        if citations:
            screen.print(f"\n{heading}")
            print_citations(citations)


def _print_quotes(found: Story) -> None:
    for heading, quotes in (("quotes:", found.quotes), ("quoted by:", found.quoted_by)):
        if quotes:
            show.console().print(f"\n{heading}")
            show.print_table(
                ("story", "published", "outlet", "words", "passage"),
                ((q.story, q.published, q.outlet, q.words, q.passage) for q in quotes),
                wide="passage",
                fold=True,
            )


def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases", -words to leave out.')],
    since: Since = None,
    until: Until = None,
    outlet: OutletName = None,
    limit: Limit = None,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Search the stories' texts, best match first."""
    start, end = period(since, until)
    with reading(archive) as connection:
        hits = text_search.search(
            connection,
            query,
            outlet=outlet_name(outlet),
            since=start,
            until=end,
            limit=limit or _HITS,
        )
    if json:
        show.print_json(hits)
        return
    if not show.is_terminal():
        show.print_table(
            ("id", "published", "outlet", "event", "title", "url", "snippet"),
            ((h.id, h.published, h.outlet, h.event, h.title, h.url, h.snippet) for h in hits),
            empty=f"nothing matches {query}",
        )
        return
    if not hits:
        sys.stderr.write(f"nothing matches {query}\n")
    screen = show.console()
    for hit in hits:
        screen.print(
            Text(f"{hit.id} ", style="dim") + Text(show.printable(hit.title or ""), style="bold")
        )
        event = f"  event {hit.event}" if hit.event else ""
        screen.print(Text(f"  {hit.outlet}  {show.when(hit.published)}{event}", style="dim"))
        screen.print(_marked(f"  {show.printable(hit.snippet)}"))


def why(
    reference: StoryReference,
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Say why a story is in its event and family, how it was found and what each field rests on."""
    with reading(archive) as connection:
        found = reasons.explain(connection, find_story(connection, reference))
    if json:
        show.print_json(found)
        return
    screen = show.console()
    title = show.printable(found.title or found.url)
    screen.print(f"story {found.story}: {title}", style="bold", markup=False)
    screen.print(f"{found.outlet}  {found.url}", style="dim", markup=False, soft_wrap=True)
    _print_memberships(screen, found)
    for kin in found.kinships:
        screen.print()
        share = f", {kin.containment:.0%} of its text" if kin.containment is not None else ""
        screen.print(
            f"family {kin.family}: {kin.relation}{share}; origin is story {kin.origin} "
            f"({show.printable(kin.origin_title or '')})",
            markup=False,
        )
    for heading, columns, rows in (
        (
            "found by",
            ("via", "first seen", "source", "title"),
            [(x.via, x.first_seen, x.source, x.title) for x in found.sightings],
        ),
        (
            "fetched",
            ("run", "at", "outcome", "reason"),
            [(x.run, x.at, x.outcome, x.reason) for x in found.fetches],
        ),
        (
            "fields",
            ("field", "source", "precision", "rejected"),
            [
                (name, origin["source"], origin.get("precision"), origin.get("rejected"))
                for name, origin in sorted(found.provenance.items())
            ],
        ),
    ):
        if rows:
            screen.print(f"\n{heading}")
            show.print_table(columns, rows, wide=columns[2:], fold=True)
    if found.cited_by:
        screen.print("\ncited by")
        print_citations(found.cited_by)


def _print_memberships(screen: Console, found: reasons.Why) -> None:
    for membership in found.memberships:
        screen.print()
        screen.print(_membership(membership), markup=False)
        for sentence in membership.because:
            screen.print(f"    {show.printable(sentence)}", markup=False)
    if found.pinned is not None:
        screen.print(f"\nheld there: {_by(found.pinned)}", markup=False)
    if not found.memberships:
        screen.print("\nin no event", markup=False)


def _membership(row: reasons.MembershipRow) -> str:
    title = show.printable(row.event_title)
    if row.decision is not None:
        text = f"event {row.event} ({title}): put there by hand, {_by(row.decision)}"
    elif row.engine == PERSON:
        text = f"event {row.event} ({title}): put there by hand"
    elif row.score is not None:
        text = f"event {row.event} ({title}): joined it"
    else:
        text = f"event {row.event} ({title}): opened it"
    if row.until is not None:
        text += f"; until {show.cell(row.until)}"
    return f"{text} [{row.engine}]"


def _by(decision: Decision) -> str:
    reason = f": {decision.reason}" if decision.reason else ""
    return show.printable(f"{decision}{reason}")


def _marked(snippet: str) -> Text:
    """The snippet with its found words in bold."""
    opening, closing = text_search.MARK
    text = Text()
    for part in snippet.split(opening):
        word, found, rest = part.partition(closing)
        text.append(word, style="bold" if found else "")
        text.append(rest)
    return text
