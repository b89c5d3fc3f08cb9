"""Bombs, traps and damaged pages: no error escapes, and limits of time and memory hold."""

from __future__ import annotations

import time

import pytest

from aggregator.crawl.loader import project_settings
from aggregator.crawl.warming import import_readers
from aggregator.extraction import extract, limits
from aggregator.extraction.form import other_than_page
from aggregator.records import Outcome
from aggregator.workers import WorkerCrashed, WorkerFailure, WorkerPool, WorkerTimeout
from benchmarks import hostile

CONTROLS = {*map(chr, range(32)), "\x7f"} - {"\n"}


def check_clean(story):
    """No field holds what an archive cannot."""
    assert story.outcome in set(Outcome)
    for value in (story.title, story.text, story.url, story.section, *story.authors, *story.tags):
        assert value is None or not CONTROLS & set(value)
        assert value is None or value.encode("utf-8")


@pytest.fixture(scope="module")
def pool():
    settings = project_settings()
    with WorkerPool(
        2,
        timeout=settings.getfloat("EXTRACTION_TIMEOUT"),
        memory_limit=settings.getint("EXTRACTION_MEMORY"),
        initializer=import_readers,
    ) as opened:
        yield opened


def check_costs(pool, trials):
    trials = list(trials)
    for trial, cost in zip(trials, pool.map(hostile.read, trials), strict=True):
        if isinstance(cost, WorkerFailure):
            # On a busy machine the limits may hold, and that is what they are for.
            assert isinstance(cost.error, (WorkerTimeout, WorkerCrashed)), trial.name
            continue
        assert cost.memory <= hostile.MEMORY, trial.name
        assert cost.seconds <= hostile.SECONDS, trial.name


def test_settings_stay_within_the_limits():
    settings = project_settings()
    assert settings.getfloat("EXTRACTION_TIMEOUT") < hostile.SECONDS
    assert settings.getint("EXTRACTION_MEMORY") < hostile.MEMORY


def test_a_sample_of_the_traps(pool):
    check_costs(pool, hostile.traps(each=20))


@pytest.mark.slow
def test_all_traps(pool):
    check_costs(pool, hostile.traps())


def test_mutations_of_our_own_pages(page):
    originals = [
        page(
            jsonld={"@type": "NewsArticle", "headline": "Ferry strike ends", "author": "Ann Bell"}
        ),
        page(head='<meta property="og:type" content="article">', after="<p>By Ann Bell</p>"),
        page(lang="ja", title="報道", prose=("港の船員は日曜日に新しい契約を受け入れた。" * 8,)),
    ]
    for trial in hostile.mutations(originals, 60, seed=7):
        check_clean(extract(trial.page, url=hostile.URL))


def test_mutations_are_the_same_for_the_same_seed(page):
    first, second = ([t.page for t in hostile.mutations([page()], 20, 3)] for _ in range(2))
    assert first == second
    assert len(set(first)) > 15


def test_values_of_the_wrong_kind():
    for trial in hostile.odd(150, seed=4):
        check_clean(extract(trial.page, url=hostile.URL))


@pytest.mark.parametrize("url", ["", "garbage", "http://[::1", "https://a.example/\ud800", "//x"])
def test_addresses_that_are_none(page, url):
    headers = {"Content-Type": "text/html; charset=\x00", "X-Robots-Tag": ":::"}
    found = extract(page(), url=url, headers=headers)
    assert (found.outcome, found.url) == (Outcome.STORY, url)


@pytest.mark.shared
@pytest.mark.skipif(not hostile.HOSTILE.is_dir(), reason=f"no hostile files in {hostile.HOSTILE}")
class TestFilesFromElsewhere:
    def test_files(self):
        for trial in list(hostile.files())[::7]:
            start = time.process_time()
            check_clean(extract(trial.page, url=hostile.URL))
            assert time.process_time() - start < hostile.SECONDS, trial.name

    def test_strings_in_every_field(self):
        for trial in list(hostile.payloads())[::5]:
            check_clean(extract(trial.page, url=hostile.URL))

    @pytest.mark.slow
    def test_mutations_of_news_pages(self, pool):
        check_costs(pool, hostile.mutations(hostile.news_pages(4), 200, seed=11))

    @pytest.mark.slow
    def test_all_files(self, pool):
        check_costs(pool, hostile.files())


class TestCuttingToSize:
    def test_tags(self):
        cut = limits.cut_to_size("<p>x" * (limits.MOST_TAGS + 10))
        assert cut.count("<") <= limits.MOST_TAGS
        assert cut.endswith("<p>x")

    def test_an_ordinary_page_stays(self, page):
        text = page(prose=("Ferries began to cross the strait again. " * 30,) * 50).decode()
        assert limits.cut_to_size(text) == text

    def test_a_tag_of_thousands_of_attributes(self):
        text = "<p " + " ".join(f"a{n}=b" for n in range(20_000)) + ">x</p>"
        assert limits.cut_to_size(text) == "<p>x</p>"

    @pytest.mark.parametrize("attribute", ["a{}=b ", 'data-a{}="b c" ', "a{} ", "a{}='x'"])
    def test_each_of_many_tags_of_hundreds_of_attributes(self, attribute):
        tag = "<p " + "".join(attribute.format(n) for n in range(400)) + ">"
        assert limits.cut_to_size(f"<div>{tag}x</p>" * 50) == "<div><p>x</p>" * 50

    @pytest.mark.parametrize(
        "text",
        [
            '<p class="a" title="' + "many words in one value " * 100 + '">',
            "<script>for (i = 0; i <n && k; i++) { " + "call(i, k); " * 300 + "} a > b</script>",
            "<script>/* <link is one of " + "the names in this note " * 90 + "> */</script>",
            "<p>" + "Ferries began to cross. " * 500 + "</p>",
        ],
        ids=["a long value", "a script", "a note in a script", "a long text"],
    )
    def test_what_is_long_and_no_such_tag(self, text):
        assert limits.cut_to_size(text * 30) == text * 30

    def test_long_texts_but_no_scripts(self, read):
        long = "word " * 50_000
        script = f"<script>{long}</script>"
        document = read(body=f"<html><body>{script}<p>{long}<b>x</b>{long}</p></body>".encode())
        paragraph = document.tree.find(".//p")
        assert len(paragraph.text) == limits.LONGEST_TEXT
        assert len(paragraph[0].tail) == limits.LONGEST_TEXT
        assert len(document.tree.find(".//script").text) == len(long)


def test_references_to_controls_in_long_texts(page):
    """Lxml reads them and refuses to set them."""
    long = "word &#1;&#xB;&#0;" * 20_000
    found = extract(page(after=f"<p>{long}<b>x</b>{long}</p>"), url=hostile.URL)
    check_clean(found)


@pytest.mark.parametrize(
    ("body", "kind", "what"),
    [
        (b"", "", "empty response"),
        (b"  \n", "text/html", "empty response"),
        (b"<?xml version='1.0'?>\n<!-- made by x --><rss version='2.0'>", "", "a feed or sitemap"),
        (b'<?xml version="1.0"?><?xml-stylesheet href="a"?><feed xmlns="a">', "", "a feed or sitemap"),
        (b"<urlset xmlns='x'><url>", "text/xml", "a feed or sitemap"),
        (b"%PDF-1.4 <html>", "text/html", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n<p>", "", "a picture"),
        (b"\xff\xd8\xff\xe0<p>", "", "a picture"),
        (b"PK\x03\x04<p>", "", "a ZIP file"),
        (b"<p>x</p>", "image/gif", "content type image/gif"),
        (b"plain words", "text/plain", "no markup in it"),
        (b'{"html": "<p>x</p>"}', "text/html", "JSON"),
        (b'[1, "<p>x</p>"]', "", "JSON"),
    ],
)  # fmt: skip
def test_what_is_no_page(body, kind, what):
    headers = {"content-type": kind} if kind else {}
    assert other_than_page(body, body.decode("latin-1"), headers) == what
    outcome = Outcome.ERROR if what == "empty response" else Outcome.NOT_A_STORY
    found = extract(body, url=hostile.URL, headers=headers)
    assert (found.outcome, found.reason) == (outcome, what)


@pytest.mark.parametrize(
    "start",
    [
        "<!doctype html><html>",
        "<?xml version='1.0'?><!DOCTYPE html><html>",
        "<html><body>[1, 2]</body>",
        "<!-- rss --><html>",
        "[if IE]<html>",
        "{{ template }}<html><p>",
    ],
)
def test_what_may_be_a_page(start):
    assert other_than_page(start.encode(), start, {"content-type": "text/html"}) is None
