"""A digest beside its sources: sentences cut, figures and names read, passages found."""

from __future__ import annotations

import pytest

from aggregator.checking import Source, Verdict, check_sentences, split_sentences
from aggregator.checking.names import initials, names_of, same_word
from aggregator.checking.numbers import numbers_of
from benchmarks import checking as benchmark

FERRY = Source(
    key=7,
    title="Ferry with 212 aboard runs aground off Sarrow",
    text="The ferry Lady Orla, with 212 people aboard, ran aground in fog off the Sarrow Isles on "
    "Monday. Captain Aldo Brenn said the second radar had failed. The repair will cost 1.5 million "
    "crowns, the owner said.\n\n“We were lucky,” said Transport Minister Odile Varga.",
)


def check(sentence, *sources, **given):
    (one,) = check_sentences(sentence, sources or (FERRY,), **given)
    return one


class TestSentences:
    @pytest.mark.parametrize(
        ("language", "text", "count"),
        [
            ("en", "Gen. Brenn met Dr. Varga at 9 a.m. on Monday. They spoke. No. 2 left.", 3),
            ("en", "“We were lucky. Very lucky,” she said. It rained.", 2),
            ("de", "Am 14. Tag kam Dr. Holm z. B. nach Ostmere. Es regnete.", 2),
            ("fr", "M. Vasseur est parti. Il pleut.", 2),
            ("en", "It stays closed until March 4. Nobody knows why.", 2),
            ("ru", "Об этом сообщил А. В. Варес в 2023 г. в Москве. Шёл дождь.", 2),
            ("zh", "木船长21米。挖掘持续了8个月！", 2),
            ("ja", "首相は「行動する。」と述べた。次は四月だ。", 2),
            ("ar", "قال الرئيس ذلك اليوم. هل سيعود؟", 2),
            ("tlh", "One here. Two there.", 2),
        ],
    )
    def test_are_cut(self, language, text, count):
        assert len(split_sentences(text, language)) == count

    def test_headings_and_datelines_are_left_out(self):
        text = "A Narrow Escape\n\nOSTMERE, March 2 (Coastwire) - The ferry ran aground."
        assert split_sentences(text) == ["The ferry ran aground."]

    @pytest.mark.parametrize("text", ["", "\n\n", "   "])
    def test_of_nothing(self, text):
        assert split_sentences(text) == []


class TestNumbers:
    @pytest.mark.parametrize(
        ("language", "text", "value", "kind"),
        [
            ("en", "12,000 people", 12_000, "count"),
            ("en", "1.5 million crowns", 1_500_000, "count"),
            ("en", "$2bn of aid", 2e9, "money"),
            ("en", "twelve cows", 12, "count"),
            ("de", "achtundvierzig Kühe", 48, "count"),
            ("de", "1,5 Mio. Kühe", 1_500_000, "count"),
            ("nl", "achtenveertig koeien", 48, "count"),
            ("fr", "54 pour cent", 54, "percent"),
            ("zh", "3百万头牛", 3_000_000, "count"),
            ("en", "twenty-five cows", 25, "count"),
            ("en", "three hundred cows", 300, "count"),
            ("en", "4.25 percent", 4.25, "percent"),
            ("en", "on March 30", 30, "date"),
            ("de", "1.200 Menschen", 1200, "count"),
            ("de", "2,5 Millionen Euro", 2_500_000, "money"),
            ("fr", "12 000 habitants", 12_000, "count"),
            ("es", "quince aviones", 15, "count"),
            ("ru", "35 тысяч машин", 35_000, "count"),
            ("zh", "3万人", 30_000, "count"),
        ],
    )
    def test_are_read_as_values(self, language, text, value, kind):
        (number,) = numbers_of(text, language)
        assert (number.value, number.kind) == (value, kind)

    @pytest.mark.parametrize("text", ["an F-35 and a B52", "one of us", "the G7", ""])
    def test_what_is_none(self, text):
        assert numbers_of(text) == []

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("1.5 million people", "1,523,000 people", True),
            ("nearly 30 people", "28 people", True),
            ("more than 200 people", "212 people", True),
            ("12 people", "twelve people", True),
            ("12 people", "15 people", False),
            ("4 percent", "4.25 percent", False),
            ("30 people", "28 people", False),
            ("March 4", "4 percent", False),
        ],
    )
    def test_agree_as_they_are_rounded(self, one, other, same):
        (left,), (right,) = numbers_of(one), numbers_of(other)
        assert left.agrees(right) is same
        assert right.agrees(left) is same


class TestNames:
    def test_stand_large_within_a_sentence(self):
        found = names_of("On Monday Captain Aldo Brenn left the Sarrow Isles.", "en")
        assert [name.text for name in found] == ["Captain Aldo Brenn", "Sarrow Isles"]

    @pytest.mark.parametrize(
        ("sentence", "language"),
        [("Der Kapitän verließ das Schiff.", "de"), ("Ferry Runs Aground In Thick Fog", "en")],
    )
    def test_are_not_read_where_large_letters_say_nothing(self, sentence, language):
        assert names_of(sentence, language) == []

    @pytest.mark.parametrize(
        ("sentence", "names"),
        [
            ("Am Mittwoch sagte Verkehrsministerin Karla Senn das.", [("Karla Senn", True)]),
            ("Joris Halm bedauerte die Entscheidung.", [("Joris Halm", False)]),
            ("Die Schiffe wurden in Brelau abgefertigt.", [("Brelau", False)]),
            ("Am Montag Abend kam Herr Senn.", []),
        ],
    )
    def test_among_nouns_a_name_stands_beside_another_or_in_a_place(self, sentence, names):
        assert [(one.text, one.is_sure) for one in names_of(sentence, "de")] == names

    def test_forms_of_one_name(self):
        assert same_word("japan", "japanese")
        assert not same_word("brenn", "brandt")
        assert "us" in initials("The United States said")


class TestVerdicts:
    def test_supported_with_its_passage(self):
        one = check("The Lady Orla ran aground in fog off the Sarrow Isles.")
        assert one.verdict is Verdict.SUPPORTED
        assert one.nearest.key == 7
        assert one.nearest.passage.startswith("The ferry Lady Orla")

    def test_a_number_that_differs(self):
        one = check("The ferry Lady Orla ran aground in fog with 221 people aboard.")
        assert one.verdict is Verdict.DIFFERS
        assert [(d.kind, d.said, d.source_says) for d in one.differences] == [
            ("number", "221", "212")
        ]

    def test_a_name_that_differs(self):
        one = check("The second radar had failed, said Captain Aldo Torv of the ferry.")
        assert [(d.said, d.source_says) for d in one.differences] == [
            ("Captain Aldo Torv", "Captain Aldo Brenn")
        ]

    def test_a_first_name_that_differs(self):
        one = check("The second radar had failed, said Captain Ivo Brenn of the ferry.")
        assert one.verdict in {Verdict.SUPPORTED, Verdict.DIFFERS}

    def test_a_number_that_no_source_has(self):
        one = check("The ferry Lady Orla ran aground in fog off the Sarrow Isles at 23 knots.")
        assert one.verdict is Verdict.PARTLY
        assert one.differences[0].source_says is None

    def test_in_no_source(self):
        one = check("Shipping companies fear that insurers will now raise their premiums.")
        assert one.verdict is Verdict.UNSUPPORTED
        assert "insurers" in one.missing

    def test_words_that_are_quoted_are_found(self):
        assert check("“We were lucky,” the minister told journalists.").verdict is Verdict.SUPPORTED

    def test_another_source_may_support_it_too(self):
        other = Source(key=9, title=FERRY.title, text=FERRY.text)
        one = check("The Lady Orla ran aground in fog off the Sarrow Isles.", FERRY, other)
        assert [support.key for support in one.others] == [9]

    @pytest.mark.parametrize(
        "source",
        [
            Source(key=1, title="Fähre läuft auf Grund", text="Die Fähre lief im Nebel auf Grund.",
                   language="de"),
        ],
    )  # fmt: skip
    def test_another_language_is_not_compared(self, source):
        one = check("The ferry ran aground in fog.", source, language="en")
        assert one.verdict is Verdict.NOT_COMPARED

    def test_without_any_source(self):
        (one,) = check_sentences("The ferry ran aground in fog.", [])
        assert (one.verdict, one.nearest) == (Verdict.NOT_COMPARED, None)

    def test_too_few_words_to_compare(self):
        assert check("It rained.").verdict is Verdict.NOT_COMPARED

    def test_a_title_alone_can_support(self):
        one = check("A ferry with 212 aboard ran aground off Sarrow.",
                    Source(key=1, title=FERRY.title, text=""))  # fmt: skip
        assert one.verdict is Verdict.SUPPORTED


def test_long_and_strange_texts_take_bounded_work():
    noise = "A quite ordinary sentence about river number 7 and the town of Besk. " * 3_000
    checked = check_sentences("The river at Besk rose.\n\n" + "x" * 50_000, [
        Source(key=1, title="T", text=noise), Source(key=2, title="\x00", text="\u202e" * 1000),
    ])  # fmt: skip
    assert checked


@pytest.mark.parametrize("fixture", [benchmark.FIXTURE, benchmark.HARDER], ids=["own", "harder"])
def test_quality_does_not_fall_below_the_floor(fixture):
    for label, (precision, recall) in benchmark.scores(benchmark.labelled(fixture)).items():
        assert precision >= benchmark.FLOOR, label
        assert recall >= benchmark.FLOOR, label
