"""What hostile pages cost: every one is read in a worker, none for long, none with much memory.

    python -m benchmarks.hostile [--mutations N] [--seed N] [--each N]

Four kinds of input: the files of ``hostile/`` among the shared data, where that is present; traps
made here, each aimed at a weakness of parsers, regular expressions or fields (nesting, attributes,
long lines, huge and broken JSON-LD, combining marks …); pages whose fields hold values of the wrong
kind; and seeded mutations of news pages (cuts,
flipped bytes, repeated and shuffled pieces, foreign bytes). The limits are 5 seconds and 512 MB a
page; what a worker held is read from the kernel (``VmHWM``), page by page.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.crawl.loader import project_settings
from aggregator.crawl.warming import import_readers
from aggregator.extraction import extract
from aggregator.workers import MEGABYTE, WorkerPool
from benchmarks import odd_values, report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HOSTILE = report.SHARED / "data" / "hostile"
PAGES = report.SHARED / "data" / "pages"
SECONDS = 5.0
MEMORY = 512 * MEGABYTE
URL = "https://www.harbourpost.example/world/2025/03/30/a-story"

_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Ferry strike ends in Port Salda | Harbour Post</title>{head}
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Ferry strike ends in Port Salda", "datePublished": "2025-03-30T08:15:00+02:00",
"author": [{"@type": "Person", "name": "Ilmari Vexley"}], "isAccessibleForFree": true}</script>
</head><body><nav><a href="/">Home</a><a href="/world/">World</a></nav>
<article><h1>Ferry strike ends in Port Salda</h1><p class="byline">By Ilmari Vexley</p>
<time datetime="2025-03-30T08:15:00+02:00">30 March 2025</time>{body}</article>
<footer>All rights reserved.</footer></body></html>"""
_PROSE = (
    "<p>Ferries began to cross the Salda strait again on Sunday after crews accepted a new "
    "contract, ending a strike that had cut two islands off for eleven days.</p>"
    "<p>The agreement raises wages by four per cent and gives night crews a second rest day each "
    "month, both sides said in the old customs house shortly before dawn.</p>"
    "<p>Shops on the island of Little Salda had run out of flour and batteries by Thursday, and "
    "the clinic sent three patients to the mainland by helicopter.</p>"
)


@dataclass(frozen=True, slots=True)
class Trial:
    """A page to be read: its name and its bytes."""

    name: str
    page: bytes


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading a page took: seconds by the wall, and bytes its worker held at the most."""

    outcome: str
    seconds: float
    memory: int


def traps(each: int = 1) -> Iterator[Trial]:
    """Pages that aim at a weakness each; or every so manieth of them, evenly spread."""
    makers: dict[str, Callable[[], bytes]] = {}
    for name, text in _TRAPS.items():
        makers[f"body of {name}"] = partial(_with_text, "{}", text)
        makers[f"paragraph of {name}"] = partial(_with_text, "<p>{}</p>" + _PROSE, text)
    for name in ("spaces", "digits", "letters", "names", "quotes", "dashes", "marks", "entities"):
        makers |= {
            f"{where} of {name}": partial(maker, _TRAPS[name]) for where, maker in _FIELDS.items()
        }
    for name, script in _SCRIPTS.items():
        makers[f"JSON-LD: {name}"] = partial(_with_script, script)
    for name, markup in _MARKUP.items():
        makers[f"markup: {name}"] = partial(_with_text, "{}" + _PROSE, markup)
    makers |= _RAW
    for name, make in list(makers.items())[::each]:
        yield Trial(name, make())


def mutations(pages: Iterable[bytes], count: int, seed: int) -> Iterator[Trial]:
    """Damaged pages, the same for the same seed."""
    chance = random.Random(seed)
    originals = list(pages) or [_page(body=_PROSE)]
    for number in range(count):
        page = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 4)):
            damage = chance.choice(_DAMAGES)
            page = damage(page, chance)
        yield Trial(f"mutation {number} of seed {seed}", bytes(page))


def odd(count: int, seed: int) -> Iterator[Trial]:
    """Pages of odd values in their fields, the same for the same seed."""
    for name, page in odd_values.pages(count, seed):
        yield Trial(name, page)


def files(folder: Path = HOSTILE) -> Iterator[Trial]:
    """Every file of a folder, gzip files also unpacked as far as 64 MB."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        body = path.read_bytes()
        yield Trial(str(path.relative_to(folder)), body)
        if body[:2] == b"\x1f\x8b":
            try:
                unpacked = zlib.decompressobj(31).decompress(body, 64 * MEGABYTE)
            except zlib.error:
                continue
            yield Trial(f"{path.relative_to(folder)}, unpacked", unpacked)


def payloads(folder: Path = HOSTILE) -> Iterator[Trial]:
    """Naughty strings of the hostile files, each in all of a page's fields."""
    for name in ("blns/blns.json", "owasp-xss/payloads.json", "h5sc/payloads.json"):
        path = folder / name
        if not path.is_file():
            continue
        for number, text in enumerate(_strings(json.loads(path.read_text(encoding="utf-8")))):
            page = (
                f'<html lang="{text}"><head><title>{text}</title><meta name="author" '
                f'content="{text}"><link rel="canonical" href="{text}"><meta '
                f'property="article:published_time" content="{text}"><script '
                f'type="application/ld+json">{{"@type":"NewsArticle","headline":"{text}"}}</script>'
                f"</head><body><h1>{text}</h1><p>{text}</p></body></html>"
            )
            yield Trial(f"{name} {number}", page.encode("utf-8", "replace"))


def news_pages(each: int = 10) -> list[bytes]:
    """Some real pages of each shared set, to damage; none where there are none."""
    return [
        gzip.decompress(path.read_bytes())
        for folder in sorted(PAGES.glob("*"))
        for path in sorted(folder.glob("*.html.gz"))[:each]
    ]


def read(trial: Trial) -> Cost:
    """Read one page and say what it took. Runs in a worker."""
    _forget_peak()
    start = time.perf_counter()
    outcome = str(extract(trial.page, url=URL).outcome)
    return Cost(outcome, time.perf_counter() - start, _peak())


def main(arguments: list[str] | None = None) -> int:
    parser = report.parser("hostile", __doc__)
    parser.add_argument("--mutations", type=int, default=500)
    parser.add_argument("--each", type=int, default=1, help="try only every so manieth trap")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slowest", type=int, default=5, help="how many to name")
    options = report.begin(parser, arguments)
    report.heading("Hostile pages, in workers (limits: 5 s and 512 MB a page)")
    sets: dict[str, Iterable[Trial]] = {
        "traps": traps(options.each),
        "odd values": odd(options.mutations, options.seed),
        "mutations": mutations(news_pages(), options.mutations, options.seed),
    }
    if HOSTILE.is_dir():
        sets |= {"hostile files": files(), "naughty strings": payloads()}
    else:
        report.skipped("hostile files", f"there are none in {HOSTILE}")
    settings = project_settings()
    ok = True
    with WorkerPool(
        timeout=settings.getfloat("EXTRACTION_TIMEOUT"),
        memory_limit=settings.getint("EXTRACTION_MEMORY"),
        initializer=import_readers,
    ) as pool:
        for name, trials in sets.items():
            ok = _report(name, pool, trials, options.slowest) and ok
    return 0 if ok else 1


def _report(name: str, pool: WorkerPool, trials: Iterable[Trial], slowest: int) -> bool:
    """Run a set and print what it took; whether nothing was uncaught or beyond the limits."""
    costs: list[tuple[str, Cost]] = []
    stopped: list[str] = []
    uncaught: list[str] = []
    names: list[str] = []

    def named() -> Iterator[Trial]:
        for trial in trials:
            names.append(trial.name)
            yield trial

    start = time.perf_counter()
    for number, result in enumerate(pool.map(read, named())):
        if isinstance(result, Cost):
            costs.append((names[number], result))
            continue
        is_limit = type(result.error).__name__ in {"WorkerTimeout", "WorkerCrashed"}
        (stopped if is_limit else uncaught).append(f"{names[number]}: {result.error}")
    wall = time.perf_counter() - start
    report.note(f"{name}: {len(names)} pages in {wall:.0f} s")
    outcomes = Counter(cost.outcome for _, cost in costs)
    report.note("  " + ", ".join(f"{count} {name}" for name, count in outcomes.most_common()))
    if not costs:
        return not uncaught
    worst = max(cost.seconds for _, cost in costs)
    most = max(cost.memory for _, cost in costs)
    report.row("  slowest", worst, "s", {"limit": SECONDS})
    report.row("  most memory", most / MEGABYTE, "MB", {"limit": MEMORY / MEGABYTE})
    report.row("  stopped by the worker's limits", len(stopped), "pages")
    report.row("  uncaught errors", len(uncaught), "pages")
    for line in (*uncaught, *stopped):
        report.note(f"    {line[:150]}")
    for what, cost in sorted(costs, key=lambda pair: -pair[1].seconds)[:slowest]:
        report.note(f"    {cost.seconds:5.2f} s {cost.memory / MEGABYTE:4.0f} MB  {what}")
    return not uncaught and worst <= SECONDS and most <= MEMORY


def _page(head: str = "", body: str = "") -> bytes:
    page = _PAGE.replace("{head}", head, 1).replace("{body}", body, 1)
    return page.encode("utf-8", "surrogatepass")


def _with_text(frame: str, text: Callable[[], str]) -> bytes:
    return _page(body=frame.replace("{}", text()))


def _with_script(script: Callable[[], str]) -> bytes:
    return _page(head=f'<script type="application/ld+json">{script()}</script>', body=_PROSE)


def _with_jsonld(text: Callable[[], str]) -> bytes:
    value = text()[:1_000_000]
    about = {"@type": "NewsArticle", "author": value, "headline": value, "articleBody": value}
    return _with_script(lambda: json.dumps(about).replace("</", "<\\/"))


def _with_metas(text: Callable[[], str]) -> bytes:
    value = text()[:1_000_000].replace('"', "&quot;")
    names = ("author", "og:title", "article:published_time", "keywords", "description")
    return _page(head="".join(f'<meta name="{n}" property="{n}" content="{value}">' for n in names))


def _with_time(text: Callable[[], str]) -> bytes:
    value = text()[:1_000_000].replace('"', "&quot;")
    return _page(body=f'<time datetime="{value}">{value}</time>')


_FIELDS: dict[str, Callable[[Callable[[], str]], bytes]] = {
    "metas": _with_metas,
    "headings": partial(_with_text, "<h1>{}</h1>" + _PROSE),
    "title": lambda text: _page(head=f"<title>{text()}</title>"),
    "time": _with_time,
    "JSON-LD strings": _with_jsonld,
}
_TRAPS = {
    "spaces": lambda: " " * 5_000_000,
    "no-break spaces": lambda: "\u00a0" * 2_000_000,
    "line breaks": lambda: "\n" * 5_000_000,
    "digits": lambda: "1" * 3_000_000,
    "dates": lambda: "30/03/2025 " * 300_000,
    "letters": lambda: "a" * 5_000_000,
    "words": lambda: "word " * 1_000_000,
    "names": lambda: "Ann Bell and " * 200_000,
    "bylines": lambda: "By Ann Bell, By Ann Bell; " * 100_000,
    "capitals": lambda: "A" * 2_000_000,
    "quotes": lambda: '"' * 2_000_000,
    "dashes": lambda: "-" * 3_000_000,
    "dots": lambda: "." * 3_000_000,
    "brackets": lambda: "(" * 1_000_000,
    "comment openings": lambda: "<!--" * 500_000,
    "tag openings": lambda: "<" * 3_000_000,
    "section openings": lambda: "<![CDATA[" * 200_000,
    "entities": lambda: "&amp;" * 800_000,
    "entity openings": lambda: "&#" * 1_000_000,
    "marks": lambda: "a" + "\u0301\u0323" * 300_000,
    "joiners": lambda: "👩\u200d" * 200_000,
    "right-to-left overrides": lambda: "\u202e\u202d" * 300_000,
    "ideographs": lambda: "報" * 1_000_000,
    "ligatures": lambda: "\ufdfa" * 300_000,
    "ellipses": lambda: "…" * 500_000,
    "controls": lambda: "\x01\x02\x0b" * 300_000,
    "unseen": lambda: "\u200c\u034f\u061c\ufe0f\u2800\U000e0041" * 60_000,
    "404s": lambda: "404 page " * 300_000,
    "consents": lambda: "we use cookies accept all " * 100_000,
    "barriers": lambda: "il vous reste " * 150_000,
    "challenges": lambda: "aws-waf-token " * 150_000,
}
_SCRIPTS = {
    "deep lists": lambda: "[" * 200_000,
    "deep objects": lambda: '{"@graph":' * 100_000,
    "many objects": lambda: "[" + '{"@type":"NewsArticle","headline":"x"},' * 100_000 + "0]",
    "a huge number": lambda: '{"@type":"NewsArticle","wordCount":' + "9" * 500_000 + "}",
    "a huge exponent": lambda: '{"@type":"NewsArticle","wordCount":1e999999}',
    "a huge body": lambda: '{"@type":"NewsArticle","articleBody":"' + "word " * 3_000_000 + '"}',
    "bare quotes": lambda: '{"@type":"NewsArticle","headline":"' + 'a"b' * 300_000 + '"}',
    "backslashes": lambda: '{"@type":"NewsArticle","headline":"' + "\\" * 600_001 + '"}',
    "commas": lambda: '{"@type":"NewsArticle",' + "," * 1_000_000 + "}",
    "colons": lambda: '{"@type":"NewsArticle"' + ": " * 500_000 + "}",
    "spaces": lambda: '{"@type":"NewsArticle",' + " " * 1_500_000 + "x}",
    "comments": lambda: "/*" * 500_000 + '{"@type":"NewsArticle"}',
    "authors": lambda: '{"@type":"NewsArticle"' + ',"author":{"x":' * 100_000,
    "many authors": lambda: (
        '{"@type":"NewsArticle","headline":"x","author":['
        + ",".join(f'{{"@type":"Person","name":"Ann Bell{n}"}}' for n in range(50_000))
        + "]}"
    ),
    "a circle of ids": lambda: json.dumps(
        {
            "@graph": [
                {"@type": "NewsArticle", "@id": "a", "author": {"@id": "a"}, "headline": "x"},
                {"@type": "Person", "@id": "b", "name": {"@id": "b"}},
            ]
        }
    ),
    "wrong types": lambda: json.dumps(
        {
            "@type": ["NewsArticle", 5, None, {}],
            "headline": {"a": [1]},
            "author": [[["x"]], 7, None, {"name": ["a", {"b": 1}]}],
            "datePublished": 20250330,
            "image": [[{"url": {"url": 1}}]],
            "keywords": {"a": 1},
            "articleSection": [None, [1], {}],
            "isAccessibleForFree": {},
            "wordCount": "1e5",
            "articleBody": ["a", 1],
            "publisher": [None],
            "inLanguage": [[]],
            "mainEntityOfPage": [[[[]]]],
        }
    ),
}
_MARKUP = {
    "nested divs": lambda: "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "nested spans": lambda: "<span>" * 100_000,
    "nested bold": lambda: "<b><i>" * 50_000,
    "nested links": lambda: "<a href=x>" * 100_000,
    "nested lists": lambda: "<ul><li>" * 50_000,
    "nested quotes": lambda: "<blockquote><p>" * 50_000,
    "nested tables": lambda: "<table><tr><td>" * 30_000,
    "nested heads": lambda: "<h1>x " * 100_000,
    "nested notes": lambda: "<noscript>x " * 100_000,
    "nested times": lambda: "<time>30 March 2025 " * 60_000,
    "nested items": lambda: (
        "<div itemscope itemtype=https://schema.org/Person itemprop=author>"
        "<span itemprop=headline>Ann Bell</span><b itemprop=datePublished>2025-03-30</b>" * 10_000
    ),
    "nested bylines": lambda: "<div class=byline>By Ann Bell" * 30_000,
    "nested frames": lambda: "<svg><foreignObject>" * 30_000,
    "misnested formatting": lambda: "<b><p>" * 20_000 + "</b></p>" * 20_000,
    "paragraphs": lambda: "<p>x</p>" * 300_000,
    "long paragraphs": lambda: _PROSE * 10_000,
    "links": lambda: "<a href='/a'>link and link</a> " * 200_000,
    "breaks": lambda: "words and words<br>" * 300_000,
    "times": lambda: "<time datetime='2025-03-30'>30 March 2025</time>" * 100_000,
    "bylines": lambda: "<span class=byline itemprop=author>By Ann Bell</span>" * 100_000,
    "heads": lambda: "<h1>Ferry strike ends</h1>" * 100_000,
    "scripts": lambda: "<script type='application/ld+json'>{}</script>" * 100_000,
    "metas": lambda: "<meta name=author content='Ann Bell'>" * 200_000,
    "images": lambda: "<img src=x alt='a b c'>" * 200_000,
    "empty elements": lambda: "<p></p>" * 500_000,
    "tables": lambda: "<table>" + "<tr><td>cell<td>cell" * 100_000 + "</table>",
    "marked bodies": lambda: "<div class=article-body itemprop=articleBody>x" * 20_000,
    "attributes": lambda: "<p " + " ".join(f"a{n}=b" for n in range(200_000)) + ">x</p>",
    "many attributes": lambda: ("<p " + "".join(f"a{n}=b " for n in range(1_000)) + ">x") * 300,
    "a long attribute": lambda: f'<p class="{"story " * 1_000_000}">x</p>',
    "long classes": lambda: f'<p class="{"teaser-" * 2_000}">x</p>' * 300,
    "a long id": lambda: f'<div id="{"article-body" * 300_000}">x</div>',
    "unclosed attribute": lambda: '<p title="' + "x" * 2_000_000,
    "unclosed script": lambda: "<script>" + "if (a < b) {" * 200_000,
    "unclosed textarea": lambda: "<textarea>" * 50_000,
    "selects": lambda: "<select><option>x" * 50_000,
    "custom elements": lambda: "".join(f"<x-{n}>" for n in range(60_000)),
}
_RAW = {
    "nothing": lambda: b"",
    "zeros": lambda: b"\x00" * 5_000_000,
    "every byte": lambda: bytes(range(256)) * 20_000,
    "one line of 50 MB": lambda: b"<html><body><p>" + b"word " * 10_000_000,
    "one word of 50 MB": lambda: b"<html><body><p>" + b"x" * 50_000_000,
    "one tag of 50 MB": lambda: b"<html><body><p " + b"x " * 25_000_000,
    "no markup": lambda: b"word " * 2_000_000,
    "UTF-16 without a mark": lambda: _page(body=_PROSE * 200).decode().encode("utf-16-le"),
    "UTF-16 cut in a pair": lambda: _page(body=_PROSE).decode().encode("utf-16")[:-1],
    "UTF-32": lambda: _page(body=_PROSE).decode().encode("utf-32"),
    "an unknown charset": lambda: _page(head="<meta charset=x-user-defined-9>", body=_PROSE),
    "a binary charset": lambda: _page(head="<meta charset=zlib_codec>", body="é" + _PROSE)[:-3],
    "high bytes": lambda: b"<html><title>x</title><p>" + b"\xff\xfe\xfd" * 500_000,
    "a PDF": lambda: b"%PDF-1.7\n" + b"\x00\xff" * 100_000,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2_000,
    "a feed": lambda: b"<?xml version='1.0'?><rss>" + b"<item><title>x</title></item>" * 100_000,
    "an XML bomb": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><html><body><p>&j;</p></body></html>"
    ),
}


def _cut(page: bytearray, chance: random.Random) -> bytearray:
    return page[: chance.randint(0, len(page))]


def _flip(page: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randint(1, 200)):
        if page:
            page[chance.randrange(len(page))] = chance.randrange(256)
    return page


def _swap_structure(page: bytearray, chance: random.Random) -> bytearray:
    """Other characters in place of those that markup and JSON are made of."""
    places = [n for n, byte in enumerate(page[:200_000]) if byte in b"<>\"'{}[]:,=/"]
    for place in chance.sample(places, min(len(places), chance.randint(1, 100))):
        page[place] = chance.choice(b"<>\"'{}[]:,=/ \x00")
    return page


def _repeat(page: bytearray, chance: random.Random) -> bytearray:
    start = chance.randint(0, len(page))
    piece = page[start : start + chance.randint(1, 2_000)]
    times = chance.choice((2, 50, 1_000))
    return page[:start] + piece * times + page[start:]


def _remove(page: bytearray, chance: random.Random) -> bytearray:
    start = chance.randint(0, len(page))
    return page[:start] + page[start + chance.randint(1, 5_000) :]


def _shuffle(page: bytearray, chance: random.Random) -> bytearray:
    pieces = bytes(page).split(b"<")
    start = chance.randrange(len(pieces))
    part = pieces[start : start + 200]
    chance.shuffle(part)
    pieces[start : start + 200] = part
    return bytearray(b"<".join(pieces))


def _unclose(page: bytearray, _: random.Random) -> bytearray:
    return bytearray(bytes(page).replace(b"</", b"<"))


def _foreign(page: bytearray, chance: random.Random) -> bytearray:
    text = bytes(page).decode("utf-8", "replace")
    coding = chance.choice(("utf-16", "cp1251", "shift_jis", "gb18030", "utf-7", "iso2022_jp"))
    return bytearray(text.encode(coding, "replace"))


def _swap_names(page: bytearray, chance: random.Random) -> bytearray:
    """Elements of one name in place of those of another."""
    old, new = chance.sample((b"p", b"div", b"span", b"article", b"h1", b"time", b"a", b"li"), 2)
    text = bytes(page).replace(b"<" + old + b" ", b"<" + new + b" ")
    text = text.replace(b"<" + old + b">", b"<" + new + b">")
    return bytearray(text.replace(b"</" + old + b">", b"</" + new + b">"))


def _bury(page: bytearray, chance: random.Random) -> bytearray:
    """A page deep in elements from its middle, or its beginning, on."""
    tag = chance.choice((b"<div>", b"<article>", b"<p>", b"<h1>", b"<time>", b"<table>", b"<font>"))
    start = max(bytes(page).find(b"<article"), 0)
    return page[:start] + tag * chance.choice((10, 300, 3_000)) + page[start:]


def _gut(page: bytearray, chance: random.Random) -> bytearray:
    """One of the characters that markup is made of gone, doubled or turned to zeros."""
    mark = chance.choice((b"<", b">", b'"', b"/", b"=", b"&", b" ", b"\n", b";"))
    return bytearray(bytes(page).replace(mark, chance.choice((b"", mark * 2, b"\x00"))))


_DAMAGES = (
    _cut, _flip, _swap_structure, _repeat, _remove, _shuffle, _unclose, _foreign, _swap_names,
    _bury, _gut,
)  # fmt: skip


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _forget_peak() -> None:
    """Let the kernel count this process's peak from here (Linux; elsewhere it stands)."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def _peak() -> int:
    """The most bytes this process has held in memory."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0")
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    # Workers find `read` in the module, not in the script that was started.
    from benchmarks import hostile  # noqa: PLW0406

    sys.exit(hostile.main())
