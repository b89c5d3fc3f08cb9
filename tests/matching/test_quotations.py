"""Who quotes whom: told by quotation marks first, and by the clock where they don't tell."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.matching import RelationKind, TextRecord, Wording, relate, sketch
from aggregator.matching.quotations import find_quotation

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
SAID = "We’ll rebuild every house that the flood took, and nobody will pay a crown for it"


def prose(seed: int, count: int) -> str:
    chance = random.Random(seed)
    return " ".join(
        "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(3))
        for _ in range(count)
    )


def record(key: int, text: str, hours: float | None = 0, outlet: str = "") -> TextRecord:
    return TextRecord(
        key=key,
        outlet=outlet or f"outlet {key}",
        title="Mayor promises to rebuild after flood",
        published=None if hours is None else NOON + timedelta(hours=hours),
        wording=Wording(text),
    )


def quoting(key: int, hours: float | None = 0, marks: str = "“”") -> TextRecord:
    opened, closed = marks
    return record(
        key, f"{prose(key, 90)}. {opened}{SAID},{closed} she said. {prose(-key, 90)}", hours
    )


def speech(key: int, hours: float | None = 0) -> TextRecord:
    return record(key, f"{prose(key, 40)}. {SAID}. {prose(-key, 60)}", hours)


@pytest.mark.parametrize("hours", [-5, 0, 5, None])
def test_who_has_it_between_quotation_marks_quotes(hours):
    one, other = quoting(1), speech(2, hours)
    assert relate(one, other).kind is RelationKind.QUOTES
    for pair in ((one, other), (other, one)):
        found = find_quotation(*pair)
        assert (found.story, found.quoted) == (1, 2)
        assert found.is_marked
        assert found.passage == SAID
        assert found.words == 16


def test_of_two_that_quote_the_later_one_does():
    early, late = quoting(2, 0), quoting(1, 3, marks="»«")
    assert (find_quotation(early, late).story, find_quotation(late, early).story) == (1, 1)
    assert find_quotation(quoting(3, None), early).story == 3


def test_without_quotation_marks_a_passage_must_be_longer():
    short = " ".join(SAID.split()[:12])
    texts = (f"{prose(1, 90)}. {short}. {prose(2, 90)}", f"{prose(3, 90)}. {short}. {prose(4, 90)}")
    assert find_quotation(record(1, texts[0]), record(2, texts[1])) is None
    found = find_quotation(speech(1, 1), speech(2))
    assert (found.story, found.quoted, found.is_marked) == (1, 2, False)
    marked = record(3, f"{prose(5, 90)}. “{short}”. {prose(6, 90)}")
    assert find_quotation(marked, record(2, texts[1])).passage == short


def test_furniture_is_no_quotation():
    one, other = quoting(1), speech(2)
    shared = sketch(one.wording.text)
    assert find_quotation(one, other, furniture=shared) is None


def test_unrelated_texts():
    assert find_quotation(record(1, prose(1, 200)), record(2, prose(2, 200))) is None


def test_a_long_passage_is_cut_short():
    long = prose(9, 80)
    found = find_quotation(
        record(1, f"{prose(1, 300)} {long}"), record(2, f"{long} {prose(2, 300)}", -1)
    )
    assert found.words == 80
    assert found.passage == " ".join(long.split()[:60])


def test_scripts_without_spaces():
    said = "市長は洪水で失われた家をすべて建て直すと約束し費用は市が負担すると述べた"
    filler = [chr(0x4E00 + 7 * place) for place in range(600)]
    chance = random.Random(3)
    one = "".join(chance.sample(filler, 200)) + f"「{said}」" + "".join(chance.sample(filler, 100))
    other = "".join(chance.sample(filler, 200)) + said + "".join(chance.sample(filler, 100))
    found = find_quotation(record(1, one), record(2, other))
    assert (found.story, found.passage) == (1, said)
