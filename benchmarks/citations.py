"""Reading citations and finding the cited stories: how much is right, how much is wrong.

    python -m benchmarks.citations [--week N] [--page MB] [--show N]

Reading: F1 of outlets and of (outlet, headline) pairs on lines with truth: our own, which are
invented and stand in tests/, and real ones where they are; false citations on lines that only
look like one.

Resolving, on real headlines where they are: each is quoted as a digest might, with one of the kinds
of drift, and looked for among all stories of its outlet and the nearest of others, its neighbours
of the same happening included. Then the story is taken away: what is resolved is wrong. Right is
the story itself or another address of it: the same outlet's with its headline, its standfirst or
the number in its URL. A look-alike has one name of the headline changed, as the next happening of
its kind would have it: what is resolved then is wrong too. The peer takes the headline with
the highest token_set_ratio of rapidfuzz, from 90 up, of the same outlet and in the same window.
Precision is right among resolved, with and without the story; recall is resolved and right among
those whose story is there.

Bad input: what large and broken documents cost, and whether all that they cite is found.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import resource
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from aggregator.citations import find_citations, read_document, resolve
from aggregator.citations.headlines import plain_headline
from aggregator.citations.names import well_known_names
from aggregator.dates import parse_moment
from aggregator.outlets import OutletDirectory
from aggregator.records import Candidate, Citation, CitationState, Moment, Precision
from benchmarks import report
from benchmarks.drift import DRIFTS, name_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

OWN = report.ROOT / "tests" / "citations" / "lines.jsonl"
UNFORESEEN = OWN.with_name("unforeseen.jsonl")
DATA = report.SHARED / "data"
_SURE = 90  # token_set_ratio
_WINDOW = timedelta(days=7)
_NEIGHBOURS = 30  # of other outlets
_LONG_STANDFIRST = 60
_ARTICLE_NUMBER = re.compile(r"(?<!\d)\d{6,9}(?!\d)")
_SHORTEST = 4  # words of a headline that says something


def main(arguments: Sequence[str] | None = None) -> int:
    parser = report.parser("citations", __doc__)
    parser.add_argument("--week", type=int, default=600, metavar="N", help="headlines of 2023")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="mistakes to print")
    parser.add_argument("--page", type=float, default=10, metavar="MB", help="a large document")
    options = report.begin(parser, arguments)
    report.heading("Citations: reading")
    reading("own lines", own_lines(OWN))
    reading("own lines of unforeseen forms", own_lines(UNFORESEEN))
    real = DATA / "citations" / "citations.jsonl"
    if real.is_file():
        reading("real lines", real_lines(real.read_text(encoding="utf-8").splitlines()))
    else:
        report.skipped("real lines", f"there are none in {real.parent}")
    report.heading("Citations: bad input")
    bad_input(options.page)
    report.heading("Citations: resolving")
    folder = DATA / "feeddays"
    if not folder.is_dir():
        report.skipped("real headlines", f"there are none in {folder}")
        return 0
    days = list(entries((folder / "entries.jsonl").read_text(encoding="utf-8").splitlines()))
    resolving("days of 2025", days, len(days), show=options.show)
    look_alikes("days of 2025", days, len(days))
    with gzip.open(folder / "week2023.jsonl.gz", "rt", encoding="utf-8") as file:
        week = list(entries(file))
    resolving("week of 2023", week, options.week, show=options.show)
    look_alikes("week of 2023", week, options.week)
    return 0


# -- reading ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Count:
    """Hits among what was predicted and what is true."""

    hits: int = 0
    predicted: int = 0
    true: int = 0

    def add(self, predicted: Counter[Any], true: Counter[Any]) -> None:
        self.hits += (predicted & true).total()
        self.predicted += predicted.total()
        self.true += true.total()

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(self.predicted + self.true, 1)


def own_lines(path: Path) -> Iterator[tuple[str, list[tuple[str, str | None]], bool]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        truth = [(one["outlet"], one["headline"]) for one in row["truth"]]
        yield row["text"], truth, row["form"] == "negative"


def real_lines(lines: Iterable[str]) -> Iterator[tuple[str, list[tuple[str, str | None]], bool]]:
    for line in lines:
        row = json.loads(line)
        truth = [
            (one["outlet"], one["headline"] if one["headline_in_lines"] else None)
            for one in row["truth"]
            if one["outlet"]
        ]
        yield "\n".join(row["lines"]), truth, row["negative"]


def reading(what: str, rows: Iterable[tuple[str, list[tuple[str, str | None]], bool]]) -> None:
    outlets, pairs = Count(), Count()
    documents = negatives = false = 0
    directory = OutletDirectory()
    clock = report.Clock()
    for text, truth, negative in rows:
        documents += 1
        with report.timed(clock):
            found = find_citations(read_document(text.encode()), directory)
        negatives += negative
        false += bool(negative and found)
        outlets.add(
            Counter(_outlet(c.outlet) for c in found), Counter(_outlet(o) for o, _ in truth)
        )
        pairs.add(
            Counter((_outlet(c.outlet), _words(c.headline)) for c in found if c.headline),
            Counter((_outlet(o), _words(h)) for o, h in truth if h),
        )
    report.row(f"{what}: outlets, F1", outlets.f1, "", {"target": 0.95})
    report.row(f"{what}: outlet and headline, F1", pairs.f1, "", {"target": 0.90})
    report.row(f"{what}: false, of {negatives} that cite nothing", false)
    report.row(f"{what}: time for each of {documents}", clock.cpu / documents * 1000, "ms")


def _outlet(name: str) -> str:
    known = well_known_names().by_name(name)
    return known.title if known else name.casefold()


def _words(headline: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in headline.casefold()).split())


# -- bad input -------------------------------------------------------------------------------


def bad_input(megabytes: float) -> None:
    """Processor seconds for each document, its citations beside those it holds, and the memory."""
    size = int(megabytes * 1_000_000)
    prose = "The dam held through the long winter, and nobody in Brno wondered much."
    source = "REUTERS – Dam number {} of the Kessel valley holds firm"
    link = f"<p>{prose} <a href='https://courier.example/'>More</a></p>\n"
    documents = {
        "page of links": (link * (size // len(link)), 0),
        "text of one line": (f"{prose} " * (size // len(prose)), 0),
        "text of many lines": (f"{prose}\n" * (size // len(prose)), 0),
        "5,000 sources": ("SOURCES:\n" + "\n".join(map(source.format, range(5_000))), 5_000),
        "headline of 2,000 characters": (f"SOURCES: REUTERS – {'valley dam ' * 182}", 1),
        "right to left, with marks": ("\u202eالمصدر: رويترز\u202c\n" * 1_000, 1_000),
        "outlet in forged letters": ("Source: Rеuters – The dam of Kessel holds firm", 1),
        "open brackets": ("[a](" * (size // 40), 0),
        "open templates": ("{{source|pub=Reuters|" * (size // 210), None),
    }
    directory = OutletDirectory()
    for what, (text, held) in documents.items():
        body = text.encode()
        clock = report.Clock()
        with report.timed(clock):
            found = find_citations(read_document(body), directory)
        held_too = {} if held is None else {"citations found": len(found), "in it": held}
        told = "   ".join(f"{name} {number:,}" for name, number in held_too.items())
        report.row(f"{what}, {len(body) / 1e6:.1f} MB", clock.cpu, "s")
        if told:
            report.note(f"  {told}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.row("memory of the process at its peak", peak, "MB")


# -- resolving -------------------------------------------------------------------------------


def entries(lines: Iterable[str]) -> Iterator[Candidate]:
    """Real headlines as leads, without those of pointers or of too few words."""
    for line in lines:
        row = json.loads(line)
        published = parse_moment(row["published"])
        if "news.google" in row["url"] or published is None:
            continue
        if row["published"].endswith("T00:00:00Z"):
            published = Moment(published.at, Precision.DAY)
        if len(row["title"].split()) >= _SHORTEST:
            yield Candidate(
                key=f"lead:{row['id']}",
                outlet_name=row["outlet"],
                url=row["url"],
                titles=(row["title"],),
                published=published,
                text=row["description"],
            )


@dataclass(slots=True)
class Tally:
    """Answers, with the story there and without it."""

    there: int = 0
    right: int = 0
    wrong: int = 0
    gone: int = 0
    forced: int = 0
    mistakes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong + self.forced, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.there, 1)


def resolving(what: str, pool: Sequence[Candidate], count: int, *, show: int) -> None:
    ours, peer = Tally(), Tally()
    kinds: dict[str, Tally] = defaultdict(Tally)
    by_outlet: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in pool:
        by_outlet[candidate.outlet_name].append(candidate)
    titles = [candidate.titles[0] for candidate in pool]
    chance = random.Random(20250330)
    clock = report.Clock()
    step = max(1, len(pool) // count)
    names = list(DRIFTS)
    number = 0
    for target in pool[::step]:
        for _ in names:
            kind = names[number % len(names)]
            number += 1
            quoted = DRIFTS[kind](target.titles[0], chance)
            if quoted != target.titles[0] or kind == names[0]:
                break
        near = process.extract(quoted, titles, scorer=fuzz.token_set_ratio, limit=_NEIGHBOURS)
        others = [pool[at] for *_, at in near if pool[at].outlet_name != target.outlet_name]
        own = by_outlet[target.outlet_name]
        same = {c.key for c in own if _is_same(c, target)}
        assert target.published is not None
        at = Moment(target.published.utc + timedelta(hours=chance.randint(1, 40)), Precision.DAY)
        citation = _cited(target, quoted)
        for present in (True, False):
            known = [c for c in own if present or c.key not in same]
            with report.timed(clock):
                found = resolve(citation, [*known, *others], document_published=at)
            chosen = found.chosen if found.state is CitationState.RESOLVED else None
            for tally in (ours, kinds[kind]):
                _count(tally, chosen, same, present=present, told=f"{kind}: {quoted!r} -> {found}")
            _count(peer, _peer(quoted, known, at), same, present=present, told="")
    for label, value, other, limit in (
        ("precision", ours.precision, peer.precision, 0.99),
        ("recall", ours.recall, peer.recall, 0.95),
    ):
        report.row(f"{what}: {label}", value, "", {"token_set_ratio": other, "target": limit})
    report.row(
        f"{what}: wrong, of {ours.there}", ours.wrong, "", {"token_set_ratio": peer.wrong or None}
    )
    report.row(
        f"{what}: resolved though gone, of {ours.gone}",
        ours.forced,
        "",
        {"token_set_ratio": peer.forced or None},
    )
    report.row(f"{what}: time for each", clock.cpu / max(ours.there + ours.gone, 1) * 1000, "ms")
    for kind, tally in kinds.items():
        report.note(
            f"{kind:<18} right {tally.right} of {tally.there}, wrong {tally.wrong}, "
            f"resolved though gone {tally.forced}"
        )
    for mistake in ours.mistakes[:show]:
        report.note(mistake)


def _is_same(one: Candidate, other: Candidate) -> bool:
    """Whether both are one story: by headline, by the number in the URL, or by the standfirst."""
    if plain_headline(one.titles[0]) == plain_headline(other.titles[0]):
        return True
    numbers = set(_ARTICLE_NUMBER.findall(one.url)) & set(_ARTICLE_NUMBER.findall(other.url))
    standfirst = (one.text or "")[:200]
    return bool(numbers) or (
        len(standfirst) > _LONG_STANDFIRST and standfirst == (other.text or "")[:200]
    )


def look_alikes(what: str, pool: Sequence[Candidate], count: int) -> None:
    """Headlines with another name in them, as of another happening: none is to be resolved."""
    by_outlet: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in pool:
        by_outlet[candidate.outlet_name].append(candidate)
    tried = ours = peer = 0
    for target in pool[:: max(1, len(pool) // count)]:
        quoted = name_changed(target.titles[0])
        if quoted is None or target.published is None:
            continue
        tried += 1
        own = by_outlet[target.outlet_name]
        found = resolve(_cited(target, quoted), own, document_published=target.published)
        ours += found.state is CitationState.RESOLVED
        peer += _peer(quoted, own, target.published) is not None
    beside = {"token_set_ratio": peer or None}
    report.row(f"{what}: look-alikes resolved, of {tried}", ours, "", beside)


def _cited(target: Candidate, quoted: str) -> Citation:
    return Citation(
        outlet=target.outlet_name, headline=quoted, line=quoted, kind="source_line", confidence=0.9
    )


def _count(tally: Tally, chosen: str | None, same: set[str], *, present: bool, told: str) -> None:
    if present:
        tally.there += 1
        tally.right += chosen in same
        tally.wrong += chosen is not None and chosen not in same
    else:
        tally.gone += 1
        tally.forced += chosen is not None
    if (present and chosen not in same) or (not present and chosen is not None):
        tally.mistakes.append(told)


def _peer(quoted: str, known: Sequence[Candidate], at: Moment) -> str | None:
    window = [
        c for c in known if c.published is not None and abs(c.published.utc - at.utc) <= _WINDOW
    ]
    best = process.extractOne(
        quoted, [c.titles[0] for c in window], scorer=fuzz.token_set_ratio, score_cutoff=_SURE,
        processor=str.casefold,
    )  # fmt: skip
    return None if best is None else window[best[2]].key


if __name__ == "__main__":
    raise SystemExit(main())
