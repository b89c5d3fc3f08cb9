"""Resolution on invented stories: drift is forgiven, look-alikes and other months are not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.citations import resolve
from aggregator.records import Candidate, Citation, CitationState, Moment, Precision

DAY = datetime(2031, 5, 20, tzinfo=UTC)
TODAY = Moment(DAY, Precision.DAY)
HEADLINE = "Minister Orla Venn says Kessel bridge will be a ‘lifeline’ for the valley"


def cite(headline: str | None = HEADLINE, **fields):
    values = {
        "outlet": "The Harbour Post",
        "outlet_name": "harbour_post",
        "line": "…",
        "kind": "source_line",
        "confidence": 0.9,
        "headline": headline,
    }
    return Citation(**{**values, **fields})


def story(key: str, title: str, *, days: float = 0.0, outlet: str = "harbour_post", **fields):
    values = {
        "url": f"https://www.{outlet.replace('_', '')}.example/{key}",
        "published": Moment(DAY - timedelta(days=days) + timedelta(hours=9)),
    }
    return Candidate(
        key=f"story:{key}", outlet_name=outlet, titles=(title,), **{**values, **fields}
    )


OTHERS = [
    story("91", "Harbour council votes to keep the ferry running through winter"),
    story("92", "Rain closes two mountain roads as rivers rise in the north"),
    story("93", "Orla Venn to visit three northern towns next week"),
    story("94", "Bank of Nordhaven leaves its key rate at 3 percent"),
]


def run(citation, candidates, **options):
    options.setdefault("document_published", TODAY)
    result = resolve(citation, candidates, **options)
    json.dumps(dict(result.explanation))
    assert 0 <= result.score <= 1
    assert len(result.alternatives) <= 5
    assert result.chosen not in {key for key, _ in result.alternatives}
    return result


@pytest.mark.parametrize(
    "title",
    [
        HEADLINE,
        HEADLINE.upper(),
        HEADLINE.replace("‘", "'").replace("’", "'"),
        HEADLINE.replace("‘", "“").replace("’", "”"),
        HEADLINE.replace("Orla ", ""),
        f"{HEADLINE} - The Harbour Post",
        f"{HEADLINE} | Harbour Post",
        f"UPDATE 2-{HEADLINE}",
        f"Exclusive: {HEADLINE}",
        "Minister Orla Venn says Kessel bridge will be a ‘lifeline’ for…",
        "Minister Orla Venn says Kessel bridge will be a ‘life...",
        HEADLINE + ".",
        HEADLINE.replace("says Kessel", "says: Kessel"),
        "Minister Orla Venn says the Kessel bridge will be 'lifeline' for valley",
    ],
)
def test_drift_is_forgiven(title):
    result = run(cite(), [story("1", title), *OTHERS])
    assert (result.state, result.chosen) == (CitationState.RESOLVED, "story:1")


def test_an_updated_toll_is_the_same_story():
    cited = cite("Flood in the Kessel valley kills 14, dozens missing as search goes on")
    found = story("1", "Flood in the Kessel valley kills 23, dozens missing as search goes on")
    assert run(cited, [found, *OTHERS]).chosen == "story:1"


@pytest.mark.parametrize("days", [240, 60, 40, -30, -5])
def test_the_same_headline_of_another_month_is_never_taken(days):
    result = run(cite(), [story("1", HEADLINE, days=days), *OTHERS])
    assert result.state is CitationState.NOT_FOUND
    assert result.chosen is None


def test_of_two_equal_headlines_the_one_in_the_window_is_taken():
    result = run(cite(), [story("old", HEADLINE, days=240), story("new", HEADLINE), *OTHERS])
    assert (result.state, result.chosen) == (CitationState.RESOLVED, "story:new")


@pytest.mark.parametrize("days", [12, 25])
def test_a_story_from_weeks_before_is_left_to_a_person(days):
    result = run(cite(), [story("1", HEADLINE, days=days), *OTHERS])
    assert (result.state, result.chosen) == (CitationState.CANDIDATE, "story:1")


@pytest.mark.parametrize("days", [-1, 0, 3, 7])
def test_a_story_of_the_days_around_is_taken(days):
    assert run(cite(), [story("1", HEADLINE, days=days), *OTHERS]).state is CitationState.RESOLVED


def test_the_date_in_the_url_counts_where_no_other_is_known():
    old = story(
        "1", HEADLINE, published=None, url="https://www.harbourpost.example/2030/07/28/bridge"
    )
    assert run(cite(), [old, *OTHERS]).state is CitationState.NOT_FOUND


def test_an_undated_story_needs_the_exact_headline():
    exact = story("1", HEADLINE, published=None)
    near = story("1", HEADLINE.replace("Orla ", ""), published=None)
    assert run(cite(), [exact, *OTHERS]).state is CitationState.RESOLVED
    assert run(cite(), [near, *OTHERS]).state is CitationState.CANDIDATE


def test_look_alikes_are_not_taken():
    near = story("1", "Minister Orla Venn says Kessel tunnel will be a burden for the valley")
    result = run(cite(), [near, *OTHERS])
    assert result.state is not CitationState.RESOLVED


def test_two_that_come_equally_near_are_left_to_a_person():
    pair = [
        story("1", HEADLINE.replace("lifeline", "landmark")),
        story("2", HEADLINE.replace("lifeline", "monument")),
    ]
    result = run(cite(), [*pair, *OTHERS])
    assert result.state is CitationState.CANDIDATE
    assert result.alternatives


def test_the_same_story_twice_does_not_compete_with_itself():
    twice = [
        story("1", HEADLINE),
        story("2", HEADLINE, url="https://www.harbourpost.example/1?utm_source=feed"),
    ]
    assert run(cite(), twice).state is CitationState.RESOLVED


def test_the_story_is_taken_before_a_link_that_points_at_it():
    pointer = story(
        "p", f"{HEADLINE} - The Harbour Post", url="https://news.google.com/rss/articles/CBx"
    )
    direct = story("d", HEADLINE.replace("Orla ", ""))
    assert run(cite(), [pointer, direct, *OTHERS]).chosen == "story:d"
    alone = run(cite(), [pointer, *OTHERS])
    assert (alone.state, alone.chosen) == (CitationState.CANDIDATE, "story:p")


def test_the_url_of_the_citation_decides():
    cited = cite(None, url="http://harbourpost.example/1/?utm_medium=rss#top")
    result = run(cited, [*OTHERS, story("1", "Another title altogether", days=300)])
    assert (result.state, result.chosen, result.score) == (CitationState.RESOLVED, "story:1", 1.0)


def test_another_outlet_with_the_headline_is_only_a_copy():
    result = run(cite(), [story("1", HEADLINE, outlet="valley_news"), *OTHERS])
    assert (result.state, result.chosen) == (CitationState.COPY_ONLY, "story:1")


def test_a_copy_that_credits_the_agency_may_have_another_headline():
    agency = cite(outlet="Reuters", outlet_name="reuters")
    title = "Minister says Kessel bridge will be ‘lifeline’ for the valley"
    credited = story(
        "1", title, outlet="valley_news", text="KESSEL (Reuters) - The bridge will open."
    )
    plain = story("1", title, outlet="valley_news", text="The bridge will open.")
    assert run(agency, [credited, *OTHERS]).state is CitationState.COPY_ONLY
    assert run(agency, [plain, *OTHERS]).state is CitationState.NOT_FOUND


def test_an_old_copy_is_no_copy():
    result = run(cite(), [story("1", HEADLINE, outlet="valley_news", days=240), *OTHERS])
    assert result.state is CitationState.NOT_FOUND


def test_nothing_to_look_at():
    assert run(cite(), []).state is CitationState.NOT_FOUND
    assert run(cite(), [], tried=False).state is CitationState.NOT_TRIED
    assert run(cite(), OTHERS, tried=False).state is CitationState.NOT_TRIED


def test_without_the_documents_date_only_the_exact_headline_is_taken():
    near = story("1", HEADLINE.replace("Orla ", ""))
    assert run(cite(), [near], document_published=None).state is CitationState.CANDIDATE


def test_an_outlet_without_headline_is_found_by_the_text():
    text = "The Harbour council on Monday votes to keep the ferry running through winter, it said."
    result = run(cite(None), OTHERS, document_text=text)
    assert (result.state, result.chosen) == (CitationState.CANDIDATE, "story:91")
    assert run(cite(None), OTHERS).state is CitationState.NOT_FOUND


def test_one_of_several_titles_is_enough():
    renamed = Candidate(
        key="story:1",
        outlet_name="harbour_post",
        url="https://www.harbourpost.example/1",
        titles=("A later and quite different title", HEADLINE),
        published=TODAY,
    )
    assert run(cite(), [renamed, *OTHERS]).chosen == "story:1"


@given(
    st.text(max_size=200),
    st.lists(st.text(max_size=120), max_size=6),
    st.one_of(
        st.none(),
        st.datetimes(
            timezones=st.just(UTC),
            min_value=datetime(1990, 1, 1),  # noqa: DTZ001 -- hypothesis adds the zone
            max_value=datetime(2040, 1, 1),  # noqa: DTZ001 -- hypothesis adds the zone
        ),
    ),
)
def test_any_text_gives_a_resolution(headline, titles, when):
    candidates = [story(str(number), title) for number, title in enumerate(titles)]
    run(
        cite(headline),
        candidates,
        document_published=Moment(when) if when else None,
        document_text=headline,
    )
