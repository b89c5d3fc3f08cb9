from datetime import UTC, datetime

import pytest

from aggregator.extraction.moments import date_in_url, find_modified, find_published
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
        text, source = _published(read, after="<p>Harbour Post, published 30 March 2025</p>")
        assert (text, source.source) == ("2025-03-30", "htmldate")

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
