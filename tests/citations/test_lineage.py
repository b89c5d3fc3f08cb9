"""The lineage of an event, from times of every precision and from who cites whom."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.citations.lineage import trace
from aggregator.citations.relations import Attribution, Report, Span
from aggregator.records import Moment, Precision

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes, precision=Precision.SECOND, zone=None):
    moment = NOON + minutes * MINUTE
    if precision is Precision.DAY:
        moment = moment.replace(hour=0, minute=0)
    return Span.of(Moment(moment, precision), zone)


def report(story, outlet="Lantern", span=None, **fields):
    return Report(
        story=story,
        outlet=outlet,
        title=fields.pop("title", f"Title {story}"),
        url=f"https://{outlet}.example/{story}",
        span=span,
        form=fields.pop("form", "full"),
        **fields,
    )


def cites(story, outlet, **fields):
    number = fields.pop("citation", story * 100 + len(outlet))
    return Attribution(
        citation=number,
        story=story,
        outlet=outlet,
        kind="inline",
        line="x",
        confidence=0.7,
        **fields,
    )


class TestSpans:
    def test_a_second_and_a_minute(self):
        assert at(0).latest - at(0).earliest == timedelta(seconds=1)
        minute = Span.of(Moment(NOON.replace(second=30), Precision.MINUTE))
        assert (minute.earliest, minute.latest) == (NOON, NOON + MINUTE)

    def test_a_day_is_the_outlets_day(self):
        day = at(0, Precision.DAY, "Asia/Tokyo")
        assert day.earliest == datetime(2031, 5, 5, 15, tzinfo=UTC)
        assert day.latest == datetime(2031, 5, 6, 15, tzinfo=UTC)

    @pytest.mark.parametrize("zone", [None, "Nowhere/Atlantis", "../etc"])
    def test_a_day_somewhere_is_two_days_wide(self, zone):
        day = at(0, Precision.DAY, zone)
        assert day.latest - day.earliest == timedelta(hours=50)

    @pytest.mark.parametrize(("precision", "days"), [(Precision.MONTH, 31), (Precision.YEAR, 365)])
    def test_longer_ones(self, precision, days):
        first = datetime(2031, 1, 1, tzinfo=UTC)
        span = Span.of(Moment(first, precision), "UTC")
        assert span.latest - span.earliest == timedelta(days=days)


class TestWhoWasFirst:
    def test_the_earliest_and_how_far_behind_the_others_are(self):
        found = trace([report(1, span=at(90)), report(2, "Ridge", span=at(0))], [])
        assert (found.first, found.contenders) == (2, (2,))
        assert [place.report.story for place in found.places] == [2, 1]
        assert found.places[1].behind == (90 * 60 - 1, 90 * 60 + 1)

    def test_two_within_a_minute_cannot_be_told_apart(self):
        minute = at(0, Precision.MINUTE)
        found = trace([report(1, span=minute), report(2, "Ridge", span=minute)], [])
        assert found.contenders == (1, 2)
        assert "2 stories may have been first: their times overlap" in found.unknown

    def test_a_bare_day_may_have_been_first_and_does_not_lead(self):
        day = at(0, Precision.DAY, "UTC")
        found = trace([report(1, span=day), report(2, "Ridge", span=at(0))], [])
        assert (found.first, found.contenders) == (2, (2, 1))
        assert "1 story with a day and no time" in found.unknown

    def test_the_day_after_cannot_have_been_first(self):
        later = at(24 * 60, Precision.DAY, "UTC")
        found = trace([report(1, span=later), report(2, "Ridge", span=at(0))], [])
        assert found.contenders == (2,)
        assert found.places[1].behind == (12 * 3600 - 1, 36 * 3600)

    def test_without_a_date_a_story_is_last_and_not_placed(self):
        found = trace([report(1), report(2, span=at(5))], [])
        assert [place.report.story for place in found.places] == [2, 1]
        assert found.places[1].behind is None
        assert "1 story without a date: not placed" in found.unknown

    def test_nothing_is_known_of_an_event_without_dates(self):
        found = trace([report(1), report(2)], [])
        assert (found.first, found.contenders) == (None, ())

    def test_of_an_empty_event(self):
        assert trace([], []).places == ()

    @pytest.mark.parametrize("seed", range(20))
    def test_the_order_of_the_input_does_not_matter(self, seed):
        chance = random.Random(seed)
        spans = [
            None,
            *(
                at(chance.randrange(300), p)
                for p in (Precision.SECOND, Precision.MINUTE, Precision.DAY)
            ),
        ]
        reports = [
            report(n, chance.choice(["Lantern", "Ridge", "Coast"]), chance.choice(spans))
            for n in range(1, 20)
        ]
        edges = [
            cites(chance.randint(1, 19), chance.choice(["Lantern", "Ridge", "Far"]), citation=n)
            for n in range(30)
        ]
        one = trace(reports, edges)
        chance.shuffle(reports)
        chance.shuffle(edges)
        assert trace(reports, edges) == one


class TestTexts:
    def test_a_family_is_one_text_of_its_agency(self):
        found = trace(
            [
                report(1, "Coastwire", at(0), family=7, relation="origin", agency="Coastwire"),
                report(2, "Ridge", at(9), family=7, relation="copy", agency="Coastwire"),
                report(3, "Lantern", at(5)),
            ],
            [],
        )
        copied, own = found.texts
        assert (copied.family, copied.agency, copied.origin, copied.stories) == (
            7, "Coastwire", 1, (1, 2),
        )  # fmt: skip
        assert (own.family, own.agency, own.origin, own.stories) == (None, None, 3, (3,))


class TestEdges:
    def test_an_outlet_without_a_story_is_an_edge_to_the_outlet(self):
        (edge,) = trace([report(1, span=at(0))], [cites(1, "Far Times")]).edges
        assert (edge.cited, edge.told_by) == (None, None)

    def test_the_latest_story_before_is_meant(self):
        reports = [
            report(1, "Ridge", at(0)),
            report(2, "Ridge", at(30)),
            report(3, "Lantern", at(40)),
            report(4, "Ridge", at(60)),
        ]
        (edge,) = trace(reports, [cites(3, "Ridge")]).edges
        assert (edge.cited, edge.told_by, edge.candidates) == (2, "event", 2)

    def test_a_later_story_is_not_meant(self):
        reports = [report(1, "Ridge", at(60)), report(2, "Lantern", at(0))]
        (edge,) = trace(reports, [cites(2, "Ridge")]).edges
        assert edge.cited is None

    def test_shared_text_tells_before_the_event_does(self):
        reports = [
            report(1, "Coastwire", at(0), family=7, relation="origin"),
            report(2, "Coastwire", at(5)),
            report(3, "Lantern", at(9), family=7, relation="copy"),
        ]
        (edge,) = trace(reports, [cites(3, "Coastwire")]).edges
        assert (edge.cited, edge.told_by) == (1, "copy")

    def test_a_url_tells_before_all_others(self):
        reports = [report(1, "Ridge", at(0)), report(2, "Lantern", at(9))]
        linked = cites(2, "Ridge", cited=88, told_by="url")
        (edge,) = trace(reports, [linked]).edges
        assert (edge.cited, edge.told_by, edge.outside) == (88, "url", True)

    def test_a_copy_inherits_what_its_origin_cites(self):
        reports = [
            report(1, "Coastwire", at(0), family=7, relation="origin"),
            report(2, "Ridge", at(9), family=7, relation="copy"),
        ]
        first, second = trace(reports, [cites(1, "Far"), cites(2, "Far")]).edges
        assert (first.inherited, second.inherited) == (False, True)

    def test_an_outlet_that_cites_itself_means_another_story(self):
        reports = [report(1, "Ridge", at(0)), report(2, "Ridge", at(9))]
        one, two = trace(reports, [cites(1, "Ridge"), cites(2, "Ridge")]).edges
        assert (one.cited, two.cited) == (None, 1)


class TestSecondHand:
    REPORTS = (
        report(1, "Kyo", at(0)),
        report(2, "Coastwire", at(10)),
        report(3, "Ridge", at(20)),
        report(4, "Lantern", at(30)),
    )

    def test_a_reports_that_b_reported_that_c_reported(self):
        found = trace(self.REPORTS, [cites(2, "Kyo"), cites(3, "Coastwire"), cites(4, "Coastwire")])
        (chain,) = found.chains
        assert chain.heads == (3, 4)
        assert chain.steps == ((2, "Coastwire"), (1, "Kyo"))

    def test_the_end_of_a_longer_chain_is_not_said_again(self):
        found = trace(self.REPORTS, [cites(2, "Kyo"), cites(3, "Coastwire"), cites(4, "Ridge")])
        (chain,) = found.chains
        assert chain.heads == (4,)
        assert chain.steps == ((3, "Ridge"), (2, "Coastwire"), (1, "Kyo"))

    def test_it_may_end_with_an_outlet_of_which_nothing_is_held(self):
        found = trace(self.REPORTS[1:3], [cites(2, "Far"), cites(3, "Coastwire")])
        (chain,) = found.chains
        assert chain.steps == ((2, "Coastwire"), (None, "Far"))

    def test_one_hand_is_no_chain(self):
        assert trace(self.REPORTS, [cites(3, "Kyo")]).chains == ()

    def test_those_who_cite_each_other_make_no_circle(self):
        same = at(0, Precision.DAY)
        reports = [report(1, "Ridge", same), report(2, "Lantern", same)]
        found = trace(reports, [cites(1, "Lantern"), cites(2, "Ridge")])
        assert all(len(chain.steps) <= 2 for chain in found.chains)

    @pytest.mark.parametrize(
        "line",
        [
            "The wall gave way, Coastwire reported, citing Kyo.",
            "Citing Kyo, Coastwire reported that the wall gave way.",
            "Das meldet Coastwire unter Berufung auf Kyo.",
        ],
    )
    def test_a_story_may_say_so_itself(self, line):
        edges = [
            Attribution(
                citation=n, story=4, outlet=outlet, kind="inline", line=line, confidence=0.7
            )
            for n, outlet in enumerate(("Kyo", "Coastwire"))
        ]
        (chain,) = trace(self.REPORTS, edges).chains
        assert (chain.heads, chain.in_words) == ((4,), True)
        assert [outlet for _, outlet in chain.steps] == ["Coastwire", "Kyo"]

    @pytest.mark.parametrize(
        "line",
        ["Coastwire and Kyo reported it.", "Coastwire reported it. Kyo reported, citing police."],
    )
    def test_two_in_one_line_need_not_cite_each_other(self, line):
        edges = [
            Attribution(
                citation=n, story=4, outlet=outlet, kind="inline", line=line, confidence=0.7
            )
            for n, outlet in enumerate(("Kyo", "Coastwire"))
        ]
        assert trace(self.REPORTS, edges).chains == ()

    def test_an_event_of_two_thousand_stories_is_traced_in_bounded_work(self):
        outlets = [f"Outlet {n}" for n in range(40)]
        reports = [report(n, outlets[n % 40], at(n)) for n in range(1, 2001)]
        edges = [
            cites(n, outlets[(n * k) % 40], citation=n * 10 + k)
            for n in range(1, 2001)
            for k in range(1, 6)
        ]
        found = trace(reports, edges)
        assert len(found.edges) == 10_000
        assert all(len(chain.steps) <= 6 for chain in found.chains)


class TestSameHeadline:
    TITLE = "Flood water reaches the harbour wall at Oldport"

    def test_outlets_that_carry_one_headline_in_the_order_of_time(self):
        reports = [
            report(1, "Ridge", at(60), title=self.TITLE.upper()),
            report(2, "Kyo", at(0), title=self.TITLE),
            report(3, "Far Times", at(90), title="The wall at Oldport gives way at last"),
        ]
        assert trace(reports, []).same_headline == ((2, 1),)

    def test_one_outlet_alone_few_words_and_a_known_text_say_nothing(self):
        reports = [
            report(1, "Ridge", at(0), title=self.TITLE),
            report(2, "Ridge", at(5), title=self.TITLE),
            report(3, "Kyo", at(0), title="Morning briefing"),
            report(4, "Far Times", at(0), title="Morning briefing"),
            report(5, "Kyo", at(0), title="Harbour wall at Oldport gives way", family=7),
            report(6, "Lantern", at(0), title="Harbour wall at Oldport gives way", family=7),
        ]
        assert trace(reports, []).same_headline == ()
