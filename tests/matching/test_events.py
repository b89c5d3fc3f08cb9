from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.matching import (
    EventDecision,
    EventDocument,
    EventIndex,
    EventLink,
    GroupingConfig,
)
from aggregator.matching.centroids import KEPT

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)

# Happenings that share actors, places and words on purpose.
FERRY = (
    (
        "Ferry Albatross sinks off Oldtown, dozens saved",
        "The ferry Albatross sank in a storm off Oldtown harbour; coast guards saved 62 people.",
    ),
    (
        "Coast guard rescues passengers of sunken ferry Albatross",
        "Rescuers pulled passengers of the ferry Albatross from the sea near Oldtown on Tuesday.",
    ),
    (
        "Oldtown ferry disaster: captain of the Albatross questioned",
        "Police questioned the captain of the ferry Albatross, which sank off Oldtown.",
    ),
)
BANK = (
    (
        "Crownland central bank cuts rate to 2 percent",
        "Governor Ilse Varga said the central bank of Crownland lowered its key rate by half a point.",
    ),
    (
        "Varga lowers interest rate in surprise move",
        "The Crownland central bank under Ilse Varga cut its key rate to 2 percent on Tuesday.",
    ),
)
BRIDGE = (
    (
        "Oldtown council approves new harbour bridge",
        "Councillors in Oldtown voted for a harbour bridge that will cost 90 million crowns.",
    ),
    (
        "Harbour bridge gets go-ahead from Oldtown councillors",
        "The council of Oldtown approved the harbour bridge after a long debate.",
    ),
)


def document(key: int, story: tuple[str, str], hours: float = 0, **more) -> EventDocument:
    title, lead = story
    return EventDocument(
        key=key,
        outlet="Daily Example",
        title=title,
        lead=lead,
        published=NOON + timedelta(hours=hours),
        **{"language": "en", **more},
    )


def run(documents, index: EventIndex | None = None) -> tuple[EventIndex, list[int]]:
    index = index or EventIndex()
    events = []
    for item in documents:
        decision = index.decide(item)
        event = item.key if decision.event is None else decision.event
        index.add(item, event)
        events.append(event)
    return index, events


def stream() -> list[EventDocument]:
    stories = [*FERRY, *BANK, *BRIDGE]
    order = [0, 3, 5, 1, 4, 6, 2]
    return [document(key, stories[place], hours=key) for key, place in enumerate(order)]


def test_three_happenings_of_one_day():
    _, events = run(stream())
    assert events == [0, 1, 2, 0, 1, 2, 0]


def test_an_empty_index_knows_no_event():
    assert EventIndex().decide(document(1, FERRY[0])) == EventDecision()


def test_a_decision_changes_nothing():
    index, _ = run(stream())
    probe = document(99, FERRY[1])
    first = index.decide(probe)
    index.decide(document(98, ("Entirely unheard vocabulary arrives", "")))
    assert index.decide(probe) == first
    assert len(index) == 7
    assert index.event_of(99) is None


def test_a_decision_explains_itself():
    index, _ = run(stream())
    decision = index.decide(document(99, FERRY[2], hours=30))
    assert decision.event == 0
    assert decision.score >= decision.evidence["cut"]
    assert decision.runner_up in {1, 2}
    assert decision.runner_up_score < decision.score
    assert "albatross" in decision.evidence["terms"][:2]
    assert decision.evidence["gap_hours"] == 24.0
    assert decision.evidence["links"] == []
    assert decision.evidence["language"] == "en"
    with pytest.raises(TypeError):
        decision.evidence["terms"] = ()


def test_the_best_event_is_named_even_where_it_isnt_joined():
    index, _ = run([document(1, FERRY[0])])
    decision = index.decide(document(2, BRIDGE[0]))
    assert decision.event is None
    assert 0 < decision.score < decision.evidence["cut"]


def test_the_slack_of_a_date_bridges_a_gap():
    days = [document(key, FERRY[key], hours=24 * key, slack_hours=12) for key in (0, 1)]
    index, _ = run(days)
    assert index.event_of(1) == 0
    later = index.decide(document(2, FERRY[2], hours=60))
    assert later.evidence["gap_hours"] == 24.0


# Two ends of one happening that share too few words, and what a later story says of both.
FIRE_AT_NIGHT = ("Blaze guts Mill Lane warehouse", "Firefighters fought flames until dawn.")
FIRE_BY_DAY = ("Arson suspected, says Inspector Odell", "A suspect was held on Monday.")
FIRE_WHOLE = (
    "Arson suspected after blaze guts Mill Lane warehouse",
    "Inspector Odell said a suspect was held; firefighters fought flames until dawn on Monday.",
)


def test_a_later_story_shows_that_two_events_are_one():
    ends = [document(1, FIRE_AT_NIGHT), document(2, FIRE_BY_DAY), document(3, BRIDGE[0])]
    index, events = run([*ends, document(4, FIRE_WHOLE)])
    assert events[:3] == [1, 2, 3]
    merge = index.second_look(events[3])
    assert merge is not None
    assert {merge.old, merge.into} == {1, 2}
    assert merge.into == events[3]
    assert merge.score >= merge.evidence["cut"]
    assert {"arson", "odel"} & set(merge.evidence["terms"])
    index.merge(merge.old, merge.into)
    assert index.event_of(1) == index.event_of(2) == merge.into
    assert index.second_look(merge.into) is None


def test_a_second_look_changes_nothing_and_leaves_others_apart():
    index, events = run(stream())
    for event in dict.fromkeys(events):
        assert index.second_look(event) is None
    assert [index.event_of(key) for key in range(len(events))] == events
    assert index.second_look(99) is None


def test_a_crowd_of_lookalikes_raises_the_cut():
    config = GroupingConfig()
    assert config.cut(40) == config.cut(40, [0.02, 0.01])
    assert config.cut(40, [0.2, 0.2, 0.2, 0.2]) > config.cut(40, [0.3]) > config.cut(40)
    assert config.merge_cut(40, (), 1) == config.cut(40)
    assert config.merge_cut(40, (), 8) > config.merge_cut(40, (), 2) > config.cut(40)


@pytest.mark.parametrize("hours", [-20 * 365 * 24, -200, 200, 20 * 365 * 24])
def test_what_is_far_in_time_is_another_event(hours):
    index, _ = run([document(1, FERRY[0])])
    assert index.decide(document(2, FERRY[0], hours=hours)).event is None


@pytest.mark.parametrize("hours", [-20, -10, 0, 10, 20])
def test_late_and_early_stories_join(hours):
    index, _ = run([document(1, FERRY[0])])
    assert index.decide(document(2, FERRY[1], hours=hours)).event == 1


def test_the_gap_counts_from_the_events_interval():
    index, _ = run(
        [
            document(1, FERRY[0], hours=0),
            document(2, FERRY[0], hours=30),
            document(3, FERRY[0], hours=60),
        ]
    )
    assert index.event_of(3) == 1
    within = index.decide(document(4, FERRY[0], hours=45))
    after = index.decide(document(4, FERRY[0], hours=120))
    assert within.evidence["gap_hours"] == 0.0
    assert after.evidence["gap_hours"] == 60.0
    assert after.score < within.score


def test_zones_make_no_difference():
    index, _ = run([document(1, FERRY[0])])
    there = timezone(timedelta(hours=9))
    one = document(2, FERRY[1], hours=5)
    other = EventDocument(
        key=2,
        outlet=one.outlet,
        title=one.title,
        lead=one.lead,
        published=one.published.astimezone(there),
        language="en",
    )
    assert index.decide(one) == index.decide(other)


def test_equals_go_to_the_lowest_id():
    for events in ((5, 3), (3, 5)):
        index = EventIndex()
        for event in events:
            index.add(document(event, FERRY[0]), event)
        decision = index.decide(document(9, FERRY[0]))
        assert (decision.event, decision.runner_up) == (3, 5)


def test_languages_are_kept_apart():
    index, _ = run([document(1, FERRY[0])])
    assert index.decide(document(2, FERRY[0], language="xx")).event is None
    assert index.decide(document(2, FERRY[0], language="en-GB")).event == 1
    assert index.decide(document(2, FERRY[0], language=None)).event == 1


def test_chinese_groups():
    _, events = run(
        [
            document(
                1,
                ("旧城渡轮信天翁号沉没 数十人获救", "渡轮信天翁号星期二在旧城港外遇风暴沉没"),
                language="zh",
            ),
            document(
                2, ("冠地央行降息至百分之二", "冠地中央银行星期二宣布下调关键利率"), language="zh"
            ),
            document(
                3,
                ("信天翁号渡轮沉没 海岸警卫队救起乘客", "旧城港外沉没的渡轮乘客获救"),
                language="zh",
            ),
        ]
    )
    assert events == [1, 2, 1]


def test_a_story_without_words_opens_its_own():
    _, events = run(
        [
            document(1, FERRY[0]),
            document(2, ("", "")),
            document(3, ("", "")),
            document(4, ("…", "the of")),
        ]
    )
    assert events == [1, 2, 3, 4]


# Links


def test_a_copy_joins_whatever_it_says():
    index, _ = run(stream())
    links = [EventLink(1, "copy")]
    decision = index.decide(document(99, BRIDGE[0]), links)
    assert decision.event == 1
    assert decision.score == 1.0
    assert decision.evidence["links"] == ["copy"]


def test_a_copy_joins_across_languages():
    index, _ = run([document(1, FERRY[0])])
    assert index.decide(document(2, BRIDGE[0], language="xx"), [EventLink(1, "copy")]).event == 1


def test_a_copy_out_of_reach_doesnt_join():
    index, _ = run([document(1, FERRY[0])])
    late = document(2, FERRY[0], hours=24 * 30)
    assert index.decide(late, [EventLink(1, "copy")]).event is None


def test_shared_text_and_citations_tip_the_scales():
    index, _ = run([document(1, FERRY[0])])
    follow_up = document(2, ("Inquiry opens in Oldtown", "Witnesses were heard by a judge."))
    alone = index.decide(follow_up)
    assert alone.event is None
    for kind in ("shared_text", "cited"):
        decision = index.decide(follow_up, [EventLink(1, kind)])
        assert decision.event == 1
        assert decision.score == pytest.approx(alone.score + 0.3)
        assert decision.evidence["links"] == [kind]


def test_links_to_unknown_events_are_left_aside():
    index, _ = run(stream())
    probe = document(99, FERRY[1])
    assert index.decide(probe, [EventLink(12345, "copy")]) == index.decide(probe)


def test_more_links_of_a_kind_count_once():
    index, _ = run([document(1, FERRY[0])])
    probe = document(2, BRIDGE[0])
    once = index.decide(probe, [EventLink(1, "shared_text", 0.5)])
    assert index.decide(probe, [EventLink(1, "shared_text", 0.5)] * 9) == once


# Followers


@pytest.mark.parametrize("kind", ["opinion", "round-up", "digest", "live"])
def test_followers_attach_and_hardly_steer(kind):
    mixed = (
        "The day in brief: Albatross ferry, harbour bridge, interest rate",
        f"{FERRY[0][1]} {BANK[0][1]} {BRIDGE[0][1]}",
    )
    base = [document(1, FERRY[0])]
    steered, events = run([*base, document(2, mixed)])
    followed, same = run([*base, document(2, mixed, kind=kind)])
    assert events == same == [1, 1]
    probe = document(3, BRIDGE[1])
    assert followed.decide(probe).score < steered.decide(probe).score


def test_followers_dont_stretch_the_interval():
    index, _ = run([document(1, FERRY[0]), document(2, FERRY[0], hours=30, kind="opinion")])
    assert index.event_of(2) == 1
    assert index.decide(document(3, FERRY[0], hours=40)).evidence["gap_hours"] == 40.0


def test_an_event_of_followers_alone_has_their_interval_until_a_report_comes():
    index, _ = run(
        [document(1, FERRY[0], kind="live"), document(2, FERRY[0], hours=20, kind="live")]
    )
    assert index.decide(document(3, FERRY[0], hours=30)).evidence["gap_hours"] == 10.0
    index.add(document(3, FERRY[0], hours=30), 1)
    assert index.decide(document(4, FERRY[0], hours=20)).evidence["gap_hours"] == 10.0


# The index as a value


def test_a_document_is_added_once():
    index, _ = run(stream())
    with pytest.raises(ValueError, match="document 0 is in event 0"):
        index.add(document(0, FERRY[0]), 7)


def test_unknown_documents_and_events():
    index, _ = run(stream())
    with pytest.raises(KeyError):
        index.remove(99)
    with pytest.raises(KeyError):
        index.merge(99, 0)
    with pytest.raises(KeyError):
        index.merge(0, 99)
    with pytest.raises(ValueError, match="itself"):
        index.merge(0, 0)
    assert len(index) == 7


def test_an_event_goes_with_its_last_document():
    index, _ = run([document(1, FERRY[0]), document(2, BANK[0])])
    index.remove(1)
    assert index.events == 1
    assert index.decide(document(3, FERRY[0])).event is None
    index.add(document(1, FERRY[0]), 1)
    assert index.decide(document(3, FERRY[0])).event == 1


def test_times_need_a_zone():
    with pytest.raises(ValueError, match="zone"):
        EventDocument(key=1, outlet="", title="", lead="", published=datetime(2031, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "wrong",
    [
        {"join_bare": 0.0},
        {"full_terms": 0},
        {"join": 1.5},
        {"decay_hours": 0},
        {"expiry_hours": 0.0},
        {"candidates": 0},
        {"gathering": 0},
        {"crowding": -0.1},
        {"lag": -1.0},
    ],
)
def test_settings_out_of_range(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        GroupingConfig(**wrong)


def test_long_stories_need_a_higher_score():
    config = GroupingConfig(join=0.3, join_bare=0.1, full_terms=40)
    assert [round(config.cut(terms), 3) for terms in (0, 10, 20, 40, 400)] == [
        0.1,
        0.15,
        0.2,
        0.3,
        0.3,
    ]


def test_the_same_in_every_process():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_events import stream, run, document, FERRY\n"
        "index, events = run(stream())\n"
        "print(events, index.decide(document(99, FERRY[1])))"
    )
    folder = __file__.rpartition("/")[0]
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, folder],
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "77")
    }
    assert len(runs) == 1


WORDS = [f"{a}{b}{c}" for a in "bdfgkl" for b in ("an", "or", "el") for c in ("da", "mi")]


@st.composite
def histories(draw):
    """Documents with random words, times over four weeks, kinds and languages."""
    count = draw(st.integers(1, 25))
    chosen = random.Random(draw(st.integers(0, 2**20)))
    return [
        EventDocument(
            key=key,
            outlet="",
            title=" ".join(chosen.choices(WORDS, k=5)),
            lead=" ".join(chosen.choices(WORDS, k=chosen.choice((0, 12)))),
            published=NOON + timedelta(hours=chosen.uniform(0, 24 * 28)),
            language=chosen.choice(("en", "en", "de")),
            kind=chosen.choice((None, None, None, "opinion")),
        )
        for key in range(count)
    ]


def probes() -> list[EventDocument]:
    chosen = random.Random(5)
    return [
        EventDocument(
            key=1000 + number,
            outlet="",
            title=" ".join(chosen.choices(WORDS, k=6)),
            lead="",
            published=NOON + timedelta(days=4 * number),
            language=chosen.choice(("en", "de")),
        )
        for number in range(8)
    ]


def assert_alike(one: EventIndex, other: EventIndex) -> None:
    assert len(one) == len(other)
    assert one.events == other.events
    for probe in probes():
        assert one.decide(probe) == other.decide(probe)


def replay(documents, index: EventIndex) -> EventIndex:
    rebuilt = EventIndex()
    for item in documents:
        event = index.event_of(item.key)
        if event is not None:
            rebuilt.add(item, event)
    return rebuilt


@settings(deadline=None, max_examples=40)
@given(histories())
def test_replaying_memberships_rebuilds_the_index(history):
    index, _ = run(history)
    assert_alike(index, replay(history, index))


def test_an_event_of_very_many_terms_is_rebuilt_the_same():
    chosen = random.Random(8)
    heard = [f"{a}{b}{c}{d}" for a in "bdfgkl" for b in WORDS[:20] for c in "mnrt" for d in "aiu"]
    history = [
        document(key, ("Ferry runs aground", " ".join(chosen.choices(heard, k=100))), hours=8 * key)
        for key in range(60)
    ]
    index = EventIndex()
    for item in history:
        index.add(item, 1 if item.key % 10 else 2)
    assert len({word for item in history for word in item.lead.split()}) > 2 * KEPT
    questions = [
        document(100, ("Ferry", " ".join(chosen.choices(heard, k=60))), hours=8 * place)
        for place in range(0, 60, 6)
    ]

    def answers(of: EventIndex) -> list[tuple[object, object]]:
        return [(of.decide(one), of.profile(1).terms) for one in questions]

    assert answers(index) == answers(replay(history, index))
    index.forget_before(NOON + timedelta(hours=8 * 11))
    assert answers(index) == answers(replay(history, index))
    index.remove(33)
    assert answers(index) == answers(replay(history, index))
    index.merge(2, 1)
    assert answers(index) == answers(replay(history, index))


def test_a_large_event_asks_for_more_and_says_so():
    many = [document(key, FERRY[key % 3], hours=key / 10) for key in range(40)]
    index, events = run(many)
    assert set(events) == {0}
    decision = index.decide(document(99, FERRY[1], hours=5))
    assert decision.event == 0
    assert 0.8 < decision.evidence["drift"] < 0.9
    later = index.decide(document(99, FERRY[1], hours=30))
    assert later.evidence["drift"] == pytest.approx(decision.evidence["drift"], abs=0.001)
    small, _ = run(many[:12])
    assert small.decide(document(99, FERRY[1], hours=5)).evidence["drift"] == 1.0


@settings(deadline=None, max_examples=40)
@given(histories(), st.floats(0, 28))
def test_forgetting_leaves_what_the_rest_would_have_made(history, days):
    index, _ = run(history)
    cut = NOON + timedelta(days=days)
    gone = index.forget_before(cut)
    assert gone == sum(item.published < cut for item in history)
    assert_alike(index, replay(history, index))


@settings(deadline=None, max_examples=40)
@given(histories(), st.data())
def test_removing_leaves_what_the_rest_would_have_made(history, data):
    index, _ = run(history)
    for key in data.draw(st.lists(st.integers(0, len(history) - 1), unique=True)):
        index.remove(key)
    assert_alike(index, replay(history, index))


@settings(deadline=None, max_examples=40)
@given(histories(), st.data())
def test_merging_is_as_if_added_there(history, data):
    index, events = run(history)
    known = sorted(set(events))
    if len(known) < 2:
        return
    old, into = data.draw(st.permutations(known))[:2]
    index.merge(old, into)
    assert index.events == len(known) - 1
    assert_alike(index, replay(history, index))
    index.forget_before(NOON + timedelta(days=10))
    assert_alike(index, replay(history, index))


@settings(deadline=None, max_examples=25)
@given(histories())
def test_every_score_is_a_score(history):
    index, events = run(history)
    assert index.events == len(set(events))
    for probe in probes():
        decision = index.decide(probe)
        assert 0.0 <= decision.runner_up_score <= decision.score <= 1.0
        assert decision.event is None or decision.score >= decision.evidence["cut"]


def test_a_story_without_words_is_near_nothing():
    index, _ = run([document(1, ("", "")), document(2, FERRY[0]), document(3, ("", ""))])
    assert index.decide(document(4, ("", ""))).score == 0.0
    assert index.decide(document(5, FERRY[1])).event == 2
    assert index.second_look(1) is None
