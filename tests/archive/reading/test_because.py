"""A membership's reasons are sentences in the stories' own words."""

from __future__ import annotations

import pytest

from aggregator.archive.reading.because import as_written, because

TITLE = "Villages’ dams burst in Sorrel Valley, hostages of a flood"
JOINED = {
    "terms": ["dam", "burst", "sorrel"],
    "runner_up_terms": ["flood"],
    "similarity": 0.41,
    "cut": 0.24,
    "raised": 0.0,
    "gap_hours": 0.0,
    "links": [],
    "language": "en",
    "revision": 1,
}
RIVAL = "event 9 (Flood in Ombra)"


def told(evidence=(), *, score=0.41, rival=RIVAL, rival_score=0.12, texts=(TITLE,)):
    return because(
        {**JOINED, **dict(evidence)},
        score=score,
        rival=rival,
        rival_score=rival_score,
        texts=texts,
    )


class TestWords:
    @pytest.mark.parametrize(
        ("terms", "texts", "language", "words"),
        [
            (["dam", "villag"], [TITLE], "en", ["dams", "Villages"]),
            (["hostag"], ["nothing here", "Hostage freed"], "en", ["Hostage"]),
            (["zebra"], [TITLE], "en", ["zebra"]),
            (["mayor"], ["The Mayor’s house"], "en", ["Mayor"]),
            (["überschwemm"], ["Überschwemmung in Alt"], "de", ["überschwemm"]),
            (["denmark"], ["A Danish harbour"], "en", ["Danish"]),
            ([], [TITLE], "en", []),
        ],
    )
    def test_as_the_first_text_writes_them(self, terms, texts, language, words):
        assert as_written(terms, texts, language) == words

    def test_a_word_is_said_once(self):
        assert as_written(["dam", "dam"], [TITLE], "en") == ["dams"]


class TestJoined:
    def test_says_the_score_the_words_and_the_next_best(self):
        assert told() == (
            "scored 0.41; 0.24 was needed",
            "words in common: dams, burst, Sorrel",
            "next best is event 9 (Flood in Ombra), 0.12; in common: flood",
        )

    def test_says_so_where_there_is_no_other(self):
        assert told(rival=None, rival_score=None)[-1] == "no other event resembles it"

    def test_says_what_raised_the_cut(self):
        assert told({"cut": 0.3, "raised": 0.06})[0] == (
            "scored 0.41; 0.30 was needed: 0.24, and more since other events resemble it too"
        )

    @pytest.mark.parametrize(
        ("hours", "span"), [(0.5, "30 minutes"), (5.2, "5 hours"), (71.0, "3 days")]
    )
    def test_says_what_time_took(self, hours, span):
        sentences = told({"similarity": 0.6, "gap_hours": hours})
        assert sentences[1] == f"likeness 0.60; weakened to 0.41 by {span} from its reports"

    def test_says_all_that_weakened_it(self):
        evidence = {"similarity": 0.6, "gap_hours": 5.0, "drift": 0.9, "elsewhere": True}
        assert told(evidence)[1] == (
            "likeness 0.60; weakened to 0.41 by 5 hours from its reports, "
            "how much it holds already, naming other countries"
        )

    def test_says_what_links_gave(self):
        sentences = told({"similarity": 0.15, "links": ["cited"]})
        assert sentences[1:3] == (
            "likeness 0.15; raised to 0.41 by its links",
            "a document cites it beside a story of this event",
        )

    def test_names_the_story_that_it_shares_text_with(self):
        linked = [{"story": 12, "kind": "shared_text", "weight": 0.21}]
        sentences = told({"links": ["shared_text"], "linked": linked})
        assert "shares a passage with story 12: 21% of one text is in the other" in sentences

    def test_a_copy_needs_no_score(self):
        linked = [{"story": 12, "kind": "copy", "weight": 0.98}]
        sentences = told({"links": ["copy"], "linked": linked}, score=1.0)
        assert sentences[:2] == (
            "carries the text of a story that is in it",
            "a copy of story 12: 98% of one text is in the other",
        )

    def test_a_merge_names_the_event_it_came_with(self):
        merge = {key: value for key, value in JOINED.items() if key != "links"}
        sentences = because(
            {**merge, "from": 515}, score=0.41, rival=None, rival_score=None, texts=[TITLE]
        )
        needed = "score 0.41, 0.24 was needed"
        assert sentences == (
            f"came with event 515, when a later story showed both to be one: {needed}",
            "words in common: dams, burst, Sorrel",
        )


class TestOpened:
    def test_says_what_came_nearest(self):
        assert told({"similarity": 0.12}, score=None) == (
            "the nearest, event 9 (Flood in Ombra), scored 0.12; 0.24 was needed",
            "words in common: dams, burst, Sorrel",
        )

    def test_says_who_kept_them_apart(self):
        assert told({"apart_by_decision": 3}, score=None)[-1] == (
            "kept apart from it by decision 3"
        )

    def test_nothing_was_there(self):
        found = because({"revision": 1}, score=None, rival=None, rival_score=None, texts=[TITLE])
        assert found == ("nothing that was there resembles it",)


class TestByAPerson:
    def test_held(self):
        assert told({"held_by_person": True}, score=None) == ("a person's decision holds it here",)

    def test_undone(self):
        found = because(
            {"undone": 4}, score=None, rival=None, rival_score=None, texts=[], by_person=True
        )
        assert found == ("put back here when decision 4 was undone",)

    def test_put_there_by_hand(self):
        evidence = {"revision": 1}
        found = because(
            evidence, score=None, rival=None, rival_score=None, texts=[TITLE], by_person=True
        )
        assert found == ()
