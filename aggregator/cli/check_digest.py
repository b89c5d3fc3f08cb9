"""`aggregator check-digest FILE|URL|-`: a digest beside what its sources say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from aggregator.archive.citing.checking import (
    DigestCheck,
    HeldSource,
    archived_document,
    check_archived,
    check_document,
)
from aggregator.checking import Checked, Verdict
from aggregator.citations import find_citations
from aggregator.cli import show
from aggregator.cli.documents import read_source
from aggregator.cli.options import ArchiveUrl, Json, reading
from aggregator.crawl.digest import address_of
from aggregator.crawl.loader import load_outlets

if TYPE_CHECKING:
    from typing import Any

    from rich.console import Console

LIMITS = (
    "A comparison of words, not of truth: paraphrase may be found in no source, and words turned "
    "round may be found supported. Sources in another language are left aside."
)
_HELD = {
    "full": "whole text",
    "teaser": "teaser only",
    "copy": "another outlet's copy",
    "other_language": "in another language: not compared",
    "nothing": "not held",
}
_SHOWN_PASSAGE = 320
_SHOWN_MISSING = 6
_NEAR = 0.3  # of the telling words: worth a look, and no support


def check(
    source: Annotated[
        str,
        typer.Argument(help="A file, a URL, - for standard input, or a document's story number."),
    ],
    json: Json = False,
    archive: ArchiveUrl = None,
) -> None:
    """Compare a digest with the stories it cites: what they support, and what differs."""
    found = _check(source, archive)
    if json:
        show.print_json(_record(found))
        return
    _print(found)


def _check(source: str, archive: str | None) -> DigestCheck:
    """By what the archive has of the document; what it does not have is read and looked up now."""
    with reading(archive) as connection:
        known = archived_document(connection, source)
        if known is not None:
            return check_archived(connection, known)
        read = read_source(source)
        if read.url is None and source != "-":
            known = archived_document(connection, address_of(Path(source), read.body))
            if known is not None:
                return check_archived(connection, known)
        outlets = load_outlets()
        citations = find_citations(read.document, outlets)
        if not citations:
            where = "standard input" if source == "-" else source
            raise ValueError(
                f"{where} cites nothing that could be compared: `aggregator citations` shows "
                "what is read"
            )
        return check_document(connection, read.document, citations, outlets, now=datetime.now(UTC))


def _record(found: DigestCheck) -> dict[str, Any]:
    return {
        "title": found.title,
        "limits": LIMITS,
        "counts": found.counts,
        "sources": [
            {"outlet": one.outlet, "headline": one.headline, "state": one.state, "held": one.held,
             "story": one.story, "title": one.title, "url": one.url}
            for one in found.sources
        ],
        "sentences": [
            {
                "sentence": one.sentence,
                "verdict": str(one.verdict),
                "nearest": _support(one),
                "others": [
                    {"story": other.key, "passage": other.passage, "share": other.share}
                    for other in one.others
                ],
                "differences": [
                    {"kind": each.kind, "said": each.said, "source_says": each.source_says}
                    for each in one.differences
                ],
                "missing": list(one.missing),
            }
            for one in found.sentences
        ],
    }  # fmt: skip


def _support(one: Checked) -> dict[str, Any] | None:
    if one.nearest is None:
        return None
    return {
        "story": one.nearest.key,
        "passage": one.nearest.passage,
        "share": one.nearest.share,
    }


def _print(found: DigestCheck) -> None:
    screen = show.console()
    screen.print(show.printable(found.title or "digest"), style="bold", markup=False)
    _line(screen, LIMITS, 0)
    screen.print()
    for one in found.sources:
        _line(screen, _source(one), 0)
    names = {one.story: f"{one.outlet} {one.story}" for one in found.sources if one.story}
    for checked in found.sentences:
        screen.print()
        _sentence(screen, checked, names, incomplete=found.incomplete)
    screen.print()
    counts = found.counts
    said = [
        f"{counts[Verdict.SUPPORTED]} of {len(found.sentences)} sentences supported",
        f"{counts[Verdict.DIFFERS] + counts[Verdict.PARTLY]} with something that differs",
        f"{counts[Verdict.UNSUPPORTED]} in no source that is held",
    ]
    if counts[Verdict.NOT_COMPARED]:
        said.append(f"{counts[Verdict.NOT_COMPARED]} not compared")
    _line(screen, ", ".join(said), 0)
    if found.incomplete:
        _line(
            screen,
            f"Of {found.incomplete} of {len(found.sources)} sources the whole text is not held: "
            "a sentence in none of them may still be in what we do not hold.",
            0,
        )


def _source(one: HeldSource) -> str:
    what = one.title or one.headline or ""
    story = f" {one.story}" if one.story else f" ({one.state})"
    return f"source: {one.outlet}{story}, {_HELD[one.held]}: {what}"


def _sentence(screen: Console, checked: Checked, names: dict[int, str], *, incomplete: int) -> None:
    verdict = str(checked.verdict).replace("_", " ")
    _line(screen, f"{verdict}: {checked.sentence}", 0)
    nearest = checked.nearest
    if nearest is None:
        return
    if checked.verdict is Verdict.UNSUPPORTED:
        where = "not in what we hold" if incomplete else "in none of the sources"
        missing = ", ".join(checked.missing[:_SHOWN_MISSING])
        _line(screen, f"{where}; not found: {missing}", 4)
        if nearest.share < _NEAR:
            return
    passage = " ".join(nearest.passage.split())
    near = "" if checked.verdict is not Verdict.UNSUPPORTED else "nearest, too far: "
    if len(passage) > _SHOWN_PASSAGE and show.is_terminal():
        passage = passage[:_SHOWN_PASSAGE].rsplit(" ", 1)[0] + " …"
    name = names.get(nearest.key, nearest.key)
    _line(screen, f"{near}{name} ({nearest.share:.0%}): {passage}", 4)
    for each in checked.differences:
        says = "no source has it" if each.source_says is None else f"source: {each.source_says}"
        _line(screen, f"{each.kind}: digest: {each.said}; {says}", 4)
    others = ", ".join(names.get(other.key, str(other.key)) for other in checked.others)
    if others:
        _line(screen, f"also in {others}", 4)


def _line(screen: Console, text: str, indent: int) -> None:
    said = Text(show.printable(text))
    if show.is_terminal():
        screen.print(Padding(said, (0, 0, 0, indent), expand=False))
    else:
        screen.print(Text(" " * indent) + said)
