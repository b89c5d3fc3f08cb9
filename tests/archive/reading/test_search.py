"""Search finds the same stories on both databases, whatever a person types."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aggregator.archive.crawling import runs
from aggregator.archive.reading.search import MARK, Term, parse_query, search
from aggregator.archive.store import Archive
from aggregator.records import Moment, Outcome, Precision

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)

# Slug to title and text; each says what it is there for.
LIBRARY = {
    "title": ("Walrus returns to Oldport", "An animal was seen in the harbour this morning."),
    "text": ("Harbour closed", "A walrus lay on the slipway and would not move for the master."),
    "often": ("Sleep", "The walrus slept. The walrus woke. The walrus left. " * 3),
    "cafe": ("Café Ångström opens", "Its crème brûlée is praised by naïve students."),
    "ponies": ("Ponies on parade", "Horses were running, and studies followed."),
    "phrase": ("Budget", "The central bank of Velmora cut its key rate on Monday."),
    "apart": ("Banking", "The bank stands in a central street."),
    "german": ("Über Straßen", "Die Straße wurde gesperrt."),
    "greek": ("Αθήνα", "Ο δήμαρχος μίλησε στην Αθήνα."),
    "russian": ("Москва", "Выборы прошли в Москве."),
    "chinese": ("东京 地震 警报", "气象厅 发布 警报 。"),
    "digits": ("Vote 142 to 119", "Turnout was 63.5 percent; the C-130 landed."),
    "odd": ("Odds & ends", "AT&T and O'Neill <b>met</b> at rock'n'roll 100% NEAR the quay/pier."),
}  # fmt: skip


@pytest.fixture
def library(newsroom):
    """Slug to id of the stories of `LIBRARY`, committed."""
    batch = [newsroom.fetch(slug, title=t, text=x) for slug, (t, x) in LIBRARY.items()]
    settled = newsroom.commit(*batch)
    return dict(zip(LIBRARY, (one.story_id for one in settled), strict=True))


@pytest.fixture
def slugs(archive, library):
    """The slugs of what a query finds, best first."""
    names = {story_id: slug for slug, story_id in library.items()}

    def find(query, **options):
        with archive.read() as connection:
            return [names[hit.id] for hit in search(connection, query, **options)]

    return find


class TestParsing:
    @pytest.mark.parametrize(
        ("query", "terms"),
        [
            ("one two", [("one",), ("two",)]),
            ('"one two" three', [("one", "two"), ("three",)]),
            ('"one two', [("one", "two")]),
            ('"', []),
            ('""', []),
            ("  ", []),
            ("C-130", [("C", "130")]),
            ("O'Neill", [("O", "Neill")]),
            ("!!! ?", []),
            ("日本 語", [("日本",), ("語",)]),
        ],
    )
    def test_words_and_phrases(self, query, terms):
        assert parse_query(query) == [Term(words) for words in terms]

    def test_minus(self):
        assert parse_query('a -b -"c d" e-f - --g') == [
            Term(("a",)),
            Term(("b",), wanted=False),
            Term(("c", "d"), wanted=False),
            Term(("e", "f")),
            Term(("g",), wanted=False),
        ]


FOUND = [
    ("walrus", {"title", "text", "often"}),
    ("WALRUS", {"title", "text", "often"}),
    ("harbours", {"title", "text"}),  # stemmed
    ("walrus harbour", {"title", "text"}),  # all words, in title or text
    ("walrus zebra", set()),
    ("walrus -slept", {"title", "text"}),
    ("-slept walrus", {"title", "text"}),
    ("walrus -slept -slipway", {"title"}),
    ('walrus -"walrus lay"', {"title", "often"}),
    ("cafe", {"cafe"}),
    ("CAFÉ", {"cafe"}),
    ("cafe\u0301", {"cafe"}),  # decomposed
    ("angstrom brulee", {"cafe"}),
    ("pony", {"ponies"}),
    ("horse run study", {"ponies"}),
    ("central bank", {"phrase", "apart"}),
    ('"central bank"', {"phrase"}),
    ('"bank central"', set()),
    ('"central bank', {"phrase"}),
    ('"central bank" -velmora', set()),
    ("Straße", {"german"}),
    ("über", {"german"}),
    ("Αθήνα", {"greek"}),
    ("Москва", {"russian"}),
    ("москве", {"russian"}),
    ("地震", {"chinese"}),
    ("地震 警报", {"chinese"}),
    ("142", {"digits"}),
    ("C-130", {"digits"}),
    ("63.5", {"digits"}),
    ("AT&T", {"odd"}),
    ("O'Neill", {"odd"}),
    ("rock'n'roll", {"odd"}),
    ("NEAR", {"odd"}),
]


def test_what_is_found(slugs):
    found = {query: set(slugs(query)) for query, _ in FOUND}
    assert found == dict(FOUND)


HOSTILE = [
    'walrus"', '"walrus', "walrus*", "wal*", "*", "^walrus", "title:walrus", "title : walrus",
    "walrus AND", "AND walrus", "walrus OR zebra", "NOT walrus", "NEAR(walrus harbour, 2)",
    "(walrus", "walrus)", "{title}: walrus", "walrus + harbour", "walrus & harbour", "walrus | x",
    "!walrus", "walrus:*", "walrus <-> harbour", "walrus\\", "\\", "'walrus'", "walrus'; --",
    "%walrus%", "walrus\x00", "\x00walrus", "walrus \ud83d", "\u202ewalrus", "walrus \U0001f9ad",
    "-walrus harbour", "walrus\nharbour", "walrus\tharbour", "a" * 5000, "walrus " * 300,
    ":x", "%s", "{0}", "$1", "?", "walrus ?", ":story_id walrus",
]  # fmt: skip


def test_no_input_is_a_syntax_error(slugs):
    for query in HOSTILE:
        if any(term.wanted for term in parse_query(query)):
            slugs(query)
        else:
            with pytest.raises(ValueError, match="at least one word"):
                slugs(query)


def test_a_query_without_a_word(slugs):
    for query in ("", "  ", '"', "-walrus", '-"a b"', "*", "?!", "\x00"):
        with pytest.raises(ValueError, match="nothing to search for"):
            slugs(query)


def test_what_is_no_word_is_left_out(slugs):
    for query in ("walrus\x00", "\x00walrus", "\u202ewalrus", "walrus*", "(walrus"):
        assert set(slugs(query)) == {"title", "text", "often"}, query


def test_many_words(slugs):
    assert slugs(" ".join(f"w{n}" for n in range(100))) == []
    assert slugs("walrus " + " ".join(f"-w{n}" for n in range(99))) != []
    with pytest.raises(ValueError, match="101 words are too many"):
        slugs(" ".join(f"w{n}" for n in range(101)))


class TestRanking:
    def test_a_word_in_the_title_is_worth_more(self, slugs):
        assert slugs("walrus")[0] == "title"

    def test_the_standfirst_is_worth_more_than_the_text(self, archive, newsroom):
        filler = "and other matters of the day that need many words to tell " * 3
        batch = [
            newsroom.fetch("s", title="One", summary="Otters came", text=filler),
            newsroom.fetch("t", title="Two", summary="Nothing came", text=f"otters {filler}"),
        ]
        summary, text = (one.story_id for one in newsroom.commit(*batch))
        with archive.read() as connection:
            assert [hit.id for hit in search(connection, "otters")] == [summary, text]

    def test_scores_fall(self, archive, library):
        with archive.read() as connection:
            scores = [hit.score for hit in search(connection, "walrus")]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] > scores[-1] > 0

    def test_equal_ones_the_newest_row_first(self, archive, newsroom):
        text = "Otters came to the quay and stayed for the winter."
        batch = [newsroom.fetch(slug, title="Same", text=text) for slug in "abc"]
        ids = [one.story_id for one in newsroom.commit(*batch)]
        with archive.read() as connection:
            assert [hit.id for hit in search(connection, "otters")] == ids[::-1]


class TestFilters:
    def test_by_outlet(self, archive, newsroom, newsrooms):
        runs.sync_outlets(archive, newsrooms.values())
        batch = [newsroom.fetch(name, outlet=name, text="otters") for name in ("harbour", "ridge")]
        _, ridge = newsroom.commit(*batch)
        with archive.read() as connection:
            (hit,) = search(connection, "otters", outlet="ridge")
            assert (hit.id, hit.outlet) == (ridge.story_id, "Ridge Daily")
            assert search(connection, "otters", outlet="nobody") == []

    def test_by_time_both_ends_included(self, archive, newsroom, now):
        now -= 3 * DAY  # what is yet to come is listed as of today
        batch = [newsroom.fetch(f"{n}", text="otters", at=now + n * DAY) for n in range(3)]
        ids = [one.story_id for one in newsroom.commit(*batch)]
        for since, until, expected in [
            (now, now + 2 * DAY, ids),
            (now + TICK, None, ids[1:]),
            (now + DAY, None, ids[1:]),
            (None, now + DAY, ids[:2]),
            (None, now + DAY - TICK, ids[:1]),
            (now + DAY, now + DAY, ids[1:2]),
            (now + 3 * DAY, None, []),
        ]:
            with archive.read() as connection:
                found = search(connection, "otters", since=since, until=until)
            assert sorted(hit.id for hit in found) == expected, (since, until)

    def test_limit(self, archive, library):
        with archive.read() as connection:
            assert len(search(connection, "walrus", limit=2)) == 2


class TestHits:
    def test_what_a_hit_says(self, archive, newsroom, now):
        day = Moment(now.replace(hour=0), Precision.DAY)
        (one,) = newsroom.commit(newsroom.fetch("a", title="Ferry", text="otters", published=day))
        with archive.read() as connection:
            (hit,) = search(connection, "otters")
        assert (hit.id, hit.url) == (one.story_id, "https://harbourpost.example/news/a")
        assert (hit.outlet, hit.title) == ("harbour", "Ferry")
        assert (hit.published, hit.event) == (day, one.event_id)

    def test_the_snippet_is_of_the_place_with_its_words_marked(self, archive, newsroom):
        text = f"{'before ' * 200}the sleepy otters swam{' after' * 200}\n\nAnother paragraph."
        newsroom.commit(newsroom.fetch("a", text=text))
        with archive.read() as connection:
            (hit,) = search(connection, "otter")
        assert f"{MARK[0]}otters{MARK[1]}" in hit.snippet
        assert "sleepy" in hit.snippet
        assert len(hit.snippet) < 400
        assert "\n" not in hit.snippet

    @pytest.mark.parametrize("outcome", [Outcome.STORY, Outcome.TEASER])
    def test_stories_without_text_or_title(self, archive, newsroom, outcome):
        empty = {"title": "Otters", "text": None} if outcome is Outcome.TEASER else {
            "title": None, "text": "otters " * 30,
        }  # fmt: skip
        newsroom.commit(newsroom.fetch("a", outcome=outcome, **empty))
        with archive.read() as connection:
            (hit,) = search(connection, "otters")
        assert MARK[0] in hit.snippet

    def test_of_an_edited_story_its_present_words(self, archive, newsroom):
        newsroom.commit(newsroom.fetch("a", title="One", text="otters"))
        newsroom.commit(newsroom.fetch("a", title="One", text="badgers"))
        with archive.read() as connection:
            assert search(connection, "otters") == []
            assert len(search(connection, "badgers")) == 1


_WORDS = sorted({
    word for words in LIBRARY.values() for word in re.findall(r"[^\W\d]+", " ".join(words))
})  # fmt: skip
_TYPED = st.lists(
    st.tuples(st.sampled_from(["", "-", '"', "*", "(", "\x00"]), st.sampled_from(_WORDS),
              st.sampled_from([" ", '"', " -", "*", ")", " OR ", " & "])),
    min_size=1, max_size=4,
).map(lambda parts: "".join("".join(part) for part in parts))  # fmt: skip


@pytest.fixture
def two_archives(sqlite_url, postgres_url, newsroom_type, now):
    """The same library on both databases, and the slug of each id."""
    both = []
    for url in (sqlite_url, postgres_url):
        archive = Archive.open(url)
        run_id = runs.start_run(archive, spider="x", arguments={}, replay=None, now=now)
        newsroom = newsroom_type(archive, run_id, now)
        batch = [newsroom.fetch(slug, title=t, text=x) for slug, (t, x) in LIBRARY.items()]
        names = [one.story_id for one in newsroom.commit(*batch)]
        both.append((archive, dict(zip(names, LIBRARY, strict=True))))
    yield both
    for archive, _ in both:
        archive.close()


@pytest.mark.postgres
class TestBothDatabases:
    @settings(
        max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @example(query="b ")
    @given(query=st.one_of(_TYPED, st.sampled_from(HOSTILE)))
    def test_give_the_same_hits(self, two_archives, query):
        answers = []
        for archive, names in two_archives:
            with archive.read() as connection:
                try:
                    answers.append({names[hit.id] for hit in search(connection, query)})
                except ValueError as error:
                    answers.append(str(error))
        assert answers[0] == answers[1]
