"""What real archives hold that looks like a copy and isn't, and the reverse; all texts invented."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.matching import FamilyIndex, RelationKind, TextRecord, Wording, relate

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)

REPORT = """\
The ferry Queen of Oldtown ran aground off the Skerry Light shortly before dawn on Tuesday with 212
people on board, the coast guard said. All passengers were taken off by noon. Nine were treated for
cold in the hospital of Oldtown, and a deckhand broke an arm.

Captain Mira Tolland had reported a failure of the steering gear at 5:12 in the morning, according
to the log of the harbour office. Two tugs were sent from Northgate, but the wind drove the ship on
the rocks before they came. Divers found a tear of eleven metres below the water line.

The ferry line has run between Oldtown and the Skerry islands since 1904. Its three ships carry
about 340,000 people a year, most of them in summer. The line said that it would run a replacement
with the smaller Prince of Oldtown from Thursday, and that tickets stay valid until the autumn.

The islands' council met in the afternoon. Its chair, Osric Vane, called for a second ship to be
kept in reserve at all times, as had been promised after the collision of 2019. Shops on the main
island said that they had bread and milk for four days."""

OTHER = """\
Oldtown's museum of clocks has bought back a tower clock that was sold for scrap eighty years ago.
The works, made by the brothers Hain in 1788, turned up in a barn near Westbrook when the farm was
cleared. Its new owner, a dealer in old iron, asked for no more than the price of the metal.

The director, Lena Marsh, said that the clock lacks its hands and one of three bells. A workshop in
Northgate will clean the wheels over the winter. She hopes to hang the clock in the hall of the
museum by spring, where visitors could see the pendulum swing from the stairs.

Who had the clock taken from the tower is still disputed. Papers in the town's archive name the
builder Jon Ferrel, who raised the tower by a floor and found no room for the works. His grandson
says that the council had asked for it. Both agree that nobody liked the sound of the third bell."""

STATEMENT = (
    "“We ask all who were on board for their forgiveness. We shall publish every record that we "
    "have, the bad ones first, and until the last of them lies open no ship of ours will leave the "
    "harbour without a second engineer and a pilot of the guard.”"
)

FORM = (
    "Stay with us for a month at no cost and read all we write, at home and on the way. Pick the "
    "letters that suit you, keep stories for later and play the daily riddle. You may leave at any "
    "time with one click. Members log in above; students find their price on the next page."
)


def record(key, text, *, title="Ferry runs aground off Oldtown", outlet="", hours=0, kind=None):
    return TextRecord(
        key=key,
        outlet=outlet or f"outlet{key}.test",
        title=title,
        wording=Wording(text),
        published=NOON + timedelta(hours=hours),
        kind=kind,
    )


def words(seed, count):
    chance = random.Random(str(seed))
    return " ".join("".join(chance.choices("abdegiklmnoprstu", k=6)) for _ in range(count))


def spun(text):
    """Every word of weight replaced, but for names, numbers and quotes: what spinners leave."""
    changed = {}
    printed = []
    for word in text.split():
        bare = word.strip(".,;:“”")
        if len(bare) > 3 and bare.islower():
            printed.append(word.replace(bare, changed.setdefault(bare, words(bare, 1))))
        else:
            printed.append(word)
    return " ".join(printed)


class TestCopies:
    def test_three_words_in_ten_edited(self):
        chance = random.Random(3)
        printed = REPORT.split()
        for place in chance.sample(range(len(printed)), len(printed) * 3 // 10):
            printed[place] = chance.choice(OTHER.split())
        found = relate(record(2, " ".join(printed)), record(1, REPORT))
        assert found.kind is RelationKind.COPY
        assert 0.3 < found.own_share < 0.5

    def test_spun_word_by_word(self):
        found = relate(record(2, spun(REPORT), title="Ship hits rocks"), record(1, REPORT))
        assert found.kind is RelationKind.DERIVED
        assert found.own_share > 0.3

    def test_independent_reports_under_one_headline(self):
        own = (
            "Rescuers brought more than two hundred people to safety after a ferry struck rocks "
            "near the Skerry Light early on Tuesday. Witnesses on the islands heard a horn and saw "
            "lamps swing in the dark. " + words("own", 120)
        )
        found = relate(record(2, own), record(1, REPORT))
        assert found is None or found.kind is RelationKind.QUOTES

    def test_an_excerpt_that_came_before_its_source(self):
        index = FamilyIndex()
        index.add(record(1, " ".join(REPORT.split()[:60])))
        index.add(record(2, f"{REPORT}\n\n{words('more', 40)}"))
        index.add(record(3, REPORT))
        assert index.members(1) == (1, 2, 3)

    @pytest.mark.parametrize("count", [61, 1_001])
    def test_any_number_of_copies_is_one_family(self, count):
        index = FamilyIndex()
        for key in range(count):
            head = f"{words(key, 8)} — "
            index.add(record(key, head + REPORT))
        assert len(index.members(0)) == count
        late = index.add(record(count, " ".join(REPORT.split()[40:140])))
        assert late.family == 0

    def test_chinese(self):
        report = (
            "旧城渡轮公司星期二凌晨宣布,一艘载有二百一十二名乘客的渡轮在礁石灯塔附近搁浅,所有乘客中午前"
            "已安全撤离,九人因受寒送医。船长米拉在五点十二分报告舵机失灵,港务局派出两艘拖船,但强风在拖船抵达"
            "之前已将渡轮推上礁石。潜水员在水线以下发现一道十一米长的裂口。岛上议会主席要求常备一艘后备船。"
        )
        edited = report.replace("星期二", "周二").replace("安全撤离", "平安离船")
        found = relate(record(2, edited, title="渡轮搁浅"), record(1, report, title="旧城渡轮搁浅"))
        assert found.kind is RelationKind.COPY
        other = (
            "旧城钟表博物馆买回一座八十年前当废铁卖掉的塔钟。这座钟由海因兄弟于一七八八年制造,最近在西溪"
            "附近的谷仓里被发现。馆长说,钟缺少指针和一口钟铃,北门的工坊将在冬天清洗齿轮。"
        )
        assert (
            relate(record(3, other, title="塔钟回家"), record(1, report, title="渡轮搁浅")) is None
        )

    def test_thai(self):
        report = (
            "เรือข้ามฟากเกยตื้นใกล้ประภาคารเมื่อเช้ามืดวันอังคาร มีผู้โดยสารสองร้อยสิบสองคน "
            "เจ้าหน้าที่ยามฝั่งกล่าวว่าผู้โดยสารทั้งหมดขึ้นฝั่งอย่างปลอดภัยก่อนเที่ยง เก้าคนเข้ารับการรักษาในโรงพยาบาล"
        )
        found = relate(record(2, f"{report} รายงานเพิ่มเติม"), record(1, report))
        assert found.kind is RelationKind.COPY


class TestQuotes:
    def test_a_statement_quoted_whole_makes_no_family(self):
        first = f"The ferry line broke its silence. {STATEMENT} {words('a', 25)}"
        second = f"“Sorry” was late in coming. {STATEMENT} {words('b', 20)}"
        found = relate(record(2, second, title="Ferry line asks forgiveness"), record(1, first))
        assert found.kind is RelationKind.QUOTES

    def test_a_statement_that_everyone_carries_unmarked(self):
        bare = STATEMENT.strip("“”")
        index = FamilyIndex()
        for key in range(12):
            title = f"Ferry line asks forgiveness, {words(('t', key), 4)}"
            index.add(record(key, f"{words(key, 60)} {bare} {words((key, 'z'), 30)}", title=title))
        assert all(index.family_of(key) is None for key in range(3, 12))


class TestForms:
    def test_a_form_below_every_page(self):
        index = FamilyIndex()
        for key in range(80):
            text = f"{words(key, 70)}\n\n{FORM}"
            decision = index.add(record(key, text, title=words(("t", key), 5)))
            assert decision.family is None

    @pytest.mark.parametrize("outlet", ["daily", ""])
    def test_pages_that_are_nothing_but_a_form(self, outlet):
        index = FamilyIndex()
        for key in range(80):
            index.add(record(key, FORM, title=words(("t", key), 5), outlet=outlet))
        assert all(index.family_of(key) is None for key in range(80))

    def test_a_copy_above_a_form(self):
        index = FamilyIndex()
        for key in range(80):
            index.add(record(key, f"{words(key, 70)}\n\n{FORM}", title=words(("t", key), 5)))
        index.add(record(100, f"{REPORT}\n\n{FORM}"))
        found = index.add(record(101, f"{REPORT}\n\n{FORM}", title="Ship in distress off Oldtown"))
        assert [relation.other for relation in found.relations] == [100]
        assert found.relations[0].kind is RelationKind.COPY


def auction(sold, rate, day):
    return (
        f"The treasury of Oldtown sold bonds for {sold} million crowns on {day} at a mean rate of "
        f"{rate} per cent. Bids came to twice the sum on offer, the debt office said. The bonds "
        "fall due in four years and pay interest each spring. The treasury sells bonds every week "
        "to pay for the harbour works, and lists the next sale on the morning before it. Banks of "
        "the league alone may bid; others buy from them. The office gives no names of buyers."
    )


class TestTemplates:
    def test_of_one_outlet_on_other_days(self):
        one = record(1, auction(25, 4.11, "Monday"), title="Treasury sells 25 million", outlet="w")
        other = record(
            2, auction(25, 4.23, "Monday"), title="Treasury sells 25 million", outlet="w", hours=168
        )
        assert relate(other, one) is None

    def test_of_two_outlets_on_other_days(self):
        one = record(1, auction(25, 4.11, "Monday"), title="Treasury sells 25 million")
        other = record(2, auction(31, 4.23, "Friday"), title="Treasury sells 31 million", hours=96)
        assert relate(other, one) is None

    def test_but_not_of_one_day_at_two_outlets(self):
        one = record(1, auction(25, 4.11, "Monday"), title="Treasury sells 25 million")
        other = record(2, auction(25, 4.11, "Monday"), title="Oldtown sells bonds", hours=1)
        assert relate(other, one).kind is RelationKind.COPY

    def test_market_flashes(self):
        one = record(
            1, "Oldtown crown falls to 1.08 against the mark, lowest since May 3, bank says"
        )
        other = record(
            2, "Oldtown crown falls to 1.07 against the mark, lowest since May 3, bank says"
        )
        assert not relate(other, one).kind.makes_family
        same = record(3, one.wording.text)
        assert relate(same, one).kind is RelationKind.COPY


class TestPagesOfManyStories:
    def test_a_live_page_is_no_copy_of_what_it_passes_on(self):
        live = record(2, f"{words('l', 200)} {REPORT} {words('m', 400)}", kind="live")
        assert relate(live, record(1, REPORT)).kind is RelationKind.QUOTES

    def test_a_round_up_doesnt_make_its_briefs_one(self):
        index = FamilyIndex()
        index.add(record(1, REPORT))
        index.add(record(2, REPORT))
        index.add(record(3, OTHER, title="Museum buys back a clock"))
        index.add(record(4, OTHER, title="Clock comes home"))
        index.add(record(5, f"{REPORT}\n\n{OTHER}", title="The day in Oldtown"))
        assert index.family_of(1) == index.family_of(2)
        assert index.family_of(3) == index.family_of(4)
        assert index.family_of(1) != index.family_of(3)


def test_what_was_looked_up_is_not_kept():
    index = FamilyIndex()
    index.add(record(1, REPORT))
    assert index.decide(record(2, REPORT)).family == 1
    with pytest.raises(KeyError):
        index.family_of(2)
    assert index.family_of(1) is None


def test_texts_out_of_reach_are_forgotten_and_families_are_not():
    index = FamilyIndex(reach=40)
    index.add(record(1, REPORT))
    index.add(record(2, REPORT))
    for key in range(3, 120):
        index.add(record(key, words(key, 60)))
    assert index.family_of(2) == 1
    assert index.add(record(200, REPORT)).family is None
    with pytest.raises(ValueError, match="reach"):
        FamilyIndex(reach=0)
