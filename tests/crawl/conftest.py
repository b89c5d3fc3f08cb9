"""An invented outlet on a real HTTP server of this machine, and crawls of it in processes.

The outlet is called *The Tern Valley Courier*. A test says what it answers at each path; the
server writes down what it was asked, when, and how many requests were under way at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from sqlalchemy import select

from aggregator.archive import schema as s
from aggregator.archive.store import Archive
from aggregator.records import CaptureRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
GREEN = "User-agent: *\nAllow: /\n"

_SENTENCES = (
    "The ferry over the Tern has stopped for a third day because the chain parted at the east bank.",
    "Masons from Lower Quarrel began on Tuesday to lift the old stones out of the river bed.",
    "A council vote on the new timetable was put off until the harvest fair is over.",
    "Nobody was hurt, the ferryman said, although two geese had to be brought ashore by boat.",
    "Shopkeepers on Mill Lane want the footbridge opened at night while the repair lasts.",
    "The county engineer expects that the work will take four weeks if the water stays low.",
)


@dataclass(frozen=True)
class Answer:
    """What the server says at a path.

    Attributes:
        etag: where given, a request that names it is answered with 304.
        pause: seconds before the answer begins.
        trickle: send the body so many bytes a second instead of at once.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    pause: float = 0.0
    trickle: int = 0


@dataclass(frozen=True)
class Seen:
    """A request as it arrived at the server, with the clock when it did."""

    path: str
    at: float
    headers: dict[str, str]
    under_way: int


@dataclass
class PlayedOutlet:
    base: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    under_way: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    opened: datetime = field(default_factory=lambda: datetime.now(UTC))
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"{self.base}{path}"

    def paths(self) -> list[str]:
        return [request.path for request in self.seen]

    def asked(self, path: str) -> list[Seen]:
        return [request for request in self.seen if request.path == path]

    def wait_for(self, condition: Callable[[], bool], seconds: float = 40) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"nothing came of it; asked were {self.paths()}"
            time.sleep(0.02)

    def publish(self, *paths: str, robots: str | Answer = GREEN, etag: str | None = None) -> None:
        """Put up robots.txt, a feed that names the paths, and a story at each that has none."""
        plain = robots if isinstance(robots, Answer) else Answer(robots.encode(), kind="text/plain")
        self.answers["/robots.txt"] = plain
        self.answers["/feed.xml"] = Answer(self.feed(paths), kind="application/rss+xml", etag=etag)
        for path in paths:
            self.answers.setdefault(
                path, Answer(page(self.url(path), headline(path)), etag=f'"{path}"')
            )

    def feed(self, paths: tuple[str, ...]) -> bytes:
        """An RSS feed, one entry a minute, the first path the oldest."""
        start = self.opened - timedelta(hours=5)
        entries = "".join(
            f"<item><title>{escape(headline(path))}</title><link>{escape(self.url(path))}</link>"
            f"<description>{escape(f'Standfirst of {headline(path)}.')}</description>"
            f"<pubDate>{format_datetime(start + timedelta(minutes=number))}</pubDate></item>"
            for number, path in enumerate(paths)
        )
        return (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>'
            f"<link>{self.base}/</link><description>News</description>{entries}</channel></rss>"
        ).encode()


def headline(path: str) -> str:
    words = path.rstrip("/").rpartition("/")[2].replace("-", " ").capitalize()
    return f"{words} in the Tern valley"


def page(url: str, title: str, *, words: int = 1) -> bytes:
    """A story page with JSON-LD and a few paragraphs."""
    told = [f"{title}: {sentence}" for sentence in _SENTENCES * words]
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "url": url,
        "datePublished": (datetime.now(UTC) - timedelta(hours=4)).isoformat(timespec="seconds"),
        "author": {"@type": "Person", "name": "Ottilie Marsh"},
        "articleSection": "Valley",
    }
    paragraphs = "".join(f"<p>{text}</p>" for text in told)
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | Courier</title>'
        f'<link rel="canonical" href="{url}">'
        f'<script type="application/ld+json">{json.dumps(data)}</script></head>'
        f"<body><main><article><h1>{title}</h1>{paragraphs}</article></main></body></html>"
    ).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "played"
    outlet: PlayedOutlet

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        outlet = self.outlet
        with outlet.lock:
            outlet.under_way += 1
            headers = {name.lower(): value for name, value in self.headers.items()}
            outlet.seen.append(Seen(self.path, time.monotonic(), headers, outlet.under_way))
        try:
            # Who waits too long hangs up; that is the test's subject and no fault.
            with contextlib.suppress(ConnectionError, TimeoutError):
                self._answer(outlet.answers.get(self.path, Answer(b"<h1>Not Found</h1>", 404)))
        finally:
            with outlet.lock:
                outlet.under_way -= 1

    def _answer(self, answer: Answer) -> None:
        if self.outlet.closing.wait(answer.pause):
            self.close_connection = True
            return
        known = answer.etag is not None and self.headers.get("If-None-Match") == answer.etag
        self.send_response(304 if known else answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.etag:
            self.send_header("ETag", answer.etag)
        body = b"" if known else answer.body
        if not known:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not answer.trickle:
            self.wfile.write(body)
            return
        for start in range(0, len(body), answer.trickle):
            self.wfile.write(body[start : start + answer.trickle])
            if self.outlet.closing.wait(1.0):
                return

    def log_message(self, *_: object) -> None:
        """The tests look at what was seen."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A client that was stopped leaves its threads waiting for the end of `pause`.
    block_on_close = False


@contextlib.contextmanager
def _serving() -> Iterator[PlayedOutlet]:
    outlet = PlayedOutlet()
    handler = type("Handler", (_Handler,), {"outlet": outlet})
    with _Server(("127.0.0.1", 0), handler) as server:
        outlet.base = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield outlet
        finally:
            outlet.closing.set()
            server.shutdown()
            thread.join()


_SPIDER = """
from aggregator.outlets import Outlet, PageRules, Politeness
from spiders.base import OutletSpider


class Courier(OutletSpider):
    outlet = Outlet(
        name="courier",
        title="The Tern Valley Courier",
        domains=("127.0.0.1",),
        feeds=("{base}/feed.xml",),
        article=r"^/news/",
        politeness=Politeness(delay={delay}),
        rules=(PageRules(boilerplate=({boilerplate!r},)),),
    )
"""


@dataclass
class Desk:
    """An archive and captures of a test's own, and crawls of the played outlet into them."""

    folder: Path
    outlet: PlayedOutlet
    delay: float = 0.05
    boilerplate: str = "Read more on page [0-9]+"

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = _SPIDER.format(base=self.outlet.base, delay=self.delay, boilerplate=self.boilerplate)
        (self.folder / "courier_spiders.py").write_text(text)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'archive.db'}"

    @property
    def captures(self) -> Path:
        return self.folder / "captures"

    def environment(self, **settings: object) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("AGGREGATOR_")}
        given = {
            "ARCHIVE_URL": self.url,
            "CAPTURES_DIR": self.captures,
            "SPIDER_MODULES": "courier_spiders",
            "DOWNLOAD_DELAY": self.delay,
            "EXTRACTION_WORKERS": 1,
            **settings,
        }
        return {
            **clean,
            "PYTHONPATH": os.pathsep.join([str(self.folder), os.environ.get("PYTHONPATH", "")]),
            "PYTHONWARNINGS": "error::DeprecationWarning:aggregator",
            **{f"AGGREGATOR_{name}": str(value) for name, value in given.items()},
        }

    def start(
        self,
        *options: str,
        before: Callable[[], None] | None = None,
        spider: str = "courier",
        **settings: object,
    ):
        return subprocess.Popen(
            [BIN / "scrapy", "crawl", spider, *options],
            cwd=ROOT,
            env=self.environment(**settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=before,  # noqa: PLW1509 - sets a limit of the process, no threads to fear
        )

    def crawl(
        self,
        *options: str,
        status: int = 0,
        before: Callable[[], None] | None = None,
        spider: str = "courier",
        **settings: object,
    ) -> str:
        """Run one crawl to its end; what it said on stderr."""
        process = self.start(*options, before=before, spider=spider, **settings)
        return self.finish(process, status=status)

    def finish(self, process: subprocess.Popen, *, status: int = 0) -> str:
        try:
            out, err = process.communicate(timeout=90)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)
            out, err = process.communicate()
            pytest.fail(f"the crawl hangs\n{out}\n{err}")
        assert process.returncode == status, f"exit {process.returncode}\n{out}\n{err}"
        assert "Unhandled" not in err, err
        assert "was never retrieved" not in err, err
        assert "was destroyed but it is pending" not in err, err
        return err

    def rows(self, table: str) -> list[dict]:
        with Archive.open(self.url, create=False) as archive, archive.read() as connection:
            query = select(s.metadata.tables[table]).order_by(s.metadata.tables[table].c.id)
            return [dict(row) for row in connection.execute(query).mappings()]

    def leads(self) -> dict[str, dict]:
        """The frontier, by path."""
        return {row["url"].removeprefix(self.outlet.base): row for row in self.rows("leads")}

    def stories(self) -> dict[str, dict]:
        return {row["url"].removeprefix(self.outlet.base): row for row in self.rows("stories")}

    def refs(self) -> list[CaptureRef]:
        names = ("url", "captured_at", "status", "mime", "file", "offset", "length", "digest")
        return [CaptureRef(**{n: row[n] for n in names}) for row in self.rows("captures")]


@pytest.fixture(scope="session")
def answer() -> type[Answer]:
    return Answer


@pytest.fixture(scope="session")
def written_page() -> Callable[..., bytes]:
    return page


@pytest.fixture(scope="session")
def worded() -> Callable[[str], str]:
    """The headline that the played outlet gives a path."""
    return headline


@pytest.fixture
def outlet() -> Iterator[PlayedOutlet]:
    with _serving() as played:
        yield played


@pytest.fixture
def desk(tmp_path: Path, outlet: PlayedOutlet) -> Desk:
    return Desk(tmp_path / "desk", outlet)


@pytest.fixture(scope="session")
def serving():
    """Plays an outlet for longer than one test."""
    return _serving


@pytest.fixture(scope="session")
def new_desk() -> type[Desk]:
    return Desk
