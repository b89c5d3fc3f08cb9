"""How right and how fast extraction is, beside plain trafilatura on the same pages.

    python -m benchmarks.extraction [--pages DIR] [--set NAME ...] [--limit N] [--peers [--all]]

DIR holds one folder for each set, with ``truth.jsonl`` and a gzip HTML file for each of its
rows (``{"id", "url", "title", "authors", "published", "body"}``, fields may be missing). Body F1
is that of the article-extraction-benchmark (https://github.com/scrapinghub/
article-extraction-benchmark): shingles of four tokens, normalised by page, F1 of the macro means;
Chinese, Japanese and Thai count a token a character.
``--peers`` asks news-please, newspaper4k and Media Cloud's extractor too, installed apart (see
`benchmarks.peers`): of each set forty pages, evenly spread, or with ``--all`` every one.
Numbers are only comparable within one run: machines differ, and so do the pages.
"""

from __future__ import annotations

import functools
import gzip
import json
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.extraction import extract, page
from benchmarks import peers, report, stages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGES = report.SHARED / "data" / "pages"
_SHINGLE = 4
_SAMPLE = 40  # pages of a set that peers are asked for
# Words; where scripts write none apart, characters.
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+"
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u2060\ufeff"))


@dataclass(slots=True)
class Found:
    """What an extractor found in one page."""

    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    body: str | None = None


@dataclass(slots=True)
class Scores:
    """Sums over pages, from which the figures are made."""

    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)
    titles: list[bool] = field(default_factory=list)
    days: list[bool] = field(default_factory=list)
    authors: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def add(self, truth: dict[str, Any], found: Found, seconds: float) -> None:
        self.seconds.append(seconds)
        if truth.get("body"):
            precision, recall = body_scores(truth["body"], found.body or "")
            self.precisions.append(precision)
            self.recalls.append(recall)
        if truth.get("title"):
            self.titles.append(_letters(truth["title"]) == _letters(found.title or ""))
        if truth.get("authors") is not None:
            wanted, got = _names(truth["authors"]), _names(found.authors)
            self.authors.update(right=len(wanted & got), wanted=len(wanted), got=len(got))
        if isinstance(truth.get("published"), str):
            self.days.append(truth["published"][:10] == (found.published or "")[:10])

    def figures(self) -> dict[str, float | None]:
        return {
            "body F1": _f1(_mean(self.precisions), _mean(self.recalls)),
            "title": _mean(self.titles),
            "authors F1": _f1(
                _share(self.authors["right"], self.authors["got"]),
                _share(self.authors["right"], self.authors["wanted"]),
            ),
            "same day": _mean(self.days),
            "median ms": 1000 * statistics.median(self.seconds),
            "pages/s": len(self.seconds) / sum(self.seconds),
        }


def body_scores(truth: str, found: str) -> tuple[float, float]:
    """Precision and recall of a page's text in shingles of four tokens."""
    wanted, got = _shingles(truth), _shingles(found)
    right = sum((wanted & got).values())
    return _share(right, sum(got.values())) or 0.0, _share(right, sum(wanted.values())) or 0.0


def ours(content: bytes, url: str) -> Found:
    story = extract(content, url=url)
    published = story.published.isoformat() if story.published else None
    return Found(story.title, list(story.authors), published, story.text)


def plain_trafilatura(content: bytes, url: str) -> Found:
    from trafilatura import bare_extraction  # noqa: PLC0415 - not part of the start-up measured

    document = bare_extraction(
        content, url=url or None, favor_precision=True, include_comments=False, with_metadata=True
    )
    if document is None or isinstance(document, dict):
        return Found()
    authors = [name.strip() for name in (document.author or "").split(";") if name.strip()]
    return Found(document.title, authors, document.date, document.text)


def asked(peer: peers.Peer, content: bytes, url: str) -> tuple[Found, float]:
    """What another extractor finds, which gets a page as text, and its CPU seconds."""
    told = peer.read(content.decode("utf-8", errors="replace"), url)
    names = [name for name in told.get("authors") or () if isinstance(name, str)]
    fields = [told.get(key) for key in ("title", "published", "body")]
    title, published, body = (value if isinstance(value, str) else None for value in fields)
    return Found(title, names, published, body), told["seconds"]


def timed(read: Callable[[bytes, str], Found]) -> System:
    """An extractor of this process with its CPU seconds."""

    def read_timed(content: bytes, url: str) -> tuple[Found, float]:
        start = time.process_time()
        found = read(content, url)
        return found, time.process_time() - start

    return read_timed


System = Callable[[bytes, str], tuple[Found, float]]
SYSTEMS: dict[str, System] = {
    "ours": timed(ours),
    "trafilatura": timed(plain_trafilatura),
}


def measure(
    rows: list[tuple[dict[str, Any], bytes]], systems: Mapping[str, System] = SYSTEMS
) -> dict[str, Scores]:
    """Run the systems over the pages, page by page in turn, so that all meet the same load."""
    scores = {name: Scores() for name in systems}
    for system in systems.values():
        system(rows[0][1], rows[0][0].get("url") or "")
    for truth, content in rows:
        for name, system in systems.items():
            scores[name].add(truth, *system(content, truth.get("url") or ""))
    return scores


def load(folder: Path, limit: int | None = None) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The rows of a set and their pages."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[:limit]:
        truth = json.loads(line)
        yield truth, gzip.decompress((folder / f"{truth['id']}.html.gz").read_bytes())


def main(arguments: list[str] | None = None) -> int:
    parser = report.parser("extraction", __doc__)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--set", action="append", dest="sets")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--peers", action="store_true", help="ask other extractors too")
    parser.add_argument("--all", action="store_true", help="with --peers: all pages, not a sample")
    options = report.begin(parser, arguments)
    report.heading("Extraction")
    folders = sorted(path.parent for path in options.pages.glob("*/truth.jsonl"))
    folders = [path for path in folders if not options.sets or path.name in options.sets]
    if not folders and options.pages == PAGES and not options.sets:
        report.skipped("extraction", f"there is no set of pages in {PAGES}")
        return 0
    if not folders:
        print(
            f"no such set of pages in {options.pages}: give a folder with --pages", file=sys.stderr
        )
        return 1
    systems = dict(SYSTEMS)
    with ExitStack() as stack:
        for name in peers.NAMES if options.peers else ():
            try:
                peer = stack.enter_context(peers.Peer(name))
            except OSError as error:
                report.skipped(name, str(error))
                continue
            report.note(f"{name} {peer.version}")
            systems[name] = functools.partial(asked, peer)
        for folder in folders:
            rows = list(load(folder, options.limit))
            if options.peers and not options.all:
                rows = rows[:: max(1, len(rows) // _SAMPLE)][:_SAMPLE]
            print(f"\n{folder.name}: {len(rows)} pages")
            scores = measure(rows, systems)
            _print_figures({name: score.figures() for name, score in scores.items()})
            _print_stages(rows)
    return 0


def _print_figures(figures: Mapping[str, Mapping[str, float | None]]) -> None:
    """A line for each figure: ours, and of each other its own and ours as a multiple of it."""
    others = [name for name in figures if name != "ours"]
    print(f"{'':12}{'ours':>8}" + "".join(f"{name:>20}" for name in others))
    for name, value in figures["ours"].items():
        beside = [(other, figures[other][name]) for other in others]
        if value is None or all(found is None for _, found in beside):
            continue
        cells = [
            f"{found:.3f} ({value / found if found else 0:.2f})" if found is not None else "–"
            for _, found in beside
        ]
        print(f"{name:12}{value:>8.3f}" + "".join(f"{cell:>20}" for cell in cells), flush=True)


def _print_stages(rows: list[tuple[dict[str, Any], bytes]]) -> None:
    """What each stage of ours takes of a page's CPU time."""
    with stages.clocks() as seconds:
        for truth, content in rows:
            page.extract(content, url=truth.get("url") or "")
    total = sum(seconds.values())
    shown = sorted(seconds.items(), key=lambda item: -item[1])
    print(f"ours by stage, of {1000 * total / len(rows):.1f} CPU-ms a page:")
    print("".join(f"{name:>20} {taken / total:>4.0%}\n" for name, taken in shown), end="")


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text.translate(_INVISIBLE))
    return Counter(
        tuple(tokens[start : start + _SHINGLE])
        for start in range(max(1, len(tokens) - _SHINGLE + 1))
        if tokens
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _names(raw: list[str]) -> set[str]:
    parts = (part for name in raw for part in re.split(r"[;,|&]|\s(?:and|und|et)\s", name))
    return {_letters(part) for part in parts} - {""}


def _mean(values: list[Any]) -> float | None:
    return statistics.fmean(values) if values else None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


if __name__ == "__main__":
    sys.exit(main())
