from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.matching import containment, exact_digest, sketch
from aggregator.matching.fingerprints import FULL_SKETCH, at_scale, read_words, sketch_scale
from aggregator.matching.text import tokens

WORDS = [f"{start}{end}" for start in "bdfghklmnprstvz" for end in ("ano", "eri", "ilu", "opa")]


def prose(seed: int, count: int) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) + chosen.choice("aeiou") for _ in range(count))


def test_the_same_in_every_process():
    text = "The lock keeper of Oldtown closed the upper gate at noon on Tuesday."
    code = f"from aggregator.matching import sketch; print(sorted(sketch({text!r})))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert runs == {str(sorted(sketch(text)))}


def test_the_hash_function_is_part_of_the_stored_format():
    # An archive keeps these numbers: should this test fail, every stored shingle is worthless.
    assert sorted(sketch("one two three four five six")) == [
        -8439511778364528761,
        -8427235102845853730,
    ]
    assert exact_digest("One, two – three!") == exact_digest("one two three")
    assert exact_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(st.text(max_size=400))
def test_hashes_fit_a_signed_64_bit_column(text):
    assert all(-(2**63) <= value < 2**63 for value in sketch(text))


@given(st.text(max_size=400))
def test_a_text_contains_itself(text):
    own = sketch(text)
    assert containment(own, own) == ((1.0, 1.0) if own else (0.0, 0.0))


def test_no_words_no_sketch():
    assert sketch("") == frozenset()
    assert sketch(" … — !") == frozenset()
    assert containment(frozenset(), sketch("some words")) == (0.0, 0.0)


def test_a_text_shorter_than_a_shingle_is_one_shingle():
    assert len(sketch("Ferry sinks")) == 1
    assert sketch("Ferry sinks") == sketch("FERRY SINKS!")
    assert sketch("Ferry sinks") != sketch("Ferry sails")


def test_typography_makes_no_difference():
    plain = 'He said "we\'ll rebuild" - and 3 more words to fill it up.'
    curly = "He said “we’ll rebuild” — and 3 more words to fill it up…"
    assert sketch(plain) == sketch(curly)


@pytest.mark.parametrize("count", [10, 60, FULL_SKETCH + 4])
def test_short_texts_keep_every_shingle(count):
    assert len(sketch(prose(1, count))) == count - 4


def test_long_texts_keep_their_share():
    for count, scale in ((100, 2), (200, 4), (500, 8), (900, 16), (8000, 16)):
        kept = sketch(prose(2, count))
        assert sketch_scale(kept) == scale
        assert len(kept) == pytest.approx(count / scale, rel=0.35)


def test_sketches_of_two_lengths_are_compared_at_the_coarser_share():
    brief = prose(3, 90)
    report = brief + " " + prose(4, 3000)
    contained, contains = containment(sketch(brief), sketch(report))
    assert contained > 0.9
    assert contains == pytest.approx(0.03, abs=0.03)


def test_containment_is_estimated_without_bias():
    estimates = []
    for seed in range(40):
        shared, own = prose(seed, 300), prose(1000 + seed, 300)
        estimates.append(containment(sketch(f"{shared} {own}"), sketch(shared))[0])
    assert sum(estimates) / len(estimates) == pytest.approx(0.5, abs=0.03)


def test_unrelated_texts_share_nothing():
    sketches = [sketch(prose(seed, 400)) for seed in range(60)]
    assert all(not sketches[i] & sketches[j] for i in range(60) for j in range(i))


def test_repeated_words_and_orders_are_told_apart():
    assert sketch("a b c d e") != sketch("e d c b a")
    assert sketch("ab c d e f") != sketch("a bc d e f")


def test_chinese_and_thai_are_cut_by_characters():
    text = "市政府星期二宣布关闭旧城运河上游闸门直到修缮工程全部完成为止"
    assert len(sketch(text)) == len(text) - 7
    edited = text.replace("星期二", "星期三")
    contained, _ = containment(sketch(edited), sketch(text))
    assert 0.3 < contained < 1.0
    assert len(sketch("ประตูน้ำถูกปิดเมื่อวันอังคาร")) > 5


def test_a_foreign_name_doesnt_make_a_text_chinese():
    mixed = "The Upper Gate Works 旧城 of Oldtown Canal stay closed"
    assert not read_words(mixed).is_unspaced
    assert read_words("旧城运河上游闸门 Oldtown Canal 关闭").is_unspaced


@given(st.text(max_size=300))
def test_words_are_those_that_all_of_matching_reads(text):
    read = read_words(text)
    words = tokens(text)
    assert len(read.hashes) == len(words)
    assert [
        read.data[start : start + len(word.encode())].decode()
        for start, word in zip(read.starts, words, strict=True)
    ] == words


@pytest.mark.parametrize("scale", [0, 3, -8])
def test_scale_must_be_a_power_of_two(scale):
    with pytest.raises(ValueError, match="power of two"):
        sketch("text", scale=scale)


def test_a_coarser_scale_is_a_part_of_the_finer():
    text = prose(5, 2000)
    assert sketch(text, scale=8) == at_scale(sketch(text, scale=1), 8)


def test_hostile_texts_take_no_time():
    for text in ("\ud800" * 10, "a" * 200_000, "_" * 100_000, "\u0301" * 50_000, "字" * 20_000):
        assert len(sketch(text)) < 10_000
