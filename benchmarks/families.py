"""How well and how fast copies are found: ``python -m benchmarks.families``.

Real stories are edited as desks edit wire copy (`benchmarks.wire_desk`), each is looked for among
the originals, and stories that nobody copied are looked through for false matches, plain and with
forms below their texts. Beside it, with the same texts: MinHash with locality-sensitive hashing
(datasketch) and simhash.

Then what it costs: sketches a second of processor time, and look-ups in an archive's table of
``--texts`` texts, on SQLite and PostgreSQL. ``--texts 1000000`` takes some twenty minutes and 5 GB.

Real stories come from the folder that AGGREGATOR_SHARED names, ``../shared`` by default; a set that
isn't there is skipped with a line that says so.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from itertools import cycle
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregator.matching import FamilyIndex, RelationKind, TextRecord, Wording, relate, sketch
from aggregator.matching.quotations import find_quotation
from aggregator.matching.scoring import score_families
from aggregator.matching.text import tokens
from benchmarks import family_table, report
from benchmarks.copy_finders import CopyFinder, Ours, peers, record
from benchmarks.material import moment, rows
from benchmarks.synthetic import Newsroom
from benchmarks.wire_desk import EDITS, FORM, FURNITURE, LEGAL_NOTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_MIN_WORDS = 150
_SKETCHES = 4_000.0  # a second, the design's limit
_RECALL = 0.96
_FALSE = 1.0  # of a thousand
_COPIES = 1_200
_USUAL = 400  # words of a story
_SOME = 600  # stories that the others, far slower, are tried with
_PLAIN, _ONE_FORM = "as they are", "with one form below each"


class Original(NamedTuple):
    """A real story."""

    title: str
    text: str


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("families", __doc__)
    parser.add_argument("--texts", type=int, default=100_000, metavar="N", help="in the table")
    parser.add_argument("--no-tables", action="store_true", help="leave out the look-ups")
    options = report.begin(parser, arguments)
    originals = read_originals()
    report.heading("Families: sketches")
    measure_sketches([one.text for one in originals])
    report.heading(f"Families: recall of {len(originals)} stories after wire-desk edits")
    if originals:
        measure_edits(originals)
    report.heading("Families: many copies of one text")
    measure_many_copies()
    report.heading("Families: false matches per 1,000 stories that are no copies")
    measure_false(read_unrelated())
    report.heading("Families: pairs of real wire copies")
    measure_wire_pairs()
    report.heading("Families: quotes")
    measure_quotes()
    if not options.no_tables:
        family_table.measure(options.texts)
    return 0


def measure_sketches(texts: Sequence[str]) -> None:
    texts = texts or [written.text for written in Newsroom(seed=3, outlets=5).reports(200)]
    words = sum(len(text.split()) for text in texts) / len(texts)
    report.note(f"{len(texts)} texts of {words:.0f} words in the mean")
    beside: dict[str, float | None] = {"limit": _SKETCHES}
    for name, make in peers().items():
        beside[name] = _speed(make().sketch, texts)
    report.row("sketches", _speed(sketch, texts), "stories/s", beside)
    usual = [" ".join(text.split()[:_USUAL]) for text in texts]
    report.row(f"sketches of their first {_USUAL} words", _speed(sketch, usual), "stories/s",
               {"limit": _SKETCHES})  # fmt: skip
    report.row("hashes of a sketch", sum(len(sketch(text)) for text in texts) / len(texts))


def measure_edits(originals: Sequence[Original]) -> None:
    """Copies looked for among all originals, ours also beside the one original alone."""
    chance = random.Random(1)
    finders: dict[str, CopyFinder] = {"ours": Ours()}
    finders |= {name: make() for name, make in peers().items()}
    for finder in finders.values():
        for key, one in enumerate(originals):
            finder.add(record(key, one.title, one.text))
    records = [record(key, one.title, one.text) for key, one in enumerate(originals)]
    means: defaultdict[str, float] = defaultdict(float)
    for name, edit in EDITS.items():
        found: Counter[str] = Counter()
        for key, one in enumerate(originals):
            text = edit(one.text, originals[(key + 1) % len(originals)].text, chance)
            copy = record(len(originals) + key, one.title, text)
            for label, finder in finders.items():
                found[label] += key in finder.find(copy)
            alone = relate(copy, records[key])
            found["the original alone"] += alone is not None and alone.kind.makes_family
        shares = {label: count / len(originals) for label, count in found.items()}
        for label, share in shares.items():
            means[label] += share / len(EDITS)
        report.row(name, shares.pop("ours"), "", shares)
    report.row("mean", means.pop("ours"), "", {"limit": _RECALL, **means})


def measure_many_copies() -> None:
    """One text at ever more outlets: how many of them are in its family, and what each costs."""
    (written,) = Newsroom(seed=4, outlets=5).reports(1)
    chance = random.Random(2)
    edits = cycle(EDITS[name] for name in ("new head and dateline", "house style", "first half"))
    index = FamilyIndex()
    with report.timed() as clock:
        for key in range(_COPIES):
            index.add(record(key, written.title, next(edits)(written.text, written.text, chance)))
    report.row(f"of {_COPIES:,} copies in the family", len(index.members(0)))
    report.row("processor time", 1000 * clock.cpu / _COPIES, "ms/copy")


def measure_false(originals: Sequence[Original]) -> None:
    """Stories of different events under different headlines, one after the other."""
    if not originals:
        return
    report.note(f"{len(originals)} stories, each of another event and under another headline")
    forms = (FORM, LEGAL_NOTE, FURNITURE)
    ways: dict[str, Callable[[int, str], str]] = {
        _PLAIN: lambda _, text: text,
        _ONE_FORM: lambda _, text: f"{text}\n\n{FURNITURE}",
        "with one of three forms": lambda key, text: f"{text}\n\n{forms[key % 3]}",
        "with three forms": lambda _, text: "\n\n".join((forms[0], text, *forms[1:])),
        "every 20th nothing but a form": lambda key, text: text if key % 20 else FORM,
    }
    for name, furnish in ways.items():
        stories = [
            record(key, one.title, furnish(key, one.text)) for key, one in enumerate(originals)
        ]
        with report.timed() as clock:
            ours = _false(Ours(), stories)
        beside: dict[str, float | None] = {"limit": _FALSE}
        if furnish in (ways[_PLAIN], ways[_ONE_FORM]):
            some = stories[:: max(1, len(stories) // _SOME)]
            beside |= {peer: _false(make(), some) for peer, make in peers().items()}
        report.row(name, ours, "", beside)
        report.note(f"  {len(stories) / clock.cpu:.0f} stories/s, found and added")


def measure_wire_pairs() -> None:
    read = list(rows("realevents/wirepairs.jsonl"))
    if not read:
        return
    index = FamilyIndex()
    ends = [_wire(2 * key + place, row[end]) for key, row in enumerate(read)
            for place, end in enumerate("ab")]  # fmt: skip
    for end in ends:
        index.add(end)
    for label in ("near_dup", "partial_overlap"):
        kinds: Counter[str] = Counter()
        for key, row in enumerate(read):
            if row["label"] == label:
                found = relate(ends[2 * key + 1], ends[2 * key])
                kinds[str(found.kind) if found else "unrelated"] += 1
        pairs = [
            (str(2 * key), str(2 * key + 1), True)
            for key, row in enumerate(read)
            if row["label"] == label
        ]
        families = {str(end.key): index.family_of(end.key) for end in ends}
        recall = score_families(pairs, families)["recall"]
        titles = {str(end.key): " ".join(tokens(end.title)) for end in ends}
        by_title = score_families(pairs, titles)["recall"]
        report.row(f"{label}: in one family", recall, "", {"equal headlines": by_title})
        report.note(f"  {len(pairs)} pairs, each alone: {dict(sorted(kinds.items()))}")


def measure_quotes() -> None:
    """Quotes among labelled stories: of two stories of one event, where they are right."""
    read = [row for row in rows("realevents/stories.jsonl") if row["text"] and row["published"]]
    if not read:
        return
    read.sort(key=lambda row: (row["published"], row["id"]))
    index = FamilyIndex()
    known: dict[int, TextRecord] = {}
    right = found = marked = 0
    for key, row in enumerate(read):
        known[key] = _wire(key, row)
        for relation in index.add(known[key]).relations:
            if relation.kind is not RelationKind.QUOTES:
                continue
            quotation = find_quotation(known[key], known[relation.other])
            if quotation is not None:
                found += 1
                marked += quotation.is_marked
                event = row["event_id"]
                right += event is not None and event == read[relation.other]["event_id"]
    report.note(f"{len(read)} stories, {found} quotes, {marked} of them between quotation marks")
    report.row("of two stories of one event", right / found if found else 1.0)


def read_originals() -> list[Original]:
    """Real stories long enough to be cut up, each once."""
    found: dict[str, Original] = {}
    for name in ("fundus", "aeb", "targets"):
        for row in rows(f"pages/{name}/truth.jsonl"):
            text = row.get("body") or ""
            if len(text.split()) >= _MIN_WORDS:
                found.setdefault(text, Original(row.get("title") or "", text))
    return list(found.values())


def read_unrelated() -> list[Original]:
    """Real stories of one event each, none under a headline or from a page that another has."""
    sets: Iterable[Iterator[tuple[str, Original]]] = (
        ((f"page {one.text[:80]}", one) for one in read_originals() if one.title),
        _one_an_event("events/partisan_en.jsonl.gz"),
        _one_an_event("realevents/stories.jsonl"),
        _one_an_event("events/allsides_neus.jsonl.gz"),
    )
    found: dict[str, Original] = {}
    for some in sets:
        for _, one in some:
            found.setdefault(" ".join(tokens(one.title)), one)
    return list(found.values())


def _one_an_event(path: str) -> Iterator[tuple[str, Original]]:
    seen = set()
    for row in rows(path):
        event = row["event_id"]
        own = row.get("text_kind") != "summary_own_words"  # else the labellers wrote it
        if event and event not in seen and own and row["title"] and row["text"]:
            seen.add(event)
            yield event, Original(row["title"], row["text"])


def _false(finder: CopyFinder, stories: Sequence[TextRecord]) -> float:
    """Stories of a thousand that are taken for a copy of one before them."""
    wrong = 0
    for story in stories:
        wrong += bool(finder.find(story))
        finder.add(story)
    return 1000 * wrong / len(stories)


def _speed(make: Callable[[str], Any], texts: Sequence[str]) -> float:
    """Texts a second of processor time."""
    started = time.process_time()
    for text in texts:
        make(text)
    return len(texts) / (time.process_time() - started)


def _wire(key: int, end: dict[str, Any]) -> TextRecord:
    return TextRecord(
        key=key,
        outlet=end["outlet"],
        title=end["title"],
        published=moment(end["published"]) if end["published"] else None,
        wording=Wording(end["text"]),
    )


if __name__ == "__main__":
    raise SystemExit(main())
