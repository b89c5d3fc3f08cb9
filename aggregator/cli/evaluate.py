"""`aggregator eval`: how good what we made is, against what people said."""

from __future__ import annotations

import gzip
import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.archive.citing.accuracy import cited_pairs
from aggregator.cli import show
from aggregator.cli.options import ArchiveUrl, Json, reading
from aggregator.matching.extraction_scoring import score_extraction
from aggregator.matching.intervals import cluster_intervals
from aggregator.matching.scoring import score_citations, score_clusters, score_families
from aggregator.records import jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

app = typer.Typer(no_args_is_help=True, help="Score what was made against what people said.")

Gold = Annotated[Path, typer.Argument(metavar="GOLD", help="The truth, JSON lines; also gzipped.")]
Predicted = Annotated[Path, typer.Argument(metavar="PREDICTED", help="What is to be scored.")]

_COPY_LABELS = {"copy", "near_dup", "same", "yes", "true"}


@app.command()
def extract(gold: Gold, predicted: Predicted, json: Json = False) -> None:
    """Score the fields of stories: body, title, authors, dates, language.

    Both files: {"id", "text" (or "body"), "title", "authors", "published", "lang"} a line; fields
    that GOLD leaves out aren't scored, and pages that PREDICTED leaves out count as empty.
    """
    ours = _by_id(predicted)
    _print(
        score_extraction((row, ours.get(identifier, {})) for identifier, row in _rows(gold)),
        json=json,
    )


@app.command()
def group(gold: Gold, predicted: Predicted, json: Json = False) -> None:
    """Score events: BCubed, pairs, AMI, ratio of groups; with intervals of 95 percent.

    GOLD: {"id", "event"} (or "event_id") a line; stories whose event is null aren't scored.
    PREDICTED: {"id", "event"}; a story it leaves out counts as an event of its own. The intervals
    (_low, _high) are of a bootstrap over the true events.
    """
    ours = _by_id(predicted)
    truth: list[str] = []
    found: list[str] = []
    missing = 0
    for identifier, row in _rows(gold):
        event = row.get("event", row.get("event_id"))
        if event is None:
            continue
        truth.append(str(event))
        group_ = ours.get(identifier, {}).get("event")
        missing += group_ is None
        found.append(f"alone {identifier}" if group_ is None else f"event {group_}")
    scores = score_clusters(truth, found)
    for name, (low, high) in cluster_intervals(truth, found).items():
        scores |= {f"{name}_low": low, f"{name}_high": high}
    _print({**scores, "missing": missing}, json=json)


@app.command()
def families(gold: Gold, predicted: Predicted, json: Json = False) -> None:
    """Score copies, pair by pair.

    GOLD: judged pairs, {"a", "b", "label"} a line, a and b ids (or objects with an id or url),
    label true or "copy" or "near_dup" for copies, all else for texts of their own. Or stories,
    {"id", "family"} a line: all pairs of them are judged. PREDICTED: {"id", "family"}.
    """
    ours: dict[str, object] = {
        identifier: row.get("family") for identifier, row in _by_id(predicted).items()
    }
    _print(score_families(_judged_pairs(gold), ours), json=json)


@app.command()
def citations(gold: Gold, predicted: Predicted, json: Json = False) -> None:
    """Score citations: outlets, and outlets with their headlines.

    Both files: {"id", "citations": [{"outlet", "headline"}]} a line ("truth" instead of
    "citations" does as well). A document that PREDICTED leaves out counts as without citations.
    """
    ours = _by_id(predicted)
    _print(
        score_citations(
            (_cited(row, gold), _cited(ours.get(identifier, {}), predicted))
            for identifier, row in _rows(gold)
        ),
        json=json,
    )


@app.command()
def cited(json: Json = False, archive: ArchiveUrl = None) -> None:
    """Score the archive's own grouping: stories that one digest cites, and are in one event.

    By month of the digests. `by link` are pairs where being cited together was evidence itself.
    """
    with reading(archive) as connection:
        found = cited_pairs(connection)
    if json:
        show.print_json([{**jsonable(row), "share": row.share} for row in found])
        return
    show.print_table(
        ("month", "digests", "pairs", "together", "share", "by link"),
        ((r.month, r.digests, r.pairs, r.together, r.share, r.by_link) for r in found),
    )


def _print(scores: Mapping[str, float], *, json: bool) -> None:
    # Counts are whole numbers and stay so.
    rounded = {name: round(value, 4) for name, value in scores.items()}
    if json:
        show.print_json(rounded)
    else:
        width = max(map(len, rounded))
        for name, value in rounded.items():
            typer.echo(f"{name:<{width}}  {value}")


def _judged_pairs(path: Path) -> Iterator[tuple[str, str, bool]]:
    stories: list[tuple[str, object]] = []
    for number, row in _objects(path):
        if "a" in row and "b" in row:
            label = row.get("label")
            yield (
                _end(row["a"], path, number),
                _end(row["b"], path, number),
                label is True or str(label).lower() in _COPY_LABELS,
            )
        elif "id" in row:
            family = row.get("family")
            for other, other_family in stories:
                yield other, str(row["id"]), family is not None and family == other_family
            stories.append((str(row["id"]), family))
        else:
            raise ValueError(f"{path}, line {number}: neither a pair (a, b) nor a story (id)")


def _end(value: object, path: Path, number: int) -> str:
    if isinstance(value, dict):
        value = value.get("id", value.get("url"))
    if value is None:
        raise ValueError(f"{path}, line {number}: an end of the pair has no id")
    return str(value)


def _cited(row: Mapping[str, Any], path: Path) -> list[tuple[str, str]]:
    cited = row.get("citations", row.get("truth")) or []
    if not isinstance(cited, list) or not all(isinstance(entry, dict) for entry in cited):
        raise ValueError(f"{path}: the citations of {row.get('id')!r} are no list of objects")
    return [(str(entry.get("outlet") or ""), str(entry.get("headline") or "")) for entry in cited]


def _by_id(path: Path) -> dict[str, dict[str, Any]]:
    return dict(_rows(path))


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a file by id.

    Raises:
        ValueError: a line is no object with an id, or an id stands there twice.
    """
    seen: set[str] = set()
    for number, row in _objects(path):
        if row.get("id") is None:
            raise ValueError(f"{path}, line {number}: no id")
        identifier = str(row["id"])
        if identifier in seen:
            raise ValueError(f"{path}, line {number}: id {identifier!r} stood there before")
        seen.add(identifier)
        yield identifier, row


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open("rb") as raw:
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
        number = 0
        try:
            for number, line in enumerate(gzip.GzipFile(fileobj=raw) if packed else raw, start=1):
                if not line.strip():
                    continue
                try:
                    row = json_module.loads(line)
                except (ValueError, RecursionError) as error:
                    raise ValueError(f"{path}, line {number}: no JSON ({error})") from error
                if not isinstance(row, dict):
                    raise ValueError(f"{path}, line {number}: not an object")  # noqa: TRY004 (bad data)
                yield number, row
        except (EOFError, gzip.BadGzipFile) as error:
            raise ValueError(f"{path}, after line {number}: damaged gzip ({error})") from error
