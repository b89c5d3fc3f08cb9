"""`aggregator extract`: one page, a manifest of pages, and pages that cannot be read."""

from __future__ import annotations

import gzip
import json
import os
import stat

import pytest

KEYS = [
    "id", "url", "outcome", "title", "authors", "published", "modified", "lang", "section",
    "tags", "image", "access", "text", "provenance",
]  # fmt: skip
URL = "https://kessel.example/2021/05/ferry"


def page(title, *paragraphs):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": "2021-05-04T12:00:00+02:00",
        "author": {"@type": "Person", "name": "Ida Rell"},
    }
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<script type="application/ld+json">{json.dumps(about)}</script></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


FERRY = page(
    "Ferry Ostara loses its rudder",
    "The harbour office of Kessel said the ferry had lost its rudder in the night's storm, and "
    "that tugs had brought all forty of its passengers ashore before dawn.",
    "Its owner had been warned of the worn bolts in two inspections since last autumn, papers "
    "seen by this newspaper show. A spokeswoman did not answer questions on Tuesday.",
    "Divers will look at the hull on Thursday, when the water in the sound is calmer, the office "
    "said. Until then a smaller boat sails three times a day between the islands.",
)


@pytest.fixture
def ferry(tmp_path):
    path = tmp_path / "ferry.html"
    path.write_bytes(FERRY)
    return path


@pytest.fixture(autouse=True)
def _few_workers(monkeypatch):
    monkeypatch.setattr("aggregator.workers.pool._usable_cores", lambda: 2)


class TestOnePage:
    def test_json(self, run, ferry):
        done = run("extract", ferry, "--url", URL, "--json")
        assert (done.status, done.err) == (0, "")
        story = done.json
        assert list(story) == KEYS
        assert (story["id"], story["url"], story["outcome"]) == ("ferry.html", URL, "story")
        assert (story["title"], story["authors"]) == ("Ferry Ostara loses its rudder", ["Ida Rell"])
        assert story["published"] == "2021-05-04T12:00:00+02:00"
        assert story["modified"] is None
        assert story["lang"] == "en"
        assert story["access"] in {"free", "unknown"}
        assert story["text"].count("\n\n") == 2
        assert "Ferry Ostara loses" not in story["text"]
        assert story["provenance"]["published"] == {"source": "jsonld", "precision": "second"}

    def test_gzipped_and_for_people(self, run, tmp_path):
        path = tmp_path / "ferry.html.gz"
        path.write_bytes(gzip.compress(FERRY))
        done = run("extract", path, "--url", URL)
        assert done.status == 0
        assert "     title  Ferry Ostara loses its rudder\n" in done.out
        assert "\n\nDivers will look at the hull on Thursday" in done.out

    def test_a_title_commands_no_terminal(self, run, tmp_path):
        path = tmp_path / "a.html"
        path.write_bytes(page("Red \u202eferry &#27;[31m", "Words \u202eof it. " * 30))
        done = run("extract", path, "--url", URL)
        assert done.status == 0
        assert not set(done.out) & set("\x1b\u202e")

    @pytest.mark.parametrize(
        ("name", "body", "words"),
        [
            ("none.html", None, "No such file or directory"),
            ("cut.gz", gzip.compress(FERRY, mtime=0)[:200], "cut short"),
            ("bad.gz", b"\x1f\x8b\x08" + b"\0" * 7 + b"garbage" * 9, "damaged"),
            ("other.gz", b"\x1f\x8b nothing of the kind", "damaged"),
        ],
    )
    def test_a_page_that_cannot_be_read(self, run, tmp_path, name, body, words):
        if body is not None:
            (tmp_path / name).write_bytes(body)
        done = run("extract", tmp_path / name, "--url", URL, "--json")
        assert (done.status, done.out) == (1, "")
        assert words in done.err
        assert str(tmp_path / name) in done.err
        assert done.err.count("\n") == 1

    def test_a_page_that_takes_too_long(self, run, ferry, monkeypatch):
        ferry.write_bytes(page("Ferry", "Words, words. </p><p>" * 30_000))
        monkeypatch.setattr("aggregator.settings.EXTRACTION_TIMEOUT", 0.0001)
        done = run("extract", ferry, "--url", URL, "--json")
        assert (done.status, done.out) == (1, "")
        assert "took longer than" in done.err
        assert done.err.count("\n") == 1

    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["a.html"],
            ["--url", URL],
            ["--manifest", "in.jsonl"],
            ["--out", "out.jsonl"],
            ["a.html", "--manifest", "in.jsonl", "--out", "out.jsonl"],
            ["a.html", "--url", URL, "--manifest", "in.jsonl"],
        ],
    )
    def test_wrong_use(self, run, arguments):
        done = run("extract", *arguments)
        assert (done.status, done.out) == (2, "")
        assert "give PAGE and --url, or --manifest and --out" in done.err


class TestManifest:
    @pytest.fixture
    def manifest(self, tmp_path):
        def write(*rows):
            path = tmp_path / "pages" / "in.jsonl"
            path.parent.mkdir(exist_ok=True)
            lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            return path

        return write

    @pytest.fixture
    def extract(self, run, tmp_path):
        out = tmp_path / "answers" / "out.jsonl"

        def command(manifest):
            done = run("extract", "--manifest", manifest, "--out", out)
            lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
            return done, [json.loads(line) for line in lines]

        return command

    def test_answers_in_the_order_of_the_pages(self, manifest, extract, tmp_path):
        (tmp_path / "pages").mkdir()
        rows = []
        for number in range(12):
            path = tmp_path / "pages" / f"{number}.html"
            # The first are the longest: they are ready last.
            path.write_bytes(
                page(f"Title {number}", *["Many words of one kind. " * 20] * (12 - number))
            )
            rows.append({"id": number if number % 2 else f"p{number}", "path": path.name, "url": f"{URL}/{number}"})  # fmt: skip
        done, answers = extract(manifest(*rows))
        assert (done.status, done.out) == (0, "")
        assert done.err == "12 pages read, 0 could not be\n"
        assert [a["id"] for a in answers] == [row["id"] for row in rows]
        assert [a["title"] for a in answers] == [f"Title {n}" for n in range(12)]
        assert all(list(answer) == KEYS for answer in answers)

    def test_the_same_as_one_by_one(self, manifest, extract, run, ferry):
        _, (answer,) = extract(manifest({"id": "ferry.html", "path": str(ferry), "url": URL}))
        assert answer == run("extract", ferry, "--url", URL, "--json").json

    def test_pages_that_cannot_be_read_are_errors_and_the_others_are_read(
        self, manifest, extract, ferry, tmp_path
    ):
        (tmp_path / "bad.gz").write_bytes(b"\x1f\x8b\x08" + b"\0" * 7 + b"garbage" * 9)
        done, answers = extract(manifest(
            {"id": 1, "path": "none.html", "url": URL},
            {"id": 2, "path": str(ferry), "url": URL},
            {"id": 3, "path": str(tmp_path / "bad.gz"), "url": URL},
        ))  # fmt: skip
        assert done.status == 0
        assert [(a["id"], a["outcome"]) for a in answers] == [
            (1, "error"),
            (2, "story"),
            (3, "error"),
        ]
        assert all(list(answer) == KEYS for answer in answers)
        assert answers[0]["title"] is answers[0]["text"] is None
        assert "none.html: No such file or directory\n" in done.err
        assert done.err.endswith("3 pages read, 2 could not be\n")

    def test_what_is_no_page_is_an_outcome(self, manifest, extract, tmp_path):
        rows = []
        for number, body in enumerate((b"", b"\0" * 1000, b"plain words", b"\xff\xfe<\0p\0")):
            (tmp_path / f"{number}.html").write_bytes(body)
            rows.append({"id": number, "path": str(tmp_path / f"{number}.html"), "url": URL})
        done, answers = extract(manifest(*rows))
        assert done.err == "4 pages read, 0 could not be\n"
        assert all(list(answer) == KEYS for answer in answers)
        assert "story" not in {answer["outcome"] for answer in answers}

    def test_pages_that_take_too_long_are_errors(self, manifest, extract, ferry, monkeypatch):
        ferry.write_bytes(page("Ferry", "Words, words. </p><p>" * 30_000))
        monkeypatch.setattr("aggregator.settings.EXTRACTION_TIMEOUT", 0.0001)
        done, (answer,) = extract(manifest({"id": 1, "path": str(ferry), "url": URL}))
        assert (done.status, answer["outcome"]) == (0, "error")
        assert f"{ferry}: read_story took longer than" in done.err

    def test_paths_are_from_here_or_from_the_manifest(
        self, manifest, extract, ferry, tmp_path, monkeypatch
    ):
        (tmp_path / "pages").mkdir()
        (tmp_path / "pages" / "beside.html").write_bytes(page("Beside", "Words. " * 60))
        monkeypatch.chdir(tmp_path)
        done, answers = extract(manifest(
            {"id": "here", "path": "ferry.html", "url": URL},
            {"id": "there", "path": "beside.html", "url": URL},
            {"id": "whole", "path": str(ferry), "url": URL},
        ))  # fmt: skip
        assert done.err == "3 pages read, 0 could not be\n"
        assert [a["title"] for a in answers] == [
            "Ferry Ostara loses its rudder", "Beside", "Ferry Ostara loses its rudder",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "line",
        [
            "not JSON",
            "[1, 2]",
            '"text"',
            "null",
            '{"id": 1, "url": "https://a.example/"}',
            '{"id": 1, "path": "a.html"}',
            '{"path": "a.html", "url": "https://a.example/"}',
            '{"id": 1, "path": null, "url": "https://a.example/"}',
            '{"id": 1, "path": "", "url": "https://a.example/"}',
            '{"id": 1, "path": "a.html", "url": 7}',
        ],
    )
    def test_a_bad_line_is_named_and_nothing_is_written(self, manifest, extract, ferry, line):
        done, answers = extract(manifest({"id": 1, "path": str(ferry), "url": URL}, "", line))
        assert (done.status, done.out, answers) == (1, "", [])
        assert "in.jsonl, line 3: not an object with id, path and url" in done.err
        assert done.err.count("\n") == 1

    @pytest.mark.parametrize(
        "url", [None, "", "garbage", "http://[::1", "https://a.example/\ud800"]
    )
    def test_what_is_no_url_is_no_reason_to_stop(self, manifest, extract, ferry, url):
        rows = (
            {"id": "\udfff", "path": str(ferry), "url": url},
            {"id": 2, "path": "x" * 300, "url": ""},
        )
        done, (read, missing) = extract(manifest(*rows))
        assert done.status == 0
        assert (read["id"], read["title"]) == ("\udfff", "Ferry Ostara loses its rudder")
        assert (missing["id"], missing["outcome"]) == (2, "error")

    def test_a_mark_of_byte_order_and_a_line_that_is_no_utf_8(self, manifest, extract, ferry):
        path = manifest({"id": 1, "path": str(ferry), "url": URL})
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        _, (answer,) = extract(path)
        assert answer["title"] == "Ferry Ostara loses its rudder"
        path.write_bytes(path.read_bytes() + b'{"id": "\xe9"}\n')
        done, _ = extract(path)
        assert done.status == 1
        assert "in.jsonl, line 2: not an object with id, path and url" in done.err

    def test_an_empty_manifest(self, manifest, extract, tmp_path):
        done, answers = extract(manifest("", ""))
        assert (done.status, answers) == (0, [])
        assert (tmp_path / "answers" / "out.jsonl").exists()

    def test_a_missing_manifest(self, extract, tmp_path):
        done, _ = extract(tmp_path / "none.jsonl")
        assert done.status == 1
        assert done.err == f"aggregator: No such file or directory: {tmp_path / 'none.jsonl'}\n"

    def test_an_answer_that_was_there_is_replaced_whole_or_not_at_all(
        self, manifest, extract, ferry, tmp_path, monkeypatch
    ):
        out = tmp_path / "answers" / "out.jsonl"
        out.parent.mkdir()
        out.write_text('"before"\n')

        def stop(*args, **kwargs):
            raise OSError(28, "No space left on device")

        rows = manifest({"id": 1, "path": str(ferry), "url": URL})
        with monkeypatch.context() as patch:
            patch.setattr("aggregator.cli.extract.json_module.dumps", stop)
            done, answers = extract(rows)
        assert (done.status, answers) == (1, ["before"])
        assert "No space left" in done.err
        assert list(out.parent.iterdir()) == [out]
        assert extract(rows)[1][0]["outcome"] == "story"

    def test_others_may_read_the_answer(self, manifest, extract, tmp_path):
        before = os.umask(0o022)
        try:
            extract(manifest())
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "answers" / "out.jsonl").stat().st_mode) == 0o644
