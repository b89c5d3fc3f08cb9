"""The traps are those that real archives hold; every text here is made up."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.matching import (
    Carrier,
    FamilyIndex,
    RelationKind,
    TextRecord,
    Wording,
    choose_origin,
    decide_family,
    relate,
    sketch,
)

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
VOCABULARY = [
    a + b + c for a in "bdfgklmnprst" for b in ("a", "e", "ori") for c in ("n", "lis", "st")
]


def prose(seed: int, count: int) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(VOCABULARY) for _ in range(count))


def record(
    key: int, text: str, *, outlet: str = "", title: str = "", hours: float | None = 0, **more
) -> TextRecord:
    title = title or "Oldtown votes for a new bridge"
    return TextRecord(
        key=key,
        outlet=outlet or f"outlet{key}.test",
        title=title,
        wording=Wording(text),
        published=None if hours is None else NOON + timedelta(hours=hours),
        **more,
    )


def relation(one: TextRecord, other: TextRecord):
    return relate(one, other)


STORY = prose(1, 400)


def test_a_copy_under_another_headline():
    found = relation(record(2, f"OLDTOWN (Wire) - {STORY}"), record(1, STORY))
    assert found is not None
    assert found.kind is RelationKind.COPY
    assert found.contained > 0.9
    assert found.contains == 1.0
    assert found.own_share == pytest.approx(1 - found.contained)


@pytest.mark.parametrize(
    ("own", "kind"),
    [
        (200, RelationKind.COPY),  # two thirds shared
        (620, RelationKind.DERIVED),  # 0.39
        (2400, RelationKind.QUOTES),  # 0.14
        (60_000, None),
    ],
)
def test_kinds_by_shared_share(own, kind):
    one = record(1, f"{STORY} {prose(2, own)}")
    other = record(2, f"{STORY} {prose(3, own)}")
    found = relation(one, other)
    assert (found and found.kind) is kind


def test_directions_of_an_excerpt():
    half = " ".join(STORY.split()[:110])
    found = relation(record(2, half), record(1, STORY))
    assert found.kind is RelationKind.EXCERPT_OF
    assert found.contained == 1.0
    assert found.own_share == 0.0
    back = relation(record(1, STORY), record(2, half))
    assert back.kind is RelationKind.DERIVED
    assert back.contains == 1.0


def test_one_shared_phrase_is_no_relation():
    phrase = "at the end of the day"
    assert (
        relation(
            record(1, f"{prose(4, 90)} {phrase[:-4]}"), record(2, f"{prose(5, 90)} {phrase[:-4]}")
        )
        is None
    )


def test_one_long_quote_is_no_family():
    quote = prose(6, 7)
    found = relation(record(1, f"{quote} {prose(7, 20)}"), record(2, f"{quote} {prose(8, 20)}"))
    assert found is None or found.kind is not RelationKind.COPY


def test_short_flashes_must_agree_almost_whole():
    flash = "Oldtown harbour closed to all shipping until further notice, port says"
    same = relation(record(1, flash), record(2, flash.upper()))
    assert same.kind is RelationKind.COPY
    other = flash.replace("closed to", "opened for")
    assert relation(record(1, flash), record(2, other)) is None


def test_identical_headlines_over_independent_texts():
    one = record(1, prose(10, 300), title="Oldtown votes for a new bridge")
    other = record(2, prose(11, 300), title="Oldtown votes for a new bridge")
    assert relation(one, other) is None


def test_stories_without_text_are_no_copies():
    one = record(1, "", title="Oldtown votes for a new bridge")
    other = record(2, "", title="Oldtown votes for a new bridge")
    assert relation(one, other) is None
    assert decide_family(one, [other]).family is None


def weekly(week: int, output: int) -> str:
    return (
        f"The works at Oldtown turned out {output} boilers in week {week}, the guild said in its "
        f"weekly bulletin on Tuesday. Of these {output // 2} went abroad and {output // 3} were "
        "kept in store at the upper yard. The bulletin is drawn up by the guild from the returns "
        "of its members and is not adjusted for the season or the number of working days in it. "
        "The next bulletin is due a week from now at the usual hour and place."
    )


def test_a_recurring_template_is_no_copy():
    one = record(1, weekly(11, 512), title="Weekly output 512", outlet="wire", hours=0)
    other = record(2, weekly(12, 498), title="Weekly output 498", outlet="daily", hours=168)
    assert relation(other, one) is None


def test_a_template_filled_twice_on_a_day_by_one_outlet_is_no_copy():
    one = record(1, weekly(11, 512), title="Boiler output 512", outlet="Wire")
    other = record(2, weekly(12, 498), title="Boiler output 498", outlet="wire", hours=3)
    assert relation(other, one) is None


def test_the_same_bulletin_at_two_outlets_is_a_copy():
    one = record(1, weekly(11, 512), outlet="wire")
    other = record(2, weekly(11, 512), outlet="daily", hours=72)
    assert relation(other, one).kind is RelationKind.COPY


def test_a_late_copy_without_numbers_is_a_copy():
    assert relation(record(2, STORY, hours=900), record(1, STORY)).kind is RelationKind.COPY


def test_a_new_toll_within_hours_stays_a_copy_elsewhere():
    body = prose(12, 200)
    one = record(1, f"At least 14 were hurt. {body}", outlet="wire")
    other = record(2, f"At least 19 were hurt. {body}", outlet="daily", hours=5)
    assert relation(other, one).kind is RelationKind.COPY


FORM = (
    "Subscribe to go on reading. Get the first month for one crown and every story, crossword and "
    "letter from our people in the field on all your devices. Cancel at any time in your account. "
    "Already a subscriber? Log in here, or ask our service desk for help on working days."
)


def test_one_outlets_subscription_form_is_no_copy():
    one = record(1, FORM, outlet="daily", title="Ferry sinks in storm")
    other = record(2, FORM, outlet="daily", title="Bank lowers its rate")
    assert relation(one, other) is None


def test_a_story_moved_within_an_outlet_is_a_copy():
    one = record(1, STORY, outlet="daily", title="Ferry sinks in storm off Oldtown")
    other = record(2, STORY, outlet="daily", title="Ferry sinks off Oldtown, dozens saved")
    assert relation(one, other).kind is RelationKind.COPY


def test_furniture_leaves_the_comparison():
    one = record(1, f"{prose(20, 60)} {FORM}")
    other = record(2, f"{prose(21, 60)} {FORM}")
    known = sketch(FORM)
    assert relate(one, other, furniture=known) is None
    found = relate(record(3, f"{prose(20, 60)} {FORM}"), one, furniture=known)
    assert found.kind is RelationKind.COPY
    assert found.contained > 0.9


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_relations_are_sane_and_mirrored(common, first, second):
    one = record(1, f"{prose(1, common)} {prose(2, first)}")
    other = record(2, f"{prose(1, common)} {prose(3, second)}")
    there, back = relation(one, other), relation(other, one)
    assert (there is None) == (back is None)
    if there and back:
        assert 0 < there.contained <= 1
        assert (there.contained, there.contains) == (back.contains, back.contained)
        assert there.kind.makes_family == back.kind.makes_family


# Families


def test_a_text_of_its_own_has_no_family():
    index = FamilyIndex()
    assert index.add(record(1, STORY)).family is None
    assert index.family_of(1) is None


def test_a_copy_brings_its_source_into_the_family():
    index = FamilyIndex()
    index.add(record(4, STORY))
    decision = index.add(record(7, STORY))
    assert decision.family == 4
    assert decision.joins == (4,)
    assert index.family_of(4) == index.family_of(7) == 4
    index.add(record(9, STORY))
    assert index.members(4) == (4, 7, 9)


def test_quotes_are_reported_and_make_no_family():
    index = FamilyIndex()
    index.add(record(1, f"{STORY} {prose(2, 2400)}"))
    decision = index.add(record(2, f"{STORY} {prose(3, 2400)}"))
    assert decision.family is None
    assert [found.kind for found in decision.relations] == [RelationKind.QUOTES]


def test_a_copy_of_two_families_makes_them_one():
    first, second = prose(30, 300), prose(31, 300)
    index = FamilyIndex()
    for key, text in ((1, first), (2, first), (3, second), (4, second)):
        index.add(record(key, text))
    decision = index.add(record(5, f"{first} {second}"))
    assert decision.family == 1
    assert decision.absorbs == (3,)
    assert {index.family_of(key) for key in range(1, 6)} == {1}


def test_a_derived_story_doesnt_tie_families_together():
    first, second = prose(32, 200), prose(33, 200)
    index = FamilyIndex()
    for key, text in ((1, first), (2, first), (3, second), (4, second)):
        index.add(record(key, text))
    index.add(record(5, f"{first} {second} {prose(34, 700)}"))
    assert index.family_of(1) != index.family_of(3)


def test_candidates_come_in_any_order():
    others = [record(key, f"{prose(40, 200)} {prose(41 + key, 60)}") for key in range(5)]
    new = record(9, prose(40, 200))
    assert decide_family(new, others) == decide_family(new, others[::-1])


def test_a_story_is_no_copy_of_itself():
    own = record(1, STORY)
    assert decide_family(own, [own]).family is None


def test_shingles_seen_too_often_are_ignored():
    index = FamilyIndex(shingle_cap=5)
    for key in range(40):
        title = f"Harbour{key}"
        decision = index.add(record(key, f"{prose(100 + key, 40)} {FORM}", title=title))
        assert decision.family is None
        assert decision.relations == ()
    copy = index.add(record(99, f"{prose(130, 40)} {FORM}", title="Harbour30"))
    assert [found.other for found in copy.relations] == [30]
    assert copy.relations[0].kind is RelationKind.COPY


def test_a_key_comes_once():
    index = FamilyIndex()
    index.add(record(1, STORY))
    with pytest.raises(ValueError, match="added before"):
        index.add(record(1, STORY))
    with pytest.raises(KeyError):
        index.family_of(2)
    with pytest.raises(ValueError, match="shingle_cap"):
        FamilyIndex(shingle_cap=0)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 120)), max_size=12))
def test_families_are_whole_whatever_comes(plan):
    index = FamilyIndex()
    for key, (source, own) in enumerate(plan):
        index.add(record(key, f"{prose(source, 120)} {prose(50 + key, own)}"))
    families = {index.family_of(key) for key in range(len(plan))} - {None}
    for family in families:
        members = index.members(family)
        assert len(members) >= 2
        assert set(members) == {key for key in range(len(plan)) if index.family_of(key) == family}


# Origin


@pytest.mark.parametrize("agency", ["AP", "Associated Press", "The Associated Press"])
def test_the_credited_agencys_outlet_is_the_origin(agency):
    members = [
        record(1, STORY, outlet="daily", hours=0, agency=agency),
        record(2, STORY, outlet="AP News", hours=2),
        record(3, STORY, outlet="gazette", hours=1, agency=agency),
    ]
    assert choose_origin(members) == 2


def test_otherwise_the_earliest():
    members = [
        record(1, STORY, outlet="daily", hours=4, agency="Reuters"),
        record(2, STORY, outlet="gazette", hours=3),
        record(3, STORY, outlet="herald", hours=None),
        record(4, STORY, outlet="courier", hours=3),
    ]
    assert choose_origin(members) == 2
    assert choose_origin(reversed(members)) == 2


def test_no_members_no_origin():
    with pytest.raises(ValueError, match="at least one"):
        choose_origin([])


def test_times_need_a_zone():
    with pytest.raises(ValueError, match="zone"):
        Carrier(key=1, outlet="", published=datetime(2031, 1, 1))  # noqa: DTZ001
