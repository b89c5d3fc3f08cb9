"""Countries tell a happening from its look-alikes elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.matching import EventDocument, EventIndex, GroupingConfig, Reading
from aggregator.matching.places import EventPlaces, Places, are_elsewhere, read_places

BEGAN = datetime(2031, 5, 5, tzinfo=UTC)
GREEK = "Dozens killed as trains collide head-on in Greece"
INDIAN = "Passenger train derails in India, dozens killed"


def places(foremost="", everywhere=""):
    first = frozenset(foremost.split())
    return Places(first, first | frozenset(everywhere.split()))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (places("greec"), places("india"), True),
        (places("greec"), places("greec"), False),
        (places("greec"), places(), False),
        (places(), places("india"), False),
        (places("greec", "india"), places("india"), False),
        (places("greec"), places("india", "greec"), False),
        (places("greec", "peru"), places("india", "peru"), True),
        (places("", "peru"), places("india"), False),
    ],
)
def test_elsewhere_is_where_neither_names_the_other_s(one, other, apart):
    assert are_elsewhere(one, other) is apart
    assert are_elsewhere(other, one) is apart


def test_a_people_stands_for_its_country_and_the_headline_for_the_foreground():
    reading = EventIndex().read(
        EventDocument(
            key=1,
            outlet="",
            title="Danish harbour closed",
            lead="The harbour lies across from Sweden. Ships from Peru wait.",
            published=BEGAN,
            language="en",
        )
    )
    found = read_places(reading, 3.0)
    assert found.foremost == {"denmark"}
    assert found.all == {"denmark", "sweden", "peru"}


def test_other_languages_have_none():
    assert read_places(Reading("de", {"greec": 3.0}), 3.0) == Places()


def test_an_event_names_what_its_stories_name():
    event = EventPlaces()
    event.take(places("greec", "peru"))
    event.take(places("india"))
    assert (event.foremost, event.all) == ({"greec", "india"}, {"greec", "india", "peru"})


def document(key, title, hours, kind=None):
    return EventDocument(
        key=key,
        outlet="",
        title=title,
        lead="",
        published=BEGAN + timedelta(hours=hours),
        language="en",
        kind=kind,
    )


def test_look_alikes_in_two_countries_are_two_events():
    index = EventIndex()
    index.add(document(1, GREEK, 0), 1)
    decision = index.decide(document(2, INDIAN, 1))
    assert decision.evidence["elsewhere"] is True
    assert decision.score == pytest.approx(0.5 * decision.evidence["similarity"], rel=0.01)
    again = index.decide(document(3, GREEK, 1))
    assert (again.event, again.evidence["elsewhere"]) == (1, False)


def test_nor_does_a_second_look_merge_them():
    def merged(config):
        index = EventIndex(config)
        for key, title in enumerate((GREEK, GREEK + " at night"), start=1):
            index.add(document(key, title, key), 1)
        for key, title in enumerate((INDIAN, INDIAN + " at dawn"), start=3):
            index.add(document(key, title, key), 2)
        return index.second_look(2)

    assert merged(GroupingConfig()) is None
    assert merged(GroupingConfig(elsewhere=1.0)).into == 1


def test_a_round_up_does_not_say_where_an_event_is():
    index = EventIndex()
    index.add(document(1, "Dozens killed as trains collide", 0), 1)
    index.add(document(2, f"Round-up: {INDIAN}", 1, kind="round-up"), 1)
    assert index.decide(document(3, GREEK, 1)).evidence["elsewhere"] is False


@pytest.mark.parametrize("share", [0.0, 1.1])
def test_a_share_is_a_share(share):
    with pytest.raises(ValueError, match="elsewhere must be"):
        GroupingConfig(elsewhere=share)
