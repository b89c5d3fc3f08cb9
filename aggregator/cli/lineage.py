"""`aggregator lineage EVENT`: who had it first, who cites whom, whose copy is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text as ScreenText

from aggregator.archive.citing.lineage import EventLineage, event_lineage, lineage_record
from aggregator.citations.relations import Edge, Place
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, reading
from aggregator.crawl.loader import load_outlets
from aggregator.records import Precision

if TYPE_CHECKING:
    from rich.console import Console

_MOST_LINES = 60  # of one section on a screen; a pipe and --json get all
_MOST_NAMES = 4
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_LIMIT = "who had it before these: only stories in this archive are compared"
_TOLD = {
    "url": "by its URL",
    "headline": "by its headline",
    "copy": "its text",
    "event": "its latest here before",
}


def lineage(
    number: Annotated[int, typer.Argument(metavar="EVENT", help="The event's number.")],
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Show who had an event first, how far behind the others were, and who has it from whom."""
    with reading(archive) as connection:
        found = event_lineage(connection, number, load_outlets())
    if json:
        show.print_json(lineage_record(found))
        return
    screen = show.console()
    lines = found.lineage
    screen.print(f"event {found.event}: {show.printable(found.title)}", style="bold", markup=False)
    screen.print(_first(found), markup=False)
    screen.print()
    show.print_table(
        ("behind", "published", "outlet", "story", "text", "title"),
        (
            (_behind(place), _published(place), place.report.outlet, place.report.story,
             _text(place), place.report.title)
            for place in _shown(lines.places, screen)
        ),
        wide=("outlet", "title"),
    )  # fmt: skip
    _section(screen, "texts", [_carried(found, number) for number in range(len(lines.texts))])
    _section(screen, "under one headline", [_alike(found, group) for group in lines.same_headline])
    _section(screen, "who cites whom", [_edge(found, edge) for edge in lines.edges])
    _section(screen, "second hand", _chains(found))
    _section(screen, "cited by digests", _digests(found))
    _section(screen, "what cannot be told", [*lines.unknown, _LIMIT])


def _first(found: EventLineage) -> str:
    lines = found.lineage
    if lines.first is None:
        return "first: cannot be told, no story has a date"
    place = next(place for place in lines.places if place.report.story == lines.first)
    who = f"{_named(found, lines.first)}, {_published(place)} UTC{_within(place)}"
    others = len(lines.contenders) - 1
    if not others:
        return f"first: {who}"
    names = _names([_named(found, story) for story in lines.contenders if story != lines.first])
    return f"first: {who}; or {names}, whose times do not tell"


def _within(place: Place) -> str:
    span = place.report.span
    if span is None or span.precision is Precision.SECOND:
        return ""
    return f" (within the {span.precision})"


def _behind(place: Place) -> str:
    if place.behind is None:
        return "?"
    least, most = place.behind
    if place.may_be_first:
        return "first?" if most > _HOUR else "first"
    span = place.report.span
    if span is not None and span.is_exact:
        return f"+{_duration(least)}"
    return f"+{_duration(least)}…{_duration(most)}"


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    if seconds < 2 * _DAY:
        return f"{int(seconds // _HOUR)}:{int(seconds % _HOUR // _MINUTE):02} h"
    return f"{seconds / _DAY:.1f} d"


def _published(place: Place) -> str:
    span = place.report.span
    if span is None:
        return "not said"
    if span.is_exact:
        return f"{span.earliest:%Y-%m-%d %H:%M}"
    middle = span.earliest + (span.latest - span.earliest) / 2
    form = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m"}.get(span.precision, "%Y")
    return f"{middle:{form}}"


def _text(place: Place) -> str:
    report = place.report
    if report.form != "full":
        return "teaser" if report.family is None else f"teaser {report.family}"
    if report.family is None:
        return "own"
    relation = (report.relation or "copy").replace("_of", "")
    return f"{relation} {report.family}"


def _carried(found: EventLineage, number: int) -> str | None:
    text = found.lineage.texts[number]
    if len(text.stories) == 1:
        return None
    whose = f"copy of {text.agency}" if text.agency else "no agency credited"
    names = _names([_named(found, story) for story in text.stories if story != text.origin])
    origin = f"; origin {_named(found, text.origin)}" if text.origin is not None else ""
    return f"text {text.family}: {len(text.stories)} stories, {whose}{origin}; carried by {names}"


def _alike(found: EventLineage, group: tuple[int, ...]) -> str:
    first, *others = [_named(found, story) for story in group]
    return f"{first}, then {_names(others)}: {found.stories[group[0]].title}"


def _edge(found: EventLineage, edge: Edge) -> str:
    cited = f" → {_named(found, edge.cited)}" if edge.cited is not None else f" → {edge.outlet}"
    how = [edge.kind]
    if edge.told_by is not None:
        how.append(_TOLD[edge.told_by])
    else:
        how.append("no story of it here")
    if edge.candidates > 1:
        how.append(f"one of {edge.candidates}")
    if edge.outside:
        how.append("of another event")
    if edge.inherited:
        how.append("as in the text it carries")
    return f"{_named(found, edge.story)}{cited} ({', '.join(how)})"


def _chains(found: EventLineage) -> list[str]:
    return [
        " → ".join(
            [
                _names([_named(found, head) for head in chain.heads]),
                *(
                    outlet if story is None else _named(found, story)
                    for story, outlet in chain.steps
                ),
            ]
        )
        + (" (in its own words)" if chain.in_words else "")
        for chain in found.lineage.chains
    ]


def _digests(found: EventLineage) -> list[str]:
    cited: dict[int, list[str]] = {}
    for document, story in found.digests:
        cited.setdefault(document, []).append(_named(found, story))
    return [f"{_named(found, document)} → {_names(names)}" for document, names in cited.items()]


def _named(found: EventLineage, story: int) -> str:
    return f"{found.stories[story].outlet} {story}"


def _names(names: list[str]) -> str:
    """A few names and how many more; in a pipe, all."""
    if not show.is_terminal() or len(names) <= _MOST_NAMES:
        return ", ".join(names)
    return f"{', '.join(names[:_MOST_NAMES])} and {len(names) - _MOST_NAMES} more"


def _section(screen: Console, title: str, lines: list[str | None] | list[str]) -> None:
    said = [line for line in lines if line]
    if not said:
        return
    screen.print()
    screen.print(title, style="bold")
    shown = said[:_MOST_LINES] if show.is_terminal() else said
    for line in shown:
        text = ScreenText(show.printable(line))
        if show.is_terminal():
            screen.print(Padding(text, (0, 0, 0, 2), expand=False))
        else:
            screen.print(ScreenText("  ") + text)
    if len(shown) < len(said):
        screen.print(f"  and {len(said) - len(shown)} more; --json has all", markup=False)


def _shown(places: tuple[Place, ...], screen: Console) -> tuple[Place, ...]:
    if not show.is_terminal() or len(places) <= _MOST_LINES:
        return places
    screen.print(f"the first {_MOST_LINES} of {len(places)} stories; --json has all", style="dim")
    return places[:_MOST_LINES]
