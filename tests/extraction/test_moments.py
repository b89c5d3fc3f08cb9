from datetime import UTC, date, datetime

import pytest

from aggregator.extraction.moments import date_in_url, find_modified, find_published
from aggregator.extraction.printed import dates_beside_headline
from aggregator.outlets import Outlet
from aggregator.records import Lead, Moment, Precision

PLAIN = "https://harbourpost.example/world/ferry-strike-ends"
TOKYO = Outlet(name="bay", title="Bay", domains=("harbourpost.example",), timezone="Asia/Tokyo")


def _published(read, url=PLAIN, **parts):
    moment, source = find_published(read(url=url, **parts))
    return (moment.isoformat() if moment else None), source


def _meta(name, content):
    return f'<meta property="{name}" content="{content}">'


def _ld(**keys):
    return {"@type": "NewsArticle", **keys}


class TestPublished:
    def test_jsonld_first(self, read):
        text, source = _published(
            read,
            jsonld=_ld(datePublished="2025-03-30T06:10:00Z"),
            head=_meta("article:published_time", "2025-03-29T06:10:00Z"),
        )
        assert text == "2025-03-30T06:10:00+00:00"
        assert (source.source, source.precision) == ("jsonld", "second")
        assert source.rejected == ("meta=2025-03-29T06:10:00+00:00",)

    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            ({"head": _meta("article:published_time", "2025-03-30T08:10:00+02:00")},
             ("2025-03-30T08:10:00+02:00", "meta")),
            ({"head": '<meta name="parsely-pub-date" content="2025-03-30T06:10:00Z">'},
             ("2025-03-30T06:10:00+00:00", "meta")),
            ({"before": '<span itemprop="datePublished" content="2025-03-30T06:10:00Z">today</span>'},
             ("2025-03-30T06:10:00+00:00", "itemprop")),
            ({"before": '<time datetime="2025-03-30T06:10:00Z">this morning</time>'},
             ("2025-03-30T06:10:00+00:00", "time")),
            ({"before": '<p class="story-date">March 30, 2025</p>'}, ("2025-03-30", "dom")),
            ({"url": "https://harbourpost.example/2025/03/30/ferry"}, ("2025-03-30", "url")),
            ({"head": '<meta name="REVISION_DATE" content="Sun Mar 30 06:10:00 UTC 2025">'},
             ("2025-03-30T06:10:00+00:00", "meta")),
        ],
    )  # fmt: skip
    def test_sources(self, read, parts, expected):
        text, source = _published(read, **parts)
        assert (text, source.source) == expected

    def test_a_day_gives_way_to_the_same_day_with_a_time(self, read):
        text, source = _published(
            read,
            jsonld=_ld(datePublished="2025-03-30"),
            head=_meta("article:published_time", "2025-03-30T06:10:00Z"),
        )
        assert (text, source.source) == ("2025-03-30T06:10:00+00:00", "meta")

    def test_a_day_does_not_give_way_to_another_day(self, read):
        text, _ = _published(
            read,
            jsonld=_ld(datePublished="2025-03-30"),
            head=_meta("article:published_time", "2025-04-02T06:10:00Z"),
        )
        assert text == "2025-03-30"

    def test_a_time_without_zone_gives_way_to_one_with(self, read):
        text, _ = _published(
            read,
            jsonld=_ld(datePublished="2025-03-30T08:10:00"),
            head=_meta("article:published_time", "2025-03-30T08:10:00+02:00"),
        )
        assert text == "2025-03-30T08:10:00+02:00"

    def test_without_zone_and_outlet_the_doubt_is_flagged(self, read):
        moment, _ = find_published(read(url=PLAIN, jsonld=_ld(datePublished="2025-03-30T08:10:00")))
        assert "tz_missing" in moment.flags

    def test_the_outlet_lends_its_zone(self, read):
        text, _ = _published(read, outlet=TOKYO, jsonld=_ld(datePublished="2025-03-30T08:10:00"))
        assert text == "2025-03-30T08:10:00+09:00"

    def test_the_future_is_not_believed(self, read):
        captured = datetime(2025, 3, 31, tzinfo=UTC)
        text, source = _published(
            read,
            captured_at=captured,
            jsonld=_ld(datePublished="2031-01-01T00:00:00Z"),
            head=_meta("article:published_time", "2025-03-30T06:10:00Z"),
        )
        assert text == "2025-03-30T06:10:00+00:00"
        assert "jsonld=2031-01-01T00:00:00Z" in source.rejected

    def test_a_day_ahead_is_another_zone(self, read):
        captured = datetime(2025, 3, 30, 22, 0, tzinfo=UTC)
        text, _ = _published(read, captured_at=captured, jsonld=_ld(datePublished="2025-03-31"))
        assert text == "2025-03-31"

    @pytest.mark.parametrize(
        "raw", ["1970-01-01T00:00:00Z", "0001-01-01", "soon", "", "{{date}}", 7]
    )
    def test_nonsense_is_passed_over(self, read, raw):
        text, source = _published(
            read,
            jsonld=_ld(datePublished=raw),
            head=_meta("article:published_time", "2025-03-30T06:10:00Z"),
        )
        assert (text, source.source) == ("2025-03-30T06:10:00+00:00", "meta")

    def test_times_of_teasers_do_not_count(self, read):
        after = '<aside><time datetime="2020-01-01">old</time></aside>'
        moment = Moment(datetime(2025, 3, 30, 6, 10, tzinfo=UTC))
        lead = Lead(url=PLAIN, via="feed", published=moment)
        assert find_published(read(url=PLAIN, after=after, lead=lead))[0] == moment

    def test_the_url_goes_before_a_time_of_another_day(self, read):
        text, source = _published(
            read,
            url="https://harbourpost.example/2025/03/30/ferry",
            before='<time datetime="2019-05-05T10:00:00Z">then</time>',
        )
        assert (text, source.source) == ("2025-03-30", "url")

    def test_the_lead_at_last(self, read):
        moment = Moment(datetime(2025, 3, 30, 6, 10, tzinfo=UTC), Precision.MINUTE)
        lead = Lead(url=PLAIN, via="sitemap", published=moment)
        found, source = find_published(read(url=PLAIN, lead=lead))
        assert found == moment
        assert (source.source, source.precision) == ("sitemap", "minute")

    def test_htmldate_where_nothing_else_says(self, read):
        line = "<p>On our pages in the Harbour Post since 30 March 2025, and read by many</p>"
        text, source = _published(read, after=line)
        assert (text, source.source) == ("2025-03-30", "htmldate")

    @pytest.mark.parametrize(
        ("line", "text"),
        [
            ("<font>5 мая 2031 года</font>", "2031-05-05"),
            ("<div>von Ada Quill<br>Salda Bote, 5. Mai 2031</div>", "2031-05-05"),
            ("<span>2031年5月5日 19:50</span>", "2031-05-05T19:50:00+09:00"),
            ("<span>Publicado el 5 de mayo de 2031, 19:05</span>", "2031-05-05T19:05:00+02:00"),
            ("<p>It has been so since 5 May 2031 or before.</p>", None),
        ],
    )
    def test_dates_that_nothing_marks(self, read, line, text):
        lang = "ja" if "年" in line else "es-MX" if "el" in line else "de"
        page = (
            f"<html><head><title>報道</title></head><body><h2>報道</h2>{line}"
            "<p>Ferries began to cross the strait again.</p></body></html>"
        )
        url = "https://www.salda.jp/a" if lang == "ja" else "https://www.salda.es/a"
        found, _ = find_published(read(page.encode(), url=url))
        assert (found.isoformat() if found else None) == text

    def test_hatom(self, read):
        abbr = '<abbr class="published" itemprop="datePublished" title="{}">10:22</abbr>'
        assert _published(read, before=abbr.format("2025-03-30T08:15:00+02:00"))[0].startswith(
            "2025-03-30T08:15"
        )

    @pytest.mark.parametrize(
        ("head", "zone"),
        [
            ("<meta charset=gb18030>", "+08:00"),
            ("<meta charset=utf-8><title>駅舎がカフェに</title>", "+09:00"),
            ("<meta charset=utf-8><title>Ferries</title>", "+00:00"),
        ],
    )
    def test_the_zone_of_a_page_that_declares_no_language(self, read, head, zone):
        title = "駅舎がカフェになりました" if "カフェ" in head else "Ferries"
        page = f"<html><head>{head}</head><body><h1>{title}</h1><time>2031-05-05 19:50</time>"
        found, _ = find_published(read(page.encode(), url="https://www.salda.example/a"))
        assert found.isoformat() == f"2031-05-05T19:50:00{zone}"

    def test_nothing(self, read):
        assert find_published(read(b"<p>words", url=PLAIN)) == (None, None)
        assert find_published(read(b"", url="")) == (None, None)


class TestModified:
    def test_found(self, read):
        document = read(jsonld=_ld(dateModified="2025-03-30T07:00:00Z"))
        moment, source = find_modified(document, None)
        assert moment.isoformat() == "2025-03-30T07:00:00+00:00"
        assert source.source == "jsonld"

    def test_not_before_publication(self, read):
        document = read(head=_meta("article:modified_time", "2025-03-29T07:00:00Z"))
        published = Moment(datetime(2025, 3, 30, tzinfo=UTC))
        assert find_modified(document, published) == (None, None)

    def test_the_lead(self, read):
        moment = Moment(datetime(2025, 3, 30, 7, tzinfo=UTC))
        lead = Lead(url=PLAIN, via="sitemap", modified=moment)
        assert find_modified(read(lead=lead), None)[0] == moment


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.example/2025/03/30/ferry", "2025-03-30"),
        ("https://x.example/2025/3/5/ferry", "2025-03-05"),
        ("https://x.example/world/ferry-2025-03-30/", "2025-03-30"),
        ("https://x.example/en/20250330-ferry", "2025-03-30"),
        ("https://x.example/2025/02/30/ferry", None),
        ("https://x.example/ferry-202503301", None),
        ("https://x.example/ferry?d=2025-03-30", None),
        ("https://2025-03-30.example/ferry", None),
        ("", None),
    ],
)
def test_date_in_url(url, day):
    assert date_in_url(url) == day


class TestPrinted:
    @pytest.mark.parametrize(
        ("before", "expected"),
        [
            ('<time data-published="2025-03-30 06:10:00Z">', "2025-03-30T06:10:00+00:00"),
            ('<i class="date" data-origindate="2025-03-30 14:10:00 +0800"></i>', "2025-03-30T14:10:00+08:00"),
            ('<p class="stamp-date">EXCLUSIVE 3/30/2025 11:00 AM PT</p>', "2025-03-30T11:00:00-07:00"),
            ("<p>Written by Ada Quill on 30 March 2025 at 09:31 AM EDT. 8 comments</p>", "2025-03-30T09:31:00-04:00"),
            ("<div><b>March 30, 2025</b> <b>2:24 pm GMT</b></div>", "2025-03-30T14:24:00+00:00"),
        ],
    )  # fmt: skip
    def test_times_for_readers(self, read, before, expected):
        assert _published(read, before=before)[0] == expected

    def test_a_day_at_the_end_of_the_title(self, read):
        page = (
            "<html><head><title>Fähren fahren wieder | Post | 30.03.2025</title></head><body><p>x"
        )
        text, source = _published(read, body=page.encode())
        assert (text, source.source) == ("2025-03-30", "title")

    def test_a_day_in_prose_is_no_date(self, read):
        document = read(url=PLAIN, prose=("It began on 3 March 2019 at 10:15.",))
        assert list(dates_beside_headline(document)) == []


class TestZones:
    def test_the_same_clock_with_an_offset_is_meant(self, read):
        text, source = _published(
            read,
            head=_meta("article:published_time", "2025-03-30T20:00:00.000Z"),
            before='<time datetime="2025-03-30T20:00:00+09:00">20:00</time>',
        )
        assert text == "2025-03-30T20:00:00+09:00"
        assert source.rejected == ("meta=2025-03-30T20:00:00+00:00",)

    def test_the_offset_of_the_other_times(self, read):
        text, _ = _published(
            read,
            jsonld=_ld(datePublished="2025-03-30 08:10", dateModified="2025-03-30T09:00:00-03:00"),
        )
        assert text == "2025-03-30T08:10:00-03:00"

    @pytest.mark.parametrize(
        ("lang", "url", "expected"),
        [
            ("pl", PLAIN, "2025-03-30T08:10:00+02:00"),
            ("en", "https://www.post.example.jp/a", "2025-03-30T08:10:00+09:00"),
            ("en-IN", PLAIN, "2025-03-30T08:10:00+05:30"),
            ("en-US", PLAIN, "2025-03-30T08:10:00+00:00"),
            ("ar-AR", PLAIN, "2025-03-30T08:10:00+00:00"),
            ("de", "https://post.example.ru/a", "2025-03-30T08:10:00+00:00"),
        ],
    )
    def test_the_zone_of_the_country(self, read, lang, url, expected):
        document = read(url=url, lang=lang, jsonld=_ld(datePublished="2025-03-30T08:10"))
        moment, _ = find_published(document)
        assert moment.isoformat() == expected
        assert moment.flags == (("tz_missing",) if expected.endswith("+00:00") else ("tz_assumed",))


class TestNoSuchStory:
    OLD = Outlet(name="bay", title="Bay", domains=("b.example",), founded=date(1871, 5, 1))

    @pytest.mark.parametrize(
        ("stated", "founded", "expected"),
        [
            ("1912-04-15", date(1871, 5, 1), "1912-04-15"),
            ("1870-04-15", date(1871, 5, 1), None),
            ("1970-01-01T00:00:00Z", date(1871, 5, 1), None),
            ("1912-04-15", None, None),
            ("2019-04-15", date(2020, 1, 1), None),
        ],
    )
    def test_before_the_outlet_was_founded(self, read, stated, founded, expected):
        outlet = Outlet(name="bay", title="Bay", domains=("b.example",), founded=founded)
        moment, _ = find_published(read(url=PLAIN, outlet=outlet, jsonld=_ld(datePublished=stated)))
        assert (moment.isoformat() if moment else None) == expected

    def test_what_is_only_printed_may_be_any_day_of_the_past(self, read):
        printed = '<p class="date">15 April 1912</p>'
        assert find_published(read(url=PLAIN, outlet=self.OLD, before=printed))[0] is None

    def test_a_story_dated_anew_keeps_its_first_day(self, read):
        anew = "2025-03-30T06:10:00Z"
        text, source = _published(
            read,
            url="https://harbourpost.example/2024/11/02/ferry",
            jsonld=_ld(datePublished=anew, dateModified=anew),
        )
        assert (text, source.source) == ("2024-11-02", "url")
        assert source.rejected == ("jsonld=2025-03-30T06:10:00+00:00",)

    def test_a_story_that_changed_later_was_not_dated_anew(self, read):
        text, _ = _published(
            read,
            url="https://harbourpost.example/2024/11/02/ferry",
            jsonld=_ld(datePublished="2025-03-30T06:10:00Z", dateModified="2025-03-30T09:00:00Z"),
        )
        assert text == "2025-03-30T06:10:00+00:00"
