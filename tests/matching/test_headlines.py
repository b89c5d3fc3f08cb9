from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.matching.headlines import Report, summarize

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)

REPORTS = (
    Report(
        key=3,
        outlet="Northern Herald",
        title="HORROR at sea: you won't believe what passengers saw!",
        text="The ferry Albatross sank off Oldtown. It was the worst night of their lives.",
        published=NOON + timedelta(hours=2),
    ),
    Report(
        key=1,
        outlet="Press Bureau",
        title="Ferry Albatross sinks in storm off Oldtown, 62 rescued",
        text=(
            "OLDTOWN, May 6 (Press Bureau) — The ferry Albatross sank in a storm near Oldtown on "
            "Tuesday and all 62 people aboard were rescued. The cause was unknown.\n\n"
            "Coast guards said the ferry had taken in water for two hours before it sank."
        ),
        published=NOON,
    ),
    Report(
        key=2,
        outlet="Daily Example",
        title="LIVE: Albatross ferry sinks near Oldtown - Daily Example",
        text="Follow our coverage of the ferry Albatross, which sank in a storm near Oldtown.",
        published=NOON + timedelta(hours=1),
        kind="live",
    ),
    Report(
        key=4,
        outlet="Harbour Gazette",
        title="Rescued Albatross passengers reach Oldtown",
        text=(
            "Passengers of the ferry Albatross arrived in Oldtown on Tuesday evening. "
            "Doctors said three of them were being treated for cold."
        ),
        published=NOON + timedelta(hours=6),
    ),
)


def test_the_headline_is_near_the_centre_and_does_not_shout():
    summary = summarize(REPORTS)
    assert summary.headline == "Ferry Albatross sinks in storm off Oldtown, 62 rescued"
    assert summary.headline_of == 1


def test_first_and_last_report_go_by_time():
    summary = summarize(REPORTS)
    assert (summary.first, summary.last) == (1, 4)
    untimed = summarize([Report(key=9, outlet="Daily Example", title="Dam bursts")])
    assert (untimed.first, untimed.last) == (None, None)


def test_the_order_of_reports_changes_nothing():
    assert summarize(REPORTS) == summarize(REPORTS[::-1])


def test_keywords_are_written_as_most_write_them():
    words = summarize(REPORTS, keywords=5).keywords
    assert {"Albatross", "ferry", "Oldtown"} <= set(words)
    assert len(words) == 5
    rare = summarize(REPORTS, rarest=["storm", "coast"], keywords=2).keywords
    assert rare[0] == "storm"


def test_places_are_named_after_in_and_near_and_in_datelines():
    assert summarize(REPORTS).places[0] == "Oldtown"
    told = Report(
        key=1, outlet="A", title="Fair opens in May", text="It opens in March in Saint Brand."
    )
    assert summarize([told]).places == ("Saint Brand",)


def test_the_summary_is_sentences_of_the_reports():
    summary = summarize(REPORTS, sentences=2)
    texts = {report.key: " ".join(report.text.split()) for report in REPORTS}
    assert len(summary.sentences) == 2
    for sentence in summary.sentences:
        assert sentence.text in texts[sentence.report]
        assert sentence.report != 2
    assert len({sentence.text for sentence in summary.sentences}) == 2


def test_a_sentence_is_not_said_twice():
    twice = [
        Report(key=key, outlet=f"Outlet {key}", title="Dam bursts near Oldtown", text=text)
        for key, text in enumerate(
            ["The old dam above Oldtown burst on Monday after heavy rain."] * 3
        )
    ]
    assert len(summarize(twice).sentences) == 1


def test_neutral_outlets_are_preferred_where_headlines_are_alike():
    pair = [
        Report(key=1, outlet="A", title="Council backs new harbour bridge", neutral=0.0),
        Report(key=2, outlet="B", title="Council backs new harbour bridge", neutral=1.0),
    ]
    assert summarize(pair).headline_of == 2


def test_an_event_is_told_in_the_language_of_most():
    reports = [
        Report(key=1, outlet="A", title="Damm bei Altstadt gebrochen", language="de"),
        Report(key=2, outlet="B", title="Dam bursts near Oldtown", language="en"),
        Report(key=3, outlet="C", title="Dam above Oldtown bursts", language="en-GB"),
    ]
    assert summarize(reports).headline_of in {2, 3}


def test_opinion_names_an_event_only_where_nothing_else_does():
    opinion = Report(key=1, outlet="A", title="Why the harbour bridge is a mistake", kind="opinion")
    assert summarize([opinion]).headline_of == 1
    report = Report(key=2, outlet="B", title="Council votes for harbour bridge")
    assert summarize([opinion, report]).headline_of == 2


@pytest.mark.parametrize("title", ["", "!!!", "東京で地震", "a" * 5000])
def test_odd_headlines_are_kept(title):
    summary = summarize([Report(key=1, outlet="", title=title, text=title)])
    assert summary.headline_of == 1


def test_no_reports():
    with pytest.raises(ValueError, match="without reports"):
        summarize([])
