"""What is read of a story survives being kept as text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.matching import EventDocument, EventIndex, Reading

AT = datetime(2031, 4, 2, 9, 30, tzinfo=UTC)


def story(key, title, lead="", language=None):
    return EventDocument(
        key=key, outlet="Ridge Daily", title=title, lead=lead, published=AT, language=language
    )


@pytest.mark.parametrize(
    "document",
    [
        story(1, "Flood in Oldport: 40 saved", "The harbour wall broke. 12.5 cm of rain fell."),
        story(2, "東京で大きな地震、津波の心配はなし"),
        story(3, "Überschwemmung im Hafen", "Die Mauer brach am Abend.", "de-AT"),
        story(4, "", ""),
    ],
)
def test_a_kept_reading_is_the_same(document):
    read = EventIndex().read(document)
    kept = Reading.unpacked(read.packed())
    assert kept == read
    assert list(kept.counts) == list(read.counts)


def test_fractions_survive():
    reading = Reading("en", {"flood": 2.5, "rain": 3.0})
    assert Reading.unpacked(reading.packed()) == reading


@pytest.mark.parametrize("text", ["", "en", "en\nflood rain\n1", "en\nflood\nx"])
def test_what_is_no_reading_is_refused(text):
    with pytest.raises(ValueError):
        Reading.unpacked(text)


def test_an_index_takes_readings_for_words():
    told = [
        story(1, "Flood in Oldport harbour", "The wall broke in the night."),
        story(2, "Flood reaches Oldport harbour wall", "It broke at night."),
    ]
    whole, rebuilt = EventIndex(), EventIndex()
    for one in told:
        whole.add(one, 7)
        # A rebuilt index is given no words at all.
        bare = EventDocument(key=one.key, outlet="", title="", lead="", published=AT)
        rebuilt.add(bare, 7, reading=Reading.unpacked(whole.read(one).packed()))
    asked = story(3, "Oldport harbour flood", "The wall is gone.")
    assert rebuilt.decide(asked) == whole.decide(asked)
    assert rebuilt.decide(asked, reading=whole.read(asked)).event == 7
