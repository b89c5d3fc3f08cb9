from __future__ import annotations

import pytest

from aggregator.matching.extraction_scoring import (
    author_names,
    body_agreement,
    fold_title,
    score_extraction,
)

BODY = "The lock keeper closed the upper gate at noon. Nobody was hurt."


def test_bodies_in_shingles_of_four():
    assert body_agreement(BODY, BODY).f1 == 1.0
    assert body_agreement(BODY, "").recall == 0.0
    assert body_agreement(BODY, "").precision == 0.0
    more = body_agreement(BODY, f"{BODY} Read more about gates here.")
    assert more.recall == 1.0
    assert more.precision == pytest.approx(9 / 14)
    less = body_agreement(BODY, "The lock keeper closed the upper gate at noon.")
    assert less.precision == 1.0
    assert less.recall == pytest.approx(6 / 9)


def test_repeats_count():
    assert body_agreement(BODY, f"{BODY} {BODY}").precision < 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Gate” closed – again", "Gate closed - again"),
        ("GATE  CLOSED", "gate closed"),
        ("It’s shut", "It's shut"),
    ],
)
def test_titles_are_compared_without_typography(one, other):
    assert fold_title(one) == fold_title(other)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ána Lind and Bo Krag", {"ana lind", "bo krag"}),
        ("Von Ána Lind; Bo Krag", {"ana lind", "bo krag"}),
        ("ANA LIND, Bo Krag & Cy Moor", {"ana lind", "bo krag", "cy moor"}),
        ("Andrew Sandman", {"andrew sandman"}),
        ("", set()),
    ],
)
def test_author_names(line, names):
    assert author_names([line]) == names


def test_every_field_of_the_truth_is_scored():
    truth = {
        "body": BODY, "title": "Gate closed", "authors": ["Ana Lind", "Bo Krag"],
        "published": "2031-05-06T12:00:00+02:00", "language": "en-GB",
    }  # fmt: skip
    found = {
        "text": BODY, "title": "Gate Closed", "authors": ["Ana Lind"],
        "published": "2031-05-06T10:00:30Z", "lang": "en",
    }  # fmt: skip
    scores = score_extraction([(truth, found)])
    assert scores == {
        "pages": 1, "bodies": 1, "body_precision": 1.0, "body_recall": 1.0, "body_f1": 1.0,
        "body_page_f1": 1.0, "author_precision": 1.0, "author_recall": 0.5,
        "author_f1": pytest.approx(2 / 3), "titles": 1, "title_accuracy": 1.0, "bylines": 1,
        "author_set_accuracy": 0.0, "dates": 1, "day_accuracy": 1.0, "times": 1,
        "minute_accuracy": 1.0, "languages": 1, "language_accuracy": 1.0,
    }  # fmt: skip


def test_fields_that_the_truth_lacks_arent():
    assert score_extraction([({"title": "Gate closed"}, {"text": BODY})]) == {
        "pages": 1,
        "titles": 1,
        "title_accuracy": 0.0,
    }


def test_a_page_with_no_authors_must_give_none():
    assert (
        score_extraction([({"authors": []}, {"authors": ["Gate"]})])["author_set_accuracy"] == 0.0
    )
    assert score_extraction([({"authors": []}, {})])["author_set_accuracy"] == 1.0


@pytest.mark.parametrize(
    ("gold", "ours", "day", "minute"),
    [
        ("2031-05-06", "2031-05-06", 1.0, None),
        ("2031-05-06", "2031-05-06T23:00:00Z", 1.0, None),
        ("2031-05-06T23:30:00-04:00", "2031-05-07", 1.0, 0.0),  # the UTC day
        ("2031-05-06T23:30:00-04:00", "2031-05-07T03:30:00Z", 1.0, 1.0),
        ("2031-05-06T12:00:00Z", "2031-05-06T12:00:00", 1.0, 0.0),  # no zone, no moment
        ("2031-05-06T12:00:00Z", "2031-05-08T12:00:00Z", 0.0, 0.0),
        ("2031-05-06T12:00:00Z", None, 0.0, 0.0),
        ("2031-05-06T12:00:00Z", "Tuesday", 0.0, 0.0),
    ],
)
def test_times(gold, ours, day, minute):
    scores = score_extraction([({"published": gold}, {"published": ours})])
    assert scores["day_accuracy"] == day
    assert scores.get("minute_accuracy") == minute


def test_no_pages():
    with pytest.raises(ValueError, match="nothing"):
        score_extraction([])
