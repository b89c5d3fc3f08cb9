from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.matching import EventDocument, EventIndex, EventProfile, StorylineIndex
from aggregator.matching.storylines import has_grown

FIRST = datetime(2031, 5, 6, 12, tzinfo=UTC)

# A trial told in four happenings, and two happenings that it has nothing to do with.
HAPPENINGS = {
    1: (
        0,
        "Trial of shipowner Marten Dahl opens in Oldtown",
        "Marten Dahl, owner of the ferry Albatross, pleaded not guilty to manslaughter in Oldtown.",
    ),
    2: (
        3,
        "Volcano on Saint Brand forces villages to flee",
        "Ash rained on Saint Brand after the volcano erupted; three villages were evacuated.",
    ),
    3: (
        9,
        "Engineer tells Dahl trial of warnings about Albatross hull",
        "An engineer told the court that Marten Dahl had ignored warnings about the ferry's hull.",
    ),
    4: (
        15,
        "Rovers win cup after penalties",
        "Rovers beat United on penalties in the cup final; the keeper saved twice.",
    ),
    5: (
        24,
        "Prosecutors seek six years for shipowner Dahl",
        "Prosecutors in Oldtown asked for six years in prison for Marten Dahl over the Albatross.",
    ),
    6: (
        33,
        "Shipowner Marten Dahl found guilty of manslaughter over Albatross",
        "The court in Oldtown found the shipowner guilty of manslaughter in the ferry disaster.",
    ),
}


def profiles():
    index = EventIndex()
    for key, (day, title, lead) in HAPPENINGS.items():
        document = EventDocument(
            key=key,
            outlet="Daily Example",
            title=title,
            lead=lead,
            published=FIRST + timedelta(days=day),
            language="en",
        )
        decided = index.decide(document).event
        index.add(document, key if decided is None else decided)
    return [index.profile(event) for event in HAPPENINGS if index.members_of(event)]


def told():
    index = StorylineIndex()
    for profile in profiles():
        decision = index.decide(profile)
        index.add(profile, profile.event if decision.storyline is None else decision.storyline)
    return index


def test_a_trial_is_one_storyline_of_several_events():
    assert [profile.event for profile in profiles()] == list(HAPPENINGS)
    index = told()
    assert index.events_of(1) == (1, 3, 5, 6)
    assert index.storyline_of(2) == 2
    assert index.storyline_of(4) == 4
    assert (len(index), index.storylines) == (6, 3)


def test_the_decision_says_why():
    *earlier, last = profiles()
    index = StorylineIndex()
    for profile in earlier:
        index.add(profile, 1 if profile.event in {1, 3, 5} else profile.event)
    decision = index.decide(last)
    assert decision.storyline == 1
    assert decision.score >= decision.evidence["cut"]
    assert decision.runner_up_score < decision.score
    assert "dahl" in decision.evidence["terms"]
    assert decision.evidence["gap_hours"] == 9 * 24
    assert decision.evidence["language"] == "en"
    assert "links" not in decision.evidence


def test_what_is_months_away_is_another_storyline():
    index = told()
    later = profiles()[-1]
    index.remove(6)
    far = timedelta(days=70)
    moved = type(later)(
        event=7,
        language=later.language,
        terms=later.terms,
        first=later.first + far,
        last=later.last + far,
        stories=1,
    )
    assert index.decide(moved).storyline is None
    assert index.decide(later).storyline == 1


def test_events_are_taken_out_merged_and_forgotten():
    index = told()
    index.remove(3)
    assert index.storyline_of(3) is None
    assert index.events_of(1) == (1, 5, 6)
    index.merge(2, 4)
    assert index.storyline_of(2) == 4
    assert index.second_look(4) is None
    assert index.forget_before(FIRST + timedelta(days=20)) == 3
    assert index.events_of(1) == (5, 6)
    assert index.events_of(4) == ()


def test_an_event_is_held_once():
    index = told()
    with pytest.raises(ValueError, match="1"):
        index.add(profiles()[0], 1)
    with pytest.raises(KeyError):
        index.remove(99)


def test_a_profile_names_the_languages_majority_and_the_span():
    index = EventIndex()
    for key, (language, title) in enumerate(
        [
            ("en", "Dam bursts near Oldtown"),
            ("de", "Damm bei Oldtown gebrochen"),
            ("en", "Oldtown dam bursts"),
        ]
    ):
        index.add(
            EventDocument(
                key=key,
                outlet="",
                title=title,
                lead="",
                published=FIRST + timedelta(hours=key),
                language=language,
            ),
            event=5,
        )
    profile = index.profile(5)
    assert profile.language == "en"
    assert {"dam", "burst", "oldtown"} <= set(profile.terms)
    assert "gebroch" not in profile.terms
    assert (profile.first, profile.last) == (FIRST, FIRST + timedelta(hours=2))
    assert profile.stories == 3
    assert sum(weight**2 for weight in profile.terms.values()) == pytest.approx(1.0)


def profile(event, terms, *, day=0, stories=1):
    at = FIRST + timedelta(days=day)
    weights = dict.fromkeys(terms.split(), 1.0)
    return EventProfile(
        event=event, language="en", terms=weights, first=at, last=at, stories=stories
    )


class TestGrown:
    TRIAL = "dahl trial court albatross shipown"
    STRIKE = "docker strike union wage harbour"

    def index(self):
        index = StorylineIndex()
        index.add(profile(1, f"{self.TRIAL} open"), 1)
        index.add(profile(2, f"{self.TRIAL} engin", day=2), 1)
        index.add(profile(3, f"{self.STRIKE} vote", day=3), 3)
        index.add(profile(4, f"{self.STRIKE} ballot", day=4), 3)
        return index

    def test_an_event_has_grown_when_it_passes_a_power_of_two(self):
        assert [has_grown(now, 3) for now in (3, 4, 7)] == [False, True, True]
        assert sum(has_grown(stories + 1, stories) for stories in range(1, 1000)) == 9
        assert not has_grown(3, 4)

    def test_what_turns_out_to_be_another_story_moves(self):
        index = self.index()
        index.remove(2)
        decision = index.reconsider(profile(2, f"{self.STRIKE} talk", day=3, stories=4), 1)
        assert decision.storyline == 3
        assert decision.score > decision.runner_up_score

    def test_what_is_about_as_near_to_its_own_stays(self):
        index = self.index()
        index.remove(2)
        index.add(profile(5, f"{self.TRIAL} witness", day=4), 1)
        both = profile(2, f"{self.TRIAL} {self.STRIKE}", day=3, stories=4)
        assert {index.reconsider(both, present).storyline for present in (1, 3)} == {1, 3}

    def test_what_is_near_to_nothing_stays(self):
        index = self.index()
        index.remove(2)
        assert index.reconsider(profile(2, "volcano ash village", stories=4), 1).storyline == 1
